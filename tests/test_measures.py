"""Measures: worked out by hand, as published, and equal to networkx on real and random networks."""

import random
from collections.abc import Callable, Iterable

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import made, of_graph

import kg
from kg import distances, network, spectral
from kg.errors import KgError
from kg.measures import MEASURES
from kg.network import Network
from kg.settings import How
from kg.spectral import attenuation

Reference = Callable[["networkx.Graph[str]", bool], dict[str, float]]
REAL = ("affiliation", "co-membership", "everything", "lineage", "money", "overlap", "people")


def scores(made: Network, name: str, how: How | None = None) -> dict[str, float]:
    found = MEASURES[name].compute(made, how or How())
    return dict(zip(made.things, found.tolist(), strict=True))


def with_lengths(graph: "networkx.Graph[str]") -> "networkx.Graph[str]":
    for _, _, data in graph.edges(data=True):
        data["length"] = 1 / data["weight"]
    return graph


def first_mode(graph: "networkx.Graph[str]") -> list[str]:
    return [node for node, mode in graph.nodes(data="bipartite") if mode == 0]


def katz(graph: "networkx.Graph[str]") -> dict[str, float]:
    matrix = networkx.to_numpy_array(graph)
    largest = max(np.linalg.eigvals(matrix).real, default=0)
    acyclic = graph.is_directed() and networkx.is_directed_acyclic_graph(graph)
    alpha = 0.85 if acyclic else 0.85 / largest
    return dict(networkx.katz_centrality_numpy(graph, alpha=alpha, weight="weight"))


ONE_MODE: dict[str, Callable[["networkx.Graph[str]"], dict[str, float]]] = {
    "degree": networkx.degree_centrality,
    "strength": lambda g: dict(g.degree(weight="weight")),
    "betweenness": lambda g: networkx.betweenness_centrality(g, weight="length"),
    "closeness": lambda g: networkx.closeness_centrality(g, distance="length"),
    "harmonic": lambda g: networkx.harmonic_centrality(g, distance="length"),
    "pagerank": lambda g: networkx.pagerank(g, tol=1e-15, max_iter=10_000),
    "katz": katz,
    "core": networkx.core_number,
    "clustering": lambda g: networkx.clustering(g.to_undirected()),
    "constraint": lambda g: networkx.constraint(g, weight="weight"),
    "effective-size": lambda g: networkx.effective_size(g.to_undirected()),
}
TWO_MODE: dict[str, Callable[["networkx.Graph[str]"], dict[str, float]]] = {
    "degree": lambda g: networkx.bipartite.degree_centrality(g, first_mode(g)),
    "betweenness": lambda g: networkx.bipartite.betweenness_centrality(g, first_mode(g)),
    "pagerank": ONE_MODE["pagerank"],
    "harmonic": ONE_MODE["harmonic"],
    "katz": katz,
}


def agree(found: dict[str, float], expected: dict[str, float]) -> None:
    assert found.keys() == expected.keys()
    for thing, value in expected.items():
        assert found[thing] == pytest.approx(value, abs=1e-9, nan_ok=True), thing


def compared(made: Network) -> Iterable[str]:
    """Compare every measure that has a reference with networkx, and give their names."""
    graph = with_lengths(made.graph)
    references = TWO_MODE if made.rule.two_mode else ONE_MODE
    for name, reference in references.items():
        agree(scores(made, name), reference(graph))
        yield name


@pytest.mark.parametrize("name", REAL)
def test_the_real_networks_have_networkx_values(name: str) -> None:
    found = network.of(kg.load(slice=network.ACTUAL), name)
    assert len(list(compared(found))) >= 5


NODES = "abcdefgh"
PAIRS = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from([0.5, 1, 2, 4]))


@settings(deadline=None, max_examples=60)
@given(st.lists(PAIRS, min_size=1, max_size=20), st.booleans())
def test_random_networks_have_networkx_values(
    ties: list[tuple[str, str, float]], directed: bool
) -> None:
    unique = {
        (one, two) if directed else (min(one, two), max(one, two)): weight
        for one, two, weight in ties
        if one != two
    }
    if unique:
        drawn = made([(*pair, weight) for pair, weight in unique.items()], directed=directed)
        assert set(compared(drawn)) == ONE_MODE.keys()


