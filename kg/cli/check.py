"""kg check: shapes, rules and passages in one report, or passages against a reader's own copy."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kg.cli import options, output
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.against import Sighting, Verification
    from kg.check import FailOn, Report
    from kg.graph import Graph
    from kg.library import Library

FORMATS = {"table": "lines FILE:LINE and a table by document", "json": ""}
COUNTS = {
    "facts": "facts",
    "sentence": "in sentence",
    "context": "in context",
    "note": "by note",
    "missing": "missing",
    "register": "by register",
    "vouched": "by ledger",
    "passages": "passages",
    "read": "re-read",
    "violations": "violations",
    "warnings": "warnings",
    "infos": "infos",
}


@click.command("check", short_help="Check shapes, rules and passages: one report.")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option(
    "--fail-on", type=click.Choice(("violation", "warning", "info", "none")), default="violation",
    show_default=True, help="Exit 1 if there is a finding as bad as this.",
)  # fmt: skip
@click.option(
    "--against", is_flag=True,
    help="FILE is your own copy of a document's text: look for its passages there.",
)  # fmt: skip
@click.option(
    "--document", metavar="DOCUMENT", shell_complete=options.complete_document,
    help="With --against: the document of which FILE is a copy (else it is recognised).",
)  # fmt: skip
@click.option("--require-texts", is_flag=True, help="Exit 1 if a document's text is not at hand.")
@click.option("--write-ledger", is_flag=True, help="Write data/ledger.tsv from the texts at hand.")
@options.target(**FORMATS)
@options.documents
@options.data
@options.volume
def command(
    files: tuple[str, ...],
    fail_on: FailOn,
    against: bool,
    document: str | None,
    require_texts: bool,
    write_ledger: bool,
    form: str | None,
    target: str | None,
) -> int:
    """Check the graph: its shapes, its rules, and its passages against the texts at hand.

    FILE takes the place of the bundled data file of the same name, or joins the others. With
    --against, FILE is a copy of a document (text or saved web page) from wherever you have it:
    each passage of the document is looked for by its digest, and one not found exits 1.

    \b
    Examples: kg check --fail-on warning
              kg check --against my-copy.html --document wessex-hiec
    """
    _refuse_nonsense(files, against, document, require_texts or write_ledger)
    form = output.form_of(form, target, {"txt": "table", "json": "json"}, "table", "table")
    if against:
        return _against(files, document, form, target)
    graph = _graph(files)
    library = options.settings().library(beside=files)
    if write_ledger:
        _renew(graph, library, files)
    return _check(graph, library, fail_on, require_texts, form, target)


def _refuse_nonsense(
    files: Sequence[str], against: bool, document: str | None, texts: bool
) -> None:
    if against and not files:
        raise click.UsageError("--against needs a FILE: your copy of a document's text")
    if document and not against:
        raise click.UsageError("--document goes with --against")
    if against and texts:
        raise click.UsageError("--against looks into your FILE only; ask for the rest by itself")


def _graph(files: Sequence[str]) -> Graph:
    from kg import check

    settings = options.settings()
    if settings.store:
        raise KgError("kg check reads no store: what it finds is mended in files; give it these")
    return check.graph_of(files, settings.data, settings.add, demo=settings.demo)


def _renew(graph: Graph, library: Library, files: Sequence[str]) -> None:
    from kg import check, content, reading

    settings = options.settings()
    if content.installed():
        raise KgError("--write-ledger is for a checkout of the project, not an installed package")
    if files or settings.add or settings.demo:
        raise KgError("--write-ledger is for whole data: without FILE, --add or --demo")
    bad = [f for f in check.check(graph, library).findings if f.severity == "violation"]
    if any(finding.rule != "ledger" for finding in bad):
        raise KgError(f"the ledger stays as it is while there are violations, such as: {bad[0]}")
    path = check.ledger_path()
    new, kept = reading.renew_ledger(graph, library, path, datetime.date.today())
    output.note(f"{path}: {new} lines of facts just read, {kept} kept of texts not at hand")


def _check(
    graph: Graph,
    library: Library,
    fail_on: FailOn,
    require_texts: bool,
    form: str,
    target: str | None,
) -> int:
    from kg import check

    report = patiently(lambda: check.check(graph, library))
    infos = fail_on == "info" or bool(options.settings().verbose)
    text = _json(_as_data(report)) if form == "json" else _as_text(report, infos)
    output.emit(text, target)
    if require_texts and report.absent:
        output.note(f"texts not at hand: {', '.join(report.absent)}; kg documents add FILE")
    return int(report.fails(fail_on) or (require_texts and bool(report.absent)))


def _as_text(report: Report, infos: bool) -> str:
    shown = [each for each in report.findings if infos or each.severity != "info"]
    lines = [str(finding) for finding in shown]
    above = [*lines, "" if lines else "nothing found"]
    return "\n".join([*above, _counts(report), _sum(report, infos)])


def _counts(report: Report) -> str:
    """How many of what in each document; what is nowhere is no column."""
    from pyoxigraph import Literal

    from kg import table
    from kg.query import Answer

    said = [asdict(document) for document in report.documents if document.slug]
    names = [name for name in COUNTS if any(each[name] for each in said)]
    rows = [(Literal(d["slug"]), *(Literal(d[name]) for name in names)) for d in said]
    answer = Answer("select", ("document", *(COUNTS[name] for name in names)), tuple(rows))
    return table.render(answer, "table").decode()


def _sum(report: Report, infos: bool) -> str:
    from kg.findings import SEVERITIES

    found = ", ".join(_number(report.count(each), each) for each in SEVERITIES)
    read, of = report.passages
    facts = _number(sum(document.facts for document in report.documents), "fact")
    documents = _number(sum(document.slug != "" for document in report.documents), "document")
    hidden = "" if infos or not report.count("info") else " (-v shows the infos)"
    lines = [f"{found} in {facts} of {documents}{hidden}"]
    lines.append(f"{read} of {of} passages re-read in the texts at hand")
    if report.absent:
        vouched = sum(document.vouched for document in report.documents)
        unread = f"texts not at hand: {', '.join(report.absent)}"
        lines.append(f"{unread}; the ledger vouches for {vouched} of their facts")
    return "\n".join(lines) + "\n"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _as_data(report: Report) -> dict[str, object]:
    from kg.findings import SEVERITIES

    read, of = report.passages
    return {
        "version": report.version,
        "counts": {each: report.count(each) for each in SEVERITIES},
        "passages": {"read": read, "of": of},
        "texts_not_at_hand": list(report.absent),
        "documents": [asdict(document) for document in report.documents],
        "findings": [asdict(finding) for finding in report.findings],
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# Against a reader's own copy


def _against(files: Sequence[str], document: str | None, form: str, target: str | None) -> int:
    from kg import against

    graph = options.settings().load()
    found = patiently(lambda: against.verify(graph, files, document))
    text = _json([_verified(each) for each in found]) if form == "json" else _listed(found)
    output.emit(text, target)
    return int(not all(each.whole for each in found))


def _listed(found: Sequence[Verification]) -> str:
    blocks = ([_headline(each), *map(_line, _telling(each))] for each in found)
    return "\n".join("\n".join(block) + "\n" for block in blocks)


def _telling(each: Verification) -> list[Sighting]:
    """What is not simply found; with -v, all."""
    if options.settings().verbose:
        return list(each.sightings)
    return [sighting for sighting in each.sightings if sighting.verdict != "found"]


def _headline(each: Verification) -> str:
    from kg.against import VERDICTS

    counts = ", ".join(f"{each.count(verdict)} {verdict}" for verdict in VERDICTS)
    total = len(each.sightings)
    return f"{each.document} in {', '.join(each.files)}: {total} passages: {counts}"


def _line(sighting: Sighting) -> str:
    from kg.findings import short

    at = ", ".join(f"{start}-{end}" for start, end in sighting.places)
    where = f" at {at}" if at and sighting.verdict != "found" else ""
    facts = ", ".join(map(short, sighting.facts)) or "no fact"
    return f"  {sighting.verdict:<9} #{sighting.passage.split('#')[1]}{where}: {facts}"


def _verified(each: Verification) -> dict[str, object]:
    from kg.against import VERDICTS

    return {**asdict(each), "counts": {verdict: each.count(verdict) for verdict in VERDICTS}}
