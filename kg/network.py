"""Networks: facts turned into nodes and ties by the files of queries/network."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from kg import phrase, query
from kg.errors import KgError
from kg.names import kinds_of
from kg.networkfile import COLUMNS, WEIGHTINGS, Rule, named
from kg.slice import Slice
from kg.vocabulary import slug

if TYPE_CHECKING:
    import igraph
    import networkx
    from numpy.typing import NDArray

    from kg.graph import Graph

ACTUAL = Slice(status="actual")
"""What measures count, unless told otherwise."""
LIGHTEST, HEAVIEST = 1e-9, 1e9
"""The weights that a tie may have: sums and quotients of them stay numbers."""
Evidence = Callable[[int], tuple[str, ...]]


@dataclass(frozen=True)
class Network:
    """Nodes and ties, each tie with the facts that it rests on.

    `things` are the IRIs of the n nodes in order; `ends` (m by 2, positions in `things`) and
    `weights` (m) are the ties, at most one for a pair, none of a node with itself. An undirected
    tie has its lower end first, one of two modes its end in the first mode. `first` tells which
    nodes are of the first mode (all of them in one mode)."""

    rule: Rule
    weighting: str
    things: tuple[str, ...]
    first: NDArray[np.bool_]
    ends: NDArray[np.int64]
    weights: NDArray[np.float64]
    notes: tuple[str, ...]
    evidence: Evidence
    """The facts of the tie at a position, in order."""
    kinds: Evidence
    """What the tie at a position is: terms of the ontology, or what two projected nodes share."""
    originals: Mapping[str, tuple[str, ...]]
    """By fact, the bodies that it names where successors stand in their place."""
    label: Callable[[str], str]
    kind: Callable[[str], str]
    """The kind of a node: the local name of its class."""
    through: Through | None = None
    """What a projected network was projected from."""

    def __len__(self) -> int:
        return len(self.things)

    @property
    def size(self) -> int:
        """The number of ties."""
        return len(self.ends)

    def seats(self, tie: int) -> int:
        """How many bodies the tie at a position stands for: more than 1 only after roll-up.

        In a projected network how many pairs of seats at the tables that both ends share.
        """
        if self.through:
            one, two = self.ends[tie].tolist()
            return self.through.seats(self.things[one], self.things[two])
        return len({self.originals.get(fact, ()) for fact in self.evidence(tie)})

    def strands(self, tie: int) -> list[tuple[tuple[str, ...], ...]]:
        """The alternatives on which a tie rests: of each, the sides that are all needed.

        Each side lists facts of which any will do. In a projected network both ends must belong
        to what they share, in others any fact makes the tie.
        """
        if not self.through:
            return [(self.evidence(tie),)]
        one, two = self.ends[tie].tolist()
        return [*self.through.sides(self.things[one], self.things[two])]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """By IRI, the position of a node."""
        return {thing: at for at, thing in enumerate(self.things)}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact that a tie rests on, in order."""
        if self.through and self.through.size == self.size:
            return self.through.facts
        return tuple(sorted({fact for tie in range(self.size) for fact in self.evidence(tie)}))

    @cached_property
    def own(self) -> Mapping[str, frozenset[str]]:
        """By node, the facts that tie it; in a projected network those that say what it joins."""
        if self.through:
            return {thing: self.through.joined.own[thing] for thing in self.things}
        found: dict[str, set[str]] = {thing: set() for thing in self.things}
        for tie, ends in enumerate(self.ends.tolist()):
            for end in ends:
                found[self.things[end]].update(self.evidence(tie))
        return {thing: frozenset(facts) for thing, facts in found.items()}

    @cached_property
    def igraph(self) -> igraph.Graph:
        """The nodes by their positions and the ties, weighted, as igraph has them."""
        return library_igraph().Graph(
            len(self), self.ends, directed=self.rule.directed, edge_attrs={"weight": self.weights}
        )

    @cached_property
    def undirected(self) -> Any:
        """The same as igraph has it, ties of both directions between two nodes made one."""
        return self.igraph.as_undirected() if self.rule.directed else self.igraph

    @cached_property
    def graph(self) -> networkx.Graph[str]:
        """The network as networkx has it, by IRI, with what is known of each node and tie."""
        import networkx

        made: networkx.Graph[str] = networkx.DiGraph() if self.rule.directed else networkx.Graph()
        made.graph["name"] = self.rule.name
        for at, thing in enumerate(self.things):
            modes = {"bipartite": int(not self.first[at])} if self.rule.two_mode else {}
            made.add_node(thing, label=self.label(thing), kind=self.kind(thing), **modes)
        for tie, (source, target) in enumerate(self.ends.tolist()):
            made.add_edge(
                self.things[source],
                self.things[target],
                weight=float(self.weights[tie]),
                kinds=self.kinds(tie),
                facts=self.evidence(tie),
                seats=self.seats(tie),
            )
        return made


