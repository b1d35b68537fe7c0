"""The DL of UCINET."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.interchange.attributes import Files, encoded, names, one_line, sides, written

if TYPE_CHECKING:
    from kg.listing import Listing

_PLAIN = re.compile(r"[\w.-]+\Z")


def dl(listed: Listing) -> Files:
    """UCINET DL as a list of ties: edgelist1, or edgelist2 with rows and columns for two modes.

    An undirected tie of one mode is listed both ways, so that the matrix is symmetric.
    """
    labels = [_dl_label(name) for name in names(listed, _dl_text)]
    head = _dl_modes(listed, labels) if listed.two_mode else _dl_mode(labels)
    return {"": encoded([*head, "data:", *_dl_ties(listed)])}


def _dl_mode(labels: Sequence[str]) -> list[str]:
    return [f"DL n={len(labels)}", "format = edgelist1", "labels:", *labels]


def _dl_modes(listed: Listing, labels: Sequence[str]) -> list[str]:
    rows, columns = sides(listed)
    return [
        f"DL nr={len(rows)} nc={len(columns)}",
        "format = edgelist2",
        "row labels:",
        *(labels[at] for at in rows),
        "column labels:",
        *(labels[at] for at in columns),
    ]


def _dl_ties(listed: Listing) -> Iterator[str]:
    rows, columns = sides(listed)
    row, column = _numbered(rows), _numbered(columns)
    for tie in listed.ties:
        yield f"{row[tie.source]} {column[tie.target]} {written(tie.weight)}"
        if not (listed.directed or listed.two_mode):
            yield f"{row[tie.target]} {column[tie.source]} {written(tie.weight)}"


def _numbered(positions: Sequence[int]) -> dict[int, int]:
    return {at: number for number, at in enumerate(positions, 1)}


def _dl_text(text: str) -> str:
    return one_line(text).replace('"', "'")


def _dl_label(text: str) -> str:
    return text if _PLAIN.match(text) else f'"{text}"'
