"""Answers, cards, ways and rankings as HTML to stand in another's page, such as a notebook.

All that comes from data is text; a link is one of the web, or there is none. Colours are those of
the page around, light or dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup
from pyoxigraph import NamedNode

from kg import card as cards
from kg import evidence, phrase, printable, table, telling
from kg.vocabulary import BASE, compact, place

if TYPE_CHECKING:
    from kg.card import Card, Line
    from kg.evidence import Support
    from kg.graph import Graph
    from kg.query import Answer, Row, Term
    from kg.standings import Standings
    from kg.ways import Step, Way, Ways

MOST = 100
"""Rows of a table that are shown."""
WEB = ("https://", "http://")
STYLE = Markup(
    "<style>.kg{overflow-x:auto;line-height:1.4}.kg h3{margin:.4em 0}.kg h4{margin:.8em 0 .2em}"
    ".kg ul,.kg ol{margin:0;padding-left:1.4em}.kg p{margin:.4em 0}.kg p,.kg li{max-width:72em}"
    ".kg table{border-collapse:collapse}.kg.kg table th,.kg.kg table td{padding:.2em .6em;"
    "text-align:left;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.5)}"
    ".kg.kg table td.number{text-align:right}.kg a{color:inherit;text-decoration:underline}"
    "</style>"
)
"""The class twice, to outweigh the style of Jupyter, which sets all cells to the right."""
Cite = Callable[[Iterable[str]], Markup]
"""What facts rest on, as links."""


def answer(graph: Graph, found: Answer) -> Markup:
    """A table of the first rows; of facts with status and links to what each rests on."""
    return _whole(_answer(graph, found))


def card(graph: Graph, shown: Card) -> Markup:
    """A card in its sections, each line with its status and links to the passages."""
    lines = (line for section in shown.sections for line in section.lines)
    cite = _citing(graph, (fact for line in lines for fact in line.facts))
    parts = [_tag("h3", shown.label), _tag("p", f"{shown.kind}, {compact(shown.iri)}")]
    for section in shown.sections:
        parts += [_tag("h4", section.title), _list(_line(each, cite) for each in section.lines)]
    return _whole(*parts, _tag("p", f"Slice: {shown.slice}. Data version {shown.version}."))


def ways(graph: Graph, found: Ways) -> Markup:
    """The ways between two things, step by step, each fact with links to the passages."""
    steps = (step for way in found.ways for step in way.steps)
    cite = _citing(graph, (fact.fact for step in steps for fact in step.facts))
    parts = [_tag("h3", telling.title(found))]
    for number, way in enumerate(found.ways, 1):
        parts += [_tag("h4", telling.heading(found, number, way)), *_way(way, cite)]
    told = (*found.notes, *found.reasons, *telling.footer(found))
    return _whole(*parts, *(_tag("p", each) for each in told))


def standings(graph: Graph, found: Standings) -> Markup:
    """What must be read before a ranking, then its table."""
    told = (*found.remarks, *found.instead)
    return _whole(_list(map(_text, told)), _answer(graph, found.table))


def _whole(*parts: Markup) -> Markup:
    return STYLE + Markup('<div class="kg">{}</div>').format(Markup("").join(parts))


def _text(words: str) -> Markup:
    return Markup("{}").format(printable.line(words))


def _tag(name: str, words: str | Markup) -> Markup:
    inside = words if isinstance(words, Markup) else _text(words)
    return Markup("<{0}>{1}</{0}>").format(Markup(name), inside)


def _list(items: Iterable[Markup], kind: str = "ul") -> Markup:
    return _tag(kind, Markup("").join(_tag("li", each) for each in items))


def _link(address: str, words: str, title: str = "") -> Markup:
    """A link of the web; the words alone where the address is none."""
    if not address.lower().startswith(WEB):
        return _text(words)
    told = printable.line(title or address)
    return Markup('<a href="{}" title="{}" rel="noopener">{}</a>').format(
        printable.line(address), told, _text(words)
    )


# What facts rest on


def _citing(graph: Graph, facts: Iterable[str]) -> Cite:
    known = evidence.supports(graph, sorted(set(facts)))

    def cite(facts: Iterable[str]) -> Markup:
        cited = {each.source: each for fact in facts for each in known.get(fact, ())}
        found: dict[str, list[Support]] = {}
        for each in cited.values():
            found.setdefault(each.source.partition("#")[0], []).append(each)
        return Markup("; ").join(_of_one(*each) for each in found.items())

    return cite


def _of_one(document: str, cited: Sequence[Support]) -> Markup:
    """Links to passages of one document, which is named once."""
    name = place(document)
    words = [place(each.source).removeprefix(name).strip() for each in cited]
    words[0] = f"{name} {words[0]}".strip()
    links = (_link(c.link, w, c.document) for c, w in zip(cited, words, strict=True))
    return Markup(", ").join(links)


# Tables


def _answer(graph: Graph, found: Answer) -> Markup:
    if found.kind == "ask":
        return _tag("p", "yes" if found.truth else "no")
    if found.kind == "construct":
        text = table.rdf(found.triples[:MOST], "turtle").decode()
        return _tag("pre", Markup("{}").format(printable.lines(text))) + _count(found, "statement")
    facts = None if found.facts is None else found.facts[:MOST]
    first = replace(found, rows=found.rows[:MOST], facts=facts)
    return _table(graph, first) + _count(found, "row")


def _count(found: Answer, noun: str) -> Markup:
    many = phrase.count(len(found), noun)
    return _tag("p", f"The first {MOST} of {many}." if len(found) > MOST else f"{many}.")


def _table(graph: Graph, found: Answer) -> Markup:
    marked = evidence.marked(graph, found)
    usual = {} if "status" in found.columns else {"status": "actual"}
    shown = table.without_empty(
        table.without_named(evidence.without_sameness(marked, usual), graph.label)
    )
    heads = [_tag("th", each) for each in shown.columns]
    rows = list(map(_row, shown.rows, table.shown(shown, graph.label)))
    if found.facts is not None:
        heads.append(_tag("th", "read from"))
        cited = _sources(graph, found.facts)
        rows = [row + _tag("td", each) for row, each in zip(rows, cited, strict=True)]
    body = (_tag("tr", each) for each in rows)
    head = _tag("thead", _tag("tr", Markup("").join(heads)))
    return _tag("table", head + _tag("tbody", Markup("").join(body)))


def _row(terms: Row, words: Sequence[str]) -> Markup:
    return Markup("").join(map(_cell, terms, words))


def _cell(term: Term | None, words: str) -> Markup:
    if isinstance(term, NamedNode) and not term.value.startswith(BASE):
        return _tag("td", _link(term.value, words))
    if table.is_number(term):
        return Markup('<td class="number">{}</td>').format(_text(words))
    return _tag("td", words)


def _sources(graph: Graph, facts: Sequence[str | None]) -> Iterator[Markup]:
    """For each row links to what its fact rests on."""
    cite = _citing(graph, filter(None, facts))
    return (cite([fact] if fact else []) for fact in facts)


# Cards and ways


def _line(line: Line, cite: Cite) -> Markup:
    """What a line says, its status and last attestation, and what it rests on."""
    *told, _ = cards.marks(line)
    return _text(f"{cards.said(line)} — {' · '.join(told)} — ") + cite(line.facts)


def _way(way: Way, cite: Cite) -> Iterator[Markup]:
    yield _list((_step(each, cite) for each in way.steps), "ol")
    yield from (_tag("p", each) for each in telling.verdicts(way))


def _step(step: Step, cite: Cite) -> Markup:
    facts = (
        _text(f"{telling.said(fact)} — {telling.marks(fact)} — ") + cite([fact.fact])
        for fact in step.facts
    )
    return _text(telling.between(step)) + _list(facts)
