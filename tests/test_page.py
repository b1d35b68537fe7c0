"""Pages hold all they need, let nothing else run, and tell hostile words as words."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg import networkfile, page, theme
from kg.drawing import Cited, Drawing, Source, Thing, Tie, Told
from kg.facts import Fact
from kg.scene import Band, Box, Line, Scene, Text
from kg.viewfile import View
from kg.vocabulary import BASE, WX

EVIL = (
    "</script><script>window.hit = 1</script>",
    '"><img src=x onerror="window.hit = 2">',
    "' onclick='window.hit = 3",
    "{{ 7 * 7 }}{% raw %}{#",
    "<!-- <script>",
    "line\u2028and\u2029paragraph",
    "\u202eturned\u202c",
    "L" * 10_000,
    "javascript:window.hit = 4",
    "&lt;b&gt; & \U0001f4a5",
    "</style><style>* { display: none }</style>",
)
TEMPLATE = Path(page.__file__).parent.parent / "viz" / "template"


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and what stands in scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.contents: list[tuple[str, dict[str, str], str]] = []
        self.words: list[str] = []
        self.open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag in {"script", "style"}:
            self.open = tag
            self.contents.append((tag, attributes, ""))

    def handle_endtag(self, tag: str) -> None:
        self.open = "" if tag == self.open else self.open

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, attributes, before = self.contents[-1]
            self.contents[-1] = (tag, attributes, before + data)
        else:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def data(self, name: str = "data") -> Any:
        return next(json.loads(t) for _, a, t in self.contents if a.get("id") == name)


def drawn(layout: str = "rows", words: tuple[str, ...] = EVIL) -> tuple[Drawing, Scene]:
    """A ring of things called so, each with a fact and a document called so too."""
    size = len(words)
    things = tuple(
        Thing(f"{BASE}id/x{at}", each, each, "Organisation", each, at % 2 == 0, words, "", (at,))
        for at, each in enumerate(words)
    )
    facts = tuple(
        Told(f"{BASE}fact/x/{at}", "Membership", each, each, "actual", False, each,
             ("2020-01-01", "", "", ""), (Cited(at, "1–2", each, each),), each)
        for at, each in enumerate(words)
    )  # fmt: skip
    ties = tuple(
        Tie(at, (at + 1) % size, (each,), ("member",), (at,), "actual", False, 1, (each,), 1.0)
        for at, each in enumerate(words)
    )
    documents = tuple(Source(each, each, each, each, each, each) for each in words)
    view = View(
        "evil", "evil.rq", words[0], words[0], words[1], layout, networkfile.named("affiliation")
    )
    drawing = Drawing(
        view, words[0], words[1], things, ties, facts, documents, ("2020-01-01",), words[2],
        "4f2a", (),
    )  # fmt: skip
    return drawing, placed(drawing)


def placed(drawing: Drawing) -> Scene:
    """A scene with a row of boxes, a line for each tie, a text and a hatched bar."""
    boxes = tuple(
        Box(130 * at, 20, 120, 40, (each.label,), each.kind, thing=at,
            marks=frozenset({"several"} if each.several else ()))
        for at, each in enumerate(drawing.things)
    )  # fmt: skip
    lines = tuple(
        Line((boxes[tie.source].centre, boxes[tie.target].centre), (at,), frozenset({"planned"}))
        for at, tie in enumerate(drawing.ties)
    )
    bar = Band(0, 80, 100, 10, "bar", frozenset({"estimated"}), (0,), "Funding")
    note = Text(0, 110, drawing.headline, facts=(0,))
    return Scene(130.0 * len(boxes), 120, boxes, lines, (note,), (bar,))


@pytest.fixture(scope="module", params=["rows", "boxes"])
def evil(request: pytest.FixtureRequest) -> str:
    return page.page(*drawn(request.param), home="START-HERE.html")


def restored(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a table as the script of the page reads them."""
    table = data[name]

    def word(value: Any) -> Any:
        if isinstance(value, list):
            return [word(each) for each in value]
        return data["words"][value] if isinstance(value, int) else value

    def row(values: list[Any]) -> dict[str, Any]:
        full = [word(v) if at in table["texts"] else v for at, v in enumerate(values)]
        return dict(zip(table["columns"], full + table["empty"][len(full) :], strict=True))

    return [row(values) for values in table["rows"]]


# What may run


