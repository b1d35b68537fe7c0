"""Bars: awards in words, other money as bars, a panel with its own scale for each way of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING

from kg import phrase
from kg.layouts.rows import deep, moved, named, stacked, together, written
from kg.phrase import Label, Words
from kg.scene import Band, Scene
from kg.vocabulary import WX, slug

if TYPE_CHECKING:
    from kg.drawing import Drawing

WIDTH = 1040.0
COLUMNS = 3
GUTTER = 16.0
INSET = 16.0
"""The space between a panel's edge and what stands in it."""
ACROSS = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
WITHIN = ACROSS - 2 * INSET
LEAST = 2.0
"""The width of the smallest bar, which is to be seen."""
TOLD = frozenset({"award", "offer"})
"""The ways of money that are told in words: what is a ceiling or a promise is no length."""


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


def layout(drawing: Drawing) -> Scene:
    """Awards in cards, then a panel of bars for each way in which money is spoken of."""
    label = concepts(drawing)
    shown = sorted({fact for tie in drawing.ties for fact in tie.facts})
    sums = [found for fact in shown if (found := _sum(drawing, fact))]
    cards = [_card(drawing, fact, label) for fact in _in_words(drawing, shown, sums)]
    panels = [_panel(drawing, each, label) for each in _panels(sums)]
    made = stacked([*_grid(cards), *_grid(panels)], GUTTER)
    return replace(made, width=WIDTH, scrolls=True)


def _sum(drawing: Drawing, fact: int) -> Sum | None:
    """The amount of a fact that a bar can show: money in whatever way, but no award or offer."""
    value = drawing.values[fact]
    given = value.kind == "Funding"
    way = value.first("fundingKind") if given else value.first("measure")
    unit = value.first("currency") if given else value.first("unit")
    amount = number(value.first("amount") or value.first("value"))
    about = value.first("fundedWork") or value.first("recipient") or value.first("subject")
    thing = position(drawing, about)
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


def _card(drawing: Drawing, fact: int, label: Label) -> Scene:
    """An award as a sentence in rows: how much, to whom, how many, for what, by whom."""
    value, about = drawing.values[fact], (fact,)
    words = Words(value, label)
    said = money(words) if words("amount") else "no sum stated"
    head = written(said[0].upper() + said[1:], 0, 0, WITHIN, 18, "heading", about)
    rows = [Scene(WITHIN, deep(head), texts=head)]
    for before, name in (("to", "recipient"), ("for", "fundedWork"), ("by", "funder")):
        rows.extend(_party(drawing, before, iri) for iri in value.texts(name))
        if name == "recipient":
            rows.extend(_how_many(drawing, fact, label))
    duration = f"over {words('duration')}" if words("duration") else ""
    note = ", ".join(filter(None, (duration, words("fundingKind"), drawing.facts[fact].status)))
    told = written(note, 0, 0, WITHIN, role="note", facts=about)
    return stacked([*rows, Scene(WITHIN, deep(told), texts=told)], 8)


def _party(drawing: Drawing, before: str, iri: str) -> Scene:
    thing, left = position(drawing, iri), 28.0
    if thing < 0:
        return Scene(0, 0)
    box = named(drawing, thing, left, 0, WITHIN - left)
    return Scene(WITHIN, box.height, (box,), texts=written(before, 0, 7, left, role="note"))


def _how_many(drawing: Drawing, fact: int, label: Label) -> Iterable[Scene]:
    """How many receive it, where the document of an award to a class of bodies says so."""
    several = {thing.iri for thing in drawing.things if thing.several}
    award = drawing.values[fact]
    if not several.intersection(award.texts("recipient")):
        return
    for at, value in enumerate(drawing.values):
        counts = slug(value.first("measure")) == "awardCount"
        if counts and value.texts("statedIn") == award.texts("statedIn"):
            words = Words(value, label)
            said = f"{words('value')} {words('unit')} in all"
            texts = written(said, 28, 0, WITHIN - 28, facts=(at,))
            yield Scene(WITHIN, deep(texts), texts=texts)


# Bars


