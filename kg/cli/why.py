"""kg why: the facts on a thing, or between two, with the passages that carry them."""

from __future__ import annotations

import click

from kg.cli import options, output
from kg.cli.query import ThingOf
from kg.cli.show import ENDINGS


@click.command("why", short_help="The facts on a thing, or between two, with their passages.")
@click.argument("thing", type=ThingOf())
@click.argument("other", type=ThingOf(), required=False)
@options.target(text="for reading", json="every field", md="Markdown")
@options.documents
@options.slicing
@options.data
@options.volume
def command(thing: str, other: str | None, form: str | None, target: str | None) -> None:
    """Tell the facts that name THING, or both THING and OTHER, and where each was read.

    Where the text of a document is at hand (kg documents), the passage itself is shown with
    the names marked. Where no fact names both, what stands between the two is told.

    \b
    Example: kg why "University of Southampton" "Wessex HIEC"
    """
    from kg import why
    from kg.names import resolve

    settings = options.settings()
    graph, library = settings.load(), settings.library()
    chosen = output.form_of(form, target, ENDINGS, "text", "text")
    things = [resolve(graph, name) for name in (thing, other) if name is not None]
    found = why.why(graph, things, library.text)
    bold = output.bold(target)
    mark = bold if output.on_terminal(target) else "[{}]".format
    output.emit(why.FORMATS[chosen](found, mark, bold), target)
    if not found.reasons and not found.between:
        output.note(f"no fact names {' and '.join(found.labels)} ({found.slice})")
    for note in graph.notes:
        output.note(note)
