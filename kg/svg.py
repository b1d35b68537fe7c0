"""Scenes as SVG: to stand in a page, where its style paints them, or alone as a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kg import printable
from kg.scene import LEADING, Band, Box, Line, Point, Scene, Text

if TYPE_CHECKING:
    from kg.drawing import Drawing

CORNERS = {"Alliance": 0.0, "Programme": 14.0, "Person": 99.0, "Place": 0.0}
"""How round the corners of a kind are; of others, `ROUND`."""
ROUND = 6.0
INSET = 3.0
"""How far within a box the second outline of a class of bodies runs."""
SPARSE = 6
"""Points up to which a curve is smoothed between them; a line of more is a curve as it stands."""
HEAD = 8.0
"""The length of an arrow's head."""


def inline(scene: Scene, drawing: Drawing) -> str:
    """The scene as an SVG element whose parts say by class and data what they are.

    Positions in `data-thing`, `data-members`, `data-ties` and `data-facts` are those of the
    drawing; boxes can be reached by keyboard.
    """
    label = quoteattr(printable.line(f"{drawing.view.title}: {drawing.headline}"))
    size = f"{_n(scene.width)} {_n(scene.height)}"
    return "\n".join(
        (
            f'<svg class="scene" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"'
            f' width="{_n(scene.width)}" height="{_n(scene.height)}" role="group"'
            f" aria-label={label}>",
            HATCH,
            *shapes(scene, drawing, keys=True),
            "</svg>",
        )
    )


HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern>'
    "</defs>"
)


def shapes(scene: Scene, drawing: Drawing, *, keys: bool) -> Iterator[str]:
    """The parts of a scene, lowest first; with `keys`, boxes answer to the keyboard."""
    yield from _group("bands", map(_band, scene.bands))
    yield from _group("lines", (part for line in scene.lines for part in _line(line)))
    yield from _group("boxes", (_box(box, drawing, keys) for box in scene.boxes))
    yield from _group("texts", map(_text, scene.texts))


def _group(name: str, parts: Iterable[str]) -> Iterator[str]:
    yield f'<g class="{name}">'
    yield from parts
    yield "</g>"


def _n(value: float) -> str:
    """A coordinate, to a hundredth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _class(*names: str) -> str:
    return f'class="{" ".join(filter(None, names))}"'


def _data(name: str, positions: Sequence[int]) -> str:
    return f' data-{name}="{" ".join(map(str, positions))}"' if positions else ""


def _rect(x: float, y: float, width: float, height: float, corner: float = 0) -> str:
    round_ = f' rx="{_n(min(corner, height / 2))}"' if corner else ""
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{round_}'


# Bands and lines


def _band(band: Band) -> str:
    names = _class("band", band.role, band.kind and f"kind-{band.kind}", *sorted(band.marks))
    rect = _ellipse(band) if band.role == "ring" else _rect(band.x, band.y, band.width, band.height)
    hatched = f'{rect} class="hatched"/>' if "estimated" in band.marks else ""
    return f"{rect} {names}{_data('facts', band.facts)}/>{hatched}"


def _ellipse(band: Band) -> str:
    across, down = band.width / 2, band.height / 2
    middle = f'cx="{_n(band.x + across)}" cy="{_n(band.y + down)}"'
    return f'<ellipse {middle} rx="{_n(across)}" ry="{_n(down)}"'


def _line(line: Line) -> Iterator[str]:
    names = _class("line", line.kind and f"kind-{line.kind}", *sorted(line.marks))
    ties, path = _data("ties", line.ties), _path(line)
    yield f'<path {names} d="{path}"{ties}/>'
    if "arrow" in line.marks:
        head = _class("head", line.kind and f"kind-{line.kind}", *sorted(line.marks))
        yield f'<path {head} d="{_head(*line.points[-2:])}"{ties}/>'


def _path(line: Line) -> str:
    first, *others = line.points
    if "curve" in line.marks and 2 < len(line.points) <= SPARSE:
        pieces = (" ".join(map(_at, piece)) for piece in smooth(line.points))
        return f"M{_at(first)} " + " ".join(f"C{piece}" for piece in pieces)
    return f"M{_at(first)} " + " ".join(f"L{_at(point)}" for point in others)


def smooth(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Cubic pieces through the points (Catmull and Rom 1974): two controls and an end each."""
    for at in range(len(points) - 1):
        before, start, end = points[max(at - 1, 0)], points[at], points[at + 1]
        after = points[min(at + 2, len(points) - 1)]
        one = start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6
        two = end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6
        yield one, two, end


def _head(before: Point, tip: Point) -> str:
    across, down = tip[0] - before[0], tip[1] - before[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    x, y = across / length * HEAD, down / length * HEAD
    back = tip[0] - x, tip[1] - y
    sides = (back[0] - y / 2, back[1] + x / 2), (back[0] + y / 2, back[1] - x / 2)
    return f"M{_at(tip)} L{_at(sides[0])} L{_at(sides[1])} Z"


def _at(point: Point) -> str:
    return f"{_n(point[0])},{_n(point[1])}"


# Boxes and texts


def _box(box: Box, drawing: Drawing, keys: bool) -> str:
    names = _class("box", box.role, box.kind and f"kind-{box.kind}", *sorted(box.marks))
    about = _data("members", box.members)
    about += f' data-thing="{box.thing}"' if box.thing >= 0 else ""
    if keys and about:
        expands = ' aria-expanded="false"' if box.members else ""
        about += f' tabindex="0" role="button"{expands} aria-label={_spoken(box, drawing)}'
    return f"<g {names}{about}>{''.join(_outline(box))}{_words(box)}</g>"


def _spoken(box: Box, drawing: Drawing) -> str:
    text = printable.line(" ".join(box.lines))
    if box.members:
        return quoteattr(f"{text}, folded; opens")
    if box.thing < 0:
        return quoteattr(text)
    thing = drawing.things[box.thing]
    return quoteattr(f"{thing.label}, {thing.sort or thing.kind.lower()}")


def _outline(box: Box) -> Iterator[str]:
    corner = CORNERS.get(box.kind, ROUND)
    yield f'{_rect(box.x, box.y, box.width, box.height, corner)} class="outline"/>'
    if "estimated" in box.marks:
        yield f'{_rect(box.x, box.y, box.width, box.height, corner)} class="hatched"/>'
    if "several" in box.marks:
        inner = (box.x + INSET, box.y + INSET, box.width - 2 * INSET, box.height - 2 * INSET)
        yield f'{_rect(*inner, max(corner - INSET, 0))} class="second"/>'


def _words(box: Box) -> str:
    middle, step = box.x + box.width / 2, box.size * LEADING
    top = box.y + (box.height - len(box.lines) * step) / 2 + box.size * 0.96
    lines = (
        f'<tspan x="{_n(middle)}" y="{_n(top + at * step)}">{escape(printable.line(line))}</tspan>'
        for at, line in enumerate(box.lines)
    )
    return f'<text text-anchor="middle" font-size="{_n(box.size)}">{"".join(lines)}</text>'


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    start = f'<text {_class(text.role)} x="{_n(text.x)}" y="{_n(text.y)}"{anchor}'
    words = escape(printable.line(text.text))
    return f'{start} font-size="{_n(text.size)}"{_data("facts", text.facts)}>{words}</text>'
