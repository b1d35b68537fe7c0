"""Facts, dates, money and durations in plain English words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg import printable
from kg.facts import Fact, facts
from kg.vocabulary import EDTF, FACT, XSD

if TYPE_CHECKING:
    from kg.facts import Term
    from kg.graph import Graph

Label = Callable[[str], str]

CURRENCIES = {"GBP": "£", "EUR": "€", "USD": "$"}
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
SUFFIXES = {"~": "about {}", "?": "{} (uncertain)", "%": "about {} (uncertain)"}
DATE_TYPES = {
    *(XSD + name for name in ("date", "gYearMonth", "gYear")),
    EDTF + "EDTF",
}
UNITS = (("Y", "year"), ("M", "month"), ("W", "week"), ("D", "day"))


@dataclass(frozen=True, slots=True)
class Words:
    """Called with a property's name, the words for its values in a fact; "" where it has none."""

    fact: Fact
    label: Label
    seen_from: str = ""

    def __call__(self, name: str) -> str:
        return joined(self._word(term) for term in self.fact.values.get(name, ()))

    def others(self, name: str) -> str:
        """The words for the values except the thing from which the fact is seen."""
        terms = self.fact.values.get(name, ())
        return joined(self._word(term) for term in terms if term.value != self.seen_from)

    def _word(self, term: Term) -> str:
        written = self.fact.written.get(term.value)
        return word(term, self.label) + (f" (as “{written}”)" if written else "")


Phrase = Callable[[Words], str]


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, such as `1 tie`, `2 ties`, `1,000 ties`."""
    return f"{number:,} {noun if number == 1 else plural or many(noun)}"


def many(noun: str) -> str:
    """The plural of a noun, which may be followed by `of …`."""
    head, of, rest = noun.partition(" of ")
    if head == "person":
        return "people"
    if re.search("[^aeiou]y$", head):
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}{'es' if head.endswith('s') else 's'}{of}{rest}"


def joined(texts: Iterable[str]) -> str:
    """The texts as a list in prose: `a`, `a and b`, `a, b and c`."""
    *most, last = [text for text in texts if text] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def date(lexical: str) -> str:
    """An xsd or EDTF date in words, such as `12 March 2010`, `autumn 2009`, `2021 or later`."""
    if "/" in lexical:
        return _interval(*lexical.split("/", 1))
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)", lexical)
    if not found:
        return lexical
    year, month, day, suffix = found.groups()
    words = " ".join(part for part in (_day(day), _month(month), year) if part)
    return SUFFIXES.get(suffix, "{}").format(words)


def duration(lexical: str) -> str:
    """An xsd:duration in words, such as `2 years 6 months`; others as they are."""
    counts = {unit: int(n) for n, unit in re.findall(r"(\d+)([YMWD])", lexical)}
    if "T" in lexical or not counts:
        return lexical
    return " ".join(count(counts[u], name) for u, name in UNITS if counts.get(u))


def number(lexical: str) -> str:
    """A decimal number with its thousands set off and no idle zeros."""
    try:
        text = f"{Decimal(lexical):,f}"
    except InvalidOperation:
        return lexical
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(w: Words) -> str:
    """A fact's sum with its qualifier and scope, such as `up to £475,000 each`; "" without one."""
    if not w("amount"):
        return ""
    amount, currency = w("amount"), w("currency")
    if re.search(r"\.\d$", amount):
        amount += "0"
    sign = CURRENCIES.get(currency, f"{currency} " if currency else "")
    scope = {"total": "in total"}.get(w("amountScope"), w("amountScope"))
    return _spaced(_qualifier(w), f"{sign}{amount}", scope)


def word(term: Term, label: Label) -> str:
    """A term in words: the label of an IRI, a literal according to its datatype."""
    datatype = getattr(term, "datatype", None)
    if datatype is None:
        return printable.line(label(term.value))
    if datatype.value in DATE_TYPES:
        return date(term.value)
    say = LITERALS.get(datatype.value.removeprefix(XSD))
    return say(term.value) if say else printable.line(term.value)


LITERALS = {"duration": duration, "decimal": number, "integer": number, "double": number}


def period(w: Words) -> str:
    """When a fact says that it happened or held, such as `from 2013 until 30 June 2022`; or ""."""
    begin, end = w("from"), w("until")
    if w("date") or begin == end:
        return w("date") or begin
    return _spaced(_after("from ", begin), _after("until ", end))


