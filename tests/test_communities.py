"""Communities, on networks worked out by hand, published ones, and beside scikit-learn."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

import kg
from kg import communities as c
from kg import groups, network, networkfile, rewiring
from kg.agreement import agreement
from kg.errors import KgError
from kg.observations import observations
from kg.origins import Origins, alliances, documents
from kg.query import plain
from kg.vocabulary import ID, slug

WriteDocument = Callable[..., Path]
Pairs = Sequence[tuple[str, str]]
TRIANGLES = [*("ab", "bc", "ac"), "cd", *("de", "ef", "df")]


def drawn(pairs: Pairs, name: str = "everything", weights: Sequence[float] = ()) -> network.Network:
    """A network of these ties; of two modes if its rule has two: firsts, then seconds."""
    rule = networkfile.named(name)
    seconds = {two for _, two in pairs} if rule.two_mode else set()
    things = sorted({each for pair in pairs for each in pair})
    ends = np.array([(things.index(one), things.index(two)) for one, two in pairs])
    return network.Network(
        rule=rule,
        weighting="",
        things=tuple(things),
        first=np.array([each not in seconds for each in things]),
        ends=ends,
        weights=np.array(weights or [1.0] * len(pairs)),
        notes=(),
        evidence=lambda tie: (f"fact {tie}",),
        kinds=lambda tie: ("tie",),
        originals={},
        label=str,
        kind=lambda thing: "Thing",
    )


def letters(*ties: str) -> list[tuple[str, str]]:
    return [(tie[0], tie[1]) for tie in ties]


def grouped(found: c.Communities) -> list[str]:
    """The names in each group, put together."""
    things = list(zip(found.groups, found.network.things, strict=True))
    numbers = range(1, max(found.groups) + 1)
    return ["".join(thing for group, thing in things if group == number) for number in numbers]


def quick(made: network.Network, method: str | None = None, **options: bool) -> c.Communities:
    return c.communities(made, method, runs=20, copies=0, **options)


def barber(made: network.Network, groups: Sequence[int]) -> float:
    """Barber's modularity by its definition: the sum over pairs of both modes."""
    ties = np.zeros((len(made), len(made)))
    ties[made.ends[:, 0], made.ends[:, 1]] = made.weights
    firsts, seconds = ties.sum(axis=1), ties.sum(axis=0)
    same = np.equal.outer(groups, groups)
    return float(((ties - np.outer(firsts, seconds) / ties.sum()) * same).sum() / ties.sum())


# Modularity worked out by hand


@pytest.mark.parametrize("method", c.METHODS)
def test_two_triangles_on_a_bridge(method: str) -> None:
    # 7 ties, 3 in each group, degrees of 7 each: 6/7 - 2(7/14)^2
    found = quick(drawn(letters(*TRIANGLES)), method)
    assert grouped(found) == ["abc", "def"]
    assert found.modularity == pytest.approx(5 / 14)
    assert found.method == method


def test_barbers_modularity_of_two_squares_on_a_bridge() -> None:
    # 9 ties, 4 in each group, degrees of 5 and 4, and of 4 and 5: 8/9 - 2(5*4)/81
    squares = letters("av", "aw", "bv", "bw", "bx", "cx", "cy", "dx", "dy")
    found = quick(drawn(squares, "affiliation"))
    assert grouped(found) == ["abvw", "cdxy"]
    assert found.modularity == pytest.approx(32 / 81)
    assert barber(found.network, found.groups) == pytest.approx(32 / 81)


def test_one_star_has_no_groups_worth_telling() -> None:
    # All ties end in one node: chance would lay them so, and every partition is worth 0
    found = quick(drawn(letters("az", "bz", "cz"), "affiliation"))
    assert found.modularity == pytest.approx(0)


def test_weights_count_unless_told_not_to() -> None:
    # 10 of 12 in the groups, half the degrees in each: 10/12 - 2(1/2)^2
    square = drawn(letters("ab", "bc", "cd", "da"), weights=[5, 1, 5, 1])
    found = quick(square)
    assert grouped(found) == ["ab", "cd"]
    assert found.modularity == pytest.approx(1 / 3)
    assert quick(square, weighted=False).modularity == pytest.approx(0)


def test_ties_of_both_directions_are_one() -> None:
    both = [*letters(*TRIANGLES), ("b", "a")]
    found = quick(drawn(both, "money"))
    # 8 of weight, 4 and 3 in the groups, degrees of 9 and 7: 7/8 - (9/16)^2 - (7/16)^2
    assert grouped(found) == ["abc", "def"]
    assert found.modularity == pytest.approx(7 / 8 - 130 / 256)


def test_equally_good_partitions_are_counted() -> None:
    # A ring of six: three pairs have 3/6 - 3(1/3)^2 and two trios 4/6 - 2(1/2)^2, both 1/6
    ring = drawn(letters("ab", "bc", "cd", "de", "ef", "fa"))
    found = c.communities(ring, copies=0)
    assert found.modularity == pytest.approx(1 / 6)
    assert 1 < found.equals <= 5
    assert found.stability < 1


