"""Chronicles: dated facts in order, exact and vague dates told apart."""

from collections.abc import Callable
from datetime import date

import pytest
from conftest import date_literal

import kg
from kg.chronicle import chronicle, for_reading, remarks, table
from kg.vocabulary import ID

MakeGraph = Callable[..., kg.Graph]
ACTUAL = "wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
SEASON = '"2009-23"^^edtf:EDTF'


def event(name: str, dated: str, kind: str = "launch") -> str:
    return (
        f":{name} a wx:Milestone ; wx:subject id:a ; wx:milestoneKind wx:{kind} ; {dated}{ACTUAL}"
    )


def test_events_stand_by_their_earliest_day_and_tell_how_close_it_is(make_graph: MakeGraph) -> None:
    graph = make_graph(
        event("day", 'wx:date "2010-03-12"^^xsd:date ; ')
        + event("season", f"wx:date {SEASON} ; ")
        + event("year", 'wx:date "2009"^^xsd:gYear ; ')
        + event("open", 'wx:date "../2010-03-12"^^edtf:EDTF ; ')
        + event("undated", "", "development")
    )
    found = chronicle(graph, ID + "a")
    assert [each.precision for each in found.events] == [
        "year",
        "season",
        "day",
        "or earlier",
        "undated",
    ]
    rows = table(found).records()
    assert [str(row["when"].value) for row in rows] == [
        "2009",
        "autumn 2009",
        "12 March 2010",
        "12 March 2010 or earlier",
        "by 1 June 2015",
    ]
    assert [row["earliest"] is None for row in rows] == [False, False, False, True, True]
    assert str(rows[-1]["latest"].value) == "2015-06-01"
    assert "earliest" not in for_reading(table(found)).columns


@pytest.mark.parametrize(
    ("dated", "precision"),
    [
        ("2023-10/..", "or later"),
        ("../2010-03-12", "or earlier"),
        ("2009-09/2010-03-12", "between"),
        ("2010-03-12/2010-03-12", "day"),
        ("2010-03-12", "day"),
        ("2010-03", "month"),
        ("2010-22", "season"),
        ("2010", "year"),
        ("2010~", "between"),
    ],
)
def test_how_closely_a_date_is_known(make_graph: MakeGraph, dated: str, precision: str) -> None:
    graph = make_graph(event("one", f"wx:date {date_literal(dated)} ; "))
    assert [each.precision for each in chronicle(graph).events] == [precision]


def award(name: str, kind: str = "award", status: str = "actual") -> str:
    return (
        f":{name} a wx:Funding ; wx:funder id:a ; wx:recipient id:b ; wx:fundingKind wx:{kind} ;"
        f" wx:status wx:{status} ; wx:evidence <#char=0,9> .\n"
    )


@pytest.mark.parametrize(
    ("issued", "when", "latest"),
    [
        ("2015-06-01", "by 1 June 2015", "2015-06-01"),
        ("2021-22", "by the end of summer 2021", "2021-09-23"),
        ("2020-10/2021-03", "by the end of March 2021", "2021-03-31"),
        (None, "undated", None),
    ],
)
def test_an_award_without_a_date_had_happened_by_the_day_of_its_document(
    make_graph: MakeGraph, issued: str | None, when: str, latest: str | None
) -> None:
    graph = make_graph(award("1") + award("2", "investment") + award("3", status="planned"), issued)
    found = chronicle(graph)
    (event_,) = found.events
    assert (event_.fact.iri.rsplit("/", 1)[-1], event_.when, event_.precision) == (
        "1",
        when,
        "undated",
    )
    assert event_.days.first is None
    assert (str(event_.days.last) if event_.days.last else None) == latest
    assert [fact.iri.rsplit("/", 1)[-1] for fact in found.undated] == ["3"]
    assert "1 planned event without a date is not listed" in [*remarks(graph, found)]


