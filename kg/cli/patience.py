"""Wait for long work that hears no signal: until it is done, its time is up, or Ctrl-C."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from kg import files
from kg.cli import options, output

Result = TypeVar("Result")
TICK = 0.1  # seconds; on Windows a wait is deaf to Ctrl-C until it ends
STACK = 256 * 1024 * 1024  # bytes; the engine's parsers recurse with the nesting of a text
LONG = 1.0  # seconds after which a terminal is told that work goes on


def patiently(work: Callable[[], Result], timeout: float | None = None) -> Result:
    """What `work` returns or raises, run on a thread so that the main one can leave at once.

    After `timeout` seconds the process ends with 124, on Ctrl-C with 130.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            _let_go(error)
            errors.append(error)
        done.set()

    threading.stack_size(STACK)
    threading.Thread(target=run, daemon=True).start()
    threading.stack_size(0)
    try:
        if not _finished(done, timeout):
            _leave(f"kg: stopped after {timeout:g} seconds (--timeout)", 124)
    except KeyboardInterrupt:
        _leave("kg: interrupted", 130)
    if errors:
        raise errors[0]
    return results[0]


def _let_go(error: BaseException | None) -> None:
    """Drop here what the frames of an error hold: the engine's results must die where they grew."""
    import traceback

    while error:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _finished(done: threading.Event, timeout: float | None) -> bool:
    """Whether it was done in time; a terminal sees a sign of life after a second."""
    end = time.monotonic() + timeout if timeout else float("inf")
    if _wait(done, min(end, time.monotonic() + LONG)):
        return True
    with _sign_of_life():
        return _wait(done, end)


def _wait(done: threading.Event, end: float) -> bool:
    while not done.is_set() and time.monotonic() < end:
        done.wait(max(0.0, min(TICK, end - time.monotonic())))
    return done.is_set()


@contextmanager
def _sign_of_life() -> Iterator[None]:
    if options.settings().quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("working"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task("working", total=None)
        yield


def _leave(message: str, code: int) -> NoReturn:
    """End the process though a thread is busy in native code."""
    files.discard_unfinished()
    output.say(message)
    sys.stderr.flush()
    os._exit(code)
