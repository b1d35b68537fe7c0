"""Sizes: how large what is measured is, and how often it is timed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the graphs are (triples), the networks (nodes and ties) and the pages (nodes).

    `scale` is the largest of a row of graphs.
    `commands` are the whole processes that measure networks.

    `rounds` is how often each action is timed after a first time that does not count; None leaves
    it to each pair, 0 takes the first time.
    """

    triples: int
    store: int
    scale: int
    small: tuple[int, int]
    large: tuple[int, int]
    grown: tuple[int, ...]
    pages: tuple[int, ...]
    commands: tuple[str, ...]
    rounds: int | None = None


FULL = Sizes(
    triples=100_000,
    store=1_000_000,
    scale=1_000_000,
    small=(1_000, 5_000),
    large=(100_000, 500_000),
    grown=(1_000, 10_000, 100_000, 1_000_000),
    pages=(300, 1_000, 5_000),
    commands=("rank betweenness", "rank betweenness --stability", "communities", "networks"),
)
QUICK = Sizes(
    triples=2_000,
    store=2_000,
    scale=10_000,
    small=(50, 100),
    large=(100, 500),
    grown=(100, 200),
    pages=(),
    commands=("rank betweenness",),
    rounds=0,
)
