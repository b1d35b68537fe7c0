"""Columns: what became of the members of a cluster, a column for each year of a change.

A body is a box in the column of the year in which it came; one that took others in later reaches
to the last such year, or to the right margin if no end of it is recorded. Bodies, and the lanes of
lines that pass columns, stand in one order from top to bottom, found by the barycentre heuristic
and exchanges of neighbours (Sugiyama, Tagawa and Toda 1981; Gansner et al. 1993), and each as high
as the ones before it in its columns allow.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise, product

import numpy as np
from numpy.typing import NDArray

from kg import looks
from kg.curves import STEPS, curve, tidy
from kg.drawing import Drawing, Thing
from kg.layouts.chain import FEW, Group, counted, folded
from kg.scene import LEADING, NONE, SIZE, Band, Box, Line, Point, Scene, Text, wide, wrapped
from kg.time import span

WIDTH, HEIGHT = 1104.0, 630.0
"""How large a scene may be for its text to be readable when all of it is seen at once."""
MEMBER = 246.0
"""How wide the words of a member may be."""
WIDTHS = (170.0, 150.0, 140.0, 130.0, 120.0, 108.0, 100.0, 92.0)
"""How wide those of other bodies may be, in the most crowded column and in the others."""
PADDING = (9.0, 4.2)
GAP = 6.1
"""Between boxes and lanes one above the other."""
GUTTER = (15.0, 64.0)
"""The least and the most room between columns."""
LANE = 6.0
CLEAR = 6.0
"""What lies between a line and a box that is not its own."""
HEAD, FOOT = 26.0, 26.0
"""Above the first row, with the years; above the members without a change."""
ROUNDS = 24
RUN = 4
PASSES = 3
NO_CHANGE = "No change recorded"
NEW_NAME = "No change recorded but of name"
NOTHING_MORE = "nothing more recorded"
UNDATED = "undated"
TAKEN_IN = {"acquisition": "merger"}
"""By term of a change, the colour of its lines where that is the one of another."""


# What is told


@dataclass(frozen=True)
class Story:
    """What a drawing tells of a cluster: its members, the changes by their ties, the parts."""

    drawing: Drawing
    cluster: int
    members: frozenset[int]
    changes: tuple[int, ...]
    parts: tuple[int, ...]
    first: str

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years of the columns after the first."""
        return tuple(sorted({self.year(tie) for tie in self.changes}))

    def year(self, tie: int) -> str:
        """The year of a change."""
        values = (self.drawing.values[fact] for fact in self.drawing.ties[tie].facts)
        dates = [fact.first("date") or fact.first("from") for fact in values]
        return min((date[:4] for date in dates if date), default=UNDATED)

    def column(self, tie: int) -> int:
        return 1 + self.years.index(self.year(tie))

    def term(self, tie: int) -> str:
        return self.drawing.ties[tie].terms[0]

    def into(self, thing: int) -> list[int]:
        """The changes in which a thing is a successor."""
        return [tie for tie in self.changes if self.drawing.ties[tie].target == thing]

    def out(self, thing: int) -> list[int]:
        """The changes in which a thing is a predecessor."""
        return [tie for tie in self.changes if self.drawing.ties[tie].source == thing]

    def lives(self, thing: int) -> bool:
        """Whether no change ended a thing and no whole of which it was part ended."""
        ended = any(self.term(tie) != "split" for tie in self.out(thing))
        return not ended and all(self.drawing.ties[tie].source != thing for tie in self.parts)

    @cached_property
    def moved(self) -> tuple[int, ...]:
        """The things to which something happened."""
        ties = (self.drawing.ties[tie] for tie in (*self.changes, *self.parts))
        return tuple(sorted({end for tie in ties for end in (tie.source, tie.target)}))

    def span(self, thing: int) -> tuple[int, int]:
        """The first and last column of a thing; that of one that goes on is the last of all."""
        first, last = self._span(thing)
        return first, len(self.years) if first < last and self.lives(thing) else last

    def _span(self, thing: int) -> tuple[int, int]:
        """The column in which a thing came, and the last in which it took others in."""
        came = sorted(map(self.column, self.into(thing)))
        went = sorted(map(self.column, self.out(thing)))
        wholes = {self.drawing.ties[tie].target for tie in self.parts}
        if thing in self.members or thing in wholes:
            return 0, came[-1] if came else 0
        if came:
            return came[0], came[-1]
        return (went[0], went[0]) if self._taken_in(thing) else (went[0] - 1, went[0] - 1)

    def _taken_in(self, thing: int) -> bool:
        """Whether a thing from outside came to one that was there before."""
        first = min(self.out(thing), key=self.column, default=-1)
        if first < 0:
            return False
        successor = self.drawing.ties[first].target
        return successor in self.members

    def name(self, thing: int) -> str:
        """The names of a thing in their order, with the years in which they changed if known."""
        told = [f for at in self.drawing.around[thing] for f in self.drawing.ties[at].facts]
        values = (self.drawing.values[fact] for fact in sorted(set(told)))
        former = sorted(
            (fact.first("until"), fact.first("name"))
            for fact in values
            if fact.kind == "Naming" and fact.first("names") == self.drawing.things[thing].iri
        )
        names = [*(name for _, name in former), self.drawing.things[thing].label]
        since = [f", from {_next(until)} " if until else ", later " for until, _ in former]
        return "".join(a + b for a, b in zip(names, [*since, ""], strict=True))


