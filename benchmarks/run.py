"""Measure speed beside its peers, pair by pair in one run, and write docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import changes
import graphs
import networks
import pages
import scale
from sizes import FULL, QUICK, Sizes
from unmet import unmet

from kg.files import write_whole

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
FAILED = "Not measured:"
LIBRARIES = ("click", "igraph", "networkx", "numpy", "oxrdflib", "pyoxigraph", "rdflib", "scipy")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: a function that gives its lines of Markdown as it measures."""

    name: str
    heading: str
    lines: Callable[[Sizes], Iterable[str]]


PARTS = (
    Part("graph", "The graph", graphs.lines),
    Part("networks", "Networks", networks.lines),
    Part("growth", "Networks as they grow", networks.growth),
    Part("changes", "Changes", changes.lines),
    Part("pages", "Pages", pages.lines),
    Part("scale", "Large data", scale.lines),
)


def head() -> Iterator[str]:
    """How everything was measured, and with what."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"""# Performance

Written by `make bench`; do not edit by hand. Both sides of a row were timed by turns in one run,
after one turn that does not count; the times are medians in milliseconds.

Machine: {os.cpu_count()} cores, Python {platform.python_version()};
{libraries}."""


def section(part: Part, sizes: Sizes) -> Iterator[str]:
    """The lines of a part under its heading; a part that fails says so.

    Each is measured in a process of its own, lest what one held in memory count for the next.
    """
    yield f"\n## {part.heading}"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            yield from process.submit(_measured, part, sizes).result()
        except Exception as error:
            yield f"\n{FAILED} {type(error).__name__}: {' '.join(str(error).split())}"


def _measured(part: Part, sizes: Sizes) -> list[str]:
    return list(part.lines(sizes))


def tail(lines: Sequence[str]) -> Iterator[str]:
    """What is not met, and what was tried."""
    found = list(unmet("\n".join(lines).split("\n")))
    if found:
        yield '\n## Where "no" stands\n'
        yield from found


def page(parts: Iterable[Part], sizes: Sizes) -> Iterator[str]:
    """The page line by line, each part as soon as it is known."""
    told = list(head())
    yield from told
    for part in parts:
        for line in section(part, sizes):
            told.append(line)
            yield line
    yield from tail(told)


def printed(lines: Iterable[str]) -> str:
    """The lines as one text, each printed as it comes."""
    kept = []
    for line in lines:
        print(line, flush=True)
        kept.append(f"{line}\n")
    return "".join(kept)


def main() -> None:
    """Measure and print; write the page if all parts were measured in full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one turn, print only")
    names = [part.name for part in PARTS]
    parser.add_argument("--part", choices=names, action="append", help="this one only, print only")
    parser.add_argument("--triples", type=int, help="how many to generate for the graph")
    parser.add_argument("--largest", type=int, help="how many at most for large data [10^6]")
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    sizes = replace(sizes, triples=given.triples) if given.triples else sizes
    sizes = replace(sizes, scale=given.largest) if given.largest else sizes
    chosen = [part for part in PARTS if part.name in (given.part or names)]
    text = printed(page(chosen, sizes))
    if not given.quick and not given.part:
        write_whole(PAGE, text.encode())
    if f"\n{FAILED}" in text:
        sys.exit("some parts failed: see above")


if __name__ == "__main__":
    main()
