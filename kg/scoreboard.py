"""Scoreboards: rankings, structures and brokers as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import phrase, structure
from kg.facts import facts, references, references_of
from kg.phrase import Words, joined
from kg.query import Answer, Row, Term
from kg.rank import Rank, Ranking, top
from kg.vocabulary import WX, slug

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network
    from kg.stability import Loss, Stability
    from kg.structure import Cut

DIGITS = 4
"""Decimal places of scores in tables for people; files for machines have them in full."""


def board(
    rankings: Sequence[Ranking],
    stable: Stability | None = None,
    *,
    many: int | None = None,
    rounded: bool = False,
) -> Answer:
    """The things as rows, ranked by the first measure, with a column for each measure's score.

    With several measures each has its own column of ranks. With `stable`, the ranking of which is
    the first, follow the rank without each source (or `absent`), the span of ranks among what is
    present in every run, the documents that the score needs, and whether it survives every loss.
    """
    leading, network = rankings[0], rankings[0].network
    shown = leading.listed if many is None else list(top(leading, many))
    two_mode = network.rule.two_mode
    columns = ["rank", "name", *(["mode"] if two_mode else []), *_score_columns(rankings)]
    rows = []
    for at in shown:
        mode = [_text("first" if network.first[at] else "second")] if two_mode else []
        start = [_text(str(leading.ranks[at])), _text(network.label(network.things[at])), *mode]
        rows.append([*start, *_scores(rankings, at, rounded)])
    if stable:
        columns += [
            *(f"without {loss.name}" for loss in stable.losses),
            "span",
            "needs",
            "survives",
        ]
        for at, row in zip(shown, rows, strict=True):
            row += _stable(stable, network.things[at])
    columns.append("thing")
    finished = (
        (*row, ox.NamedNode(network.things[at])) for row, at in zip(rows, shown, strict=True)
    )
    return Answer("select", tuple(columns), tuple(finished))


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


def _stable(stable: Stability, thing: str) -> Iterator[Term | None]:
    yield from (_text(_lost(loss, thing)) for loss in stable.losses)
    span = stable.spans.get(thing)
    yield _text(str(span)) if span else None
    yield _text(", ".join(stable.needs(thing)))
    yield _text("yes" if stable.survives(thing) else "")


def _lost(loss: Loss, thing: str) -> str:
    rank: Rank | None = loss.rank(thing)
    return str(rank) if rank else "absent"


def _number(value: float, rounded: bool = False) -> ox.Literal:
    return ox.Literal(round(value, DIGITS) if rounded else value)


def _text(words: str) -> ox.Literal:
    return ox.Literal(words)


def told(graph: Graph, iris: Sequence[str]) -> Answer:
    """The facts in words: what each says, when, and in which document."""
    label, known = phrase.labels(graph), references(graph)
    rows: list[Row] = []
    found = facts(graph, iris)
    for fact in found:
        documents = (document.slug for document in references_of(fact, known))
        said = phrase.sentence(fact, label), phrase.period(Words(fact, label)), ", ".join(documents)
        rows.append(tuple(map(_text, said)))
    return Answer("select", ("says", "when", "document"), tuple(rows), tuple(f.iri for f in found))


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
    rule, classes = network.rule, structure.equivalents(network)
    yield "about", _text(rule.summary)
    yield "a node is", _text(rule.nodes)
    yield "a tie is", _text(rule.ties)
    yield "a tie weighs", _text(rule.weight)
    if rule.note:
        yield "mind", _text(rule.note)
    yield "nodes", ox.Literal(len(network))
    for kind, count in sorted(structure.by_kind(network).items()):
        yield f"nodes: {graph.label(WX + kind)}", ox.Literal(count)
    yield "ties", ox.Literal(network.size)
    for kind, count in sorted(structure.ties_by_kind(network).items()):
        yield f"ties: {graph.label(kind)}", ox.Literal(count)
    sizes = structure.components(network)
    yield "components", _text(f"{len(sizes)} ({_runs(sizes)})" if sizes else "0")
    for what, value in (
        ("density", structure.density(network)),
        ("degree centralisation", structure.centralisation(network)),
        ("E-I index by kind of body", structure.external_internal(network, kinds(graph))),
    ):
        yield what, _text("not defined here") if value != value else _number(value, rounded)
    alike = sum(map(len, classes))
    yield "things that stand exactly like another", ox.Literal(alike)
    yield "classes of such things", ox.Literal(len(classes))
    if classes:
        yield "the largest such class", _text(f"{len(classes[0])} things")


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
    """Every tie: its weight, seats, facts and documents, and for which body a successor stands."""
    known = references(graph)
    cited = {fact.iri: fact for fact in facts(graph, network.facts)}
    rows = []
    for tie, (source, target) in enumerate(network.ends.tolist()):
        evidence = network.evidence(tie)
        documents = {d.slug for fact in evidence for d in references_of(cited[fact], known)}
        rows.append(
            (
                ox.NamedNode(network.things[source]),
                ox.NamedNode(network.things[target]),
                _text(joined(graph.label(kind) for kind in network.kinds(tie))),
                _number(float(network.weights[tie]), rounded),
                ox.Literal(network.seats(tie)),
                _text("; ".join(originals(graph, network, evidence))),
                _text(", ".join(sorted(documents))),
                _text(" ".join(slug(fact) for fact in evidence)),
            )
        )
    columns = ("source", "target", "kind", "weight", "seats", "original", "documents", "facts")
    return Answer("select", columns, tuple(rows))


def originals(graph: Graph, network: Network, evidence: Sequence[str]) -> list[str]:
    """The bodies that the facts name where successors stand for them, and when these ended."""
    bodies = {body for fact in evidence for body in network.originals.get(fact, ())}
    return [f"{graph.label(body)}{_until(graph, body)}" for body in sorted(bodies)]


def _until(graph: Graph, body: str) -> str:
    ended = graph.lines.ended.get(body)
    return f" (ended {phrase.date(ended)})" if ended else ""


# Brokers


def brokers(graph: Graph, network: Network, points: Sequence[Cut], spans: Sequence[Cut]) -> Answer:
    """The nodes and ties whose loss parts the network, with the sizes of the parts."""
    rows: list[Row] = [
        (
            _text("node"),
            _text(graph.label(cut.thing)),
            None,
            _text(_runs(cut.parts)),
            ox.NamedNode(cut.thing),
        )
        for cut in points
    ]
    for cut in spans:
        assert cut.tie is not None
        (other,) = {network.things[end] for end in network.ends[cut.tie]} - {cut.thing}
        said = _text(graph.label(cut.thing)), _text(graph.label(other))
        rows.append((_text("tie"), *said, _text(_runs(cut.parts)), ox.NamedNode(cut.thing)))
    return Answer("select", ("broker", "name", "tied to", "parts", "thing"), tuple(rows))
