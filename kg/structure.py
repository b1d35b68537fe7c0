"""Structure: how large, dense, parted and centralised a network is, and who stands alike in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.network import Network


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
    degrees = network.undirected.degree()
    return float(nodes * max(degrees) - sum(degrees)) / ((nodes - 1) * (nodes - 2))


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


def equivalents(network: Network) -> list[tuple[str, ...]]:
    """Classes of structurally equivalent nodes, largest first, those of one node left out.

    Two nodes of one mode are equivalent if they have the same ties of the same weight and
    direction to all others (Lorrain and White 1971).
    """
    found: dict[object, list[int]] = defaultdict(list)
    for at, (sides, first) in enumerate(zip(_profiles(network), network.first, strict=True)):
        found[_frozen(sides, {}), bool(first)].append(at)
        for weight in {*sides[0].values(), *sides[1].values()}:
            found[_frozen(sides, {at: weight}), bool(first)].append(at)
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
