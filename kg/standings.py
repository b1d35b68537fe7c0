"""Standings: a wish to rank, answered by a table and the remarks to read before it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg import moments, network, networkfile, observations, phrase, rank, scoreboard, stability
from kg.errors import KgError
from kg.measures import MEASURES
from kg.moments import Moment
from kg.network import Network
from kg.networkfile import Rule
from kg.observations import Observations
from kg.query import Answer
from kg.rank import Ranking
from kg.settings import How
from kg.spectral import SHARE, attenuation
from kg.stability import Draw, Stability

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True)
class Wish:
    """What to rank, by what, and what else to tell of it.

    `many` keeps the first so many and those that share their rank. `drop` are percentages of ties
    to remove at random. `over` are the first and last day of a stretch of which each moment is
    shown. `rounded` is for people, who need no sixteen digits. Raises KgError for what does not
    go together.
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

    def __post_init__(self) -> None:
        for name in self.measures:
            if name not in MEASURES:
                raise KgError(f"no measure is named {name!r}; there are {', '.join(MEASURES)}")
        if self.over and (self.stability or self.drop):
            raise KgError("--over tells of moments, --stability and --drop of one slice: give one")
        if self.over and len(set(self.measures)) > 1:
            raise KgError(f"--over follows one measure, not {', '.join(self.measures)}: name one")


@dataclass(frozen=True, slots=True)
class Standings:
    """A table, what must be read before it, and the rankings, losses and moments that it shows."""

    table: Answer
    remarks: tuple[str, ...]
    rankings: tuple[Ranking, ...] = ()
    stable: Stability | None = None
    moments: tuple[Moment, ...] = ()
    instead: tuple[str, ...] = ()
    """What the table shows where it is no ranking."""


def standings(graph: Graph, wish: Wish) -> Standings:
    """The ranking that was wished for; where none can be given, the facts of the network.

    Raises KgError for an unknown network, and a measure that the network does not admit.
    """
    wish = _once(wish)
    rule = networkfile.named(wish.network)

    def draw(graph: Graph) -> Network:
        return _drawn(graph, rule, wish)

    made = draw(graph)
    if wish.over:
        return _over(graph, draw, made, wish)
    observed = observations.observations(graph, made)
    remarks = tuple(rank.report(graph, made, observed, wish.how, wish.min_support))
    refused = rank.refusal(made, observed)
    if refused:
        return _told(graph, made, (*remarks, refused))
    rankings = tuple(rank.ranking(made, name, wish.how) for name in wish.measures)
    if all(map(rank.all_tied, rankings)):
        return _told(graph, made, (*remarks, "by these measures all things share one rank"))
    return _ranked(graph, draw, rankings, observed, wish, remarks)


def _once(wish: Wish) -> Wish:
    """The wish without what it says twice."""
    measures, drop = tuple(dict.fromkeys(wish.measures)), tuple(dict.fromkeys(wish.drop))
    return replace(wish, measures=measures, drop=drop)


def _drawn(graph: Graph, rule: Rule, wish: Wish) -> Network:
    made = network.of(graph, rule, wish.weighting)
    if wish.min_support == 1:
        return made
    observed = observations.observations(graph, made)
    support = (observed.support(made.evidence(tie)) for tie in range(made.size))
    kept = [tie for tie, found in enumerate(support) if found >= wish.min_support]
    return network.without_isolates(network.subset(made, kept))


def _told(graph: Graph, made: Network, remarks: tuple[str, ...]) -> Standings:
    instead = ("its facts are listed instead",) if made.size else ()
    return Standings(scoreboard.told(graph, made.facts), remarks, instead=instead)


def _ranked(
    graph: Graph,
    draw: Draw,
    rankings: Sequence[Ranking],
    observed: Observations,
    wish: Wish,
    remarks: tuple[str, ...],
) -> Standings:
    leading, stable = rankings[0], None
    more = [*rank.unlisted(leading.network), *_of_measures(rankings, wish)]
    if len(rankings) > 1 and (wish.stability or wish.drop):
        more.append(f"what follows is of {leading.measure}, the first measure")
    if wish.stability:
        stable = stability.stability(graph, draw, leading, observed, wish.how)
        more += _of_stability(stable)
    for share in wish.drop:
        more += stability.sensitivity(leading, share, wish.how, wish.how.seed).lines()
    table = scoreboard.board(rankings, stable, many=wish.many, rounded=wish.rounded)
    return Standings(table, (*remarks, *more), tuple(rankings), stable)


def _of_measures(rankings: Sequence[Ranking], wish: Wish) -> Iterator[str]:
    degree = rank.ranking(rankings[0].network, "degree").scores
    for each in rankings:
        yield from rank.remarks(each, degree)
        if each.measure == "katz":
            yield _attenuated(each.network, wish.how)
        if each.measure == "pagerank":
            yield _damped(wish.how)


def _damped(how: How) -> str:
    return f"pagerank: damping {how.damping:g}"


def _attenuated(made: Network, how: How) -> str:
    alpha, limit = attenuation(made, how)
    below = f"1/the largest eigenvalue is {limit:.6g}" if limit < float("inf") else (
        "no cycle, so that it has no limit"
    )  # fmt: skip
    return f"katz: attenuation {alpha:.6g}; {below}"


def _of_stability(stable: Stability) -> Iterator[str]:
    yield from stable.summary()
    if stable.losses:
        yield (
            "span: the first and last rank in any run, among what is present in every run;"
            " needs: the documents without any one of which no score is left"
        )


# Through time


def _over(graph: Graph, draw: Draw, made: Network, wish: Wish) -> Standings:
    assert wish.over
    if graph.slice.as_of:
        raise KgError("--over goes through many days: leave out --as-of and --certain")
    (measure,), (first, last) = wish.measures, wish.over
    days = moments.yearly(first, last) if wish.yearly else moments.changes(graph, made, first, last)
    if not days:
        raise KgError(f"no first of January lies from {first} to {last}: leave out --yearly")
    observed = observations.observations(graph, made)
    refused = rank.refusal(made, observed)
    if not refused:
        rank.ranking(made, measure, wish.how)
    found = moments.moments(graph, draw, measure, days, wish.how)
    remarks = (
        "first of the whole slice, whatever the day:",
        *rank.report(graph, made, observed, wish.how, wish.min_support),
        *((refused,) if refused else rank.unlisted(made)),
        *moments.remarks(graph, found, made),
    )
    if refused:
        return _told(graph, made, remarks)
    return _through_time(found, wish, remarks)


def _through_time(found: Sequence[Moment], wish: Wish, remarks: tuple[str, ...]) -> Standings:
    why = moments.why_no_bounds(found)
    days = f"{wish.measures[0]} as of {phrase.count(len(found), 'day')}"
    scores = "the score in what is certain, and in all that may hold"
    said = [f"{days}: {scores}; they are no bounds, for {why}" if why else f"{days}: {scores}"]
    if wish.measures[0] == "katz":
        given = (
            f"{SHARE:g} of what is possible on each day"
            if wish.how.alpha is None
            else wish.how.alpha
        )
        said.append(f"katz: attenuation {given}")
    if wish.measures[0] == "pagerank":
        said.append(_damped(wish.how))
    if wish.many is not None:
        said.append(f"what is among the first {wish.many} of its mode on one of these days")
    table = moments.table(found, wish.many)
    return Standings(table, (*remarks, *said), moments=tuple(found))
