"""Stability: what is left of a ranking without each document, each list, or some of the ties."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.facts import texts
from kg.measures import MEASURES
from kg.network import Network, subset
from kg.observations import Observations
from kg.phrase import count
from kg.rank import CLOSE, Rank, Ranking, attempted, by_mode, kendall, shared
from kg.settings import How
from kg.vocabulary import place, slug

if TYPE_CHECKING:
    from kg.graph import Graph

Draw = Callable[["Graph"], Network]
"""Draws the network that is ranked from a graph."""

FIVE = 5
RUNS = 100
"""Random removals for each share of ties."""
ABSENT, UNDEFINED = "absent", "not defined"


@dataclass(frozen=True, slots=True)
class Loss:
    """A ranking without one source: a document, or a list (a passage that several facts cite).

    Sources of the very same facts are lost together; the document is the first of them.
    """

    sources: tuple[str, ...]
    ranking: Ranking

    @property
    def of_document(self) -> bool:
        return any("#" not in source for source in self.sources)

    @property
    def of_list(self) -> bool:
        return any("#" in source for source in self.sources)

    @property
    def document(self) -> str:
        """The slug of the document that is lost, or of that of the first list."""
        return slug(self.sources[0].partition("#")[0])

    @property
    def name(self) -> str:
        """What is lost, such as `whp-launch 168–372`, `wessex-hiec (its list 2557–2659)`."""
        first, *others = map(place, self.sources)
        if not others or not self.of_document:
            return " and ".join((first, *others))
        lists = " and ".join(other.removeprefix(first).strip() for other in others)
        return f"{first} (its list{'' if len(others) == 1 else 's'} {lists})"

    def score(self, thing: str) -> float | None:
        """The score of a thing, NaN where it is not defined; None where the thing is absent."""
        at = self.ranking.network.position.get(thing)
        return None if at is None else float(self.ranking.scores[at])

    def rank(self, thing: str) -> Rank | None:
        at = self.ranking.network.position.get(thing)
        return None if at is None else self.ranking.ranks[at]

    def place(self, thing: str) -> str:
        """The rank of a thing in words, or why it has none."""
        missing = ABSENT if self.score(thing) is None else UNDEFINED
        return str(self.rank(thing) or missing)

    def keeps(self, thing: str) -> bool:
        """Whether a thing has a score above zero."""
        score = self.score(thing)
        return score is not None and score > CLOSE


@dataclass(frozen=True)
class Stability:
    """A ranking in full and without each source in turn."""

    full: Ranking
    losses: tuple[Loss, ...]

    @cached_property
    def runs(self) -> tuple[Ranking, ...]:
        """The rankings to compare: in full, and without each source where it is defined."""
        return (self.full, *(loss.ranking for loss in self.losses if loss.ranking.defined))

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The listed things that have a rank in every run."""
        network = self.full.network
        things = (network.things[at] for at in self.full.listed)
        return tuple(t for t in things if all(_ranked(run, t) for run in self.runs))

    @cached_property
    def spans(self) -> Mapping[str, Rank]:
        """For each thing present in every run, its first and last rank among such in any run."""
        ranks = [self._among(run) for run in self.runs]
        return {
            thing: Rank(min(r[thing].first for r in ranks), max(r[thing].last for r in ranks))
            for thing in self.common
        }

    def _among(self, ranked: Ranking) -> dict[str, Rank]:
        """The ranks of the common things among themselves, within each mode."""
        found = dict[str, Rank]()
        for _, things in self._by_mode():
            found.update(_among(ranked, things))
        return found

    def _by_mode(self) -> list[tuple[str, list[str]]]:
        """The common things of each mode."""
        network, common = self.full.network, frozenset(self.common)
        return [
            (mode, [thing for at in places if (thing := network.things[at]) in common])
            for mode, places in by_mode(network, self.full.listed)
        ]

    def needs(self, thing: str) -> tuple[str, ...]:
        """The documents whose single loss takes the thing's score to zero, or the thing away."""
        if not self._scored(thing):
            return ()
        documents = (loss for loss in self.losses if loss.of_document)
        return tuple(loss.document for loss in documents if not loss.keeps(thing))

    def survives(self, thing: str) -> bool:
        """Whether the thing keeps a score above zero whatever one source is lost."""
        kept = all(loss.keeps(thing) for loss in self.losses)
        return bool(self.losses) and kept and self._scored(thing)

    def _scored(self, thing: str) -> bool:
        return bool(self.full.scores[self.full.network.position[thing]] > CLOSE)

    def summary(self) -> Iterator[str]:
        """What is left without any one source, and how far the order and its top hold."""
        if not self.losses:
            yield "stability: its facts cite no source, so that nothing can be left out"
            return
        surviving = sum(self.survives(self.full.network.things[at]) for at in self.full.listed)
        keep, are = ("keeps" if surviving == 1 else "keep"), _are(len(self.common))
        yield (
            f"without any one source: {surviving} of {count(len(self.full.listed), 'thing')}"
            f" {keep} a score; {len(self.common)} {are} present in every run"
        )
        undefined = [loss.name for loss in self.losses if not loss.ranking.defined]
        if undefined:
            yield f"{self.full.measure} is not defined without {', or without '.join(undefined)}"
        yield from self._agreements("document", [loss for loss in self.losses if loss.of_document])
        yield from self._agreements("list", [loss for loss in self.losses if loss.of_list])

    def _agreements(self, kind: str, losses: Sequence[Loss]) -> Iterator[str]:
        runs = [loss.ranking for loss in losses if loss.ranking.defined]
        if runs:
            for mode, things in self._by_mode():
                where = ", ".join(filter(None, (f"without each {kind}", mode)))
                yield f"{where}: {_agreement(self.full, runs, things)}"


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _ranked(ranked: Ranking, thing: str) -> bool:
    at = ranked.network.position.get(thing)
    return at is not None and ranked.ranks[at] is not None


