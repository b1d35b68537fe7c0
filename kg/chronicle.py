"""Chronicles: what happened, began or ended, in order, exact and vague dates told apart."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import phrase, time
from kg.errors import KgError
from kg.facts import Fact, facts, naming, references, references_of, texts
from kg.query import Answer
from kg.time import Span
from kg.vocabulary import XSD

if TYPE_CHECKING:
    from kg.graph import Graph

_DATED = """
SELECT DISTINCT ?fact WHERE { ?fact wx:status ?status ; wx:date|wx:from|wx:until ?date }
ORDER BY ?fact
"""
_EVENTS = frozenset({"Milestone", "Change", "Funding"})
# A figure is for a period; the days of a code say nothing of the body that bears it.
_UNTOLD = frozenset({"Figure", "Identifier"})
_NAMED = ("takes the name", "gives up the name")
_PRECISE = {10: "day", 7: "month", 4: "year"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, began or ended between two days (None where open)."""

    written: str
    days: Span
    text: str
    fact: Fact
    documents: tuple[str, ...]

    @property
    def precision(self) -> str:
        """How closely the date is known: day, month, season, year or between (an interval)."""
        if re.fullmatch(r"\d{4}-2[1-4]", self.written):
            return "season"
        return _PRECISE.get(len(self.written), "between")

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str, str]:
        """By the earliest possible day, then the latest."""
        first, last = self.days.first or datetime.date.min, self.days.last or datetime.date.max
        return first, last, self.text, self.fact.iri


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Dated events in order, and the events of which no date is known."""

    events: tuple[Event, ...]
    undated: tuple[Fact, ...]


def chronicle(graph: Graph, thing: str | None = None) -> Chronicle:
    """What is dated in the graph, or in the facts that name a thing (an IRI), in order."""
    found = naming(graph, thing) if thing else facts(graph, _iris(graph))
    known, label = references(graph), phrase.labels(graph)
    events: list[Event] = []
    for fact in found:
        documents = tuple(document.slug for document in references_of(fact, known))
        for written, text in _dates(fact, label):
            events.append(Event(written, _span(written), text, fact, documents))
    undated = tuple(f for f in found if f.kind in {"Milestone", "Change"} and not _date(f))
    return Chronicle(tuple(sorted(events, key=lambda event: event.order)), undated)


def _iris(graph: Graph) -> list[str]:
    return [row["fact"] for row in texts(graph, _DATED)]


def _date(fact: Fact) -> str:
    return fact.first("date") or fact.first("from")


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


def table(found: Chronicle) -> Answer:
    """The events as rows: the date in words, how close it is, its first and last possible day."""
    columns = ("when", "known to the", "earliest", "latest", "what", "document")
    rows = tuple(
        (
            ox.Literal(phrase.date(event.written)),
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
