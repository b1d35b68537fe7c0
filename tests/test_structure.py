"""The structure of networks, on tiny ones worked out by hand and beside networkx."""

from collections.abc import Callable

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import made as made_of
from networks import of_graph

import kg
from kg import brokers, network, structure
from kg.vocabulary import ID, WX, slug

MakeGraph = Callable[..., kg.Graph]
STATUS = "wx:status wx:actual ; wx:evidence <#char=0,9> .\n"


def linked(*pairs: str) -> str:
    return "".join(
        f":r{one}{two} a wx:Relation ; wx:subject id:{one} ; wx:object id:{two} ; {STATUS}"
        for one, two in pairs
    )


def everything(make_graph: MakeGraph, *pairs: str) -> network.Network:
    return network.of(make_graph(linked(*pairs)), "everything")


def test_a_star_is_as_central_as_can_be_and_its_leaves_are_alike(make_graph: MakeGraph) -> None:
    star = everything(make_graph, "ab", "ac", "ad", "ae")
    assert structure.density(star) == pytest.approx(4 / 10)
    assert structure.centralisation(star) == pytest.approx(1)
    assert structure.equivalents(star) == [tuple(ID + each for each in "bcde")]
    assert structure.components(star) == [5]


def test_a_ring_is_not_central_at_all(make_graph: MakeGraph) -> None:
    ring = everything(make_graph, "ab", "bc", "cd", "de", "ea")
    assert structure.centralisation(ring) == 0
    assert structure.equivalents(ring) == []


def test_a_triangle_has_one_class_and_its_tail_parts_it(make_graph: MakeGraph) -> None:
    tailed = everything(make_graph, "ab", "bc", "ca", "cd")
    assert structure.equivalents(tailed) == [(ID + "a", ID + "b")]
    (point,) = brokers.articulation_points(tailed)
    assert (slug(point.thing), point.parts) == ("c", (2, 1))
    (bridge,) = brokers.bridges(tailed)
    assert (slug(bridge.thing), bridge.parts) == ("d", (3, 1))
    assert bridge.tie is not None
    assert {slug(tailed.things[end]) for end in tailed.ends[bridge.tie]} == {"c", "d"}


def test_the_most_even_parting_comes_first(make_graph: MakeGraph) -> None:
    line = everything(make_graph, "ab", "bc", "cd", "de", "xy")
    assert [(slug(cut.thing), cut.parts) for cut in brokers.articulation_points(line)] == [
        ("c", (2, 2)),
        ("b", (3, 1)),
        ("d", (3, 1)),
    ]
    assert [cut.parts for cut in brokers.bridges(line)] == [
        (3, 2),
        (3, 2),
        (4, 1),
        (4, 1),
        (1, 1),
    ]
    assert structure.components(line) == [5, 2]


def test_ties_within_and_across_kinds(make_graph: MakeGraph) -> None:
    made = everything(make_graph, "ab", "bc", "cd")
    kind = {ID + "a": "x", ID + "b": "x", ID + "c": "y"}
    assert structure.external_internal(made, kind) == 0
    assert structure.external_internal(made, {ID + "a": "x", ID + "b": "x"}) == -1
    undefined = structure.external_internal(made, {})
    assert undefined != undefined


def test_counts_by_kind(make_graph: MakeGraph) -> None:
    made = everything(make_graph, "ab", "bc")
    assert structure.ties_by_kind(made) == {WX + "Relation": 2}
    assert structure.by_kind(made) == {"Thing": 3}


@pytest.mark.parametrize("name", ["affiliation", "co-membership", "everything", "people"])
def test_the_real_networks_have_networkx_structure(name: str) -> None:
    made = network.of(kg.load(slice=network.ACTUAL), name)
    reference = made.graph
    if made.rule.two_mode:
        first = [node for node, mode in reference.nodes(data="bipartite") if mode == 0]
        expected = networkx.bipartite.density(reference, first)
    else:
        expected = networkx.density(reference)
    assert structure.density(made) == pytest.approx(expected, abs=1e-12)
    parts = [len(part) for part in networkx.connected_components(reference)]
    assert structure.components(made) == sorted(parts, reverse=True)
    points = {cut.thing for cut in brokers.articulation_points(made)}
    assert points == set(networkx.articulation_points(reference))
    assert len(brokers.bridges(made)) == len(list(networkx.bridges(reference)))


def test_directed_ties_part_a_network_as_undirected_ones_do() -> None:
    made = network.of(kg.load(slice=network.ACTUAL), "lineage")
    reference = made.graph.to_undirected()
    assert {cut.thing for cut in brokers.articulation_points(made)} == set(
        networkx.articulation_points(reference)
    )
    pairs = {
        frozenset(made.things[end] for end in made.ends[cut.tie]) for cut in brokers.bridges(made)
    }
    assert pairs == {frozenset(pair) for pair in networkx.bridges(reference)}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_the_parts_are_those_that_networkx_finds_without_the_broker(seed: int) -> None:
    graph = networkx.gnm_random_graph(14, 14, seed=seed)
    made = of_graph(graph)
    for cut in brokers.articulation_points(made):
        part = networkx.node_connected_component(graph, int(cut.thing)) - {int(cut.thing)}
        left = networkx.connected_components(graph.subgraph(part))
        assert cut.parts == tuple(sorted(map(len, left), reverse=True))
    for cut in brokers.bridges(made):
        one, two = (int(made.things[end]) for end in made.ends[cut.tie])
        less = networkx.restricted_view(graph, [], [(one, two)])
        sizes = {end: len(networkx.node_connected_component(less, end)) for end in (one, two)}
        assert cut.parts == tuple(sorted(sizes.values(), reverse=True))
        assert sizes[int(cut.thing)] == cut.parts[1]


def test_two_ties_of_one_pair_stand_in_for_each_other() -> None:
    both = made_of([("a", "b"), ("b", "a"), ("b", "c")], directed=True)
    assert [cut.thing for cut in brokers.bridges(both)] == ["c"]
