"""Boxes: a network as words in boxes with straight lines between, folded so that it can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kg import folding, looks, phrase, placement
from kg.folding import Folded, Group
from kg.network import library_igraph
from kg.placement import GAP
from kg.scene import NONE, SIZE, Box, Line, Marks, Point, Scene, Text, boxed, wide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.drawing import Drawing

WIDTH, HEIGHT = 1124.0, 692.0
"""The largest scene whose text of size 13 is 12 pixels high in an area of 1040 by 640."""
RATIO = WIDTH / HEIGHT
STRONG = 14.0
"""The size of the words of the largest things."""
MOST, STRONGEST = 110.0, 124.0
"""The width of words in a box, at most."""
LINES, LETTERS = 5, 96
"""The lines beyond which a short name stands for a label; how much of a name is shown."""
FULL, AIRY = 0.42, 0.32
"""Which share of a scene boxes and the gaps around them may fill, and fill in one that is small."""
TIGHTER = 3.0
"""Pixels by which the words of a box are nearer to its border than elsewhere."""
LINED = 1.75
"""Lines for each box, at most."""
ROW = 4
"""Boxes of a part that stands in a row, at most."""
APART, BETWEEN, EDGE = 32.0, 28.0, 3.0
"""Pixels between boxes in a row, between parts, and around it all."""
NOTE = 26.0
"""The height of the line below."""
LESS, MORE = 0.94, 1.08
"""How a room shrinks whose boxes find no place, and a small one grows."""

Places: TypeAlias = "dict[int, Point]"
"""By box, its centre."""
Room: TypeAlias = "tuple[float, float, float, float]"
"""Left, top, width and height."""


@dataclass(frozen=True)
class Label:
    """Words in lines with the size of the box around them."""

    lines: tuple[str, ...]
    width: float
    height: float
    size: float = SIZE

    @property
    def area(self) -> float:
        """The pixels that it takes with half of the gaps around it."""
        return (self.width + GAP) * (self.height + GAP)


Labels: TypeAlias = "Mapping[int, Label]"
"""By box, its label."""


def layout(drawing: Drawing) -> Scene:
    """The strongest part of a network that can be read at first sight, and how much more there is.

    What has the same neighbours shares a chip, of which the members' boxes are given too (their
    role is folded). No two boxes meet, and few lines pass behind a foreign one.
    """
    if not drawing.things:
        return Scene(0, 0)
    strong = {*folding.largest(drawing)}
    room, grown = FULL * WIDTH * HEIGHT, 1.0
    while True:
        part = _chosen(drawing, strong, room)
        labels = {box: _label(drawing, group, strong) for box, group in enumerate(part.groups)}
        wide, high = _space(labels, grown)
        places = _places(part, labels, wide, high)
        if places:
            return _scene(drawing, part, labels, places)
        room, grown = (room * LESS, grown) if wide > WIDTH - 3 * EDGE else (room, grown * MORE)


def _chosen(drawing: Drawing, strong: Set[int], room: float) -> Folded:
    """The drawing folded as little as makes it fit; or as far as it goes, the strongest of it."""

    def area(group: Group) -> float:
        return _label(drawing, group, strong).area

    for folded in folding.degrees(drawing):
        if sum(map(area, folded.groups)) <= room:
            break
    part = folding.strongest(drawing, folded, area, room)
    return folding.sparser(part, round(LINED * len(part.groups)))


def _space(labels: Labels, grown: float) -> tuple[float, float]:
    """The width and height for boxes with these labels, without the edges and the note below."""
    area = min(sum(label.area for label in labels.values()) / AIRY * grown, WIDTH * HEIGHT)
    wide = math.sqrt(area * RATIO) - 2 * EDGE
    high = math.sqrt(area / RATIO) - 2 * EDGE - NOTE
    widest = max(label.width for label in labels.values())
    return max(wide, widest), max(high, *(label.height for label in labels.values()))


# Words


def _label(drawing: Drawing, group: Group, strong: Set[int]) -> Label:
    if len(group) > 1:
        return _tight(looks.counted(drawing, group), MOST)
    return _named(drawing, group[0], group[0] in strong)


def _tight(text: str, most: float, size: float = SIZE, *, strong: bool = False) -> Label:
    """A text in the lines that make the smallest box, with less room around it than elsewhere."""
    tried = [boxed(text, share * most, size, strong=strong) for share in (1, 0.9, 0.8, 0.7)]
    whole = [made for made in tried if " ".join(made[0]).split() == text.split()]
    lines, width, height = min(whole or tried, key=lambda made: (made[1] + GAP) * (made[2] + GAP))
    return Label(lines, width - 2 * TIGHTER, height - 2 * TIGHTER, size)


def _named(drawing: Drawing, thing: int, strong: bool = False) -> Label:
    """The label of a thing, or its short name where that would take too many lines."""
    size, most = (STRONG, STRONGEST) if strong else (SIZE, MOST)
    for name in (drawing.things[thing].label, drawing.things[thing].short):
        found = _tight(_shown(name), most, size, strong=strong)
        if len(found.lines) <= LINES:
            break
    return found


def _shown(name: str) -> str:
    """As much of a name as a box can hold; the panel beside has all of it."""
    return name if len(name) <= LETTERS else name[:LETTERS].rstrip() + "…"


# Places


def _places(folded: Folded, labels: Labels, wide: float, high: float) -> Places | None:
    """Where the boxes stand in a room, small parts in rows below the others; None if too small."""
    rows: list[Group] = []
    others: list[Group] = []
    for part in _parts(folded):
        row = _row(folded, part)
        fits = row and _across(row, labels) <= wide
        (rows if fits else others).append(row or part)
    below, depth = _shelved(rows, labels, wide if others else _even(rows, labels), BETWEEN)
    left = high - depth - (BETWEEN if rows and others else 0)
    above = _above(folded, labels, others, (0, 0, wide, left))
    if above is None or left < 0:
        return None
    top = left + BETWEEN if others else 0.0
    return {**above, **{box: (x, y + top) for box, (x, y) in below.items()}}


def _parts(folded: Folded) -> list[Group]:
    """The boxes that hang together, the largest part first."""
    graph = library_igraph().Graph(len(folded.groups), list(folded.ties))
    return sorted(map(tuple, graph.connected_components()), key=lambda part: (-len(part), part))


def _row(folded: Folded, part: Group) -> Group:
    """The boxes of a small part that is a path, from one end to the other; none of another."""
    around = folded.around
    ends = [box for box in part if len(around[box]) < 2]
    if len(part) > ROW or not ends or any(len(around[box]) > 2 for box in part):
        return ()
    row = [ends[0]]
    while ahead := [box for box in around[row[-1]] if box not in row]:
        row += ahead
    return tuple(row)


def _shelved(
    rows: Sequence[Group], labels: Labels, wide: float, between: float
) -> tuple[Places, float]:
    """Rows side by side on shelves of that width, and how deep the shelves are together."""
    places: Places = {}
    x = top = depth = 0.0
    for row in sorted(rows, key=lambda row: (-max(labels[box].height for box in row), row)):
        if x and x + _across(row, labels) > wide:
            x, top = 0.0, depth + GAP
        depth = max(depth, top + max(labels[box].height for box in row))
        for box in row:
            places[box] = (x + labels[box].width / 2, (top + depth) / 2)
            x += labels[box].width + APART
        x += between - APART
    return places, depth


def _even(rows: Sequence[Group], labels: Labels) -> float:
    """The width of shelves for rows that have a room for themselves."""
    across = [_across(row, labels) + BETWEEN for row in rows]
    tall = max(labels[box].height for row in rows for box in row) + GAP
    return max(math.sqrt(sum(across) * tall * RATIO), *across)


def _across(row: Group, labels: Labels) -> float:
    return sum(labels[box].width for box in row) + APART * (len(row) - 1)


def _above(folded: Folded, labels: Labels, parts: Sequence[Group], room: Room) -> Places | None:
    """Where the boxes of the larger parts stand, each part in its share of a room."""
    places: Places = {}
    areas = [sum(labels[box].area for box in part) for part in parts]
    for part, (x, y, *sides) in zip(parts, _shares(areas, room), strict=True):
        found = placement.placed(*_board(folded, labels, part), (int(sides[0]), int(sides[1])))
        if not found:
            return None
        for box, (across, down) in zip(part, found.centres.tolist(), strict=True):
            places[box] = (x + across, y + down)
    return places


def _shares(areas: Sequence[float], room: Room) -> Iterator[Room]:
    """Rooms cut from a room in proportion to the areas, the first off its long side."""
    if not areas:
        return
    x, y, wide, high = room
    if len(areas) == 1:
        yield room
        return
    share = areas[0] / sum(areas)
    across, down = (wide * share, high) if wide > high else (wide, high * share)
    yield x, y, across - BETWEEN * (wide > high), down - BETWEEN * (wide <= high)
    x, y = (x + across, y) if wide > high else (x, y + down)
    rest = (wide - across, high) if wide > high else (wide, high - down)
    yield from _shares(areas[1:], (x, y, *rest))


def _board(
    folded: Folded, labels: Labels, part: Group
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Half the sizes of the boxes of a part, and the lines between them."""
    halves = [(math.ceil(labels[b].width / 2), math.ceil(labels[b].height / 2)) for b in part]
    at = {box: number for number, box in enumerate(part)}
    links = [(at[one], at[two]) for one, two in folded.ties if one in at]
    return np.array(halves, np.int32), np.array(links, np.int32).reshape(-1, 2)