def _scores(ranked: Ranking, things: Iterable[str]) -> list[float]:
    return [float(ranked.scores[ranked.network.position[thing]]) for thing in things]


def _among(ranked: Ranking, things: Collection[str]) -> dict[str, Rank]:
    """The ranks of things among themselves."""
    low = MEASURES[ranked.measure].low_is_central
    return dict(zip(things, shared(_scores(ranked, things), low), strict=True))


def leading(ranks: Mapping[str, Rank]) -> set[str]:
    """The things that alone hold ranks 1 to 5, or as many of these as are not shared beyond."""
    return {thing for thing, rank in ranks.items() if rank.last <= FIVE}


def _agreement(full: Ranking, runs: Sequence[Ranking], things: Sequence[str]) -> str:
    """How far runs agree with the full one on the order of things of one mode, and on its top."""
    present = f"{count(len(things), 'thing')} {_are(len(things))} present in every run"
    if len(things) < 2:
        return f"only {present}, too few to compare" if things else "nothing is in every run"
    scores = _scores(full, things)
    tau = _range_of_tau([kendall(scores, _scores(run, things)) for run in runs])
    if len(things) <= FIVE:
        return f"{tau}; only {present}, too few to compare a top five"
    best = leading(_among(full, things))
    kept = [len(best & leading(_among(run, things))) for run in runs]
    return f"{present}; {tau}; {_stays(len(best), kept)}"


def _range_of_tau(taus: Sequence[float]) -> str:
    known = [f"{tau:.2f}" for tau in sorted(tau for tau in taus if not np.isnan(tau))]
    if not known:
        return "Kendall's tau is not defined (all are tied)"
    tied = len(taus) - len(known)
    but = f" (not defined in {tied} of {len(taus)} runs: all are tied)" if tied else ""
    return f"Kendall's tau {_range(known[0], known[-1])}{but}"


def _range(low: object, high: object) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def _stays(best: int, kept: Sequence[int]) -> str:
    if not best:
        return "no top five stands apart"
    low, high = min(kept), max(kept)
    stay = "stays" if low == high == 1 else "stay"
    return f"of {count(best, 'thing')} within the first five ranks, {_range(low, high)} {stay}"


# Losing


def stability(
    graph: Graph, draw: Draw, full: Ranking, observed: Observations, how: How | None = None
) -> Stability:
    """The ranking again without each document, and without each list, that its facts cite.

    Each run loads the graph without what only that document says, or what cites that passage, so
    that days and successions that rest on it are lost as well. Facts are not resampled one by
    one: they are not independent.
    """
    losses = (
        Loss(each, _without(graph, draw, full, each[0], how)) for each in sources(graph, observed)
    )
    return Stability(full, tuple(losses))


_CHANGES = "SELECT ?cited { ?change a wx:Change ; wx:evidence ?cited } ORDER BY ?cited"


def sources(graph: Graph, observed: Observations) -> list[tuple[str, ...]]:
    """The documents and lists to leave out; those with which the same facts go are one.

    In a slice that rolls up these are also the documents that tell of Changes. There, and in a
    slice of a day, a document takes away more than the facts of the network, and no list is one
    with it.
    """
    changes = texts(graph, _CHANGES) if graph.slice.roll_up else []
    registers = dict.fromkeys(row["cited"].split("#")[0] for row in changes)
    apart = graph.slice.roll_up or graph.slice.as_of is not None
    found: dict[object, tuple[str, ...]] = {}
    for document in dict.fromkeys((*observed.documents, *registers)):
        lost = _lost(observed, document)
        found[document if apart or not lost else lost] = (document,)
    for passage, facts in observed.lists.items():
        found[facts] = (*found.get(facts, ()), passage)
    return list(found.values())


def _lost(observed: Observations, document: str) -> frozenset[str]:
    """The facts that only this document says."""
    return frozenset(
        fact
        for fact in observed.documents.get(document, ())
        if {cited.partition("#")[0] for cited in observed.cited[fact]} == {document}
    )


