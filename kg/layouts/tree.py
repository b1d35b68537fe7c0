"""Tree: wholes and their parts from left to right, and what else they are tied to beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

from kg import looks, phrase, scene
from kg.folding import Group, folded
from kg.scene import Box, Line, Point, Scene, Text

if TYPE_CHECKING:
    from kg.drawing import Drawing

Tops = Mapping[Group, float]

PART = "Part"
WIDTH, TALLEST = 1112.0, 690.0
NARROW, BROAD = 172.0, 250.0
"""How wide words may be in the columns of the tree, and in the last column."""
GAP, APART, HEAD, EDGE = 8.0, 17.0, 34.0, 2.0
AROUND = 80.0
"""How much worse a line is for each box in its column around which it must go."""
MANY, FEW = 12, 2
"""Above how many parts no better order is sought; in how many lines a chip may name its things."""
LANE, STEP = 12.0, 7.0
"""How far from its boxes a line runs down a column, and how far from the next such line."""


@dataclass(frozen=True)
class Plan:
    """The groups of a drawing as a tree: in which column each stands, and under which other.

    `own` are the pairs that are parts of wholes (the part first), `others` all other tied pairs.
    """

    drawing: Drawing
    column: Mapping[Group, int]
    under: Mapping[Group, tuple[Group, ...]]
    own: Mapping[tuple[Group, Group], tuple[int, ...]]
    others: Mapping[tuple[Group, Group], tuple[int, ...]]
    blanks: Mapping[Group, Box] = field(repr=False)

    @property
    def tops(self) -> tuple[Group, ...]:
        """Those that stand under no other."""
        below = {group for each in self.under.values() for group in each}
        return tuple(group for group in self.column if group not in below)


def layout(drawing: Drawing) -> Scene:
    """The scene of a drawing whose ties named Part make a tree."""
    if not drawing.things:
        return Scene(0, 0)
    found = placed(ordered(plan(drawing, groups(drawing))))
    return replace(found, scrolls=found.height > TALLEST)


# What is one box


def groups(drawing: Drawing) -> list[Group]:
    """The things, those leaves in one group that are alike, from four up.

    Alike are leaves of one class that have one neighbour, to which they are tied in the same way
    and status, and that are all there or all to come.
    """
    alike: dict[object, list[int]] = defaultdict(list)
    for at, thing in enumerate(drawing.things):
        tie = drawing.ties[drawing.around[at][0]] if len(drawing.around[at]) == 1 else None
        if tie and PART not in tie.terms:
            manner = thing.kind, tie.terms, tie.status, tie.may_hold, drawing.things[at].planned
            alike[drawing.neighbours(at), manner].append(at)
        else:
            alike[at].append(at)
    return sorted(group for each in alike.values() for group in folded(each))


# Who stands under whom


def plan(drawing: Drawing, boxes: Sequence[Group]) -> Plan:
    """The tree of the groups: parts under their wholes, others under one of those they go with."""
    own, others = _pairs(drawing, boxes)
    parent = _wholes(own)
    depth = {group: _depth(parent, group) for group in boxes if group in parent}
    depth |= {whole: 0 for _, whole in own if whole not in parent}
    under: dict[Group, list[Group]] = defaultdict(list)
    for part, whole in parent.items():
        under[whole].append(part)
    _attach(boxes, others, depth, under)
    blanks = {group: _blank(drawing, group, depth[group], max(depth.values())) for group in boxes}
    columns = {group: depth[group] for group in boxes}
    below = {group: tuple(each) for group, each in under.items()}
    return Plan(drawing, columns, below, own, others, blanks)


def _pairs(
    drawing: Drawing, boxes: Sequence[Group]
) -> tuple[dict[tuple[Group, Group], tuple[int, ...]], dict[tuple[Group, Group], tuple[int, ...]]]:
    """The ties by the groups that they join: parts of wholes, and all others."""
    group = {thing: each for each in boxes for thing in each}
    own: dict[tuple[Group, Group], tuple[int, ...]] = defaultdict(tuple)
    others: dict[tuple[Group, Group], tuple[int, ...]] = defaultdict(tuple)
    for at, tie in enumerate(drawing.ties):
        pair = group[tie.source], group[tie.target]
        if PART in tie.terms:
            own[pair] += (at,)
        else:
            one, two = sorted(pair)
            others[one, two] += (at,)
    return dict(own), dict(others)


def _wholes(own: Iterable[tuple[Group, Group]]) -> dict[Group, Group]:
    """By part the whole under which it stands: the first, and none that would close a circle."""
    parent: dict[Group, Group] = {}
    for part, whole in sorted(own):
        if part not in parent and part not in _line(parent, whole):
            parent[part] = whole
    return parent


def _line(parent: Mapping[Group, Group], group: Group) -> list[Group]:
    """A group and all above it."""
    found = [group]
    while found[-1] in parent:
        found.append(parent[found[-1]])
    return found


def _depth(parent: Mapping[Group, Group], group: Group) -> int:
    return len(_line(parent, group)) - 1


def _attach(
    boxes: Sequence[Group],
    others: Iterable[tuple[Group, Group]],
    depth: dict[Group, int],
    under: dict[Group, list[Group]],
) -> None:
    """Put each that is neither part nor whole under one of those that it is tied to.

    Those with one choice come first; the others go to the deepest that has fewest under it. What
    is tied to nothing in the tree stands in the first column.
    """
    near: dict[Group, set[Group]] = defaultdict(set)
    for one, two in others:
        near[one].add(two)
        near[two].add(one)
    waiting = [group for group in boxes if group not in depth]
    while waiting:
        ready = {group: sorted(near[group] & set(depth)) for group in waiting}
        group = min(waiting, key=lambda each: (not ready[each], len(ready[each]), each))
        waiting.remove(group)
        hosts = sorted(ready[group], key=lambda host: (-depth[host], len(under[host]), host))
        depth[group] = depth[hosts[0]] + 1 if hosts else 0
        for host in hosts[:1]:
            under[host].append(group)


def _blank(drawing: Drawing, group: Group, column: int, last: int) -> Box:
    """The box of a group, not yet placed."""
    thing, chip = drawing.things[group[0]], len(group) > 1
    most = BROAD if column == last and column else NARROW
    lines, width, height = scene.boxed(thing.label, most)
    if chip:
        lines, width, height = _chip(drawing, group, most)
    return Box(
        0,
        0,
        width,
        height,
        lines,
        kind="" if chip else thing.kind,
        role="chip" if chip else "thing",
        thing=-1 if chip else group[0],
        members=group if chip else (),
        marks=looks.of_things(drawing, group),
    )


def _chip(drawing: Drawing, group: Group, most: float) -> tuple[tuple[str, ...], float, float]:
    """A chip that names those in it where there is room, and otherwise counts them."""
    count = looks.counted(drawing, group)
    names = ", ".join(drawing.things[at].label for at in group)
    found = scene.boxed(f"{count}: {names}", most)
    return found if len(found[0]) <= FEW else scene.boxed(count, most)


# Where boxes stand


def placed(made: Plan) -> Scene:
    """The scene of a plan."""
    tops, (left, wide) = _tops(made), _columns(made)
    boxes = {
        group: replace(
            blank, x=left[made.column[group]], y=tops[group], width=wide[made.column[group]]
        )
        for group, blank in made.blanks.items()
    }
    lines = (*_branches(made, boxes), *_links(made, boxes))
    width = max(box.x + box.width for box in boxes.values()) + EDGE
    height = max(box.y + box.height for box in boxes.values()) + EDGE
    return Scene(width, height, tuple(boxes.values()), lines, tuple(_heads(made, left, wide)))


def _columns(made: Plan) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide its boxes are."""
    count = max(made.column.values()) + 1
    wide = [
        max(box.width for group, box in made.blanks.items() if made.column[group] == at)
        for at in range(count)
    ]
    room = max((WIDTH - sum(wide) - 2 * EDGE) / max(count - 1, 1), 60.0)
    return [EDGE + sum(wide[:at]) + room * at for at in range(count)], wide


