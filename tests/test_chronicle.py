"""Chronicles: dated facts in order, exact and vague dates told apart."""

from collections.abc import Callable

import kg
from kg.chronicle import chronicle, for_reading, table
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
        + event("undated", "")
    )
    found = chronicle(graph, ID + "a")
    assert [each.precision for each in found.events] == ["between", "year", "season", "day"]
    assert [fact.iri.rsplit("/", 1)[-1] for fact in found.undated] == ["undated"]
    rows = table(found).records()
    assert [str(row["when"].value) for row in rows] == [
        "12 March 2010 or earlier",
        "2009",
        "autumn 2009",
        "12 March 2010",
    ]
    assert rows[0]["earliest"] is None
    assert "earliest" not in for_reading(table(found)).columns


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
