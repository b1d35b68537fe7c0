"""Find a thing of the graph by any of its names, whatever the case, accents or white space."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import AmbiguousName, UnknownName
from kg.slice import Slice
from kg.vocabulary import FACT_KINDS, ID, PREFIXES, compact, slug

if TYPE_CHECKING:
    from kg.graph import Graph

# Lower rank wins: preferred label, then other names and codes, then terms of the ontology.
_NAMES = """
SELECT DISTINCT ?thing ?name ?rank WHERE {{
  {{ {graph} {{ ?thing skos:prefLabel ?name }} BIND(1 AS ?rank) }}
  UNION {{ {graph} {{ ?thing a wx:Document ; dcterms:title ?name }} BIND(2 AS ?rank) }}
  UNION {{ {graph} {{ ?thing skos:inScheme ?scheme ; rdfs:label ?name }} BIND(3 AS ?rank) }}
  UNION {{ {graph} {{ ?thing a owl:Class ; rdfs:isDefinedBy ?ours ; rdfs:label ?name }}
           BIND(3 AS ?rank) }}
  UNION {{ {graph} {{ ?fact wx:identifies ?thing ; wx:code ?name }} BIND(2 AS ?rank) }}
  UNION {{ {graph} {{ ?fact wx:names ?thing ; wx:name ?name }} BIND(2 AS ?rank) }}
  UNION {{ {graph} {{ ?thing skos:altLabel ?name
                      FILTER NOT EXISTS {{ ?fact wx:names ?thing ; wx:name ?name }} }}
           BIND(2 AS ?rank) }}
}}
"""
_KINDS = """
SELECT DISTINCT ?thing ?kind WHERE {{
  {graph} {{ ?thing a ?kind }}
  FILTER(STRSTARTS(STR(?kind), STR(wx:)) || ?kind IN (skos:Concept, owl:Class))
}}
"""
CLOSE = 60.0


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one thing, as written and normalised; rank 1 is the preferred label."""

    thing: str
    text: str
    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that a text may mean: the name that matched, and how well (0 to 100)."""

    iri: str
    label: str
    kind: str
    name: str
    score: float


def normalise(text: str) -> str:
    """Letters and digits only, no case, no accents, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", bare)))


def names(graph: Graph) -> tuple[Name, ...]:
    """Every name of every thing, in a stable order."""
    rows = _everywhere(graph, _NAMES)
    found = {(row["thing"], row["name"], int(row["rank"])) for row in rows}
    return tuple(Name(iri, text, normalise(text), rank) for iri, text, rank in sorted(found))


def find(graph: Graph, text: str, limit: int = 10) -> list[Match]:
    """The things whose names are, contain, or come near a text; best first, at most `limit`."""
    key, all_names = normalise(text), names(graph)
    if not key:
        return []
    scored = [(_plain_score(key, name), name) for name in all_names]
    if not any(score == 100 for score, _ in scored):
        scored += _near(key, all_names)
    return _matches(graph, scored)[:limit]


def resolve(graph: Graph, text: str, kinds: Collection[str] = ()) -> str:
    """The IRI of the one thing that a text names: an IRI, `id:slug`, slug, name or code.

    `kinds` (such as `Concept`) narrows what may be meant. Raises UnknownName with the closest
    names, or AmbiguousName with the
    candidates; documents and terms give way to a thing of the same name.
    """
    wanted = text.strip()
    iri = _as_iri(wanted)
    if iri is not None:
        return _existing(graph, iri, wanted)
    allowed = _of_kind(graph, kinds)
    named = _named(graph, wanted, allowed)
    if len(named) > 1:
        named = [iri for iri in named if iri.startswith(ID)] or named
    if not named:
        raise UnknownName(_unknown(graph, wanted, allowed))
    if len(named) > 1:
        raise AmbiguousName(_several(graph, wanted, named), named)
    return named[0]


def kinds_of(graph: Graph) -> dict[str, str]:
    """The local name of each thing's class, `Organisation` giving way to a narrower one."""
    found: dict[str, str] = {}
    for row in _everywhere(graph, _KINDS):
        thing, kind = row["thing"], slug(row["kind"])
        if kind not in FACT_KINDS and found.get(thing, "Organisation") == "Organisation":
            found[thing] = kind
    return found


def _everywhere(graph: Graph, query: str) -> list[dict[str, str]]:
    """Rows from all that was read: a name is understood even where the slice left it out."""
    rows = graph.rows(query.format(graph="GRAPH ?g" if graph.slice != Slice() else ""))
    return [{name: getattr(term, "value", "") for name, term in row.items()} for row in rows]


