"""Read a graph against the texts at hand and the ledger: what they say against its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg import grounding, ledger, passages, withheld
from kg.errors import KgError
from kg.findings import Finding, document_of, short
from kg.time import span
from kg.vocabulary import DOCUMENT, slug

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.library import Library

_ANEW = 'take its line anew from kg passage DOCUMENT "words"'
_VAGUE = "SELECT ?fact ?date WHERE { ?fact ?p ?date FILTER(DATATYPE(?date) = edtf:EDTF) }"


@dataclass(frozen=True, slots=True)
class Reading:
    """A graph read against the texts at hand and the ledger.

    `texts` are those at hand and `hashes` the SHA-256 of every text, by document; `passages` are
    digests and `fragments` text fragments, by passage; `lines` are the ledger's.
    """

    ground: grounding.Report
    texts: dict[str, str]
    passages: dict[str, str]
    fragments: dict[str, str]
    lines: tuple[ledger.Entry, ...]
    hashes: dict[str, str]

    @property
    def absent(self) -> tuple[str, ...]:
        """The slugs of the documents with passages whose texts are not at hand."""
        documents = {passage.split("#")[0] for passage in self.passages}
        return tuple(sorted(slug(document) for document in documents - self.texts.keys()))


def read(graph: Graph, library: Library, ledger_file: Path) -> Reading:
    """The graph read against the library; KgError for a malformed ledger."""
    store = graph.store
    return Reading(
        ground=grounding.ground(store, library),
        texts=grounding.texts_of(store, library),
        passages=_values(graph, "SELECT ?s ?o WHERE { ?s a wx:Passage ; wx:digest ?o }"),
        fragments=_values(graph, "SELECT ?s ?o WHERE { ?s a wx:Passage ; wx:textFragment ?o }"),
        lines=tuple(ledger.read(ledger_file)),
        hashes=_values(graph, "SELECT ?s ?o WHERE { ?s wx:sha256 ?o }"),
    )


def renew_ledger(graph: Graph, library: Library, path: Path, day: date) -> tuple[int, int]:
    """Write the ledger anew; how many lines are of facts just read, and how many were kept.

    Lines of facts whose texts are absent and of documents that are not loaded stay as they are,
    those of facts that are gone go.
    Raises KgError, and changes nothing, if it cannot be written.
    """
    reading = read(graph, library, path)
    new = ledger.entries(reading.ground.read, reading.hashes, day, reading.lines)
    unread = {fact.iri for fact in reading.ground.unread}
    loaded = {document_of(fact.graph) for fact in grounding.facts(graph.store)}
    kept = [
        line
        for line in reading.lines
        if line.fact in unread or document_of(line.fact) not in loaded
    ]
    ledger.write(path, [*new, *kept])
    return len(new), len(kept)


def vouched(reading: Reading, name: str) -> int:
    """How many facts of a document whose text is absent the ledger vouches for."""
    unread = [fact for fact in reading.ground.unread if document_of(fact.graph) == name]
    ours = {fact.iri for fact in unread}
    lines = [line for line in reading.lines if line.fact in ours]
    return len(unread) - len({d.fact for d in ledger.compare(lines, unread, reading.hashes)})


def offences(graph: Graph, reading: Reading, library: Library) -> Iterator[Finding]:
    """What the texts at hand, or for lack of them the ledger, say against the graph."""
    yield from _unreadable_dates(graph)
    yield from _other_texts(reading, library)
    yield from _wrong_passages(reading)
    yield from _wrong_fragments(reading)
    yield from _ungrounded(reading)
    yield from _ledger_offences(reading)


def _other_texts(reading: Reading, library: Library) -> Iterator[Finding]:
    registered = {slug(document): sha256 for document, sha256 in reading.hashes.items()}
    documents = {slug(document): document for document in reading.hashes}
    for name, path in library.other_texts(registered):
        thing = documents.get(name, name)
        message = f"{path} bears the name of {name} and is another text: its SHA-256 differs"
        repair = "remove it from the library, or describe it as a document of its own"
        yield Finding("text-hash", "violation", thing, message, repair)


def _in_texts(
    reading: Reading, stated: dict[str, str]
) -> Iterator[tuple[str, str, passages.Position, str]]:
    """What is stated of each passage whose text is at hand: IRI, value, position and text."""
    for iri, value in sorted(stated.items()):
        text = reading.texts.get(iri.split("#")[0])
        if text is not None and passages.is_passage(iri):
            yield iri, value, passages.position(iri), text


def _wrong_passages(reading: Reading) -> Iterator[Finding]:
    for iri, digest, place, text in _in_texts(reading, reading.passages):
        if place.end > len(text):
            message = f"{short(iri)} ends outside its text of {len(text)} characters"
            yield Finding("passage-outside", "violation", iri, message, _ANEW)
        elif not passages.carries(text, place.start, place.end, digest):
            message = f"{short(iri)} has the digest {digest}; its text has another"
            yield Finding("passage-digest", "violation", iri, message, _ANEW)


def _wrong_fragments(reading: Reading) -> Iterator[Finding]:
    for iri, fragment, place, text in _in_texts(reading, reading.fragments):
        inside = place.end <= len(text)
        if inside and fragment != passages.text_fragment(text, place.start, place.end):
            message = f"{short(iri)} has the text fragment {fragment}, not that of its words"
            yield Finding("text-fragment", "warning", iri, message, _ANEW)


def _ungrounded(reading: Reading) -> Iterator[Finding]:
    for each in reading.ground.read:
        if each.place == "missing":
            lacking = ", ".join(f'"{shown}"' for shown in each.missing)
            message = f"{short(each.fact.iri)}: none of its passages has {lacking}"
            repair = (
                "cite the passage that has it, add the wx:Naming, or say why in a wx:readingNote"
            )
            yield Finding("grounding", "violation", each.fact.iri, message, repair)
    for document in reading.ground.noted_too_often():
        counts = reading.ground.counts(document)
        message = (
            f"{short(document)}: {counts['note']} of {sum(counts.values())} facts are grounded "
            "by a note alone, more than one in five"
        )
        repair = "cite the passages that name the parties, or add the wx:Naming that are local"
        yield Finding("grounded-by-note", "warning", document, message, repair)


def _ledger_offences(reading: Reading) -> Iterator[Finding]:
    """Where the ledger does not vouch for the facts of texts that are absent, or lags behind."""
    known = {document_of(line.fact) for line in reading.lines}
    unread = reading.ground.unread
    here = {document_of(fact.graph) for fact in unread}
    for document in sorted(here - known):
        number = sum(document_of(fact.graph) == document for fact in unread)
        message = f"{document}: its {number} facts were never grounded, and its text is not at hand"
        repair = "kg documents add FILE, then kg check --write-ledger"
        yield Finding("ledger", "warning", DOCUMENT + document, message, repair)
    lines = [line for line in reading.lines if document_of(line.fact) in here]
    facts = [fact for fact in unread if document_of(fact.graph) in known]
    found = ledger.compare(lines, facts, reading.hashes)
    gone = [each.fact for each in found if each.what == ledger.GONE and withheld.listed()]
    for difference in found:
        if difference.fact not in gone:
            message = f"{short(difference.fact)}: {difference.what}, and its text is not at hand"
            yield Finding("ledger", "violation", difference.fact, message, ledger.RENEW)
    # They may be those of somebody who is withheld: the name of a fact would tell whom.
    for document, number in sorted(Counter(map(document_of, gone)).items()):
        message = f"{document}: facts of the ledger that are withheld or gone: {number}"
        yield Finding("ledger-lags", "warning", DOCUMENT + document, message, ledger.RENEW)
    yield from _ledger_lags(reading)


def _ledger_lags(reading: Reading) -> Iterator[Finding]:
    known = {line.fact: line for line in reading.lines}
    now = ledger.entries(reading.ground.read, reading.hashes, date.min, reading.lines)
    read = {each.fact.iri: each.document for each in reading.ground.read}
    behind = Counter(read[line.fact] for line in now if known.get(line.fact) != line)
    for document, number in sorted(behind.items()):
        message = f"{short(document)}: the ledger lags behind in facts just read: {number}"
        yield Finding("ledger-lags", "warning", document, message, ledger.RENEW)


def _unreadable_dates(graph: Graph) -> Iterator[Finding]:
    """EDTF dates of the right form that mean no day, such as an interval that ends too early."""
    for row in graph.rows(_VAGUE):
        fact, written = (str(getattr(row[name], "value", "")) for name in ("fact", "date"))
        try:
            span(written)
        except KgError as error:
            message, _, repair = str(error).partition("; ")
            yield Finding("date", "violation", fact, f"{short(fact)}: {message}", repair)


def _values(graph: Graph, text: str) -> dict[str, str]:
    rows = (row for row in graph.rows(text) if len(row) == 2)
    return {str(getattr(r["s"], "value", "")): str(getattr(r["o"], "value", "")) for r in rows}
