"""One report on a graph: shapes, rules, passages against their texts, grounding, ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import content, reading, rules, shapes, sources
from kg.findings import SEVERITIES, Finding, Places, Severity, document_of, places, short
from kg.graph import Graph
from kg.vocabulary import GRAPH, slug

if TYPE_CHECKING:
    from kg.library import Library
    from kg.reading import Reading

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
    known = reading.read(graph, library, ledger_file or ledger_path())
    found = [
        *shape_findings(graph),
        *rule_findings(graph, rules_folder),
        *text_findings(graph, known, library),
    ]
    ordered = tuple(sorted(found, key=_rank))
    return Report(graph.version, ordered, tuple(_documents(known, ordered)), known.absent)


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
    broken = rules.offences(graph, rules.rules(folder))
    return _located(graph, (_of_offence(offence) for offence in broken))


def text_findings(graph: Graph, known: Reading, library: Library) -> list[Finding]:
    """What the texts at hand, or for lack of them the ledger, say against the graph."""
    return _located(graph, reading.offences(graph, known, library))


def _rank(finding: Finding) -> tuple[int, str, int, str, str]:
    worst = SEVERITIES.index(finding.severity)
    return worst, finding.file, finding.line or 0, finding.rule, finding.message


# Findings


def _of_breach(breach: shapes.Breach) -> Finding:
    found = f" (found {breach.found})" if breach.found else ""
    message = f"{short(breach.thing)}: {breach.message}{found}"
    rule = f"{breach.shape}.{breach.component}"
    return Finding(rule, breach.severity, breach.thing, message, breach.repair)


def _of_offence(offence: rules.Offence) -> Finding:
    rule = offence.rule
    return Finding(rule.name, rule.severity, offence.thing, offence.message, rule.repair)


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


def _documents(known: Reading, found: Sequence[Finding]) -> Iterator[Document]:
    ground = known.ground
    every = [*(each.fact for each in ground.read), *ground.unread, *ground.by_register]
    facts = Counter(document_of(fact.graph) for fact in every)
    cited = Counter(slug(passage.split("#")[0]) for passage in known.passages)
    offences = Counter((finding.document, finding.severity) for finding in found)
    for name in sorted({*facts, *cited, *(finding.document for finding in found)}):
        yield _document(name, known, facts[name], cited[name], offences)


def _document(
    name: str, known: Reading, facts: int, cited: int, offences: Counter[tuple[str, Severity]]
) -> Document:
    ground = known.ground
    where = Counter(each.place for each in ground.read if slug(each.document) == name)
    return Document(
        slug=name,
        facts=facts,
        passages=cited,
        read=0 if name in known.absent else cited,
        sentence=where["sentence"],
        context=where["context"],
        note=where["note"],
        missing=where["missing"],
        register=sum(document_of(fact.graph) == name for fact in ground.by_register),
        vouched=reading.vouched(known, name),
        violations=offences[name, "violation"],
        warnings=offences[name, "warning"],
        infos=offences[name, "info"],
    )
