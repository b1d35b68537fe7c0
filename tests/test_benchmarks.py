"""The generator gives a graph that loads, of the size asked, and the benchmarks run."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.vocabulary import FACT_KINDS, WX

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def script(name: str, *arguments: str) -> str:
    command = [sys.executable, str(BENCHMARKS / name), *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def bytes_below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    script("generate.py", "2000", str(folder))
    return folder


def test_the_generator_writes_as_many_triples_as_asked(generated: Path) -> None:
    parsed = (ox.parse(path=str(path)) for path in generated.rglob("*.ttl"))
    assert sum(1 for quads in parsed for _ in quads) == pytest.approx(2_000, rel=0.02)


def test_what_is_generated_loads_with_every_kind_of_fact(generated: Path) -> None:
    graph = kg.load([generated])
    kinds = graph.rows("SELECT DISTINCT ?kind WHERE { ?fact a ?kind ; wx:evidence ?passage }")
    assert {str(row["kind"]) for row in kinds} == {f"<{WX}{kind}>" for kind in FACT_KINDS}
    assert len(graph.days) > 200
    assert not graph.notes


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        script("generate.py", "2000", str(tmp_path / name), "--seed", "7")
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "other")


def test_the_benchmarks_run() -> None:
    page = script("run.py", "--quick")
    assert "`kg --help`" in page
    assert page.count("at least 20 times faster |") == len(list(BENCHMARKS.glob("joins/*.rq"))) + 2
    assert "| the network everything of" in page
    assert "| Ties | igraph's graph | degree |" in page
    assert "| Cost, s | 1,000 | 10,000 | Exponent |" in page
    for what in ("`kg build`", "opening a store", "rows as csv", "rows as xml", "peak memory"):
        assert re.search(rf"^\| [^|]*{what}.*\| (yes|no) \|", page, re.MULTILINE), what


def test_a_part_alone() -> None:
    page = script("run.py", "--quick", "--part", "pages")
    assert re.findall(r"^#+ (.*)", page, re.MULTILINE) == ["Performance", "Pages"]
    assert page.endswith("\nLeft out: no sizes are asked for.\n")


def test_what_is_not_met_is_listed_with_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    unmet = importlib.import_module("unmet").unmet
    table = ["| What | Beside | Asked | Measured | Met |", "|---|---|---|---|---|"]
    slow = "| `kg.load` | a bare load | within 1.5 times | 2.00 times | no |"
    told = [*unmet([*table, slow, slow.replace("no", "yes"), slow, "", "| Ties |", "| no |"])]
    assert told[0].startswith(
        "- **`kg.load`** beside a bare load: asked within 1.5 times, measured"
    )
    assert "Deriving that only on demand" in told[0]
    assert told[1:] == [told[0].partition(" About")[0]]
