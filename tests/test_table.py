"""Answers in every format: right, safe, and the same bytes each time."""

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import table
from kg.errors import KgError
from kg.query import Answer
from kg.vocabulary import ID, XSD

A = ox.NamedNode(ID + "a")
ANSWER = Answer(
    "select",
    ("thing", "name", "number", "note"),
    (
        (A, ox.Literal('=SUM(1,2)|"x"', language="en"), ox.Literal(12), None),
        (ox.BlankNode("b0"), ox.Literal("+44\n<&>"), ox.Literal(3.5), ox.Literal("\x1b[31mred")),
    ),
)
CELLS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=30)


def label(iri: str) -> str:
    return "Thing A" if iri == A.value else iri


def render(form: str, answer: Answer = ANSWER) -> str:
    return table.render(answer, form, label).decode()


def test_csv_is_plain_and_unchanged() -> None:
    assert render("csv") == (
        "thing,name,number,note\n"
        f'{A.value},"=SUM(1,2)|""x""",12,\n'
        '_:b0,"+44\n<&>",3.5,\x1b[31mred\n'
    )


def test_tsv_has_tabs() -> None:
    assert render("tsv").splitlines()[0] == "thing\tname\tnumber\tnote"


def test_json_is_the_w3c_format() -> None:
    data = json.loads(render("json"))
    assert data["head"]["vars"] == list(ANSWER.columns)
    first, second = data["results"]["bindings"]
    assert first["thing"] == {"type": "uri", "value": A.value}
    assert first["name"]["xml:lang"] == "en"
    assert first["number"] == {"type": "literal", "value": "12", "datatype": XSD + "integer"}
    assert "note" not in first
    assert second["thing"] == {"type": "bnode", "value": "b0"}


def test_engines_read_our_json_and_xml() -> None:
    for form, kind in [
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
    ]:
        plain = Answer("select", ANSWER.columns, ANSWER.rows[:1])
        read = ox.parse_query_results(table.render(plain, form), format=kind)
        assert isinstance(read, ox.QuerySolutions)
        assert [tuple(row) for row in read] == list(plain.rows)


def test_jsonl_has_values() -> None:
    first, second = map(json.loads, render("jsonl").splitlines())
    assert first == {"thing": A.value, "name": '=SUM(1,2)|"x"', "number": 12, "note": None}
    assert second["number"] == 3.5


def test_tables_for_people_show_labels_and_nothing_unprintable() -> None:
    text = render("table")
    assert "Thing A" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) == 4
    markdown = render("md")
    assert markdown.splitlines()[1] == "| --- | --- | ---: | --- |"
    assert '| Thing A | =SUM(1,2)\\|"x" |' in markdown
    assert "&lt;&amp;>" in markdown


def test_a_label_beside_its_thing_is_not_said_twice() -> None:
    beside = Answer("select", ("thing", "name"), ((A, ox.Literal("Thing A")),))
    assert "id:a" in render("table", beside)
    assert table.without_named(beside, label).columns == ("name",)


def test_xlsx_never_holds_a_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    words = ["=1+1", "+1", "-1", "@x", "\x01"]
    answer = Answer("select", ("w", "n"), tuple((ox.Literal(w), ox.Literal(2)) for w in words))
    data = table.render(answer, "xlsx", label)
    assert data == table.render(answer, "xlsx", label)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet["A"]] == ["w", *words[:4], "\ufffd"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert {cell.data_type for cell in sheet["B"][1:]} == {"n"}


def test_xlsx_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(KgError, match=r'pip install "wessex-kg\[xlsx\]"'):
        table.render(ANSWER, "xlsx", label)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "answer\ntrue\n"),
        ("json", '{"head": {}, "boolean": true}\n'),
        ("jsonl", '{"answer": true}\n'),
        ("table", "answer\n------\ntrue\n"),
    ],
)
def test_yes_or_no(form: str, text: str) -> None:
    assert render(form, Answer("ask", truth=True)) == text


def test_yes_or_no_in_xml() -> None:
    assert "<boolean>false</boolean>" in render("xml", Answer("ask", truth=False))


@pytest.mark.parametrize("form", table.SELECT_FORMATS)
def test_an_empty_answer_is_no_error(form: str) -> None:
    data = table.render(Answer("select", ("a", "b")), form)
    assert (data == b"") == (form == "jsonl")


def test_formats_of_triples() -> None:
    triple = ox.Triple(A, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), A)
    answer = Answer("construct", triples=(triple,))
    for form, kind in table.RDF_FORMATS.items():
        data = table.render(answer, form)
        assert [quad.triple for quad in ox.parse(data, kind)] == [triple]
        assert data.endswith(b"\n")
    assert b"@prefix skos:" in table.render(answer, "turtle")
    assert b"@prefix org:" not in table.render(answer, "turtle")
    with pytest.raises(KgError, match="for SELECT"):
        table.render(answer, "csv")
    with pytest.raises(KgError, match="for CONSTRUCT"):
        table.render(ANSWER, "turtle")


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_any_text_survives_csv_json_and_is_well_formed_xml(words: list[str]) -> None:
    answer = Answer("select", ("w",), tuple((ox.Literal(word),) for word in words))
    rows = list(csv.reader(io.StringIO(render("csv", answer), newline="")))
    assert [row[0] if row else "" for row in rows[1:]] == words
    bindings = json.loads(render("json", answer))["results"]["bindings"]
    assert [row["w"]["value"] for row in bindings] == words
    assert len(ET.fromstring(render("xml", answer)).findall(".//{*}result")) == len(words)
    assert len(render("table", answer).splitlines()) == len(words) + 2
    assert len(render("md", answer).splitlines()) == len(words) + 2


def test_infinite_numbers_stay_text_in_json_lines() -> None:
    double = ox.NamedNode(XSD + "double")
    rows = tuple((ox.Literal(n, datatype=double),) for n in ("INF", "NaN"))
    assert render("jsonl", Answer("select", ("n",), rows)) == '{"n": "INF"}\n{"n": "NaN"}\n'
