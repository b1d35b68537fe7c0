"""Steps: ways from one thing to another, from left to right, each step in words with its date.

What several ways pass stands once, at the middle of their lanes. Between two columns of things
stand the words of the steps, each on its line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from kg import looks
from kg.amounts import concepts
from kg.blocks import deep, shifted, written
from kg.curves import curve
from kg.ground import rank
from kg.scene import PADDING, Box, Line, Point, Scene, Text, boxed, wide

if TYPE_CHECKING:
    from kg.drawing import Drawing
    from kg.phrase import Label

WIDTH = 1104.0
"""How wide a scene may be for its text to be readable when all of it is seen at once."""
GAP, MORE = 18.0, 40.0
"""Between columns, where lines turn, at least and at most."""
BETWEEN = 20.0
"""Between boxes or words one above the other."""
HEAD, FOOT = 34.0, 6.0
"""Above the lanes, with the numbers of the steps; below words, to their line."""
NARROWEST, SHARE = 74.0, 0.62
"""How wide boxes and words are at least; what of the room is for boxes."""
BROADEST = 168.0
PASSING = 8.0
"""The height of a line that passes a column."""
TOLD = 2
"""How many ways in which two things are tied are told of a step."""
PHRASES = {
    "Membership": ("member", "{} of", "its {}"),
    "Post": ("holder", "post at", "post of"),
    "Part": ("part", "part of", "its part"),
    "Change": ("predecessor", "{} into", "{} from"),
    "Funding": ("funder", "{} to", "{} from"),
    "Relation": ("subject", "{} →", "← {}"),
}
"""By kind of fact, who it is that it is said of, and what a step from and to that one says."""
NAMED = ("memberRole", "changeKind", "fundingKind", "relationKind")
"""The properties that say what a fact of its kind it is."""

Spot = tuple[int, int, int]
"""What stands in a column, by its things: the two of a step; of a thing itself both are that."""


@dataclass(frozen=True)
class Ways:
    """The ways of a drawing, each the positions of its things."""

    drawing: Drawing
    ways: tuple[tuple[int, ...], ...]

    @cached_property
    def column(self) -> dict[int, int]:
        """By thing, in which column of things it stands: after all that comes before it."""
        found: dict[int, int] = {}
        before = _before(self.ways)
        for thing in TopologicalSorter(before).static_order():
            found[thing] = max((found[each] + 1 for each in before[thing]), default=0)
        return found

    @cached_property
    def label(self) -> Label:
        return concepts(self.drawing)

    @cached_property
    def ties(self) -> dict[frozenset[int], tuple[int, ...]]:
        """By two things, the ties between them."""
        found: dict[frozenset[int], tuple[int, ...]] = defaultdict(tuple)
        for at, tie in enumerate(self.drawing.ties):
            found[frozenset((tie.source, tie.target))] += (at,)
        return found

    def spots(self, way: Sequence[int]) -> Iterator[Spot]:
        """What a way passes from left to right: things, steps, and columns that it only passes."""
        for one, two in pairwise(way):
            yield 2 * self.column[one], one, one
            yield from self.step(one, two)
        yield 2 * self.column[way[-1]], way[-1], way[-1]

    def step(self, one: int, two: int) -> Iterator[Spot]:
        """What a step passes: the column with its words, and those before the next thing."""
        for column in range(2 * self.column[one] + 1, 2 * self.column[two]):
            yield column, one, two

    @cached_property
    def steps(self) -> tuple[tuple[int, int], ...]:
        return tuple(dict.fromkeys(step for way in self.ways for step in pairwise(way)))


@dataclass(frozen=True)
class Item:
    """A box, or words on their line, or nothing; how far it reaches above and below its line."""

    above: float
    below: float
    width: float
    box: Box | None = None
    texts: tuple[Text, ...] = ()


def layout(drawing: Drawing) -> Scene:
    """The ways that the view names, each in a lane of its own, what they share once."""
    ways = _agreeing(drawing)
    if not ways.ways:
        return Scene(0, 0)
    items = _items(ways)
    left, wide = _columns(items)
    lines = _heights(ways, items)
    boxes, texts = [], []
    for spot, item in items.items():
        middle, top = left[spot[0]] + wide[spot[0]] / 2, lines[spot] - item.above
        boxes += [shifted(item.box, middle - item.width / 2, top)] if item.box else []
        texts += [shifted(text, middle, top) for text in item.texts]
    drawn = tuple(_lines(ways, items, left, wide, lines))
    height = max(lines[spot] + item.below for spot, item in items.items()) + FOOT
    heads = tuple(_heads(left, wide))
    return Scene(left[-1] + wide[-1], height, tuple(boxes), drawn, (*heads, *texts))


# Ways


def _agreeing(drawing: Drawing) -> Ways:
    """The ways of the view that pass what they share in one order, those alike side by side."""
    kept: list[tuple[int, ...]] = []
    for way in drawing.view.ways:
        at = tuple(drawing.position[thing] for thing in way if thing in drawing.position)
        if len(at) == len(way) and _one_way([*kept, at]):
            kept.append(at)
    first = {thing: number for number, thing in enumerate(thing for way in kept for thing in way)}
    return Ways(drawing, tuple(sorted(kept, key=lambda way: [first[thing] for thing in way])))


def _one_way(ways: Iterable[Sequence[int]]) -> bool:
    try:
        TopologicalSorter(_before(ways)).prepare()
    except CycleError:
        return False
    return True


def _before(ways: Iterable[Sequence[int]]) -> dict[int, set[int]]:
    """By thing, those from which a step leads to it."""
    found: dict[int, set[int]] = {}
    for way in ways:
        found.setdefault(way[0], set())
        for one, two in pairwise(way):
            found.setdefault(two, set()).add(one)
    return found


# What stands on a way


def _items(ways: Ways) -> dict[Spot, Item]:
    """What stands at each spot of the ways, column by column."""
    steps = max(ways.column.values())
    room = WIDTH - 2 * GAP * steps
    broad = _between(room * SHARE / (steps + 1) - 2 * PADDING[0])
    words = _between(room * (1 - SHARE) / max(steps, 1))
    ends = {ways.ways[0][0], ways.ways[0][-1]}
    found = {}
    for spot in sorted({spot for way in ways.ways for spot in ways.spots(way)}):
        column, one, two = spot
        if one == two:
            found[spot] = _thing(ways.drawing, one, broad, strong=one in ends)
        elif column == 2 * ways.column[one] + 1:
            found[spot] = _words(ways, one, two, words)
        else:
            found[spot] = Item(PASSING / 2, PASSING / 2, 0)
    return found


def _between(width: float) -> float:
    return min(max(width, NARROWEST), BROADEST)


def _thing(drawing: Drawing, thing: int, most: float, *, strong: bool) -> Item:
    about = drawing.things[thing]
    lines, width, height = boxed(about.label, most, strong=strong)
    marks = about.marks | ({"strong"} if strong else set())
    box = Box(0, 0, width, height, lines, about.kind, thing=thing, marks=frozenset(marks))
    return Item(height / 2, height / 2, width, box)


def _words(ways: Ways, one: int, two: int, most: float) -> Item:
    """How two things are tied, firm facts first, and when."""
    facts = [f for tie in ways.ties[frozenset((one, two))] for f in ways.drawing.ties[tie].facts]
    facts.sort(key=lambda at: (rank(ways.drawing.facts[at].status), at))
    said = [*dict.fromkeys(_phrase(ways, fact, one) for fact in facts)]
    first = said[:TOLD]
    first[:-1] = [f"{phrase}," for phrase in first[:-1]]
    more = [f"and {len(said) - TOLD} more"] if len(said) > TOLD else []
    texts: list[Text] = []
    for role, text in (
        *(("label", phrase) for phrase in (*first, *more)),
        ("note", ways.drawing.years(facts)),
    ):
        texts += written(text, 0, deep(texts), most, role=role, facts=facts, anchor="middle")
    width = max(wide(text.text, text.size) for text in texts)
    return Item(deep(texts) + FOOT, PASSING / 2, width, texts=tuple(texts))


def _phrase(ways: Ways, at: int, one: int) -> str:
    """What a fact says of a step that begins at a thing."""
    fact, iri = ways.drawing.values[at], ways.drawing.things[one].iri
    kind = next((ways.label(fact.first(name)) for name in NAMED if fact.first(name)), "")
    said, there, back = PHRASES.get(fact.kind, ("", fact.kind.lower(), fact.kind.lower()))
    phrase = there if iri in fact.texts(said) else back
    status = fact.status if fact.status != "actual" else ""
    return phrase.format(kind.removeprefix("as ")) + (f" ({status})" if status else "")


# Places


def _columns(items: Mapping[Spot, Item]) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is."""
    count = 1 + max(column for column, _, _ in items)
    wide = [max(item.width for spot, item in items.items() if spot[0] == at) for at in range(count)]
    spare = (WIDTH - sum(wide)) / max(count - 1, 1)
    gap = min(max(spare, GAP), MORE)
    return [sum(wide[:at]) + gap * at for at in range(count)], wide


