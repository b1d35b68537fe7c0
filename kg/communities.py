"""Communities: groups that are tied within more than chance would tie them, and their doubts."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyoxigraph as ox

from kg import network as networks
from kg import phrase, rank
from kg.errors import KgError
from kg.observations import Observations, by_thing
from kg.query import Answer
from kg.vocabulary import WX

if TYPE_CHECKING:
    import igraph
    from numpy.typing import NDArray

    from kg.graph import Graph
    from kg.network import Network

METHODS = ("leiden", "louvain")
RUNS = 100
"""Runs from other seeds, of which the best is kept."""
COPIES = 100
"""Rewired copies that tell what chance would give."""
TRIES = 10
"""Runs on each rewired copy, of which the best is kept."""
LARGE = 2_000
"""Nodes and ties from which on there are fewer runs and copies, in proportion."""
LEAST = 3
"""Runs and copies however large a network is."""
ECHO = 0.5
"""Adjusted mutual information from which groups are said to repeat the documents."""
COLUMNS = ("group", "name", "kind", "document", "thing")
_SCALE = "adjusted mutual information: 1 the same groups, 0 chance"
_SAME = 1e-9

Labels = tuple[int, ...]
Choice = TypeVar("Choice", bound=Hashable)


@dataclass(frozen=True)
class Communities:
    """The groups of a network, by node from 1 on, and what their modularity is to be held against.

    The network has no nodes without a tie; `alone` are those left out for it. `runs` counts how
    often each partition was found, of which `equals` have the highest modularity; `copies` are the
    modularities of rewired copies.
    """

    network: Network
    alone: tuple[str, ...]
    method: str
    weighted: bool
    groups: Labels
    modularity: float
    parts: Labels
    parts_modularity: float
    runs: Mapping[Labels, int]
    equals: int
    copies: tuple[float, ...]

    @property
    def sizes(self) -> list[int]:
        """The number of things in each group, largest first."""
        return sorted(Counter(self.groups).values(), reverse=True)

    @property
    def beyond_chance(self) -> bool:
        """Whether no rewired copy reaches the modularity of the network."""
        return all(value < self.modularity - _SAME for value in self.copies)

    @cached_property
    def stability(self) -> float:
        """The mean agreement of a run with the best one: 1 if all give the same groups."""
        each = (many * agreement(self.groups, run) for run, many in self.runs.items())
        return sum(each) / sum(self.runs.values())


def communities(
    network: Network,
    method: str | None = None,
    *,
    weighted: bool = True,
    seed: int = 0,
    runs: int | None = None,
    copies: int | None = None,
) -> Communities:
    """The groups of highest modularity that so many seeded runs find (100, fewer if large).

    One mode: Newman and Girvan's modularity (Phys. Rev. E 69, 026113, 2004) by `leiden` (Traag,
    Waltman and van Eck, Sci. Rep. 9, 5233, 2019; unless said) or `louvain` (Blondel et al., J.
    Stat. Mech. P10008, 2008), ties taken as undirected. Two modes: Barber's modularity (Phys. Rev.
    E 76, 066102, 2007) by label propagation and merging. Of several best partitions the first in
    the order of their labels is taken. Raises KgError as `demand` does. The network must have ties.
    """
    demand(network, method)
    tied = networks.without_isolates(network)
    graph, way = _drawn(tied, weighted), method or METHODS[0]
    runs = _affordable(tied, RUNS) if runs is None else runs
    copies = _affordable(tied, COPIES) if copies is None else copies
    found = _runs(graph, way, f"{seed} run", runs)
    values = {labels: _modularity(graph, labels) for labels in found}
    highest = max(values.values())
    best = [labels for labels, q in values.items() if q > highest - _SAME]
    parts = _numbered(graph.connected_components(mode="weak").membership)
    rewired = _copies(tied, graph, weighted, f"{seed} rewiring", copies)
    return Communities(
        network=tied,
        alone=tuple(sorted({*network.things} - {*tied.things})),
        method="label propagation and merging" if network.rule.two_mode else way,
        weighted=weighted,
        groups=min(best),
        modularity=values[min(best)],
        parts=parts,
        parts_modularity=_modularity(graph, parts),
        runs=found,
        equals=len(best),
        copies=tuple(_chance(copy, way, f"{seed} copy {at}") for at, copy in enumerate(rewired)),
    )


def _affordable(network: Network, most: int) -> int:
    """How many runs or copies a network of its size allows."""
    return max(LEAST, min(most, most * LARGE // max(1, len(network) + network.size)))


def demand(network: Network, method: str | None) -> None:
    """Raise KgError for an unknown method and for one that the network does not admit."""
    if method and method not in METHODS:
        raise KgError(f"no method is named {method!r}; there are {', '.join(METHODS)}")
    if method and network.rule.two_mode:
        name = network.rule.name
        raise KgError(f"{method} is for one mode, and {name} has two: leave it out")


def _drawn(network: Network, weighted: bool) -> igraph.Graph:
    """The ties to group by: undirected in one mode, from first mode to second in two.

    For the second, the modularity of directed networks (Leicht and Newman, Phys. Rev. Lett. 100,
    118703, 2008) is Barber's: only the first mode sends, only the second receives.
    """
    graph = networks.library_igraph().Graph(
        len(network),
        network.ends,
        directed=network.rule.two_mode,
        edge_attrs={"weight": network.weights},
    )
    if not network.rule.two_mode:
        graph.simplify(combine_edges="sum")
    if not weighted:
        graph.es["weight"] = 1.0
    return graph


def _modularity(graph: igraph.Graph, labels: Sequence[int]) -> float:
    return float(graph.modularity(labels, weights="weight", directed=graph.is_directed()))


# Search


def _runs(graph: igraph.Graph, method: str, seed: str, many: int) -> Counter[Labels]:
    """How many of so many runs end in each partition."""
    return Counter(_run(graph, method, f"{seed} {at}") for at in range(many))


def _run(graph: igraph.Graph, method: str, seed: str) -> Labels:
    with _seeded(seed) as chance:
        if graph.is_directed():
            labels = _propagated(graph, chance)
        elif method == "louvain":
            labels = graph.community_multilevel(weights="weight").membership
        else:
            labels = graph.community_leiden(
                objective_function="modularity", weights="weight", n_iterations=-1
            ).membership
    return _numbered(_hanging_together(graph, labels))


@contextmanager
def _seeded(seed: str) -> Iterator[random.Random]:
    """A source of chance that igraph draws from as well while this lasts."""
    chance = random.Random(seed)
    igraph = networks.library_igraph()
    igraph.set_random_number_generator(chance)
    try:
        yield chance
    finally:
        igraph.set_random_number_generator(random)


def _hanging_together(graph: igraph.Graph, labels: Sequence[int]) -> list[int]:
    """The groups, each that falls apart without the others split: that never costs modularity."""
    within = [tie.index for tie in graph.es if labels[tie.source] == labels[tie.target]]
    kept = graph.subgraph_edges(within, delete_vertices=False)
    return list(kept.connected_components(mode="weak").membership)


def _numbered(labels: Sequence[int]) -> Labels:
    """The groups numbered from 1 on by size, then by their first node."""
    sizes = Counter(labels)  # in the order of their first nodes
    order = sorted(sizes, key=lambda label: -sizes[label])
    number = {label: at for at, label in enumerate(order, 1)}
    return tuple(number[label] for label in labels)


# Two modes


class _Modules:
    """Groups of a two-mode network in the making: who is in which, and their sums of degrees."""

    def __init__(self, graph: igraph.Graph, chance: random.Random) -> None:
        self.chance = chance
        self.ties: list[tuple[int, int, float]] = [(*t.tuple, t["weight"]) for t in graph.es]
        self.total: float = sum(weight for _, _, weight in self.ties)
        self.around: list[list[tuple[int, float]]] = [[] for _ in range(graph.vcount())]
        for one, two, weight in self.ties:
            self.around[one].append((two, weight))
            self.around[two].append((one, weight))
        self.first: list[float] = graph.strength(mode="out", weights="weight")
        self.second: list[float] = graph.strength(mode="in", weights="weight")
        self.label = list(range(graph.vcount()))
        self.firsts: list[float] = [*self.first]
        self.seconds: list[float] = [*self.second]

    def chosen(self, gains: Mapping[Choice, float], least: float) -> list[Choice]:
        """One of those that gain most, by chance, if that is more than the least."""
        top = max(gains.values(), default=least)
        best = [each for each, gain in gains.items() if gain > top - _SAME]
        return [self.chance.choice(best)] if top > least + _SAME else []

    def spread(self) -> bool:
        """Let each node, in any order, join the group next to it that gains most by it."""
        order = list(range(len(self.label)))
        self.chance.shuffle(order)
        return sum(self._moved(node) for node in order) > 0

    def _moved(self, node: int) -> bool:
        tied: dict[int, float] = defaultdict(float, {self.label[node]: 0.0})
        for other, weight in self.around[node]:
            tied[self.label[other]] += weight
        gains = {group: weight - self._expected(node, group) for group, weight in tied.items()}
        best = self.chosen(gains, gains[self.label[node]])
        for group in best:
            self._add(node, self.label[node], -1)
            self._add(node, group, 1)
            self.label[node] = group
        return bool(best)

    def _add(self, node: int, group: int, sign: int) -> None:
        self.firsts[group] += sign * self.first[node]
        self.seconds[group] += sign * self.second[node]

    def _expected(self, node: int, group: int) -> float:
        """The weight by which chance would tie a node to a group."""
        own, other = self.first[node], self.second[node]
        crossed: float = own * self.seconds[group] + other * self.firsts[group]
        return crossed / self.total

    def merge(self) -> bool:
        """Make the two groups one that gain most by it."""
        tied: dict[tuple[int, int], float] = defaultdict(float)
        for one, two, weight in self.ties:
            a, b = sorted((self.label[one], self.label[two]))
            if a != b:
                tied[a, b] += weight
        gains = {pair: weight - self._met(*pair) for pair, weight in tied.items()}
        best = self.chosen(gains, 0.0)
        for kept, gone in best:
            for sums in (self.firsts, self.seconds):
                sums[kept], sums[gone] = sums[kept] + sums[gone], 0.0
            self.label = [kept if label == gone else label for label in self.label]
        return bool(best)

    def _met(self, one: int, two: int) -> float:
        """The weight by which chance would tie two groups."""
        crossed: float = self.firsts[one] * self.seconds[two] + self.firsts[two] * self.seconds[one]
        return crossed / self.total


def _propagated(graph: igraph.Graph, chance: random.Random) -> list[int]:
    """Groups of a high Barber's modularity: labels spread, groups merge, until nothing gains.

    After X. Liu and T. Murata, J. Adv. Comput. Intell. Intell. Inform. 14, 408 (2010).
    """
    modules = _Modules(graph, chance)
    while modules.spread() or modules.merge():
        pass
    return modules.label


# Chance


def _chance(graph: igraph.Graph, method: str, seed: str) -> float:
    """The best modularity that some runs find in a rewired copy."""
    found = _runs(graph, method, seed, TRIES)
    return max(_modularity(graph, labels) for labels in found)


def _copies(
    network: Network, graph: igraph.Graph, weighted: bool, seed: str, many: int
) -> Iterator[igraph.Graph]:
    """Copies of the network with other ties of the same degrees.

    Two ties exchange ends, ten times as often as there are ties. A projected network is projected
    again from memberships that were rewired so: cliques are no sign of anything in it. Elsewhere
    the weights are dealt anew among the ties.
    """
    lists = _memberships(network) if network.rule.projection else None
    for at in range(many):
        with _seeded(f"{seed} {at}") as chance:
            copy = (lists or graph).copy()
            copy.rewire(10 * copy.ecount())
            if lists:
                yield _projected(copy, network, weighted)
            else:
                copy.es["weight"] = chance.sample(graph.es["weight"], graph.ecount())
                yield copy


def _memberships(network: Network) -> igraph.Graph:
    """Who shares what in a projected network: a tie from each node to each thing that it shares."""
    assert network.through
    pairs = network.through.shared(network.things)
    number = {shared: len(network) + at for at, shared in enumerate(sorted({s for _, s in pairs}))}
    ties = sorted((network.position[thing], number[shared]) for thing, shared in pairs)
    return networks.library_igraph().Graph(len(network) + len(number), ties, directed=True)


def _projected(lists: igraph.Graph, network: Network, weighted: bool) -> igraph.Graph:
    """The network that memberships project to, weighed as the network is."""
    things, shared = np.array(lists.get_edgelist()).T
    shape = (len(network), lists.vcount())
    ends, found = networks.shares(things, shared, shape, network.weighting)
    weights = found if weighted else np.ones(len(ends))
    graph = networks.library_igraph().Graph
    return graph(len(network), ends, edge_attrs={"weight": weights.tolist()})


# Agreement


def agreement(one: Sequence[Hashable], two: Sequence[Hashable]) -> float:
    """The adjusted mutual information of two groupings of the same things.

    N. X. Vinh, J. Epps and J. Bailey, J. Mach. Learn. Res. 11, 2837 (2010), normalised by the
    arithmetic mean of the entropies: 1 for the same groups, 0 on average by chance. Where one has
    a single group and the other has not, there is nothing to agree on: 0.
    """
    table = _contingency(one, two)
    if 1 in table.shape:
        return float(table.shape == (1, 1))
    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    chance = _expected_information(rows, columns, total)
    most = (_entropy(rows / total) + _entropy(columns / total)) / 2
    shared = 2 * most - _entropy(table.ravel() / total)
    return float((shared - chance) / (most - chance)) if most - chance > 1e-12 else 1.0


def _contingency(one: Sequence[Hashable], two: Sequence[Hashable]) -> NDArray[np.float64]:
    """How many things are in each group of the one and of the other."""
    rows, columns = ({label: at for at, label in enumerate(dict.fromkeys(x))} for x in (one, two))
    table = np.zeros((len(rows), len(columns)))
    for pair, many in Counter(zip(one, two, strict=True)).items():
        table[rows[pair[0]], columns[pair[1]]] = many
    return table


def _entropy(shares: NDArray[np.float64]) -> float:
    """Shannon's entropy in nats."""
    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())


