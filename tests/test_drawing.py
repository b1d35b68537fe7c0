"""Drawings: every tie leads to facts, every fact to its sources, every thing to what names it."""

import re

import pytest

import kg
from kg import drawing, viewfile
from kg.drawing import Drawing
from kg.vocabulary import ID


@pytest.fixture(scope="module")
def tables() -> Drawing:
    view = viewfile.named("tables")
    graph = kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))
    return drawing.drawing(graph, view)


def thing(told: Drawing, slug: str) -> int:
    return next(at for at, each in enumerate(told.things) if each.iri == ID + slug)


def test_every_tie_leads_to_facts_and_these_to_their_sources(tables: Drawing) -> None:
    assert len(tables.ties) == 49
    for tie in tables.ties:
        assert tie.facts
        for fact in tie.facts:
            assert tables.facts[fact].sources
            assert tables.facts[fact].kind == "Membership"
            assert all(0 <= s.document < len(tables.documents) for s in tables.facts[fact].sources)


def test_links_open_the_source_at_the_words(tables: Drawing) -> None:
    links = [s.link for fact in tables.facts for s in fact.sources if s.link]
    assert links
    assert all(re.match("https?://", link) for link in links)
    assert any("#:~:text=" in link for link in links)


def test_a_successor_tells_whose_seat_it_was(tables: Drawing) -> None:
    uhd = thing(tables, "university-hospitals-dorset-nhs-foundation-trust")
    seats = [tables.ties[at] for at in tables.around[uhd]]
    (old,) = [tie for tie in seats if tie.originals]
    assert (old.seats, len(old.originals)) == (2, 2)
    assert old.originals[0].endswith("(ended 1 October 2020)")


def test_a_thing_has_all_its_names_and_the_facts_that_name_it(tables: Drawing) -> None:
    bu = tables.things[thing(tables, "bournemouth-university")]
    assert (bu.kind, bu.sort, bu.mode) == ("Organisation", "university", "first")
    assert "Bournemouth University" in bu.names
    kinds = {tables.facts[at].kind for at in bu.facts}
    assert "Membership" in kinds
    assert not kinds & drawing.UNTOLD


def test_the_words_around_it_say_what_is_drawn(tables: Drawing) -> None:
    assert tables.about.startswith("47 things and 49 ties, read from 4 documents of 2010 to 2023; ")
    assert f"data {tables.version}" in tables.about
    assert list(tables.moments) == sorted(set(tables.moments))
    assert "2010-03-12" in tables.moments


def test_passages_are_shown_only_when_given() -> None:
    view = viewfile.named("tables")
    graph = kg.load(slice=kg.Slice(status=view.status))
    (first, *_) = graph.rows("SELECT ?at { ?f a wx:Membership ; wx:evidence ?at } ORDER BY ?at")
    given = {str(first["at"])[1:-1]: "the words"}
    told = drawing.drawing(graph, view, passages=given)
    assert {s.passage for fact in told.facts for s in fact.sources} == {"", "the words"}
    plain = drawing.drawing(graph, view)
    assert {s.passage for fact in plain.facts for s in fact.sources} == {""}


def test_an_empty_slice_is_an_empty_drawing() -> None:
    graph = kg.load(slice=kg.Slice(status="estimated"))
    told = drawing.drawing(graph, viewfile.named("tables"))
    assert (told.things, told.ties) == ((), ())
    assert told.about.startswith("0 things and 0 ties; estimated facts only")


def test_a_fact_is_worded_as_its_text_has_the_bodies(tables: Drawing) -> None:
    ccg = next(
        f for f in tables.facts if f.iri.endswith("/partner-nhs-dorset-ccg-dorset-innovation-hub")
    )
    assert ccg.text == (
        "NHS Dorset CCG: partner of Dorset Innovation Hub; NHS Dorset CCG was succeeded by"
        " NHS Dorset Integrated Care Board (1 July 2022)"
    )


def test_what_is_still_to_be_created_is_so_in_every_slice(tables: Drawing) -> None:
    planned = {each.label for each in tables.things if each.planned}
    assert planned == {"Dorset Innovation Hub"}
    assert tables.things[thing(tables, "dorset-innovation-hub")].marks == {"planned"}


def test_documents_and_registers_are_counted_apart() -> None:
    told = drawing.drawing(kg.load(), viewfile.named("sources"))
    read = "read from 5 documents of 2010 to 2023 and 25 registers and lists"
    assert read in told.about
    assert told.view.see.startswith("The columns are 5 documents and, as one, 2 files of registers")


def test_the_years_of_facts(tables: Drawing) -> None:
    assert drawing.in_years(["12 March 2010"]) == "2010"
    assert drawing.in_years(["between 2021 and 2023", "2010"]) == "2010–2023"
    assert drawing.in_years(["October 2023 or later"]) == "2023 or later"
    assert drawing.in_years([""]) == ""
    assert tables.years(range(len(tables.facts))).startswith("2010–")
