"""Answers as tables and files: text for people, W3C formats for machines, RDF for triples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from kg import printable, results, workbook
from kg.errors import KgError
from kg.query import Answer, Row, Term, plain
from kg.rdf import FORMATS, serialized
from kg.results import is_number as is_number
from kg.results import value_of
from kg.tabular import Value
from kg.vocabulary import EDTF, PREFIXES, XSD, compact

if TYPE_CHECKING:
    from rich.table import Table as RichTable

Label = Callable[[str], str]

SELECT_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md", "xml", "xlsx")
RDF_FORMATS = FORMATS
ENDINGS = {
    "csv": "csv", "tsv": "tsv", "json": "json", "srj": "json", "jsonl": "jsonl", "ndjson": "jsonl",
    "md": "md", "xml": "xml", "srx": "xml", "xlsx": "xlsx", "txt": "table", "ttl": "turtle",
    "trig": "trig", "nt": "nt", "nq": "nq", "jsonld": "jsonld", "rdf": "rdfxml", "owl": "rdfxml",
}  # fmt: skip
_SAID = frozenset({EDTF + "EDTF", *(XSD + name for name in ("duration", "decimal"))})
_DRAWN = 2000  # rows; more take seconds to draw
_NARROW = 14  # characters to a column


def render(answer: Answer, form: str, label: Label = compact) -> bytes:
    """The answer in a format, as UTF-8 bytes (a workbook for xlsx), the same on every run.

    `label` gives the words shown for an IRI in table, md and xlsx; the others give the IRI.
    Raises KgError for a format that does not fit the kind of answer.
    """
    if answer.kind == "construct":
        return rdf(answer.triples, form)
    if form not in SELECT_FORMATS:
        raise KgError(f"{form} is for CONSTRUCT; this answer goes to {', '.join(SELECT_FORMATS)}")
    if form == "xlsx":
        return xlsx(answer, label)
    if form in results.FORMATS:
        return b"".join(_written(answer, form))
    return _TEXT[form](answer, label).encode("utf-8", "backslashreplace")


def _written(answer: Answer, form: str) -> Iterator[bytes]:
    if answer.kind == "ask":
        return results.truth(form, answer.truth)
    return results.written(form, answer.columns, [answer.rows])


def rdf(triples: Iterable[ox.Triple], form: str) -> bytes:
    """Triples in an RDF format, in the order given, under the graph's usual prefixes."""
    if form not in RDF_FORMATS:
        raise KgError(f"{form} is for SELECT; triples go to {', '.join(RDF_FORMATS)}")
    used = _used(triples := tuple(triples))
    data = serialized(triples, form, used)
    return data if data.endswith(b"\n") else data + b"\n"


def shown(answer: Answer, label: Label) -> list[list[str]]:
    """Every cell as words for a person: labels for IRIs, nothing unprintable."""
    return [[printable.line(text) for text in _row_words(row, label)] for row in _rows(answer)]


def terminal(answer: Answer, label: Label) -> bytes:
    """An answer for the terminal at hand: a table as wide as it is, or, where the columns would
    be too narrow to read, a block of lines for each row.
    """
    from rich.console import Console

    console = Console()
    if len(answer.rows) > _DRAWN:
        return render(answer, "table", label)
    if console.width < max(_NARROW * len(_columns(answer)), _longest_word(answer, label)):
        return _blocks(answer, label).encode("utf-8", "backslashreplace")
    with console.capture() as captured:
        console.print(_drawn(answer, label))
    return captured.get().encode("utf-8", "backslashreplace")


def without_named(answer: Answer, label: Label) -> Answer:
    """The answer without those columns of IRIs whose labels all stand in the same rows."""

    def told(at: int) -> bool:
        iris = [(row[at], row) for row in answer.rows if row[at] is not None]
        return bool(iris) and all(
            isinstance(term, ox.NamedNode) and label(term.value) in map(_literal, row)
            for term, row in iris
        )

    kept = [at for at in range(len(answer.columns)) if not told(at)]
    rows = tuple(tuple(row[at] for at in kept) for row in answer.rows)
    return replace(answer, columns=tuple(answer.columns[at] for at in kept), rows=rows)


def without_empty(answer: Answer) -> Answer:
    """The answer without columns that have no value in any row, unless there are no rows."""
    kept = [at for at in range(len(answer.columns)) if any(row[at] for row in answer.rows)]
    if not answer.rows:
        return answer
    rows = tuple(tuple(row[at] for at in kept) for row in answer.rows)
    return replace(answer, columns=tuple(answer.columns[at] for at in kept), rows=rows)