def _next(until: str) -> str:
    """The year that begins after a day or year."""
    last = span(until).last
    return str((last + datetime.timedelta(days=1)).year) if last and len(until) >= 10 else until[:4]


def _story(drawing: Drawing) -> Story:
    def ties(kind: str) -> list[int]:
        return [
            at
            for at, tie in enumerate(drawing.ties)
            if any(drawing.facts[fact].kind == kind for fact in tie.facts)
        ]

    joined = ties("Membership")
    facts = {fact for at in joined for fact in drawing.ties[at].facts}
    joining = {fact for fact in facts if drawing.facts[fact].kind == "Membership"}
    return Story(
        drawing=drawing,
        cluster=min((drawing.ties[at].target for at in joined), default=-1),
        members=frozenset(drawing.ties[at].source for at in joined),
        changes=tuple(ties("Change")),
        parts=tuple(ties("Part")),
        first=drawing.years(joining),
    )


# Columns and boxes


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin and how wide they are."""

    begin: tuple[float, ...]
    width: tuple[float, ...]

    @property
    def all(self) -> float:
        return self.begin[-1] + self.width[-1]

    def left(self, column: int) -> float:
        return self.begin[column]

    def right(self, column: int) -> float:
        return self.begin[column] + self.width[column]

    def middle(self, column: int) -> float:
        return self.begin[column] + self.width[column] / 2


def _groups(story: Story) -> list[Group]:
    """The things that moved; those from four up that came and went alike are folded."""
    lots: dict[object, list[int]] = defaultdict(list)
    for thing in story.moved:
        lots[_fate(story, thing)].append(thing)
    return [group for lot in lots.values() for group in _group(story, lot)]


def _fate(story: Story, thing: int) -> object:
    """What things have in common that may be folded; members and wholes never are."""
    if story.span(thing)[0] == 0:
        return thing
    ties, sort = story.drawing.ties, story.drawing.things[thing].sort
    into = tuple((ties[at].source, story.term(at), story.column(at)) for at in story.into(thing))
    out = tuple((ties[at].target, story.term(at), story.column(at)) for at in story.out(thing))
    return into, out, sort


def _group(story: Story, lot: Sequence[int]) -> list[Group]:
    if len(lot) > FEW:
        return [Group(counted(story.drawing.things[lot[0]].sort, len(lot)), tuple(lot))]
    return [Group(_told(story, thing), (thing,)) for thing in lot]


def _told(story: Story, thing: int) -> str:
    """The name of a thing, of what it is a part, and whether it is no member where these stand."""
    things, ties = story.drawing.things, story.drawing.ties
    name, sort = story.name(thing), things[thing].sort
    part = "part" if sort and sort in name else _sort(things[thing], "part")
    wholes = (ties[tie].target for tie in story.parts if ties[tie].source == thing)
    name += "".join(f", {part} of {things[whole].label}" for whole in wholes)
    outside = story.span(thing)[0] == 0 and thing not in story.members
    return name + (" (not itself a member)" if outside else "")


def _crowded(story: Story, groups: Sequence[Group]) -> int:
    """The column after the first in which most boxes and words stand."""
    spans = [story.span(group.things[0]) for group in groups]
    held = Counter(first for first, last in spans if first == last and first)
    held.update(column for column, _, _ in _notes(story))
    return min(held, key=lambda column: (-held[column], column), default=0)


def _columns(story: Story, groups: Sequence[Group], crowd: float, others: float) -> Columns:
    """Columns as wide as what stands in one alone, its words at most so wide.

    `crowd` is for the most crowded column, `others` for the others after the first.
    """
    across, _ = PADDING
    crowded = _crowded(story, groups)
    mosts = [MEMBER, *(crowd if 1 + at == crowded else others for at in range(len(story.years)))]
    widths = [wide(year, SIZE, strong=True) + 2 * across for year in (story.first, *story.years)]
    for group in groups:
        first, last = story.span(group.things[0])
        words = wrapped(group.text, mosts[first] if first == last else 0)
        widths[first] = max(widths[first], _widest(words) + 2 * across)
    if story.cluster >= 0:
        head = wrapped(_titled(story), MEMBER, strong=True)
        widths[0] = max(widths[0], _widest(head, strong=True) + 2 * across)
    for column, text, _ in _notes(story):
        widths[column] = max(widths[column], _widest(wrapped(text, mosts[column])))
    return _spaced(widths)


def _widest(lines: Iterable[str], *, strong: bool = False) -> float:
    return max(wide(line, strong=strong) for line in lines)


def _spaced(widths: Sequence[float]) -> Columns:
    least, largest = GUTTER
    spare = (WIDTH - sum(widths)) / max(len(widths) - 1, 1)
    gap = min(max(spare, least), largest)
    begin = [sum(widths[:at]) + at * gap for at in range(len(widths))]
    return Columns(tuple(begin), tuple(widths))


def _box(story: Story, group: Group, columns: Columns) -> Box:
    """The box of a group across its columns, at the top."""
    across, down = PADDING
    first, last = story.span(group.things[0])
    x, width = columns.left(first), columns.right(last) - columns.left(first)
    lines = wrapped(group.text, width - 2 * across)
    height = len(lines) * SIZE * LEADING + 2 * down
    if group.folded:
        return Box(x, 0, width, height, lines, role="chip", members=group.things)
    one = group.things[0]
    thing = story.drawing.things[one]
    marks = {"strong"} if story.lives(one) else set()
    marks |= {"several"} if thing.several else set()
    return Box(x, 0, width, height, lines, thing.kind, thing=one, marks=frozenset(marks))


# Parts of which no more is recorded


def _notes(story: Story) -> list[tuple[int, str, tuple[int, ...]]]:
    """By part, the column in which its whole ended, the words that stand there, their facts."""
    return [_note(story, tie) for tie in story.parts]


def _note(story: Story, tie: int) -> tuple[int, str, tuple[int, ...]]:
    things, ties = story.drawing.things, story.drawing.ties
    part, whole = ties[tie].source, ties[tie].target
    ends = [at for at in story.out(whole) if story.term(at) != "split"]
    column = max(map(story.column, ends), default=len(story.years))
    year = max(map(story.year, ends), default="")
    ended = f"its {_sort(things[whole], 'whole')} ended {year}; " if year else ""
    facts = dict.fromkeys(fact for at in (tie, *ends) for fact in ties[at].facts)
    return column, f"{ended}of the {_sort(things[part], 'part')} {NOTHING_MORE}", tuple(facts)


def _sort(thing: Thing, other: str) -> str:
    """The last word of the kind of a body: trust for primary care trust, arm for provider arm."""
    return thing.sort.split()[-1] if thing.sort else other


# What stands in the order from top to bottom


@dataclass(frozen=True)
class Item:
    """Something that takes a height in its columns: a box, words where a line ends, or a lane.

    `key` tells apart what the order does not.
    """

    span: tuple[int, int]
    height: float
    key: str
    box: Box | None = None
    words: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()

    @property
    def bar(self) -> bool:
        """Whether it is a box over several columns."""
        return self.box is not None and self.span[0] < self.span[1]


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one item to another, which it reaches in a column; `lane` is an item or -1.

    One from a part to words has no kind.
    """

    source: int
    target: int
    column: int
    ties: tuple[int, ...]
    kind: str
    lane: int = -1


