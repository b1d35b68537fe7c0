"""Stability: rankings without a document, without a list, without some ties."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from networks import made

import kg
from kg import network, rank, stability
from kg.network import Network
from kg.observations import observations
from kg.vocabulary import ID, slug

WriteDocument = Callable[..., Path]


def relation(one: str, two: str, at: str) -> str:
    return (
        f":r{one}{two} a wx:Relation ; wx:subject id:{one} ; wx:object id:{two} ;"
        f" wx:status wx:actual ; wx:evidence <#char={at}> .\n"
    )


def draw(graph: kg.Graph) -> Network:
    return network.of(graph, "everything")


@pytest.fixture
def stable(write_document: WriteDocument) -> stability.Stability:
    """Two documents: b is tied in both, a and c in the first, d in the second, e by a list."""
    first = write_document(relation("a", "b", "0,9") + relation("b", "c", "10,19"), slug="one")
    other = relation("b", "d", "0,9") + relation("b", "e", "20,29") + relation("d", "e", "20,29")
    second = write_document(other, slug="two")
    graph = kg.load([first, second])
    full = rank.ranking(draw(graph), "strength")
    return stability.stability(graph, draw, full, observations(graph, full.network))


BASE = "https://w3id.org/wessex-kg/document/"


def by_name(stable: stability.Stability) -> dict[str, stability.Loss]:
    return {loss.name: loss for loss in stable.losses}


def test_each_document_and_each_list_is_left_out(stable: stability.Stability) -> None:
    assert list(by_name(stable)) == ["two", "one", "two 20–29"]
    assert [loss.of_document for loss in stable.losses] == [True, True, False]


def test_scores_ranks_and_absence_without_a_source(stable: stability.Stability) -> None:
    losses = by_name(stable)
    assert losses["one"].score(ID + "b") == 2
    assert losses["one"].score(ID + "a") is None
    assert losses["one"].rank(ID + "a") is None
    assert str(losses["two"].rank(ID + "b")) == "1"
    assert losses["two 20–29"].score(ID + "d") == 1
    assert losses["two 20–29"].score(ID + "e") is None


def test_what_needs_which_document(stable: stability.Stability) -> None:
    assert stable.needs(ID + "a") == ("one",)
    assert stable.needs(ID + "e") == ("two",)
    assert stable.needs(ID + "b") == ()
    assert [letter for letter in "abcde" if stable.survives(ID + letter)] == ["b"]


def test_ranks_are_compared_among_what_is_in_every_run(stable: stability.Stability) -> None:
    assert [slug(thing) for thing in stable.common] == ["b"]
    assert {slug(thing): str(span) for thing, span in stable.spans.items()} == {"b": "1"}
    assert next(stable.summary()) == (
        "without any one source: 1 of 5 things keeps a score; 1 is present in every run"
    )
    assert list(stable.summary())[1:] == [
        "without each document: only 1 thing is present in every run, too few to compare",
        "without each list: only 1 thing is present in every run, too few to compare",
    ]


def test_a_document_and_its_list_of_the_same_facts_are_one_loss(
    write_document: WriteDocument,
) -> None:
    path = write_document(relation("a", "b", "0,9") + relation("b", "c", "0,9"))
    graph = kg.load([path])
    full = rank.ranking(draw(graph), "strength")
    observed = observations(graph, full.network)
    assert stability.sources(graph, observed) == [(BASE + "news", BASE + "news#char=0,9")]
    (loss,) = stability.stability(graph, draw, full, observed).losses
    assert loss.name == "news (its list 0–9)"
    assert loss.of_document
    assert loss.of_list


def test_in_a_slice_of_a_day_a_document_may_take_more_than_its_list(
    write_document: WriteDocument,
) -> None:
    path = write_document(relation("a", "b", "0,9") + relation("b", "c", "0,9"))
    graph = kg.load([path], slice=kg.Slice(as_of=date(2016, 1, 1)))
    assert stability.sources(graph, observations(graph, draw(graph))) == [
        (BASE + "news",),
        (BASE + "news#char=0,9",),
    ]


def test_facts_of_two_documents_are_lost_with_a_list_but_with_neither_document(
    write_document: WriteDocument,
) -> None:
    cited = f"0,9>, <{BASE}other#char=5,7"
    facts = relation("a", "b", cited) + relation("b", "c", cited)
    graph = kg.load([write_document(facts), write_document("", slug="other")])
    full = rank.ranking(draw(graph), "strength")
    found = stability.stability(graph, draw, full, observations(graph, full.network))
    left = {loss.name: loss.ranking.network.size for loss in found.losses}
    assert left == {"news": 2, "other": 2, "news 0–9 and other 5–7": 0}


def test_without_evidence_nothing_can_be_left_out(write_document: WriteDocument) -> None:
    bare = relation("a", "b", "0,9").replace(" wx:evidence <#char=0,9>", "").replace(" ; .", " .")
    graph = kg.load([write_document(bare.replace(";  .", " ."))])
    full = rank.ranking(draw(graph), "strength")
    found = stability.stability(graph, draw, full, observations(graph, full.network))
    assert list(found.summary()) == [
        "stability: its facts cite no source, so that nothing can be left out"
    ]
    assert not any(found.survives(thing) for thing in full.network.things)


def test_a_run_in_which_the_measure_is_not_defined_is_told(write_document: WriteDocument) -> None:
    """Without the second document the network falls in two parts of the same eigenvalue."""
    first = write_document(relation("a", "b", "0,9") + relation("c", "d", "10,19"), slug="one")
    second = write_document(relation("b", "c", "0,9"), slug="two")
    graph = kg.load([first, second])
    full = rank.ranking(draw(graph), "eigenvector")
    found = stability.stability(graph, draw, full, observations(graph, full.network))
    assert {slug(thing) for thing in found.common} == {"b", "c"}
    assert list(found.summary())[1] == "eigenvector is not defined without two"
    assert by_name(found)["two"].place(ID + "a") == "not defined"


# Tops


def ranks(*scores: float) -> dict[str, rank.Rank]:
    return {f"{at}": found for at, found in enumerate(rank.shared(scores))}


def test_a_group_that_crosses_rank_five_is_no_top_five() -> None:
    assert stability.leading(ranks(9, 8, 7, 6, 5, 4)) == set("01234")
    assert stability.leading(ranks(9, 8, 7, 6, 5, 5)) == set("0123")
    assert stability.leading(ranks(9, 1, 1, 1, 1, 1)) == set("0")
    assert stability.leading(ranks(1, 1, 1, 1, 1, 1)) == set()


def ranked(*scores: float) -> rank.Ranking:
    letters = "abcdefghijkl"[: len(scores)]
    return replace(rank.ranking(made([], more=[*letters]), "degree"), scores=np.array(scores))


def agreement(one: rank.Ranking, *others: rank.Ranking) -> str:
    return stability._agreement(one, others, one.network.things)


def test_how_far_runs_agree() -> None:
    full = ranked(9, 8, 7, 6, 5, 4, 3)
    assert agreement(full, full) == (
        "7 things are present in every run; Kendall's tau 1.00; of 5 things within the first five"
        " ranks, 5 stay"
    )
    assert agreement(full, full, ranked(9, 8, 7, 2, 2, 2, 2)).endswith(", 3 to 5 stay")
    assert agreement(ranked(9, 1, 1, 1, 1, 1), ranked(9, 1, 1, 1, 1, 2)).endswith(
        "of 1 thing within the first five ranks, 1 stays"
    )
    tied = ranked(1, 1, 1, 1, 1, 1)
    assert agreement(tied, tied).endswith(
        "Kendall's tau is not defined (all are tied); no top five stands apart"
    )
    assert "(not defined in 1 of 2 runs: all are tied)" in agreement(full, full, ranked(*[1] * 7))


def test_of_five_or_fewer_there_is_no_top_five() -> None:
    assert agreement(ranked(3, 2, 1), ranked(3, 2, 1)) == (
        "Kendall's tau 1.00; only 3 things are present in every run, too few to compare a top five"
    )


def test_modes_are_compared_apart() -> None:
    """Pooled, tau would compare a body with the alliance that it joins."""
    graph = kg.load(slice=network.ACTUAL)
    full = rank.ranking(network.of(graph, "affiliation"), "betweenness")
    observed = observations(graph, full.network)
    found = stability.stability(graph, lambda each: network.of(each, "affiliation"), full, observed)
    assert "wessex-hiec (its list 2557–2659)" in by_name(found)
    lines = list(found.summary())
    assert lines[0].startswith("without any one source: 0 of 54 things keep a score; 5 are present")
    assert [line.split(":")[0] for line in lines[1:]] == [
        f"without each {kind}, {mode} mode"
        for kind in ("document", "list")
        for mode in ("first", "second")
    ]
    assert lines[1].endswith(
        "only 5 things are present in every run, too few to compare a top five"
    )
    assert lines[2].endswith("nothing is in every run")


def test_what_follows_from_a_document_is_lost_with_it() -> None:
    """Without the register of changes no successor stands for a predecessor."""
    graph = kg.load(slice=kg.Slice(status="actual", roll_up=True))

    def affiliation(graph: kg.Graph) -> Network:
        return network.of(graph, "affiliation")

    full = rank.ranking(affiliation(graph), "degree")
    uhd = ID + "university-hospitals-dorset-nhs-foundation-trust"
    assert (
        full.network.seats(
            full.network.ends.tolist().index(
                [full.network.position[uhd], full.network.position[ID + "wessex-hiec"]]
            )
        )
        == 2
    )
    observed = observations(graph, full.network)
    found = stability.stability(graph, affiliation, full, observed)
    less = {loss.name: loss.ranking.network for loss in found.losses}["register-lineage"]
    assert ID + "poole-hospital-nhs-foundation-trust" in less.things
    assert ID + "poole-hospital-nhs-foundation-trust" not in full.network.things


def test_removing_nothing_changes_nothing(stable: stability.Stability) -> None:
    found = stability.sensitivity(stable.full, 0, runs=3)
    (bearing,) = found.modes
    assert (found.removed, bearing.first, bearing.things) == (0, 1, 5)
    assert bearing.tau == pytest.approx(1)


def test_removals_are_the_same_on_every_run(stable: stability.Stability) -> None:
    one, two, other = (
        list(stability.sensitivity(stable.full, 20, seed=seed, runs=5).lines())
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one != other
    assert one[0].startswith(
        "sensitivity to 20 % of the ties (1 of 5) removed at random, 5 times (seed 1): the same"
    )
    assert "too few things to compare a top five" in one[0]
    assert one[0].endswith("over 5 things")


def test_all_ties_removed_leave_nothing_to_rank(stable: stability.Stability) -> None:
    (line,) = stability.sensitivity(stable.full, 99.9999).lines()
    assert line == (
        "sensitivity to 99.9999 % of the ties (5 of 5): without them nothing is left to rank"
    )


def test_removals_tell_each_mode_and_never_nan() -> None:
    full = rank.ranking(network.of(kg.load(slice=network.ACTUAL), "affiliation"), "betweenness")
    first, second = stability.sensitivity(full, 90, runs=20).lines()
    assert "(seed 0), first mode: the same come first in" in first
    assert "of 5 things within the first five ranks" in first
    assert "(seed 0), second mode: " in second
    assert "nan" not in first + second


def test_removals_after_which_the_measure_is_not_defined_are_counted() -> None:
    line = made([("a", "b"), ("b", "c"), ("c", "d")])
    full = rank.ranking(line, "eigenvector")
    found = stability.sensitivity(full, 34, runs=30)
    assert 0 < found.undefined < 30
    assert next(found.lines()).endswith(
        f"eigenvector is not defined in {found.undefined} of the runs"
    )


def test_the_real_ranking_rests_on_single_documents() -> None:
    graph = kg.load(slice=network.ACTUAL)
    full = rank.ranking(network.of(graph, "affiliation"), "betweenness")
    found = stability.stability(
        graph, lambda each: network.of(each, "affiliation"), full, observations(graph, full.network)
    )
    assert found.needs(ID + "bournemouth-university") == ("wessex-hiec", "dorset-innovation-hub")
    assert not any(found.survives(thing) for thing in full.network.things)