# Shapes


def _scene(drawing: Drawing, folded: Folded, labels: Labels, places: Places) -> Scene:
    """The boxes at their places, the lines between them and the note, in a scene cut to them."""
    boxes = _cut([_box(drawing, group, labels[at], places[at])
                  for at, group in enumerate(folded.groups)])  # fmt: skip
    width = max(box.x + box.width for box in boxes) + EDGE
    height = max(box.y + box.height for box in boxes) + EDGE
    note = _note(drawing, folded)
    hidden = [each for chip in boxes for each in _unfolded(drawing, chip, width, height)]
    return Scene(
        width=_pixels(max(width, wide(note) + 2 * EDGE)),
        height=_pixels(height + (NOTE if note else 0)),
        boxes=(*boxes, *hidden),
        lines=tuple(_lines(drawing, folded, boxes)),
        texts=(Text(EDGE, _pixels(height + NOTE - 8), note),) if note else (),
    )


def _cut(boxes: Sequence[Box]) -> list[Box]:
    """The boxes moved to the corner of their scene."""
    left, top = min(box.x for box in boxes) - EDGE, min(box.y for box in boxes) - EDGE
    return [replace(box, x=_pixels(box.x - left), y=_pixels(box.y - top)) for box in boxes]


def _box(drawing: Drawing, group: Group, label: Label, centre: Point, role: str = "") -> Box:
    single = len(group) == 1
    return Box(
        x=_pixels(centre[0] - label.width / 2),
        y=_pixels(centre[1] - label.height / 2),
        width=_pixels(label.width),
        height=_pixels(label.height),
        lines=label.lines,
        kind=drawing.things[group[0]].kind if single else "",
        role=role or ("thing" if single else "chip"),
        thing=group[0] if single else -1,
        members=() if single else group,
        marks=_looks(drawing, group) | ({"strong"} if label.size > SIZE else NONE),
        size=label.size,
    )


