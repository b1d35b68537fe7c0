"""Groups told: communities as a table, and what a reader must know before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import network, phrase, rank
from kg.modularity import SAME
from kg.origins import Origins, alliances, documents
from kg.query import Answer
from kg.vocabulary import WX

if TYPE_CHECKING:
    from kg.communities import Communities
    from kg.graph import Graph
    from kg.observations import Observations

ECHO = 0.5
"""Adjusted mutual information from which groups are said to repeat the documents."""
COLUMNS = ("group", "name", "kind", "document", "thing")
_SCALE = "adjusted mutual information: 1 the same groups, 0 chance"


def table(graph: Graph, found: Communities, origins: Origins) -> Answer:
    """A row for each thing, group by group; its document is the one that names it most."""
    made = found.network
    order = sorted(range(len(made)), key=lambda at: (found.groups[at], at))
    rows = (
        (
            ox.Literal(found.groups[at]),
            ox.Literal(made.label(made.things[at])),
            ox.Literal(graph.label(WX + made.kind(made.things[at]))),
            ox.Literal(", ".join(origins.foremost[at])),
            ox.NamedNode(made.things[at]),
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
    reach = sum(value > found.modularity - SAME for value in found.copies)
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
    joining = network.of(graph, "affiliation")
    origins = alliances(joining, found.network)
    value, many = origins.agreement(found.groups), sum(map(bool, origins.foremost))
    if value is None or many < rank.FEWEST:
        return
    drawn = ", of which the ties are made," if {*found.network.facts} <= {*joining.facts} else ""
    told = _told(origins, "in several", "has the most members")
    yield f"agreement with the alliance joined{drawn} is {value:.2f} for {many} things; {told}"
