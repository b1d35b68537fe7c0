"""Drawings: all that a picture of a view tells, wherever it may stand."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg import credits, listing, network, phrase, printable, query, subjects
from kg.errors import KgError
from kg.evidence import supports
from kg.facts import Fact, facts, references, texts
from kg.ground import rank
from kg.names import names
from kg.phrase import Words
from kg.scene import Marks
from kg.slice import Slice
from kg.vocabulary import WX, slug

if TYPE_CHECKING:
    from kg.documents import Document
    from kg.graph import Graph
    from kg.listing import Listing
    from kg.viewfile import View

BRACES = re.compile(r"{([^{}]*)}")
DAY = datetime.timedelta(days=1)
UNTOLD = frozenset({"Naming", "Identifier"})
"""Facts that only name a thing: its card lists the names themselves."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing; `kind` is the local name of its class, `sort` the kind of body in words.

    `several` says that it is a class of bodies, `planned` that it was still to be created in all
    that is told of its creation; `mode` is first or second in two modes; `facts` are the positions
    of the facts that name it.
    """

    iri: str
    label: str
    short: str
    kind: str
    sort: str
    several: bool
    names: tuple[str, ...]
    mode: str
    facts: tuple[int, ...]
    planned: bool = False

    @property
    def marks(self) -> Marks:
        """What its box shows of it by its look."""
        looks = ("several", self.several), ("planned", self.planned)
        return frozenset(name for name, so in looks if so)


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two things by their positions; `status` is that of its firmest facts.

    `originals` are the bodies whose seat it was where a successor stands in their place.
    """

    source: int
    target: int
    kinds: tuple[str, ...]
    terms: tuple[str, ...]
    facts: tuple[int, ...]
    status: str
    may_hold: bool
    seats: int
    originals: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage or register edition: the position of its document, where it stands, its link."""

    document: int
    at: str
    link: str
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in the words of its text; `days` are possible and certain firsts, then lasts.

    Where a successor stands in the place of a body, the words name the body that the text names,
    and then its successor.
    """

    iri: str
    kind: str
    text: str
    when: str
    status: str
    may_hold: bool
    attested: str
    days: tuple[str, str, str, str]
    sources: tuple[Cited, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document, or an edition of a register."""

    slug: str
    title: str
    publisher: str
    issued: str
    address: str
    serves: str


@dataclass(frozen=True)
class Drawing:
    """A view with its things, ties and facts, and the words that stand around a picture of it.

    `values` are the facts themselves, in the order of `facts`.
    """

    view: View
    headline: str
    about: str
    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    facts: tuple[Told, ...]
    documents: tuple[Source, ...]
    moments: tuple[str, ...]
    slice: str
    version: str
    values: tuple[Fact, ...] = field(repr=False)
    credit: str = ""

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each thing stands among the things, by its IRI."""
        return {thing.iri: at for at, thing in enumerate(self.things)}

    @cached_property
    def around(self) -> tuple[tuple[int, ...], ...]:
        """By thing, the positions of its ties."""
        found: list[list[int]] = [[] for _ in self.things]
        for at, tie in enumerate(self.ties):
            found[tie.source].append(at)
            found[tie.target].append(at)
        return tuple(map(tuple, found))

    @cached_property
    def cited(self) -> tuple[Source, ...]:
        """The documents and editions on which its ties rest."""
        facts = (self.facts[fact] for tie in self.ties for fact in tie.facts)
        wanted = {source.document for fact in facts for source in fact.sources}
        return tuple(source for at, source in enumerate(self.documents) if at in wanted)

    def neighbours(self, thing: int) -> tuple[int, ...]:
        """The things to which a thing is tied, in order."""
        ends = (
            end for at in self.around[thing] for end in (self.ties[at].source, self.ties[at].target)
        )
        return tuple(sorted({end for end in ends if end != thing}))

    def years(self, facts: Iterable[int]) -> str:
        """When facts hold, in years: the period that all state, or the years of their documents."""
        told = [self.facts[fact] for fact in facts]
        periods = {fact.when for fact in told}
        if len(periods) == 1 and all(periods):
            return periods.pop()
        cited = {source.document for fact in told for source in fact.sources}
        return in_years({self.documents[document].issued for document in cited})


def in_years(issued: Collection[str]) -> str:
    """The first and last year of dates in words, such as `2010`, `2021–2023`, `2023 or later`."""
    years = sorted({year for words in issued for year in re.findall(r"\d{4}", words)})
    later = " or later" if len(issued) == 1 and min(issued).endswith("or later") else ""
    return "–".join(dict.fromkeys([*years[:1], *years[-1:]])) + later


def drawing(
    graph: Graph,
    view: View,
    made: network.Network | None = None,
    passages: Mapping[str, str] | None = None,
) -> Drawing:
    """What a view tells of a graph, whose slice counts.

    `made` is the network to draw where it is not all that the view's query gives; `passages` has
    the words of passages by their IRIs, to be shown. Raises KgError if the numbers of the headline
    cannot be had.
    """
    made = made or network.of(graph, view.rule)
    listed = listing.of(graph, made)
    things = [node.iri for node in listed.nodes]
    naming = _naming(graph, things)
    wanted = {fact for tie in listed.ties for fact in tie.facts}
    values = facts(graph, sorted(wanted.union(*naming.values())))
    values = [fact for fact in values if fact.kind not in UNTOLD or fact.iri in wanted]
    position = {fact.iri: at for at, fact in enumerate(values)}
    known = references(graph)
    whole = graph if graph.slice == Slice() else graph.under(Slice())
    worded = _worded(whole, graph, made, values)
    told, sources = _told(graph, values, worded, known, passages or {})
    view = _filled(graph, view)
    return Drawing(
        view=view,
        headline=view.headline,
        about=_about(graph, listed, sources),
        things=tuple(_things(graph, whole, listed, naming, position)),
        ties=tuple(_ties(graph, listed, made, position)),
        facts=told,
        documents=sources,
        moments=tuple(_moments(graph, wanted)),
        slice=graph.slice.describe(),
        version=graph.version,
        values=tuple(values),
        credit=credits.credits(graph).line,
    )


def _naming(graph: Graph, things: Sequence[str]) -> dict[str, set[str]]:
    """By thing, the facts that name it."""
    asked = """
        SELECT ?fact ?thing {
          ?fact wx:status ?status ; ?property ?thing
          FILTER(isIRI(?thing) && ?property NOT IN (rdf:type, wx:status, wx:evidence))
        }"""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = set(things)
    for row in texts(graph, asked):
        if row["thing"] in wanted:
            found[row["thing"]].add(row["fact"])
    return found


# Words around a picture


def _filled(graph: Graph, view: View) -> View:
    """A view with the numbers of its query in its headline and in what one should see."""
    if not view.numbers:
        return view
    answer = query.run(graph, view.numbers, f"{view.source} (numbers)")
    known = {
        name: _number(query.plain(term)) for name, term in next(iter(answer.records()), {}).items()
    }
    missing = sorted({*BRACES.findall(view.headline), *BRACES.findall(view.see)} - known.keys())
    if missing:
        wanted = ", ".join(missing)
        raise KgError(f"{view.source}: the numbers do not fill {wanted}; select these")
    headline, see = (
        BRACES.sub(lambda found: known[found[1]], text) for text in (view.headline, view.see)
    )
    return replace(view, headline=headline, see=see)


def _number(text: str) -> str:
    return phrase.number(text) if re.fullmatch(r"[\d.]+", text) else printable.line(text)


def _about(graph: Graph, listed: Listing, sources: Sequence[Source]) -> str:
    """One sentence: how much is drawn, from which documents and years, of which data."""
    size = f"{phrase.count(len(listed.nodes), 'thing')} and {phrase.count(len(listed.ties), 'tie')}"
    cited = {document for tie in listed.ties for document in tie.documents}
    registers = {slug(row["at"]) for row in texts(graph, "SELECT ?at { ?at a wx:Edition }")} & cited
    span = in_years([s.issued for s in sources if s.slug in cited - registers]).replace("–", " to ")
    read = [
        phrase.count(len(cited - registers), "document") + (f" of {span}" if span else ""),
        phrase.count(len(registers), "register or list", "registers and lists"),
    ]
    some = [said for said in read if not said.startswith("0 ")]
    told = f", read from {phrase.joined(some)}" if some else ""
    return f"{size}{told}; {graph.slice.describe()}; data {graph.version}."


# Things and ties


def _things(
    graph: Graph,
    whole: Graph,
    listed: Listing,
    naming: Mapping[str, set[str]],
    position: Mapping[str, int],
) -> Iterator[Thing]:
    called: dict[str, list[str]] = defaultdict(list)
    for name in names(graph):
        called[name.thing].append(name.text)
    sorts, several, planned = subjects.sorts(graph), _several(graph), _planned(whole)
    shorts = _shorts(graph)
    for node in listed.nodes:
        known = tuple(dict.fromkeys(map(printable.line, called.get(node.iri, ()))))
        at = (position[fact] for fact in naming.get(node.iri, ()) if fact in position)
        yield Thing(
            iri=node.iri,
            label=printable.line(node.label),
            short=printable.line(shorts.get(node.iri, node.label)),
            kind=node.kind,
            sort=sorts.get(node.iri, ""),
            several=node.iri in several,
            names=known,
            mode=node.mode,
            facts=tuple(sorted(at)),
            planned=node.iri in planned,
        )


def _several(graph: Graph) -> set[str]:
    return {row["thing"] for row in texts(graph, "SELECT ?thing { ?thing wx:severalBodies true }")}


def _planned(whole: Graph) -> set[str]:
    """What is said to be created or launched, but not to have been, in the whole graph."""
    asked = """
        SELECT ?thing ?status {
          ?fact a wx:Milestone ; wx:subject ?thing ; wx:status ?status ; wx:milestoneKind ?kind
          FILTER(?kind IN (wx:creation, wx:launch))
        }"""
    said: dict[str, set[str]] = defaultdict(set)
    for row in texts(whole, asked):
        said[row["thing"]].add(slug(row["status"]))
    return {thing for thing, statuses in said.items() if statuses == {"planned"}}


def _shorts(graph: Graph) -> dict[str, str]:
    """By thing, the shortest of its short names."""
    rows = texts(
        graph,
        "SELECT ?thing ?name { ?fact wx:names ?thing ; wx:nameKind wx:shortName ; wx:name ?name }",
    )
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (len(row["name"]), row["name"])):
        found.setdefault(row["thing"], row["name"])
    return found


