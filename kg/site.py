"""The site: every page of the graph, the data and their description, by their paths in a folder."""

from __future__ import annotations

import importlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kg import (
    addresses,
    answers,
    captions,
    cite,
    content,
    credits,
    dcat,
    descriptions,
    downloads,
    evidence,
    export,
    extracts,
    facts,
    index,
    names,
    ontologydoc,
    phrase,
    printable,
    query,
    releases,
    sitepages,
    subjects,
    svg,
)
from kg.documents import Document
from kg.downloads import Download, Shelf
from kg.entries import Entry, Piece, Section, Teller
from kg.errors import KgError
from kg.facts import Fact
from kg.ground import rank
from kg.phrase import Words
from kg.subjects import Thing
from kg.vocabulary import FACT_KINDS, GRAPH, STATUSES, THING_KINDS, WX, graph_named

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.drawing import Drawing
    from kg.graph import Graph
    from kg.scene import Scene
    from kg.viewfile import View

START = "START-HERE.html"
FIRST = ("tables", "became", "ecosystem", "hub", "portfolio", "money", "people", "sources", "sums")
"""The order of views on the first page; others follow by name."""
NAMING = ("Names", "Kind", "Identifiers")
"""Sections on what a thing is called, which stand after those on what it does."""
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A view: its page, its picture in small (none where there is nothing to draw) and as files."""

    name: str
    title: str
    headline: str
    see: str
    page: bytes
    image: Markup | str
    files: tuple[Download, ...]


@dataclass(frozen=True)
class Site:
    """What all pages of a site draw on."""

    graph: Graph
    teller: Teller
    things: Mapping[str, Thing]
    documents: tuple[Document, ...]

    @cached_property
    def setting(self) -> sitepages.Setting:
        """What stands around every page."""
        # Late: the package itself stands above all its modules.
        code: str = importlib.import_module("kg").__version__
        credited = credits.credits(self.graph)
        graph, cited = self.graph, [each for each in self.documents if each.facts]
        read = [each for each in cited if each.sha256]
        others = phrase.count(len(cited) - len(read), "compilation")
        return sitepages.Setting(
            name=credited.name,
            ours=credited.ours,
            version=graph.version,
            issued=releases.issued(graph.version),
            code=code,
            slice=graph.slice.describe(),
            facts=len(self.teller.facts),
            sources=f"{phrase.count(len(read), 'public document')}{_years(read)} and {others}"
            " of public registers",
            citation=cite.text(code, graph.version).strip(),
        )

    def beside(self, iri: str) -> str:
        """The address of the page of an IRI, from a page in a folder; "" where there is none."""
        found = self.teller.addresses.of(iri)
        return f"../{found}" if found else ""

    def page(self, template: str, path: str, title: str, about: str = "", **values: Any) -> bytes:
        """A page of this site; `link` gives the page of an IRI, `called` its name."""
        address, label = self.teller.addresses.of, self.teller.label
        return sitepages.page(
            template, path, self.setting, title, about, link=address, called=label, **values
        )


def site(
    graph: Graph,
    views: Sequence[View] = (),
    passages: Mapping[str, str] | None = None,
    status: str | None = None,
) -> Files:
    """The files of the site of a graph, whose slice counts, by their paths in its folder.

    Each view has its own status, unless `status` says one for all. `passages` has the words of
    passages by their IRIs, to be shown. Raises KgError for a view that cannot be drawn.
    """
    made = _site(graph, passages or {})
    ordered = sorted(views, key=lambda view: (_place(view.name), view.name))
    pictures = _pictures(made, ordered, status)
    replies = _replies(made)
    shelves = _shelves(made, pictures, replies)
    files = {each.path: each.data for shelf in shelves for each in shelf.files}
    said = descriptions.statements(files["downloads/wessex.nt"])
    files |= {f"views/{each.name}.html": each.page for each in pictures}
    files |= {**_ontology(made), **_things(made, said)}
    graphs = descriptions.graphs(files["downloads/wessex.nq"])
    files |= {**_documents(made, graphs), **_graphs(made, graphs)}
    files |= {**_questions(made, replies), **_lists(made, replies), **_notices(made)}
    files["dcat.ttl"] = _description(made, said, shelves)
    files["data.html"] = made.page("data", "data.html", "Data", shelves=shelves)
    files[START] = _start(made, pictures, replies, shelves)
    name, version = made.setting.name, made.setting.version
    files["index.html"] = sitepages.onward(START, name)
    files[f"dataset/{version}.html"] = sitepages.onward("../data.html", f"{name}, data {version}")
    return files | sitepages.fonts()


def _site(graph: Graph, passages: Mapping[str, str]) -> Site:
    known = facts.references(graph)
    every = {fact.iri: fact for fact in facts.facts(graph, _facts(graph))}
    things = {thing.iri: thing for thing in subjects.subjects(graph, every.values())}
    cited = {c.partition("#")[0] for fact in every.values() for c in fact.texts("evidence")}
    described = {iri: each for iri, each in known.items() if "#" not in iri}
    documents = [described.get(iri, Document(iri)) for iri in sorted({*described, *cited})]
    teller = Teller(
        facts=every,
        label=_labels(graph),
        known=known,
        supports=evidence.supports(graph, every),
        addresses=addresses.addresses(things, (d.iri for d in documents), every.values()),
        words=passages,
    )
    return Site(graph, teller, things, tuple(sorted(documents, key=_by_date)))


def _by_date(document: Document) -> tuple[bool, str, str]:
    """Those with a text first, by their dates."""
    return not document.sha256, document.issued, document.iri


def _facts(graph: Graph) -> list[str]:
    rows = facts.texts(graph, "SELECT DISTINCT ?fact { ?fact wx:status ?status } ORDER BY ?fact")
    return [row["fact"] for row in rows]


def _labels(graph: Graph) -> phrase.Label:
    """Labels as a page shows them, each looked up once."""
    plain, known = phrase.labels(graph), dict[str, str]()

    def label(iri: str) -> str:
        if iri not in known:
            known[iri] = printable.line(plain(iri))
        return known[iri]

    return label


def _years(documents: Iterable[Document]) -> str:
    years = sorted(each.issued[:4] for each in documents if each.issued[:4].isdigit())
    span = "" if not years else f" of {years[0]}"
    return span + (f" to {years[-1]}" if years and years[0] != years[-1] else "")


# Things


def _things(made: Site, said: descriptions.Statements) -> Files:
    """A page for each thing, and beside it what the graph says of it as Turtle and JSON-LD."""
    files: Files = {}
    terms = export.context(made.graph)
    for thing in made.things.values():
        page = made.teller.addresses.of(thing.iri)
        stem = page.removesuffix(".html")
        quads = descriptions.description(said, thing.iri, thing.facts)
        files[page] = _thing(made, thing, page)
        files[f"{stem}.ttl"] = descriptions.turtle(made.graph, quads)
        files[f"{stem}.jsonld"] = descriptions.jsonld(quads, terms)
    return files


def _thing(made: Site, thing: Thing, page: str) -> bytes:
    sections = made.teller.sections(thing.iri, thing.facts)
    sections = tuple(sorted(sections, key=lambda section: section.title in NAMING))
    others = ((made.things[iri], count) for iri, count in thing.others if iri in made.things)
    kind = made.teller.label(WX + thing.kind)
    return made.page(
        "thing", page, thing.label, f"{thing.label}: what public documents say of this {kind}",
        thing=thing, kind=kind, sections=sections, others=list(others),
        stem=page.rpartition("/")[2].removesuffix(".html"),
        sources=_sources(made, thing), noindex=thing.personal,
    )  # fmt: skip


def _sources(made: Site, thing: Thing) -> list[tuple[Document, int]]:
    """The documents that name a thing, by date, and how many facts of each."""
    cited = Counter(
        document
        for fact in thing.facts
        for document in {iri.partition("#")[0] for iri in fact.texts("evidence")}
    )
    return [(each, cited[each.iri]) for each in made.documents if each.iri in cited]


# Documents


def _documents(made: Site, graphs: Mapping[str, Sequence[Quad]]) -> Files:
    """A page for each document, and our graph of it."""
    files: Files = {}
    for document in made.documents:
        page = made.teller.addresses.of(document.iri)
        stem = page.removeprefix("document/").removesuffix(".html")
        quads = graphs.get(graph_named(document.slug), [])
        if quads:
            files[f"graph/{stem}.ttl"] = descriptions.turtle(made.graph, quads)
        found = extracts.extracts(made.teller, document.iri)
        title = printable.line(document.title or document.slug)
        files[page] = made.page(
            "document", page, title, f"What was read in {title}",
            document=document, extracts=found, stem=stem, has_graph=bool(quads),
            own=sum(len(each.entries) for each in found),
            placed=next((each.anchor for each in found if each.anchor.startswith("char=")), ""),
            publisher=_publisher(made, document),
        )  # fmt: skip
    return files


def _graphs(made: Site, graphs: Mapping[str, Sequence[Quad]]) -> Files:
    """The named graphs that are of no document, such as that of the entities."""
    own = {graph_named(document.slug) for document in made.documents}
    return {
        f"graph/{addresses.stem(name, GRAPH)}.ttl": descriptions.turtle(made.graph, quads)
        for name, quads in graphs.items()
        if name not in own
    }


def _publisher(made: Site, document: Document) -> str:
    """The page of the body that published a document, or ""."""
    found = (t.iri for t in made.things.values() if t.label == printable.line(document.publisher))
    return made.teller.addresses.of(next(found, ""))


# Views


def _pictures(made: Site, views: Iterable[View], status: str | None) -> list[Picture]:
    """The views; those that want one slice are drawn from one graph."""
    graphs = {made.graph.slice: made.graph}
    found = []
    for view in views:
        wanted = view.slice(made.graph.slice, status)
        if wanted not in graphs:
            graphs[wanted] = made.graph.under(wanted)
        found.append(_picture(made, view, graphs[wanted]))
    return found


def _picture(made: Site, view: View, graph: Graph) -> Picture:
    from kg import drawing, layouts, page

    told = drawing.drawing(graph, view, passages=made.teller.words)
    scene = layouts.scene(told)
    seen = replace(scene, boxes=tuple(box for box in scene.boxes if box.role != "folded"))
    empty = captions.why_empty(told, scene)
    return Picture(
        name=view.name,
        title=view.title,
        headline=empty or told.headline,
        see=view.see,
        page=page.page(
            told, scene, home=f"../{START}", site=made.setting.name, pages=made.beside
        ).encode(),
        image="" if empty else small(seen.width, seen.height, svg.shapes(seen, told, keys=False)),
        files=() if empty else tuple(_as_files(view, told, scene)),
    )


def _as_files(view: View, told: Drawing, scene: Scene) -> Iterator[Download]:
    """The picture for documents and slides; no PNG where none can be made."""
    from kg import figure

    for form, media, about in downloads.PICTURES:
        try:
            data = figure.figure(told, scene, form)
        except KgError:
            if form != "png":
                raise
        else:
            yield Download(
                f"views/{view.name}.{form}", data, f"{view.title}, {about}", media, False
            )


def _place(view: str) -> int:
    return FIRST.index(view) if view in FIRST else len(FIRST)


def small(width: float, height: float, shapes: Iterable[str]) -> Markup:
    """Shapes (of SVG) as a picture beside words that say the same, cut to the form of a screen."""
    shown = min(height, width * 0.625)
    cut = " cut" if shown < height else ""
    return Markup(
        f'<svg class="scene{cut}" viewBox="0 0 {width:.0f} {shown:.0f}" aria-hidden="true"'
        f' focusable="false">{"".join(shapes)}</svg>'
    )


# Questions


def _replies(made: Site) -> list[answers.Reply]:
    asked = [query.read(path) for path in query.library().values()]
    people = frozenset(iri for iri, kind in names.kinds_of(made.graph).items() if kind == "Person")
    found = [answers.reply(made.graph, each, made.teller, people) for each in asked]
    return sorted(found, key=lambda reply: (reply.asked.group, reply.asked.name))


def _questions(made: Site, replies: Sequence[answers.Reply]) -> Files:
    """A page for each question with its answer, and the query as a file beside it."""
    files: Files = {}
    for reply in replies:
        asked = reply.asked
        page = f"questions/{asked.name}.html"
        files[page] = made.page(
            "question", page, asked.summary, reply=reply, asked=asked, noindex=reply.personal,
            examples=[(p, answers.example(p, made.teller)) for p in asked.parameters],
            command=answers.command(asked, made.teller),
        )  # fmt: skip
        files[f"questions/{asked.name}.rq"] = asked.text.encode()
    groups = _grouped(replies)
    files["questions/index.html"] = made.page(
        "questions", "questions/index.html", "Questions", groups=groups
    )
    return files


def _grouped(replies: Iterable[answers.Reply]) -> list[tuple[str, list[answers.Reply]]]:
    grouped = groupby(replies, key=lambda reply: reply.asked.group)
    return [(group, list(found)) for group, found in grouped]


# Lists and notices


def _lists(made: Site, replies: Sequence[answers.Reply]) -> Files:
    """The pages that list things, people, money and what is not known."""
    by_kind = _by_kind(made)
    people = by_kind.pop("Person", [])
    listed = index.entries(made.teller, made.things.values(), made.documents, replies)
    return {
        "search.html": made.page(
            "search", "search.html", "Search", letters=index.letters(listed), noindex=True
        ),
        "things.html": made.page("things", "things.html", "Things", kinds=by_kind, people=people),
        "people.html": made.page("people", "people.html", "People", people=people, noindex=True),
        "funding.html": made.page("funding", "funding.html", "Money", sections=_money(made)),
        "unknown.html": made.page(
            "unknown", "unknown.html", "What we do not know",
            replies={reply.asked.name: reply for reply in replies},
            unknowns=_unknowns(made, replies), statuses=_statuses(made),
        ),
    }  # fmt: skip


def _by_kind(made: Site) -> dict[str, list[Thing]]:
    ordered = sorted(made.things.values(), key=lambda t: (t.label.casefold(), t.iri))
    found = {kind: [t for t in ordered if t.kind == kind] for kind in THING_KINDS}
    return {kind: things for kind, things in found.items() if things}


def _money(made: Site) -> list[Section]:
    """The fundings by kind, the firmest first."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for fact in made.teller.facts.values():
        if fact.kind == "Funding":
            kind = fact.first("fundingKind")
            found[made.teller.label(kind) if kind else "money"].append(made.teller.entry(fact))
    for entries in found.values():
        entries.sort(key=lambda entry: (rank(entry.status), entry.plain))
    ordered = sorted(
        found.items(), key=lambda each: (min(rank(e.status) for e in each[1]), each[0])
    )
    return [Section(kind, tuple(entries)) for kind, entries in ordered]


