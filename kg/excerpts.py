"""Excerpts: views made on the spot, of what lies around a thing, on ways, or behind an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kg import network, phrase
from kg.network import Network
from kg.viewfile import View

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.ways import Way, Ways

Excerpt = tuple[View, Network]
LAYOUT = "boxes"
LEAST, MOST = 3, 6
"""How many ways are drawn where the shortest is the only one of its length; how many at most."""


def around(graph: Graph, thing: str, hops: int, name: str = "everything") -> Excerpt:
    """What lies within so many ties of a thing (an IRI) in a network."""
    drawn = network.of(graph, name)
    at = drawn.position.get(thing)
    near = drawn.igraph.neighborhood(at, order=hops, mode="all") if at is not None else []
    made = network.among(drawn, {drawn.things[each] for each in near})
    label = graph.label(thing)
    others = phrase.count(max(0, len(made) - 1), "named thing")
    within = "" if hops == 1 else f" within {hops} ties"
    how = "" if hops == 1 else ", directly or by way of others"
    return _view(
        "around",
        drawn,
        f"Around {label}",
        f"{label} is tied to {others}{within}",
        f"The named bodies, programmes and people that the documents tie to {label}{how}."
        " Places, and classes of bodies without names, are left out.",
    ), made


def along(graph: Graph, found: Ways) -> Excerpt:
    """The things and ties on the ways between two things: on all of the shortest, or on a few."""
    drawn = network.of(graph, found.network)
    ways = _few(found.ways)
    told = tuple((way.steps[0].source, *(step.target for step in way.steps)) for way in ways)
    steps = {frozenset(map(drawn.position.get, pair)) for way in told for pair in pairwise(way)}
    ties = [tie for tie, ends in enumerate(drawn.ends.tolist()) if frozenset(ends) in steps]
    view = _view(
        "path",
        drawn,
        f"{found.source_label} to {found.target_label}",
        _how_short(found, ways),
        "Each step leads on to the right, in the words of its facts and with their dates, dashed"
        " where it is only planned. A way is no proof that any two on it met.",
    )
    made = network.without_isolates(network.subset(drawn, ties))
    return replace(view, layout="steps", ways=told), made


def _few(ways: Sequence[Way]) -> Sequence[Way]:
    """All that are as short as the shortest, though few, or some that are longer with it."""
    short = [way for way in ways if way.shortest]
    return short[:MOST] if len(short) > 1 else ways[:LEAST]


def _how_short(found: Ways, ways: Sequence[Way]) -> str:
    if not ways:
        return f"No way leads from {found.source_label} to {found.target_label}"
    steps = phrase.count(ways[0].length, "step")
    if not ways[-1].shortest:
        return f"{phrase.count(len(ways), 'way')}, the shortest of {steps}"
    if len(ways) == 1:
        return f"One way, of {steps}"
    some = f"{len(ways)} of " if len(ways) < found.equally_short else ""
    return f"{some}{found.equally_short:,} equally short ways, each of {steps}"


def behind(graph: Graph, name: str, facts: Iterable[str]) -> Excerpt:
    """The ties that rest on the facts behind an answer."""
    drawn = network.of(graph, "everything")
    made = _resting(drawn, set(facts))
    ties = phrase.count(made.size, "tie")
    return _view(
        name,
        drawn,
        f"Behind the question {name}",
        f"{ties} carry the answer to {name}",
        "The bodies, programmes and people that the facts behind the answer tie to each other.",
    ), made


def _resting(drawn: Network, facts: Collection[str]) -> Network:
    """The network of the ties that rest on one of these facts."""
    ties = [tie for tie in range(drawn.size) if not set(facts).isdisjoint(drawn.evidence(tie))]
    return network.without_isolates(network.subset(drawn, ties))


def _view(name: str, drawn: Network, title: str, headline: str, see: str) -> View:
    return View(
        name=name,
        source=drawn.rule.source,
        title=title,
        headline=headline.replace("{", "(").replace("}", ")"),
        see=see,
        layout=LAYOUT,
        rule=drawn.rule,
    )
