"""A thing is found by any of its names, and a doubtful name is never guessed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import names
from kg.errors import AmbiguousName, UnknownName
from kg.vocabulary import ID, WX

ALPHA = ID + "alpha-trust"


@pytest.mark.parametrize(
    "text",
    [
        "Alpha Trust",
        "  ALPHA   trust ",
        "álpha-Trust",
        "AT",
        "AAA",
        "alpha-trust",
        "id:alpha-trust",
        ALPHA,
        f"<{ALPHA}>",
    ],
)
def test_every_name_leads_to_the_thing(small: kg.Graph, text: str) -> None:
    assert names.resolve(small, text) == ALPHA


def test_documents_and_concepts_have_names_too(small: kg.Graph) -> None:
    assert names.resolve(small, "omega-report").endswith("document/omega-report")
    assert names.resolve(small, "Omega Trust, one year on").endswith("document/omega-report")
    assert names.resolve(small, "as host", {"Concept"}) == WX + "asHost"
    with pytest.raises(UnknownName):
        names.resolve(small, "Alpha Trust", {"Concept"})


def test_an_unknown_name_offers_the_closest(small: kg.Graph) -> None:
    with pytest.raises(UnknownName, match=r"'Alfa Trust'; the closest: Alpha Trust \(id:alpha"):
        names.resolve(small, "Alfa Trust")


@pytest.mark.parametrize("text", ["id:nobody", "https://example.org/x", "<a b>", "", "!?", "<>"])
def test_what_is_not_there_is_unknown(small: kg.Graph, text: str) -> None:
    with pytest.raises(UnknownName):
        names.resolve(small, text)


def test_an_ambiguous_name_lists_its_candidates(make_graph: Callable[..., kg.Graph]) -> None:
    graph = make_graph(
        'id:one a wx:Organisation ; skos:prefLabel "One" . id:two skos:prefLabel "Two" .'
        ':a a wx:Naming ; wx:names id:one ; wx:name "Number" . '
        ':b a wx:Naming ; wx:names id:two ; wx:name "number" .'
    )
    with pytest.raises(AmbiguousName, match=r"One \(id:one\), Two \(id:two\)") as caught:
        names.resolve(graph, "number")
    assert caught.value.candidates == (ID + "one", ID + "two")


def test_a_preferred_label_goes_before_a_wording_of_one_document(
    make_graph: Callable[..., kg.Graph],
) -> None:
    graph = make_graph(
        'id:one skos:prefLabel "The Trust" . id:two skos:prefLabel "Two" .'
        ':b a wx:Naming ; wx:names id:two ; wx:name "the trust" ; wx:nameKind wx:localName .'
    )
    assert names.resolve(graph, "THE TRUST") == ID + "one"


def test_a_name_is_understood_where_the_slice_left_it_out(small_folder: Path) -> None:
    early = kg.load([small_folder], slice=kg.Slice(as_of=date(2005, 1, 1), certain=True))
    assert names.resolve(early, "AT") == ALPHA


def test_find_ranks_and_forgives(small: kg.Graph) -> None:
    best = names.find(small, "delta cuoncil")
    assert best[0].iri == ID + "delta-council"
    assert names.find(small, "delta")[0].label == "Delta Council"
    assert names.find(small, "AT")[0].score == 100
    assert names.find(small, "at")[0].kind == "Organisation"
    assert names.find(small, "zzzzzz") == []
    assert len(names.find(small, "trust", limit=2)) == 2


def test_an_exact_name_needs_no_fuzzy_matching(
    small: kg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidfuzz", None)
    assert names.find(small, "Alpha Trust")[0].iri == ALPHA
    assert names.resolve(small, "Alpha Trust") == ALPHA


def test_completion_offers_slugs(small: kg.Graph) -> None:
    assert names.known_slugs(small, "Delta e") == [("delta-east-council", "Delta East Council")]


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert names.normalise(names.normalise(text)) == names.normalise(text)


@given(text=st.text(max_size=30))
def test_any_text_resolves_or_is_an_error_of_names(small: kg.Graph, text: str) -> None:
    try:
        iri = names.resolve(small, text)
    except (UnknownName, AmbiguousName):
        return
    assert "://" in iri
