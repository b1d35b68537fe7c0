"""The index: all that has a page, by its names from A to Z, to be read and searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg import printable
from kg.names import normalise
from kg.vocabulary import WX

if TYPE_CHECKING:
    from kg.answers import Reply
    from kg.documents import Document
    from kg.entries import Teller
    from kg.subjects import Thing

OTHER = "0–9"
"""What stands in the place of a letter before names that begin with none of A to Z."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What has a page: its label, what it is in words, its other names and codes."""

    label: str
    page: str
    kind: str
    swatch: str = ""
    names: tuple[str, ...] = ()


def entries(
    teller: Teller, things: Iterable[Thing], documents: Iterable[Document], replies: Iterable[Reply]
) -> list[Entry]:
    """An entry for each thing, document and question, in the order of their labels."""
    found = [
        *(_thing(teller, each) for each in things),
        *(_document(teller, each) for each in documents),
        *(_question(each) for each in replies),
    ]
    return sorted(found, key=lambda entry: (_letter(entry), normalise(entry.label), entry.page))


def letters(found: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries in order by the letters they begin with."""
    return [(letter, list(same)) for letter, same in groupby(found, key=_letter)]


def _letter(entry: Entry) -> str:
    first = normalise(entry.label)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def _thing(teller: Teller, thing: Thing) -> Entry:
    kind = thing.sort or teller.label(WX + thing.kind)
    return Entry(thing.label, teller.addresses.of(thing.iri), kind, thing.kind, thing.names)


def _document(teller: Teller, document: Document) -> Entry:
    title = printable.line(document.title or document.slug)
    page = teller.addresses.of(document.iri)
    kind = "document" if document.sha256 else "compilation of registers"
    others = dict.fromkeys(map(printable.line, filter(None, (document.publisher, document.slug))))
    return Entry(title, page, kind, "Document", tuple(name for name in others if name != title))


def _question(reply: Reply) -> Entry:
    asked = reply.asked
    return Entry(asked.summary, f"questions/{asked.name}.html", "question", names=(asked.name,))
