"""Measure speed beside its peers, pair by pair in one run, and write docs/performance.md."""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

import networks
import pages
import pyoxigraph as ox
import rdflib
from generate import generate
from networks import Sizes
from timing import Action, Faster, Measured, Pair, Within, line, measure, timed

import kg
from kg.content import folder
from kg.files import write_whole

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
LIBRARIES = ("click", "igraph", "networkx", "oxrdflib", "pyoxigraph", "rdflib")
QUESTIONS = ("members-of", "shared-members")

EMPTY = """
import click

@click.group()
def main():
    "Does nothing."

main()
"""
IMPORTS = "import click, rdflib, oxrdflib"
FEWER_IMPORTS = "import click, pyoxigraph"
MEASURING_IMPORTS = "import click, pyoxigraph, numpy, igraph"
PLAIN = """
import pathlib, sys, rdflib

question, *files = sys.argv[1:]
graph = rdflib.Graph()
for file in files:
    graph.parse(file)
answer = graph.query(pathlib.Path(question).read_text("utf-8"))
sys.stdout.buffer.write(answer.serialize(format="csv"))
"""
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"

# Actions


def process(*command: str) -> int:
    """Run a command to its end; returns the number of lines it wrote."""
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.count(b"\n")


def python(code: str, *arguments: str) -> Action:
    """Run code in a new Python."""
    return partial(process, sys.executable, "-c", code, *arguments)


def kg_command(*arguments: str) -> Action:
    """Run the installed kg."""
    found = shutil.which("kg", path=str(Path(sys.executable).parent))
    if not found:
        sys.exit("kg is not installed beside this Python; run: python -m pip install -e .")
    return partial(process, found, *arguments)


def asked_of_kg(graph: kg.Graph, text: str) -> Action:
    """Draw every row of a query from our engine; gives their number."""
    return lambda: len([tuple(row) for row in solutions(graph, text)])


def solutions(graph: kg.Graph, text: str) -> ox.QuerySolutions:
    """What a SELECT query finds, natively."""
    found = graph.run(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def asked_of_rdflib(graph: rdflib.Graph, text: str) -> Action:
    """Draw every row of a query from rdflib's engine; gives their number."""
    return lambda: len(list(graph.query(text)))


def same_triples(graph: kg.Graph) -> rdflib.Graph:
    """What stands in the default graph, derived triples too, as a plain rdflib graph."""
    text = graph.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert text is not None
    return rdflib.Graph().parse(data=text, format="nt")


def files_of(data: Path) -> list[str]:
    """The files that kg loads of a folder, with the ontology."""
    paths = (data / "entities.ttl", *sorted((data / "triples").glob("*.ttl")))
    return [str(path) for path in (*paths, folder("ontology") / "wessex.ttl")]


def loaded(files: Sequence[str], *, named: bool, merged: bool = False) -> ox.Store:
    """The files as pyoxigraph alone loads them."""
    store = ox.Store()
    for file in files:
        base = Path(file).as_uri()
        graph = ox.NamedNode(base) if named else None
        store.load(path=file, format=ox.RdfFormat.TURTLE, base_iri=base, to_graph=graph)
    if merged:
        store.update(MERGE)
    return store


def loaded_by_rdflib(files: Sequence[str]) -> rdflib.Graph:
    """The files as rdflib alone loads them."""
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file)
    return graph


# Pairs


def starting() -> Iterator[Pair]:
    """Whole processes on the bundled graph."""
    question = folder("queries") / "members-of.rq"
    plain = python(PLAIN, str(question), *files_of(folder("data")))
    empty = python(EMPTY, "--help")
    asked = kg_command("query", "members-of", "--alliance", "wessex-hiec")
    name = "`kg query members-of`, in a pipe"
    yield Pair("`kg --help`", kg_command("--help"), "an empty click program", empty, Within(1.5))
    yield Pair(name, asked, f"`{IMPORTS}`", python(IMPORTS), Within(1.5))
    yield Pair(name, asked, f"`{FEWER_IMPORTS}`", python(FEWER_IMPORTS), Within(2, stretch=True))
    yield Pair(name, asked, "plain rdflib: same files, same query", plain, same=True, rounds=5)


