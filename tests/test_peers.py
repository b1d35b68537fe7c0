"""Other tools read every export as the same statements, and find the same breaches of the shapes.

A tool that is not here is skipped. KG_PEERS may name a folder into which the packages of
tests/peers/package.json are installed; else npm installs them into a temporary one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from bad_examples import SOUND, examples

import kg
from kg import export, shapes
from kg.content import folder
from kg.vocabulary import GRAPH

HERE = Path(__file__).parent / "peers"
SHAPES = folder("ontology") / "shapes.ttl"
N_QUADS, N_TRIPLES = ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES
TIMEOUT = 120
"""Seconds that npm may take."""

Result = tuple[str, str, str]
"""The focus node (an IRI), shape and component (local names) of a result of validation."""


@dataclass(frozen=True)
class Peer:
    """A reader: what it calls each format that it knows, and how it gives a file as N-Quads."""

    formats: dict[str, str]
    read: Callable[[Path, str, Path | None], bytes]


def called(*command: str) -> bytes:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not here")
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def in_node(script: str, packages: Path | None, *arguments: str) -> bytes:
    if not packages:
        pytest.skip("node, npm or the packages are not here")
    return called("node", str(HERE / script), str(packages), *arguments)


def serdi(file: Path, form: str, _: Path | None) -> bytes:
    return called("serdi", "-i", form, "-o", "nquads", str(file))


def rapper(file: Path, form: str, _: Path | None) -> bytes:
    return called("rapper", "-q", "-i", form, "-o", "nquads", str(file))


def n3(file: Path, form: str, packages: Path | None) -> bytes:
    return in_node("read.mjs", packages, "n3", form, str(file))


def jsonld(file: Path, form: str, packages: Path | None) -> bytes:
    return in_node("read.mjs", packages, "jsonld", form, str(file))


def by_rdflib(file: Path, form: str, _: Path | None) -> bytes:
    kept = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        read = rdflib.Dataset().parse(file, format=form)
        return read.serialize(format="nquads", encoding="utf-8")
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def by_oxigraph(file: Path, form: str, _: Path | None) -> bytes:
    known = ox.RdfFormat.from_media_type(form)
    assert known
    return ox.serialize(ox.parse(path=file, format=known), format=N_QUADS) or b""


MEDIA_TYPES = {
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
LINES = {"nt": "ntriples", "nq": "nquads"}
TERSE = {"turtle": "turtle", "trig": "trig"}
PEERS = {
    "serdi": Peer({**TERSE, **LINES}, serdi),
    "rapper": Peer({**TERSE, **LINES, "rdfxml": "rdfxml"}, rapper),
    "n3": Peer({form: MEDIA_TYPES[form] for form in (*TERSE, *LINES)}, n3),
    "jsonld.js": Peer({"jsonld": MEDIA_TYPES["jsonld"]}, jsonld),
    "rdflib": Peer({**TERSE, **LINES, "rdfxml": "xml", "jsonld": "json-ld"}, by_rdflib),
    "Oxigraph": Peer(MEDIA_TYPES, by_oxigraph),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The folder whose node_modules has the packages; None where they cannot be installed."""
    if found := os.environ.get("KG_PEERS"):
        return Path(found)
    npm = shutil.which("npm") if shutil.which("node") else None
    place = tmp_path_factory.mktemp("peers")
    return place if npm and installed(npm, place) else None


