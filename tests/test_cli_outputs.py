"""kg show, why, export, citation and kg alone, as a user calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import export
from kg.cli import cli

SMALL = Path(__file__).parent / "fixtures" / "small"
PROGRAM = "from kg.cli import main; main()"


def called(*words: str, cwd: Path | None = None, data: bool = True) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command on the small graph."""
    chosen = ("--data", str(SMALL)) if data else ()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *chosen, *words],
        cwd=cwd,
        env={**os.environ, "KG_DOCUMENTS": str(SMALL), "PYTHONPATH": str(SMALL.parents[2])},
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_show_prints_a_card() -> None:
    code, out, err = called("show", "alpha trust")
    assert (code, err) == (0, "")
    assert out.startswith("Alpha Trust  id:alpha-trust\n")
    assert "host of Beta Alliance  [actual · last attested 12 March 2010 · alpha-news]" in out


def test_show_writes_the_format_of_the_ending(tmp_path: Path) -> None:
    assert called("show", "AT", "-o", str(tmp_path / "card.json"))[:2] == (0, "")
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["label"] == "Alpha Trust"
    assert called("show", "AT", "-f", "md")[1].startswith("# Alpha Trust\n")


def test_show_tells_of_an_unknown_name_in_one_line() -> None:
    code, out, err = called("show", "Alfa Trust")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Alpha Trust" in err


def test_show_says_when_the_slice_holds_nothing() -> None:
    code, out, err = called("show", "Living House", "--status", "claimed")
    assert code == 0
    assert "claimed facts only" in out
    assert "no fact names Living House" in err


def test_show_says_how_many_facts_may_hold() -> None:
    code, out, err = called("show", "Beta Alliance", "--as-of", "2012-01-01")
    assert code == 0
    assert "may hold" in out
    assert "may hold (marked)" in err


def test_why_quotes_passages() -> None:
    code, out, err = called("why", "Person A", "Beta Alliance")
    assert (code, err) == (0, "")
    assert "“[Person A] has chaired the [Beta Alliance] since January 2010.”" in out
    assert "**Person A**" in called("why", "Person A", "-f", "md")[1]


def test_why_of_two_without_a_tie() -> None:
    code, out, err = called("why", "Person A", "Testford")
    assert code == 0
    assert "no facts name both" in out
    assert "no fact names Person A and Testford" in err


@pytest.mark.parametrize("form", export.FORMATS)
def test_export_writes_what_the_library_gives(tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    code, out, err = called("export", form, "-o", str(target), "--status", "actual")
    assert (code, out, err) == (0, "", "")
    graph = kg.load([SMALL], slice=kg.Slice(status="actual"))
    assert target.read_bytes() == export.export(graph, form)


def test_export_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    target.write_text("before")
    code, _, err = called("export", "turtle", "-o", str(target), "--document", "none")
    assert (code, err.count("\n")) == (2, 1)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.ttl"]
    code, _, err = called("export", "turtle", "-o", str(tmp_path / "no" / "out.ttl"))
    assert (code, err.count("\n")) == (2, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_told() -> None:
    code, _, err = called("export", "nt", "-o", "/dev/full")
    assert code == 2
    assert "no space left" in err


def test_export_says_that_roll_up_does_not_touch_what_was_read() -> None:
    code, _, err = called("export", "trig", "--roll-up")
    assert code == 0
    assert "trig holds the documents as read" in err


def test_citation_in_both_forms() -> None:
    code, out, _ = called("citation", data=False)
    version = kg.load().version
    assert code == 0
    assert out.count(version) == 2
    assert "@misc{" in out
    assert "@misc{" not in called("citation", "-f", "text", data=False)[1]


def test_kg_alone_says_what_it_knows() -> None:
    code, out, err = called()
    assert (code, err) == (0, "")
    assert "2 documents of 2010 to 2021" in out


@pytest.mark.parametrize("command", ["show", "why", "export", "citation"])
def test_every_help_has_an_example(command: str) -> None:
    code, out, _ = called(command, "--help", data=False)
    assert code == 0
    assert f"Example: kg {command}" in out


def test_a_file_that_ends_as_of_another_format_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "answer.xlsx"
    done = CliRunner().invoke(cli, ["query", "members-of", "--alliance", "Wessex HIEC",
                                    "-f", "csv", "-o", str(target)])  # fmt: skip
    assert (done.exit_code, done.stderr) == (
        2,
        f"kg: {target} ends as a file of xlsx does, not of csv; name it otherwise\n",
    )
    assert not target.exists()
