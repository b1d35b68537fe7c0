"""Sheets: the graph as tables for people with spreadsheets, and for databases."""

from __future__ import annotations

import importlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg import (
    cite,
    credits,
    evidence,
    export,
    facts,
    factsheets,
    names,
    passages,
    phrase,
    releases,
    shapes,
    subjects,
    why,
)
from kg.documents import Document
from kg.evidence import Support
from kg.factsheets import Teller, headed, joined, table_name
from kg.tabular import Column, Said, Table, Tables, Value
from kg.vocabulary import FACT_KINDS, STATUSES, THING_KINDS, WX, place

if TYPE_CHECKING:
    from kg.graph import Graph

_MEANINGS = "SELECT ?term ?said { ?term skos:definition ?said } ORDER BY ?term ?said"
_CONCEPTS = """
SELECT ?iri ?scheme { ?iri a skos:Concept ; skos:inScheme ?scheme } ORDER BY ?scheme ?iri
"""
NAME = "wessex-kg"
_WHAT = (
    "Facts read from public documents and registers, one a row. Each says from which passage or "
    "register it was read, on which day it held, and whether it happened or was planned, estimated "
    "or only claimed. The documents' own sentences are not in here; the links lead to them."
)
_EVIDENCE = (
    "Documents and Passages say where a fact was read: 168–372 are the characters of the "
    "document's text, the first and the one after the last. Link opens the document's page at "
    "these words. Where a fact rests on several passages, ‘; ’ parts them, and table evidence has "
    "a row with a link for each."
)
_EDITIONS = (
    "Of a register a fact cites an edition, in place of a passage. An edition is part of a "
    "compilation, which Part of in Documents names."
)
_DATES = (
    "From, Until and Date are written as in ISO 8601 and its Extended Date/Time Format (2009-23 is "
    "autumn 2009, 2021/.. is 2021 or later), and again in words. An empty one is not known. Last "
    "attested is the date of the latest source of a fact: whether it held later is not known."
)
_AMOUNTS = (
    "In Funding and Figures totals stand beside their parts, so that a column that is added up "
    "counts these twice: leave out the rows that have something in Part of the total. Add only "
    "amounts of one kind, status and currency or unit; scope ‘each’ is what each of several gets."
)
_SEVERAL = (
    "Where a fact names several things, ‘; ’ parts them, and table parties has a row for each. Two "
    "things may bear the same label; their IRIs tell them apart."
)


@dataclass(frozen=True)
class Source:
    """What the tables draw on."""

    graph: Graph
    teller: Teller
    documents: Mapping[str, Document]

    def cited(self, support: Support) -> str:
        """The document or register edition that a support is of."""
        known = support.source in self.documents
        return support.source if known else _whole(support.source)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each thing: those of the graph, and whatever facts and documents name."""
        known = names.kinds_of(self.graph)
        things = {iri: kind for iri, kind in known.items() if kind in THING_KINDS}
        others = {iri for found in self.teller.parties.values() for _, iri in found}
        return things | dict.fromkeys(others - things.keys(), "")

    @cached_property
    def things(self) -> list[tuple[Value, ...]]:
        """The rows of all things, by their labels."""
        return _thing_rows(self)


def sheets(graph: Graph) -> Tables:
    """The graph's slice as tables: one for each kind of thing and of fact, and some that join them.

    Every fact has one row in the table of its kind; every column that refers to a table has
    values that stand in it.
    """
    source = _source(graph)
    teller = source.teller
    credited = credits.credits(graph)
    made = [
        *_things(source),
        *factsheets.tables(teller),
        factsheets.every(teller),
        _all_things(source),
        factsheets.parties(teller),
        _evidence(source),
        _passages(source),
        _documents(source),
        _words(graph, teller),
    ]
    return Tables(
        title=credited.title,
        about=tuple(_about(source)),
        tables=(*made, _dictionary(made)),
        name=NAME,
        version=graph.version,
        address=cite.ADDRESS if credited.ours else "",
        licence=(credited.terms, min(credited.licences, default="")),
        sources=tuple((_title(each), each.address) for each in _read(source)),
    )


def _whole(source: str) -> str:
    """The document of a passage, or the compilation of a register edition."""
    return source.partition("#")[0]


def _source(graph: Graph) -> Source:
    found = facts.naming(graph)
    label = phrase.labels(graph)
    supports = evidence.supports(graph, (fact.iri for fact in found))
    meanings = {row["term"]: row["said"] for row in facts.texts(graph, _MEANINGS)}
    sentences = {fact.iri: phrase.sentence(fact, label) for fact in found}
    last = why.last_attested(graph, found)
    known = facts.references(graph)
    bare = {_whole(s.source) for each in supports.values() for s in each}
    documents = _told_apart(known | {iri: Document(iri) for iri in bare - known.keys()})
    supports = {iri: [_titled(s, documents) for s in each] for iri, each in supports.items()}
    teller = Teller(graph, found, supports, shapes.uses(), meanings, sentences, last)
    return Source(graph, teller, documents)


def _told_apart(documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents; after a title that several editions bear stands that of the compilation."""
    counted = Counter(map(_title, documents.values()))
    return {
        iri: replace(each, title=f"{_title(each)} ({_title(documents[_whole(iri)])})")
        if counted[_title(each)] > 1 and "#" in iri and _whole(iri) in documents
        else each
        for iri, each in documents.items()
    }


