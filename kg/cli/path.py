"""kg path: the ways between two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options, output
from kg.cli.patience import patiently
from kg.cli.query import ThingOf
from kg.cli.show import ENDINGS

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.ways import Ways, Wish


walking = options.together(
    click.option("--network", "network", type=measuring.NetworkName(), default="everything",
                 show_default=True, metavar="NAME|FILE",
                 help="The network to walk, whatever the direction of its ties."),
    click.option("--weighted", is_flag=True,
                 help="Let a way through an alliance of k cost log k, every other step 1."),
    click.option("--same-time", is_flag=True,
                 help="Only ways whose steps can all hold on one day."),
    click.option("--max-length", type=click.IntRange(1), metavar="N",
                 help="Only ways of at most so many steps."),
    click.option("--avoid", multiple=True, type=ThingOf(), metavar="THING",
                 help="Only ways that do not pass this; repeatable."),
    click.option("--top", type=click.IntRange(1), default=3, show_default=True, metavar="N",
                 help="List so many ways, the shortest first."),
)  # fmt: skip


@click.command("path", short_help="The ways between two things, step by step.")
@click.argument("thing", type=ThingOf())
@click.argument("other", type=ThingOf())
@walking
@options.target(text="for reading", json="every field", md="Markdown")
@options.slicing
@options.data
@options.volume
def command(
    thing: str,
    other: str,
    network: str,
    weighted: bool,
    same_time: bool,
    max_length: int | None,
    avoid: tuple[str, ...],
    top: int,
    form: str | None,
    target: str | None,
) -> None:
    """Tell how THING is tied to OTHER: the shortest ways, then the next-shortest.

    Each step comes with its facts, their status and documents. A way is no proof of contact:
    members of one alliance need never have met. Steps that are only planned are marked.

    \b
    Example: kg path "University of Southampton" "Bournemouth University"
    Example: kg path "Wessex HIEC" "Wessex Health Partners" --same-time
    """
    from kg.telling import FORMATS
    from kg.ways import Wish

    settings = options.settings()
    chosen = output.form_of(form, target, ENDINGS, "text", "text")
    wish = Wish(network, weighted, same_time, max_length, avoid, top)
    graph, found = patiently(lambda: _found(settings, thing, other, wish))
    output.emit(FORMATS[chosen](found, output.bold(target)), target)
    measuring.notes([*found.notes, *found.reasons, *graph.notes])


def _found(settings: options.Settings, thing: str, other: str, wish: Wish) -> tuple[Graph, Ways]:
    from dataclasses import replace

    from kg import ways
    from kg.names import resolve

    graph = settings.load()
    one, two = (resolve(graph, name) for name in (thing, other))
    avoid = tuple(resolve(graph, name) for name in wish.avoid)
    return graph, ways.ways(graph, one, two, replace(wish, avoid=avoid))
