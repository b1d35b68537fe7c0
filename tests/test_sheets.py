"""The graph as tables: all of it, once, each fact with what it rests on; and as files of them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import kg
from kg import datapackage, documents, evidence, facts, sheets, sqlitefile, why, withheld, workbook
from kg.errors import KgError
from kg.tabular import Column, Table, Tables
from kg.vocabulary import FACT_KINDS, PARTY_PROPERTIES, THING_KINDS

openpyxl = pytest.importorskip("openpyxl")

FACTS = {
    "posts", "memberships", "funding", "collaborations", "changes", "names", "parts", "locations",
    "descriptions", "relations", "figures", "milestones", "identifiers",
}  # fmt: skip
THINGS = {"alliances", "organisations", "programmes", "people", "places"}
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tTab first",
    'quotes " and ; commas, too',
    "two\nlines",
    "\r\nWindows",
    "family 👩‍👩‍👧 and accents é",
    "_x0041_",
    "bell \x07 and \x0b",
    "0042",
    " spaces ",
    "TRUE",
    "#N/A",
    "2026-01-01",
    "1e5",
    "\u200eleft\u200f \u202eover\u202c \u2067isolated\u2069",
)


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return kg.load()


@pytest.fixture(scope="module")
def made(graph: kg.Graph) -> Tables:
    return sheets.sheets(graph)


@pytest.fixture(scope="module")
def data(made: Tables) -> bytes:
    return workbook.xlsx(made)


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def opened(made: Tables, folder: Path) -> closing[sqlite3.Connection]:
    path = folder / "made.sqlite"
    path.write_bytes(sqlitefile.database(made))
    return closing(sqlite3.connect(path))


def records(table: Table) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return (dict(zip(names, row, strict=True)) for row in table.rows)


# What the tables hold


def test_every_fact_has_one_row_in_the_table_of_its_kind(graph: kg.Graph, made: Tables) -> None:
    every = Counter(fact.iri for fact in facts.naming(graph))
    found = Counter(iri for name in FACTS for iri in made[name].values("iri"))
    assert found == every == Counter(made["facts"].values("iri"))
    assert max(every.values()) == 1
    assert len(FACTS) == len(FACT_KINDS)


def test_every_thing_has_one_row_in_the_table_of_its_kind(made: Tables) -> None:
    listed = [iri for name in THINGS for iri in made[name].values("iri")]
    assert sorted(listed) == sorted(made["things"].values("iri"))
    assert len(THINGS) == len(THING_KINDS)


def test_every_fact_stands_with_all_it_rests_on(graph: kg.Graph, made: Tables) -> None:
    iris = [fact.iri for fact in facts.naming(graph)]
    cited = {
        (fact, s.source) for fact, found in evidence.supports(graph, iris).items() for s in found
    }
    rows = list(records(made["evidence"]))
    told = {(row["fact_iri"], row["passage_iri"] or row["document_iri"]) for row in rows}
    assert told == cited
    assert len(rows) == len(cited)
    for name in FACTS:
        for row in records(made[name]):
            assert row["documents"], row["fact"]
            assert row["passages"], row["fact"]


def test_the_link_of_a_fact_opens_its_page_at_the_passage(made: Tables) -> None:
    links = [str(row["link"]) for row in records(made["evidence"]) if row["link"]]
    assert sum("#:~:text=" in link for link in links) > 500
    assert {row["link"] for row in records(made["facts"])} - {None} <= {*links}


def test_every_fact_was_last_attested_when_kg_why_says(graph: kg.Graph, made: Tables) -> None:
    found = why.why(graph, [], lambda _: None)
    marks = re.findall(r"^  \w+ · (?:last attested|attestation) (.+)$", why.text(found), re.M)
    said = dict(zip((reason.fact for reason in found.reasons), marks, strict=True))
    issued = {r.fact: max(c.issued for c in r.citations) for r in found.reasons}
    assert {"summer 2021", "12 March 2010", "undated"} <= {*marks}
    for name in ("facts", *FACTS):
        for row in records(made[name]):
            assert row["last_attested_in_words"] == said[row["iri"]]
            assert row["last_attested"] == (issued[row["iri"]] or None)


@pytest.mark.parametrize("slice_", [kg.Slice(), kg.Slice(status="actual")], ids=["all", "actual"])
def test_a_document_has_as_many_facts_as_kg_documents_counts(slice_: kg.Slice) -> None:
    graph = kg.load(slice=slice_)
    made = sheets.sheets(graph)
    counted = {each.iri: each.facts for each in documents.documents(graph)}
    told = {row["iri"]: row["facts"] for row in records(made["documents"])}
    assert {iri: told[iri] for iri in counted} == counted
    assert all(counted.values())
    listed = [text for heading, text in made.about if heading == "Document"]
    assert sorted(int(text.rpartition("(")[2].split()[0]) for text in listed) == sorted(
        counted.values()
    )
    resting = {(row["fact_iri"], row["document_iri"]) for row in records(made["evidence"])}
    editions = Counter(document for _, document in resting if "#" in document)
    assert editions == {iri: told[iri] for iri in editions}


def test_documents_are_told_apart_by_their_titles(made: Tables) -> None:
    titles = dict(
        zip(made["documents"].values("iri"), made["documents"].values("title"), strict=True)
    )
    assert len({*titles.values()}) == len(titles)
    alike = [str(title) for title in titles.values() if str(title).startswith("Wikipedia")]
    assert [title.partition(" (")[2].split()[0] for title in alike] == ["Identifiers", "Lineage"]
    for row in records(made["evidence"]):
        assert row["document"] == titles[row["document_iri"]]


def test_it_says_that_register_editions_have_no_address(made: Tables) -> None:
    rows = [row for row in records(made["documents"]) if row["kind"] == "register edition"]
    without = [row for row in rows if not row["link"]]
    said = dict(made.about)["Register editions"]
    assert f"{len(without)} of {len(rows)} have no address recorded: Link is empty there." in said
    iris = {row["iri"] for row in without}
    assert not any(r["link"] for r in records(made["evidence"]) if r["document_iri"] in iris)


def test_every_party_of_every_fact_is_told(graph: kg.Graph, made: Tables) -> None:
    names = (*PARTY_PROPERTIES, "saidBy")
    stated = {(f.iri, n, iri) for f in facts.naming(graph) for n in names for iri in f.texts(n)}
    rows = list(records(made["parties"]))
    assert {(row["fact_iri"], row["property"], row["thing_iri"]) for row in rows} == stated
    assert len(rows) == len(stated)


def test_every_value_of_every_fact_is_told(graph: kg.Graph, made: Tables) -> None:
    rows = {row["iri"]: row for name in FACTS for row in records(made[name])}
    sentences = dict(zip(made["facts"].values("iri"), made["facts"].values("fact"), strict=True))
    skipped = {"evidence", "statedIn", "status", "readingNote", *PARTY_PROPERTIES, "saidBy"}
    for fact in facts.naming(graph):
        row = rows[fact.iri]
        assert row["status"] == fact.status
        assert row["note"] == ("; ".join(fact.texts("readingNote")) or None)
        for name in fact.values.keys() - skipped:
            value = row["".join(f"_{c.lower()}" if c.isupper() else c for c in name)]
            told = [sentences.get(t) or named(graph, t) for t in fact.texts(name)]
            assert value == (float(str(told[0])) if is_number(value) else "; ".join(told))


def named(graph: kg.Graph, text: str) -> str:
    """A concept's label; any other text as it is."""
    return graph.label(text) if "/ontology#" in text else text


