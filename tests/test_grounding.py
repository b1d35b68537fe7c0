"""Grounding: where a fact's names, numbers and dates stand in its passages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg import grounding, passages
from kg.grounding import Report
from kg.library import Library
from kg.vocabulary import DOCUMENT, FACT, GRAPH, ID

TEXT = """News of Epsilon Hub
Alpha Health Trust (AHT) and the university joined Epsilon Hub in autumn 2009.
Person A is its Deputy Director.
It may get up to £475,000 from the Zeta Fund for two and a half years.
ETA serves 30% of four million people since 12 March 2010.
It is theirs.
"""
PREFIXES = f"""@base <{DOCUMENT}news> . @prefix : <{FACT}news/> . @prefix id: <{ID}> .
@prefix wx: <https://w3id.org/wessex-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
"""
LABELS = f"""@prefix id: <{ID}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:alpha skos:prefLabel "Alpha Health Trust"@en . id:beta skos:prefLabel "University of Beta"@en .
id:epsilon skos:prefLabel "Epsilon Hub"@en . id:zeta skos:prefLabel "Zeta Fund"@en .
id:person-a skos:prefLabel "Person A"@en . id:it skos:prefLabel "IT"@en .
"""


def cited(words: str) -> str:
    ((start, end),) = passages.locate(TEXT, words)
    return f"<#char={start},{end}>"


HEADING, JOINED = cited("News of Epsilon Hub"), cited("Alpha Health Trust ... 2009.")
POST, MONEY = cited("Person A is its Deputy Director."), cited("It may ... years.")
FIGURE, THEIRS = cited("ETA serves ... 2010."), cited("It is theirs.")


def report_of(tmp_path: Path, *files: tuple[str, str]) -> Report:
    """Ground the facts of files (name, Turtle), with the text at hand."""
    store = Store()
    for name, turtle in (("entities", LABELS), *files):
        graph = NamedNode(GRAPH + name)
        store.load(turtle.encode(), format=RdfFormat.TURTLE, to_graph=graph)
    path = tmp_path / "a text"
    path.write_bytes(TEXT.encode())
    return grounding.ground(store, Library({hashlib.sha256(TEXT.encode()).hexdigest(): path}))


def ground(tmp_path: Path, fact: str, more: str = "") -> grounding.Grounded:
    """Ground one fact, `:f`, of the document."""
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    turtle = f'{PREFIXES} <> wx:sha256 "{sha256}" . :f {fact} . {more}'
    (found,) = [g for g in report_of(tmp_path, ("news", turtle)).read if g.fact.iri.endswith("/f")]
    return found


def test_names_in_the_sentence(tmp_path: Path) -> None:
    fact = f"wx:member id:alpha ; wx:memberOf id:epsilon ; wx:evidence {JOINED}"
    assert ground(tmp_path, fact).place == "sentence"


def test_names_in_context(tmp_path: Path) -> None:
    fact = f"wx:holder id:person-a ; wx:roleIn id:epsilon ; wx:title 'deputy director' ; wx:evidence {POST}, {HEADING}"  # noqa: E501
    found = ground(tmp_path, fact)
    assert {value.property: place for value, place in found.values} == {
        "holder": "sentence",
        "roleIn": "context",
        "title": "sentence",
    }
    assert found.place == "context"


def test_missing_is_an_error_unless_noted(tmp_path: Path) -> None:
    fact = f"wx:holder id:person-a ; wx:roleIn id:epsilon ; wx:evidence {POST}"
    assert ground(tmp_path, fact).place == "missing"
    found = ground(tmp_path, f"{fact} ; wx:readingNote 'Meant by its.'")
    assert (found.place, found.missing) == ("note", ("Epsilon Hub",))


def test_a_name_of_this_document_counts(tmp_path: Path) -> None:
    fact = f"wx:member id:beta ; wx:evidence {JOINED}"
    naming = f":n wx:names id:beta ; wx:name 'The  University' ; wx:nameKind wx:localName ; wx:evidence {JOINED} ."  # noqa: E501
    assert ground(tmp_path, fact).place == "missing"
    assert ground(tmp_path, fact, naming).place == "sentence"


@pytest.mark.parametrize(("kind", "place"), [("shortName", "sentence"), ("localName", "missing")])
def test_a_name_of_another_document_counts_unless_local_there(
    tmp_path: Path, kind: str, place: str
) -> None:
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    here = f'{PREFIXES} <> wx:sha256 "{sha256}" . :f wx:subject id:eta ; wx:evidence {FIGURE} .'
    there = f"{PREFIXES} :n wx:names id:eta ; wx:name 'ETA' ; wx:nameKind wx:{kind} ; wx:evidence <other#char=1,2> ."  # noqa: E501
    report = report_of(tmp_path, ("news", here), ("other", there))
    assert [found.place for found in report.read] == [place]
    assert len(report.unread) == 1


def test_a_namings_own_wording_is_checked(tmp_path: Path) -> None:
    fact = "wx:names id:alpha ; wx:nameKind wx:shortName ; wx:name"
    assert ground(tmp_path, f"{fact} 'AHT' ; wx:evidence {JOINED}").place == "sentence"
    assert ground(tmp_path, f"{fact} 'AH' ; wx:evidence {JOINED}").place == "missing"


def test_an_abbreviation_keeps_its_case(tmp_path: Path) -> None:
    assert ground(tmp_path, f"wx:subject id:it ; wx:evidence {THEIRS}").place == "missing"


def test_a_name_may_run_on_in_the_next_piece(tmp_path: Path) -> None:
    pieces = f"{cited('News of Epsilon')}, <#char=16,19>"
    assert ground(tmp_path, f"wx:subject id:epsilon ; wx:evidence {pieces}").place == "context"


@pytest.mark.parametrize(
    ("values", "evidence", "place"),
    [
        ("wx:amount 475000.0 ; wx:currency 'GBP'", MONEY, "sentence"),
        ("wx:amount 475000 ; wx:currency 'EUR'", MONEY, "missing"),
        ("wx:amount 47500 ; wx:currency 'GBP'", MONEY, "missing"),
        ("wx:duration 'P2Y6M'", MONEY, "sentence"),
        ("wx:duration 'P30M'", MONEY, "sentence"),
        ("wx:duration 'P2Y'", MONEY, "missing"),
        ("wx:value 30 ; wx:unit 'percent'", FIGURE, "sentence"),
        ("wx:value 30 ; wx:unit 'people'", FIGURE, "missing"),
        ("wx:value 4000000.0 ; wx:unit 'people'", FIGURE, "sentence"),
        ("wx:from '2010-03-12'^^xsd:date", FIGURE, "sentence"),
        ("wx:from '2010-03'^^xsd:gYearMonth", FIGURE, "sentence"),
        ("wx:from '2010'^^xsd:gYear", FIGURE, "sentence"),
        ("wx:from '2010-03-13'^^xsd:date", FIGURE, "missing"),
        ("wx:until '2010-04'^^xsd:gYearMonth", FIGURE, "missing"),
        ("wx:date '2009-23'^^edtf:EDTF", JOINED, "sentence"),
        ("wx:date '2009-23~'^^edtf:EDTF", JOINED, "sentence"),
        ("wx:date '2009-24'^^edtf:EDTF", JOINED, "missing"),
        ("wx:date '2009/..'^^edtf:EDTF", JOINED, "sentence"),
        ("wx:date '2009/2010-03'^^edtf:EDTF", f"{JOINED}, {FIGURE}", "context"),
        ("wx:date '2009/2011'^^edtf:EDTF", f"{JOINED}, {FIGURE}", "missing"),
    ],
)
def test_numbers_and_dates(tmp_path: Path, values: str, evidence: str, place: str) -> None:
    assert ground(tmp_path, f"{values} ; wx:evidence {evidence}").place == place


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2010-03-12", "on 12/03/2010"),
        ("2010-03-12", "on 12.3.2010"),
        ("2010-03-12", "2010-03-12T10:00"),
        ("2010-03-12", "March 12th, 2010"),
        ("2011", "in 2010/11"),
        ("2010", "in 2010/11"),
        ("2010-09", "Sep 2010"),
    ],
)
def test_dates_in_other_forms(date: str, text: str) -> None:
    assert grounding._dated(date, text)


def test_no_date_in_another_number() -> None:
    assert not grounding._dated("2010", "12010 or 2,010 or 20100")
    assert not grounding._dated("2010-03-02", "12 March 2010")


def test_report_counts_and_warns(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    note = "; wx:readingNote 'By its.'"
    turtle = f"""{PREFIXES} <> wx:sha256 "{sha256}" .
    :a wx:subject id:epsilon ; wx:evidence {HEADING} .
    :b wx:subject id:epsilon ; wx:evidence {POST} {note} .
    :c wx:subject id:epsilon ; wx:evidence <#register-2025> .
    """
    report = report_of(tmp_path, ("news", turtle))
    assert report.counts() == {"sentence": 1, "context": 0, "note": 1, "missing": 0}
    assert report.counts("https://x/other")["note"] == 0
    assert report.noted_too_often() == [f"{DOCUMENT}news"]
    assert [fact.iri for fact in report.by_register] == [f"{FACT}news/c"]


def test_without_the_text_nothing_is_read(tmp_path: Path) -> None:
    turtle = f'{PREFIXES} <> wx:sha256 "00" . :f wx:subject id:epsilon ; wx:evidence {HEADING} .'
    report = report_of(tmp_path, ("news", turtle))
    assert (len(report.read), len(report.unread)) == (0, 1)


def test_find_names_prefers_the_longest_and_knows_the_original_place() -> None:
    text = "The Alpha\u00a0Health\nTrust – Alpha, alphabet and ICS, ics"
    found = grounding.find_names(text, ["alpha", "Alpha Health Trust", "ICS", ""])
    assert [text[a:b] for a, b in found] == ["Alpha\u00a0Health\nTrust", "Alpha", "ICS"]
    assert grounding.find_names(text, []) == []
