"""Changes: what differs between two graphs in words, each change with what it rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat

from kg import differences, phrase, releases, sources, statements
from kg.differences import Change, Difference, Half
from kg.documents import Document
from kg.errors import KgError, UnknownName
from kg.evidence import Support, supports
from kg.facts import Fact, facts, references
from kg.graph import Graph
from kg.phrase import Label, Words
from kg.rewording import SUM, Detail, Voice, details, noun, telling
from kg.slice import Slice
from kg.sources import Source
from kg.statements import subject
from kg.vocabulary import (
    BASE,
    DOCUMENT,
    FACT,
    FACT_KINDS,
    GRAPH,
    OWL,
    RDF,
    RDFS,
    SKOS,
    THING_KINDS,
    WX,
    compact,
    document_of,
    place,
    slug,
)

if TYPE_CHECKING:
    from kg.revisions import Side

EVENTS = ("added", "changed", "renumbered", "withdrawn")
NOUNS = {"Membership": "member", "Naming": "name", "Relation": "relation"}
STEPS = 4  # from a fact to its documents, from these to their publishers, from these to labels
_OBJECT = re.compile(r"<([^<>]*)> \.$")
_LEADING = (f"<{FACT}", f"<{DOCUMENT}")
_ONTOLOGY = f"<{BASE}ontology>"
_NAMING = f" <{WX}Naming> ."
_DATASET = f"<{BASE}dataset>"
_VERSION = f"{_DATASET} <{OWL}versionInfo> "
_KEPT = f"<{BASE}ontology> <{RDF}type> <{OWL}Ontology> ."


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage or register edition that a fact cites, with the date of its document."""

    iri: str
    document: str
    title: str
    issued: str
    date: str
    position: str
    link: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: of what, in words, resting on what; and the statements that make it up.

    `kind` says it in a few words, `event` is one of EVENTS, `about` one of differences.KINDS;
    `document` is the slug of that in which it stands, or "".
    """

    kind: str
    event: str
    about: str
    document: str
    iri: str
    formerly: str
    fact_kind: str
    text: str
    period: str
    status: str
    details: tuple[Detail, ...]
    evidence: tuple[Evidence, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes from one graph to another, by document and kind.

    `removed` and `added` count the statements that only one graph has, `counted` those of them
    that no entry tells; `outside` is how many entries the slice leaves out.
    """

    old: str
    new: str
    old_version: str
    new_version: str
    slice: str
    documents: Mapping[str, Document]
    entries: tuple[Entry, ...]
    removed: int
    added: int
    counted: Mapping[str, tuple[int, int]]
    outside: int

    @property
    def differ(self) -> bool:
        """Whether anything changed that the slice keeps."""
        return bool(self.entries)


@dataclass(frozen=True, slots=True)
class Speaker:
    """One of two graphs, as far as it takes to put its changes into words."""

    half: Half
    label: Label
    facts: Mapping[str, Fact]
    documents: Mapping[str, Document]
    supports: Mapping[str, Sequence[Support]]

    def voice(self, subjects: Sequence[str]) -> Voice:
        """What this graph says of some subjects taken as one."""
        fact = self.facts.get(_iri(subjects[0]))
        lines = [line for each in subjects for line in self.half.of(each)]
        spoke = [each.issued for each in self.evidence(fact)] if fact else []
        return Voice(lines, fact, self.label, spoke)

    def evidence(self, fact: Fact) -> tuple[Evidence, ...]:
        """What the fact cites, in the order of its documents and passages."""
        cited = map(self._evidence, self.supports.get(fact.iri, ()))
        return tuple(sorted(cited, key=lambda each: (each.document, _position(each.iri))))

    def _evidence(self, support: Support) -> Evidence:
        iri = support.source if support.source in self.documents else _document(support.source)
        issued = self.documents.get(iri, Document(iri)).issued
        return Evidence(
            iri=support.source,
            document=slug(_document(support.source)),
            title=support.document,
            issued=issued,
            date=phrase.date(issued) if issued else "",
            position=support.position,
            link=support.link,
        )