def library_igraph() -> Any:
    """The module igraph, its threads held to one: their start costs more than they gain.

    Without matplotlib, which igraph loads where it finds it and which takes longer than all else.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    absent = "matplotlib" not in sys.modules and "igraph" not in sys.modules
    if absent:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
    try:
        import igraph
    finally:
        if absent:
            del sys.modules["matplotlib"]
    return igraph


# Rows


def of(graph: Graph, rule: Rule | str, weighting: str | None = None) -> Network:
    """The network that a rule (or a network's name) draws from a graph.

    `weighting` (newman or count) weighs the ties of a projected network otherwise than its file
    says. Raises KgError for an unknown name or weighting and for a query that lacks a column.
    """
    rule = named(rule) if isinstance(rule, str) else rule
    if weighting and not rule.projection:
        raise KgError(f"{rule.name} is no projection: its ties weigh {rule.weight}")
    if weighting and weighting not in WEIGHTINGS:
        raise KgError(f"unknown weighting {weighting!r}; use {' or '.join(WEIGHTINGS)}")
    made = joined(graph, rule)
    return project(made, weighting or rule.weighting) if rule.projection else made


def joined(graph: Graph, rule: Rule) -> Network:
    """The ties that a rule's query selects, those of one pair merged, before any projection."""
    return _merged(graph, rule, _rows(graph, rule))


_Row = tuple[str, str, str, float, str]


def _rows(graph: Graph, rule: Rule) -> Iterator[_Row]:
    found = graph.run(rule.text)
    assert isinstance(found, ox.QuerySolutions)
    try:
        columns = [variable.value for variable in found.variables]
        order = [columns.index(name) for name in COLUMNS]
        for solution in found:
            yield _row(rule, [solution[at] for at in order])
    finally:
        # A traceback would keep it for another thread, where the engine forbids it to end.
        del found


def _row(rule: Rule, terms: list[Any]) -> _Row:
    if None in terms:
        raise KgError(f"{rule.source}: a row has no ?{COLUMNS[terms.index(None)]}; bind it")
    source, target, kind, weight, fact = terms
    for term in (source, target, fact):
        if type(term) is not ox.NamedNode:
            raise KgError(f"{rule.source}: {term} is no thing or fact; select IRIs")
    return source.value, target.value, kind.value, _weight(rule, weight, fact), fact.value


def _weight(rule: Rule, said: Any, fact: Any) -> float:
    try:
        weight = float(said.value)
    except ValueError:
        raise KgError(f"{rule.source}: a tie weighs {said.value!r}, which is no number") from None
    if not LIGHTEST <= weight <= HEAVIEST:
        between = f"weigh it between {LIGHTEST:g} and {HEAVIEST:g}"
        raise KgError(f"{rule.source}: the tie of {slug(fact.value)} weighs {weight:g}; {between}")
    return weight


@dataclass(slots=True)
class _Tie:
    weight: float
    kinds: list[str]
    facts: list[str]


def _merged(graph: Graph, rule: Rule, rows: Iterable[_Row]) -> Network:
    """Rows as ties: those of one pair merged into one, those of a node with itself left out."""
    joined: set[str] = set()
    ties: dict[tuple[str, str], _Tie] = {}
    selves, oriented = 0, rule.directed or _is_two_mode(rule)
    for source, target, kind, weight, fact in rows:
        if source == target:
            selves += 1
            continue
        joined.add(target)
        pair = (source, target) if oriented or source < target else (target, source)
        known = ties.get(pair)
        if known is None:
            ties[pair] = _Tie(weight, [kind], [fact])
        else:
            known.weight = known.weight + weight if rule.sums else max(known.weight, weight)
            known.kinds.append(kind)
            known.facts.append(fact)
    crossing = [pair for pair in ties if _is_two_mode(rule) and pair[0] in joined]
    for pair in crossing:
        del ties[pair]
    notes = tuple(_told(selves, len(crossing)))
    return _network(graph, rule, ties, notes)


def _is_two_mode(rule: Rule) -> bool:
    return rule.two_mode or bool(rule.projection)


def _told(selves: int, crossing: int) -> Iterator[str]:
    if selves:
        yield f"{phrase.count(selves, 'tie')} of a thing with itself left out"
    if crossing:
        yield f"{phrase.count(crossing, 'tie')} left out: what joins is itself joined (second mode)"


def _network(
    graph: Graph, rule: Rule, ties: Mapping[tuple[str, str], _Tie], notes: tuple[str, ...]
) -> Network:
    things = tuple(sorted({thing for pair in ties for thing in pair}))
    position = {thing: at for at, thing in enumerate(things)}
    order = sorted(ties)
    ends = np.array([(position[a], position[b]) for a, b in order], dtype=np.int64).reshape(-1, 2)
    first = np.ones(len(things), dtype=bool)
    if _is_two_mode(rule):
        first[ends[:, 1]] = False
    chosen = [ties[pair] for pair in order]
    facts = [tuple(sorted(set(tie.facts))) for tie in chosen]
    kinds = [tuple(sorted(set(tie.kinds))) for tie in chosen]
    originals = _originals(graph)
    return Network(
        rule=rule,
        weighting="",
        things=things,
        first=first,
        ends=ends,
        weights=np.array([tie.weight for tie in chosen], dtype=float),
        notes=notes,
        evidence=facts.__getitem__,
        kinds=kinds.__getitem__,
        originals=originals,
        label=graph.label,
        kind=_kinds(graph),
    )


def _kinds(graph: Graph) -> Callable[[str], str]:
    """A function from a thing to the local name of its class, which reads the classes once."""
    known: dict[str, str] = {}

    def kind(thing: str) -> str:
        if not known:
            known.update(kinds_of(graph))
        return known.get(thing, "Thing")

    return kind


def _originals(graph: Graph) -> dict[str, tuple[str, ...]]:
    if not graph.slice.roll_up:
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    rows = graph.rows("SELECT ?fact ?old { ?fact wx:rolledUpFrom ?old } ORDER BY ?fact ?old")
    for row in rows:
        found[query.plain(row["fact"])].append(query.plain(row["old"]))
    return {fact: tuple(old) for fact, old in found.items()}


# Projection


def project(joined: Network, weighting: str) -> Network:
    """The one-mode network of one side of a two-mode one.

    Two nodes are tied by every node of the other side that they share: one that has k nodes adds
    1/(k-1) to the weight (newman: M. E. J. Newman, Phys. Rev. E 64, 016132, 2001) or 1 (count).
    """
    kept = joined.first if joined.rule.projection == "source" else ~joined.first
    rows, columns = joined.ends.T if joined.rule.projection == "source" else joined.ends.T[::-1]
    index = np.cumsum(kept) - 1
    ends, weights = shares(index[rows], columns, (int(kept.sum()), len(joined)), weighting)
    things = tuple(thing for thing, keep in zip(joined.things, kept.tolist(), strict=True) if keep)
    through = Through(joined, len(ends))
    made = replace(
        joined,
        weighting=weighting,
        things=things,
        first=np.ones(len(things), dtype=bool),
        ends=ends,
        weights=weights,
        through=through,
    )

    def pair(tie: int) -> tuple[str, str]:
        one, two = ends[tie].tolist()
        return things[one], things[two]

    return replace(
        made,
        evidence=lambda tie: through.evidence(*pair(tie)),
        kinds=lambda tie: tuple(through.between(*pair(tie))),
    )


def shares(
    rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int], weighting: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pairs of rows that share a column (m by 2, in order), and the weights of their ties.

    `rows` and `columns` say which row has which column in a matrix of that shape.
    """
    from scipy import sparse

    incidence = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    held = np.asarray(incidence.sum(axis=0)).ravel()
    share = 1 / np.maximum(held - 1, 1) if weighting == "newman" else np.ones_like(held)
    product = sparse.triu((incidence * share) @ incidence.T, k=1, format="csr")
    product.sort_indices()
    found = product.tocoo()
    return np.column_stack((found.row, found.col)).astype(np.int64), found.data


class Through:
    """The memberships that a projected network of so many ties (`size`) was projected from."""

    def __init__(self, joined: Network, size: int) -> None:
        self.joined, self.size = joined, size

    @cached_property
    def _by_thing(self) -> dict[str, dict[str, int]]:
        """By kept node and what it joins (or has joined), the position of their tie."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        here = 0 if self.joined.rule.projection == "source" else 1
        for tie, pair in enumerate(self.joined.ends.tolist()):
            kept, other = pair[here], pair[1 - here]
            found[self.joined.things[kept]][self.joined.things[other]] = tie
        return found

    def between(self, one: str, two: str) -> dict[str, tuple[int, int]]:
        """By thing that two nodes share, the positions of their ties to it."""
        mine, yours = self._by_thing[one], self._by_thing[two]
        return {shared: (mine[shared], yours[shared]) for shared in sorted(mine.keys() & yours)}

    def sides(self, one: str, two: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """By thing that two nodes share, the facts of the one and of the other."""
        evidence, pairs = self.joined.evidence, self.between(one, two).values()
        return [(evidence(mine), evidence(yours)) for mine, yours in pairs]

    def shared(self, things: Iterable[str]) -> list[tuple[str, str]]:
        """Each of these nodes with each thing that it shares with another of them."""
        pairs = [(thing, shared) for thing in things for shared in self._by_thing[thing]]
        often = Counter(shared for _, shared in pairs)
        return [pair for pair in pairs if often[pair[1]] > 1]

    def evidence(self, one: str, two: str) -> tuple[str, ...]:
        """The facts by which two nodes share what they share, in order."""
        ties = (tie for pair in self.between(one, two).values() for tie in pair)
        return tuple(sorted({fact for tie in ties for fact in self.joined.evidence(tie)}))

    def seats(self, one: str, two: str) -> int:
        """How many pairs of seats two nodes have at the tables that they share."""
        pairs = self.between(one, two).values()
        return sum(self.joined.seats(mine) * self.joined.seats(yours) for mine, yours in pairs)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts on which the ties of the whole projection rest, in order."""
        here = 1 if self.joined.rule.projection == "source" else 0
        others = self.joined.ends[:, here]
        shared = np.bincount(others, minlength=len(self.joined)) > 1
        ties = np.flatnonzero(shared[others]).tolist()
        return tuple(sorted({fact for tie in ties for fact in self.joined.evidence(tie)}))


# Less of a network


def subset(network: Network, ties: Sequence[int]) -> Network:
    """The network with these of its ties, by position, and all its nodes."""
    kept = np.asarray(ties, dtype=np.int64)
    return replace(
        network,
        ends=network.ends[kept],
        weights=network.weights[kept],
        evidence=lambda tie: network.evidence(ties[tie]),
        kinds=lambda tie: network.kinds(ties[tie]),
    )


def without_isolates(network: Network) -> Network:
    """The network without the nodes that have no tie."""
    tied = np.zeros(len(network), dtype=bool)
    tied[network.ends] = True
    index = np.cumsum(tied) - 1
    return replace(
        network,
        things=tuple(t for t, keep in zip(network.things, tied.tolist(), strict=True) if keep),
        first=network.first[tied],
        ends=index[network.ends].reshape(-1, 2),
    )


def among(network: Network, kept: Collection[str]) -> Network:
    """The network of these of its nodes, with the ties among them."""
    inside = np.array([thing in kept for thing in network.things], dtype=bool)
    ties = np.flatnonzero(inside[network.ends].all(axis=1)).tolist()
    less, index = subset(network, ties), np.cumsum(inside) - 1
    return replace(
        less,
        things=tuple(thing for thing in network.things if thing in kept),
        first=network.first[inside],
        ends=index[less.ends].reshape(-1, 2),
    )