def _heights(ways: Ways, items: Mapping[Spot, Item]) -> dict[Spot, float]:
    """How far down the line through each item is: at the middle of its lanes, clear of others."""
    lanes: dict[Spot, list[int]] = defaultdict(list)
    for number, way in enumerate(ways.ways):
        for spot in ways.spots(way):
            lanes[spot].append(number)
    levels = _levels(lanes, items, len(ways.ways))
    wish = {spot: sum(levels[lane] for lane in own) / len(own) for spot, own in lanes.items()}
    found: dict[Spot, float] = {}
    reach: dict[int, float] = defaultdict(lambda: HEAD)
    for spot in sorted(wish, key=lambda spot: (wish[spot], spot)):
        item = items[spot]
        found[spot] = round(max(wish[spot], reach[spot[0]] + item.above))
        reach[spot[0]] = found[spot] + item.below + BETWEEN
    return found


def _levels(
    lanes: Mapping[Spot, Sequence[int]], items: Mapping[Spot, Item], count: int
) -> list[float]:
    """How far down each lane is, with room for what stands on it and its share of the rest."""
    above, below = [0.0] * count, [0.0] * count
    for spot, own in lanes.items():
        for lane in own:
            above[lane] = max(above[lane], items[spot].above / len(own))
            below[lane] = max(below[lane], items[spot].below / len(own))
    tallest = max(item.above for item in items.values())
    found = [HEAD + max(above[0], tallest - sum(above[1:]) - sum(below[:-1]) if count > 1 else 0)]
    for lane in range(1, count):
        found.append(found[-1] + below[lane - 1] + BETWEEN + above[lane])
    return found


