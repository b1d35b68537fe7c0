"""Pages in a real browser, as one sees them, clicks them, reads them out and walks them by keys."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from browser import (
    COLOURS,
    CONTRASTS,
    EVIL,
    NARROW,
    RULES,
    SIGHT,
    WIDE,
    Made,
    Pages,
    Window,
    hostile,
    launched,
    make,
    window,
)
from conftest import HEAD

import kg
from kg import page as pagefile
from kg import viewfile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from kg.drawing import Drawing

VIEWS = sorted(viewfile.library())
STRUCTURED = [name for name in VIEWS if viewfile.named(name).layout != "boxes"]
"""The views in which no line may pass behind a foreign box."""
SIZES = {"wide": WIDE, "narrow": NARROW}
SHOTS = Path(__file__).parent.parent / "build" / "screenshots"
SVG = "{http://www.w3.org/2000/svg}"

Place = list[float]
"""Left, top, right and bottom in CSS pixels of the window."""
Show = Callable[..., "Page"]
Windows = Callable[..., Window]
AtRest = tuple["Page", Made]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Windows]:
    """The window of that size and with these options, the same for all tests."""
    known: dict[object, Window] = {}
    with ExitStack() as stack:

        def windows(size: tuple[int, int] = WIDE, **options: Any) -> Window:
            key = (size, *sorted(options.items()))
            if key not in known:
                wanted = {"reduced_motion": "reduce", **options}
                known[key] = stack.enter_context(window(browser, size, **wanted))
            return known[key]

        yield windows


@pytest.fixture
def show(windows: Windows, pages: Pages) -> Iterator[Show]:
    """Opens the page of a view at an address, and sees at the end that all was quiet."""
    used: list[Window] = []

    def show(name: str, state: str = "", **wanted: Any) -> Page:
        used.append(windows(**wanted))
        script = wanted.get("java_script_enabled", True)
        return used[-1].show(pages[name].address + state, script=script)

    yield show
    for each in dict.fromkeys(used):
        each.page.emulate_media(media="screen", color_scheme="light")
        each.quiet()


@pytest.fixture(scope="module", params=VIEWS)
def opened(request: pytest.FixtureRequest, windows: Windows, pages: Pages) -> tuple[Window, Made]:
    """The page of each view, opened once in a window that no other test uses, and what it shows."""
    made, window = pages[request.param], windows(color_scheme="light")
    window.show(made.address)
    return window, made


@pytest.fixture
def at_rest(opened: tuple[Window, Made]) -> Iterator[AtRest]:
    """The page of each view as it opens; it is put back to that afterwards, and was quiet."""
    window, made = opened
    yield window.page, made
    window.page.evaluate(
        """() => {
          document.getElementById("reset").click();
          document.getElementById("pane").scrollTop = 0;
          document.activeElement.blur();
        }"""
    )
    window.addresses.add(made.address)
    window.quiet()


# First sight


@dataclass(frozen=True)
class Sight:
    """What was measured in a page when it had been opened, light and dark."""

    requests: list[str]
    complaints: list[str]
    picture: dict[str, Any]
    list: dict[str, Any]
    legend: dict[str, Any]
    contrasts: list[Any]
    violations: list[str]


LIST = """() => ({
  view: document.documentElement.dataset.view,
  across: document.documentElement.scrollWidth,
  tools: document.getElementById("tools").offsetHeight,
  top: document.querySelector("#cards .tile")?.getBoundingClientRect().top,
  sizes: [...document.querySelectorAll("#list *")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((one) => parseFloat(getComputedStyle(one).fontSize)),
})"""


LEGEND = """() => ({
  entries: Object.fromEntries([...document.querySelectorAll("#legend [data-key]")]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.dataset.key, one.querySelector(".number").textContent])),
  sum: document.getElementById("sum").textContent,
  about: document.querySelector(".about").textContent,
})"""


@pytest.fixture(scope="module")
def sights(windows: Windows, pages: Pages) -> Callable[[str, str], Sight]:
    """The first sight of a view in a window of that size, seen once."""
    known: dict[tuple[str, str], Sight] = {}
    SHOTS.mkdir(parents=True, exist_ok=True)

    def sight(view: str, size: str) -> Sight:
        made = pages[view]
        if (view, size) not in known:
            known[view, size] = seen(windows(SIZES[size]), made, size)
        return known[view, size]

    return sight


def seen(window: Window, made: Made, size: str) -> Sight:
    page, name = window.show(made.address), f"{made.drawing.view.name}-{size}"
    requests, complaints, contrasts = [*window.requests], [*window.complaints], []
    picture, cards, legend = (page.evaluate(each) for each in (SIGHT, LIST, LEGEND))
    violations = violated(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=SHOTS / f"{name}-{scheme}.png", animations="disabled")
        contrasts += page.evaluate(CONTRASTS)
    violations += violated(page, {"type": "rule", "values": COLOURS})
    if size == "narrow":
        page.emulate_media(color_scheme="light")
        page.locator("#tools [data-view=picture]").click()
        picture = page.evaluate(SIGHT)
        page.screenshot(path=SHOTS / f"{name}-picture.png", animations="disabled")
    page.emulate_media(color_scheme="light")
    complaints += window.complaints[len(complaints) :]
    requests += window.requests[len(requests) :]
    for known in (window.requests, window.complaints):
        known.clear()
    return Sight(requests, complaints, picture, cards, legend, contrasts, violations)


ALIKE = "tbody tr:nth-child(n+9), .tiles > li:nth-child(n+9)"
"""Rows and cards that are made as those before them."""


def violated(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
    """What axe-core finds against the page as it is, by all rules or by these."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    only = rules or {"type": "tag", "values": RULES}
    options = {"resultTypes": ["violations"], "runOnly": only}
    page.locator(ALIKE).evaluate_all("(all) => all.forEach((one) => one.remove())")
    found = axe.run(page, options=options).response
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def meet(one: Place, two: Place) -> bool:
    """Whether two places share more than the blur of an edge."""
    air = 0.5
    across = min(one[2], two[2]) - max(one[0], two[0])
    return across > air and min(one[3], two[3]) - max(one[1], two[1]) > air


def within(one: Place, two: Place, air: float = 0.5) -> bool:
    return all((a - b) * sign >= -air for a, b, sign in zip(one, two, (1, 1, -1, -1), strict=True))