def sentence(fact: Fact, label: Label) -> str:
    """What a fact says, without its period and status, in one line of plain English."""
    words = Words(fact, label)
    return SENTENCES[fact.kind](words) + said_by(words)


def said_by(w: Words) -> str:
    """Who says it, where a document quotes somebody."""
    return f" (said by {w('saidBy')})" if w("saidBy") else ""


def labels(graph: Graph) -> Label:
    """The label of anything in the graph; a fact's, to which another refers, is its sentence."""

    def plain(iri: str) -> str:
        return "" if iri.startswith(FACT) else printable.line(graph.label(iri))

    def label(iri: str) -> str:
        if not iri.startswith(FACT):
            return graph.label(iri)
        return joined(sentence(fact, plain) for fact in facts(graph, [iri]))

    return label


def role(w: Words) -> str:
    return w("memberRole").removeprefix("as ") or "member"


def funding(w: Words) -> str:
    """An award, offer, investment or opportunity of money: how much, by whom, to whom, for what."""
    return (
        f"{w('fundingKind') or 'money'}{_after(' of ', money(w))}{_after(' by ', w('funder'))}"
        f"{_after(' to ', w('recipient'))}{_after(' for ', w('fundedWork'))}"
        f"{_after(' over ', w('duration'))}{_after(' – ', w('statement'))}"
    )


def figure(w: Words) -> str:
    against = _after(", against ", w("comparator"))
    over = _after(" over ", w("duration"))
    return f"{w('measure')}: {_spaced(_qualifier(w), w('value'), w('unit'))}{over}{against}"


def milestone(w: Words) -> str:
    return f"{w('milestoneKind') or 'event'}{_after(' – ', w('statement'))}"


def description(w: Words) -> str:
    said = " – ".join(text for text in (w("concept"), w("statement")) if text)
    return f"{w('descriptionKind')}: {said}"


def place(w: Words) -> str:
    point = f"{w('latitude')}, {w('longitude')}" if w("latitude") else ""
    return ", ".join(text for text in (w("place"), w("postcode"), point) if text)


CHANGES: dict[str, Phrase] = {
    "merger": lambda w: f"merger of {w('predecessor')} into {w('successor')}",
    "acquisition": lambda w: f"acquisition of {w('predecessor')} by {w('successor')}",
    "split": lambda w: f"split of {w('successor')} from {w('predecessor')}",
    "succession": lambda w: f"{w('predecessor')}, succeeded by {w('successor')}",
}


def change(w: Words) -> str:
    known = CHANGES.get(w("changeKind"))
    return known(w) if known else f"change from {w('predecessor')} to {w('successor')}"


def collaboration(w: Words) -> str:
    return f"collaboration{_after(' on ', w('about'))}{_after(' – ', w('statement'))}"


SENTENCES: dict[str, Phrase] = {
    "Post": lambda w: f"{w('holder')}: {w('title')}, {w('roleIn')}",
    "Membership": lambda w: f"{w('member')}: {role(w)} of {w('memberOf')}",
    "Funding": funding,
    "Collaboration": lambda w: f"{w('party')}: {collaboration(w)}",
    "Change": change,
    "Naming": lambda w: f"{w('names')}: “{w('name')}”, {w('nameKind')}",
    "Part": lambda w: f"{w('part')}: part of {w('whole')}",
    "Location": lambda w: f"{w('located')}: {w('locationKind')} {place(w)}",
    "Description": lambda w: f"{w('subject')}: {description(w)}",
    "Relation": lambda w: f"{w('subject')}: {w('relationKind')} {w('object')}",
    "Figure": lambda w: f"{w('subject')}: {figure(w)}",
    "Milestone": lambda w: f"{w('subject')}: {milestone(w)}",
    "Identifier": lambda w: f"{w('identifies')}: {w('scheme')} {w('code')}",
}


def _interval(start: str, end: str) -> str:
    first, last = (date(part) if part not in ("", "..") else "" for part in (start, end))
    if first and last:
        return f"between {first} and {last}"
    return f"{first} or later" if first else f"{last} or earlier" if last else "undated"


def _month(text: str | None) -> str:
    if not text:
        return ""
    return SEASONS.get(text) or (MONTHS[int(text) - 1] if "01" <= text <= "12" else text)


def _day(text: str | None) -> str:
    return text.lstrip("0") if text else ""


def _qualifier(w: Words) -> str:
    text = w("qualifier")
    return "" if text == "exactly" else text


def _after(before: str, text: str) -> str:
    return f"{before}{text}" if text else ""


def _spaced(*texts: str) -> str:
    return " ".join(text for text in texts if text)
