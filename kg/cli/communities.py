"""kg communities: the groups of a network, and whether they tell more than who wrote what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options
from kg.cli.patience import patiently

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.query import Answer


@click.command("communities", short_help="The groups of a network, and what they may only repeat.")
@measuring.network
@click.option("--method", type=click.Choice(("leiden", "louvain")),
              help="How groups are sought in a network of one mode. [default: leiden]")  # fmt: skip
@measuring.weighting
@click.option("--seed", type=int, default=0, show_default=True, help="For what is drawn at random.")
@options.target(**measuring.FORMATS)
@options.measured_slicing
@options.data
@options.volume
def command(
    network: str,
    method: str | None,
    weighting: str | None,
    unweighted: bool,
    seed: int,
    form: str | None,
    target: str | None,
) -> None:
    """Part a network into groups that are tied within more than chance would tie them.

    The groups are those of the highest modularity that a hundred runs find; in a two-mode network
    of Barber's. Standard error tells first whether they only repeat which document names whom, then
    what rewired copies of the network give, and whether the runs agree. A group is a pattern of
    what is written, not a body. Counts actual facts only, unless --status says otherwise.

    \b
    Example: kg communities --network affiliation --roll-up
    Example: kg communities --network co-membership --method louvain
    """
    chosen, settings = measuring.form_of(form, target), options.settings()
    status = measuring.status()

    def work() -> tuple[Graph, Answer, list[str]]:
        graph = measuring.loaded(settings, status)
        return graph, *_communities(graph, network, weighting, method, not unweighted, seed)

    graph, answer, lines = patiently(work)
    measuring.notes([*graph.notes, *lines])
    measuring.respond(answer, chosen, target, graph)


def _communities(
    graph: Graph, name: str, weighting: str | None, method: str | None, weighted: bool, seed: int
) -> tuple[Answer, list[str]]:
    from kg import communities, groups, network, observations, origins, rank
    from kg.query import Answer

    made = network.of(graph, name, weighting)
    communities.demand(made, method)
    observed = observations.observations(graph, made)
    if reason := rank.refusal(made, observed):
        slice_ = f"{graph.slice.describe()}; data {graph.version}"
        said = f"{made.rule.name}: {reason.replace('to rank', 'to part into groups')}; {slice_}"
        return Answer("select", groups.COLUMNS), [said]
    found = communities.communities(made, method, weighted=weighted, seed=seed)
    documents = origins.documents(found.network, observed)
    return groups.table(graph, found, documents), [*groups.report(graph, found, observed)]