def inside(point: tuple[float, float], place: Place, air: float) -> bool:
    (x, y), (left, top, right, bottom) = point, place
    return left + air < x < right - air and top + air < y < bottom - air


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    view: str, size: str, sights: Callable[[str, str], Sight], pages: Pages
) -> None:
    found = sights(view, size)
    asked = [each for each in found.requests if not each.startswith(("data:", "blob:"))]
    assert asked == [pages[view].address]


@pytest.mark.parametrize("view", VIEWS)
def test_no_label_meets_another_or_a_foreign_box(
    view: str, sights: Callable[[str, str], Sight]
) -> None:
    picture = sights(view, "wide").picture
    boxes, texts = picture["boxes"], picture["texts"]
    assert len(boxes) > 3
    assert all(box["words"].strip() for box in boxes)
    for one, two in combinations(boxes, 2):
        assert not meet(one["place"], two["place"]), (one["words"], two["words"])
    for box in boxes:
        for line in box["lines"]:
            assert within(line, box["place"]), box["words"]
        for text in texts:
            assert not meet(text["place"], box["place"]), (text["words"], box["words"])
    for one, two in combinations(texts, 2):
        assert not meet(one["place"], two["place"]), (one["words"], two["words"])


@pytest.mark.parametrize("view", VIEWS)
def test_the_smallest_words_can_be_read(view: str, sights: Callable[[str, str], Sight]) -> None:
    picture = sights(view, "wide").picture
    smallest = min(picture["boxes"] + picture["texts"], key=lambda each: each["size"])
    assert smallest["size"] >= 12, smallest["words"]


@pytest.mark.parametrize("view", VIEWS)
def test_the_drawing_fills_its_area(view: str, sights: Callable[[str, str], Sight]) -> None:
    picture = sights(view, "wide").picture
    left, top, right, bottom = picture["drawn"]
    pane = picture["pane"]
    across, down = (right - left) / (pane[2] - pane[0]), (bottom - top) / (pane[3] - pane[1])
    if picture["scrolls"]:
        assert across >= 0.85
        assert pane[0] <= left < right <= pane[2]
        return
    assert max(across, down) >= 0.85
    assert min(across, down) >= 0.6
    assert within(picture["drawn"], pane)


@pytest.mark.parametrize("view", STRUCTURED)
def test_no_line_passes_through_a_foreign_box_or_words(
    view: str, sights: Callable[[str, str], Sight], pages: Pages
) -> None:
    picture, drawing = sights(view, "wide").picture, pages[view].drawing
    for line in picture["lines"]:
        ends = {
            end for at in line["ties"] for end in (drawing.ties[at].source, drawing.ties[at].target)
        }
        first, *_, last = points = line["points"]
        for box in picture["boxes"]:
            touched = inside(first, box["place"], -2) or inside(last, box["place"], -2)
            if not touched and not ends & set(box["things"]):
                assert not any(inside(at, box["place"], 1.5) for at in points), box["words"]
        for text in () if line["rule"] else picture["texts"]:
            assert not any(inside(at, text["place"], 3) for at in points), text["words"]


@pytest.mark.parametrize("view", VIEWS)
def test_words_stand_out_from_their_ground(view: str, sights: Callable[[str, str], Sight]) -> None:
    found = sights(view, "wide").contrasts
    assert len(found) > 6
    assert [each for each in found if each["contrast"] < 4.5] == []


def test_the_twelve_largest_things_are_labelled(
    sights: Callable[[str, str], Sight], pages: Pages
) -> None:
    drawing, boxes = pages["ecosystem"].drawing, sights("ecosystem", "wide").picture["boxes"]
    ties = [len(each) for each in drawing.around]
    largest = sorted(range(len(ties)), key=lambda at: -ties[at])[:12]
    labels = {box["things"][0]: box["words"] for box in boxes if len(box["things"]) == 1}
    for at in largest:
        thing = drawing.things[at]
        assert labels.get(at) in {thing.label, thing.short}


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_window_begins_with_the_list(
    view: str, sights: Callable[[str, str], Sight]
) -> None:
    cards = sights(view, "narrow").list
    assert cards["view"] == "list"
    assert cards["across"] == NARROW[0]
    assert cards["tools"] < NARROW[1] / 12
    assert cards["top"] < NARROW[1] - 60
    assert min(cards["sizes"]) >= 14


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(view: str, size: str, sights: Callable[[str, str], Sight]) -> None:
    assert sights(view, size).violations == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_axe_finds_nothing_in_what_opens(view: str, size: str, show: Show) -> None:
    page = show(view, "#view=picture&may=1", size=SIZES[size])
    page.emulate_media(color_scheme="dark")
    page.locator(".box[data-members]:not(.off)").first.dispatch_event("click")
    if size == "narrow":
        page.locator("#more").click()
    page.locator("#menu summary").click()
    assert violated(page) == []
    page.locator("#menu summary").click()
    page.locator("#panel .goto").first.click()
    page.locator("[data-view=table].tool").click()
    page.locator("#rows [data-rows=facts]").click()
    page.locator("#search").fill("university")
    assert violated(page) == []
    page.locator("#panel .acts button").nth(1).dispatch_event("click")
    page.locator("#words").wait_for()
    assert violated(page) == []


# What is painted


def test_the_canvas_paints_what_the_svg_hears(show: Show) -> None:
    page = show("ecosystem")
    missing = page.evaluate(
        """() => {
          const canvas = document.querySelector(".canvas canvas");
          const frame = canvas.getBoundingClientRect();
          const share = canvas.width / frame.width;
          const copy = document.createElement("canvas");
          Object.assign(copy, { width: canvas.width, height: canvas.height });
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const paper = String(context.getImageData(2, 2, 1, 1).data);
          const boxes = [...document.querySelectorAll(".boxes > .box:not(.off) > .outline")];
          return boxes.filter((one) => {
            const { left, top, height } = one.getBoundingClientRect();
            const x = Math.round((left - frame.left - 2) * share);
            const y = Math.round((top - frame.top + height / 2) * share);
            const strip = context.getImageData(x, y, Math.ceil(4 * share), 1).data;
            const pixels = [...Array(strip.length / 4).keys()];
            return pixels.every((at) => String(strip.slice(4 * at, 4 * at + 4)) === paper);
          }).map((one) => one.parentNode.getAttribute("aria-label"));
        }"""
    )
    assert missing == []