def _without(graph: Graph, draw: Draw, full: Ranking, source: str, how: How | None) -> Ranking:
    less = draw(graph.under(replace(graph.slice, without=(*graph.slice.without, source))))
    return attempted(less, full.measure, how)


# Sensitivity


@dataclass(frozen=True, slots=True)
class Bearing:
    """How the ranking of one mode bears random losses, over all runs.

    Of so many `things`, `first` is the share of runs in which the same come first, `five` the
    mean share of the `top` things within the first five ranks that stay there (NaN where there
    are none), `tau` the mean of Kendall's tau (NaN where all are tied).
    """

    mode: str
    things: int
    first: float
    top: int
    five: float
    tau: float

    def __str__(self) -> str:
        tau = "is not defined (all are tied)" if np.isnan(self.tau) else f"{self.tau:.2f}"
        words = (f"the same come first in {self.first:.0%}", self._five())
        return f"{'; '.join(words)}; Kendall's tau {tau} over {count(self.things, 'thing')}"

    def _five(self) -> str:
        if self.things <= FIVE:
            return "too few things to compare a top five"
        if not self.top:
            return "no top five stands apart"
        stay = "stays" if self.top == 1 else "stay"
        return f"of {count(self.top, 'thing')} within the first five ranks {self.five:.0%} {stay}"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a share (in per cent) of ties removed at random does to a ranking, over so many runs.

    In `undefined` of them the measure is not defined; `modes` has what the others show.
    """

    measure: str
    share: float
    removed: int
    ties: int
    runs: int
    seed: int
    undefined: int
    modes: tuple[Bearing, ...]

    def lines(self) -> Iterator[str]:
        """What it shows, a line for each mode."""
        of = f"sensitivity to {self.share:.10g} % of the ties ({self.removed} of {self.ties})"
        if self.removed == self.ties:
            yield f"{of}: without them nothing is left to rank"
            return
        how = f"{of} removed at random, {self.runs} times (seed {self.seed})"
        if self.undefined:
            yield f"{how}: {self.measure} is not defined in {self.undefined} of the runs"
        for each in self.modes:
            yield f"{how}{', ' if each.mode else ''}{each.mode}: {each}"


def sensitivity(
    full: Ranking, share: float, how: How | None = None, seed: int = 0, runs: int = RUNS
) -> Sensitivity:
    """How a ranking bears the loss of a percentage of ties at random.

    After Borgatti, Carley and Krackhardt, "On the robustness of centrality measures under
    conditions of imperfect data", Social Networks 28 (2006). It tells nothing of how sure a rank
    is: what the documents leave out is not left out at random.
    """
    ties = full.network.size
    removed = min(ties, max(1, round(ties * share / 100))) if share else 0
    told = Sensitivity(full.measure, share, removed, ties, runs, seed, 0, ())
    if removed == ties:
        return told
    chance = random.Random(f"{seed} {share:g}")
    found = [_thinned(full, chance, removed, how) for _ in range(runs)]
    kept = [each for each in found if each.defined]
    modes = by_mode(full.network, full.listed) if kept else ()
    bearings = tuple(_bearing(full, kept, mode, places) for mode, places in modes)
    return replace(told, undefined=runs - len(kept), modes=bearings)


def _thinned(full: Ranking, chance: random.Random, removed: int, how: How | None) -> Ranking:
    network = full.network
    lost = set(chance.sample(range(network.size), removed))
    kept = [tie for tie in range(network.size) if tie not in lost]
    return attempted(subset(network, kept), full.measure, how)


def _bearing(full: Ranking, runs: Sequence[Ranking], mode: str, places: Sequence[int]) -> Bearing:
    things = [full.network.things[at] for at in places]
    ranks = _among(full, things)
    best = leading(ranks) if len(things) > FIVE else set()
    found = np.array([_compared(full, ranks, best, run) for run in runs], dtype=float)
    first, kept, taus = found.T
    known = taus[~np.isnan(taus)]
    return Bearing(
        mode=mode,
        things=len(things),
        first=float(first.mean()),
        top=len(best),
        five=float(kept.mean()) / len(best) if best else float("nan"),
        tau=float(known.mean()) if len(known) else float("nan"),
    )


def _compared(
    full: Ranking, ranks: Mapping[str, Rank], best: Collection[str], run: Ranking
) -> tuple[bool, int, float]:
    """Whether the same come first, how many of the best stay so, and Kendall's tau."""
    things = [thing for thing in ranks if _ranked(run, thing)]
    less = _among(run, things)
    tau = kendall(_scores(full, things), _scores(run, things))
    return _first(ranks) == _first(less), len(leading(less).intersection(best)), tau


def _first(ranks: Mapping[str, Rank]) -> set[str]:
    return {thing for thing, rank in ranks.items() if rank.first == 1}