def _unknowns(made: Site, replies: Iterable[answers.Reply]) -> list[tuple[str, list[Piece]]]:
    """The answer to the question on unknowns, by what is unknown."""
    lines = next((reply.lines for reply in replies if reply.asked.name == "unknowns"), ())
    told = [f for f in made.teller.facts.values() if f.kind in {"Post", "Funding"}]
    said = {made.teller.addresses.of(fact.iri): _unnamed(made, fact) for fact in told}
    found: dict[str, list[Piece]] = defaultdict(list)
    for line in lines:
        what, *others = (piece for cell in line.cells for piece in cell.text)
        page = next((piece.page for piece in others if piece.page), "")
        name = others[-1].text if others else ""
        found[what.text].append(Piece(said.get(page, name), page))
    return list(found.items())


def _unnamed(made: Site, fact: Fact) -> str:
    """A sum in words, or a post without its holder, whom a page to be found need not name."""
    words = Words(fact, made.teller.label)
    if fact.kind == "Funding":
        return made.teller.entry(fact).plain
    return f"{words('title')}, {words('roleIn')}"


def _statuses(made: Site) -> dict[str, int]:
    """How many facts there are of each status."""
    counted = Counter(fact.status for fact in made.teller.facts.values())
    return {status: counted[status] for status in STATUSES if counted[status]}


