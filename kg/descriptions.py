"""Descriptions: what the graph says of one thing or from one document, as RDF of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import export
from kg.facts import Fact
from kg.vocabulary import ID, SKOS

if TYPE_CHECKING:
    from kg.graph import Graph

Statements = Mapping[str, Sequence[Quad]]
"""What is said of each subject, by IRI, in a stable order."""

_LABEL = SKOS + "prefLabel"


def statements(ntriples: bytes) -> Statements:
    """What an export as N-Triples says, by subject."""
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in parse(ntriples, format=RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, NamedNode):
            found[quad.subject.value].append(quad)
    return found


def graphs(nquads: bytes) -> dict[str, list[Quad]]:
    """What an export as N-Quads says, by named graph."""
    quads = parse(nquads, format=RdfFormat.N_QUADS)
    return {name: list(found) for name, found in groupby(quads, _graph) if name}


def description(said: Statements, thing: str, facts: Iterable[Fact]) -> list[Quad]:
    """A thing with its names, the facts given with what they cite, and the names of the others."""
    found = dict.fromkeys(said.get(thing, ()))
    for fact in facts:
        found |= dict.fromkeys(said.get(fact.iri, ()))
        for cited in fact.texts("evidence"):
            found |= dict.fromkeys(said.get(cited, ()))
            found |= dict.fromkeys(said.get(cited.partition("#")[0], ()))
    return [*found, *(quad for quad in _labels(said, found) if quad not in found)]


def turtle(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """The statements as Turtle, the version of the data in a comment."""
    return export.turtle(graph, quads)


def jsonld(quads: Sequence[Quad], terms: Mapping[str, object]) -> bytes:
    """The statements as JSON-LD, with so much of a context as they use."""
    nodes = export.nodes(quads, terms)
    used = {key for node in nodes for key in node} | export.WRITTEN.keys()
    return export.linked({name: terms[name] for name in terms if name in used}, nodes)


def _labels(said: Statements, quads: Iterable[Quad]) -> Iterator[Quad]:
    """The preferred labels of the things that statements lead to, by their IRIs."""
    ends = {q.object.value for q in quads if isinstance(q.object, NamedNode)}
    for end in sorted(end for end in ends if end.startswith(ID)):
        yield from (quad for quad in said.get(end, ()) if quad.predicate.value == _LABEL)


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
