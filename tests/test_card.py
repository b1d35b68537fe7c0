"""Cards show each fact from the side of the thing, with status, date and source."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

import kg
from kg import card
from kg.errors import AmbiguousName, UnknownName
from kg.vocabulary import FACT_KINDS


def lines(shown: card.Card) -> dict[str, list[str]]:
    return {
        section.title: [card.said(line) for line in section.lines] for section in shown.sections
    }


def test_a_card_reads_from_the_things_side(small: kg.Graph) -> None:
    assert lines(card.show(small, "Alpha Trust")) == {
        "Names": ["“AT”, short name"],
        "Kind": ["NHS trust"],
        "Identifiers": ["NHS ODS AAA, until 30 September 2020"],
        "Belongs to": ["host of Beta Alliance"],
        "Lineage": ["merger of Alpha Trust and Epsilon Trust into Omega Trust, 1 October 2020"],
    }


def test_memberships_are_shown_both_ways(small: kg.Graph) -> None:
    shown = lines(card.show(small, "Beta Alliance"))
    assert shown["Members"] == [
        "Alpha Trust (host)",
        "Delta Council (member)",
        "Gamma University (member)",
    ]
    assert shown["People"] == ["Chair: Person A, from January 2010"]


def test_each_line_tells_status_attestation_and_source(small: kg.Graph) -> None:
    section = card.show(small, "Gamma University").sections[0]
    assert [card.marks(line) for line in section.lines] == [
        ("planned", "last attested 12 March 2010", "alpha-news"),
        ("actual", "last attested 12 March 2010", "alpha-news"),
    ]


def test_an_identifier_rests_on_its_edition(small: kg.Graph) -> None:
    sections = {section.title: section for section in card.show(small, "AT").sections}
    [line] = sections["Identifiers"].lines
    assert [(s.document, s.title) for s in line.sources] == [
        ("codes-2022-01", "Register of tests, January 2022")
    ]
    assert line.last_attested == "15 January 2022"


def test_a_slice_marks_what_may_hold(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=kg.Slice(as_of=date(2012, 1, 1)))
    shown = card.show(graph, "Beta Alliance")
    marks = [card.marks(line) for section in shown.sections for line in section.lines]
    assert any("may hold" in each for each in marks)
    assert "2012-01-01" in card.text(shown)


def test_facts_that_say_the_same_become_one_line() -> None:
    shown = card.show(kg.load(), "University of Southampton")
    several = [line for section in shown.sections for line in section.lines if len(line.facts) > 1]
    texts = [(s.title, card.said(n), n.status) for s in shown.sections for n in s.lines]
    assert len(texts) == len(set(texts))
    assert all(len(line.sources) >= 1 for line in several)


def test_the_real_chair_is_attested_and_never_said_to_be_in_post() -> None:
    text = card.text(card.show(kg.load(), "WHP"))
    line = next(line for line in text.splitlines() if "Chair:" in line)
    assert "William Rosenberg" in line
    assert "last attested October 2023 or later" in line
    assert " is " not in line


@pytest.mark.parametrize("form", card.FORMATS)
def test_every_format_holds_every_line(small: kg.Graph, form: str) -> None:
    shown = card.show(small, "Beta Alliance")
    text = card.FORMATS[form](shown, str)
    assert all(line.text in text for section in shown.sections for line in section.lines)
    assert small.version in text


def test_json_is_json(small: kg.Graph) -> None:
    data = json.loads(card.as_json(card.show(small, "Beta Alliance")))
    assert data["kind"] == "alliance"
    assert data["sections"][0]["lines"][0]["facts"]


def test_bold_is_for_headings_only(small: kg.Graph) -> None:
    text = card.text(card.show(small, "Beta Alliance"), lambda heading: f"<{heading}>")
    assert {"<Beta Alliance>", "<Members>", "<Sources>"} <= set(re.findall(r"<[^>]*>", text))
    assert "<Chair" not in text


def test_unknown_and_ambiguous_names_are_errors(small: kg.Graph) -> None:
    with pytest.raises(UnknownName, match="Alpha Trust"):
        card.show(small, "Alfa Trust")
    with pytest.raises((UnknownName, AmbiguousName), match="Delta"):
        card.show(small, "Delta")


def test_every_kind_of_fact_has_a_view() -> None:
    assert {view.kind for view in card.VIEWS} == {*FACT_KINDS, "KindOfBody"}


def test_every_fact_of_the_real_graph_is_on_a_card_of_each_of_its_parties() -> None:
    graph = kg.load()
    rows = graph.rows(
        """
        SELECT DISTINCT ?thing ?fact WHERE {
          ?fact wx:status ?status ; ?role ?thing .
          FILTER(STRSTARTS(STR(?thing), STR(id:)))
        }
        """
    )
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row["thing"].value, set()).add(row["fact"].value)  # type: ignore[union-attr]
    missing = {iri: facts - _shown(graph, iri) for iri, facts in named.items()}
    assert not {iri: facts for iri, facts in missing.items() if facts}


def _shown(graph: kg.Graph, iri: str) -> set[str]:
    return {
        fact
        for section in card.card(graph, iri).sections
        for line in section.lines
        for fact in line.facts
    }
