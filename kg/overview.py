"""What the graph knows, and what to try, in ten lines."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from kg import credits
from kg.documents import Document, documents
from kg.facts import texts
from kg.phrase import joined
from kg.vocabulary import FACT_KINDS, STATUSES, THING_KINDS

if TYPE_CHECKING:
    from kg.graph import Graph

NOUNS = {"person": ("person", "people"), "funding": ("sum of money", "sums of money")}
TRY = (
    ('kg query members-of --alliance "Wessex HIEC"', "ask one of the questions (kg query --help)"),
    ('kg show "Wessex Health Partners"', "all that is known of a body"),
    ('kg why "NHS Dorset" "Wessex Health Partners"', "the facts between two, with their passages"),
)


def overview(graph: Graph) -> list[str]:
    """About ten lines: documents, their years, things and facts by kind and status, what to try."""
    known = documents(graph)
    read = [document for document in known if document.sha256]
    things, facts = _counts(graph, THING_KINDS), _counts(graph, FACT_KINDS)
    status = {name: _count(graph, f"wx:status wx:{name}") for name in STATUSES}
    return [
        f"{credits.credits(graph).name}, data {graph.version} ({graph.slice.describe()})",
        f"  read from  {_number(len(read), 'document')}{_years(read)}"
        f", {_number(len(known) - len(read), 'compilation')} of public registers",
        *_wrapped("things", _listed(things)),
        *_wrapped("facts", f"{sum(facts.values())}: {_listed(facts)}"),
        f"  status     {joined(f'{count} {name}' for name, count in status.items() if count)}",
        "",
        "Try",
        *(f"  {command:<45} {about}" for command, about in TRY),
    ]


def _wrapped(head: str, text: str) -> list[str]:
    return wrap(text, 100, initial_indent=f"  {head:<11}", subsequent_indent=" " * 13)


def _counts(graph: Graph, kinds: tuple[str, ...]) -> dict[str, int]:
    return {kind: _count(graph, f"a wx:{kind}") for kind in kinds}


def _count(graph: Graph, pattern: str) -> int:
    rows = texts(graph, f"SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ ?it {pattern} }}")
    return int(rows[0]["count"])


def _listed(counts: dict[str, int]) -> str:
    return joined(_number(count, kind.lower()) for kind, count in counts.items() if count)


def _number(count: int, noun: str) -> str:
    one, many = NOUNS.get(noun, (noun, f"{noun}s"))
    return f"{count} {one if count == 1 else many}"


def _years(read: list[Document]) -> str:
    years = sorted(year for each in read for year in re.findall(r"\d{4}", each.issued))
    return f" of {years[0]} to {years[-1]}" if years else ""
