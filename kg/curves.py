"""Curves: lines that climb from one height to another and are level at both ends."""

from __future__ import annotations

from collections.abc import Iterable

from kg.scene import Point

LEVEL = 6.0
"""The last pixels, on which a curve is level for the head of an arrow."""
STEPS = 16
"""Points of a curve."""


def curve(start: Point, end: Point) -> tuple[Point, ...]:
    """Points from one to another, level at both ends and on the last pixels, for the arrow."""
    (x, y), (across, down) = start, end
    run = max(across - x - LEVEL, (across - x) / 2)
    parts = (step / STEPS for step in range(STEPS + 1))
    bend = tuple((x + run * t, y + (down - y) * t * t * (3 - 2 * t)) for t in parts)
    return (*bend, end)


def tidy(points: Iterable[Point]) -> tuple[Point, ...]:
    """The points without those that repeat the one before."""
    found: list[Point] = []
    for x, y in points:
        if not found or abs(found[-1][0] - x) + abs(found[-1][1] - y) > 0.5:
            found.append((round(x, 2), round(y, 2)))
    return tuple(found)
