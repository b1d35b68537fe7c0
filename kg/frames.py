"""Frames: answers as data frames of pandas and polars, each column of one type."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pyoxigraph as ox

from kg import table, time
from kg.errors import KgError
from kg.evidence import evidenced, marked
from kg.query import Answer, Term, plain
from kg.vocabulary import EDTF, XSD, compact

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.graph import Graph

Kind: TypeAlias = Literal["text", "truth", "whole", "decimal", "number", "day"]

MOST = 2**63
"""Whole numbers from here on do not fit into 64 bits; a column with one stays text."""
DIGITS = 38
"""What a decimal of polars holds; a column with more stays text."""
_WHOLE = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
    "unsignedByte",
)  # fmt: skip
_KINDS: dict[str, Kind] = {
    **{XSD + name: "whole" for name in _WHOLE},
    XSD + "boolean": "truth",
    XSD + "decimal": "decimal",
    XSD + "double": "number",
    XSD + "float": "number",
    XSD + "date": "day",
}
_DATES = frozenset((XSD + "date", XSD + "gYearMonth", XSD + "gYear", EDTF + "EDTF"))
_PANDAS = {
    "text": "string",
    "truth": "boolean",
    "whole": "Int64",
    "decimal": "object",
    "number": "float64",
    "day": "datetime64[s]",
}
_POLARS = {
    "text": "String",
    "truth": "Boolean",
    "whole": "Int64",
    "decimal": "Decimal",
    "number": "Float64",
    "day": "Date",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame: its values, None where there is none, are all of a kind."""

    name: str
    kind: Kind
    values: tuple[Any, ...]


def pandas(
    graph: Graph, answer: Answer, *, evidence: bool = True, exact: bool = False
) -> pd.DataFrame:
    """The answer as a data frame of pandas; see `columns`.

    Types: string, boolean, Int64, float64 (or objects, decimal.Decimal), datetime64[s]. Raises
    KgError where pandas is not installed.
    """
    found = _library("pandas")
    made = columns(graph, answer, evidence=evidence, exact=exact)
    series = {each.name: found.Series(each.values, dtype=_PANDAS[each.kind]) for each in made}
    frame: pd.DataFrame = found.DataFrame(series)
    return frame


def polars(
    graph: Graph, answer: Answer, *, evidence: bool = True, exact: bool = False
) -> pl.DataFrame:
    """The answer as a data frame of polars; see `columns`.

    Types: String, Boolean, Int64, Float64 (or Decimal), Date. Raises KgError where polars is not
    installed.
    """
    found = _library("polars")
    made = columns(graph, answer, evidence=evidence, exact=exact)
    frame: pl.DataFrame = found.DataFrame([_polars(found, each) for each in made])
    return frame


def columns(
    graph: Graph, answer: Answer, *, evidence: bool = True, exact: bool = False
) -> list[Column]:
    """The columns of an answer, and what they leave to be said.

    An IRI whose label stands in no other column has one in `…Label`; dates that are not all exact
    stay as written, with the first and last day that they may mean in `…First` and `…Last`. Of
    facts, `evidence` adds status, fact, documents, passages and links. Decimals are floats,
    if `exact` they stay as they are.
    """
    rows = table.as_rows(answer)
    unnamed = frozenset(table.without_named(rows, graph.label).columns)
    if evidence:
        rows = evidenced(graph, marked(graph, rows))
    cells = list(zip(*rows.rows, strict=True)) or [()] * len(rows.columns)
    found: dict[str, Column] = {}
    for name, terms in zip(rows.columns, cells, strict=True):
        label = graph.label if name in unnamed else None
        for column in _columns(name, terms, label, exact):
            if column.name == name or column.name not in rows.columns:
                found[column.name] = column
    return list(found.values())


def _columns(
    name: str, terms: Sequence[Term | None], label: Callable[[str], str] | None, exact: bool
) -> Iterator[Column]:
    """The column of these terms, and those that go with it; each term is read once."""
    distinct = {term for term in terms if term is not None}
    kind, values = _values(distinct, exact)
    yield Column(name, kind, _each(values, terms))
    if label and (labels := _labels(distinct, label)):
        yield Column(f"{name}Label", "text", _each(labels, terms))
    if kind == "text" and (spans := _spans(distinct)):
        first = {term: span.first for term, span in spans.items()}
        last = {term: span.last for term, span in spans.items()}
        yield Column(f"{name}First", "day", _each(first, terms))
        yield Column(f"{name}Last", "day", _each(last, terms))


def _each(values: Mapping[Term, Any], terms: Iterable[Term | None]) -> tuple[Any, ...]:
    return tuple(None if term is None else values.get(term) for term in terms)


def _values(terms: Collection[Term], exact: bool) -> tuple[Kind, dict[Term, Any]]:
    """The terms as values of the one kind that fits them all, else as text."""
    kind = _kind(terms, exact)
    try:
        return kind, {term: _READ[kind](plain(term)) for term in terms}
    except (ValueError, ArithmeticError):  # ill-typed, or beyond the limits of the kind
        return "text", {term: plain(term) for term in terms}


def _kind(terms: Iterable[Term], exact: bool) -> Kind:
    kinds = set(map(_kind_of, terms))
    if kinds == {"whole", "decimal"}:
        kinds = {"decimal"}
    if (kinds == {"decimal"} and not exact) or (len(kinds) > 1 and kinds <= _NUMBERS):
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind_of(term: Term) -> Kind:
    return _KINDS.get(term.datatype.value, "text") if isinstance(term, ox.Literal) else "text"


def _truth(text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text in ("true", "1")


def _whole(text: str) -> int:
    if abs(number := int(text)) >= MOST:
        raise OverflowError(text)
    return number


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or len(number.as_tuple().digits) > DIGITS:
        raise OverflowError(text)
    return number


_NUMBERS: frozenset[Kind] = frozenset(("whole", "decimal", "number"))
_READ: dict[Kind, Callable[[str], Any]] = {
    "text": str,
    "truth": _truth,
    "whole": _whole,
    "decimal": _decimal,
    "number": float,
    "day": datetime.date.fromisoformat,
}


def _labels(terms: Iterable[Term], label: Callable[[str], str]) -> dict[Term, str]:
    """What IRIs are called; nothing where none of them has a name."""
    iris = [term for term in terms if isinstance(term, ox.NamedNode)]
    found: dict[Term, str] = {iri: label(iri.value) for iri in iris}
    return found if any(found[iri] != compact(iri.value) for iri in iris) else {}


def _spans(terms: Iterable[Term]) -> dict[Term, time.Span]:
    """The days that dates may mean, of those that are dates."""
    return {
        term: span
        for term in terms
        if isinstance(term, ox.Literal) and term.datatype.value in _DATES
        for span in _span(term.value)
    }


def _span(written: str) -> Iterator[time.Span]:
    try:
        yield time.span(written)
    except KgError:  # a check tells of it
        return


def _polars(found: Any, column: Column) -> Any:
    return found.Series(column.name, column.values, dtype=getattr(found, _POLARS[column.kind]))


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        needs = f'a data frame of {name} needs {name}: pip install "wessex-kg[{name}]"'
        raise KgError(needs) from None
