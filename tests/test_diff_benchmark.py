"""The benchmark of kg diff changes as many triples as it says."""

import importlib
from pathlib import Path

import pytest

from kg import differences, revisions, statements

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_the_edited_copy_differs_in_so_many_triples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    made, bench = (importlib.import_module(name) for name in ("generate", "changes"))
    old, new = tmp_path / "old", tmp_path / "new"
    made.generate(old, 10_000)
    bench.edited(old, new, 500)
    lines = [statements.of(revisions.read(str(side)).sources) for side in (old, new)]
    found = differences.compare(*lines)
    assert found.size == (250, 250)
    assert {each.kind for each in found.changes} == {"fact"}