def is_number(value: object) -> bool:
    return isinstance(value, int | float)


def test_what_a_column_refers_to_is_in_a_table(made: Tables) -> None:
    references = [(table, c) for table in made.tables for c in table.columns if c.refers]
    assert len(references) > 20
    for table, column in references:
        known = set(made[column.refers].values("iri"))
        assert set(table.values(column.name)) - {None} <= known, (table.name, column.name)


def test_keys_tell_rows_apart(made: Tables) -> None:
    for table in made.tables:
        keys = [tuple(row[name] for name in table.key) for row in records(table)]
        assert len(set(keys)) == len(keys), table.name
        assert all(None not in key for key in keys), table.name


def test_words_stand_before_iris(made: Tables) -> None:
    for table in made.tables:
        marks = [column.address for column in table.columns]
        assert marks == sorted(marks) or table.name == "parties", table.name
        for column in table.columns:
            iris = [v for v in table.values(column.name) if str(v).startswith("https://w3id.org")]
            assert not iris or column.address, (table.name, column.name)


def test_every_column_says_what_it_is(made: Tables) -> None:
    told = {(r["table"], r["column"]): r["meaning"] for r in records(made["columns"])}
    for table in made.tables:
        if table.name != "columns":
            assert all(told[table.name, column.name] for column in table.columns), table.name
    assert all(table.about for table in made.tables)


