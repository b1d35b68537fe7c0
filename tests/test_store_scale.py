"""The benchmark of scale runs, and says of each cost what was asked and how it grows."""

import subprocess
import sys
from pathlib import Path

SCALE = Path(__file__).parents[1] / "benchmarks" / "scale.py"


def test_the_benchmark_of_scale_runs(tmp_path: Path) -> None:
    target = tmp_path / "growth.svg"
    command = [sys.executable, str(SCALE), "--quick", "--plot", str(target)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    table, growth = done.stdout.split("\n\n")
    asked = [row.split(" | ") for row in table.splitlines()[2:]]
    assert {row[5] for row in asked} <= {"yes", "no"}
    whats = " ".join(row[0] for row in asked)
    for what in ("`kg.load`", "`kg build`", "`kg query`", "opening", "as csv", "as tsv", "as json",
                 "as xml", "peak memory"):  # fmt: skip
        assert what in whats
    assert "| Cost, s | 1,000 | 10,000 | Exponent |" in growth
    assert "| opening a store |" in growth
    assert target.read_text().startswith("<?xml")