@settings(deadline=None, max_examples=40)
@given(st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz")), min_size=1))
def test_random_two_mode_networks_have_networkx_values(ties: set[tuple[str, str]]) -> None:
    drawn = made(sorted(ties), two_mode=True)
    if min(drawn.first.sum(), (~drawn.first).sum()) < 2:  # a star, where networkx divides by zero
        most = max(scores(drawn, "betweenness").values())
        assert most == (1 if len(drawn) > 2 else 0)
        return
    assert set(compared(drawn)) == TWO_MODE.keys()
    graph = drawn.graph
    if networkx.is_connected(graph):
        agree(
            scores(drawn, "closeness"),
            networkx.bipartite.closeness_centrality(graph, first_mode(graph)),
        )


@settings(deadline=None, max_examples=40)
@given(st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), min_size=1))
def test_eigenvectors_of_connected_networks_are_networkx(ties: set[tuple[str, str]]) -> None:
    graph = networkx.Graph([pair for pair in ties if pair[0] != pair[1]])
    if len(graph) > 2 and networkx.is_connected(graph):
        agree(scores(of_graph(graph), "eigenvector"), networkx.eigenvector_centrality_numpy(graph))


def test_weights_count_only_if_wanted() -> None:
    drawn = made([("a", "b", 4), ("b", "c", 1), ("a", "c", 1)])
    assert scores(drawn, "strength") == {"a": 5, "b": 5, "c": 2}
    assert scores(drawn, "strength", How(weighted=False)) == {"a": 2, "b": 2, "c": 2}
    alike = scores(drawn, "pagerank", How(weighted=False))
    assert list(alike.values()) == pytest.approx([1 / 3] * 3)


# Tiny networks by hand

STAR = made([("s", leaf) for leaf in "abcd"])
LINE = made([("a", "b"), ("b", "c"), ("c", "d")])
PARTS = made([("a", "b"), ("b", "c"), ("x", "y")], more=["z"])


def test_a_star() -> None:
    assert scores(STAR, "betweenness") == {"a": 0, "b": 0, "c": 0, "d": 0, "s": 1}
    assert scores(STAR, "closeness")["a"] == pytest.approx(4 / 7)
    assert scores(STAR, "eigenvector")["s"] == pytest.approx(2**-0.5)
    assert scores(STAR, "constraint")["s"] == pytest.approx(0.25)
    assert scores(STAR, "effective-size")["s"] == 4


def test_a_line() -> None:
    assert scores(LINE, "betweenness")["b"] == pytest.approx(2 / 3)
    assert scores(LINE, "harmonic")["a"] == pytest.approx(1 + 1 / 2 + 1 / 3)
    assert scores(LINE, "core") == dict.fromkeys("abcd", 1)


def test_disconnected_parts() -> None:
    assert scores(PARTS, "closeness") == pytest.approx(
        {"a": 2 / 3 * 2 / 5, "b": 2 / 5, "c": 2 / 3 * 2 / 5, "x": 1 / 5, "y": 1 / 5, "z": 0}
    )
    vector = scores(PARTS, "eigenvector")
    assert vector["b"] == pytest.approx(2**-0.5)
    assert (vector["x"], vector["z"]) == (0, 0)
    assert np.isnan(scores(PARTS, "constraint")["z"])
    assert np.isnan(scores(PARTS, "effective-size")["z"])


def test_a_small_part_of_two_modes_is_not_closer_than_it_can_be() -> None:
    drawn = made([("a", "x"), ("b", "x"), ("c", "y")], two_mode=True)
    found = scores(drawn, "closeness")
    assert found["x"] == pytest.approx(2 / 4)
    assert found["c"] == pytest.approx(1 / 4)
    assert max(found.values()) <= 1


def test_parts_that_share_the_largest_eigenvalue_have_no_eigenvector() -> None:
    with pytest.raises(KgError, match="two parts of the network share the largest eigenvalue"):
        scores(made([("a", "b"), ("x", "y")]), "eigenvector")


def test_directed_ways_lead_towards_a_node() -> None:
    chain = made([("a", "b"), ("b", "c")], directed=True)
    assert scores(chain, "closeness") == pytest.approx({"a": 0, "b": 1 / 2, "c": 2 / 3})
    assert scores(chain, "betweenness") == pytest.approx({"a": 0, "b": 1 / 2, "c": 0})
    with pytest.raises(KgError, match="use katz or pagerank"):
        scores(chain, "eigenvector")
    cycle = made([("a", "b"), ("b", "c"), ("c", "a")], directed=True)
    assert list(scores(cycle, "eigenvector").values()) == pytest.approx([3**-0.5] * 3)


