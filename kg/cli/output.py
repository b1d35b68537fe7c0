"""Answers to standard output or whole to a file, everything else to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from kg import printable
from kg.cli import options
from kg.errors import KgError
from kg.files import reason, write_whole

if TYPE_CHECKING:
    from kg.query import Answer

STDOUT = "-"


class ClosedPipeError(Exception):
    """Nobody reads on; no OSError, for which click would leave with a failure."""


def speak_utf8() -> None:
    """Make both streams UTF-8 whatever the console or locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """A line on standard error; nothing can go wrong with it."""
    with suppress(OSError, ValueError):
        click.echo(printable.lines(text), err=True)


def note(text: str) -> None:
    """A remark on standard error, unless -q."""
    if not options.settings().quiet:
        say(f"kg: {text}")


def emit(content: str | bytes, target: str | Path | None = None) -> None:
    """Write an answer whole: to standard output (None or `-`) or, atomically, to a file.

    Raises KgError, naming the target, when it cannot be written; nothing half-written stays.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if target is None or str(target) == STDOUT:
        _to_stdout(data)
    else:
        write_whole(Path(target), data)


def emit_pieces(pieces: Iterable[bytes], target: str | Path | None = None) -> None:
    """Write an answer as it comes; a file is written whole or not at all, as `emit` does it."""
    if target is None or str(target) == STDOUT:
        for piece in pieces:
            _to_stdout(piece)
    else:
        write_whole(Path(target), pieces)


def on_terminal(target: str | Path | None = None) -> bool:
    """Whether an answer to this target is read on a terminal."""
    return (target is None or str(target) == STDOUT) and _open().isatty()


def bold(target: str | Path | None = None) -> Callable[[str], str]:
    """A function that makes text bold where the answer is read on a terminal with colours."""
    plain = not on_terminal(target) or os.environ.get("NO_COLOR")
    return str if plain else lambda text: click.style(text, bold=True)


def drawn(answer: Answer, form: str, terminal: bool, label: Callable[[str], str]) -> bytes:
    """An answer in a format; a table on a terminal is drawn to its width."""
    from kg import table

    if terminal and form == "table":
        return table.terminal(answer, label)
    return table.render(answer, form, label)


def form_of(
    form: str | None,
    target: str | Path | None,
    endings: Mapping[str, str],
    terminal: str,
    pipe: str,
) -> str:
    """The format: the given one, else that of the file's ending, else terminal's or pipe's.

    KgError if files of another format end so.
    """
    if form:
        own = endings.get(Path(target or "").suffix.lower().lstrip("."), form)
        if own != form:
            ends = f"ends as a file of {own} does, not of {form}"
            raise KgError(f"{target} {ends}; name it otherwise")
        return form
    if target is None or str(target) == STDOUT:
        return terminal if on_terminal() else pipe
    if Path(target).is_dir():
        raise KgError(f"{target} is a folder; name a file in it")
    ending = Path(target).suffix.lower().lstrip(".")
    if ending not in endings:
        raise KgError(f"{target}: {_unknown(ending)}; name it with -f ({_list(endings.values())})")
    return endings[ending]


def flush() -> None:
    """Flush standard output, so that a full device or closed pipe is noticed."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None
    except OSError as error:
        close_quietly()
        raise KgError(f"cannot write to standard output: {reason(error)}") from error


def _open() -> TextIO:
    """Standard output, which a caller may have closed (`>&-`)."""
    found: TextIO | None = sys.stdout
    if found is None:
        raise KgError("cannot write to standard output: it is closed")
    return found


def close_quietly() -> None:
    """Point standard output at nothing, so that the interpreter's own flush is silent."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _to_stdout(data: bytes) -> None:
    _open().flush()
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None
    except OSError as error:
        close_quietly()
        raise KgError(f"cannot write to standard output: {reason(error)}") from error


def _unknown(ending: str) -> str:
    return f"no format ends in .{ending}" if ending else "a file without an ending tells no format"


def _list(names: Collection[str]) -> str:
    return ", ".join(dict.fromkeys(names))
