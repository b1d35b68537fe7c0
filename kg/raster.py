"""Scenes as PNG, painted by matplotlib in the typeface of the pages."""

from __future__ import annotations

import io
from copy import copy
from typing import TYPE_CHECKING, Any

from kg import plot, theme, typeface
from kg.scene import LEADING, Band, Box, Line, Scene, Text, printed
from kg.svg import CORNERS, HEAD, INSET, ROUND, SPARSE, smooth

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALE = 2
"""Pixels of the picture for each of the scene."""
DOTS = 100
SIDE, AREA = 65_000, 100_000_000
"""The most pixels on a side, which matplotlib sets, and in all: 400 MB while it is painted."""


def pixels(scene: Scene) -> tuple[int, int]:
    """Width and height of the picture of a scene."""
    return round(scene.width * SCALE), round(scene.height * SCALE)


def fits(scene: Scene) -> bool:
    """Whether the picture of a scene is small enough to be painted."""
    width, height = pixels(scene)
    return max(width, height) <= SIDE and width * height <= AREA


def png(scene: Scene) -> bytes:
    """The scene as a PNG of twice its size in pixels. Raises KgError without matplotlib."""
    matplotlib = plot.library()
    size = scene.width / DOTS, scene.height / DOTS
    paper = theme.theme()["paper"]
    figure = matplotlib.figure.Figure(figsize=size, dpi=DOTS * SCALE, facecolor=paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    axes.axis("off")
    for each in _artists(scene, matplotlib):
        axes.add_artist(each)
    return _encoded(figure)


def _encoded(figure: Any) -> bytes:
    """The figure as PNG without the channel of transparency, which nothing in it needs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    target = io.BytesIO()
    # A higher level takes far longer, and saves a twentieth.
    image.convert("RGB").save(target, "png", compress_level=3, dpi=(figure.dpi, figure.dpi))
    return target.getvalue()


def _artists(scene: Scene, matplotlib: Any) -> Iterable[Any]:
    for band in scene.bands:
        yield (shape := _band(band, matplotlib))
        if "estimated" in band.marks:
            yield _hatched(shape, matplotlib)
    for line in scene.lines:
        yield from _line(line, matplotlib)
    for box in scene.boxes:
        yield from _box(box, matplotlib)
    for text in scene.texts:
        yield _text(text, matplotlib)


def _band(band: Band, matplotlib: Any) -> Any:
    fill, stroke = theme.theme()["paper" if band.kind == "even" else "column"], "none"
    if band.role == "bar":
        firm = not band.marks & {"planned", "estimated"}
        stroke = theme.of_kind(band.kind, "stroke")
        fill = stroke if firm else theme.of_kind(band.kind, "fill")
    if band.role == "cell":
        fill, stroke = "none", theme.theme()["ink"] if "strong" in band.marks else "none"
    if band.role == "verdict":
        fill, stroke = theme.of_kind(band.kind, "fill"), theme.of_kind(band.kind, "stroke")
    look = {"facecolor": fill, "edgecolor": stroke, "linewidth": 0.8, **_look(band.marks)}
    if band.role == "ring":
        look |= {"edgecolor": theme.of_kind("", "stroke")}
        middle = band.x + band.width / 2, band.y + band.height / 2
        return matplotlib.patches.Ellipse(middle, band.width, band.height, **look)
    return matplotlib.patches.Rectangle((band.x, band.y), band.width, band.height, **look)


def _look(marks: frozenset[str]) -> dict[str, Any]:
    """What marks make of a shape."""
    return {
        "linestyle": (0, (5, 3)) if "planned" in marks else "solid",
        "alpha": 0.55 if "may" in marks else None,
    }


def _hatched(shape: Any, matplotlib: Any) -> Any:
    """The same shape as hatching only, thin enough to read words on it."""
    over = copy(shape)
    over.set(
        facecolor="none", edgecolor=theme.theme()["soft"], linewidth=0, hatch="////", alpha=0.4
    )
    return over


def _line(line: Line, matplotlib: Any) -> Iterable[Any]:
    colour = theme.of_line(line.kind)
    width = 0.72 if "thin" in line.marks else 1.15
    style: Any = "solid"
    if "predecessor" in line.marks:
        style = (0, (1, 2.5))
    elif "planned" in line.marks:
        style = (0, (5, 3))
    codes, points = _path(line, matplotlib.path.Path)
    path = matplotlib.path.Path(points, codes)
    alpha = 0.55 if "may" in line.marks else None
    yield matplotlib.patches.PathPatch(
        path, facecolor="none", edgecolor=colour, linewidth=width, linestyle=style, alpha=alpha
    )
    if "arrow" in line.marks:
        (x, y), tip = line.points[-2:]
        yield matplotlib.patches.FancyArrowPatch(
            (x, y), tip, arrowstyle=f"-|>,head_length={HEAD / 20},head_width={HEAD / 40}",
            mutation_scale=10, color=colour, linewidth=0, shrinkA=0, shrinkB=0,
        )  # fmt: skip


def _path(line: Line, of: Any) -> tuple[list[int], list[tuple[float, float]]]:
    if "curve" not in line.marks or not 2 < len(line.points) <= SPARSE:
        return [of.MOVETO] + [of.LINETO] * (len(line.points) - 1), list(line.points)
    codes, points = [of.MOVETO], [line.points[0]]
    for piece in smooth(line.points):
        codes += [of.CURVE4] * 3
        points += piece
    return codes, points


def _box(box: Box, matplotlib: Any) -> Iterable[Any]:
    corner = min(CORNERS.get(box.kind, ROUND), box.height / 2)
    fill, stroke = theme.of_kind(box.kind, "fill"), theme.of_kind(box.kind, "stroke")
    look = _look(box.marks)
    shape = _rounded(box, 0, corner, matplotlib, facecolor=fill, edgecolor=stroke, **look)
    yield shape
    if "estimated" in box.marks:
        yield _hatched(shape, matplotlib)
    if "several" in box.marks:
        yield _rounded(
            box, INSET, max(corner - INSET, 0), matplotlib, facecolor="none", edgecolor=stroke
        )
    step = box.size * LEADING
    top = box.y + (box.height - len(box.lines) * step) / 2 + box.size * 0.96
    strong = box.role in {"bar", "heading"} or "strong" in box.marks
    colour = theme.of_kind(box.kind, "text")
    for at, line in enumerate(box.lines):
        middle = box.x + box.width / 2
        yield _words(middle, top + at * step, line, box.size, "middle", strong, colour, matplotlib)


def _rounded(box: Box, inset: float, corner: float, matplotlib: Any, **look: Any) -> Any:
    style = f"round,pad=0,rounding_size={corner}" if corner else "square,pad=0"
    return matplotlib.patches.FancyBboxPatch(
        (box.x + inset, box.y + inset),
        box.width - 2 * inset,
        box.height - 2 * inset,
        boxstyle=style,
        linewidth=1.1,
        **look,
    )


def _text(text: Text, matplotlib: Any) -> Any:
    strong = text.role in {"heading", "axis"}
    colour = theme.theme()["soft" if text.role in {"note", "axis"} else "ink"]
    return _words(text.x, text.y, text.text, text.size, text.anchor, strong, colour, matplotlib)


def _words(
    x: float, y: float, words: str, size: float, anchor: str, strong: bool, colour: str,
    matplotlib: Any,
) -> Any:  # fmt: skip
    sides = {"start": "left", "middle": "center", "end": "right"}
    face = str(typeface.path(f"inter-{'semibold' if strong else 'regular'}.otf"))
    font = matplotlib.font_manager.FontProperties(fname=face, size=size * 72 / DOTS)
    return matplotlib.text.Text(
        x, y, printed(words).replace("$", r"\$"), color=colour, fontproperties=font,
        ha=sides[anchor], va="baseline",
    )  # fmt: skip
