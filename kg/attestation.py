"""Attestation: when the sources of facts spoke, and how long before a day the last of them did."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import phrase, time
from kg.errors import KgError
from kg.facts import references, texts
from kg.time import Span

if TYPE_CHECKING:
    from kg.graph import Graph

_SOURCES = "SELECT DISTINCT ?source {{ {} ?fact wx:evidence ?source }}"


@dataclass(frozen=True, slots=True)
class Spoken:
    """When a source spoke: the days that its date may mean, and the date in words."""

    days: Span
    words: str

    @property
    def start(self) -> datetime.date:
        """The first day on which it may have spoken."""
        return self.days.first or self.days.last or datetime.date.min

    def before(self, day: datetime.date) -> tuple[int, int]:
        """The least and the most whole years that it lies before a day."""
        return years(min(self.days.last or day, day), day), years(self.start, day)


def spoken(graph: Graph, facts: Iterable[str] | None = None) -> tuple[list[Spoken], int]:
    """When the sources of these facts (of all) spoke, in order, and how many bear no date."""
    known = references(graph)
    among = "" if facts is None else f"VALUES ?fact {{ {_listed(facts)} }}"
    cited = [row["source"] for row in texts(graph, _SOURCES.format(among))]
    sources = {iri if iri in known else iri.partition("#")[0] for iri in cited}
    every = [_spoken(known[iri].issued if iri in known else "") for iri in sorted(sources)]
    found = {each for each in every if each}
    return sorted(found, key=lambda each: (each.start, each.words)), every.count(None)


def _spoken(written: str) -> Spoken | None:
    try:
        return Spoken(time.span(written), phrase.date(written))
    except KgError:
        return None


def attested(graph: Graph, facts: Iterable[str]) -> Iterator[str]:
    """When the sources of these facts spoke; in a slice of a day, how long before it the last did.

    Of a source with a vague date the earliest day counts.
    """
    found, undated = spoken(graph, facts)
    day = graph.slice.as_of
    if found:
        yield lapse(found, day) if day else _first_and_last(found)
    if undated:
        bear = "bears" if undated == 1 else "bear"
        yield f"{undated} of its sources {bear} no date"


def _first_and_last(found: Sequence[Spoken]) -> str:
    if len(found) == 1:
        return f"its only dated attestation is of {found[0].words}"
    return f"its first attestation is of {found[0].words}, its last of {found[-1].words}"


def last_by(found: Sequence[Spoken], day: datetime.date) -> Spoken | None:
    """The last that may have spoken by a day."""
    return next((each for each in reversed(found) if each.start <= day), None)


def lapse(found: Sequence[Spoken], day: datetime.date) -> str:
    """How long before a day the last of these spoke, in words."""
    last = last_by(found, day)
    if last:
        return (
            f"the last attestation by {day} is of {last.words}, {_apart(*last.before(day))} before"
        )
    later = years(day, found[0].start)
    first = f"the first is of {found[0].words}, {_apart(later, later)} later"
    return f"no source had spoken by {day}: {first}"


def _apart(least: int, most: int) -> str:
    if least == most:
        return phrase.count(most, "year") if most else "less than a year"
    return f"{least} to {most} years" if least else f"at most {phrase.count(most, 'year')}"


def years(then: datetime.date, now: datetime.date) -> int:
    """Whole years from one day to another, none if it comes first."""
    return max(0, now.year - then.year - ((now.month, now.day) < (then.month, then.day)))


def _listed(facts: Iterable[str]) -> str:
    return " ".join(f"<{fact}>" for fact in facts)
