"""IRIs are shortened and lengthened; the names in the code are those of the ontology."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

from kg import Graph
from kg import vocabulary as v


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (v.WX + "Post", "wx:Post"),
        (v.ID + "alpha-trust", "id:alpha-trust"),
        (v.DOCUMENT + "alpha-news", "document:alpha-news"),
        (v.FACT + "alpha-news/post", f"<{v.FACT}alpha-news/post>"),
        (v.DOCUMENT + "alpha-news#char=1,2", f"<{v.DOCUMENT}alpha-news#char=1,2>"),
        (v.ID, f"<{v.ID}>"),
        (v.ID + "-x", f"<{v.ID}-x>"),
        ("https://example.org/a", "<https://example.org/a>"),
    ],
)
def test_compact(iri: str, short: str) -> None:
    assert v.compact(iri) == short


@given(st.sampled_from(sorted(v.PREFIXES)), st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True))
def test_a_compact_name_is_valid_sparql_and_means_the_iri(prefix: str, local: str) -> None:
    iri = v.PREFIXES[prefix] + local
    text = f"SELECT * {{ BIND({v.compact(iri)} AS ?x) }}"
    [row] = Store().query(text, prefixes=v.PREFIXES)  # type: ignore[misc]
    assert row["x"] == NamedNode(iri)


def test_slug() -> None:
    assert v.slug(v.ID + "alpha-trust") == "alpha-trust"
    assert v.slug(v.WX + "actual") == "actual"
    assert v.slug("https://example.org/caf%C3%A9/") == "café"


def test_a_document_and_its_graph() -> None:
    assert v.document_of(v.GRAPH + "alpha-news") == v.DOCUMENT + "alpha-news"
    assert v.graph_named("my file") == v.GRAPH + "my%20file"


def test_names_are_those_of_the_ontology(small: Graph) -> None:
    rows = small.rows("SELECT ?term { ?term rdfs:isDefinedBy ?ontology }")
    terms = {row["term"].value for row in rows}  # type: ignore[union-attr]
    names = {*v.FACT_KINDS, *v.THING_KINDS, *v.PARTY_PROPERTIES, *v.STATUSES}
    assert {v.WX + name for name in names} <= terms


def test_every_kind_of_fact_is_known(small: Graph) -> None:
    rows = small.rows("SELECT ?kind { ?kind rdfs:subClassOf wx:Fact }")
    kinds = {row["kind"].value for row in rows}  # type: ignore[union-attr]
    assert kinds == {v.WX + kind for kind in v.FACT_KINDS}
