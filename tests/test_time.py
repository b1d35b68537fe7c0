"""Dates against the edtf package and by hand; days of facts worked out by hand."""

from datetime import date

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.time import (
    Attestation,
    Days,
    Life,
    Span,
    attested,
    begin_of,
    bounded,
    end_of,
    event_days,
    not_before,
    span,
    state_days,
    stated_days,
)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def maybe(text: str | None) -> Span | None:
    return span(text) if text else None


def days(*four: str | None) -> Days:
    return Days(*map(day, four))


ON_THE_DAY = attested([span("2015-06-01")])
IN_THE_YEAR = attested([span("2015")])
UNKNOWN = attested([])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010-03-12", "2010-03-12", "2010-03-12"),
        ("2010-03-12Z", "2010-03-12", "2010-03-12"),
        ("2010-03-12+01:00", "2010-03-12", "2010-03-12"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2010-12", "2010-12-01", "2010-12-31"),
        ("2010", "2010-01-01", "2010-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("2009-21", "2009-03-01", "2009-06-21"),
        ("2009-22", "2009-06-01", "2009-09-23"),
        ("2009-23", "2009-09-01", "2009-12-21"),
        ("2009-24", "2009-12-01", "2010-03-20"),
        ("2021-03~", "2021-02-01", "2021-04-30"),
        ("2021-01?", "2020-12-01", "2021-02-28"),
        ("2021%", "2020-01-01", "2022-12-31"),
        ("2021-01-01~", "2020-12-31", "2021-01-02"),
        ("2009-21~", "2008-12-01", "2009-09-23"),
        ("9999~", "9998-01-01", None),
        ("2010/2012-03", "2010-01-01", "2012-03-31"),
        ("2023-10/..", "2023-10-01", None),
        ("/2011", None, "2011-12-31"),
        ("../..", None, None),
        ("2010~/2011~", "2009-01-01", "2012-12-31"),
    ],
)
def test_span(text: str, first: str | None, last: str | None) -> None:
    assert span(text) == Span(day(first), day(last))


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2010-13", "2010-25", "2010-02-30", "2010-21-01", "2012/2010", "1/2/3"),
        *("0000", "201", "2010-3", "12/03/2010", "２０１０", "2010-03-12T00:00", "2010~~", "-2010"),
    ],
)
def test_no_date(text: str) -> None:
    with pytest.raises(KgError, match="is no date; write 2010-03-12"):
        span(text)


def plain_dates() -> st.SearchStrategy[str]:
    some_day = st.dates(date(1000, 1, 1), date(9999, 12, 31)).map(date.isoformat)
    return st.one_of(some_day, some_day.map(lambda d: d[:7]), some_day.map(lambda d: d[:4]))


def by_edtf(text: str) -> tuple[str, str]:
    parsed = edtf.parse_edtf(text)
    bounds = parsed.lower_strict(), parsed.upper_strict()
    return tuple(date(*bound[:3]).isoformat() for bound in bounds)  # type: ignore[return-value]


@given(plain_dates())
def test_plain_dates_mean_what_edtf_says(text: str) -> None:
    read = span(text)
    assert (str(read.first), str(read.last)) == by_edtf(text)


@given(plain_dates(), plain_dates())
def test_intervals_mean_what_edtf_says(start: str, end: str) -> None:
    first, last = by_edtf(start)[0], by_edtf(end)[1]
    if first > last:
        with pytest.raises(KgError):
            span(f"{start}/{end}")
        return
    read = span(f"{start}/{end}")
    assert (str(read.first), str(read.last)) == (first, last)
    if date.fromisoformat(first) < date.fromisoformat(last):
        assert by_edtf(f"{start}/{end}") == (first, last)


@given(st.integers(1000, 9998), st.sampled_from(["21", "22", "23"]))
def test_seasons_are_no_narrower_than_in_edtf(year: int, season: str) -> None:
    read, (first, last) = span(f"{year}-{season}"), by_edtf(f"{year}-{season}")
    assert str(read.first) <= first <= last <= str(read.last)


@given(plain_dates(), st.sampled_from("~?%"))
def test_a_doubtful_date_is_wider_than_the_plain_one(text: str, mark: str) -> None:
    plain, wide = span(text), span(text + mark)
    assert plain.first
    assert plain.last
    assert wide.first is None or wide.first < plain.first
    assert wide.last is None or wide.last > plain.last


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_an_error(text: str) -> None:
    try:
        read = span(text)
    except KgError:
        return
    assert not (read.first and read.last) or read.first <= read.last


def test_attestation_of_one_source() -> None:
    first, last = day("2015-01-01"), day("2015-12-31")
    assert Attestation(first, last, by=last, still=first) == IN_THE_YEAR


def test_attestation_of_several_sources_spans_them() -> None:
    both = attested([span("2010-05"), span("2020-05")])
    assert both == Attestation(*map(day, ("2010-05-01", "2020-05-31", "2010-05-31", "2020-05-01")))


def test_attestation_of_an_undated_source_is_open() -> None:
    assert attested([span("2010-05-01"), Span()]) == Attestation(
        None, None, day("2010-05-01"), day("2010-05-01")
    )


