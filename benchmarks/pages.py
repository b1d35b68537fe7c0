"""Pages in a browser beside pyvis's own page and sigma.js: when each is drawn and answers."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import networks
from processes import kg_command
from sizes import Sizes
from timing import timed as clocked

import kg
from kg import drawing, layouts, page, viewfile
from kg.drawing import Drawing, Thing, Tie, Told
from kg.network import Network
from kg.scene import Box, Line, Scene, boxed

OURS, SIGMA_BARE, PYVIS = "kg draw", "sigma.js, bare", "pyvis's own page"
WANTED = ("sigma@3", "graphology@0.26", "esbuild@0.25")
ROUNDS, FEWER = 5, 3
READY, SOONER, KILOBYTES, SITE = 1_000, 10, 1_000, 20
EXPLAINED = """
Made-up networks with four ties for three nodes, all boxes in a grid; the same nodes and positions
for `kg draw` and sigma.js, whose page has neither search nor table nor panel nor legend. Ready
means drawn and answering a click, as the page itself marks it, in headless Chromium, offline;
pyvis's own page is ready when its physics have come to rest. Medians of five loads, of three at
the larger sizes; pyvis's page is loaded once.
"""
NO_SIGMA = "Left out: sigma.js, which npm could not fetch or bundle."
# pyvis's page tells when its physics have come to rest; before that nothing stays where it is.
SETTLED = """
window.addEventListener("DOMContentLoaded", () => {
  const wait = () => {
    if (typeof network === "undefined") return setTimeout(wait, 5);
    network.once("stabilizationIterationsDone", () => {
      performance.mark("ready");
      document.documentElement.dataset.ready = "true";
    });
  };
  wait();
});
"""
SIGMA = """<!doctype html><html lang="en"><meta charset="utf-8"><title>sigma</title>
<div id="it" style="width:1040px;height:640px"></div>
<script>{scripts}</script>
<script>
const data = {data};
const graph = new graphology.Graph({{multi: true}});
for (const node of data.nodes) graph.addNode(node.id, node);
for (const [one, two] of data.edges) graph.addEdge(one, two);
const made = new Sigma(graph, document.getElementById("it"));
made.once("afterRender", () => {{
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
}});
made.refresh();
</script></html>"""


@dataclass(frozen=True, slots=True)
class Timed:
    """A page, how large it is and the median milliseconds until it is ready."""

    what: str
    nodes: int
    bytes: int
    milliseconds: float


# The same network for all


def generated(nodes: int) -> tuple[Drawing, Scene]:
    """A drawing of so many things with four ties for three of them, and its scene: a wide grid."""
    made = networks.generated(nodes, nodes * 4 // 3)
    ends = made.ends.tolist()[: nodes * 4 // 3]
    things = tuple(_thing(made, at) for at in range(nodes))
    ties = tuple(_tie(at, one, two) for at, (one, two) in enumerate(ends))
    facts = tuple(_fact(things, tie) for tie in ties)
    view = replace(viewfile.named("ecosystem"), layout="boxes")
    told = Drawing(view, f"{nodes} things", "made up", things, ties, facts, (), (), "", "", ())
    return told, _grid(told)


def _thing(made: Network, at: int) -> Thing:
    iri, name = made.things[at], f"Body number {at} of the region"
    return Thing(iri, name, name, "Organisation", "NHS trust", False, (name,), "", ())


def _tie(at: int, one: int, two: int) -> Tie:
    return Tie(one, two, ("as member",), ("asMember",), (at,), "actual", False, 1, (), 1.0)


def _fact(things: tuple[Thing, ...], tie: Tie) -> Told:
    iri = f"https://example.org/fact/{tie.facts[0]}"
    text = f"{things[tie.source].label}: member of {things[tie.target].label}"
    days = ("2010-03-12", "2010-03-12", "2010-03-12", "")
    return Told(iri, "Membership", text, "", "actual", False, "last attested 2010", days, (), "")


def _grid(told: Drawing) -> Scene:
    across = round((len(told.things) * 1.6) ** 0.5)
    boxes = []
    for at, thing in enumerate(told.things):
        lines, width, height = boxed(thing.label, 120)
        x, y = (at % across) * 150.0, (at // across) * 70.0
        boxes.append(Box(x, y, width, height, lines, thing.kind, thing=at))
    lines_ = (Line((boxes[t.source].centre, boxes[t.target].centre), t.facts) for t in told.ties)
    down = -(-len(boxes) // across)
    return Scene(across * 150.0, down * 70.0, tuple(boxes), tuple(lines_))


# Pages


def ours(told: Drawing, scene: Scene) -> str:
    """The page of kg draw."""
    return page.page(told, scene)


def of_pyvis(told: Drawing, _: Scene) -> str:
    """pyvis's page with its own template, options and physics, scripts inlined."""
    from pyvis.network import Network as Pyvis

    made = Pyvis(cdn_resources="in_line")
    for at, thing in enumerate(told.things):
        made.add_node(at, label=thing.label)
    for tie in told.ties:
        made.add_edge(tie.source, tie.target)
    html: str = made.generate_html()
    return html


def of_sigma(scripts: str) -> Callable[[Drawing, Scene], str]:
    """A bare page of sigma.js on the same positions: no search, table, panel or legend."""

    def make(told: Drawing, scene: Scene) -> str:
        nodes = [
            {"id": at, "x": box.centre[0], "y": -box.centre[1], "size": 4, "label": thing.label}
            for at, (box, thing) in enumerate(zip(scene.boxes, told.things, strict=True))
        ]
        data = {"nodes": nodes, "edges": [[tie.source, tie.target] for tie in told.ties]}
        return SIGMA.format(scripts=scripts, data=json.dumps(data))

    return make