def _panel(drawing: Drawing, sums: Sequence[Sum], label: Label) -> Scene:
    """The sums of a panel, the largest first, as bars of which the first fills the width."""
    first = sums[0]
    order = sorted(sums, key=lambda each: (-each.amount, drawing.things[each.thing].label))
    most = order[0].amount
    sign = phrase.CURRENCIES[first.unit]
    scale = f"Own scale: a full bar is {sign}{phrase.number(str(most))}"
    head = written(_heading(first, label), 0, 0, WITHIN, 16, "heading")
    note = written(scale, 0, deep(head), WITHIN, role="note")
    top = Scene(WITHIN, deep(head) + deep(note), texts=head + note)
    bars = [_bar(drawing, each, most, label) for each in order]
    if len(order) > 1 and _is_total(drawing, order):
        text = written("of which", 0, 0, WITHIN, role="axis")
        bars.insert(1, Scene(WITHIN, deep(text), texts=text))
    return stacked([top, *bars], 14)


def _heading(first: Sum, label: Label) -> str:
    if not first.given:
        return f"No money given: {label(first.way)}"
    sought = "Sought" if slug(first.way) == "opportunity" else "Intended"
    return f"{'Made' if first.made else sought}: {label(first.way)}"


def _bar(drawing: Drawing, each: Sum, most: Decimal, label: Label) -> Scene:
    """Whose sum it is, its bar, and the sum in full with its status and time."""
    told, about = drawing.facts[each.fact], (each.fact,)
    box = named(drawing, each.thing, 0, 0, WITHIN)
    length = max(LEAST, float(each.amount / most) * WITHIN) if most else LEAST
    marks = {told.status, "may" if told.may_hold else ""} & {"planned", "estimated", "may"}
    kind = "Funding" if each.given else ""
    bar = Band(0, box.height + 6, length, 14, "bar", frozenset(marks), about, kind)
    words, top = Words(drawing.values[each.fact], label), bar.y + bar.height + 4
    amount = written(money(words), 0, top, WITHIN, facts=about)
    over = f"over {words('duration')}" if words("duration") else ""
    note = ", ".join(filter(None, (told.status, told.when, over)))
    below = written(note, 0, top + deep(amount), WITHIN, role="note", facts=about)
    bottom = top + deep(amount) + deep(below)
    return Scene(WITHIN, bottom, (box,), texts=amount + below, bands=(bar,))


def _is_total(drawing: Drawing, order: Sequence[Sum]) -> bool:
    """Whether the first of the sums is that of the whole of which all others are parts."""
    first, *others = (drawing.things[each.thing].iri for each in order)
    parts = {
        part
        for value in drawing.values
        if value.kind == "Part" and first in value.texts("whole")
        for part in value.texts("part")
    }
    return bool(others) and parts.issuperset(others)


def _grid(blocks: Sequence[Scene]) -> Iterable[Scene]:
    """The blocks in panels side by side, those of one row equally high."""
    for at in range(0, len(blocks), COLUMNS):
        row = blocks[at : at + COLUMNS]
        height = max(block.height for block in row) + 2 * INSET
        yield together([
            _framed(block, column * (ACROSS + GUTTER), height) for column, block in enumerate(row)
        ])  # fmt: skip


def _framed(block: Scene, left: float, height: float) -> Scene:
    band = Band(left, 0, ACROSS, height, "panel")
    return together(
        [Scene(left + ACROSS, height, bands=(band,)), moved(block, left + INSET, INSET)]
    )


# Words and numbers, for all layouts that tell figures


def concepts(drawing: Drawing) -> Label:
    """A function from an IRI to words: the label of a thing or tie, else the name in its IRI."""
    known = {thing.iri: thing.label for thing in drawing.things}
    for tie in drawing.ties:
        known.update(zip((WX + term for term in tie.terms), tie.kinds, strict=True))
    return lambda iri: known.get(iri) or _spelt(slug(iri))


def _spelt(name: str) -> str:
    """A local name such as upTo in words."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)


def number(text: str) -> Decimal | None:
    """The number that a text is, if it is one."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def money(words: Words) -> str:
    """The sum or number of a fact in words, with its qualifier, currency or unit, and scope."""
    return phrase.money(words) if words("amount") else priced(words, words("value"))


def priced(words: Words, amount: str) -> str:
    """An amount with the qualifier and the currency or unit of a fact."""
    unit = words("currency") or words("unit")
    said = "" if words("qualifier") == "exactly" else words("qualifier")
    sign = phrase.CURRENCIES.get(unit, "")
    pence = "0" if sign and re.search(r"\.\d$", amount) else ""
    return " ".join(filter(None, (said, f"{sign}{amount}{pence}", "" if sign else unit)))


def position(drawing: Drawing, iri: str) -> int:
    """Where a thing stands among those of the drawing, or -1."""
    return next((at for at, thing in enumerate(drawing.things) if thing.iri == iri), -1)