def _notices(made: Site) -> Files:
    return {
        "accessibility.html": made.page("accessibility", "accessibility.html", "Accessibility"),
        "privacy.html": made.page(
            "notice", "privacy.html", "People in this graph",
            text=sitepages.notice(sitepages.legal("PRIVACY.md")),
        ),
    }  # fmt: skip


# Data


def _shelves(
    made: Site, pictures: Iterable[Picture], replies: Iterable[answers.Reply]
) -> tuple[Shelf, ...]:
    """All that is handed on, by its use."""
    return downloads.filled(
        (
            downloads.tables(made.graph),
            downloads.pictures(file for each in pictures for file in each.files),
            downloads.networks(made.graph),
            downloads.rdf(made.graph),
            downloads.answers(replies),
        )
    )


def _ontology(made: Site) -> Files:
    """The ontology's page, and its file where its version's address leads."""
    told = ontologydoc.ontology(made.graph)
    files = {"ontology.html": made.page("ontology", "ontology.html", "Ontology", ontology=told)}
    if re.fullmatch(r"\d+(\.\d+)*", told.version):
        text = (content.folder("ontology") / "wessex.ttl").read_bytes()
        files[f"ontology/{told.version}/wessex-ontology.ttl"] = text
    return files


def _description(made: Site, said: descriptions.Statements, shelves: Iterable[Shelf]) -> bytes:
    quads = [quad for found in said.values() for quad in found]
    sets = [file for shelf in shelves for file in shelf.files if file.described]
    return dcat.dcat(made.graph, quads, sets, made.documents).encode()


# The first page


def _start(
    made: Site,
    pictures: Sequence[Picture],
    replies: Sequence[answers.Reply],
    shelves: Sequence[Shelf],
) -> bytes:
    kinds = Counter(thing.kind for thing in made.things.values())
    setting = made.setting
    return made.page(
        "start", START, setting.name,
        f"{len(made.teller.facts)} facts from {setting.sources}, each with its evidence",
        pictures=pictures, kinds=[(kind, kinds[kind]) for kind in THING_KINDS if kinds[kind]],
        documents=made.documents, groups=_grouped(replies), shelves=shelves,
        facts=_kinds_of_facts(made), statuses=_statuses(made),
        bibtex=cite.bibtex(setting.code, setting.version),
    )  # fmt: skip


def _kinds_of_facts(made: Site) -> list[tuple[str, int]]:
    counted = Counter(fact.kind for fact in made.teller.facts.values())
    return [(made.teller.label(WX + kind), counted[kind]) for kind in FACT_KINDS if counted[kind]]
