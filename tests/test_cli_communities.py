"""kg communities."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli


def communities(*words: str) -> Result:
    return CliRunner().invoke(cli, ["communities", *words])


def test_a_row_for_each_thing_and_the_gravest_remark_first() -> None:
    result = communities("-f", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [*rows[0]] == ["group", "name", "kind", "document", "thing"]
    assert "54 nodes" in result.stderr
    assert len(rows) == 54
    assert result.stderr.startswith("kg: the groups repeat which document names whom")


def test_weights_and_the_method_are_stated() -> None:
    said = communities("--network", "co-membership", "--method", "louvain", "--unweighted").stderr
    assert "(louvain, every tie weighs 1)" in said
    assert "(leiden, count weights)" in (
        communities("--network", "co-membership", "--weight", "count").stderr
    )


def test_a_network_too_small_has_no_groups() -> None:
    result = communities("--network", "money")
    assert (result.exit_code, result.stdout) == (0, "group,name,kind,document,thing\n")
    assert "money: 4 ties: under 10, too few to part into groups" in result.stderr


def test_an_empty_slice_is_an_empty_answer() -> None:
    result = communities("--as-of", "1900-01-01", "--certain")
    assert (result.exit_code, result.stdout) == (0, "group,name,kind,document,thing\n")
    assert "there is nothing to part into groups" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "louvain"), "louvain is for one mode, and affiliation has two"),
        (("--method", "best"), "'best' is not one of"),
        (("--network", "friends"), "no network is named 'friends'"),
        (("--weight", "count"), "affiliation is no projection"),
    ],
)
def test_what_does_not_fit_is_an_error_in_one_line(words: tuple[str, ...], said: str) -> None:
    result = communities(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_quiet_says_nothing_but_the_groups() -> None:
    assert communities("--network", "people", "-q").stderr == ""


@pytest.mark.parametrize("name", ["affiliation", "everything"])
def test_the_hash_seed_changes_nothing(name: str) -> None:
    def run(seed: str) -> tuple[str, str]:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from kg.cli import main; main()",
                "communities",
                "--network",
                name,
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout, done.stderr

    assert run("1") == run("2")


def test_one_list_is_not_parted() -> None:
    result = communities("--document", "wessex-hiec")
    assert result.exit_code == 0
    assert "all its facts were read from one list" in result.stderr
    assert result.stdout.splitlines() == ["group,name,kind,document,thing"]
