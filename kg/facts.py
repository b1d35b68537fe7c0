"""Facts as values: what each says, with which status, from which sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from kg.documents import Document, documents
from kg.names import normalise
from kg.vocabulary import FACT, FACT_KINDS, RDF, WX, slug

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    from kg.graph import Graph

    Term = NamedNode | Literal | BlankNode

_WRITTEN = (
    "wx:member|wx:memberOf|wx:roleIn|wx:party|wx:part|wx:whole|wx:funder|wx:recipient|wx:fundedWork"
)
_EDITIONS = """
SELECT ?iri ?title ?issued ?address WHERE {
  ?iri a wx:Edition .
  OPTIONAL { ?iri dcterms:title ?title }
  OPTIONAL { ?iri dcterms:issued ?issued }
  OPTIONAL { ?iri wx:address ?address }
} ORDER BY ?iri ?title ?issued ?address
"""
_KNOWN: WeakKeyDictionary[Graph, dict[str, Fact | None]] = WeakKeyDictionary()
"""By graph, the facts read from it, None for what is no fact of its slice."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `values` are its terms by the local name of their property, each in order.

    `written` has the names of parties that its passages write otherwise than their labels.
    """

    iri: str
    kind: str
    values: Mapping[str, tuple[Term, ...]]
    may_hold: bool = False
    written: Mapping[str, str] = field(default_factory=dict)

    def texts(self, name: str) -> tuple[str, ...]:
        """The IRIs and lexical forms of a property's values."""
        return tuple(value.value for value in self.values.get(name, ()))

    def first(self, name: str) -> str:
        """The first of a property's values, or ""."""
        return next(iter(self.texts(name)), "")

    @property
    def status(self) -> str:
        return slug(self.first("status"))


def naming(graph: Graph, *things: str) -> list[Fact]:
    """The facts of the slice that name all these things (a fact's IRI stands for itself)."""
    patterns = " ".join(_pattern(number, iri) for number, iri in enumerate(things))
    return _facts(graph, f"?fact wx:status ?s . {patterns}")


def facts(graph: Graph, iris: Iterable[str]) -> list[Fact]:
    """The facts of the slice with these IRIs, each read from the graph but once."""
    known = _KNOWN.setdefault(graph, {})
    wanted = dict.fromkeys(iris)
    if missing := [iri for iri in wanted if iri not in known]:
        listed = " ".join(f"<{iri}>" for iri in missing)
        found = _facts(graph, f"VALUES ?fact {{ {listed} }} ?fact wx:status ?s .")
        known |= {**dict.fromkeys(missing), **{fact.iri: fact for fact in found}}
    return sorted((fact for iri in wanted if (fact := known[iri])), key=_order)


def references(graph: Graph) -> dict[str, Document]:
    """The documents and register editions of the graph, by IRI."""
    found = {document.iri: document for document in documents(graph)}
    for row in texts(graph, _EDITIONS):
        found.setdefault(row["iri"], Document(**row))  # type: ignore[arg-type]
    return found


def texts(graph: Graph, query: str) -> list[dict[str, str]]:
    """The solutions of a SELECT query with the IRIs and lexical forms of their terms."""
    return [
        {name: str(getattr(term, "value", term)) for name, term in row.items()}
        for row in graph.rows(query)
    ]


def references_of(fact: Fact, known: Mapping[str, Document]) -> tuple[Document, ...]:
    """The sources on which a fact rests, each once: editions, else the passages' documents."""
    cited = (iri if iri in known else iri.partition("#")[0] for iri in fact.texts("evidence"))
    return tuple(known.get(iri, Document(iri)) for iri in dict.fromkeys(cited))


def _pattern(number: int, iri: str) -> str:
    if iri.startswith(FACT):
        return f"FILTER(?fact = <{iri}>)"
    return f"?fact ?p{number} <{iri}> ."


def _facts(graph: Graph, where: str) -> list[Fact]:
    rows = graph.rows(
        f"""
        SELECT ?fact ?property ?value WHERE {{
          {{ SELECT DISTINCT ?fact WHERE {{ {where} }} }}
          ?fact ?property ?value
        }} ORDER BY ?fact ?property ?value
        """
    )
    found: dict[str, dict[str, list[Term]]] = {}
    for row in rows:
        fact, name, value = (cast("Term", row[part]) for part in ("fact", "property", "value"))
        found.setdefault(fact.value, {}).setdefault(name.value, []).append(value)
    written = _written(graph, where)
    every = (_fact(graph, iri, about, written.get(iri, {})) for iri, about in found.items())
    return sorted((fact for fact in every if fact.kind), key=_order)


def _written(graph: Graph, where: str) -> dict[str, dict[str, str]]:
    """By fact and party, the full name in its passages, if it tells something."""
    rows = texts(
        graph,
        f"""
        SELECT DISTINCT ?fact ?party ?name ?label WHERE {{
          {{ SELECT DISTINCT ?fact WHERE {{ {where} }} }}
          ?fact {_WRITTEN} ?party ; wx:evidence ?passage .
          ?naming a wx:Naming ; wx:evidence ?passage ; wx:names ?party ; wx:name ?name ;
            wx:nameKind ?kind .
          ?party skos:prefLabel ?label .
          FILTER(?kind = wx:fullName)
        }} ORDER BY ?fact ?party ?name
        """,
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        label, name = normalise(row["label"]), normalise(row["name"])
        if label not in name and name not in label:
            found.setdefault(row["fact"], {}).setdefault(row["party"], row["name"])
    return found


def _fact(
    graph: Graph, iri: str, about: Mapping[str, list[Term]], written: Mapping[str, str]
) -> Fact:
    types = {slug(term.value) for term in about.get(RDF + "type", ())}
    values = {
        name.removeprefix(WX): tuple(terms) for name, terms in about.items() if name.startswith(WX)
    }
    kind = next((kind for kind in FACT_KINDS if kind in types), "")
    return Fact(iri, kind, values, iri in graph.may_hold, written)


def _order(fact: Fact) -> tuple[int, str, str]:
    return FACT_KINDS.index(fact.kind), fact.first("date") or fact.first("from"), fact.iri
