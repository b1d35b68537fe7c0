"""kg show: a card of what is known of a thing."""

from __future__ import annotations

import click

from kg.cli import options, output
from kg.cli.query import ThingOf

ENDINGS = {"txt": "text", "json": "json", "md": "md"}


@click.command("show", short_help="A card of what is known of a thing.")
@click.argument("thing", type=ThingOf())
@options.target(text="for reading", json="every field", md="Markdown")
@options.slicing
@options.data
@options.volume
def command(thing: str, form: str | None, target: str | None) -> None:
    """Show what is known of THING, given by any of its names, its slug or its IRI.

    Each line ends with its status, when it was last attested, and its sources.

    \b
    Example: kg show "Wessex Health Partners" --status actual
    """
    from kg import card

    graph = options.settings().load()
    shown = card.show(graph, thing)
    chosen = output.form_of(form, target, ENDINGS, "text", "text")
    output.emit(card.FORMATS[chosen](shown, output.bold(target)), target)
    if not shown.sections:
        output.note(f"no fact names {shown.label} ({shown.slice})")
    for note in graph.notes:
        output.note(note)
