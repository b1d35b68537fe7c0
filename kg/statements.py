"""Statements: the triples of sources as lines of N-Triples, the same for the same graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg import derive, sources, withheld
from kg.sources import Source
from kg.vocabulary import DERIVED_GRAPH, WX

Lines: TypeAlias = "frozenset[str]"
Parsed = dict[tuple[bytes, RdfFormat, str], bytes]

_IRI = re.compile(r"<([^<>]*)>")
_NODE = re.compile(r"_:\w+")
_COMPUTED = tuple(f" <{WX}{name}> " for name in (*derive.DAY_NAMES, "mayHold", "rolledUpFrom"))


def of(read: Iterable[Source], parsed: Parsed | None = None) -> Lines:
    """The triples of all the sources, without those withheld, blank nodes named by content.

    Sources that `parsed` has are not parsed again; it learns the others. KgError for a source
    that is not well formed.
    """
    known = {} if parsed is None else parsed
    found = [_parsed(source, known) for source in read]
    lines = _shown(set().union(*map(_split, found)))
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


# Blank nodes


def _named_by_content(lines: set[str]) -> set[str]:
    """The lines with each blank node named by the statements that hang together with it.

    So the same group of blank nodes has the same names in any graph.
    """
    suspects = {line for line in lines if line.startswith("_:") or " _:" in line}
    held = {line: {str(node) for node in _nodes(triple)} for line, triple in _by_line(suspects)}
    nameless = {line: nodes for line, nodes in held.items() if nodes}
    plain = lines.difference(nameless)
    seen: dict[str, int] = defaultdict(int)
    for group in _groups(nameless):
        name, nodes = _named_group(group)
        seen[name] += 1
        names = {node: f"_:{name}x{seen[name]}x{at}" for at, node in enumerate(nodes)}
        plain.update(_renamed(line, names) for line in group)
    return plain


def _groups(lines: Mapping[str, set[str]]) -> list[dict[str, set[str]]]:
    """The lines with their blank nodes, those that share some together."""
    leader: dict[str, str] = {}

    def lead(node: str) -> str:
        while (above := leader.setdefault(node, node)) != node:
            leader[node] = leader[above]
            node = above
        return node

    for first, *rest in lines.values():
        for other in rest:
            leader[lead(other)] = lead(first)
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for line, nodes in lines.items():
        found[lead(next(iter(nodes)))][line] = nodes
    return list(found.values())


def _named_group(group: Mapping[str, set[str]]) -> tuple[str, list[str]]:
    """A name for a group by what it says, and its nodes in canonical order.

    Nodes are told apart by what is said around them (colour refinement); of nodes that this does
    not tell apart one is singled out, which one making no difference where they are symmetric.
    """
    colours = dict.fromkeys({node for nodes in group.values() for node in nodes}, "")
    while True:
        colours = _refined(group, colours)
        tied = [colour for colour, count in Counter(colours.values()).items() if count > 1]
        if not tied:
            break
        chosen = next(node for node in sorted(colours) if colours[node] == min(tied))
        colours[chosen] += "!"
    lines = sorted(_renamed(line, _of(nodes, colours)) for line, nodes in group.items())
    return f"b{_hash(lines)[:12]}", sorted(colours, key=colours.__getitem__)


def _refined(group: Mapping[str, set[str]], colours: dict[str, str]) -> dict[str, str]:
    """The colours told further apart by those of neighbours, as far as that goes."""
    while True:
        said: dict[str, list[str]] = defaultdict(list)
        for line, nodes in group.items():
            for node in nodes:
                said[node].append(_renamed(line, {**_of(nodes, colours), node: "_:this"}))
        finer = {node: _hash([colours[node], *sorted(said[node])]) for node in colours}
        if len(set(finer.values())) in (len(set(colours.values())), len(finer)):
            return finer
        colours = finer


def _of(nodes: Iterable[str], colours: Mapping[str, str]) -> dict[str, str]:
    return {node: f"_:{colours[node]}" for node in nodes}


def _renamed(line: str, names: Mapping[str, str]) -> str:
    return _NODE.sub(lambda found: names.get(found[0], found[0]), line)


def _hash(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()


def _nodes(triple: Triple) -> Iterator[BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from _nodes(term)


def _triples(lines: Iterable[str]) -> Iterator[Triple]:
    return (quad.triple for quad in parse("\n".join(lines), RdfFormat.N_TRIPLES))


def _by_line(lines: Iterable[str]) -> Iterator[tuple[str, Triple]]:
    ordered = list(lines)
    return zip(ordered, _triples(ordered), strict=True)


def _dumped(store: Store, graph: NamedNode | DefaultGraph | None = None) -> list[str]:
    where = graph or DefaultGraph()
    return _split(store.dump(format=RdfFormat.N_TRIPLES, from_graph=where) or b"")


def _split(data: bytes) -> list[str]:
    return data.decode().split("\n")[:-1]
