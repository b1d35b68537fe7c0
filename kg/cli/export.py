"""kg export: write the graph, or a network drawn from it, for other tools."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options, output
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.interchange import Files

FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml")
NETWORK_FORMATS = {
    "graphml": ("graphml",),
    "gexf": ("gexf",),
    "pajek": ("net", "paj"),
    "dl": ("dl",),
    "cytoscape": ("cyjs", "json"),
    "edges": ("csv",),
    "matrix": ("csv",),
    "kumu": ("csv", "xlsx"),
}
"""The formats of networks, and how files of them end; known here so that RDF loads no network."""


@click.command("export", short_help="Write the graph or a network of it for other tools.")
@click.argument("form", metavar="FORMAT", type=click.Choice((*FORMATS, *NETWORK_FORMATS)))
@click.option("-o", "--output", "target", metavar="FILE", type=click.Path(), help="Write here.")
@click.option("--derived", is_flag=True, help="Add the days of facts and positions of passages.")
@click.option("--network", "name", type=measuring.NetworkName(), metavar="NAME|FILE",
              help="The network to write: kg networks lists them.")  # fmt: skip
@measuring.weight
@options.exported_slicing
@options.data
@options.volume
def command(
    form: str, target: str | None, derived: bool, name: str | None, weighting: str | None
) -> None:
    """Write the graph as FORMAT: turtle, nt, rdfxml, jsonld; trig and nq by document.

    turtle, nt, rdfxml and jsonld hold all documents in one graph, with the ontology and the
    plain properties that are derived. trig and nq hold a named graph for each document, as read.

    Or write a network: graphml, gexf (Gephi, with the days of ties), pajek (.net with .clu and
    .vec beside it, or .paj), dl (UCINET), cytoscape (Cytoscape.js), edges (CSV for Gephi, ties
    and nodes), matrix (CSV), kumu (CSV, elements and connections, or .xlsx). A network counts
    actual facts only, unless --status says otherwise.

    \b
    Example: kg export turtle -o wessex.ttl --status actual
    Example: kg export gexf --network affiliation -o affiliation.gexf
    """
    ending = _ending(form, target)
    if form in FORMATS:
        if name or weighting:
            raise KgError(f"{form} holds the facts; a network goes to {_listed(NETWORK_FORMATS)}")
        _write_graph(form, target, derived)
        return
    if derived:
        raise KgError(f"--derived is for the formats of RDF: {_listed(FORMATS)}")
    if not name:
        from kg.networkfile import library

        raise KgError(f"{form} holds a network: name it by --network ({_listed(library())})")
    _write_network(form, target, ending, name, weighting)


def _ending(form: str, target: str | None) -> str:
    """The target's ending, in small letters; KgError if another format's files end so."""
    from kg import export

    endings = {name: (each.ending,) for name, each in export.FORMATS.items()} | NETWORK_FORMATS
    ending = Path(target or "").suffix.lower().lstrip(".")
    owners = [name for name, own in endings.items() if ending in own]
    if owners and form not in owners:
        owner = " or ".join(owners)
        raise KgError(f"{target} ends as a file of {owner} does, not of {form}; name it otherwise")
    return ending


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


# The graph


def _write_graph(form: str, target: str | None, derived: bool) -> None:
    from kg import export

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


# A network


def _write_network(
    form: str, target: str | None, ending: str, name: str, weighting: str | None
) -> None:
    settings, status = options.settings(), measuring.status()
    whole = target if target and _can_have_others_beside_it(target) else None

    def work() -> tuple[Files, list[str]]:
        from kg import interchange, listing, network

        graph = measuring.loaded(settings, status)
        made = network.of(graph, name, weighting)
        listed = listing.of(graph, made)
        counted = f"{made.rule.name}: {len(made)} nodes, {made.size} ties"
        unless = "" if status else " (--status any counts all)"
        known = f"{counted}; {graph.slice.describe()}{unless}; data {graph.version}"
        about = interchange.remarks(listed, form, to_file=bool(whole))
        notes = [*graph.notes, *made.notes, known, *about]
        if not whole:
            return interchange.alone(listed, form), notes
        return interchange.files(listed, form, ending), notes

    data, notes = patiently(work)
    _emit(data, target)
    measuring.notes(notes)


def _can_have_others_beside_it(target: str) -> bool:
    return target != output.STDOUT and (Path(target).is_file() or not Path(target).exists())


def _emit(data: Files, target: str | None) -> None:
    """Write an answer of one or of several files, all or none."""
    from kg.files import write_together

    if target is None or set(data) == {""}:
        output.emit(data[""], target)
        return
    path = Path(target)
    write_together({_beside(path, part): content for part, content in data.items()})
    output.note(f"wrote {_listed(_beside(path, part).name for part in data)}")


def _beside(path: Path, part: str) -> Path:
    return path.with_name(f"{path.stem}.{part}") if part else path
