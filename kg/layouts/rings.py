"""Rings: a thing in the middle, and the others around it by what ties them to it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import cos, inf, pi, sin
from typing import TYPE_CHECKING

import numpy as np

from kg import blocks, looks, phrase, scene
from kg.folding import Group, folded
from kg.scene import Band, Box, Line, Point, Scene, Text
from kg.vocabulary import slug

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.drawing import Drawing

    Places = NDArray[np.float64]
    Truth = NDArray[np.bool_]

Pair = tuple[Group, Group]
Segment = tuple[Point, Point]
Role = tuple[int, str]
"""A ring, and in words what a thing is there."""

HOST, PARTNER, BEYOND, OUTERMOST = range(4)
ROLES: dict[str, Role] = {
    "asHost": (HOST, "host"),
    "asLead": (HOST, "lead"),
    "Part": (HOST, "parts"),
    "asFounder": (PARTNER, "founders"),
    "asPartner": (PARTNER, "partners"),
    "asMember": (PARTNER, "members"),
    "asSupporter": (PARTNER, "supporters"),
    "Collaboration": (PARTNER, "partners"),
    "award": (BEYOND, "award"),
    "offer": (BEYOND, "offer"),
    "oneOf": (BEYOND, "programme"),
    "supports": (BEYOND, "programme"),
    "Post": (OUTERMOST, "people"),
}
"""What a thing is by its tie to the middle; the innermost ring wins."""
RELATED: Role = (BEYOND, "relations")
FUNDER: Role = (OUTERMOST, "funder")
PEOPLE: Role = (OUTERMOST, "people")
AROUND: Role = (OUTERMOST, "the system around")
ORDER = tuple(dict.fromkeys((*ROLES.values(), RELATED, FUNDER, PEOPLE, AROUND)))

ELLIPSES = ((180.0, 62.0, 0.0), (370.0, 170.0, 0.0), (440.0, 240.0, 48.0), (486.0, 322.0, 72.0))
ZONES = ((274.0, 114.0, 0.0), (436.0, 222.0, 0.0), (478.0, 290.0, 53.0))
"""Half the width and height of the ellipses on which boxes stand, and of the grounds of rings;
and how far below the middle theirs is, so that there is room for what is tied to others."""
INNER, OUTER = (HOST, PARTNER), (BEYOND, OUTERMOST)
GATE = Box(-75, 110, 150, 400, ())
"""Where no partner stands, so that lines from the middle to the outer rings come through."""

SLIM, FLAT, CORE = (112.0, 126.0, 150.0, 220.0), (140.0, 180.0, 240.0), (110.0,)
"""The widths that words may take: the first in which they make few lines."""
FEW = {SLIM: 3, FLAT: 2, CORE: 3}
FORM = (FLAT, SLIM)
LARGE, CAPTION = 18.0, 96.0
"""The size of the words in the middle; how wide the names of rings may be."""
MOST, MANY = 16, 24
"""How many boxes an ellipse may hold before it grows; above how many seats are tried but once."""
GAP, WIDEST, CLEAR, EDGE = 9.0, 400.0, 4.0, 2.0
"""How far boxes stand apart, at least and at most, and how far lines keep from them."""
WELL = 0.8
"""The share of a box within which its lines begin."""
BEHIND, CROSSING, CLOSE, AIRY = 1500.0, 80.0, 3.0, 22.0
"""What a line behind a box costs, and two that cross, and each pixel by which boxes stand closer
than they should; all in pixels of line."""
POINTS, TALLEST = 360, 690.0
ROUNDS, COOL, HOT, TINY = 16, 4, 150.0, 1e-9
"""How often everyone is seated, in how many last rounds by no chance, how much chance at first."""
SEEDS = range(9, 12)


@dataclass
class Board:
    """What stands already: boxes of groups, the ties between these, and words."""

    drawing: Drawing
    links: dict[Pair, tuple[int, ...]]
    boxes: dict[Group, Box] = field(default_factory=dict)
    words: list[Box] = field(default_factory=list)

    @property
    def standing(self) -> tuple[Box, ...]:
        return *self.boxes.values(), *self.words

    @property
    def drawn(self) -> dict[Pair, Segment]:
        """The lines between the groups that stand already."""
        ends = (pair for pair in self.links if pair[0] in self.boxes and pair[1] in self.boxes)
        return {pair: _between(self.boxes[pair[0]], self.boxes[pair[1]]) for pair in ends}

    def partners(self, group: Group) -> list[Group]:
        """The groups that stand already and to which this one is tied."""
        ends = (pair[pair[0] == group] for pair in self.links if group in pair)
        return [end for end in ends if end in self.boxes and end != group]


def layout(drawing: Drawing) -> Scene:
    """The scene of a drawing around its view's centre, or a word why there is none."""
    if not drawing.things:
        return Scene(0, 0)
    middle = _middle(drawing)
    if middle is None:
        why = f"{drawing.view.centre} has no tie in this slice, so nothing can be drawn around it"
        return Scene(640, 60, texts=(Text(20, 36, why),))
    roles = [_roles(drawing, middle, thing) for thing in range(len(drawing.things))]
    rings, words = _rings(drawing, roles), _words(roles)
    board, grown = _seated(drawing, middle, rings)
    _settle(board, rings, grown)
    for ring, said in enumerate(words):
        places = _within(ZONES[ring], grown) if ring in INNER else _beneath(ring, grown)
        _label(board, said, places)
    return _framed(board, _zones(rings, grown))