def _tops(made: Plan) -> dict[Group, float]:
    """The upper edge of each box: trees packed one under the other (Reingold and Tilford 1981)."""
    found: dict[Group, float] = {}
    reach: dict[int, float] = {}
    for top in made.tops:
        own, outline = _packed(made, top)
        by = _drop(reach, outline, APART)
        found |= {group: y + by for group, y in own.items()}
        reach |= {column: low + by for column, (_, low) in outline.items()}
    least = min(found.values())
    return {group: round(y - least + HEAD) for group, y in found.items()}


Outline = dict[int, tuple[float, float]]
"""By column, the upper and lower edge of what stands there."""


def _packed(made: Plan, group: Group) -> tuple[dict[Group, float], Outline]:
    """The upper edges in the tree under a group, from an edge of its own, and its outline."""
    found: dict[Group, float] = {}
    outline: Outline = {}
    before: Group = ()
    for each in made.under.get(group, ()):
        own, edges = _packed(made, each)
        apart = GAP if _small(made, before) and _small(made, each) else APART
        by = _drop({column: low for column, (_, low) in outline.items()}, edges, apart)
        found |= {one: y + by for one, y in own.items()}
        for column, (high, low) in edges.items():
            outline[column] = outline.get(column, (high + by, 0))[0], low + by
        before = each
    box, middle = made.blanks[group], _middle(made, group, found)
    found[group] = middle - box.height / 2
    outline[made.column[group]] = found[group], found[group] + box.height
    return found, outline


