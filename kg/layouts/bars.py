"""Bars: awards in words, other money as bars, below one another, a panel for each way of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby, product
from typing import TYPE_CHECKING

from kg import phrase
from kg.amounts import concepts, money, number
from kg.blocks import deep, more, moved, named, stacked, together, written
from kg.phrase import Label, Words
from kg.scene import Band, Line, Marks, Scene, Text
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.drawing import Drawing

WIDTH = 1040.0
COLUMNS = 2
GUTTER, APART = 16.0, 34.0
"""The space between cards, and between panels."""
INSET = 16.0
"""The space between a panel's edge and what stands in it."""
ACROSS = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
WITHIN = ACROSS - 2 * INSET
NAMES, SAID = 292.0, 252.0
"""How wide the names before the bars are, and the words after them."""
SCALE = WIDTH - 2 * INSET - NAMES - SAID
"""The length of the longest bar."""
BAR, AXIS = 18.0, 30.0
"""How high a bar is, and the words of an axis with the space above them."""
THIN: Marks = frozenset({"thin"})
LEAST = 2.0
"""The width of the smallest bar, which is to be seen."""
INDENT = 20.0
"""How far the parts of a total stand in."""
STEPS = 4
"""How many steps an axis has, about."""
MOST = 12
"""How many cards, and how many bars of a panel, are drawn."""
TOLD = frozenset({"award", "offer"})
"""The ways of money that are told in words: what is a ceiling or a promise is no length."""
LARGE = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount that a bar shows; `way` is in which way it is spoken of, `unit` its currency."""

    fact: int
    thing: int
    amount: Decimal
    unit: str
    way: str
    made: bool
    given: bool


@dataclass(frozen=True)
class Told:
    """A drawing with what is looked up in it for many awards."""

    drawing: Drawing
    label: Label

    @cached_property
    def counts(self) -> dict[tuple[str, ...], list[int]]:
        """By document, the facts that say how many awards there are."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, value in enumerate(self.drawing.values):
            if slug(value.first("measure")) == "awardCount":
                found[value.texts("statedIn")].append(at)
        return found

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """By thing, the classes of bodies of which a text says that it is one."""
        found: dict[str, list[str]] = defaultdict(list)
        for value in self.drawing.values:
            if value.kind == "Relation" and slug(value.first("relationKind")) == "oneOf":
                found[value.first("subject")].append(value.first("object"))
        return found

    @cached_property
    def parts(self) -> dict[str, set[str]]:
        """By whole, its parts."""
        found: dict[str, set[str]] = defaultdict(set)
        for value in self.drawing.values:
            if value.kind == "Part":
                found[value.first("whole")].update(value.texts("part"))
        return found

    def words(self, fact: int) -> Words:
        return Words(self.drawing.values[fact], self.label)


def layout(drawing: Drawing) -> Scene:
    """Awards in cards, then a panel of bars for each way in which money is spoken of."""
    told = Told(drawing, concepts(drawing))
    shown = sorted({fact for tie in drawing.ties for fact in tie.facts})
    sums = [found for fact in shown if (found := _sum(drawing, fact))]
    lots = _lots(told, _in_words(drawing, shown, sums))
    cards = [_card(told, lot) for lot in lots[:MOST]]
    awards = stacked([*_grid(cards), *more(len(lots) - MOST, "more award", WIDTH)], GUTTER)
    panels = [_panel(told, each) for each in _panels(sums)]
    parts = [part for part in (awards, *panels) if part.height]
    return replace(stacked(parts, APART), width=WIDTH, scrolls=True)


def _sum(drawing: Drawing, fact: int) -> Sum | None:
    """The amount of a fact that a bar can show: money in whatever way, but no award or offer."""
    value = drawing.values[fact]
    given = value.kind == "Funding"
    way = value.first("fundingKind") if given else value.first("measure")
    unit = value.first("currency") if given else value.first("unit")
    amount = number(value.first("amount") or value.first("value"))
    about = value.first("fundedWork") or value.first("recipient") or value.first("subject")
    thing = drawing.position.get(about, -1)
    if amount is None or thing < 0 or slug(way) in TOLD or unit not in phrase.CURRENCIES:
        return None
    made = value.status == "actual" and slug(way) != "opportunity"
    return Sum(fact, thing, amount, unit, way, made, given)


def _in_words(drawing: Drawing, shown: Iterable[int], sums: Iterable[Sum]) -> list[int]:
    """The money for which there is no bar, the largest amounts first, those without last."""
    barred = {each.fact for each in sums}
    funding = (fact for fact in shown if drawing.values[fact].kind == "Funding")
    amounts = {
        fact: number(drawing.values[fact].first("amount")) or Decimal(-1)
        for fact in funding
        if fact not in barred
    }
    return sorted(amounts, key=lambda fact: (-amounts[fact], fact))


