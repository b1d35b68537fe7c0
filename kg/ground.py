"""The ground that ways are walked on: what each step costs, and the days on which it can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from math import log
from typing import TYPE_CHECKING

from kg.facts import texts
from kg.time import Days
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network

Stretches = tuple[tuple[int, int], ...]
"""Days in order: the first and last (as ordinals) of each stretch."""

OPEN = 1, date.max.toordinal()
ALWAYS: Stretches = (OPEN,)
STATUSES = ("actual", "claimed", "estimated", "planned")
"""The firmest first: a step rests on those of its facts that are of the firmest."""
UNIT = 10**9
"""What an ordinary step costs: whole numbers, so that equal costs are equal."""


class Ground:
    """A network to be walked both ways, without what is avoided."""

    def __init__(
        self,
        graph: Graph,
        drawn: Network,
        ends: tuple[str, str],
        avoid: frozenset[str],
        *,
        weighted: bool = False,
    ) -> None:
        self.graph, self.network, self.weighted = graph, drawn, weighted
        self.ends, self.avoid = ends, avoid
        self._days: dict[tuple[int, ...], tuple[Stretches, Stretches]] = {}

    @cached_property
    def joined(self) -> list[dict[int, tuple[int, ...]]]:
        """By node, its neighbours in order, with the ties to each."""
        found: list[dict[int, tuple[int, ...]]] = [{} for _ in self.network.things]
        barred = {self.network.position.get(each) for each in self.avoid}
        for tie, (one, two) in enumerate(self.network.ends.tolist()):
            if one not in barred and two not in barred:
                found[one][two] = (*found[one].get(two, ()), tie)
                found[two][one] = (*found[two].get(one, ()), tie)
        return [dict(sorted(each.items())) for each in found]

    @cached_property
    def joins(self) -> dict[str, list[tuple[str, str]]]:
        """By fact, who is said to be a member of what; classes of bodies left out."""
        rows = texts(
            self.graph,
            """
            SELECT ?fact ?member ?whole WHERE {
              ?fact a wx:Membership ; wx:member ?member ; wx:memberOf ?whole .
              FILTER NOT EXISTS { ?member wx:severalBodies true }
              FILTER NOT EXISTS { ?whole wx:severalBodies true }
            } ORDER BY ?fact ?member ?whole
            """,
        )
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            found[row["fact"]].append((row["member"], row["whole"]))
        return dict(found)

    @cached_property
    def members(self) -> dict[str, int]:
        """By alliance or programme, how many named members it has."""
        found: dict[str, set[str]] = defaultdict(set)
        for member, whole in (pair for pairs in self.joins.values() for pair in pairs):
            found[whole].add(member)
        return {whole: len(each) for whole, each in found.items()}

    @cached_property
    def status(self) -> dict[str, str]:
        """By fact, its status."""
        rows = texts(self.graph, "SELECT ?fact ?status { ?fact wx:status ?status }")
        return {row["fact"]: slug(row["status"]) for row in rows}

    def evidence(self, ties: Iterable[int]) -> tuple[str, ...]:
        """The facts of parallel ties, in order."""
        return tuple(sorted({fact for tie in ties for fact in self.network.evidence(tie)}))

    def cost(self, ties: tuple[int, ...]) -> int:
        """What a step by these parallel ties costs."""
        if not self.weighted:
            return UNIT
        if self.network.rule.projection == "source":
            return min(self._passage(each) for tie in ties for each in self.network.kinds(tie))
        wholes = {self.joined_by(fact, ties) for fact in self.evidence(ties)}
        if len(wholes) > 1 or wholes & {"", *self.ends}:
            return UNIT
        return self._passage(wholes.pop()) // 2

    def joined_by(self, fact: str, ties: tuple[int, ...]) -> str:
        """The end of a step that the other joins by a fact; "" where the fact says no such."""
        ends = {self.network.things[end] for end in self.network.ends[ties[0]].tolist()}
        pairs = self.joins.get(fact, ())
        return next((whole for member, whole in pairs if {member, whole} == ends), "")

    def _passage(self, whole: str) -> int:
        return round(max(1.0, log(self.members.get(whole, 1))) * UNIT)

    def days(self, ties: tuple[int, ...]) -> Stretches:
        """The days on which a step by these parallel ties can hold, as far as dates tell."""
        return self.both_days(ties)[0]

    def both_days(self, ties: tuple[int, ...]) -> tuple[Stretches, Stretches]:
        """The days on which a step can hold, and those on which it certainly does."""
        if ties not in self._days:
            resting = [self.resting(strand) for strand in self.strands(ties)]
            firmest = min(rank for rank, _ in resting)
            chosen = [sides for rank, sides in resting if rank == firmest]
            self._days[ties] = self._on(chosen, _possible), self._on(chosen, _certain)
        return self._days[ties]

    def _on(
        self, strands: Iterable[Sequence[Sequence[str]]], stretch: Callable[[Days], Stretches]
    ) -> Stretches:
        days = self.graph.days
        held = (
            common(united(stretch(days.get(fact, Days())) for fact in side) for side in sides)
            for sides in strands
        )
        return united(held)

    def resting(self, strand: Sequence[Sequence[str]]) -> tuple[int, list[list[str]]]:
        """Of parallel facts, the firmest; with their rank, the weakest side's."""
        ranked = [[(rank(self.status.get(fact, "")), fact) for fact in side] for side in strand]
        best = [min(side)[0] for side in ranked]
        kept = [[f for r, f in side if r == top] for side, top in zip(ranked, best, strict=True)]
        return max(best), kept

    def strands(self, ties: tuple[int, ...]) -> list[tuple[tuple[str, ...], ...]]:
        """The alternatives on which a step by these parallel ties rests, as Network.strands."""
        if self.network.through:
            return [strand for tie in ties for strand in self.network.strands(tie)]
        return [(self.evidence(ties),)]


def rank(status: str) -> int:
    """How firm a status is: 0 for the firmest, more for weaker ones."""
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def _possible(days: Days) -> Stretches:
    first, last = days.possible_from, days.possible_until
    return _stretch(first.toordinal() if first else OPEN[0], last)


def _certain(days: Days) -> Stretches:
    first = days.certain_from
    return _stretch(first.toordinal(), days.certain_until) if first else ()


def _stretch(first: int, last: date | None) -> Stretches:
    end = last.toordinal() if last else OPEN[1]
    return ((first, end),) if first <= end else ()


def united(parts: Iterable[Stretches]) -> Stretches:
    """The days of any of the parts."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(each for part in parts for each in part):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return tuple(merged)


def common(parts: Iterable[Stretches]) -> Stretches:
    """The days of all of the parts."""
    kept = ALWAYS
    for part in parts:
        kept = meet(kept, part)
    return kept


def meet(one: Stretches, two: Stretches) -> Stretches:
    """The days of both."""
    if one == ALWAYS:
        return two
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in two)
    return tuple((first, last) for first, last in pairs if first <= last)
