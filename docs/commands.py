"""Write docs/commands.md anew: the help of each command."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from kg.cli import COMMANDS, cli

TARGET = Path(__file__).with_name("commands.md")
MADE = "<!-- Made by `make docs`; do not edit. -->"
WIDTH = 78  # what click fills of a terminal of 80 columns
HELP = cli.context_settings["help_option_names"]
CLICK = ".".join(version("click").split(".")[:2])


def commands() -> str:
    """docs/commands.md: the help of each command, 80 columns wide."""
    parts = [f"{MADE}\n<!-- The help as click {CLICK} prints it. -->\n\n# Commands", _conventions()]
    return "\n\n".join([*parts, *(_command(names) for names in _paths())]) + "\n"


def _conventions() -> str:
    return """\
Answers go to standard output, everything else to standard error (`-q` silences remarks). The
options for data, slices and texts mean the same in every command and may stand before or after it.
On a terminal an answer is a table, in a pipe CSV.

| exit code | meaning |
|---|---|
| 0 | done; an empty answer is an answer |
| 1 | a check found something |
| 2 | wrong usage, unreadable input, or a query that cannot run |
| 3 | a defect of kg |
| 124 | stopped by `--timeout` |
| 130 | interrupted |"""


def _paths() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in COMMANDS:
        yield (name,)
        if name == "documents":
            yield name, "add"


def _command(names: tuple[str, ...]) -> str:
    title = " ".join(["kg", *names])
    return f"## {title}\n\n```text\n{_help(names)}\n```"


def _help(names: tuple[str, ...]) -> str:
    """What `--help` prints; of `kg query` without the questions, which have their own page."""
    command: click.Command = cli
    context = click.Context(cli, None, "kg", terminal_width=WIDTH, help_option_names=HELP)
    for name in names:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found
        command, context = found, click.Context(found, context, name)
    return command.get_help(context).split("\n\nQuestions: ")[0]


def main() -> None:
    TARGET.write_text(commands(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
