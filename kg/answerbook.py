"""Answers as workbooks: the answer as a sheet, and one on what was asked, of what, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import NamedNode

from kg import facts, phrase, sheets, table, workbook
from kg.errors import KgError
from kg.query import Answer, Question, Term, plain
from kg.tabular import Column, Said, Table, Tables
from kg.vocabulary import FACT

if TYPE_CHECKING:
    from kg.graph import Graph

T = TypeVar("T")

MOST = workbook.ROWS - 1
"""The rows that a sheet holds beneath its head."""
LINKS = ("link",)
_EVIDENCE = (
    "Document and passage say where a row's fact was read: 168–372 are the characters of the "
    "document's text, the first and the one after the last. Link opens the document's page at "
    "these words; where there are several, ‘; ’ parts them, and a click opens the first."
)


def xlsx(
    graph: Graph, asked: Question, answer: Answer, about: Iterable[Said], label: table.Label
) -> bytes:
    """The answer as a workbook; `about` is what is to be said of it beside what is asked.

    The answer's sheet stands first, for programs read the first. IRIs are given by their labels,
    those of facts by what they say, and in full in columns at the end. Raises KgError for what a
    workbook cannot hold.
    """
    demand_room(answer)
    said = (*_question(asked), *about, *sheets.versions(graph))
    evidence = (("How to read evidence", _EVIDENCE),) if "passage" in answer.columns else ()
    name = asked.summary or asked.name
    sheet = _sheet(answer, _telling_facts(graph, answer, label))
    return workbook.xlsx(Tables(name, (*said, *evidence), (sheet,)), "last")


def demand_room(answer: Answer) -> None:
    """Raise KgError if the answer has more rows than a sheet holds."""
    if len(answer.rows) > MOST:
        raise KgError(
            f"the answer has more than {MOST:,} rows, and a sheet of xlsx holds no more; take csv"
            " (-f csv), which holds any number"
        )


def _question(asked: Question) -> Iterator[Said]:
    if asked.of_library:
        yield "Question", f"{asked.name}: {asked.summary}"
    else:
        yield "SPARQL", asked.text.strip()[: workbook.CHARACTERS]


def _sheet(answer: Answer, label: table.Label) -> Table:
    """The answer, words first, then each column that names things by its IRIs."""
    worded = table.without_named(answer, label)
    named = [at for at in range(len(answer.columns)) if _names_things(answer, at)]
    words = [Column(c, c, "any", link=c in LINKS) for c in worded.columns or ("answer",)]
    iris = [Column(f"{c}_iri", f"{c} (IRI)", address=True) for c in _kept(answer.columns, named)]
    full = [_kept(row, named) for row in answer.rows] or [()]
    rows = tuple(
        (*row, *map(_iri, more))
        for row, more in zip(table.cells(worded, label), full, strict=False)
    )
    return Table("answer", "Answer", "What the question gives.", (*words, *iris), rows)


def _telling_facts(graph: Graph, answer: Answer, label: table.Label) -> table.Label:
    """The label, which tells a fact of the answer by what it says."""
    named = {plain(term) for row in answer.rows for term in row if isinstance(term, NamedNode)}
    found = facts.facts(graph, sorted(iri for iri in named if iri.startswith(FACT)))
    words = phrase.labels(graph)
    sentences = {fact.iri: phrase.sentence(fact, words) for fact in found}
    return lambda iri: sentences.get(iri) or label(iri)


def _names_things(answer: Answer, at: int) -> bool:
    return any(isinstance(row[at], NamedNode) for row in answer.rows)


def _kept(values: Sequence[T], places: Iterable[int]) -> tuple[T, ...]:
    return tuple(values[at] for at in places)


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None
