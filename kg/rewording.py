"""Rewordings: which values of a thing two graphs give differently, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import phrase, time
from kg.errors import KgError
from kg.facts import Fact
from kg.phrase import Label, Words
from kg.vocabulary import DCTERMS, OWL, PROV, RDF, SKOS, WX, compact, place

if TYPE_CHECKING:
    from kg.facts import Term

TYPE, STATUS, UNTIL, EVIDENCE = RDF + "type", WX + "status", WX + "until", WX + "evidence"
AMOUNT, NOTE = WX + "amount", WX + "readingNote"
SUM = (AMOUNT, *(WX + name for name in ("currency", "qualifier", "amountScope")))
# What a property is called where that is not its label.
NAMES = {
    TYPE: "class",
    UNTIL: "end",
    NOTE: "note",
    WX + "from": "beginning",
    WX + "saidBy": "speaker",
    WX + "about": "topic",
    WX + "roleIn": "body",
    WX + "memberOf": "alliance or programme",
    WX + "names": "thing named",
    WX + "located": "thing located",
    WX + "place": "place",
    WX + "identifies": "body identified",
    WX + "sha256": "text",
    WX + "vouchedOn": "day of reading",
    SKOS + "prefLabel": "label",
    SKOS + "definition": "definition",
    OWL + "differentFrom": "distinction",
    OWL + "versionInfo": "version",
    OWL + "versionIRI": "version IRI",
    DCTERMS + "issued": "date",
    DCTERMS + "title": "title",
    DCTERMS + "publisher": "publisher",
    DCTERMS + "creator": "creator",
    DCTERMS + "modified": "last change",
    PROV + "wasDerivedFrom": "source",
}
# The properties whose change tells most, and least; all others are in between.
FIRST = (STATUS, UNTIL, WX + "from", WX + "date", AMOUNT, WX + "value", WX + "name", WX + "title")
LAST = (EVIDENCE, NOTE)
CORRECTED = frozenset(
    {*SUM, UNTIL, *(WX + name for name in ("from", "date", "value", "unit", "duration", "code"))}
    | {WX + name for name in ("latitude", "longitude", "postcode")}
)


@dataclass(frozen=True, slots=True)
class Detail:
    """A property whose values differ: what that is called, and the values of one side only."""

    kind: str
    property: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """How one of two graphs speaks of a subject: its lines, the fact that it is, the labels."""

    lines: Sequence[str]
    fact: Fact | None
    label: Label
    spoke: Sequence[str] = ()  # the dates of the documents that the fact cites

    def values(self) -> Mapping[str, list[Term]]:
        """The terms by property, in order."""
        found: dict[str, list[Term]] = defaultdict(list)
        for quad in parse("\n".join(sorted(self.lines)), RdfFormat.N_TRIPLES):
            found[quad.predicate.value].append(cast("Term", quad.object))
        return found

    def words(self, term: Term) -> str:
        """A value in words; what has none as it is written."""
        if isinstance(term, NamedNode):
            return place(term.value) if "#char=" in term.value else self.label(term.value)
        return phrase.word(term, self.label) if isinstance(term, Literal) else str(term)

    def money(self) -> str:
        """The sum that the fact speaks of, or ""."""
        return phrase.money(Words(self.fact, self.label)) if self.fact else ""


def details(properties: Iterable[str], old: Voice, new: Voice) -> tuple[Detail, ...]:
    """What differs in the values of these properties, the most telling first."""
    before, after, wanted = old.values(), new.values(), set(properties)
    found = []
    sums = old.money(), new.money()
    if any(sums) and wanted.intersection(SUM):
        wanted -= set(SUM)
        before_and_after = ((each,) if each else () for each in sums)
        found.append(_detail(AMOUNT, new, *before_and_after))
    for name in wanted:
        gone, come = _apart(before.get(name, ()), after.get(name, ()))
        texts = _told(gone, old), _told(come, new)
        if texts[0] == texts[1]:
            texts = _written(gone), _written(come)
        kept = len(gone) < len(before.get(name, ()))
        found.append(_detail(name, new, *texts, kept=kept))
    return tuple(sorted(found, key=telling))


def ended(fact: Fact, spoke: Iterable[str]) -> bool:
    """Whether the end of a fact lies no later than its sources, so far as their dates tell."""
    try:
        last = time.span(fact.first("until")).last
        spans = [time.span(each) for each in spoke if each]
    except KgError:
        return False
    days = [day for span in spans if (day := span.last or span.first)]
    return bool(last and days and last <= max(days))


def _detail(
    name: str, new: Voice, before: tuple[str, ...], after: tuple[str, ...], *, kept: bool = False
) -> Detail:
    called = NAMES.get(name) or new.label(name)
    return Detail(_kind(name, called, new, before, after, kept), name, called, before, after)


def _kind(
    name: str,
    called: str,
    new: Voice,
    before: tuple[str, ...],
    after: tuple[str, ...],
    kept: bool,
) -> str:
    if name == STATUS and before and after:
        return f"status: {phrase.joined(before)} → {phrase.joined(after)}"
    if name == UNTIL and not before and not kept and new.fact and ended(new.fact, new.spoke):
        return f"{noun(new.fact.kind, new.label)} ended"
    if not before or not after:
        return f"{called} {'withdrawn' if before else 'added'}"
    if name == EVIDENCE:
        return f"{called} moved"
    return f"{called} {'corrected' if name in CORRECTED else 'changed'}"


def noun(kind: str, label: Callable[[str], str]) -> str:
    """What a kind of fact is called when one ends."""
    return {"Naming": "use of a name"}.get(kind) or label(WX + kind)


def _apart(before: Sequence[Term], after: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    gone = [term for term in before if term not in after]
    return gone, [term for term in after if term not in before]


def _told(terms: Iterable[Term], voice: Voice) -> tuple[str, ...]:
    return tuple(sorted(map(voice.words, terms), key=_natural))


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that sorts the numbers in texts by their size."""
    parts = re.split(r"(\d+)", text)
    return [(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)]


def _written(terms: Iterable[Term]) -> tuple[str, ...]:
    """Terms whose words do not tell them apart, as RDF writes them."""
    return tuple(compact(t.value) if isinstance(t, NamedNode) else str(t) for t in terms)


def telling(detail: Detail) -> tuple[int, str]:
    """A key that sorts the most telling details first."""
    name = detail.property
    if name in LAST:
        return len(FIRST) + 1 + LAST.index(name), name
    return (FIRST.index(name) if name in FIRST else len(FIRST)), name
