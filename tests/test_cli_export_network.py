"""kg export of a network, as a user calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli_outputs import called

import kg
from kg import interchange, listing, network
from kg.cli import export
from kg.interchange.attributes import Files


def files(form: str, name: str, ending: str = "") -> Files:
    graph = kg.load(slice=network.ACTUAL)
    return interchange.files(listing.of(graph, network.of(graph, name)), form, ending)


def test_the_command_knows_the_formats_and_endings_of_the_library() -> None:
    known = {form: tuple(endings) for form, endings in interchange.FORMATS.items()}
    assert known == export.NETWORK_FORMATS


@pytest.mark.parametrize("form", ["graphml", "gexf", "dl", "cytoscape", "matrix"])
def test_a_network_is_written_as_one_file_or_to_standard_output(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{export.NETWORK_FORMATS[form][0]}"
    words = ("export", form, "--network", "affiliation")
    code, out, err = called(*words, "-o", str(target), data=False)
    assert (code, out) == (0, "")
    assert files(form, "affiliation") == {"": target.read_bytes()}
    assert "affiliation: 54 nodes, 54 ties; actual facts only (--status any counts all)" in err
    assert called(*words, data=False)[1].encode() == target.read_bytes()


@pytest.mark.parametrize(
    ("form", "target", "names"),
    [
        ("pajek", "out.net", ["out.clu", "out.net", "out.vec"]),
        ("pajek", "out.paj", ["out.paj"]),
        ("pajek", "out", ["out", "out.clu", "out.vec"]),
        ("edges", "out.csv", ["out.csv", "out.nodes.csv"]),
        ("kumu", "out.csv", ["out.connections.csv", "out.elements.csv"]),
        ("kumu", "out.xlsx", ["out.xlsx"]),
    ],
)
def test_formats_of_several_files(form: str, target: str, names: list[str], tmp_path: Path) -> None:
    words = ("export", form, "--network", "people", "-o", str(tmp_path / target))
    code, out, err = called(*words, data=False)
    assert (code, out) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    written = sorted(path.read_bytes() for path in tmp_path.iterdir())
    assert written == sorted(files(form, "people", Path(target).suffix[1:]).values())
    assert all(name in err for name in names) == (len(names) > 1)


def test_several_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "out.net").write_text("before")
    (tmp_path / "out.vec").mkdir()
    words = ("export", "pajek", "--network", "people", "-o", str(tmp_path / "out.net"))
    code, _, err = called(*words, data=False)
    assert (code, err.count("\n")) == (2, 1)
    assert "out.vec: not a regular file" in err
    assert (tmp_path / "out.net").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.net", "out.vec"]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="needs /dev/null")
def test_a_device_gets_one_stream() -> None:
    code, out, _ = called("export", "pajek", "--network", "people", "-o", "/dev/null", data=False)
    assert (code, out) == (0, "")
    assert Path("/dev/null").is_char_device()


def test_standard_output_gets_the_ties_and_says_where_the_rest_is() -> None:
    code, out, err = called("export", "kumu", "--network", "lineage", data=False)
    assert code == 0
    assert out.startswith("From,To,Direction,Type,")
    assert "-o FILE.csv writes them with the elements in a second file" in err
    assert called("export", "pajek", "--network", "lineage", data=False)[1].count("\n*") == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gexf",), "gexf holds a network: name it by --network (affiliation, co-membership, "),
        (("gexf", "--network", "nobody"), "no network is named 'nobody'; there are affiliation"),
        (("gexf", "--network", "people", "-o", "x.net"), "x.net ends as a file of pajek does"),
        (("edges", "--network", "people", "-o", "x.ttl"), "x.ttl ends as a file of turtle does"),
        (("turtle", "-o", "x.csv"), "ends as a file of edges or matrix or kumu does, not of"),
        (("turtle", "--network", "people"), "turtle holds the facts; a network goes to graphml"),
        (("turtle", "--weight", "count"), "turtle holds the facts; a network goes to graphml"),
        (("pajek", "--network", "people", "-o", "no/x.net"), "cannot write no/x.net: no such file"),
        (("dl", "--network", "people", "--derived"), "--derived is for the formats of RDF: turtle"),
        (("dl", "--network", "people", "--weight", "count"), "people is no projection"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    code, out, err = called("export", *words, cwd=tmp_path, data=False)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_status_may_be_asked_for() -> None:
    words = ("export", "edges", "--network", "everything", "--status")
    code, out, err = called(*words, "any", data=False)
    assert code == 0
    assert "all facts; data" in err
    assert len(out) > len(called(*words, "actual", data=False)[1])


def test_an_empty_network_is_an_empty_file_and_a_word() -> None:
    words = ("export", "graphml", "--network", "money", "--document")
    code, out, err = called(*words, "isle-of-wight-partnership", data=False)
    assert code == 0
    assert out.endswith('<graph id="money" edgedefault="directed">\n</graph>\n</graphml>\n')
    assert "money has no ties in this slice" in err
