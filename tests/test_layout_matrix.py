"""The layout of sources: documents by what they name, and what each thing needs."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import HEAD
from scenes import TRIPLES, clashes, drawn, said, words

import kg
from kg.drawing import Drawing
from kg.layouts import matrix, scene
from kg.scene import Band, Scene
from kg.vocabulary import FACT, ID


@pytest.fixture(scope="module")
def told() -> Drawing:
    return drawn("sources")


@pytest.fixture(scope="module")
def found(told: Drawing) -> Scene:
    return scene(told)


def naming() -> dict[str, dict[str, set[str]]]:
    """By thing and source (a file, all registers as one) the facts that name it, from the files."""
    named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(TRIPLES.glob("*.ttl")):
        source = "registers" if path.stem.startswith("register-") else path.stem
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            thing = getattr(triple.object, "value", "")
            if thing.startswith(ID) and triple.subject.value.startswith(FACT):
                named[thing][source].add(triple.subject.value)
    return named


def test_sources_headline_is_true(told: Drawing) -> None:
    named = naming()
    several = [thing for thing, sources in named.items() if len(sources) > 1]
    assert told.headline == (
        f"{len(several)} of {len(named)} things are named in more than one source"
    )


def row(found: Scene, told: Drawing, iri: str) -> tuple[list[Band], list[str]]:
    """The cells beside a thing, and the words at their height, from left to right."""
    (box,) = (box for box in found.boxes if box.thing >= 0 and told.things[box.thing].iri == iri)
    cells = [band for band in found.bands if band.y == box.y]
    texts = [text for text in found.texts if box.y <= text.y <= box.y + box.height]
    return (
        sorted(cells, key=lambda cell: cell.x),
        [text.text for text in sorted(texts, key=lambda text: text.x)],
    )


def test_cells_count_the_facts_that_name_a_thing(told: Drawing, found: Scene) -> None:
    shared = {thing: by for thing, by in naming().items() if len(by) > 1}
    for thing, by_source in shared.items():
        cells, _ = row(found, told, thing)
        facts = [{told.values[at].iri for at in cell.facts} for cell in cells]
        assert sorted(map(sorted, facts)) == sorted(map(sorted, by_source.values()))
    counts = {text.facts: text.text for text in found.texts if text.facts}
    assert all(counts[cell.facts] == f"{len(cell.facts):,}" for cell in found.bands)


def test_what_is_in_most_documents_stands_on_top(told: Drawing, found: Scene) -> None:
    rows = [box for box in found.boxes if box.thing >= 0 and box.role == "thing"]
    numbers = [len(row(found, told, told.things[box.thing].iri)[0]) for box in rows]
    assert numbers == sorted(numbers, reverse=True)
    assert said(found).index("Named in 4 of these") < said(found).index("Named in 2 of these")


def test_what_one_source_alone_names_is_folded_and_counted(told: Drawing, found: Scene) -> None:
    chips = [box for box in found.boxes if box.role == "chip"]
    folded = [member for chip in chips for member in chip.members]
    alone = {thing for thing, sources in naming().items() if len(sources) == 1}
    assert len(folded) == len(set(folded))
    assert {told.things[member].iri for member in folded} == alone
    for chip in chips:
        assert " ".join(chip.lines).startswith(f"{len(chip.members)} ")
    assert "12 clinical commissioning groups" in words(found)
    assert "5 local authorities" in words(found)


def test_what_a_thing_needs_is_the_one_document_that_ties_it(told: Drawing, found: Scene) -> None:
    _, salisbury = row(found, told, ID + "salisbury-nhs-foundation-trust")
    assert salisbury[-1].startswith("New health partnership")
    cells, _ = row(found, told, ID + "salisbury-nhs-foundation-trust")
    assert [("strong" in cell.marks) for cell in cells] == [True, False]
    _, bournemouth = row(found, told, ID + "bournemouth-university")
    assert bournemouth == ["3", "9", "3", "2"]


DOCUMENT = """
<> dcterms:title "{slug}"@en ; dcterms:issued "{year}"^^xsd:gYear .
id:a a wx:Organisation ; skos:prefLabel "a"@en .
id:b a wx:Organisation ; skos:prefLabel "b"@en .
id:p a wx:Place ; skos:prefLabel "p"@en .
"""
TIE = """
:tie a wx:Relation ; wx:relationKind wx:supports ; wx:subject id:a ; wx:object id:b ;
    wx:status wx:actual ; wx:evidence <#char=0,1> .
"""
PLACE = """
:place-{0} a wx:Location ; wx:locationKind wx:seat ; wx:located id:{0} ; wx:place id:p ;
    wx:status wx:actual ; wx:evidence <#char=0,1> .
"""


def made(folder: Path, **documents: str) -> Scene:
    """The scene of documents with these facts."""
    for year, (slug, facts) in enumerate(documents.items(), 2001):
        head = HEAD.format(slug=slug) + DOCUMENT.format(slug=slug, year=year)
        (folder / f"{slug}.ttl").write_text(head + facts, encoding="utf-8")
    return scene(drawn("sources", kg.load([folder])))


def test_a_place_is_no_tie_and_needs_nothing(tmp_path: Path) -> None:
    found = made(tmp_path, one=TIE + PLACE.format("a"), two=PLACE.format("a") + PLACE.format("b"))
    assert clashes(found) == []
    heads = [" ".join(box.lines) for box in found.boxes]
    assert heads == ["one", "two", "a", "b", "p"]
    strong = [band for band in found.bands if "strong" in band.marks]
    assert len(strong) == 2
    last = [text.text for text in found.texts if text.x > matrix.WIDTH - matrix.NEEDS]
    assert " ".join(dict.fromkeys(last)) == f"{matrix.ONLY} one"


def test_two_documents_that_each_tie_are_neither_needed(tmp_path: Path) -> None:
    found = made(tmp_path, one=TIE, two=TIE)
    assert [band for band in found.bands if "strong" in band.marks] == []


def test_of_too_many_documents_the_largest_have_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "WIDEST", 1)
    found = made(tmp_path, one=TIE + PLACE.format("a"), two=TIE, three=TIE)
    heads = [" ".join(box.lines) for box in found.boxes if box.role == "heading"]
    assert heads == ["one", "2 more documents"]
    assert clashes(found) == []


def test_of_too_many_things_those_in_most_documents_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "MOST", 1)
    texts = [text.text for text in made(tmp_path, one=TIE, two=TIE).texts]
    assert "1 more thing: see the table" in texts
