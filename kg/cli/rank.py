"""kg rank: who scores highest in a network, and how little that may rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kg.cli import measuring, options, output
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.plot import Picture
    from kg.standings import Standings, Wish

ENDINGS = {**measuring.ENDINGS, "ttl": "turtle"}
MEASURES = (
    "degree", "strength", "betweenness", "closeness", "harmonic", "eigenvector", "pagerank", "katz",
    "core", "clustering", "constraint", "effective-size",
)  # fmt: skip


class MeasureName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A measure by name; an unknown one is told when the measures are at hand."""

    name = "measure"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name) for name in MEASURES if name.startswith(incomplete)]


class Shares(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Percentages with commas between them."""

    name = "shares"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(float(each) for each in value.split(","))
        except ValueError:
            found = ()
        if not found or not all(0 < each < 100 for each in found):
            self.fail(f"{value!r}: write percentages such as 5,10,25", param, ctx)
        return found


settling = options.together(
    click.option("--alpha", type=float,
                 help="Attenuation of katz. [default: 0.85 of what is possible]"),
    click.option("--damping", type=float, help="Damping of pagerank. [default: 0.85]"),
    click.option("--exact", is_flag=True, help="Count all ways, however long it takes."),
    click.option("--seed", type=int, default=0, show_default=True,
                 help="For what is drawn at random."),
)  # fmt: skip
probing = options.together(
    click.option("--top", "many", type=click.IntRange(1), metavar="N",
                 help="Only the first N, and those that share their rank."),
    click.option("--stability", is_flag=True,
                 help="Rank again without each document and each list of facts in turn. The column"
                      " span has the first and last rank in any run, among the things that are"
                      " present in every run."),
    click.option("--drop", type=Shares(), metavar="5,10,25",
                 help="Tell how the ranking bears the loss of so many percent of the ties."),
    click.option("--min-support", type=click.IntRange(1), default=1, metavar="N",
                 help="Only ties read from N passages or more."),
    click.option("--over", metavar="FROM..TO",
                 help="As of each day in these years on which something changes; by strength, which"
                      " counts ties, if no MEASURE is given. A cell has the score in what is"
                      " certain, then in all that may hold."),
    click.option("--yearly", is_flag=True, help="With --over: as of each first of January."),
)  # fmt: skip


@click.command("rank", short_help="Who scores highest in a network, and how sure that is.")
@click.argument("measures", nargs=-1, type=MeasureName(), metavar="[MEASURE]...")
@measuring.network
@measuring.weighting
@probing
@settling
@measuring.plot
@options.target(**measuring.FORMATS, turtle="the scores as RDF")
@options.measured_slicing
@options.data
@options.volume
def command(form: str | None, target: str | None, plot: str | None, **given: Any) -> None:
    """Rank the things of a network by each MEASURE (by degree if none is given).

    Measures: degree, strength, betweenness, closeness, harmonic, eigenvector, pagerank, katz,
    core, clustering, constraint, effective-size. docs/measures.md tells each of them. Things of
    one score share an interval of ranks. What is written about most comes first: read what stands
    on standard error before the table, and add --stability.

    Counts actual facts only, unless --status says otherwise. People are ranked only with
    --network people.

    \b
    Example: kg rank betweenness --network affiliation --roll-up --top 5
    Example: kg rank degree --network affiliation --stability
    """
    chosen = measuring.form_of(form, target, ENDINGS)
    settings, status, plot = options.settings(), measuring.status(), measuring.checked(plot)
    wish = wished(measuring.rounded(chosen), **given)
    if wish.over and chosen == "turtle":
        raise KgError("--over gives a table of days, no scores as RDF; leave out turtle")

    def work() -> tuple[Graph, Standings]:
        graph = measuring.loaded(settings, status)
        return graph, standings(graph, wish)

    from kg.standings import standings

    graph, found = patiently(work)
    measuring.notes([*graph.notes, *found.remarks, *_instead(found, chosen)])
    if plot:
        measuring.drawn(_picture(graph, found, wish.many), plot)
    if chosen == "turtle":
        output.emit(_turtle(graph, found, wish), target)
    else:
        measuring.respond(found.table, chosen, target, graph)


def _instead(found: Standings, form: str) -> Iterator[str]:
    """What is shown in place of a ranking, and what scores as RDF do not tell."""
    if form != "turtle":
        yield from found.instead
    elif not found.rankings:
        yield "no scores to write"
    elif not found.stable:
        yield "which documents a score needs is not told: add --stability"


def wished(
    rounded: bool,
    measures: tuple[str, ...],
    over: str | None,
    drop: tuple[float, ...] | None,
    **given: Any,
) -> Wish:
    """What the options ask for."""
    from kg.moments import parse
    from kg.settings import How
    from kg.standings import Wish

    if given["yearly"] and not over:
        raise KgError("--yearly steps through what? Give --over FROM..TO")
    weighted = not given.pop("unweighted")
    how = {name: given.pop(name) for name in ("alpha", "damping", "exact", "seed")}
    for option, measure in (("alpha", "katz"), ("damping", "pagerank")):
        if how[option] is None:
            del how[option]
        elif measure not in measures:
            raise KgError(f"--{option} of what? It goes with the measure {measure}")
    return Wish(
        measures=measures or ("strength" if over else "degree",),
        how=How(weighted=weighted, **how),
        over=parse(over) if over else None,
        drop=drop or (),
        rounded=rounded,
        **given,
    )


def _picture(graph: Graph, found: Standings, many: int | None) -> Picture | None:
    """The picture; None, with a word why, where nothing is ranked."""
    from kg import plot

    source = plot.source_line(graph)
    picture: Picture | None = None
    if found.moments and not all(moment.empty for moment in found.moments):
        picture = plot.moments(found.moments, found.moments[0].possible.measure, source)
    elif found.rankings and found.rankings[0].listed:
        picture = plot.ranking(found.rankings[0], source, found.stable, many)
    if picture is None:
        output.note("no ranking, no picture: nothing is written")
    return picture


def _turtle(graph: Graph, found: Standings, wish: Wish) -> bytes:
    from kg import __version__, scores, table

    triples = scores.triples(
        graph, found.rankings, __version__, found.stable,
        min_support=wish.min_support, many=wish.many,
    )  # fmt: skip
    return table.rdf(triples, "turtle")