def _titled(support: Support, documents: Mapping[str, Document]) -> Support:
    """The support with the title by which its register edition is told apart."""
    edition = documents.get(support.source)
    return replace(support, document=_title(edition)) if edition else support


# Things


def _things(source: Source) -> Iterator[Table]:
    """A table for each kind of thing."""
    for kind in THING_KINDS:
        name, left_out = table_name(kind), {"kind", *_IDLE.get(kind, ())}
        kept = [at for at, column in enumerate(_THING) if column.name not in left_out]
        columns = tuple(_THING[at] for at in kept)
        iri = Column("iri", "IRI", "string", _IRI, "things", address=True)
        found = (row for row in source.things if source.kinds[str(row[-1])] == kind)
        yield Table(
            name=name,
            title=headed(name),
            about=source.teller.meanings.get(WX + kind, ""),
            columns=(*columns[:-1], iri),
            rows=tuple(tuple(row[at] for at in kept) for row in found),
            key=("iri",),
            group="Things",
            searched=("label", "other_names"),
        )


def _all_things(source: Source) -> Table:
    about = "Every thing that facts name; each has a row in the table of its kind as well."
    searched, rows = ("label", "other_names"), tuple(source.things)
    return Table("things", "Things", about, _THING, rows, ("iri",), "All", searched)


_IRI = "The name of the thing for machines; two things of one label have two."
_THING = (
    Column("label", "Label", about="What the graph calls it."),
    Column("kind", "Kind", about="Whether it is a body, an alliance, a programme …"),
    Column("sort", "Sort", about="What sort of body or programme it is, as its facts say."),
    Column("other_names", "Other names", about="What else it is or was called, in any document."),
    Column("identifiers", "Identifiers", about="Codes and addresses of public registers."),
    Column("facts", "Facts", "integer", "How many facts name it."),
    Column("iri", "IRI", "string", _IRI, address=True),
)
_IDLE = {"Person": ("sort", "identifiers"), "Place": ("sort",)}
"""What things of a kind never have."""


def _thing_rows(source: Source) -> list[tuple[Value, ...]]:
    graph, teller = source.graph, source.teller
    sorts, called, codes = subjects.sorts(graph), _called(teller), _codes(teller)
    counted = Counter(iri for found in teller.parties.values() for iri in {i for _, i in found})
    classes = {kind: graph.label(WX + kind) for kind in THING_KINDS}
    ordered = sorted(source.kinds, key=lambda iri: (graph.label(iri).casefold(), iri))
    return [
        (
            graph.label(iri),
            classes.get(source.kinds[iri]),
            sorts.get(iri),
            joined(name for name in called[iri] if name != graph.label(iri)),
            joined(codes[iri]),
            counted[iri],
            iri,
        )
        for iri in ordered
    ]


def _called(teller: Teller) -> dict[str, dict[str, None]]:
    """By thing, the names that facts give it, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in teller.facts:
        if fact.kind == "Naming":
            for thing in fact.texts("names"):
                found[thing] |= dict.fromkeys(fact.texts("name"))
    return found


def _codes(teller: Teller) -> dict[str, dict[str, None]]:
    """By thing, its codes, each after the name of its register."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in teller.facts:
        if fact.kind == "Identifier":
            code = f"{teller.label(fact.first('scheme'))} {fact.first('code')}".strip()
            for thing in fact.texts("identifies"):
                found[thing][code] = None
    return found


