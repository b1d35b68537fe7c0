"""Facts as tables: a table for each kind, its columns read off the shapes, each with evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from pyoxigraph import Literal as RdfLiteral

from kg import phrase
from kg.evidence import NOT_SURE, Support
from kg.facts import Fact
from kg.shapes import Use
from kg.tabular import Column, Said, Table, Value
from kg.totals import ALIKE, totals
from kg.vocabulary import FACT_KINDS, PARTY_PROPERTIES, SKOS, THING_KINDS, WX, place, slug

if TYPE_CHECKING:
    from kg.graph import Graph

NAMES = {"Person": "people", "Funding": "funding", "Naming": "names"}
"""The tables that are not called by the plural of their kind."""
COMMON = frozenset(
    ("evidence", "status", "from", "until", "readingNote", "saidBy", "rolledUpFrom", "statedIn")
) | {"mayHold"}
"""The properties that every kind of fact may have, or that are derived for it."""
BETWEEN = "; "
"""What stands between several values in one cell."""
UNDATED = "undated"
_LAST = "The date of the latest source of the fact; whether it held later is not known."
_PART = "The fact on the total that this amount is a part of; to add both counts it twice."
_EXACT = Decimal(10) ** 15  # below which a spreadsheet keeps every digit of a whole number

Sort: TypeAlias = Literal["thing", "concept", "fact", "number", "date", "duration", "text"]
Cell: TypeAlias = "Callable[[Fact], Value]"
Filled: TypeAlias = "tuple[Column, Cell]"


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a kind of fact: the sort of its values, and whether there is at most one."""

    name: str
    sort: Sort
    single: bool


@dataclass(frozen=True)
class Teller:
    """What the tables of facts draw on."""

    graph: Graph
    facts: Sequence[Fact]
    supports: Mapping[str, Sequence[Support]]
    uses: Sequence[Use]
    meanings: Mapping[str, str]
    sentences: Mapping[str, str]
    attested: Mapping[str, str]

    def label(self, iri: str) -> str:
        """The label of a thing; "" where a fact names none."""
        return self.graph.label(iri) if iri else ""

    @cached_property
    def parties(self) -> dict[str, list[Said]]:
        """By fact, the things that it names, each with the property by which it does."""
        return {fact.iri: list(_named(fact)) for fact in self.facts}

    @cached_property
    def totals(self) -> dict[str, list[str]]:
        """By fact on an amount, the facts on the totals that it is a part of."""
        return totals(self.facts)

    def column(self, name: str, sort: str = "") -> Column:
        """The column of a property, or of what goes with it."""
        heading = headed(self.graph.label(WX + name))
        column = Column(snake(name), heading, about=self.meanings.get(WX + name, ""))
        return _beside(column, sort) if sort else column


def table_name(kind: str) -> str:
    """The name of the table of a kind of thing or fact."""
    return NAMES.get(kind, f"{kind.lower()}s")


def headed(label: str) -> str:
    """A label as the head of a column."""
    return label[:1].upper() + label[1:]


