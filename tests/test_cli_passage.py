"""kg passage: the lines of Turtle for words of a document."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg import passages
from kg.cli import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs kg with arguments: its exit code, standard output and standard error."""
    monkeypatch.delenv("KG_DOCUMENTS", raising=False)

    def run(*args: object) -> tuple[int, str, str]:
        code = cli.main([str(arg) for arg in args], standalone_mode=False)
        return code, *capsys.readouterr()

    return run


def test_prints_the_lines_to_paste(run: Run) -> None:
    code, out, err = run("passage", "acute-services", "on  the\nIsle of Wight", "--demo")
    digest = passages.digest("on the Isle of Wight")
    assert (code, err) == (0, "")
    assert out == f'<#char=329,349> a wx:Passage ; wx:digest "{digest}" .\n# line 6\n'


def test_the_lines_are_turtle(run: Run) -> None:
    _, out, _ = run("passage", "acute-services", "the two trusts", "--demo")
    head = "@prefix wx: <https://w3id.org/wessex-kg/ontology#> .\n"
    store = Store()
    store.load((head + out).encode(), format=RdfFormat.TURTLE, base_iri="https://x/d")
    assert len(store) == 2


def test_lists_all_of_several(run: Run, small_folder: Path) -> None:
    args = ("--data", small_folder, "--documents", small_folder)
    code, out, _ = run("passage", "alpha-news", "Beta Alliance", *args)
    lines = out.splitlines()
    assert code == 0
    assert lines[1::2] == ["# line 3", "# line 4", "# line 5", "# line 6"]
    assert lines[0].endswith(' ; wx:textFragment ":~:text=The-,Beta%20Alliance,-was" .')


def test_takes_words_without_quotation_marks_and_an_ellipsis(run: Run) -> None:
    quoted = run("passage", "acute-services", "set up ... during 2020", "--demo")
    assert (
        run("passage", "acute-services", "set", "up", "...", "during", "2020", "--demo") == quoted
    )
    assert "49:" in quoted[1]


def test_takes_the_file_of_a_text_not_yet_described(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Eta Trust met Theta.", encoding="utf-8")
    code, out, _ = run("passage", tmp_path / "new.txt", "met  Theta")
    assert code == 0
    assert out.startswith("<#char=10,19> a wx:Passage")


def test_tells_the_nearest_words_where_there_are_none(run: Run) -> None:
    code, out, err = run("passage", "acute-services", "Accute Servces Partnership", "--demo")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "'Acute Services Partnership'" in err


def test_a_text_that_is_not_at_hand_is_an_error(run: Run, tmp_path: Path) -> None:
    code, out, err = run("passage", "wessex-hiec", "words", "--documents", tmp_path)
    assert (code, out) == (2, "")
    assert "wessex-hiec: its text is not at hand; kg documents add" in err


def test_an_unknown_document_is_an_error(run: Run) -> None:
    code, out, err = run("passage", "nothing", "words")
    assert (code, out) == (2, "")
    assert "no document is called 'nothing'" in err


def test_documents_may_be_named_by_the_environment(
    run: Run, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_DOCUMENTS", os.pathsep.join([str(small_folder)]))
    assert run("passage", "alpha-news", "Person A", "--data", small_folder)[0] == 0
