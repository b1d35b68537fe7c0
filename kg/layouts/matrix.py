"""Matrix: documents by the things that they name, and what each thing needs to be tied at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from kg import phrase
from kg.blocks import deep, more, named, stacked, together, written
from kg.drawing import in_years
from kg.scene import Band, Box, Scene, Text, boxed
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.drawing import Drawing

WIDTH = 1040.0
NAMES = 270.0
NEEDS = 152.0
"""The width of the last column."""
BETWEEN = WIDTH - NAMES - NEEDS
"""The width of all columns of documents together."""
GAP = 6.0
INDENT = 8.0
ONLY = "Only this ties it to others"
"""Above the last column."""
MOST, WIDEST = 60, 7
"""How many things named in several columns are drawn, and how many columns of documents."""
ASIDE = ("Place", "Person")
"""Kinds that stand below bodies and programmes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A document, or all registers together; `named` has the facts that name each thing."""

    title: str
    issued: str
    sources: tuple[int, ...]
    named: Mapping[int, tuple[int, ...]]


def layout(drawing: Drawing) -> Scene:
    """What several columns name in rows, what one column alone names folded by kind below."""
    columns = _columns(drawing)
    needed, shared = _needed(drawing, columns), _shared(drawing, columns)
    parts = [_head(drawing, columns)] if columns else []
    for count, things in groupby(shared[:MOST], lambda each: _times(columns, each)):
        parts.append(_title(f"Named in {count} of these"))
        parts.extend(_row(drawing, columns, thing, needed.get(thing, -1)) for thing in things)
    parts.extend(more(len(shared) - MOST, "more thing", WIDTH))
    parts.extend(_alone(drawing, columns))
    return replace(stacked(parts, GAP), width=WIDTH, scrolls=True)


# Which document names what


def _columns(drawing: Drawing) -> list[Column]:
    """The documents in the order of their years, then all registers as one."""
    facts: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for tie in drawing.ties:
        facts[tie.source][tie.target] = tie.facts
    issued = {source.slug: source.issued for source in drawing.documents}
    columns, registers = [], []
    for at, found in facts.items():
        name = slug(drawing.things[at].iri)
        if name in issued:
            columns.append(Column(drawing.things[at].label, issued[name], (at,), found))
        else:  # a register is cited by its editions, never itself
            registers.append((at, found))
    columns = _largest(columns)
    return columns + ([_together("Registers and lists", registers)] if registers else [])


def _largest(columns: Sequence[Column]) -> list[Column]:
    """The documents with most facts in the order of their years, then all others as one."""

    def facts(column: Column) -> int:
        return len({fact for naming in column.named.values() for fact in naming})

    order = sorted(columns, key=lambda column: (-facts(column), column.title))
    first, rest = order[:WIDEST], order[WIDEST:]
    first.sort(key=lambda column: (re.findall(r"\d{4}", column.issued), column.title))
    held = [(column.sources[0], column.named) for column in rest]
    title = phrase.count(len(rest), "more document")
    return first + ([_together(title, held)] if rest else [])


def _together(title: str, held: Sequence[tuple[int, Mapping[int, tuple[int, ...]]]]) -> Column:
    found: dict[int, set[int]] = defaultdict(set)
    for _, facts in held:
        for thing, naming in facts.items():
            found[thing].update(naming)
    named = {thing: tuple(sorted(naming)) for thing, naming in found.items()}
    return Column(title, "", tuple(at for at, _ in held), named)


def _times(columns: Iterable[Column], thing: int) -> int:
    """How many columns name a thing."""
    return sum(thing in column.named for column in columns)


def _shared(drawing: Drawing, columns: Sequence[Column]) -> list[int]:
    """The things that several columns name: first those in most, bodies before places."""

    def rank(thing: int) -> tuple[int, bool, int, str]:
        about = drawing.things[thing]
        facts = sum(len(column.named.get(thing, ())) for column in columns)
        return -_times(columns, thing), about.kind in ASIDE, -facts, about.label

    things = {thing for column in columns for thing in column.named}
    return sorted((each for each in things if _times(columns, each) > 1), key=rank)


def _needed(drawing: Drawing, columns: Sequence[Column]) -> dict[int, int]:
    """By thing that one column alone ties to another body, programme or person: that column."""
    stated: dict[int, set[int]] = defaultdict(set)
    for at, column in enumerate(columns):
        for fact in (fact for facts in column.named.values() for fact in facts):
            stated[fact].add(at)
    rests: dict[int, set[frozenset[int]]] = defaultdict(set)
    for thing, fact in _tying(drawing, columns):
        rests[thing].add(frozenset(stated[fact]))
    alone = {thing: ways.pop() for thing, ways in rests.items() if len(ways) == 1}
    return {thing: min(way) for thing, way in alone.items() if len(way) == 1}


def _tying(drawing: Drawing, columns: Iterable[Column]) -> Iterator[tuple[int, int]]:
    """Each thing with each fact that names it and something else that is no place."""
    naming: dict[int, set[int]] = defaultdict(set)
    for column in columns:
        for thing, facts in column.named.items():
            for fact in facts:
                naming[fact].add(thing)
    for fact, things in naming.items():
        others = {at for at in things if drawing.things[at].kind != "Place"}
        yield from ((thing, fact) for thing in things if others - {thing})


# Rows


def _left(columns: Sequence[Column], at: int) -> float:
    return NAMES + at * BETWEEN / len(columns)


def _head(drawing: Drawing, columns: Sequence[Column]) -> Scene:
    """The titles of the columns, each above its date and how many facts were read in it."""
    wide = BETWEEN / len(columns) - GAP
    titles = [boxed(column.title, wide - 8, strong=True) for column in columns]
    height = max(tall for _, _, tall in titles)
    heads = []
    for at, (lines, _, _) in enumerate(titles):
        one, *others = columns[at].sources
        single, several = (-1, (one, *others)) if others else (one, ())
        box = Box(
            _left(columns, at), 0, wide, height, lines, "Document", "heading", single, several
        )
        heads.append(Scene(WIDTH, height, (box,), texts=_below(columns[at], box)))
    only = written(ONLY, NAMES + BETWEEN + INDENT, 0, NEEDS - INDENT, role="axis")
    bottom = max(text.y for head in heads for text in head.texts)
    return together([*heads, Scene(WIDTH, bottom, texts=only)])


def _below(column: Column, box: Box) -> tuple[Text, ...]:
    """How many facts a column has, and of when it is."""
    facts = {fact for found in column.named.values() for fact in found}
    middle, top = box.centre[0], box.height + 3
    count = phrase.count(len(facts), "fact")
    texts = written(count, middle, top, box.width, role="axis", anchor="middle")
    told = in_years([column.issued]) or (
        phrase.count(len(column.sources), "file") if len(column.sources) > 1 else ""
    )
    top += deep(texts)
    below = written(told, middle, top, box.width, role="note", anchor="middle") if told else ()
    return texts + below


def _title(text: str) -> Scene:
    words = written(text, 0, 14, WIDTH, 15, "heading")
    return Scene(WIDTH, 14 + deep(words), texts=words)


def _row(drawing: Drawing, columns: Sequence[Column], thing: int, needed: int) -> Scene:
    """A thing, how many facts of each column name it, and the column that it needs."""
    box = named(drawing, thing, 0, 0, NAMES - GAP)
    cells = [
        _cell(columns, at, box.height, column.named[thing], at == needed)
        for at, column in enumerate(columns)
        if thing in column.named
    ]
    title = columns[needed].title if needed >= 0 else ""
    words = written(title, NAMES + BETWEEN + INDENT, 7, NEEDS - INDENT) if title else ()
    return together([Scene(WIDTH, max(box.height, 7 + deep(words)), (box,), texts=words), *cells])


def _cell(
    columns: Sequence[Column], at: int, height: float, facts: tuple[int, ...], needed: bool
) -> Scene:
    wide = BETWEEN / len(columns) - GAP
    marks = frozenset({"strong"} if needed else ())
    band = Band(_left(columns, at), 0, wide, height, "cell", marks, facts, "Document")
    middle, top = band.x + wide / 2, height / 2 - 8
    words = written(f"{len(facts):,}", middle, top, wide, facts=facts, anchor="middle")
    return Scene(WIDTH, height, texts=words, bands=(band,))


# What one column alone names


def _alone(drawing: Drawing, columns: Sequence[Column]) -> Iterator[Scene]:
    """By column, the things that it alone names, folded by kind."""
    rows = [
        _chips(drawing, column, sorted(each for each in column.named if _times(columns, each) == 1))
        for column in columns
    ]
    if any(row.boxes for row in rows):
        yield _title("Named in one of these only")
    yield from (row for row in rows if row.boxes)


def _chips(drawing: Drawing, column: Column, things: Sequence[int]) -> Scene:
    """A document with a chip for each kind of what it alone names, the largest first."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for thing in things:
        kinds[_kind(drawing, thing)].append(thing)
    order = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))
    boxes = _flow([_chip(kind, kinds[kind]) for kind in order])
    title = written(column.title, 0, 5, NAMES - 2 * GAP)
    bottom = max((box.y + box.height for box in boxes), default=0.0)
    height = max(bottom, 5 + deep(title)) + GAP
    return Scene(WIDTH, height, tuple(boxes), texts=title if boxes else ())


def _kind(drawing: Drawing, thing: int) -> str:
    about = drawing.things[thing]
    plain = about.kind.lower() if about.kind != "Organisation" else "other body"
    return "class of bodies" if about.several else about.sort or plain


def _chip(kind: str, members: Sequence[int]) -> Box:
    words = phrase.count(len(members), kind)
    lines, width, height = boxed(words, BETWEEN + NEEDS)
    return Box(0, 0, width, height - 4, lines, "", "chip", -1, tuple(members))


def _flow(boxes: Iterable[Box]) -> list[Box]:
    """Boxes from left to right beside the names, in as many lines as they need."""
    found: list[Box] = []
    x, y = NAMES, 0.0
    for box in boxes:
        if found and x + box.width > WIDTH:
            x, y = NAMES, found[-1].y + found[-1].height + GAP
        found.append(replace(box, x=x, y=y))
        x += box.width + GAP
    return found