def snake(name: str) -> str:
    """The name of a property as a column's: `memberOf` is `member_of`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def joined(texts: Iterable[str]) -> str | None:
    """The texts in one cell; None for an empty cell."""
    return BETWEEN.join(text for text in texts if text) or None


def tables(teller: Teller) -> Iterator[Table]:
    """A table for each kind of fact."""
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in teller.facts:
        by_kind[fact.kind].append(fact)
    for kind in FACT_KINDS:
        found = by_kind[kind]
        fields = _fields(teller, kind, found)
        yield _table(teller, kind, found, [*_front(teller, kind, fields), *_back(teller, fields)])


def every(teller: Teller) -> Table:
    """All facts in one table, each in a line of words."""
    kinds = {kind: teller.label(WX + kind) for kind in FACT_KINDS}
    kind = Column("kind", "Kind", about="What sort of fact it is; it has a table of its own.")
    filled = [
        _sentence(teller),
        (kind, lambda fact: kinds[fact.kind]),
        *_status(teller),
        (Column("time", "Time", about="When it happened or held, in words."), _when(teller)),
        *_attested(teller),
        *_notes(teller),
        *_evidence(teller),
        _iri(),
    ]
    about = "Every fact in a line of words; each has a row with all its columns in its own table."
    rows = _rows(filled, teller.facts)
    columns = tuple(column for column, _ in filled)
    return Table("facts", "Facts", about, columns, rows, ("iri",), "All", ("fact", "note"))


def parties(teller: Teller) -> Table:
    """Which things each fact names, in which role; where a fact names several, a row for each."""
    columns = (
        Column("fact", "Fact", about="The fact in a line of words."),
        Column("role", "Role", about="What the thing is in the fact."),
        Column("thing", "Thing", about="The label of the thing."),
        Column("fact_iri", "Fact (IRI)", "string", "The fact.", "facts", address=True),
        Column("property", "Property", about="The role as the ontology calls it."),
        Column("thing_iri", "Thing (IRI)", "string", "The thing.", "things", address=True),
    )
    rows = tuple(
        (teller.sentences[f.iri], teller.label(WX + name), teller.label(iri), f.iri, name, iri)
        for f in teller.facts
        for name, iri in teller.parties[f.iri]
    )
    about = "Which things a fact names, and as what; a row for each thing of each fact."
    key = ("fact_iri", "property", "thing_iri")
    return Table("parties", "Parties", about, columns, rows, key, "All")


def _named(fact: Fact) -> Iterator[Said]:
    for name in (*PARTY_PROPERTIES, "saidBy", "rolledUpFrom"):
        for iri in fact.texts(name):
            yield name, iri


def _table(teller: Teller, kind: str, found: Sequence[Fact], filled: Sequence[Filled]) -> Table:
    columns = _apart(column for column, _ in filled)
    texts = tuple(c.name for c in columns if c.name in {"fact", "name", "code", "note"})
    name = table_name(kind)
    about, rows = teller.meanings.get(WX + kind, ""), _rows(filled, found)
    return Table(name, headed(name), about, columns, rows, ("iri",), "Facts", texts)


def _rows(filled: Sequence[Filled], found: Iterable[Fact]) -> tuple[tuple[Value, ...], ...]:
    return tuple(tuple(cell(fact) for _, cell in filled) for fact in found)


def _apart(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns, none called as another is: data from elsewhere may know other properties."""
    taken: set[str] = set()
    found = []
    for column in columns:
        name = column.name
        while name in taken:
            name += "_2"
        taken.add(name)
        found.append(replace(column, name=name))
    return tuple(found)


# What the shapes and the data say of a kind's properties


def _fields(teller: Teller, kind: str, found: Sequence[Fact]) -> list[Field]:
    """The properties of a kind: those of its shape, then those that only the data know."""
    uses = {slug(use.property): use for use in teller.uses if use.kind == WX + kind}
    listed = sorted(uses, key=lambda name: (_rank(name), uses[name].least == 0, name))
    present = {name for fact in found for name in fact.values}
    others = sorted(present - uses.keys() - COMMON)
    return [_field(name, uses.get(name), found) for name in (*listed, *others)]


def _rank(name: str) -> int:
    return PARTY_PROPERTIES.index(name) if name in PARTY_PROPERTIES else len(PARTY_PROPERTIES)


def _field(name: str, use: Use | None, found: Sequence[Fact]) -> Field:
    alone = all(len(fact.values.get(name, ())) < 2 for fact in found)
    sort = _sort(use) if use else "text"
    if sort == "number" and not (alone and all(_countable(fact, name) for fact in found)):
        sort = "text"
    return Field(name, sort, alone and (use is None or use.most == 1))


def _countable(fact: Fact, name: str) -> bool:
    return all(_number(text) is not None for text in fact.texts(name))


def _sort(use: Use) -> Sort:
    ranges = {slug(each) for each in use.ranges}
    if use.schemes or SKOS + "Concept" in use.ranges:
        return "concept"
    if ranges & {*THING_KINDS}:
        return "thing"
    if ranges & {*FACT_KINDS}:
        return "fact"
    usual: dict[str, Sort] = {"decimal": "number", "EDTF": "date", "duration": "duration"}
    return next((usual[name] for name in usual if name in ranges), "text")


def _number(text: str) -> int | float | None:
    """A decimal as a number that keeps all its digits; None where there is none."""
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact) >= _EXACT:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else None


# Columns


def _front(teller: Teller, kind: str, fields: Iterable[Field]) -> Iterator[Filled]:
    """The columns for people: words and numbers."""
    yield _sentence(teller)
    for field in fields:
        yield from _worded(teller, field)
    if kind in ALIKE:
        yield _within(teller)
    yield from _status(teller)
    yield from _dated(teller, "from")
    yield from _dated(teller, "until")
    yield from _attested(teller)
    yield from _notes(teller)
    yield from _evidence(teller)


def _back(teller: Teller, fields: Iterable[Field]) -> Iterator[Filled]:
    """The columns for machines: what the words stand for."""
    for field in fields:
        if field.sort == "fact" or (field.sort == "thing" and field.single):
            yield _pointing(teller, field)
    yield _iri()