@dataclass(frozen=True)
class Plan:
    """The items and their links; `kin` are items that belong side by side, parts and wholes."""

    items: tuple[Item, ...]
    links: tuple[Link, ...]
    kin: tuple[tuple[int, int], ...]

    @cached_property
    def pieces(self) -> tuple[tuple[int, int, int, int], ...]:
        """The pieces of links: from an item to an item, from a column to a column."""
        return tuple(piece for link in self.links for piece in self._pieces(link))

    def _pieces(self, link: Link) -> Iterator[tuple[int, int, int, int]]:
        end = self.items[link.source].span[1]
        if link.lane < 0:
            yield link.source, link.target, min(end, link.column), link.column
        else:
            first, last = self.items[link.lane].span
            yield link.source, link.lane, min(end, first), first
            yield link.lane, link.target, last, link.column

    @cached_property
    def near(self) -> tuple[tuple[int, ...], ...]:
        """By item, those to which it is linked."""
        found: list[list[int]] = [[] for _ in self.items]
        for one, two in (*((piece[0], piece[1]) for piece in self.pieces), *self.kin):
            found[one].append(two)
            found[two].append(one)
        return tuple(map(tuple, found))


def _plan(story: Story, groups: Sequence[Group], columns: Columns) -> Plan:
    items = [_item(story, group, columns) for group in groups]
    where = {thing: at for at, group in enumerate(groups) for thing in group.things}
    links = [*_changed(story, where)]
    for tie, (column, text, facts) in zip(story.parts, _notes(story), strict=True):
        words = wrapped(text, columns.width[column])
        height = len(words) * SIZE * LEADING
        source = where[story.drawing.ties[tie].source]
        links.append(Link(source, len(items), column, (tie,), ""))
        items.append(Item((column, column), height, f"{tie:06}", words=words, facts=facts))
    ends = ((story.drawing.ties[at].source, story.drawing.ties[at].target) for at in story.parts)
    return Plan(*_laned(items, links), tuple((where[one], where[two]) for one, two in ends))


