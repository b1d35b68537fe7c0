"""The site in a real browser: searched, read out, and made of a graph of hostile words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import COLOURS, EVIL, NARROW, RULES, WIDE, Window, hostile, launched, window
from conftest import HEAD

import kg
from kg import folders, site, viewfile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KINDS = (
    "START-HERE.html",
    "search.html#q=southampton",
    "data.html",
    "id/wessex-hiec.html",
    "id/bill-gillespie.html",
    "document/whp-launch.html",
    "document/register-lineage.html",
    "questions/index.html",
    "questions/awards.html",
    "things.html",
    "funding.html",
    "unknown.html",
    "ontology.html",
    "privacy.html",
    "accessibility.html",
)
"""A page of each kind."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module")
def folder(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the bundled graph with one view, in a folder whose path has a space."""
    del browser
    target = tmp_path_factory.mktemp("made") / "the site"
    folders.write_folder(target, site.site(kg.load(), [viewfile.named("tables")]))
    return target


@pytest.fixture(scope="module")
def wide(browser: Browser) -> Iterator[Window]:
    with window(browser, WIDE) as found:
        yield found


def opened(found: Window, folder: Path, path: str) -> Page:
    """A page of a site as a double-click opens it, at a place in it."""
    page, mark, place = path.partition("#")
    return found.show(f"{(folder / page).as_uri()}{mark}{place}", script=False)


def quiet(found: Window) -> None:
    """Whether pages asked for nothing but themselves and their typeface, and did not complain."""
    found.addresses |= {each for each in found.requests if re.search(r"/fonts/[\w.-]+$", each)}
    found.quiet()


# Search


def hits(page: Page) -> list[str]:
    return page.locator("#page\\:hits a").all_text_contents()


def test_a_word_on_the_first_page_is_searched_for(wide: Window, folder: Path) -> None:
    page = opened(wide, folder, "START-HERE.html")
    page.get_by_label("Search names and codes").fill("poole hospital")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html#q=poole%20hospital")
    assert hits(page)[0] == "Poole Hospital NHS Foundation Trust"
    wide.addresses.add(page.url.partition("#")[0])
    quiet(wide)


def test_names_codes_and_slugs_are_found_without_accents_or_case(
    wide: Window, folder: Path
) -> None:
    page = opened(wide, folder, "search.html")
    field = page.get_by_label("Search names and codes")
    assert page.evaluate("document.activeElement.id") == "page:words"
    for words, wanted in (
        ("SOUTHAMPTÓN  univ", "University of Southampton"),
        ("01ryk1543", "University of Southampton"),
        ("wessex hiec", "Wessex Health Innovation and Education Cluster"),
        ("bournemouth christchurch & poole", "Bournemouth, Christchurch and Poole Council"),
        ("whp-launch", "Launch of Wessex Health Partners"),
        ("gillespie", "Bill Gillespie"),
    ):
        field.fill(words)
        assert wanted in hits(page), words
    field.fill("no such body")
    assert hits(page) == []
    assert re.match(r"0 of \d+ entries$", page.locator("#page\\:found").text_content() or "")
    assert page.locator("#page\\:index").is_hidden()
    field.fill("")
    assert page.locator("#page\\:index").is_visible()
    assert page.locator("#page\\:found").text_content() == ""
    quiet(wide)


def test_the_best_hit_is_opened_and_the_way_back_keeps_the_words(
    wide: Window, folder: Path
) -> None:
    page = opened(wide, folder, "search.html")
    page.get_by_label("Search names and codes").fill("university of southampton")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/university-of-southampton.html")
    page.go_back()
    assert page.get_by_label("Search names and codes").input_value() == "university of southampton"
    assert hits(page)[0] == "University of Southampton"
    wide.addresses.add((folder / "id" / "university-of-southampton.html").as_uri())
    quiet(wide)


def test_without_script_the_index_is_read_from_a_to_z(browser: Browser, folder: Path) -> None:
    with window(browser, WIDE, java_script_enabled=False) as found:
        page = opened(found, folder, "search.html")
        assert page.locator("form").is_hidden()
        page.get_by_role("link", name="W", exact=True).click()
        link = page.get_by_role("link", name="Wessex Health Partners", exact=True)
        link.click()
        assert page.locator("h1").inner_text() == "Wessex Health Partners"
        page = opened(found, folder, "START-HERE.html")
        assert page.locator("form").is_hidden()
        page.get_by_role("link", name="Everything from A to Z").click()
        assert page.locator("h1").inner_text() == "Search"


# Places in documents


@pytest.mark.parametrize(
    ("place", "marked", "said"),
    [
        ("char=645,849", "char=645,849", ""),
        ("char=645%2C849", "char=645,849", ""),
        ("char=700,720", "char=645,849", ""),
        ("char=700", "char=645,849", ""),
        ("char=900000,900010", "char=3762,3787", "No fact was read at characters 900000–900010"),
        ("nonsense", "", ""),
        ("char=", "", ""),
    ],
)
def test_characters_lead_to_their_passage_or_to_the_nearest(
    place: str, marked: str, said: str, wide: Window, folder: Path
) -> None:
    page = opened(wide, folder, f"document/wessex-hiec.html#{place}")
    found = page.evaluate("document.querySelector(':target')?.id ?? ''")
    assert found == marked or (said and found.startswith("char="))
    if marked:
        top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
        assert 0 <= top < 900
    assert (page.locator("#page\\:near").text_content() or "").startswith(said)
    quiet(wide)


# For everyone


ALL = {"type": "tag", "values": RULES}


@pytest.mark.parametrize(
    ("scheme", "size", "rules"),
    [
        ("light", WIDE, ALL),
        ("light", NARROW, ALL),
        ("dark", WIDE, COLOURS),
        ("dark", NARROW, COLOURS),
    ],
)
def test_axe_finds_nothing(
    scheme: Any, size: tuple[int, int], rules: Any, browser: Browser, folder: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {"resultTypes": ["violations"], "runOnly": rules}
    with window(browser, size, color_scheme=scheme) as found:
        for path in KINDS:
            page = opened(found, folder, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
            seen = axe.run(page, options=options).response["violations"]
            assert [(path, e["id"], n["html"]) for e in seen for n in e["nodes"]] == []
        quiet(found)


# Hostile words


@pytest.fixture(scope="module")
def evil(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, with every view, of a graph in which no text is harmless."""
    del browser
    base = tmp_path_factory.mktemp("evil")
    (base / "news.ttl").write_text(HEAD.format(slug="news") + hostile(), "utf-8")
    views = [viewfile.named(name) for name in viewfile.library()]
    folders.write_folder(base / "site", site.site(kg.load([base / "news.ttl"]), views))
    return base / "site"


def test_a_hostile_graph_is_text_on_every_page_and_runs_nothing(
    browser: Browser, evil: Path
) -> None:
    staying = (path for path in evil.rglob("*.html") if b'="refresh"' not in path.read_bytes())
    paths = sorted(path.relative_to(evil).as_posix() for path in staying)
    assert len(paths) > 70
    seen = ""
    with window(browser, WIDE, bypass_csp=True) as found:
        for path in paths:
            page = opened(found, evil, path)
            if not path.startswith("views/"):
                assert page.locator("img, iframe, b, [onload], [onerror], [onfocus]").count() == 0
                assert page.locator("main script").count() == 0
                links = page.locator("a").evaluate_all("(all) => all.map((one) => one.protocol)")
                assert set(links) <= {"file:", "https:", "http:"}, path
            assert page.evaluate("window.__hacked") is None, path
            seen += page.locator("body").inner_text()
        page = opened(found, evil, "search.html")
        page.get_by_label("Search names and codes").fill("script")
        assert any("</script><script>" in each for each in hits(page))
        opened(found, evil, "search.html#q=%3Cimg src=x onerror=alert(1)%3E%E0%A4%A")
        assert page.evaluate("window.__hacked") is None
        quiet(found)
    for words in EVIL[:5]:
        assert words in seen, words