def _expected_information(
    rows: NDArray[np.float64], columns: NDArray[np.float64], total: float
) -> float:
    """The mutual information to expect of groups of these sizes filled by chance."""
    from scipy.special import gammaln

    found = 0.0
    for (a, many_a), (b, many_b) in product(Counter(rows).items(), Counter(columns).items()):
        both = np.arange(max(1, a + b - total), min(a, b) + 1)
        gone = (a, b, total - a, total - b)
        left = (both, a - both, b - both, total - a - b + both)
        chance = sum(gammaln(x + 1) for x in gone) - gammaln(total + 1)
        chance = np.exp(chance - sum(gammaln(x + 1) for x in left))
        told = both / total * np.log(total * both / (a * b))
        found += many_a * many_b * float((told * chance).sum())
    return found


@dataclass(frozen=True, slots=True)
class Origins:
    """By node, what it comes from most: one thing, or all of those that it comes from alike.

    `several` counts the nodes that come from more than one, `alike` those of several foremost.
    """

    foremost: tuple[tuple[str, ...], ...]
    several: int

    @property
    def known(self) -> list[int]:
        """The nodes that come from anything."""
        return [at for at, foremost in enumerate(self.foremost) if foremost]

    @property
    def alike(self) -> int:
        return sum(len(foremost) > 1 for foremost in self.foremost)

    def agreement(self, groups: Labels) -> float | None:
        """How far the groups are those of one origin; None if all have the same, or none."""
        own = [self.foremost[at] for at in self.known]
        return agreement([groups[at] for at in self.known], own) if len({*own}) > 1 else None


