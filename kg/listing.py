"""A network written out: each node and tie with what other tools are told of it, and its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from kg import credits, releases
from kg.facts import facts, references, references_of
from kg.time import Days

if TYPE_CHECKING:
    from kg.facts import Fact
    from kg.graph import Graph
    from kg.network import Network

Ways = Sequence[tuple[str, ...]]
"""Sets of facts, each of which makes a tie by itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node; `kind` is the local name of its class, `mode` first, second or "" in one mode."""

    iri: str
    label: str
    kind: str
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which a tie may hold, inclusive; an end that is not known to be right is open."""

    first: date | None = None
    last: date | None = None
    first_open: bool = True
    last_open: bool = True


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two nodes by their positions, and what it rests on.

    `may_hold` says that nothing it rests on is known to hold on the day of the slice. A tie
    without spells joins what was never there at one time.
    """

    source: int
    target: int
    weight: float
    kinds: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    seats: int = 1
    rolled_up_from: tuple[str, ...] = ()
    may_hold: bool = False
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A network written out: every node and tie with what other tools are told of it."""

    name: str
    about: str
    directed: bool
    two_mode: bool
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]


def of(graph: Graph, made: Network) -> Listing:
    """A network that was drawn from the graph, with the documents, status and days of its ties."""
    rule = made.rule
    return Listing(
        name=rule.name,
        about=f"{credits.credits(graph).title}. Data version {releases.told(graph.version)}."
        f" Network {rule.name}: {rule.summary} Slice: {graph.slice.describe()}.",
        directed=rule.directed,
        two_mode=rule.two_mode,
        nodes=tuple(_nodes(made)),
        ties=tuple(_ties(graph, made)),
    )


def _nodes(made: Network) -> Iterator[Node]:
    for thing, first in zip(made.things, made.first.tolist(), strict=True):
        mode = ("first" if first else "second") if made.rule.two_mode else ""
        yield Node(thing, made.label(thing), made.kind(thing), mode)


def _ties(graph: Graph, made: Network) -> Iterator[Tie]:
    known = references(graph)
    cited = {fact.iri: fact for fact in facts(graph, made.facts)}
    documents = {iri: {d.slug for d in references_of(fact, known)} for iri, fact in cited.items()}
    for at, (source, target) in enumerate(made.ends.tolist()):
        evidence, each_way = made.evidence(at), _ways(made, at)
        yield Tie(
            source,
            target,
            float(made.weights[at]),
            kinds=tuple(map(made.label, made.kinds(at))),
            facts=evidence,
            documents=tuple(sorted(set().union(*(documents[fact] for fact in evidence)))),
            statuses=_statuses(cited, evidence),
            seats=made.seats(at),
            rolled_up_from=_originals(made, evidence),
            may_hold=all(graph.may_hold.intersection(way) for way in each_way),
            spells=_spells(graph, each_way),
        )


def _statuses(cited: Mapping[str, Fact], evidence: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({cited[fact].status for fact in evidence}))


def _originals(made: Network, evidence: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({old for fact in evidence for old in made.originals.get(fact, ())}))


def _ways(made: Network, tie: int) -> Ways:
    """Each set of facts that makes a tie by itself: one, or in a projection two."""
    strands = made.strands(tie)
    return sorted({tuple(sorted({*way})) for sides in strands for way in product(*sides)})


def _spells(graph: Graph, ways: Ways) -> tuple[Spell, ...]:
    found = (
        _spell([graph.days[fact] for fact in way], bool(graph.may_hold.intersection(way)))
        for way in ways
    )
    return tuple(sorted({spell for spell in found if spell}, key=_by_days))


def _spell(every: Sequence[Days], may_hold: bool) -> Spell | None:
    """The days that facts have in common, if any."""
    first = max((days.possible_from for days in every if days.possible_from), default=None)
    last = min((days.possible_until for days in every if days.possible_until), default=None)
    if first and last and first > last:
        return None
    begins = [days.certain_from for days in every if days.certain_from]
    until = min((days.certain_until for days in every if days.certain_until), default=None)
    if may_hold or len(begins) < len(every) or (until and max(begins) > until):
        return Spell(first, last)
    return Spell(first, last, max(begins) != first, until != last)


def _by_days(spell: Spell) -> tuple[str, str, bool, bool]:
    return str(spell.first or ""), str(spell.last or "9999"), spell.first_open, spell.last_open
