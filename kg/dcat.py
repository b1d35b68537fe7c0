"""The data set described for catalogues: DCAT 3 with its files, VoID with its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeGuard

from pyoxigraph import Literal, NamedNode, Quad

from kg import credits, export, releases
from kg.credits import Credits
from kg.vocabulary import BASE, DATASET, ID, PREFIXES, RDF

if TYPE_CHECKING:
    from kg.documents import Document
    from kg.downloads import Download
    from kg.graph import Graph

KEYWORDS = ("health partnerships", "NHS", "Wessex", "provenance", "knowledge graph")
_HEAD = {
    **{name: PREFIXES[name] for name in ("dcterms", "foaf", "owl", "prov", "xsd")},
    "dcat": export.DCAT,
    "spdx": "http://spdx.org/rdf/terms#",
    "void": export.VOID,
}
_TYPE = RDF + "type"


def dcat(
    graph: Graph, quads: Sequence[Quad], files: Sequence[Download], documents: Iterable[Document]
) -> str:
    """The description as Turtle; what it says of files is relative to where it stands.

    `quads` is the data as one graph, `files` its distributions. Sources: W3C, Data Catalog
    Vocabulary 3 (2024); Describing Linked Datasets with the VoID Vocabulary (2011).
    """
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in sorted(_HEAD.items()))
    said = [*_about(graph, documents), *_counted(quads)]
    said += [("dcat:distribution", f"<#{file.name}>") for file in files]
    said += [("void:dataDump", f"<{file.path}>") for file in files if file.rdf]
    parts = [_node(f"<{DATASET}>", said)]
    licences = [*_licences(credits.credits(graph))]
    parts += [_node(f"<#{file.name}>", [*_file(file), *licences]) for file in files]
    return "\n".join([prefixes, *parts])


def _node(subject: str, said: Iterable[tuple[str, str]]) -> str:
    return f"{subject}\n" + " ;\n".join(f"    {name} {value}" for name, value in said) + " .\n"


def _about(graph: Graph, documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    yield "a", "dcat:Dataset, void:Dataset"
    credited = credits.credits(graph)
    yield "dcterms:title", _words(credited.title)
    yield "dcterms:description", _words(f"Facts with evidence. Slice: {graph.slice.describe()}.")
    for creator in credited.creators:
        yield "dcterms:creator", str(Literal(creator))
        yield "dcterms:publisher", f"[ a foaf:Agent ; foaf:name {Literal(creator)} ]"
    yield from _licences(credited)
    yield "dcterms:language", "<http://publications.europa.eu/resource/authority/language/ENG>"
    if issued := releases.issued(graph.version):
        yield "dcterms:issued", _typed(issued, "date")
    if day := export.vouched(graph):
        yield "dcterms:modified", _typed(day, "date")
    yield "dcat:version", str(Literal(graph.version))
    yield "owl:versionInfo", str(Literal(graph.version))
    yield "owl:versionIRI", f"<{releases.iri(graph.version)}>"
    yield "dcat:landingPage", "<START-HERE.html>"
    yield "dcterms:conformsTo", f"<{BASE}ontology>"
    for word in KEYWORDS if credited.ours else ():
        yield "dcat:keyword", _words(word)
    for document in documents:
        yield "prov:wasDerivedFrom", str(NamedNode(document.iri))


def _licences(credited: Credits) -> Iterator[tuple[str, str]]:
    return (("dcterms:license", str(NamedNode(each))) for each in credited.licences)


def _counted(quads: Sequence[Quad]) -> Iterator[tuple[str, str]]:
    """What VoID counts: triples, terms, and the instances of classes and uses of properties."""
    subjects = {quad.subject for quad in quads}
    properties = Counter(quad.predicate.value for quad in quads)
    classes = Counter(
        q.object.value for q in quads if q.predicate.value == _TYPE and _named(q.object)
    )
    yield "void:triples", _count(len(quads))
    yield "void:distinctSubjects", _count(len(subjects))
    yield "void:distinctObjects", _count(len({quad.object for quad in quads}))
    yield "void:properties", _count(len(properties))
    yield "void:classes", _count(len(classes))
    yield "void:uriSpace", str(Literal(BASE))
    yield "void:entities", _count(sum(_ours(subject) for subject in subjects))
    first = min((s.value for s in subjects if _named(s) and s.value.startswith(ID)), default="")
    if first:
        yield "void:exampleResource", f"<{first}>"
    for namespace in sorted({_namespace(name) for name in (*properties, *classes)}):
        yield "void:vocabulary", str(NamedNode(namespace))
    for name, count in sorted(classes.items()):
        part = f"[ void:class {NamedNode(name)} ; void:entities {_count(count)} ]"
        yield "void:classPartition", part
    for name, count in sorted(properties.items()):
        part = f"[ void:property {NamedNode(name)} ; void:triples {_count(count)} ]"
        yield "void:propertyPartition", part


def _file(file: Download) -> Iterator[tuple[str, str]]:
    checked = _typed(sha256(file.data).hexdigest(), "hexBinary")
    yield "a", "dcat:Distribution"
    yield "dcterms:title", _words(file.about)
    yield "dcat:accessURL", "<data.html>"
    yield "dcat:downloadURL", f"<{file.path}>"
    yield "dcat:mediaType", f"<https://www.iana.org/assignments/media-types/{file.media}>"
    yield "dcat:byteSize", _typed(str(len(file.data)), "nonNegativeInteger")
    yield (
        "spdx:checksum",
        "[ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ;"
        f" spdx:checksumValue {checked} ]",
    )


def _words(text: str) -> str:
    return str(Literal(text, language="en"))


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^xsd:{datatype}'


def _count(number: int) -> str:
    return _typed(str(number), "integer")


def _named(term: object) -> TypeGuard[NamedNode]:
    return isinstance(term, NamedNode)


def _ours(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(BASE)


def _namespace(iri: str) -> str:
    """An IRI up to its last # or /; a vocabulary is known by that of its terms."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
