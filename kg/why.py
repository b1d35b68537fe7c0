"""Reasons: the facts on a thing or between two, each with the passages that carry it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg import passages, phrase
from kg.documents import Document
from kg.facts import Fact, naming, references, texts
from kg.fragments import link
from kg.names import names
from kg.phrase import Label, Words
from kg.vocabulary import FACT_KINDS, ID, PARTY_PROPERTIES, WX

if TYPE_CHECKING:
    from kg.graph import Graph

Texts = Callable[[str], "str | None"]
"""The text with a SHA-256, or None where it is not at hand."""

Mark = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage; `name` tells whether it is a name or title in the fact."""

    text: str
    name: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact was read: a passage of a document, or an edition of a register.

    `start` and `end` count code points (None for a register); `address` opens at the words where
    it serves the text; `content` says what is found there; `quote` is empty where the text is
    not at hand.
    """

    evidence: str
    document: str
    title: str
    publisher: str
    issued: str
    date: str
    start: int | None
    end: int | None
    address: str
    content: str
    quote: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact in words, with all that it rests on."""

    fact: str
    kind: str
    text: str
    period: str
    status: str
    may_hold: bool
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A third thing that facts tie to both of two things, and those facts."""

    iri: str
    label: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The facts that name all the things; if there is none, what stands between two of them."""

    things: tuple[str, ...]
    labels: tuple[str, ...]
    reasons: tuple[Reason, ...]
    between: tuple[Tie, ...]
    slice: str
    version: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to put facts into words and to open their passages."""

    label: Label
    known: Mapping[str, Document]
    names: Mapping[str, Sequence[str]]
    fragments: Mapping[str, str]
    library: Texts

    def reason(self, fact: Fact) -> Reason:
        """A fact with its sentence and citations."""
        return Reason(
            fact=fact.iri,
            kind=fact.kind,
            text=phrase.sentence(fact, self.label),
            period=phrase.period(Words(fact, self.label)),
            status=fact.status,
            may_hold=fact.may_hold,
            notes=fact.texts("readingNote"),
            citations=self.citations(fact),
        )

    def citations(self, fact: Fact) -> tuple[Citation, ...]:
        """All the evidence of a fact, in the order of the text."""
        cited = (self.citation(fact, iri) for iri in fact.texts("evidence"))
        return tuple(sorted(cited, key=lambda c: (c.document, c.start or 0, c.end or 0)))

    def citation(self, fact: Fact, evidence: str) -> Citation:
        """One piece of evidence, with its words if the text is at hand."""
        place = passages.position(evidence) if passages.is_passage(evidence) else None
        iri = place.document if place and evidence not in self.known else evidence
        source = self.known.get(iri, Document(iri))
        text = self.library(source.sha256) if place and source.sha256 else None
        return Citation(
            evidence=evidence,
            document=source.slug,
            title=source.title or source.iri,
            publisher=source.publisher,
            issued=source.issued,
            date=phrase.date(source.issued) if source.issued else "",
            start=place.start if place else None,
            end=place.end if place else None,
            address=link(source.address, self.fragments.get(evidence, "")),
            content=self.label(WX + source.serves) if source.serves else "",
            quote=self._quote(fact, text, place),
        )

    def _quote(
        self, fact: Fact, text: str | None, place: passages.Position | None
    ) -> tuple[Piece, ...]:
        if text is None or place is None:
            return ()
        things = {iri for name in PARTY_PROPERTIES for iri in fact.texts(name)}
        wanted = [name for iri in sorted(things) for name in self.names.get(iri, ())]
        return pieces(text[place.start : place.end], [*wanted, *_wordings(fact)])


def why(graph: Graph, things: Sequence[str], library: Texts) -> Reasons:
    """The facts of the graph's slice that name all the things (IRIs), most telling kinds first.

    Where no fact names both of two things, the third things that facts tie to both.
    """
    reader = Reader(
        phrase.labels(graph), references(graph), _all_names(graph), _fragments(graph), library
    )
    reasons = tuple(reader.reason(fact) for fact in naming(graph, *things))
    between = _between(graph, things, reader) if len(things) == 2 and not reasons else ()
    return Reasons(
        things=tuple(things),
        labels=tuple(reader.label(iri) for iri in things),
        reasons=reasons,
        between=between,
        slice=graph.slice.describe(),
        version=graph.version,
    )


def last_attested(graph: Graph, found: Iterable[Fact]) -> dict[str, str]:
    """By fact, the date of the latest of its sources as stated (EDTF); "" where none has one."""
    reader = Reader(phrase.labels(graph), references(graph), {}, {}, lambda _: None)
    return {fact.iri: _latest(reader.citations(fact)) for fact in found}


def pieces(passage: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """The passage cut at the names that stand in it as whole words, white space made single."""
    found = sorted(_stretches(passage, wanted), key=lambda span: (span[0], -span[1]))
    cut: list[Piece] = []
    place = 0
    for start, end in found:
        if start >= place:
            cut += [Piece(passage[place:start], False), Piece(passage[start:end], True)]
            place = end
    cut.append(Piece(passage[place:], False))
    return tuple(Piece(re.sub(r"\s+", " ", p.text), p.name) for p in cut if p.text)


def quoted(citation: Citation, mark: Mark) -> str:
    """The words of a citation with its names marked; "" where the text is not at hand."""
    return "".join(mark(p.text) if p.name else p.text for p in citation.quote).strip()


def text(found: Reasons, mark: Mark = "[{}]".format, bold: Mark = str) -> str:
    """The reasons for a terminal or a pipe; `mark` sets off names, `bold` headings."""
    parts = [bold(_title(found))]
    for reason in found.reasons:
        parts += ["", *_told(reason, mark, bold)]
    for tie in found.between:
        parts += ["", bold(f"Both with {tie.label}")]
        for reason in tie.reasons:
            parts += ["", *_told(reason, mark, bold)]
    return "\n".join([*parts, "", _footer(found)]) + "\n"


def markdown(found: Reasons, _mark: Mark = str, _bold: Mark = str) -> str:
    """The reasons as Markdown."""
    parts = [f"# {_title(found)}"]
    for reason in found.reasons:
        parts += ["", *_listed(reason)]
    for tie in found.between:
        parts += ["", f"## Both with {tie.label}"]
        for reason in tie.reasons:
            parts += ["", *_listed(reason)]
    return "\n".join([*parts, "", _footer(found)]) + "\n"


def as_json(found: Reasons, _mark: Mark = str, _bold: Mark = str) -> str:
    """The reasons as JSON."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Reasons, Mark, Mark], str]] = {
    "text": text,
    "json": as_json,
    "md": markdown,
}


