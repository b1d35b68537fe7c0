"""Figures: a scene with its title, legend and sources around it, as SVG or PNG by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kg import blocks, captions, printable, raster, releases, svg, theme, typeface
from kg.errors import KgError
from kg.scene import LEADING, Box, Line, Scene, Text, wide, wrapped

if TYPE_CHECKING:
    from kg.drawing import Drawing

MARGIN = 28.0
NARROWEST = 760.0
BELOW = 8.0
"""Between the headline, whose letters reach below their line, and what stands under it."""
CHANGES_SAID = {
    "merger or acquisition": {"merger", "acquisition"},
    "split": {"split"},
    "succession": {"succession"},
}
"""What the colours of lines mean, where these are changes of bodies."""
CHANGES = frozenset().union(*CHANGES_SAID.values())


def figure(drawing: Drawing, scene: Scene, form: str) -> bytes:
    """The scene of a drawing as a figure for reports and slides: `svg` or `png`.

    Raises KgError for a PNG that would be too large, or without matplotlib.
    """
    empty = captions.why_empty(drawing, scene)
    framed = frame(drawing, _saying(empty) if empty else scene)
    if form == "svg":
        return alone(framed, drawing).encode()
    if not raster.fits(framed):
        raise KgError(_too_large(drawing, framed))
    return raster.png(framed)


def _too_large(drawing: Drawing, framed: Scene) -> str:
    width, height = raster.pixels(framed)
    return (
        f"{drawing.view.name}: a PNG of {width:,} by {height:,} pixels is too large (at most"
        f" {raster.SIDE:,} a side and {raster.AREA:,} in all); draw it as svg"
    )


def _saying(words: str) -> Scene:
    return Scene(NARROWEST, 40, texts=(Text(0, 24, words),))


def frame(drawing: Drawing, scene: Scene) -> Scene:
    """The scene with headline above, and legend, slice, sources and version below."""
    width = max(scene.width, NARROWEST) + 2 * MARGIN
    head, top = _head(drawing, width - 2 * MARGIN)
    left = (width - scene.width) / 2
    moved = blocks.moved(scene, left, top)
    legend, below = _legend(scene, top + scene.height + MARGIN)
    foot, bottom = _foot(drawing, below, width - 2 * MARGIN)
    return replace(
        moved,
        width=width,
        height=bottom + MARGIN / 2,
        texts=(*head, *moved.texts, *legend.texts, *foot),
        boxes=(*(box for box in moved.boxes if box.role != "folded"), *legend.boxes),
        lines=(*moved.lines, *legend.lines),
    )


def _head(drawing: Drawing, wide_: float) -> tuple[tuple[Text, ...], float]:
    """What it shows, what it comes to, how to read it, and from what it is drawn."""
    titles = ((drawing.view.title, 14.0, "note"), (drawing.headline, 22.0, "heading"))
    head, top = _stacked(titles, MARGIN, wide_)
    see = ((drawing.view.see, 13.0, "label"),) if drawing.view.see else ()
    read, top = _stacked(see, top - MARGIN + BELOW, min(wide_, NARROWEST))
    about, top = _stacked(((drawing.about, 12.0, "note"),), top - MARGIN + BELOW / 2, wide_)
    return (*head, *read, *about), top


def _stacked(
    parts: Iterable[tuple[str, float, str]], top: float, wide_: float
) -> tuple[tuple[Text, ...], float]:
    """Texts one below the other, and where the next would begin."""
    found: list[Text] = []
    for text, size, role in parts:
        strong = role == "heading"
        for line in wrapped(printable.line(text), wide_, size, strong=strong):
            top += size * LEADING
            found.append(Text(MARGIN, top, line, size, role=role))
    return tuple(found), top + MARGIN


# Legend and sources


def _legend(scene: Scene, top: float) -> tuple[Scene, float]:
    """A sample and a word for each kind and mark that the scene uses, in a row."""
    kinds = {box.kind for box in scene.boxes if box.thing >= 0}
    every = [
        *(box.marks for box in scene.boxes),
        *(line.marks for line in scene.lines),
        *(band.marks for band in scene.bands),
    ]
    marks = frozenset().union(*every)
    texts, boxes, lines = list[Text](), list[Box](), list[Line]()
    left, middle, end = MARGIN, top + 8, max(scene.width, NARROWEST) + MARGIN
    changes = {line.kind for line in scene.lines if line.kind in CHANGES}
    for word, sample in (*_entries(kinds, marks), *_changes(changes)):
        if left + 38 + wide(word, 12.0) > end:
            left, middle = MARGIN, middle + 24
        if isinstance(sample, Box):
            boxes.append(replace(sample, x=left, y=middle - 8))
        else:
            points = ((left, middle), (left + 30, middle))
            lines.append(replace(sample, points=points))
        texts.append(Text(left + 38, middle + 4, word, 12.0))
        left += 38 + wide(word, 12.0) + 22
    return Scene(0, 0, tuple(boxes), tuple(lines), tuple(texts)), middle + 16


def _entries(kinds: Iterable[str], marks: Iterable[str]) -> Iterator[tuple[str, Box | Line]]:
    known = set(kinds)
    for kind in (each for each in captions.KINDS if each in known):
        yield kind.lower(), Box(0, 0, 30, 16, ("",), kind)
    used = set(marks)
    for mark, word in captions.MARKS.items():
        if mark in used and mark in {"several", "estimated"}:
            yield word, Box(0, 0, 30, 16, ("",), "", marks=frozenset({mark}))
        elif mark in used:
            yield word, Line(((0, 0), (30, 0)), marks=frozenset({mark}))


def _changes(kinds: Iterable[str]) -> Iterator[tuple[str, Line]]:
    used = set(kinds)
    for word, together in CHANGES_SAID.items():
        if used & together:
            yield word, Line(((0, 0), (30, 0)), kind=min(used & together))


def _foot(drawing: Drawing, top: float, wide_: float) -> tuple[tuple[Text, ...], float]:
    cited = (f"{source.title} ({source.issued or 'undated'})" for source in drawing.cited)
    parts = (
        ("Sources: " + "; ".join(cited), 11.0, "note"),
        (
            f"{drawing.credit}; data {releases.told(drawing.version)}; {drawing.slice}",
            11.0,
            "note",
        ),
    )
    return _stacked(parts, top, wide_)


# SVG


def alone(framed: Scene, drawing: Drawing) -> str:
    """A framed scene as an SVG file that needs nothing else."""
    width, height = f"{framed.width:.0f}", f"{framed.height:.0f}"
    title = escape(printable.line(drawing.view.title))
    about = escape(printable.line(f"{drawing.headline}. {drawing.view.see} {drawing.about}"))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img" aria-labelledby="title about">',
            f'<title id="title">{title}</title><desc id="about">{about}</desc>',
            f"<style>{_style()}</style>",
            svg.HATCH,
            f'<rect class="paper" width="{width}" height="{height}"/>',
            *svg.shapes(framed, drawing, keys=False),
            "</svg>\n",
        )
    )


def _style() -> str:
    """The look of a figure, its typeface inside."""
    light = theme.theme()
    kinds = "".join(_of_kind(kind or "none", look) for kind, look in light["kinds"].items())
    lines = "".join(
        f".line.kind-{kind}{{stroke:{colour}}}.head.kind-{kind}{{fill:{colour}}}"
        for kind, colour in light["lines"].items()
    )
    chip = light["kinds"][""]
    return (
        f"{typeface.rules()}text{{font-family:Inter,sans-serif;fill:{light['ink']}}}"
        f".paper{{fill:{light['paper']}}}.note,.axis{{fill:{light['soft']}}}"
        ".heading,.axis,.bar text,.strong text{font-weight:600}"
        f".outline,.second{{fill:{chip['fill']};stroke:{chip['stroke']};stroke-width:1.5}}"
        f".second,.hatched{{fill:none}}.hatched{{fill:url(#hatch)}}"
        f".hatch{{stroke:{light['soft']};stroke-width:1;opacity:.45}}"
        f".band{{fill:{light['column']}}}.band.kind-even{{fill:{light['paper']}}}.band.bar{{fill:{chip['stroke']};stroke:{chip['stroke']}}}"
        f".band.ring{{stroke:{chip['stroke']};stroke-width:1.2}}.band.cell{{fill:none}}.band.cell.strong{{stroke:{light['ink']}}}"
        f".line{{fill:none;stroke:{light['line']};stroke-width:1.6}}.thin{{stroke-width:1;stroke:{light['soft']}}}"
        f".head{{fill:{light['line']}}}.planned,.planned .outline{{stroke-dasharray:7 4}}"
        ".predecessor{stroke-dasharray:1.5 4;stroke-linecap:round}.may{opacity:.55}"
        f"{kinds}{lines}"
    )


def _of_kind(kind: str, look: Mapping[str, str]) -> str:
    fill, stroke, text = look["fill"], look["stroke"], look["text"]
    return (
        f".kind-{kind} .outline,.kind-{kind} .second{{fill:{fill};stroke:{stroke}}}"
        f".kind-{kind} text{{fill:{text}}}.band.bar.kind-{kind}{{fill:{stroke};stroke:{stroke}}}"
        f".band.bar.kind-{kind}.planned,.band.bar.kind-{kind}.estimated{{fill:{fill}}}"
        f".verdict.kind-{kind}{{fill:{fill};stroke:{stroke}}}"
    )
