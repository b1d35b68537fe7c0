"""Answers as tables and files: text for people, W3C formats for machines, RDF for triples."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from kg import printable, workbook
from kg.errors import KgError
from kg.query import Answer, Row, Term, plain
from kg.rdf import FORMATS, serialized
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
_WHOLE = frozenset(f"{XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger"))
_BROKEN = frozenset({f"{XSD}decimal", f"{XSD}double", f"{XSD}float"})
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
    return _TEXT[form](answer, label).encode("utf-8", "backslashreplace")


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


def is_number(term: Term | None) -> bool:
    """Whether a term is a literal of a numeric datatype."""
    return isinstance(term, ox.Literal) and term.datatype.value in _WHOLE | _BROKEN


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


def _separated(delimiter: str) -> Callable[[Answer, Label], str]:
    """CSV (RFC 4180, but lines end as text files do) or its like with another delimiter."""

    def write(answer: Answer, _: Label) -> str:
        rows = ([plain(term) for term in row] for row in _rows(answer))
        cells = ([_quoted(cell, delimiter) for cell in row] for row in (_columns(answer), *rows))
        return "".join((delimiter.join(row) or '""') + "\n" for row in cells)

    return write


def _quoted(text: str, delimiter: str) -> str:
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _markdown(answer: Answer, label: Label) -> str:
    rule = ["---:" if number else "---" for number in _numeric(answer)]
    cells = [[escaped(cell) for cell in row] for row in shown(answer, label)]
    rows = [list(_columns(answer)), rule, *cells]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def escaped(text: str) -> str:
    """Text in which Markdown and HTML see no mark."""
    marked = "".join(f"\\{c}" if c in "\\|`*_[]" else c for c in text)
    return marked.replace("&", "&amp;").replace("<", "&lt;")


def _json(answer: Answer, _: Label) -> str:
    """SPARQL 1.1 Query Results JSON Format, W3C 2013; a line a row."""
    if answer.kind == "ask":
        return json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
    rows = ",\n".join(json.dumps(_binding(answer, row), ensure_ascii=False) for row in answer.rows)
    head = json.dumps({"vars": list(answer.columns)}, ensure_ascii=False)
    return f'{{"head": {head}, "results": {{"bindings": [\n{rows}\n]}}}}\n'


def _binding(answer: Answer, row: Row) -> dict[str, Any]:
    pairs = zip(answer.columns, row, strict=True)
    return {column: _json_term(term) for column, term in pairs if term is not None}


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == f"{XSD}string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _json_lines(answer: Answer, _: Label) -> str:
    return "".join(
        json.dumps(
            {c: _value(t) for c, t in zip(_columns(answer), row, strict=True)}, ensure_ascii=False
        )
        + "\n"
        for row in _rows(answer)
    )


def _value(term: Term | None) -> Value:
    """A term as a value of Python or JSON; an infinite number stays text."""
    if term is None or not isinstance(term, ox.Literal):
        return plain(term) if term is not None else None
    datatype, text = term.datatype.value, term.value
    if datatype == f"{XSD}boolean":
        return text in {"true", "1"}
    try:
        number = int(text) if datatype in _WHOLE else float(text) if datatype in _BROKEN else None
    except ValueError:
        return text
    return text if number is None or number - number != 0 else number


def _xml(answer: Answer, _: Label) -> str:
    """SPARQL Query Results XML Format (Second Edition), W3C 2013; a line a row."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
    ]
    if answer.kind == "ask":
        lines += ["<head/>", f"<boolean>{str(answer.truth).lower()}</boolean>"]
    else:
        variables = "".join(f"<variable name={_attribute(c)}/>" for c in answer.columns)
        lines += [f"<head>{variables}</head>", "<results>"]
        lines += [f"<result>{_xml_row(answer, row)}</result>" for row in answer.rows]
        lines += ["</results>"]
    return "\n".join([*lines, "</sparql>"]) + "\n"


def _xml_row(answer: Answer, row: Row) -> str:
    pairs = zip(answer.columns, row, strict=True)
    return "".join(
        f"<binding name={_attribute(column)}>{_xml_term(term)}</binding>"
        for column, term in pairs
        if term is not None
    )


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{term.value}</bnode>"
    if isinstance(term, ox.Triple):
        names = zip(("subject", "predicate", "object"), term, strict=True)
        parts = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in names)
        return f"<triple>{parts}</triple>"
    kind = ""
    if term.language:
        kind = f" xml:lang={_attribute(term.language)}"
    elif term.datatype.value != f"{XSD}string":
        kind = f" datatype={_attribute(term.datatype.value)}"
    return f"<literal{kind}>{_xml_text(term.value)}</literal>"


def _xml_text(text: str) -> str:
    """Text for XML 1.0, which has no word for most control characters: they become U+FFFD."""
    legal = "".join(
        c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text
    )
    marks = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
    return "".join(marks.get(c, c) for c in legal)


def _attribute(text: str) -> str:
    return f'"{_xml_text(text)}"'


def cells(answer: Answer, label: Label) -> Iterable[list[Value]]:
    """Each row as values of a spreadsheet: numbers as numbers, all else in words."""
    words = shown(answer, label)
    for row, texts in zip(_rows(answer), words, strict=True):
        yield [
            _value(term) if is_number(term) else text or None
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
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "json": _json,
    "jsonl": _json_lines,
    "md": _markdown,
    "xml": _xml,
}
