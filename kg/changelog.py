"""Changelogs: the changes between two graphs as a table, as Markdown to publish, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from pyoxigraph import Literal

from kg import phrase, printable, revisions
from kg.changes import EVENTS, Changes, Entry, Evidence, changes
from kg.query import Answer
from kg.rewording import Detail
from kg.table import escaped
from kg.vocabulary import place

COLUMNS = ("document", "date", "change", "statement", "before", "after", "status", "evidence",
           "link", "fact")  # fmt: skip
DESCRIBED = ("iri", "title", "publisher", "issued", "address")
# Headings of what stands in no document, and nouns for the summary.
HEADINGS = {
    "fact": "Facts without evidence", "thing": "Things", "term": "Vocabulary",
    "dataset": "The data set", "other": "Other statements",
}  # fmt: skip
SUMMARY = {
    "fact": ("fact", ""), "document": ("document", ""),
    "passage": ("document's passages", "documents' passages"), "thing": ("thing", ""),
    "term": ("term", ""), "dataset": ("description of the data set", ""),
    "other": ("subject of other statements", "subjects of other statements"),
}  # fmt: skip
COUNTED = {
    "derived": "follow from the facts by rule",
    "vocabulary": "are of a vocabulary that the other side lacks",
    "data set": "describe the data set, which the other side does not",
}


def markdown(old: str, new: str, level: int = 1) -> str:
    """What changed from one graph to another, for a file of changes; headings from this level.

    Both are files, folders, releases or revisions of git. KgError for what cannot be read.
    """
    return as_markdown(changes(revisions.read(old), revisions.read(new)), level)


def table(found: Changes, *, links: bool = True) -> Answer:
    """A row for each change, or for each value that a change touches."""
    columns = tuple(column for column in COLUMNS if links or column != "link")
    rows = tuple(
        tuple(Literal(cells[column]) if cells[column] else None for column in columns)
        for entry in found.entries
        for cells in _rows(entry)
    )
    return Answer("select", columns, rows)


def as_markdown(found: Changes, level: int = 1) -> str:
    """The changes as Markdown, by document and then by kind."""
    mark = "#" * level
    parts = [f"{mark} What changed in the data", "", *_head(found)]
    for (document, about), together in groupby(found.entries, _section):
        parts += ["", f"{mark}# {_heading(found, document, about)}"]
        for kind, alike in groupby(together, lambda each: each.kind):
            entries = list(alike)
            number = f" ({len(entries)})" if len(entries) > 1 else ""
            parts += ["", f"{mark}## {escaped(kind[0].upper() + kind[1:])}{number}", ""]
            parts += [line for entry in entries for line in _item(entry)]
    return "\n".join(map(printable.line, parts)) + "\n"


def as_json(found: Changes) -> str:
    """The changes as JSON, every field, a line each change: docs/changes.md describes them."""
    told = {entry.document for entry in found.entries}
    head = {
        **_fields(found),
        "differ": found.differ,
        "documents": {
            each: {name: getattr(about, name) for name in DESCRIBED}
            for each, about in sorted(found.documents.items())
            if each in told
        },
    }
    del head["entries"]
    lines = [f"{_dumped(name)}: {_dumped(value)}" for name, value in head.items()]
    entries = ",\n".join(map(_dumped, found.entries))
    return "{" + ",\n".join([*lines, f'"entries": [\n{entries}\n]']) + "}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_fields)


def _fields(value: Any) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def summary(found: Changes) -> str:
    """How many of what came, changed and went, in one line; passages by their documents."""
    every = {
        (e.about, e.event, e.document if e.about == "passage" else e.iri) for e in found.entries
    }
    counts = Counter((about, event) for about, event, _ in every)
    told = (_counted(counts, about) for about in SUMMARY)
    return "; ".join(filter(None, told)) or "no difference"


def _counted(counts: Mapping[tuple[str, str], int], about: str) -> str:
    """Such as `3 facts added, 1 withdrawn`; "" for none."""
    events = [(counts[about, event], event) for event in EVENTS if counts[about, event]]
    if not events:
        return ""
    (number, event), *rest = events
    first = f"{phrase.count(number, *SUMMARY[about])} {event}"
    return ", ".join((first, *(f"{number:,} {event}" for number, event in rest)))


def remarks(found: Changes) -> Iterator[str]:
    """What is to be said besides: what is only counted, and what the slice leaves out."""
    for why, (removed, added) in found.counted.items():
        yield f"{_statements(removed, added)} {COUNTED[why]}: counted only"
    if found.outside:
        yield f"{phrase.count(found.outside, 'change')} outside the slice not told ({found.slice})"


def _statements(removed: int, added: int) -> str:
    sides = [(n, side) for n, side in ((removed, "OLD"), (added, "NEW")) if n]
    (first, side), *rest = sides
    more = "".join(f", {n:,} only in {other}" for n, other in rest)
    return f"{phrase.count(first, 'statement')} only in {side}{more}"


# Rows


def _rows(entry: Entry) -> Iterator[dict[str, str]]:
    cells = {
        "document": entry.document,
        "date": "; ".join(dict.fromkeys(each.date for each in entry.evidence if each.date)),
        "statement": _said(entry),
        "status": entry.status,
        "evidence": "; ".join(place(each.iri) for each in entry.evidence),
        "link": "; ".join(dict.fromkeys(each.link for each in entry.evidence if each.link)),
        "fact": entry.iri if entry.about == "fact" else "",
    }
    for change, before, after in _values(entry):
        yield {**cells, "change": change, "before": before, "after": after}


def _values(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """The words for what changed, with the values before and after; one line at least."""
    if entry.formerly:
        yield entry.kind, entry.formerly, entry.iri
    elif not entry.details:
        yield entry.kind, "", ""
    for each in entry.details:
        kind = each.kind if entry.event == "changed" else f"{entry.kind}: {each.name}"
        yield kind, "; ".join(each.before), "; ".join(each.after)


def _said(entry: Entry) -> str:
    return f"{entry.text}, {entry.period}" if entry.period else entry.text


# Markdown


def _head(found: Changes) -> Iterator[str]:
    yield f"Old: {escaped(found.old)}, data version {escaped(found.old_version)}.  "
    yield f"New: {escaped(found.new)}, data version {escaped(found.new_version)}."
    yield ""
    size = f" ({_statements(found.removed, found.added)})" if found.removed or found.added else ""
    yield f"{summary(found).capitalize()}{size}."
    for remark in remarks(found):
        yield ""
        yield f"{escaped(remark)}."


def _code(text: str) -> str:
    return f"`{text.replace('`', ' ')}`"


def _section(entry: Entry) -> tuple[str, str]:
    """The document of an entry; where it has none, what it is about."""
    return entry.document, "" if entry.document else entry.about


def _heading(found: Changes, document: str, about: str) -> str:
    if not document:
        return HEADINGS[about]
    known = found.documents.get(document)
    if not known:
        return escaped(document)
    date = phrase.date(known.issued) if known.issued else "undated"
    told = (known.title or document, known.publisher, date)
    return f"{escaped(', '.join(filter(None, told)))} ({_code(document)})"


def _item(entry: Entry) -> Iterator[str]:
    if entry.about in ("document", "dataset") and entry.event == "changed":
        yield from (f"- {_reworded(each)}" for each in entry.details)
        return
    status = f" — *{escaped(entry.status)}*" if entry.status else ""
    yield f"- {escaped(_said(entry))}{status}"
    if entry.formerly:
        yield f"  - formerly <{entry.formerly}>"
    yield from (f"  - {_reworded(each)}" for each in entry.details)
    if entry.about == "fact":
        yield f"  - {' · '.join((*_cited(entry), f'<{entry.iri}>'))}"


def _reworded(detail: Detail) -> str:
    before, after = ("; ".join(map(escaped, each)) for each in (detail.before, detail.after))
    if not before or not after:
        return f"{escaped(detail.kind)}: {before or after}"
    return f"{escaped(detail.name)}: {before} → {after}"


def _cited(entry: Entry) -> Iterator[str]:
    """The passages, each a link where there is one; of other documents than the entry's, which."""
    for (document, date), together in groupby(entry.evidence, lambda e: (e.document, e.date)):
        own = "characters" if any(each.position for each in entry.evidence) else escaped(date)
        other = f"{_code(document)}, {escaped(date)}" if date else _code(document)
        yield f"{own if document == entry.document else other}: {', '.join(map(_linked, together))}"


def _linked(evidence: Evidence) -> str:
    where = evidence.position or evidence.title
    leads = evidence.link.startswith(("https://", "http://"))
    exact = not evidence.position or "#:~:text=" in evidence.link
    return f"[{escaped(where)}](<{evidence.link}>)" if leads and exact else escaped(where)
