"""kg site: the whole graph as a folder of pages that need no network and no script."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options, output
from kg.cli.patience import patiently


@click.command("site", short_help="The whole graph as a small web site, to open or to publish.")
@click.option("-o", "--output", "target", metavar="DIR", default="site", show_default=True,
              type=click.Path(file_okay=False), help="The folder to make.")  # fmt: skip
@click.option("--with-passages", "with_passages", is_flag=True,
              help="Put the words of the passages into the pages, of texts at hand.")  # fmt: skip
@click.option("--open", "opened", is_flag=True, help="Open its first page.")
@options.documents
@options.slicing
@options.data
@options.volume
def command(target: str, with_passages: bool, opened: bool) -> None:
    """Make a folder of pages: pictures, things, documents, questions, the data in every format.

    START-HERE.html opens by double-click; the folder works as it is under any address of a web
    server. A folder that an earlier run made is replaced whole, any other is left alone.

    \b
    Example: kg site -o site --open
    """
    from kg.folders import demand_ours, demand_writable, write_folder

    demand_ours(Path(target))
    demand_writable(Path(target).parent)
    settings, status = options.settings(), options.kept("status")
    files, notes = patiently(lambda: _made(settings, status, with_passages))
    from kg.site import START

    write_folder(Path(target), files)
    for note in notes:
        output.note(note)
    size = sum(map(len, files.values())) / 1e6
    output.note(f"wrote {len(files)} files, {size:.1f} MB; open {Path(target) / START}")
    if opened:
        import webbrowser

        webbrowser.open((Path(target) / START).resolve().as_uri())


def _made(
    settings: options.Settings, status: str | None, with_passages: bool
) -> tuple[dict[str, bytes], list[str]]:
    """The files by their paths, and what is to be said of the graph."""
    from kg import quotes, site, viewfile

    graph = settings.load()
    views = [viewfile.named(name) for name in viewfile.library()]
    words = quotes.quotes(graph, settings.library()) if with_passages else {}
    return site.site(graph, views, words, status), graph.notes
