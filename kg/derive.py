"""Derive plain triples by the rules of queries/derive, and the days of every fact."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg import time
from kg.content import folder
from kg.errors import KgError
from kg.time import Attestation, Days, Life, Span
from kg.vocabulary import DAYS_GRAPH, DCTERMS, FACT_KINDS, PARTY_PROPERTIES, PROV, RDF, WX, XSD

Values = Mapping[str, list[str]]

EVENTS = frozenset({"Milestone", "Change", "Funding"})
UNENDED = EVENTS | {"Figure"}
UNBOUNDED = frozenset({"Identifier"})
STATED = frozenset({"planned", "estimated"})
ENDING = frozenset({"merger", "acquisition", "succession"})
BEGINNING = frozenset({"merger", "split", "succession"})
FOUNDING = frozenset({"creation", "launch"})
# Ties between bodies. What a source says of the nature of a body stays with that body, and so does
# a person's post: no source says that it went on under a successor.
ROLLED_UP = frozenset({"Membership", "Funding", "Collaboration", "Relation"})

BOUNDING_STATES = frozenset(
    {"roleIn", "member", "memberOf", "party", "part", "whole", "located", "names", "subject"}
    | {"object"}
)
ACTORS = frozenset({"funder", "predecessor"})
# What is announced, sought or chosen may come a little before the thing that it is about: its date
# says so. Without one it is known from its text alone, and taken to be no older than that thing or,
# where the thing came later still, than the text; else it would show a body long before it began.
CONCERNED = frozenset({"recipient", "fundedWork", "successor", "subject"})


# Rules


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query in its pieces."""

    head: str
    triples: str
    where: str

    def update(self, graph: str | None = None) -> str:
        """The rule as an update that fills the default graph, or a named one."""
        into = f"GRAPH <{graph}> {{ {self.triples} }}" if graph else self.triples
        return f"{self.head}INSERT {{ {into} }} {self.where}"

    def construct(self) -> str:
        """The rule as a query."""
        return f"{self.head}CONSTRUCT {{ {self.triples} }} {self.where}"


_RULE = re.compile(r"(.*?)\bCONSTRUCT\s*\{([^{}]*)\}\s*(WHERE\b.*)", re.DOTALL)


def rule(path: Path) -> Rule:
    """The rule in a file; KgError if it is not one CONSTRUCT query."""
    found = _RULE.fullmatch(path.read_text("utf-8"))
    if not found:
        raise KgError(f"{path}: a rule is one CONSTRUCT {{ triples }} WHERE {{ … }}; write it so")
    return Rule(*found.groups())


@cache
def rules(within: str = ".") -> tuple[Rule, ...]:
    """The rules of queries/derive, or of a folder in it."""
    place = folder("queries") / "derive" / within
    return tuple(rule(path) for path in sorted(place.glob("*.rq")))


def apply_rules(store: Store, wanted: Iterable[Rule], graph: str | None = None) -> None:
    """Add what the rules derive from the default graph to it, or to a named graph."""
    for each in wanted:
        store.update(each.update(graph))


# What the days rest on


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a graph: their kinds and statuses (local names), dates and parties."""

    kinds: Mapping[str, str]
    status: Mapping[str, str]
    values: Mapping[str, Values]
    attestations: Mapping[str, Attestation]
    notes: list[str]

    def one(self, name: str, fact: str) -> str:
        """The local name of a property's first value, or nothing."""
        return _local(self.first(name, fact))

    def first(self, name: str, fact: str) -> str:
        """A property's first value as it is written, or nothing."""
        return next(iter(self.values[name].get(fact, ())), "")

    def all(self, names: Iterable[str], fact: str) -> Iterator[str]:
        """Every value of the properties."""
        for name in names:
            yield from self.values[name].get(fact, ())

    def span(self, name: str, fact: str) -> Span | None:
        """The span of a date, open if it cannot be read, which is noted; None without one."""
        written = self.values[name].get(fact)
        return _span(written[0], fact, self.notes) if written else None