def _item(story: Story, group: Group, columns: Columns) -> Item:
    box = _box(story, group, columns)
    thing = story.drawing.things[group.things[0]]
    return Item(story.span(group.things[0]), box.height, f"{thing.label} {thing.iri}", box)


def _changed(story: Story, where: Mapping[int, int]) -> Iterator[Link]:
    """A link for all changes of one colour and year between the same two boxes."""
    found: dict[tuple[int, int, int, str], list[int]] = defaultdict(list)
    for at in story.changes:
        tie = story.drawing.ties[at]
        ends = where[tie.source], where[tie.target]
        term = story.term(at)
        found[(*ends, story.column(at), TAKEN_IN.get(term, term))].append(at)
    for (source, target, column, kind), ties in sorted(found.items()):
        yield Link(source, target, column, tuple(ties), kind)


def _laned(
    items: Sequence[Item], links: Iterable[Link]
) -> tuple[tuple[Item, ...], tuple[Link, ...]]:
    """Items and links with a lane for each link that needs one."""
    every, laned = list(items), []
    for link in links:
        first, last = _lane(items[link.source], items[link.target], link.column)
        if first <= last:
            laned.append(replace(link, lane=len(every)))
            key = f"{items[link.source].key} {items[link.target].key}"
            every.append(Item((first, last), LANE, key))
        else:
            laned.append(link)
    return tuple(every), tuple(laned)


def _lane(source: Item, target: Item, column: int) -> tuple[int, int]:
    """The first and last column of a lane: those that a line passes, that in which it comes to a
    box over it, or that in which it leaves a box that goes on; none if the last is before."""
    inside = column > target.span[0]
    if source.span[1] < column:
        return source.span[1] + 1, column if inside else column - 1
    leaves = not inside and source.span[0] < column
    return (column - 1, column - 1) if leaves else (column, column - 1)


# Order


def _order(plan: Plan) -> list[int]:
    """The items from top to bottom, what hangs together together."""
    return [item for lot in _lots(plan) for item in _settled(plan, lot)]


def _lots(plan: Plan) -> list[list[int]]:
    """The items that hang together: those with the widest boxes first, then the smaller lots."""
    waiting = sorted(range(len(plan.items)), key=lambda at: _first(plan, at))
    lots = []
    while waiting:
        lot = _reached(plan, waiting[0])
        waiting = [at for at in waiting if at not in lot]
        lots.append(lot)
    return sorted(lots, key=lambda lot: (-_bars(plan, lot), len(lot), plan.items[lot[0]].key))


def _bars(plan: Plan, lot: Iterable[int]) -> int:
    items = (plan.items[at] for at in lot)
    return max((item.span[1] - item.span[0] for item in items if item.bar), default=0)


def _first(plan: Plan, at: int) -> tuple[bool, int, str]:
    item = plan.items[at]
    return not item.bar, item.span[0], item.key


def _reached(plan: Plan, first: int) -> list[int]:
    """What hangs together with an item, in depth first order."""
    found: dict[int, None] = {}
    fresh = [first]
    while fresh:
        at = fresh.pop()
        if at not in found:
            found[at] = None
            fresh.extend(sorted(plan.near[at], key=lambda near: _first(plan, near), reverse=True))
    return list(found)


def _settled(plan: Plan, lot: Sequence[int]) -> list[int]:
    """A lot in an order with few crossings: barycentres in rounds, then moves."""
    cost = Cost(plan, lot)
    orders = [list(lot)]
    for _ in range(ROUNDS):
        orders.append(_balanced(plan, orders[-1]))
    return _exchanged(min(orders, key=cost.of), cost)


def _balanced(plan: Plan, order: Sequence[int]) -> list[int]:
    """The items by the mean place of those to which they are linked, and their own."""
    place = {at: number for number, at in enumerate(order)}

    def mean(at: int) -> float:
        near = [place[each] for each in plan.near[at]]
        return (place[at] + sum(near)) / (1 + len(near))

    return sorted(order, key=lambda at: (mean(at), place[at]))


def _exchanged(order: Sequence[int], cost: Cost) -> list[int]:
    """An order that the move of no run of items makes better."""
    best, least = list(order), cost.of(order)
    for _ in range(ROUNDS):
        before = least
        for size, at, to in product(range(1, min(RUN, len(best)) + 1), *[range(len(best))] * 2):
            rest = [*best[:at], *best[at + size :]]
            tried = [*rest[:to], *best[at : at + size], *rest[to:]]
            found = cost.of(tried)
            if found < least:
                best, least = tried, found
        if least == before:
            break
    return best