def _ties(
    graph: Graph, listed: Listing, made: network.Network, position: Mapping[str, int]
) -> Iterator[Tie]:
    for at, tie in enumerate(listed.ties):
        yield Tie(
            source=tie.source,
            target=tie.target,
            kinds=tuple(map(printable.line, tie.kinds)),
            terms=tuple(kind.removeprefix(WX) for kind in made.kinds(at)),
            facts=tuple(position[fact] for fact in tie.facts),
            status=min(tie.statuses, key=rank, default=""),
            may_hold=tie.may_hold,
            seats=tie.seats,
            originals=tuple(_original(graph, body) for body in tie.rolled_up_from),
            weight=tie.weight,
        )


def _original(graph: Graph, body: str) -> str:
    ended = graph.lines.ended.get(body)
    return printable.line(graph.label(body)) + (f" (ended {phrase.date(ended)})" if ended else "")


# Facts


def _worded(
    whole: Graph, graph: Graph, made: network.Network, values: Sequence[Fact]
) -> dict[str, str]:
    """The sentence of each fact as its text has the bodies, and who succeeded them."""
    label = phrase.labels(whole)
    rolled = graph.slice.roll_up
    written = facts(whole, [fact.iri for fact in values]) if rolled else values
    return {
        fact.iri: printable.line(phrase.sentence(fact, label))
        + _succeeded(graph, made.originals.get(fact.iri, ()))
        for fact in written
    }


