"""kg brokers: the nodes and ties whose loss would part a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options
from kg.cli.patience import patiently

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.query import Answer


@click.command("brokers", short_help="The nodes and ties whose loss would part a network.")
@measuring.network
@options.target(**measuring.FORMATS)
@options.measured_slicing
@options.data
@options.volume
def command(network: str, form: str | None, target: str | None) -> None:
    """List articulation points and bridges: nodes and ties that alone hold two parts together.

    A thing that only one document ties to the rest is held by a bridge that another document
    might double. Ties count in both directions. Actual facts only, unless --status says otherwise.

    \b
    Example: kg brokers --network affiliation --roll-up
    """
    chosen, settings, status = (
        measuring.form_of(form, target),
        options.settings(),
        measuring.status(),
    )

    def work() -> tuple[Graph, Answer, list[str]]:
        graph = measuring.loaded(settings, status)
        return graph, *_brokers(graph, network)

    graph, answer, lines = patiently(work)
    measuring.notes([*graph.notes, *lines])
    measuring.respond(answer, chosen, target, graph)


def _brokers(graph: Graph, name: str) -> tuple[Answer, list[str]]:
    from kg import brokers, network, observations, rank, scoreboard
    from kg.phrase import count

    made = network.of(graph, name)
    points, spans = brokers.articulation_points(made), brokers.bridges(made)
    pendants = sum(cut.parts[1] == 1 for cut in spans)
    lines = [*rank.report(graph, made, observations.observations(graph, made))]
    hold = "holds" if pendants == 1 else "hold"
    lines.append(
        f"{count(len(points), 'articulation point')}, {count(len(spans), 'bridge')},"
        f" of which {pendants} only {hold} a single thing"
    )
    return scoreboard.brokers(graph, made, points, spans), lines
