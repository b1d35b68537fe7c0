"""Reasons lead from a fact to the words that carry it."""

import json
from pathlib import Path

import pytest

import kg
from kg import why
from kg.library import Library, open_library
from kg.names import resolve


@pytest.fixture(scope="module")
def library(small_folder: Path) -> Library:
    return open_library([small_folder])


def reasons(graph: kg.Graph, library: Library, *names: str) -> why.Reasons:
    return why.why(graph, [resolve(graph, name) for name in names], library.text)


def no_text(_: str) -> None:
    return None


def test_a_passage_is_quoted_with_its_names_marked(small: kg.Graph, library: Library) -> None:
    found = reasons(small, library, "Person A", "Beta Alliance")
    [reason] = found.reasons
    [citation] = reason.citations
    assert reason.text == "Person A: Chair, Beta Alliance"
    assert why.quoted(citation, "[{}]".format) == (
        "[Person A] has chaired the [Beta Alliance] since January 2010."
    )
    assert (citation.start, citation.end) == (177, 235)
    assert citation.address.startswith("https://example.org/alpha-news#:~:text=Person%20A")


def test_without_the_text_the_source_is_still_told(small: kg.Graph) -> None:
    found = why.why(small, [resolve(small, "Person A")], no_text)
    text = why.text(found)
    assert "text not at hand" in text
    assert "Alpha Trust hosts the new cluster, Alpha Trust, 12 March 2010" in text
    assert "characters 177–235" in text
    assert "https://example.org/alpha-news#:~:text=Person%20A" in text


def test_context_passages_come_in_the_order_of_the_text(small: kg.Graph, library: Library) -> None:
    found = reasons(small, library, "Alpha Trust", "Beta Alliance")
    [reason] = found.reasons
    assert [citation.start for citation in reason.citations] == [35, 81]
    text = why.text(found)
    assert "The [Beta Alliance] was created" in text
    assert "[Alpha Trust] ([AT]) hosts it." in text


def test_what_stands_between_two_that_no_fact_names_together(
    small: kg.Graph, library: Library
) -> None:
    found = reasons(small, library, "Delta Council", "Gamma University")
    assert not found.reasons
    assert [tie.label for tie in found.between] == ["Beta Alliance"]
    assert [reason.text for reason in found.between[0].reasons] == [
        "Delta Council: member of Beta Alliance",
        "Gamma University: member of Beta Alliance",
    ]
    for form in why.FORMATS.values():
        assert "Beta Alliance" in form(found, str, str)


def test_a_fact_can_be_asked_by_its_own_iri(small: kg.Graph, library: Library) -> None:
    iri = "https://w3id.org/wessex-kg/fact/omega-report/merger"
    [reason] = why.why(small, [iri], library.text).reasons
    assert (reason.fact, reason.period) == (iri, "1 October 2020")


def test_a_register_is_told_as_such(small: kg.Graph, library: Library) -> None:
    found = reasons(small, library, "Delta East Council")
    [citation] = found.reasons[0].citations
    assert (citation.title, citation.start) == ("Register of tests, January 2022", None)
    assert "not at hand" not in why.text(found)


def test_the_demonstration_shows_its_passages_at_once() -> None:
    graph = kg.load(demo=True)
    found = reasons(graph, open_library(), "Acute Services Partnership", "Isle of Wight NHS Trust")
    shown = [r for r in found.reasons if "/acute-services/" in r.fact]
    assert [r.text for r in shown] == [
        "Isle of Wight NHS Trust: founder of Acute Services Partnership"
    ]
    assert "**Acute Services Partnership** during 2020" in why.markdown(found)


def test_json_keeps_the_pieces(small: kg.Graph, library: Library) -> None:
    data = json.loads(why.as_json(reasons(small, library, "Person B")))
    quote = data["reasons"][0]["citations"][0]["quote"]
    assert {"text": "Person B", "name": True} in quote


def test_names_are_marked_as_whole_words_only() -> None:
    cut = why.pieces("AT is at ATLAS\n and  AT", ["AT"])
    assert "".join(f"[{p.text}]" if p.name else p.text for p in cut) == "[AT] is at ATLAS and [AT]"


def test_the_longer_of_two_names_is_marked() -> None:
    cut = why.pieces("Dorset Council met", ["Dorset", "Dorset Council"])
    assert [piece.text for piece in cut if piece.name] == ["Dorset Council"]


def test_a_passage_outside_its_text_gives_no_quote(small: kg.Graph) -> None:
    found = why.why(small, [resolve(small, "Person A")], lambda _: "short")
    assert all(c.quote == () for reason in found.reasons for c in reason.citations)
