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


MEMBERS = "".join(member(str(at), body) for at, body in enumerate("abcdefghijkl"))


def apart(facts: str) -> str:
    """The facts, each read from a passage of its own."""
    parts = facts.split("#char=0,9")
    return "".join(f"{part}#char={at},{at + 1}" for at, part in enumerate(parts[:-1])) + parts[-1]


def test_a_cell_says_what_bounds_and_what_does_not() -> None:
    assert moments.cell("1", "2") == "1 to 2"
    assert moments.cell("", "2") == "absent to 2"
    assert moments.cell("0.5", "0.4", bounds=False) == "0.5 | 0.4"
    assert moments.cell("0.5", "", bounds=False) == "0.5 | absent"
    assert moments.cell("2", "2") == moments.cell("2", "2", bounds=False) == "2"


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("strength", ""),
        ("harmonic", ""),
        ("core", ""),
        ("degree", "degree can fall as ties are added"),
        ("betweenness", "betweenness can fall as ties are added"),
    ],
)
def test_only_what_can_but_grow_is_bounded(make_graph: MakeGraph, measure: str, why: str) -> None:
    graph = make_graph(member("1", "a") + member("2", "b", FROM_2012))
    found = moments.moments(graph, draw, measure, [date(2013, 1, 1)])
    assert moments.why_no_bounds(found) == why
    cells = {
        row["thing"].value[-1]: row["2013-01-01"].value for row in moments.table(found).records()
    }
    assert cells["a"].startswith("absent | " if why else "absent to ")


def test_members_that_make_a_tie_lighter_leave_no_bounds(make_graph: MakeGraph) -> None:
    graph = make_graph(member("1", "a", FROM_2012) + member("2", "b", FROM_2012) + member("3", "c"))

    def shared(weighting: str) -> list[moments.Moment]:
        def draw(graph: kg.Graph) -> Network:
            return network.of(graph, "co-membership", weighting)

        return moments.moments(graph, draw, "harmonic", [date(2013, 1, 1)])

    assert moments.why_no_bounds(shared("count")) == ""
    assert "make a tie lighter" in moments.why_no_bounds(shared("newman"))


def test_moments_too_small_or_empty_and_the_years_since_a_source_are_told(
    make_graph: MakeGraph,
) -> None:
    graph = make_graph(apart(MEMBERS + FOUNDED))
    days = [date(2009, 1, 1), date(2012, 1, 1), date(2015, 6, 1), date(2020, 1, 1)]
    found = moments.moments(graph, draw, "strength", days)
    assert list(moments.remarks(graph, found, draw(graph))) == [
        "empty, for no tie holds or may hold: 2009-01-01",
        "before any source had spoken (the first is of 1 June 2015): 2009-01-01, 2012-01-01",
        "on the last day: the last attestation by 2020-01-01 is of 1 June 2015, 4 years before",
    ]
    few = moments.moments(make_graph(member("1", "a")), draw, "strength", [date(2015, 6, 1)])
    assert next(moments.remarks(graph, few, draw(graph))) == (
        "too small to rank (under 10 ties, or all from one list): 2015-06-01"
    )
    listed = moments.moments(make_graph(MEMBERS), draw, "strength", [date(2015, 6, 1)])
    assert listed[0].refused.startswith("all its facts were read from one list")


def test_a_moment_that_does_not_admit_the_measure_has_no_score(make_graph: MakeGraph) -> None:
    other = member("2", "b").replace("id:p", "id:q")
    graph = make_graph(apart(member("1", "a") + other))
    found = moments.moments(graph, draw, "eigenvector", [date(2015, 6, 1)])
    assert "eigenvector is not defined: 2015-06-01" in list(
        moments.remarks(graph, found, draw(graph))
    )
    assert moments.table(found).rows == ()


def test_the_first_at_some_moment_are_kept(make_graph: MakeGraph) -> None:
    graph = make_graph(apart(member("1", "a") + member("2", "b") + member("3", "b"). replace(
        "id:p", "id:q")))  # fmt: skip
    found = moments.moments(graph, draw, "strength", [date(2015, 6, 1)])
    assert [str(row["thing"].value)[-1] for row in moments.table(found, 1).records()] == ["b", "p"]


def test_the_lowest_constraint_comes_first(make_graph: MakeGraph) -> None:
    graph = make_graph(apart(member("1", "a") + member("2", "b")))
    found = moments.moments(graph, draw, "constraint", [date(2015, 6, 1)])
    assert [str(row["thing"].value)[-1] for row in moments.table(found).records()] == [*"pab"]


def test_too_many_days_are_refused() -> None:
    with pytest.raises(KgError, match="9999 days are too many for one table; .* at most 200"):
        moments.yearly(date(1, 1, 1), date(9999, 12, 31))


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