def _small(made: Plan, group: Group) -> bool:
    return bool(group) and not made.under.get(group)


def _drop(reach: Mapping[int, float], outline: Outline, apart: float) -> float:
    """How far down an outline must go to stand clear of what reaches so low."""
    return max((reach[c] + apart - outline[c][0] for c in outline if c in reach), default=0.0)


def _middle(made: Plan, group: Group, found: Tops) -> float:
    """The height of the middle of those under a group: of its parts, if it has any."""
    under = made.under.get(group, ())
    parts = [each for each in under if _is_part(made, each, group)] or under
    middles = [found[each] + made.blanks[each].height / 2 for each in parts]
    return (min(middles) + max(middles)) / 2 if middles else 0.0


# In which order


def ordered(made: Plan) -> Plan:
    """The plan with those under one another in an order in which lines are short."""
    best, length = made, _length(made)
    improved = True
    while improved:
        improved = False
        for other in _swapped(best):
            if (now := _length(other)) < length - 0.5:
                best, length, improved = other, now, True
                break
    return best


def _swapped(made: Plan) -> Iterator[Plan]:
    """The plans in which one of those under a group stands in another place, parts together."""
    for group, under in made.under.items():
        for at, to in product(range(len(under) if len(under) <= MANY else 0), repeat=2):
            order = [*under[:at], *under[at + 1 :]]
            order.insert(to, under[at])
            parts = [_is_part(made, each, group) for each in order]
            if at != to and sum(one != two for one, two in pairwise([False, *parts, False])) <= 2:
                yield replace(made, under={**made.under, group: tuple(order)})


def _is_part(made: Plan, one: Group, whole: Group) -> bool:
    return (one, whole) in made.own


def _length(made: Plan) -> float:
    """How far down all lines run, and how tall the whole is; those around others count more."""
    tops = _tops(made)
    middle = {group: y + made.blanks[group].height / 2 for group, y in tops.items()}
    tall = max(y + made.blanks[group].height for group, y in tops.items())
    found = tall * 4 + sum(abs(middle[a] - middle[b]) for a, b in (*made.own, *made.others))
    beside = [(a, b) for a, b in made.others if made.column[a] == made.column[b]]
    return found + sum(AROUND * len(_between(made, tops, a, b)) for a, b in beside)


def _between(made: Plan, tops: Tops, one: Group, two: Group) -> list[Group]:
    """Those in a column between two others."""
    high, low = sorted((tops[one], tops[two]))
    column = made.column[one]
    return [each for each, y in tops.items() if made.column[each] == column and high < y < low]


# Lines


