"""Placement: where boxes joined by straight lines stand in a room, clear of one another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.network import library_igraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int32]
    Truth = NDArray[np.bool_]

GAP = 8
"""Pixels between two boxes, at least."""
AIRY = 20
"""Pixels between two boxes from which on more is no gain."""
CLEAR = 3
"""Pixels between a line and a box to which it does not lead."""
BEHIND, CROSSING, CLOSE = 3_000, 150, 4
"""Pixels of line that a line behind a box, a crossing and a pixel of closeness are worth."""
STARTS, RUNS, FEW = 5, 2, 3
"""Beginnings; how many of the best of them are improved, while few lines are behind a box."""
ROUNDS, COLD = 60, 4
"""How often each box looks for a better place, and how often then without chance."""
LARGE, LEAST = 127, 20
"""Boxes and lines from which on there are fewer rounds, in proportion; rounds at least."""
SEED = 0
"""Where the chance of improving begins."""
HEAT = 1_000
"""How much worse, in pixels of line, a place may be that chance gives at first."""
NEAR, LOOKS, THOROUGH = 48, 60, 400
"""How far a step nearby is; how many places a box tries nearby and anywhere, and at the end."""
AWAY = 2
"""What a pixel away from where the spring model puts a box costs at first."""
FIRST = 600
"""Places that a box tries at first."""


@dataclass(frozen=True)
class Placement:
    """The centres of boxes (n by 2), how many lines pass behind a foreign box, how many cross."""

    centres: Whole
    behind: int
    crossings: int


class Board:
    """Boxes by their centres and half sizes (2 by n), lines between them (m by 2), a room.

    Only those boxes count that are `standing`. All lengths are whole pixels: sums of them are the
    same on every machine.
    """

    def __init__(self, centres: Whole, halves: Whole, links: Whole, room: tuple[int, int]) -> None:
        self.centres, self.halves, self.links, self.room = centres, halves, links, room
        self.standing = np.zeros(halves.shape[1], dtype=bool)
        lines = np.bincount(links.ravel(), minlength=halves.shape[1])
        self.order: list[int] = np.argsort(-lines, kind="stable").tolist()

    @property
    def lines(self) -> tuple[Whole, Whole]:
        """The two ends of each line."""
        return self.centres[:, self.links[:, 0]], self.centres[:, self.links[:, 1]]

    def around(self, box: int) -> Around:
        """What stands around a box."""
        others = np.flatnonzero(self.standing)
        others = others[others != box]
        one, two = self.links.T
        partners = np.concatenate((two[one == box], one[two == box]))
        partners = partners[self.standing[partners]]
        foreign = self.links[(self.standing[self.links] & (self.links != box)).all(axis=1)]
        return Around(box, others, partners, foreign.T, partners[:, None] != others)


@dataclass(frozen=True)
class Around:
    """A box, the others, those that it is tied to, the lines between others (2 by l).

    `strange` says of each that it is tied to and each other that they are not the same.
    """

    box: int
    others: Whole
    partners: Whole
    foreign: Whole
    strange: Truth


def placed(halves: Whole, links: Whole, room: tuple[int, int]) -> Placement | None:
    """Where boxes of these half sizes (n by 2) stand best in a room; None if it is too small.

    A spring model (Kamada and Kawai, Inf. Process. Lett. 31, 7, 1989) says where to begin; then
    each box moves again and again to a free place that costs less: the fewest lines behind foreign
    boxes, few crossings, short lines, some air. At first chance lets it take a worse one
    (Kirkpatrick et al., Science 220, 671, 1983), always in the same way.
    """
    begun = (_begun(halves.T.copy(), links, room, start) for start in range(STARTS))
    best: tuple[int, Placement] | None = None
    for board in sorted(filter(None, begun), key=cost)[:RUNS]:
        _improve(board)
        now = cost(board), Placement(board.centres.T, lines_behind(board), crossed(board))
        best = now if best is None or now[0] < best[0] else best
        if not 0 < best[1].behind <= FEW:
            break
    return best[1] if best else None


# The beginning


def _begun(halves: Whole, links: Whole, room: tuple[int, int], start: int) -> Board | None:
    """All boxes near to where a spring model puts them; None if some find no place."""
    board = Board(_sprung(halves, links, room, start), halves, links, room)
    chance = np.random.RandomState(start)
    return board if all(_stands(board, box, chance) for box in board.order) else None


def _sprung(halves: Whole, links: Whole, room: tuple[int, int], start: int) -> Whole:
    """A spring model's places, the long axis along the room and stretched to fill it."""
    chance = random.Random(f"placement {start}")
    first = [(chance.random(), chance.random()) for _ in halves.T]
    graph = library_igraph().Graph(len(first), links.tolist())
    turned = _turned(np.array(graph.layout_kamada_kawai(seed=first).coords).T)
    low, high = turned.min(axis=1, keepdims=True), turned.max(axis=1, keepdims=True)
    share = np.round((turned - low) / np.maximum(high - low, 1e-6), 3)
    return _within(share * np.array(room)[:, None], halves, room)


