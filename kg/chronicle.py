"""Chronicles: what happened, began or ended, in order, exact and vague dates told apart."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import phrase, time
from kg.errors import KgError
from kg.facts import Fact, facts, naming, references, references_of, texts
from kg.query import Answer
from kg.time import Span
from kg.vocabulary import XSD, slug

if TYPE_CHECKING:
    from kg.documents import Document
    from kg.graph import Graph

_TOLD = """
SELECT DISTINCT ?fact WHERE {
  ?fact wx:status ?status .
  { ?fact wx:date|wx:from|wx:until ?date }
  UNION { VALUES ?kind { wx:Milestone wx:Change wx:Funding } ?fact a ?kind }
} ORDER BY ?fact
"""
_EVENTS = frozenset({"Milestone", "Change", "Funding"})
_INTENDED = frozenset({"planned", "estimated"})
# A figure is for a period; the days of a code say nothing of the body that bears it.
_UNTOLD = frozenset({"Figure", "Identifier"})
_NAMED = ("takes the name", "gives up the name")
_PRECISE = {r"\d{4}-2[1-4]": "season", r"\d{4}-\d\d": "month", r"\d{4}": "year"}
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, began or ended between two days (None where open).

    `written` is its date as the fact has it; of an event without a date the words that tell by
    when it had happened.
    """

    written: str
    days: Span
    text: str
    fact: Fact
    documents: tuple[str, ...]
    dated: bool = True

    @property
    def when(self) -> str:
        """The date in words."""
        return phrase.date(self.written) if self.dated else self.written

    @property
    def precision(self) -> str:
        """How closely the date is known.

        day, month, season, year, between (two days), or later, or earlier, or undated.
        """
        first, last = self.days.first, self.days.last
        if not self.dated or not (first or last):
            return UNDATED
        if not (first and last):
            return "or later" if first else "or earlier"
        if first == last:
            return "day"
        shapes = (unit for shape, unit in _PRECISE.items() if re.fullmatch(shape, self.written))
        return next(shapes, "between")

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str, str]:
        """By the earliest possible day, then the latest; an open one stands at the other."""
        first, last = self.days.first, self.days.last
        never = datetime.date.max
        return first or last or never, last or first or never, self.text, self.fact.iri

    def by(self, day: datetime.date) -> bool:
        """Whether it may be told on a day: it may have happened, or it was only intended."""
        known = self.days.first or self.days.last
        return self.fact.status in _INTENDED or known is None or known <= day


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Events in order; what is left out of them; and how many facts were looked at.

    `undated` did not happen, as far as is known, and have no date. `later` are known to have
    happened by some day after that of the slice, but not when.
    """

    events: tuple[Event, ...]
    undated: tuple[Fact, ...]
    later: tuple[Event, ...] = ()
    facts: int = 0


def chronicle(graph: Graph, thing: str | None = None) -> Chronicle:
    """What happened in the graph, or in the facts that name a thing (an IRI), in order."""
    found = naming(graph, thing) if thing else facts(graph, _iris(graph))
    events = sorted(_events(graph, found), key=lambda event: event.order)
    undated = tuple(fact for fact in found if _happens(fact) and not _dated(fact))
    day = graph.slice.as_of or datetime.date.max
    return Chronicle(
        tuple(event for event in events if event.by(day)),
        tuple(fact for fact in undated if fact.status != "actual"),
        tuple(event for event in events if not event.by(day) and event.days.first is None),
        len(found),
    )


def _iris(graph: Graph) -> list[str]:
    return [row["fact"] for row in texts(graph, _TOLD)]


def _happens(fact: Fact) -> bool:
    """Whether a fact tells of a happening: an award among those of money."""
    return fact.kind in {"Milestone", "Change"} or slug(fact.first("fundingKind")) == "award"


def _date(fact: Fact) -> str:
    return fact.first("date") or fact.first("from")


def _dated(fact: Fact) -> str:
    return _date(fact) or fact.first("until")


def _events(graph: Graph, found: Iterable[Fact]) -> Iterator[Event]:
    known, label = references(graph), phrase.labels(graph)
    for fact in found:
        documents = references_of(fact, known)
        slugs = tuple(document.slug for document in documents)
        for written, text in _dates(fact, label):
            yield Event(written, _span(written), text, fact, slugs)
        if _happens(fact) and fact.status == "actual" and not _dated(fact):
            day, text = graph.days[fact.iri].certain_from, phrase.sentence(fact, label)
            yield Event(_by(day, documents), Span(None, day), text, fact, slugs, dated=False)


def _by(day: datetime.date | None, documents: Iterable[Document]) -> str:
    """By when an undated event had happened, in the words of the date of its source if these do."""
    ends = (document.issued.rpartition("/")[-1] for document in documents)
    written = next((end for end in ends if end and _span(end).last == day), str(day or ""))
    if not day:
        return UNDATED
    return f"by {'' if _span(written).first == day else 'the end of '}{phrase.date(written)}"


def _dates(fact: Fact, label: phrase.Label) -> Iterator[tuple[str, str]]:
    """Each date of a fact as written, with what happened then."""
    if fact.kind in _UNTOLD:
        return
    sentence = phrase.sentence(fact, label)
    if fact.kind in _EVENTS and _date(fact):
        since = "" if fact.first("date") else "since then, "
        yield _date(fact), f"{since}{sentence}"
        return
    starts, stops = f"{sentence} (begins)", f"{sentence} (ends)"
    if fact.kind == "Naming":
        words = phrase.Words(fact, label)
        starts, stops = (f"{words('names')} {how} “{words('name')}”" for how in _NAMED)
    for name, text in (("from", starts), ("until", stops)):
        if fact.first(name):
            yield fact.first(name), text


def _span(written: str) -> Span:
    try:
        return time.span(written)
    except KgError:
        return Span()


def remarks(graph: Graph, found: Chronicle, thing: str | None = None) -> Iterator[str]:
    """What a reader must know of a chronicle: its size, what it leaves out, and why it is empty."""
    vague = sum(event.precision != "day" for event in found.events)
    size = f"{_count(len(found.events), 'date')}, {vague} of them vaguer than a day"
    yield f"{size}; {graph.slice.describe()}; data {graph.version}"
    if not found.events:
        yield f"empty: {_why_empty(graph, found, thing)}"
    statuses = Counter(fact.status for fact in found.undated)
    for status, number in sorted(statuses.items()):
        yield f"{_count(number, f'{status} event')} without a date {_are(number)} not listed"
    if found.later:
        number, day = len(found.later), graph.slice.as_of
        yield (
            f"{_count(number, 'event')} known only to have happened by a day after {day}"
            f" {_are(number)} not listed"
        )


def _why_empty(graph: Graph, found: Chronicle, thing: str | None) -> str:
    name, day = graph.label(thing) if thing else "", graph.slice.as_of
    if not found.facts:
        return f"no fact of this slice {f'names {name}' if thing else 'has a date'}"
    whose = f" that names {name}" if thing else ""
    when = f"happened by {day}" if day else "something happened"
    return f"no fact of this slice{whose} tells {'what' if day else 'when'} {when}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def table(found: Chronicle) -> Answer:
    """The events as rows: the date in words, its precision, its first and last possible day."""
    columns = ("when", "precision", "earliest", "latest", "what", "document")
    rows = tuple(
        (
            ox.Literal(event.when),
            ox.Literal(event.precision),
            _day(event.days.first),
            _day(event.days.last),
            ox.Literal(event.text),
            ox.Literal(", ".join(event.documents)),
        )
        for event in found.events
    )
    return Answer("select", columns, rows, tuple(event.fact.iri for event in found.events))


def _day(day: datetime.date | None) -> ox.Literal | None:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date")) if day else None


def for_reading(answer: Answer) -> Answer:
    """The table without the first and last possible days, which only programs need."""
    kept = [at for at, name in enumerate(answer.columns) if name not in {"earliest", "latest"}]
    rows = tuple(tuple(row[at] for at in kept) for row in answer.rows)
    return replace(answer, columns=tuple(answer.columns[at] for at in kept), rows=rows)