class Cost:
    """What speaks against an order of a lot of items."""

    def __init__(self, plan: Plan, lot: Sequence[int]) -> None:
        held = set(lot)
        pieces = [piece for piece in plan.pieces if piece[0] in held]
        pairs = [(*a[:2], *b[:2]) for a, b in combinations(pieces, 2) if _beside(a, b)]
        barred = [(*p[:2], at) for p in pieces for at in lot if _between(plan.items[at], p)]
        long = [piece[:2] for piece in pieces] + 2 * [pair for pair in plan.kin if pair[0] in held]
        self.place = np.zeros(len(plan.items), dtype=np.int64)
        self.pairs = np.array(pairs, dtype=np.int64).reshape(-1, 4).T
        self.barred = np.array(barred, dtype=np.int64).reshape(-1, 3).T
        self.long = np.array(long, dtype=np.int64).reshape(-1, 2).T

    def of(self, order: Sequence[int]) -> tuple[int, int, int]:
        """How many boxes lie in the way of lines, how many lines cross, how long lines are."""
        place = self.place
        place[order] = np.arange(len(order))
        one, two, item = place[self.barred]
        barred = ((item - one) * (item - two) < 0).sum()
        begin, end, other, last = place[self.pairs]
        crossed = ((begin - other) * (end - last) < 0).sum()
        long = np.abs(np.subtract(*place[self.long])).sum()
        return int(barred), int(crossed), int(long)


def _between(item: Item, piece: tuple[int, int, int, int]) -> bool:
    """Whether an item would bar a piece between whose ends it stood."""
    first, last = item.span
    _, _, begin, end = piece
    return first <= begin and end <= last


def _beside(one: tuple[int, int, int, int], two: tuple[int, int, int, int]) -> bool:
    """Whether two pieces lie in the same columns, and so may cross."""
    return one[2] < two[3] and two[2] < one[3]


# Heights


def _heights(plan: Plan, order: Sequence[int]) -> tuple[list[float], float]:
    """How far down each item begins, and the height of all."""
    tops = [0.0] * len(plan.items)
    for number, at in enumerate(order):
        above = (before for before in order[:number] if _share(plan, before, at))
        tops[at] = max((tops[up] + plan.items[up].height + GAP for up in above), default=0)
    whole = max((top + item.height for top, item in zip(tops, plan.items, strict=True)), default=0)
    for turn in range(ROUNDS):
        for at in order if turn % 2 else order[::-1]:
            tops[at] = _drawn(plan, order, tops, at, whole)
    return tops, whole


def _share(plan: Plan, one: int, two: int) -> bool:
    """Whether two items stand in a column together."""
    a, b = plan.items[one].span, plan.items[two].span
    return a[0] <= b[1] and b[0] <= a[1]


def _drawn(plan: Plan, order: Sequence[int], tops: Sequence[float], at: int, whole: float) -> float:
    """Where an item comes to stand between the ones above and below: level with its links."""
    if plan.items[at].bar or not plan.near[at]:
        return tops[at]
    number, height = order.index(at), plan.items[at].height
    above = [tops[up] + plan.items[up].height for up in order[:number] if _share(plan, up, at)]
    below = [tops[down] for down in order[number + 1 :] if _share(plan, at, down)]
    middles = [tops[near] + plan.items[near].height / 2 for near in plan.near[at]]
    wish = sum(middles) / len(middles) - height / 2
    lowest = min(below, default=whole + GAP) - GAP - height
    return max(min(wish, lowest), max(above, default=-GAP) + GAP)


# Lines


@dataclass(frozen=True)
class Placed:
    """A plan with its columns and the heights of its items."""

    plan: Plan
    columns: Columns
    tops: tuple[float, ...]

    def middle(self, at: int) -> float:
        return self.tops[at] + self.plan.items[at].height / 2

    @cached_property
    def areas(self) -> tuple[tuple[float, float, float, float], ...]:
        """The left, top, right and bottom of all that lines must keep clear of."""
        return tuple(map(self._area, range(len(self.plan.items))))

    def _area(self, at: int) -> tuple[float, float, float, float]:
        item, top = self.plan.items[at], self.tops[at]
        first, last = item.span
        return self.columns.left(first), top, self.columns.right(last), top + item.height

    @cached_property
    def ports(self) -> dict[Link, tuple[float, float]]:
        """By link, the heights at which it leaves and arrives: those of one box spread apart."""
        leave, arrive = self._spread("source"), self._spread("target")
        return {link: (leave[link], arrive[link]) for link in self.plan.links}

    def _spread(self, end: str) -> dict[Link, float]:
        lots: dict[tuple[int, str], list[Link]] = defaultdict(list)
        for link in self.plan.links:
            lots[(getattr(link, end), link.kind if end == "source" else "")].append(link)
        found = {}
        for (at, _), lot in lots.items():
            lot.sort(key=lambda link: self._far(link, end))
            step = min(9.0, (self.plan.items[at].height - 10) / max(len(lot), 1))
            step = step if end == "target" else 0
            for number, link in enumerate(lot):
                found[link] = self.middle(at) + (number - (len(lot) - 1) / 2) * step
        return found

    def _far(self, link: Link, end: str) -> float:
        return self.middle(link.source if end == "target" else link.target)


