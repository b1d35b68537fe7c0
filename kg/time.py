"""What exact and vague dates mean in days, and on which days a fact holds or may hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from kg.errors import KgError

Holding = Literal["holds", "may hold", "does not hold"]


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day that a date may mean, inclusive; None where it is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """The days between which a fact's sources spoke.

    `first` to `last` are the earliest and latest possible days of any source; on `by` one had
    certainly spoken; on `still` one certainly still had to speak or was speaking. Days that are
    not known are None.
    """

    first: date | None = None
    last: date | None = None
    by: date | None = None
    still: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The four days of a fact, inclusive.

    A possible day that is None is open. `certain_from` None means that the fact is certain on no
    day at all; `certain_until` None otherwise means that it is certain ever after.
    """

    possible_from: date | None = None
    certain_from: date | None = None
    certain_until: date | None = None
    possible_until: date | None = None

    def on(self, day: date) -> Holding:
        """Whether the fact holds, may hold or does not hold on the day."""
        if not _between(self.possible_from, day, self.possible_until):
            return "does not hold"
        certain = self.certain_from is not None
        return (
            "holds"
            if certain and _between(self.certain_from, day, self.certain_until)
            else "may hold"
        )


def _between(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


# Dates

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)\Z", re.ASCII)
_ZONE = re.compile(r"(?<=\d)(?:Z|[+-]\d\d:\d\d)\Z")
_FORMS = "write 2010-03-12, 2010-03, 2010, a season such as 2009-23, or an interval a/b"

# Widest of the meteorological and astronomical reckonings: months and days, and years to add.
_SEASONS = {
    21: ((3, 1, 0), (6, 21, 0)),
    22: ((6, 1, 0), (9, 23, 0)),
    23: ((9, 1, 0), (12, 21, 0)),
    24: ((12, 1, 0), (3, 20, 1)),
}


@lru_cache(maxsize=4096)
def span(lexical: str) -> Span:
    """The days that a date may mean.

    Reads xsd:date, xsd:gYearMonth, xsd:gYear (a time zone is passed over) and, of EDTF (ISO
    8601-2, Library of Congress), the same three, seasons 21 to 24, intervals `a/b` whose ends may
    be open, and the suffixes `~ ? %`, which widen a date by one of its unit on both sides. Raises
    KgError for anything else.
    """
    text = lexical.strip()
    try:
        return _interval(text) if "/" in text else _single(text)
    except (ValueError, OverflowError) as error:
        raise KgError(f"{lexical!r} is no date; {_FORMS}") from error


def _interval(text: str) -> Span:
    start, end = text.split("/")
    first, last = _end_of_interval(start), _end_of_interval(end)
    if first.first and last.last and first.first > last.last:
        raise ValueError("ends before it begins")
    return Span(first.first, last.last)


def _end_of_interval(text: str) -> Span:
    return Span() if text in ("", "..") else _single(text)


def _single(text: str) -> Span:
    found = _DATE.match(_ZONE.sub("", text))
    if not found:
        raise ValueError("not in a form that is read")
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    assert year is not None
    around = (-1, 1) if found[4] else (0, 0)
    return Span(
        _nearby(year, month, day, around[0]).first, _nearby(year, month, day, around[1]).last
    )


def _nearby(year: int, month: int | None, day: int | None, step: int) -> Span:
    """The span of a date moved by so many of its own unit; open beyond the calendar."""
    plain = _plain(year, month, day)
    try:
        return _plain(*_moved(year, month, day, step)) if step else plain
    except (ValueError, OverflowError):
        return Span()


def _moved(
    year: int, month: int | None, day: int | None, step: int
) -> tuple[int, int | None, int | None]:
    if month is None:
        return year + step, None, None
    if day is not None:
        moved = date(year, month, day) + timedelta(days=step)
        return moved.year, moved.month, moved.day
    first, units = (21, 4) if month in _SEASONS else (1, 12)
    years, unit = divmod(month - first + step, units)
    return year + years, first + unit, None