# Who stands in which ring


def _middle(drawing: Drawing) -> int | None:
    wanted = drawing.view.centre
    for at, thing in enumerate(drawing.things):
        if slug(thing.iri) == wanted:
            return at
    return None


def _roles(drawing: Drawing, middle: int, thing: int) -> list[Role]:
    """What a thing is to the middle, in its ring; nothing for the middle itself."""
    ties = [drawing.ties[at] for at in drawing.around[thing]]
    direct = [tie for tie in ties if middle in (tie.source, tie.target)]
    found = [ROLES.get(term, RELATED) for tie in direct for term in tie.terms]
    if thing == middle or found:
        return [role for role in found if thing != middle and role[0] == min(found)[0]]
    if drawing.things[thing].kind == "Person":
        return [PEOPLE]
    paid = any(tie.source == thing and {"award", "offer"} & set(tie.terms) for tie in ties)
    return [FUNDER if paid else AROUND]


def _words(roles: Iterable[Iterable[Role]]) -> list[str]:
    """What each ring is."""
    found = {role for each in roles for role in each}
    said = [role for role in ORDER if role in found]
    return [phrase.joined(text for at, text in said if at == ring) for ring in range(len(ELLIPSES))]


def _rings(drawing: Drawing, roles: Sequence[Sequence[Role]]) -> list[list[Group]]:
    """The groups of each ring: leaves that are alike are one group from four up."""
    rings: list[dict[object, list[int]]] = [defaultdict(list) for _ in ELLIPSES]
    for thing, found in enumerate(roles):
        if found:
            leaf = len(drawing.neighbours(thing)) == 1
            rings[found[0][0]][_manner(drawing, thing) if leaf else thing].append(thing)
    return [[group for alike in ring.values() for group in folded(alike)] for ring in rings]


def _manner(drawing: Drawing, thing: int) -> object:
    """What leaves must share to be folded: neighbour, kind of body, status, being there yet."""
    tie, kind = drawing.ties[drawing.around[thing][0]], drawing.things[thing]
    manner = kind.sort or kind.kind, tie.status, tie.may_hold, drawing.things[thing].planned
    return drawing.neighbours(thing), manner


def _links(drawing: Drawing, groups: Iterable[Group]) -> dict[Pair, tuple[int, ...]]:
    """The ties by the groups that they join."""
    group = {thing: each for each in groups for thing in each}
    found: dict[Pair, tuple[int, ...]] = defaultdict(tuple)
    for at, tie in enumerate(drawing.ties):
        one, two = sorted((group[tie.source], group[tie.target]))
        found[one, two] += (at,)
    return dict(found)


# Boxes


def _box(
    drawing: Drawing, group: Group, form: tuple[float, ...] = SLIM, size: float = scene.SIZE
) -> Box:
    """The box of a group around the middle."""
    thing, chip = drawing.things[group[0]], len(group) > 1
    label = looks.counted(drawing, group) if chip else thing.label
    lines, width, height = _boxed(label, form, size)
    return Box(
        round(-width / 2),
        round(-height / 2),
        width,
        height,
        lines,
        kind="" if chip else thing.kind,
        role="chip" if chip else "thing",
        thing=-1 if chip else group[0],
        members=group if chip else (),
        marks=looks.of_things(drawing, group),
        size=size,
    )


@cache
def _boxed(
    label: str, form: tuple[float, ...], size: float
) -> tuple[tuple[str, ...], float, float]:
    """The lines and the size of a box."""
    found = [scene.boxed(label, most, size) for most in form]
    return next((box for box in found if len(box[0]) <= FEW[form]), found[-1])


# Inner rings: evenly


