"""Totals: which stated sums and numbers are parts of others, lest they be added up twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kg.facts import Fact

ALIKE = {
    "Funding": ("fundedWork", "fundingKind", "currency"),
    "Figure": ("subject", "measure", "unit"),
}
"""By kind of fact, whose sum or number it is, and what those that can be added have in common."""
TIMES = ("status", "from", "until")
"""What they have in common whatever their kind: no plan is added to what came about."""
Way: TypeAlias = "tuple[str, ...]"


def about(fact: Fact) -> tuple[str, Way] | None:
    """Of what a sum or number is, and all that another must have alike to be added to it."""
    if fact.kind not in ALIKE:
        return None
    thing, *way = ALIKE[fact.kind]
    return fact.first(thing), tuple(map(fact.first, (*way, *TIMES)))


def totals(found: Sequence[Fact]) -> dict[str, list[str]]:
    """By fact that states a sum or number of a part, the facts that state it of its wholes."""
    stated, within = _stated(found), _within(found)
    made: dict[str, list[str]] = {}
    for (thing, way), facts in stated.items():
        of = [total for whole in _above(thing, within) for total in stated.get((whole, way), ())]
        made |= {fact: of for fact in facts if of}
    return made


def _stated(found: Iterable[Fact]) -> dict[tuple[str, Way], list[str]]:
    stated: dict[tuple[str, Way], list[str]] = defaultdict(list)
    for fact in found:
        if (key := about(fact)) and (fact.first("amount") or fact.first("value")):
            stated[key].append(fact.iri)
    return stated


def _within(found: Iterable[Fact]) -> dict[str, list[str]]:
    """By part, the wholes that facts give it."""
    within: dict[str, list[str]] = defaultdict(list)
    for fact in found:
        if fact.kind == "Part":
            for part in fact.texts("part"):
                within[part] += fact.texts("whole")
    return within


def _above(thing: str, within: Mapping[str, Iterable[str]]) -> list[str]:
    """The wholes of a thing and theirs, the nearest first."""
    found: dict[str, None] = {}
    reached = {thing: None}
    while reached:
        wholes = dict.fromkeys(whole for part in reached for whole in within.get(part, ()))
        reached = {whole: None for whole in wholes if whole not in found}
        found |= reached
    return [whole for whole in found if whole != thing]
