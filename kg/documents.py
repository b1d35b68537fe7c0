"""The documents that a graph was read from, as its files describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UnknownName
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph

_DOCUMENTS = """
SELECT ?iri ?title ?issued ?address ?serves ?sha256
  (COALESCE(?label, REPLACE(STR(?by), "^.*/", "")) AS ?publisher) ?inferred
WHERE {
  ?iri a wx:Document .
  OPTIONAL { ?iri dcterms:title ?title }
  OPTIONAL { ?iri dcterms:issued ?issued }
  OPTIONAL { ?iri wx:address ?address }
  OPTIONAL { ?iri wx:addressServes ?serves }
  OPTIONAL { ?iri wx:sha256 ?sha256 }
  OPTIONAL { ?iri dcterms:publisher ?by . OPTIONAL { ?by skos:prefLabel ?label } }
  OPTIONAL {
    SELECT ?iri (GROUP_CONCAT(STR(?what); separator=" ") AS ?inferred)
    WHERE { ?iri wx:inferred ?what } GROUP BY ?iri
  }
} ORDER BY ?iri ?title ?issued ?address ?publisher
"""
_CITED = """
SELECT ?document (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?passage) AS ?passages)
WHERE {
  ?fact wx:status ?status ; wx:evidence ?source .
  BIND(IRI(STRBEFORE(STR(?source), "#")) AS ?document)
  BIND(IF(CONTAINS(STR(?source), "#char="), ?source, ?nothing) AS ?passage)
} GROUP BY ?document
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what is known of it ("" where nothing is), and how much rests on it.

    `inferred` holds the names of those of its properties that its own text does not give.
    """

    iri: str
    title: str = ""
    publisher: str = ""
    issued: str = ""
    address: str = ""
    serves: str = ""
    sha256: str = ""
    inferred: frozenset[str] = frozenset()
    facts: int = 0
    passages: int = 0

    @property
    def slug(self) -> str:
        return slug(self.iri)

    @property
    def page(self) -> str:
        """The address of a web page with this very text, or ""."""
        return self.address if self.serves == "thisText" else ""


def documents(graph: Graph) -> list[Document]:
    """The documents of a graph by IRI; facts and passages are counted in its slice."""
    rows = map(_texts, graph.rows(_CITED))
    cited = {row.pop("document"): row for row in rows if "document" in row}
    found: dict[str, Document] = {}
    for row in map(_texts, graph.rows(_DOCUMENTS)):
        counts = {name: int(count) for name, count in cited.get(row["iri"], {}).items()}
        found.setdefault(row["iri"], _document(row, counts))
    return list(found.values())


def document(graph: Graph, name: str) -> Document:
    """The document of that slug, IRI or title; UnknownName, with those there are, if none."""
    known = documents(graph)
    for each in known:
        names = (each.slug, each.iri, f"<{each.iri}>", f"document:{each.slug}", each.title)
        if name.casefold() in map(str.casefold, names):
            return each
    listed = ", ".join(each.slug for each in known if each.sha256) or "none"
    raise UnknownName(f"no document is called {name!r}; those with a text: {listed}")


def registered(graph: Graph) -> dict[str, str]:
    """The slug of each document that has a text, by the SHA-256 of its bytes."""
    return {each.sha256: each.slug for each in documents(graph) if each.sha256}


def _document(row: dict[str, str], counts: dict[str, int]) -> Document:
    inferred = frozenset(map(slug, row.pop("inferred", "").split()))
    row["serves"] = slug(row.get("serves", ""))
    return Document(**row, inferred=inferred, **counts)  # type: ignore[arg-type]


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    """A solution with the IRIs and lexical forms of its terms."""
    return {name: str(getattr(term, "value", term)) for name, term in row.items()}
