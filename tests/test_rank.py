"""Rankings: shared ranks, refusals, and what is said of how little they tell."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import Slice, network, rank
from kg.errors import KgError
from kg.measures import MEASURES
from kg.observations import Observations, observations
from kg.vocabulary import ID, slug

MakeGraph = Callable[..., kg.Graph]
STATUS = "wx:status wx:actual ; wx:evidence <#char={at},{end}> .\n"


def linked(*pairs: str, one_list: bool = False) -> str:
    """Relations between letters, each of a passage of its own or all of one."""
    return "".join(
        f":r{one}{two} a wx:Relation ; wx:subject id:{one} ; wx:object id:{two} ; "
        + STATUS.format(at=0 if one_list else at, end=9 if one_list else at + 1)
        for at, (one, two) in enumerate(pairs)
    )


STAR = tuple(f"s{letter}" for letter in "abcdefghij")


def drawn(graph: kg.Graph, name: str = "everything") -> tuple[network.Network, Observations]:
    made = network.of(graph, name)
    return made, observations(graph, made)


def test_equal_scores_share_an_interval_of_ranks() -> None:
    found = rank.shared([3, 1, 2, 2, 0.5 + 0.5])
    assert [str(each) for each in found] == ["1", "4–5", "2–3", "2–3", "4–5"]
    assert [str(each) for each in rank.shared([3, 1, 2], low=True)] == ["3", "1", "2"]
    assert rank.shared([]) == []


def test_what_differs_by_rounding_only_is_the_same() -> None:
    assert {str(each) for each in rank.shared([0.1 + 0.2, 0.3])} == {"1–2"}
    assert [str(each) for each in rank.shared([0.3, 0.3 + 1e-6])] == ["2", "1"]
    assert {str(each) for each in rank.shared([0.0, 1e-300 * 0])} == {"1–2"}


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_ranks_fill_the_places(scores: list[int]) -> None:
    found = rank.shared(scores)
    for score, each in zip(scores, found, strict=True):
        assert each.first == 1 + sum(other > score for other in scores)
        assert each.last == sum(other >= score for other in scores)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30))
def test_tau_is_scipys(pairs: list[tuple[int, int]]) -> None:
    from scipy.stats import kendalltau

    one, two = zip(*pairs, strict=True)
    expected = float(kendalltau(one, two).statistic)
    found = rank.kendall(one, two)
    assert math.isnan(found) if math.isnan(expected) else found == pytest.approx(expected)


def test_tau_of_many_is_the_same() -> None:
    chance = np.random.default_rng(0)
    one, two = chance.integers(0, 50, 3500), chance.integers(0, 50, 3500)
    few = rank.kendall(one[:2900], two[:2900])
    assert rank.kendall(one, two) == pytest.approx(few, abs=0.03)


def test_a_star_is_ranked_within_one_mode(make_graph: MakeGraph) -> None:
    made, _ = drawn(make_graph(linked(*STAR)))
    ranked = rank.ranking(made, "betweenness")
    assert [slug(made.things[at]) for at in ranked.listed] == ["s", *"abcdefghij"]
    assert [str(ranked.ranks[at]) for at in ranked.listed] == ["1", *["2–11"] * 10]
    assert ranked.scores[made.position[ID + "s"]] == 1
    assert list(rank.remarks(ranked, rank.ranking(made, "degree").scores)) == [
        "betweenness: 2 distinct values for 11 things; 10 are zero; the largest tie holds 10;"
        " Kendall's tau with degree 1.00"
    ]


def test_the_top_has_all_that_share_its_last_rank(make_graph: MakeGraph) -> None:
    made, _ = drawn(make_graph(linked(*STAR)))
    ranked = rank.ranking(made, "degree")
    assert len(list(rank.top(ranked, 1))) == 1
    assert len(list(rank.top(ranked, 2))) == 11


def test_few_ties_are_not_ranked(make_graph: MakeGraph) -> None:
    assert (
        rank.refusal(*drawn(make_graph(linked(*STAR[:9])))) == "9 ties: under 10, too few to rank"
    )
    assert rank.refusal(*drawn(make_graph(linked(*STAR)))) == ""


def test_one_list_is_not_ranked(make_graph: MakeGraph) -> None:
    said = rank.refusal(*drawn(make_graph(linked(*STAR, one_list=True))))
    assert said == "all its facts were read from one list (news 0–9): nothing to rank"


def test_an_empty_network_is_told(make_graph: MakeGraph) -> None:
    graph = make_graph(linked("ab"), wanted=Slice(status="planned"))
    assert "makes a tie" in rank.refusal(*drawn(graph))


def test_a_ring_is_all_tied(make_graph: MakeGraph) -> None:
    ring = [f"{one}{two}" for one, two in zip("abcdefghij", "bcdefghija", strict=True)]
    made, _ = drawn(make_graph(linked(*ring)))
    assert rank.all_tied(rank.ranking(made, "degree"))
    star, _ = drawn(make_graph(linked(*STAR)))
    assert not rank.all_tied(rank.ranking(star, "degree"))


def test_people_are_listed_only_in_their_own_network() -> None:
    graph = kg.load(slice=network.ACTUAL)
    for name in network.library():
        made = network.of(graph, name)
        ranked = rank.ranking(made, "degree")
        people = [made.things[at] for at in ranked.listed if made.kind(made.things[at]) == "Person"]
        assert bool(people) == (name == "people"), name
    assert any(made.kind(thing) == "Person" for thing in network.of(graph, "everything").things)


def test_what_has_no_score_has_no_rank_and_is_told(make_graph: MakeGraph) -> None:
    made = network.subset(drawn(make_graph(linked("ab", "bc", "xy")))[0], [0, 1])
    ranked = rank.ranking(made, "constraint")
    assert [slug(made.things[at]) for at in ranked.listed] == ["b", "a", "c"]
    told = list(rank.remarks(ranked, ranked.scores))
    assert told[1] == "constraint: not defined for 2 things, which have no rank"


def test_an_unknown_measure_lists_the_known(make_graph: MakeGraph) -> None:
    made, _ = drawn(make_graph(linked("ab")))
    with pytest.raises(KgError, match="no measure is named 'fame'; there are degree, strength"):
        rank.ranking(made, "fame")


def test_the_report_tells_what_the_network_rests_on() -> None:
    graph = kg.load(slice=network.ACTUAL)
    lines = list(rank.report(graph, *drawn(graph, "affiliation")))
    assert lines[0].startswith("affiliation (two-mode): 54 nodes, 54 ties, 2 components;")
    assert lines[0].endswith("actual facts only")
    assert lines[1] == "it rests on 57 facts of 4 documents; 0 of them only may hold"
    assert lines[3].startswith("39 of these facts were read from one passage (wessex-hiec ")


def test_every_measure_ranks_or_refuses_every_network_and_is_never_below_zero() -> None:
    graph, refused = kg.load(slice=network.ACTUAL), set()
    for name in network.library():
        made = network.of(graph, name)
        for measure in MEASURES:
            try:
                scores = rank.ranking(made, measure).scores
            except KgError:
                refused.add((name, measure))
                continue
            undefined = np.isnan(scores)
            assert not undefined.any() or measure in {"constraint", "effective-size"}, (
                name,
                measure,
            )
            assert (scores[~undefined] >= 0).all(), (name, measure)
    assert refused == {
        ("affiliation", "clustering"),
        ("people", "clustering"),
        ("people", "eigenvector"),
        ("lineage", "eigenvector"),
        ("money", "eigenvector"),
    }


def test_support_counts_facts_of_one_passage_once() -> None:
    found = Observations(
        {"1": frozenset("ab"), "2": frozenset("bc"), "3": frozenset("c"), "4": frozenset("d")}
    )
    assert [found.support(facts) for facts in ("1", "12", "123", "13", "1234", "")] == [
        1,
        1,
        1,
        2,
        2,
        0,
    ]
    assert found.lists == {"b": frozenset("12"), "c": frozenset("23")}
