"""One report on a graph: shapes, rules, passages against their texts, grounding, ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import content, grounding, ledger, passages, rules, shapes, sources
from kg.errors import KgError
from kg.findings import SEVERITIES, Finding, Places, Severity, document_of, places, short
from kg.graph import Graph
from kg.time import span
from kg.vocabulary import DOCUMENT, GRAPH, slug

if TYPE_CHECKING:
    from kg.library import Library

_ANEW = 'take its line anew from kg passage DOCUMENT "words"'
_VAGUE = "SELECT ?fact ?date WHERE { ?fact ?p ?date FILTER(DATATYPE(?date) = edtf:EDTF) }"

FailOn = Literal["violation", "warning", "info", "none"]


@dataclass(frozen=True, slots=True)
class Document:
    """What was checked of one document: its facts, its passages, and how they fared.

    The one without a slug stands for the findings on what belongs to no document.
    `read` counts the passages that were read again in the text at hand; `sentence`, `context`,
    `note` and `missing` count the facts by where their values stand in it, `register` those that
    rest on a register; `vouched` those that the ledger vouches for where the text is absent.
    """

    slug: str
    facts: int
    passages: int
    read: int
    sentence: int
    context: int
    note: int
    missing: int
    register: int
    vouched: int
    violations: int
    warnings: int
    infos: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, the worst first, and counts by document.

    `absent` are the slugs of the documents with passages whose texts are not at hand.
    """

    version: str
    findings: tuple[Finding, ...]
    documents: tuple[Document, ...]
    absent: tuple[str, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def fails(self, on: FailOn) -> bool:
        """Whether there is a finding as bad as this, or worse."""
        if on == "none":
            return False
        return any(self.count(each) for each in SEVERITIES[: SEVERITIES.index(on) + 1])

    @property
    def passages(self) -> tuple[int, int]:
        """How many passages were read again, of how many."""
        return sum(d.read for d in self.documents), sum(d.passages for d in self.documents)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The graph read against the texts at hand: grounding, texts, passages, ledger lines."""

    ground: grounding.Report
    texts: dict[str, str]
    passages: dict[str, str]
    fragments: dict[str, str]
    lines: tuple[ledger.Entry, ...]
    hashes: dict[str, str]


def check(
    graph: Graph,
    library: Library,
    *,
    ledger_file: Path | None = None,
    rules_folder: Path | None = None,
) -> Report:
    """Check a graph by shapes and rules, and what it cites by the texts at hand or the ledger.

    Raises KgError for a rule or ledger that cannot be read; all else is a finding.
    """
    reading = _read(graph, library, ledger_file or ledger_path())
    found = [
        *shape_findings(graph),
        *rule_findings(graph, rules_folder),
        *_located(graph, _unreadable_dates(graph)),
        *_located(graph, _text_offences(reading, library)),
    ]
    ordered = sorted(
        found, key=lambda f: (SEVERITIES.index(f.severity), f.file, f.line or 0, f.rule, f.message)
    )
    return Report(
        graph.version,
        tuple(ordered),
        tuple(_documents(reading, ordered)),
        tuple(sorted({slug(p) for p in _documents_of(reading)} - {slug(t) for t in reading.texts})),
    )


def graph_of(
    files: Sequence[str | Path],
    data: Sequence[str | Path] = (),
    add: Sequence[str | Path] = (),
    *,
    demo: bool = False,
) -> Graph:
    """The bundled graph (or `data`) with files in the place of those of the same name.

    So a changed copy of a bundled file replaces it, and a new document joins the others.
    """
    own = sources.read(data) if data else sources.bundled()
    given = [*sources.read(add), *sources.read(files)]
    replaced = {source.graph for source in given}
    shown = sources.demonstration() if demo else []
    return Graph([*(each for each in [*own, *shown] if each.graph not in replaced), *given])


def ledger_path() -> Path:
    """The committed ledger."""
    return content.folder("data") / "ledger.tsv"


def shape_findings(graph: Graph) -> list[Finding]:
    """The breaches of ontology/shapes.ttl."""
    breaches = shapes.validate(graph.store)
    return _located(graph, (_of_breach(breach) for breach in breaches))


def rule_findings(graph: Graph, folder: Path | None = None) -> list[Finding]:
    """The offenders of queries/check, or of a folder of rules."""
    offences = rules.offences(graph, rules.rules(folder))
    return _located(graph, (_of_offence(offence) for offence in offences))


def renew_ledger(graph: Graph, library: Library, path: Path, day: date) -> tuple[int, int]:
    """Write the ledger anew; how many lines are of facts just read, and how many were kept.

    Lines of facts whose texts are absent stay as they are, those of facts that are gone go.
    Raises KgError, and changes nothing, if it cannot be written.
    """
    reading = _read(graph, library, path)
    new = ledger.entries(reading.ground.read, reading.hashes, day, reading.lines)
    unread = {fact.iri for fact in reading.ground.unread}
    kept = [line for line in reading.lines if line.fact in unread]
    ledger.write(path, [*new, *kept])
    return len(new), len(kept)


def _read(graph: Graph, library: Library, path: Path) -> _Reading:
    store = graph.store
    return _Reading(
        ground=grounding.ground(store, library),
        texts=grounding.texts_of(store, library),
        passages=_values(graph, "SELECT ?s ?o WHERE { ?s a wx:Passage ; wx:digest ?o }"),
        fragments=_values(graph, "SELECT ?s ?o WHERE { ?s a wx:Passage ; wx:textFragment ?o }"),
        lines=tuple(ledger.read(path)),
        hashes=_values(graph, "SELECT ?s ?o WHERE { ?s wx:sha256 ?o }"),
    )


def _values(graph: Graph, text: str) -> dict[str, str]:
    rows = (row for row in graph.rows(text) if len(row) == 2)
    return {str(getattr(r["s"], "value", "")): str(getattr(r["o"], "value", "")) for r in rows}


# Findings


def _of_breach(breach: shapes.Breach) -> Finding:
    found = f" (found {breach.found})" if breach.found else ""
    message = f"{short(breach.thing)}: {breach.message}{found}"
    rule = f"{breach.shape}.{breach.component}"
    return Finding(rule, breach.severity, breach.thing, message, breach.repair)


def _of_offence(offence: rules.Offence) -> Finding:
    rule = offence.rule
    return Finding(rule.name, rule.severity, offence.thing, offence.message, rule.repair)


def _unreadable_dates(graph: Graph) -> Iterator[Finding]:
    """EDTF dates of the right form that mean no day, such as an interval that ends too early."""
    for row in graph.rows(_VAGUE):
        fact, written = (str(getattr(row[name], "value", "")) for name in ("fact", "date"))
        try:
            span(written)
        except KgError as error:
            message, _, repair = str(error).partition("; ")
            yield Finding("date", "violation", fact, f"{short(fact)}: {message}", repair)


def _text_offences(reading: _Reading, library: Library) -> Iterator[Finding]:
    """What the texts at hand, or for lack of them the ledger, say against the graph."""
    yield from _other_texts(reading, library)
    yield from _wrong_passages(reading)
    yield from _wrong_fragments(reading)
    yield from _ungrounded(reading)
    yield from _ledger_offences(reading)


def _other_texts(reading: _Reading, library: Library) -> Iterator[Finding]:
    registered = {slug(document): sha256 for document, sha256 in reading.hashes.items()}
    documents = {slug(document): document for document in reading.hashes}
    for name, path in library.other_texts(registered):
        thing = documents.get(name, name)
        message = f"{path} bears the name of {name} and is another text: its SHA-256 differs"
        repair = "remove it from the library, or describe it as a document of its own"
        yield Finding("text-hash", "violation", thing, message, repair)


def _wrong_passages(reading: _Reading) -> Iterator[Finding]:
    for iri, digest in sorted(reading.passages.items()):
        text = reading.texts.get(iri.split("#")[0])
        if text is None or not passages.is_passage(iri):
            continue
        place = passages.position(iri)
        if place.end > len(text):
            message = f"{short(iri)} ends outside its text of {len(text)} characters"
            yield Finding("passage-outside", "violation", iri, message, _ANEW)
        elif not passages.carries(text, place.start, place.end, digest):
            message = f"{short(iri)} has the digest {digest}; its text has another"
            yield Finding("passage-digest", "violation", iri, message, _ANEW)


def _wrong_fragments(reading: _Reading) -> Iterator[Finding]:
    for iri, fragment in sorted(reading.fragments.items()):
        text = reading.texts.get(iri.split("#")[0])
        if text is None or not passages.is_passage(iri):
            continue
        place = passages.position(iri)
        if place.end <= len(text) and fragment != passages.text_fragment(
            text, place.start, place.end
        ):
            message = (
                f"{short(iri)} has the text fragment {fragment}, which is not that of its words"
            )
            yield Finding("text-fragment", "warning", iri, message, _ANEW)


def _ungrounded(reading: _Reading) -> Iterator[Finding]:
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


def _ledger_offences(reading: _Reading) -> Iterator[Finding]:
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
    for difference in ledger.compare(lines, facts, reading.hashes):
        message = f"{short(difference.fact)}: {difference.what}, and its text is not at hand"
        yield Finding("ledger", "violation", difference.fact, message, ledger.RENEW)
    yield from _ledger_lags(reading)


def _ledger_lags(reading: _Reading) -> Iterator[Finding]:
    known = {line.fact: line for line in reading.lines}
    now = ledger.entries(reading.ground.read, reading.hashes, date.min, reading.lines)
    read = {each.fact.iri: each.document for each in reading.ground.read}
    behind = Counter(read[line.fact] for line in now if known.get(line.fact) != line)
    for document, number in sorted(behind.items()):
        message = f"{short(document)}: the ledger lags behind in {number} facts just read"
        yield Finding("ledger-lags", "warning", document, message, "kg check --write-ledger")


def _located(graph: Graph, found: Iterable[Finding]) -> list[Finding]:
    """The findings with the file and line where their things stand."""
    where = places(graph)
    return [_with_place(graph, where, finding) for finding in found]


def _with_place(graph: Graph, where: Places, finding: Finding) -> Finding:
    graphs = _graphs_of(graph, finding.thing)
    file, line = where.of(finding.thing, graphs)
    document = document_of(finding.thing, graphs[0] if len(graphs) == 1 else "")
    known = (finding.rule, finding.severity, finding.thing, finding.message, finding.repair)
    return Finding(*known, file, line, document)


def _graphs_of(graph: Graph, thing: str) -> list[str]:
    from pyoxigraph import NamedNode

    if ":" not in thing:
        return []
    quads = graph.store.quads_for_pattern(NamedNode(thing), None, None)
    names = {str(getattr(quad.graph_name, "value", "")) for quad in quads}
    return sorted(n for n in names if n.startswith(GRAPH) and not n.startswith(GRAPH + "derived"))


# Counts


def _documents_of(reading: _Reading) -> set[str]:
    """The documents of which there are passages."""
    return {iri.split("#")[0] for iri in reading.passages}


def _documents(reading: _Reading, found: Sequence[Finding]) -> Iterator[Document]:
    ground = reading.ground
    every = [*(each.fact for each in ground.read), *ground.unread, *ground.by_register]
    facts = Counter(document_of(fact.graph, fact.graph) for fact in every)
    offences = Counter((finding.document, finding.severity) for finding in found)
    cited = Counter(slug(iri.split("#")[0]) for iri in reading.passages)
    for name in sorted({*facts, *cited, *(finding.document for finding in found)}):
        yield _document(name, reading, facts[name], cited[name], offences)


def _document(
    name: str,
    reading: _Reading,
    facts: int,
    cited: int,
    offences: Counter[tuple[str, Severity]],
) -> Document:
    at_hand = name in {slug(document) for document in reading.texts}
    ground = reading.ground
    places_ = Counter(each.place for each in ground.read if slug(each.document) == name)
    return Document(
        slug=name,
        facts=facts,
        passages=cited,
        read=cited if at_hand else 0,
        sentence=places_["sentence"],
        context=places_["context"],
        note=places_["note"],
        missing=places_["missing"],
        register=sum(document_of(fact.graph) == name for fact in ground.by_register),
        vouched=_vouched(name, reading),
        violations=offences[name, "violation"],
        warnings=offences[name, "warning"],
        infos=offences[name, "info"],
    )


def _vouched(name: str, reading: _Reading) -> int:
    """How many facts of a document whose text is absent the ledger vouches for."""
    unread = [fact for fact in reading.ground.unread if document_of(fact.graph) == name]
    ours = {fact.iri for fact in unread}
    lines = [line for line in reading.lines if line.fact in ours]
    return len(unread) - len({d.fact for d in ledger.compare(lines, unread, reading.hashes)})
