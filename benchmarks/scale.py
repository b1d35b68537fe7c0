"""Measure how the costs of loading, building, opening, asking and writing grow with the data.

Each cost is measured beside its peer in one run, by turns, each time in a new process, which tells
its seconds itself; its peak of memory is what the system says of the process.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generate import generate
from sizes import Sizes
from timing import Faster, Within

from kg.content import folder
from kg.files import write_whole

PLOT = Path(__file__).resolve().parents[1] / "docs" / "growth.svg"
FORMATS = ("csv", "tsv", "json", "xml")
NO_DEARER = Within(1.25)
CONSTANT = Within(1.1)

# What a process does: its preparation, then what is timed


@dataclass(frozen=True, slots=True)
class Task:
    """Python that a process runs, with its arguments; `action` is what is timed."""

    prepare: str
    action: str
    arguments: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """The seconds that something took and the megabytes that its process held at most."""

    seconds: float
    memory: float


FRAME = """
import sys, time
{prepare}
start = time.perf_counter()
{action}
print(time.perf_counter() - start, file=sys.stderr)
"""
KG = "from kg.cli import cli"
OURS = "cli.main(sys.argv[1:], standalone_mode=False)"
FILES = "import pathlib, pyoxigraph as ox; files = sorted(pathlib.Path(sys.argv[1]).rglob('*.ttl'))"
OXIGRAPH = """
store = ox.Store()
for file in [*files, sys.argv[2]]:
    store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, base_iri="https://example.org/")
"""
RDFLIB = """
graph = rdflib.Graph()
for file in [*files, sys.argv[2]]:
    graph.parse(file)
"""
BULK = """
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
del store
"""
OPEN = "store = kg.open_store(sys.argv[1]); store.version; bool(store.run('ASK { ?s ?p ?o }'))"
OXRDFLIB = """
import sys, rdflib, pyoxigraph, oxrdflib
store = oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only(sys.argv[1]))
answer = rdflib.Dataset(store=store).query(sys.argv[2])
sys.stdout.buffer.write(answer.serialize(format="csv"))
"""
NATIVE = """
import sys, pyoxigraph as ox
found = ox.Store.read_only(sys.argv[1]).query(sys.argv[2])
found.serialize(sys.argv[4], getattr(ox.QueryResultsFormat, sys.argv[3].upper()))
"""
MEMBERS = """
PREFIX wx: <https://w3id.org/wessex-kg/ontology#>
PREFIX id: <https://w3id.org/wessex-kg/id/>
SELECT ?body ?role WHERE { ?fact wx:memberOf id:alliance-1 ; wx:member ?body ; wx:memberRole ?role }
ORDER BY ?body ?role
"""
FUNDERS = """
PREFIX wx: <https://w3id.org/wessex-kg/ontology#>
SELECT ?body (COUNT(?fact) AS ?times) WHERE { ?fact wx:funder ?body ; wx:recipient ?other }
GROUP BY ?body ORDER BY DESC(?times) ?body LIMIT 10
"""
QUERIES = {"who belongs to one alliance": MEMBERS, "the ten who fund most often": FUNDERS}
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT"


def cost(task: Task) -> Cost:
    """Run a task in a new process."""
    code = task.action if task.whole else FRAME.format(prepare=task.prepare, action=task.action)
    command = (sys.executable, "-c", code, *task.arguments)
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as written:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=written, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        told = said.read().decode()
    if process.returncode:
        sys.exit(f"a process failed: {command[3:]}\n{told}")
    seconds = elapsed if task.whole else float(told.split()[-1])
    return Cost(seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))


def by_turns(tasks: Callable[[], Sequence[Task]], rounds: int) -> list[Cost]:
    """The median costs of tasks that are run by turns; they are made anew for each turn."""
    turns = [[cost(task) for task in tasks()] for _ in range(rounds)]
    return [
        Cost(statistics.median(c.seconds for c in each), statistics.median(c.memory for c in each))
        for each in zip(*turns, strict=True)
    ]


# The tasks


def kg_command(*words: str) -> Task:
    """A whole process of kg."""
    return Task("", f"import sys\n{KG}\n{OURS}", words, whole=True)


def loading(data: Path) -> list[Task]:
    """Into memory, by kg and by pyoxigraph."""
    given = (str(data), str(folder("ontology") / "wessex.ttl"))
    return [Task("import kg.api", "graph = kg.api.load([sys.argv[1]])", given),
            Task(FILES, OXIGRAPH, given)]  # fmt: skip


def parsing(data: Path) -> Task:
    """Into memory, by rdflib."""
    given = (str(data), str(folder("ontology") / "wessex.ttl"))
    return Task(f"import rdflib\n{FILES}", RDFLIB, given)


def building(place: Path) -> list[Task]:
    """Onto disk, by kg and, the very same statements, by pyoxigraph."""
    words = ("build", "--store", str(place / "built"), "--data", str(place / "data"), "-q")
    given = (str(place / "all.nq"), _fresh(place))
    return [Task(KG, OURS, words), Task("import pyoxigraph as ox", BULK, given)]


def _fresh(place: Path) -> str:
    """A folder that is not there, for each call another."""
    return str(Path(tempfile.mkdtemp(dir=place)) / "peer")


def engine(store: Path) -> str:
    """The folder of the engine in a store of ours."""
    return str(next(store.glob("engine-*")))


def asking(store: Path, text: str) -> list[Task]:
    """A whole process that asks a store, ours and one of oxrdflib alone."""
    return [kg_command("--store", str(store), "query", text, "-f", "csv", "-q"),
            Task("", OXRDFLIB, (engine(store), text), whole=True)]  # fmt: skip


def writing(store: Path, form: str, rows: int) -> list[Task]:
    """A whole process that writes so many rows, ours and one of pyoxigraph's own writer."""
    text, target = f"{EVERYTHING} {rows}", str(store.parent / f"rows.{form}")
    return [kg_command("--store", str(store), "query", text, "-f", form, "-o", target, "-q"),
            Task("", NATIVE, (engine(store), text, form, target), whole=True)]  # fmt: skip


