"""Moments: a measure at each day on which what is known to hold, or may hold, changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.attestation import Spoken, lapse, last_by, spoken
from kg.errors import KgError
from kg.measures import MEASURES
from kg.network import Network
from kg.observations import observations
from kg.query import Answer, Row
from kg.rank import CLOSE, FEWEST, Rank, Ranking, attempted, refusal
from kg.settings import How
from kg.stability import ABSENT, UNDEFINED, Draw
from kg.time import span

if TYPE_CHECKING:
    from kg.graph import Graph

DAY = datetime.timedelta(days=1)
MOST = 200
"""Days in one table: for each the graph is loaded twice."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The ranking as of a day, of what is certain and of all that may hold.

    `refused` tells why the day's network is too small to rank, if it is.
    """

    day: datetime.date
    certain: Ranking
    possible: Ranking
    refused: str = ""

    @property
    def empty(self) -> bool:
        """Whether no tie holds or may hold."""
        return not self.possible.network.size

    def scores(self, thing: str) -> tuple[float | None, float | None]:
        """The score in what is certain and in what is possible; None where absent."""
        return _score(self.certain, thing), _score(self.possible, thing)

    def rank(self, thing: str) -> Rank | None:
        """The rank in all that may hold."""
        at = self.possible.network.position.get(thing)
        return None if at is None else self.possible.ranks[at]

    def cell(self, thing: str, bounds: bool) -> str:
        """Both scores in words, `` where the thing cannot be there."""
        listed = (_listed(self.certain, thing), _listed(self.possible, thing))
        return cell(*listed, bounds=bounds) if any(listed) else ""


def _listed(ranked: Ranking, thing: str) -> str:
    """The score of a thing in words, nothing where it is absent."""
    at = ranked.network.position.get(thing)
    if at is None:
        return ""
    return UNDEFINED if ranked.ranks[at] is None else f"{ranked.scores[at]:.3g}"


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
    return _few([day for day in days if first <= day <= last])


def _few(days: list[datetime.date]) -> list[datetime.date]:
    if len(days) > MOST:
        raise KgError(f"{len(days)} days are too many for one table; give a shorter FROM..TO,"
                      f" of at most {MOST}")  # fmt: skip
    return days


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
    return _few([first, *sorted(day for day in every if first < day <= last)])


def _turns(graph: Graph, fact: str) -> Iterator[datetime.date]:
    days = graph.days[fact]
    yield from filter(None, (days.possible_from, days.certain_from))
    for end in (days.certain_until, days.possible_until):
        if end and end < datetime.date.max:
            yield end + DAY


def moments(
    graph: Graph, draw: Draw, measure: str, days: Sequence[datetime.date], how: How | None = None
) -> list[Moment]:
    """The ranking as of each day, under the graph's slice in all else.

    Where a day's network does not admit the measure no score is defined.
    """
    return [_moment(graph, draw, measure, day, how) for day in days]


def _moment(graph: Graph, draw: Draw, measure: str, day: datetime.date, how: How | None) -> Moment:
    def at(certain: bool) -> Graph:
        return graph.under(replace(graph.slice, as_of=day, certain=certain))

    possible = at(certain=False)
    made = draw(possible)
    refused = refusal(made, observations(possible, made)) if made.size else ""
    certain = attempted(draw(at(certain=True)), measure, how)
    return Moment(day, certain, attempted(made, measure, how), refused)


# Reading


def table(found: Sequence[Moment], many: int | None = None) -> Answer:
    """Things as rows, moments as columns; a cell is the score, or both scores of a moment.

    `many` keeps what is among the first so many at some moment, in all that may hold. The best
    of the last moment comes first, then the IRI.
    """
    labels = {t: m.possible.network.label for m in found for t in m.possible.network.things}
    listed = [thing for thing in labels if _kept(found, thing, many)]
    order = sorted(listed, key=lambda thing: (*(_order(m, thing) for m in found[::-1]), thing))
    bounds = not why_no_bounds(found)
    rows: tuple[Row, ...] = tuple(
        (
            ox.Literal(labels[thing](thing)),
            *(ox.Literal(moment.cell(thing, bounds)) for moment in found),
            ox.NamedNode(thing),
        )
        for thing in order
    )
    days = (moment.day.isoformat() for moment in found)
    return Answer("select", ("name", *days, "thing"), rows)


def _kept(found: Sequence[Moment], thing: str, many: int | None) -> bool:
    ranks = [rank for rank in (moment.rank(thing) for moment in found) if rank]
    return bool(ranks) and (many is None or min(ranks).first <= many)


def _order(moment: Moment, thing: str) -> float:
    """A number that is lower for the better; infinite without a score."""
    score = moment.scores(thing)[1]
    low = MEASURES[moment.possible.measure].low_is_central
    return float("inf") if score is None else score if low else -score


def cell(certain: str, possible: str, *, bounds: bool = True) -> str:
    """A score in what is certain and in what is possible, such as `0.5`, `0 to 0.5`, `0.7 | 0.5`.

    "to" is said where they bound what lies between, else they are only two scores.
    """
    low, high = certain or ABSENT, possible or ABSENT
    return high if low == high else f"{low} {'to' if bounds else '|'} {high}"


def why_no_bounds(found: Sequence[Moment]) -> str:
    """Why the two scores of a moment do not bound those of what lies between; nothing if they do.

    They do for a measure that no further tie lowers, where no further fact makes a tie lighter.
    """
    if not found:
        return ""
    measure = found[0].possible.measure
    if not MEASURES[measure].grows:
        return f"{measure} can fall as ties are added"
    if any(_lighter(moment) for moment in found):
        return "further facts can make a tie lighter, or take it away"
    return ""


def _lighter(moment: Moment) -> bool:
    """Whether a tie of what is certain weighs less in all that may hold."""
    more = _weights(moment.possible)
    low = _weights(moment.certain)
    return any(more.get(pair, 0) < weight * (1 - CLOSE) for pair, weight in low.items())


def _weights(ranked: Ranking) -> dict[tuple[str, str], float]:
    network = ranked.network
    weights = network.weights.tolist() if ranked.how.weighted else [1.0] * network.size
    pairs = ((network.things[one], network.things[two]) for one, two in network.ends.tolist())
    return dict(zip(pairs, weights, strict=True))


def remarks(graph: Graph, found: Sequence[Moment], made: Network) -> Iterator[str]:
    """What a reader must know of the moments of a network, a line each: what is empty, too small,
    or not defined, and how long before them its sources spoke.
    """
    for why, days in (
        ("empty, for no tie holds or may hold", _days(m for m in found if m.empty)),
        (f"too small to rank (under {FEWEST} ties, or all from one list)",
         _days(m for m in found if m.refused)),
        (f"{found[0].possible.measure} is not defined",
         _days(m for m in found if not m.possible.defined)),
    ):  # fmt: skip
        if days:
            yield f"{why}: {days}"
    said, _ = spoken(graph, made.facts)
    if said:
        yield from _lapses(said, [moment.day for moment in found])


def _days(found: Iterable[Moment]) -> str:
    return ", ".join(moment.day.isoformat() for moment in found)


def _lapses(said: Sequence[Spoken], days: Sequence[datetime.date]) -> Iterator[str]:
    """Which days come before any source; and the last day, and the day the longest after one."""
    before = [day for day in days if not last_by(said, day)]
    if before:
        listed = ", ".join(day.isoformat() for day in before)
        yield f"before any source had spoken (the first is of {said[0].words}): {listed}"
    after = [day for day in days if last_by(said, day)]
    if after:
        longest = max(after, key=lambda day: _waited(said, day))
        yield f"on the last day: {lapse(said, after[-1])}"
        if longest != after[-1]:
            yield f"the longest after its sources: {lapse(said, longest)}"


def _waited(said: Sequence[Spoken], day: datetime.date) -> int:
    last = last_by(said, day)
    return last.before(day)[1] if last else 0
