"""What the commands that measure networks share: options, the slice, the printing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from kg.cli import options, output
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.plot import Picture
    from kg.query import Answer

ENDINGS = {
    "csv": "csv", "tsv": "tsv", "json": "json", "jsonl": "jsonl", "md": "md", "xml": "xml",
    "xlsx": "xlsx", "txt": "table",
}  # fmt: skip
FORMATS = dict.fromkeys(("table", "csv", "tsv", "json", "jsonl", "md", "xml", "xlsx"), "")


class NetworkName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A network of the library by name, or a file of one; read later."""

    name = "network"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from kg.content import folder

        known = sorted(path.stem for path in (folder("queries") / "network").glob("*.rq"))
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]


network = click.option(
    "--network", "network", type=NetworkName(), default="affiliation", show_default=True,
    metavar="NAME|FILE", help="The network: kg networks lists them.",
)  # fmt: skip
weight = click.option(
    "--weight", "weighting", type=click.Choice(("newman", "count")),
    help="How a shared alliance of k weighs in a projected network: 1/(k-1) or 1.",
)  # fmt: skip
weighting = options.together(
    weight,
    click.option("--unweighted", is_flag=True, help="Let every tie weigh 1."),
)  # fmt: skip
plot = click.option(
    "--plot", "plot", metavar="FILE", help="Draw it as well, to a file .svg or .png."
)


def loaded(settings: options.Settings, status: str | None) -> Graph:
    """The graph of actual facts, unless a status was asked for."""
    return replace(settings, status=status or "actual").load()


def status() -> str | None:
    """The status that was asked for, if any; to be called on the main thread."""
    found = options.kept("status")
    return str(found) if found else None


def respond(answer: Answer, form: str, target: str | None, graph: Graph) -> None:
    """Print a table as the other tables are."""
    from kg import table
    from kg.cli.query import shown_as

    terminal = output.on_terminal(target)
    if terminal and form == "table":
        answer = table.without_named(answer, shown_as(graph))
    output.emit(output.drawn(answer, form, terminal, shown_as(graph)), target)


def form_of(form: str | None, target: str | None, endings: Mapping[str, str] = ENDINGS) -> str:
    """The format of a table; KgError, before any work, if the file cannot be written."""
    found = output.form_of(form, target, endings, "table", "csv")
    _demand_folder(target)
    return found


def rounded(form: str) -> bool:
    """Whether the format is for people, who need no sixteen digits."""
    return form in {"table", "md"}


def drawn(picture: Picture | None, target: str | None) -> None:
    """Write a picture to the file that was asked for, if any."""
    from kg.plot import form_of

    if picture and target:
        output.emit(picture.render(form_of(target)), target)


def checked(target: str | None) -> str | None:
    """The file of a picture; KgError, before any work, if its ending tells no form or its folder
    is not there.
    """
    from kg.plot import form_of

    if target:
        form_of(target)
        _demand_folder(target)
    return target


def _demand_folder(target: str | None) -> None:
    folder = Path(target or output.STDOUT).parent
    if not folder.is_dir():
        raise KgError(f"cannot write {target}: there is no folder {folder}; make it first")


def notes(lines: Iterable[str]) -> None:
    for line in lines:
        output.note(line)