def test_headings_and_names_stand_side_by_side(made: Tables) -> None:
    told = {(row["table"], row["column"]): row["heading"] for row in records(made["columns"])}
    every = [table for table in made.tables if table.name != "columns"]
    assert told == {(t.name, c.name): c.title for t in every for c in t.columns}


def test_codes_stay_texts_and_sums_numbers(made: Tables) -> None:
    codes = {str(row["code"]) for row in records(made["identifiers"])}
    assert {"286967", "R1C"} <= codes
    assert {type(row["code"]) for row in records(made["identifiers"])} == {str}
    assert 475000 in made["funding"].values("amount")
    assert not any(isinstance(v, str) for v in made["figures"].values("value"))


def test_an_amount_says_of_which_total_it_is_a_part(made: Tables) -> None:
    chance = [r for r in records(made["funding"]) if r["funding_kind"] == "investment opportunity"]
    totals = [row for row in chance if not row["part_of_the_total"]]
    parts = [row for row in chance if row["part_of_the_total"]]
    assert [row["amount"] for row in totals] == [2_975_000_000]
    assert sum(row["amount"] for row in parts) == 2_975_000_000
    assert {row["part_of_the_total"] for row in parts} == {totals[0]["fact"]}
    added = [r for r in records(made["figures"]) if r["measure"] == "gross value added"]
    assert [r["value"] for r in added if not r["part_of_the_total"]] == [24_000_000_000]
    assert sum(r["value"] for r in added if r["part_of_the_total"]) == 24_000_000_000
    assert "Part of the total" in dict(made.about)["How to read amounts"]


def test_it_says_of_what_it_is_made(graph: kg.Graph, made: Tables) -> None:
    said = dict(made.about)
    assert said["Slice"] == "all facts"
    assert graph.version in said["Version of the data"]
    assert said["Version of the code"] == kg.__version__
    assert "CC BY 4.0" in said["Licence"]
    documents = [text for heading, text in made.about if heading == "Document"]
    assert any("12 March 2010 (163 facts)" in each for each in documents)
    assert len(documents) == 7


# Slices


def test_a_slice_is_honoured() -> None:
    day = sheets.sheets(kg.load(slice=kg.Slice(as_of=date(2015, 1, 1), status="actual")))
    assert dict(day.about)["Slice"] == "as of 2015-01-01; actual facts only"
    assert {*day["facts"].values("holds")} == {"holds", "may hold"}
    assert {*day["facts"].values("status")} == {"actual"}
    assert 0 < len(day["facts"].rows) < 797


def test_successors_stand_for_predecessors() -> None:
    rolled = sheets.sheets(kg.load(slice=kg.Slice(roll_up=True)))
    replaced = [row for row in records(rolled["memberships"]) if row["rolled_up_from"]]
    assert replaced
    assert all(row["member"] != row["rolled_up_from"] for row in replaced)
    assert "rolledUpFrom" in {row["property"] for row in records(rolled["parties"])}


def test_who_is_withheld_is_in_no_table(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = "https://w3id.org/wessex-kg/id/person-a"
    digest = sha256(person.encode()).hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))
    made = sheets.sheets(kg.load([small_folder]))
    every = b"".join(datapackage.files(made).values()) + sqlitefile.database(made)
    assert b"person-b" in every
    assert b"person-a" not in every
    assert b"Person A" not in every


# Data that nobody foresaw


def test_a_code_of_no_register_stands_by_itself(make_graph: Callable[..., kg.Graph]) -> None:
    made = sheets.sheets(
        make_graph(
            """
            id:a a wx:Organisation ; skos:prefLabel "A"@en .
            :f a wx:Identifier ; wx:identifies id:a ; wx:code "X1" ; wx:status wx:actual ;
               wx:evidence <#char=0,5> .
            """
        )
    )
    assert next(records(made["organisations"]))["identifiers"] == "X1"


