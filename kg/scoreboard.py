"""Scoreboards: rankings, structures and brokers as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import phrase, structure, time
from kg.errors import KgError
from kg.facts import Fact, facts, references, references_of
from kg.phrase import Words, count, joined
from kg.query import Answer, Row, Term
from kg.rank import Ranking, digits, top
from kg.vocabulary import WX, slug

if TYPE_CHECKING:
    import datetime

    from kg.brokers import Cut
    from kg.documents import Document
    from kg.graph import Graph
    from kg.network import Network
    from kg.networkfile import Rule
    from kg.stability import Loss, Stability

DIGITS = 4
"""Decimal places of scores in tables for people; files for machines have more."""


def board(
    rankings: Sequence[Ranking],
    stable: Stability | None = None,
    *,
    many: int | None = None,
    rounded: bool = False,
) -> Answer:
    """The things as rows, ranked by the first measure, with a column for each measure's score.

    With several measures each has its own column of ranks. With `stable`, the ranking of which is
    the first, follow score and rank without each source (or `absent`), the span of ranks among
    what is present in every run, the documents that the score needs, and whether it survives every
    loss. If `rounded`, for people, a score without a source and its rank are one cell.
    """
    leading, network = rankings[0], rankings[0].network
    shown = leading.listed if many is None else list(top(leading, many))
    columns = ["rank", "name", *(["mode"] if network.rule.two_mode else [])]
    columns += _score_columns(rankings)
    rows = [[*_start(leading, at), *_scores(rankings, at, rounded)] for at in shown]
    if stable:
        columns += _stable_columns(stable, rounded)
        for at, row in zip(shown, rows, strict=True):
            row += _stable(stable, network.things[at], rounded)
    columns.append("thing")
    finished = (
        (*row, ox.NamedNode(network.things[at])) for row, at in zip(rows, shown, strict=True)
    )
    return Answer("select", tuple(columns), tuple(finished))


def _start(leading: Ranking, at: int) -> Iterator[Term]:
    """The rank, the name and, where there are two, the mode of a node."""
    network = leading.network
    yield _text(str(leading.ranks[at]))
    yield _text(network.label(network.things[at]))
    if network.rule.two_mode:
        yield _text("first" if network.first[at] else "second")


def _score_columns(rankings: Sequence[Ranking]) -> Iterator[str]:
    for place, each in enumerate(rankings):
        yield each.measure
        if place:
            yield f"{each.measure} rank"


def _scores(rankings: Sequence[Ranking], at: int, rounded: bool) -> Iterator[Term | None]:
    for place, each in enumerate(rankings):
        rank, score = each.ranks[at], float(each.scores[at])
        yield _number(score, rounded) if rank else None
        if place:
            yield _text(str(rank)) if rank else None


def _stable_columns(stable: Stability, rounded: bool) -> Iterator[str]:
    for loss in stable.losses:
        yield f"without {loss.name}"
        if not rounded:
            yield f"without {loss.name} rank"
    yield from ("span", "needs", "survives")


def _stable(stable: Stability, thing: str, rounded: bool) -> Iterator[Term | None]:
    for loss in stable.losses:
        yield from _lost(loss, thing, rounded)
    span = stable.spans.get(thing)
    yield _text(str(span)) if span else None
    yield _text(", ".join(stable.needs(thing)))
    yield _text("yes" if stable.survives(thing) else "")


def _lost(loss: Loss, thing: str, rounded: bool) -> Iterator[Term | None]:
    """The score and the rank that are left, or why there is none; in one cell if rounded."""
    rank, score = loss.rank(thing), loss.score(thing)
    known = rank is not None and score is not None
    if rounded:
        yield _text(f"{round(score or 0, DIGITS):g} ({rank})" if known else loss.place(thing))
        return
    yield _number(score) if known and score is not None else None
    yield _text(loss.place(thing))


def _number(value: float, rounded: bool = False) -> ox.Literal:
    return ox.Literal(round(value, DIGITS) if rounded else digits(value))


def _text(words: str) -> ox.Literal:
    return ox.Literal(words)


def told(graph: Graph, iris: Sequence[str]) -> Answer:
    """The facts in words: what each says, when, its status, in a slice of a day whether it holds
    or only may hold, when it was last attested, and in which document.
    """
    label, known = phrase.labels(graph), references(graph)
    found = facts(graph, iris)
    days = ["holds"] if graph.slice.as_of else []
    columns = ("says", "when", "status", *days, "last attested", "document")
    rows: list[Row] = []
    for fact in found:
        holds = [_holding([fact])] if days else []
        said = phrase.sentence(fact, label), phrase.period(Words(fact, label)), fact.status, *holds
        rows.append(tuple(map(_text, (*said, *_cited([fact], known)))))
    return Answer("select", columns, tuple(rows), tuple(f.iri for f in found))


def _holding(cited: Iterable[Fact]) -> str:
    """Whether one of these facts holds, or all only may."""
    return "may hold" if all(fact.may_hold for fact in cited) else "holds"


def _cited(cited: Iterable[Fact], known: Mapping[str, Document]) -> tuple[str, str]:
    """When the last source of these facts spoke, in words, and the slugs of their sources."""
    sources = {document for fact in cited for document in references_of(fact, known)}
    dated = [document.issued for document in sources if document.issued]
    last = phrase.date(max(dated, key=_first_day)) if dated else ""
    return last, ", ".join(sorted(document.slug for document in sources))


def _first_day(written: str) -> tuple[str, str]:
    """What sorts dates: the first day that one may mean, then how it is written."""
    try:
        day: datetime.date | None = time.span(written).first
    except KgError:
        day = None
    return str(day or ""), written


# Networks


def catalogue(networks: Sequence[Network]) -> Answer:
    """The networks with their sizes."""
    rows = tuple(
        (
            _text(each.rule.name),
            ox.Literal(len(each)),
            ox.Literal(each.size),
            ox.Literal(len(structure.components(each))),
            _text(each.rule.summary),
        )
        for each in networks
    )
    return Answer("select", ("network", "nodes", "ties", "components", "about"), rows)


def anatomy(graph: Graph, network: Network, rounded: bool = False) -> Answer:
    """What a network counts and how it is built: a row each of what and how much."""
    rows = tuple((_text(what), value) for what, value in _anatomy(graph, network, rounded))
    return Answer("select", ("what", "value"), rows)


def _anatomy(graph: Graph, network: Network, rounded: bool) -> Iterator[tuple[str, Term]]:
    yield from _built(network.rule, network.notes)
    yield "nodes", ox.Literal(len(network))
    for kind, nodes in sorted(structure.by_kind(network).items()):
        yield f"nodes: {graph.label(WX + kind)}", ox.Literal(nodes)
    yield "ties", ox.Literal(network.size)
    for kind, ties in sorted(structure.ties_by_kind(network).items()):
        yield f"ties: {graph.label(kind)}", ox.Literal(ties)
    sizes = structure.components(network)
    yield "components", _text(f"{len(sizes)} ({_runs(sizes)})" if sizes else "0")
    for what, value, why in _indices(graph, network):
        undefined = value != value
        yield what, _text(f"not defined: {why}") if undefined else _number(value, rounded)
    yield from _alike(network)


def _built(rule: Rule, notes: Iterable[str]) -> Iterator[tuple[str, Term]]:
    """The rules by which a network is built, as its file has them."""
    yield "about", _text(rule.summary)
    yield "a node is", _text(rule.nodes)
    yield "a tie is", _text(rule.ties)
    yield "a tie weighs", _text(rule.weight)
    yield "several facts of one pair", _text(_parallel(rule))
    yield "a tie of a thing with itself", _text(f"left out ({_selves(notes)} here)")
    if rule.note:
        yield "mind", _text(rule.note)


def _parallel(rule: Rule) -> str:
    if rule.projection:
        return "one tie, to which each thing shared adds once"
    return f"one tie, {'their weights added up' if rule.sums else 'of the largest weight'}"


def _selves(notes: Iterable[str]) -> str:
    """How many ties of a thing with itself the notes of a network tell of."""
    found = (re.match(r"([\d,]+) ties? of a thing with itself", note) for note in notes)
    return next((each[1] for each in found if each), "none")


def _indices(graph: Graph, network: Network) -> Iterator[tuple[str, float, str]]:
    """Numbers for the whole network, each with why it might not be defined."""
    modes = "for one mode only" if network.rule.two_mode else "fewer than three nodes"
    yield "density", structure.density(network), "no tie is possible"
    yield "degree centralisation", structure.centralisation(network), modes
    index = structure.external_internal(network, kinds(graph))
    yield "E-I index by kind of body", index, "no tie between bodies whose kinds are known"


def _alike(network: Network) -> Iterator[tuple[str, Term]]:
    classes = structure.equivalents(network)
    yield "things that stand exactly like another", ox.Literal(sum(map(len, classes)))
    yield "classes of such things", ox.Literal(len(classes))
    if classes:
        yield "the largest such class", _text(count(len(classes[0]), "thing"))


def _runs(sizes: Sequence[int]) -> str:
    """Sizes with what repeats said once, such as `39, 12, 3 of 2`."""
    counted = {size: sizes.count(size) for size in sizes}
    said = (f"{size}" if many == 1 else f"{many} of {size}" for size, many in counted.items())
    return ", ".join(said)


def kinds(graph: Graph) -> dict[str, str]:
    """By body, its kind as far as the slice describes one."""
    rows = graph.rows("SELECT ?body ?kind { ?body org:classification ?kind } ORDER BY ?body ?kind")
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["body"].value, row["kind"].value)  # type: ignore[union-attr]
    return found


def ties(graph: Graph, network: Network, rounded: bool = False) -> Answer:
    """Every tie: its weight, seats, status, in a slice of a day whether a fact of it holds, when it
    was last attested, documents and facts, and for which body a successor stands.
    """
    known, cited = references(graph), _by_iri(graph, network)
    days = ["holds"] if graph.slice.as_of else []
    rows: list[Row] = []
    for tie, (source, target) in enumerate(network.ends.tolist()):
        evidence = network.evidence(tie)
        found = [cited[fact] for fact in evidence]
        rows.append(
            (
                ox.NamedNode(network.things[source]),
                ox.NamedNode(network.things[target]),
                _text(joined(graph.label(kind) for kind in network.kinds(tie))),
                _number(float(network.weights[tie]), rounded),
                ox.Literal(network.seats(tie)),
                _text("; ".join(originals(graph, network, evidence))),
                _text(", ".join(sorted({fact.status for fact in found}))),
                *([_text(_tie_holds(network, tie, cited))] if days else []),
                *map(_text, _cited(found, known)),
                _text(" ".join(slug(fact) for fact in evidence)),
            )
        )
    columns = ("source", "target", "kind", "weight", "seats", "original", "status", *days)
    more = ("last attested", "documents", "facts")
    return Answer("select", (*columns, *more), tuple(rows))


def _by_iri(graph: Graph, network: Network) -> dict[str, Fact]:
    return {fact.iri: fact for fact in facts(graph, network.facts)}


def _tie_holds(network: Network, tie: int, cited: Mapping[str, Fact]) -> str:
    """Whether one of the alternatives on which a tie rests holds on every side."""
    sure = any(
        all(_holding(cited[fact] for fact in side) == "holds" for side in sides)
        for sides in network.strands(tie)
    )
    return "holds" if sure else "may hold"


def originals(graph: Graph, network: Network, evidence: Sequence[str]) -> list[str]:
    """The bodies that the facts name where successors stand for them, and when these ended."""
    bodies = {body for fact in evidence for body in network.originals.get(fact, ())}
    return [f"{graph.label(body)}{_until(graph, body)}" for body in sorted(bodies)]


def _until(graph: Graph, body: str) -> str:
    ended = graph.lines.ended.get(body)
    return f" (ended {phrase.date(ended)})" if ended else ""


# Brokers


def brokers(graph: Graph, network: Network, points: Sequence[Cut], spans: Sequence[Cut]) -> Answer:
    """The nodes and ties whose loss parts the network, with the sizes of the parts; of a tie the
    documents and facts that say it.
    """
    known, cited = references(graph), _by_iri(graph, network)
    rows = [_broker(graph, cut, None, None, None) for cut in points]
    for cut in spans:
        assert cut.tie is not None
        (other,) = {network.things[end] for end in network.ends[cut.tie]} - {cut.thing}
        evidence = network.evidence(cut.tie)
        _, documents = _cited([cited[fact] for fact in evidence], known)
        rows.append(
            _broker(graph, cut, graph.label(other), documents, " ".join(map(slug, evidence)))
        )
    columns = ("broker", "name", "tied to", "parts", "documents", "facts", "thing")
    return Answer("select", columns, tuple(rows))


def _broker(
    graph: Graph, cut: Cut, other: str | None, documents: str | None, facts: str | None
) -> Row:
    said = (None if each is None else _text(each) for each in (other, _runs(cut.parts), documents))
    return (
        _text("node" if cut.tie is None else "tie"),
        _text(graph.label(cut.thing)),
        *said,
        None if facts is None else _text(facts),
        ox.NamedNode(cut.thing),
    )
