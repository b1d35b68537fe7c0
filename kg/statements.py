"""Statements: the triples of sources as lines of N-Triples, the same for the same graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from kg import derive, sources, withheld
from kg.sources import Source
from kg.vocabulary import DERIVED_GRAPH, WX

Lines: TypeAlias = "frozenset[str]"
Parsed = dict[tuple[bytes, RdfFormat, str], bytes]

_IRI = re.compile(r"<([^<>]*)>")
_COMPUTED = tuple(f" <{WX}{name}> " for name in (*derive.DAY_NAMES, "mayHold", "rolledUpFrom"))


def of(read: Iterable[Source], parsed: Parsed | None = None) -> Lines:
    """The triples of all the sources, without those withheld, blank nodes named by content.

    Sources that `parsed` has are not parsed again; it learns the others. KgError for a source
    that is not well formed.
    """
    known = {} if parsed is None else parsed
    found = [_parsed(source, known) for source in read]
    lines = _shown({line for data in found for line in _split(data)})
    nameless = any(b"_:" in data for data in found)
    return frozenset(_named_by_content(lines) if nameless else lines)


def _parsed(source: Source, known: Parsed) -> bytes:
    key = (source.text, source.format, source.graph)
    if key not in known:
        known[key] = sources.triples(source)
    return known[key]


def subject(line: str) -> str:
    """The subject of a statement, as N-Triples writes it."""
    return line.partition(" ")[0]


def canonical(lines: Iterable[str]) -> set[str]:
    """The lines with numbers and dates as the engine writes them: `1.50` becomes `1.5`."""
    held = set(lines)
    typed = [line for line in held if '"^^<' in line]
    store = Store()
    store.extend([Quad(*triple) for triple in _triples(typed)])
    return held.difference(typed).union(_dumped(store))


def derived(lines: Lines) -> set[str]:
    """Those of the lines that follow from others by the rules of queries/derive, or are days."""
    store = Store()
    store.load("\n".join(lines), RdfFormat.N_TRIPLES)
    every = (*derive.rules("whole"), *derive.rules(), *derive.rules("on-demand"))
    derive.apply_rules(store, every, DERIVED_GRAPH)
    follows = set(_dumped(store, NamedNode(DERIVED_GRAPH)))
    return {line for line in lines if line in follows or any(name in line for name in _COMPUTED)}


def _shown(lines: set[str]) -> set[str]:
    """The lines without what tells of somebody withheld."""
    digests = withheld.listed()
    if not digests:
        return lines
    named = set(_IRI.findall("\n".join(lines)))
    if not any(sha256(iri.encode()).hexdigest() in digests for iri in named):
        return lines
    store = Store()
    store.load("\n".join(lines), RdfFormat.N_TRIPLES)
    withheld.remove(store, digests)
    return set(_dumped(store))


def _named_by_content(lines: set[str]) -> set[str]:
    """The lines with each blank node named by the statements that hang together with it.

    So the same group of blank nodes has the same names in any graph (RDFC-1.0 within a group).
    """
    suspects = [line for line in lines if line.startswith("_:") or " _:" in line]
    quads = [Quad(*triple) for triple in _triples(suspects)]
    nameless = [quad for quad in quads if any(_nodes(quad))]
    if not nameless:
        return lines
    plain = lines.difference(_lines(nameless))
    seen: dict[str, int] = defaultdict(int)
    for name, group in sorted(map(_canonized, _groups(nameless)), key=lambda each: each[0]):
        seen[name] += 1
        plain.update(line.replace("_:c14n", f"_:{name}x{seen[name]}x") for line in group)
    return plain


def _canonized(group: Sequence[Quad]) -> tuple[str, list[str]]:
    """A name for a group of statements by what they say, and their lines with canonical nodes."""
    dataset = Dataset(group)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(_lines(dataset))
    return f"b{sha256(''.join(lines).encode()).hexdigest()[:12]}", lines


def _groups(quads: Iterable[Quad]) -> list[list[Quad]]:
    """The statements, those that share blank nodes together."""
    leader: dict[BlankNode, BlankNode] = {}

    def lead(node: BlankNode) -> BlankNode:
        while (above := leader.setdefault(node, node)) != node:
            leader[node] = leader[above]
            node = above
        return node

    for quad in quads:
        first, *rest = _nodes(quad)
        for other in rest:
            leader[lead(other)] = lead(first)
    found: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[lead(next(_nodes(quad)))].append(quad)
    return list(found.values())


def _nodes(quad: Quad | Triple) -> Iterator[BlankNode]:
    for term in (quad.subject, quad.object):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from _nodes(term)


def _triples(lines: Iterable[str]) -> Iterator[Triple]:
    return (quad.triple for quad in parse("\n".join(lines), RdfFormat.N_TRIPLES))


def _lines(quads: Iterable[Quad]) -> list[str]:
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return _split(data or b"")


def _dumped(store: Store, graph: NamedNode | DefaultGraph | None = None) -> list[str]:
    where = graph or DefaultGraph()
    return _split(store.dump(format=RdfFormat.N_TRIPLES, from_graph=where) or b"")


def _split(data: bytes) -> list[str]:
    return data.decode().split("\n")[:-1]