def test_parts_bound_the_groups() -> None:
    found = quick(drawn(letters("ab", "bc", "ca", "xy")))
    # 3 of 4 ties and 6 of 8 degrees, 1 of 4 and 2 of 8: 1 - (3/4)^2 - (1/4)^2
    assert grouped(found) == ["abc", "xy"]
    assert found.groups == found.parts
    assert found.parts_modularity == pytest.approx(3 / 8)


# Published networks


@pytest.mark.parametrize("method", c.METHODS)
def test_zacharys_club_has_four_groups(method: str) -> None:
    # U. Brandes et al., IEEE Trans. Knowl. Data Eng. 20, 172 (2008): 0.4198 is the maximum
    club = networkx.karate_club_graph()
    found = c.communities(drawn([(f"{a:02}", f"{b:02}") for a, b in club.edges]), method, copies=0)
    assert (round(found.modularity, 4), len(found.sizes)) == (0.4198, 4)


def test_the_southern_women_have_four_groups() -> None:
    davis = networkx.davis_southern_women_graph()
    women = davis.graph["top"]
    ties = [(a, b) if a in women else (b, a) for a, b in davis.edges]
    found = c.communities(drawn(ties, "affiliation"), copies=20)
    assert (round(found.modularity, 4), len(found.sizes)) == (0.3455, 4)
    assert barber(found.network, found.groups) == pytest.approx(found.modularity)
    assert found.beyond_chance


# Search


def partitions(things: int) -> Iterator[tuple[int, ...]]:
    """Every partition of so many things, as labels."""
    if not things:
        yield ()
        return
    for rest in partitions(things - 1):
        yield from ((*rest, label) for label in range(max(rest, default=-1) + 2))


bipartite = st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1)


@settings(max_examples=30, deadline=None)
@given(bipartite)
def test_no_partition_of_a_small_two_mode_network_is_better(pairs: set[tuple[str, str]]) -> None:
    made = drawn(sorted(pairs), "affiliation")
    found = c.communities(made, copies=0)
    best = max(barber(made, labels) for labels in partitions(len(made)))
    assert found.modularity == pytest.approx(best)


graphs = st.sets(
    st.tuples(st.integers(0, 19), st.integers(0, 19)).filter(lambda pair: pair[0] < pair[1]),
    min_size=1,
)


@settings(max_examples=30, deadline=None)
@given(graphs, st.sampled_from(c.METHODS))
def test_every_group_hangs_together_and_larger_ones_come_first(
    pairs: set[tuple[int, int]], method: str
) -> None:
    made = drawn([(f"{a:02}", f"{b:02}") for a, b in sorted(pairs)])
    found = quick(made, method)
    sizes = Counter(found.groups)
    assert [sizes[number] for number in sorted(sizes)] == found.sizes
    for number in sizes:
        inside = [made.things[at] for at, group in enumerate(found.groups) if group == number]
        assert networkx.is_connected(made.graph.subgraph(inside))


def test_the_same_seed_gives_the_same_and_chance_goes_on_elsewhere() -> None:
    ring = drawn(letters("ab", "bc", "cd", "de", "ef", "fa"))
    random.seed(1)
    expected = random.random()
    random.seed(1)
    once = c.communities(ring, seed=7, copies=5)
    assert random.random() == expected
    again = c.communities(ring, seed=7, copies=5)
    assert (again.groups, again.runs, again.copies) == (once.groups, once.runs, once.copies)
    assert once.runs != c.communities(ring, seed=8, copies=0).runs


def test_a_method_that_does_not_fit_is_refused() -> None:
    made = drawn(letters("az", "bz"), "affiliation")
    with pytest.raises(KgError, match="louvain is for one mode"):
        c.communities(made, "louvain")
    with pytest.raises(KgError, match="there are leiden, louvain"):
        c.communities(made, "best")


# Chance


def test_a_clique_cannot_be_dealt_anew() -> None:
    clique = drawn([(a, b) for a in "abcde" for b in "abcde" if a < b])
    found = c.communities(clique, runs=5, copies=3)
    assert found.copies == pytest.approx((0, 0, 0))
    assert not found.beyond_chance


def test_copies_keep_degrees_modes_and_weights() -> None:
    made = drawn(
        letters("aw", "ax", "bx", "by", "cy", "cz", "dw"), "affiliation", [1, 2, 3, 4, 5, 6, 7]
    )
    graph = c._drawn(made, weighted=True)
    for copy in rewiring.copies(made, graph, True, "seed", 10):
        assert copy.is_simple()
        assert (copy.outdegree(), copy.indegree()) == (graph.outdegree(), graph.indegree())
        assert sorted(copy.es["weight"]) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("weighting", network.WEIGHTINGS)
