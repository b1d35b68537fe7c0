"""Verdicts: what is stated set against what is counted, added up or recorded, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kg import phrase
from kg.amounts import concepts, money, number, priced
from kg.blocks import deep, more, named, stacked, written
from kg.phrase import Label, Words
from kg.scene import Band, Line, Scene, Text
from kg.totals import Way, about
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.drawing import Drawing
    from kg.facts import Fact

WIDTH = 1040.0
LEFT = (0.0, 284.0, 474.0, 684.0, 812.0)
"""Where the five columns begin: of what, the two values, the verdict, the sources."""
GAP = 14.0
AGREES, DIFFERS, OPEN = "agrees", "differs", "cannot be told"
FIRM = (DIFFERS, AGREES, OPEN)
MOST, CITED = 60, 4
"""How many rows of a section are drawn, and how many sources of a row are named."""
KINDS = {AGREES: "agrees", DIFFERS: "differs", OPEN: "open"}
"""The colour classes of the verdicts."""
SIGNS = {AGREES: "✓", DIFFERS: "≠", OPEN: "?"}
NAMING = ("memberOf", "object", "whole", "subject")
"""The properties by which facts are looked up."""
SEATS = frozenset({"asMember", "asFounder", "asPartner"})
BEGINNINGS = frozenset({"creation", "launch"})


@dataclass(frozen=True, slots=True)
class Side:
    """A value in words, and the facts that tell it."""

    text: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Two values of one thing side by side, and whether they agree."""

    thing: int
    what: str
    stated: Side
    found: Side
    verdict: str


@dataclass(frozen=True)
class Told:
    """The facts that a drawing shows, those that it only has for its cards left out."""

    drawing: Drawing
    facts: Mapping[int, Fact]
    label: Label

    def of(self, kind: str, name: str, iri: str) -> list[int]:
        """The facts of a kind that have a thing in a property."""
        return self._naming.get((kind, name, iri), [])

    @cached_property
    def _naming(self) -> dict[tuple[str, str, str], list[int]]:
        found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for at, fact in self.facts.items():
            for name in NAMING:
                for iri in dict.fromkeys(fact.texts(name)):
                    found[fact.kind, name, iri].append(at)
        return dict(found)

    @cached_property
    def alike(self) -> dict[tuple[str, Way], list[int]]:
        """By thing and way, the sums and numbers that can be added to others of that way."""
        found: dict[tuple[str, Way], list[int]] = defaultdict(list)
        for at, fact in self.facts.items():
            if key := about(fact):
                found[key].append(at)
        return dict(found)

    def words(self, fact: int) -> str:
        """The number or sum of a fact in words."""
        return money(Words(self.facts[fact], self.label))


def layout(drawing: Drawing) -> Scene:
    """The checks that the facts allow, each kind of them under its heading."""
    shown = sorted({fact for tie in drawing.ties for fact in tie.facts})
    told = Told(drawing, {at: drawing.values[at] for at in shown}, concepts(drawing))
    parts = [part for section in checked(told) for part in _section(drawing, section)]
    return replace(stacked(parts, GAP), width=WIDTH, scrolls=True)


def _section(drawing: Drawing, section: Section) -> Iterator[Scene]:
    """A heading and rows in the order of their labels; of too many those that differ first."""
    checks = section[3]
    if not checks:
        return
    yield _head(section)
    firm = sorted(checks, key=lambda check: FIRM.index(check.verdict))[:MOST]
    for check in sorted(firm, key=lambda check: drawing.things[check.thing].label):
        yield _row(drawing, check)
    yield from more(len(checks) - MOST, "more row", WIDTH)


Section = tuple[str, str, str, "list[Check]"]


def checked(told: Told) -> list[Section]:
    """The sections: a heading, what the two values are, and the checks."""
    return [
        ("Stated against counted", "stated", "named in the text", list(counts(told))),
        ("Parts against totals", "total stated", "sum of its parts", list(totals(told))),
        ("Classes in lists", "entries in the list", "single bodies", list(lists(told))),
        ("Planned against actual", "planned", "recorded as actual", list(plans(told))),
    ]


# The checks


