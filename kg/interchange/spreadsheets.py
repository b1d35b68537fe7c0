"""Tables: ties and nodes for Gephi, matrices, the sheets of Kumu."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg import workbook
from kg.errors import KgError
from kg.interchange.attributes import (
    Files,
    Value,
    direction,
    joined,
    names,
    of_tie,
    one_line,
    sides,
    written,
)

if TYPE_CHECKING:
    from kg.listing import Listing

Rows = list[list[Value]]

CELLS = 4_000_000
"""The largest matrix: two thousand rows and columns."""
_HEADINGS = {
    "label": "Label",
    "facts": "Facts",
    "documents": "Documents",
    "status": "Status",
    "seats": "Seats",
    "rolled_up_from": "Rolled up from",
    "may_hold": "May hold",
}


def edges(listed: Listing) -> Files:
    """CSV as Gephi reads it: the ties, and beside them (`.nodes.csv`) the nodes."""
    nodes: Rows = [["Id", "Label", "Kind", "Mode"]]
    nodes += [[node.iri, node.label, node.kind, node.mode] for node in listed.nodes]
    return {"": _csv(_edges(listed)), "nodes.csv": _csv(nodes)}


def _edges(listed: Listing) -> Rows:
    rows: Rows = [["Source", "Target", "Type", "Weight", *_HEADINGS.values()]]
    for tie in listed.ties:
        ends = [listed.nodes[end].iri for end in (tie.source, tie.target)]
        told = of_tie(tie)
        kind = direction(listed).capitalize()
        rows.append([*ends, kind, tie.weight, *(told[name] for name in _HEADINGS)])
    return rows


def matrix(listed: Listing) -> Files:
    """CSV of the weights: sources as rows, targets as columns; of two modes, first by second.

    Raises KgError for more than `CELLS` cells.
    """
    rows, columns = sides(listed)
    if len(rows) * len(columns) > CELLS:
        size = f"{len(rows):,} by {len(columns):,}"
        raise KgError(f"a matrix of {size} cells is too large (over {CELLS:,}); export edges or dl")
    labels, cells = names(listed, str), _cells(listed)
    lines: Rows = [["", *(labels[at] for at in columns)]]
    for row in rows:
        lines.append([labels[row], *(cells.get((row, at), 0) for at in columns)])
    return {"": _csv(lines)}


def _cells(listed: Listing) -> dict[tuple[int, int], float]:
    found = {(tie.source, tie.target): tie.weight for tie in listed.ties}
    if not (listed.directed or listed.two_mode):
        found |= {(target, source): weight for (source, target), weight in found.items()}
    return found


def kumu(listed: Listing) -> Files:
    """The sheets of Kumu as two files of CSV, elements and connections."""
    return {f"{name.lower()}.csv": _csv(rows) for name, rows in kumu_sheets(listed).items()}


def kumu_book(listed: Listing) -> Files:
    """The sheets of Kumu as one workbook."""
    return {"": workbook.plain(kumu_sheets(listed))}


def kumu_sheets(listed: Listing) -> dict[str, Rows]:
    """Elements and connections; Kumu knows elements by their labels, and | parts its lists."""
    labels = names(listed, _kumu_text)
    return {"Elements": _elements(listed, labels), "Connections": _connections(listed, labels)}


def _elements(listed: Listing, labels: Sequence[str]) -> Rows:
    documents: list[set[str]] = [set() for _ in listed.nodes]
    for tie in listed.ties:
        documents[tie.source].update(tie.documents)
        documents[tie.target].update(tie.documents)
    rows: Rows = [["Label", "Type", "Tags", "Mode", "IRI"]]
    for label, node, cited in zip(labels, listed.nodes, documents, strict=True):
        rows.append([label, node.kind, joined(sorted(cited), "|"), node.mode, node.iri])
    return rows


def _connections(listed: Listing, labels: Sequence[str]) -> Rows:
    rows: Rows = [["From", "To", "Direction", "Type", "Tags", "Weight", *_HEADINGS.values()]]
    for tie in listed.ties:
        ends = [labels[tie.source], labels[tie.target]]
        kinds = joined(map(_kumu_text, tie.kinds), "|")
        told = {**of_tie(tie), "label": _kumu_text(joined(tie.kinds))}
        more = [kinds, joined(tie.documents, "|"), tie.weight, *(told[n] for n in _HEADINGS)]
        rows.append([*ends, direction(listed), *more])
    return rows


def _kumu_text(text: str) -> str:
    return one_line(text).replace("|", "/")


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([written(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8", "backslashreplace")
