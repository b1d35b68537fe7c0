"""kg export of tables, and answers as workbooks, as a user calls them."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_cli_outputs import PROGRAM, SMALL, called

import kg
from kg import answerbook, facts, query, workbook
from kg.cli import export
from kg.errors import KgError

openpyxl = pytest.importorskip("openpyxl")

FULL = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")


def sheets_of(data: bytes | Path) -> Any:
    """By sheet, its rows."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    return {s.title: [*s.iter_rows(values_only=True)] for s in openpyxl.load_workbook(source)}


@pytest.mark.parametrize(
    ("form", "target", "names"),
    [
        ("xlsx", "out.xlsx", {"out.xlsx"}),
        ("xlsx", "OUT.XLSX", {"OUT.XLSX"}),
        ("sqlite", "out.sqlite", {"out.sqlite", "out.metadata.json"}),
        ("sqlite", "out.db", {"out.db", "out.metadata.json"}),
        ("csv", "made", {"made"}),
    ],
)
def test_tables_are_written(form: str, target: str, names: set[str], tmp_path: Path) -> None:
    code, out, err = called("export", form, "-o", target, cwd=tmp_path)
    assert (code, out) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == names
    count = len(facts.naming(kg.load([SMALL])))
    assert f"{count} facts in 26 tables; all facts; data {kg.load([SMALL]).version}" in err


def test_a_database_and_its_metadata_are_of_one_name(tmp_path: Path) -> None:
    assert called("export", "sqlite", "-o", "small.sqlite", cwd=tmp_path)[0] == 0
    told = json.loads((tmp_path / "small.metadata.json").read_text("utf-8"))
    with closing(sqlite3.connect(tmp_path / "small.sqlite")) as file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    assert set(told["databases"]["small"]["tables"]) <= tables


def test_a_database_or_workbook_goes_to_standard_output_alone() -> None:
    for form, mark in (("sqlite", b"SQLite format 3\0"), ("xlsx", b"PK")):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "--data", str(SMALL), "export", form, "-o", "-"],
            capture_output=True,
            check=True,
        )
        assert done.stdout.startswith(mark)


def test_slices_are_honoured(tmp_path: Path) -> None:
    words = ("export", "xlsx", "-o", str(tmp_path / "out.xlsx"), "--status", "planned")
    code, _, err = called(*words)
    assert code == 0
    assert "planned facts only" in err
    book = sheets_of(tmp_path / "out.xlsx")
    assert ("Slice", "planned facts only", None) in book["About"]
    assert {row[2] for row in book["Facts"][1:]} == {"planned"}