def _circuit(ring: int, grown: float) -> list[Point]:
    """Points around the ellipse of a ring, from the leftmost on by the bottom."""
    wide, high, down = (grown * each for each in ELLIPSES[ring])
    turns = (2 * pi * at / POINTS for at in range(POINTS))
    return [(round(-wide * cos(turn)), round(down + high * sin(turn))) for turn in turns]


def _seated(drawing: Drawing, middle: int, rings: Sequence[Sequence[Group]]) -> tuple[Board, float]:
    """The middle and the inner rings, and by how much the ellipses had to grow."""
    links = _links(drawing, [(middle,), *(group for ring in rings for group in ring)])
    grown = max(1.0, *(len(rings[ring]) / MOST for ring in INNER))
    while True:
        board = Board(drawing, links, {(middle,): _box(drawing, (middle,), CORE, LARGE)})
        board.words = [GATE] if rings[BEYOND] else []
        for ring in INNER:
            board.boxes.update(_evenly(board, rings[ring], _circuit(ring, grown), FORM[ring]))
        if set().union(*map(set, rings[:BEYOND])) <= set(board.boxes):
            board.words.clear()
            return board, grown
        grown *= 1.04


def _evenly(
    board: Board, groups: Sequence[Group], circuit: Sequence[Point], form: tuple[float, ...]
) -> dict[Group, Box]:
    """Boxes around an ellipse as far apart as can be, those of a kind side by side.

    None stands where its line to the middle would be hidden; there are none if they do not fit.
    """
    order = sorted(groups, key=lambda group: _likeness(board.drawing, group))
    clear = {}
    for group in order:
        blank = _box(board.drawing, group, form)
        boxes = enumerate(blocks.shifted(blank, *at) for at in circuit)
        clear[group] = [(at, box) for at, box in boxes if _seen(board, box)]
    fits, over, found = GAP, WIDEST, _walked(clear, GAP)
    while found and over - fits > 1:
        gap = (fits + over) // 2
        wider = _walked(clear, gap)
        fits, over, found = (gap, over, wider) if wider else (fits, gap, found)
    return found


def _likeness(drawing: Drawing, group: Group) -> tuple[str, str]:
    thing = drawing.things[group[0]]
    return thing.sort or thing.kind, thing.iri


def _walked(clear: Mapping[Group, Sequence[tuple[int, Box]]], gap: float) -> dict[Group, Box]:
    """A box for each group, one after the other, as near as the gap allows; none if too many."""
    found: dict[Group, Box] = {}
    reached = -1
    for group, places in clear.items():
        for at, box in places:
            if at > reached and not any(_near(box, other, gap) for other in found.values()):
                found[group], reached = box, at
                break
    return found if len(found) == len(clear) else {}


def _seen(board: Board, box: Box) -> bool:
    """Whether a box stands clear of others, and its line to the middle too."""
    middle, *others = board.standing
    line = _between(middle, box)
    return not any(_passes(line, each) or _near(box, each) for each in others)


def _near(one: Box, two: Box, gap: float = GAP) -> bool:
    across = abs(one.centre[0] - two.centre[0]) - (one.width + two.width) / 2
    down = abs(one.centre[1] - two.centre[1]) - (one.height + two.height) / 2
    return across < gap and down < gap


def _within(zone: tuple[float, float, float], grown: float) -> list[Point]:
    """Points within the rim of a zone, from the highest on."""
    turns = (2 * pi * at / POINTS for at in range(POINTS))
    reach = [(zone[0] * grown * part, zone[1] * grown - 19) for part in (0.8, 0.6, 0.4)]
    found = {(round(a * sin(turn)), round(-b * cos(turn))) for turn in turns for a, b in reach}
    return sorted(found, key=lambda at: (at[1], abs(at[0]), at[0]))


def _beneath(ring: int, grown: float) -> list[Point]:
    """Points on the ellipse of a ring, from the lowest on."""
    return sorted(_circuit(ring, grown), key=lambda at: (-at[1], at[0]))


def _label(board: Board, words: str, places: Iterable[Point]) -> None:
    """Write words at the first of some places that is clear, or else above all."""
    if not words:
        return
    lines = scene.wrapped(words, CAPTION, strong=True)
    width = max(scene.wide(line, strong=True) for line in lines)
    height = len(lines) * scene.SIZE * scene.LEADING
    above = min(box.y for box in board.standing) - GAP - height / 2
    blank = Box(-width / 2, -height / 2, width, height, lines)
    found = (blocks.shifted(blank, *place) for place in places)
    clear = (box for box in found if _clear(board, box))
    above = min(box.y for box in board.standing) - GAP - height / 2
    board.words.append(next(clear, blocks.shifted(blank, 0, above)))


