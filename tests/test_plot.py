"""Pictures: what they show, that they can be read without eyes, and that they are the same."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli

pytest.importorskip("matplotlib", reason="pictures are an extra")

SVG = "{http://www.w3.org/2000/svg}"
COMMANDS = {
    "ranking": ["rank", "betweenness", "--stability"],
    "moments": ["rank", "--over", "2009..2012", "--yearly"],
    "timeline": ["timeline", "Wessex HIEC"],
    "matrix": ["networks", "affiliation"],
}


def kg_(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def words(path: Path) -> str:
    return " ".join(ET.parse(path).getroot().itertext())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_has_words_for_those_who_cannot_see_it(name: str, tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"
    result = kg_(*COMMANDS[name], "--plot", str(target))
    assert result.exit_code == 0, result.stderr
    root = ET.parse(target).getroot()
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert description is not None
    assert description.text
    assert len(description.text) > 20
    assert "Wessex Knowledge Graph, data " in words(target)
    assert "Wessex Health Innovation and Education Cluster" in words(target)


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        assert kg_("rank", "--top", "3", "--plot", str(tmp_path / name)).exit_code == 0
    for form in ("svg", "png"):
        one, two = ((tmp_path / f"{each}.{form}").read_bytes() for each in "ab")
        assert one == two
    assert one.startswith(b"\x89PNG")


def test_no_ranking_no_picture(tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"
    result = kg_("rank", "--network", "money", "--plot", str(target))
    assert "no ranking, no picture" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize("name", ["picture.gif", "picture"])
def test_other_endings_are_refused_before_any_work(name: str) -> None:
    result = kg_("rank", "--plot", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ends in .svg or .png" in result.stderr


def test_a_picture_of_what(tmp_path: Path) -> None:
    result = kg_("networks", "--plot", str(tmp_path / "x.svg"))
    assert result.exit_code == 2
    assert "--plot of which network?" in result.stderr
