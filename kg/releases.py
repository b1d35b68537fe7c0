"""Releases: which versions of the data were issued, and when, by the lines of data/releases.tsv."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.content import folder
from kg.errors import KgError
from kg.vocabulary import BASE

COLUMNS = ("data", "issued", "code")


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the data, the ISO day on which it was issued, and the code it came with."""

    data: str
    issued: str
    code: str


def releases(path: Path | None = None) -> tuple[Release, ...]:
    """All releases, the oldest first; KgError for a line in disorder."""
    path = path or folder("data") / "releases.tsv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    if tuple(head.split("\t")) != COLUMNS:
        raise KgError(f"{path}:1: the columns are {', '.join(COLUMNS)}")
    found = [_release(line, f"{path}:{number}") for number, line in enumerate(lines, 2)]
    if found != sorted(found, key=lambda each: each.issued):
        raise KgError(f"{path}: the days of issue are not in order")
    return tuple(found)


def _release(line: str, where: str) -> Release:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS) or not re.fullmatch("[0-9a-f]{12}", cells[0]):
        raise KgError(f"{where}: write the data version, the day and the version of the code")
    try:
        datetime.date.fromisoformat(cells[1])
    except ValueError:
        raise KgError(f"{where}: {cells[1]} is no day; write YYYY-MM-DD") from None
    return Release(*cells)


@cache
def _days() -> dict[str, str]:
    return {each.data: each.issued for each in releases()}


def issued(version: str) -> str:
    """The ISO day on which a version of the data was issued; "" for one that was not."""
    return _days().get(version, "")


def told(version: str) -> str:
    """A version of the data, with the day on which it was released if it was."""
    day = issued(version)
    return f"{version} (released {day})" if day else version


def iri(version: str) -> str:
    """The IRI of a version of the data, for owl:versionIRI."""
    return f"{BASE}dataset/{version}"
