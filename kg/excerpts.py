"""Excerpts: views made on the spot, of what lies around a thing, on ways, or behind an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from kg import network, phrase
from kg.network import Network
from kg.viewfile import View

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.ways import Ways

Excerpt = tuple[View, Network]
LAYOUT = "boxes"


def around(graph: Graph, thing: str, hops: int, name: str = "everything") -> Excerpt:
    """What lies within so many ties of a thing (an IRI) in a network."""
    drawn = network.of(graph, name)
    at = drawn.position.get(thing)
    near = drawn.igraph.neighborhood(at, order=hops, mode="all") if at is not None else []
    made = network.among(drawn, {drawn.things[each] for each in near})
    label = graph.label(thing)
    others = phrase.count(max(0, len(made) - 1), "thing")
    within = "" if hops == 1 else f" within {hops} ties"
    return _view(
        "around",
        drawn,
        f"Around {label}",
        f"{label} is tied to {others}{within}",
        f"What the documents tie to {label}, directly or by way of others.",
    ), made


def along(graph: Graph, found: Ways) -> Excerpt:
    """The things and ties on the ways between two things."""
    drawn = network.of(graph, found.network)
    facts = {fact.fact for way in found.ways for step in way.steps for fact in step.facts}
    title = f"{found.source_label} to {found.target_label}"
    ways = phrase.count(len(found.ways), "way")
    return _view(
        "path",
        drawn,
        title,
        f"{ways} from {found.source_label} to {found.target_label}",
        "The shortest ways between the two, step by step; a way is no proof of contact.",
    ), _resting(drawn, facts)


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
