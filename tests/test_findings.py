"""Findings name the file and the line where a thing stands."""

from pathlib import Path

import pytest
from bad_examples import SOUND

from kg.api import load
from kg.findings import Finding, document_of, places, short
from kg.vocabulary import DOCUMENT, ENTITIES_GRAPH, FACT, GRAPH, ID


def line_of(file: str, start: str) -> int:
    lines = (SOUND / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("thing", "file", "start"),
    [
        (FACT + "alpha/member-alpha-trust", "alpha.ttl", ":member-alpha-trust a"),
        (FACT + "alpha/member-count", "alpha.ttl", ":member-count a"),
        (DOCUMENT + "alpha", "alpha.ttl", "<> a"),
        (DOCUMENT + "alpha#char=127,148", "alpha.ttl", "<#char=127,148> a"),
        (DOCUMENT + "register-alpha#register-of-alphas", "register-alpha.ttl", "<#register-of"),
        (GRAPH + "alpha", "alpha.ttl", "<https://w3id.org/wessex-kg/graph/alpha>"),
        (ID + "alpha-trust", "entities.ttl", "id:alpha-trust a"),
    ],
)
def test_a_thing_is_found_where_it_is_described(thing: str, file: str, start: str) -> None:
    place = places(load([SOUND])).of(thing)
    assert (Path(place[0]).name, place[1]) == (file, line_of(file, start))


def test_a_document_that_is_nowhere_has_no_line() -> None:
    assert places(load([SOUND])).of(DOCUMENT + "alpha#char=0,1")[1] is None
    assert places(load([SOUND])).of(ID + "nobody") == ("", None)


def test_a_path_below_the_working_folder_is_shown_from_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(SOUND)
    assert places(load(["alpha.ttl"])).of(FACT + "alpha/name-aa")[0] == "alpha.ttl"


def test_a_thing_belongs_to_the_document_of_its_address_or_file() -> None:
    assert document_of(FACT + "alpha/x") == "alpha"
    assert document_of(DOCUMENT + "alpha#char=1,2") == "alpha"
    assert document_of(ID + "x", GRAPH + "alpha") == "alpha"
    assert document_of(ID + "x", ENTITIES_GRAPH) == ""


def test_a_finding_reads_like_a_compiler_s() -> None:
    finding = Finding("glow", "warning", FACT + "a/x", "a/x glows", "dim it", "a.ttl", 3, "a")
    assert str(finding) == "a.ttl:3: warning: glow: a/x glows. Repair: dim it"
    assert str(Finding("glow", "info", "x", "x glows", "dim it")) == (
        "info: glow: x glows. Repair: dim it"
    )


def test_short_names() -> None:
    assert short(FACT + "alpha/x") == "alpha/x"
    assert short(DOCUMENT + "alpha#char=1,2") == "alpha#char=1,2"
    assert short(ID + "alpha-trust") == "id:alpha-trust"
