"""Verify passages in a reader's own copies of the documents, by their digests alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import library, passages
from kg.errors import KgError, UnknownName
from kg.passages import Stretch
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph

Verdict = Literal["found", "moved", "several", "not found"]
VERDICTS: tuple[Verdict, ...] = ("found", "moved", "several", "not found")
"""At the place its IRI says; at one other; at several others; nowhere. From best to worst."""

SAMPLE = 12
"""How many of a document's passages, spread over it, are looked for to recognise a copy."""

_CITED = """
SELECT ?passage ?digest ?fact WHERE {
  ?passage a wx:Passage ; wx:digest ?digest .
  OPTIONAL { ?fact wx:evidence ?passage }
} ORDER BY ?passage ?digest ?fact
"""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A passage looked for: its IRI, what came of it, where, and the facts that rest on it.

    `places` are stretches of the copy `file`, in code points after its tags are stripped.
    """

    passage: str
    verdict: Verdict
    file: str
    places: tuple[Stretch, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the copies of one document hold of its passages, in the order of the text."""

    document: str
    files: tuple[str, ...]
    sightings: tuple[Sighting, ...]

    def count(self, verdict: Verdict) -> int:
        """How many passages came out so."""
        return sum(sighting.verdict == verdict for sighting in self.sightings)

    @property
    def whole(self) -> bool:
        """Whether every passage was found somewhere."""
        return self.count("not found") == 0


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage of the graph, its digest and the facts that rest on it."""

    position: passages.Position
    digest: str
    facts: tuple[str, ...]


def verify(
    graph: Graph, files: Sequence[str | Path], document: str | None = None
) -> list[Verification]:
    """Look for every passage of the documents of which the files are copies.

    A document, unless named by its slug, is recognised by the passages found in a file; several
    files of one document are looked through together. Raises KgError for a file that cannot be
    read or in which nothing of any document is found, UnknownName for an unknown document.
    """
    cited = by_document(graph)
    if document is not None and document not in cited:
        known = ", ".join(sorted(cited))
        raise UnknownName(f"no document {document!r} with passages: there are {known}")
    copies: dict[str, dict[str, str]] = defaultdict(dict)
    for file in files:
        text = library.read_copy(file)
        copies[document or recognise(text, cited, str(file))][str(file)] = text
    return [
        Verification(name, tuple(texts), tuple(_sighting(each, texts) for each in cited[name]))
        for name, texts in sorted(copies.items())
    ]


def by_document(graph: Graph) -> dict[str, list[Cited]]:
    """The well-formed passages of each document, by its slug, in the order of the text."""
    facts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in graph.rows(_CITED):
        words = {name: str(getattr(term, "value", term)) for name, term in row.items()}
        if passages.PASSAGE.fullmatch(words["passage"]) and passages.DIGEST.fullmatch(
            words["digest"]
        ):
            facts[words["passage"], words["digest"]] += [words["fact"]] if "fact" in words else []
    found: dict[str, list[Cited]] = defaultdict(list)
    for (passage, digest), resting in facts.items():
        position = passages.position(passage)
        found[slug(position.document)].append(Cited(position, digest, tuple(resting)))
    for each in found.values():
        each.sort(key=lambda one: (one.position.start, one.position.end))
    return dict(found)


def recognise(text: str, cited: Mapping[str, Sequence[Cited]], file: str) -> str:
    """The slug of the document of which a text holds most; KgError if it holds none of any."""
    shares = {name: _share(text, each) for name, each in sorted(cited.items())}
    best = max(shares, key=lambda name: shares[name], default="")
    if best and shares[best] > 0:
        return best
    known = ", ".join(shares) or "none"
    raise KgError(
        f"{file}: not recognised as a copy of a known document ({known}); "
        "name the document with --document to see what lacks"
    )


def _share(text: str, cited: Sequence[Cited]) -> float:
    """The share of a document's passages, by a sample, that a text holds."""
    sample = cited[:: max(1, len(cited) // SAMPLE)]
    return sum(bool(passages.find(text, each.digest)) for each in sample) / max(1, len(sample))


def _sighting(cited: Cited, copies: Mapping[str, str]) -> Sighting:
    """What came of a passage: in the copy where it fares best, of equals the first."""
    iri = passages.iri(cited.position.document, cited.position.start, cited.position.end)
    tries = [(file, passages.find(text, cited.digest)) for file, text in copies.items()]
    seen = [
        Sighting(iri, _verdict(cited, copies[file], at), file, tuple(at), cited.facts)
        for file, at in tries
    ]
    return min(seen, key=lambda sighting: VERDICTS.index(sighting.verdict))


def _verdict(cited: Cited, text: str, places: Sequence[Stretch]) -> Verdict:
    if passages.carries(text, cited.position.start, cited.position.end, cited.digest):
        return "found"
    if len(places) > 1:
        return "several"
    return "moved" if places else "not found"