@pytest.mark.parametrize("name", ["co-membership", "overlap"])
def test_a_projected_network_is_what_its_memberships_project_to(name: str, weighting: str) -> None:
    made = network.of(kg.load(slice=network.ACTUAL), name, weighting)
    again = rewiring._projected(rewiring._memberships(made), made, weighted=True)
    assert again.get_edgelist() == [(a, b) for a, b in made.ends.tolist()]
    assert again.es["weight"] == pytest.approx(made.weights.tolist())


# Agreement

labels = st.lists(st.integers(0, 5), min_size=1, max_size=40)


@given(st.data(), labels)
def test_adjusted_mutual_information_is_that_of_scikit_learn(
    data: st.DataObject, one: list[int]
) -> None:
    two = data.draw(st.lists(st.integers(0, 5), min_size=len(one), max_size=len(one)))
    theirs = adjusted_mutual_info_score(one, two)
    ours = agreement(one, two)
    singletons = len({*one}) == len({*two}) == len(one)
    assert ours == pytest.approx(1.0 if singletons else theirs, abs=1e-9)


def test_agreement_by_hand() -> None:
    assert agreement("aabb", "xxyy") == pytest.approx(1)
    assert agreement("aabb", "zzzz") == 0
    # Mutual information is 0. To expect: 1/3 of the ways to pair off give ln 2, so (ln 2)/3
    assert agreement("aabb", "xyxy") == pytest.approx((0 - 1 / 3) / (1 - 1 / 3))


# Where things come from

MEMBER = "wx:status wx:actual ; wx:evidence <#char=0,9> ; wx:memberRole wx:asMember .\n"


def members(*pairs: str) -> str:
    return "".join(
        f":{pair} a wx:Membership ; wx:member id:{pair[0]} ; wx:memberOf id:{pair[1]} ; {MEMBER}"
        for pair in pairs
    )


@pytest.fixture
def two_papers(write_document: WriteDocument) -> kg.Graph:
    """In one paper a, b, c join p; in the other b, d join q and c joins q."""
    one = write_document(members("ap", "bp", "cp"), slug="one")
    two = write_document(members("bq", "dq"), slug="two")
    return kg.load([one, two], slice=network.ACTUAL)


def test_a_thing_comes_from_the_document_of_most_of_its_facts(two_papers: kg.Graph) -> None:
    made = network.of(two_papers, "affiliation")
    origins = documents(made, observations(two_papers, made))
    found = dict(zip(map(slug, made.things), origins.foremost, strict=True))
    assert found == {
        "a": ("one",),
        "b": ("one", "two"),
        "c": ("one",),
        "d": ("two",),
        "p": ("one",),
        "q": ("two",),
    }
    assert (origins.several, origins.alike) == (1, 1)


def test_of_several_alliances_the_largest_counts(two_papers: kg.Graph) -> None:
    joining = network.of(two_papers, "affiliation")
    origins = alliances(joining, joining)
    found = dict(zip(map(slug, joining.things), origins.foremost, strict=True))
    assert (found["b"], found["d"], found["p"]) == ((ID + "p",), (ID + "q",), ())
    assert (origins.several, origins.alike, len(origins.known)) == (1, 0, 4)


def test_one_origin_for_all_tells_nothing() -> None:
    assert Origins((("one",), ("one",)), 0).agreement((1, 2)) is None


# The real networks


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return kg.load(slice=network.ACTUAL)


def lines(graph: kg.Graph, name: str) -> tuple[c.Communities, list[str]]:
    found = c.communities(network.of(graph, name))
    return found, [*groups.report(graph, found, observations(graph, found.network))]


def test_the_affiliations_repeat_the_documents_and_that_comes_first(graph: kg.Graph) -> None:
    found, said = lines(graph, "affiliation")
    assert said[0].startswith("the groups repeat which document names whom")
    assert said[1].startswith("chance alone can group as well: 100 copies")
    assert barber(found.network, found.groups) == pytest.approx(found.modularity)
    assert not found.beyond_chance


def test_what_is_beyond_chance_is_told_without_a_warning(graph: kg.Graph) -> None:
    found, said = lines(graph, "everything")
    assert found.beyond_chance
    assert said[0].startswith("everything (one-mode, undirected): ")
    assert "none of them reach" in "\n".join(said)
    assert any(line.startswith("agreement with the document of origin") for line in said)


def test_the_table_goes_group_by_group(graph: kg.Graph) -> None:
    found = c.communities(network.of(graph, "co-membership"), copies=0, runs=3)
    answer = groups.table(
        graph, found, documents(found.network, observations(graph, found.network))
    )
    assert answer.columns == ("group", "name", "kind", "document", "thing")
    rows = [(int(plain(row[0])), plain(row[4])) for row in answer.rows]
    assert rows == sorted(rows)
    assert len(rows) == len(found.network) == len(found.groups)
    assert len(found.alone) == 1
