"""Stability: rankings without a document, without a list, without some ties."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
        "without any one source: 1 of 5 things keep a score; 1 are present in every run"
    )


def test_of_sources_with_the_same_facts_the_document_is_left_out(
    write_document: WriteDocument,
) -> None:
    path = write_document(relation("a", "b", "0,9") + relation("b", "c", "0,9"))
    graph = kg.load([path])
    assert stability.sources(graph, observations(graph, draw(graph))) == [
        "https://w3id.org/wessex-kg/document/news"
    ]


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
    assert (found.removed, found.first, found.five) == (0, 1, 1)
    assert found.tau == pytest.approx(1)


def test_removals_are_the_same_on_every_run(stable: stability.Stability) -> None:
    one, two = (stability.sensitivity(stable.full, 20, runs=20) for _ in range(2))
    assert one == two
    assert one.removed == 1
    assert 0 < one.first <= 1
    assert str(one).startswith("sensitivity to 20 % of the ties (1) removed at random, 20 times:")


def test_the_real_ranking_rests_on_single_documents() -> None:
    graph = kg.load(slice=network.ACTUAL)
    full = rank.ranking(network.of(graph, "affiliation"), "betweenness")
    found = stability.stability(
        graph, lambda each: network.of(each, "affiliation"), full, observations(graph, full.network)
    )
    assert found.needs(ID + "bournemouth-university") == ("wessex-hiec", "dorset-innovation-hub")
    assert not any(found.survives(thing) for thing in full.network.things)
