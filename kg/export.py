"""The graph in the formats of RDF: one function each, the same bytes for the same graph."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from kg import credits, releases
from kg.derive import DAY_NAMES
from kg.errors import KgError
from kg.facts import texts
from kg.rdf import serialized
from kg.slice import Slice
from kg.vocabulary import (
    DATASET,
    DAYS_GRAPH,
    DCTERMS,
    DERIVED_GRAPH,
    ONTOLOGY_GRAPH,
    OWL,
    POSITIONS_GRAPH,
    PREFIXES,
    PROV,
    RDF,
    WX,
    XSD,
    compact,
)

if TYPE_CHECKING:
    from kg.graph import Graph

DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
NOTHING = DefaultGraph()
ON_DEMAND = frozenset(WX + name for name in (*DAY_NAMES, "ofDocument", "start", "end"))
DERIVED = frozenset((DERIVED_GRAPH, DAYS_GRAPH, POSITIONS_GRAPH))
# Oxigraph writes the slash in `fact:hiec/host` with an escape that not every reader knows.
WRITTEN = {name: iri for name, iri in PREFIXES.items() if name not in ("document", "fact", "graph")}
WRITTEN |= {"dcat": DCAT, "void": VOID}
_XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TYPE = NamedNode(RDF + "type")
_PLAIN = frozenset((XSD + "string", RDF + "langString"))


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a graph, whether with its named graphs, and the ending of such files."""

    write: Callable[[Graph, Sequence[Quad]], bytes]
    named: bool
    ending: str


def export(graph: Graph, form: str, *, derived: bool = False) -> bytes:
    """The graph's slice in a format of `FORMATS`, with a header on version, slice and date.

    turtle, nt, rdfxml and jsonld hold the default graph, trig and nq the named graphs as read,
    less the facts that the slice leaves out. `derived` adds the days of facts and the positions
    of passages (in trig and nq all that is derived). KgError if the format cannot hold the graph.
    """
    chosen = FORMATS[form]
    quads = _named(graph, derived) if chosen.named else _default(graph, derived)
    return chosen.write(graph, sorted(_canonical([*header(graph), *quads]), key=_order))


def header(graph: Graph) -> list[Quad]:
    """What is said of the data set itself: title, data version, slice, date and licence."""
    node, credited = NamedNode(DATASET), credits.credits(graph)
    values: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", NamedNode(DCAT + "Dataset")),
        (RDF + "type", NamedNode(VOID + "Dataset")),
        (DCTERMS + "title", Literal(credited.title, language="en")),
        *((DCTERMS + "creator", Literal(each)) for each in credited.creators),
        *((DCTERMS + "license", NamedNode(each)) for each in credited.licences),
        (DCTERMS + "description", Literal(f"Slice: {graph.slice.describe()}", language="en")),
        (OWL + "versionInfo", Literal(graph.version)),
        _version(graph),
    ]
    if issued := releases.issued(graph.version):
        values.append((DCTERMS + "issued", Literal(issued, datatype=NamedNode(XSD + "date"))))
    if day := vouched(graph):
        values.append((DCTERMS + "modified", Literal(day, datatype=NamedNode(XSD + "date"))))
    return [Quad(node, NamedNode(name), value, NOTHING) for name, value in values]


def _version(graph: Graph) -> tuple[str, NamedNode]:
    """What ties the data to their version: the whole is the version, a slice derives from it."""
    whole = graph.slice == Slice()
    return (OWL + "versionIRI" if whole else PROV + "wasDerivedFrom"), NamedNode(
        releases.iri(graph.version)
    )


def comment(graph: Graph) -> str:
    """The header in one line, for the formats that have comments."""
    dated = f", vouched for on {day}" if (day := vouched(graph)) else ""
    version = releases.told(graph.version)
    title, slice_ = credits.credits(graph).title, graph.slice.describe()
    return f"{title}. Data version {version}{dated}. Slice: {slice_}."


def vouched(graph: Graph) -> str:
    """The latest day on which a curator vouched for a part of the graph, or ""."""
    rows = texts(graph, "SELECT (MAX(?day) AS ?last) WHERE { ?graph wx:vouchedOn ?day }")
    return next((row["last"] for row in rows if row), "")


def context(graph: Graph) -> dict[str, object]:
    """The JSON-LD context of the ontology: prefixes, and a short term for each property of ours.

    Object properties, also those of other vocabularies, take IRIs as plain strings.
    """
    rows = texts(
        graph,
        f"""
        SELECT DISTINCT ?property ?kind WHERE {{
          GRAPH <{ONTOLOGY_GRAPH}> {{ ?property a ?kind }}
          VALUES ?kind {{ owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
        }} ORDER BY ?property ?kind
        """,
    )
    terms = {row["property"]: row["kind"] == OWL + "ObjectProperty" for row in rows}
    defined = {_term(iri): _definition(iri, takes_iris) for iri, takes_iris in terms.items()}
    return {**WRITTEN, **{name: value for name, value in defined.items() if value}}