def test_a_property_that_no_shape_knows_is_a_column(
    make_graph: Callable[..., kg.Graph],
) -> None:
    made = sheets.sheets(
        make_graph(
            """
            id:a a wx:Organisation ; wx:colour "red" .
            :f a wx:Membership ; wx:member id:a ; wx:memberOf id:b, id:c ; wx:status wx:actual ;
               wx:evidence <#char=0,5> ; wx:fact "own", "other" ; wx:shade id:a .
            """
        )
    )
    row = next(records(made["memberships"]))
    assert row["fact_2"] == "other; own"
    assert row["shade"] == "https://w3id.org/wessex-kg/id/a"
    assert row["member_of"] == "id:b; id:c"
    # Several are no reference to one row; table parties has them.
    assert "member_of_iri" not in row
    assert row["member_iri"] == "https://w3id.org/wessex-kg/id/a"
    assert {*made["things"].values("iri")} >= {f"https://w3id.org/wessex-kg/id/{x}" for x in "abc"}


def test_a_number_that_is_none_or_too_long_stays_text(
    make_graph: Callable[..., kg.Graph],
) -> None:
    made = sheets.sheets(
        make_graph(
            """
            :f a wx:Figure ; wx:subject id:a ; wx:measure wx:homes ; wx:value 0.123456789012345678 ;
               wx:unit "homes" ; wx:qualifier wx:exactly ; wx:status wx:actual ;
               wx:evidence <#char=0,5> .
            """
        )
    )
    assert next(made["figures"].values("value")) == "0.123456789012345678"


def test_hostile_labels_come_through_whole(
    make_graph: Callable[..., kg.Graph], tmp_path: Path
) -> None:
    bodies = [
        f"id:b{number} a wx:Organisation ; skos:prefLabel {quoted(text)}@en ."
        f" :n{number} a wx:Naming ; wx:names id:b{number} ; wx:name {quoted(text)}@en ;"
        " wx:nameKind wx:fullName ; wx:status wx:actual ; wx:evidence <#char=0,5> ."
        for number, text in enumerate(HOSTILE)
    ]
    made = sheets.sheets(make_graph("\n".join(bodies)))
    loaded = openpyxl.load_workbook(io.BytesIO(workbook.xlsx(made)))
    legal = sorted(workbook.legal(text) for text in HOSTILE)
    assert sorted(cell.value for cell in loaded["Organisations"]["A"][1:]) == legal
    assert sorted(cell.value for cell in loaded["Names"]["C"][1:]) == legal
    assert {cell.data_type for row in loaded["Names"].iter_rows() for cell in row} == {"s", "n"}
    with opened(made, tmp_path) as file:
        assert {label for (label,) in file.execute("SELECT label FROM things")} >= {*HOSTILE}
    told = datapackage.csv(made["names"]).decode()
    rows = csv.DictReader(io.StringIO(told, newline=""), strict=True)
    assert sorted(row["name"] for row in rows) == sorted(HOSTILE)


def quoted(text: str) -> str:
    """A text as Turtle writes it."""
    return json.dumps(text, ensure_ascii=False)


# Workbooks


def test_a_workbook_holds_all_rows(made: Tables, book: Any) -> None:
    assert book.sheetnames == ["About", *(table.title for table in made.tables)]
    for table in made.tables:
        rows = [*book[table.title].iter_rows(values_only=True)]
        assert rows[0] == tuple(column.title for column in table.columns)
        assert rows[1:] == [tuple(map(as_read, row)) for row in table.rows], table.name