def test_the_canvas_ties_the_boxes_that_the_svg_ties(show: Show) -> None:
    wrong = show("ecosystem").evaluate(
        """() => {
          const { edges } = JSON.parse(document.getElementById("network").textContent);
          const boxes = [...document.querySelectorAll(".boxes > .box")];
          const lines = [...document.querySelectorAll(".lines > .line[data-ties]")];
          const touches = (box, { x, y }) => {
            const place = box.querySelector(".outline").getBBox();
            const across = x > place.x - 1 && x < place.x + place.width + 1;
            return across && y > place.y - 1 && y < place.y + place.height + 1;
          };
          const folded = (box) => box.classList.contains("folded");
          return edges.filter((edge) => {
            const line = lines[edge.id];
            const ends = [line.getPointAtLength(0), line.getPointAtLength(line.getTotalLength())];
            const of = [boxes[edge.from], boxes[edge.to]];
            return of.some((box, at) => !touches(box, ends[at]) || (folded(box) && !folded(line)));
          }).map(({ from, to }) => [from, to].map((at) => boxes[at].textContent).join(" – "));
        }"""
    )
    assert wrong == []


# Scrolling


@pytest.mark.parametrize("view", ["tables", "ecosystem", "money"])
@pytest.mark.parametrize("size", [NARROW, (1280, 650)])
def test_the_wheel_over_the_picture_scrolls_the_page(
    view: str, size: tuple[int, int], show: Show
) -> None:
    page = show(view, "#view=picture", size=size)
    page.evaluate("scrollTo(0, document.getElementById('pane').getBoundingClientRect().top - 80)")
    before, drawn = page.evaluate("scrollY"), page.evaluate(VIEWBOX)
    x, y, _, _ = place(page.locator("#pane"))
    page.mouse.move(x + 120, y + 120)
    page.mouse.wheel(0, 5_000)
    until(page, f"scrollY > {before} || document.getElementById('pane').scrollTop > 0")
    page.wait_for_timeout(300)
    page.mouse.wheel(0, 5_000)
    until(page, f"scrollY > {before}")
    assert page.evaluate(VIEWBOX) == drawn


def test_a_tall_picture_scrolls_in_its_pane(show: Show) -> None:
    page = show("money")
    page.mouse.move(500, 500)
    page.mouse.wheel(0, 10_000)
    until(page, "document.getElementById('pane').scrollTop > 0")
    last = page.locator(".boxes > .box").last
    assert within(place(last), place(page.locator("#pane")))


def test_the_wheel_zooms_with_ctrl_only(show: Show) -> None:
    page = show("tables")
    before = page.evaluate(VIEWBOX)
    page.mouse.move(500, 500)
    page.mouse.wheel(0, 300)
    assert page.evaluate(VIEWBOX) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    until(page, f"({VIEWBOX}) !== {before!r}")
    page.locator("#whole").click()
    assert page.evaluate(VIEWBOX) == before


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_window_opens_a_picture_that_can_be_read(
    view: str, sights: Callable[[str, str], Sight]
) -> None:
    picture = sights(view, "narrow").picture
    found = [box for box in picture["boxes"] if meet(box["place"], picture["pane"])]
    assert len(found) > 1
    assert min(box["size"] for box in found) >= 12
    assert picture["pane"][2] <= NARROW[0]


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_picture_does_not_open_on_emptiness(
    view: str, sights: Callable[[str, str], Sight]
) -> None:
    picture = sights(view, "narrow").picture
    (left, top, right, bottom), pane = picture["drawn"], picture["pane"]
    if bottom > pane[3] + 1:
        assert top - pane[1] <= (pane[3] - pane[1]) / 4
    if right > pane[2] + 1:
        assert left - pane[0] <= (pane[2] - pane[0]) / 4


# Choosing

VIEWBOX = "document.querySelector('svg.scene').getAttribute('viewBox')"
DRAWN = """() => [...document.querySelectorAll(".scene .box, .scene .line, .scene .texts > text")]
  .filter((one) => one.getClientRects().length)
  .map((one) => [[...one.classList].sort(), JSON.stringify(one.getBoundingClientRect())])"""
LINES = """() => [...document.querySelectorAll(".scene .line")]
  .filter((one) => one.getClientRects().length).map((one) => one.getAttribute("d"))"""


def place(element: Locator) -> Place:
    """Where the outline of a box, or any element, stands in the window."""
    return element.evaluate(
        """(element) => {
          const drawn = element.querySelector(":scope > .outline") || element;
          const { left, top, right, bottom } = drawn.getBoundingClientRect();
          return [left, top, right, bottom];
        }"""
    )


def places(page: Page, selector: str) -> list[Place]:
    """Where the outlines of these boxes stand in the window."""
    return page.locator(selector).evaluate_all(
        """(all) => all.filter((one) => one.getClientRects().length).map((one) => {
          const place = one.querySelector(".outline").getBoundingClientRect();
          return [place.left, place.top, place.right, place.bottom];
        })"""
    )


