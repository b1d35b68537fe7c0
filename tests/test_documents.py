"""The documents of a graph: what is known of each, and by which names."""

from __future__ import annotations

import pytest

import kg
from kg import documents
from kg.errors import UnknownName


def test_tells_what_the_files_say(small: kg.Graph) -> None:
    found = {each.slug: each for each in documents.documents(small)}
    news = found["alpha-news"]
    assert news.title == "Alpha Trust hosts the new cluster"
    assert news.publisher == "Alpha Trust"
    assert news.issued == "2010-03-12"
    assert news.page == news.address == "https://example.org/alpha-news"
    assert (news.facts, news.passages) == (9, 6)


def test_counts_register_facts_without_passages(small: kg.Graph) -> None:
    found = {each.slug: each for each in documents.documents(small)}
    assert found["register-codes"].facts > 0
    assert found["register-codes"].passages == 0
    assert found["register-codes"].sha256 == ""


def test_marks_what_is_inferred() -> None:
    found = {each.slug: each for each in documents.documents(kg.load())}
    assert "issued" in found["dorset-innovation-hub"].inferred
    assert found["wessex-hiec"].inferred == {"address"}


@pytest.mark.parametrize(
    "name",
    [
        "alpha-news",
        "document:alpha-news",
        "https://w3id.org/wessex-kg/document/alpha-news",
        "<https://w3id.org/wessex-kg/document/alpha-news>",
        "alpha trust HOSTS the new cluster",
    ],
)
def test_is_known_by_slug_iri_and_title(small: kg.Graph, name: str) -> None:
    assert documents.document(small, name).slug == "alpha-news"


def test_an_unknown_one_is_an_error_that_lists_those_with_a_text(small: kg.Graph) -> None:
    with pytest.raises(UnknownName, match=r"no document is called 'beta'.*alpha-news"):
        documents.document(small, "beta")


def test_registered_hashes_lead_to_slugs(small: kg.Graph) -> None:
    assert set(documents.registered(small).values()) == {"alpha-news", "omega-report"}