def _worded(teller: Teller, field: Field) -> Iterator[Filled]:
    if field.sort in {"date", "duration"}:
        yield from _dated(teller, field.name)
    elif field.sort == "number":
        yield _numbered(teller, field.name)
    else:
        yield teller.column(field.name), _words(teller, field)


def _words(teller: Teller, field: Field) -> Cell:
    name, text = field.name, field.sort == "text"
    if field.sort == "fact":
        return lambda fact: joined(teller.sentences.get(i, i) for i in fact.texts(name))
    return lambda fact: joined(
        term.value if text or isinstance(term, RdfLiteral) else teller.label(term.value)
        for term in fact.values.get(name, ())
    )


def _numbered(teller: Teller, name: str) -> Filled:
    column = _beside(teller.column(name), "number")
    return column, lambda fact: _number(fact.first(name)) if fact.first(name) else None


def _dated(teller: Teller, name: str) -> Iterator[Filled]:
    """A date or duration as written (ISO 8601, EDTF), and in words."""
    said = phrase.duration if name == "duration" else phrase.date
    yield teller.column(name), lambda fact: joined(fact.texts(name))
    yield teller.column(name, "words"), lambda fact: joined(map(said, fact.texts(name)))


def _pointing(teller: Teller, field: Field) -> Filled:
    """The IRIs of a property's values; where there may be several, no reference to a table."""
    name = field.name
    return (
        teller.column(name, "thing" if field.sort == "thing" else "iri"),
        lambda fact: joined(fact.texts(name)),
    )


def _beside(column: Column, sort: str) -> Column:
    """The column that stands for another in numbers, in words or by IRIs."""
    name, title, about = column.name, column.title, column.about
    if sort == "number":
        return Column(name, title, "number", about)
    if sort == "words":
        return Column(f"{name}_in_words", f"{title} (in words)", "string", about)
    refers = "things" if sort == "thing" else ""
    return Column(f"{name}_iri", f"{title} (IRI)", "string", about, refers, address=True)


def _sentence(teller: Teller) -> Filled:
    column = Column("fact", "Fact", about="The fact in a line of words.")
    return column, lambda fact: teller.sentences[fact.iri]


def _status(teller: Teller) -> Iterator[Filled]:
    yield teller.column("status"), lambda fact: fact.status or None
    if teller.graph.slice.as_of:
        about = f"Whether it holds on {teller.graph.slice.as_of} or only may hold."
        column = Column("holds", "Holds", about=about)
        yield column, lambda fact: NOT_SURE if fact.may_hold else "holds"


def _within(teller: Teller) -> Filled:
    """Of which totals an amount is a part, as the rows of these begin."""
    column = Column("part_of_the_total", "Part of the total", about=_PART)
    said, found = teller.sentences, teller.totals
    return column, lambda fact: joined(said[total] for total in found.get(fact.iri, ()))


def _attested(teller: Teller) -> Iterator[Filled]:
    """When the latest source of the fact spoke, as written and in words."""
    column, last = Column("last_attested", "Last attested", about=_LAST), teller.attested
    yield column, lambda fact: last[fact.iri] or None
    yield _beside(column, "words"), lambda fact: phrase.date(last[fact.iri]) or UNDATED


def _notes(teller: Teller) -> Iterator[Filled]:
    label = teller.label
    yield teller.column("saidBy"), lambda fact: joined(map(label, fact.texts("saidBy")))
    if teller.graph.slice.roll_up:
        column = teller.column("rolledUpFrom")
        yield column, lambda fact: joined(map(label, fact.texts("rolledUpFrom")))
    note = Column("note", "Note", about=teller.meanings.get(WX + "readingNote", ""))
    yield note, lambda fact: joined(fact.texts("readingNote"))


def _evidence(teller: Teller) -> Iterator[Filled]:
    def of(fact: Fact) -> Sequence[Support]:
        return teller.supports.get(fact.iri, ())

    document = Column("documents", "Documents", about="From which documents it was read.")
    about = "Where it stands in them: the first character, and the one after the last."
    passage = Column("passages", "Passages", about=about)
    about = "Opens the first document's page at the passage; table evidence has all."
    link = Column("link", "Link", about=about, link=True)
    yield document, lambda fact: joined(dict.fromkeys(each.document for each in of(fact)))
    yield passage, lambda fact: joined(place(each.source) for each in of(fact))
    yield link, lambda fact: next((each.link for each in of(fact) if each.link), None)


def _iri() -> Filled:
    column = Column("iri", "Fact (IRI)", about="What a correction or citation names.", address=True)
    return column, lambda fact: fact.iri


def _when(teller: Teller) -> Cell:
    return lambda fact: phrase.period(phrase.Words(fact, teller.label)) or None
