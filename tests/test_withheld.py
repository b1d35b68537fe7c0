"""Who is withheld is in no output."""

from hashlib import sha256
from pathlib import Path

import pytest

import kg
from kg import card, export, withheld
from kg.errors import KgError, UnknownName

PERSON = "https://w3id.org/wessex-kg/id/person-a"
DIGEST = sha256(PERSON.encode()).hexdigest()


@pytest.fixture
def without_person(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> kg.Graph:
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({DIGEST}))
    return kg.load([small_folder])


@pytest.mark.parametrize("form", export.FORMATS)
def test_no_export_names_a_withheld_person(without_person: kg.Graph, form: str) -> None:
    data = export.export(without_person, form, derived=True)
    assert b"person-a" not in data
    assert b"Person A" not in data
    assert b"Person%20A" not in data
    assert b"fact/alpha-news/post-a" not in data
    assert b"person-b" in data


def test_no_query_sees_a_withheld_person(without_person: kg.Graph) -> None:
    for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
        text = f'SELECT ?s {{ {pattern} FILTER(CONTAINS(STR(?o), "erson A")) }}'
        assert not without_person.rows(text)
    assert not without_person.run(f"ASK {{ GRAPH ?g {{ ?s ?p <{PERSON}> }} }}")


def test_no_name_finds_a_withheld_person(without_person: kg.Graph) -> None:
    with pytest.raises(UnknownName):
        card.show(without_person, "Person A")


def test_the_list_holds_digests_only(tmp_path: Path) -> None:
    path = tmp_path / "withheld.tsv"
    path.write_text(f"sha256\tsince\tground\n{DIGEST}\t2026-01-01\tobjection\n\n")
    assert withheld.listed(path) == {DIGEST}
    path.write_text(f"sha256\tsince\tground\n{PERSON}\n")
    with pytest.raises(KgError, match=r"withheld\.tsv:2"):
        withheld.listed(path)


def test_a_missing_list_withholds_nobody(tmp_path: Path) -> None:
    assert withheld.listed(tmp_path / "none.tsv") == frozenset()


def test_the_list_in_the_repository_is_in_order() -> None:
    assert isinstance(withheld.listed(), frozenset)