def sigma_scripts(folder: Path) -> str:
    """graphology and sigma.js from npm in one script; nothing where npm has them not."""
    npm = shutil.which("npm")
    if not npm:
        return ""
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", *WANTED]
    done = subprocess.run(install, cwd=folder, capture_output=True)
    entry = "window.graphology = { Graph: require('graphology') };\n"
    entry += "window.Sigma = require('sigma').default;\n"
    (folder / "entry.js").write_text(entry)
    bundle = [str(folder / "node_modules" / ".bin" / "esbuild"), "entry.js", "--bundle", "--minify"]
    if done.returncode:
        return ""  # no npm registry, or no such packages
    made = subprocess.run(bundle, cwd=folder, capture_output=True, encoding="utf-8")
    return made.stdout.replace("</script", "<\\/script")


# Timing


def timed(
    browser: Any, what: str, html: str, nodes: int, rounds: int, settled: bool = False
) -> Timed:
    """The page loaded so many times, each in a context of its own that reaches no network."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "page.html"
        path.write_text(html, "utf-8")
        times = [_once(browser, path, settled) for _ in range(rounds)]
    return Timed(what, nodes, len(html.encode()), statistics.median(times))


def _once(browser: Any, path: Path, settled: bool) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    opened = context.new_page()
    if settled:
        opened.add_init_script(SETTLED)
    opened.goto(path.as_uri(), timeout=300_000, wait_until="commit")
    opened.wait_for_selector("html[data-ready=true]", state="attached", timeout=300_000)
    found = opened.evaluate("performance.getEntriesByName('ready')[0].startTime")
    context.close()
    return float(found)


def measured(sizes: Sequence[int]) -> Iterator[Timed]:
    """The pages at each size; pyvis's own, which takes most of a minute, at the first only.

    Raises ImportError without Playwright and FileNotFoundError without a Chromium.
    """
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if not found:
        raise FileNotFoundError("there is no chromium")
    arguments = ["--no-sandbox", "--enable-unsafe-swiftshader"]
    with sync_playwright() as play, tempfile.TemporaryDirectory() as place:
        scripts = sigma_scripts(Path(place))
        browser = play.chromium.launch(executable_path=found, args=arguments)
        for nodes in sizes:
            made, rounds = generated(nodes), ROUNDS if nodes == sizes[0] else FEWER
            yield timed(browser, OURS, ours(*made), nodes, rounds)
            if scripts:
                yield timed(browser, SIGMA_BARE, of_sigma(scripts)(*made), nodes, rounds)
            if nodes == sizes[0]:
                yield timed(browser, PYVIS, of_pyvis(*made), nodes, rounds=1, settled=True)
        browser.close()


def of_views() -> Iterator[tuple[str, float, int]]:
    """By view, the seconds from the graph to its page, and the bytes of the page."""
    for name in viewfile.library():
        view = viewfile.named(name)
        start = perf_counter()
        graph = kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))
        told = drawing.drawing(graph, view)
        html = page.page(told, layouts.scene(told))
        yield name, perf_counter() - start, len(html.encode())


# The part


def lines(sizes: Sizes) -> Iterator[str]:
    """Pages beside their peers, what was asked of them, and the views and the site."""
    if not sizes.pages:
        yield "\nLeft out: no sizes are asked for."
        return
    yield EXPLAINED
    found: list[Timed] = []
    yield from _beside(sizes.pages, found)
    yield "| What | Asked | Measured | Met |\n|---|---|---|---|"
    yield from _asked(found)
    yield _site()
    yield "\n| View | From graph to page, s | Size, kB |\n|---|--:|--:|"
    for name, seconds, size in of_views():
        yield f"| {name} | {seconds:.2f} | {size / 1000:,.0f} |"


def _beside(sizes: Sequence[int], found: list[Timed]) -> Iterator[str]:
    """A table of the pages, which `found` keeps, or why there is none."""
    yield "| Page | Nodes | Ready, ms | Size, kB |\n|---|--:|--:|--:|"
    try:
        for each in measured(sizes):
            found.append(each)
            size = f"{each.bytes / 1000:,.0f}"
            yield f"| {each.what} | {each.nodes:,} | {each.milliseconds:,.0f} | {size} |"
    except (ImportError, FileNotFoundError) as error:
        yield f"\nLeft out: {error}.\n"
        return
    yield "" if any(each.what == SIGMA_BARE for each in found) else f"\n{NO_SIGMA}\n"


def _asked(found: Sequence[Timed]) -> Iterator[str]:
    """What is asked of a page of the first size, if it was measured."""
    first = {each.what: each for each in found if each.nodes == found[0].nodes}
    if not {OURS, PYVIS} <= first.keys():
        return
    page_, peer = first[OURS], first[PYVIS]
    ready, size = page_.milliseconds, page_.bytes / 1000
    sooner = peer.milliseconds / ready
    at = f"a page of {page_.nodes:,} nodes"
    yield _row(f"{at} is ready", "in under 1,000 ms", f"{ready:,.0f} ms", ready < READY)
    yield _row(
        f"{at} beside {PYVIS}", "ten times sooner", f"{sooner:.1f} times sooner", sooner >= SOONER
    )
    yield _row(f"the size of {at}", "under 1,000 kB", f"{size:,.0f} kB", size < KILOBYTES)


def _site() -> str:
    """How long the site of the bundled graph takes."""
    with tempfile.TemporaryDirectory() as place:
        seconds = clocked(kg_command("site", "-o", str(Path(place) / "site"), "-q"))
    measured_ = f"{seconds:.1f} s"
    return _row("`kg site` on the bundled graph", "under 20 s", measured_, seconds < SITE)


def _row(what: str, asked: str, measured_: str, met: bool) -> str:
    return f"| {what} | {asked} | {measured_} | {'yes' if met else 'no'} |"