def counts(told: Told) -> Iterator[Check]:
    """The stated number of members or awards, against those that the same document names."""
    for at, fact in told.facts.items():
        measure = slug(fact.first("measure"))
        if fact.kind == "Figure" and measure in {"memberCount", "awardCount"}:
            naming = _named_as_one(told, fact)
            things = {thing for seat in naming for thing in _members(told.facts[seat])}
            stated = number(fact.first("value")) or Decimal(0)
            yield _check(
                told, fact.first("subject"), told.label(fact.first("measure")),
                Side(told.words(at), (at,)),
                Side(phrase.count(len(things), "body", "bodies"), tuple(naming)),
                verdict(stated, Decimal(len(things)), complete=measure == "memberCount"),
            )  # fmt: skip


def _named_as_one(told: Told, figure: Fact) -> list[int]:
    """The facts of the figure's document by which a body is one of those that it counts."""
    subject, documents = figure.first("subject"), set(figure.texts("statedIn"))
    seats = [
        at
        for at in told.of("Membership", "memberOf", subject)
        if slug(told.facts[at].first("memberRole")) == "asMember"
    ]
    found = (*seats, *told.of("Relation", "object", subject))
    return [at for at in found if documents.intersection(told.facts[at].texts("statedIn"))]


def _members(fact: Fact) -> tuple[str, ...]:
    return fact.texts("member") or fact.texts("subject")


def totals(told: Told) -> Iterator[Check]:
    """The stated sum or number of a whole, against those of its parts."""
    for at, fact in told.facts.items():
        subject, way = about(fact) or ("", ())
        links = told.of("Part", "whole", subject)
        parts = dict.fromkeys(part for link in links for part in told.facts[link].texts("part"))
        each = {part: told.alike[part, way] for part in parts if (part, way) in told.alike}
        if each:
            yield _total(told, at, each, len(parts))


def _total(told: Told, at: int, each: Mapping[str, Sequence[int]], parts: int) -> Check:
    """A total against the sum of its parts, each once; not told where texts differ on a part."""
    fact, facts = told.facts[at], [one for lot in each.values() for one in lot]
    found = sum((amount(told.facts[lot[0]]) for lot in each.values()), Decimal(0))
    single = all(len({amount(told.facts[one]) for one in lot}) == 1 for lot in each.values())
    bounds = {told.facts[one].first("qualifier") for one in (at, *facts)}
    words = Words(told.facts[facts[0]], told.label)
    some = f"{len(each)} of " if len(each) < parts else ""
    said = f"{priced(words, phrase.number(str(found)))} in {some}{phrase.count(parts, 'part')}"
    complete = len(each) == parts
    return _check(
        told,
        fact.first("fundedWork") or fact.first("subject"),
        _way(told, fact),
        Side(told.words(at), (at,)),
        Side(said, tuple(facts)),
        verdict(amount(fact), found, complete=complete) if single and len(bounds) == 1 else OPEN,
    )


def _way(told: Told, fact: Fact) -> str:
    return told.label(fact.first("fundingKind") or fact.first("measure"))


def amount(fact: Fact) -> Decimal:
    """The sum or number of a fact."""
    return number(fact.first("amount") or fact.first("value")) or Decimal(0)


def lists(told: Told) -> Iterator[Check]:
    """How many entries a list of members has, against how many of them are single bodies."""
    several = {thing.iri for thing in told.drawing.things if thing.several}
    for table, seats in _tables(told).items():
        entries = {entry for seat in seats for entry in _members(told.facts[seat])}
        if len(entries) > 1:
            yield _list(told, table, seats, len(entries), len(entries & several))


