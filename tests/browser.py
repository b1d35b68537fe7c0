"""Pages in a real browser: how they are made and opened, and what is measured in them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kg
from kg import layouts, page, viewfile
from kg.drawing import Drawing, drawing
from kg.scene import Scene
from kg.viewfile import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

PATIENCE = 30_000
"""Milliseconds that a busy machine may take for anything."""
WIDE, NARROW = (1440, 900), (390, 844)
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that tell light from dark."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Made:
    """A page in a file, and what it was made from."""

    path: Path
    drawing: Drawing
    scene: Scene

    @property
    def address(self) -> str:
        return self.path.as_uri()


class Window:
    """A window of the browser that reaches no network, with what its pages ask and complain of.

    Pages are opened in it one after another: a window takes far longer to open than a page.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.addresses: set[str] = set()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def show(self, address: str, *, script: bool = True) -> Page:
        """Open a page anew, ready to be used."""
        self.addresses.add(address.partition("#")[0])
        if self.page.url.partition("#")[0] == address.partition("#")[0]:
            self.page.goto("about:blank")
        self.page.goto(address)
        if script:
            self.page.wait_for_selector("html[data-ready=true]", state="attached")
        return self.page

    def quiet(self) -> None:
        """Whether pages asked for nothing but themselves and complained of nothing since then."""
        asked = {each for each in self.requests if not each.startswith(("data:", "blob:"))}
        complaints, addresses = [*self.complaints], {*self.addresses}
        for known in (self.requests, self.complaints, self.addresses):
            known.clear()
        assert asked <= addresses
        assert complaints == []


def make(view: View, graph: kg.Graph, folder: Path) -> Made:
    """The page of a view of a graph, in a folder."""
    told = drawing(graph, view)
    scene = layouts.scene(told)
    path = folder / f"{view.name}.html"
    path.write_text(page.page(told, scene), "utf-8")
    return Made(path, told, scene)


class Pages(dict[str, Made]):
    """The pages of the library's views, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.graphs: dict[kg.Slice, kg.Graph] = {}

    def __missing__(self, name: str) -> Made:
        view = viewfile.named(name)
        if view.layout not in layouts.known():
            pytest.skip(f"there is no layout {view.layout} yet")
        wanted = kg.Slice(status=view.status, roll_up=view.roll_up)
        if wanted not in self.graphs:
            self.graphs[wanted] = kg.load(slice=wanted)
        return self.setdefault(name, make(view, self.graphs[wanted], self.folder))


def launched() -> Iterator[Browser]:
    """The browser; a test that wants it is skipped where there is none."""
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no chromium on this machine")
    with sync.sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield made
        made.close()


@contextmanager
def window(browser: Browser, size: tuple[int, int], **options: Any) -> Iterator[Window]:
    """A window of that size; `options` are those of a context of Playwright."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, locale="en-GB", **options
    )
    context.set_default_timeout(PATIENCE)
    yield Window(context)
    context.close()


# What is measured in a page

SIGHT = """() => {
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const around = (list) => [0, 1, 2, 3].map((at) =>
    Math[at < 2 ? "min" : "max"](...list.map((each) => each[at])));
  const svg = document.querySelector("svg.scene");
  const scale = svg.getScreenCTM().a;
  const size = (text) => Number(text.getAttribute("font-size")) * scale;
  const seen = (selector) =>
    [...svg.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  const numbers = (text) => (text ? text.split(" ").map(Number) : []);
  const boxes = seen(".boxes > .box").map((one) => ({
    place: box(one.querySelector(".outline")),
    words: [...one.querySelectorAll("tspan")].map((line) => line.textContent).join(" "),
    lines: [...one.querySelectorAll("tspan")].map(box),
    size: size(one.querySelector("text")),
    things: one.dataset.members ? numbers(one.dataset.members) : numbers(one.dataset.thing),
  }));
  const texts = seen(".texts > text").map((one) => ({
    place: box(one), words: one.textContent, size: size(one),
  }));
  const bands = seen(".bands > :not(.hatched)").map(box);
  const lines = seen(".lines > .line").map((path) => {
    const turned = path.getScreenCTM();
    const length = path.getTotalLength();
    const steps = Math.max(2, Math.ceil(length * scale / 3));
    const points = [];
    for (let step = 0; step <= steps; step += 1) {
      const { x, y } = path.getPointAtLength(length * step / steps).matrixTransform(turned);
      points.push([x, y]);
    }
    return { ties: numbers(path.dataset.ties), points, rule: path.classList.contains("kind-rule") };
  });
  const drawn = [...boxes.map((one) => one.place), ...texts.map((one) => one.place), ...bands];
  return {
    boxes, texts, lines, pane: box(document.getElementById("pane")), drawn: around(drawn),
    scale, scrolls: "scrolls" in document.getElementById("pane").dataset,
  };
}"""
"""What can be seen of the picture, in CSS pixels of the window."""

