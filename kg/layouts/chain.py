"""Chain: alliances as bars from left to right, between two of them the bodies that sit at both.

Bodies that sit at one table only hang below its bar, folded by kind where they are many. Those
that belong to other than two neighbours stand above, with lines down to each of their tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kg import blocks, looks
from kg.chips import Group, folded
from kg.drawing import Drawing
from kg.scene import (
    LEADING,
    NONE,
    PADDING,
    Box,
    Line,
    Marks,
    Point,
    Scene,
    Text,
    boxed,
    wide,
    wrapped,
)

WIDTH = 1104.0
"""How wide a scene may be for its text to be readable when all of it is seen at once."""
BAR, BODY, HUNG = 134.0, 124.0, 124.0
"""How wide the words of a bar, of a body between bars and of one below a bar may be."""
BAR_SIZE = 15.0
REACH = 24.0
"""The least gap between a bar and the bodies beside it."""
ROW, STEP = 16.0, 10.0
"""The gaps between bodies one above the other, between bars and below them."""
STEM = 46.0
"""From a bar down to the first body below it."""
TRUNK = 15.0
"""From the line below a bar to the bodies on either side."""
APART = 28.0
CROWD = 9
"""So many bodies may stand between two bars unfolded."""
BARS, ARCHES = 8, 10
"""So many alliances are drawn, and so many boxes above each chain of them."""


def layout(drawing: Drawing) -> Scene:
    """The alliances of a drawing in two modes as bars, with those who belong to them."""
    chains = sorted(_chains(drawing), key=lambda order: (-len(order), order))
    chained = [_chain(drawing, order) for order in chains if len(order) > 1]
    apart = [_chain(drawing, order) for order in chains if len(order) == 1]
    made = _packed(chained, apart)
    there = {at for box in made.boxes for at in (box.members or (box.thing,))}
    left = len(drawing.things) - len(there)
    return blocks.stacked([made, *blocks.more(left, "more thing", made.width)], APART)


def box(drawing: Drawing, group: Group, most: float, *, strong: bool = False) -> Box:
    """The box of a group at the origin, its words at most so wide."""
    lines, width, height = boxed(group.text, most)
    if group.folded:
        return Box(0, 0, width, height, lines, role="chip", members=group.things)
    thing = drawing.things[group.things[0]]
    marks = frozenset({"strong"} if strong else ()) | thing.marks
    return Box(0, 0, width, height, lines, thing.kind, thing=group.things[0], marks=marks)


# Order


def _tables(drawing: Drawing) -> dict[int, tuple[int, ...]]:
    """By body, the alliances to which it belongs, of those that are drawn."""
    found: dict[int, set[int]] = defaultdict(set)
    for table in _alliances(drawing):
        for at in drawing.around[table]:
            found[drawing.ties[at].source].add(table)
    return {body: tuple(sorted(found[body])) for body in sorted(found)}


def _shared(tables: Mapping[int, Sequence[int]]) -> dict[frozenset[int], int]:
    """By pair of alliances, how many bodies they share."""
    found: dict[frozenset[int], int] = defaultdict(int)
    for own in tables.values():
        for at, one in enumerate(own):
            for two in own[at + 1 :]:
                found[frozenset((one, two))] += 1
    return found


def _chains(drawing: Drawing) -> Iterator[list[int]]:
    """The alliances that share bodies, each lot in its order along a chain."""
    shared = _shared(_tables(drawing))
    years = {table: (_year(drawing, table), table) for table in _alliances(drawing)}
    waiting = sorted(years, key=years.__getitem__)
    while waiting:
        lot = _connected(waiting[0], waiting, shared)
        waiting = [table for table in waiting if table not in lot]
        yield _ordered(sorted(lot, key=years.__getitem__), shared, years)


def _alliances(drawing: Drawing) -> list[int]:
    """The alliances that are drawn: those to which most belong."""
    every = {tie.target for tie in drawing.ties}
    return sorted(sorted(every, key=lambda table: (-len(drawing.around[table]), table))[:BARS])


def _connected(first: int, tables: Sequence[int], shared: Mapping[frozenset[int], int]) -> set[int]:
    found, fresh = {first}, [first]
    while fresh:
        one = fresh.pop()
        near = [two for two in tables if two not in found and frozenset((one, two)) in shared]
        found.update(near)
        fresh.extend(near)
    return found


def _ordered(
    tables: Sequence[int],
    shared: Mapping[frozenset[int], int],
    years: Mapping[int, tuple[str, int]],
) -> list[int]:
    """Alliances, given by their years, where each stands beside those with which it shares most.

    Each in turn goes where the neighbours of the chain share most; then the chain is turned so
    that more of it runs forward in time.
    """
    order: list[int] = []
    for table in tables:
        ways = [[*order[:at], table, *order[at:]] for at in range(len(order), -1, -1)]
        order = max(ways, key=lambda way: _held(way, shared))
    return max(order, order[::-1], key=lambda way: _forward(way, years))


def _held(order: Sequence[int], shared: Mapping[frozenset[int], int]) -> int:
    return sum(shared.get(frozenset(pair), 0) for pair in pairwise(order))


def _forward(order: Sequence[int], years: Mapping[int, tuple[str, int]]) -> int:
    return sum(years[one] < years[two] for at, one in enumerate(order) for two in order[at + 1 :])


def _spoken(drawing: Drawing, table: int) -> str:
    return drawing.years({fact for at in drawing.around[table] for fact in drawing.ties[at].facts})


def _year(drawing: Drawing, table: int) -> str:
    """The first year in what is said of an alliance's time."""
    found = re.search(r"\d{4}", _spoken(drawing, table))
    return found[0] if found else "9999"