# What facts rest on


def _evidence(source: Source) -> Table:
    columns = (
        Column("fact", "Fact", about="The fact in a line of words."),
        Column("document", "Document", about="The title of the document or register edition."),
        Column("passage", "Passage", about="The characters of the passage in its document."),
        Column("link", "Link", about="Opens the document's page at the passage.", link=True),
        Column("number", "Number", "integer", "Which of the fact's sources it is."),
        Column("fact_iri", "Fact (IRI)", "string", "The fact.", "facts", address=True),
        Column("document_iri", "Document (IRI)", "string", "The document.", "documents",
               address=True),
        Column("passage_iri", "Passage (IRI)", "string", "The passage; none in a register.",
               "passages", address=True),
    )  # fmt: skip
    rows = tuple(
        (
            source.teller.sentences[fact.iri],
            each.document,
            place(each.source),
            each.link or None,
            number,
            fact.iri,
            source.cited(each),
            each.source if passages.is_passage(each.source) else None,
        )
        for fact in source.teller.facts
        for number, each in enumerate(source.teller.supports.get(fact.iri, ()), 1)
    )
    about = "From what each fact was read; a row for each passage or register edition of each fact."
    return Table("evidence", "Evidence", about, columns, rows, ("fact_iri", "number"), "All")


def _passages(source: Source) -> Table:
    counted: Counter[str] = Counter()
    links: dict[str, Support] = {}
    for found in source.teller.supports.values():
        for each in found:
            if passages.is_passage(each.source):
                counted[each.source] += 1
                links[each.source] = each
    columns = (
        Column("passage", "Passage", about="Its document and characters."),
        Column("document", "Document", about="The title of its document."),
        Column("start", "Start", "integer", "Its first character, counted from 0."),
        Column("end", "End", "integer", "The character after its last."),
        Column("facts", "Facts", "integer", "How many facts rest on it."),
        Column("link", "Link", about="Opens the document's page at the passage.", link=True),
        Column("document_iri", "Document (IRI)", "string", "The document.", "documents",
               address=True),
        Column("iri", "Passage (IRI)", about="Its address: the document's, with the characters.",
               address=True),
    )  # fmt: skip
    ordered = sorted(((passages.position(iri), iri) for iri in links), key=_in_text)
    rows = tuple(
        (
            place(iri),
            links[iri].document,
            at.start,
            at.end,
            counted[iri],
            links[iri].link or None,
            at.document,
            iri,
        )
        for at, iri in ordered
    )
    about = "The passages on which facts rest; their words are in the documents only."
    return Table("passages", "Passages", about, columns, rows, ("iri",), "All")


def _in_text(found: tuple[passages.Position, str]) -> tuple[str, int, int]:
    return found[0].document, found[0].start, found[0].end


_COUNTED = "How many facts rest on it; a compilation's are those of its editions, each once."


def _documents(source: Source) -> Table:
    columns = (
        Column("title", "Title", about="Its title; ours where it has none."),
        Column("kind", "Kind", about="A document, or the state of a register."),
        Column("publisher", "Publisher", about="Who published it."),
        Column("issued", "Issued", about="When it was published (ISO 8601, EDTF)."),
        Column("issued_in_words", "Issued (in words)", about="When it was published."),
        Column("inferred", "Inferred", about="Which of these its own text does not tell."),
        Column("facts", "Facts", "integer", _COUNTED),
        Column("link", "Link", about="Where it was published.", link=True),
        Column("part_of", "Part of", about="The compilation that cites a register."),
        Column("part_of_iri", "Part of (IRI)", "string", "The compilation.", "documents",
               address=True),
        Column("iri", "Document (IRI)", about="Its name for machines.", address=True),
    )  # fmt: skip
    cited = Counter(
        iri
        for found in source.teller.supports.values()
        for iri in {*map(source.cited, found)} | {_whole(each.source) for each in found}
    )
    ordered = sorted(source.documents.values(), key=lambda each: ("#" in each.iri, each.iri))
    rows = tuple(_document_row(source, each, cited[each.iri]) for each in ordered)
    about = "The documents and register editions from which the facts were read."
    return Table("documents", "Documents", about, columns, rows, ("iri",), "All", ("title",))


