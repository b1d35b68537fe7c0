"""Answers: what a question of the library gives, as a table of linked words for a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg import evidence, printable, query, table
from kg.entries import Cited, Piece, Teller
from kg.query import Answer, Parameter, Question, Row, Term
from kg.vocabulary import DOCUMENT, FACT, compact, place

if TYPE_CHECKING:
    from kg.graph import Graph

MOST = 1000
"""Rows that a page shows; its CSV file has them all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, with the page of what they name; a number stands to the right."""

    text: tuple[Piece, ...]
    number: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, with what it rests on and the address of its fact."""

    cells: tuple[Cell, ...]
    cited: tuple[Cited, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A question's answer: `rows` counts them all; `evident` says whether rows are facts."""

    asked: Question
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: int
    evident: bool
    personal: bool
    csv: bytes


def reply(graph: Graph, asked: Question, teller: Teller, people: frozenset[str]) -> Reply:
    """The answer to a question with the examples of its parameters.

    `personal` says whether it names people, by their facts or themselves.
    """
    answer = query.ask(graph, asked)
    full = evidence.marked(graph, answer)
    usual = {"status": "actual", "holds": "holds"}
    given = {name: word for name, word in usual.items() if name not in answer.columns}
    full = table.as_rows(evidence.without_sameness(full, given))
    label = teller.label
    shown = table.without_empty(table.without_named(full, label))
    return Reply(
        asked=asked,
        columns=tuple(_heading(column, shown.columns) for column in shown.columns),
        lines=tuple(_lines(full, shown, teller)),
        rows=len(full.rows),
        evident=full.facts is not None,
        personal=any(_personal(full, at, teller, people) for at in range(len(full.rows))),
        csv=table.render(evidence.evidenced(graph, full), "csv", label),
    )


def example(parameter: Parameter, teller: Teller) -> tuple[Piece, ...]:
    """The values that stand for a parameter where none is given."""
    return tuple(_piece(term, teller) for term in parameter.example if term is not None)


def command(asked: Question, teller: Teller) -> str:
    """The command that asks the question with its examples."""
    words = [
        f'--{p.option} "{piece.text}"' for p in asked.parameters for piece in example(p, teller)
    ]
    return " ".join(["kg query", asked.name, *words])


def _lines(full: Answer, shown: Answer, teller: Teller) -> Iterator[Line]:
    facts = full.facts or (None,) * len(full.rows)
    for whole, row, fact in list(zip(full.rows, shown.rows, facts, strict=True))[:MOST]:
        pages = _pages(whole, teller)
        cells = tuple(Cell(_words(term, teller, pages), table.is_number(term)) for term in row)
        known = teller.facts.get(fact or "")
        cited = teller.entry(known).cited if known else ()
        yield Line(cells, cited, teller.addresses.of(fact or ""))


def _pages(row: Row, teller: Teller) -> dict[str, str]:
    """The pages of the things in a row by their labels, so that a name leads to its thing."""
    iris = [term.value for term in row if isinstance(term, NamedNode)]
    return {teller.label(iri): teller.addresses.of(iri) for iri in iris if not _local(iri)}


def _words(term: Term | None, teller: Teller, pages: Mapping[str, str]) -> tuple[Piece, ...]:
    if term is None:
        return ()
    if isinstance(term, NamedNode):
        return (_piece(term, teller),)
    plain = table.shown(replace(_ONE, rows=((term,),)), teller.label)[0][0]
    return (Piece(plain, pages.get(query.plain(term), "")),)


_ONE = Answer("select", ("it",))


def _piece(term: Term, teller: Teller) -> Piece:
    if not isinstance(term, NamedNode):
        return Piece(printable.line(query.plain(term)))
    iri = term.value
    page = teller.addresses.of(iri)
    if iri.startswith(FACT):
        return Piece(iri.removeprefix(FACT), page)
    if "#" in iri and iri.startswith(DOCUMENT):
        return Piece(place(iri), page)
    return Piece(teller.label(iri) if page else compact(iri), page)


def _local(iri: str) -> bool:
    """Whether it is a fact or a place in a document, which no label names."""
    return iri.startswith(FACT) or "#char=" in iri


def _personal(answer: Answer, at: int, teller: Teller, people: frozenset[str]) -> bool:
    fact = teller.facts.get((answer.facts[at] if answer.facts else None) or "")
    named = {value.value for values in fact.values.values() for value in values} if fact else set()
    return not people.isdisjoint(named | set(map(query.plain, answer.rows[at])))


def _heading(column: str, others: tuple[str, ...]) -> str:
    """A variable's name in words; `funderName` is `funder` where no other column is called so."""
    short = column.removesuffix("Name")
    name = short if short and short not in others else column
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()