def _routes(placed: Placed) -> dict[Link, tuple[Point, ...]]:
    """The points of each link: of its ways the first of those that cross the fewest others."""
    ways = {link: [*_ways(placed, link)] for link in placed.plan.links}
    found = {link: own[0] for link, own in ways.items()}
    for _ in range(PASSES):
        for link, own in ways.items():
            if len(own) > 1:
                others = [points for other, points in found.items() if other != link]
                found[link] = min(own, key=lambda way: sum(_crosses(way, o) for o in others))
    return found


def _ways(placed: Placed, link: Link) -> Iterator[tuple[Point, ...]]:
    """The ways that a line may take: sweeps that are clear, the longest first, then its lane."""
    source, target = placed.plan.items[link.source], placed.plan.items[link.target]
    start, end = placed.columns.right(source.span[1]), placed.columns.left(link.column)
    if source.span[1] >= link.column:
        yield _upright(placed, link)
    elif link.column > target.span[0]:
        yield _risen(placed, link, start)
    else:
        yield from _swept(placed, link, start, end)
        yield _along_lane(placed, link, start, end)


def _swept(placed: Placed, link: Link, start: float, end: float) -> Iterator[tuple[Point, ...]]:
    """Level, in one curve over some columns, and level again, where nothing is in the way."""
    leave, arrive = placed.ports[link]
    for first, last in _sweeps(placed.plan.items[link.source].span[1], link.column):
        a, b = placed.columns.right(first), placed.columns.left(last)
        points = tidy(((start, leave), *curve((a, leave), (b, arrive)), (end, arrive)))
        if _is_clear(placed, link, points):
            yield points


def _along_lane(placed: Placed, link: Link, start: float, end: float) -> tuple[Point, ...]:
    """In a curve to the lane, level on it, and in a curve from it, as gently as is clear."""
    leave, arrive = placed.ports[link]
    if link.lane < 0:
        return _climb(placed, link, [(start, leave)], [(end, arrive)])
    level = placed.middle(link.lane)
    first, last = placed.plan.items[link.lane].span
    ends = [(placed.columns.left(at), level) for at in range(last, first - 1, -1)]
    there = _climb(placed, link, [(start, leave)], ends)
    starts = [(placed.columns.right(at), level) for at in range(first, last + 1)]
    after = [point for point in starts if point[0] > there[-1][0]]
    return tidy((*there, *_climb(placed, link, after, [(end, arrive)])))


def _climb(
    placed: Placed, link: Link, starts: Sequence[Point], ends: Sequence[Point]
) -> tuple[Point, ...]:
    """The first clear curve from a start to an end; else within the gap between two columns."""
    for start, end in product(starts, ends):
        if _is_clear(placed, link, found := tidy(curve(start, end))):
            return found
    (x, y), (across, down) = starts[-1], ends[-1]
    lead = CLEAR + 0.5
    return (x, y), (x + lead, y), (across - lead, down), (across, down)


def _crosses(one: Sequence[Point], two: Sequence[Point]) -> int:
    """How often two lines that run from left to right change sides."""
    low, high = max(one[0][0], two[0][0]), min(one[-1][0], two[-1][0])
    if low >= high:
        return 0
    at = np.linspace(low, high, 4 * STEPS)
    gap = _level(one, at) - _level(two, at)
    sides = np.sign(gap[np.abs(gap) > 0.5])
    return int((sides[1:] != sides[:-1]).sum())


def _sweeps(begin: int, end: int) -> list[tuple[int, int]]:
    """The stretches of columns over which a line may climb, the longest first."""
    found = [(a, b) for a in range(begin, end) for b in range(a + 1, end + 1)]
    return sorted(found, key=lambda stretch: (stretch[0] - stretch[1], -stretch[0]))


def _risen(placed: Placed, link: Link, start: float) -> tuple[Point, ...]:
    """Along its lane to the column and then up (or down) to the box over it."""
    leave, _ = placed.ports[link]
    level = placed.middle(link.lane) if link.lane >= 0 else leave
    x = placed.columns.middle(link.column)
    first = placed.columns.left(placed.plan.items[link.lane].span[0])
    there = _climb(placed, link, [(start, leave)], [(first, level)])
    return tidy((*there, *_turn(placed, link, x, level)))