def _branches(made: Plan, boxes: Mapping[Group, Box]) -> Iterator[Line]:
    """The lines from wholes to their parts, bent at right angles."""
    for (part, whole), ties in made.own.items():
        one, two = boxes[whole], boxes[part]
        start, end = (one.x + one.width, one.centre[1]), (two.x, two.centre[1])
        bend = (start[0] + end[0]) / 2
        points = (start, (bend, start[1]), (bend, end[1]), end)
        yield Line(points, ties, looks.of_ties(made.drawing.ties[at] for at in ties))


def _links(made: Plan, boxes: Mapping[Group, Box]) -> Iterator[Line]:
    """The thin lines of all other ties, through the gaps of the columns between."""
    lanes: dict[int, int] = defaultdict(int)
    for (a, b), ties in made.others.items():
        one, two = sorted((a, b), key=lambda group: (made.column[group], boxes[group].y))
        marks = looks.of_ties(made.drawing.ties[at] for at in ties) | {"thin"}
        if made.column[one] == made.column[two]:
            points = _beside(made, boxes, one, two, lanes)
        else:
            points = _across(made, boxes, one, two)
        yield Line(points, ties, marks)


def _beside(
    made: Plan,
    boxes: Mapping[Group, Box],
    one: Group,
    two: Group,
    lanes: dict[int, int],
) -> tuple[Point, ...]:
    """From a box to another in its column: straight down, or around those between."""
    column, upper, lower = made.column[one], boxes[one], boxes[two]
    if not _between(made, {group: box.y for group, box in boxes.items()}, one, two):
        return (upper.centre[0], upper.y + upper.height), (lower.centre[0], lower.y)
    lane = upper.x - LANE - STEP * lanes[column]
    lanes[column] += 1
    down, up = upper.centre[1] + upper.height / 4, lower.centre[1] - lower.height / 4
    return (upper.x, down), (lane, down), (lane, up), (lower.x, up)


def _across(made: Plan, boxes: Mapping[Group, Box], one: Group, two: Group) -> tuple[Point, ...]:
    """From a box to another further right, through the gap nearest to the straight line."""
    start, end = boxes[one], boxes[two]
    points = [(start.x + start.width, start.centre[1])]
    goal = (end.x, end.centre[1])
    for column in range(made.column[one] + 1, made.column[two]):
        own = sorted(
            (box for group, box in boxes.items() if made.column[group] == column),
            key=lambda box: box.y,
        )
        points.extend(_through(own, points[-1], goal))
    return (*points, goal)


def _through(column: Sequence[Box], start: Point, goal: Point) -> tuple[Point, Point]:
    """Where a line passes a column: into the gap between two boxes and out of it."""
    left, right = column[0].x, column[0].x + column[0].width
    share = ((left + right) / 2 - start[0]) / (goal[0] - start[0])
    wanted = start[1] + (goal[1] - start[1]) * share
    gaps = [(a.y + a.height, b.y) for a, b in pairwise(column)]
    gaps = [gap for gap in gaps if gap[1] - gap[0] >= GAP]
    gaps.append((column[-1].y + column[-1].height, column[-1].y + column[-1].height + 4 * GAP))
    heights = [min(max(wanted, high + GAP / 2), low - GAP / 2) for high, low in gaps]
    at = min(heights, key=lambda height: abs(height - wanted))
    return (left, at), (right, at)


# Words


def _heads(made: Plan, left: Sequence[float], wide: Sequence[float]) -> Iterator[Text]:
    """Above each column what stands there, and how much of it is still to be created."""
    parts = {part for part, _ in made.own}
    wholes = {whole for _, whole in made.own} - parts
    for at, start in enumerate(left):
        here = {group for group, column in made.column.items() if column == at}
        among = {"whole": here & wholes, "part": here & parts, "other": here - wholes - parts}
        said = (_told(made, each, noun) for noun, each in among.items() if each)
        yield Text(start + wide[at] / 2, 14, "; ".join(said), anchor="middle", role="axis")


def _told(made: Plan, among: Iterable[Group], noun: str) -> str:
    things = [thing for group in among for thing in group]
    coming = sum(made.drawing.things[thing].planned for thing in things)
    return phrase.count(len(things), noun) + (f", {coming} planned" if coming else "")