def test_the_attenuation_of_katz() -> None:
    assert attenuation(STAR, How()) == pytest.approx((0.85 / 2, 1 / 2))
    with pytest.raises(KgError, match=r"attenuation 0.5 is too large; give one below 0.5"):
        scores(STAR, "katz", How(alpha=0.5))
    assert list(scores(STAR, "katz", How(alpha=0.499999)).values())
    chain = made([("a", "b"), ("b", "c")], directed=True)
    with pytest.raises(KgError, match="attenuation 2 lets longer walks count more"):
        scores(chain, "katz", How(alpha=2))
    assert attenuation(chain, How()) == (0.85, float("inf"))
    expected = np.array([1, 1.85, 1 + 0.85 * 1.85])
    assert list(scores(chain, "katz").values()) == pytest.approx(
        expected / np.linalg.norm(expected)
    )


@pytest.mark.parametrize("alpha", [float("nan"), float("inf"), 0, -1, 1e-320])
def test_an_attenuation_that_is_no_number_above_nothing_is_refused(alpha: float) -> None:
    with pytest.raises(KgError, match="give a number above 0, such as 0.1"):
        How(alpha=alpha)


@pytest.mark.parametrize(
    ("damping", "said"),
    [
        (0.9999, "hardly ever starts anew.*at most 0.999"),
        (float("inf"), "hardly ever starts anew"),
        (float("nan"), "no probability"),
        (-0.1, "no probability"),
    ],
)
def test_a_damping_that_ranks_nothing_is_refused(damping: float, said: str) -> None:
    with pytest.raises(KgError, match=said):
        How(damping=damping)


def test_katz_by_walks_is_katz_by_elimination(monkeypatch: pytest.MonkeyPatch) -> None:
    club = of_graph(networkx.karate_club_graph())
    solved = scores(club, "katz")
    monkeypatch.setattr(spectral, "DENSE", 0)
    agree(scores(club, "katz"), solved)
    monkeypatch.setattr(spectral, "_ROUNDS", 5)
    near = 0.9999999 * attenuation(club, How())[1]
    with pytest.raises(KgError, match="too near its limit to add up"):
        scores(club, "katz", How(alpha=near))


@pytest.mark.parametrize("directed", [False, True])
def test_networks_of_many_nodes_have_networkx_values(directed: bool) -> None:
    """More nodes than are solved in full matrices or followed at once; some lead nowhere."""
    chance, things = random.Random(1), [f"n{at:03}" for at in range(700)]
    pairs = {tuple(sorted(chance.sample(things, 2))) for _ in range(1500)}
    ties = [(*pair, chance.choice((0.5, 1, 2))) for pair in sorted(pairs)]
    drawn = made(ties, directed=directed, more=things)
    graph, unweighted = with_lengths(drawn.graph), How(weighted=False)
    for name in ("closeness", "harmonic", "pagerank"):
        agree(scores(drawn, name), ONE_MODE[name](graph))
    agree(scores(drawn, "closeness", unweighted), networkx.closeness_centrality(graph))
    agree(scores(drawn, "harmonic", unweighted), networkx.harmonic_centrality(graph))


def test_long_chains_have_networkx_values() -> None:
    chain = made([(f"n{at:03}", f"n{at + 1:03}") for at in range(distances.MANY + 5)])
    for name in ("closeness", "harmonic"):
        agree(scores(chain, name), ONE_MODE[name](with_lengths(chain.graph)))


@pytest.mark.parametrize("damping", [0, 0.5, 0.99])
def test_a_walk_step_by_step_is_the_walk_by_elimination(
    monkeypatch: pytest.MonkeyPatch, damping: float
) -> None:
    for drawn in (STAR, PARTS, of_graph(networkx.karate_club_graph())):
        solved = scores(drawn, "pagerank", How(damping=damping))
        with monkeypatch.context() as patched:
            patched.setattr(spectral, "DENSE", 0)
            agree(scores(drawn, "pagerank", How(damping=damping)), solved)


@pytest.mark.filterwarnings("error")
def test_long_chains_of_heavy_ties_overflow_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = made([(f"n{at:03}", f"n{at + 1:03}", 1e9) for at in range(60)], directed=True)
    for most in (500, 0):
        monkeypatch.setattr(spectral, "DENSE", most)
        with pytest.raises(KgError, match="attenuation 0.85 the numbers overflow"):
            scores(chain, "katz")


