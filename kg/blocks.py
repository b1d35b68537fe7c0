"""Blocks: parts of a scene, set in lines, moved and put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kg import phrase
from kg.scene import LEADING, PADDING, SIZE, Band, Box, Scene, Text, boxed, wrapped

if TYPE_CHECKING:
    from kg.drawing import Drawing

Shape = TypeVar("Shape", Box, Text, Band)


def written(
    text: str,
    x: float,
    top: float,
    most: float,
    size: float = SIZE,
    role: str = "label",
    facts: Iterable[int] = (),
    anchor: str = "start",
) -> tuple[Text, ...]:
    """A text in lines of at most so many pixels, the first with its upper edge at `top`."""
    lines = wrapped(text, most, size, strong=role in {"heading", "axis"})
    step, first, about = size * LEADING, top + size * 0.96, tuple(facts)
    return tuple(
        Text(x, first + at * step, line, size, anchor, role, about) for at, line in enumerate(lines)
    )


def deep(texts: Iterable[Text]) -> float:
    """How much height the lines of a text take."""
    return sum(text.size * LEADING for text in texts)


def named(
    drawing: Drawing, thing: int, x: float, y: float, most: float, *, strong: bool = False
) -> Box:
    """A thing in a box around its label, at most so wide."""
    about = drawing.things[thing]
    lines, width, height = boxed(about.label, most - 2 * PADDING[0], strong=strong)
    marks = frozenset({"strong"} if strong else ()) | (about.marks & {"several"})
    return Box(x, y, width, height, lines, about.kind, thing=thing, marks=marks)


def shifted(shape: Shape, right: float, down: float) -> Shape:
    """A shape in another place."""
    return replace(shape, x=shape.x + right, y=shape.y + down)


def moved(scene: Scene, right: float, down: float) -> Scene:
    """A part of a scene in another place; it reaches as far from there."""
    return replace(
        scene,
        width=scene.width + right,
        height=scene.height + down,
        boxes=tuple(shifted(each, right, down) for each in scene.boxes),
        lines=tuple(
            replace(line, points=tuple((x + right, y + down) for x, y in line.points))
            for line in scene.lines
        ),
        texts=tuple(shifted(each, right, down) for each in scene.texts),
        bands=tuple(shifted(each, right, down) for each in scene.bands),
    )


def together(parts: Sequence[Scene]) -> Scene:
    """Parts of a scene as one, as far as they reach."""
    return Scene(
        width=max((part.width for part in parts), default=0.0),
        height=max((part.height for part in parts), default=0.0),
        boxes=tuple(box for part in parts for box in part.boxes),
        lines=tuple(line for part in parts for line in part.lines),
        texts=tuple(text for part in parts for text in part.texts),
        bands=tuple(band for part in parts for band in part.bands),
    )


def stacked(parts: Iterable[Scene], gap: float) -> Scene:
    """Parts of a scene one below the other."""
    found: list[Scene] = []
    for part in parts:
        found.append(moved(part, 0, found[-1].height + gap if found else 0))
    return together(found)


def more(many: int, noun: str, most: float) -> list[Scene]:
    """A line that says how many are not drawn; none if all are."""
    if many <= 0:
        return []
    texts = written(f"{phrase.count(many, noun)}: see the table", 0, 0, most, role="note")
    return [Scene(most, deep(texts), texts=texts)]
