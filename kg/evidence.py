"""What the facts behind an answer rest on, and how each is to be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.query import Answer, Term, plain
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.graph import Graph

_SUPPORTS = """
SELECT DISTINCT ?fact ?source ?title ?address ?fragment WHERE {{
  VALUES ?fact {{ {facts} }}
  ?fact wx:evidence ?source .
  BIND(IRI(STRBEFORE(CONCAT(STR(?source), "#char="), "#char=")) AS ?document)
  OPTIONAL {{ ?document dcterms:title ?title }}
  OPTIONAL {{ ?document wx:address ?address }}
  OPTIONAL {{ ?source wx:textFragment ?fragment }}
}}
ORDER BY ?fact ?source ?title ?address
"""
_STATUS = "SELECT ?fact ?status WHERE {{ VALUES ?fact {{ {facts} }} ?fact wx:status ?status }}"
NOT_SURE = "may hold"


@dataclass(frozen=True, slots=True)
class Support:
    """One passage or register edition that a fact cites: where it stands and a link to it."""

    source: str
    document: str
    position: str
    link: str


def supports(graph: Graph, facts: Iterable[str]) -> dict[str, list[Support]]:
    """By fact, what it cites, in a stable order.

    A link opens the page at the passage's words where the passage has a text fragment; else it
    is the document's plain address, or empty.
    """
    found: dict[str, dict[str, Support]] = {}
    for row in graph.rows(_SUPPORTS.format(facts=_listed(facts))):
        support = _support(row)
        found.setdefault(_value(row, "fact"), {}).setdefault(support.source, support)
    return {fact: list(by_source.values()) for fact, by_source in found.items()}


def statuses(graph: Graph, facts: Iterable[str]) -> dict[str, str]:
    """By fact, its status in a word: actual, planned, estimated or claimed."""
    rows = graph.rows(_STATUS.format(facts=_listed(facts)))
    return {_value(row, "fact"): slug(_value(row, "status")) for row in rows}


def marked(graph: Graph, answer: Answer) -> Answer:
    """The answer with a column of each fact's status and, in a slice of a day, whether it holds.

    Unchanged where rows are not facts, and a column that the question has stays its own.
    """
    if answer.facts is None:
        return answer
    facts, status = answer.facts, statuses(graph, _distinct(answer.facts))
    answer = _with(answer, "status", [status.get(fact or "", "") for fact in facts])
    if graph.slice.as_of is None:
        return answer
    return _with(answer, "holds", [_holding(graph.may_hold, fact) for fact in facts])


def evidenced(graph: Graph, answer: Answer) -> Answer:
    """The answer with columns for each row's fact, documents, passages and links.

    Unchanged where the query gives no ?fact.
    """
    facts = _facts(answer)
    if facts is None:
        return answer
    cited = supports(graph, _distinct(facts))
    rows = [cited.get(fact or "", []) for fact in facts]
    answer = _with(answer, "fact", [ox.NamedNode(f) if f else None for f in facts])
    answer = _with(answer, "document", [_joined(s.document for s in row) for row in rows])
    answer = _with(answer, "passage", [_joined(s.position for s in row) for row in rows])
    return _with(answer, "link", [_joined(s.link for s in row) for row in rows])


def without_sameness(answer: Answer, given: Mapping[str, str]) -> Answer:
    """The answer without those columns in which every row says only what is usual."""
    for column, usual in given.items():
        if column in answer.columns:
            at = answer.columns.index(column)
            if all(plain(row[at]) in {"", usual} for row in answer.rows):
                answer = _without(answer, at)
    return answer


def _facts(answer: Answer) -> tuple[str | None, ...] | None:
    """The fact of each row, whether it is kept apart or a column; None where there is none."""
    if answer.facts is not None or "fact" not in answer.columns:
        return answer.facts
    column = (row[answer.columns.index("fact")] for row in answer.rows)
    return tuple(term.value if isinstance(term, ox.NamedNode) else None for term in column)


def _support(row: Mapping[str, Term]) -> Support:
    from kg import fragments, passages

    source = _value(row, "source")
    address = _value(row, "address")
    title = _value(row, "title") or slug(source.split("#")[0])
    if not passages.is_passage(source):
        return Support(source, title, "", address)
    at = passages.position(source)
    link = fragments.link(address, _value(row, "fragment"))
    return Support(source, title, f"{at.start}–{at.end}", link)


def _value(row: Mapping[str, Term], name: str) -> str:
    return plain(row.get(name))


def _holding(may_hold: Collection[str], fact: str | None) -> str:
    return "" if fact is None else NOT_SURE if fact in may_hold else "holds"


def _with(answer: Answer, column: str, values: Iterable[str | Term | None]) -> Answer:
    if column in answer.columns:
        return answer
    cells = [ox.Literal(value) if isinstance(value, str) else value for value in values]
    rows = tuple((*row, cell) for row, cell in zip(answer.rows, cells, strict=True))
    return replace(answer, columns=(*answer.columns, column), rows=rows)


def _without(answer: Answer, at: int) -> Answer:
    rows = tuple(row[:at] + row[at + 1 :] for row in answer.rows)
    columns = answer.columns[:at] + answer.columns[at + 1 :]
    return replace(answer, columns=columns, rows=rows)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _distinct(facts: Iterable[str | None]) -> list[str]:
    return [fact for fact in dict.fromkeys(facts) if fact]


def _listed(facts: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(fact)) for fact in facts)