def measuring() -> Iterator[Pair]:
    """Whole processes that measure networks of the bundled graph."""
    peer = python(MEASURING_IMPORTS)
    for words in ("rank betweenness", "rank betweenness --stability", "communities", "networks"):
        ranked = kg_command(*words.split())
        yield Pair(f"`kg {words}`, in a pipe", ranked, f"`{MEASURING_IMPORTS}`", peer, rounds=5)


def asking() -> Iterator[Pair]:
    """The engines alone, on the bundled graph."""
    graph, plain = kg.load(), same_triples(kg.load())
    for name in QUESTIONS:
        text = (folder("queries") / f"{name}.rq").read_text("utf-8")
        ours, peer = asked_of_kg(graph, text), asked_of_rdflib(plain, text)
        yield Pair(f"{name}, engine alone", ours, "rdflib's engine", peer, same=True, rounds=9)


def loading(data: Path) -> Iterator[Pair]:
    """Loading the generated files."""
    files = files_of(data)
    ours = partial(kg.load, [data])
    named = partial(loaded, files, named=True)
    merged = partial(loaded, files, named=True, merged=True)
    plain = partial(loaded, files, named=False)
    name, peer = "`kg.load`", "pyoxigraph's load"
    yield Pair(name, ours, f"{peer} into named graphs", named, Within(1.5))
    yield Pair(name, ours, f"{peer} into the default graph", plain, Within(1.5))
    yield Pair(name, ours, f"{peer} and merge", merged, Within(1.5))
    whole = "`kg.load(…).store`, with named graphs, days and positions"
    yield Pair(whole, lambda: kg.load([data]).store, f"{peer} and merge", merged, rounds=5)
    yield Pair(name, ours, "rdflib's load", partial(loaded_by_rdflib, files), rounds=1)


def joining(data: Path) -> Iterator[Pair]:
    """Joins on the generated triples, the engines alone."""
    graph, plain = kg.load([data]), same_triples(kg.load([data]))
    for path in sorted((HERE / "joins").glob("*.rq")):
        text = path.read_text("utf-8")
        what = text.splitlines()[0].removeprefix("#+ summary: ")
        ours, peer = asked_of_kg(graph, text), asked_of_rdflib(plain, text)
        yield Pair(what, ours, "rdflib's engine", peer, Faster(20), same=True, rounds=5)


# Page


HEAD = """| What | Beside | Asked | Measured | Met | Ours, ms | Beside, ms |
|---|---|---|---|---|--:|--:|
"""


def page(
    tables: Sequence[Sequence[Measured]],
    growth: str,
    drawn: str,
    sizes: Sizes,
    triples: int,
) -> str:
    """The page with the tables."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    graph, nets = (HEAD + "".join(map(line, table)) for table in tables)
    return rf"""# Performance

Written by `make bench`; do not edit by hand. Both sides of a row were timed by turns in one run,
after one turn that does not count; the times are medians in milliseconds.

Machine: {os.cpu_count()} cores, Python {platform.python_version()};
{libraries}.

## The graph

Whole processes and engines alone ask the bundled graph; loads and joins use a generated ecosystem
of {triples:,} triples (`benchmarks/generate.py`, seed 1) and the ontology.

{graph}
`kg.load` reads and checks the files, fills the default graph and applies the rules of
`queries/derive`; named graphs, days and positions of passages are filled in when a query first
names them, which the row of `kg.load(…).store` counts in. Both engines answer the same query text
over the same triples, derived ones too, and their numbers of rows are compared; plain rdflib as a
whole process parses the same files and derives nothing. A row with nothing asked is there for
comparison.

## Networks

The first rows are whole processes on the bundled graph. Measures run on generated networks
(`benchmarks/networks.py`: preferential attachment, seed 1), from their lists of ties on, so that
building igraph's graph is counted in; networkx has its graph already. The scores of both are
compared. Networks of a store are drawn from a generated ecosystem of about {sizes.store:,} triples:
ours merges parallel ties, keeps the facts of each, and sorts.

