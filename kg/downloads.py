"""Downloads: what a site hands on for other tools, each file with what it is and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import (
    content,
    datapackage,
    export,
    interchange,
    listing,
    network,
    networkfile,
    sheets,
    sqlitefile,
    workbook,
)
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.answers import Reply
    from kg.graph import Graph
    from kg.tabular import Tables

FOLDER = "downloads"
RDF = {
    "turtle": ("text/turtle", "Turtle: the facts as one graph; what most tools read"),
    "trig": ("application/trig", "TriG: a graph for each document, with the facts read in it"),
    "nt": ("application/n-triples", "N-Triples: as Turtle, one statement a line"),
    "nq": ("application/n-quads", "N-Quads: as TriG, one statement a line"),
    "jsonld": ("application/ld+json", "JSON-LD: as Turtle, for programs that read JSON"),
    "rdfxml": ("application/rdf+xml", "RDF/XML: as Turtle, for older tools"),
}  # fmt: skip
"""By format of RDF, its media type and what it is in words."""
NETWORKS = {
    "gexf": ("gexf", "application/xml", "for Gephi, with the days on which ties hold"),
    "graphml": ("graphml", "application/xml", "for yEd, Cytoscape, igraph and NetworkX"),
    "edges": ("edges.csv", "text/csv", "the ties, a row each"),
}
"""By format of networks, the ending of its files, their media type and what they are for."""
PICTURES = (
    ("svg", "image/svg+xml", "sharp at any size"),
    ("png", "image/png", "for slides and messages"),
)
"""The formats of pictures, their media types and what they are for."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file by its path from the top folder, its contents, what it is, and its media type.

    `described` says whether it is a form of the data, which catalogues are told of.
    """

    path: str
    data: bytes
    about: str
    media: str
    described: bool = True

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def rdf(self) -> bool:
        """Whether it holds the graph as RDF."""
        return self.media in {media for media, _ in RDF.values()}

    @property
    def size(self) -> str:
        """Its size as people say it."""
        count = len(self.data)
        return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):,.1f} kB"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files for one use: a heading, for whom they are and what to know of them."""

    anchor: str
    title: str
    about: str
    files: tuple[Download, ...]


def rdf(graph: Graph) -> Shelf:
    """The graph in every format of RDF that can hold it, the ontology, the shapes, the context."""
    found = dict(_exports(graph))
    folder = content.folder("ontology")
    own = (
        ("wessex-ontology.ttl", (folder / "wessex.ttl").read_bytes(), "text/turtle",
         "the ontology: what the classes and properties mean"),
        ("wessex-shapes.ttl", (folder / "shapes.ttl").read_bytes(), "text/turtle",
         "the shapes (SHACL): what a well-formed fact is"),
        ("context.jsonld", export.context_file(graph).encode(), "application/ld+json",
         "the JSON-LD context: short names for properties"),
    )  # fmt: skip
    files = [
        Download(f"{FOLDER}/wessex.{export.FORMATS[name].ending}", data, RDF[name][1], RDF[name][0])
        for name, data in found.items()
    ]
    files += [
        Download(f"{FOLDER}/{name}", data, said, media, described=False)
        for name, data, media, said in own
    ]
    about = "For triple stores, SPARQL, Protégé and programs that read linked data."
    if "rdfxml" not in found:
        about += " RDF/XML is left out: XML has no way to write some of these data."
    return Shelf("linked-data", "Linked data", about, tuple(files))


def _exports(graph: Graph) -> Iterator[tuple[str, bytes]]:
    """Each format's name and data; RDF/XML, which cannot hold all that RDF can, where it does."""
    for name in export.FORMATS:
        try:
            yield name, export.export(graph, name)
        except KgError:
            if name != "rdfxml":
                raise


def tables(graph: Graph) -> Shelf:
    """The graph as a workbook (where one can be made of it), a database and a folder of CSV."""
    made = sheets.sheets(graph)
    files = [
        *_workbook(made),
        Download(f"{FOLDER}/wessex.sqlite", sqlitefile.database(made),
                 "the tables as a database with search, for SQLite and Datasette",
                 "application/vnd.sqlite3"),
    ]  # fmt: skip
    said = {f"{table.name}.csv": f"{table.title}: {table.about}" for table in made.tables}
    for name, data in datapackage.files(made, bom=True).items():
        whole = name == datapackage.DESCRIPTION
        about = (
            "what each column of the CSV files below means, for programs" if whole else said[name]
        )
        media = "application/json" if whole else "text/csv"
        files.append(Download(f"{FOLDER}/tables/{name}", data, about, media, described=whole))
    about = (
        "For Excel, LibreOffice, R, Python and databases: a table for each kind of thing and fact,"
        " each fact with its evidence and links."
    )
    return Shelf("spreadsheets", "Spreadsheets and databases", about, tuple(files))


def _workbook(made: Tables) -> Iterator[Download]:
    with suppress(KgError):
        yield Download(
            f"{FOLDER}/wessex.xlsx", workbook.xlsx(made), "all tables as a workbook",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )  # fmt: skip


def networks(graph: Graph) -> Shelf:
    """The networks of the library, of actual facts unless the graph's slice has another status."""
    wanted = replace(graph.slice, status="actual") if graph.slice.status == "any" else graph.slice
    drawn = graph if wanted == graph.slice else graph.under(wanted)
    files = [file for name in networkfile.library() for file in _network(drawn, name)]
    about = (
        "For Gephi, Cytoscape, yEd, R and Python: who is tied to whom by which facts. "
        f"Counted: {drawn.slice.describe()}."
    )
    return Shelf("networks", "Networks", about, tuple(files))


def _network(graph: Graph, name: str) -> Iterator[Download]:
    listed = listing.of(graph, network.of(graph, name))
    summary = networkfile.named(name).summary
    for form, (ending, media, about) in NETWORKS.items():
        for part, data in interchange.files(listed, form).items():
            path = f"{FOLDER}/networks/{name}.{part or ending}"
            said = (
                f"{summary} {about[0].upper()}{about[1:]}."
                if not part
                else "Its nodes, a row each."
            )
            yield Download(path, data, said, media)


def pictures(files: Iterable[Download]) -> Shelf:
    """The pictures of the views."""
    found = tuple(files)
    about = "For slides, papers and reports. Each has its title, legend, sources and version in it."
    media = Counter(file.media for file in found)
    if media["image/png"] < media["image/svg+xml"]:
        about += " A PNG is left out where it would be too large or could not be made here."
    return Shelf("pictures", "Pictures", about, found)


def answers(replies: Iterable[Reply]) -> Shelf:
    """The answers to the questions, a table each."""
    files = (
        Download(
            f"questions/{each.asked.name}.csv", each.csv, each.asked.summary, "text/csv", False
        )
        for each in replies
    )
    about = "For Excel, LibreOffice, R and Python: a row an answer, with its facts and links."
    return Shelf("answers", "Answers to the questions", about, tuple(files))


def filled(shelves: Iterable[Shelf]) -> tuple[Shelf, ...]:
    """The shelves that hold something."""
    return tuple(shelf for shelf in shelves if shelf.files)