def as_rows(answer: Answer) -> Answer:
    """A truth or triples as rows."""
    if answer.kind == "ask":
        return Answer("select", ("answer",), ((ox.Literal(answer.truth),),))
    if answer.kind == "construct":
        rows = tuple((t.subject, t.predicate, t.object) for t in answer.triples)
        return Answer("select", ("subject", "predicate", "object"), rows)
    return answer


def xlsx(answer: Answer, label: Label) -> bytes:
    """A workbook of one sheet: numbers as numbers, all else as text, never a formula."""
    return workbook.plain({"Sheet": [_columns(answer), *cells(answer, label)]})


def _drawn(answer: Answer, label: Label) -> RichTable:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column, number in zip(_columns(answer), _numeric(answer), strict=True):
        side: Literal["left", "right"] = "right" if number else "left"
        drawn.add_column(Text(column), justify=side, overflow="fold", no_wrap=number)
    for row in shown(answer, label):
        drawn.add_row(*map(Text, row))
    return drawn


def _blocks(answer: Answer, label: Label) -> str:
    """For each row, a line for each column that has a value; an empty line between rows."""
    columns = _columns(answer)
    width = max(map(len, columns))
    blocks = (
        "".join(f"{c.ljust(width)}  {text}\n" for c, text in zip(columns, row, strict=True) if text)
        for row in shown(answer, label)
    )
    return "\n".join(blocks)


def _longest_word(answer: Answer, label: Label) -> int:
    """Characters of the longest word, such as a link, that drawing would have to cut up."""
    words = (word for row in shown(answer, label) for text in row for word in text.split())
    return max(map(len, words), default=0)


def _literal(term: Term | None) -> str:
    return term.value if isinstance(term, ox.Literal) else ""


def _columns(answer: Answer) -> tuple[str, ...]:
    return ("answer",) if answer.kind == "ask" else answer.columns


def _rows(answer: Answer) -> Iterable[Row]:
    if answer.kind == "ask":
        return [(ox.Literal(answer.truth),)]
    return answer.rows


def _row_words(row: Row, label: Label) -> list[str]:
    """A row's words; an IRI whose label stands beside it is shown short, not said twice."""
    beside = {plain(term) for term in row if isinstance(term, ox.Literal)}
    return [_words(term, label, beside) for term in row]


def _words(term: Term | None, label: Label, beside: Collection[str]) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value in _SAID:
        from kg.phrase import word

        return word(term, label)
    if not isinstance(term, ox.NamedNode):
        return plain(term)
    words = label(term.value)
    return compact(term.value) if words in beside else words


def _plain_table(answer: Answer, label: Label) -> str:
    """Columns aligned by spaces, numbers to the right."""
    cells = [list(_columns(answer)), *shown(answer, label)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = _numeric(answer)
    lines = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in [cells[0], ["-" * width for width in widths], *cells[1:]]
    ]
    return "".join(line + "\n" for line in lines)


def _numeric(answer: Answer) -> list[bool]:
    """For each column, whether all its values are numbers."""
    rows = list(_rows(answer))
    columns = [[row[i] for row in rows if row[i]] for i in range(len(_columns(answer)))]
    return [bool(column) and all(map(is_number, column)) for column in columns]


def _markdown(answer: Answer, label: Label) -> str:
    rule = ["---:" if number else "---" for number in _numeric(answer)]
    cells = [[escaped(cell) for cell in row] for row in shown(answer, label)]
    rows = [list(_columns(answer)), rule, *cells]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def escaped(text: str) -> str:
    """Text in which Markdown and HTML see no mark."""
    marked = "".join(f"\\{c}" if c in "\\|`*_[]" else c for c in text)
    return marked.replace("&", "&amp;").replace("<", "&lt;")


def cells(answer: Answer, label: Label) -> Iterable[list[Value]]:
    """Each row as values of a spreadsheet: numbers as numbers, all else in words."""
    words = shown(answer, label)
    for row, texts in zip(_rows(answer), words, strict=True):
        yield [
            value_of(term) if is_number(term) else text or None
            for term, text in zip(row, texts, strict=True)
        ]


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Those of the usual prefixes that the triples use."""
    iris = {part.value for t in triples for part in _named(t)}
    return {p: ns for p, ns in PREFIXES.items() if any(iri.startswith(ns) for iri in iris)}


def _named(triple: ox.Triple) -> Iterable[ox.NamedNode]:
    for part in triple:
        if isinstance(part, ox.NamedNode):
            yield part
        elif isinstance(part, ox.Literal):
            yield part.datatype


_TEXT: Mapping[str, Callable[[Answer, Label], str]] = {
    "table": _plain_table,
    "md": _markdown,
}
