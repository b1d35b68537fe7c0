"""kg find."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kg.cli import cli
from kg.vocabulary import ID


def find(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["find", *words, "--data", str(folder)])


def test_the_best_comes_first(small_folder: Path) -> None:
    result = find(small_folder, "delta", "cuoncil", "-f", "jsonl")
    first = json.loads(result.stdout.splitlines()[0])
    assert first["iri"] == ID + "delta-council"
    assert first["kind"] == "Organisation"


def test_a_table_shows_short_iris(small_folder: Path) -> None:
    result = find(small_folder, "AAA", "-f", "table")
    assert result.stdout.splitlines()[2].split() == [
        "id:alpha-trust",
        "Alpha",
        "Trust",
        "Organisation",
        "AAA",
        "100",
    ]


def test_nothing_found_is_no_error(small_folder: Path) -> None:
    result = find(small_folder, "zzzzzz")
    assert (result.exit_code, result.stdout) == (0, "iri,label,kind,name,score\n")
    assert "nothing is named like 'zzzzzz'" in result.stderr


def test_the_limit(small_folder: Path) -> None:
    assert len(find(small_folder, "trust", "-n", "2").stdout.splitlines()) == 3
    assert find(small_folder, "trust", "-n", "0").exit_code == 2


def test_the_ending_tells_the_format(small_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "found.tsv"
    assert find(small_folder, "trust", "-o", str(target)).stdout == ""
    assert target.read_text(encoding="utf-8").startswith("iri\tlabel")
