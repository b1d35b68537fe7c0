"""kg export: write the graph for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options, output
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph

FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml")


@click.command("export", short_help="Write the graph for other tools, in a format of RDF.")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("-o", "--output", "target", metavar="FILE", type=click.Path(), help="Write here.")
@click.option("--derived", is_flag=True, help="Add the days of facts and positions of passages.")
@options.slicing
@options.data
@options.volume
def command(form: str, target: str | None, derived: bool) -> None:
    """Write the graph as FORMAT: turtle, nt, rdfxml, jsonld; trig and nq by document.

    turtle, nt, rdfxml and jsonld hold all documents in one graph, with the ontology and the
    plain properties that are derived. trig and nq hold a named graph for each document, as read.

    \b
    Example: kg export turtle -o wessex.ttl --status actual
    """
    from kg import export

    endings = {each.ending: name for name, each in export.FORMATS.items()}
    ending = endings.get(Path(target or "").suffix.lower().lstrip("."), form)
    if ending != form:
        raise KgError(f"{target} ends as a file of {ending} does, not of {form}; name it otherwise")
    settings = options.settings()
    graph, data = patiently(lambda: _exported(settings, form, derived))
    output.emit(data, target)
    for note in graph.notes:
        output.note(note)
    if graph.slice.roll_up and export.FORMATS[form].named:
        output.note(f"{form} holds the documents as read: --roll-up changes nothing in it")


def _exported(settings: options.Settings, form: str, derived: bool) -> tuple[Graph, bytes]:
    from kg import export

    graph = settings.load()
    return graph, export.export(graph, form, derived=derived)
