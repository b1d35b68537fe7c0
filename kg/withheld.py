"""The list of those who are not to be shown, and their removal from a store."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.content import folder
from kg.errors import KgError
from kg.vocabulary import WX


def listed(path: Path | None = None) -> frozenset[str]:
    """The SHA-256 of each withheld IRI, from data/withheld.tsv; KgError for a line in disorder."""
    path = path or folder("data") / "withheld.tsv"
    if not path.exists():
        return frozenset()
    lines = enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2)
    return frozenset(_digest(line, f"{path}:{number}") for number, line in lines if line.strip())


def remove(store: Store, digests: frozenset[str]) -> int:
    """Take out every triple that has a withheld IRI as subject or object, every fact that names
    one, and the links to the words that such a fact cites, from all graphs; how many quads went."""
    if not digests:
        return 0
    named = {term for quad in store for term in (quad.subject, quad.object)}
    iris = {term for term in named if isinstance(term, NamedNode)}
    gone = {iri for iri in iris if sha256(iri.value.encode()).hexdigest() in digests}
    facts = _facts(store, gone)
    quads = _naming(store, gone | facts) | _fragments(store, facts)
    for quad in quads:
        store.remove(quad)
    return len(quads)


def _facts(store: Store, things: set[NamedNode]) -> set[NamedNode]:
    status = NamedNode(WX + "status")
    naming = {q.subject for iri in things for q in store.quads_for_pattern(None, None, iri)}
    return {
        fact
        for fact in naming
        if isinstance(fact, NamedNode) and any(store.quads_for_pattern(fact, status, None))
    }


def _naming(store: Store, things: set[NamedNode]) -> set[Quad]:
    return {
        quad
        for iri in things
        for place in ((iri, None, None), (None, None, iri))
        for quad in store.quads_for_pattern(*place)
    }


def _fragments(store: Store, facts: set[NamedNode]) -> set[Quad]:
    """The text fragments of what the facts cite, which spell its words and names."""
    evidence, fragment = NamedNode(WX + "evidence"), NamedNode(WX + "textFragment")
    cited = {q.object for fact in facts for q in store.quads_for_pattern(fact, evidence, None)}
    passages = (each for each in cited if isinstance(each, NamedNode))
    return {q for each in passages for q in store.quads_for_pattern(each, fragment, None)}


def _digest(line: str, where: str) -> str:
    digest = line.split("\t")[0].strip()
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise KgError(f"{where}: not the SHA-256 of an IRI; PRIVACY.md says how to make it")
    return digest