def documents(network: Network, observed: Observations) -> Origins:
    """By node, the document (a slug) from which most of the facts come that tie it."""
    named = by_thing(network, observed)
    return _origins([Counter(named[thing]) for thing in network.things])


def alliances(joining: Network, network: Network) -> Origins:
    """By node, the alliance that it joins (in an affiliation), of several the largest."""
    members = Counter(joining.ends[:, 1].tolist())
    joined: dict[str, Counter[str]] = defaultdict(Counter)
    for body, alliance in joining.ends.tolist():
        joined[joining.things[body]][joining.things[alliance]] = members[alliance]
    return _origins([joined.get(thing, Counter()) for thing in network.things])


def _origins(counts: Sequence[Counter[str]]) -> Origins:
    foremost = tuple(map(_foremost, counts))
    return Origins(foremost, sum(len(each) > 1 for each in counts))


def _foremost(counts: Counter[str]) -> tuple[str, ...]:
    most = max(counts.values(), default=0)
    return tuple(sorted(name for name, many in counts.items() if many == most))


# Telling


def table(graph: Graph, found: Communities, origins: Origins) -> Answer:
    """A row for each thing, group by group; its document is the one that names it most."""
    network = found.network
    order = sorted(range(len(network)), key=lambda at: (found.groups[at], at))
    rows = (
        (
            ox.Literal(found.groups[at]),
            ox.Literal(network.label(network.things[at])),
            ox.Literal(graph.label(WX + network.kind(network.things[at]))),
            ox.Literal(", ".join(origins.foremost[at])),
            ox.NamedNode(network.things[at]),
        )
        for at in order
    )
    return Answer("select", COLUMNS, tuple(rows))