def changes(old: Side, new: Side, wanted: Slice | None = None) -> Changes:
    """What changed from one graph to the other; of facts, those that the slice keeps in either.

    KgError for a graph that is not well formed or holds no statement.
    """
    parsed: statements.Parsed = {}
    found = differences.compare(_lines(old, parsed), _lines(new, parsed))
    speakers = _speakers(found)
    every = sorted(_entries(found.changes, *speakers), key=_order)
    kept = _sliced(every, found, (old, new), wanted) if wanted and wanted != Slice() else every
    removed, added = found.size
    return Changes(
        old=str(old),
        new=str(new),
        old_version=_version(old, found.old),
        new_version=_version(new, found.new),
        slice=(wanted or Slice()).describe(),
        documents=_named(speakers),
        entries=tuple(kept),
        removed=removed,
        added=added,
        counted={why: (len(gone), len(come)) for why, (gone, come) in found.counted.items()},
        outside=len(every) - len(kept),
    )


def _lines(side: Side, parsed: statements.Parsed) -> statements.Lines:
    lines = statements.of(side.sources, parsed)
    if not lines:
        raise KgError(f"{side.name}: no statement found; give a graph that holds some")
    return lines


def _version(side: Side, half: Half) -> str:
    """The version that a graph says it has, else that of its sources with the ontology."""
    said = sorted(line for line in half.of(_DATASET) if line.startswith(_VERSION))
    if said:
        version = said[0].removeprefix(_VERSION).split('"')[1]
        return f"{releases.told(version)} by its own account"
    whole = side.sources if half.of(_ONTOLOGY) else (*side.sources, sources.ontology())
    return releases.told(sources.version_of(whole))


def _named(speakers: Iterable[Speaker]) -> dict[str, Document]:
    """The documents of both graphs by slug, as the new one describes them if it does."""
    return {each.slug: each for speaker in speakers for each in speaker.documents.values()}


# What it takes to put changes into words


def _speakers(found: Difference) -> tuple[Speaker, Speaker]:
    """Both graphs: the new one speaks of all that it has, the old one of what went."""
    gone = [each for each in found.changes if not each.after or _of_money(each)]
    kept = [each for each in found.changes if each.after]
    removed = {line for each in found.changes for line in each.removed}
    return _speaker(found.old, gone, removed), _speaker(found.new, kept, set())


def _of_money(change: Change) -> bool:
    """Whether it touches a part of a sum, which is worded as a whole."""
    lines = (*change.removed, *change.added)
    return any(_iri(line.split(" ", 2)[1]) in SUM for line in lines)


def _speaker(half: Half, spoken: Iterable[Change], besides: Collection[str]) -> Speaker:
    subjects = {each.subject for each in spoken}
    text = "\n".join(sorted({_KEPT, *_around(half, subjects, besides)})) + "\n"
    graph = Graph([Source("", text.encode(), RdfFormat.N_TRIPLES, f"{GRAPH}changed")])
    iris = [_iri(each) for each in sorted(subjects) if not each.startswith("_:")]
    known = {each.iri: each for each in facts(graph, iris)} if iris else {}
    cited = supports(graph, known) if known else {}
    return Speaker(half, phrase.labels(graph), known, references(graph), cited)


def _around(half: Half, subjects: Collection[str], besides: Collection[str]) -> Iterator[str]:
    """The lines on the subjects, on what these and others refer to, and on names in passages."""
    seen: set[str] = set()
    ahead = {*subjects, *(to for line in besides for to in _referred(subject(line), [line]))}
    for _ in range(STEPS):
        seen |= ahead
        lines = {each: half.of(each) for each in ahead}
        yield from (line for each in lines.values() for line in each)
        followed = (each for each in ahead if each in subjects or each.startswith(_LEADING))
        ahead = {to for each in followed for to in _referred(each, lines[each])} - seen
    passages = {each for each in seen if "#char=" in each}
    for each in half.citing(passages) if passages else ():
        if any(line.endswith(_NAMING) for line in half.of(each)):
            yield from half.of(each)


def _referred(subject: str, lines: Iterable[str]) -> Iterator[str]:
    for iri in (_iri(subject), *(found[1] for line in lines if (found := _OBJECT.search(line)))):
        yield f"<{iri}>"
        yield f"<{document_of(iri) if iri.startswith(GRAPH) else _document(iri)}>"


def _iri(subject: str) -> str:
    return subject.strip("<>")


def _document(iri: str) -> str:
    return iri.partition("#")[0]


# Entries


