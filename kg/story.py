"""Stories: what a drawing tells of a cluster: its members, their changes and the years."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.time import span

if TYPE_CHECKING:
    from kg.drawing import Drawing

UNDATED = "undated"


@dataclass(frozen=True)
class Story:
    """What a drawing tells of a cluster: its members, the changes by their ties, the parts."""

    drawing: Drawing
    cluster: int
    members: frozenset[int]
    changes: tuple[int, ...]
    parts: tuple[int, ...]
    first: str

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years of the columns after the first."""
        return tuple(sorted({self.year(tie) for tie in self.changes}))

    def year(self, tie: int) -> str:
        """The year of a change."""
        values = (self.drawing.values[fact] for fact in self.drawing.ties[tie].facts)
        dates = [fact.first("date") or fact.first("from") for fact in values]
        return min((date[:4] for date in dates if date), default=UNDATED)

    def column(self, tie: int) -> int:
        return 1 + self.years.index(self.year(tie))

    def term(self, tie: int) -> str:
        return self.drawing.ties[tie].terms[0]

    def into(self, thing: int) -> list[int]:
        """The changes in which a thing is a successor."""
        return [tie for tie in self.changes if self.drawing.ties[tie].target == thing]

    def out(self, thing: int) -> list[int]:
        """The changes in which a thing is a predecessor."""
        return [tie for tie in self.changes if self.drawing.ties[tie].source == thing]

    def lives(self, thing: int) -> bool:
        """Whether no change ended a thing and no whole of which it was part ended."""
        ended = any(self.term(tie) != "split" for tie in self.out(thing))
        return not ended and all(self.drawing.ties[tie].source != thing for tie in self.parts)

    @cached_property
    def moved(self) -> tuple[int, ...]:
        """The things to which something happened."""
        ties = (self.drawing.ties[tie] for tie in (*self.changes, *self.parts))
        return tuple(sorted({end for tie in ties for end in (tie.source, tie.target)}))

    def span(self, thing: int) -> tuple[int, int]:
        """The first and last column of a thing; that of one that goes on is the last of all."""
        first, last = self._span(thing)
        return first, len(self.years) if first < last and self.lives(thing) else last

    def _span(self, thing: int) -> tuple[int, int]:
        """The column in which a thing came, and the last in which it took others in."""
        came = sorted(map(self.column, self.into(thing)))
        went = sorted(map(self.column, self.out(thing)))
        wholes = {self.drawing.ties[tie].target for tie in self.parts}
        if thing in self.members or thing in wholes:
            return 0, came[-1] if came else 0
        if came:
            return came[0], came[-1]
        return (went[0], went[0]) if self._taken_in(thing) else (went[0] - 1, went[0] - 1)

    def _taken_in(self, thing: int) -> bool:
        """Whether a thing from outside came to one that was there before."""
        first = min(self.out(thing), key=self.column, default=-1)
        if first < 0:
            return False
        successor = self.drawing.ties[first].target
        return successor in self.members

    def name(self, thing: int) -> str:
        """The names of a thing in their order, with the years in which they changed if known."""
        told = [f for at in self.drawing.around[thing] for f in self.drawing.ties[at].facts]
        values = (self.drawing.values[fact] for fact in sorted(set(told)))
        former = sorted(
            (fact.first("until"), fact.first("name"))
            for fact in values
            if fact.kind == "Naming" and fact.first("names") == self.drawing.things[thing].iri
        )
        names = [*(name for _, name in former), self.drawing.things[thing].label]
        since = [f", from {_next(until)} " if until else ", later " for until, _ in former]
        return "".join(a + b for a, b in zip(names, [*since, ""], strict=True))


def _next(until: str) -> str:
    """The year that begins after a day or year."""
    last = span(until).last
    return str((last + datetime.timedelta(days=1)).year) if last and len(until) >= 10 else until[:4]


def told(drawing: Drawing) -> Story:
    def ties(kind: str) -> list[int]:
        return [
            at
            for at, tie in enumerate(drawing.ties)
            if any(drawing.facts[fact].kind == kind for fact in tie.facts)
        ]

    joined = ties("Membership")
    facts = {fact for at in joined for fact in drawing.ties[at].facts}
    joining = {fact for fact in facts if drawing.facts[fact].kind == "Membership"}
    return Story(
        drawing=drawing,
        cluster=min((drawing.ties[at].target for at in joined), default=-1),
        members=frozenset(drawing.ties[at].source for at in joined),
        changes=tuple(ties("Change")),
        parts=tuple(ties("Part")),
        first=drawing.years(joining),
    )
