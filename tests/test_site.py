"""The site: pages that read without script and network, with the data beside them, all linked."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import (
    addresses,
    card,
    cite,
    content,
    export,
    facts,
    folders,
    interchange,
    layouts,
    listing,
    network,
    networkfile,
    prose,
    query,
    site,
    sitepages,
    theme,
    viewfile,
    withheld,
)
from kg.cli.site import command
from kg.entries import Piece, pieces, web
from kg.errors import KgError
from kg.quotes import quotes
from kg.vocabulary import BASE, DATASET, DCTERMS, DOCUMENT, FACT, ID, PREFIXES, WX

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "fixtures" / "small"
VOID_TAGS = {"meta", "link", "br", "img", "input", "hr", "wbr"}
DCAT, VOID = export.DCAT, export.VOID


class Page(HTMLParser):
    """What a page holds, as a browser would see it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        last = self.open[-1] if self.open else ""
        place = last if last in {"style", "script"} else "body"
        self.text[place] = self.text.get(place, "") + data

    def every(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [each["href"] for each in self.every("a", "link") if "href" in each]


@pytest.fixture(scope="session")
def real() -> dict[str, bytes]:
    """The site of the bundled graph, without views."""
    return site.site(kg.load())


@pytest.fixture(scope="session")
def small_site(small: kg.Graph) -> dict[str, bytes]:
    return site.site(small)


@pytest.fixture(scope="session")
def pages(real: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(data) for path, data in real.items() if path.endswith(".html")}


# What there is


def test_every_thing_has_a_page_with_turtle_and_jsonld(real: dict[str, bytes]) -> None:
    rows = facts.texts(
        kg.load(),
        "SELECT DISTINCT ?thing { ?fact wx:status ?s ; ?p ?thing . ?thing a ?kind"
        " VALUES ?kind { wx:Organisation wx:Alliance wx:Programme wx:Person wx:Place } }",
    )
    assert len(rows) == 160
    for row in rows:
        stem = row["thing"].removeprefix(ID)
        assert {f"id/{stem}.html", f"id/{stem}.ttl", f"id/{stem}.jsonld"} <= real.keys()


def redirected(iri: str, accept: str) -> str:
    """Where the rules of w3id lead a client that accepts a media type, within the site."""
    wanted, path = True, iri.removeprefix(BASE)
    for line in (ROOT / "w3id" / ".htaccess").read_text("utf-8").splitlines():
        if condition := re.fullmatch(r"RewriteCond %\{HTTP_ACCEPT\} (\S+)", line):
            wanted = bool(re.search(condition[1], accept))
        elif rule := re.fullmatch(r"RewriteRule (\S+) %\{ENV:SITE\}/(\S*) \[R=303,L.*\]", line):
            found = re.search(rule[1], path)
            if wanted and found:
                return found.expand(rule[2].replace("$", "\\"))
            wanted = True
    raise AssertionError(f"no rule of w3id is for {iri}")


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_every_redirect_of_w3id_finds_its_page(
    accept: str, real: dict[str, bytes], pages: dict[str, Page]
) -> None:
    graph = kg.load()
    named = graph.rows("SELECT DISTINCT ?iri { { ?iri ?p ?o } UNION { ?s ?p ?iri } }")
    iris = {row["iri"].value.partition("#")[0] for row in named if hasattr(row["iri"], "value")}
    iris |= {f"{BASE}{name}" for name in ("", "dataset", "ontology", "ontology/context.jsonld")}
    iris |= {f"{BASE}dataset/{graph.version}", f"{BASE}ontology/0.2.0"}
    iris |= {quad.graph_name.value for quad in ox.parse(real["downloads/wessex.nq"],
             format=ox.RdfFormat.N_QUADS) if isinstance(quad.graph_name, ox.NamedNode)}  # fmt: skip
    ours = sorted(iri for iri in iris if iri.startswith(BASE))
    assert len(ours) > 950
    for iri in ours:
        path, _, place = redirected(iri, accept).partition("#")
        assert (path or "index.html") in real, iri
        assert not place or place in pages[path].ids, iri


def test_every_fact_and_passage_has_its_anchor(pages: dict[str, Page]) -> None:
    found = kg.load().rows("SELECT DISTINCT ?fact ?at { ?fact wx:status ?s ; wx:evidence ?at }")
    ids = {path: set(page.ids) for path, page in pages.items()}
    assert len({row["fact"] for row in found}) > 790
    for row in found:
        slug, _, name = row["fact"].value.removeprefix(FACT).partition("/")
        assert name in ids[f"document/{slug}.html"]
        document, _, place = row["at"].value.removeprefix(DOCUMENT).partition("#")
        assert place in ids[f"document/{document}.html"]


def test_every_term_of_the_ontology_has_its_anchor(pages: dict[str, Page]) -> None:
    terms = kg.load().rows("SELECT ?term { ?term rdfs:isDefinedBy ?o ; rdfs:label ?l }")
    names = {row["term"].value.removeprefix(WX) for row in terms}
    assert len(names) > 230
    assert names <= set(pages["ontology.html"].ids)
    said = kg.load().rows("SELECT ?said { wx:Organisation skos:definition ?said }")[0]["said"]
    assert str(getattr(said, "value", "")) in pages["ontology.html"].text["body"]


def test_every_question_has_a_page_with_its_answer(
    real: dict[str, bytes], pages: dict[str, Page]
) -> None:
    graph = kg.load()
    for name, path in query.library().items():
        asked = query.read(path)
        page = pages[f"questions/{name}.html"]
        rows = len(query.ask(graph, asked))
        assert len(page.every("tr")) == (rows + 1 if rows else 0), name
        assert asked.summary in page.text["body"]
        assert real[f"questions/{name}.rq"].decode() == asked.text
        assert len(real[f"questions/{name}.csv"].splitlines()) >= rows + 1


def test_the_first_page_says_what_it_is(pages: dict[str, Page]) -> None:
    text, version = pages["START-HERE.html"].text["body"], kg.load().version
    assert "797 facts from 5 public documents of 2010 to 2023 and 2 compilations" in text
    assert version in text
    for link in ("things.html", "people.html", "funding.html", "questions/index.html",
                 "unknown.html", "ontology.html", "dcat.ttl", "privacy.html",
                 "accessibility.html", "downloads/wessex.ttl", "data.html",
                 "search.html"):  # fmt: skip
        assert link in [each.partition("#")[0] for each in pages["START-HERE.html"].links]


def test_what_is_not_known_is_listed(pages: dict[str, Page]) -> None:
    text = pages["unknown.html"].text["body"]
    assert "Money without a giver" in text
    assert "Post without a date" in text
    rows = kg.load().rows("SELECT ?name { ?p a wx:Person ; skos:prefLabel ?name }")
    assert rows
    assert not [row for row in rows if getattr(row["name"], "value", "") in text]


def test_money_is_listed_with_its_words(pages: dict[str, Page]) -> None:
    page = pages["funding.html"]
    assert len([a for a in page.every("li") if a.get("class") == "entry"]) == 13
    assert "up to £475,000 each" in page.text["body"]


# Pages


def test_a_page_says_what_the_card_says(small: kg.Graph, small_site: dict[str, bytes]) -> None:
    for slug in ("alpha-trust", "beta-alliance", "living-house", "omega-trust", "testford"):
        shown = card.card(small, f"{ID}{slug}")
        text = " ".join(Page(small_site[f"id/{slug}.html"]).text["body"].split())
        lines = [line for section in shown.sections for line in section.lines]
        assert lines
        for line in lines:
            assert card.said(line) in text
            assert f"{line.status}, last attested {line.last_attested}" in text or (
                f"{line.status}, attestation undated" in text
            )


def test_a_fact_leads_to_its_passage_here_and_at_its_source(pages: dict[str, Page]) -> None:
    links = pages["id/wessex-hiec.html"].links
    assert "../document/wessex-hiec.html#char=645,849" in links
    assert "../document/wessex-hiec.html#host-southampton" in links or any(
        re.fullmatch(r"\.\./document/wessex-hiec\.html#[a-z][a-z0-9-]+", each) for each in links
    )
    assert any(
        each.startswith("https://www.southampton.ac.uk/") and "#:~:text=Hosted%20by" in each
        for each in links
    )
    assert "../id/university-of-southampton.html" in links


def test_a_document_lists_its_facts_in_the_order_of_its_text(pages: dict[str, Page]) -> None:
    found = [each for each in pages["document/wessex-hiec.html"].ids if each.startswith("char=")]
    places = [tuple(map(int, each.removeprefix("char=").split(","))) for each in found]
    assert len(places) > 60
    assert places == sorted(places)


def test_a_heading_that_many_cite_keeps_no_fact_from_its_own_passage(
    small_site: dict[str, bytes],
) -> None:
    text = small_site["document/alpha-news.html"].decode()
    own = text[text.index('id="char=81,107"') : text.index('id="char=108,176"')]
    assert 'id="host-alpha"' in own
    first = text[text.index('id="char=35,80"') : text.index('id="char=81,107"')]
    assert 'id="host-alpha"' not in first
    assert 'href="../document/alpha-news.html#host-alpha"' in first


def test_every_link_within_the_site_leads_somewhere(
    real: dict[str, bytes], pages: dict[str, Page]
) -> None:
    ids = {path: set(page.ids) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"https?:|data:", link):
                continue
            target, _, place = urljoin(f"http://x/{path}", link)[9:].partition("#")
            place = unquote(place)
            if unquote(target) not in real or (place and place not in ids[unquote(target)]):
                dead.append((path, link))
    assert dead == []


def test_every_page_is_sound(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert page.open == [], path
        assert page.every("html") == [{"lang": "en-GB"}], path
        assert len(page.every("h1")) == len(page.every("main")) == len(page.every("title")) == 1
        assert [name for name, count in Counter(page.ids).items() if count > 1] == [], path
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        assert all("scope" in each for each in page.every("th")), path
        if path != "index.html" and not path.startswith("dataset/"):
            assert page.every("a")[0] == {"class": "skip", "href": "#page:main"}
            assert page.every("nav")[0]["aria-label"]


SCRIPTED = re.compile(r"START-HERE\.html|search\.html|document/.+\.html")


def test_nothing_is_fetched_and_few_pages_have_a_script(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert not page.every("iframe", "object", "embed", "img", "base"), path
        assert page.every("script") == ([{}] if SCRIPTED.fullmatch(path) else []), path
        names = {name for _, attributes in page.tags for name in attributes}
        assert not {n for n in names if n.startswith("on") or n in {"style", "src", "srcset"}}
        assert not [form for form in page.every("form") if {"action", "method"} & form.keys()]
        fetched = [
            e["href"] for e in page.every("link") if e["rel"] not in {"alternate", "license"}
        ]
        assert all(href.startswith("data:") for href in fetched), path
        sheet = re.findall(r"url\(([^)]*)\)", page.text.get("style", ""))
        assert all(url == "#hatch" or re.fullmatch(r"(\.\./)*fonts/[\w.-]+", url) for url in sheet)


def test_the_policy_lets_style_and_script_be_and_nothing_else(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        policy = page.every("meta")[1]["content"]
        assert policy.startswith("default-src 'none'; "), path
        assert "unsafe" not in policy
        for part in ("style", "script"):
            text = page.text.get(part, "")
            digest = base64.b64encode(sha256(text.encode()).digest()).decode()
            assert (f"{part}-src 'sha256-{digest}';" in policy) == bool(text), path
            assert (f"{part}-src" in policy) == bool(text), path


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_stands_out_from_its_ground(mode: str) -> None:
    look = theme.theme(mode)
    link = look["kinds"]["Organisation"]["stroke"]
    for ground in (look["paper"], look["column"]):
        for ink in (look["ink"], look["soft"], link):
            assert contrast(ink, ground) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# People


def test_people_are_not_to_be_indexed(pages: dict[str, Page]) -> None:
    rows = kg.load().rows("SELECT ?person { ?person a wx:Person }")
    people = {f"id/{row['person'].value.removeprefix(ID)}.html" for row in rows}
    hidden = {
        path
        for path, page in pages.items()
        if {"name": "robots", "content": "noindex"} in page.every("meta")
    }
    assert people
    assert hidden >= people | {"people.html", "search.html", "questions/posts.html"}
    assert "id/wessex-hiec.html" not in hidden
    assert not people & {
        urljoin(path, link) for path in ("things.html", "START-HERE.html")
        for link in pages[path].links
    }  # fmt: skip


def test_a_person_has_public_roles_only(real: dict[str, bytes], pages: dict[str, Page]) -> None:
    for row in kg.load().rows("SELECT ?person { ?person a wx:Person }"):
        stem = f"id/{row['person'].value.removeprefix(ID)}"
        titles = set(re.findall(r"<h2 id=\"page:(\w+)", real[f"{stem}.html"].decode()))
        assert titles <= {"Posts", "Names", "tied", "read", "rdf"}
        kinds = {
            quad.object.value
            for quad in ox.parse(real[f"{stem}.ttl"], format=ox.RdfFormat.TURTLE)
            if quad.predicate.value.endswith("#type") and quad.subject.value.startswith(FACT)
        }
        assert kinds <= {f"{WX}Post", f"{WX}Naming"}


def test_who_is_withheld_is_nowhere(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = sha256(f"{ID}person-a".encode()).hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))
    graph = kg.load([small_folder])
    files = site.site(graph)
    assert any(b"person-b" in data for data in files.values())
    for path, data in files.items():
        assert "person-a" not in path
        for name in (b"person-a", b"Person A", b"Person%20A", b"fact/alpha-news/post-a"):
            assert name not in data, path


# Other data


def test_a_site_of_other_data_does_not_bear_our_name(small_site: dict[str, bytes]) -> None:
    for path, data in small_site.items():
        if path.endswith(".html") and path != "ontology.html":
            assert "Wessex" not in data.decode(), path
            assert path == "START-HERE.html" or "CC BY 4.0" not in data.decode(), path
    start = Page(small_site["START-HERE.html"])
    assert "How to cite" not in start.text["body"]
    assert "<h1>Knowledge graph</h1>" in small_site["START-HERE.html"].decode()


def test_a_site_is_called_as_its_data_call_themselves(
    small_folder: Path, tmp_path: Path, real: dict[str, bytes]
) -> None:
    named = tmp_path / "named.ttl"
    named.write_text(f'<{DATASET}> <{DCTERMS}title> "Mersey Graph: bodies" .', "utf-8")
    files = site.site(kg.load([small_folder, named]))
    assert "<h1>Mersey Graph</h1>" in files["START-HERE.html"].decode()
    assert "<title>Ontology · Mersey Graph</title>" in files["ontology.html"].decode()
    assert "· Wessex Knowledge Graph</title>" in real["ontology.html"].decode()


def test_an_empty_view_says_so_and_has_no_picture(small: kg.Graph) -> None:
    views = [viewfile.named(name) for name in ("portfolio", "ecosystem")]
    files = site.site(small, views)
    start = Page(files["START-HERE.html"])
    text = " ".join(start.text["body"].split())
    assert f"Nothing to draw in this slice: {views[0].title}" in text
    assert len([each for each in start.every("svg") if "scene" in each["class"]]) == 1
    assert {"views/portfolio.html", "views/ecosystem.html", "views/ecosystem.svg"} <= files.keys()
    assert "views/portfolio.svg" not in files


def test_what_cannot_be_made_here_is_left_out(
    small: kg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("matplotlib", "openpyxl"):
        monkeypatch.setitem(sys.modules, name, None)
    files = site.site(small, [viewfile.named("ecosystem")])
    assert "views/ecosystem.svg" in files
    assert not [path for path in files if path.endswith((".png", ".xlsx"))]
    assert "A PNG is left out" in files["data.html"].decode()


# Data


def test_a_thing_describes_itself_alike_in_turtle_and_jsonld(small_site: dict[str, bytes]) -> None:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    turtle = Graph().parse(data=small_site["id/beta-alliance.ttl"], format="turtle")
    other = Graph().parse(data=small_site["id/beta-alliance.jsonld"], format="json-ld")
    assert isomorphic(turtle, other)
    subjects = {str(each) for each in turtle.subjects()}
    assert f"{ID}beta-alliance" in subjects
    assert f"{FACT}alpha-news/host-alpha" in subjects
    assert f"{DOCUMENT}alpha-news#char=81,107" in subjects
    assert not any(each.endswith("/merger") for each in subjects)


def test_the_context_of_a_description_is_no_larger_than_its_use(
    small_site: dict[str, bytes],
) -> None:
    made = json.loads(small_site["id/testford.jsonld"])
    terms = {name for name, value in made["@context"].items() if name not in export.WRITTEN}
    assert terms
    assert terms <= {key for node in made["@graph"] for key in node}


def test_downloads_are_the_exports(small: kg.Graph, small_site: dict[str, bytes]) -> None:
    for name, form in export.FORMATS.items():
        assert small_site[f"downloads/wessex.{form.ending}"] == export.export(small, name)
    actual = small.under(kg.Slice(status="actual"))
    for name in networkfile.library():
        listed = listing.of(actual, network.of(actual, name))
        for form, ending in (("gexf", "gexf"), ("graphml", "graphml"), ("edges", "edges.csv")):
            made = interchange.files(listed, form)[""]
            assert small_site[f"downloads/networks/{name}.{ending}"] == made


def test_each_download_says_for_whom_it_is_and_how_large(
    real: dict[str, bytes], pages: dict[str, Page]
) -> None:
    page = pages["data.html"]
    files = [each["href"] for each in page.every("a") if "download" in each]
    assert len(files) == len(set(files)) == len(page.every("tr")) - len(page.every("thead"))
    ours = {path for path in real if path.startswith("downloads/") or path.endswith(".csv")}
    assert set(files) == ours
    assert len([path for path in files if path.startswith("downloads/networks/")]) == 28
    assert len([path for path in files if path.startswith("questions/")]) == len(query.library())
    text = page.text["body"]
    assert {"downloads/wessex.xlsx", "downloads/wessex.sqlite"} <= set(files)
    assert "downloads/tables/memberships.csv" in files
    for words in ("For Gephi", "For triple stores", "For Excel", "Counted: actual facts only"):
        assert words in text
    turtle = len(real["downloads/wessex.ttl"])
    assert f"{turtle / 1000:,.1f} kB" in text


def test_xml_is_left_out_where_it_cannot_hold_the_data(hostile: dict[str, bytes]) -> None:
    left = "downloads/wessex.rdf" not in hostile
    assert left == ("RDF/XML is left out" in hostile["data.html"].decode())


def test_the_description_counts_what_is_there(real: dict[str, bytes]) -> None:
    store = ox.Store()
    store.load(
        real["dcat.ttl"], format=ox.RdfFormat.TURTLE, base_iri="https://site.test/a/b/dcat.ttl"
    )
    data = ox.Store()
    data.load(real["downloads/wessex.nt"], format=ox.RdfFormat.N_TRIPLES)

    def asked(text: str, where: ox.Store = store) -> list[list[str]]:
        found = where.query(text, prefixes={**PREFIXES, "dcat": DCAT, "void": VOID})
        assert isinstance(found, ox.QuerySolutions)
        return [[getattr(term, "value", "") for term in row] for row in found]

    assert asked("SELECT ?n { ?d a dcat:Dataset ; void:triples ?n }") == [[str(len(data))]]
    for kind, count in asked("SELECT ?c ?n { ?p void:class ?c ; void:entities ?n }"):
        counted = asked(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{kind}> }}", data)
        assert counted == [[count]]
    sets = asked("SELECT ?u ?n { ?d a dcat:Distribution ; dcat:downloadURL ?u ; dcat:byteSize ?n }")
    assert len(sets) == 6 + 7 * 4 + 3
    for url, size in sets:
        assert len(real[url.removeprefix("https://site.test/a/b/")]) == int(size)
    assert asked("SELECT ?l { ?d a dcat:Dataset ; dcterms:license ?l }") == [[cite.LICENCE_ADDRESS]]
    assert asked("SELECT ?v { ?d dcat:version ?v }") == [[kg.load().version]]


def test_a_graph_of_a_document_holds_what_was_read_in_it(small_site: dict[str, bytes]) -> None:
    quads = list(ox.parse(small_site["graph/omega-report.ttl"], format=ox.RdfFormat.TURTLE))
    told = {quad.subject.value for quad in quads}
    assert f"{FACT}omega-report/merger" in told
    assert not any(each.startswith(f"{FACT}alpha-news") for each in told)


def test_a_slice_has_its_own_site() -> None:
    graph = kg.load([SMALL], slice=kg.Slice(documents=("omega-report",)))
    files = site.site(graph)
    assert "id/omega-trust.html" in files
    assert "id/person-a.html" not in files
    assert b"documents: omega-report" in files["START-HERE.html"]
    assert b"4 facts from 1 public document of 2021 and 0 comp" in files["START-HERE.html"]
    assert b"post-a" not in b"".join(files[f"downloads/wessex.{e}"] for e in ("ttl", "trig"))


def test_texts_stand_in_pages_only_if_wanted(small: kg.Graph, small_site: dict[str, bytes]) -> None:
    from kg.library import open_library

    words = "Alpha Trust (AT) hosts it"
    assert words.encode() not in b"".join(small_site.values())
    files = site.site(small, passages=quotes(small, open_library([SMALL])))
    assert words in Page(files["document/alpha-news.html"]).text["body"]


# Hostile data

EVIL = (
    "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}{% x %}"
    " javascript:alert(1) \u202egnp.exe \u2066 \U0001f9ea " + "x" * 10_000
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site of a graph whose every word is an attempt."""
    evil = ox.Literal(EVIL, language="en")
    plain = ox.Literal(EVIL)
    text = f"""
    @base <https://w3id.org/wessex-kg/document/evil> .
    @prefix : <https://w3id.org/wessex-kg/fact/evil/> .
    @prefix id: <https://w3id.org/wessex-kg/id/> .
    @prefix wx: <{WX}> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <> a wx:Document ; dcterms:title {evil} ; dcterms:publisher id:CON ; dcterms:issued {plain} ;
      wx:address <javascript:alert(1)> ; wx:addressServes wx:thisText ; wx:sha256 {plain} .
    <#char=0,9> a wx:Passage ; wx:textFragment {plain} .
    id:CON a wx:Organisation ; skos:prefLabel {evil} .
    id:con a wx:Alliance ; skos:prefLabel {evil} .
    <https://w3id.org/wessex-kg/id/../../up> a wx:Organisation ; skos:prefLabel {evil} .
    <urn:x:'onclick='alert(1)> a wx:Person ; skos:prefLabel {evil} .
    :m a wx:Membership ; wx:member id:CON ; wx:memberOf id:con ; wx:memberRole wx:asMember ;
      wx:status wx:actual ; wx:evidence <#char=0,9> ; wx:readingNote {evil} .
    <https://w3id.org/wessex-kg/fact/evil/"page:main> a wx:Post .
    :p a wx:Post ; wx:holder <urn:x:'onclick='alert(1)> ; wx:title {evil} ; wx:status wx:actual ;
      wx:roleIn <https://w3id.org/wessex-kg/id/../../up> ; wx:evidence <#char=0,9> .
    :f a wx:Funding ; wx:funder id:CON ; wx:statement {evil} ; wx:fundingKind wx:award ;
      wx:currency {plain} ; wx:amount 5 ; wx:status wx:planned ; wx:evidence <#'x> .
    :n a wx:Naming ; wx:names id:con ; wx:name {evil} ; wx:nameKind wx:shortName ;
      wx:status wx:actual ; wx:evidence <#char=0,9> .
    """.replace('    <https://w3id.org/wessex-kg/fact/evil/"page:main> a wx:Post .\n', "")
    path = tmp_path_factory.mktemp("evil") / "evil.ttl"
    path.write_text(text, encoding="utf-8")
    return site.site(kg.load([path]))


def test_hostile_words_are_words(hostile: dict[str, bytes]) -> None:
    seen = 0
    for path, data in hostile.items():
        if not path.endswith(".html"):
            continue
        page = Page(data)
        assert not page.every("iframe", "object", "embed", "img", "base"), path
        assert len(page.every("script")) == bool(SCRIPTED.fullmatch(path)), path
        assert "alert" not in page.text.get("script", "")
        for tag, attributes in page.tags:
            assert not [n for n in attributes if n.startswith("on") or n == "style"], (path, tag)
            href = attributes.get("href", "")
            assert re.match(r"https?://|data:image/svg|[\w.#/-]", href) or not href, href
            assert not href.startswith("javascript"), path
        assert "\u202e" not in data.decode(), path
        assert "\u2066" not in data.decode(), path
        seen += "<script>alert(1)</script>" in page.text["body"]
    assert seen > 8


def test_names_of_files_are_safe(hostile: dict[str, bytes]) -> None:
    names = [PurePosixPath(path) for path in hostile]
    assert len({str(name).casefold() for name in names}) == len(names)
    for name in names:
        assert ".." not in name.parts
        assert not name.is_absolute()
        assert all(re.fullmatch(r"[\w.-]+", part) for part in name.parts), name
        assert not re.fullmatch(r"(?i)con|nul|aux|prn", name.stem), name
    assert sum(str(name).startswith("id/con-") for name in names) == 6


@given(st.text(), st.text())
def test_stems_never_meet(one: str, other: str) -> None:
    first, second = (addresses.stem(f"{ID}{each}", ID) for each in (one, other))
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,100}", first)
    assert (first.casefold() == second.casefold()) == (one == other)


def test_only_the_web_is_linked() -> None:
    assert web("https://example.org/a#:~:text=b")
    for link in ("javascript:alert(1)", "data:text/html,x", "file:///etc", "", "//x", "http://a b",
                 "https://a\nb", " https://a"):  # fmt: skip
        assert web(link) == "", link


def test_names_become_links_once_and_as_whole_words() -> None:
    found = pieces("Ab of Abba and Abba", {"Abba": "x", "Ab": "y"})
    assert found == (Piece("Ab", "y"), Piece(" of "), Piece("Abba", "x"), Piece(" and Abba"))
    assert pieces("none", {}) == (Piece("none"),)


def test_notices_are_rendered_as_text() -> None:
    made = prose.html("## A <b>\n\nIt is **so**, `x<y`: [w](https://a.b) [j](javascript:x)\n\n"
                      "- one\n- *two*\n\n```sh\n<i>\n```\n")  # fmt: skip
    assert made == (
        "<h2>A &lt;b&gt;</h2>\n<p>It is <strong>so</strong>, <code>x&lt;y</code>:"
        ' <a href="https://a.b">w</a> [j](javascript:x)</p>\n<ul><li>one</li><li><em>two</em></li>'
        '</ul>\n<pre tabindex="0"><code>&lt;i&gt;</code></pre>'
    )


def test_privacy_says_what_the_notice_says(real: dict[str, bytes]) -> None:
    text = Page(real["privacy.html"]).text["body"]
    assert "UK GDPR, Article 6(1)(f)" in text
    assert "**" not in text
    with pytest.raises(KgError, match=r"NOTHING\.md is missing"):
        sitepages.legal("NOTHING.md")


# Views


def test_views_are_pictures_on_the_first_page_and_pages_of_their_own(small: kg.Graph) -> None:
    pytest.importorskip("kg.page", reason="kg/page.py is not there yet")
    view = viewfile.named("tables")
    if view.layout not in layouts.known():
        pytest.skip(f"the layout {view.layout} is not there yet")
    files = site.site(small, [view])
    assert b"START-HERE.html" in files["views/tables.html"]
    start = Page(files["START-HERE.html"])
    assert "views/tables.html" in start.links
    assert view.title in start.text["body"]
    pictures = [each for each in start.every("svg") if each.get("class", "").startswith("scene")]
    assert [each["aria-hidden"] for each in pictures] == ["true"]


def test_an_unknown_layout_is_named(small: kg.Graph, tmp_path: Path) -> None:
    pytest.importorskip("kg.page", reason="kg/page.py is not there yet")
    text = (content.folder("viz") / "tables.rq").read_text("utf-8")
    path = tmp_path / "odd.rq"
    path.write_text(re.sub(r"layout: \w+", "layout: spiral", text), encoding="utf-8")
    with pytest.raises(KgError, match="spiral"):
        site.site(small, [viewfile.read(path)])


# Folders


FILES: Mapping[str, bytes] = {"a.html": b"1", "b/c.html": b"2"}


def listed(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_folder_is_written_and_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "new parent" / "a site"
    folders.write_folder(target, FILES)
    assert listed(target) == [".made-by-kg", "a.html", "b/c.html"]
    folders.write_folder(target, {"d.html": b"3"})
    assert listed(target) == [".made-by-kg", "d.html"]
    assert [path.name for path in target.parent.iterdir()] == ["a site"]


def test_a_folder_may_be_read_by_all_whom_the_mask_lets(tmp_path: Path) -> None:
    folders.write_folder(tmp_path / "site", FILES)
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "site").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    folders.write_folder(tmp_path / "site", FILES)
    assert "a.html" in listed(tmp_path / "site")


@pytest.mark.parametrize("name", ["CNAME", ".git/config", "b/mine.txt"])
def test_what_others_put_there_is_left_alone(tmp_path: Path, name: str) -> None:
    target = tmp_path / "site"
    folders.write_folder(target, FILES)
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_text("mine")
    before = listed(target)
    with pytest.raises(KgError, match="holds what kg did not put there"):
        folders.write_folder(target, {"d.html": b"3"})
    assert listed(target) == before


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(KgError, match="is a folder that kg did not make"):
        folders.write_folder(tmp_path, FILES)
    with pytest.raises(KgError, match="is a file; name a folder"):
        folders.write_folder(tmp_path / "notes.txt", FILES)
    assert listed(tmp_path) == ["notes.txt"]


def test_the_folder_one_stands_in_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KgError, match="is the folder you are in; name one within it"):
        folders.write_folder(Path(), FILES)
    with pytest.raises(KgError, match="holds the folder you are in; name another"):
        folders.write_folder(tmp_path.parent, FILES)


def test_a_failure_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    folders.write_folder(target, FILES)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(KgError, match="cannot write .*: no space left on device"):
        folders.write_folder(target, {"d.html": b"3"})
    with pytest.raises(KgError):
        folders.write_folder(tmp_path / "x" / "y" / "site", FILES)
    assert listed(tmp_path) == ["site/.made-by-kg", "site/a.html", "site/b/c.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# The command


def called(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [*words, "--data", str(SMALL)], standalone_mode=False)
    return int(done.exception is not None), str(done.exception or done.stderr)


def test_the_command_makes_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_site: dict[str, bytes]
) -> None:
    monkeypatch.setattr(viewfile, "library", dict)
    code, said = called("-o", str(tmp_path / "my site"))
    assert code == 0, said
    assert f"open {tmp_path / 'my site' / 'START-HERE.html'}" in said
    assert listed(tmp_path / "my site") == sorted([*small_site, ".made-by-kg"])
    for path, data in small_site.items():
        assert (tmp_path / "my site" / path).read_bytes() == data


def test_the_command_refuses_before_it_works(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    code, said = called("-o", str(tmp_path))
    assert (code, "did not make" in said) == (1, True)


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "import kg, hashlib\nfrom kg import site\n"
        f"files = site.site(kg.load([{str(SMALL)!r}]))\n"
        "whole = hashlib.sha256()\n"
        "[whole.update(p.encode() + d) for p, d in sorted(files.items())]\nprint(whole.hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SMALL.parents[2]),
                 "LC_ALL": "C", "TZ": f"UTC{seed}"},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "7")
    }  # fmt: skip
    assert len(found) == 1


# In a browser


def test_a_browser_shows_it_from_a_path_with_spaces(tmp_path: Path, real: dict[str, bytes]) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("no Chromium at /usr/bin/chromium")
    folders.write_folder(tmp_path / "a site", real)
    start = (tmp_path / "a site").as_uri()
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for width in (1440, 390):
            page = browser.new_page(viewport={"width": width, "height": 844})
            asked: list[str] = []
            said: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("console", lambda message, said=said: said.append(message.text))
            for path in ("START-HERE.html", "id/wessex-hiec.html", "questions/members-of.html",
                         "ontology.html", "document/wessex-hiec.html#char=1254,1370"):  # fmt: skip
                page.goto(f"{start}/{path}")
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                page.evaluate("document.fonts.ready")
                assert page.evaluate("document.fonts.check('16px Inter')")
            top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
            assert 0 <= top < 422
            assert said == []
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