@pytest.mark.parametrize("most", [500, 0])
def test_eigenvectors_of_dense_and_sparse_matrices_agree(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(spectral, "DENSE", most)
    club = networkx.karate_club_graph()
    expected = networkx.eigenvector_centrality_numpy(club, weight=None)
    agree(scores(of_graph(club), "eigenvector"), {str(n): v for n, v in expected.items()})


def test_what_can_only_grow_grows() -> None:
    """With each further tie, and not for the others."""
    ties = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "c"), ("d", "e"), ("e", "a"), ("b", "e")]
    runs = [made(ties[:many], more="abcde") for many in range(len(ties) + 1)]
    for name, measure in MEASURES.items():
        if measure.grows:
            columns = [MEASURES[name].compute(run, How()) for run in runs]
            assert (np.diff(np.array(columns), axis=0) >= 0).all(), name
    assert {name for name, measure in MEASURES.items() if measure.grows} == {
        *("strength", "harmonic", "core")
    }


def test_triangles_need_one_mode() -> None:
    with pytest.raises(KgError, match="no triangles"):
        scores(made([("a", "x")], two_mode=True), "clustering")
    tailed = made([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])
    assert scores(tailed, "clustering") == pytest.approx({"a": 1, "b": 1, "c": 1 / 3, "d": 0})


@pytest.mark.parametrize("name", MEASURES)
def test_a_network_of_nothing_has_no_scores(name: str) -> None:
    assert scores(made([]), name) == {}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_tells_its_formula_and_source(name: str) -> None:
    said = " ".join((MEASURES[name].compute.__doc__ or "").split())
    for word in ("Formula:", "irected" if name != "strength" else "directions",
                 "Weights:", "Disconnected parts:", "wo modes", "Source:"):  # fmt: skip
        assert word in said, (name, word)


# As published


def test_florentine_families() -> None:
    """Marriages of Padgett and Ansell (1993); the values of the Medici are those of Jackson, Social
    and Economic Networks (2008), section 1.2.1: 0.522 among the 15 families that married, and of
    Wasserman and Faust (1994), chapter 5: 0.452 among all 16.
    """
    families = networkx.florentine_families_graph()
    assert scores(of_graph(families), "betweenness")["Medici"] == pytest.approx(0.522, abs=5e-4)
    families.add_node("Pucci")
    assert scores(of_graph(families), "betweenness")["Medici"] == pytest.approx(0.452, abs=5e-4)


def test_karate_club() -> None:
    """Zachary (1977), unweighted; the values of the instructor (actor 1) as usually printed."""
    club = of_graph(networkx.karate_club_graph())
    assert scores(club, "betweenness")["0"] == pytest.approx(0.4376, abs=5e-5)
    assert scores(club, "closeness")["0"] == pytest.approx(0.569, abs=5e-4)


def test_southern_women() -> None:
    """Davis, Gardner and Gardner (1941); two-mode values of Borgatti and Everett (1997)."""
    women = networkx.davis_southern_women_graph()
    drawn = of_graph(women, first=women.graph["top"])
    found = {name: scores(drawn, name) for name in ("degree", "closeness", "betweenness")}
    for who, degree, closeness, betweenness in (
        ("Evelyn Jefferson", 0.571, 0.800, 0.0966),
        ("E8", 0.778, 0.846, 0.2438),
    ):
        assert found["degree"][who] == pytest.approx(degree, abs=5e-4)
        assert found["closeness"][who] == pytest.approx(closeness, abs=5e-4)
        assert found["betweenness"][who] == pytest.approx(betweenness, abs=5e-5)
    vector = MEASURES["eigenvector"].compute(drawn, How())
    for mode in (drawn.first, ~drawn.first):
        assert np.linalg.norm(vector[mode]) == pytest.approx(1)


def test_krackhardts_kite_has_three_winners() -> None:
    """Krackhardt (1990): Diane has most ties, Heather is between, Fernando and Garth are close."""
    kite = of_graph(networkx.krackhardt_kite_graph())
    winners = {}
    for name in ("degree", "betweenness", "closeness"):
        found = scores(kite, name)
        best = max(found.values())
        winners[name] = {who for who, value in found.items() if value == pytest.approx(best)}
    assert winners == {"degree": {"3"}, "betweenness": {"7"}, "closeness": {"5", "6"}}