def _lines(
    ways: Ways,
    items: Mapping[Spot, Item],
    left: Sequence[float],
    wide: Sequence[float],
    lines: Mapping[Spot, float],
) -> Iterator[Line]:
    """A line for each step: curves between the columns, level below its words."""
    for one, two in ways.steps:
        start, end = (2 * ways.column[one], one, one), (2 * ways.column[two], two, two)
        spots = [start, *ways.step(one, two), end]
        points: list[Point] = []
        for spot in spots:
            column, item = spot[0], items[spot]
            aside = (wide[column] - item.width) / 2 if item.box else 0.0
            edges = left[column] + aside, left[column] + wide[column] - aside
            for x in edges[1:] if spot == start else edges[:1] if spot == end else edges:
                here = (x, lines[spot])
                points += curve(points[-1], here)[1:] if points else (here,)
        ties = ways.ties[frozenset((one, two))]
        yield Line(tuple(points), ties, looks.of_ties(ways.drawing.ties[at] for at in ties))


def _heads(left: Sequence[float], wide: Sequence[float]) -> Iterator[Text]:
    """Above the words, the number of the step."""
    for column in range(1, len(left), 2):
        x = left[column] + wide[column] / 2
        yield Text(x, 14, f"step {(column + 1) // 2}", anchor="middle", role="axis")
