"""Shapes: what a well-formed fact is, by SHACL Core on a plain rdflib graph."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg import content
from kg.errors import KgError
from kg.findings import Severity
from kg.vocabulary import GRAPH, PREFIXES, RDF, compact

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph as RdfGraph
    from rdflib.term import Node

SHACL = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/wessex-kg/shapes#"
REPAIR = " Repair: "
_SEVERITIES: dict[str, Severity] = {"Violation": "violation", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Breach:
    """A thing that breaks a constraint: `shape` and `component` are local names, `found` words."""

    shape: str
    component: str
    severity: Severity
    thing: str
    message: str
    repair: str
    found: str


@dataclass(frozen=True, slots=True)
class Use:
    """A property of a kind of thing: how often it may stand (None: any number), and its values.

    `ranges` are IRIs of classes and datatypes, `schemes` of concept schemes.
    """

    kind: str
    property: str
    least: int
    most: int | None
    ranges: tuple[str, ...]
    schemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Includes:
    """Between what a property goes (schema:domainIncludes, schema:rangeIncludes), as IRIs."""

    property: str
    domains: tuple[str, ...]
    ranges: tuple[str, ...]


def validate(store: ox.Store) -> list[Breach]:
    """Every breach of the shapes by what the files state, in a stable order."""
    import pyshacl

    with _quiet():
        data = stated(store)
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inference="none", inplace=True)
    if not hasattr(report, "subject_objects"):
        raise KgError(f"ontology/shapes.ttl cannot be used: {report}")
    found = {_breach(report, each) for _, each in report.subject_objects(_sh("result"))}
    return sorted(found, key=lambda b: (b.thing, b.shape, b.component, b.found))


@cache
def shapes() -> RdfGraph:
    """The shapes graph of ontology/shapes.ttl."""
    from rdflib import Graph as RdfGraph

    return RdfGraph().parse(content.folder("ontology") / "shapes.ttl", format="turtle")


def stated(store: ox.Store) -> RdfGraph:
    """The merge of the named graphs that were read from files, as a plain rdflib graph."""
    from rdflib import Graph as RdfGraph

    merged = RdfGraph()
    for quad in store:
        name = getattr(quad.graph_name, "value", "")
        if name and not name.startswith(GRAPH + "derived"):
            merged.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return merged


def uses() -> list[Use]:
    """Which properties each kind of fact or thing has, by kind and property."""
    graph = shapes()
    kinds = sorted((str(kind), shape) for shape, kind in graph.subject_objects(_sh("targetClass")))
    found = [_use(k, each) for k, shape in kinds for each in graph.objects(shape, _sh("property"))]
    return sorted(found, key=lambda use: (use.kind, use.property))


def includes() -> list[Includes]:
    """Between what each property goes, as the shapes say, by property."""
    found: dict[str, list[Use]] = {}
    for use in uses():
        found.setdefault(use.property, []).append(use)
    return [
        Includes(
            name,
            tuple(sorted({use.kind for use in group})),
            tuple(sorted({each for use in group for each in use.ranges})),
        )
        for name, group in sorted(found.items())
        if name != RDF + "type"
    ]


def includes_turtle() -> str:
    """The same as Turtle, for readers and diagram tools; generated, never loaded."""
    said = [f"@prefix {p}: <{n}> ." for p, n in PREFIXES.items()]
    for each in includes():
        sides = {"schema:domainIncludes": each.domains, "schema:rangeIncludes": each.ranges}
        lines = [f"    {p} {', '.join(map(compact, iris))}" for p, iris in sides.items() if iris]
        said.append(f"\n{compact(each.property)}\n" + " ;\n".join(lines) + " .")
    return "\n".join(said) + "\n"


def _use(kind: str, shape: Node) -> Use:
    graph = shapes()
    ranges, schemes = _values(shape)
    least, most = graph.value(shape, _sh("minCount")), graph.value(shape, _sh("maxCount"))
    path = graph.value(shape, _sh("path"))
    return Use(
        kind, str(path), int(str(least or 0)), int(str(most)) if most else None, ranges, schemes
    )


def _values(shape: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes and datatypes of a shape's values, and the schemes of its concepts."""
    graph = shapes()
    ranges = {str(o) for name in ("class", "datatype") for o in graph.objects(shape, _sh(name))}
    schemes = {str(o) for each in _within(shape) for o in graph.objects(each, _sh("hasValue"))}
    if schemes:
        ranges.add(PREFIXES["skos"] + "Concept")
    for each in _alternatives(shape):
        more = _values(each)
        ranges |= set(more[0])
        schemes |= set(more[1])
    return tuple(sorted(ranges)), tuple(sorted(schemes))


def _alternatives(shape: Node) -> Iterator[Node]:
    graph = shapes()
    yield from graph.objects(shape, _sh("node"))
    for several in graph.objects(shape, _sh("or")):
        yield from graph.items(several)


def _within(shape: Node) -> Iterator[Node]:
    yield from shapes().objects(shape, _sh("property"))


def _breach(report: RdfGraph, result: Node) -> Breach:
    shape = report.value(result, _sh("sourceShape"))
    component = _local(report.value(result, _sh("sourceConstraintComponent")))
    message, _, repair = str(report.value(result, _sh("resultMessage"))).partition(REPAIR)
    return Breach(
        _local(shape),
        component.removesuffix("ConstraintComponent"),
        _SEVERITIES[_local(report.value(result, _sh("resultSeverity")))],
        str(report.value(result, _sh("focusNode"))),
        message.rstrip("."),
        repair.rstrip("."),
        _found(report, result),
    )


def _found(report: RdfGraph, result: Node) -> str:
    """The offending value as Turtle would write it, its property first if that is the offence."""
    value, focus = report.value(result, _sh("value")), report.value(result, _sh("focusNode"))
    if value is None or value == focus:
        return ""
    component = _local(report.value(result, _sh("sourceConstraintComponent")))
    path = report.value(result, _sh("resultPath"))
    before = f"{compact(str(path))} " if component.startswith("Closed") else ""
    return before + (_literal(value) if hasattr(value, "datatype") else compact(str(value)))


def _literal(value: Node) -> str:
    language, datatype = getattr(value, "language", None), getattr(value, "datatype", None)
    mark = f"@{language}" if language else f"^^{compact(str(datatype))}" if datatype else ""
    return f'"{value}"{mark}'


def _local(iri: Node | None) -> str:
    return str(iri).rsplit("#", 1)[-1]


def _node(term: object) -> Node:
    """An Oxigraph term as rdflib's, its lexical form untouched."""
    import pyoxigraph as ox
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdfLiteral

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        return RdfLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)
    return BNode(str(getattr(term, "value", term)))


def _sh(name: str) -> Node:
    from rdflib import URIRef

    return URIRef(SHACL + name)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing tracebacks for the ill-typed values that the shapes report."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
