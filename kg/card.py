"""Cards: what is known of one thing, in sections, each line with its sources and status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from kg import phrase, printable
from kg.documents import Document
from kg.facts import Fact, naming, references, references_of
from kg.names import kinds_of, resolve
from kg.phrase import Label, Phrase, Words
from kg.vocabulary import WX, compact

if TYPE_CHECKING:
    from kg.graph import Graph

KIND_OF_BODY = WX + "kindOfBody"
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Attested:
    """A source of a line: its date as given, its name, its title, its date in words."""

    issued: str
    document: str
    title: str
    attested: str


@dataclass(frozen=True, slots=True)
class Line:
    """What facts that say the same say, when it held, and what it rests on."""

    text: str
    period: str
    since: str
    status: str
    may_hold: bool
    sources: tuple[Attested, ...]
    facts: tuple[str, ...]

    @property
    def last_attested(self) -> str:
        """The date of the latest source in words; "" where none has a date."""
        return next((s.attested for s in reversed(self.sources) if s.issued), "")


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """All that a slice of the graph says of one thing."""

    iri: str
    label: str
    kind: str
    sections: tuple[Section, ...]
    slice: str
    version: str


@dataclass(frozen=True, slots=True)
class View:
    """How a kind of fact reads from the side of the thing that has a role in it."""

    kind: str
    role: str
    section: str
    phrase: Phrase


VIEWS = (
    View("Naming", "names", "Names", lambda w: f"“{w('name')}”, {w('nameKind')}"),
    View("KindOfBody", "subject", "Kind", lambda w: phrase.description(w).removeprefix("kind: ")),
    View("Identifier", "identifies", "Identifiers", lambda w: f"{w('scheme')} {w('code')}"),
    View("Post", "holder", "Posts", lambda w: f"{w('title')}, {w('roleIn')}"),
    View("Post", "roleIn", "People", lambda w: f"{w('title')}: {w('holder')}"),
    View("Membership", "member", "Belongs to", lambda w: f"{phrase.role(w)} of {w('memberOf')}"),
    View("Membership", "memberOf", "Members", lambda w: f"{w('member')} ({phrase.role(w)})"),
    View("Funding", "funder", "Money given", phrase.funding),
    View("Funding", "recipient", "Money received", phrase.funding),
    View("Funding", "fundedWork", "Money for it", phrase.funding),
    View("Part", "part", "Part of", lambda w: w("whole")),
    View("Part", "whole", "Parts", lambda w: w("part")),
    View("Location", "located", "Places", lambda w: f"{w('locationKind')}: {phrase.place(w)}"),
    View("Location", "place", "Here", lambda w: f"{w('located')} ({w('locationKind')})"),
    View("Collaboration", "party", "Works with",
         lambda w: f"{w.others('party') or 'others'}: {phrase.collaboration(w)}"),
    View("Collaboration", "about", "Worked on by",
         lambda w: f"{w('party')}: {phrase.collaboration(w)}"),
    View("Relation", "subject", "Relations", lambda w: f"{w('relationKind')} {w('object')}"),
    View("Relation", "object", "Relations of others", phrase.SENTENCES["Relation"]),
    View("Milestone", "subject", "Milestones", phrase.milestone),
    View("Change", "predecessor", "Lineage", phrase.change),
    View("Change", "successor", "Lineage", phrase.change),
    View("Figure", "subject", "Figures", phrase.figure),
    View("Description", "subject", "Descriptions",
         lambda w: phrase.description(w) + phrase.said_by(w)),
    View("Description", "saidBy", "Quoted as saying",
         lambda w: f"{w('subject')}: {phrase.description(w)}"),
    View("Collaboration", "saidBy", "Quoted as saying", phrase.SENTENCES["Collaboration"]),
    View("Milestone", "saidBy", "Quoted as saying", phrase.SENTENCES["Milestone"]),
)  # fmt: skip
SECTIONS = tuple(dict.fromkeys(view.section for view in VIEWS))


def show(graph: Graph, name: str) -> Card:
    """The card of the thing that a name means; UnknownName or AmbiguousName if none or several."""
    return card(graph, resolve(graph, name))


def card(graph: Graph, iri: str) -> Card:
    """The card of a thing: its facts in the graph's slice, grouped and put in order."""
    known, label = references(graph), phrase.labels(graph)
    lines: dict[str, list[Line]] = {}
    for fact in naming(graph, iri):
        for view in _views(fact, iri):
            lines.setdefault(view.section, []).append(_line(fact, view, iri, label, known))
    sections = tuple(Section(t, _merged(lines[t])) for t in SECTIONS if t in lines)
    kind = kinds_of(graph).get(iri, "")
    return Card(
        iri=iri,
        label=printable.line(graph.label(iri)),
        kind=graph.label(WX + kind) if kind else "",
        sections=sections,
        slice=graph.slice.describe(),
        version=graph.version,
    )


