"""Sampling: estimates from all nodes are exact, from some near; what was not drawn is not told."""

from collections.abc import Iterator

import networkx
import numpy as np
import pytest
from networks import made, of_graph

import kg
from kg import rank, sampling
from kg.measures import MEASURES
from kg.network import Network
from kg.network import of as drawn
from kg.settings import How

BY_WAYS = [name for name, measure in MEASURES.items() if measure.follows_ways]
KARATE = of_graph(networkx.karate_club_graph())
WEIGHED = made([("a", "b", 2), ("b", "c", 3), ("c", "d", 1), ("a", "d", 5), ("x", "y", 2)])
DIRECTED = made([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], directed=True)
TWO_MODE = made([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y"), ("d", "z")], two_mode=True)
LARGE = of_graph(networkx.barabasi_albert_graph(1200, 3, seed=1))


@pytest.fixture
def dear(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sampling, "AFFORDABLE", 0)
    return


@pytest.mark.parametrize("name", BY_WAYS)
@pytest.mark.parametrize("network", [KARATE, WEIGHED, DIRECTED, TWO_MODE])
def test_the_ways_of_all_nodes_give_the_exact_scores(name: str, network: Network) -> None:
    every = How(sources=np.arange(len(network)))
    exact = MEASURES[name].compute(network, How())
    assert MEASURES[name].compute(network, every) == pytest.approx(exact, abs=1e-12)


def test_it_is_the_measures_that_follow_ways() -> None:
    assert BY_WAYS == ["betweenness", "closeness", "harmonic"]


@pytest.mark.usefixtures("dear")
@pytest.mark.parametrize("name", BY_WAYS)
def test_an_estimate_is_as_near_as_it_says(name: str) -> None:
    exact = MEASURES[name].compute(LARGE, How())
    found = sampling.estimate(LARGE, MEASURES[name], How())
    assert found.drawn == 500
    assert 0 < np.abs(found.scores - exact).max() < 5 * found.error
    assert found.error < 0.1 * exact.max()


@pytest.mark.usefixtures("dear")
def test_the_seed_draws_the_nodes() -> None:
    one, again, other = (
        sampling.estimate(LARGE, MEASURES["betweenness"], How(seed=seed)).scores.tolist()
        for seed in (1, 1, 2)
    )
    assert one == again
    assert one != other


@pytest.mark.usefixtures("dear")
def test_exact_forbids_it() -> None:
    found = sampling.estimate(LARGE, MEASURES["closeness"], How(exact=True))
    assert found.drawn == found.error == 0
    assert found.scores.tolist() == MEASURES["closeness"].compute(LARGE, How()).tolist()


@pytest.mark.usefixtures("dear")
def test_a_part_from_which_few_were_drawn_has_no_scores() -> None:
    apart = networkx.disjoint_union(networkx.barabasi_albert_graph(1200, 3, seed=1),
                                    networkx.path_graph(3))  # fmt: skip
    found = rank.ranking(of_graph(apart), "betweenness")
    assert int(np.isnan(found.scores).sum()) == 3
    assert sum(each is None for each in found.ranks) == 3
    said = list(rank.remarks(found, found.scores))
    assert said[1].startswith("betweenness: estimated from the ways of 500 of 1203 nodes; the ")
    assert said[2] == "betweenness: too few nodes drawn near 3 things, which have no rank"


def test_small_networks_are_followed_whole() -> None:
    between, close = MEASURES["betweenness"], MEASURES["closeness"]
    assert sampling.cost(KARATE, between, How()) == 34 * (34 + 78)
    assert sampling.cost(KARATE, close, How()) == 34 * (34 + 78) // 8
    plain = sampling.cost(WEIGHED, between, How(weighted=False))
    assert sampling.cost(WEIGHED, close, How()) == sampling.cost(WEIGHED, between, How())
    assert sampling.cost(WEIGHED, between, How()) == 3 * plain
    assert rank.ranking(drawn(kg.load(), "everything"), "betweenness").drawn == 0