def _document_row(source: Source, each: Document, facts_: int) -> tuple[Value, ...]:
    within = _whole(each.iri) if "#" in each.iri else ""
    compilation = source.documents.get(within)
    return (
        _title(each),
        "register edition" if within else "document",
        each.publisher or None,
        each.issued or None,
        phrase.date(each.issued) or None,
        joined(sorted(each.inferred)),
        facts_,
        each.address or None,
        _title(compilation) if compilation else None,
        within if compilation else None,
        each.iri,
    )


def _title(document: Document) -> str:
    return document.title or document.slug


# Words and columns


def _words(graph: Graph, teller: Teller) -> Table:
    columns = (
        Column("word", "Word", about="The word as columns have it."),
        Column("scheme", "List", about="Which list of words it is of."),
        Column("meaning", "Meaning", about="What it says of a fact."),
        Column("iri", "IRI", about="Its name for machines.", address=True),
    )
    found = {row["iri"]: row["scheme"] for row in facts.texts(graph, _CONCEPTS)}
    rows = tuple(
        (graph.label(iri), graph.label(scheme).removesuffix(" scheme"), said, iri)
        for iri, scheme in found.items()
        for said in [teller.meanings.get(iri)]
    )
    about = "The words for statuses, roles and kinds, with their meanings."
    return Table("words", "Words", about, columns, rows, ("iri",), "All", ("word", "meaning"))


def _dictionary(tables: Sequence[Table]) -> Table:
    """What every column of the tables is."""
    columns = (
        Column("table", "Table"),
        Column("column", "Column", about="Its name in csv and sqlite."),
        Column("heading", "Heading", about="Its name in xlsx and in the views of sqlite."),
        Column("type", "Type"),
        Column("refers_to", "Refers to", about="The table by whose key its values are known."),
        Column("meaning", "Meaning"),
    )
    rows = tuple(
        (table.name, each.name, each.title, each.kind, each.refers or None, each.about or None)
        for table in tables
        for each in table.columns
    )
    about = "What every column means."
    return Table("columns", "Columns", about, columns, rows, ("table", "column"), "All")


# What it is


def _about(source: Source) -> Iterator[Said]:
    graph = source.graph
    counts = Counter(fact.kind for fact in source.teller.facts)
    listed = (f"{table_name(kind)} {counts[kind]:,}" for kind in FACT_KINDS if counts[kind])
    yield "What this is", _WHAT
    yield "Facts", f"{len(source.teller.facts):,}: {', '.join(listed)}"
    yield "Slice", graph.slice.describe()
    yield from (("Note", note) for note in graph.notes)
    yield from versions(graph)
    yield "How to read evidence", _EVIDENCE
    for status in STATUSES:
        yield f"Status {status}", source.teller.meanings.get(WX + status, "")
    yield from _editions(source)
    yield "How to read dates", _DATES
    yield "How to read amounts", _AMOUNTS
    yield "Several in a cell", _SEVERAL
    yield from (("Document", line) for line in _cited_documents(source))


def versions(graph: Graph) -> Iterator[Said]:
    """The versions of data and code, the licence, and how to cite."""
    # Late: the package itself stands above all its modules.
    code: str = importlib.import_module("kg").__version__
    yield "Version of the data", releases.told(graph.version)
    if day := export.vouched(graph):
        yield "Vouched for on", day
    yield "Version of the code", code
    credited = credits.credits(graph)
    if credited.licences:
        yield "Licence", f"{credited.terms} {' '.join(credited.licences)}"
    if credited.ours:
        yield "Cite as", cite.text(code, graph.version).strip()


def _editions(source: Source) -> Iterator[Said]:
    """What is to be said of register editions, if there are any."""
    editions = [each for each in source.documents.values() if "#" in each.iri]
    without = sum(not each.address for each in editions)
    bare = f" {without:,} of {len(editions):,} have no address recorded: Link is empty there."
    if editions:
        yield "Register editions", _EDITIONS + (bare if without else "")


def _cited_documents(source: Source) -> Iterator[str]:
    for each in _read(source):
        said = (_title(each), each.publisher, phrase.date(each.issued))
        counted = phrase.count(each.facts, "fact")
        yield f"{', '.join(part for part in said if part)} ({counted})"


def _read(source: Source) -> list[Document]:
    """The documents and compilations of the slice, by their dates."""
    ordered = sorted(source.documents.values(), key=lambda each: (each.issued, each.iri))
    return [each for each in ordered if "#" not in each.iri and each.facts]
