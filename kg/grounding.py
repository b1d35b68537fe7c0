"""Grounding: whether what a fact says stands in the passages that it cites."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from kg import passages
from kg.quantities import quantities
from kg.vocabulary import GRAPH, ID, RDF, SKOS, WX, compact

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.library import Library

Place = Literal["sentence", "context", "note", "missing"]
PLACES: tuple[Place, ...] = ("sentence", "context", "note", "missing")
"""Where a value stands, from the best to the worst; `missing` is an error."""

NOTED_SHARE = 0.2
"""The share of a document's facts grounded by a note alone from which on to warn."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SEASONS = {"21": "spring", "22": "summer", "23": "autumn|fall", "24": "winter"}
LABELS = (SKOS + "prefLabel", SKOS + "altLabel")
PERCENT = frozenset(("%", "percent", "per cent"))


class Statement(NamedTuple):
    """A triple of a named graph: IRIs and the object's lexical form, and its N-Triples line."""

    graph: str
    subject: str
    predicate: str
    value: str
    triple: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as a file states it: its named graph and the values of each property, sorted.

    Properties are the local names of the ontology; values are IRIs and lexical forms.
    """

    iri: str
    graph: str
    values: Mapping[str, tuple[str, ...]]
    triples: tuple[str, ...]

    def passages(self) -> list[passages.Position]:
        """The passages it cites, in the order of the text; register editions are none."""
        cited = filter(passages.is_passage, self.values["evidence"])
        return sorted(map(passages.position, cited), key=lambda p: (p.document, p.start, p.end))


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a fact says and its passages should: as shown, and how to tell."""

    property: str
    shown: str
    stands: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Grounded:
    """A fact with, for each of its checkable values, the place where it was found."""

    fact: Fact
    document: str
    values: tuple[tuple[Value, Place], ...]

    @property
    def place(self) -> Place:
        """The worst place of its values."""
        return max((place for _, place in self.values), key=PLACES.index, default="sentence")

    @property
    def missing(self) -> tuple[str, ...]:
        """The values in none of its passages, noted or not, as shown."""
        return tuple(v.shown for v, place in self.values if place in ("note", "missing"))


@dataclass(frozen=True, slots=True)
class Report:
    """What grounding found: facts read against a text, and those that could not be."""

    read: tuple[Grounded, ...]
    unread: tuple[Fact, ...]
    by_register: tuple[Fact, ...]

    def counts(self, document: str | None = None) -> dict[Place, int]:
        """How many facts (of a document) have their worst value in each place."""
        found = Counter(g.place for g in self.read if document in (None, g.document))
        return {place: found[place] for place in PLACES}

    def noted_too_often(self) -> list[str]:
        """The documents of whose facts more than one in five is grounded by a note alone."""
        documents = dict.fromkeys(grounded.document for grounded in self.read)
        return [d for d in documents if _share(self.counts(d), "note") > NOTED_SHARE]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of things: as one graph's document uses them, and those used anywhere."""

    here: Mapping[tuple[str, str], tuple[str, ...]]
    anywhere: Mapping[str, tuple[str, ...]]

    def of(self, thing: str, graph: str) -> tuple[str, ...]:
        """The names valid in a document, its own first, then the preferred label."""
        both = (*self.here.get((graph, thing), ()), *self.anywhere.get(thing, ()))
        return tuple(dict.fromkeys(both))


def ground(store: Store, library: Library) -> Report:
    """Read every fact of the named graphs against the texts at hand."""
    names, texts = names_of(store), texts_of(store, library)
    read, unread, by_register = [], [], []
    for fact in facts(store):
        cited = fact.passages()
        if not cited:
            by_register.append(fact)
        elif cited[0].document in texts:
            read.append(ground_fact(fact, texts[cited[0].document], names))
        else:
            unread.append(fact)
    return Report(tuple(read), tuple(unread), tuple(by_register))