def _turn(placed: Placed, link: Link, x: float, level: float) -> list[Point]:
    """A corner, rounded, from level to upright, and on to the edge of the target."""
    top = placed.tops[link.target]
    bottom = top + placed.plan.items[link.target].height
    edge, way = (bottom, -1) if level > bottom else (top, 1)
    bend = min(10.0, abs(level - edge) / 2)
    return [
        (x - bend, level),
        (x - bend * 0.3, level + way * bend * 0.3),
        (x, level + way * bend),
        (x, edge),
    ]


def _upright(placed: Placed, link: Link) -> tuple[Point, ...]:
    """Up or down between two boxes in one column, or from a box to its lane and on."""
    top, bottom = _edges(placed, link.source)
    if link.lane < 0:
        x = placed.columns.middle(link.column)
        upper, lower = _edges(placed, link.target)
        return ((x, top), (x, lower)) if top > lower else ((x, bottom), (x, upper))
    x, level = placed.columns.middle(link.column - 1), placed.middle(link.lane)
    start = (placed.columns.right(link.column - 1), level)
    end = (placed.columns.left(link.column), placed.ports[link][1])
    return tidy(
        ((x, top if top > level else bottom), (x, level), *_climb(placed, link, [start], [end]))
    )


def _edges(placed: Placed, at: int) -> tuple[float, float]:
    return placed.tops[at], placed.tops[at] + placed.plan.items[at].height