# Places


def _extent(part: Scene) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the shapes of a part."""
    shapes = [(b.x, b.y, b.x + b.width, b.y + b.height) for b in part.boxes]
    points = [point for line in part.lines for point in line.points]
    shapes += [(x, y, x, y) for x, y in points]
    shapes += [_inked(text) for text in part.texts]
    left, top, right, bottom = zip(*shapes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _inked(text: Text) -> tuple[float, float, float, float]:
    width = wide(text.text, text.size)
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, text.y - text.size, left + width, text.y + 0.3 * text.size


def _trimmed(part: Scene) -> Scene:
    left, top, right, bottom = _extent(part)
    return replace(blocks.moved(part, -left, -top), width=right - left, height=bottom - top)


def _joined(parts: Iterable[Scene]) -> Scene:
    return _trimmed(blocks.together(list(parts)))


def _clear(one: Scene, two: Scene, gap: float) -> bool:
    """Whether no shape of one part comes nearer than a gap to one of another."""
    return not any(
        a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap
        for a in _shapes(one)
        for b in _shapes(two)
    )


def _shapes(part: Scene) -> list[tuple[float, float, float, float]]:
    return [
        *((b.x, b.y, b.x + b.width, b.y + b.height) for b in part.boxes),
        *map(_inked, part.texts),
        *(
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for line in part.lines
            for a, b in pairwise(line.points)
        ),
    ]


def _packed(chained: Sequence[Scene], apart: Sequence[Scene]) -> Scene:
    """Chains one below the other; small parts in free corners, from the right, or below."""
    whole = Scene(0, 0)
    for part in chained:
        below = blocks.moved(part, 0, whole.height + APART)
        whole = _joined([whole, below]) if whole.boxes else part
    for part in apart:
        whole = _joined([whole, _beside(whole, part)]) if whole.boxes else part
    return whole


def _beside(whole: Scene, part: Scene) -> Scene:
    """A part in the lowest free place within a whole, the farther right the better."""
    floor = max(whole.height - part.height, 0)
    places: list[Point] = [
        (across, down)
        for across in _steps(max(whole.width - part.width, 0))
        for down in _steps(floor)[:8]
    ]
    for x, y in [*places, (0.0, whole.height + APART)]:
        if _clear(whole, found := blocks.moved(part, x, y), APART):
            return found
    return found


def _steps(most: float) -> list[float]:
    return [most - step * 10 for step in range(int(most // 10) + 1)]


# A chain


def _chain(drawing: Drawing, order: Sequence[int]) -> Scene:
    """The bars of one chain with the bodies between, above and below them."""
    tables = _tables(drawing)
    own = {body: held for body, held in tables.items() if held[0] in order}
    between = [_between(drawing, own, pair) for pair in pairwise(order)]
    above = _above(drawing, own, order)
    below = [_below(drawing, own, table) for table in order]
    bars = _bars(drawing, order, between)
    placed = _along(bars, between, below)
    parts = [Scene(0, 0, tuple(placed))]
    parts += [
        _slot(drawing, *pair, held) for pair, held in zip(pairwise(placed), between, strict=True)
    ]
    parts += [_arch(drawing, placed, held, at) for at, held in enumerate(above)]
    parts += [_hung(drawing, bar, held) for bar, held in zip(placed, below, strict=True)]
    return _joined(parts)


def _bars(drawing: Drawing, order: Sequence[int], between: Sequence[Sequence[Box]]) -> list[Box]:
    """A bar for each alliance, all as high as the most bodies between two of them."""
    bars = [_bar(drawing, table) for table in order]
    highest = max([bar.height for bar in bars] + [_stack(held) for held in between])
    return [replace(bar, height=highest) for bar in bars]


def _stack(boxes: Sequence[Box]) -> float:
    return sum(box.height + ROW for box in boxes) + ROW


def _bar(drawing: Drawing, table: int) -> Box:
    thing = drawing.things[table]
    named = sum(drawing.ties[at].seats for at in drawing.around[table])
    now = len(drawing.around[table])
    said = f"{named} named" + (f", now {now}" if now != named else "")
    name = wrapped(thing.label, BAR, BAR_SIZE, strong=True)
    lines = (*name, *_beneath(_spoken(drawing, table), said))
    marks = frozenset({"strong"}) | thing.marks
    across, down = PADDING
    width = max(wide(line, BAR_SIZE, strong=True) for line in lines) + 2 * across
    height = len(lines) * BAR_SIZE * LEADING + 2 * down
    return Box(0, 0, width, height, lines, thing.kind, "bar", table, (), marks, BAR_SIZE)


def _beneath(*said: str) -> tuple[str, ...]:
    """What stands below the name of a bar, in one line if that fits."""
    told = [each for each in said if each]
    together = " · ".join(told)
    return (together,) if wide(together, BAR_SIZE, strong=True) <= BAR else tuple(told)


def _sorted(drawing: Drawing, bodies: Iterable[int]) -> list[int]:
    """Bodies by name, those last whose seat was a predecessor's."""
    taken = {tie.source for tie in drawing.ties if tie.originals}
    return sorted(bodies, key=lambda body: (body in taken, drawing.things[body].label, body))