def _clear(board: Board, box: Box) -> bool:
    near = (_near(box, each, CLEAR) for each in board.standing)
    return not any(near) and not any(_passes(line, box) for line in board.drawn.values())


# Outer rings: where lines are clear and short


def _settle(board: Board, rings: Sequence[Sequence[Group]], grown: float) -> None:
    """Seat the outer rings where their lines are clear and short: the best of some attempts."""
    ring = {group: each for each in OUTER for group in rings[each]}
    order = sorted(ring, key=lambda group: (ring[group], -_degree(board, group), group))
    circuits = {each: np.array(_circuit(each, grown)[::3], dtype=float) for each in OUTER}
    blanks = [(group, _box(board.drawing, group), circuits[ring[group]]) for group in order]
    seeds = SEEDS if len(order) <= MANY else SEEDS[:1]
    tried = [_attempt(replace(board, boxes=dict(board.boxes)), blanks, seed) for seed in seeds]
    board.boxes = min(tried, key=lambda each: each[0])[1]


def _attempt(
    board: Board, blanks: Sequence[tuple[Group, Box, Places]], seed: int
) -> tuple[float, dict[Group, Box]]:
    """Seats for groups on their ellipses, and what they cost.

    Everyone is seated again and again, at first by chance also in places that are not the best
    (Kirkpatrick, Gelatt and Vecchi 1983); the best round counts.
    """
    chance, best, kept = random.Random(seed), inf, board.boxes
    for turn in range(ROUNDS):
        heat, cost = HOT * max(0.0, 1 - turn / (ROUNDS - COOL)), 0.0
        for group, blank, circuit in blanks:
            board.boxes.pop(group, None)
            board.boxes[group], each = _seat(board, group, blank, circuit, heat, chance)
            cost += each
        if cost < best:
            best, kept = cost, dict(board.boxes)
    return best, kept


def _degree(board: Board, group: Group) -> int:
    return sum(group in pair for pair in board.links)


def _seat(
    board: Board,
    group: Group,
    blank: Box,
    circuit: Places,
    heat: float,
    chance: random.Random,
) -> tuple[Box, float]:
    """A good one of the free places around an ellipse, or around a wider one, and its cost."""
    (middle,), (own,) = _arrays([blank])
    places = circuit + middle
    centres, halves = _arrays(board.standing)
    apart = np.abs(places[:, None] - centres) - own - halves
    places = places[(apart >= GAP).any(axis=2).all(axis=1)]
    if not len(places):
        return _seat(board, group, blank, np.round(circuit * 1.1), heat, chance)
    costs = np.round(_costs(board, group, places, own))
    luck = np.array([chance.expovariate(1) for _ in costs])
    best = int(np.argmin(costs + np.round(heat * np.log(luck + TINY))))
    x, y = (places[best] - middle).tolist()
    return blocks.shifted(blank, x, y), float(costs[best])


def _arrays(boxes: Iterable[Box]) -> tuple[Places, Places]:
    """The centres of boxes and half their sizes."""
    found = np.array([(*box.centre, box.width / 2, box.height / 2) for box in boxes])
    return found[:, :2], found[:, 2:]


def _costs(board: Board, group: Group, places: Places, own: Places) -> Places:
    """What it costs a group to stand in each of some places, in pixels of line."""
    centres, halves = _arrays(board.standing)
    apart = (np.abs(places[:, None] - centres) - own - halves).max(axis=2)
    cost: Places = CLOSE * np.maximum(0, AIRY - apart).sum(axis=1)
    drawn = np.array([*board.drawn.values()]).reshape(-1, 2, 2)
    cost += BEHIND * _hidden(drawn[:, 0], drawn[:, 1], places[:, None], own).sum(axis=1)
    groups = list(board.boxes)
    for end in board.partners(group):
        at = groups.index(end)
        one, two = _aims(places, own, centres[at]), _aims(centres[at], halves[at], places)
        foreign = np.arange(len(centres)) != at
        hidden = _hidden(one[:, None], two[:, None], centres[foreign], halves[foreign])
        crossed = _crossed(one[:, None], two[:, None], drawn[:, 0], drawn[:, 1])
        long = np.sqrt(((one - two) ** 2).sum(axis=1))
        cost += long + BEHIND * hidden.sum(axis=1) + CROSSING * crossed.sum(axis=1)
    return cost