# What is measured


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of what was asked."""

    what: str
    size: int
    beside: str
    asked: Within | Faster
    ours: float
    peer: float
    unit: str = "s"

    def row(self) -> str:
        """The row in Markdown."""
        ratio = self.ours / self.peer
        told = f"{ratio:.2f} times" if isinstance(self.asked, Within) else _faster(ratio)
        met = "yes" if self.asked.met(ratio) else "no"
        sides = f"{_number(self.ours)} {self.unit} | {_number(self.peer)} {self.unit}"
        asked = self.asked.words()
        return (
            f"| {self.what} | {self.size:,} | {self.beside} | {asked} | {told} | {met} | {sides} |"
        )


def _faster(ratio: float) -> str:
    return f"{1 / ratio:.1f} times faster"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Costs:
    """By the name of a cost, what it was at each size."""

    by_name: dict[str, dict[int, float]]

    def note(self, name: str, size: int, value: float) -> None:
        self.by_name.setdefault(name, {})[size] = value


def measured(sizes: Sequence[int], place: Path, costs: Costs, *, quick: bool) -> Iterator[Line]:
    """Every row of the table, size by size; the costs are noted on the way."""
    for size in sizes:
        here = place / str(size)
        generate(here / "data", size)
        rounds = 1 if quick or size > 100_000 else 3
        if size >= 10_000:
            yield from of_loading(here, size, rounds, costs)
        yield from of_building(here, size, rounds, costs, asked=size >= 10_000)
        if size >= 10_000:
            yield from of_asking(here / "built", size, 1 if quick else 5, costs)
    stores = [place / str(size) / "built" for size in sizes]
    yield from of_opening(stores, sizes, 1 if quick else 9, costs)
    yield from of_writing(here / "built", min(sizes[-1], 1_000_000), costs)


def of_loading(here: Path, size: int, rounds: int, costs: Costs) -> Iterator[Line]:
    """Loads into memory."""
    ours, peer = by_turns(lambda: loading(here / "data"), rounds)
    plain = cost(parsing(here / "data"))
    costs.note("kg.load", size, ours.seconds)
    costs.note("pyoxigraph, into memory", size, peer.seconds)
    costs.note("rdflib, into memory", size, plain.seconds)
    name, beside = "`kg.load`", "pyoxigraph's bulk load into memory"
    yield Line(name, size, beside, Within(1.3), ours.seconds, peer.seconds)
    yield Line(f"{name}, peak memory", size, beside, Within(1.3), ours.memory, peer.memory, "MB")
    yield Line(name, size, "rdflib's parse", Faster(10), ours.seconds, plain.seconds)


def of_building(here: Path, size: int, rounds: int, costs: Costs, *, asked: bool) -> Iterator[Line]:
    """Builds on disk; the first one is not timed, and gives the statements to its peer."""
    words = ("build", "--store", str(here / "built"), "--data", str(here / "data"), "-q")
    cost(Task(KG, OURS, words))
    if not asked:
        return
    dump(here / "built", here / "all.nq")
    ours, peer = by_turns(lambda: building(here), rounds)
    costs.note("kg build", size, ours.seconds)
    costs.note("pyoxigraph, onto disk", size, peer.seconds)
    name, beside = "`kg build`", "pyoxigraph's bulk load of the very same statements"
    yield Line(name, size, beside, Within(1.3), ours.seconds, peer.seconds)
    yield Line(f"{name}, peak memory", size, beside, Within(1.3), ours.memory, peer.memory, "MB")


def dump(store: Path, target: Path) -> None:
    """All statements of a store as N-Quads."""
    code = "import sys, pyoxigraph as ox; ox.Store.read_only(sys.argv[1]).dump(sys.argv[2])"
    cost(Task("", code, (engine(store), str(target)), whole=True))


def of_asking(store: Path, size: int, rounds: int, costs: Costs) -> Iterator[Line]:
    """Whole processes that ask a store."""
    for what, text in QUERIES.items():
        ours, peer = by_turns(partial(asking, store, text), rounds)
        costs.note(f"asking: {what}", size, ours.seconds)
        name, beside = f"`kg query`, {what}", "a bare oxrdflib script"
        yield Line(name, size, beside, Within(1.5), ours.seconds, peer.seconds)


def of_opening(
    stores: Sequence[Path], sizes: Sequence[int], rounds: int, costs: Costs
) -> Iterator[Line]:
    """Opening a store with a first question, by turns from the smallest to the largest."""
    tasks = [Task("import kg.stored", OPEN, (str(store),)) for store in stores]
    found = by_turns(lambda: tasks, rounds)
    for size, each in zip(sizes, found, strict=True):
        costs.note("opening a store", size, each.seconds)
    name, beside = "opening a store", f"one of {sizes[0]:,}"
    ours, least = found[-1].seconds * 1000, found[0].seconds * 1000
    yield Line(name, sizes[-1], beside, NO_DEARER, ours, least, "ms")
    whole = [kg_command("--store", str(s), "query", "ASK { ?s ?p ?o }", "-q") for s in stores]
    last = by_turns(lambda: [whole[-1], whole[0]], rounds)
    yield Line("… and `kg query` as a whole", sizes[-1], beside, NO_DEARER,
               last[0].seconds, last[1].seconds)  # fmt: skip


def of_writing(store: Path, rows: int, costs: Costs) -> Iterator[Line]:
    """Answers of many rows, in each format."""
    peaks: list[float] = []
    for form in FORMATS:
        ours, peer = by_turns(partial(writing, store, form, rows), 1)
        costs.note(f"writing {form}", rows, ours.seconds)
        peaks.append(ours.memory)
        beside = "pyoxigraph's own writer"
        yield Line(f"rows as {form}", rows, beside, Within(1.5), ours.seconds, peer.seconds)
    few = cost(writing(store, FORMATS[0], rows // 10)[0])
    costs.note(f"writing {FORMATS[0]}", rows // 10, few.seconds)
    beside = f"that of {rows // 10:,} rows"
    yield Line("rows, peak memory", rows, beside, CONSTANT, max(peaks), few.memory, "MB")


# Growth


def exponent(found: dict[int, float]) -> float:
    """By which power of the size a cost grows: the slope of its logarithm over that of the size."""
    points = [(math.log(size), math.log(value)) for size, value in sorted(found.items())]
    xs, ys = zip(*points, strict=True)
    return statistics.linear_regression(xs, ys).slope


def growth(costs: Costs) -> Iterator[str]:
    """The table of growth: each cost at each size, in seconds, and its exponent."""
    sizes = sorted({size for found in costs.by_name.values() for size in found})
    yield f"| Cost, s | {' | '.join(f'{size:,}' for size in sizes)} | Exponent |"
    yield f"|---|{'--:|' * (len(sizes) + 1)}"
    for name, found in costs.by_name.items():
        cells = [_number(found[size]) if size in found else "" for size in sizes]
        power = f"{exponent(found):.2f}" if len(found) > 1 else ""
        yield f"| {name} | {' | '.join(cells)} | {power} |"


def plot(costs: Costs, target: Path) -> None:
    """Draw how the costs grow, both axes logarithmic."""
    import io

    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams.update({"svg.hashsalt": "kg", "svg.fonttype": "none", "font.size": 9})
    figure, axes = pyplot.subplots(figsize=(7.5, 4.5), layout="constrained")
    shown = {name: found for name, found in costs.by_name.items() if len(found) > 2}
    for name, found in shown.items():
        ours = name.startswith(("kg", "opening", "asking"))
        axes.plot(*zip(*sorted(found.items()), strict=True), marker="o" if ours else "s",
                  linestyle="-" if ours else "--", label=name)  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="triples", ylabel="seconds")
    axes.grid(alpha=0.3)
    if shown:
        figure.legend(loc="outside right upper", fontsize=8)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    write_whole(target, drawn.getvalue())


# Running

HEAD = """| What | Triples or rows | Beside | Asked | Measured | Met | Ours | Beside |
|---|--:|---|---|---|---|--:|--:|"""


def lines(sizes: Sizes) -> Iterator[str]:
    """The section on large data: what was asked, and how each cost grows; draws the plot."""
    quick = sizes.rounds == 0
    steps = [10**power for power in range(3, round(math.log10(sizes.scale)) + 1)]
    costs = Costs({})
    yield """
A peak of memory below that of the measuring process itself is not seen: there both sides say the
same. What takes long is timed once."""
    yield f"\n{HEAD}"
    with tempfile.TemporaryDirectory() as place:
        yield from (line.row() for line in measured(steps, Path(place), costs, quick=quick))
    yield ""
    yield from growth(costs)
    if not quick:
        plot(costs, PLOT)
        yield f"\n![How each cost grows with the number of triples]({PLOT.name})"
