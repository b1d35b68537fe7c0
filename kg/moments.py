"""Moments: a measure at each day on which what is known to hold, or may hold, changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError
from kg.measures import How
from kg.network import Network
from kg.query import Answer, Row
from kg.rank import Ranking, ranking
from kg.stability import Draw
from kg.time import span

if TYPE_CHECKING:
    from kg.graph import Graph

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The ranking as of a day, of what is certain and of all that may hold."""

    day: datetime.date
    certain: Ranking
    possible: Ranking

    @property
    def empty(self) -> bool:
        """Whether no tie holds or may hold."""
        return not self.possible.network.size

    def scores(self, thing: str) -> tuple[float | None, float | None]:
        """The score in what is certain and in what is possible; None where absent."""
        return _score(self.certain, thing), _score(self.possible, thing)


def _score(ranked: Ranking, thing: str) -> float | None:
    at = ranked.network.position.get(thing)
    return None if at is None or ranked.ranks[at] is None else float(ranked.scores[at])


def parse(text: str) -> tuple[datetime.date, datetime.date]:
    """The days of `FROM..TO`, each a day, month or year. Raises KgError."""
    start, dots, end = text.partition("..")
    if not dots or not start or not end:
        raise KgError(f"{text!r} is no stretch of time: write it as 2009..2024")
    first, last = span(start).first, span(end).last
    if not first or not last or first > last:
        raise KgError(f"{text!r} ends before it begins; write it as 2009..2024")
    return first, last


def yearly(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The first of January of each year in a stretch."""
    days = (datetime.date(year, 1, 1) for year in range(first.year, last.year + 1))
    return [day for day in days if first <= day <= last]


def changes(
    graph: Graph, made: Network, first: datetime.date, last: datetime.date
) -> list[datetime.date]:
    """The first day of a stretch, and each on which a fact of the network begins or ceases to
    hold or to be possible, or, under roll-up, a body is succeeded.
    """
    facts = set(made.facts)
    if graph.slice.roll_up:
        facts |= {row["fact"].value for row in graph.rows("SELECT ?fact { ?fact a wx:Change }")}  # type: ignore[union-attr]
    every = {day for fact in facts for day in _turns(graph, fact)}
    return [first, *sorted(day for day in every if first < day <= last)]


def _turns(graph: Graph, fact: str) -> Iterator[datetime.date]:
    days = graph.days[fact]
    yield from filter(None, (days.possible_from, days.certain_from))
    for end in (days.certain_until, days.possible_until):
        if end and end < datetime.date.max:
            yield end + DAY


def moments(
    graph: Graph, draw: Draw, measure: str, days: Sequence[datetime.date], how: How | None = None
) -> list[Moment]:
    """The ranking as of each day, under the graph's slice in all else."""

    def at(day: datetime.date, certain: bool) -> Ranking:
        wanted = replace(graph.slice, as_of=day, certain=certain)
        return ranking(draw(graph.under(wanted)), measure, how)

    return [Moment(day, at(day, True), at(day, False)) for day in days]


def table(found: Sequence[Moment]) -> Answer:
    """Things as rows, moments as columns; a cell is the score, or from certain to possible.

    The highest possible score of the last moment comes first, then the IRI.
    """
    labels = {t: m.possible.network.label for m in found for t in m.possible.network.things}
    listed = [t for t in labels if any(moment.scores(t)[1] is not None for moment in found)]
    order = sorted(
        listed, key=lambda thing: (*(-(m.scores(thing)[1] or 0) for m in found[::-1]), thing)
    )
    rows: tuple[Row, ...] = tuple(
        (
            ox.Literal(labels[thing](thing)),
            *(ox.Literal(cell(*moment.scores(thing))) for moment in found),
            ox.NamedNode(thing),
        )
        for thing in order
    )
    days = (moment.day.isoformat() for moment in found)
    return Answer("select", ("name", *days, "thing"), rows)


def cell(certain: float | None, possible: float | None) -> str:
    """A score in what is certain and in what is possible, such as `0.5`, `0 to 0.5`."""
    if possible is None:
        return ""
    low, high = _short(certain), _short(possible)
    return high if low == high else f"{low} to {high}"


def _short(value: float | None) -> str:
    return "absent" if value is None else f"{value:.3g}"
