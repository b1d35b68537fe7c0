"""Frames: answers as data frames of pandas and polars, each column of one type."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    """The column of these terms, and those that go with it."""
    column = _typed(name, terms, exact)
    yield column
    if label and (labels := _labels(terms, label)):
        yield Column(f"{name}Label", "text", labels)
    spans = [_span(term) for term in terms] if column.kind == "text" else []
    if any(span != time.Span() for span in spans):
        yield Column(f"{name}First", "day", tuple(span.first for span in spans))
        yield Column(f"{name}Last", "day", tuple(span.last for span in spans))


def _typed(name: str, terms: Sequence[Term | None], exact: bool) -> Column:
    """The terms as values of the one kind that fits them all, else as text."""
    kind = _kind(terms, exact)
    try:
        return Column(name, kind, _read(terms, _READ[kind]))
    except (ValueError, ArithmeticError):  # ill-typed, or beyond the limits of the kind
        return Column(name, "text", _read(terms, str))


def _read(terms: Iterable[Term | None], read: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(None if term is None else read(plain(term)) for term in terms)


def _kind(terms: Iterable[Term | None], exact: bool) -> Kind:
    kinds = {_kind_of(term) for term in terms if term is not None}
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


def _labels(
    terms: Iterable[Term | None], label: Callable[[str], str]
) -> tuple[str | None, ...] | None:
    """What IRIs are called; None where none of them has a name."""
    iris = [term.value if isinstance(term, ox.NamedNode) else None for term in terms]
    found = tuple(None if iri is None else label(iri) for iri in iris)
    named = any(name != compact(iri) for name, iri in zip(found, iris, strict=True) if iri)
    return found if named else None


def _span(term: Term | None) -> time.Span:
    """The days that a date may mean; both open where it is none."""
    if not isinstance(term, ox.Literal) or term.datatype.value not in _DATES:
        return time.Span()
    try:
        return time.span(term.value)
    except KgError:  # a check tells of it
        return time.Span()


def _polars(found: Any, column: Column) -> Any:
    return found.Series(column.name, column.values, dtype=getattr(found, _POLARS[column.kind]))


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        needs = f'a data frame of {name} needs {name}: pip install "wessex-kg[{name}]"'
        raise KgError(needs) from None