def test_a_folder_is_replaced_only_if_it_is_ours(tmp_path: Path) -> None:
    words = ("export", "csv", "-o", "made")
    assert called(*words, cwd=tmp_path)[0] == 0
    assert called(*words, "--bom", cwd=tmp_path)[0] == 0
    assert (tmp_path / "made" / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbffact,kind")
    (tmp_path / "made" / "mine.csv").write_text("mine")
    code, _, err = called(*words, cwd=tmp_path)
    assert (code, err.count("\n")) == (2, 1)
    assert "made holds what kg did not put there (mine.csv)" in err
    assert (tmp_path / "made" / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("xlsx",), "where to? Name it, such as kg export xlsx -o wessex.xlsx"),
        (("csv",), "where to? Name it, such as kg export csv -o tables"),
        (("csv", "-o", "-"), "csv makes a folder, which standard output cannot take"),
        (("csv", "-o", "x.csv"), "csv makes a folder, and x.csv is called as a file of edges"),
        (("csv", "-o", "."), "the folder you are in"),
        (("xlsx", "-o", "x.ods"), "x.ods does not end in .xlsx"),
        (("sqlite", "-o", "x.xlsx"), "x.xlsx ends as a file of xlsx or kumu does, not of sqlite"),
        (("xlsx", "-o", "no/x.xlsx"), "cannot write no/x.xlsx: no such file or directory"),
        (("sqlite", "-o", "no/x.db"), "cannot write no/x.db: no such file or directory"),
        (("xlsx", "--network", "people", "-o", "x.xlsx"), "xlsx holds the facts; a network goes"),
        (("sqlite", "--derived", "-o", "x.db"), "--derived is for the formats of RDF: turtle"),
        (("xlsx", "--bom", "-o", "x.xlsx"), "--bom is for the folder of csv"),
        (("xlsx", "--document", "nobody", "-o", "x.xlsx"), "no facts of a document 'nobody'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    code, out, err = called("export", *words, cwd=tmp_path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["xlsx", "sqlite"])
def test_a_folder_is_no_file(form: str, tmp_path: Path) -> None:
    (tmp_path / f"x.{form}").mkdir()
    code, _, err = called("export", form, "-o", f"x.{form}", cwd=tmp_path)
    assert (code, err.count("\n")) == (2, 1)
    assert f"cannot write x.{form}: " in err
    assert [*tmp_path.rglob("*")] == [tmp_path / f"x.{form}"]


@FULL
@pytest.mark.parametrize("form", ["xlsx", "sqlite"])
def test_a_full_disk_is_one_line(form: str) -> None:
    code, _, err = called("export", form, "-o", "/dev/full")
    assert (code, err) == (2, "kg: cannot write /dev/full: no space left on device\n")


def test_the_same_graph_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    places = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    made = []
    for number, place in enumerate(places):
        for form, name in (("xlsx", "x.xlsx"), ("sqlite", "x.db"), ("csv", "csv")):
            target = tmp_path / str(number) / name
            target.parent.mkdir(exist_ok=True)
            subprocess.run(
                [
                    sys.executable,
                    "-c",
                    PROGRAM,
                    "--data",
                    str(SMALL),
                    "export",
                    form,
                    "-o",
                    str(target),
                ],
                env={**os.environ, **place},
                check=True,
                capture_output=True,
            )
        folder = tmp_path / str(number)
        files = (path for path in folder.rglob("*") if path.is_file())
        made.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert len(made[0]) == 3 + 28


def test_the_command_knows_all_forms_of_tables() -> None:
    assert set(export.TABLE_FORMATS) == {"xlsx", "csv", "sqlite"}


# Answers


def test_an_answer_stands_with_its_question_and_what_it_rests_on(tmp_path: Path) -> None:
    words = ("query", "members-of", "--alliance", "Wessex HIEC", "-o", str(tmp_path / "a.xlsx"))
    code, out, err = called(*words, data=False)
    assert (code, out) == (0, "")
    book = sheets_of(tmp_path / "a.xlsx")
    assert [*book] == ["Answer", "About"]
    head, *rows = book["Answer"]
    assert head[:2] == ("name", "role")
    assert head[-6:] == ("fact", "document", "passage", "link", "member (IRI)", "fact (IRI)")
    assert len(rows) == 39
    assert all(row[head.index("fact (IRI)")].startswith("https://w3id.org/") for row in rows)
    assert "University of Southampton: host of" in rows[0][head.index("fact")]
    about = {(row[0], row[1]) for row in book["About"]}
    assert ("--alliance", "Wessex HIEC") in about
    assert ("Slice", "all facts") in about
    assert ("Note", err.removeprefix("kg: ").rstrip()) in about
    assert any(heading == "Version of the data" for heading, _ in about)


def test_the_links_of_an_answer_are_clickable(tmp_path: Path) -> None:
    words = ("query", "members-of", "--alliance", "Wessex HIEC", "-o", str(tmp_path / "a.xlsx"))
    assert called(*words, data=False)[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Answer"]
    at = [cell.value for cell in sheet[1]].index("link")
    for row in sheet.iter_rows(min_row=2):
        assert row[at].hyperlink.target == str(row[at].value).split("; ")[0]


@pytest.mark.parametrize(
    ("sparql", "rows"),
    [
        ("ASK { ?s ?p ?o }", [("answer",), ("true",)]),
        ("SELECT ?a { ?a a wx:Nothing }", [("a",)]),
        ('SELECT ("=1+1" AS ?w) (3 AS ?n) {}', [("w", "n"), ("=1+1", 3)]),
        (
            "SELECT ?a { VALUES ?a { id:alpha-trust } }",
            [("a", "a (IRI)"), ("Alpha Trust", "https://w3id.org/wessex-kg/id/alpha-trust")],
        ),
    ],
)
def test_any_sparql_may_be_a_workbook(sparql: str, rows: list[Any], tmp_path: Path) -> None:
    code, _, _ = called("query", sparql, "-o", str(tmp_path / "a.xlsx"))
    assert code == 0
    book = sheets_of(tmp_path / "a.xlsx")
    assert book["Answer"] == rows
    assert ("SPARQL", sparql) in {row[:2] for row in book["About"]}


def test_more_rows_than_a_sheet_holds_are_not_fetched() -> None:
    graph = kg.load([SMALL])
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert len(query.ask(graph, endless, most=10).rows) == 11
    many = query.Answer("select", ("a",), ((None,),) * workbook.ROWS)
    with pytest.raises(KgError, match=r"more than 1,048,575 rows.*take csv"):
        answerbook.demand_room(many)