def until(page: Page, expression: str) -> None:
    """Wait for what a page that allows no evaluated scripts cannot wait for by itself."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {expression}")


def box(page: Page, made: Made, label: str) -> Locator:
    """The box of the thing with this label."""
    at = next(at for at, each in enumerate(made.drawing.things) if each.label == label)
    return page.locator(f'.boxes > .box[data-thing="{at}"]').first


def state(page: Page) -> dict[str, str]:
    """What the address says."""
    found = page.evaluate("[...new URLSearchParams(location.hash.slice(1))]")
    return dict(found)


def shown(page: Page, selector: str) -> int:
    """How many of these are drawn."""
    return page.locator(selector).evaluate_all(
        "(all) => all.filter((one) => one.getClientRects().length).length"
    )


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_search_brings_a_thing_into_view(view: str, show: Show, pages: Pages) -> None:
    page = show(view)
    for _ in range(6):
        page.locator("#nearer").click()
    page.locator("#search").fill("  BÓURNEMOUTH   univerSITY")
    first = page.locator("#hits [role=option]").first
    assert first.inner_text().startswith("Bournemouth University")
    first.click()
    assert state(page)["sel"] == "id/bournemouth-university"
    assert page.locator("#chosen").inner_text() == "Bournemouth University"
    found = box(page, pages[view], "Bournemouth University")
    assert within(place(found), place(page.locator("#pane")))
    assert "sel" in found.get_attribute("class").split()


def test_search_works_by_keys_and_knows_codes_and_other_names(show: Show) -> None:
    page = show("tables")
    page.keyboard.press("/")
    page.keyboard.type("UHD")
    page.keyboard.press("ArrowDown")
    active = page.locator("#search").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert "UHD" in page.locator(f"#{active}").inner_text()
    page.keyboard.press("Enter")
    assert (
        page.locator("#chosen").inner_text() == "University Hospitals Dorset NHS Foundation Trust"
    )
    page.locator("#search").fill("no such body")
    assert page.locator("#hits [role=option]").inner_text() == "Nothing here has such a name"
    page.keyboard.press("Escape")
    assert page.locator("#hits").is_hidden()


@pytest.mark.parametrize("view", ["tables", "ecosystem", "hub"])
def test_a_click_opens_the_facts_down_to_their_sources(view: str, show: Show, pages: Pages) -> None:
    page = show(view)
    box(page, pages[view], "Bournemouth University").click()
    panel = page.locator("#panel")
    assert panel.get_attribute("data-of") == "thing"
    facts = panel.locator(".fact")
    assert facts.count() >= 3
    for fact in facts.all():
        assert re.match("actual|planned|claimed|estimated", fact.locator(".status").inner_text())
        assert re.search("last attested|attestation undated", fact.locator(".meta").inner_text())
        assert fact.locator(".cited").count()
        assert fact.get_by_role("button", name="Copy citation").count() == 1
        assert fact.get_by_role("button", name="Report this fact: copy a form").count() == 1
    links = panel.locator("a").evaluate_all(
        "(all) => all.map((one) => [one.getAttribute('href'), one.rel])"
    )
    assert links
    assert all(re.match("https?://", href) and "noopener" in rel for href, rel in links)
    assert any("#:~:text=" in href for href, _ in links)


def test_an_announcement_opens_by_that_name(show: Show) -> None:
    page = show("money", "#view=table")
    page.locator("#table-of-ties tbody button.how", has_text="investment opportunity").first.click()
    words = "Open the announcement (without the document’s text)"
    assert set(page.locator("#panel .open").all_inner_texts()) == {words}


def test_a_click_on_what_can_be_seen_does_not_move_the_picture(at_rest: AtRest) -> None:
    page, _ = at_rest
    before = page.evaluate(VIEWBOX)
    pane = place(page.locator("#pane"))
    things = page.locator(".boxes > .box[data-thing]:not(.off)")
    places = things.evaluate_all(
        "(all) => all.map((one) => one.querySelector('.outline').getBoundingClientRect().toJSON())"
    )
    whole = [at for at, one in enumerate(places) if one["bottom"] < pane[3]]
    for edge in (
        min(whole, key=lambda at: places[at]["left"]),
        max(whole, key=lambda at: places[at]["right"]),
    ):
        things.nth(edge).click()
        assert page.locator("#panel").get_attribute("data-of") == "thing"
        assert page.evaluate(VIEWBOX) == before


def test_a_line_opens_the_facts_of_its_tie(show: Show) -> None:
    page = show("hub")
    page.locator(".lines > .hit").first.dispatch_event("click")
    panel = page.locator("#panel")
    assert panel.get_attribute("data-of") == "tie"
    assert panel.locator(".ends .goto").count() == 2
    assert panel.locator(".fact").count() >= 1


@pytest.mark.parametrize("view", ["tables", "ecosystem", "became", "sources"])
def test_a_chip_unfolds_on_a_click_and_on_a_hit(view: str, show: Show, pages: Pages) -> None:
    page = show(view)
    chip = page.locator(".boxes > .box[data-members]:not(.off)").first
    members = [int(each) for each in chip.get_attribute("data-members").split()]
    assert chip.get_attribute("aria-expanded") == "false"
    chip.click()
    assert page.locator("#panel").get_attribute("data-of") == "chip"
    assert page.locator("#panel .goto").count() == len(members)
    things = pages[view].drawing.things
    for at in members:
        unfolded = page.locator(
            f'#sheet [data-thing="{at}"], .boxes > .box[data-thing="{at}"]'
        ).first
        assert unfolded.is_visible() or shown(page, f'.boxes > .box[data-thing="{at}"]')
    page.keyboard.press("Escape")
    assert chip.get_attribute("aria-expanded") == "false"
    assert page.locator("#sheet").is_hidden()
    page.locator("#search").fill(things[members[0]].label)
    page.locator(f'#hits [data-thing="{members[0]}"]').click()
    assert chip.get_attribute("aria-expanded") == "true"
    assert (
        shown(page, f'#sheet [data-thing="{members[0]}"], .boxes > .box[data-thing="{members[0]}"]')
        == 1
    )


def test_a_chip_says_of_a_member_only_once_how_it_is_tied(show: Show) -> None:
    page = show("sources")
    page.locator(".boxes > .box[data-members]:not(.off)").first.click()
    for words in page.locator("#panel .ties .hush").all_inner_texts():
        assert len(words.split("; ")) == len(set(words.split("; ")))


def test_what_is_unfolded_covers_nothing_and_can_be_seen_with_its_chip(show: Show) -> None:
    page = show("ecosystem")
    before = page.evaluate(VIEWBOX)
    for chip in page.locator(".boxes > .box[data-members]:not(.off)").all():
        chip.dispatch_event("click")
        tray, pane = place(page.locator(".boxes > .plate")), place(page.locator("#pane"))
        others = places(page, ".boxes > .box:not(.folded)")
        assert len(others) > 12
        assert not any(meet(each, tray) for each in others)
        assert within(tray, pane)
        assert within(place(chip), pane)
        unfolded = places(page, ".boxes > .box.folded:not(.off)")
        assert len(unfolded) == len(chip.get_attribute("data-members").split())
        assert all(within(each, tray) for each in unfolded)
        page.keyboard.press("Escape")
        assert page.evaluate(VIEWBOX) == before


def test_every_line_can_recede(show: Show, pages: Pages) -> None:
    page = show("became")
    box(page, pages["became"], "Salisbury NHS Foundation Trust").click()
    bright = page.locator(".lines > .line:not(.dim, .near, .kind-rule)").evaluate_all(
        "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.outerHTML)"
    )
    assert bright == []


def test_the_legend_hides_kinds(at_rest: AtRest) -> None:
    page, _ = at_rest
    before = page.evaluate(DRAWN)
    found = page.evaluate(
        """() => [...document.querySelectorAll("#legend [data-key]")]
          .filter((one) => one.checkVisibility())
          .map((one) => {
            const { key } = one.dataset;
            const pressed = () => one.getAttribute("aria-pressed");
            one.click();
            const hidden = pressed();
            const off = new URLSearchParams(location.hash.slice(1)).get("off").split(",");
            const of = `.boxes > .box.thing.kind-${key}, .lines > .line.${key}`;
            const left = [...document.querySelectorAll(of)]
              .filter((each) => each.getClientRects().length);
            one.click();
            return [key, hidden, off.includes(key), left.length, pressed()];
          })"""
    )
    assert len(found) > 1
    assert found == [[key, "false", True, 0, "true"] for key, *_ in found]
    assert page.evaluate(DRAWN) == before


@pytest.mark.parametrize("view", VIEWS)
def test_the_legend_adds_up_to_what_the_page_states(
    view: str, sights: Callable[[str, str], Sight], pages: Pages
) -> None:
    legend, drawing = sights(view, "wide").legend, pages[view].drawing
    kinds = Counter(each.kind for each in drawing.things)
    said = {key: legend["entries"][key] for key in kinds}
    number = {key: sum(map(int, re.findall(r"\d+", words))) for key, words in said.items()}
    assert number == kinds
    assert re.match(r"(\d+) things", legend["sum"])[1] == str(len(drawing.things))
    assert f"{len(drawing.things)} things" in legend["about"]
    made = {each.key: each.often for each in pagefile.legend(drawing, pages[view].scene)}
    assert legend["entries"] == {key: words for key, words in made.items() if key != "may"}


def test_without_any_kind_no_line_is_left(show: Show) -> None:
    page = show("became")
    for entry in page.locator("#legend [data-key]").all():
        if entry.is_visible():
            entry.click()
    assert shown(page, ".boxes > .box[data-thing], .lines > .line:not(.kind-rule)") == 0


@pytest.mark.parametrize("view", ["tables", "became"])
def test_the_stepper_goes_through_the_moments(view: str, show: Show, pages: Pages) -> None:
    page, drawing = show(view), pages[view].drawing
    options = page.locator("#day option").evaluate_all("(all) => all.map((one) => one.value)")
    assert options == ["", *drawing.moments]
    whole = page.evaluate(LINES)
    page.locator("#after").click()
    assert state(page)["day"] == drawing.moments[0]
    page.locator("#day").select_option(drawing.moments[-1])
    assert page.locator("#after").get_attribute("aria-disabled") == "true"
    seen = {len(page.evaluate(LINES))}
    page.locator("#before").click()
    assert state(page)["day"] == drawing.moments[-2]
    page.locator("#day").select_option(drawing.moments[len(drawing.moments) // 2])
    seen.add(len(page.evaluate(LINES)))
    assert min(seen) < len(whole)
    page.locator("#day").select_option("")
    assert page.evaluate(LINES) == whole


def test_what_only_may_hold_is_off_until_it_is_asked_for(show: Show, pages: Pages) -> None:
    page = show("tables")
    switch = page.locator("#may-switch")
    assert switch.is_hidden()
    for day in pages["tables"].drawing.moments:
        page.locator("#day").select_option(day)
        if switch.is_visible():
            break
    number = int(page.locator("#maybe").inner_text())
    assert number > 0
    rows = lambda: page.locator("#table-of-ties tbody tr").count()  # noqa: E731
    page.locator("#tools [data-view=table]").click()
    before = rows()
    page.get_by_role("switch").check()
    assert rows() == before + number
    assert page.get_by_text("may hold", exact=False).first.is_visible()
    page.locator("#tools [data-view=picture]").click()
    assert shown(page, ".lines > .line.may, .lines > .line:not(.may)") > 0
    assert state(page)["may"] == "1"
    page.get_by_role("switch").uncheck()
    assert "may" not in state(page)


# The table


def test_the_table_has_a_row_for_every_tie_thing_and_fact(at_rest: AtRest) -> None:
    page, drawing = at_rest[0], at_rest[1].drawing
    page.locator("#tools [data-view=table]").click()
    rows = page.locator("#table-of-ties tbody tr")
    assert rows.count() == len(drawing.ties)
    assert page.locator("#rows-shown").inner_text().startswith(f"All {len(drawing.ties):,} tie")
    texts = rows.evaluate_all(
        "(all) => all.map((row) => [...row.cells].map((one) => one.textContent))"
    )
    wanted = {
        (drawing.things[tie.source].label, drawing.things[tie.target].label) for tie in drawing.ties
    }
    assert {(row[0], row[2]) for row in texts} == wanted
    assert all(row[5] and row[6] for row in texts)
    every = {(row[0], row[2]): row[3] for row in texts}
    for tie in drawing.ties:
        ends = drawing.things[tie.source].label, drawing.things[tie.target].label
        assert all(drawing.facts[fact].status in every[ends] for fact in tie.facts)
    of_things_and_facts(page, drawing)


def test_what_is_planned_of_an_actual_tie_is_said(show: Show) -> None:
    page = show("hub", "#view=table")
    row = page.locator("#table-of-ties tbody tr", has_text="collaboration, as partner")
    assert row.locator(".status").inner_text() == "actual; planned: collaboration"
    row.locator("button.how").click()
    words = "Collaboration, as partner · actual; planned: collaboration"
    assert page.locator("#panel .kind").first.inner_text().lower() == words.lower()


def told_first(drawing: Drawing) -> list[int]:
    """The facts of a drawing, those of its ties before the others."""
    tied = [fact for tie in drawing.ties for fact in tie.facts]
    return list(dict.fromkeys([*tied, *range(len(drawing.facts))]))


def of_things_and_facts(page: Page, drawing: Drawing) -> None:
    """The table has a row for each of them, and a fact opens."""
    wanted = {
        "things": [each.label for each in drawing.things],
        "facts": [drawing.facts[at].text for at in told_first(drawing)],
    }
    for name, words in wanted.items():
        page.locator(f"#rows [data-rows={name}]").click()
        rows = page.locator(f"#table-of-{name} tbody tr")
        assert rows.evaluate_all("(all) => all.map((one) => one.cells[0].textContent)") == words
        assert page.locator("#table-of-ties").is_hidden()
        assert page.locator("#rows-shown").inner_text().startswith(f"All {len(words):,} ")
    notes = rows.evaluate_all("(all) => all.map((one) => one.cells[5].textContent)")
    assert notes == [drawing.facts[at].note for at in told_first(drawing)]
    assert state(page)["rows"] == "facts"
    page.locator("#table-of-facts tbody button").first.click()
    assert page.locator("#panel .said").inner_text() == wanted["facts"][0]


@pytest.mark.parametrize("view", ["tables", "sums"])
def test_all_of_the_picture_is_read_out_before_it(view: str, show: Show, pages: Pages) -> None:
    page, drawing = show(view), pages[view].drawing
    until(page, "document.querySelectorAll('#table-of-facts tbody tr').length")
    number = lambda name: page.locator(f"#table-of-{name} tbody tr").count()  # noqa: E731
    told = [len(drawing.ties), len(drawing.things), len(drawing.facts)]
    assert [number(name) for name in ("ties", "things", "facts")] == told
    tree = page.get_by_label("The same as a table").aria_snapshot()
    assert all(each.label in tree for each in drawing.things if '"' not in each.label)
    assert page.locator("#table :is(button, a, [tabindex])").count() == 3
    assert (
        page.evaluate(
            "document.getElementById('table').compareDocumentPosition(document.getElementById('pane'))"
        )
        & 4
    )
    page.locator("#tools [data-view=list]").click()
    assert page.locator("#table").is_hidden()


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_a_narrow_window_has_the_other_tools_behind_a_button(view: str, show: Show) -> None:
    page = show(view, size=NARROW)
    assert page.locator("#menu").is_hidden()
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    assert page.locator("#more").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#rest'))")
    assert page.locator("#menu").is_visible()
    sizes = page.locator("#tools :is(button, input, select, summary)").evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility()).map((one) => "
        "one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]


def test_the_ties_of_the_table_stand_by_the_names_shown(show: Show) -> None:
    page = show("money", "#view=table")
    first = page.locator("#table-of-ties tbody tr").evaluate_all(
        "(all) => all.map((row) => [row.cells[0].textContent, row.cells[2].textContent])"
    )
    assert first == page.evaluate(
        """(all) => {
          const by = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" }).compare;
          return all.slice().sort((a, b) => by(a[0], b[0]) || by(a[1], b[1]));
        }""",
        first,
    )
    assert len({row[0] for row in first}) > 2


def test_the_table_sorts_and_filters(show: Show) -> None:
    page = show("tables", "#view=table")
    column = lambda at: page.locator(f"#table-of-ties tbody td:nth-child({at})").all_inner_texts()  # noqa: E731
    first = column(1)
    head = page.locator("[data-column=from]")
    head.click()
    up = column(1)
    assert up == page.evaluate(
        "(all) => all.sort(new Intl.Collator('en-GB', { sensitivity: 'base' }).compare)",
        first,
    )
    assert page.locator("th").first.get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.dataset.column") == "from"
    head.click()
    assert column(1) == up[::-1]
    assert page.locator("th").first.get_attribute("aria-sort") == "descending"
    head.click()
    assert column(1) == first
    page.locator("[data-column=attested]").click()
    years = [int(re.search(r"\d{4}", each)[0]) for each in column(6)]
    assert years == sorted(years)
    page.locator("#search").fill("bournemouth university")
    page.keyboard.press("Escape")
    found = column(1)
    assert 2 <= len(found) < len(first)
    assert found.count("Bournemouth University") == first.count("Bournemouth University")
    assert page.locator("#rows-shown").inner_text() == f"{len(found)} of {len(first)} ties"


# The address and the ways back

STATE = """() => ({
  view: document.documentElement.dataset.view,
  card: document.getElementById("card").innerText,
  rows: document.getElementById("table").innerText,
  off: [...document.querySelectorAll("#legend [aria-pressed=false]")].map((one) => one.dataset.key),
  day: document.getElementById("day").value,
  search: document.getElementById("search").value,
  drawn: [...document.querySelectorAll(".scene [data-thing], .scene [data-ties]")]
    .map((one) => [...one.classList].sort().join(" ")),
})"""


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_the_address_restores_everything(view: str, show: Show, pages: Pages) -> None:
    page = show(view)
    moments = pages[view].drawing.moments
    page.locator("#search").fill("dorset")
    page.locator("#hits [role=option]").first.click()
    page.locator("#day").select_option(moments[-1])
    page.locator("#legend [data-key=Programme]").click()
    page.locator("#tools [data-view=table]").click()
    page.locator("[data-column=to]").click()
    before = page.evaluate(STATE)
    assert before["view"] == "table"
    assert before["off"] == ["Programme"]
    address = page.evaluate("location.hash")
    page.go_back()
    page.go_back()
    assert page.locator("#legend [data-key=Programme]").get_attribute("aria-pressed") == "true"
    assert show(view, address).evaluate(STATE) == before


def test_nonsense_in_the_address_does_no_harm(show: Show) -> None:
    page = show("tables", "#sel=<script>&day=never&off=__proto__,x&view=evil&sort=-evil&q=%E0%A4%A")
    assert page.locator("#panel").get_attribute("data-of") == ""
    assert page.locator("html").get_attribute("data-view") == "picture"
    assert page.locator("#day").input_value() == ""


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_escape_and_whole_picture_lead_back(view: str, show: Show) -> None:
    page = show(view)
    first, before = page.evaluate(DRAWN), page.evaluate(VIEWBOX)
    page.locator("#nearer").click()
    page.locator(".boxes > .box[data-thing]:not(.off)").first.dispatch_event("click")
    page.locator("#legend [data-key=Programme]").click()
    page.locator("#search").fill("x")
    page.keyboard.press("Escape")
    for _ in range(3):
        page.locator("h1").click()
        page.keyboard.press("Escape")
    assert page.evaluate("location.hash") in {"", "#"}
    assert page.evaluate(VIEWBOX) == before
    page.locator("#nearer").click()
    page.locator(".boxes > .box[data-thing]:not(.off)").first.dispatch_event("click")
    page.locator("#whole").click()
    assert page.evaluate(DRAWN) == first
    page.locator("#tools [data-view=table]").click()
    page.locator("#legend [data-key=Programme]").click()
    page.locator("#reset").click()
    assert page.evaluate(DRAWN) == first
    assert page.locator("#panel").get_attribute("data-of") == ""


# What one takes away


def saved(page: Page, wanted: str) -> bytes:
    """The bytes of a file that the menu saves."""
    page.locator("#menu summary").click()
    with page.expect_download() as download:
        page.locator(f"#save-{wanted}").click()
    assert download.value.suggested_filename.endswith(f".{wanted}")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("view", ["tables", "ecosystem", "money"])
def test_the_saved_svg_tells_all_that_the_page_tells(view: str, show: Show, pages: Pages) -> None:
    page, drawing = show(view, "#off=Person"), pages[view].drawing
    page.emulate_media(color_scheme="dark")
    text = saved(page, "svg").decode("utf-8")
    tree = ElementTree.fromstring(text)
    words = re.sub(
        r"\s+",
        " ",
        " ".join(
            each.text or "" for each in tree.iter() if each.tag in {SVG + "text", SVG + "tspan"}
        ),
    )
    for wanted in (
        drawing.view.title,
        drawing.headline,
        drawing.version,
        drawing.slice,
        "Organisations",
    ):
        assert wanted in words
    assert all(each.title in words for each in drawing.cited)
    assert ("People" in words) == any(
        each.kind == "Person" for each in drawing.things
    ) or view != "money"
    assert drawing.headline in tree.findtext(SVG + "title")
    assert {each.tag for each in tree.iter()} & {
        SVG + "script",
        SVG + "foreignObject",
        SVG + "image",
    } == set()
    names = [name for each in tree.iter() for name in each.attrib]
    assert not [name for name in names if name.startswith(("on", "data-")) or "href" in name]
    assert "var(" not in text
    assert re.findall(r"url\((?!data:|#)", text) == []
    assert "url(data:font/woff2" in text
    for kind in {each.kind for each in drawing.things} - {"Person", "Document"}:
        assert f"kind-{kind}" in text


def test_the_saved_svg_says_which_part_it_shows(show: Show, pages: Pages) -> None:
    day = pages["tables"].drawing.moments[-1]
    words = saved(show("tables", f"#day={day}&off=Programme"), "svg").decode("utf-8")
    shown_part = re.search(r"Shown: .*?without programmes", re.sub(r"<[^>]*>", " ", words))
    assert shown_part
    assert f"{int(day[8:])} " in shown_part[0]


@pytest.mark.parametrize("view", ["ecosystem", "money"])
def test_the_saved_png_is_the_whole_picture(view: str, show: Show, pages: Pages) -> None:
    found = saved(show(view), "png")
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", found[16:24])
    scene = pages[view].scene
    assert width >= 2 * scene.width
    assert height >= 2 * scene.height
    assert len(found) > 60_000


def test_citation_and_report_name_fact_source_and_version(show: Show, pages: Pages) -> None:
    page = show("tables")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    box(page, pages["tables"], "Bournemouth University").click()
    fact = page.locator("#panel .fact").first
    said = fact.locator(".said").inner_text()
    version = pages["tables"].drawing.version
    for name, told in (("Copy citation", "#said"), ("Report this fact", "#words-label")):
        fact.get_by_role("button", name=name).click()
        until(page, f"document.querySelector('{told}').textContent.includes('copied')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert said in copied
        assert version in copied
        assert "https://w3id.org/wessex-kg/fact/" in copied
        assert re.search(r"Source: .*https?://", copied)


def test_the_form_of_a_report_is_that_of_the_docs_and_leads_back_to_the_fact(
    show: Show, pages: Pages
) -> None:
    page = show("hub")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    box(page, pages["hub"], "Bournemouth University").click()
    fact = page.locator("#panel .fact").first
    said = fact.locator(".said").inner_text()
    fact.get_by_role("button", name="Report this fact").click()
    page.locator("#words").wait_for()
    form = page.locator("#words-text").input_value()
    page.keyboard.press("Escape")
    assert page.locator("#words").is_hidden()
    assert page.evaluate("navigator.clipboard.readText()") == form
    docs = (Path(kg.__file__).parent.parent / "docs" / "corrections.md").read_text("utf-8")
    fields = re.findall(r"^([A-Z][\w ]+):", docs.partition("```text")[2].partition("```")[0], re.M)
    assert len(fields) > 4
    assert set(fields) <= set(re.findall(r"^([A-Z][\w ]+):", form, re.M))
    address = re.search(r"^Page: hub\.html(#\S+)$", form, re.M)
    assert address
    assert show("hub", address[1]).locator("#panel .said").inner_text() == said


# Light and dark, still and printed


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_light_and_dark(view: str, show: Show) -> None:
    page = show(view)
    ground = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")  # noqa: E731
    painted = lambda: page.locator("#stage").screenshot()  # noqa: E731
    light, drawn = ground(), painted()
    page.locator("#theme").click()
    dark = ground()
    assert dark != light
    assert painted() != drawn
    page.locator("#theme").click()
    assert ground() == light
    assert painted() == drawn
    page.evaluate("localStorage.clear(); delete document.documentElement.dataset.theme")
    page.emulate_media(color_scheme="dark")
    assert ground() == dark


def test_nothing_moves_for_those_who_want_it_still(show: Show) -> None:
    moved = f"""() => {{
      const before = {VIEWBOX};
      document.getElementById("nearer").click();
      return before !== {VIEWBOX};
    }}"""
    still = show("tables")
    assert still.evaluate(moved)
    assert (
        still.evaluate("getComputedStyle(document.querySelector('.outline')).transitionDuration")
        == "0s"
    )
    assert not show("tables", reduced_motion="no-preference").evaluate(moved)


def test_print_shows_picture_and_legend_without_tools(show: Show) -> None:
    page = show("ecosystem")
    page.emulate_media(media="print")
    assert page.locator("#tools").is_hidden()
    assert page.locator("#legend").is_visible()
    assert shown(page, ".canvas") == 0
    assert (
        page.locator(".boxes > .box .outline").first.evaluate(
            "(one) => getComputedStyle(one).visibility"
        )
        == "visible"
    )


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_without_scripts_the_picture_and_its_words_stand(
    view: str, show: Show, pages: Pages
) -> None:
    page = show(view, java_script_enabled=False)
    assert page.locator("h1").inner_text() == pages[view].drawing.headline
    assert page.locator("#tools").is_hidden()
    assert page.locator("#panel").is_hidden()
    assert page.locator(".boxes > .box text").first.is_visible()


# By keys

REACHABLE = """() => {
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  window.__walk = [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility());
  return window.__walk.map((one) => one.getAttribute("aria-label") || one.textContent || one.id);
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const outline = one.matches(".box") && getComputedStyle(one.querySelector(".outline"));
  const probe = document.createElement("i");
  probe.style.color = "var(--focus)";
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  const drawn = outline ? one.querySelector(".outline") : one;
  const { left, top, right, bottom } = drawn.getBoundingClientRect();
  const ring = outline
    ? outline.stroke === colour && parseFloat(outline.strokeWidth) >= 3
      && outline.visibility === "visible"
    : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {
    at: window.__walk.indexOf(one), ring, name: one.outerHTML.slice(0, 200),
    seen: left < innerWidth && right > 0 && top < innerHeight && bottom > 0,
  };
}"""


@pytest.mark.parametrize("view", ["tables", "ecosystem", "money"])
def test_tab_reaches_everything_and_shows_where_it_is(view: str, show: Show) -> None:
    page = show(view)
    names = page.evaluate(REACHABLE)
    reached = []
    for _ in range(len(names) + 2):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now["at"] < 0:
            break
        assert now["ring"], now["name"]
        assert now["seen"], now["name"]
        reached.append(now["at"])
    assert [names[at] for at in range(len(names)) if at not in reached] == []
    assert len(reached) == len(set(reached))


def test_arrows_reach_every_box_that_can_be_chosen(at_rest: AtRest) -> None:
    page, _ = at_rest
    left = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll(".boxes > .box[tabindex]")]
            .filter((one) => one.getClientRects().length);
          const reached = new Set(boxes.filter((one) => one.tabIndex === 0));
          for (const one of reached) {
            for (const side of ["Left", "Right", "Up", "Down"]) {
              one.focus();
              const key = { key: `Arrow${side}`, bubbles: true, cancelable: true };
              one.dispatchEvent(new KeyboardEvent("keydown", key));
              reached.add(document.activeElement);
            }
          }
          return boxes.filter((one) => !reached.has(one)).map((one) => one.textContent);
        }"""
    )
    assert left == []