def test_policy_lets_just_what_is_in_the_page_be(evil: str) -> None:
    parsed = Parsed(evil)
    metas = parsed.all("meta")
    policy = next(m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for tag in ("script", "style"):
        inlined = [
            text
            for name, attributes, text in parsed.contents
            if name == tag and attributes.get("type") != "application/json"
        ]
        digests = (hashlib.sha256(text.encode()).digest() for text in inlined)
        wanted = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
        assert rules[f"{tag}-src"].split() == wanted
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    assert rules["font-src"] == "data:"


def test_nothing_of_the_data_is_markup(evil: str) -> None:
    parsed = Parsed(evil)
    names = [name for _, attributes in parsed.elements for name in attributes]
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert not parsed.all("img")
    assert all(a.get("type") == "application/json" or not a for a in parsed.all("script"))
    assert "49" not in "".join(parsed.words)
    shown = " ".join(parsed.words)
    assert EVIL[0] in shown
    assert EVIL[1] in shown


def test_no_address_but_in_links(evil: str) -> None:
    parsed = Parsed(evil)
    loading = [
        value
        for tag, attributes in parsed.elements
        for name, value in attributes.items()
        if name in {"src", "srcset", "href", "action", "data", "poster"} and tag != "a"
    ]
    assert loading == ["data:,"]
    styles = "".join(text for tag, _, text in parsed.contents if tag == "style")
    assert "@import" not in styles
    found = re.findall(r"url\(([^)]{0,40})", styles)
    assert all(each.startswith(("data:font/woff2", "#")) for each in found)
    assert "sourceMappingURL" not in evil


def test_scripts_of_ours_fill_text_only() -> None:
    ours = "\n".join((TEMPLATE / f"{name}.js").read_text("utf-8") for name in page.SCRIPTS)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                "new Function", "fetch(", "XMLHttpRequest", "sendBeacon", "import("):  # fmt: skip
        assert way not in ours
    own = {path.stem for path in TEMPLATE.glob("*.js") if not path.stem.startswith("site-")}
    assert own == set(page.SCRIPTS)


# What it tells


@pytest.mark.parametrize("layout", ["rows", "boxes"])
def test_data_come_back_as_they_were(layout: str) -> None:
    drawing, scene = drawn(layout)
    data = Parsed(page.page(drawing, scene)).data()
    assert [each["label"] for each in restored(data, "things")] == list(EVIL)
    assert [each["names"] for each in restored(data, "things")] == [list(EVIL)] * len(EVIL)
    assert [each["text"] for each in restored(data, "facts")] == list(EVIL)
    assert [each["passage"] for each in restored(data, "sources")] == list(EVIL)
    assert [each["target"] for each in restored(data, "ties")] == [*range(1, len(EVIL)), 0]
    assert (data["headline"], data["about"]) == (drawing.headline, drawing.about)


def test_every_field_comes_back() -> None:
    made, scene = drawn(words=("one", "two", "three"))
    link = "https://example.org/a#:~:text=b"
    documents = (replace(made.documents[0], address="https://example.org/a"), *made.documents[1:])
    first = replace(made.facts[0], sources=(Cited(0, "1", link), Cited(1, "2", "")), may_hold=True)
    made = replace(made, documents=documents, facts=(first, *made.facts[1:]))
    data = Parsed(page.page(made, scene)).data()
    sources = restored(data, "sources")
    assert sources[0]["link"] == "#:~:text=b"
    assert [fact["sources"] for fact in restored(data, "facts")] == [2, 1, 1]
    for name, rows in (("things", made.things), ("ties", made.ties), ("documents", documents)):
        for found, row in zip(restored(data, name), rows, strict=True):
            wanted = {each: getattr(row, each) for each in found}
            wanted["iri"] = wanted.get("iri", "").removeprefix(BASE)
            assert {"iri": "", **found} == {
                each: list(value) if isinstance(value, tuple) else value
                for each, value in wanted.items()
            }


def test_a_tie_names_every_status_that_its_facts_have() -> None:
    made, scene = drawn(words=("one", "two", "three"))
    statuses = ("actual", "planned", "planned")
    ways = (("memberRole", "asPartner"), ("memberRole", "asMember"), ("memberRole", "asPartner"))
    facts = tuple(replace(f, status=s) for f, s in zip(made.facts, statuses, strict=True))
    values = tuple(Fact("", "Membership", {name: (NamedNode(WX + way),)}) for name, way in ways)
    mixed = replace(
        made.ties[0],
        kinds=("as member", "as partner"),
        terms=("asMember", "asPartner"),
        facts=(0, 1, 2),
    )
    made = replace(made, facts=facts, values=values, ties=(mixed, *made.ties[1:]))
    told = Parsed(page.page(made, scene)).data()["statuses"]
    assert told == {"0": "actual; planned: as member, as partner (1 of 2)"}
    other = replace(mixed, terms=("x", "y"))
    assert page.data(replace(made, ties=(other,)))["statuses"] == {
        0: "actual; planned: facts (2 of 3)"
    }


@pytest.mark.parametrize("value", EVIL)
def test_json_in_a_script_is_the_same_json(value: str) -> None:
    text = page.as_json({"words": value})
    assert json.loads(text) == {"words": value}
    assert not set(text) & {"<", "\u2028", "\u2029"}


