"""Scenes: what stands where in a picture, in CSS pixels from the top left; how wide words are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from kg import content

Marks: TypeAlias = "frozenset[str]"
"""What a shape says by its look: planned, estimated, may, predecessor, several, strong, thin,
arrow, curve."""
Point: TypeAlias = "tuple[float, float]"

PADDING = (10.0, 7.0)
LEADING = 1.25
SIZE = 13.0
NONE: Marks = frozenset()


@dataclass(frozen=True, slots=True)
class Box:
    """A box with words: a thing, a chip that stands for several (`members`), a bar or a heading.

    `thing` and `members` are positions among the things of the drawing, -1 for none.
    """

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    kind: str = ""
    role: str = "thing"
    thing: int = -1
    members: tuple[int, ...] = ()
    marks: Marks = NONE
    size: float = SIZE

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, for ties by their positions in the drawing; `kind` is its colour."""

    points: tuple[Point, ...]
    ties: tuple[int, ...] = ()
    marks: Marks = NONE
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words on their baseline, for facts by their positions in the drawing."""

    x: float
    y: float
    text: str
    size: float = SIZE
    anchor: str = "start"
    role: str = "note"
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A plain rectangle: a column, a panel, a bar of a value, a cell of a matrix."""

    x: float
    y: float
    width: float
    height: float
    role: str = "column"
    marks: Marks = NONE
    facts: tuple[int, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Scene:
    """Shapes in a space of that size; bands lie lowest, then lines, boxes and texts.

    `scrolls` where the whole is taller than a window can show at once.
    """

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    texts: tuple[Text, ...] = ()
    bands: tuple[Band, ...] = field(default=())
    scrolls: bool = False


# Words


@cache
def _widths(weight: str) -> dict[str, float]:
    path = content.folder("viz") / "template" / "widths.json"
    found: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8"))
    return found[weight]


def wide(text: str, size: float = SIZE, *, strong: bool = False) -> float:
    """How many pixels a line of text takes in the typeface of the pages, kerning aside.

    Characters that the typeface lacks count as wide as an em.
    """
    known = _widths("semibold" if strong else "regular")
    return size * sum(known.get(letter, 1.0) for letter in text)


def printed(text: str) -> str:
    """A text with a question mark for what the typeface lacks, for those who have no other."""
    known = _widths("regular")
    return "".join(letter if letter in known else "?" for letter in text)


def wrapped(text: str, most: float, size: float = SIZE, *, strong: bool = False) -> tuple[str, ...]:
    """A text in lines of at most so many pixels, broken at spaces, and within a longer word."""
    lines: list[str] = []
    for word in _pieces(text, most, size, strong):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer, size, strong=strong) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) or ("",)


def _pieces(text: str, most: float, size: float, strong: bool) -> Iterator[str]:
    """The words of a text, those that no line can hold in parts."""
    for word in text.split():
        part = ""
        for letter in word:
            if part and wide(part + letter, size, strong=strong) > most:
                yield part
                part = ""
            part += letter
        yield part


def boxed(
    text: str, most: float, size: float = SIZE, *, strong: bool = False
) -> tuple[tuple[str, ...], float, float]:
    """The lines of a text, and the width and height of a box around them."""
    lines = wrapped(text, most, size, strong=strong)
    widest = max(wide(line, size, strong=strong) for line in lines)
    across, down = PADDING
    return lines, widest + 2 * across, len(lines) * size * LEADING + 2 * down