def _panels(sums: Iterable[Sum]) -> list[list[Sum]]:
    """The sums that can stand on one scale together: what was made, what is sought, the rest."""

    def panel(each: Sum) -> tuple[bool, bool, str, str]:
        return not each.given, not each.made, each.way, each.unit

    return [list(found) for _, found in groupby(sorted(sums, key=panel), key=panel)]


# What is told in words


def _lots(told: Told, awards: Sequence[int]) -> list[list[int]]:
    """Awards by card: one to one of several with that to all of them, where a text says so."""
    to = {each: at for at in awards for each in _given(told, at, "recipient")}
    found: dict[int, list[int]] = defaultdict(list)
    for at in awards:
        homes = (
            to[giver, whole]
            for giver, work in _given(told, at, "fundedWork")
            for whole in told.classes.get(work, ())
            if (giver, whole) in to
        )
        found[next(homes, at)].append(at)
    return [[home, *(at for at in lot if at != home)] for home, lot in found.items()]


def _given(told: Told, fact: int, name: str) -> Iterator[tuple[str, str]]:
    """Each giver of an award with each that the award names so."""
    value = told.drawing.values[fact]
    yield from product(value.texts("funder"), value.texts(name))


def _card(told: Told, lot: Sequence[int]) -> Scene:
    """An award as a sentence in rows: how much, to whom, how many, for what, by whom."""
    fact, *single = lot
    about, words = (fact,), told.words(fact)
    said = money(words) if words("amount") else "no sum stated"
    head = written(said[0].upper() + said[1:], 0, 0, WITHIN, 18, "heading", about)
    duration = f"over {words('duration')}" if words("duration") else ""
    status = told.drawing.facts[fact].status
    rows = [
        Scene(WITHIN, deep(head), texts=head),
        *_parties(told, fact, "to", "recipient"),
        *_how_many(told, fact),
        *_parties(told, fact, "for", "fundedWork"),
        *_parties(told, fact, "by", "funder"),
        _line(", ".join(filter(None, (duration, words("fundingKind"), status))), "note", about),
    ]
    return stacked([*rows, *(row for one in single for row in _single(told, one))], 8)


def _single(told: Told, fact: int) -> Iterator[Scene]:
    """An award to one of those that all get one."""
    said = money(told.words(fact)) or "without a sum of its own"
    yield _line(f"One of them, {said}:", "axis", (fact,))
    yield from _parties(told, fact, "for", "fundedWork")
    yield from _parties(told, fact, "to", "recipient")


def _line(text: str, role: str, facts: tuple[int, ...]) -> Scene:
    texts = written(text, 0, 0, WITHIN, role=role, facts=facts)
    return Scene(WITHIN, deep(texts), texts=texts)


def _parties(told: Told, fact: int, before: str, name: str) -> Iterator[Scene]:
    left, position = 28.0, told.drawing.position
    for iri in told.drawing.values[fact].texts(name):
        if iri in position:
            box = named(told.drawing, position[iri], left, 0, WITHIN - left)
            texts = written(before, 0, 7, left, role="note")
            yield Scene(WITHIN, box.height, (box,), texts=texts)


def _how_many(told: Told, fact: int) -> Iterator[Scene]:
    """How many receive it, where the document of an award to a class of bodies says so."""
    award, drawing = told.drawing.values[fact], told.drawing
    to = (drawing.position.get(iri, -1) for iri in award.texts("recipient"))
    if not any(drawing.things[at].several for at in to if at >= 0):
        return
    for at in told.counts.get(award.texts("statedIn"), ()):
        words = told.words(at)
        texts = written(f"{words('value')} {words('unit')} in all", 28, 0, WITHIN - 28, facts=(at,))
        yield Scene(WITHIN, deep(texts), texts=texts)


def _grid(cards: Sequence[Scene]) -> Iterator[Scene]:
    """Cards side by side, those of one row equally high."""
    for first in range(0, len(cards), COLUMNS):
        row = cards[first : first + COLUMNS]
        height = max(card.height for card in row)
        framed = [_framed(replace(card, width=WITHIN, height=height)) for card in row]
        yield together([moved(card, at * (ACROSS + GUTTER), 0) for at, card in enumerate(framed)])


def _framed(block: Scene) -> Scene:
    """A block on a ground of its own."""
    width, height = block.width + 2 * INSET, block.height + 2 * INSET
    ground = Scene(width, height, bands=(Band(0, 0, width, height, "panel"),))
    return together([ground, moved(block, INSET, INSET)])


# Bars


