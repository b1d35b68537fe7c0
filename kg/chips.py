"""Chips: things by their names, or folded by kind into boxes that count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import phrase
from kg.folding import FEWEST

if TYPE_CHECKING:
    from kg.drawing import Drawing

NAMED = 6
"""So many things of few kinds may stand by their names."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that one box stands for: a thing by its name, or several by their number."""

    text: str
    things: tuple[int, ...]

    @property
    def folded(self) -> bool:
        return len(self.things) > 1


def folded(drawing: Drawing, things: Iterable[int], most: int = NAMED) -> list[Group]:
    """Things as groups: folded by kind from four up, the others by their names.

    Where more than so many (`most`) would be named, all these make one group.
    """
    kinds: dict[str, list[int]] = defaultdict(list)
    for thing in things:
        kinds[drawing.things[thing].sort].append(thing)
    large = {sort: held for sort, held in kinds.items() if len(held) >= FEWEST}
    small = [thing for sort, held in kinds.items() if sort not in large for thing in held]
    if len(small) > most:
        large[""] = sorted([*large.get("", []), *small])
        small = []
    many = [Group(counted(sort, len(held)), tuple(held)) for sort, held in large.items()]
    named = [Group(drawing.things[thing].label, (thing,)) for thing in small]
    by_name = sorted(named, key=lambda group: (group.text, group.things))
    return [*sorted(many, key=_size), *by_name]


def _size(group: Group) -> tuple[bool, int, str]:
    return "other bod" in group.text, -len(group.things), group.text


def counted(sort: str, number: int) -> str:
    """So many bodies of a kind in words, such as `4 universities`."""
    return phrase.count(number, sort or "other body")