def _turned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points with their principal axis along the first coordinate."""
    x, y = points - points.mean(axis=1, keepdims=True)
    angle = np.arctan2(2 * (x * y).sum(), (x * x).sum() - (y * y).sum()) / 2
    along, aside = np.cos(angle), np.sin(angle)
    return np.stack((x * along + y * aside, y * along - x * aside))


def _within(points: NDArray[Any], halves: Whole, room: tuple[int, int]) -> Whole:
    """The points as whole pixels, far enough from the walls."""
    most = np.maximum(np.array(room)[:, None] - halves, halves)
    found: Whole = np.minimum(np.maximum(points, halves), most).astype(np.int32)
    return found


def _stands(board: Board, box: int, chance: np.random.RandomState) -> bool:
    """Stand a box as near to its first place as is good; whether there was a free place."""
    around = board.around(box)
    here = board.centres[:, [box]]
    anywhere = _anywhere(board, box, chance, FIRST)
    places = _free(board, around, np.concatenate((here, anywhere), axis=1))
    found = bool(places.shape[1])
    if found:
        away = long(places - board.centres[:, [box]])
        best = np.argmin(AWAY * away + costs(board, around, places))
        board.centres[:, box] = places[:, best]
        board.standing[box] = True
    return found


# Improving


def _improve(board: Board) -> None:
    """Let each box move, with chance that cools; keep the best that was found."""
    chance = np.random.RandomState(SEED)
    best, kept = cost(board), board.centres.copy()
    arounds = [board.around(box) for box in board.order]
    for heat in _cooling(board.halves.shape[1] + len(board.links)):
        for around in arounds:
            _move(board, around, heat, chance)
        now = cost(board)
        if now < best:
            best, kept = now, board.centres.copy()
    board.centres = kept


def _cooling(size: int) -> Iterator[float]:
    """The heat of each round, of which there are fewer if boxes and lines are many."""
    warm = max(LEAST, min(ROUNDS, ROUNDS * LARGE // size))
    yield from (HEAT * (warm - at) / warm for at in range(warm))
    yield from (0.0 for _ in range(COLD))


def _move(board: Board, around: Around, heat: float, chance: np.random.RandomState) -> None:
    """Move a box to one of some free places: the less one costs, the likelier."""
    box = around.box
    here = board.centres[:, [box]]
    looks = LOOKS if heat else THOROUGH
    near = here + chance.randint(-NEAR, NEAR + 1, (2, looks))
    tried = np.concatenate((near, _anywhere(board, box, chance, looks)), axis=1)
    inside = _within(tried, board.halves[:, [box]], board.room)
    places = np.concatenate((here, _free(board, around, inside)), axis=1)
    luck = -np.log(-np.log(chance.uniform(1e-9, 1, places.shape[1])))
    at = np.argmin(costs(board, around, places) - (heat * luck).astype(np.int32))
    board.centres[:, box] = places[:, at]


def _anywhere(board: Board, box: int, chance: np.random.RandomState, many: int) -> Whole:
    points = np.stack([chance.randint(0, side, many) for side in board.room])
    return _within(points, board.halves[:, [box]], board.room)


def _free(board: Board, around: Around, places: Whole) -> Whole:
    """Those of the places where a box is clear of all that stand."""
    gaps = _gaps(board, around.box, places, around.others)
    return places[:, gaps.min(axis=1, initial=GAP) >= GAP]


def _gaps(board: Board, box: int, places: Whole, others: Whole) -> Whole:
    """The gap between a box at each of the places and each of some others, negative if none."""
    needed = board.halves[:, [box]] + board.halves[:, others]
    across, down = np.abs(places[:, :, None] - board.centres[:, None, others]) - needed[:, None]
    found: Whole = np.maximum(across, down)
    return found


# What a placement costs


def cost(board: Board) -> int:
    """What all lines and boxes cost, in pixels of line."""
    one, two = board.lines
    boxes = range(len(board.order))
    gaps = np.stack([_gaps(board, at, board.centres[:, [at]], np.array(boxes))[0] for at in boxes])
    crowded = int(np.triu(np.maximum(0, AIRY - gaps), k=1).sum())
    worst = BEHIND * lines_behind(board) + CROSSING * crossed(board)
    return worst + int(long(two - one).sum()) + CLOSE * crowded


def costs(board: Board, around: Around, places: Whole) -> Whole:
    """What it would cost if a box stood at each of the places, its lines and all behind it."""
    centres, halves, here = board.centres, board.halves, places[:, :, None, None]
    ends = centres[:, None, around.partners, None]
    one, two = centres[:, None, around.foreign[0]], centres[:, None, around.foreign[1]]
    close = np.maximum(0, AIRY - _gaps(board, around.box, places, around.others))
    mine, theirs = halves[:, around.box, None, None] + CLEAR, halves[:, around.others] + CLEAR
    behind = touch(one, two, here[..., 0], mine).sum(axis=1)
    over = touch(here, ends, centres[:, None, None, around.others], theirs[:, None, None])
    behind = behind + (over & around.strange).sum(axis=(1, 2))
    crossings = cross(here, ends, one[:, None], two[:, None]).sum(axis=(1, 2))
    length = long(here - ends).sum(axis=(1, 2))
    found: Whole = length + CLOSE * close.sum(axis=1) + BEHIND * behind + CROSSING * crossings
    return found


def lines_behind(board: Board) -> int:
    """How many times a line passes behind a box to which it does not lead."""
    one, two = board.lines
    centres, halves = board.centres[:, None], board.halves[:, None]
    hit = touch(one[:, :, None], two[:, :, None], centres, halves + CLEAR)
    own = (board.links[:, :, None] == np.arange(len(board.order))).any(axis=1)
    return int((hit & ~own).sum())


def crossed(board: Board) -> int:
    """How many pairs of lines cross."""
    one, two = board.lines
    return int(cross(one[:, :, None], two[:, :, None], one[:, None], two[:, None]).sum()) // 2


# Geometry: x and y first, all broadcast


def long(way: Whole) -> Whole:
    """The lengths of ways."""
    x, y = way
    found: Whole = np.sqrt(x * x + y * y).astype(np.int32)
    return found


def touch(one: Whole, two: Whole, centre: Whole, half: Whole) -> Truth:
    """Whether a segment meets a box: no axis separates them (Gottschalk, 1996)."""
    (x, y), (wide, high) = two - one, 2 * half
    across, down = one + two - 2 * centre
    found: Truth = (
        (np.abs(across) <= wide + np.abs(x))
        & (np.abs(down) <= high + np.abs(y))
        & (np.abs(across * y - down * x) <= wide * np.abs(y) + high * np.abs(x))
    )
    return found


def cross(a: Whole, b: Whole, c: Whole, d: Whole) -> Truth:
    """Whether the inner parts of the segments ab and cd cross."""
    found: Truth = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    return found


def _side(one: Whole, two: Whole, point: Whole) -> Whole:
    """On which side of a way a point is: 1, -1, or 0 for on it."""
    (x, y), (across, down) = two - one, point - one
    found: Whole = np.sign(x * down - y * across)
    return found