{nets}
How each cost grows, in milliseconds, with the number of ties (a fifth as many nodes):

{growth}
\* Estimated from the ways of 500 nodes: following all would take more than about a minute.

## Pages

Made-up networks with four ties for three nodes, all boxes in a grid; the same nodes and positions
for `kg draw` and sigma.js, whose page has neither search nor table nor panel nor legend. Ready
means drawn and answering a click, as the page itself marks it, in headless Chromium, offline;
pyvis's own page is ready when its physics have come to rest. Medians of five loads (pyvis: three).

{drawn}
Asked: at 300 nodes ready in under 1,000 ms, ten times sooner than pyvis's own page, under 1,000 kB.

## Where "no" stands

- **Load.** About half of what `kg.load` adds to a bare load is the rule that says in which
  document a fact is stated. Deriving that only on demand brought the load to 1.24 to 1.51 times
  in a trial, but the plain graph and its exports then lack the property. Parsing twice, bulk
  loading, one joined text, N-Triples and threads gained nothing; two rules were rewritten so that
  the engine begins with the rarer pattern.
- **The stretch.** Of a query's time, `click` and `pyoxigraph` take a third, the other modules a
  third, the load of the bundled graph a sixth. What only some answers need is imported late.
- **Closeness and PageRank.** Ours is igraph's own time (end to end 1.0 times igraph alone).
  networkx counts steps for closeness about as igraph does; for PageRank it has its graph already,
  while half of ours goes into building igraph's from the list of ties. A list, an array or a memory
  view of the ties, with and without weights, took the same time.
- **Joins.** Short paths and a well-ordered triangle gain least: there rdflib pays only for each
  row. Joins that are ordered badly, counted or filtered gain most.
"""


# Running


def pairs(data: Path) -> Iterator[Pair]:
    """All that is measured of the graph; made as it is reached, each holds only what it needs."""
    yield from starting()
    yield from asking()
    yield from loading(data)
    yield from joining(data)


def of_networks(store: int, sizes: Sizes) -> Iterator[Pair]:
    """All that is measured of networks."""
    yield from measuring()
    yield from networks.measuring(sizes)
    with tempfile.TemporaryDirectory() as place:
        made = generate(Path(place), store)
        yield from networks.drawing(kg.load([place]), made)


def run(triples: int, sizes: Sizes, rounds: int | None) -> str:
    """Generate the ecosystem, measure every pair, and give the page."""
    with tempfile.TemporaryDirectory() as place:
        made = generate(Path(place), triples)
        graph = [shown(pair, rounds) for pair in pairs(Path(place))]
    nets = [shown(pair, rounds) for pair in of_networks(sizes.store, sizes)]
    growth = "".join(f"{row}\n" for row in networks.growth(sizes.grown))
    drawn = "".join((*pages.tables(sizes.pages), site())) if sizes.pages else ""
    return page((graph, nets), growth, drawn, sizes, made)


def site() -> str:
    """How long the site of the bundled graph takes, in words."""
    with tempfile.TemporaryDirectory() as place:
        seconds = timed(kg_command("site", "-o", str(Path(place) / "site"), "-q"))
    return f"\n`kg site` on the bundled graph, asked to take under 20 s, took {seconds:.1f} s.\n"


def shown(pair: Pair, rounds: int | None) -> Measured:
    """A pair, measured and told on standard error."""
    measured = measure(pair, rounds)
    print(line(measured), end="", file=sys.stderr, flush=True)
    return measured


def main() -> None:
    """Measure; write the page, or with --quick only print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one turn, print only")
    parser.add_argument("--triples", type=int, default=100_000, help="how many to generate")
    given = parser.parse_args()
    if given.quick:
        print(run(10_000, networks.QUICK, 1))
        return
    write_whole(PAGE, run(given.triples, networks.FULL, None).encode())


if __name__ == "__main__":
    main()
