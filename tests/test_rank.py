"""Rankings: shared ranks, refusals, and what is said of how little they tell."""

import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import Slice, attestation, network, networkfile, rank
from kg.errors import KgError
from kg.measures import MEASURES
from kg.observations import Observations, observations
from kg.settings import How
from kg.vocabulary import ID, slug

MakeGraph = Callable[..., kg.Graph]
WriteDocument = Callable[..., Path]
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
    for name in networkfile.library():
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
    assert lines[0].endswith(f"actual facts only; data {graph.version}")
    assert lines[1] == "it rests on 57 facts of 4 documents; 0 of them only may hold"
    assert lines[2] == (
        "its first attestation is of 12 March 2010, its last of October 2023 or later"
    )
    assert lines[3].startswith("39 of these facts were read from one passage (wessex-hiec ")
    assert re.fullmatch(r"\d+ of these facts carry a reader's note: kg why shows it", lines[4])


def test_the_report_says_what_changes_the_numbers() -> None:
    graph = kg.load(slice=network.ACTUAL)
    made, observed = drawn(graph, "co-membership")
    weighed, plain = (
        next(rank.report(graph, made, observed, How(weighted=weighted)))
        for weighted in (True, False)
    )
    assert weighed.startswith("co-membership (one-mode, undirected, newman weights): ")
    assert plain.startswith("co-membership (one-mode, undirected, every tie weighs 1): ")
    told = list(rank.report(graph, made, observed, min_support=2))
    assert told[1] == "only ties that were read from 2 passages or more"


def test_few_documents_are_named_and_facts_without_evidence_told(make_graph: MakeGraph) -> None:
    graph = make_graph(linked("ab", "bc"))
    assert "it rests on 2 facts of 1 document (news); 0 of them only may hold" in list(
        rank.report(graph, *drawn(graph))
    )
    bare = linked("ab", "bc").replace("; wx:evidence <#char=0,1>", "")
    graph = make_graph(bare)
    said = list(rank.report(graph, *drawn(graph)))[1]
    assert said.startswith("it rests on 2 facts of 1 document (news), 1 of them without evidence;")
    graph = make_graph(re.sub("; wx:evidence <#char=.,.>", "", bare))
    assert list(rank.report(graph, *drawn(graph)))[1] == (
        "it rests on 2 facts without evidence; 0 of them only may hold"
    )


def test_people_that_are_nodes_but_not_listed_are_counted() -> None:
    graph = kg.load(slice=network.ACTUAL)
    assert list(rank.unlisted(network.of(graph, "people"))) == []
    (said,) = rank.unlisted(network.of(graph, "everything"))
    assert re.match(r"\d+ people are nodes but not listed: .* the network named people", said)


def test_a_copy_of_the_network_of_people_under_another_name_ranks_nobody(tmp_path: Path) -> None:
    copy = tmp_path / "staff.rq"
    copy.write_text(networkfile.library()["people"].read_text("utf-8"), "utf-8")
    made = network.of(kg.load(slice=network.ACTUAL), str(copy))
    ranked = rank.ranking(made, "degree")
    assert not any(made.kind(made.things[at]) == "Person" for at in ranked.listed)
    assert "people are ranked only in the network named people" in next(rank.unlisted(made))


def test_of_two_modes_each_is_told_apart() -> None:
    made = network.of(kg.load(slice=network.ACTUAL), "affiliation")
    ranked = rank.ranking(made, "betweenness")
    first, second = rank.remarks(ranked, rank.ranking(made, "degree").scores)
    assert first == (
        "betweenness, first mode: 3 distinct values for 49 things; 44 are zero; the largest tie"
        " holds 44; Kendall's tau with degree 0.99"
    )
    assert second == (
        "betweenness, second mode: 4 distinct values for 5 things; 1 is zero; the largest tie"
        " holds 2; Kendall's tau with degree 1.00"
    )


def test_machines_get_twelve_digits() -> None:
    assert rank.digits(1.9999999999999987) == 2
    assert rank.digits(0.12407242505194416) == 0.124072425052


# When sources spoke


def said(write_document: WriteDocument, issued: str | None, day: str = "", more: str = "") -> str:
    paths = [write_document(linked("ab"), issued)]
    if more:
        paths.append(write_document(linked("bc"), more, "more"))
    graph = kg.load(paths, slice=Slice(as_of=date.fromisoformat(day)) if day else None)
    return "; ".join(attestation.attested(graph, [*graph.days]))


@pytest.mark.parametrize(
    ("issued", "day", "told"),
    [
        ("2010-03-12", "", "its only dated attestation is of 12 March 2010"),
        ("2019-10", "", "its only dated attestation is of October 2019"),
        ("2021/2023", "", "its only dated attestation is of between 2021 and 2023"),
        ("2023-10/..", "", "its only dated attestation is of October 2023 or later"),
        (None, "", "1 of its sources bears no date"),
        ("2010-03-12", "2015-01-01", "by 2015-01-01 is of 12 March 2010, 4 years before"),
        ("2010-03-12", "2011-03-12", "by 2011-03-12 is of 12 March 2010, 1 year before"),
        ("2010-03-12", "2010-03-12", "by 2010-03-12 is of 12 March 2010, less than a year before"),
        ("2021/2023", "2022-06-01", "is of between 2021 and 2023, at most 1 year before"),
        ("2021/2023", "2025-06-01", "is of between 2021 and 2023, 1 to 4 years before"),
        ("2023-10/..", "2026-01-01", "is of October 2023 or later, at most 2 years before"),
    ],
)
def test_when_its_source_spoke(
    write_document: WriteDocument, issued: str | None, day: str, told: str
) -> None:
    assert said(write_document, issued, day).endswith(told)


def test_a_day_before_any_source_is_told(write_document: WriteDocument) -> None:
    assert said(write_document, "2010-03-12", "2005-01-01") == (
        "no source had spoken by 2005-01-01: the first is of 12 March 2010, 5 years later"
    )


def test_the_first_and_the_last_of_several_sources(write_document: WriteDocument) -> None:
    assert said(write_document, "2010-03-12", more="2019-10") == (
        "its first attestation is of 12 March 2010, its last of October 2019"
    )


def test_a_fact_of_which_one_source_has_no_date_still_tells_the_other() -> None:
    graph = kg.load(slice=network.ACTUAL)
    first, undated = attestation.attested(graph, network.of(graph, "lineage").facts)
    assert first == "its first attestation is of 9 January 2012, its last of December 2025"
    assert undated == "5 of its sources bear no date"


def test_a_day_without_ties_before_any_source_is_told() -> None:
    graph = kg.load(slice=Slice(as_of=date(2005, 1, 1), status="actual"))
    lines = list(rank.report(graph, *drawn(graph, "affiliation")))
    assert lines[1].startswith("no source had spoken by 2005-01-01: the first is of 12 March 2010")


def test_every_measure_ranks_or_refuses_every_network_and_is_never_below_zero() -> None:
    graph, refused = kg.load(slice=network.ACTUAL), set()
    for name in networkfile.library():
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