def _level(points: Sequence[Point], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far down a line is at each of these distances from the left."""
    across, down = np.array(points).T
    return np.asarray(np.interp(at, across, down))


def _is_clear(placed: Placed, link: Link, points: Sequence[Point]) -> bool:
    """Whether a line keeps clear of all items but its ends and other lanes."""
    own = {link.source, link.target}
    foreign = [
        area
        for at, (area, item) in enumerate(zip(placed.areas, placed.plan.items, strict=True))
        if at not in own and (item.box or item.words)
    ]
    return not any(_meets(one, two, area) for one, two in pairwise(points) for area in foreign)


def _meets(one: Point, two: Point, area: tuple[float, float, float, float]) -> bool:
    """Whether the frame of a short piece of line comes near an area."""
    left, top, right, bottom = area
    across, down = sorted((one[0], two[0])), sorted((one[1], two[1]))
    return (
        across[0] < right + CLEAR
        and across[1] > left - CLEAR
        and down[0] < bottom + CLEAR
        and down[1] > top - CLEAR
    )


# The scene


def layout(drawing: Drawing) -> Scene:
    """The changes of a drawing from left to right, and below the members without any."""
    story = _story(drawing)
    if not drawing.ties:
        return Scene(0, 0)
    groups = _groups(story)
    ways = [
        _columns(story, groups, *most) for most in product(WIDTHS, WIDTHS) if most[0] >= most[1]
    ]
    order = _order(_plan(story, groups, ways[0]))
    return _first_fit(story, groups, order, ways)


def _first_fit(
    story: Story, groups: Sequence[Group], order: Sequence[int], ways: Sequence[Columns]
) -> Scene:
    """The scene of the first columns with which all fits; else the lowest, which scrolls."""
    narrow = [way for way in ways if way.all <= WIDTH + 1] or [min(ways, key=lambda way: way.all)]
    made = []
    for columns in sorted(narrow, key=lambda way: -way.all):
        made.append(page := _page(story, groups, order, columns))
        if page.height <= HEIGHT:
            return _scene(story, page)
    return replace(_scene(story, min(made, key=lambda page: page.height)), scrolls=True)


@dataclass(frozen=True)
class Page:
    """What stands above, in and below the columns; `foot` is where the columns end."""

    head: list[Box]
    placed: Placed
    still: list[Box]
    texts: list[Text]
    foot: float
    height: float


def _page(story: Story, groups: Sequence[Group], order: Sequence[int], columns: Columns) -> Page:
    plan = _plan(story, groups, columns)
    tops, height = _heights(plan, order)
    head = _head(story, columns)
    down = HEAD + sum(box.height + GAP for box in head)
    placed = Placed(plan, columns, tuple(top + down for top in tops))
    still, texts, bottom = _still(story, columns, down + height + FOOT)
    return Page(head, placed, still, texts, down + height + GAP, bottom)


def _scene(story: Story, page: Page) -> Scene:
    columns = page.placed.columns
    return Scene(
        max(box.x + box.width for box in (*page.head, *_boxes(page.placed), *page.still)),
        page.height,
        (*page.head, *_boxes(page.placed), *page.still),
        tuple(_lines(story, page.placed)),
        (*_years(story, columns), *_words(page.placed), *page.texts),
        tuple(_bands(columns, page.foot)),
    )


def _titled(story: Story) -> str:
    return f"{story.drawing.things[story.cluster].short} · {len(story.members)} members"


def _head(story: Story, columns: Columns) -> list[Box]:
    """The cluster, above its members."""
    if story.cluster < 0:
        return []
    thing = story.drawing.things[story.cluster]
    across, down = PADDING
    lines = wrapped(_titled(story), columns.width[0] - 2 * across, strong=True)
    height = len(lines) * SIZE * LEADING + 2 * down
    place = (columns.left(0), HEAD, columns.width[0], height)
    return [Box(*place, lines, thing.kind, "bar", story.cluster, marks=frozenset({"strong"}))]


def _boxes(placed: Placed) -> Iterator[Box]:
    for item, top in zip(placed.plan.items, placed.tops, strict=True):
        if item.box:
            yield replace(item.box, y=top)


def _words(placed: Placed) -> Iterator[Text]:
    """The words where a line ends without a body."""
    for item, top in zip(placed.plan.items, placed.tops, strict=True):
        for number, line in enumerate(item.words):
            x, y = placed.columns.left(item.span[0]), top + (number + 0.8) * SIZE * LEADING
            yield Text(x, y, line, facts=item.facts)


def _years(story: Story, columns: Columns) -> Iterator[Text]:
    for column, year in enumerate((story.first, *story.years)):
        yield Text(columns.middle(column), HEAD - 10, year, SIZE, "middle", "axis")


def _bands(columns: Columns, height: float) -> Iterator[Band]:
    """A band for each column, every other one of the kind `even`."""
    gap = columns.begin[1] - columns.right(0) if len(columns.begin) > 1 else 0
    for column in range(len(columns.width)):
        kind = "even" if column % 2 else "odd"
        left, right = columns.left(column) - gap / 2, columns.right(column) + gap / 2
        left, right = max(left, 0), min(right, columns.all)
        yield Band(left, 0, right - left, height, kind=kind)


def _lines(story: Story, placed: Placed) -> Iterator[Line]:
    """The lines of changes, with arrows; those of parts are thin and end before their words."""
    for link, points in _routes(placed).items():
        marks = looks.of_ties(story.drawing.ties[at] for at in link.ties) | {"curve"}
        marks |= {"arrow"} if link.kind else {"thin"}
        if not link.kind:
            points = (*points[:-1], (points[-1][0] - CLEAR, points[-1][1]))
        yield Line(points, link.ties, marks, link.kind)


def _still(story: Story, columns: Columns, top: float) -> tuple[list[Box], list[Text], float]:
    """The members without a change, in rows under their headings, and where the last ends."""
    still = sorted(story.members - set(story.moved))
    renamed = [thing for thing in still if story.name(thing) != story.drawing.things[thing].label]
    quiet = [thing for thing in still if thing not in renamed]
    lots = [
        (NO_CHANGE, folded(story.drawing, quiet)),
        (NEW_NAME, [Group(story.name(thing), (thing,)) for thing in renamed]),
    ]
    boxes: list[Box] = []
    texts: list[Text] = []
    bottom = top - FOOT + GAP
    for heading, groups in lots:
        if groups:
            x, y = columns.left(0), bottom + FOOT - 2 * GAP
            texts.append(Text(x, y, heading, role="heading"))
            boxes += _rows(story, groups, columns, y + GAP)
            bottom = max(box.y + box.height for box in boxes)
    return boxes, texts, bottom


def _rows(story: Story, groups: Sequence[Group], columns: Columns, top: float) -> list[Box]:
    """The boxes of groups one beside the other, in as few rows as their words allow."""
    tries = [
        _flowed([_still_box(story, group, most) for group in groups], columns, top)
        for most in range(120, 420, 10)
    ]
    return min(tries, key=lambda boxes: max(box.y + box.height for box in boxes))


def _still_box(story: Story, group: Group, most: float) -> Box:
    across, down = PADDING
    lines = wrapped(group.text, most)
    size = (_widest(lines) + 2 * across, len(lines) * SIZE * LEADING + 2 * down)
    if group.folded:
        return Box(0, 0, *size, lines, role="chip", members=group.things)
    thing = story.drawing.things[group.things[0]]
    marks = frozenset({"several"}) if thing.several else NONE
    return Box(0, 0, *size, lines, thing.kind, thing=group.things[0], marks=marks)


def _flowed(boxes: Sequence[Box], columns: Columns, top: float) -> list[Box]:
    """Boxes from left to right in rows."""
    placed: list[Box] = []
    x, y, tall = columns.left(0), top, 0.0
    for box in boxes:
        if tall and x + box.width > columns.all:
            x, y, tall = columns.left(0), y + tall + GAP, 0.0
        placed.append(replace(box, x=x, y=y))
        x, tall = x + box.width + GAP, max(tall, box.height)
    return placed