def _succeeded(graph: Graph, originals: Iterable[str]) -> str:
    said = []
    for body in originals:
        heirs = phrase.joined(graph.label(heir) for heir in graph.lines.heirs.get(body, ()))
        ended = graph.lines.ended.get(body)
        when = f" ({phrase.date(ended)})" if ended else ""
        said.append(f"; {graph.label(body)} was succeeded by {heirs}{when}")
    return printable.line("".join(said))


def _told(
    graph: Graph,
    values: Sequence[Fact],
    worded: Mapping[str, str],
    known: Mapping[str, Document],
    passages: Mapping[str, str],
) -> tuple[tuple[Told, ...], tuple[Source, ...]]:
    """The facts in words, and the documents and editions that they cite."""
    cited = supports(graph, [fact.iri for fact in values])
    label = phrase.labels(graph)
    order: dict[str, int] = {}
    told = []
    for fact in values:
        sources = []
        for support in cited.get(fact.iri, ()):
            iri = support.source if support.source in known else support.source.partition("#")[0]
            at = order.setdefault(iri, len(order))
            words = passages.get(support.source, "")
            sources.append(Cited(at, support.position, support.link, words))
        words_ = worded[fact.iri]
        told.append(_in_words(graph, fact, words_, label, tuple(sources), known, list(order)))
    return tuple(told), tuple(_source(graph, iri, known) for iri in order)


