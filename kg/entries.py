"""Entries: facts as a page of a site writes them, each party a link, each with what it rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import card, passages, phrase, printable
from kg.documents import Document
from kg.evidence import Support
from kg.facts import Fact
from kg.phrase import Label, Phrase, Words
from kg.vocabulary import FACT, PARTY_PROPERTIES, WX, slug

if TYPE_CHECKING:
    from kg.addresses import Addresses

LINKED = (*PARTY_PROPERTIES, "saidBy")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `page` is the address of the page of what it names, or ""."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a source: in words, its address in the site, the link that opens it there."""

    at: str
    page: str
    link: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document or an edition of a register, and the spots of it that are cited."""

    name: str
    page: str
    issued: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What facts that say the same say; `pages` are their own addresses, `kind` is in words."""

    text: tuple[Piece, ...]
    when: str
    kind: str
    status: str
    may_hold: bool
    attested: str
    notes: tuple[str, ...]
    cited: tuple[Cited, ...]
    pages: tuple[str, ...]
    since: str = ""

    @property
    def plain(self) -> str:
        """The text without links."""
        return "".join(piece.text for piece in self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Teller:
    """What it takes to write facts down for a site."""

    facts: Mapping[str, Fact]
    label: Label
    known: Mapping[str, Document]
    supports: Mapping[str, Sequence[Support]]
    addresses: Addresses
    words: Mapping[str, str]

    def entry(self, fact: Fact, say: Phrase | None = None, seen_from: str = "") -> Entry:
        """A fact as a sentence, or as a phrase from the side of a thing."""
        words = Words(fact, self.label, seen_from)
        text = say(words) if say else phrase.sentence(fact, self.label)
        cited = tuple(self._cited(fact))
        latest = max((source.issued for source in cited), default="")
        page = self.addresses.of(fact.iri)
        return Entry(
            text=pieces(text, self._targets(fact, seen_from)),
            when=phrase.period(words),
            kind=self.label(WX + fact.kind),
            status=fact.status,
            may_hold=fact.may_hold,
            attested=phrase.date(latest) if latest else "",
            notes=fact.texts("readingNote"),
            cited=cited,
            pages=(page,) if page else (),
            since=fact.first("date") or fact.first("from"),
        )

    def sections(self, thing: str, facts: Iterable[Fact]) -> tuple[Section, ...]:
        """What facts say of a thing, as its card has it."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for fact in facts:
            for view in _views(fact, thing):
                found[view.section].append(self.entry(fact, view.phrase, thing))
        return tuple(Section(t, _merged(found[t])) for t in card.SECTIONS if t in found)

    def name(self, document: str) -> str:
        """A document in a few words: its publisher and year, else its title."""
        source = self.known.get(document, Document(document))
        year = re.search(r"\d{4}", source.issued)
        if not source.publisher:
            return printable.line(source.title or slug(document))
        return printable.line(source.publisher) + (f", {year[0]}" if year else "")

    def _cited(self, fact: Fact) -> Iterator[Cited]:
        """The sources of a fact, each once, with the spots in the order of the text."""
        grouped: dict[str, list[Support]] = defaultdict(list)
        for support in self.supports.get(fact.iri, ()):
            whole = support.source if support.source in self.known else _document(support.source)
            grouped[whole].append(support)
        for iri, supports in grouped.items():
            spots = (self.spot(support.source, support.link) for support in _ordered(supports))
            issued = self.known[iri].issued if iri in self.known else ""
            yield Cited(self.name(iri), self.addresses.of(iri), issued, tuple(spots))

    def spot(self, source: str, link: str) -> Spot:
        """A passage or an edition as a place to go to."""
        at = "{0.start}–{0.end}".format(passages.position(source)) if _has_place(source) else ""
        return Spot(at, self.addresses.of(source), web(link), self.words.get(source, ""))

    def _targets(self, fact: Fact, seen_from: str) -> dict[str, str]:
        """The pages of a fact's parties by their labels, the longest first."""
        named = {term for name in LINKED for term in fact.texts(name) if not term.startswith(FACT)}
        pages = {printable.line(self.label(iri)): self.addresses.of(iri) for iri in sorted(named)
                 if iri != seen_from}  # fmt: skip
        return {each: pages[each] for each in sorted(pages, key=len, reverse=True) if pages[each]}


def pieces(text: str, targets: Mapping[str, str]) -> tuple[Piece, ...]:
    """A text cut where a target's name first stands in it, which becomes a link."""
    if not targets:
        return (Piece(text),)
    named = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in targets if name))
    found, place, left = list[Piece](), 0, dict(targets)
    for match in named.finditer(text):
        if page := left.pop(match[0], ""):
            found += [Piece(text[place : match.start()]), Piece(match[0], page)]
            place = match.end()
    return tuple(piece for piece in (*found, Piece(text[place:])) if piece.text)


def web(link: str) -> str:
    """A link that leads to the web and nowhere else, else ""."""
    return link if re.match(r"https?://[^\s\"<>]+\Z", link, re.IGNORECASE) else ""


def _views(fact: Fact, thing: str) -> list[card.View]:
    kind = "KindOfBody" if card.KIND_OF_BODY in fact.texts("descriptionKind") else fact.kind
    return [v for v in card.VIEWS if v.kind == kind and thing in fact.texts(v.role)]


def _merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries in order of date and text, those that say the same made one."""
    groups: dict[tuple[str, str, str, bool], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: (e.since, e.plain, e.pages)):
        groups[entry.plain, entry.when, entry.status, entry.may_hold].append(entry)
    return tuple(_one(group) for group in groups.values())


def _one(entries: Sequence[Entry]) -> Entry:
    first = entries[0]
    latest = max(entries, key=lambda e: max((c.issued for c in e.cited), default=""))
    return replace(
        first,
        attested=latest.attested,
        notes=tuple(dict.fromkeys(note for e in entries for note in e.notes)),
        cited=_together(source for e in entries for source in e.cited),
        pages=tuple(dict.fromkeys(page for e in entries for page in e.pages)),
    )


def _together(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """The sources, each once with all its spots."""
    found: dict[tuple[str, str], Cited] = {}
    for source in cited:
        before = found.setdefault((source.page, source.name), source)
        spots = tuple(dict.fromkeys((*before.spots, *source.spots)))
        found[source.page, source.name] = replace(before, spots=spots)
    return tuple(found.values())


def _ordered(supports: Iterable[Support]) -> list[Support]:
    return sorted(supports, key=lambda support: (order(support.source), support.source))


def order(source: str) -> tuple[int, int]:
    """Where a passage stands in its text; an edition of a register stands first."""
    if not _has_place(source):
        return (-1, -1)
    place = passages.position(source)
    return place.start, place.end


def _has_place(source: str) -> bool:
    return passages.is_passage(source)


def _document(source: str) -> str:
    return source.partition("#")[0]
