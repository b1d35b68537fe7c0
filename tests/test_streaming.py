"""Answers are written as they come, the same bytes as whole ones, and whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import evidence, query, results, table
from kg.api import Graph, load
from kg.query import Answer

KG = (sys.executable, "-c", "import sys; from kg.cli import cli; cli.main(sys.argv[1:])")
MANY = "SELECT ?a ?b ?c { ?a a wx:Organisation . ?b a wx:Organisation . ?c a wx:Alliance }"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return load()


@pytest.mark.parametrize("form", results.FORMATS)
@pytest.mark.parametrize("size", [1, 7, 39, 1000])
def test_parts_give_the_bytes_of_the_whole(graph: Graph, form: str, size: int) -> None:
    asked = query.question("members-of")
    given = {"alliance": "Wessex HIEC"}
    whole = evidence.evidenced(graph, evidence.marked(graph, query.ask(graph, asked, given)))
    parts = [
        evidence.evidenced(graph, evidence.marked(graph, part))
        for part in query.stream(graph, asked, given, size=size)
    ]
    assert sum(map(len, parts)) == len(whole) > 30
    assert {part.columns for part in parts} == {whole.columns}
    text = b"".join(results.written(form, whole.columns, (part.rows for part in parts)))
    assert text == table.render(whole, form)


@pytest.mark.parametrize("form", results.FORMATS)
def test_an_empty_answer_has_its_head(graph: Graph, form: str) -> None:
    text = "SELECT ?a ?b { ?a wx:status ?b . FILTER(false) }"
    (part,) = query.stream(graph, query.parse(text), {})
    written = b"".join(results.written(form, part.columns, [part.rows]))
    assert written == table.render(Answer("select", ("a", "b")), form)


def test_blank_nodes_keep_their_names_from_part_to_part(tmp_path: Path) -> None:
    data = "@prefix x: <http://example.org/> . [] x:a 1 ; x:b 2 ; x:c [] ."
    (tmp_path / "blank.ttl").write_text(data)
    graph = load([tmp_path])
    text = "SELECT ?s ?p { ?s ?p ?o FILTER(isBlank(?s) && isNumeric(?o)) } ORDER BY ?p"
    parts = list(query.stream(graph, query.parse(text), {}, size=1))
    assert [part.rows[0][0] for part in parts if part.rows] == [ox.BlankNode("b0")] * 2


def kg(*words: str, **settings: object) -> subprocess.Popen[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    return subprocess.Popen([*KG, *words], **pipes)  # type: ignore[call-overload,no-any-return]


def test_a_pipe_that_is_closed_ends_it_quietly() -> None:
    asked = kg("query", MANY, "-f", "csv")
    assert asked.stdout is not None
    assert asked.stdout.readline() == b"a,b,c\n"
    asked.stdout.close()
    assert asked.stderr is not None
    assert asked.stderr.read() == b""
    assert asked.wait() == 0
    asked.stderr.close()


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "many.csv"
    target.write_text("old")
    endless = f"{MANY[:-1]} . ?d a wx:Organisation . ?e a wx:Organisation . ?f ?g ?h }}"
    asked = kg("query", endless, "-o", str(target), "--timeout", "4")
    assert asked.communicate()[1] == b"kg: stopped after 4 seconds (--timeout)\n"
    assert asked.returncode == 124
    assert {each.name for each in tmp_path.iterdir()} == {"many.csv"}
    assert target.read_text() == "old"
    asked = kg("query", MANY, "-o", str(target))
    assert b" rows; all facts; " in asked.communicate()[1]
    assert len(target.read_bytes().splitlines()) > 50_000


@pytest.mark.skipif(sys.platform == "win32", reason="no such measure")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """The peak of a process for 150 times the rows is within a few megabytes."""
    code = (
        "import resource, sys; from kg.cli import cli; code = cli.main(sys.argv[1:], "
        "standalone_mode=False); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def peak(limit: int, form: str) -> int:
        words = ("query", f"{MANY} LIMIT {limit}", "-q", "-o", str(tmp_path / f"out.{form}"))
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=True)
        return int(done.stdout)

    for form in ("csv", "json"):
        assert peak(60_000, form) - peak(400, form) < 6_000, form


def test_the_size_is_told_as_of_a_whole_answer() -> None:
    asked = kg("query", f"{MANY} LIMIT 2500", "-f", "tsv")
    out, err = asked.communicate()
    assert out.count(b"\n") == 2501
    assert err.startswith(b"kg: 2500 rows; all facts; data ")
