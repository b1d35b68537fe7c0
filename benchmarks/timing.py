"""Pairs of actions, timed by turns, and how a pair stands in a table."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
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
    """Time both actions by turns after one turn that does not count, or (rounds 0) that one."""
    first = _turn(pair)
    turns = [_turn(pair) for _ in range(pair.rounds if rounds is None else rounds)]
    ours, peer = (statistics.median(column) for column in zip(*turns or [first], strict=True))
    return Measured(pair, ours, peer)


def _turn(pair: Pair) -> tuple[float, float]:
    (ours, found), (peer, wanted) = _clocked(pair.ours), _clocked(pair.peer)
    if pair.same and found != wanted:
        raise ValueError(
            f"{pair.what}: {found}, but {wanted} beside {pair.beside}; mend that first"
        )
    return ours, peer


def _clocked(action: Action) -> tuple[float, object]:
    """The seconds of an action, and what it gives, if that is a number."""
    start = time.perf_counter()
    held = action()
    elapsed = time.perf_counter() - start
    return elapsed, held if isinstance(held, (int, float)) else None  # all else is freed


def timed(action: Action) -> float:
    """The seconds of an action, done once."""
    return _clocked(action)[0]


# In a table


def table(pairs: Iterable[Pair], rounds: int | None) -> Iterator[str]:
    """The lines of a table, each as it is measured."""
    yield "| What | Beside | Asked | Measured | Met | Ours, ms | Beside, ms |"
    yield "|---|---|---|---|---|--:|--:|"
    for pair in pairs:
        yield line(measure(pair, rounds))


def line(each: Measured) -> str:
    """One row of the table."""
    pair, asked = each.pair, each.pair.asked
    met = ("yes" if asked.met(each.ratio) else "no") if asked else "–"
    words = asked.words() if asked else "–"
    times = f"{each.ours * 1000:.1f} | {each.peer * 1000:.1f}"
    return f"| {pair.what} | {pair.beside} | {words} | {factor(each)} | {met} | {times} |"


def factor(each: Measured) -> str:
    """The measured ratio, told the way it is asked."""
    if isinstance(each.pair.asked, Within):
        return f"{each.ratio:.2f} times"
    if each.ratio > 1:
        return f"{each.ratio:.1f} times slower"
    return f"{1 / each.ratio:.1f} times faster"