def ground_fact(fact: Fact, text: str, names: Names) -> Grounded:
    """Where each checkable value of a fact stands in the passages that it cites.

    The sentence is the passage that has the most of them (of equals the later in the text);
    the others are context. A value in neither is `note` if the fact has a reading note.
    """
    cited = fact.passages()
    stretches = [passages.normalise(text[p.start : p.end]) for p in cited]
    values = list(checkable(fact, names))
    sentence = max(reversed(stretches), key=lambda s: sum(v.stands(s) for v in values))
    # A name may run from one piece of a text in columns into the next, wherever that stands.
    context = "\n".join((" ".join(stretches), " ".join(reversed(stretches))))
    fallback: Place = "note" if "readingNote" in fact.values else "missing"
    places = (_place(value, sentence, context, fallback) for value in values)
    return Grounded(fact, cited[0].document, tuple(zip(values, places, strict=True)))


def facts(store: Store) -> list[Fact]:
    """The facts of all named graphs that were read from files, sorted by IRI."""
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for said in _stated(store):
        found[said.graph, said.subject].append(said)
    made = (_fact(*key, statements) for key, statements in found.items())
    return sorted((fact for fact in made if "evidence" in fact.values), key=lambda f: f.iri)


def names_of(store: Store) -> Names:
    """All names that the named graphs give to things."""
    here: dict[tuple[str, str], list[str]] = defaultdict(list)
    anywhere: dict[str, list[str]] = defaultdict(list)
    for label in LABELS:
        for said in sorted(_stated(store, label)):
            anywhere[said.subject].append(said.value)
    for fact in facts(store):
        for thing in fact.values.get("names", ()):
            here[fact.graph, thing] += fact.values.get("name", ())
            if WX + "localName" not in fact.values.get("nameKind", ()):
                anywhere[thing] += fact.values.get("name", ())
    return Names({k: tuple(v) for k, v in here.items()}, {k: tuple(v) for k, v in anywhere.items()})


def texts_of(store: Store, library: Library) -> dict[str, str]:
    """The texts at hand of the documents of the store, by the document's IRI."""
    found = ((doc, library.text(sha256)) for doc, sha256 in hashes_of(store).items())
    return {document: text for document, text in found if text is not None}


def hashes_of(store: Store) -> dict[str, str]:
    """The SHA-256 that the named graphs register for each document's text, by its IRI."""
    return {said.subject: said.value for said in _stated(store, WX + "sha256")}


def checkable(fact: Fact, names: Names) -> Iterator[Value]:
    """The values of a fact that its passages should have: parties, wordings, numbers, dates."""
    naming = "names" in fact.values
    for key, values in fact.values.items():
        for value in values:
            if value.startswith(ID) and not naming:
                known = names.of(value, fact.graph)
                yield Value(key, next(iter(known), compact(value)), partial(_named, known))
            elif key in ("title", "name", "postcode"):
                yield Value(key, value, partial(_named, (value,)))
            elif key in ("amount", "value", "duration"):
                yield Value(key, *_number(fact, key, value))
            elif key in ("from", "until", "date"):
                yield Value(key, value, partial(_dated, value))


def find_names(text: str, names: Iterable[str]) -> list[passages.Stretch]:
    """The stretches of a text where one of the names stands, as a whole word, in order.

    White space and typographic marks are folded, case too unless the name is an
    abbreviation; of overlapping names the longest that begins first.
    """
    plain = passages.normalised(text)
    longest_first = sorted(filter(None, map(passages.normalise, names)), key=len, reverse=True)
    pattern = "|".join(map(_name_pattern, longest_first))
    matches = re.finditer(pattern, plain.text) if pattern else ()
    return [plain.original(*match.span()) for match in matches]


def _stated(store: Store, predicate: str | None = None) -> Iterator[Statement]:
    """The statements of the named graphs, less those that are derived."""
    from pyoxigraph import NamedNode

    wanted = NamedNode(predicate) if predicate else None
    for quad in store.quads_for_pattern(None, wanted, None):
        graph, subject, object = map(_text, (quad.graph_name, quad.subject, quad.object))
        if graph.startswith(GRAPH) and not graph.startswith(GRAPH + "derived"):
            yield Statement(graph, subject, quad.predicate.value, object, f"{quad.triple} .")