def test_it_is_a_document_in_english(evil: str) -> None:
    parsed = Parsed(evil)
    assert evil.startswith("<!doctype html>\n")
    assert parsed.all("html")[0]["lang"] == "en-GB"
    assert len(parsed.all("h1")) == len(parsed.all("main")) == 1
    assert {"description", "viewport"} <= {meta.get("name") for meta in parsed.all("meta")}
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    order = [evil.index(f'id="{name}"') for name in ("search", "day", "table", "stage", "panel")]
    assert order == sorted(order)
    assert {"href": "START-HERE.html"} in parsed.all("a")


def test_legend_lists_what_the_page_uses() -> None:
    drawing, scene = drawn(words=("one", "two", "three"))
    entries = {entry.key: entry for entry in page.legend(drawing, scene)}
    assert list(entries) == ["Organisation", "planned", "may", "several", "estimated"]
    often = [entry.often for entry in entries.values()]
    assert often == ["1 + 2 classes of bodies", "3 ties", "", "2 things", "1 value"]
    assert page.total(drawing, scene) == "3 things"
    fewer = replace(scene, boxes=scene.boxes[:2])
    assert page.total(drawing, fewer) == "3 things, 1 only in the table"
    assert next(page.legend(drawing, fewer)).often == "1 + 2 classes of bodies"
    plain = replace(scene, lines=(), bands=())
    still = replace(drawing, moments=())
    assert [entry.key for entry in page.legend(still, plain)] == ["Organisation", "several"]


def test_kinds_of_lines_that_look_alike_are_one_entry() -> None:
    drawing, scene = drawn(words=("one", "two", "three", "four", "five"))
    kinds = ("merger", "part", "acquisition", "split", "succession")
    lines = tuple(replace(line, kind=kind) for line, kind in zip(scene.lines, kinds, strict=True))
    found = [e for e in page.legend(drawing, replace(scene, lines=lines)) if e.key[:5] == "kind-"]
    assert [(entry.label, entry.often) for entry in found] == [
        ("acquisition or merger", "2 ties"),
        ("part or succession", "2 ties"),
        ("split", "1 tie"),
    ]
    assert found[0].keys == ("kind-acquisition", "kind-merger")


def test_in_a_site_things_documents_and_passages_have_pages() -> None:
    made, scene = drawn(words=("one", "two", "three"))
    assert "pages" not in Parsed(page.page(made, scene)).data()
    document = f"{BASE}document/x"
    cited = (f"{document}#char=1,2", f"{document}#char=1,2", f"{document}#edition")
    values = tuple(
        Fact(told.iri, told.kind, {"evidence": (NamedNode(iri),)})
        for told, iri in zip(made.facts, cited, strict=True)
    )
    facts = (*made.facts[:2], replace(made.facts[2], sources=(Cited(2, "", ""),)))
    known = {made.things[0].iri: "../id/x0.html", document: "../document/x.html"}
    known |= {iri: iri.replace(document, "../document/x.html") for iri in cited}
    found = page.data(replace(made, facts=facts, values=values), lambda iri: known.get(iri, ""))[
        "pages"
    ]
    home = known[document]
    assert found == {
        "things": ["../id/x0.html", "", ""],
        "documents": [home, home, f"{home}#edition"],
        "sources": ["#char=1,2", "#char=1,2", f"{home}#edition"],
    }


def test_an_empty_page_says_why() -> None:
    drawing, _ = drawn()
    nothing = replace(
        drawing, things=(), ties=(), facts=(), documents=(), moments=(), slice="x & y"
    )
    html = page.page(nothing, Scene(100, 100))
    assert "no fact of this view is in the slice (x &amp; y)" in html
    assert '<h1 dir="auto">Nothing to draw</h1>' in html
    assert Parsed(html).data()["headline"] == "Nothing to draw"


def test_pyvis_paints_the_boxes_where_they_stand() -> None:
    drawing, scene = drawn("boxes", ("one", "two", "three"))
    network = Parsed(page.page(drawing, scene)).data("network")
    assert [(node["x"], node["y"]) for node in network["nodes"]] == [
        box.centre for box in scene.boxes
    ]
    assert [(edge["from"], edge["to"]) for edge in network["edges"]] == [(0, 1), (1, 2), (2, 0)]
    assert network["options"]["physics"] == {"enabled": False}
    html = page.page(*drawn("rows"))
    assert "vis-network" not in html


def test_every_kind_has_its_colours_light_and_dark() -> None:
    html = page.page(*drawn())
    for mode in ("light", "dark"):
        for kind, parts in theme.theme(mode)["kinds"].items():
            name = f"kind-{kind}" if kind else "chip"
            assert all(f"--{name}-{part}: {colour};" in html for part, colour in parts.items())


PRINT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_page import drawn
from kg import page
for layout in ("rows", "boxes"):
    print(hashlib.sha256(page.page(*drawn(layout)).encode()).hexdigest())
"""


def test_same_bytes_whatever_the_hash_seed_and_locale() -> None:
    here = str(Path(__file__).parent)
    made = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PRINT, here],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "PATH": ""},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    }  # fmt: skip
    assert len(made) == 1