@pytest.mark.parametrize("view", ["tables", "ecosystem"])
def test_keys_open_step_and_lead_back(view: str, show: Show, pages: Pages) -> None:
    page = show(view)
    start = box(page, pages[view], "Bournemouth University")
    start.focus()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert page.locator("#panel").get_attribute("data-of") == "thing"
        assert page.evaluate("document.activeElement.id") == "chosen"
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('#card'))")
        page.keyboard.press("Escape")
        assert page.locator("#panel").get_attribute("data-of") == ""
        assert start.evaluate("(one) => one === document.activeElement")
    page.keyboard.press("ArrowRight")
    assert not start.evaluate("(one) => one === document.activeElement")
    assert page.evaluate("document.activeElement.classList.contains('box')")


def test_the_skip_links_lead_to_picture_and_table(show: Show) -> None:
    page = show("tables")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chosen-view"
    page = show("tables")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "table"
    assert page.locator("#table-of-ties tbody tr").first.is_visible()


# Hostile words


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The page of a view of a graph whose every word is hostile, made once."""
    folder = tmp_path_factory.mktemp("evil")
    (folder / "news.ttl").write_text(HEAD.format(slug="news") + hostile(), "utf-8")
    graph = kg.load([folder / "news.ttl"])

    @cache
    def evil(view: str) -> Made:
        words = {"title": EVIL[0], "headline": EVIL[1], "see": EVIL[3], "numbers": ""}
        return make(replace(viewfile.named(view), **words), graph, folder)

    return evil


CHOSEN = """() => [...document.querySelectorAll(".boxes > .box[role=button]:not(.off)")]
.map((one) => {
  one.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const heading = document.getElementById("chosen").textContent;
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  return [one.dataset.thing || "", heading];
})"""


@pytest.mark.parametrize(
    ("view", "bare"),
    [*((name, True) for name in VIEWS), ("tables", False), ("ecosystem", False)],
)
def test_hostile_words_are_words(
    view: str, bare: bool, windows: Windows, evil: Callable[[str], Made], tmp_path: Path
) -> None:
    made = evil(view)
    found = windows(bypass_csp=True) if bare else windows()
    page = found.show(made.address)
    assert page.locator("h1").inner_text() == EVIL[1]
    assert page.locator(".eyebrow").inner_text() == EVIL[0]
    assert page.title().startswith(EVIL[1])
    chosen = page.evaluate(CHOSEN)
    assert len(chosen) > 2
    for at, heading in chosen:
        assert heading == made.drawing.things[int(at)].label if at else heading
    page.locator("#search").fill("script")
    page.locator("#search").fill("")
    page.locator("#tools [data-view=table]").click()
    for wanted in ("things", "facts"):
        page.locator(f"#rows [data-rows={wanted}]").click()
    page.locator("#tools [data-view=list]").click()
    labels = {each.label for each in made.drawing.things}
    assert set(page.locator(".tile-label").all_text_contents()) == labels
    page.locator(".tile").first.click()
    page.locator("#tools [data-view=picture]").click()
    text = saved(page, "svg").decode("utf-8")
    ElementTree.fromstring(text)
    harmless(page)
    (tmp_path / "saved.svg").write_text(text, "utf-8")
    found.show((tmp_path / "saved.svg").as_uri(), script=False)
    assert page.evaluate("window.__hacked") is None
    found.quiet()


def harmless(page: Page) -> None:
    """Nothing ran, and no word has become an element or a link."""
    assert page.evaluate("window.__hacked") is None
    assert (
        page.locator("img, iframe, b, svg svg svg, [onload], [onerror], [onfocus]").count()
        == page.locator(".shown b").count()
    )
    assert (
        page.locator("script:not([type])").count()
        == page.locator("body > script:not([type])").count()
        <= 2
    )
    hrefs = page.locator("a[href]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert all(re.match(r"https?://\S+$|#[\w-]+$", href) for href in hrefs)


def test_search_finds_names_with_accents_without_them(
    windows: Windows, evil: Callable[[str], Made]
) -> None:
    page = windows().show(evil("tables").address)
    page.locator("#search").fill("unIVersite")
    assert "Ünïversité" in page.locator("#hits [role=option]").first.text_content()
    page.locator("#search").fill("right to left")
    assert page.locator("#hits [role=option]").count() >= 1
