"""Data are credited as they state it, and never to us where they are not ours."""

from pathlib import Path

from conftest import WriteDocument

import kg
from kg import cite, credits, export

VOUCHED = """
<https://w3id.org/wessex-kg/graph/news> wx:vouchedOn "2026-01-02"^^xsd:date ;
    dcterms:creator "Readers of the Mersey" ; dcterms:license <https://example.org/terms> .
"""


def test_the_bundled_data_are_ours() -> None:
    found = credits.credits(kg.load())
    assert (found.title, found.creators, found.ours) == (cite.TITLE, (cite.AUTHORS,), True)
    assert found.licences == (cite.LICENCE_ADDRESS,)
    assert found.line == "Wessex Knowledge Graph; CC BY 4.0"


def test_an_export_read_again_is_still_ours(tmp_path: Path) -> None:
    path = tmp_path / "again.ttl"
    path.write_bytes(export.export(kg.load(), "turtle"))
    assert credits.credits(kg.load([path])) == credits.credits(kg.load())


def test_data_of_others_are_theirs(write_document: WriteDocument) -> None:
    graph = kg.load([write_document(VOUCHED)])
    found = credits.credits(graph)
    assert (found.title, found.creators) == ("Knowledge graph", ("Readers of the Mersey",))
    assert (found.licences, found.ours) == (("https://example.org/terms",), False)
    text = export.export(graph, "turtle").decode()
    assert cite.AUTHORS not in text
    assert cite.LICENCE_ADDRESS not in text.partition("ontology>")[0]


def test_what_states_nothing_claims_nothing(write_document: WriteDocument) -> None:
    graph = kg.load([write_document("")])
    assert credits.credits(graph) == credits.Credits("Knowledge graph", (), (), False)
    assert credits.credits(graph).line == "Knowledge graph"


def test_both_are_told_of_what_is_joined(write_document: WriteDocument) -> None:
    found = credits.credits(kg.load(add=[write_document(VOUCHED)]))
    assert found.creators == ("Readers of the Mersey", cite.AUTHORS)
    assert found.terms == "CC BY 4.0, https://example.org/terms"