def _text(term: object) -> str:
    """The IRI or lexical form of a term."""
    return str(getattr(term, "value", term))


def _fact(graph: str, iri: str, statements: list[Statement]) -> Fact:
    values: dict[str, list[str]] = defaultdict(list)
    for said in sorted(statements):
        if said.predicate != RDF + "type":
            values[said.predicate.removeprefix(WX)].append(said.value)
    triples = tuple(sorted(said.triple for said in statements))
    return Fact(iri, graph, {key: tuple(found) for key, found in values.items()}, triples)


def _place(value: Value, sentence: str, context: str, fallback: Place) -> Place:
    if value.stands(sentence):
        return "sentence"
    return "context" if value.stands(context) else fallback


def _share(counts: Mapping[Place, int], place: Place) -> float:
    return counts[place] / max(1, sum(counts.values()))


def _named(names: Iterable[str], text: str) -> bool:
    return any(re.search(_name_pattern(passages.normalise(name)), text) for name in names)


def _name_pattern(name: str) -> str:
    """A name as whole words; `ICS` keeps its case, or `it` would be a name of `IT`."""
    words = re.escape(name) if name.isupper() and name.isalnum() else f"(?i:{re.escape(name)})"
    return rf"(?<!\w){words}(?!\w)"


def _number(fact: Fact, key: str, value: str) -> tuple[str, Callable[[str], bool]]:
    """A number as shown and the test for it, by what its fact says that it counts."""
    if key == "duration":
        return value, partial(_lasts, value)
    unit = next(iter(fact.values.get("currency" if key == "amount" else "unit", ())), "")
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value, partial(_named, (value,))
    return f"{number.normalize():f} {unit}".strip(), partial(_counted, number, unit)


def _counted(value: Decimal, unit: str, text: str) -> bool:
    currency = unit if re.fullmatch(r"[A-Z]{3}", unit) else ""
    wanted = (value, currency, unit in PERCENT)
    return any((q.value, q.currency, q.percent) == wanted for q in quantities(text))


def _lasts(duration: str, text: str) -> bool:
    """Whether a text has an xsd:duration of years and months in words or digits."""
    match = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", duration)
    months = 12 * int(match[1] or 0) + int(match[2] or 0) if match else -1
    spans = ((q.value, re.match(r"[\s-]*(year|month)", text[q.end :])) for q in quantities(text))
    return any(value * (12 if unit[1] == "year" else 1) == months for value, unit in spans if unit)


def _dated(lexical: str, text: str) -> bool:
    """Whether all parts of a date or EDTF interval stand in a text, or the date in digits."""
    ends = [re.sub(r"[~?%]", "", end) for end in lexical.split("/") if end not in ("", "..")]
    return all(_date_stands(end, text) for end in ends)


def _date_stands(date: str, text: str) -> bool:
    year, month, day = (*date.split("-"), "", "")[:3]
    written = f"0?{day.lstrip('0')}[/.]0?{month.lstrip('0')}[/.]{year}"
    if day and re.search(rf"(?<!\d)(?:{date}|{written})(?!\d)", text):
        return True
    parts = filter(None, (_year_pattern(year), _month_pattern(month), _day_pattern(day)))
    return all(re.search(part, text, re.IGNORECASE) for part in parts)


def _year_pattern(year: str) -> str:
    """A year as such or as the second of `2010/11`."""
    before = f"{int(year) - 1:04}" if year.isdigit() else year
    return rf"(?<![\w,.]){year}(?!\d)|\b{before}[/-]{year[-2:]}\b"


def _month_pattern(month: str) -> str:
    if month in SEASONS:
        return rf"\b(?:{SEASONS[month]})\b"
    name = MONTHS[int(month) - 1] if month.isdigit() and 1 <= int(month) <= 12 else month
    return rf"\b(?:{name}|{name[:3]})\b" if name else ""


def _day_pattern(day: str) -> str:
    return rf"(?<![\w,.])0?{day.lstrip('0')}(?:st|nd|rd|th)?\b(?![,.]?\d)" if day else ""