def _tables(told: Told) -> dict[str, list[int]]:
    """By what has members, the facts that give the seats at it, hosts and leads left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, fact in told.facts.items():
        if fact.kind == "Membership" and slug(fact.first("memberRole")) in SEATS:
            found[fact.first("memberOf")].append(at)
    return found


def _list(told: Told, table: str, seats: Sequence[int], entries: int, classes: int) -> Check:
    more = f", and {phrase.count(classes, 'class', 'classes')} of bodies" if classes else ""
    return _check(
        told, table, "members and partners",
        Side(phrase.count(entries, "entry", "entries"), tuple(seats)),
        Side(f"{phrase.count(entries - classes, 'body', 'bodies')}{more}", tuple(seats)),
        OPEN if classes else AGREES,
    )  # fmt: skip


def plans(told: Told) -> Iterator[Check]:
    """What was planned or expected, against what is recorded of it as having come about."""
    for at, fact in told.facts.items():
        if fact.status != "planned" or fact.kind not in {"Milestone", "Figure"}:
            continue
        done = _done(told, fact)
        said = [_event(told, other) for other in done]
        yield _check(
            told, fact.first("subject"),
            told.label(fact.first("milestoneKind") or fact.first("measure")),
            Side(_event(told, at), (at,)),
            Side("; ".join(said) or "nothing", tuple(done)),
            _came_true(fact, [told.facts[other] for other in done]),
        )  # fmt: skip


def _done(told: Told, plan: Fact) -> list[int]:
    """The actual events of what is planned, or its actual figures of the same measure."""
    alike = told.of(plan.kind, "subject", plan.first("subject"))
    measure = plan.first("measure")
    return [
        at
        for at in alike
        if told.facts[at].status == "actual" and told.facts[at].first("measure") == measure
    ]


def _event(told: Told, at: int) -> str:
    return told.facts[at].first("statement") or told.words(at)


def _came_true(plan: Fact, done: Sequence[Fact]) -> str:
    """Only a beginning is known to be what was planned; other events may be other events."""
    kind = plan.first("milestoneKind")
    if plan.kind == "Figure":
        return verdict(amount(plan), amount(done[0]), complete=True) if done else OPEN
    began = slug(kind) in BEGINNINGS and any(each.first("milestoneKind") == kind for each in done)
    return AGREES if began else OPEN


def verdict(stated: Decimal, found: Decimal, *, complete: bool) -> str:
    """Whether two numbers agree; fewer found than stated tells nothing if not all are given."""
    if stated == found:
        return AGREES
    return DIFFERS if complete or found > stated else OPEN


def _check(told: Told, iri: str, what: str, stated: Side, found: Side, said: str) -> Check:
    return Check(told.drawing.position.get(iri, -1), what, stated, found, said)


# Rows


def _head(section: Section) -> Scene:
    """The title of a section with its tally, and above each column what stands in it."""
    title, one, other, checks = section
    tally = Counter(check.verdict for check in checks)
    ways = (AGREES, "agree"), (DIFFERS, "differ"), (OPEN, OPEN)
    said = ", ".join(phrase.count(tally[one], one, many) for one, many in ways if tally[one])
    head = written(title, 0, 12, LEFT[1] - GAP, 17, "heading")
    note = written(said, 0, 14 + deep(head), LEFT[1] - GAP, role="note")
    captions = zip(LEFT[1:], (one, other, "verdict", "sources"), strict=True)
    axis = [text for left, words in captions for text in written(words, left, 18, 200, role="axis")]
    return Scene(WIDTH, 14 + deep(head) + deep(note), texts=(*head, *note, *axis))


def _row(drawing: Drawing, check: Check) -> Scene:
    """A check below a thin line: of what, both values, the verdict and where they were read."""
    facts = tuple(sorted({*check.stated.facts, *check.found.facts}))
    most, top = LEFT[1] - GAP, GAP + 7
    said = f"{SIGNS[check.verdict]} {check.verdict}"
    box = named(drawing, check.thing, 0, GAP, most)
    texts = (
        *written(check.what, 2, GAP + box.height + 4, most, role="note", facts=facts),
        *_side(check.stated, 1, facts),
        *_side(check.found, 2, facts),
        *written(said, LEFT[3] + 8, top, most, role="heading", facts=facts),
        *written(_sources(drawing, facts), LEFT[4], top, WIDTH - LEFT[4], role="note", facts=facts),
    )
    bottom = max(text.y for text in texts) + 5
    rule = Line(((0, 0), (WIDTH, 0)), marks=frozenset({"thin"}), kind="rule")
    wide, kind = LEFT[4] - LEFT[3] - GAP, KINDS[check.verdict]
    band = Band(LEFT[3], GAP + 2, wide, 26, "verdict", facts=facts, kind=kind)
    return Scene(WIDTH, bottom, (box,), (rule,), texts, (band,))


def _side(side: Side, column: int, facts: tuple[int, ...]) -> tuple[Text, ...]:
    """A value in its column; one that nothing tells opens the facts of the other."""
    left, most = LEFT[column], LEFT[column + 1] - LEFT[column] - GAP
    return written(side.text, left, GAP + 7, most, facts=side.facts or facts)


def _sources(drawing: Drawing, facts: Iterable[int]) -> str:
    """The documents of facts with their dates, each once; of many the first few."""
    cited = sorted({source.document for fact in facts for source in drawing.facts[fact].sources})
    found = (drawing.documents[at] for at in cited[:CITED])
    said = [f"{each.title} ({each.issued or 'undated'})" for each in found]
    return "; ".join([*said, *([f"{len(cited) - CITED:,} more"] if len(cited) > CITED else [])])