def _entries(found: Sequence[Change], old: Speaker, new: Speaker) -> Iterator[Entry]:
    grouped: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for each in found:
        grouped[_group(each)].append(each)
    for (kind, *_), together in grouped.items():
        yield _MADE.get(kind, _other)(together, old, new)


def _group(change: Change) -> tuple[str, ...]:
    """What is told in one entry: a document with our graph of it, passages that come or go."""
    iri = _iri(change.subject)
    if change.kind == "document":
        return "document", document_of(iri) if iri.startswith(GRAPH) else iri
    if change.kind == "passage" and change.before != change.after:
        return "passages", _document(iri), str(change.after)
    return change.kind, iri


def _fact(together: Sequence[Change], old: Speaker, new: Speaker) -> Entry:
    (change,) = together
    speaker = new if change.after else old
    fact = speaker.facts[_iri(change.subject)]
    called = NOUNS.get(fact.kind) or noun(fact.kind, speaker.label)
    entry = _entry(together, old, new, phrase.sentence(fact, speaker.label), called)
    evidence = speaker.evidence(fact)
    return replace(
        entry,
        kind=f"fact {entry.event}" if entry.event in ("withdrawn", "renumbered") else entry.kind,
        document=evidence[0].document if evidence else "",
        fact_kind=fact.kind,
        period=phrase.period(Words(fact, speaker.label)),
        status=fact.status,
        evidence=evidence,
    )


def _described(together: Sequence[Change], old: Speaker, new: Speaker) -> Entry:
    """A document, with what our graph of it says of its reading."""
    iri = _group(together[0])[1]
    known = new.documents.get(iri) or old.documents.get(iri) or Document(iri)
    dated = phrase.date(known.issued) if known.issued else ""
    about = ", ".join(filter(None, (known.title or known.slug, known.publisher, dated)))
    entry = _entry(together, old, new, about, "document", f"<{iri}>")
    kind = f"document {entry.event}"
    return replace(entry, kind=kind, iri=iri, document=slug(_document(iri)))


def _passages(together: Sequence[Change], old: Speaker, new: Speaker) -> Entry:
    """The passages of a document that all came or all went."""
    iris = sorted((_iri(each.subject) for each in together), key=_position)
    words = ", ".join(place(iri).rpartition(" ")[2] for iri in iris)
    text = f"{phrase.count(len(iris), 'passage')} ({words})"
    document = _document(iris[0])
    entry = _entry(together, old, new, text, "passages")
    return replace(entry, iri=document, document=slug(document))


def _passage(together: Sequence[Change], old: Speaker, new: Speaker) -> Entry:
    iri = _iri(together[0].subject)
    entry = _entry(together, old, new, place(iri), "passage")
    return replace(entry, document=slug(_document(iri)))


def _other(together: Sequence[Change], old: Speaker, new: Speaker) -> Entry:
    """A thing, a term of the vocabulary, the data set, or whatever else has statements."""
    (change,) = together
    speaker = new if change.after else old
    iri = _iri(change.subject)
    if change.kind == "thing":
        return _entry(together, old, new, speaker.label(iri), _class(change.subject, speaker))
    if change.kind == "term":
        return _entry(together, old, new, f"{speaker.label(iri)} ({compact(iri)})", "term")
    if change.kind == "dataset":
        entry = _entry(together, old, new, "the data set", "")
        return replace(entry, kind=f"description of the data set {entry.event}")
    named = change.subject if change.subject.startswith("_:") else compact(iri)
    return _entry(together, old, new, named, "statements")


def _entry(
    together: Sequence[Change], old: Speaker, new: Speaker, text: str, called: str, of: str = ""
) -> Entry:
    """An entry with what its statements tell by themselves; `of` is what comes or goes."""
    first = together[0]
    event = _event(first, bool(old.half.of(of)), bool(new.half.of(of))) if of else _event(first)
    told = _details(together, old, new) if event == "changed" or first.kind in _TOLD_WHOLE else ()
    return Entry(
        kind=told[0].kind if event == "changed" and told else f"{called} {event}",
        event=event,
        about=first.kind,
        document="",
        iri=_iri(first.subject),
        formerly=_iri(first.formerly),
        fact_kind="",
        text=text,
        period="",
        status="",
        details=told,
        evidence=(),
        removed=tuple(line for each in together for line in each.removed),
        added=tuple(line for each in together for line in each.added),
    )


