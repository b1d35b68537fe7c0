"""Statements as bytes in the formats of RDF, the same on every run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Quad, RdfFormat, Triple, serialize

FORMATS: dict[str, RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_ROOT = re.compile(rb"(?<=<rdf:RDF )[^>]*")


def serialized(
    statements: Iterable[Triple] | Iterable[Quad], form: str, prefixes: Mapping[str, str]
) -> bytes:
    """The statements in the order given; their prefixes sorted, which Oxigraph's are not."""
    data = serialize(statements, format=FORMATS[form], prefixes=dict(prefixes))
    assert data is not None
    if form == "rdfxml":
        return _ROOT.sub(lambda root: b" ".join(sorted(root[0].split(b" "))), data, count=1)
    head = re.match(rb"(?:@prefix [^\n]*\n)*", data)
    assert head is not None
    return b"".join(sorted(head[0].splitlines(keepends=True))) + data[head.end() :]
