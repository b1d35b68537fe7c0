"""kg draw: views as pages that open in a browser, or as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem

from kg import folders
from kg.cli import options, output
from kg.cli.patience import patiently
from kg.cli.query import ThingOf
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network
    from kg.viewfile import View

    Asked = tuple[str, View, Graph, Network | None]
    """What was asked for by a name: a view of a graph, and the network where it is not all."""

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
    """What to draw: views by name, or what lies around things, between two, behind a question."""

    views: tuple[str, ...]
    around: tuple[str, ...]
    hops: int | None
    path: tuple[str, str] | None
    question: str | None
    passages: bool
    form: str


made_on_the_spot = options.together(
    click.option("--around", type=ThingOf(), metavar="THING", multiple=True,
                 help="Draw what lies around a thing; repeatable."),
    click.option("--hops", type=click.IntRange(1, 9), metavar="N",
                 help="With --around: within so many ties. [default: 1]"),
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
    around: tuple[str, ...],
    hops: int | None,
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
    _demand_one(wish)
    folders.demand_writable(Path(target))
    files = patiently(lambda: _made(settings, wish, status))
    _write(Path(target), files)
    if opened:
        _open([Path(target) / name for name in files])


def _demand_one(wish: Wish) -> None:
    """Raise KgError for wishes that do not go together."""
    asked = (wish.views, wish.around, wish.path, wish.question is not None)
    if sum(map(bool, asked)) > 1:
        raise KgError("one at a time: views, --around, --path or --question")
    if wish.hops and not wish.around:
        raise KgError("--hops says how far --around reaches; give both, or neither")


def _made(settings: options.Settings, wish: Wish, status: str | None) -> dict[str, bytes]:
    """The files by their names."""
    found: dict[str, bytes] = {}
    for name, view, graph, made in _pictures(settings, wish, status):
        file = f"{view.name}.{wish.form}"
        if file in found:
            raise KgError(f"{name}: another picture is written to {file}; draw it apart")
        found[file] = _file(graph, view, wish, settings, made)
    return found


def _pictures(settings: options.Settings, wish: Wish, status: str | None) -> Iterator[Asked]:
    """What is to be drawn, one by one."""
    if wish.around or wish.path or wish.question is not None:
        yield from _excerpts(settings.load(), wish)
        return
    from kg import viewfile

    for name in wish.views or viewfile.library():
        view = viewfile.named(name)
        cut = view.slice(settings.slice(), status)
        yield name, view, replace(settings, status=cut.status, roll_up=cut.roll_up).load(), None


def _excerpts(graph: Graph, wish: Wish) -> Iterator[Asked]:
    """What is drawn on the spot, named after what it is about."""
    from kg import excerpts, query, ways
    from kg.addresses import stem
    from kg.names import resolve
    from kg.vocabulary import ID

    for name in wish.around:
        thing = resolve(graph, name)
        view, made = excerpts.around(graph, thing, wish.hops or 1)
        yield name, replace(view, name=f"around-{stem(thing, ID)}"), graph, made
    if wish.path:
        one, two = (resolve(graph, name) for name in wish.path)
        view, made = excerpts.along(graph, ways.ways(graph, one, two, ways.Wish(top=10)))
        name = f"path-{stem(one, ID)}-{stem(two, ID)}"
        yield name, replace(view, name=name), graph, made
    if wish.question is not None:
        asked = query.pick(wish.question)
        name = asked.name
        answer = query.run(graph, asked.text, name, hide=True)
        if answer.facts is None:
            raise KgError(f"{name}: its rows are no facts, so there is nothing to draw")
        view, made = excerpts.behind(graph, name, filter(None, answer.facts))
        yield name, view, graph, made


def _file(
    graph: Graph, view: View, wish: Wish, settings: options.Settings, made: Network | None
) -> bytes:
    from kg import drawing, layouts, quotes

    words = quotes.quotes(graph, settings.library()) if wish.passages else {}
    told = drawing.drawing(graph, view, made, words)
    scene = layouts.scene(told)
    if wish.form == "html":
        from kg import page

        return page.page(told, scene).encode()
    from kg import figure

    return figure.figure(told, scene, wish.form)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files together; a folder made for them does not outlive a failure."""
    from kg.files import reason, write_together

    try:
        with folders.made(folder):
            write_together({folder / name: data for name, data in files.items()})
    except OSError as error:
        raise KgError(f"cannot write to {folder}: {reason(error)}") from error
    output.note(f"wrote {', '.join(str(folder / name) for name in files)}")


def _open(paths: Sequence[Path]) -> None:
    import webbrowser

    webbrowser.open(paths[0].resolve().as_uri())
