"""Networks: facts turned into nodes and ties by the files of queries/network."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from kg import content, query
from kg.errors import KgError
from kg.slice import Slice
from kg.vocabulary import slug

if TYPE_CHECKING:
    import igraph
    import networkx
    from numpy.typing import NDArray

    from kg.graph import Graph

KEYS = frozenset({"nodes", "ties", "direction", "mode", "projection", "weight", "parallel"})
COLUMNS = ("source", "target", "kind", "weight", "fact")
WEIGHTINGS = ("newman", "count")
ACTUAL = Slice(status="actual")
_ORDER = re.compile(r"ORDER\s+BY((?:\s+(?:ASC|DESC)?\s*\(?\s*[?$]\w+\s*\)?)+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a network file says of its network: what is a node, what a tie, what it weighs."""

    name: str
    source: str
    summary: str
    text: str
    nodes: str
    ties: str
    directed: bool
    two_mode: bool
    projection: str
    weight: str
    sums: bool
    note: str

    @property
    def weighting(self) -> str:
        """How a projected tie is weighed unless told otherwise: newman or count."""
        return self.weight.split(";")[0].strip() if self.projection else ""


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
    evidence: Callable[[int], tuple[str, ...]]
    """The facts of the tie at a position, in order."""
    kinds: Callable[[int], tuple[str, ...]]
    """What the tie at a position is: terms of the ontology, or what two projected nodes share."""
    originals: Mapping[str, tuple[str, ...]]
    """By fact, the bodies that it names where successors stand in their place."""
    label: Callable[[str], str]
    kind: Callable[[str], str]
    """The kind of a node: the local name of its class."""

    def __len__(self) -> int:
        return len(self.things)

    @property
    def size(self) -> int:
        """The number of ties."""
        return len(self.ends)

    def seats(self, tie: int) -> int:
        """How many bodies the tie at a position stands for: more than 1 only after roll-up."""
        return len({self.originals.get(fact, ()) for fact in self.evidence(tie)})

    @cached_property
    def position(self) -> Mapping[str, int]:
        """By IRI, the position of a node."""
        return {thing: at for at, thing in enumerate(self.things)}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact that a tie rests on, in order."""
        return tuple(sorted({fact for tie in range(self.size) for fact in self.evidence(tie)}))

    @cached_property
    def igraph(self) -> igraph.Graph:
        """The nodes by their positions and the ties, weighted, as igraph has them."""
        return library_igraph().Graph(
            len(self), self.ends, directed=self.rule.directed, edge_attrs={"weight": self.weights}
        )

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
    """The module igraph, its threads held to one: their start costs more than they gain."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import igraph

    return igraph


# Files


def library(folder: Path | None = None) -> dict[str, Path]:
    """The networks of a folder (the bundled one): each file by its name without `.rq`."""
    return query.library(folder or content.folder("queries") / "network")


def named(name: str) -> Rule:
    """The rule of the library's network of this name, or of a file. Raises KgError."""
    known = library()
    if name in known:
        return read(known[name])
    if name.endswith(".rq"):
        return read(Path(name))
    raise KgError(f"no network is named {name!r}; there are {', '.join(known)}")


def read(path: Path) -> Rule:
    """The rule in a file; KgError, naming it, for a bad header, columns or order."""
    asked = query.read(path, KEYS)
    said = dict(asked.notes)
    for key in sorted(KEYS - {"projection", "parallel"}):
        if not said.get(key):
            raise KgError(f"{path}:1: the header has no {key}; add a line `#+ {key}: …`")
    rule = Rule(
        name=asked.name,
        source=str(path),
        summary=asked.summary,
        text=asked.text,
        nodes=said["nodes"],
        ties=said["ties"],
        directed=_choice(path, said, "direction", ("directed", "undirected")) == "directed",
        two_mode=_choice(path, said, "mode", ("one-mode", "two-mode")) == "two-mode",
        projection=_choice(path, said, "projection", ("source", "target", "")),
        weight=said["weight"],
        sums=_choice(path, said, "parallel", ("largest", "sum", "")) == "sum",
        note=said.get("note", ""),
    )
    if rule.projection:
        _checked(path, "weight", rule.weighting, WEIGHTINGS)
    _demand_order(path, asked.text)
    return rule


def _choice(path: Path, said: Mapping[str, str], key: str, known: Sequence[str]) -> str:
    return _checked(path, key, said.get(key, ""), known)


