"""Ways: how one thing is tied to another, step by step, in words and with evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from kg import network, phrase, printable, time
from kg.derive import STATED
from kg.errors import KgError
from kg.facts import Fact, facts, references, references_of
from kg.ground import OPEN, STATUSES, UNIT, Ground, Stretches, common, rank
from kg.phrase import Words
from kg.routes import LOOKS, Route, Search

if TYPE_CHECKING:
    from kg.documents import Document
    from kg.graph import Graph

GAVE_UP = (
    f"the search was given up after {LOOKS} beginnings of ways: there may be more; try --max-length"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What ways are wanted; `avoid` has the IRIs of things that none may pass."""

    network: str = "everything"
    weighted: bool = False
    same_time: bool = False
    max_length: int | None = None
    avoid: tuple[str, ...] = ()
    top: int = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from one to another, inclusive, as ISO dates; "" where open."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document or register edition that states a fact; `date` is `issued` in words."""

    document: str
    title: str
    issued: str
    date: str


@dataclass(frozen=True, slots=True)
class Original:
    """A body in whose place a successor stands, and the date on which it ended, as written."""

    iri: str
    label: str
    ended: str


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of a step, in words; `one_of` is the number of named members of what it joins."""

    fact: str
    kind: str
    text: str
    period: str
    status: str
    may_hold: bool
    one_of: int | None
    originals: tuple[Original, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What the two ends of a step in a projected network share; `one_of` as in Told."""

    iri: str
    label: str
    one_of: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A tie of two things.

    `status` is that of the facts on which it rests; `change` is the kind of change of bodies
    that it is, "" where it is a tie.
    """

    source: str
    source_label: str
    target: str
    target_label: str
    cost: float
    change: str
    status: str
    shared: tuple[Shared, ...]
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Steps from one thing to another.

    `years` are the first and last that the steps are dated to or attested in; `possible` are the
    days on which, as far as dates are known, all steps can hold, `certain` those on which all do.
    """

    shortest: bool
    cost: float
    steps: tuple[Step, ...]
    years: tuple[int, int] | None
    possible: tuple[Stretch, ...]
    certain: tuple[Stretch, ...]

    @property
    def length(self) -> int:
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Region:
    """The connected part of the network in which a thing lies, and who has most ties in it."""

    thing: str
    label: str
    size: int
    best: tuple[str, ...]
    ties: int


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways between two things, the shortest first.

    `equally_short` counts all the shortest, listed or not. Where there is none, `reasons` says
    why in words and `regions` where the two lie.
    """

    source: str
    source_label: str
    target: str
    target_label: str
    network: str
    directed: bool
    wish: Wish
    equally_short: int
    ways: tuple[Way, ...]
    reasons: tuple[str, ...]
    regions: tuple[Region, ...]
    notes: tuple[str, ...]
    slice: str
    version: str
    sources: tuple[Source, ...] = field(default=())


def ways(graph: Graph, source: str, target: str, wish: Wish = Wish()) -> Ways:
    """The ways between two things (IRIs) in a network, its ties walked both ways.

    Every step costs 1. Weighted, two steps through an alliance or programme, in by one membership
    and out by another, cost log k together, k being its named members, though never less than one
    ordinary step; so each costs half of that. A membership of the alliance from which or to which
    the way leads costs 1 like every other step. In a network of what bodies share, a step costs
    log k of the smallest alliance that the two share.

    Under a roll-up the one heir of a body stands for it. Raises KgError where the two are one,
    and for an unknown network.
    """
    noted: list[str] = []
    one, two, *avoid = (_stood_for(graph, iri, noted) for iri in (source, target, *wish.avoid))
    _demand_two(graph, one, two, avoid)
    drawn = network.of(graph, wish.network)
    ground = Ground(graph, drawn, (one, two), frozenset(avoid), weighted=wish.weighted)
    noted += _unknown(ground)
    reasons = tuple(_absences(ground))
    if reasons:
        return _answer(ground, wish, noted, reasons=reasons)
    start, goal = (drawn.position[each] for each in (one, two))
    search = Search(ground, start, goal, wish.max_length, same_time=wish.same_time)
    found = search.first(wish.top)
    if search.gave_up:
        noted.append(GAVE_UP)
    if not found:
        regions = tuple(_region(ground, each) for each in (one, two))
        reasons = tuple(_why_none(search, regions))
        return _answer(ground, wish, noted, reasons=reasons, regions=regions)
    return _answer(ground, wish, noted, found, search.count(found[0].cost))


def _answer(
    ground: Ground,
    wish: Wish,
    notes: Iterable[str],
    found: Sequence[Route] = (),
    count: int = 0,
    reasons: tuple[str, ...] = (),
    regions: tuple[Region, ...] = (),
) -> Ways:
    label, teller, rule = phrase.labels(ground.graph), _Teller(ground, found), ground.network.rule
    told = tuple(teller.way(each, found[0]) for each in found)
    return Ways(
        source=ground.ends[0],
        source_label=label(ground.ends[0]),
        target=ground.ends[1],
        target_label=label(ground.ends[1]),
        network=rule.name,
        directed=rule.directed,
        wish=wish,
        equally_short=count,
        ways=told,
        reasons=reasons,
        regions=regions,
        notes=(*notes, *_remarks(ground, told)),
        slice=ground.graph.slice.describe(),
        version=ground.graph.version,
        sources=_sources(told),
    )


def _stood_for(graph: Graph, iri: str, noted: list[str]) -> str:
    """The body that stands for one under a roll-up, which is noted; itself where none does."""
    heirs = graph.lines.heirs.get(iri, (iri,))
    if iri in heirs:
        return iri
    if len(heirs) > 1:
        names = phrase.joined(map(graph.label, heirs))
        raise KgError(f"{graph.label(iri)} has several successors, {names}: name one of them")
    ended = graph.lines.ended.get(iri, "")
    when = f" ended {phrase.date(ended)};" if ended else " ended;"
    noted.append(f"{graph.label(iri)}{when} {graph.label(heirs[0])} stands for it")
    return heirs[0]


def _demand_two(graph: Graph, one: str, two: str, avoid: Collection[str]) -> None:
    label = phrase.labels(graph)
    if one == two:
        after = " after --roll-up" if graph.slice.roll_up else ""
        raise KgError(f"both names mean {label(one)}{after}; name two things for a way")
    for each in (one, two):
        if each in avoid:
            raise KgError(f"a way from or to {label(each)} cannot avoid it; leave --avoid out")


# Where there is none


def _unknown(ground: Ground) -> Iterator[str]:
    for each in sorted(ground.avoid - ground.network.position.keys()):
        label = phrase.labels(ground.graph)(each)
        yield f"{label} has no tie in {ground.network.rule.name}: nothing to avoid"


def _absences(ground: Ground) -> Iterator[str]:
    """For each of the ends that is no node of the network, why."""
    name, slice_ = ground.network.rule.name, ground.graph.slice.describe()
    for thing in ground.ends:
        if thing in ground.network.position:
            continue
        label, kind = phrase.labels(ground.graph)(thing), ground.network.kind(thing)
        if ground.graph.rows(f"SELECT ?yes {{ <{thing}> wx:severalBodies ?yes }}"):
            yield f"{label} is a class of bodies, not one body: no way in {name} leads there"
        elif kind == "Place":
            yield f"{label} is a place: no way in {name} leads there"
        else:
            yield f"{label} has no tie in {name} ({slice_})"


def _region(ground: Ground, thing: str) -> Region:
    start = ground.network.position[thing]
    seen, ahead = {start}, [start]
    while ahead:
        new = set(ground.joined[ahead.pop()]) - seen
        seen |= new
        ahead += new
    most = max(len(ground.joined[node]) for node in seen)
    best = sorted(node for node in seen if len(ground.joined[node]) == most)
    label = phrase.labels(ground.graph)
    names = tuple(label(ground.network.things[node]) for node in best)
    return Region(thing, label(thing), len(seen), names, most)


def _why_none(search: Search, regions: Sequence[Region]) -> Iterator[str]:
    fewest = search.steps.get(search.start)
    if fewest is None:
        yield from map(_lies, regions)
        if search.ground.avoid and _reached_without_avoiding(search):
            yield "every way leads through what is avoided"
    elif search.longest < fewest:
        steps = phrase.count(fewest, "step")
        yield f"the shortest way has {steps}, more than --max-length {search.longest}"
    elif not search.gave_up:
        limit = f" of at most {phrase.count(search.longest, 'step')}" if search.limited else ""
        yield (
            f"there are ways (the shortest has {phrase.count(fewest, 'step')}), but none{limit}"
            " whose steps can all hold on one day"
        )


def _reached_without_avoiding(search: Search) -> bool:
    ground = search.ground
    free = Ground(ground.graph, ground.network, ground.ends, frozenset())
    return search.start in Search(free, search.start, search.goal).steps


def _lies(region: Region) -> str:
    if region.size == 1:
        return f"{region.label} has no tie left"
    first, *others = region.best
    each = " each" if others else ""
    also = f" and {len(others)} more" if others else ""
    ties = "1 tie" if region.ties == 1 else f"{region.ties} ties"
    return (
        f"{region.label} lies in a part of {region.size} things; the best connected there:"
        f" {first}{also} ({ties}{each})"
    )


def _remarks(ground: Ground, told: Sequence[Way]) -> Iterator[str]:
    yield from ground.network.notes
    if ground.network.rule.directed:
        yield f"{ground.network.rule.name} is directed; its ties are walked both ways"
    if ground.weighted and told and all(way.cost == way.length for way in told):
        yield "--weighted changes no step here: none leads from member to member of an alliance"


# Telling


class _Teller:
    """Ways of nodes put into words."""

    def __init__(self, ground: Ground, found: Sequence[Route]) -> None:
        self._ground, self._label = ground, phrase.labels(ground.graph)
        steps = [self._ties(each)[at] for each in found for at in range(len(each.nodes) - 1)]
        wanted = sorted({fact for ties in steps for fact in ground.evidence(ties)})
        self._facts = {fact.iri: fact for fact in facts(ground.graph, wanted)} if wanted else {}
        self._known: Mapping[str, Document] = references(ground.graph) if wanted else {}

    def _ties(self, found: Route) -> list[tuple[int, ...]]:
        pairs = pairwise(found.nodes)
        return [self._ground.joined[one][two] for one, two in pairs]

    def way(self, found: Route, best: Route) -> Way:
        ties = self._ties(found)
        both = [self._ground.both_days(each) for each in ties]
        return Way(
            shortest=found.cost == best.cost,
            cost=found.cost / UNIT,
            steps=tuple(
                self._step(one, two, each)
                for one, two, each in zip(found.nodes, found.nodes[1:], ties, strict=False)
            ),
            years=self._years(ties),
            possible=_days(common(possible for possible, _ in both)),
            certain=_days(common(certain for _, certain in both)),
        )

    def _step(self, one: int, two: int, ties: tuple[int, ...]) -> Step:
        source, target = self._ground.network.things[one], self._ground.network.things[two]
        firmest = min(self._ground.resting(strand)[0] for strand in self._ground.strands(ties))
        known = (self._facts.get(iri) for iri in self._ground.evidence(ties))
        told = [self._told(fact) for fact in known if fact]
        return Step(
            source=source,
            source_label=self._label(source),
            target=target,
            target_label=self._label(target),
            cost=self._ground.cost(ties) / UNIT,
            change=self._change(told),
            status=STATUSES[firmest] if firmest < len(STATUSES) else "",
            shared=self._shared(ties),
            facts=tuple(sorted(told, key=lambda each: (rank(each.status), each.fact))),
        )

    def _change(self, told: Sequence[Told]) -> str:
        if not told or any(each.kind != "Change" for each in told):
            return ""
        kinds = {self._facts[each.fact].first("changeKind") for each in told}
        return phrase.joined(self._label(kind) for kind in sorted(kinds) if kind) or "change"

    def _shared(self, ties: Iterable[int]) -> tuple[Shared, ...]:
        drawn, members = self._ground.network, self._ground.members
        if not drawn.rule.projection:
            return ()
        every = sorted({each for tie in ties for each in drawn.kinds(tie)})
        among = members if drawn.rule.projection == "source" else {}
        return tuple(Shared(each, self._label(each), among.get(each)) for each in every)

    def _told(self, fact: Fact) -> Told:
        wholes = {whole for _, whole in self._ground.joins.get(fact.iri, ())}
        return Told(
            fact=fact.iri,
            kind=fact.kind,
            text=phrase.sentence(fact, self._label),
            period=phrase.period(Words(fact, self._label)),
            status=fact.status,
            may_hold=fact.may_hold,
            one_of=min((self._ground.members[each] for each in wholes), default=None),
            originals=tuple(map(self._original, self._ground.network.originals.get(fact.iri, ()))),
            notes=tuple(map(printable.line, fact.texts("readingNote"))),
            sources=tuple(map(_source, references_of(fact, self._known))),
        )

    def _original(self, iri: str) -> Original:
        return Original(iri, self._label(iri), self._ground.graph.lines.ended.get(iri, ""))

    def _years(self, steps: Iterable[tuple[int, ...]]) -> tuple[int, int] | None:
        resting = (
            fact
            for ties in steps
            for strand in self._ground.strands(ties)
            for side in self._ground.resting(strand)[1]
            for fact in side
        )
        found = sorted(year for iri in resting for year in self._years_of(iri))
        return (found[0], found[-1]) if found else None

    def _years_of(self, iri: str) -> Iterator[int]:
        """The years of a fact's own dates and, unless these close it, of its attestation."""
        fact = self._facts.get(iri)
        if not fact:
            return
        if fact.status not in STATED:
            for name in ("from", "until", "date"):
                for written in fact.texts(name):
                    yield from _years_in(written)
        closed = any(fact.texts(name) for name in ("date", "until"))
        if not closed or fact.status in STATED:
            for document in references_of(fact, self._known):
                yield from _years_in(document.issued)


def _years_in(written: str) -> Iterator[int]:
    try:
        meant = time.span(written)
    except KgError:  # the graph's notes tell of it
        return
    yield from (day.year for day in (meant.first, meant.last) if day)


def _days(stretches: Stretches) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            "" if first == OPEN[0] else date.fromordinal(first).isoformat(),
            "" if last == OPEN[1] else date.fromordinal(last).isoformat(),
        )
        for first, last in stretches
    )


def _source(document: Document) -> Source:
    when = phrase.date(document.issued) if document.issued else ""
    return Source(document.slug, document.title or document.iri, document.issued, when)


def _sources(told: Iterable[Way]) -> tuple[Source, ...]:
    """The sources of the ways, each once, by name."""
    every = {s for way in told for step in way.steps for fact in step.facts for s in fact.sources}
    return tuple(sorted(every, key=lambda s: (s.document, s.title)))
