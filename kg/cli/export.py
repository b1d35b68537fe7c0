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
    from kg.interchange.attributes import Files
    from kg.tabular import Tables

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
TABLE_FORMATS = {"xlsx": ("xlsx",), "csv": (), "sqlite": ("sqlite", "sqlite3", "db")}
"""The formats of tables, and how files of them end; csv makes a folder."""


@click.command("export", short_help="Write the graph or a network of it for other tools.")
@click.argument(
    "form", metavar="FORMAT", type=click.Choice((*FORMATS, *TABLE_FORMATS, *NETWORK_FORMATS))
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE|DIR",
    type=click.Path(),
    help="Write here; csv makes a folder.",
)
@click.option(
    "--bom", is_flag=True, help="Begin csv files with the mark by which Excel knows UTF-8."
)
@click.option("--derived", is_flag=True, help="Add the days of facts and positions of passages.")
@click.option("--network", "name", type=measuring.NetworkName(), metavar="NAME|FILE",
              help="The network to write: kg networks lists them.")  # fmt: skip
@measuring.weight
@options.exported_slicing
@options.data
@options.volume
def command(
    form: str,
    target: str | None,
    bom: bool,
    derived: bool,
    name: str | None,
    weighting: str | None,
) -> None:
    """Write the graph as FORMAT: turtle, nt, rdfxml, jsonld; trig and nq by document.

    turtle, nt, rdfxml and jsonld hold all documents in one graph, with the ontology and the
    plain properties that are derived. trig and nq hold a named graph for each document, as read.

    Or write it as tables, one for each kind of thing and fact, each fact with its evidence: xlsx (a
    workbook for Excel and its like), csv (a folder with a datapackage.json), sqlite (with
    full-text search, and a .metadata.json for Datasette beside it).

    Or write a network: graphml, gexf (Gephi, with the days of ties), pajek (.net with .clu and
    .vec beside it, or .paj), dl (UCINET), cytoscape (Cytoscape.js), edges (CSV for Gephi, ties
    and nodes), matrix (CSV), kumu (CSV, elements and connections, or .xlsx). A network counts
    actual facts only, unless --status says otherwise.

    \b
    Example: kg export turtle -o wessex.ttl --status actual
    Example: kg export xlsx -o wessex.xlsx
    Example: kg export gexf --network affiliation -o affiliation.gexf
    """
    ending = _ending(form, target)
    if form not in NETWORK_FORMATS and (name or weighting):
        raise KgError(f"{form} holds the facts; a network goes to {_listed(NETWORK_FORMATS)}")
    if derived and form not in FORMATS:
        raise KgError(f"--derived is for the formats of RDF: {_listed(FORMATS)}")
    if bom and form != "csv":
        raise KgError("--bom is for the folder of csv")
    if form in FORMATS:
        _write_graph(form, target, derived)
        return
    if form in TABLE_FORMATS:
        _write_tables(form, target, bom)
        return
    if not name:
        from kg.networkfile import library

        raise KgError(f"{form} holds a network: name it by --network ({_listed(library())})")
    _write_network(form, target, ending, name, weighting)


def _ending(form: str, target: str | None) -> str:
    """The target's ending, in small letters; KgError if another format's files end so."""
    from kg import export

    of_graphs = {name: (each.ending,) for name, each in export.FORMATS.items()}
    endings: dict[str, tuple[str, ...]] = {**of_graphs, **TABLE_FORMATS, **NETWORK_FORMATS}
    ending = Path(target or "").suffix.lower().lstrip(".")
    owners = [name for name, own in endings.items() if ending in own]
    if owners and form not in owners:
        owner = " or ".join(owners)
        if form == "csv":
            raise KgError(f"csv makes a folder, and {target} is called as a file of {owner} is")
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


# Tables


def _write_tables(form: str, target: str | None, bom: bool) -> None:
    if form == "csv":
        _write_folder(target, bom)
        return
    path = _demanded(form, target, f"wessex.{form}")
    if path.suffix and path.suffix.lower().lstrip(".") not in TABLE_FORMATS[form]:
        raise KgError(f"{target} does not end in .{form}; name it so, that its readers know it")
    settings = options.settings()

    def work() -> tuple[Files, list[str]]:
        from kg import sheets

        graph = settings.load()
        made = sheets.sheets(graph)
        return _as_files(form, made, path.stem), _about(graph, made)

    data, notes = patiently(work)
    whole = _can_have_others_beside_it(str(target))
    _emit(data if whole else {"": data[""]}, target)
    measuring.notes(notes)


def _as_files(form: str, made: Tables, stem: str) -> Files:
    """The one file, and for SQLite what Datasette is told of it."""
    if form == "xlsx":
        from kg import workbook

        return {"": workbook.xlsx(made)}
    import json

    from kg import sqlitefile

    told = json.dumps(sqlitefile.metadata(made, stem), ensure_ascii=False, indent=1) + "\n"
    return {"": sqlitefile.database(made), "metadata.json": told.encode()}


def _write_folder(target: str | None, bom: bool) -> None:
    from kg.folders import demand_ours, write_folder

    folder = _demanded("csv", target, "tables")
    if target == output.STDOUT:
        raise KgError("csv makes a folder, which standard output cannot take; name one by -o DIR")
    demand_ours(folder)
    settings = options.settings()

    def work() -> tuple[Files, list[str]]:
        from kg import datapackage, sheets

        graph = settings.load()
        made = sheets.sheets(graph)
        return datapackage.files(made, bom=bom), _about(graph, made)

    data, notes = patiently(work)
    write_folder(folder, data)
    measuring.notes([*notes, f"wrote {len(data)} files to {folder}"])


def _demanded(form: str, target: str | None, example: str) -> Path:
    if target is None:
        raise KgError(f"where to? Name it, such as kg export {form} -o {example}")
    return Path(target)


def _about(graph: Graph, made: Tables) -> list[str]:
    """What is to be said of the tables on standard error."""
    facts = len(made["facts"].rows)
    counted = f"{facts:,} facts in {len(made.tables)} tables"
    return [*graph.notes, f"{counted}; {graph.slice.describe()}; data {graph.version}"]


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