def _as_iri(text: str) -> str | None:
    """The full IRI that a text spells, if it is one: `<…>`, `https://…` or `prefix:local`."""
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and re.fullmatch(r"\S*", local):
        return PREFIXES[prefix] + local
    return text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://\S+$", text) else None


def _existing(graph: Graph, iri: str, text: str) -> str:
    try:
        node = str(NamedNode(iri))
    except ValueError as error:
        raise UnknownName(f"{text!r} is not an IRI") from error
    asked = "SELECT ?p {{ {graph} {{ {{ %s ?p ?o }} UNION {{ ?s ?p %s }} }} }} LIMIT 1"
    if not _everywhere(graph, asked % (node, node)):
        raise UnknownName(f"nothing in the graph is {compact(iri)}")
    return iri


def _of_kind(graph: Graph, kinds: Collection[str]) -> frozenset[str] | None:
    """The things of these kinds, or None for all."""
    if not kinds:
        return None
    return frozenset(thing for thing, kind in kinds_of(graph).items() if kind in kinds)


def _named(graph: Graph, text: str, allowed: frozenset[str] | None) -> list[str]:
    """The things that a text names, by the best rank at which any does."""
    key = normalise(text)
    ranks: dict[str, int] = {}
    for name in names(graph):
        if key and name.key == key:
            ranks[name.thing] = min(name.rank, ranks.get(name.thing, 9))
        if slug(name.thing) == text:
            ranks[name.thing] = 0
    ranks = {thing: rank for thing, rank in ranks.items() if allowed is None or thing in allowed}
    return sorted(thing for thing, rank in ranks.items() if rank == min(ranks.values()))


def _unknown(graph: Graph, text: str, allowed: frozenset[str] | None) -> str:
    near = [m for m in find(graph, text, 50) if allowed is None or m.iri in allowed][:3]
    hint = ", ".join(f"{match.name} ({compact(match.iri)})" for match in near)
    return f"no thing is named {text!r}" + (f"; the closest: {hint}" if hint else "; try kg find")


def _several(graph: Graph, text: str, things: Iterable[str]) -> str:
    listed = ", ".join(f"{graph.label(thing)} ({compact(thing)})" for thing in things)
    return f"{text!r} may mean several things, name one by its IRI: {listed}"


def _plain_score(key: str, name: Name) -> float:
    """100 for the same, less for a beginning, all the words, or the characters in order."""
    if name.key == key:
        return 100
    padded = f" {name.key} "
    if padded.startswith(f" {key} "):
        return 95
    if f" {key} " in padded:
        return 92
    if set(key.split()) <= set(name.key.split()):
        return 90
    return 85 if len(key) > 2 and f" {key}" in padded else 0


def _near(key: str, all_names: Iterable[Name]) -> list[tuple[float, Name]]:
    """Names within a few typing errors of the key; a part of a longer name counts less."""
    from rapidfuzz import fuzz

    def score(name: Name) -> float:
        whole = max(fuzz.ratio(key, name.key), 0.97 * fuzz.token_sort_ratio(key, name.key))
        inside = fuzz.partial_ratio(key, name.key) if 4 <= len(key) <= len(name.key) else 0.0
        return max(whole, 0.85 * inside)

    return [(near, name) for name in all_names if (near := round(score(name), 1)) >= CLOSE]


def _matches(graph: Graph, scored: Iterable[tuple[float, Name]]) -> list[Match]:
    """One match a thing, by its best name; equal scores by rank, label and IRI."""
    best: dict[str, tuple[float, Name]] = {}
    for score, name in scored:
        kept = best.get(name.thing)
        if score and (kept is None or (score, -name.rank) > (kept[0], -kept[1].rank)):
            best[name.thing] = (score, name)
    kinds = kinds_of(graph)
    ordered = sorted(
        best.values(), key=lambda pair: (-pair[0], pair[1].rank, len(pair[1].key), pair[1].thing)
    )
    return [
        Match(n.thing, graph.label(n.thing), kinds.get(n.thing, "Concept"), n.text, score)
        for score, n in ordered
    ]


def known_slugs(graph: Graph, beginning: str) -> list[tuple[str, str]]:
    """(slug, label) of the bodies, people, programmes and places that begin so; for completion."""
    wanted = normalise(beginning).replace(" ", "-")
    things = sorted({name.thing for name in names(graph) if name.thing.startswith(ID)})
    return [(slug(t), graph.label(t)) for t in things if slug(t).startswith(wanted)]