def _between(graph: Graph, things: Sequence[str], reader: Reader) -> tuple[Tie, ...]:
    first, second = things
    rows = texts(
        graph,
        f"""
        SELECT DISTINCT ?via WHERE {{
          ?one ?p1 <{first}> ; ?q1 ?via ; wx:status ?s1 .
          ?two ?p2 <{second}> ; ?q2 ?via ; wx:status ?s2 .
          FILTER(STRSTARTS(STR(?via), "{ID}") && ?via != <{first}> && ?via != <{second}>)
        }} ORDER BY ?via
        """,
    )
    ties = [_tie(graph, row["via"], things, reader) for row in rows]
    return tuple(sorted(ties, key=_weakness))


def _tie(graph: Graph, via: str, things: Sequence[str], reader: Reader) -> Tie:
    found = {fact.iri: fact for thing in things for fact in naming(graph, thing, via)}
    return Tie(via, reader.label(via), tuple(reader.reason(fact) for fact in found.values()))


def _weakness(tie: Tie) -> tuple[int, str]:
    """Ties by memberships before those by mere collaborations, places or relations."""
    return max(FACT_KINDS.index(reason.kind) for reason in tie.reasons), tie.label


def _all_names(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names(graph):
        found.setdefault(name.thing, []).append(name.text)
    return found


def _wordings(fact: Fact) -> tuple[str, ...]:
    return fact.texts("title") + fact.texts("name") + fact.texts("code")


def _fragments(graph: Graph) -> dict[str, str]:
    """By passage, the ending of an address that leads a browser to its words."""
    rows = texts(graph, "SELECT ?passage ?fragment { ?passage wx:textFragment ?fragment }")
    return {row["passage"]: row["fragment"] for row in rows}


def _stretches(passage: str, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    for name in dict.fromkeys(wanted):
        for start, end in passages.locate(passage, name):
            cut = passage[max(start - 1, 0) : start + 1], passage[end - 1 : end + 1]
            if not any(re.fullmatch(r"\w\w", ends) for ends in cut):
                yield start, end


def _title(found: Reasons) -> str:
    count = len(found.reasons)
    what = f"{count} fact names" if count == 1 else f"{count or 'no'} facts name"
    return f"{phrase.joined(found.labels)}: {what} {'both' if len(found.things) == 2 else 'it'}"


def _marks(reason: Reason) -> str:
    latest = _latest(reason.citations)
    dated = f"last attested {phrase.date(latest)}" if latest else "attestation undated"
    return " · ".join((reason.status, *(("may hold",) if reason.may_hold else ()), dated))


def _latest(citations: Iterable[Citation]) -> str:
    return max((citation.issued for citation in citations), default="")


def _said(reason: Reason) -> str:
    return f"{reason.text}, {reason.period}" if reason.period else reason.text


def _told(reason: Reason, mark: Mark, bold: Mark) -> Iterator[str]:
    yield bold(_said(reason))
    yield f"  {_marks(reason)}"
    yield from (f"  note: {note}" for note in reason.notes)
    for citations in _by_document(reason):
        yield f"  {_source(citations[0])}"
        yield from (f"    {line}" for line in _passages(citations, mark))
    yield f"  fact: {reason.fact}"


def _listed(reason: Reason) -> Iterator[str]:
    yield f"- {_said(reason)} — *{_marks(reason)}*"
    yield from (f"  - note: {note}" for note in reason.notes)
    for citations in _by_document(reason):
        yield f"  - {_source(citations[0])}"
        yield from (f"    - {line}" for line in _passages(citations, "**{}**".format, "<{}>"))
    yield f"  - fact: <{reason.fact}>"


def _by_document(reason: Reason) -> Iterator[list[Citation]]:
    for _, citations in groupby(reason.citations, key=lambda c: (c.document, c.title)):
        yield list(citations)


def _passages(citations: Sequence[Citation], mark: Mark, url: str = "{}") -> Iterator[str]:
    """A line for each passage of a document and one for each address, the same only once."""
    for citation, following in zip(citations, [*citations[1:], None], strict=True):
        if citation.start is not None:
            quote = quoted(citation, mark)
            words = f"“{quote}”" if quote else "(text not at hand)"
            yield f"characters {citation.start}–{citation.end}: {words}"
        if citation.address and (following is None or following.address != citation.address):
            yield url.format(citation.address) + _warning(citation)


def _source(citation: Citation) -> str:
    about = (citation.title, citation.publisher, citation.date or "undated")
    return f"{citation.document}: {', '.join(part for part in about if part)}"


def _warning(citation: Citation) -> str:
    return "" if citation.content == "this text" else f" ({citation.content or 'not the text'})"


def _footer(found: Reasons) -> str:
    return f"Slice: {found.slice}. Data version {found.version}."
