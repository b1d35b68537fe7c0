"""Networks in other tools' formats, read back by those tools."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import openpyxl
import pytest

import kg
from kg import Slice, interchange, listing, network, networkfile
from kg.errors import KgError
from kg.interchange.attributes import names
from kg.interchange.xml import COLOURS, OTHER
from kg.listing import Listing, Node, Spell, Tie
from kg.vocabulary import FACT, ID

MakeGraph = Callable[..., kg.Graph]
Read = dict[str, Any]
"""What a tool read: `directed`, `nodes` by IRI and `ties` by their two ends, each with values."""

READER = Path(__file__).parent / "readback" / "read.js"
PACKAGES = ("graphology@^0.26", "graphology-gexf@^0.13", "graphology-graphml@^0.5")
NETWORKS = tuple(networkfile.library())
GEXF = "{http://www.gexf.net/1.2draft}"
NOTHING = Listing("nothing", "Nothing.", directed=False, two_mode=False, nodes=(), ties=())
ODD = Listing(
    "odd",
    'Signs & wonders: <a "b">',
    directed=True,
    two_mode=False,
    nodes=(
        Node(ID + "a?x=1&y='2'", 'A & B "the <Trust>"', "Organisation"),
        Node(ID + "b", "Ynys Môn — 健康", "Place"),
        Node(ID + "c", "two\nlines\tand a\rreturn", "Programme"),
        Node(ID + "d", "same", "Organisation"),
        Node(ID + "e", "Same", "Alliance"),
        Node(ID + "f", "back\\slash, comma | pipe; =SUM(A1)", "Concept"),
    ),
    ties=(
        Tie(0, 1, 0.1, ("hosts & “leads”",), (FACT + "x/1",), ("x",), ("actual",)),
        Tie(1, 2, 1 / 3, ("a", "b"), (FACT + "x/2", FACT + "y/3"), ("x", "y"), ("actual",), 2),
        Tie(2, 3, 2.0, may_hold=True, rolled_up_from=(ID + "old",)),
        Tie(3, 2, 1e-7, spells=(Spell(date(2010, 1, 1), None, False, True),)),
        Tie(4, 5, 12345678.25),
    ),
)


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return kg.load(slice=network.ACTUAL)


@pytest.fixture(scope="module", params=[*NETWORKS, "odd", "nothing", "rolled-up"])
def listed(request: pytest.FixtureRequest, graph: kg.Graph) -> Listing:
    """Every network of the real graph, one of odd names, one of nothing, one rolled up."""
    if request.param == "odd":
        return ODD
    if request.param == "nothing":
        return NOTHING
    if request.param == "rolled-up":
        later = kg.load(slice=Slice(status="actual", roll_up=True))
        return listing.of(later, network.of(later, "affiliation"))
    return listing.of(graph, network.of(graph, request.param))


def one(listed: Listing, form: str, ending: str = "") -> bytes:
    (data,) = interchange.files(listed, form, ending).values()
    return data


def pair(directed: bool, source: str, target: str) -> tuple[str, str]:
    return (source, target) if directed or source < target else (target, source)


def given(listed: Listing) -> Read:
    """What a tool should read, without what is left out because it is empty."""
    ends = [listed.nodes[tie.source].iri for tie in listed.ties]
    others = [listed.nodes[tie.target].iri for tie in listed.ties]
    return {
        "directed": listed.directed,
        "nodes": {
            node.iri: filled({"label": node.label, "kind": node.kind, "mode": node.mode})
            for node in listed.nodes
        },
        "ties": {
            pair(listed.directed, source, target): filled(
                {
                    "weight": tie.weight,
                    "label": "; ".join(tie.kinds),
                    "facts": "; ".join(tie.facts),
                    "documents": "; ".join(tie.documents),
                    "status": "; ".join(tie.statuses),
                    "seats": tie.seats,
                    "rolled_up_from": "; ".join(tie.rolled_up_from),
                    "may_hold": tie.may_hold,
                }
            )
            for tie, source, target in zip(listed.ties, ends, others, strict=True)
        },
    }


def filled(values: dict[str, Any], *but: str) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in ("", None) and k not in but}


def by_networkx(made: Any, *but: str) -> Read:
    directed = made.is_directed()
    return {
        "directed": directed,
        "nodes": {iri: filled(values, *but) for iri, values in made.nodes(data=True)},
        "ties": {pair(directed, a, b): filled(v, *but) for a, b, v in made.edges(data=True)},
    }


def numbers(found: Read, *names: str) -> Read:
    """The same with these values as numbers of the kind that was written."""
    for values in found["ties"].values():
        values.update({name: int(values[name]) for name in names if name in values})
        values["may_hold"] = bool(values["may_hold"])
    return found


# GraphML and GEXF


def test_networkx_reads_graphml(listed: Listing) -> None:
    made = networkx.parse_graphml(one(listed, "graphml").decode())
    assert by_networkx(made) == given(listed)


def test_igraph_reads_graphml(listed: Listing, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    path.write_bytes(one(listed, "graphml"))
    made = network.library_igraph().Graph.Read_GraphML(str(path))
    # igraph leaves the reference for an ampersand in an identifier as it is.
    iris = [each["id"].replace("&#38;", "&") for each in made.vs]
    found = {
        "directed": made.is_directed(),
        "nodes": {iris[each.index]: filled(each.attributes(), "id") for each in made.vs},
        "ties": {
            pair(made.is_directed(), iris[each.source], iris[each.target]): filled(
                each.attributes()
            )
            for each in made.es
        },
    }
    assert numbers(found, "seats") == given(listed)


def test_networkx_reads_gexf(listed: Listing) -> None:
    made = networkx.read_gexf(io.BytesIO(one(listed, "gexf")))
    found = by_networkx(made, "id", "viz", "spells")
    assert numbers(found) == given(listed)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the checkout with graphology and its readers."""
    if not shutil.which("node") or not (npm := shutil.which("npm")):
        pytest.skip("graphology needs node and npm, which are not here")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text("{}")
    done = subprocess.run(
        [npm, "install", "--no-save", "--no-audit", "--no-fund", *PACKAGES],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"npm could not install graphology: {done.stderr.strip().splitlines()[-1:]}")
    return folder


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_graphology_reads(form: str, listed: Listing, packages: Path, tmp_path: Path) -> None:
    path = tmp_path / f"network.{form}"
    path.write_bytes(one(listed, form))
    done = subprocess.run(
        ["node", str(READER), str(packages), form, str(path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    found = {
        "directed": listed.directed if not made["ties"] else made["type"] == "directed",
        "nodes": {iri: filled(values, "color") for iri, values in made["nodes"]},
        "ties": {pair(listed.directed, a, b): filled(values) for a, b, values in made["ties"]},
    }
    assert found == given(listed)


def test_control_characters_become_the_mark_of_the_unknown() -> None:
    bell = replace(ODD, nodes=(Node(ID + "a", "a\x07b", "Place"),), ties=())
    for form in ("graphml", "gexf"):
        assert "a\ufffdb" in one(bell, form).decode()
        ElementTree.fromstring(one(bell, form))


def test_gexf_colours_nodes_by_kind(listed: Listing) -> None:
    made = ElementTree.fromstring(one(listed, "gexf"))
    colours = {
        node.get("id"): tuple(int(node[1].get(band) or -1) for band in "rgb")
        for node in made.iter(GEXF + "node")
    }
    for node in listed.nodes:
        assert colours[node.iri] == COLOURS.get(node.kind, OTHER)


# The days of ties


MEMBERSHIP = (
    ":{name} a wx:Membership ; wx:member id:{body} ; wx:memberOf id:p ; wx:memberRole wx:asMember ;"
    " {days} wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
)
MEMBERS = "".join(
    MEMBERSHIP.format(name=name, body=name, days=days)
    for name, days in (
        ("a", 'wx:from "2010-01-01"^^xsd:date ; wx:until "2012-12-31"^^xsd:date ;'),
        ("b", 'wx:from "2011"^^xsd:gYear ;'),
        ("c", 'wx:from "2013-01-01"^^xsd:date ;'),
        ("d", ""),
    )
)


def spells(graph: kg.Graph, name: str) -> dict[tuple[str, str], list[dict[str, str]]]:
    """By the last letters of its ends, the spells of each tie as the GEXF of a network has them."""
    listed = listing.of(graph, network.of(graph, name))
    made = ElementTree.fromstring(one(listed, "gexf"))
    return {
        (str(tie.get("source"))[-1], str(tie.get("target"))[-1]): [
            dict(spell.attrib) for spell in tie.iter(GEXF + "spell")
        ]
        for tie in made.iter(GEXF + "edge")
    }


def test_a_spell_is_open_where_a_day_is_not_known(make_graph: MakeGraph) -> None:
    assert spells(make_graph(MEMBERS), "affiliation") == {
        ("a", "p"): [{"start": "2010-01-01", "end": "2012-12-31"}],
        ("b", "p"): [{"startopen": "2011-01-01"}],
        ("c", "p"): [{"start": "2013-01-01"}],
        ("d", "p"): [{}],
    }


def test_a_projected_tie_has_the_days_that_both_share(make_graph: MakeGraph) -> None:
    made = make_graph(MEMBERS)
    assert spells(made, "co-membership") == {
        ("a", "b"): [{"startopen": "2011-01-01", "end": "2012-12-31"}],
        ("a", "c"): [],
        ("a", "d"): [{"startopen": "2010-01-01", "endopen": "2012-12-31"}],
        ("b", "c"): [{"start": "2013-01-01"}],
        ("b", "d"): [{"startopen": "2011-01-01"}],
        ("c", "d"): [{"startopen": "2013-01-01"}],
    }
    listed = listing.of(made, network.of(made, "co-membership"))
    assert list(interchange.remarks(listed, "gexf", to_file=True)) == [
        "1 of 6 ties join what was never there at one time: no spell"
    ]


def test_what_only_may_hold_has_open_spells(make_graph: MakeGraph) -> None:
    made = make_graph(MEMBERS, wanted=Slice(status="actual", as_of=date(2012, 6, 1)))
    assert spells(made, "affiliation") == {
        ("a", "p"): [{"start": "2010-01-01", "end": "2012-12-31"}],
        ("b", "p"): [{"startopen": "2011-01-01"}],
        ("d", "p"): [{}],
    }
    listed = listing.of(made, network.of(made, "affiliation"))
    assert [tie.may_hold for tie in listed.ties] == [False, False, True]
    later = make_graph(MEMBERS, wanted=Slice(as_of=date(2020, 1, 1)))
    assert spells(later, "affiliation")["c", "p"] == [{"startopen": "2013-01-01"}]
    both = listing.of(made, network.of(made, "co-membership"))
    assert [tie.may_hold for tie in both.ties] == [False, True, True]


def test_gexf_is_dynamic_only_with_spells() -> None:
    assert 'mode="dynamic" timeformat="date"' in one(ODD, "gexf").decode()
    still = replace(ODD, ties=ODD.ties[:3])
    assert 'mode="static"' in one(still, "gexf").decode()
    assert "timeformat" not in one(still, "gexf").decode()


# Pajek


def test_igraph_reads_pajek(listed: Listing, tmp_path: Path) -> None:
    path = tmp_path / "network.net"
    path.write_bytes(interchange.files(listed, "pajek", "net")[""])
    made = network.library_igraph().Graph.Read_Pajek(str(path))
    modes = [node.mode for node in listed.nodes]
    order = sorted(range(len(modes)), key=lambda at: modes[at] == "second")
    labels = names(listed, pajek_label)
    assert [each["name"] for each in made.vs] == [labels[at] for at in order]
    if listed.two_mode:
        assert made.vs["type"] == [modes[at] == "second" for at in order]
    found = {
        pair(listed.directed, *(made.vs[end]["name"] for end in tie.tuple)): tie["weight"]
        for tie in made.es
    }
    assert found == weights(listed, labels)
    assert made.is_directed() == listed.directed or not listed.ties


def test_networkx_reads_pajek(listed: Listing) -> None:
    text = interchange.files(listed, "pajek", "net")[""].decode()
    made = networkx.parse_pajek(re.sub(r"(\*Vertices \d+) \d+", r"\1", text))
    labels = names(listed, pajek_label)
    assert sorted(made.nodes) == sorted(labels)
    ties = {pair(listed.directed, a, b): weight for a, b, weight in made.edges(data="weight")}
    assert ties == weights(listed, labels)


def pajek_label(text: str) -> str:
    return " ".join(text.split()).replace('"', "'").replace("\\", "/")


def weights(listed: Listing, labels: list[str]) -> dict[tuple[str, str], float]:
    return {
        pair(listed.directed, labels[tie.source], labels[tie.target]): tie.weight
        for tie in listed.ties
    }


def test_pajek_has_kinds_and_strengths_beside_the_network() -> None:
    files = interchange.files(ODD, "pajek", "net")
    assert files["clu"].decode().split() == ["*Vertices", "6", "3", "4", "5", "3", "1", "2"]
    assert files["vec"].decode().splitlines() == [
        "*Vertices 6",
        "0.1",
        str(0.1 + 1 / 3),
        str(1 / 3 + 2.0 + 1e-7),
        "2.0000001",
        "12345678.25",
        "12345678.25",
    ]
    (remark,) = interchange.remarks(ODD, "pajek", to_file=True)
    assert "1 Alliance, 2 Concept, 3 Organisation, 4 Place, 5 Programme" in remark


def test_the_project_of_pajek_holds_all_three(listed: Listing, tmp_path: Path) -> None:
    files = interchange.files(listed, "pajek", "net")
    text = one(listed, "pajek", "paj").decode()
    for part in files.values():
        assert part.decode() in text
    assert interchange.alone(listed, "pajek") == {"": text.encode()}
    assert re.findall(r"^\ufeff?\*(Network|Partition|Vector) ", text, re.M) == [
        "Network",
        "Partition",
        "Vector",
    ]


def test_pajek_is_marked_as_utf8_only_where_it_is_not_ascii() -> None:
    assert interchange.files(ODD, "pajek", "net")[""].startswith(b"\xef\xbb\xbf*Network odd\n")
    plain = replace(ODD, nodes=(Node(ID + "a", "Plain", "Place"),), ties=())
    assert (
        interchange.files(plain, "pajek", "net")[""]
        == b'*Network odd\n*Vertices 1\n1 "Plain"\n*Arcs\n'
    )


# UCINET


SQUARE = Listing(
    "square",
    "",
    directed=False,
    two_mode=False,
    nodes=tuple(Node(ID + name, name, "Place") for name in ("a", "b", "c-1", "d")),
    ties=(Tie(0, 1, 1.5), Tie(1, 2, 1.0), Tie(2, 3, 0.25)),
)
CROSSED = Listing(
    "crossed",
    "",
    directed=False,
    two_mode=True,
    nodes=(
        Node(ID + "a", "First, of two", "Organisation", "first"),
        Node(ID + "m", "A “meeting”", "Alliance", "second"),
        Node(ID + "z", 'the "Z"', "Organisation", "first"),
    ),
    ties=(Tie(0, 1, 1.0), Tie(2, 1, 0.5)),
)


def test_igraph_reads_dl(tmp_path: Path) -> None:
    path = tmp_path / "network.dl"
    path.write_bytes(one(SQUARE, "dl"))
    made = network.library_igraph().Graph.Read_DL(str(path))
    assert made.vs["name"] == ["a", "b", "c-1", "d"]
    assert {tie.tuple: tie["weight"] for tie in made.es} == {
        (0, 1): 1.5, (1, 0): 1.5, (1, 2): 1.0, (2, 1): 1.0, (2, 3): 0.25, (3, 2): 0.25,
    }  # fmt: skip


def test_dl_of_two_modes_has_rows_and_columns() -> None:
    assert one(CROSSED, "dl").decode() == (
        'DL nr=2 nc=1\nformat = edgelist2\nrow labels:\n"First, of two"\n"the \'Z\'"\n'
        'column labels:\n"A “meeting”"\ndata:\n1 1 1\n2 1 0.5\n'
    )


def test_dl_has_every_node_and_tie(listed: Listing) -> None:
    head, _, data = one(listed, "dl").decode().partition("data:\n")
    names = [line for line in head.splitlines()[2:] if not line.endswith("labels:")]
    assert len({name.casefold() for name in names}) == len(names) == len(listed.nodes)
    assert all(re.fullmatch(r'[\w.-]+|"[^"]+"', name) for name in names)
    both = 1 if listed.directed or listed.two_mode else 2
    assert len(data.splitlines()) == both * len(listed.ties)


# JSON and spreadsheets


def test_cytoscape_has_every_value(listed: Listing) -> None:
    document = json.loads(one(listed, "cytoscape"))
    elements, expected = document["elements"], given(listed)
    nodes = {each["data"].pop("id"): each["data"] for each in elements["nodes"]}
    assert nodes == expected["nodes"]
    identifiers = {each["data"].pop("id") for each in elements["edges"]}
    assert len(identifiers) == len(listed.ties)
    for each, tie in zip(elements["edges"], listed.ties, strict=True):
        data = each["data"]
        assert tuple(data.get("kinds", ())) == tie.kinds
        assert tuple(data.get("facts", ())) == tie.facts
        assert tuple(data.get("documents", ())) == tie.documents
        ends = pair(listed.directed, data["source"], data["target"])
        told = expected["ties"][ends]
        assert {name: data.get(name) for name in ("weight", "label", "seats", "may_hold")} == {
            name: told.get(name) for name in ("weight", "label", "seats", "may_hold")
        }
    assert document["data"]["directed"] == listed.directed


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_edges_are_two_tables_with_the_headings_of_gephi(listed: Listing) -> None:
    files = interchange.files(listed, "edges")
    assert files[""].startswith(b"Source,Target,Type,Weight,Label,")
    assert files["nodes.csv"].startswith(b"Id,Label,Kind,Mode\n")
    nodes = [tuple(row.values()) for row in rows(files["nodes.csv"])]
    assert nodes == [(n.iri, n.label, n.kind, n.mode) for n in listed.nodes]
    made = {
        pair(listed.directed, row["Source"], row["Target"]): (
            float(row["Weight"]),
            row["Label"],
            row["Facts"],
            row["Seats"],
        )
        for row in rows(files[""])
    }
    assert made == {
        ends: (told["weight"], told.get("label", ""), told.get("facts", ""), str(told["seats"]))
        for ends, told in given(listed)["ties"].items()
    }
    types = {row["Type"] for row in rows(files[""])}
    assert types <= {"Directed" if listed.directed else "Undirected"}


def test_the_matrix_holds_the_weights() -> None:
    assert one(SQUARE, "matrix").decode() == (
        ",a,b,c-1,d\na,0,1.5,0,0\nb,1.5,0,1,0\nc-1,0,1,0,0.25\nd,0,0,0.25,0\n"
    )
    assert one(CROSSED, "matrix").decode() == (',A “meeting”\n"First, of two",1\n"the ""Z""",0.5\n')
    directed = replace(SQUARE, directed=True)
    assert one(directed, "matrix").decode().endswith("c-1,0,0,0,0.25\nd,0,0,0,0\n")


def test_the_matrix_equals_networkx(graph: kg.Graph) -> None:
    made = network.of(graph, "money")
    expected = networkx.to_numpy_array(made.graph, nodelist=list(made.things))
    lines = list(csv.reader(io.StringIO(one(listing.of(graph, made), "matrix").decode())))
    assert [[float(cell) for cell in line[1:]] for line in lines[1:]] == expected.tolist()


def test_a_matrix_too_large_is_refused() -> None:
    nodes = tuple(Node(f"{ID}n{at}", f"n{at}", "Place") for at in range(2001))
    with pytest.raises(KgError, match="2,001 by 2,001 cells is too large"):
        interchange.files(replace(SQUARE, nodes=nodes), "matrix")


def test_kumu_gets_two_sheets(listed: Listing) -> None:
    files = interchange.files(listed, "kumu", "csv")
    assert set(files) == {"elements.csv", "connections.csv"}
    elements, connections = rows(files["elements.csv"]), rows(files["connections.csv"])
    labels = [row["Label"] for row in elements]
    assert len({label.casefold() for label in labels}) == len(labels) == len(listed.nodes)
    assert not [label for label in labels if "|" in label]
    assert [row["Type"] for row in elements] == [node.kind for node in listed.nodes]
    assert [row["IRI"] for row in elements] == [node.iri for node in listed.nodes]
    at = {label: place for place, label in enumerate(labels)}
    found = [(at[row["From"]], at[row["To"]], float(row["Weight"])) for row in connections]
    assert found == [(tie.source, tie.target, tie.weight) for tie in listed.ties]
    assert {row["Direction"] for row in connections} <= {"directed", "undirected"}


def test_the_workbook_of_kumu_holds_the_same_sheets(listed: Listing) -> None:
    data = one(listed, "kumu", "xlsx")
    assert data == one(listed, "kumu", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Elements", "Connections"]
    files = interchange.files(listed, "kumu", "csv")
    for sheet, part in (("Elements", "elements.csv"), ("Connections", "connections.csv")):
        lines = list(csv.reader(io.StringIO(files[part].decode(), newline="")))
        cells = [[text(cell) for cell in row] for row in book[sheet].iter_rows(values_only=True)]
        assert cells == [[sixteen_digits(cell) for cell in line] for line in lines]


def text(cell: object) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def sixteen_digits(cell: str) -> str:
    """A number as precise as a spreadsheet keeps it, anything else as it is."""
    return str(float(f"{float(cell):.16g}")) if "." in cell and is_number(cell) else cell


def is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("e-", "", 1).isdigit()


def test_formulas_in_a_workbook_are_text() -> None:
    bad = replace(SQUARE, nodes=(Node(ID + "a", "=1+1", "Place"),), ties=())
    book = openpyxl.load_workbook(io.BytesIO(one(bad, "kumu", "xlsx")))
    assert book["Elements"]["A2"].data_type == "s"
    assert book["Elements"]["A2"].value == "=1+1"


# All of them


def test_names_that_are_alike_are_told_apart() -> None:
    twins = (
        Node(ID + "a", "Same", "Place"),
        Node(ID + "b", "same", "Place"),
        Node(FACT + "b", "SAME", "Place"),
        Node(ID + "c", "other", "Place"),
    )
    made = replace(SQUARE, nodes=twins, ties=())
    assert names(made, str) == [
        "Same (a)",
        f"same (b) ({ID}b)",
        f"SAME (b) ({FACT}b)",
        "other",
    ]


def test_ties_cite_what_the_graph_says_of_their_facts(graph: kg.Graph) -> None:
    made = network.of(graph, "affiliation")
    listed = listing.of(graph, made)
    known = {each.iri: each for each in kg.facts.facts(graph, made.facts)}
    for at, tie in enumerate(listed.ties):
        assert tie.facts == made.evidence(at)
        assert tie.statuses == ("actual",)
        cited = {i.partition("#")[0] for fact in tie.facts for i in known[fact].texts("evidence")}
        assert {kg.vocabulary.slug(iri) for iri in cited} == set(tie.documents)


def test_a_rolled_up_tie_names_the_original_bodies() -> None:
    later = kg.load(slice=Slice(status="actual", roll_up=True))
    made = network.of(later, "affiliation")
    listed = listing.of(later, made)
    several = [tie for tie in listed.ties if tie.seats > 1]
    assert several
    for tie in several:
        assert len(tie.rolled_up_from) >= tie.seats - 1
    assert any(tie.rolled_up_from for tie in listed.ties)


def test_every_format_is_the_same_on_every_run(tmp_path: Path) -> None:
    program = (
        "import hashlib, kg\n"
        "from kg import interchange, listing, network\n"
        "graph = kg.load(slice=kg.Slice(status='actual', roll_up=True))\n"
        "for name in ('affiliation', 'co-membership', 'lineage'):\n"
        "    listed = listing.of(graph, network.of(graph, name))\n"
        "    for form, endings in interchange.FORMATS.items():\n"
        "        for ending in endings:\n"
        "            for part, data in interchange.files(listed, form, ending).items():\n"
        "                print(name, form, ending, part, hashlib.sha256(data).hexdigest())\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=tmp_path,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].count(b"\n") == 3 * 15


@pytest.mark.parametrize("form", interchange.FORMATS)
def test_a_network_of_nothing_is_said(form: str) -> None:
    assert "nothing has no ties in this slice" in interchange.remarks(NOTHING, form, to_file=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert interchange.alone(NOTHING, form)[""]