def marks(line: Line) -> tuple[str, ...]:
    """What stands behind a line: status, last attestation, sources."""
    held = ("may hold",) if line.may_hold else ()
    dated = f"last attested {line.last_attested}" if line.last_attested else "attestation undated"
    return (line.status, *held, dated, ", ".join(source.document for source in line.sources))


def said(line: Line) -> str:
    """A line's text with its period."""
    return f"{line.text}, {line.period}" if line.period else line.text


def text(card: Card, bold: Callable[[str], str] = str) -> str:
    """The card for a terminal; `bold` marks headings."""
    parts = [f"{bold(card.label)}  {compact(card.iri)}", card.kind]
    for section in card.sections:
        lines = (f"  {said(line)}  [{' · '.join(marks(line))}]" for line in section.lines)
        parts += ["", bold(section.title), *lines]
    parts += ["", bold("Sources"), *(f"  {s.document}: {_cited(s)}" for s in cited(card))]
    return "\n".join([*parts, "", _footer(card)]) + "\n"


def markdown(card: Card, _: Callable[[str], str] = str) -> str:
    """The card as Markdown."""
    parts = [f"# {card.label}", "", f"{card.kind}, `{compact(card.iri)}`"]
    for section in card.sections:
        lines = (f"- {said(line)} — *{'; '.join(marks(line))}*" for line in section.lines)
        parts += ["", f"## {section.title}", "", *lines]
    parts += ["", "## Sources", "", *(f"- {s.document}: {_cited(s)}" for s in cited(card))]
    return "\n".join([*parts, "", _footer(card)]) + "\n"


def as_json(card: Card, _: Callable[[str], str] = str) -> str:
    """The card as JSON."""
    return json.dumps(asdict(card), ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Card, Callable[[str], str]], str]] = {
    "text": text,
    "json": as_json,
    "md": markdown,
}


def cited(card: Card) -> tuple[Attested, ...]:
    """The sources of a card's lines, each once, by name."""
    every = {s for section in card.sections for line in section.lines for s in line.sources}
    return tuple(sorted(every, key=lambda s: (s.document, s.title)))


def attested(source: Document) -> Attested:
    """What a card says of a source."""
    when = phrase.date(source.issued) if source.issued else UNDATED
    return Attested(source.issued, source.slug, source.title or source.iri, when)


def _views(fact: Fact, iri: str) -> list[View]:
    aspect = "KindOfBody" if KIND_OF_BODY in fact.texts("descriptionKind") else fact.kind
    return [view for view in VIEWS if view.kind == aspect and iri in fact.texts(view.role)]


def _line(fact: Fact, view: View, iri: str, label: Label, known: Mapping[str, Document]) -> Line:
    words = Words(fact, label, seen_from=iri)
    return Line(
        text=view.phrase(words),
        period=phrase.period(words),
        since=fact.first("date") or fact.first("from"),
        status=fact.status,
        may_hold=fact.may_hold,
        sources=_ordered(attested(source) for source in references_of(fact, known)),
        facts=(fact.iri,),
    )


def _merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines in order of date and text, those that say the same made one."""
    groups: dict[tuple[str, str, str, bool], list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.since, line.text, line.facts)):
        groups.setdefault((line.text, line.period, line.status, line.may_hold), []).append(line)
    return tuple(_one(group) for group in groups.values())


def _one(lines: Sequence[Line]) -> Line:
    return replace(
        lines[0],
        sources=_ordered(source for line in lines for source in line.sources),
        facts=tuple(dict.fromkeys(iri for line in lines for iri in line.facts)),
    )


def _ordered(sources: Iterable[Attested]) -> tuple[Attested, ...]:
    return tuple(sorted(set(sources), key=lambda s: (s.issued, s.document, s.title)))


def _cited(source: Attested) -> str:
    return f"{source.title}, {source.attested}"


def _footer(card: Card) -> str:
    return f"Slice: {card.slice}. Data version {card.version}."
