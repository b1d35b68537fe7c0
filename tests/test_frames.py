"""Answers become data frames whose columns have one type each, and lose nothing."""

import datetime
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import kg
from kg import frames, query
from kg.errors import KgError


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    return kg.load()


def column(graph: kg.Graph, values: str, **options: Any) -> frames.Column:
    """The first column of a question whose answer has these values."""
    text = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    return frames.columns(graph, graph.query(text), **options)[0]


@pytest.mark.parametrize(
    ("values", "kind", "found"),
    [
        ('"a" "b"@en "a"', "text", ("a", "b", "a")),
        ("<https://a.example/x>", "text", ("https://a.example/x",)),
        ("1 2 UNDEF", "whole", (1, 2, None)),
        ("1.50 2.25", "number", (1.5, 2.25)),
        ("1 2.5", "number", (1.0, 2.5)),
        ("1 2.5e0 0.5", "number", (1.0, 2.5, 0.5)),
        ("true false", "truth", (True, False)),
        ('"1"^^xsd:boolean "0"^^xsd:boolean', "truth", (True, False)),
        ('"2010-03-12"^^xsd:date', "day", (datetime.date(2010, 3, 12),)),
        ('1 "one"', "text", ("1", "one")),
        ("true 1", "text", ("true", "1")),
        ("9223372036854775807", "whole", (2**63 - 1,)),
        ("9223372036854775808", "text", ("9223372036854775808",)),
        ('"INF"^^xsd:double', "number", (float("inf"),)),
        ("UNDEF", "text", (None,)),
        ("", "text", ()),
    ],
)
def test_a_column_has_the_one_kind_that_fits_all_its_values(
    small: kg.Graph, values: str, kind: str, found: tuple[object, ...]
) -> None:
    made = column(small, values)
    assert (made.kind, made.values) == (kind, found)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *(("maybe", kind) for kind in ("integer", "decimal", "double", "boolean", "date")),
        ("0." + "1" * 39, "decimal"),
        ("NaN", "decimal"),
    ],
)
def test_what_no_value_can_hold_stays_text(
    write_document: Callable[..., Path], written: str, kind: str
) -> None:
    fact = f':n a wx:Naming ; wx:names id:a ; wx:name "{written}"^^xsd:{kind} .'
    graph = kg.load([write_document(fact)])
    made = frames.columns(graph, graph.query("SELECT ?name { ?n wx:name ?name }"), exact=True)
    assert [(each.kind, each.values) for each in made] == [("text", (written,))]


def test_decimals_are_exact_if_wished(small: kg.Graph) -> None:
    made = column(small, "0.1 2", exact=True)
    assert (made.kind, made.values) == ("decimal", (Decimal("0.1"), Decimal(2)))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ('"2010"^^xsd:gYear', (2010, 1, 1), (2010, 12, 31)),
        ('"2010-03"^^xsd:gYearMonth', (2010, 3, 1), (2010, 3, 31)),
        ('"2023-10/.."^^edtf:EDTF', (2023, 10, 1), None),
        ('"soon"^^edtf:EDTF', None, None),
    ],
)
def test_a_vague_date_stays_as_written_beside_the_days_that_it_may_mean(
    small: kg.Graph, written: str, first: tuple[int, int, int], last: tuple[int, int, int] | None
) -> None:
    text = f'SELECT ?on {{ VALUES ?on {{ {written} "2010-03-12"^^xsd:date }} }}'
    on, start, end = frames.columns(small, small.query(text))
    assert (on.name, start.name, end.name) == ("on", "onFirst", "onLast")
    assert on.values == (written.split('"')[1], "2010-03-12")
    assert start.values[0] == (datetime.date(*first) if first else None)
    assert end.values[0] == (datetime.date(*last) if last else None)
    assert start.values[1] == end.values[1] == datetime.date(2010, 3, 12)


