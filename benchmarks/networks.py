"""Networks and measures beside networkx, igraph and plain SPARQL, and how their costs grow."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import igraph
import networkx
import numpy as np
import pyoxigraph as ox
from generate import generate
from processes import kg_command, python
from sizes import Sizes
from timing import Action, Faster, Pair, Within, table, timed

import kg
from kg import network, networkfile, rank
from kg.measures import MEASURES
from kg.network import Network
from kg.sampling import BATCH, BATCHES
from kg.settings import How

SELF_JOIN = """
PREFIX wx: <https://w3id.org/wessex-kg/ontology#>
SELECT ?one ?two (COUNT(DISTINCT ?shared) AS ?ties) WHERE {
  ?first a wx:Membership ; wx:memberOf ?shared ; wx:member ?one .
  ?second a wx:Membership ; wx:memberOf ?shared ; wx:member ?two .
  FILTER(STR(?one) < STR(?two))
  FILTER NOT EXISTS { ?one wx:severalBodies true }
  FILTER NOT EXISTS { ?two wx:severalBodies true }
  FILTER NOT EXISTS { ?shared wx:severalBodies true }
} GROUP BY ?one ?two
"""
IMPORTS = "import click, pyoxigraph, numpy, igraph"
GROWING = ("degree", "betweenness", "closeness", "pagerank", "eigenvector", "katz", "core")
DIGITS = 6


# Generated networks


def generated(nodes: int, ties: int, seed: int = 1) -> Network:
    """A network of about so many ties, new nodes tied to old ones by preference (Barabási)."""
    random.seed(seed)
    made = igraph.Graph.Barabasi(n=nodes, m=max(1, round(ties / nodes)))
    ends = np.sort(np.array(made.get_edgelist(), dtype=np.int64), axis=1)
    return Network(
        rule=networkfile.named("everything"),
        weighting="",
        things=tuple(f"https://example.org/{at:07}" for at in range(nodes)),
        first=np.ones(nodes, dtype=bool),
        ends=ends,
        weights=np.ones(len(ends)),
        notes=(),
        evidence=lambda tie: (f"https://example.org/fact/{tie}",),
        kinds=lambda tie: ("tie",),
        originals={},
        label=str,
        kind=lambda thing: "Organisation",
    )


def ours(made: Network, name: str) -> Action:
    """Compute a measure from the ties on, igraph's graph built anew; gives the rounded sum."""
    return lambda: told(MEASURES[name].compute(replace(made), How(exact=True)))


def told(scores: np.ndarray) -> float:
    """One number by which two lists of scores are compared."""
    return float(f"{np.sum(scores * np.arange(1, len(scores) + 1)):.{DIGITS}g}")


def of_networkx(made: Network, measure: Callable[..., dict[str, float]], **given: object) -> Action:
    """Compute a measure by networkx on a graph that it has already."""
    graph = networkx.Graph()
    graph.add_nodes_from(made.things)
    graph.add_edges_from((made.things[one], made.things[two]) for one, two in made.ends.tolist())

    def compute() -> float:
        found = measure(graph, **given)
        return told(np.array([found[thing] for thing in made.things]))

    return compute


def of_igraph(made: Network, measure: Callable[[igraph.Graph], list[float]]) -> Action:
    """Build igraph's graph and compute a measure by it alone."""
    return lambda: len(measure(igraph.Graph(len(made), made.ends)))


# Pairs


def commands(several: Iterable[str]) -> Iterator[Pair]:
    """Whole processes that measure networks of the bundled graph."""
    peer = python(IMPORTS)
    for words in several:
        ranked = kg_command(*words.split())
        yield Pair(f"`kg {words}`, in a pipe", ranked, f"`{IMPORTS}`", peer, rounds=5)


