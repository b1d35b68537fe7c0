"""kg networks: the networks of the graph, and how one of them is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.plot import Picture
    from kg.query import Answer


@click.command("networks", short_help="The networks of the graph, and how each is built.")
@click.argument("name", required=False, type=measuring.NetworkName())
@click.option("--ties", is_flag=True, help="List the ties of NAME with their facts.")
@click.option(
    "--weight", "weighting", type=click.Choice(("newman", "count")),
    help="How a shared alliance of k weighs in a projected network: 1/(k-1) or 1.",
)  # fmt: skip
@click.option(
    "--plot",
    metavar="FILE",
    help="Draw how many facts of each document tie each thing, to a .svg or .png.",
)
@options.target(**measuring.FORMATS)
@options.slicing
@options.data
@options.volume
def command(
    name: str | None,
    ties: bool,
    weighting: str | None,
    plot: str | None,
    form: str | None,
    target: str | None,
) -> None:
    """List the networks, or tell of NAME what is a node and a tie in it, and how it is built.

    Counts actual facts only, unless --status says otherwise.

    \b
    Example: kg networks co-membership
    Example: kg networks affiliation --ties --roll-up
    """
    if ties and not name:
        raise KgError("--ties of which network? kg networks NAME --ties")
    if measuring.checked(plot) and not name:
        raise KgError("--plot of which network? kg networks NAME --plot FILE")
    chosen, settings, status = (
        measuring.form_of(form, target),
        options.settings(),
        measuring.status(),
    )
    round_ = measuring.rounded(chosen)

    def work() -> tuple[Graph, Answer, list[str]]:
        graph = measuring.loaded(settings, status)
        if not name:
            return graph, *_all(graph)
        return graph, *_one(graph, name, weighting, ties, round_)

    graph, answer, lines = patiently(work)
    measuring.notes([*graph.notes, *lines])
    if name and plot:
        measuring.drawn(_picture(graph, name), plot)
    measuring.respond(answer, chosen, target, graph)


def _all(graph: Graph) -> tuple[Answer, list[str]]:
    from kg import network, scoreboard

    found = scoreboard.catalogue([network.of(graph, name) for name in network.library()])
    return found, [f"{graph.slice.describe()}; data {graph.version}"]


def _one(
    graph: Graph, name: str, weighting: str | None, ties: bool, rounded: bool
) -> tuple[Answer, list[str]]:
    from kg import network, observations, rank, scoreboard

    made = network.of(graph, name, weighting)
    lines = [*rank.report(graph, made, observations.observations(graph, made))]
    if ties:
        return scoreboard.ties(graph, made, rounded), lines
    return scoreboard.anatomy(graph, made, rounded), lines


def _picture(graph: Graph, name: str) -> Picture:
    from kg import network, observations, plot

    made = network.of(graph, name)
    counts = observations.by_thing(made, observations.observations(graph, made))
    labelled = {graph.label(thing): found for thing, found in counts.items()}
    return plot.matrix(labelled, plot.source_line(graph.slice.describe(), graph.version))