def test_an_iri_has_its_label_beside_it_unless_the_question_says_it(real: kg.Graph) -> None:
    bare = real.query("SELECT ?it { ?it a wx:Alliance } ORDER BY ?it").to_pandas()
    assert list(bare.columns) == ["it", "itLabel"]
    assert bare["itLabel"][0] == real.label(bare["it"][0])
    said = real.query("SELECT ?it ?name { ?it a wx:Alliance ; skos:prefLabel ?name }").to_pandas()
    assert list(said.columns) == ["it", "name"]


def test_a_column_of_the_question_is_never_replaced(real: kg.Graph) -> None:
    text = 'SELECT ?it ("mine" AS ?itLabel) { ?it a wx:Alliance }'
    frame = real.query(text).to_pandas()
    assert set(frame["itLabel"]) == {"mine"}


def test_facts_come_with_what_they_rest_on(real: kg.Graph) -> None:
    answer = real.query("awards")
    frame = answer.to_pandas()
    assert tuple(frame.columns[: len(answer.columns)]) == answer.columns
    assert list(frame.columns[-5:]) == ["status", "fact", "document", "passage", "link"]
    assert tuple(frame["fact"]) == answer.facts
    assert frame["link"].str.startswith("https://").all()
    assert tuple(answer.to_pandas(evidence=False).columns) == answer.columns


def test_pandas_has_types_that_count_and_sort(real: kg.Graph) -> None:
    text = """SELECT ?n ?d ?w ?b ?t { VALUES (?n ?d ?w ?b ?t) {
      (1.5 "2010-03-12"^^xsd:date 3 true "a") (UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""
    frame = real.query(text).to_pandas()
    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert types == {"n": "float64", "d": "datetime64[s]", "w": "Int64", "b": "boolean",
                     "t": "string"}  # fmt: skip
    assert frame["d"][0] == pd.Timestamp(2010, 3, 12)
    assert frame.isna().iloc[1].all()
    assert not frame.isna().iloc[0].any()


def test_polars_has_types_of_its_own(real: kg.Graph) -> None:
    text = """SELECT ?n ?d ?w ?b ?t { VALUES (?n ?d ?w ?b ?t) {
      (1.50 "2010-03-12"^^xsd:date 3 true "a") (22.125 UNDEF UNDEF UNDEF UNDEF) } }"""
    answer = real.query(text)
    frame = answer.to_polars()
    assert frame.dtypes == [pl.Float64, pl.Date, pl.Int64, pl.Boolean, pl.String]
    assert frame.row(0) == (1.5, datetime.date(2010, 3, 12), 3, True, "a")
    exact = answer.to_polars(exact=True)
    assert isinstance(exact.dtypes[0], pl.Decimal)
    assert exact["n"].to_list() == [Decimal("1.5"), Decimal("22.125")]


@pytest.mark.parametrize("name", [*query.library()])
def test_every_question_of_the_library_gives_the_same_in_both(real: kg.Graph, name: str) -> None:
    asked = query.question(name)
    answer = query.ask(real, asked)
    one, two = frames.pandas(real, answer, exact=True), frames.polars(real, answer, exact=True)
    assert list(one.columns) == two.columns
    assert len(one) == len(two) == len(answer)
    for column in two.columns:
        left = [None if pd.isna(each) else each for each in one[column]]
        right = two[column].to_list()
        assert [_plain(each) for each in left] == [_plain(each) for each in right], column


def _plain(value: object) -> object:
    return value.date() if isinstance(value, pd.Timestamp) else value


def test_a_truth_and_triples_have_frames_too(small: kg.Graph) -> None:
    assert small.query("ASK { ?s a wx:Document }").to_pandas()["answer"].tolist() == [True]
    made = small.query("CONSTRUCT { ?s a ?k } WHERE { ?s a ?k }").to_polars()
    assert made.columns[:2] == ["subject", "subjectLabel"]
    assert len(made) > 3


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_here_is_asked_for(
    small: kg.Graph, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    answer = small.query("ASK { }")
    with pytest.raises(KgError, match=rf'pip install "wessex-kg\[{library}\]"'):
        getattr(frames, library)(small, answer)
