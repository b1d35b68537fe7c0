"""The ledger: what was grounded when, against which text, for those who lack the texts."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path

from kg.errors import KgError
from kg.files import write_whole
from kg.grounding import PLACES, Fact, Grounded


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact's line: how it was grounded, the SHA-256 of its text and of its triples, when."""

    fact: str
    grounding: str
    text: str
    triples: str
    date: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact on which graph and ledger disagree, and what differs."""

    fact: str
    what: str


HEADER = tuple(field.name for field in fields(Entry))
GONE = "no longer in the graph"
RENEW = "kg check --write-ledger, with the texts at hand, renews it"


def sha256_of(fact: Fact) -> str:
    """The hexadecimal SHA-256 of a fact's own triples, as sorted canonical N-Triples lines."""
    return hashlib.sha256("".join(f"{t}\n" for t in fact.triples).encode()).hexdigest()


def entries(
    grounded: Iterable[Grounded], texts: Mapping[str, str], day: date, old: Iterable[Entry] = ()
) -> list[Entry]:
    """The lines for facts just grounded, sorted; a line that says nothing new keeps its day.

    `texts` maps each document to the SHA-256 of its text.
    """
    known = {entry.fact: entry for entry in old}
    made = (
        Entry(g.fact.iri, g.place, texts[g.document], sha256_of(g.fact), day.isoformat())
        for g in grounded
    )
    return sorted((_keep_day(entry, known.get(entry.fact)) for entry in made), key=astuple)


def read(path: Path) -> list[Entry]:
    """The lines of a ledger; none if there is no file. KgError, with the line, if malformed."""
    if not path.exists():
        return []
    try:
        rows = list(csv.reader(path.read_text("utf-8").splitlines(), dialect="excel-tab"))
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{path}: cannot be read: {error}") from error
    if not rows or tuple(rows[0]) != HEADER:
        raise KgError(f"{path}:1: not a ledger of {', '.join(HEADER)}; {RENEW}")
    return [_entry(path, line, row) for line, row in enumerate(rows[1:], 2)]


def write(path: Path, lines: Iterable[Entry]) -> None:
    """Write a ledger whole or not at all; KgError if it cannot be written."""
    target = io.StringIO()
    writer = csv.writer(target, dialect="excel-tab", lineterminator="\n")
    writer.writerows([HEADER, *map(astuple, sorted(lines, key=astuple))])
    write_whole(path, target.getvalue().encode())


def compare(
    lines: Iterable[Entry], facts: Iterable[Fact], texts: Mapping[str, str]
) -> list[Difference]:
    """Where a ledger does not vouch for facts as they are, sorted by fact.

    `facts` are those with passages, read again or not; `texts` maps each document to the
    SHA-256 that the graph registers for its text.
    """
    known = {entry.fact: entry for entry in lines}
    now = {fact.iri: fact for fact in facts}
    gone = (Difference(iri, GONE) for iri in known.keys() - now.keys())
    changed = (d for fact in now.values() for d in _differences(fact, known.get(fact.iri), texts))
    return sorted((*gone, *changed), key=lambda difference: difference.fact)


def _keep_day(new: Entry, old: Entry | None) -> Entry:
    return old if old and replace(new, date=old.date) == old else new


def _entry(path: Path, line: int, row: list[str]) -> Entry:
    if len(row) != len(HEADER) or row[1] not in PLACES:
        raise KgError(f"{path}:{line}: not a line of {', '.join(HEADER)}; {RENEW}")
    return Entry(*row)


def _differences(fact: Fact, entry: Entry | None, texts: Mapping[str, str]) -> Iterator[Difference]:
    if entry is None:
        yield Difference(fact.iri, "never grounded")
        return
    if entry.grounding == "missing":
        yield Difference(fact.iri, "lacks a value in its passages")
    if entry.triples != sha256_of(fact):
        yield Difference(fact.iri, f"changed since it was grounded on {entry.date}")
    if entry.text != texts.get(fact.passages()[0].document):
        yield Difference(fact.iri, f"grounded on {entry.date} against another text")