def _between(
    drawing: Drawing, tables: Mapping[int, Sequence[int]], pair: tuple[int, int]
) -> list[Box]:
    """The boxes of the bodies that belong to two neighbours and to nothing else."""
    bodies = _sorted(drawing, (b for b, held in tables.items() if set(held) == set(pair)))
    groups = [Group(drawing.things[body].label, (body,)) for body in bodies]
    if len(groups) > CROWD:
        groups = folded(drawing, bodies)
    return _evened([box(drawing, group, BODY, strong=True) for group in groups])


def _above(
    drawing: Drawing, tables: Mapping[int, Sequence[int]], order: Sequence[int]
) -> list[Box]:
    """The boxes of the bodies that belong to more than two, or to two that are no neighbours."""
    near = [set(pair) for pair in pairwise(order)]
    far = [body for body, held in tables.items() if len(held) > 1 and set(held) not in near]
    lots: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for body in far:
        lots[tuple(tables[body])].append(body)
    groups = [g for _, lot in sorted(lots.items()) for g in folded(drawing, _sorted(drawing, lot))]
    if len(groups) > ARCHES:
        groups = sorted(groups, key=lambda group: -len(group.things))[:ARCHES]
    placed, y = [], -STEM / 2
    for group in groups:
        found = box(drawing, group, BODY, strong=True)
        y -= found.height + ROW
        placed.append(replace(found, y=y))
    return placed


def _below(drawing: Drawing, tables: Mapping[int, Sequence[int]], table: int) -> list[Box]:
    """The boxes of those who belong to one alliance only."""
    bodies = _sorted(drawing, (body for body, held in tables.items() if tuple(held) == (table,)))
    return _evened([box(drawing, group, HUNG) for group in folded(drawing, bodies)])


def _evened(boxes: Sequence[Box]) -> list[Box]:
    """Boxes all as wide as the widest."""
    widest = max((box.width for box in boxes), default=0)
    return [replace(box, width=widest) for box in boxes]


def _along(
    bars: Sequence[Box], between: Sequence[Sequence[Box]], below: Sequence[Sequence[Box]]
) -> list[Box]:
    """The bars from left to right, with room between them for what stands there and below."""
    needs = [
        max((held[0].width if held else 0) + 2 * REACH, _spread(left) + _spread(right) - inner)
        for held, (left, right), inner in zip(
            between,
            pairwise(zip(bars, below, strict=True)),
            map(_inner, pairwise(bars)),
            strict=True,
        )
    ]
    spare = WIDTH - sum(bar.width for bar in bars) - sum(needs)
    more = min(max(spare / max(len(needs), 1), 0), 2 * REACH)
    placed, x = [bars[0]], bars[0].width
    for bar, need in zip(bars[1:], needs, strict=True):
        placed.append(replace(bar, x=x + need + more))
        x = placed[-1].x + bar.width
    return placed


def _inner(pair: tuple[Box, Box]) -> float:
    return (pair[0].width + pair[1].width) / 2


