"""Pictures: what they show, that they can be read without eyes, and that they are the same."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg import network, plot, rank
from kg.chronicle import Chronicle, chronicle
from kg.cli import cli
from kg.moments import Moment

pytest.importorskip("matplotlib", reason="pictures are an extra")

SVG = "{http://www.w3.org/2000/svg}"
COMMANDS = {
    "ranking": ["rank", "betweenness", "--stability"],
    "moments": ["rank", "--over", "2009..2012", "--yearly"],
    "timeline": ["timeline", "Wessex HIEC"],
    "matrix": ["networks", "affiliation"],
}


MakeGraph = Callable[..., kg.Graph]


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


def test_nothing_dated_no_picture(tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"
    result = kg_("timeline", "IBM", "--plot", str(target))
    assert result.exit_code == 0
    assert f"nothing to draw: {target} is not written" in result.stderr
    assert not target.exists()


def test_a_picture_of_nothing_is_none(make_graph: MakeGraph) -> None:
    none = network.of(make_graph("id:a a wx:Organisation ."), "affiliation")
    ranked = rank.ranking(none, "strength")
    assert plot.ranking(ranked, "source") is None
    moment = Moment(date(2010, 1, 1), ranked, ranked)
    assert plot.moments([moment], "strength", "source") is None
    assert plot.moments([], "strength", "source") is None
    assert plot.timeline(Chronicle((), ()), "source") is None
    assert plot.matrix({}, "source") is None


# What is left out


def members(alliance: str, bodies: range) -> str:
    return "".join(
        f":{alliance}{n} a wx:Membership ; wx:member id:b{n:02} ; wx:memberOf id:{alliance} ;"
        " wx:memberRole wx:asMember ; wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
        for n in bodies
    )


def drawn(picture: plot.Picture | None) -> str:
    assert picture
    root = ET.fromstring(picture.render("svg"))
    return " ".join(" ".join(root.itertext()).split())


def test_a_cut_leaves_out_the_whole_group_of_equals(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(members("p", range(35)) + members("q", range(5))), "affiliation")
    text = drawn(plot.ranking(rank.ranking(made, "strength"), "source"))
    assert "organisations: 5 of 35; 30 more are not shown (the next have rank 6–35)" in text
    assert "b04" in text
    assert "b05" not in text


def test_of_a_first_group_that_is_too_large_some_are_shown(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(members("p", range(30))), "affiliation")
    text = drawn(plot.ranking(rank.ranking(made, "strength"), "source"))
    assert "organisations: 25 of 30; 5 more are not shown (all share rank 1–30)" in text
    assert "programmes that they join: 1 of 1" in text


def test_only_so_many_are_drawn_and_those_that_share_their_rank(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(members("p", range(9)) + members("q", range(3))), "affiliation")
    ranked = rank.ranking(made, "strength")
    text = drawn(plot.ranking(ranked, "source", many=2))
    assert "organisations: 3 of 9; 6 more are not shown (the next have rank 4–9)" in text


# Moments


def of_days(make_graph: MakeGraph, measure: str, *facts: str) -> list[Moment]:
    every = [rank.ranking(network.of(make_graph(each), "affiliation"), measure) for each in facts]
    return [Moment(date(2010 + at, 1, 1), each, each) for at, each in enumerate(every)]


def test_what_is_absent_is_a_gap_and_equals_share_a_line(make_graph: MakeGraph) -> None:
    few, many = members("p", range(1)), members("p", range(6))
    picture = plot.moments(of_days(make_graph, "strength", few, many, few), "strength", "source")
    text = drawn(picture)
    assert "id:b01, id:b02 and 3 more" in text
    assert "not shown" not in text
    assert picture
    heights = [line.get_ydata().tolist() for line in picture.figure.axes[0].lines]
    gaps = [height for height in heights if any(map(math.isnan, height))]
    assert len(gaps) == 2
    assert all(math.isnan(first) and math.isnan(last) for first, _, last in gaps)


def test_lines_that_are_not_drawn_are_counted(make_graph: MakeGraph) -> None:
    facts = "".join(members(f"p{size}", range(size)) for size in range(1, 9))
    text = drawn(plot.moments(of_days(make_graph, "strength", facts), "strength", "source"))
    assert "4 more things are not shown." in text


def test_a_measure_that_may_fall_with_more_ties_has_no_bounds(make_graph: MakeGraph) -> None:
    for measure, said in (("closeness", True), ("strength", False)):
        found = of_days(make_graph, measure, members("p", range(4)))
        assert ("these are no bounds" in drawn(plot.moments(found, measure, "s"))) is said


# Timelines


def test_no_word_of_a_timeline_is_cut() -> None:
    graph = kg.load()
    found = chronicle(graph)
    picture = plot.timeline(found, "source")
    text = drawn(picture)
    assert picture
    assert "…" not in text
    assert all(" ".join(event.text.split()) in text for event in found.events)
    assert all(event.text in picture.alt for event in found.events[:10])
    assert found.events[10].when + ": " + found.events[10].text not in picture.alt


@pytest.mark.parametrize("name", ["picture.gif", "picture"])
def test_other_endings_are_refused_before_any_work(name: str) -> None:
    result = kg_("rank", "--plot", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ends in .svg or .png" in result.stderr


def test_a_picture_of_what(tmp_path: Path) -> None:
    result = kg_("networks", "--plot", str(tmp_path / "x.svg"))
    assert result.exit_code == 2
    assert "--plot of which network?" in result.stderr
