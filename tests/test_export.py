"""Exports are the same graph in every format, the same bytes on every run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg import export
from kg.content import folder
from kg.errors import KgError
from kg.vocabulary import DATASET

RDFLIB = {
    "turtle": "turtle",
    "nt": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nq": "nquads",
}
PLAIN = ("turtle", "nt", "rdfxml", "jsonld")
NAMED = ("trig", "nq")


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    return kg.load(demo=True)


def by_oxigraph(data: bytes, form: str) -> set[ox.Quad]:
    ending = export.FORMATS[form].ending
    extension = ox.RdfFormat.from_extension("jsonld" if ending == "jsonld" else ending)
    assert extension
    return set(ox.parse(data, extension))


def by_rdflib(data: bytes, form: str) -> rdflib.Dataset:
    kept = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        return rdflib.Dataset().parse(data=data, format=RDFLIB[form])
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def lines(dataset: rdflib.Dataset) -> set[str]:
    """Each statement with its terms in a form that both parsers agree on."""
    default = dataset.default_graph.identifier
    return {
        " ".join((s.n3(), p.n3(), o.n3(), "" if g in (None, default) else g.n3()))
        for s, p, o, g in dataset.quads()
    }


def as_lines(quads: set[ox.Quad]) -> set[str]:
    dataset = rdflib.Dataset()
    kept = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    data = ox.serialize(list(quads), format=ox.RdfFormat.N_QUADS)
    dataset.parse(data=data, format="nquads")
    rdflib.NORMALIZE_LITERALS = kept
    return lines(dataset)


@pytest.mark.parametrize("form", PLAIN)
def test_plain_formats_read_back_as_the_same_triples(real: kg.Graph, form: str) -> None:
    expected = by_oxigraph(export.export(real, "nt"), "nt")
    data = export.export(real, form)
    assert by_oxigraph(data, form) == expected


@pytest.mark.parametrize("form", NAMED)
def test_named_formats_read_back_as_the_same_quads(real: kg.Graph, form: str) -> None:
    expected = by_oxigraph(export.export(real, "nq"), "nq")
    data = export.export(real, form)
    assert by_oxigraph(data, form) == expected


@pytest.mark.parametrize("form", [*PLAIN, *NAMED])
def test_both_readers_agree(small: kg.Graph, form: str) -> None:
    data = export.export(small, form)
    assert lines(by_rdflib(data, form)) == as_lines(by_oxigraph(data, form))


def test_the_default_graph_is_what_a_query_sees(small: kg.Graph) -> None:
    seen = small.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    triples = {(t.subject, t.predicate, t.object) for t in seen}  # type: ignore[union-attr]
    written = by_oxigraph(export.export(small, "turtle"), "turtle")
    head = {(q.subject, q.predicate, q.object) for q in export.header(small)}
    assert {(q.subject, q.predicate, q.object) for q in written} == triples | head


def test_days_and_positions_only_when_asked_for(small: kg.Graph) -> None:
    assert b"possibleFrom" not in _facts_only(export.export(small, "nt"))
    derived = _facts_only(export.export(small, "nt", derived=True))
    assert b"possibleFrom" in derived
    assert b"ontology#start>" in derived
    assert b"graph/derived" not in export.export(small, "nq")
    assert b"graph/derived-days" in export.export(small, "nq", derived=True)


def _facts_only(data: bytes) -> bytes:
    return b"\n".join(
        line
        for line in data.splitlines()
        if not line.startswith(b"<https://w3id.org/wessex-kg/ont")
    )


@pytest.mark.parametrize("form", export.FORMATS)
def test_version_slice_and_date_are_stated(small_folder: Path, form: str) -> None:
    graph = kg.load([small_folder], slice=kg.Slice(status="actual"))
    data = export.export(graph, form)
    quads = by_oxigraph(data, form)
    about = {q.predicate.value: q.object.value for q in quads  # type: ignore[union-attr]
             if q.subject == ox.NamedNode(DATASET)}  # fmt: skip
    assert about["http://www.w3.org/2002/07/owl#versionInfo"] == graph.version
    assert about["http://purl.org/dc/terms/modified"] == "2022-06-01"
    assert "actual facts only" in about["http://purl.org/dc/terms/description"]
    if form != "jsonld":
        head = data.decode().split("\n", 2)[:2]
        assert any(graph.version in line and "actual facts only" in line for line in head)


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_slice_leaves_its_facts_out(small_folder: Path, form: str) -> None:
    data = export.export(kg.load([small_folder], slice=kg.Slice(status="actual")), form)
    assert b"fact/alpha-news/host-alpha" in data
    assert b"fact/alpha-news/lead-gamma" not in data


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_fact_without_a_status_is_written_too(
    write_document: Callable[..., Path], form: str
) -> None:
    path = write_document(":n a wx:Naming ; wx:names id:a ; wx:evidence <#char=0,9> .")
    assert b"fact/news/n" in export.export(kg.load([path]), form)
    assert b"fact/news/n" not in export.export(
        kg.load([path], slice=kg.Slice(status="actual")), form
    )


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_slice_of_documents_leaves_the_other_passages_out(small_folder: Path, form: str) -> None:
    wanted = kg.Slice(documents=("omega-report",))
    data = export.export(kg.load([small_folder], slice=wanted), form)
    assert b"omega-report#char=26,110" in data
    assert b"alpha-news#char=" not in data


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_bytes_with_every_hash_seed(small_folder: Path, tmp_path: Path, form: str) -> None:
    extra = tmp_path / "blank.ttl"
    extra.write_text("<http://a.example/x> <http://a.example/p> [ <http://a.example/q> 1, 2 ] .")
    program = (
        "import sys, kg; from kg.export import export;"
        "sys.stdout.buffer.write(export(kg.load(sys.argv[2:]), sys.argv[1], derived=True))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program, form, str(small_folder), str(extra)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


def test_blank_nodes_survive(small_folder: Path, tmp_path: Path) -> None:
    extra = tmp_path / "blank.ttl"
    extra.write_text("<http://a.example/x> <http://a.example/p> [ <http://a.example/q> 1, 2 ] .")
    graph = kg.load([small_folder, extra])
    read = [rdflib.Graph().parse(data=export.export(graph, f), format=RDFLIB[f]) for f in PLAIN]
    assert all(isomorphic(read[0], other) for other in read[1:])


@pytest.mark.parametrize(
    "statement",
    [
        "<http://a.example/x> <http://a.example/> <http://a.example/y> .",
        '<http://a.example/x> <http://a.example/p> "\\u0001" .',
    ],
)
def test_what_xml_cannot_hold_is_an_error(tmp_path: Path, statement: str) -> None:
    extra = tmp_path / "odd.nt"
    extra.write_text(statement)
    graph = kg.load([extra])
    with pytest.raises(KgError, match="use turtle"):
        export.export(graph, "rdfxml")
    assert export.export(graph, "turtle")


@pytest.mark.parametrize("form", PLAIN)
def test_odd_literals_survive(tmp_path: Path, form: str) -> None:
    extra = tmp_path / "odd.nt"
    extra.write_text(
        r'<http://a.example/x> <http://a.example/p> "\r\n\t \\ \" <&> \u2028 \U0001F600"@en-gb, '
        r'"" , "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .'.replace(", ", ",")
    )
    extra = extra.rename(tmp_path / "odd.ttl")
    graph = kg.load([extra])
    data = export.export(graph, form)
    expected = by_oxigraph(export.export(graph, "nq"), "nq")
    subject = ox.NamedNode("http://a.example/x")
    objects = {quad.object for quad in by_oxigraph(data, form) if quad.subject == subject}
    assert objects == {quad.object for quad in expected if quad.subject == subject}
    assert lines(by_rdflib(data, form)) == as_lines(by_oxigraph(data, form))


def test_the_context_file_is_what_the_ontology_gives(real: kg.Graph) -> None:
    path = folder("ontology") / "context.jsonld"
    assert path.read_text(encoding="utf-8") == export.context_file(real), "run: make docs"


def test_no_term_of_the_context_hides_a_prefix(real: kg.Graph) -> None:
    terms = json.loads(export.context_file(real))["@context"]
    own = {name for name, value in terms.items() if ":" not in name and "://" not in str(value)}
    assert own
    assert not own & set(export.WRITTEN)


def test_jsonld_is_compact(small: kg.Graph) -> None:
    document = json.loads(export.export(small, "jsonld"))
    nodes = {node["@id"]: node for node in document["@graph"]}
    host = nodes["https://w3id.org/wessex-kg/fact/alpha-news/host-alpha"]
    assert host["@type"] == "wx:Membership"
    assert host["member"] == "id:alpha-trust"
    assert len(host["evidence"]) == 2
