"""kg check: one report on a terminal or as JSON, its exit codes, and a reader's own copy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_examples import SOUND, examples, spoilt

from kg import check, content, library
from kg.cli import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs kg check with arguments: its exit code, standard output and standard error.

    The ledger is one of the test's own.
    """
    monkeypatch.delenv("KG_DOCUMENTS", raising=False)
    monkeypatch.setattr(library, "user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr(check, "ledger_path", lambda: tmp_path / "ledger.tsv")

    def run(*args: object) -> tuple[int, str, str]:
        code = cli.main(["check", *(str(arg) for arg in args)], standalone_mode=False)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def spoilt_folder(tmp_path: Path) -> Path:
    spoilt(examples("shapes")["Post-holder.Class"], tmp_path / "spoilt")
    return tmp_path / "spoilt"


def test_a_sound_graph_passes_and_says_what_was_read(run: Run) -> None:
    code, out, _ = run("--data", SOUND, "--documents", SOUND)
    assert code == 0
    assert "0 violations, 1 warning, " in out
    assert "in 21 facts of 2 documents (-v shows the infos)\n" in out
    assert out.endswith("10 of 10 passages re-read in the texts at hand\n")


def test_without_texts_it_says_so(run: Run) -> None:
    code, out, _ = run("--data", SOUND)
    assert code == 0
    assert "0 of 10 passages re-read in the texts at hand\n" in out
    assert "texts not at hand: alpha; the ledger vouches for 0 of their facts\n" in out


def test_a_violation_exits_1_and_names_file_line_fact_and_repair(
    run: Run, spoilt_folder: Path
) -> None:
    code, out, _ = run("--data", spoilt_folder)
    assert code == 1
    (line,) = [line for line in out.splitlines() if "Post-holder.Class" in line]
    assert "alpha.ttl:" in line
    assert ": violation: " in line
    assert "alpha/bad" in line
    assert "Repair: name the person" in line


@pytest.mark.parametrize(
    ("fail_on", "code"), [("violation", 0), ("warning", 1), ("info", 1), ("none", 0)]
)
def test_fail_on_draws_the_line(run: Run, fail_on: str, code: int) -> None:
    assert run("--data", SOUND, "--fail-on", fail_on)[0] == code


def test_none_lets_violations_pass(run: Run, spoilt_folder: Path) -> None:
    assert run("--data", spoilt_folder, "--fail-on", "none")[0] == 0


def test_json_has_all_that_the_lines_say(run: Run, spoilt_folder: Path) -> None:
    code, out, _ = run("--data", spoilt_folder, "-f", "json")
    said = json.loads(out)
    assert code == 1
    assert said["counts"]["violation"] == 1
    assert said["passages"] == {"read": 0, "of": 10}
    assert said["texts_not_at_hand"] == ["alpha"]
    (finding,) = [each for each in said["findings"] if each["severity"] == "violation"]
    assert finding["thing"] == "https://w3id.org/wessex-kg/fact/alpha/bad"
    assert finding["document"] == "alpha"
    assert isinstance(finding["line"], int)
    slugs = [document["slug"] for document in said["documents"]]
    assert "alpha" in slugs


def test_it_writes_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert run("--data", SOUND, "-o", target)[:2] == (0, "")
    assert json.loads(target.read_text("utf-8"))["counts"]["violation"] == 0


def test_require_texts_exits_1_when_one_is_absent(run: Run) -> None:
    code, _, err = run("--data", SOUND, "--require-texts")
    assert code == 1
    assert "texts not at hand: alpha; kg documents add FILE" in err
    assert run("--data", SOUND, "--require-texts", "--documents", SOUND)[0] == 0


def test_write_ledger_makes_the_texts_dispensable(run: Run, tmp_path: Path) -> None:
    code, out, err = run("--data", SOUND, "--documents", SOUND, "--write-ledger")
    assert code == 0
    assert "19 lines of facts just read, 0 kept" in err
    assert "0 violations, 0 warnings" in out
    assert len((tmp_path / "ledger.tsv").read_text("utf-8").splitlines()) == 20
    assert "the ledger vouches for 19 of their facts" in run("--data", SOUND)[1]


def test_the_ledger_keeps_what_is_not_loaded_and_refuses_what_is_not_whole(
    run: Run, tmp_path: Path
) -> None:
    run("--data", SOUND, "--documents", SOUND, "--write-ledger")
    before = (tmp_path / "ledger.tsv").read_bytes()
    bad = spoilt_alpha(tmp_path)
    assert run("--data", bad.parent, "--documents", SOUND, "--write-ledger")[0] == 2
    assert run("--data", SOUND, "--demo", "--write-ledger")[0] == 2
    assert run("--demo", "--data", SOUND / "entities.ttl", "--write-ledger")[0] == 2
    assert run("--data", SOUND / "entities.ttl", "--fail-on", "none", "--write-ledger")[0] in (0, 2)
    assert (tmp_path / "ledger.tsv").read_bytes() == before


def test_a_file_is_checked_with_the_graph(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(spoilt_alpha(tmp_path), "--data", SOUND)
    assert code == 1
    assert "Post-holder.Class" in out
    assert "in 22 facts of 2 documents (-v shows the infos)\n" in out


def spoilt_alpha(folder: Path) -> Path:
    spoilt(examples("shapes")["Post-holder.Class"], folder / "changed")
    return folder / "changed" / "alpha.ttl"


def test_a_missing_file_is_unreadable_input(run: Run, tmp_path: Path) -> None:
    code, out, err = run(tmp_path / "missing.ttl")
    assert (code, out) == (2, "")
    assert "missing.ttl: cannot be read" in err


def test_the_bundled_graph_has_no_violation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = content.folder("data") / "ledger.tsv"
    monkeypatch.setattr(check, "ledger_path", lambda: ledger)
    code, out, _ = run()
    assert code == 0, out


# Against a reader's own copy


def test_against_lists_each_passage_with_its_facts(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--against", SOUND / "alpha.txt", "--data", SOUND)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith("alpha.txt: 10 passages: 10 found, 0 moved, 0 several, 0 not found")
    assert not any("found   " in line for line in lines[1:])
    _, out, _ = run("--against", SOUND / "alpha.txt", "--data", SOUND, "-v")
    assert "  found     #char=149,189: alpha/post-person-a" in out.splitlines()


def test_against_exits_1_when_a_passage_is_not_found(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    text = (SOUND / "alpha.txt").read_text("utf-8")
    copy.write_text("New: " + text.replace("Chair", "Queen"), encoding="utf-8")
    code, out, _ = run("--against", copy, "--data", SOUND)
    assert code == 1
    assert "  not found #char=149,189: alpha/post-person-a" in out.splitlines()
    assert "  moved     #char=0,35 at 5-40: alpha/launch-alliance" in out.splitlines()


def test_against_as_json(run: Run) -> None:
    code, out, _ = run("--against", SOUND / "alpha.txt", "--data", SOUND, "-f", "json")
    (said,) = json.loads(out)
    assert code == 0
    assert said["document"] == "alpha"
    assert said["counts"] == {"found": 10, "moved": 0, "several": 0, "not found": 0}
    assert said["sightings"][0]["facts"] == [
        "https://w3id.org/wessex-kg/fact/alpha/launch-alliance"
    ]


def test_against_a_named_document(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text("Quite another text.", encoding="utf-8")
    code, _, err = run("--against", copy, "--data", SOUND)
    assert code == 2
    assert "--document" in err
    code, out, _ = run("--against", copy, "--document", "alpha", "--data", SOUND)
    assert code == 1
    assert "10 not found" in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--against"], "--against needs a FILE"),
        (["--document", "alpha"], "--document goes with --against"),
        (["--against", "x.txt", "--write-ledger"], "--against looks into your FILE only"),
        (["--against", "missing.txt"], "missing.txt: cannot be read"),
        (["--fail-on", "never"], "'never' is not one of"),
        (["-o", "report.xlsx"], "no format ends in .xlsx"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    run: Run, args: list[str], message: str
) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_the_demonstration_is_checked_with_its_text(run: Run) -> None:
    code, out, _ = run("--demo")
    assert code == 0
    assert "acute-services" in out
