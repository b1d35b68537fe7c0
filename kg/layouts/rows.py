"""Rows: a list of posts under their bodies, in columns of even height; how lists are set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kg.scene import LEADING, PADDING, SIZE, Box, Scene, Text, boxed, wrapped

if TYPE_CHECKING:
    from kg.drawing import Drawing

WIDTH = 1040.0
COLUMNS = 2
GUTTER = 56.0
NAMES = 206.0
"""How wide the part of a row is in which the names stand."""
GAP = 8.0
BETWEEN = 28.0
"""The space between two bodies."""


def layout(drawing: Drawing) -> Scene:
    """The posts of a drawing under their bodies, in the order of the bodies' labels."""
    width = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
    blocks = [_body(drawing, body, posts, width) for body, posts in _posts(drawing)]
    columns = [
        moved(stacked(column, BETWEEN), at * (width + GUTTER), 0)
        for at, column in enumerate(balanced(blocks, COLUMNS, BETWEEN))
    ]
    return replace(together(columns), width=WIDTH, scrolls=True)


def _posts(drawing: Drawing) -> list[tuple[int, list[int]]]:
    """The bodies, each with the facts that are posts there."""
    found: dict[int, set[int]] = defaultdict(set)
    for tie in drawing.ties:
        posts = {fact for fact in tie.facts if drawing.values[fact].kind == "Post"}
        if posts:
            found[tie.target] |= posts
    order = sorted(found, key=lambda body: (drawing.things[body].label, body))
    return [(body, sorted(found[body], key=lambda at: drawing.facts[at].text)) for body in order]


def _body(drawing: Drawing, body: int, posts: Sequence[int], width: float) -> Scene:
    """A body with its posts, from the top left of its own space."""
    head = named(drawing, body, 0, 0, width, strong=True)
    other = _other_name(drawing, body, posts)
    note = written(other, 0, 0, width, role="note", facts=posts) if other else ()
    parts = [Scene(width, head.height, (head,)), Scene(width, deep(note), texts=note)]
    rows = [_post(drawing, post, width) for post in posts]
    return stacked([part for part in (*parts, *rows) if part.height], GAP)


def _other_name(drawing: Drawing, body: int, posts: Iterable[int]) -> str:
    """How the documents write the body, where they do not use its label."""
    iri = drawing.things[body].iri
    names = {drawing.values[post].written.get(iri, "") for post in posts} - {""}
    return f"written as {' and '.join(f'“{name}”' for name in sorted(names))}" if names else ""


def _post(drawing: Drawing, fact: int, width: float) -> Scene:
    """A post in a row: who, with which title, and on what day that is vouched for."""
    holders = set(drawing.values[fact].texts("holder"))
    people = [at for at, thing in enumerate(drawing.things) if thing.iri in holders]
    boxes = [named(drawing, person, 0, 0, NAMES) for person in people]
    left, down, most = NAMES + GAP, PADDING[1], width - NAMES - GAP
    title = ", ".join(drawing.values[fact].texts("title"))
    words = written(title, left, down, most, facts=(fact,))
    dated = written(
        attested(drawing, fact), left, down + deep(words), most, role="note", facts=(fact,)
    )
    names = stacked([Scene(NAMES, box.height, (box,)) for box in boxes], GAP)
    return together([names, Scene(width, down + deep(words) + deep(dated), texts=words + dated)])


def attested(drawing: Drawing, fact: int) -> str:
    """When a fact is said to hold, until when it is vouched for, and what makes it less sure."""
    told = drawing.facts[fact]
    doubts = "" if told.status == "actual" else told.status, "may hold" if told.may_hold else ""
    return ", ".join(filter(None, (told.when, told.attested, *doubts)))


def balanced(blocks: Sequence[Scene], columns: int, gap: float) -> list[list[Scene]]:
    """The blocks in so many columns, in order, the highest of them as low as can be."""
    columns = min(columns, len(blocks))
    heights = [block.height + gap for block in blocks]
    ways = combinations(range(1, len(blocks)), max(columns - 1, 0))

    def highest(way: Sequence[int]) -> float:
        return max((sum(heights[a:b]) for a, b in _ends(way, len(blocks))), default=0.0)

    best = min(ways, key=highest, default=())
    return [list(blocks[a:b]) for a, b in _ends(best, len(blocks))]


def _ends(breaks: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    return pairwise((0, *breaks, count))


# Setting words and parts, for all layouts that are lists


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
    marks = {"strong": strong, "several": about.several}
    return Box(
        x, y, width, height, lines, about.kind, thing=thing,
        marks=frozenset(mark for mark, has in marks.items() if has),
    )  # fmt: skip


def moved(scene: Scene, right: float, down: float) -> Scene:
    """A part of a scene in another place; it reaches as far from there."""

    def to(each: Box) -> Box:
        return replace(each, x=each.x + right, y=each.y + down)

    return Scene(
        width=scene.width + right,
        height=scene.height + down,
        boxes=tuple(map(to, scene.boxes)),
        lines=tuple(
            replace(line, points=tuple((x + right, y + down) for x, y in line.points))
            for line in scene.lines
        ),
        texts=tuple(replace(each, x=each.x + right, y=each.y + down) for each in scene.texts),
        bands=tuple(replace(each, x=each.x + right, y=each.y + down) for each in scene.bands),
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
