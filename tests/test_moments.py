"""Moments: scores at each day on which the slice changes."""

from collections.abc import Callable
from datetime import date

import pytest

import kg
from kg import moments, network
from kg.errors import KgError
from kg.network import Network

MakeGraph = Callable[..., kg.Graph]


def member(name: str, body: str, dated: str = "") -> str:
    return (
        f":{name} a wx:Membership ; wx:member id:{body} ; wx:memberOf id:p ;{dated}"
        " wx:memberRole wx:asMember ; wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
    )


def draw(graph: kg.Graph) -> Network:
    return network.of(graph, "affiliation")


FOUNDED = (
    ":f a wx:Milestone ; wx:subject id:p ; wx:milestoneKind wx:creation ;"
    ' wx:date "2010"^^xsd:gYear ;'
    " wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
)
FROM_2012 = ' wx:from "2012-01-01"^^xsd:date ;'


def test_moments_are_the_days_on_which_something_changes(make_graph: MakeGraph) -> None:
    graph = make_graph(member("1", "a") + member("2", "b", FROM_2012) + FOUNDED)
    days = moments.changes(graph, draw(graph), date(2009, 1, 1), date(2016, 1, 1))
    # The stretch, the founding, the start of b, the day of the document (1 June 2015), its morrow.
    assert [day.isoformat() for day in days] == [
        "2009-01-01",
        "2010-01-01",
        "2012-01-01",
        "2015-06-01",
        "2015-06-02",
    ]


def test_a_cell_goes_from_what_is_certain_to_what_may_hold(make_graph: MakeGraph) -> None:
    graph = make_graph(member("1", "a") + member("2", "b", FROM_2012) + FOUNDED)
    days = [date(2009, 1, 1), date(2011, 1, 1), date(2013, 1, 1), date(2015, 6, 1)]
    found = moments.moments(graph, draw, "strength", days)
    assert [moment.empty for moment in found] == [True, False, False, False]
    rows = {str(row["thing"].value)[-1]: row for row in moments.table(found).records()}
    cells = {name: [str(row[day.isoformat()].value) for day in days] for name, row in rows.items()}
    assert cells == {
        "p": ["", "absent to 1", "1 to 2", "2"],
        "a": ["", "absent to 1", "absent to 1", "1"],
        "b": ["", "", "1", "1"],
    }
    assert list(rows) == ["p", "a", "b"]


def test_the_cluster_of_2010_is_not_there_before_it_was_announced() -> None:
    graph = kg.load(slice=network.ACTUAL)
    found = moments.moments(graph, draw, "strength", [date(2009, 8, 31), date(2010, 3, 12)])
    hiec = kg.vocabulary.ID + "wessex-hiec"
    assert found[0].scores(hiec) == (None, None)
    assert found[1].scores(hiec) == (38, 38)


def test_years() -> None:
    assert moments.yearly(date(2010, 5, 1), date(2012, 1, 1)) == [
        date(2011, 1, 1),
        date(2012, 1, 1),
    ]
    assert moments.parse("2009..2010-03") == (date(2009, 1, 1), date(2010, 3, 31))


@pytest.mark.parametrize("text", ["2009", "..2010", "2010..", "2010..2009", "then..now"])
def test_a_bad_stretch_is_told(text: str) -> None:
    with pytest.raises(KgError, match=r"write it as 2009\.\.2024|is no date"):
        moments.parse(text)