def installed(npm: str, place: Path) -> bool:
    shutil.copyfile(HERE / "package.json", place / "package.json")
    command = [npm, "install", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", place]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    return kg.load(demo=True)


@pytest.fixture(scope="module")
def exports(real: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of the real graph in each format."""
    place = tmp_path_factory.mktemp("exports")
    files = {name: place / f"wessex.{form.ending}" for name, form in export.FORMATS.items()}
    for name, file in files.items():
        file.write_bytes(export.export(real, name))
    return files


@pytest.fixture(scope="module")
def expected(real: kg.Graph) -> dict[bool, set[str]]:
    """The statements of the default graph, and of the named graphs that were read."""
    seen = real.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(seen, ox.QueryTriples)
    plain = [ox.Quad(*triple) for triple in seen]
    named = [q for q in real.store if of_a_file(q.graph_name)]
    head = export.header(real)
    return {False: canonical([*plain, *head]), True: canonical([*named, *head])}


def of_a_file(name: object) -> bool:
    return isinstance(name, ox.NamedNode) and not name.value.startswith(f"{GRAPH}derived")


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The lines of canonical N-Quads (RDF Dataset Canonicalization, W3C 2024)."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, peer in PEERS.items() for form in peer.formats]
)
def test_a_peer_reads_an_export_as_the_same_statements(
    name: str,
    form: str,
    exports: dict[str, Path],
    expected: dict[bool, set[str]],
    packages: Path | None,
) -> None:
    peer = PEERS[name]
    read = canonical(ox.parse(peer.read(exports[form], peer.formats[form], packages), N_QUADS))
    assert read == expected[export.FORMATS[form].named]


def test_every_format_has_two_readers_besides_the_engine_that_wrote_it() -> None:
    for form in export.FORMATS:
        readers = {name for name, peer in PEERS.items() if form in peer.formats}
        assert len(readers - {"Oxigraph"}) >= 2, form


# Shapes


def of_pyshacl(triples: bytes) -> set[Result]:
    store = ox.Store()
    store.load(triples, N_TRIPLES, to_graph=ox.NamedNode(f"{GRAPH}all"))
    return {(each.thing, each.shape, each.component) for each in shapes.validate(store)}


def of_rdf_validate_shacl(triples: bytes, place: Path, packages: Path | None) -> set[Result]:
    file = place / "data.nt"
    file.write_bytes(triples)
    report = json.loads(in_node("validate.mjs", packages, str(SHAPES), str(file)))
    assert report["conforms"] is not bool(report["found"])
    return {(focus, local(shape), local(component)) for focus, shape, component in report["found"]}


def local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].removesuffix("ConstraintComponent")


def test_both_validators_pass_the_real_graph(
    real: kg.Graph, packages: Path | None, tmp_path: Path
) -> None:
    stated = {triple(quad) for quad in real.store if of_a_file(quad.graph_name)}
    data = ox.serialize(stated, format=N_TRIPLES) or b""
    assert of_rdf_validate_shacl(data, tmp_path, packages) == of_pyshacl(data) == set()


def test_both_validators_find_the_same_in_the_bad_examples(
    packages: Path | None, tmp_path: Path
) -> None:
    data = spoilt_at_once()
    theirs, ours = of_rdf_validate_shacl(data, tmp_path, packages), of_pyshacl(data)
    assert theirs == ours
    assert {f"{shape}.{component}" for _, shape, component in ours} == set(examples("shapes"))


def spoilt_at_once() -> bytes:
    """The sound graph with every bad example, whose own subjects are told apart by a number.

    One graph is validated in seconds where one for each example takes minutes. More statements
    on what the sound graph has hide no breach.
    """
    sound = [each for file in sorted(SOUND.glob("*.ttl")) for each in parsed(file)]
    ontology = parsed(folder("ontology") / "wessex.ttl")
    known = {each.subject for each in sound}
    bad = [file for kind in ("shapes", "rules") for file in examples(kind).values()]
    lines = [ox.serialize([*sound, *ontology], format=N_TRIPLES) or b""]
    lines += [numbered(parsed(file), known, at) for at, file in enumerate(bad)]
    return b"".join(lines)


def numbered(triples: list[ox.Triple], known: set[object], number: int) -> bytes:
    """Triples as lines in which the IRIs of subjects that are not known end in a number."""
    own = {str(each.subject).encode() for each in triples if each.subject not in known}
    text = ox.serialize(triples, format=N_TRIPLES) or b""
    end = re.compile(rb"(?=[#>])")
    mark = b"-%d" % number
    return re.sub(
        rb"<[^>]*>", lambda iri: end.sub(mark, iri[0], count=1) if iri[0] in own else iri[0], text
    )


def parsed(file: Path) -> list[ox.Triple]:
    return [triple(quad) for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)]


def triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)


# The page of docs/


def of_page(language: str) -> str:
    page = (HERE.parents[1] / "docs" / "peers.md").read_text("utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S)
    return str(found)


@pytest.fixture(scope="module")
def bundled() -> kg.Graph:
    return kg.load()


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_the_query_of_the_page_has_the_answer_of_the_page(bundled: kg.Graph, form: str) -> None:
    store = ox.Store()
    store.load(export.export(bundled, form), ox.RdfFormat.from_media_type(MEDIA_TYPES[form]))
    answer = store.query(of_page("sparql"), use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    rows = [",".join(str(term.value) for term in row) for row in answer]
    assert rows == of_page("csv").splitlines()[1:]


def test_rdflib_gives_the_answer_of_the_page(bundled: kg.Graph) -> None:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=export.export(bundled, "trig"), format="trig")
    rows = [",".join(map(str, row)) for row in dataset.query(of_page("sparql"))]
    assert rows == of_page("csv").splitlines()[1:]
