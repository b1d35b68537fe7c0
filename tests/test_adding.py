"""The steps of docs/adding.md, read from the page and taken one by one in an empty folder."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_examples import found_in, names_of, spoilt
from test_docs import ROOT, pattern, sessions, typed

import kg
from kg import check, content, rules

PAGE = ROOT / "docs" / "adding.md"
BLOCK = re.compile(r"^```(?P<kind>\w+) (?P<file>\S+)\n(?P<text>.*?)^```", re.M | re.S)
RULE = "website-address"


def blocks() -> Iterator[tuple[str, str, str]]:
    """Kind, file and text of each block that the page names a file for, or `walk`."""
    for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield found["kind"], found["file"], found["text"]


def walk(folder: Path) -> list[tuple[str, str, str]]:
    """Write the files and take the commands; each command with what is shown and was printed."""
    text = content.folder("data") / "demonstration" / "acute-services.txt"
    shutil.copy(text, folder)
    return [step for block in blocks() for step in taken(folder, *block)]


def taken(folder: Path, kind: str, file: str, text: str) -> list[tuple[str, str, str]]:
    if file == "walk":
        # Not every system has sha256sum.
        known = [
            (each, shown)
            for each, shown in sessions(text)
            if each.split()[0] == "kg" or shutil.which(each.split()[0])
        ]
        return [(each, shown, typed(each, folder)[0]) for each, shown in known]
    target = folder / file
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = patched(target.read_text(encoding="utf-8"), text) if kind == "diff" else text
    target.write_text(whole, encoding="utf-8", newline="\n")
    return []


def patched(text: str, diff: str) -> str:
    for hunk in diff.split("@@\n")[1:]:
        lines = hunk.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
        assert text.count(old) == 1, f"the page changes what is not there once:\n{old}"
        text = text.replace(old, new)
    return text


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is imitated by a pty")
def test_each_step_shows_what_the_page_shows(tmp_path: Path) -> None:
    steps = walk(tmp_path)
    assert len(steps) >= 8
    for command, shown, printed in steps:
        printed = "\n".join(line.rstrip() for line in printed.splitlines())
        assert re.fullmatch(pattern(shown), printed, re.S), f"{command}\n{printed}"


def write_files(folder: Path) -> None:
    for kind, file, text in blocks():
        if file != "walk":
            taken(folder, kind, file, text)


def test_the_facts_end_as_the_demonstration_has_them(tmp_path: Path) -> None:
    write_files(tmp_path)
    ours = {str(quad) for quad in kg.load([tmp_path / "acute-services.ttl"]).store
            if "/fact/" in str(quad.subject)}  # fmt: skip
    theirs = {str(quad) for quad in kg.load([content.folder("data") / "demonstration"]).store}
    assert ours <= theirs


def test_the_question_is_the_librarys_kind(tmp_path: Path) -> None:
    write_files(tmp_path)
    answer = kg.load(demo=True).query(
        (tmp_path / "founders.rq").read_text(encoding="utf-8"), alliance="Wessex Health Partners"
    )
    assert len(answer.facts or ()) == len(answer) == 1


def test_the_bad_example_is_caught_by_its_rule_and_no_other(tmp_path: Path) -> None:
    write_files(tmp_path)
    rule_folder = tmp_path / "queries" / "check"
    example = tmp_path / "tests" / "bad" / "rules" / f"{RULE}.ttl"
    graph = spoilt(example, tmp_path / "spoilt")
    assert names_of(check.rule_findings(graph, rule_folder)) == {RULE}
    assert names_of(found_in(graph)) == set()


def test_the_rule_finds_nothing_in_the_graph(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert rules.offences(kg.load(), rules.rules(tmp_path / "queries" / "check")) == []