def report(graph: Graph, found: Communities, observed: Observations) -> Iterator[str]:
    """What a reader must know before the groups, a line each; an echo of documents first."""
    origins = documents(found.network, observed)
    value, above = origins.agreement(found.groups), found.beyond_chance
    echo = value is None or value >= ECHO
    if echo:
        yield _of_documents(found, origins, value)
    if found.copies and not above:
        yield f"chance alone can group as well: {_against_chance(found)}"
    yield from rank.report(graph, found.network, observed)
    if found.alone:
        yield f"{phrase.count(len(found.alone), 'thing')} without a tie left out"
    yield from _grouped(found)
    if found.copies and above:
        yield _against_chance(found)
    yield _stable(found)
    if not echo:
        yield _of_documents(found, origins, value)
    yield from _of_alliances(graph, found)


def _of_documents(found: Communities, origins: Origins, value: float | None) -> str:
    if value is None:
        return "all here is named by one document: the groups cannot be told from what it says"
    said = f"agreement with the document of origin is {value:.2f} ({_SCALE})"
    if value >= ECHO:
        said = f"the groups repeat which document names whom: {said}, {ECHO} or more"
    return f"{said}; {_told(origins, 'tied by facts of several documents', 'has most of them')}"


def _told(origins: Origins, several: str, most: str) -> str:
    """How many things have several origins, and how many of these several foremost ones."""
    said = f"{phrase.count(origins.several, 'thing')} {several}"
    if origins.several:
        said += f"; each counts for the one that {most}"
    alike = f" ({origins.alike} of them for several that do so alike)"
    return said + (alike if origins.alike else "")


