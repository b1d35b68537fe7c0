"""kg draw: views as pages that open in a browser, or as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem

from kg.cli import options, output
from kg.cli.patience import patiently
from kg.cli.query import ThingOf
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network
    from kg.viewfile import View

FORMATS = ("html", "svg", "png")


class ViewName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A view of the library by name, or a file of one; read later."""

    name = "view"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from kg.content import folder

        known = sorted(path.stem for path in folder("viz").glob("*.rq"))
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]


class Wish(NamedTuple):
    """What to draw: views by name, or what lies around a thing, between two, behind a question."""

    views: tuple[str, ...]
    around: str | None
    hops: int
    path: tuple[str, str] | None
    question: str | None
    passages: bool
    form: str


made_on_the_spot = options.together(
    click.option("--around", type=ThingOf(), metavar="THING",
                 help="Draw what lies around a thing."),
    click.option("--hops", type=click.IntRange(1, 9), default=1, show_default=True, metavar="N",
                 help="With --around: within so many ties."),
    click.option("--path", nargs=2, type=ThingOf(), metavar="A B",
                 help="Draw the shortest ways between two things."),
    click.option("--question", metavar="NAME", help="Draw the facts behind a question's answer."),
)  # fmt: skip


@click.command("draw", short_help="Pages and pictures of the graph, to open in a browser.")
@click.argument("views", nargs=-1, type=ViewName(), metavar="[VIEW]...")
@made_on_the_spot
@click.option("-o", "--output", "target", metavar="DIR", default=".",
              type=click.Path(file_okay=False),
              help="The folder to write to. [default: this one]")  # fmt: skip
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="html",
              show_default=True, help="A page, or a picture of it.")  # fmt: skip
@click.option("--with-passages", "with_passages", is_flag=True,
              help="Put the words of the passages into the page, of texts at hand.")  # fmt: skip
@click.option("--open", "opened", is_flag=True, help="Open what was made.")
@options.documents
@options.slicing
@options.data
@options.volume
def command(
    views: tuple[str, ...],
    around: str | None,
    hops: int,
    path: tuple[str, str] | None,
    question: str | None,
    target: str,
    form: str,
    with_passages: bool,
    opened: bool,
) -> None:
    """Write each VIEW as one page that needs no network, or as a picture; without VIEW all of them.

    A view is a file of viz/. Each has a status and says whether successors stand in for
    predecessors; --status and --roll-up override that. Everything in a page leads to the passage
    that it was read from.

    \b
    Example: kg draw tables --open
    Example: kg draw --around "Wessex Health Partners" --hops 2 -o pages
    """
    settings, status = options.settings(), options.kept("status")
    wish = Wish(views, around, hops, path, question, with_passages, form)
    files = patiently(lambda: _made(settings, wish, status))
    _write(Path(target), files)
    if opened:
        _open([Path(target) / name for name in files])


def _made(settings: options.Settings, wish: Wish, status: str | None) -> dict[str, bytes]:
    """The files by their names."""
    several = [each is not None for each in (wish.around, wish.path or None, wish.question)]
    if sum(several) + bool(wish.views) > 1:
        raise KgError("one at a time: views, --around, --path or --question")
    if any(several):
        graph = settings.load()
        view, made = _excerpt(graph, wish)
        return _file(graph, view, wish, settings, made)
    from kg import viewfile

    found: dict[str, bytes] = {}
    for name in wish.views or viewfile.library():
        view = viewfile.named(name)
        files = _file(_of_view(settings, view, status), view, wish, settings)
        if files.keys() & found.keys():
            raise KgError(f"{name}: another view is written to {next(iter(files))}; draw it apart")
        found.update(files)
    return found


def _of_view(settings: options.Settings, view: View, status: str | None) -> Graph:
    """The graph in the slice that the view wants, where nothing else was asked for."""
    rolled = settings.roll_up or view.roll_up
    return replace(settings, status=status or view.status, roll_up=rolled).load()


def _excerpt(graph: Graph, wish: Wish) -> tuple[View, Network]:
    from kg import excerpts, query, ways
    from kg.names import resolve

    if wish.around is not None:
        return excerpts.around(graph, resolve(graph, wish.around), wish.hops)
    if wish.path:
        one, two = (resolve(graph, name) for name in wish.path)
        return excerpts.along(graph, ways.ways(graph, one, two, ways.Wish(top=10)))
    assert wish.question is not None
    answer = query.run(graph, query.pick(wish.question).text, wish.question, hide=True)
    if answer.facts is None:
        raise KgError(f"{wish.question}: its rows are no facts, so there is nothing to draw")
    return excerpts.behind(graph, wish.question, filter(None, answer.facts))


def _file(
    graph: Graph, view: View, wish: Wish, settings: options.Settings, made: Network | None = None
) -> dict[str, bytes]:
    from kg import drawing, layouts, network, quotes

    made = made or network.of(graph, view.rule)
    words = quotes.quotes(graph, settings.library()) if wish.passages else {}
    told = drawing.drawing(graph, view, made, words)
    scene = layouts.scene(told)
    name = f"{view.name}.{wish.form}"
    if wish.form == "html":
        from kg import page

        return {name: page.page(told, scene).encode()}
    from kg import figure

    return {name: figure.figure(told, scene, wish.form)}


def _write(folder: Path, files: dict[str, bytes]) -> None:
    from kg.files import reason, write_together

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"cannot write to {folder}: {reason(error)}") from error
    write_together({folder / name: data for name, data in files.items()})
    output.note(f"wrote {', '.join(str(folder / name) for name in files)}")


def _open(paths: Sequence[Path]) -> None:
    import webbrowser

    webbrowser.open(paths[0].resolve().as_uri())
