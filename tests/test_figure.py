"""Figures: a scene as SVG and PNG, its words, sources and marks in it, hostile ones as text."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import kg
from kg import drawing, figure, svg, viewfile
from kg.drawing import Drawing
from kg.scene import Band, Box, Line, Scene, Text, boxed, wide, wrapped

HOSTILE = "</script><script>alert(1)</script> \"' & \x00\x1b[31m \u202e $x^2$ 😀"
EVERY = frozenset({"planned", "estimated", "may", "several", "strong"})


@pytest.fixture(scope="module")
def told() -> Drawing:
    view = viewfile.named("tables")
    graph = kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))
    return drawing.drawing(graph, view)


def scene(words: str = "A body") -> Scene:
    lines, width, height = boxed(words, 130)
    return Scene(
        400,
        300,
        boxes=(
            Box(10, 10, width, height, lines, "Organisation", thing=0, marks=EVERY),
            Box(200, 200, 90, 40, ("4 trusts",), role="chip", members=(1, 2, 3, 4)),
        ),
        lines=(
            Line(
                ((20, 60), (100, 150), (200, 220)), (0, 1), frozenset({"curve", "arrow"}), "split"
            ),
            Line(((30, 60), (200, 230)), (2,), frozenset({"predecessor"})),
        ),
        texts=(Text(10, 290, words, role="axis", facts=(3,)),),
        bands=(Band(150, 0, 40, 300), Band(0, 280, 60, 10, "bar", frozenset({"estimated"}))),
    )


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_parts_say_what_they_are(told: Drawing) -> None:
    drawn = svg.inline(scene(), told)
    root = parsed(drawn)
    assert root.attrib["viewBox"] == "0 0 400 300"
    assert 'data-thing="0" tabindex="0" role="button"' in drawn
    assert 'data-members="1 2 3 4" tabindex="0" role="button" aria-expanded="false"' in drawn
    assert 'class="line kind-split arrow curve"' in drawn
    assert 'data-ties="0 1"' in drawn
    assert "style=" not in drawn


def test_a_figure_carries_its_words_and_sources(told: Drawing) -> None:
    text = figure.figure(told, scene(), "svg").decode()
    root = parsed(text)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    for words in (told.headline, told.version, "planned", "estimated", "a class of bodies"):
        assert words in text
    assert "News of the Dorset Innovation Hub" in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_a_figure_says_how_to_read_it_clear_of_its_headline(told: Drawing) -> None:
    texts = figure.frame(told, scene()).texts
    heading = [text for text in texts if text.role == "heading"]
    read = [text for text in texts if text.role == "label"]
    assert told.headline == " ".join(text.text for text in heading)
    assert told.view.see.split() == " ".join(text.text for text in read).split()
    descent = heading[-1].size * 0.25
    assert read[0].y - read[0].size * 0.96 > heading[-1].y + descent
    without = replace(told, view=replace(told.view, see=""))
    assert not [text for text in figure.frame(without, scene()).texts if text.role == "label"]


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_bytes_twice(told: Drawing, form: str) -> None:
    assert figure.figure(told, scene(), form) == figure.figure(told, scene(), form)


def test_hostile_words_are_words(told: Drawing) -> None:
    bad = replace(told, view=replace(told.view, title=HOSTILE), headline=HOSTILE, about=HOSTILE)
    text = figure.figure(bad, scene(HOSTILE * 20), "svg").decode()
    assert "<script" not in text
    assert "\u202e" not in text
    parsed(text)
    assert figure.figure(bad, scene(HOSTILE), "png").startswith(b"\x89PNG")


def test_a_png_is_twice_as_large_as_its_scene(told: Drawing) -> None:
    from matplotlib.image import imread

    framed = figure.frame(told, scene())
    image = imread(io.BytesIO(figure.figure(told, scene(), "png")))
    assert image.shape[0] == pytest.approx(2 * framed.height, abs=2)
    assert image.shape[1] == pytest.approx(2 * framed.width, abs=2)


def test_words_are_measured_and_broken() -> None:
    assert wide("iiii") < wide("mmmm") < wide("mmmm", strong=True)
    assert wrapped("one two three", wide("one two") + 1) == ("one two", "three")
    pieces = wrapped("m" * 1000, 100)
    assert "".join(pieces) == "m" * 1000
    assert all(wide(piece) <= 100 for piece in pieces)
    assert wrapped("", 10) == ("",)


def test_the_widths_are_those_of_the_typeface() -> None:
    from fontTools.ttLib import TTFont

    from kg.content import folder

    for name, strong in (("regular", False), ("semibold", True)):
        face = TTFont(folder("viz") / "template" / f"inter-{name}.otf")
        names, widths = face.getBestCmap(), face["hmtx"]
        for code, glyph in names.items():
            own = widths[glyph][0] / face["head"].unitsPerEm
            assert wide(chr(code), 1.0, strong=strong) == pytest.approx(own, abs=1e-4)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_figure_of_nothing_says_why(form: str) -> None:
    graph = kg.load(slice=kg.Slice(status="estimated"))
    empty = drawing.drawing(graph, viewfile.named("tables"))
    made = figure.figure(empty, Scene(0, 0), form)
    assert form == "png" or b"Nothing to draw: no fact of this view is in the slice" in made