def _grouped(found: Communities) -> Iterator[str]:
    sizes = ", ".join(map(str, found.sizes))
    weights = f"{found.network.weighting or 'its own'} weights"
    how = f"{found.method}, {weights if found.weighted else 'every tie weighs 1'}"
    name = "Barber's modularity" if found.network.rule.two_mode else "modularity"
    groups = f"{phrase.count(len(found.sizes), 'group')} of {sizes}"
    yield f"{groups}; {name} {found.modularity:.3f} ({how})"
    parts = len({*found.parts})
    if found.groups == found.parts:
        unjoined = phrase.count(parts, "part")
        yield f"the groups are just the {unjoined} of the network that no tie joins"
    elif parts > 1:
        alone = f"these parts, taken as the groups, would have {found.parts_modularity:.3f}"
        yield f"the network is in {parts} parts, and no group can be larger than its part; {alone}"


def _against_chance(found: Communities) -> str:
    low, high = min(found.copies), max(found.copies)
    mean = sum(found.copies) / len(found.copies)
    reach = sum(value > found.modularity - _SAME for value in found.copies)
    copies = f"{phrase.count(len(found.copies), 'copy', 'copies')} {_rewired(found)}"
    verdict = f"{reach or 'none'} of them reach the {found.modularity:.3f} of the network"
    return f"{copies} have modularity {mean:.3f} on average ({low:.3f} to {high:.3f}); {verdict}"


def _rewired(found: Communities) -> str:
    if found.network.rule.projection:
        return "with memberships dealt anew, as many for each,"
    return "with ties dealt anew, as many for each thing,"


def _stable(found: Communities) -> str:
    runs = sum(found.runs.values())
    if len(found.runs) == 1:
        return f"all of {phrase.count(runs, 'run')} found these groups"
    said = f"{runs} runs found {len(found.runs)} partitions, {found.runs[found.groups]} this one"
    said = f"{said}; their mean agreement with it is {found.stability:.2f}"
    several = f"; {found.equals} are equally good, of which the first is shown"
    return said + (several if found.equals > 1 else "")


def _of_alliances(graph: Graph, found: Communities) -> Iterator[str]:
    joining = networks.of(graph, "affiliation")
    origins = alliances(joining, found.network)
    value, many = origins.agreement(found.groups), sum(map(bool, origins.foremost))
    if value is None or many < rank.FEWEST:
        return
    drawn = ", of which the ties are made," if {*found.network.facts} <= {*joining.facts} else ""
    told = _told(origins, "in several", "has the most members")
    yield f"agreement with the alliance joined{drawn} is {value:.2f} for {many} things; {told}"