def turtle(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """Turtle, RDF 1.1."""
    return _commented(graph, _triples(quads, "turtle"))


def ntriples(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """N-Triples, in the order of its lines' subjects."""
    return _commented(graph, _triples(quads, "nt"))


def rdfxml(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """RDF/XML, its comment after the declaration; KgError for what XML has no way to say."""
    for quad in quads:
        _writable_in_xml(quad)
    declaration, rest = _triples(quads, "rdfxml").split(b"?>", 1)
    said = comment(graph).replace("--", "- -").encode()
    # A reader of XML takes a bare carriage return for an end of line.
    return declaration + b"?>\n<!-- " + said + b" -->" + rest.replace(b"\r", b"&#13;")


def trig(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """TriG; what is said of the data set stands in its default graph."""
    return _commented(graph, serialized(quads, "trig", WRITTEN))


def nquads(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """N-Quads."""
    return _commented(graph, serialized(quads, "nq", {}))


def jsonld(graph: Graph, quads: Sequence[Quad]) -> bytes:
    """JSON-LD, compact, with its context inside so that no reader has to fetch one."""
    terms = context(graph)
    return linked(terms, nodes(quads, terms))


def nodes(quads: Iterable[Quad], terms: Mapping[str, object]) -> list[dict[str, object]]:
    """What is said of each subject, in the short words of a context."""
    found: dict[str, dict[str, object]] = {}
    for quad in quads:
        node = found.setdefault(_name(quad.subject), {"@id": _name(quad.subject)})
        _put(node, *_member(quad, terms))
    return list(found.values())


def linked(terms: Mapping[str, object], said: Sequence[Mapping[str, object]]) -> bytes:
    """A document of JSON-LD from its context and its nodes."""
    document = {"@context": terms, "@graph": said}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def context_file(graph: Graph) -> str:
    """The text of ontology/context.jsonld."""
    return json.dumps({"@context": context(graph)}, ensure_ascii=False, indent=2) + "\n"


FORMATS = {
    "turtle": Format(turtle, named=False, ending="ttl"),
    "trig": Format(trig, named=True, ending="trig"),
    "nt": Format(ntriples, named=False, ending="nt"),
    "nq": Format(nquads, named=True, ending="nq"),
    "jsonld": Format(jsonld, named=False, ending="jsonld"),
    "rdfxml": Format(rdfxml, named=False, ending="rdf"),
}


def _default(graph: Graph, derived: bool) -> Iterator[Quad]:
    store, gone = graph.store, _left_out(graph)
    for quad in store.quads_for_pattern(None, None, None, NOTHING):
        if quad.predicate.value not in ON_DEMAND and quad.subject not in gone:
            yield quad
    for name in (DAYS_GRAPH, POSITIONS_GRAPH) if derived else ():
        for quad in store.quads_for_pattern(None, None, None, NamedNode(name)):
            if quad.subject not in gone:
                yield Quad(quad.subject, quad.predicate, quad.object, NOTHING)


def _named(graph: Graph, derived: bool) -> Iterator[Quad]:
    store, gone = graph.store, _left_out(graph)
    hidden = () if derived else DERIVED
    for name in store.named_graphs():
        if name.value not in hidden:
            yield from (q for q in store.quads_for_pattern(None, None, None, name)
                        if q.subject not in gone)  # fmt: skip


def _left_out(graph: Graph) -> frozenset[object]:
    """The facts that the slice leaves out, and the passages that only they cite."""
    rows = graph.rows(
        """
        SELECT DISTINCT ?fact ?evidence WHERE {
          GRAPH ?graph { ?fact wx:evidence ?evidence }
          FILTER(ISIRI(?fact)) FILTER NOT EXISTS { ?fact wx:evidence ?any }
        }
        """
    )
    kept = {row["e"] for row in graph.rows("SELECT DISTINCT ?e WHERE { ?fact wx:evidence ?e }")}
    return frozenset(term for row in rows for term in row.values()) - kept


def _canonical(quads: Iterable[Quad]) -> Iterable[Quad]:
    """The quads, each once, with names for blank nodes that depend on their content alone."""
    dataset = Dataset(quads)
    if any(isinstance(term, BlankNode) for quad in dataset for term in (quad.subject, quad.object)):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    plain = quad.predicate != _TYPE
    return graph, str(quad.subject), plain, str(quad.predicate), str(quad.object)


def _triples(quads: Iterable[Quad], form: str) -> bytes:
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return serialized(triples, form, WRITTEN)


def _writable_in_xml(quad: Quad) -> None:
    if not _XML_NAME.search(quad.predicate.value):
        raise KgError(f"rdfxml cannot name the property {quad.predicate}; use turtle")
    if isinstance(quad.object, Literal) and _NOT_XML.search(quad.object.value):
        raise KgError(f"rdfxml cannot hold the control character in {quad.object}; use turtle")


def _commented(graph: Graph, data: bytes) -> bytes:
    return f"# {comment(graph)}\n".encode() + data


def _term(iri: str) -> str:
    return iri.removeprefix(WX) if iri.startswith(WX) else compact(iri)


def _definition(iri: str, takes_iris: bool) -> object:
    if takes_iris:
        return {"@id": compact(iri), "@type": "@id"}
    return compact(iri) if iri.startswith(WX) else None


def _name(term: object) -> str:
    if isinstance(term, BlankNode):
        return str(term)
    assert isinstance(term, NamedNode)
    short = compact(term.value)
    return term.value if short.startswith("<") or short.split(":")[0] not in WRITTEN else short


def _member(quad: Quad, terms: Mapping[str, object]) -> tuple[str, object]:
    """The key and value in JSON-LD of what a quad says of its subject."""
    if quad.predicate == _TYPE:
        return "@type", _name(quad.object)
    key = _term(quad.predicate.value)
    key = key if key in terms else _name(quad.predicate)
    if isinstance(quad.object, Literal):
        return key, _literal(quad.object)
    takes_iris = isinstance(terms.get(key), dict)
    return key, _name(quad.object) if takes_iris else {"@id": _name(quad.object)}


def _literal(literal: Literal) -> object:
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value in _PLAIN:
        return literal.value
    return {"@value": literal.value, "@type": _name(literal.datatype)}


def _put(node: dict[str, object], key: str, value: object) -> None:
    """Add a value to a node: alone as it is, several as a list."""
    if key not in node:
        node[key] = value
        return
    present = node[key]
    node[key] = [*present, value] if isinstance(present, list) else [present, value]