def _span(written: str, of: str, notes: list[str]) -> Span:
    try:
        return time.span(written)
    except KgError as error:
        note = f"{of}: {error}; taken as unknown"
        if note not in notes:
            notes.append(note)
        return Span()


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _values(store: Store, predicate: str) -> Values:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject.value].append(quad.object.value)
    return {subject: sorted(values) for subject, values in found.items()}


_READ = ("from", "until", "date", "milestoneKind", "changeKind", "evidence")
_STATUS = WX + "status"
_ISSUED = DCTERMS + "issued"
_VOUCHED = WX + "vouchedOn"
_DERIVED_FROM = PROV + "wasDerivedFrom"
PREDICATES = frozenset(
    {RDF + "type", _STATUS, _ISSUED, _VOUCHED, _DERIVED_FROM}
    | {WX + name for name in (*_READ, *PARTY_PROPERTIES)}
)
"""All that the days of facts rest on."""
CLASSES = frozenset({WX + "Edition", *(WX + kind for kind in FACT_KINDS)})


def facts(store: Store) -> Facts:
    """The facts of the default graph, with what their days rest on."""
    nameless = next(_nameless(store), None) is not None
    return facts_of(lambda predicate: _values(store, predicate), nameless=nameless)


def facts_of(read: Callable[[str], Values], *, nameless: bool) -> Facts:
    """The facts whose values, by predicate, are read so; `nameless` if some have no IRI."""
    notes: list[str] = []
    wanted = {WX + kind: kind for kind in FACT_KINDS}
    types = read(RDF + "type")
    kinds = {
        fact: wanted[each] for fact, found in types.items() for each in found if each in wanted
    }
    status = {fact: _local(found[0]) for fact, found in read(_STATUS).items()}
    values = {name: read(WX + name) for name in (*_READ, *PARTY_PROPERTIES)}
    if nameless:
        notes.append("facts without an IRI have no days and are not sliced; give each an IRI")
    said = _attestations(read, types, values["evidence"], kinds, notes)
    return Facts(kinds, status, values, said, notes)


def _nameless(store: Store) -> Iterator[Quad]:
    quads = store.quads_for_pattern(None, NamedNode(_STATUS), None, DefaultGraph())
    return (quad for quad in quads if not isinstance(quad.subject, NamedNode))


def _attestations(
    read: Callable[[str], Values],
    types: Values,
    evidence: Values,
    kinds: Iterable[str],
    notes: list[str],
) -> dict[str, Attestation]:
    """When the documents, and in registers the editions, that state each fact were issued."""
    issued = _issued(read, notes)
    editions = {each for each, found in types.items() if WX + "Edition" in found}
    spoken: dict[frozenset[str], Attestation] = {}
    result = {}
    for fact in kinds:
        cited = evidence.get(fact, ())
        sources = frozenset(each if each in editions else each.split("#")[0] for each in cited)
        if sources not in spoken:
            spoken[sources] = time.attested(issued.get(each, Span()) for each in sources)
        result[fact] = spoken[sources]
    return result


def _issued(read: Callable[[str], Values], notes: list[str]) -> dict[str, Span]:
    """The dates of documents and editions; none was issued after its graph was vouched for."""
    vouched = _vouched(read, notes)
    dated = read(_ISSUED)
    spans = {each: _span(found[0], each, notes) for each, found in dated.items()}
    for each in {*vouched, *spans}:
        known, latest = spans.get(each, Span()), vouched.get(each.split("#")[0])
        spans[each] = Span(known.first, known.last or latest)
    return spans


def _vouched(read: Callable[[str], Values], notes: list[str]) -> dict[str, date | None]:
    days = read(_VOUCHED)
    sources = read(_DERIVED_FROM)
    return {
        document: _span(found[0], graph, notes).last
        for graph, found in days.items()
        for document in sources.get(graph, ())
    }


# Days


def days_of(known: Facts, survived: Collection[str] = ()) -> dict[str, Days]:
    """The days of every fact, by IRI; notes of dates that cannot be read go to the facts' notes.

    A tie that rolls up does not end with a party that a successor has `survived`, standing in its
    place.
    """
    free = {fact: _free_days(known, fact) for fact in known.kinds}
    own = _lives(known, free)
    lasting = {
        body: replace(life, end=None) if body in survived else life for body, life in own.items()
    }
    return {
        fact: _within(known, fact, days, lasting if known.kinds[fact] in ROLLED_UP else own)
        for fact, days in free.items()
    }


