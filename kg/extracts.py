"""Extracts: what a document carries, passage by passage in the order of its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import printable
from kg.entries import Entry, Spot, Teller, order
from kg.facts import Fact


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage or an edition of a register, the facts read there, those that only lean on it."""

    anchor: str
    title: str
    issued: str
    spot: Spot
    entries: tuple[Entry, ...]
    leaning: tuple[Entry, ...]


def extracts(teller: Teller, document: str) -> tuple[Extract, ...]:
    """The passages of a document that facts cite, in order.

    A fact that cites several stands with the one that fewest others cite, the later of two: a
    heading or an antecedent, which many cite, is what the others lean on.
    """
    citing = _citing(teller, document)
    own: dict[str, list[Fact]] = defaultdict(list)
    for fact in teller.facts.values():
        mine = [cited for cited in fact.texts("evidence") if cited in citing]
        if mine:
            own[min(mine, key=lambda c: (len(citing[c]), [-n for n in order(c)], c))].append(fact)
    return tuple(_extract(teller, place, own[place], citing) for place in _sorted(teller, citing))


def _citing(teller: Teller, document: str) -> dict[str, list[Fact]]:
    """By passage or edition of a document, the facts that cite it."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in teller.facts.values():
        for cited in fact.texts("evidence"):
            if cited.partition("#")[0] == document:
                found[cited].append(fact)
    return found


def _sorted(teller: Teller, places: Iterable[str]) -> list[str]:
    return sorted(places, key=lambda place: (order(place), _title(teller, place), place))


def _title(teller: Teller, place: str) -> str:
    found = teller.known.get(place)
    return printable.line(found.title) if found else ""


def _extract(
    teller: Teller, place: str, own: Sequence[Fact], citing: Mapping[str, Sequence[Fact]]
) -> Extract:
    here = {fact.iri for fact in own}
    leaning = [fact for fact in citing[place] if fact.iri not in here]
    found = teller.known.get(place)
    address = teller.addresses.of(place)
    return Extract(
        anchor=address.partition("#")[2],
        title=_title(teller, place),
        issued=found.issued if found else "",
        spot=teller.spot(place, _link(teller, place, citing[place][0])),
        entries=tuple(map(teller.entry, own)),
        leaning=tuple(map(teller.entry, leaning)),
    )


def _link(teller: Teller, place: str, fact: Fact) -> str:
    cited = teller.supports.get(fact.iri, ())
    return next((support.link for support in cited if support.source == place), "")