def _event(change: Change, before: bool | None = None, after: bool | None = None) -> str:
    before = change.before if before is None else before
    after = change.after if after is None else after
    if change.formerly:
        return "renumbered"
    return "changed" if before and after else "added" if after else "withdrawn"


def _details(together: Sequence[Change], old: Speaker, new: Speaker) -> tuple[Detail, ...]:
    """What differs; of a thing or term that comes or goes, all but what its entry says anyway."""
    subjects = [each.subject for each in together]
    lines = (line for each in together for line in (*each.removed, *each.added))
    told = details(
        (_iri(line.split(" ", 2)[1]) for line in lines),
        *(speaker.voice(subjects) for speaker in (old, new)),
    )
    whole = together[0].before != together[0].after and together[0].kind != "other"
    return tuple(each for each in told if not (whole and each.property in _SAID))


def _class(subject: str, speaker: Speaker) -> str:
    """What sort of thing it is, in a word."""
    said = {line.split(" ", 2)[2] for line in speaker.half.of(subject)}
    found = (kind for kind in THING_KINDS if f"<{WX}{kind}> ." in said)
    return next((speaker.label(WX + kind) for kind in found), "thing")


def _position(iri: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", iri.partition("#")[2]))


_MADE = {
    "fact": _fact,
    "document": _described,
    "passages": _passages,
    "passage": _passage,
}
# What is told whole when it comes or goes, and what its entry says of it without.
_TOLD_WHOLE = frozenset({"thing", "term", "dataset", "other"})
_SAID = frozenset({RDF + "type", *(SKOS + "prefLabel", RDFS + "label", RDFS + "isDefinedBy")})


def _order(entry: Entry) -> tuple[bool, str, int, int, int, tuple[int, str], str, int, str]:
    """By document, what it is about, what came, changed and went; most telling first."""
    rank = EVENTS.index(entry.event)
    kind = FACT_KINDS.index(entry.fact_kind) if entry.fact_kind else 0
    return (
        not entry.document,
        entry.document,
        differences.KINDS.index(entry.about),
        rank,
        0 if rank else kind,
        telling(entry.details[0]) if entry.event == "changed" and entry.details else (0, ""),
        entry.kind,
        kind,
        entry.iri,
    )


# Slices


def _sliced(
    every: Sequence[Entry], found: Difference, sides: Sequence[Side], wanted: Slice
) -> list[Entry]:
    """The entries on facts that the slice keeps in either graph, and on what is no fact of others.

    Raises UnknownName for a document of which neither graph has a fact.
    """
    cited = [_cited(half) for half in (found.old, found.new)]
    for name in (*wanted.documents, *wanted.without):
        if not any(_states(each, name) for each in cited):
            known = ", ".join(sorted({slug(_document(iri)) for each in cited for iri in each}))
            raise UnknownName(f"no facts of {name!r} in either graph; the documents are {known}")
    pairs = zip(sides, cited, strict=True)
    kept = frozenset().union(*(_facts_kept(side, each, wanted) for side, each in pairs))
    return [each for each in every if _stays(each, kept, wanted)]


def _stays(entry: Entry, kept: Collection[str], wanted: Slice) -> bool:
    if entry.about == "fact":
        return entry.iri in kept or entry.formerly in kept
    if wanted.documents and entry.document not in map(slug, wanted.documents):
        return False
    return entry.document not in map(slug, wanted.without)


def _facts_kept(side: Side, cited: Collection[str], wanted: Slice) -> frozenset[str]:
    """The facts of one graph that the slice keeps; none where it has none of its documents."""
    documents, without = (
        tuple(name for name in names if _states(cited, name))
        for names in (wanted.documents, wanted.without)
    )
    if wanted.documents and not documents:
        return frozenset()
    graph = Graph(side.sources, replace(wanted, documents=documents, without=without))
    rows = graph.rows("SELECT DISTINCT ?fact WHERE { ?fact wx:status ?status }")
    return frozenset(str(row["fact"].value) for row in rows if isinstance(row["fact"], NamedNode))


def _cited(half: Half) -> frozenset[str]:
    return frozenset(_iri(each) for each in half.evidence())


def _states(cited: Collection[str], name: str) -> bool:
    """Whether a document, or a passage of one, is cited."""
    if "#" in name:
        return any(iri == name or iri == f"{DOCUMENT}{name}" for iri in cited)
    return slug(name) in {slug(_document(iri)) for iri in cited}
