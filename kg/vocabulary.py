"""The namespaces, prefixes and names of the graph, and how IRIs are shortened."""

import re
from urllib.parse import quote, unquote

BASE = "https://w3id.org/wessex-kg/"
DATASET = BASE + "dataset"
WX = BASE + "ontology#"
ID = BASE + "id/"
DOCUMENT = BASE + "document/"
FACT = BASE + "fact/"
GRAPH = BASE + "graph/"
DCTERMS = "http://purl.org/dc/terms/"
EDTF = "http://id.loc.gov/datatypes/edtf/"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "wx": WX,
    "id": ID,
    "document": DOCUMENT,
    "fact": FACT,
    "graph": GRAPH,
    "bibo": "http://purl.org/ontology/bibo/",
    "dcterms": DCTERMS,
    "edtf": EDTF,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": SKOS,
    "xsd": XSD,
}

ONTOLOGY_GRAPH = GRAPH + "ontology"
ENTITIES_GRAPH = GRAPH + "entities"
DERIVED_GRAPH = GRAPH + "derived"
DAYS_GRAPH = GRAPH + "derived-days"
POSITIONS_GRAPH = GRAPH + "derived-positions"

FACT_KINDS: tuple[str, ...] = (
    "Post",
    "Membership",
    "Funding",
    "Collaboration",
    "Change",
    "Naming",
    "Part",
    "Location",
    "Description",
    "Relation",
    "Figure",
    "Milestone",
    "Identifier",
)
THING_KINDS: tuple[str, ...] = ("Alliance", "Organisation", "Programme", "Person", "Place")
PARTY_PROPERTIES: tuple[str, ...] = (
    "holder",
    "roleIn",
    "member",
    "memberOf",
    "funder",
    "recipient",
    "fundedWork",
    "party",
    "about",
    "predecessor",
    "successor",
    "names",
    "part",
    "whole",
    "located",
    "place",
    "subject",
    "object",
    "identifies",
)
STATUSES: tuple[str, ...] = ("actual", "planned", "estimated", "claimed")

_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\Z")


def compact(iri: str) -> str:
    """The IRI as a prefixed name that is valid in SPARQL, else in angle brackets."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def slug(iri: str) -> str:
    """The last part of an IRI's path or fragment, as a person would say it."""
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1])


def place(source: str) -> str:
    """A document or passage in a few characters, such as `whp-launch 168–372`."""
    document, _, position = source.partition("#")
    where = position.removeprefix("char=").replace(",", "–")
    return f"{slug(document)} {where}".strip()


def document_of(graph: str) -> str:
    """The IRI of the document from which a named graph was read."""
    return DOCUMENT + graph.removeprefix(GRAPH)


def graph_named(name: str) -> str:
    """The IRI of the named graph for a file with that stem."""
    return GRAPH + quote(name, safe="-._~")
