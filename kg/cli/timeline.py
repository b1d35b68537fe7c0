"""kg timeline: what happened, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options
from kg.cli.patience import patiently
from kg.cli.query import ThingOf

if TYPE_CHECKING:
    from kg.chronicle import Chronicle
    from kg.graph import Graph
    from kg.plot import Picture
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

    def work() -> tuple[Graph, Chronicle]:
        from kg import chronicle
        from kg.names import resolve

        graph = settings.load()
        return graph, chronicle.chronicle(graph, resolve(graph, thing) if thing else None)

    graph, found = patiently(work)
    measuring.notes([*graph.notes, *_remarks(graph, found)])
    measuring.drawn(_picture(graph, found) if plot else None, plot)
    measuring.respond(_table(graph, found, chosen), chosen, target, graph)


def _table(graph: Graph, found: Chronicle, form: str) -> Answer:
    from kg import chronicle, evidence

    answer = evidence.marked(graph, chronicle.table(found))
    return chronicle.for_reading(answer) if measuring.rounded(form) else answer


def _remarks(graph: Graph, found: Chronicle) -> Iterator[str]:
    vague = sum(event.precision != "day" for event in found.events)
    size = f"{len(found.events)} dates, {vague} of them vaguer than a day"
    yield f"{size}; {graph.slice.describe()}; data {graph.version}"
    if found.undated:
        yield f"{len(found.undated)} events without a date are not listed"


def _picture(graph: Graph, found: Chronicle) -> Picture:
    from kg import plot

    return plot.timeline(found, plot.source_line(graph.slice.describe(), graph.version))
