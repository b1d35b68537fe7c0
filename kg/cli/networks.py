"""kg networks: the networks of the graph, and how one of them is built."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli import measuring, options
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.network import Network
    from kg.observations import Observations
    from kg.plot import Picture
    from kg.query import Answer


@click.command("networks", short_help="The networks of the graph, and how each is built.")
@click.argument("name", required=False, type=measuring.NetworkName())
@click.option("--ties", is_flag=True, help="List the ties of NAME with their facts.")
@measuring.weight
@click.option(
    "--plot",
    metavar="FILE",
    help="Draw how many facts of each document tie each thing, to a .svg or .png.",
)
@options.target(**measuring.FORMATS)
@options.measured_slicing
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
    chosen, settings = measuring.form_of(form, target), options.settings()
    status, rounded = measuring.status(), measuring.rounded(chosen)

    def work() -> _Found:
        graph = measuring.loaded(settings, status)
        if not name:
            return _all(graph)
        return _one(graph, network.of(graph, name, weighting), ties, rounded, bool(plot))

    from kg import network

    found = patiently(work)
    measuring.notes([*found.graph.notes, *found.lines])
    measuring.drawn(found.picture, plot)
    measuring.respond(found.answer, chosen, target, found.graph)


class _Found(NamedTuple):
    graph: Graph
    answer: Answer
    lines: list[str]
    picture: Picture | None = None


def _all(graph: Graph) -> _Found:
    from kg import network, networkfile, scoreboard

    answer = scoreboard.catalogue([network.of(graph, name) for name in networkfile.library()])
    return _Found(graph, answer, [f"{graph.slice.describe()}; data {graph.version}"])


def _one(graph: Graph, made: Network, ties: bool, rounded: bool, plot: bool) -> _Found:
    from kg import observations, rank, scoreboard

    observed = observations.observations(graph, made)
    told = scoreboard.ties if ties else scoreboard.anatomy
    picture = _picture(graph, made, observed) if plot else None
    lines = [*rank.report(graph, made, observed)]
    return _Found(graph, told(graph, made, rounded), lines, picture)


def _picture(graph: Graph, made: Network, observed: Observations) -> Picture | None:
    from kg import observations, plot
    from kg.vocabulary import slug

    counts = observations.by_thing(made, observed)
    often = Counter(map(graph.label, counts))
    labelled = {
        label if often[label := graph.label(thing)] == 1 else f"{label} ({slug(thing)})": found
        for thing, found in counts.items()
    }
    return plot.matrix(labelled, plot.source_line(graph))