def _checked(path: Path, key: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise KgError(f"{path}:1: {key} {value!r} is not one of {', '.join(filter(None, known))}")
    return value


def _demand_order(path: Path, text: str) -> None:
    """Refuse a query whose rows have no total order: the same data could give another file."""
    found = _ORDER.search(text.rstrip())
    ordered = set(re.findall(r"\w+", found[1])) if found else set()
    missing = [name for name in COLUMNS if name != "weight" and name not in ordered]
    if missing:
        names = " ".join(f"?{name}" for name in missing)
        raise KgError(f"{path}: the query has no total order; end it with ORDER BY … {names}")


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
    made = _merged(graph, rule, _rows(graph, rule))
    return _projected(made, weighting or rule.weighting) if rule.projection else made


_Row = tuple[str, str, str, float, str]


def _rows(graph: Graph, rule: Rule) -> Iterator[_Row]:
    found = graph.run(rule.text)
    columns = [v.value for v in found.variables] if isinstance(found, ox.QuerySolutions) else []
    if not isinstance(found, ox.QuerySolutions) or set(columns) != set(COLUMNS):
        names = " ".join(f"?{name}" for name in COLUMNS)
        raise KgError(f"{rule.source}: a network selects exactly {names}")
    order = [columns.index(name) for name in COLUMNS]
    for solution in found:
        terms = [solution[at] for at in order]
        if None in terms:
            raise KgError(f"{rule.source}: a row has no ?{COLUMNS[terms.index(None)]}; bind it")
        source, target, kind, weight, fact = terms
        yield source.value, target.value, kind.value, _weight(rule, weight.value), fact.value


def _weight(rule: Rule, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise KgError(f"{rule.source}: a tie weighs {text!r}, which is no number") from None


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
        _demand_weight(rule, weight, fact)
        joined.add(target)
        if source == target:
            selves += 1
            continue
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


def _demand_weight(rule: Rule, weight: float, fact: str) -> None:
    if not 0 < weight < float("inf"):
        raise KgError(f"{rule.source}: the tie of {slug(fact)} weighs {weight}; weigh it above 0")


def _told(selves: int, crossing: int) -> Iterator[str]:
    if selves:
        yield f"{selves} {_ties(selves)} of a thing with itself left out"
    if crossing:
        yield f"{crossing} {_ties(crossing)} left out: what joins is itself joined (second mode)"


def _ties(count: int) -> str:
    return "tie" if count == 1 else "ties"


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
        from kg.names import kinds_of

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


def _projected(joined: Network, weighting: str) -> Network:
    """The one-mode network of one side of a two-mode one.

    Two nodes are tied by every node of the other side that they share: one that has k nodes adds
    1/(k-1) to the weight (newman: M. E. J. Newman, Phys. Rev. E 64, 016132, 2001) or 1 (count).
    """
    from scipy import sparse

    kept = joined.first if joined.rule.projection == "source" else ~joined.first
    rows, columns = joined.ends.T if joined.rule.projection == "source" else joined.ends.T[::-1]
    index = np.cumsum(kept) - 1
    shape = (int(kept.sum()), len(joined))
    incidence = sparse.csr_array((np.ones(len(rows)), (index[rows], columns)), shape=shape)
    held = np.asarray(incidence.sum(axis=0)).ravel()
    share = 1 / np.maximum(held - 1, 1) if weighting == "newman" else np.ones_like(held)
    product = sparse.triu((incidence * share) @ incidence.T, k=1).tocoo()
    order = np.lexsort((product.col, product.row))
    ends = np.column_stack((product.row, product.col))[order].astype(np.int64)
    things = tuple(thing for thing, keep in zip(joined.things, kept.tolist(), strict=True) if keep)
    through = _Through(joined, things, ends)
    return replace(
        joined,
        weighting=weighting,
        things=things,
        first=np.ones(len(things), dtype=bool),
        ends=ends,
        weights=product.data[order],
        evidence=through.facts,
        kinds=through.shared,
    )


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


class _Through:
    """What the two ends of a projected tie share, and the facts that say so, when asked."""

    def __init__(self, joined: Network, things: Sequence[str], ends: NDArray[np.int64]) -> None:
        self._joined, self._things, self._ends = joined, things, ends

    @cached_property
    def _by_thing(self) -> dict[str, dict[str, int]]:
        """By kept node and what it joins (or has joined), the position of their tie."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        here = 0 if self._joined.rule.projection == "source" else 1
        for tie, pair in enumerate(self._joined.ends.tolist()):
            kept, other = pair[here], pair[1 - here]
            found[self._joined.things[kept]][self._joined.things[other]] = tie
        return found

    def _ties(self, tie: int) -> dict[str, tuple[int, int]]:
        one, two = (self._by_thing[self._things[end]] for end in self._ends[tie])
        return {shared: (one[shared], two[shared]) for shared in sorted(one.keys() & two.keys())}

    def shared(self, tie: int) -> tuple[str, ...]:
        return tuple(self._ties(tie))

    def facts(self, tie: int) -> tuple[str, ...]:
        both = (each for pair in self._ties(tie).values() for each in pair)
        return tuple(sorted({fact for each in both for fact in self._joined.evidence(each)}))
