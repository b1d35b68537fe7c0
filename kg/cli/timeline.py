"""kg timeline: what happened, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options, output
from kg.cli.patience import patiently
from kg.cli.query import ThingOf

if TYPE_CHECKING:
    from kg.chronicle import Chronicle
    from kg.graph import Graph
    from kg.query import Answer


@click.command("timeline", short_help="What happened, in order, as closely as it is known.")
@click.argument("thing", required=False, type=ThingOf())
@measuring.plot
@options.target(**measuring.FORMATS)
@options.slicing
@options.data
@options.volume
def command(thing: str | None, plot: str | None, form: str | None, target: str | None) -> None:
    """List what happened, began or ended, to THING or at all, by the earliest possible day.

    What is only planned is listed as well, with its status.

    \b
    Example: kg timeline "Wessex HIEC"
    """
    chosen, settings = measuring.form_of(form, target), options.settings()
    plot = measuring.checked(plot)

    def work() -> tuple[Graph, Chronicle, list[str]]:
        from kg import attestation, chronicle
        from kg.names import resolve

        graph = settings.load()
        iri = resolve(graph, thing) if thing else None
        found = chronicle.chronicle(graph, iri)
        cited = [event.fact.iri for event in found.events]
        told = attestation.attested(graph, cited) if cited else ()
        return graph, found, [*chronicle.remarks(graph, found, iri), *told]

    graph, found, lines = patiently(work)
    measuring.notes([*graph.notes, *lines])
    if plot:
        _draw(graph, found, plot)
    measuring.respond(_table(graph, found, chosen), chosen, target, graph)


def _table(graph: Graph, found: Chronicle, form: str) -> Answer:
    from kg import chronicle, evidence

    answer = evidence.marked(graph, chronicle.table(found))
    return chronicle.for_reading(answer) if measuring.rounded(form) else answer


def _draw(graph: Graph, found: Chronicle, target: str) -> None:
    from kg import plot

    source = plot.source_line(graph)
    picture = plot.timeline(found, source)
    if picture is None:
        output.note(f"nothing to draw: {target} is not written")
    measuring.drawn(picture, target)
