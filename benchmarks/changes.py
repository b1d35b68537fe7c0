"""`kg diff` beside plain rdflib and pyoxigraph, which only give sets of triples."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from generate import generate
from timing import Action, Faster, Pair, timed

CHANGED = 1_000
SECONDS = 2.0
OF_RDFLIB = """
import pathlib, sys, rdflib

def read(folder):
    graph = rdflib.Graph()
    for file in sorted(pathlib.Path(folder).rglob("*.ttl")):
        graph.parse(file)
    return set(graph)

old, new = map(read, sys.argv[1:])
print(len(old - new), len(new - old))
"""
OF_PYOXIGRAPH = """
import pathlib, sys, pyoxigraph

def read(folder):
    files = sorted(pathlib.Path(folder).rglob("*.ttl"))
    return {quad.triple for file in files for quad in pyoxigraph.parse(path=str(file))}

old, new = map(read, sys.argv[1:])
print(len(old - new), len(new - old))
"""
_STATUS = re.compile("wx:status wx:actual")

Command = Callable[..., Action]


def edited(data: Path, copy: Path, triples: int = CHANGED) -> None:
    """Copy the data; in the copy half as many facts, spread evenly, are planned, not actual."""
    shutil.copytree(data, copy, dirs_exist_ok=True)
    files = {path: path.read_text("utf-8") for path in sorted(copy.rglob("*.ttl"))}
    every = sum(len(_STATUS.findall(text)) for text in files.values())
    facts, seen = triples // 2, count()

    def changed(found: re.Match[str]) -> str:
        at = next(seen)
        due = (at + 1) * facts // every > at * facts // every
        return "wx:status wx:planned" if due else found[0]

    for path, text in files.items():
        path.write_text(_STATUS.sub(changed, text), encoding="utf-8", newline="\n")


def comparing(data: Path, copy: Path, kg: Command, python: Command) -> Iterator[Pair]:
    """Whole processes on data and an edited copy; `kg` and `python` make actions of arguments."""
    ours = kg("diff", str(data), str(copy), "-q", "-f", "json")
    what = f"`kg diff`, {CHANGED:,} triples changed, in words with evidence"
    plain, native = (python(code, str(data), str(copy)) for code in (OF_RDFLIB, OF_PYOXIGRAPH))
    yield Pair(what, ours, "sets of plain rdflib, counted", plain, Faster(5), rounds=1)
    yield Pair(what, ours, "sets of pyoxigraph, counted", native, rounds=5)


def told(sizes: tuple[int, ...], kg: Command) -> Iterator[str]:
    """How long `kg diff` takes as a whole process on data of so many triples, in a table."""
    yield "| Triples | Changed | `kg diff`, s | Asked |\n"
    yield "|--:|--:|--:|---|\n"
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            data, copy = Path(place) / "old", Path(place) / "new"
            made = generate(data, size)
            edited(data, copy)
            ours = kg("diff", str(data), str(copy), "-q", "-f", "json")
            best = min(timed(ours) for _ in range(3))
        asked = f"under {SECONDS:g} s" if size == 100_000 else "–"
        yield f"| {made:,} | {CHANGED:,} | {best:.2f} | {asked} |\n"