def _spread(hung: tuple[Box, Sequence[Box]]) -> float:
    """How far what hangs below a bar reaches from its middle, half a gap with it."""
    bar, held = hung
    if len(held) < 2:
        return max(bar.width, held[0].width if held else 0) / 2
    return held[0].width + TRUNK + APART / 2


def _ties(drawing: Drawing, bodies: Iterable[int], table: int) -> tuple[int, ...]:
    wanted = set(bodies)
    found = (at for at in drawing.around[table] if drawing.ties[at].source in wanted)
    return tuple(sorted(found))


def _line(
    drawing: Drawing, box: Box, bar: Box, points: Sequence[Point], marks: Marks = NONE
) -> Line:
    ties = _ties(drawing, box.members or (box.thing,), bar.thing)
    return Line(tuple(points), ties, looks.of_ties(drawing.ties[at] for at in ties) | marks)


def _slot(drawing: Drawing, left: Box, right: Box, boxes: Sequence[Box]) -> Scene:
    """Boxes one above the other between two bars, each with a line to either."""
    middle = (left.x + left.width + right.x) / 2
    y = left.y + (left.height - _stack(boxes)) / 2 + ROW
    placed, lines = [], []
    for each in boxes:
        found = replace(each, x=middle - each.width / 2, y=y)
        placed.append(found)
        _, level = found.centre
        y += found.height + ROW
        at_left = ((left.x + left.width, level), (found.x, level))
        at_right = ((found.x + found.width, level), (right.x, level))
        lines += [_line(drawing, found, left, at_left), _line(drawing, found, right, at_right)]
    return Scene(0, 0, tuple(placed), tuple(lines))


def _arch(drawing: Drawing, bars: Sequence[Box], body: Box, at: int) -> Scene:
    """A box above the bars, in a row of its own, with lines along it and down to its bars."""
    tied = [drawing.ties[tie].target for tie in drawing.around[(body.members or (body.thing,))[0]]]
    own = [bar for bar in bars if bar.thing in tied]
    first = bars.index(own[0])
    middle = (bars[first].x + bars[first].width + bars[first + 1].x) / 2
    found = replace(body, x=middle - body.width / 2)
    _, level = found.centre
    lines = []
    for bar in own:
        x = bar.x + bar.width / 2 + (at % 5 - 2) * STEP
        edge = found.x if x < found.x else found.x + found.width
        lines.append(_line(drawing, found, bar, ((edge, level), (x, level), (x, bar.y))))
    return Scene(0, 0, (found,), tuple(lines))


def _hung(drawing: Drawing, bar: Box, boxes: Sequence[Box]) -> Scene:
    """Boxes below a bar on either side of a line down from its middle."""
    middle, top = bar.x + bar.width / 2, bar.y + bar.height + STEM
    if len(boxes) < 2:
        return _straight(drawing, bar, boxes)
    placed, lines, tops = [], [], [top, top]
    for each in boxes:
        side = 0 if tops[0] <= tops[1] else 1
        x = middle + TRUNK if side else middle - TRUNK - each.width
        found = replace(each, x=x, y=tops[side])
        tops[side] += found.height + STEP
        _, level = found.centre
        edge = found.x if side else found.x + found.width
        points = ((middle, bar.y + bar.height), (middle, level), (edge, level))
        lines.append(_line(drawing, found, bar, points, frozenset({"thin"})))
        placed.append(found)
    return Scene(0, 0, tuple(placed), tuple(lines), _count(drawing, bar, boxes))


def _straight(drawing: Drawing, bar: Box, boxes: Sequence[Box]) -> Scene:
    """No box, or one below the middle of a bar."""
    if not boxes:
        return Scene(0, 0)
    x, foot = bar.x + bar.width / 2, bar.y + bar.height
    found = replace(boxes[0], x=x - boxes[0].width / 2, y=foot + STEM)
    line = _line(drawing, found, bar, ((x, foot), (x, found.y)), frozenset({"thin"}))
    return Scene(0, 0, (found,), (line,), _count(drawing, bar, boxes))


def _count(drawing: Drawing, bar: Box, boxes: Sequence[Box]) -> tuple[Text, ...]:
    """How many hang below a bar, unless these are all who are named at it."""
    number = sum(max(len(box.members), 1) for box in boxes)
    if number == len(drawing.around[bar.thing]):
        return ()
    x, y = bar.x + bar.width / 2 + STEP, bar.y + bar.height + STEM - ROW
    every = len({tie.target for tie in drawing.ties}) <= BARS
    other = "at no other table" if every else "at no other of these"
    return (Text(x, y, f"{number} {other}", role="count"),)
