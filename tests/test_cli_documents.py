"""kg documents: the register, and adding a text to the library."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import library
from kg.cli import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs kg with arguments: its exit code, standard output and standard error."""
    monkeypatch.delenv("KG_DOCUMENTS", raising=False)
    monkeypatch.setattr(library, "user_folder", lambda: tmp_path / "user")

    def run(*args: object) -> tuple[int, str, str]:
        code = cli.main([str(arg) for arg in args], standalone_mode=False)
        return code, *capsys.readouterr()

    return run


def table(out: str) -> dict[str, dict[str, str]]:
    return {row["document"]: row for row in csv.DictReader(io.StringIO(out))}


def test_lists_the_documents_in_a_pipe_as_csv(run: Run, small_folder: Path) -> None:
    code, out, err = run("documents", "--data", small_folder, "--documents", small_folder)
    assert (code, err) == (0, "")
    assert table(out)["alpha-news"] == {
        "document": "alpha-news",
        "title": "Alpha Trust hosts the new cluster",
        "publisher": "Alpha Trust",
        "date": "12 March 2010",
        "facts": "9",
        "passages": "6",
        "text": "at hand",
    }
    assert table(out)["register-codes"]["text"] == "by register"


def test_tells_which_texts_are_not_at_hand(run: Run) -> None:
    found = table(run("documents", "--demo")[1])
    assert found["acute-services"]["text"] == "at hand"
    assert found["wessex-hiec"]["text"] == "not at hand"


def test_marks_what_is_inferred(run: Run) -> None:
    found = table(run("documents")[1])
    assert found["whp-launch"]["date"] == "October 2023 or later (inferred)"
    assert found["wessex-hiec"]["date"] == "12 March 2010"


def test_writes_json_with_numbers(run: Run, tmp_path: Path, small_folder: Path) -> None:
    target = tmp_path / "d.jsonl"
    assert run("documents", "--data", small_folder, "-o", target) == (0, "", "")
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert rows[0]["facts"] == 9


def test_warns_of_a_file_with_a_documents_name_and_another_text(
    run: Run, tmp_path: Path, small_folder: Path
) -> None:
    (tmp_path / "alpha-news.txt").write_text("something else", encoding="utf-8")
    _, out, err = run("documents", "--data", small_folder, "--documents", tmp_path)
    assert table(out)["alpha-news"]["text"] == "not at hand"
    assert "alpha-news.txt is not the text of alpha-news" in err


class TestAdd:
    def test_copies_a_registered_text(self, run: Run, tmp_path: Path, small_folder: Path) -> None:
        data = ("--data", small_folder)
        assert table(run("documents", *data)[1])["alpha-news"]["text"] == "not at hand"
        code, out, err = run("documents", "add", small_folder / "alpha-news.txt", *data)
        assert (code, out) == (0, "")
        assert "is the text of alpha-news" in err
        assert table(run("documents", *data)[1])["alpha-news"]["text"] == "at hand"
        (copy,) = (tmp_path / "user").iterdir()
        assert copy.stem == library.sha256_of(copy)

    def test_refuses_another_in_one_line(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "other.txt").write_text("other", encoding="utf-8")
        code, out, err = run("documents", "add", tmp_path / "other.txt")
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "not the text of a registered document" in err
        assert not (tmp_path / "user").exists()

    def test_a_missing_file_is_an_error(self, run: Run, tmp_path: Path) -> None:
        code, _, err = run("documents", "add", tmp_path / "none.txt")
        assert code == 2
        assert "cannot be read" in err
