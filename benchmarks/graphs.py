"""The graph beside pyoxigraph and rdflib: starting, asking, loading and joining."""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import rdflib
from generate import generate
from processes import kg_command, python
from sizes import Sizes
from timing import Action, Faster, Pair, Within, table

import kg
from kg.content import folder

HERE = Path(__file__).resolve().parent
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
PLAIN = """
import pathlib, sys, rdflib

question, *files = sys.argv[1:]
graph = rdflib.Graph()
for file in files:
    graph.parse(file)
answer = graph.query(pathlib.Path(question).read_text("utf-8"))
sys.stdout.buffer.write(answer.serialize(format="csv"))
"""
EXPLAINED = """
`kg.load` reads and checks the files, fills the default graph and applies the rules of
`queries/derive`; named graphs, days and positions of passages are filled in when a query first
names them, which the row of `kg.load(…).store` counts in. Both engines answer the same query text
over the same triples, derived ones too, and their numbers of rows are compared; plain rdflib as a
whole process parses the same files and derives nothing. A row with nothing asked is there for
comparison."""
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"

# Actions


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


# The part


def lines(sizes: Sizes) -> Iterator[str]:
    """All that is measured of the graph, and what is."""
    with tempfile.TemporaryDirectory() as place:
        made = generate(Path(place), sizes.triples)
        yield f"""
Whole processes and engines alone ask the bundled graph; loads and joins use a generated ecosystem
of {made:,} triples (`benchmarks/generate.py`, seed 1) and the ontology.
"""
        yield from table(_pairs(Path(place)), sizes.rounds)
    yield EXPLAINED


def _pairs(data: Path) -> Iterator[Pair]:
    """Made as they are reached, so that each holds only what it needs."""
    yield from starting()
    yield from asking()
    yield from loading(data)
    yield from joining(data)