def _unfolded(drawing: Drawing, chip: Box, width: float, height: float) -> Iterator[Box]:
    """The boxes of a chip's members on shelves about its place, inside if there is room."""
    labels = {member: _named(drawing, member) for member in chip.members}
    if not labels:
        return
    area = sum(label.area for label in labels.values())
    shelf = max(math.sqrt(area * RATIO), *(label.width for label in labels.values()))
    places, depth = _shelved([(member,) for member in labels], labels, shelf, GAP)
    left, top = chip.centre[0] - shelf / 2, chip.centre[1] - depth / 2
    left = max(EDGE, min(left, width - EDGE - shelf))
    top = max(EDGE, min(top, height - EDGE - depth))
    for member, (x, y) in places.items():
        yield _box(drawing, (member,), labels[member], (left + x, top + y), "folded")


def _lines(drawing: Drawing, folded: Folded, boxes: Sequence[Box]) -> Iterator[Line]:
    """A straight line for each two boxes that are tied, from border to border."""
    directed = drawing.view.rule.directed
    for (one, two), numbers in folded.ties.items():
        ties = [drawing.ties[number] for number in numbers]
        back = ties[0].source in folded.groups[two]
        here, there = (boxes[two], boxes[one]) if back else (boxes[one], boxes[two])
        starts = {here.thing, *here.members}
        arrow = directed and all(tie.source in starts for tie in ties)
        marks = looks.of_ties(ties) | ({"arrow"} if arrow else NONE)
        yield Line((_border(here, there), _border(there, here)), numbers, marks)


def _border(box: Box, other: Box) -> Point:
    """Where the straight way from the centre of a box to that of another leaves it."""
    (x, y), (to, down) = box.centre, other.centre
    across, down = to - x, down - y
    share = min(
        box.width / 2 / abs(across) if across else math.inf,
        box.height / 2 / abs(down) if down else math.inf,
    )
    return _pixels(x + across * share), _pixels(y + down * share)


def _looks(drawing: Drawing, group: Group) -> Marks:
    """What all of some things are: classes of bodies, or known by ties that all look so."""
    ties = (drawing.ties[tie] for thing in group for tie in drawing.around[thing])
    return (looks.of_ties(ties) - {"predecessor"}) | looks.of_things(drawing, group)


def _note(drawing: Drawing, folded: Folded) -> str:
    """How many things, and ties of those that are drawn, have no place."""
    at = {thing: box for box, group in enumerate(folded.groups) for thing in group}
    shown = {tie for ties in folded.ties.values() for tie in ties}
    untold = sum(
        at[tie.source] != at[tie.target]
        for number, tie in enumerate(drawing.ties)
        if number not in shown and at.keys() >= {tie.source, tie.target}
    )
    things = len(drawing.things) - len(at)
    told = [
        phrase.count(things, "more thing") if things else "",
        phrase.count(untold, "more tie") if untold else "",
    ]
    return f"{phrase.joined(told)}: search or the table" if any(told) else ""


def _pixels(length: float) -> float:
    return round(float(length), 1)
