"""Looks: what the things of a box and the ties of a line have in common, in words and marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg import phrase
from kg.scene import NONE, Marks

if TYPE_CHECKING:
    from kg.drawing import Drawing, Tie


def counted(drawing: Drawing, group: Sequence[int]) -> str:
    """So many of the sort or kind that things share, such as `5 classes of bodies`."""
    things = [drawing.things[at] for at in group]
    sorts, kinds = {thing.sort for thing in things}, {thing.kind.lower() for thing in things}
    shared = [*sorts] if len(sorts) == 1 and "" not in sorts else [*kinds]
    return phrase.count(len(group), shared[0] if len(shared) == 1 else "other")


def of_things(drawing: Drawing, group: Iterable[int]) -> Marks:
    """What all things of a box are: still to be created, classes of bodies."""
    return frozenset.intersection(*(drawing.things[at].marks for at in group))


def of_ties(ties: Iterable[Tie]) -> Marks:
    """What all ties of a line are: planned, estimated, a predecessor's, such as only may hold."""
    each = [_of_tie(tie) for tie in ties]
    return frozenset.intersection(*each) if each else NONE


def _of_tie(tie: Tie) -> Marks:
    found = {tie.status} & {"planned", "estimated"}
    found |= {"may"} if tie.may_hold else set()
    return frozenset(found | ({"predecessor"} if tie.originals else set()))
