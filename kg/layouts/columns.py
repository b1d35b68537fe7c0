"""Columns: what became of the members of a cluster, a column for each year of a change.

A body is a box in the column of the year in which it came; one that took others in later reaches
to the last such year, or to the right margin if no end of it is recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from kg import looks
from kg.chips import Group, counted, folded
from kg.drawing import Drawing, Thing
from kg.folding import FEWEST
from kg.lanes import GAP, Item, Link, Plan, heights, laned, ordered
from kg.linework import CLEAR, Columns, Placed, routes
from kg.scene import LEADING, NONE, SIZE, Band, Box, Line, Scene, Text, wide, wrapped
from kg.story import Story, told

WIDTH, HEIGHT = 1104.0, 630.0
"""How large a scene may be for its text to be readable when all of it is seen at once."""
MEMBER = 246.0
"""How wide the words of a member may be."""
WIDTHS = (170.0, 150.0, 140.0, 130.0, 120.0, 108.0, 100.0, 92.0)
"""How wide those of other bodies may be, in the most crowded column and in the others."""
PADDING = (9.0, 4.2)
GUTTER = (15.0, 64.0)
"""The least and the most room between columns."""
HEAD, FOOT = 26.0, 26.0
"""Above the first row, with the years; above the members without a change."""
NO_CHANGE = "No change recorded"
NEW_NAME = "No change recorded but of name"
NOTHING_MORE = "nothing more recorded"
TAKEN_IN = {"acquisition": "merger"}
"""By term of a change, the colour of its lines where that is the one of another."""


# Columns and boxes


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
    if len(lot) >= FEWEST:
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
    return Plan(*laned(items, links), tuple((where[one], where[two]) for one, two in ends))


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


# The scene


def layout(drawing: Drawing) -> Scene:
    """The changes of a drawing from left to right, and below the members without any."""
    story = told(drawing)
    if not drawing.ties:
        return Scene(0, 0)
    groups = _groups(story)
    ways = [
        _columns(story, groups, *most) for most in product(WIDTHS, WIDTHS) if most[0] >= most[1]
    ]
    order = ordered(_plan(story, groups, ways[0]))
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
    tops, height = heights(plan, order)
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
    for link, points in routes(placed).items():
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
