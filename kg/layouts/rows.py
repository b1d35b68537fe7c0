"""Rows: a list of posts under their bodies, in columns of even height."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kg.blocks import deep, more, moved, named, stacked, together, written
from kg.scene import PADDING, Scene

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
MOST = 60
"""How many bodies are drawn."""


def layout(drawing: Drawing) -> Scene:
    """The posts of a drawing under their bodies, in the order of the bodies' labels."""
    width = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
    found = _posts(drawing)
    blocks = [_body(drawing, body, posts, width) for body, posts in found[:MOST]]
    columns = [
        moved(stacked(column, BETWEEN), at * (width + GUTTER), 0)
        for at, column in enumerate(balanced(blocks, COLUMNS, BETWEEN))
    ]
    parts = [together(columns), *more(len(found) - MOST, "more body", WIDTH)]
    return replace(stacked(parts, BETWEEN), width=WIDTH, scrolls=True)


def _posts(drawing: Drawing) -> list[tuple[int, list[int]]]:
    """The bodies, each with the facts that are posts there, those with most if they are many."""
    found: dict[int, set[int]] = defaultdict(set)
    for tie in drawing.ties:
        posts = {fact for fact in tie.facts if drawing.values[fact].kind == "Post"}
        if posts:
            found[tie.target] |= posts
    many = sorted(found, key=lambda body: (-len(found[body]), drawing.things[body].label, body))
    first = sorted(many[:MOST], key=lambda body: (drawing.things[body].label, body))
    order = [*first, *many[MOST:]]
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
    holders = drawing.values[fact].texts("holder")
    people = sorted(drawing.position[each] for each in holders if each in drawing.position)
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