CONTRASTS = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (colour) => numbers(colour).slice(0, 3).map((part) => linear(part / 255))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const paper = getComputedStyle(document.body).backgroundColor;
  const seen = (one) => one.getClientRects().length;
  return [...document.querySelectorAll(".scene text")].filter(seen).map((text) => {
    const ground = text.closest(".box")?.querySelector(".outline");
    const fill = ground ? getComputedStyle(ground).fill : paper;
    const both = [getComputedStyle(text).fill, fill === "none" ? paper : fill];
    const [one, two] = both.map(light).sort((a, b) => b - a);
    return { words: text.textContent, contrast: (one + 0.05) / (two + 0.05) };
  });
}"""
"""How words in the picture stand out from the ground of their box, or of the page."""


# A graph whose every word is hostile

EVIL = (
    "</script><script>window.__hacked = 1</script>",
    '"><img src=x onerror="window.__hacked = 2"> Ünïversité',
    "' onfocus='window.__hacked = 3' autofocus tabindex='1",
    "</title></style></text></svg><svg onload=window.__hacked=4>",
    "javascript:window.__hacked=5",
    "\u202ecigam\u202c \u200fright to left\u200e \u2066isolated\u2069",
    "Long" * 2_500,
    "\U0001f468\u200d\u2695\ufe0f \U0001f3e5 <b>bold</b> &amp; &#x3c; {{ 7 * 7 }} {% raw %} {#",
    "<!-- <script> --> ]]> line\u2028and\u2029paragraph",
    "${window.__hacked = 6} `$(id)` \\u003cscript\\u003e %3Cscript%3E",
)
_BODIES = {
    "Alliance": "wessex-hiec dorset-ics",
    "Programme": "dorset-innovation-hub adopting-innovation dorset-investment-prospectus "
    "part-one part-two",
    "Organisation": "one two three four five six seven eight health-foundation",
    "Person": "person-one person-two",
}
_FACTS = r"""
host a wx:Membership ; wx:member id:one ; wx:memberOf id:dorset-innovation-hub ;
  wx:memberRole wx:asHost
lead a wx:Membership ; wx:member id:one ; wx:memberOf id:dorset-innovation-hub ;
  wx:memberRole wx:asLead
two a wx:Membership ; wx:member id:two ; wx:memberOf id:dorset-innovation-hub ;
  wx:memberRole wx:asPartner
six a wx:Membership ; wx:member id:six ; wx:memberOf id:dorset-innovation-hub ;
  wx:memberRole wx:asPartner
ics a wx:Membership ; wx:member id:two ; wx:memberOf id:dorset-ics ; wx:until "2013"^^xsd:gYear
each a wx:Funding ; wx:fundingKind wx:award ; wx:funder id:health-foundation ;
  wx:recipient id:dorset-ics
sum a wx:Funding ; wx:fundingKind wx:award ; wx:funder id:four ;
  wx:fundedWork id:dorset-innovation-hub
put a wx:Funding ; wx:fundingKind wx:investment ; wx:fundedWork id:part-one ; wx:amount 2000.0
part-one a wx:Part ; wx:part id:part-one ; wx:whole id:dorset-investment-prospectus
part-two a wx:Part ; wx:part id:part-two ; wx:whole id:dorset-investment-prospectus
merger a wx:Change ; wx:changeKind wx:merger ; wx:predecessor id:one, id:two ;
  wx:successor id:seven
split a wx:Change ; wx:changeKind wx:split ; wx:predecessor id:three ; wx:successor id:eight ;
  wx:date "2014"^^xsd:gYear
builds a wx:Relation ; wx:subject id:part-one ; wx:relationKind wx:buildsOn ; wx:object id:two ;
  wx:statement EVIL
made a wx:Milestone ; wx:subject id:part-two ; wx:milestoneKind wx:creation ; wx:statement EVIL
number a wx:Figure ; wx:subject id:wessex-hiec ; wx:measure wx:memberCount ; wx:value 6.0 ;
  wx:unit EVIL
chief a wx:Post ; wx:holder id:person-one ; wx:roleIn id:one ; wx:title EVIL
chair a wx:Post ; wx:holder id:person-two ; wx:roleIn id:dorset-innovation-hub ; wx:title EVIL
code a wx:Identifier ; wx:identifies id:one ; wx:code "javascript:window.__hacked=7"
site a wx:Identifier ; wx:identifies id:two ;
  wx:code "https://example.org/\"><script>window.__hacked=8</script>"
"""


def hostile() -> str:
    """The facts of a graph for all views, in which no text is harmless."""
    bodies = [(kind, each) for kind, slugs in _BODIES.items() for each in slugs.split()]
    facts = [
        *re.split(r"\n(?! )", _FACTS.strip()),
        *(f"name-{each} a wx:Naming ; wx:names id:{each} ; wx:name EVIL" for _, each in bodies),
        *(
            f"seat-{each} a wx:Membership ; wx:member id:{each} ; wx:memberOf id:wessex-hiec"
            ' ; wx:memberRole wx:asMember ; wx:from "2010"^^xsd:gYear'
            for each in ("one", "two", "three", "four", "five", "six")
        ),
    ]
    vouched = "wx:status wx:actual ; wx:evidence <#char=1,20> ; wx:readingNote EVIL ."
    text = "\n".join(
        (
            *(f"id:{each} a wx:{kind} ; skos:prefLabel EVIL ." for kind, each in bodies),
            *(f":{fact} ; {vouched}" for fact in facts),
            "<> dcterms:title EVIL ; dcterms:publisher id:three ; wx:addressServes wx:thisText ;",
            "wx:address <javascript:window.__hacked=9> .",
            "<#char=1,20> a wx:Passage ; wx:textFragment EVIL .",
        )
    )
    words = cycle(EVIL)
    return re.sub(r"\bEVIL\b", lambda _: json.dumps(next(words), ensure_ascii=False), text)
