"""Results of queries in the formats of machines, written row by row as they come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from json.encoder import encode_basestring as quoted

import pyoxigraph as ox

from kg.query import Row, Term, plain
from kg.tabular import Value
from kg.vocabulary import XSD

_WHOLE = frozenset(f"{XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger"))
_BROKEN = frozenset({f"{XSD}decimal", f"{XSD}double", f"{XSD}float"})
_STRING = f"{XSD}string"
_QUOTE, _TWO = '"', '""'
_VALUED = {ox.NamedNode, ox.Literal}

Columns = Sequence[str]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Form:
    """How a format is written: what stands before, between and after parts, and their rows."""

    head: Callable[[Columns], str]
    text: Callable[[Columns, Rows], str]
    between: str = ""
    foot: str = ""


def written(form: str, columns: Columns, parts: Iterable[Rows]) -> Iterator[bytes]:
    """Parts of rows in one of FORMATS, in pieces of UTF-8."""
    how, lead = FORMS[form], ""
    yield _encoded(how.head(columns))
    for rows in parts:
        if rows:
            yield _encoded(lead + how.text(columns, rows))
            lead = how.between
    yield _encoded(how.foot)


def truth(form: str, value: bool) -> Iterator[bytes]:
    """The answer to ASK in one of FORMATS."""
    if form == "json":
        yield (json.dumps({"head": {}, "boolean": value}) + "\n").encode()
    elif form == "xml":
        lines = (*_XML_HEAD, "<head/>", f"<boolean>{str(value).lower()}</boolean>", "</sparql>")
        yield "".join(f"{line}\n" for line in lines).encode()
    else:
        yield from written(form, ("answer",), [[(ox.Literal(value),)]])


def is_number(term: Term | None) -> bool:
    """Whether a term is a literal of a numeric datatype."""
    return isinstance(term, ox.Literal) and term.datatype.value in _WHOLE | _BROKEN


def value_of(term: Term | None) -> Value:
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


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


# CSV (RFC 4180, but lines end as text files do) and its like with another delimiter


def _separated(delimiter: str) -> Form:
    marked = re.compile(f'[{delimiter}"\n\r]').search

    def quoted_where_needed(cells: Sequence[str]) -> Sequence[str]:
        """A whole column is looked at first: most need no quotes in any row."""
        joined = "\n".join(cells)
        bare = not any(mark in joined for mark in (delimiter, '"', "\r"))
        if bare and joined.count("\n") == len(cells) - 1:
            return cells
        return [f'"{c.replace(_QUOTE, _TWO)}"' if marked(c) else c for c in cells]

    def text(columns: Columns, rows: Sequence[Sequence[str]]) -> str:
        if not columns:
            return '""\n' * len(rows)
        told = map(quoted_where_needed, zip(*rows, strict=True))
        lines = map(delimiter.join, zip(*told, strict=True))
        return "\n".join(lines if len(columns) > 1 else (line or '""' for line in lines)) + "\n"

    return Form(
        lambda columns: text(columns, [columns]), lambda columns, rows: text(columns, _cells(rows))
    )


def _cells(rows: Rows) -> list[list[str]]:
    if set(map(type, chain.from_iterable(rows))) <= _VALUED:
        return [[term.value for term in row] for row in rows]  # type: ignore[union-attr]
    return [[plain(term) for term in row] for row in rows]


# SPARQL 1.1 Query Results JSON Format, W3C 2013; a line a row


def _json_head(columns: Columns) -> str:
    head = json.dumps({"vars": list(columns)}, ensure_ascii=False)
    return f'{{"head": {head}, "results": {{"bindings": [\n'


def _json_rows(columns: Columns, rows: Rows) -> str:
    names = [f"{quoted(column)}: " for column in columns]
    return ",\n".join(
        f"{{{', '.join([name + _json(term) for name, term in zip(names, row) if term])}}}"  # noqa: B905
        for row in rows
    )


def _json(term: Term) -> str:
    if type(term) is ox.NamedNode:
        return f'{{"type": "uri", "value": {quoted(term.value)}}}'
    if isinstance(term, ox.Literal):
        text, language = quoted(term.value), term.language
        if language:
            return f'{{"type": "literal", "value": {text}, "xml:lang": {quoted(language)}}}'
        datatype = term.datatype.value
        if datatype == _STRING:
            return f'{{"type": "literal", "value": {text}}}'
        return f'{{"type": "literal", "value": {text}, "datatype": {quoted(datatype)}}}'
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        value = ", ".join(f'"{name}": {_json(part)}' for name, part in parts)
        return f'{{"type": "triple", "value": {{{value}}}}}'
    return f'{{"type": "bnode", "value": {quoted(plain(term).removeprefix("_:"))}}}'


# JSON Lines, with values of JSON


def _json_lines(columns: Columns, rows: Rows) -> str:
    values = ({c: value_of(term) for c, term in zip(columns, row, strict=True)} for row in rows)
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in values)


# SPARQL Query Results XML Format (Second Edition), W3C 2013; a line a row

_XML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
)
_MARKS = {
    **dict.fromkeys((c for c in range(32) if chr(c) not in "\t\n\r"), "\ufffd"),
    **dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd"),
    **{ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", 13: "&#13;"},
}
"""XML 1.0 has no word for most control characters."""
_marked = re.compile(f"[{re.escape(''.join(map(chr, _MARKS)))}]").search


def _xml_head(columns: Columns) -> str:
    variables = "".join(f"<variable name={_attribute(c)}/>" for c in columns)
    lines = (*_XML_HEAD, f"<head>{variables}</head>", "<results>")
    return "".join(f"{line}\n" for line in lines)


def _xml_rows(columns: Columns, rows: Rows) -> str:
    starts = [f"<binding name={_attribute(column)}>" for column in columns]
    return "".join(
        "<result>"
        + "".join([f"{s}{_xml(term)}</binding>" for s, term in zip(starts, row) if term])  # noqa: B905
        + "</result>\n"
        for row in rows
    )


def _xml(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, ox.Literal):
        return _xml_literal(term)
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{term.value}</bnode>"
    names = zip(("subject", "predicate", "object"), term, strict=True)
    parts = "".join(f"<{name}>{_xml(part)}</{name}>" for name, part in names)
    return f"<triple>{parts}</triple>"


def _xml_literal(term: ox.Literal) -> str:
    text, language = _xml_text(term.value), term.language
    if language:
        return f"<literal xml:lang={_attribute(language)}>{text}</literal>"
    datatype = term.datatype.value
    if datatype == _STRING:
        return f"<literal>{text}</literal>"
    return f"<literal datatype={_attribute(datatype)}>{text}</literal>"


def _xml_text(text: str) -> str:
    return text.translate(_MARKS) if _marked(text) else text


def _attribute(text: str) -> str:
    return f'"{_xml_text(text)}"'


FORMS: Mapping[str, Form] = {
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "json": Form(_json_head, _json_rows, ",\n", "\n]}}\n"),
    "jsonl": Form(lambda _: "", _json_lines),
    "xml": Form(_xml_head, _xml_rows, "", "</results>\n</sparql>\n"),
}
FORMATS = tuple(FORMS)