@pytest.mark.parametrize(
    ("start", "end", "said", "expected"),
    [
        # Without dates: certain on the day of attestation only.
        (None, None, ON_THE_DAY, (None, "2015-06-01", "2015-06-01", None)),
        # A document of some day in a year: no single day is certain.
        (None, None, IN_THE_YEAR, (None, None, None, None)),
        (None, None, UNKNOWN, (None, None, None, None)),
        # From its start to the attestation.
        ("2010", None, ON_THE_DAY, ("2010-01-01", "2010-12-31", "2015-06-01", None)),
        # Begun in the year of the document: going on by the day of the document.
        ("2015", None, ON_THE_DAY, ("2015-01-01", "2015-06-01", "2015-06-01", None)),
        # Said to be so before it began: an error of the data, certain on no day.
        ("2016", None, ON_THE_DAY, ("2016-01-01", None, None, None)),
        # From the attestation to its end.
        (None, "2017", ON_THE_DAY, (None, "2015-06-01", "2017-01-01", "2017-12-31")),
        # Told afterwards: it may have held before.
        (None, "2012", ON_THE_DAY, (None, None, None, "2012-12-31")),
        # Both dates: the attestation does not matter.
        ("2010-05", "2012", ON_THE_DAY, ("2010-05-01", "2010-05-31", "2012-01-01", "2012-12-31")),
        ("2010-05", "2012", UNKNOWN, ("2010-05-01", "2010-05-31", "2012-01-01", "2012-12-31")),
        # Within one year: on no day certain.
        ("2010", "2010", ON_THE_DAY, ("2010-01-01", None, None, "2010-12-31")),
        ("2010-05-01", None, UNKNOWN, ("2010-05-01", None, None, None)),
    ],
)
def test_days_of_a_state(
    start: str | None, end: str | None, said: Attestation, expected: tuple[str | None, ...]
) -> None:
    assert state_days(maybe(start), maybe(end), said) == days(*expected)


@pytest.mark.parametrize(
    ("when", "start", "said", "expected"),
    [
        ("2009-23", None, ON_THE_DAY, ("2009-09-01", "2009-12-21", None, None)),
        # An actual event cannot come after the document that tells of it.
        ("2015", None, ON_THE_DAY, ("2015-01-01", "2015-06-01", None, None)),
        ("2009", None, UNKNOWN, ("2009-01-01", "2009-12-31", None, None)),
        (None, "2014", ON_THE_DAY, ("2014-01-01", "2015-06-01", None, None)),
        (None, None, ON_THE_DAY, (None, "2015-06-01", None, None)),
        (None, None, IN_THE_YEAR, (None, "2015-12-31", None, None)),
        (None, None, UNKNOWN, (None, None, None, None)),
    ],
)
def test_days_of_an_event(
    when: str | None, start: str | None, said: Attestation, expected: tuple[str | None, ...]
) -> None:
    assert event_days(maybe(when), maybe(start), said) == days(*expected)


def test_days_of_a_plan_are_those_of_its_statement() -> None:
    assert stated_days(IN_THE_YEAR) == days("2015-01-01", "2015-12-31")


def test_a_body_begins_at_its_earliest_dated_beginning() -> None:
    assert begin_of([day("2010-01-01"), None, day("2009-01-01")], [day("2012-01-01")]) == day(
        "2009-01-01"
    )


def test_a_body_still_planned_begins_no_sooner_than_the_last_plan() -> None:
    assert begin_of([None], [day("2009-01-01"), day("2011-01-01")]) == day("2011-01-01")


def test_a_body_ends_on_the_eve_of_its_change() -> None:
    assert end_of([day("2013-04-01"), None]) == day("2013-03-31")
    assert end_of([None]) is None


def test_parties_bound_what_is_possible_and_leave_what_is_certain() -> None:
    lives = [Life(day("2010-01-01"), None), Life(day("2011-01-01"), day("2013-03-31")), Life()]
    free = days("2009-01-01", "2009-06-01", "2014-01-01", None)
    assert bounded(free, lives) == days("2011-01-01", "2009-06-01", "2014-01-01", "2013-03-31")


def test_parties_do_not_widen() -> None:
    lives = [Life(day("2010-01-01"), day("2020-12-31"))]
    assert bounded(days("2012-01-01", None, None, "2013-01-01"), lives) == days(
        "2012-01-01", None, None, "2013-01-01"
    )


def test_an_undated_event_is_not_before_its_parties_and_never_ends() -> None:
    lives = [Life(day("2010-01-01"), day("2012-12-31"))]
    assert not_before(days(None, "2015-06-01"), lives) == days("2010-01-01", "2015-06-01")


def test_an_undated_event_is_no_later_than_the_text_that_tells_it() -> None:
    lives = [Life(day("2010-01-01"), None), Life(day("2018-01-01"), None), Life()]
    told = days(None, "2015-06-30")
    assert not_before(told, lives, day("2015-06-01")) == days("2015-06-01", "2015-06-30")
    assert not_before(told, lives[:1], day("2015-06-01")) == days("2010-01-01", "2015-06-30")
    assert not_before(told, lives[2:], day("2015-06-01")) == told


@pytest.mark.parametrize(
    ("four", "on", "expected"),
    [
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2010-02-01", "holds"),
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2010-03-01", "holds"),
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2010-01-31", "may hold"),
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2010-04-01", "may hold"),
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2010-04-02", "does not hold"),
        (("2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"), "2009-12-31", "does not hold"),
        ((None, None, None, None), "2010-01-01", "may hold"),
        ((None, "2010-01-01", None, None), "2999-01-01", "holds"),
        # Nothing holds before a party began, whatever is certain.
        (("2011-01-01", "2010-01-01", "2012-01-01", None), "2010-06-01", "does not hold"),
    ],
)
def test_whether_a_fact_holds(four: tuple[str | None, ...], on: str, expected: str) -> None:
    assert days(*four).on(date.fromisoformat(on)) == expected
