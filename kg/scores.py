"""Scores as RDF: what each thing scores by a measure on a network, so that SPARQL can join it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.rank import Ranking, digits, top
from kg.vocabulary import BASE, DOCUMENT, RDF, WX, slug

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.stability import Stability

RANKING = BASE + "ranking/"


def triples(
    graph: Graph,
    rankings: Iterable[Ranking],
    software: str,
    stable: Stability | None = None,
    *,
    min_support: int = 1,
    many: int | None = None,
) -> Iterator[Triple]:
    """For each ranking a wx:Ranking with its measure, network, slice, settings and versions, and a
    wx:Score for each thing (for the first so `many`).

    `software` is the version of the program; `stable` adds to the scores of its ranking the
    documents that each of them needs, `min_support` is what the ties of the network had.
    """
    for ranked in rankings:
        known = stable if stable and stable.full.measure == ranked.measure else None
        yield from _ranking(graph, ranked, software, known, min_support)
        iri = _iri(graph, ranked, min_support)
        for at in ranked.listed if many is None else top(ranked, many):
            yield from _score(iri, ranked, at, known)


def _ranking(
    graph: Graph, ranked: Ranking, software: str, stable: Stability | None, min_support: int
) -> Iterator[Triple]:
    iri = _iri(graph, ranked, min_support)
    about: tuple[tuple[str, str | bool], ...] = (
        (WX + "onMeasure", ranked.measure),
        (WX + "onNetwork", ranked.network.rule.name),
        (WX + "onSlice", graph.slice.describe()),
        (WX + "withSettings", settings(ranked, min_support)),
        (WX + "tellsNeeds", stable is not None),
        (WX + "dataVersion", graph.version),
        (WX + "softwareVersion", software),
    )
    yield _typed(iri, WX + "Ranking")
    for name, value in about:
        yield Triple(NamedNode(iri), NamedNode(name), Literal(value))


def settings(ranked: Ranking, min_support: int = 1) -> str:
    """What a ranking's numbers depend on besides data, slice, network and measure, in words."""
    how, weighting = ranked.how, ranked.network.weighting
    words = [
        f"{weighting or 'own'} weights" if how.weighted else f"{weighting} unweighted".strip(),
        f"attenuation {'usual' if how.alpha is None else repr(how.alpha)}",
        f"damping {how.damping!r}",
        f"passages for a tie {min_support}",
        f"seed {how.seed}",
        "exact" if how.exact else "estimated where dear",
    ]
    return "; ".join(words)


def _iri(graph: Graph, ranked: Ranking, min_support: int) -> str:
    """A name for the ranking, the same for the same data, slice, network, measure and settings."""
    said = f"{graph.slice.describe()} {settings(ranked, min_support)}"
    of = hashlib.sha256(said.encode()).hexdigest()[:8]
    return f"{RANKING}{graph.version}/{of}/{ranked.network.rule.name}/{ranked.measure}"


def _score(iri: str, ranked: Ranking, at: int, stable: Stability | None) -> Iterator[Triple]:
    thing, rank = ranked.network.things[at], ranked.ranks[at]
    assert rank is not None
    score = NamedNode(f"{iri}#{slug(thing)}")
    yield _typed(score.value, WX + "Score")
    yield Triple(score, NamedNode(WX + "inRanking"), NamedNode(iri))
    yield Triple(score, NamedNode(WX + "scoreOf"), NamedNode(thing))
    yield Triple(score, NamedNode(WX + "scoreValue"), Literal(digits(ranked.scores[at])))
    yield Triple(score, NamedNode(WX + "firstRank"), Literal(rank.first))
    yield Triple(score, NamedNode(WX + "lastRank"), Literal(rank.last))
    for document in stable.needs(thing) if stable else ():
        yield Triple(score, NamedNode(WX + "needsDocument"), NamedNode(DOCUMENT + document))


def _typed(iri: str, kind: str) -> Triple:
    return Triple(NamedNode(iri), NamedNode(RDF + "type"), NamedNode(kind))