def test_nothing_later_than_the_day_of_the_slice_is_told(make_graph: MakeGraph) -> None:
    stay = (
        ":m a wx:Membership ; wx:member id:a ; wx:memberOf id:b ; wx:memberRole wx:asMember ;"
        f' wx:from "2010"^^xsd:gYear ; wx:until "2018"^^xsd:gYear ; {ACTUAL}'
    )
    plan = (
        ":p a wx:Milestone ; wx:subject id:a ; wx:milestoneKind wx:development ;"
        ' wx:date "2030"^^xsd:gYear ; wx:status wx:planned ; wx:evidence <#char=0,9> .\n'
    )
    facts = stay + plan + event("undated", "", "development")
    said = {
        day: [each.text.split()[-1] for each in chronicle(sliced).events]
        for day in ("2012-01-01", "2016-01-01", "2018-02-01")
        for sliced in [make_graph(facts, wanted=kg.Slice(as_of=date.fromisoformat(day)))]
    }
    assert said == {
        "2012-01-01": ["(begins)"],
        "2016-01-01": ["(begins)", "development", "development"],
        "2018-02-01": ["(begins)", "development", "(ends)", "development"],
    }
    graph = make_graph(facts, wanted=kg.Slice(as_of=date(2012, 1, 1)))
    said_of_the_rest = "1 event known only to have happened by a day after 2012-01-01 is not listed"
    assert said_of_the_rest in [*remarks(graph, chronicle(graph))]


@pytest.mark.parametrize("day", ["1900-01-01", "2012-01-01", "2020-06-01"])
def test_no_real_event_comes_after_the_day_of_the_slice(day: str) -> None:
    graph = kg.load(slice=kg.Slice(as_of=date.fromisoformat(day), status="actual"))
    events = chronicle(graph).events
    assert bool(events) is (day > "2000")
    assert all(str(each.days.first or each.days.last) <= day for each in events)


@pytest.mark.parametrize("thing", ["dorset-ics", "health-foundation", "department-of-health"])
def test_a_body_of_which_no_date_is_known_has_its_awards(thing: str) -> None:
    found = chronicle(kg.load(), ID + thing)
    assert "undated" in {event.precision for event in found.events}
    assert all(event.days.last for event in found.events)


def test_plans_without_a_date_are_counted_for_the_whole_timeline_too() -> None:
    graph = kg.load()
    found = chronicle(graph)
    number = len(found.undated)
    assert {fact.status for fact in found.undated} == {"planned"}
    assert f"{number} planned events without a date are not listed" in [*remarks(graph, found)]


def test_an_empty_answer_says_why() -> None:
    graph, early = kg.load(), kg.load(slice=kg.Slice(as_of=date(1900, 1, 1)))
    ibm = [*remarks(graph, chronicle(graph, ID + "ibm"), ID + "ibm")]
    assert "empty: no fact of this slice that names IBM tells when something happened" in ibm
    none = [*remarks(early, chronicle(early))]
    assert "empty: no fact of this slice tells what happened by 1900-01-01" in none
    only = kg.load(slice=kg.Slice(documents=("whp-launch",)))
    ibm = [*remarks(only, chronicle(only, ID + "ibm"), ID + "ibm")]
    assert "empty: no fact of this slice names IBM" in ibm


def test_a_state_begins_and_ends_and_a_name_is_taken_and_given_up(make_graph: MakeGraph) -> None:
    member = (
        ":m a wx:Membership ; wx:member id:a ; wx:memberOf id:b ; wx:memberRole wx:asMember ;"
        f' wx:from "2010"^^xsd:gYear ; wx:until "2012"^^xsd:gYear ; {ACTUAL}'
    )
    name = (
        ':n a wx:Naming ; wx:names id:a ; wx:name "A" ; wx:nameKind wx:formerName ;'
        f' wx:from "2009"^^xsd:gYear ; wx:until "2011"^^xsd:gYear ; {ACTUAL}'
    )
    code = (
        ':i a wx:Identifier ; wx:identifies id:a ; wx:code "1" ;'
        f' wx:from "1990"^^xsd:gYear ; {ACTUAL}'
    )
    said = [each.text for each in chronicle(make_graph(member + name + code)).events]
    assert [text.split("id:a")[-1].strip() for text in said] == [
        "takes the name “A”",
        ": member of id:b (begins)",
        "gives up the name “A”",
        ": member of id:b (ends)",
    ]


def test_the_real_cluster_is_bid_for_before_it_is_created() -> None:
    found = chronicle(kg.load(), ID + "wessex-hiec")
    kinds = [event.fact.first("milestoneKind").rsplit("#")[-1] for event in found.events]
    assert kinds == ["bid", "announcement", "creation"]
    assert all(event.precision != "day" for event in found.events)