def _plain(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if month in _SEASONS and day is None:
        (m1, d1, y1), (m2, d2, y2) = _SEASONS[month]
        return Span(date(year + y1, m1, d1), date(year + y2, m2, d2))
    if day is not None:
        return Span(date(year, month, day), date(year, month, day))
    return Span(date(year, month, 1), _month_end(year, month))


def _month_end(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def attested(sources: Iterable[Span]) -> Attestation:
    """When sources with these dates spoke; of several, a fact is certain between them."""
    spans = list(sources)
    if not spans:
        return Attestation()
    return Attestation(
        first=_earliest([each.first for each in spans]),
        last=_latest([each.last for each in spans]),
        by=min((each.last for each in spans if each.last), default=None),
        still=max((each.first for each in spans if each.first), default=None),
    )


def _earliest(days: Iterable[date | None]) -> date | None:
    known = list(days)
    return None if None in known else min((day for day in known if day), default=None)


def _latest(days: Iterable[date | None]) -> date | None:
    known = list(days)
    return None if None in known else max((day for day in known if day), default=None)


# Facts


def state_days(start: Span | None, end: Span | None, said: Attestation) -> Days:
    """The days of a state: from its start, else from its attestation, until something ends it.

    A state with a start and no end that was attested after its start could begin was going on
    when it was attested.
    """
    first, last = start or Span(), end or Span()
    certain_from = said.by if start is None else first.last
    if start and not end and first.first and said.by and first.first <= said.by:
        certain_from = min(first.last or said.by, said.by)
    certain_until = said.still if end is None else last.first
    if not certain_from or not certain_until or certain_from > certain_until:
        return Days(first.first, None, None, last.last)
    return Days(first.first, certain_from, certain_until, last.last)


def event_days(day: Span | None, start: Span | None, said: Attestation) -> Days:
    """The days of an event, kept for ever once it has happened.

    An event is certain from the last day that its date may mean, or from its attestation, which
    an actual event cannot come after.
    """
    when = day or start or Span()
    certain = when.last if day and when.last else said.by
    if day and when.first and said.by and certain and when.first <= said.by:
        certain = min(certain, said.by)
    return Days(when.first, certain, None, None)


def stated_days(said: Attestation) -> Days:
    """The days of a plan or an estimate: from when it was stated, whatever it speaks of."""
    return Days(said.first, said.by, None, None)


# Bodies


@dataclass(frozen=True, slots=True)
class Life:
    """The first day on which a body may have existed and the last; None where not known."""

    begin: date | None = None
    end: date | None = None


def begin_of(actual: Iterable[date | None], planned: Iterable[date | None]) -> date | None:
    """The first possible day of a body.

    `actual` are the first possible days of its dated beginnings, of which the earliest counts;
    without one, a plan to create it means that it was not there yet on the first possible day on
    which the plan was stated.
    """
    known = [day for day in actual if day]
    return min(known) if known else max((day for day in planned if day), default=None)


def end_of(changes: Iterable[date | None]) -> date | None:
    """The last possible day of a body: the eve of the last day on which a change ended it."""
    known = [day for day in changes if day]
    return min(known) - timedelta(days=1) if known else None


def bounded(days: Days, parties: Iterable[Life]) -> Days:
    """The days of a state within the lives of its parties; what is certain stays visible."""
    lives = list(parties)
    return replace(
        days,
        possible_from=_later(days.possible_from, [life.begin for life in lives]),
        possible_until=_sooner(days.possible_until, [life.end for life in lives]),
    )


def not_before(days: Days, parties: Iterable[Life], latest: date | None = None) -> Days:
    """The days of an undated event or figure, which is no older than its parties.

    A party that began after `latest`, the day of the text, moves it to that day only.
    """
    begins = [life.begin for life in parties]
    first = [_sooner(begin, [latest]) for begin in begins if begin]
    return replace(days, possible_from=_later(days.possible_from, first))


def _later(day: date | None, others: Iterable[date | None]) -> date | None:
    return max((each for each in (day, *others) if each), default=None)


def _sooner(day: date | None, others: Iterable[date | None]) -> date | None:
    return min((each for each in (day, *others) if each), default=None)
