"""Quotes: the words of passages, from the texts at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import passages
from kg.facts import references, texts

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.library import Library


def quotes(graph: Graph, library: Library) -> dict[str, str]:
    """By passage (an IRI), its words, white space made single, of those texts at hand."""
    known, found = references(graph), dict[str, str]()
    rows = texts(graph, "SELECT DISTINCT ?passage { ?fact wx:evidence ?passage } ORDER BY ?passage")
    for passage in filter(passages.is_passage, (row["passage"] for row in rows)):
        place = passages.position(passage)
        source = known.get(place.document)
        text = library.text(source.sha256) if source and source.sha256 else None
        if text:
            found[passage] = " ".join(text[place.start : place.end].split())
    return found