def _panel(told: Told, sums: Sequence[Sum]) -> Scene:
    """The sums of a panel, the largest first, as bars along an axis of their own."""
    things = told.drawing.things
    order = sorted(sums, key=lambda each: (-each.amount, things[each.thing].label))
    most = order[0].amount
    total = len(order) > 1 and _is_total(told, order)
    bars = [_bar(told, each, most, INDENT if total and at else 0) for at, each in enumerate(order)]
    drawn = bars[:MOST]
    if total:
        drawn.insert(1, _line("of which", "axis", ()))
    held = stacked(drawn, 10)
    top = _top(told, order[0])
    axis = _axis(most, order[0].unit, top.height, held.height)
    rest = more(len(bars) - MOST, "more sum", WITHIN)
    body = stacked([together([top, axis]), held], 0)
    return _framed(replace(stacked([body, *rest], 10), width=WIDTH - 2 * INSET))


def _top(told: Told, first: Sum) -> Scene:
    """What a panel shows, and room for the words of its axis."""
    head = written(_heading(first, told.label), 0, 0, NAMES + SCALE, 16, "heading")
    said = "On a scale of its own: its bars are not to be compared with those of another panel"
    note = written(said, 0, deep(head) + 2, WIDTH - 2 * INSET, role="note")
    return Scene(NAMES, deep(head) + deep(note) + AXIS, texts=head + note)


def _heading(first: Sum, label: Label) -> str:
    if not first.given:
        return f"No money given: {label(first.way)}"
    sought = "Sought" if slug(first.way) == "opportunity" else "Intended"
    return f"{'Made' if first.made else sought}: {label(first.way)}"


def _axis(most: Decimal, unit: str, top: float, height: float) -> Scene:
    """Thin lines at round sums, each with its sum above."""
    sign, step = phrase.CURRENCIES[unit], _step(most)
    texts: list[Text] = []
    lines = []
    for at in range(int(most / step) + 1 if step else 0):
        x = NAMES + float(at * step / most) * SCALE
        said = f"{sign}{_short(at * step, most)}"
        texts += written(said, x, top - 22, SCALE, role="note", anchor="middle")
        lines.append(Line(((x, top - 2), (x, top + height)), marks=THIN, kind="rule"))
    return Scene(NAMES, top, lines=tuple(lines), texts=tuple(texts))


def _step(most: Decimal) -> Decimal:
    """The least of 1, 2 and 5 times a power of ten of which few make the largest sum."""
    if most <= 0:
        return Decimal(0)
    power = Decimal(10) ** math.floor(math.log10(most / STEPS))
    return next(step for step in (power, 2 * power, 5 * power, 10 * power) if step * STEPS >= most)


def _short(amount: Decimal, most: Decimal) -> str:
    """A sum in the words that suit the largest one, such as `2 billion`."""
    value, word = next(((value, word) for value, word in LARGE if most >= value), (Decimal(1), ""))
    return f"{phrase.number(str(amount / value))} {word}".strip() if amount else "0"


def _bar(told: Told, each: Sum, most: Decimal, indent: float) -> Scene:
    """Whose sum it is, its bar, and the sum in full with its status and time."""
    fact, about, words = told.drawing.facts[each.fact], (each.fact,), told.words(each.fact)
    box = named(told.drawing, each.thing, indent, 0, NAMES - indent - 2 * INSET)
    over = f"over {words('duration')}" if words("duration") else ""
    note = ", ".join(filter(None, (fact.status, fact.when, over)))
    left = NAMES + SCALE + INSET
    amount = written(money(words), left, 0, SAID - INSET, facts=about)
    below = written(note, left, deep(amount), SAID - INSET, role="note", facts=about)
    height = max(box.height, deep(amount) + deep(below))
    length = max(LEAST, float(each.amount / most) * SCALE) if most > 0 else LEAST
    marks = {fact.status, "may" if fact.may_hold else ""} & {"planned", "estimated", "may"}
    kind, top = "Funding" if each.given else "", (height - BAR) / 2
    bar = Band(NAMES, top, length, BAR, "bar", frozenset(marks), about, kind)
    return together([
        Scene(WIDTH - 2 * INSET, height, bands=(bar,)),
        moved(Scene(0, 0, (box,)), 0, (height - box.height) / 2),
        moved(Scene(0, 0, texts=amount + below), 0, (height - deep(amount) - deep(below)) / 2),
    ])  # fmt: skip


def _is_total(told: Told, order: Sequence[Sum]) -> bool:
    """Whether the first of the sums is that of the whole of which all others are parts."""
    first, *others = (told.drawing.things[each.thing].iri for each in order)
    return told.parts.get(first, set()).issuperset(others)
