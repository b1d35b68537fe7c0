"""The ontology as a page tells it: its classes, properties and concepts, each with its meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import shapes
from kg.facts import texts
from kg.vocabulary import FACT_KINDS, ONTOLOGY_GRAPH, OWL, RDF, THING_KINDS, WX, compact

if TYPE_CHECKING:
    from kg.graph import Graph

_TERMS = f"""
SELECT ?term ?kind ?label ?said ?example ?scheme ?above WHERE {{
  GRAPH <{ONTOLOGY_GRAPH}> {{
    ?term a ?kind ; rdfs:isDefinedBy ?ours ; rdfs:label ?label .
    OPTIONAL {{ ?term skos:definition ?said }}
    OPTIONAL {{ ?term skos:example ?example }}
    OPTIONAL {{ ?term skos:inScheme ?scheme }}
    OPTIONAL {{ ?term rdfs:subClassOf|rdfs:subPropertyOf|skos:broader ?above }}
  }}
}} ORDER BY ?term ?kind ?label ?said ?example ?scheme ?above
"""
_VERSION = f"SELECT ?v {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?o a owl:Ontology ; owl:versionInfo ?v }} }}"
KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "property to a thing",
    OWL + "DatatypeProperty": "property to a value",
    OWL + "AnnotationProperty": "remark",
}
SOURCES = ("Document", "Edition", "Passage")
TIMES = {(1, 1): "one", (0, 1): "at most one", (1, None): "one or more", (0, None): "any number",
         (2, None): "two or more"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A term by its short name; `iri` is that of a term of ours, "" for others."""

    name: str
    iri: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology; `uses` are a class's properties, `of` and `values` a property's."""

    iri: str
    label: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    above: tuple[Link, ...]
    scheme: str
    uses: tuple[Link, ...] = ()
    of: tuple[Link, ...] = ()
    values: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        return self.iri.removeprefix(WX)


@dataclass(frozen=True, slots=True)
class Group:
    """Terms under a heading; of a scheme, its concepts."""

    anchor: str
    title: str
    definition: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """All of it: classes by what they are for, properties, schemes of concepts."""

    version: str
    classes: tuple[Group, ...]
    properties: tuple[Term, ...]
    schemes: tuple[Group, ...]


def ontology(graph: Graph) -> Ontology:
    """The terms that the ontology of a graph defines, those of the shapes' uses with them."""
    terms = {term.iri: term for term in _terms(graph)}
    classes = {iri: term for iri, term in terms.items() if term.kind == "class"}
    concepts: dict[str, list[Term]] = defaultdict(list)
    for term in terms.values():
        concepts[term.scheme].append(term)
    schemes = [terms[iri] for iri in sorted(concepts) if iri in terms]
    properties = [t for t in terms.values() if t.kind in KINDS.values() and t.kind != "class"]
    return Ontology(
        version=next((row["v"] for row in texts(graph, _VERSION)), ""),
        classes=tuple(_classes(classes)),
        properties=tuple(sorted(properties, key=lambda t: t.name.casefold())),
        schemes=tuple(
            Group(t.name, t.label.removesuffix(" scheme"), t.definition, _by_label(concepts[t.iri]))
            for t in schemes
        ),
    )


def _terms(graph: Graph) -> list[Term]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in texts(graph, _TERMS):
        rows[row["term"]].append(row)
    uses, sides = _uses(), {each.property: each for each in shapes.includes()}
    return [_term(iri, found, uses, sides.get(iri)) for iri, found in rows.items()]


def _term(
    iri: str,
    rows: list[dict[str, str]],
    uses: Mapping[str, tuple[Link, ...]],
    sides: shapes.Includes | None,
) -> Term:
    first = rows[0]
    return Term(
        iri=iri,
        label=first["label"],
        kind=KINDS.get(first["kind"], "concept"),
        definition=first.get("said", ""),
        examples=_distinct(row.get("example", "") for row in rows),
        above=_links(row.get("above", "") for row in rows),
        scheme=first.get("scheme", ""),
        uses=uses.get(iri, ()),
        of=_links(sides.domains) if sides else (),
        values=_links(sides.ranges) if sides else (),
    )


def _uses() -> dict[str, tuple[Link, ...]]:
    """By class, the properties that the shapes give it, those that must stand first."""
    found: dict[str, list[shapes.Use]] = defaultdict(list)
    for use in shapes.uses():
        if use.property != RDF + "type":
            found[use.kind].append(use)
    return {
        kind: tuple(_use(use) for use in sorted(uses, key=lambda u: (u.least == 0, u.property)))
        for kind, uses in found.items()
    }


def _use(use: shapes.Use) -> Link:
    return _link(use.property, TIMES.get((use.least, use.most), f"{use.least} or more"))


def _classes(known: Mapping[str, Term]) -> list[Group]:
    """The classes in groups: things, facts, sources, and whatever else there is."""
    parts = {
        "Things": THING_KINDS,
        "Facts": ("Fact", *FACT_KINDS),
        "Sources": SOURCES,
    }
    told = {WX + name for names in parts.values() for name in names}
    rest = tuple(term.name for iri, term in known.items() if iri not in told)
    return [
        Group(f"page:{title.lower()}", title, "", tuple(known[WX + n] for n in names
              if WX + n in known))
        for title, names in {**parts, "Rankings": rest}.items()
    ]  # fmt: skip


def _links(iris: Iterable[str]) -> tuple[Link, ...]:
    return tuple(_link(iri) for iri in _distinct(iris))


def _link(iri: str, note: str = "") -> Link:
    return Link(compact(iri), iri if iri.startswith(WX) else "", note)


def _distinct(texts_: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts_ if text))


def _by_label(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (term.label.casefold(), term.iri)))
