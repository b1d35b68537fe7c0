"""kg draw: pages and pictures of views, and of what is asked for on the spot."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg import api, excerpts, quotes, raster
from kg.cli import cli
from kg.cli.draw import FORMATS
from kg.library import open_library
from kg.vocabulary import ID
from kg.ways import Wish, ways


def draw(*words: str) -> Result:
    return CliRunner().invoke(cli, ["draw", *words])


def test_a_page_is_one_file_that_asks_for_nothing(tmp_path: Path) -> None:
    result = draw("tables", "-o", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, f"kg: wrote {tmp_path / 'tables.html'}\n")
    text = (tmp_path / "tables.html").read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "7 of 42 bodies, or their predecessors, have been named at more than one table" in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_twice(form: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert draw("money", "-f", form, "-o", str(tmp_path / name)).exit_code == 0
    one, two = ((tmp_path / name / f"money.{form}").read_bytes() for name in ("one", "two"))
    assert one == two


def test_the_slice_of_a_view_can_be_overridden(tmp_path: Path) -> None:
    assert draw("tables", "--status", "planned", "-o", str(tmp_path)).exit_code == 0
    text = (tmp_path / "tables.html").read_text("utf-8")
    assert "planned facts only; successors in place of predecessors" in text


def test_what_lies_around_a_thing(tmp_path: Path) -> None:
    assert draw("--around", "Wessex Health Partners", "-o", str(tmp_path)).exit_code == 0
    text = (tmp_path / "around-wessex-health-partners.html").read_text("utf-8")
    assert "Around Wessex Health Partners" in text
    graph = kg.load()
    view, made = excerpts.around(graph, ID + "wessex-health-partners", 1)
    near = set(made.things) - {ID + "wessex-health-partners"}
    tied = {
        row["other"].value  # type: ignore[union-attr]
        for row in graph.rows(
            "SELECT DISTINCT ?other { VALUES ?x { id:wessex-health-partners }"
            " { ?f wx:member|wx:holder|wx:subject|wx:part ?other ; wx:memberOf|wx:roleIn|wx:object"
            "|wx:whole ?x } UNION { ?f wx:subject ?x ; wx:object ?other }"
            " ?f wx:status ?s FILTER NOT EXISTS { ?other wx:severalBodies true } }"
        )
    }
    assert near == tied
    assert view.headline.startswith("Wessex Health Partners is tied to ")


def test_several_things_are_each_drawn_into_a_file_of_their_own(tmp_path: Path) -> None:
    words = ("--around", "Wessex HIEC", "--around", "IBM", "--hops", "2", "-f", "svg")
    assert draw(*words, "-o", str(tmp_path)).exit_code == 0
    assert sorted(os.listdir(tmp_path)) == ["around-ibm.svg", "around-wessex-hiec.svg"]
    assert b"within 2 ties" in (tmp_path / "around-ibm.svg").read_bytes()


def test_the_ways_between_two_things(tmp_path: Path) -> None:
    words = ("--path", "Wessex HIEC", "Wessex Health Partners", "-f", "svg", "-o", str(tmp_path))
    assert draw(*words).exit_code == 0
    path = tmp_path / "path-wessex-hiec-wessex-health-partners.svg"
    assert b"3 equally short ways, each of 4 steps" in path.read_bytes()
    graph = kg.load()
    found = ways(graph, ID + "wessex-hiec", ID + "wessex-health-partners", Wish(top=1))
    _, made = excerpts.along(graph, found)
    assert {ID + "wessex-hiec", ID + "wessex-health-partners"} <= set(made.things)
    assert len(made) == 5


def test_a_question_with_parameters_is_drawn_with_its_examples(tmp_path: Path) -> None:
    assert draw("--question", "members-of", "-o", str(tmp_path)).exit_code == 0
    assert "Behind the question members-of" in (tmp_path / "members-of.html").read_text("utf-8")


def test_the_facts_behind_an_answer(tmp_path: Path) -> None:
    assert draw("--question", "awards", "-o", str(tmp_path)).exit_code == 0
    assert "Behind the question awards" in (tmp_path / "awards.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing"], "no view is named 'nothing'; there are became, "),
        (["tables", "--around", "IBM"], "one at a time"),
        (["--around", "IBN Ltd of nowhere"], "no thing is named"),
        (["--around", ""], ""),
        (["tables", "tables"], "another picture is written to tables.html"),
        (["--around", "IBM", "--around", "ibm"], "another picture is written to around-ibm.html"),
        (["--hops", "2"], "--hops says how far --around reaches; give both, or neither"),
        (["tables", "--hops", "2"], "--hops says how far --around reaches"),
        (["--question", "nothing"], "nothing"),
        (["--question", "unknowns"], "its rows are no facts"),
        (["tables", "-f", "pdf"], "pdf"),
        (["missing.rq"], "cannot read missing.rq"),
    ],
)
def test_bad_wishes_are_refused_in_one_line(words: list[str], message: str, tmp_path: Path) -> None:
    result = draw(*words, "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_target_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("mine")
    result = draw("tables", "-o", str(target / "in"))
    assert result.exit_code == 2
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_target_is_looked_at_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "load", None)
    (tmp_path / "file").write_text("mine")
    result = draw("tables", "-o", str(tmp_path / "file" / "in"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "file is a file; name a folder" in result.stderr
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = draw("tables", "-o", str(tmp_path / "out"))
    assert "permission denied; name another folder" in result.stderr


def test_a_full_disk_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    result = draw("tables", "-o", str(tmp_path / "new" / "folder"))
    assert result.exit_code == 2
    assert "no space left on device" in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_png_that_is_too_large_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster, "SIDE", 100)
    result = draw("tables", "-f", "png", "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert re.search(r"tables: a PNG of [\d,]+ by [\d,]+ pixels is too large \(at most 100 a side",
                     result.stderr)  # fmt: skip
    assert "draw it as svg" in result.stderr
    assert not (tmp_path / "out").exists()


def test_passages_only_of_texts_at_hand(tmp_path: Path) -> None:
    graph = kg.load(demo=True)
    folder = Path(kg.__file__).parents[1] / "data" / "demonstration"
    (words,) = (
        text
        for passage, text in quotes.quotes(graph, open_library([folder])).items()
        if passage.endswith("#char=387,468")
    )
    assert words.startswith("For that reason the two trusts set up the Acute Services")
    assert quotes.quotes(kg.load(), open_library([tmp_path])) == {}


def test_a_page_with_passages_says_the_words(tmp_path: Path) -> None:
    folder = str(Path(kg.__file__).parents[1] / "data" / "demonstration")
    words = ["--demo", "--around", "Acute Services Partnership", "--with-passages"]
    assert draw(*words, "--documents", folder, "-o", str(tmp_path)).exit_code == 0
    assert "set up the Acute Services Partnership during 2020" in (
        (tmp_path / "around-acute-services-partnership.html").read_text("utf-8")
    )
    assert os.listdir(tmp_path) == ["around-acute-services-partnership.html"]