def _free_days(known: Facts, fact: str) -> Days:
    """The days of a fact as far as its own dates and its attestation say."""
    said = known.attestations[fact]
    if known.status.get(fact) in STATED:
        return time.stated_days(said)
    start = known.span("from", fact)
    if known.kinds[fact] in EVENTS:
        return time.event_days(known.span("date", fact), start, said)
    return time.state_days(start, known.span("until", fact), said)


def _lives(known: Facts, free: Mapping[str, Days]) -> dict[str, Life]:
    """The lives of the bodies of which a beginning or an end is dated."""
    begun: dict[str, list[date | None]] = defaultdict(list)
    intended: dict[str, list[date | None]] = defaultdict(list)
    ended: dict[str, list[date | None]] = defaultdict(list)
    for fact, kind in known.kinds.items():
        if kind not in ("Milestone", "Change"):
            continue
        planned, days = known.status.get(fact) in STATED, free[fact]
        for body in _begun_by(known, fact, kind):
            (intended if planned else begun)[body].append(days.possible_from)
        if not planned and known.one("changeKind", fact) in ENDING and _dated(known, fact):
            for body in known.all(("predecessor",), fact):
                ended[body].append(days.certain_from)
    return {
        body: Life(time.begin_of(begun[body], intended[body]), time.end_of(ended[body]))
        for body in {*begun, *intended, *ended}
    }


def _begun_by(known: Facts, fact: str, kind: str) -> Iterator[str]:
    if kind == "Milestone" and known.one("milestoneKind", fact) in FOUNDING:
        return known.all(("subject",), fact)
    if kind == "Change" and known.one("changeKind", fact) in BEGINNING:
        return known.all(("successor",), fact)
    return iter(())


def _dated(known: Facts, fact: str) -> bool:
    return any(fact in known.values[name] for name in ("date", "from"))


def _within(known: Facts, fact: str, days: Days, lives: Mapping[str, Life]) -> Days:
    """The days of a fact within the lives of its parties."""
    kind = known.kinds[fact]
    if known.status.get(fact) in STATED or kind in UNBOUNDED:
        return days
    if kind not in UNENDED:
        return time.bounded(days, _known_lives(known, BOUNDING_STATES, fact, lives))
    if _dated(known, fact):
        return days
    said = known.attestations[fact]
    days = time.not_before(days, _known_lives(known, ACTORS, fact, lives))
    concerned = _known_lives(known, CONCERNED, fact, lives)
    return time.not_before(days, concerned, said.first or said.by)


def _known_lives(
    known: Facts, names: Iterable[str], fact: str, lives: Mapping[str, Life]
) -> list[Life]:
    return [lives[party] for party in known.all(names, fact) if party in lives]


def day_quads(days: Mapping[str, Days], said: Mapping[str, Attestation]) -> Iterator[Quad]:
    """The days of the facts as triples in their own graph."""
    graph = NamedNode(DAYS_GRAPH)
    for fact, name, day in named_days(days, said):
        yield Quad(NamedNode(fact), _DAY[name], _literal(day), graph)


def named_days(
    days: Mapping[str, Days], said: Mapping[str, Attestation]
) -> Iterator[tuple[str, str, date]]:
    """Each fact with the name of a day (`possibleFrom`) and the day, where it is known."""
    for fact, four in days.items():
        for name, day in _named_days(four, said[fact]):
            if day:
                yield fact, name, day


DAY_NAMES = tuple(
    f"{sort}{end}" for sort in ("possible", "certain", "attested") for end in ("From", "Until")
)
_DAY = {name: NamedNode(WX + name) for name in DAY_NAMES}


@cache
def _literal(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))


def _named_days(days: Days, said: Attestation) -> tuple[tuple[str, date | None], ...]:
    return (
        ("possibleFrom", days.possible_from),
        ("certainFrom", days.certain_from),
        ("certainUntil", days.certain_until),
        ("possibleUntil", days.possible_until),
        ("attestedFrom", said.first),
        ("attestedUntil", said.last),
    )
