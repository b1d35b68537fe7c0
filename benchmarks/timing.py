"""Pairs of actions, timed by turns, and how a pair stands in a table."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Within:
    """At most so many times the peer's time."""

    times: float
    stretch: bool = False

    def words(self) -> str:
        """What is asked, for the table."""
        return f"within {self.times:g} times" + (" (a stretch)" if self.stretch else "")

    def met(self, ratio: float) -> bool:
        """Whether our time over the peer's is small enough."""
        return ratio <= self.times


@dataclass(frozen=True, slots=True)
class Faster:
    """At least so many times faster than the peer."""

    times: float

    def words(self) -> str:
        """What is asked, for the table."""
        return f"at least {self.times:g} times faster"

    def met(self, ratio: float) -> bool:
        """Whether our time over the peer's is small enough."""
        return ratio * self.times <= 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions to time by turns; with `same`, both must give the same number."""

    what: str
    ours: Action
    beside: str
    peer: Action
    asked: Within | Faster | None = None
    same: bool = False
    rounds: int = 15


@dataclass(frozen=True, slots=True)
class Measured:
    """The median seconds of both actions of a pair."""

    pair: Pair
    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """Our time over the peer's."""
        return self.ours / self.peer


def measure(pair: Pair, rounds: int | None = None) -> Measured:
    """Time both actions by turns after one turn that does not count."""
    found, wanted = pair.ours(), pair.peer()
    if pair.same and found != wanted:
        sys.exit(f"{pair.what}: {found} rows, but {wanted} beside {pair.beside}; mend that first")
    turns = [(timed(pair.ours), timed(pair.peer)) for _ in range(rounds or pair.rounds)]
    ours, peer = (statistics.median(column) for column in zip(*turns, strict=True))
    return Measured(pair, ours, peer)


def timed(action: Action) -> float:
    start = time.perf_counter()
    held = action()
    elapsed = time.perf_counter() - start
    del held  # what it holds is freed off the clock
    return elapsed


# In a table


def line(each: Measured) -> str:
    """One row of the table."""
    pair, asked = each.pair, each.pair.asked
    met = ("yes" if asked.met(each.ratio) else "no") if asked else "–"
    words = asked.words() if asked else "–"
    times = f"{each.ours * 1000:.1f} | {each.peer * 1000:.1f}"
    return f"| {pair.what} | {pair.beside} | {words} | {factor(each)} | {met} | {times} |\n"


def factor(each: Measured) -> str:
    """The measured ratio, told the way it is asked."""
    if isinstance(each.pair.asked, Within) or each.ratio > 1:
        return f"{each.ratio:.2f} times"
    return f"{1 / each.ratio:.1f} times faster"
