"""kg path as a user calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli

POOLE = "poole-hospital-nhs-foundation-trust"


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["path", *words])


def test_a_way_in_words_with_status_and_sources() -> None:
    done = run("University of Southampton", "Bournemouth University", "--top", "1")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "University of Southampton to Bournemouth University: one shortest way, of 2 steps\n"
    )
    assert "[actual · last attested 12 March 2010 · wessex-hiec]" in done.stdout
    assert "Slice: all facts. Data version" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Wessex HIEC", "wessex-hiec"), "both names mean Wessex Health Innovation"),
        (("Wessx HIEC", "IBM"), "no thing is named 'Wessx HIEC'; the closest: Wessex HIEC"),
        (("IBM", "Wessex HIEC", "--network", "all"), "no network is named 'all'; there are"),
        (("IBM", "Wessex HIEC", "--avoid", "IBM"), "cannot avoid it"),
        (("IBM", "Wessex HIEC", "--avoid", "nobody at all"), "no thing is named"),
        (("IBM", "Wessex HIEC", "--top", "0"), "--top"),
        (("IBM", "Wessex HIEC", "--max-length", "none"), "--max-length"),
        (("IBM",), "OTHER"),
        (("IBM", "Wessex HIEC", "--certain"), "Give --as-of DATE with --certain"),
    ],
)
def test_wrong_input_is_one_line_and_exit_2(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("IBM", "Dorset"), "Dorset is a place"),
        (("IBM", "universities"), "universities is a class of bodies"),
        (("IBM", "Wessex HIEC", "--network", "people"), "IBM has no tie in people (all facts)"),
        ((POOLE, "Wessex HIEC", "--document", "whp-launch"), "documents: whp-launch"),
        ((POOLE, "Wessex Health Partners", "--max-length", "3"), "more than --max-length 3"),
        ((POOLE, "isle-of-wight-nhs-trust", "--network", "lineage"), "lies in a part of 3 things"),
    ],
)
def test_no_way_is_an_empty_answer_with_a_word_why(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 0
    assert "no way found" in done.stdout
    assert said in done.stderr
    assert run(*words, "-q").stderr == ""


def test_as_of_marks_what_only_may_hold() -> None:
    done = run("University of Southampton", "Bournemouth University", "--as-of", "2021-06-01")
    assert "actual · may hold · last attested 12 March 2010" in done.stdout
    assert "may hold (marked)" in done.stderr


def test_roll_up_says_who_stands_for_whom() -> None:
    done = run(POOLE, "IBM", "--roll-up")
    assert done.stdout.startswith("University Hospitals Dorset NHS Foundation Trust to IBM")
    said = "said of Poole Hospital NHS Foundation Trust, which ended 1 October 2020"
    assert said in done.stdout
    assert "University Hospitals Dorset NHS Foundation Trust stands for it" in done.stderr


def test_same_time_lists_no_way_whose_steps_cannot_meet() -> None:
    free, bound = (
        json.loads(run(POOLE, "Wessex Health Partners", "-f", "json", "--top", "9", *more).stdout)
        for more in ((), ("--same-time",))
    )
    assert any(not way["possible"] for way in free["ways"])
    assert bound["ways"]
    assert all(way["possible"] for way in bound["ways"])


def test_the_ending_tells_the_format(tmp_path: Path) -> None:
    target = tmp_path / "way.json"
    assert run("IBM", "Wessex HIEC", "-o", str(target)).exit_code == 0
    read = json.loads(target.read_text("utf-8"))
    assert set(read) == {
        "source", "source_label", "target", "target_label", "network", "directed", "wish",
        "equally_short", "ways", "reasons", "regions", "notes", "slice", "version", "sources",
    }  # fmt: skip
    [step] = read["ways"][0]["steps"]
    assert step["facts"][0]["one_of"] == 38
    assert step["status"] == "actual"


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    words = ("path", "isle-of-wight-nhs-trust", "IBM", "--weighted", "--top", "8", "-f", "json")
    program = "from kg.cli import main; main()"
    said = {
        subprocess.run(
            [sys.executable, "-c", program, *words],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(said) == 1
    assert len(json.loads(said.pop())["ways"]) == 8
