"""Structure: how large, dense, parted and centralised a network is, and who stands alike in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.network import Network


@dataclass(frozen=True, slots=True)
class Cut:
    """A node (`thing`) or tie (`tie`, a position) whose loss parts the network.

    `parts` are the sizes of the parts into which its own component falls, largest first.
    """

    thing: str
    tie: int | None
    parts: tuple[int, ...]


def density(network: Network) -> float:
    """The share of the possible ties that there are; NaN where none is possible.

    One mode: 2m/(n(n-1)), directed m/(n(n-1)); two modes of a and b nodes: m/(ab) (Borgatti and
    Everett 1997).
    """
    nodes, first = len(network), int(network.first.sum())
    pairs = nodes * (nodes - 1) / (1 if network.rule.directed else 2)
    possible = first * (nodes - first) if network.rule.two_mode else pairs
    return network.size / possible if possible else float("nan")


def centralisation(network: Network) -> float:
    """Degree centralisation of a network of one mode (Freeman 1979): 1 for a star, 0 for a ring.

    The sum of differences to the largest degree, ties taken as undirected, divided by
    (n-1)(n-2). NaN for two modes and for fewer than three nodes.
    """
    nodes = len(network)
    if network.rule.two_mode or nodes < 3:
        return float("nan")
    degrees = [len(each) for each in neighbours(network)]
    return sum(max(degrees) - degree for degree in degrees) / ((nodes - 1) * (nodes - 2))


def external_internal(network: Network, kind: Mapping[str, str]) -> float:
    """The E-I index by kind (Krackhardt, Stern 1988): -1 if all ties are within kinds, 1 if across.

    Counts the ties of which both ends have a known kind; NaN where there is none.
    """
    within = across = 0
    for one, two in network.ends.tolist():
        kinds = kind.get(network.things[one]), kind.get(network.things[two])
        if None not in kinds:
            within, across = within + (kinds[0] == kinds[1]), across + (kinds[0] != kinds[1])
    return (across - within) / (across + within) if across + within else float("nan")


def components(network: Network) -> list[int]:
    """The sizes of the components, ties taken as undirected, largest first."""
    return sorted(network.igraph.connected_components(mode="weak").sizes(), reverse=True)


def neighbours(network: Network) -> list[set[int]]:
    """By node, the nodes to which it is tied in either direction."""
    found: list[set[int]] = [set() for _ in network.things]
    for one, two in network.ends.tolist():
        found[one].add(two)
        found[two].add(one)
    return found


def equivalents(network: Network) -> list[tuple[str, ...]]:
    """Classes of structurally equivalent nodes, largest first, those of one node left out.

    Two nodes are equivalent if they have the same ties of the same weight and direction to all
    others (Lorrain and White 1971).
    """
    found: dict[object, list[int]] = defaultdict(list)
    for at, sides in enumerate(_profiles(network)):
        found[_frozen(sides, {})].append(at)
        for weight in {*sides[0].values(), *sides[1].values()}:
            found[_frozen(sides, {at: weight})].append(at)
    classes = list(found.values())
    named = {tuple(network.things[at] for at in sorted(each)) for each in classes if len(each) > 1}
    return sorted(named, key=lambda each: (-len(each), each))


Profile = tuple[dict[int, float], dict[int, float]]


def _profiles(network: Network) -> list[Profile]:
    found: list[Profile] = [({}, {}) for _ in network.things]
    for (one, two), weight in zip(network.ends.tolist(), network.weights.tolist(), strict=True):
        found[one][1][two] = found[two][0][one] = round(weight, 9)
        if not network.rule.directed:
            found[two][1][one] = found[one][0][two] = round(weight, 9)
    return found


def _frozen(sides: Profile, own: Mapping[int, float]) -> object:
    """A profile to compare; with a tie to itself that all of a class have among themselves."""
    return tuple(frozenset({**side, **own}.items()) for side in sides)


def by_kind(network: Network) -> Counter[str]:
    """How many nodes there are of each class, by its local name."""
    return Counter(network.kind(thing) for thing in network.things)


def ties_by_kind(network: Network) -> Counter[str]:
    """How many ties there are of each kind (an IRI); a tie of several kinds counts for each."""
    return Counter(kind for tie in range(network.size) for kind in network.kinds(tie))


# Brokers


def articulation_points(network: Network) -> list[Cut]:
    """The nodes whose loss leaves their component in more parts, most even parting first."""
    graph = network.igraph.as_undirected() if network.rule.directed else network.igraph
    cuts = [
        Cut(network.things[at], None, _parts(network, at)) for at in graph.articulation_points()
    ]
    return sorted(cuts, key=lambda cut: (-sum(cut.parts[1:]), cut.thing))


def bridges(network: Network) -> list[Cut]:
    """The ties whose loss leaves their component in two parts, the most even parting first.

    `thing` is the end of the tie that lies in the smaller part.
    """
    graph = network.igraph.as_undirected(mode="each") if network.rule.directed else network.igraph
    cuts = [_bridge(network, tie) for tie in graph.bridges()]
    return sorted(cuts, key=lambda cut: (-cut.parts[1], cut.thing, cut.tie))


def _bridge(network: Network, tie: int) -> Cut:
    one, two = network.ends[tie].tolist()
    sides = [(len(_reached(network, end, {other})), end) for end, other in ((one, two), (two, one))]
    (small, end), (large, _) = sorted(sides)
    return Cut(network.things[end], tie, (large, small))


def _parts(network: Network, cut: int) -> tuple[int, ...]:
    seen: set[int] = set()
    sizes = []
    for start in sorted(neighbours(network)[cut]):
        if start not in seen:
            reached = _reached(network, start, {cut})
            seen |= reached
            sizes.append(len(reached))
    return tuple(sorted(sizes, reverse=True))


def _reached(network: Network, start: int, but: set[int]) -> set[int]:
    around, seen, waiting = neighbours(network), {start}, [start]
    while waiting:
        fresh = around[waiting.pop()] - seen - but
        seen |= fresh
        waiting.extend(fresh)
    return seen