def _aims(centres: Places, halves: Places, towards: Places) -> Places:
    """The points well within boxes that are nearest to others."""
    return np.clip(towards, centres - halves * WELL, centres + halves * WELL)


def _hidden(one: Places, two: Places, centre: Places, half: Places) -> Truth:
    """Whether lines come nearer to boxes than they should, by the separating axes."""
    way, off, half = two - one, one + two - 2 * centre, 2 * half + 2 * CLEAR
    aside = np.abs(off[..., 0] * way[..., 1] - off[..., 1] * way[..., 0])
    reach = half[..., 0] * np.abs(way[..., 1]) + half[..., 1] * np.abs(way[..., 0])
    met: Truth = (np.abs(off) <= half + np.abs(way)).all(axis=-1) & (aside <= reach)
    return met


def _crossed(a: Places, b: Places, c: Places, d: Places) -> Truth:
    """Whether lines from a to b cross those from c to d."""
    apart: Truth = _side(a, b, c) * _side(a, b, d) < 0
    return apart & (_side(c, d, a) * _side(c, d, b) < 0)


def _side(one: Places, two: Places, point: Places) -> Places:
    way, off = two - one, point - one
    found: Places = way[..., 0] * off[..., 1] - way[..., 1] * off[..., 0]
    return found


# Lines


def _between(one: Box, two: Box) -> Segment:
    """The straight line from the rim of a box to that of another."""
    start, end = _aim(one, two.centre), _aim(two, one.centre)
    return _rim(one, start, end), _rim(two, end, start)


def _aim(box: Box, towards: Point) -> Point:
    """The point well within a box that is nearest to another."""
    (x, y), wide, high = box.centre, box.width * WELL / 2, box.height * WELL / 2
    return min(max(towards[0], x - wide), x + wide), min(max(towards[1], y - high), y + high)


def _rim(box: Box, inner: Point, towards: Point) -> Point:
    """Where a line from within a box leaves it."""
    share = 1.0
    sides = ((box.x, box.width), (box.y, box.height))
    for (low, size), start, end in zip(sides, inner, towards, strict=True):
        if start != end:
            share = min(share, ((low + size if end > start else low) - start) / (end - start))
    return inner[0] + (towards[0] - inner[0]) * share, inner[1] + (towards[1] - inner[1]) * share


def _passes(line: Segment, box: Box) -> bool:
    """Whether a line comes nearer to a box than it should (Liang and Barsky 1984)."""
    (x, y), (u, v) = line
    enter, leave = 0.0, 1.0
    for start, way, low, size in ((x, u - x, box.x, box.width), (y, v - y, box.y, box.height)):
        if not way and not low - CLEAR <= start <= low + size + CLEAR:
            return False
        if way:
            near, far = sorted(((low - CLEAR - start) / way, (low + size + CLEAR - start) / way))
            enter, leave = max(enter, near), min(leave, far)
    return enter < leave


def _lines(board: Board) -> Iterator[Line]:
    for pair, line in board.drawn.items():
        ties = board.links[pair]
        yield Line(line, ties, looks.of_ties(board.drawing.ties[at] for at in ties))


# Frame


def _zones(rings: Sequence[Sequence[Group]], grown: float) -> tuple[Band, ...]:
    """The grounds on which the rings stand, the widest lowest."""
    found = [zone for zone, groups in zip(ZONES, rings, strict=False) if groups]
    sizes = [(wide * grown, high * grown, down * grown) for wide, high, down in found]
    return tuple(
        Band(-a, c - b, 2 * a, 2 * b, "ring", kind="even" if at % 2 else "odd")
        for at, (a, b, c) in reversed([*enumerate(sizes)])
    )


def _framed(board: Board, zones: Sequence[Band]) -> Scene:
    """The scene, moved to the top left of its own space."""
    spaces: list[Box | Band] = [*board.standing, *zones]
    left, top = min(each.x for each in spaces) - EDGE, min(each.y for each in spaces) - EDGE
    width = max(each.x + each.width for each in spaces) + EDGE
    height = max(each.y + each.height for each in spaces) + EDGE
    texts = tuple(text for words in board.words for text in _written(words))
    boxes, lines = tuple(board.boxes.values()), tuple(_lines(board))
    found = blocks.moved(Scene(width, height, boxes, lines, texts, tuple(zones)), -left, -top)
    return replace(found, scrolls=found.height > TALLEST)


def _written(words: Box) -> Iterator[Text]:
    for at, line in enumerate(words.lines):
        base = words.y + (at + 0.77) * words.size * scene.LEADING
        yield Text(words.centre[0], base, line, words.size, "middle", "heading")
