"""The demonstration document: whole in itself, each passage and value in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

import kg
from kg import content, grounding, library, passages
from kg.vocabulary import DCTERMS, DOCUMENT, GRAPH, ID, RDF, SKOS, WX

FOLDER = content.folder("data") / "demonstration"
TEXT = library.read_text(FOLDER / "acute-services.txt")


@pytest.fixture(scope="module")
def store() -> Store:
    return kg.load([FOLDER]).store


@pytest.fixture(scope="module")
def facts(store: Store) -> list[grounding.Fact]:
    return grounding.facts(store)


def values(store: Store, subject: str, predicate: str) -> set[str]:
    quads = store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
    return {str(getattr(quad.object, "value", "")) for quad in quads}


def test_is_small() -> None:
    assert 100 <= len(TEXT.split()) <= 140


def test_its_hash_is_registered(store: Store) -> None:
    assert values(store, DOCUMENT + "acute-services", WX + "sha256") == {
        library.sha256_of(FOLDER / "acute-services.txt")
    }


def test_passages_are_declared_cited_and_right(store: Store, facts: list[grounding.Fact]) -> None:
    quads = store.quads_for_pattern(
        None, NamedNode(WX + "digest"), None, NamedNode(GRAPH + "acute-services")
    )
    declared = {quad.subject.value: quad.object.value for quad in quads}
    assert declared.keys() == {iri for fact in facts for iri in fact.values["evidence"]}
    for iri, digest in declared.items():
        place = passages.position(iri)
        assert passages.carries(TEXT, place.start, place.end, digest), iri
        assert passages.find(TEXT, digest) == [(place.start, place.end)]


def test_every_fact_is_grounded_without_a_note(store: Store) -> None:
    report = grounding.ground(store, library.open_library())
    assert len(report.read) == 9
    assert report.unread == report.by_register == ()
    assert report.counts() == {"sentence": 6, "context": 3, "note": 0, "missing": 0}


def test_shows_each_kind_of_fact_and_a_plan(store: Store, facts: list[grounding.Fact]) -> None:
    kinds = {kind for fact in facts for kind in values(store, fact.iri, RDF + "type")}
    assert kinds == {
        WX + kind for kind in ("Naming", "Membership", "Milestone", "Location", "Description")
    }
    assert {s for fact in facts for s in fact.values["status"]} == {WX + "actual", WX + "planned"}


def test_is_whole_in_itself(store: Store, facts: list[grounding.Fact]) -> None:
    things = {v for fact in facts for vs in fact.values.values() for v in vs if v.startswith(ID)}
    things |= values(store, DOCUMENT + "acute-services", DCTERMS + "publisher")
    assert {thing.removeprefix(ID) for thing in things} >= {
        "isle-of-wight-nhs-trust",
        "portsmouth-hospitals-university-nhs-trust",
        "acute-services-partnership",
        "isle-of-wight",
    }
    for thing in things:
        assert len(values(store, thing, SKOS + "prefLabel")) == 1, thing


def test_names_things_as_the_graph_does() -> None:
    lines = (FOLDER / "entities.ttl").read_text("utf-8").splitlines()
    ours = {line for line in lines if line.startswith("id:") and "editors" not in line}
    known = set((FOLDER.parent / "entities.ttl").read_text("utf-8").splitlines())
    assert ours - known == set()


def test_is_no_part_of_the_default_graph() -> None:
    asked = "ASK { ?s dcterms:title ?t . FILTER(STRENDS(STR(?s), '/acute-services')) }"
    assert not kg.load().run(asked)
    assert kg.load(demo=True).run(asked)


def test_files_end_lines_as_their_hash_wants() -> None:
    for path in sorted(Path(FOLDER).iterdir()):
        assert b"\r" not in path.read_bytes(), path