def _in_words(
    graph: Graph,
    fact: Fact,
    text: str,
    label: phrase.Label,
    sources: tuple[Cited, ...],
    known: Mapping[str, Document],
    order: Sequence[str],
) -> Told:
    issued = [known[order[s.document]].issued for s in sources if order[s.document] in known]
    latest = max(filter(None, issued), default="")
    return Told(
        iri=fact.iri,
        kind=fact.kind,
        text=text,
        when=printable.line(phrase.period(Words(fact, label))),
        status=fact.status,
        may_hold=fact.may_hold,
        attested=f"last attested {phrase.date(latest)}" if latest else "attestation undated",
        days=_days(graph, fact.iri),
        sources=sources,
        note=" ".join(map(printable.line, fact.texts("readingNote"))),
    )


def _days(graph: Graph, fact: str) -> tuple[str, str, str, str]:
    days = graph.days[fact]
    first, sure, until, last = (
        day.isoformat() if day and day < datetime.date.max else ""
        for day in (days.possible_from, days.certain_from, days.certain_until, days.possible_until)
    )
    return first, sure, until, last


def _source(graph: Graph, iri: str, known: Mapping[str, Document]) -> Source:
    found = known.get(iri)
    if not found:
        return Source(slug(iri), slug(iri), "", "", "", "")
    return Source(
        slug=found.slug,
        title=printable.line(found.title or found.slug),
        publisher=printable.line(found.publisher),
        issued=phrase.date(found.issued) if found.issued else "",
        address=found.address,
        serves=graph.label(WX + found.serves) if found.serves else "",
    )


def _moments(graph: Graph, wanted: Iterable[str]) -> Iterator[str]:
    """The days on which a fact begins or ceases to hold or to be possible, in order."""
    turns: set[datetime.date] = set()
    for fact in wanted:
        days = graph.days[fact]
        turns.update(day for day in (days.possible_from, days.certain_from) if day)
        ends = (days.certain_until, days.possible_until)
        turns.update(day + DAY for day in ends if day and day < datetime.date.max)
    yield from (day.isoformat() for day in sorted(turns))