def as_read(value: object) -> object:
    """A value as a workbook gives it back: legal texts, numbers of some fifteen digits."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-14)
    return workbook.legal(value) if isinstance(value, str) else value


def test_a_workbook_is_read_by_pandas(made: Tables, data: bytes) -> None:
    pandas = pytest.importorskip("pandas")
    source = io.BytesIO(data)
    frames = pandas.read_excel(source, sheet_name=None, dtype=object, keep_default_na=False)
    assert [*frames] == ["About", *(table.title for table in made.tables)]
    assert {*frames["Facts"]["Fact (IRI)"]} == {*made["facts"].values("iri")}
    assert len(frames["Facts"]) == len(made["facts"].rows)
    assert {type(code) for code in frames["Identifiers"]["Code"]} == {str}
    money = frames["Funding"]["Amount"]
    assert sum(v for v in money if v != "") == sum(
        v for v in made["funding"].values("amount") if is_number(v)
    )


def test_sheets_are_ready_to_be_read(made: Tables, book: Any) -> None:
    for table in made.tables:
        sheet = book[table.title]
        assert sheet.freeze_panes in {"A2", "B2"}
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(8 <= each.width <= 60 for each in sheet.column_dimensions.values())
        assert all(cell.font.bold for cell in sheet[1])
    leads = [cell.hyperlink for (cell, *_) in book["About"].iter_rows() if cell.hyperlink]
    assert [lead.location for lead in leads] == [f"'{table.title}'!A1" for table in made.tables]


def test_sources_are_clickable(made: Tables, book: Any) -> None:
    at = made["evidence"].at("link")
    cells = [row[at] for row in book["Evidence"].iter_rows(min_row=2)]
    for cell, link in zip(cells, made["evidence"].values("link"), strict=True):
        assert (cell.hyperlink.target if cell.hyperlink else None) == link


def test_no_text_is_a_formula_or_leads_astray() -> None:
    rows = tuple((text, "javascript:alert(1)", "file:///etc/passwd") for text in HOSTILE)
    columns = (Column("a", "=A"), Column("b", "B", link=True), Column("c", "C", link=True))
    table = Table("t", "T", "=1+1", columns, rows)
    data = workbook.xlsx(Tables("+title", (("@h", "=1"),), (table,)))
    loaded = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in loaded:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            assert all(cell.quotePrefix for cell in row if isinstance(cell.value, str))
    assert not any(cell.hyperlink for row in loaded["T"].iter_rows() for cell in row)
    texts = [cell.value for cell in loaded["T"]["A"][1:]]
    assert texts == [workbook.legal(text) for text in HOSTILE]
    assert texts[10] == "bell \ufffd and \ufffd"
    assert texts[:6] == [*HOSTILE[:6]]
    assert texts[-1] == HOSTILE[-1]


def test_the_same_tables_give_the_same_bytes(made: Tables, data: bytes) -> None:
    assert workbook.xlsx(made) == data
    assert sqlitefile.database(made) == sqlitefile.database(made)
    assert datapackage.files(made) == datapackage.files(made)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (((None,),) * workbook.ROWS, "T has 1,048,576 rows, and a sheet of xlsx holds 1,048,575"),
        ((("x" * 32_768,),), "T has a text of 32,768 characters, and a cell of xlsx holds 32,767"),
        ((("https://x.org/",),) * 65_531, "T has 65,531 links, and a sheet of xlsx holds 65,530"),
    ],
    ids=["rows", "characters", "links"],
)
def test_what_a_workbook_cannot_hold_is_told(rows: Any, said: str) -> None:
    table = Table("t", "T", "", (Column("a", "A", link=True),), rows)
    with pytest.raises(KgError, match=f"{said}.*; take csv"):
        workbook.xlsx(Tables("", (), (table,)))


# Folders of CSV


def test_frictionless_finds_no_fault(made: Tables, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="pip install frictionless")
    for bom in (False, True):
        folder = tmp_path / str(bom)
        folder.mkdir()
        for name, data in datapackage.files(made, bom=bom).items():
            (folder / name).write_bytes(data)
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["name", "type", "message"])[:5]
        assert report.stats["tasks"] == len(made.tables)


def test_csv_is_as_rfc_4180_has_it(made: Tables) -> None:
    for table in made.tables:
        data = datapackage.csv(table)
        assert data.endswith(b"\r\n")
        assert datapackage.csv(table, bom=True) == b"\xef\xbb\xbf" + data
        read = [*csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)]
        assert read[0] == [column.name for column in table.columns]
        wanted = [["" if v is None else str(v) for v in row] for row in table.rows]
        assert read[1:] == wanted, table.name


def test_csv_leaves_hostile_texts_as_they_are() -> None:
    table = Table("t", "T", "", (Column("a", "A"),), tuple((text,) for text in HOSTILE))
    read = csv.reader(io.StringIO(datapackage.csv(table).decode(), newline=""), strict=True)
    assert [*read] == [["a"], *([text] for text in HOSTILE)]


def test_the_description_tells_licence_version_and_sources(graph: kg.Graph, made: Tables) -> None:
    files = datapackage.files(made)
    said = json.loads(files["datapackage.json"])
    assert (said["name"], said["version"]) == ("wessex-kg", graph.version)
    assert [each["name"] for each in said["licenses"]] == ["CC-BY-4.0"]
    assert len(said["sources"]) == 7
    assert {each["path"] for each in said["resources"]} == files.keys() - {"datapackage.json"}


# SQLite


def test_sqlite_holds_all_rows_and_its_references_hold(made: Tables, tmp_path: Path) -> None:
    with opened(made, tmp_path) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in made.tables:
            rows = file.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()
            assert rows == [*table.rows], table.name
            referring = file.execute(f'PRAGMA foreign_key_list("{table.name}")').fetchall()
            assert len(referring) == sum(bool(column.refers) for column in table.columns)
        assert file.execute("SELECT heading, text FROM about").fetchall() == [*made.about]


def test_sqlite_finds_words_whatever_their_case_or_accents(made: Tables, tmp_path: Path) -> None:
    with opened(made, tmp_path) as file:
        found = file.execute(
            "SELECT things.label FROM things JOIN things_fts ON things.rowid = things_fts.rowid"
            " WHERE things_fts MATCH 'BOURNEMOUTH univérsity'"
        ).fetchall()
        assert ("Bournemouth University",) in found
        noted = "SELECT count(*) FROM facts_fts WHERE facts_fts MATCH 'note: ceiling'"
        assert file.execute(noted).fetchone()[0] > 0


def test_the_sql_of_the_docs_finds_what_it_says(made: Tables, tmp_path: Path) -> None:
    page = Path(__file__).parents[1] / "docs" / "spreadsheets.md"
    queries = re.findall(r"^```sql\n(.+?)^```$", page.read_text("utf-8"), re.M | re.S)
    assert queries
    with opened(made, tmp_path) as file:
        for query in queries:
            assert file.execute(query).fetchall(), query


def test_views_are_in_words(made: Tables, tmp_path: Path) -> None:
    with opened(made, tmp_path) as file:
        shown = file.execute("SELECT * FROM memberships_in_words")
        heads = [column[0] for column in shown.description]
        assert heads[:5] == ["Fact", "Member", "Member of", "Member role", "Status"]
        assert not any("IRI" in head for head in heads)
        assert len(shown.fetchall()) == len(made["memberships"].rows)


def test_datasette_is_told_of_every_table(made: Tables, tmp_path: Path) -> None:
    told: Any = sqlitefile.metadata(made, "wessex")
    assert told["license"] == "CC BY 4.0"
    tables = told["databases"]["wessex"]["tables"]
    with opened(made, tmp_path) as file:
        for name, about in tables.items():
            heads = [c[0] for c in file.execute(f'SELECT * FROM "{name}"').description]
            assert {about.get("label_column", heads[0]), *about.get("facets", ())} <= {*heads}


# Any text at all


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1))
@example([*HOSTILE])
def test_any_text_comes_back_from_every_format(tmp_path: Path, texts: list[str]) -> None:
    rows = tuple((text, number) for number, text in enumerate(texts))
    columns = (Column("text", "Text"), Column("number", "Number", "integer"))
    made = Tables("", (), (Table("t", "T", "", columns, rows, ("number",), "", ("text",)),))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.xlsx(made)))["T"]
    assert [c.value for c in sheet["A"][1:]] == [workbook.legal(text) for text in texts]
    with opened(made, tmp_path) as file:
        assert file.execute("SELECT * FROM t").fetchall() == [*rows]
    data = datapackage.csv(made["t"]).decode()
    # Python's reader of CSV takes no NUL before 3.11.
    if "\0" not in data:
        read = [*csv.reader(io.StringIO(data, newline=""))]
        assert read[1:] == [[text, str(number)] for text, number in rows]
