"""Standings: a wish to rank, answered by a table and the remarks to read before it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg import moments, network, observations, rank, scoreboard, stability
from kg.errors import KgError
from kg.measures import MEASURES, How, attenuation
from kg.moments import Moment
from kg.network import Network, Rule
from kg.observations import Observations
from kg.query import Answer
from kg.rank import Ranking
from kg.stability import Draw, Stability

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True)
class Wish:
    """What to rank, by what, and what else to tell of it.

    `many` keeps the first so many and those that share their rank. `drop` are percentages of ties
    to remove at random. `over` are the first and last day of a stretch of which each moment is
    shown. `rounded` is for people, who need no sixteen digits.
    """

    measures: tuple[str, ...] = ("degree",)
    network: str = "affiliation"
    weighting: str | None = None
    how: How = field(default_factory=How)
    many: int | None = None
    stability: bool = False
    drop: tuple[float, ...] = ()
    min_support: int = 1
    over: tuple[datetime.date, datetime.date] | None = None
    yearly: bool = False
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Standings:
    """A table, what must be read before it, and the rankings, losses and moments that it shows."""

    table: Answer
    remarks: tuple[str, ...]
    rankings: tuple[Ranking, ...] = ()
    stable: Stability | None = None
    moments: tuple[Moment, ...] = ()


def standings(graph: Graph, wish: Wish) -> Standings:
    """The ranking that was wished for; where none can be given, the facts of the network.

    Raises KgError for an unknown network or measure, and one that the network does not admit.
    """
    for name in wish.measures:
        if name not in MEASURES:
            raise KgError(f"no measure is named {name!r}; there are {', '.join(MEASURES)}")
    rule = network.named(wish.network)

    def draw(graph: Graph) -> Network:
        return _drawn(graph, rule, wish)

    made = draw(graph)
    observed = observations.observations(graph, made)
    remarks = tuple(rank.report(graph, made, observed))
    refused = rank.refusal(made, observed)
    if refused:
        return _told(graph, made, (*remarks, refused))
    if wish.over:
        return _over(graph, draw, made, wish, remarks)
    rankings = tuple(rank.ranking(made, name, wish.how) for name in wish.measures)
    if all(map(rank.all_tied, rankings)):
        return _told(graph, made, (*remarks, "by these measures all things share one rank"))
    return _ranked(graph, draw, rankings, observed, wish, remarks)


def _drawn(graph: Graph, rule: Rule, wish: Wish) -> Network:
    made = network.of(graph, rule, wish.weighting)
    if wish.min_support == 1:
        return made
    observed = observations.observations(graph, made)
    support = (observed.support(made.evidence(tie)) for tie in range(made.size))
    kept = [tie for tie, found in enumerate(support) if found >= wish.min_support]
    return network.without_isolates(network.subset(made, kept))


def _told(graph: Graph, made: Network, remarks: tuple[str, ...]) -> Standings:
    said = ("its facts are listed instead",) if made.size else ()
    return Standings(scoreboard.told(graph, made.facts), (*remarks, *said))


def _ranked(
    graph: Graph,
    draw: Draw,
    rankings: Sequence[Ranking],
    observed: Observations,
    wish: Wish,
    remarks: tuple[str, ...],
) -> Standings:
    leading, stable = rankings[0], None
    more = [*_of_measures(rankings, wish)]
    if wish.stability:
        stable = stability.stability(graph, draw, leading, observed, wish.how)
        more += stable.summary()
    more += (str(stability.sensitivity(leading, share, wish.how)) for share in wish.drop)
    table = scoreboard.board(rankings, stable, many=wish.many, rounded=wish.rounded)
    return Standings(table, (*remarks, *more), tuple(rankings), stable)


def _of_measures(rankings: Sequence[Ranking], wish: Wish) -> Iterator[str]:
    degree = rank.ranking(rankings[0].network, "degree").scores
    for each in rankings:
        yield from rank.remarks(each, degree)
        if each.measure == "katz":
            alpha, limit = attenuation(each.network, wish.how)
            yield f"katz: attenuation {alpha:.6g}; 1/the largest eigenvalue is {limit:.6g}"


def _over(
    graph: Graph, draw: Draw, made: Network, wish: Wish, remarks: tuple[str, ...]
) -> Standings:
    assert wish.over
    if graph.slice.as_of:
        raise KgError("--over goes through many days: leave out --as-of and --certain")
    first, last = wish.over
    days = moments.yearly(first, last) if wish.yearly else moments.changes(graph, made, first, last)
    found = moments.moments(graph, draw, wish.measures[0], days, wish.how)
    empty = ", ".join(moment.day.isoformat() for moment in found if moment.empty)
    more = [f"{wish.measures[0]} as of {len(found)} days, from what is certain to what may hold"]
    if empty:
        more.append(f"empty, for no tie holds or may hold: {empty}")
    return Standings(moments.table(found), (*remarks, *more), moments=tuple(found))