def measuring(sizes: Sizes) -> Iterator[Pair]:
    """Measures beside networkx, and beside igraph alone."""
    small, large = generated(*sizes.small), generated(*sizes.large)
    size = "{:,} nodes, {:,} ties".format(*sizes.small)
    for name, by_networkx, by_igraph in (
        ("betweenness", networkx.betweenness_centrality, igraph.Graph.betweenness),
        ("closeness", networkx.closeness_centrality, igraph.Graph.closeness),
    ):
        peer = of_networkx(small, by_networkx)
        yield Pair(f"{name}, {size}", ours(small, name), "networkx", peer, Faster(20), True, 3)
        alone = of_igraph(small, by_igraph)
        what = f"{name}, {size}, end to end"
        yield Pair(what, ours(small, name), "igraph alone, graph and measure", alone, Within(1.3))
    peer = of_networkx(large, networkx.pagerank, tol=1e-15, max_iter=1_000)
    what = "pagerank, {:,} nodes, {:,} ties".format(*sizes.large)
    yield Pair(what, ours(large, "pagerank"), "networkx, tol=1e-15", peer, Faster(8), True, 3)


def drawing(graph: kg.Graph, triples: int) -> Iterator[Pair]:
    """The networks of a generated store, beside the bare query and beside SPARQL alone."""
    for name in ("affiliation", "everything"):
        rule = networkfile.named(name)
        drawn = partial(_size_of, graph, rule)
        bare = partial(_bare, graph, rule.text)
        beside = "the bare native query and igraph's graph"
        yield Pair(f"the network {name} of {triples:,} triples", drawn, beside, bare, Within(1.5),
                   rounds=5)  # fmt: skip
    joined = network.joined(graph, networkfile.named("co-membership"))
    projected = lambda: network.project(joined, "count").size  # noqa: E731
    itself = partial(_rows, graph, SELF_JOIN)
    what = f"co-membership projected from {joined.size:,} memberships"
    yield Pair(what, projected, "SPARQL's self-join", itself, Faster(50), True, 1)


def _size_of(graph: kg.Graph, rule: networkfile.Rule) -> int:
    return network.of(graph, rule).igraph.ecount()


def _bare(graph: kg.Graph, text: str) -> int:
    """The rows of the query as an igraph graph, parallel ties and all."""
    found = graph.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    rows = ((row["source"].value, row["target"].value, float(row["weight"].value)) for row in found)
    return igraph.Graph.TupleList(rows, edge_attrs=["weight"]).ecount()


def _rows(graph: kg.Graph, text: str) -> int:
    found = graph.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return sum(1 for _ in found)


# The parts


def lines(sizes: Sizes) -> Iterator[str]:
    """Measures and networks beside their peers, and how both were measured."""
    yield f"""
The first rows are whole processes on the bundled graph. Measures run on generated networks
(`benchmarks/networks.py`: preferential attachment, seed 1), from their lists of ties on, so that
building igraph's graph, where it is needed, is counted in; networkx has its graph already. The
scores of both are compared. Networks of a store are drawn from a generated ecosystem of about
{sizes.store:,} triples: ours merges parallel ties, keeps the facts of each, and sorts.
"""
    yield from table(_pairs(sizes), sizes.rounds)


def _pairs(sizes: Sizes) -> Iterator[Pair]:
    yield from commands(sizes.commands)
    yield from measuring(sizes)
    with tempfile.TemporaryDirectory() as place:
        made = generate(Path(place), sizes.store)
        yield from drawing(kg.load([place]), made)


def growth(sizes: Sizes) -> Iterator[str]:
    """A table: what each measure costs on networks of so many ties, a fifth as many nodes."""
    yield """
How each cost grows, in milliseconds, with the number of ties (a fifth as many nodes):
"""
    yield f"| Ties | igraph's graph | {' | '.join(GROWING)} |"
    yield f"|--:|{'--:|' * (len(GROWING) + 1)}"
    for ties in sizes.grown:
        made = generated(ties // 5, ties)
        converted = timed(lambda made=made: replace(made).igraph)
        cells = [_cell(made, name) for name in GROWING]
        yield f"| {made.size:,} | {converted * 1000:,.1f} | {' | '.join(cells)} |"
    yield f"""
\\* Estimated from the ways of {BATCHES * BATCH} nodes: following all would take more than about a
minute."""


def _cell(made: Network, name: str) -> str:
    """Milliseconds, marked where the scores are estimates."""
    found: list[rank.Ranking] = []
    seconds = timed(lambda: found.append(rank.ranking(made, name)))
    return f"{seconds * 1000:,.1f}{'*' if found[0].drawn else ''}"
