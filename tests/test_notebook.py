"""What a notebook shows: safe HTML with links to the passages; the example notebook runs."""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import networkx
import pytest
from nbclient import NotebookClient

import kg
from kg import html, query, standings, ways
from kg.errors import KgError

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLE = DOCS / "notebook.ipynb"
HOSTILE = '<script>alert(1)</script> "quoted" </div> & \u202eback'


class Reader(HTMLParser):
    """The tags, the links and the text of some HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.links, self.open = list[str](), list[str](), list[str]()
        self.words, self.styles = "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        named = dict(attrs)
        assert named.keys() <= {"class", "href", "title", "rel"}, named
        if "href" in named:
            self.links.append(named["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.styles += data
        else:
            self.words += data


def shown(thing: Any) -> Reader:
    found = Reader(thing._repr_html_())
    assert found.open == []
    return found


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    return kg.load()


def test_an_answer_is_a_table_whose_facts_lead_to_their_passages(real: kg.Graph) -> None:
    answer = real.query("awards")
    found = shown(answer)
    assert found.tags.count("tr") == len(answer) + 1
    assert "Department of Health" in found.words
    assert "wessex-hiec 1718–1794" in found.words
    assert "3 rows." in found.words
    assert len(found.links) >= len(answer)
    assert all(link.startswith("https://") for link in found.links)


def test_a_long_answer_is_cut_and_says_so(real: kg.Graph) -> None:
    found = shown(real.query("SELECT ?fact ?s { ?fact wx:status ?s }"))
    assert found.tags.count("tr") == html.MOST + 1
    assert re.search(rf"The first {html.MOST} of \d+ rows\.", found.words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASK { ?s a wx:Document }", "yes"),
        ("ASK { ?s a wx:Nothing }", "no"),
        ("SELECT ?s { ?s a wx:Nothing }", "0 rows."),
        ("CONSTRUCT { ?s a ?k } WHERE { ?s a ?k FILTER(?k = wx:Alliance) }", "a wx:Alliance"),
    ],
)
def test_every_kind_of_answer_is_shown(real: kg.Graph, text: str, words: str) -> None:
    assert words in shown(real.query(text)).words


def test_a_card_shows_each_line_with_its_passages(real: kg.Graph) -> None:
    card = real.show("Dorset Innovation Hub")
    found = shown(card)
    lines = [line for section in card.sections for line in section.lines]
    assert found.tags.count("li") == len(lines)
    assert all(line.text in found.words for line in lines)
    assert card.version in found.words
    assert len(found.links) >= len(lines)


def test_ways_are_shown_step_by_step(real: kg.Graph) -> None:
    found = real.path("Wessex HIEC", "Wessex Health Partners", top=1)
    steps = [step for way in found.ways for step in way.steps]
    read = shown(found)
    assert found.ways
    assert all(fact.text in read.words for step in steps for fact in step.facts)
    assert f"Data version {real.version}" in read.words


def test_a_ranking_shows_its_remarks_before_its_table(real: kg.Graph) -> None:
    ranking = real.rank("betweenness", stability=True, many=3)
    found = shown(ranking)
    assert found.words.index("without any one source") < found.words.index("Wessex Health")
    assert found.tags.count("tr") == len(ranking.table) + 1


def test_hostile_data_are_text(write_document: Callable[..., Path]) -> None:
    label = HOSTILE.replace('"', '\\"')
    graph = kg.load([write_document(f"""
      <> dcterms:title "{label}"@en ; wx:address <javascript:alert(2)> .
      id:a a wx:Organisation ; skos:prefLabel "{label}"@en .
      id:b a wx:Alliance ; skos:prefLabel "B"@en .
      :n a wx:Naming ; wx:names id:a ; wx:name "{label}"@en ; wx:nameKind wx:fullName ;
        wx:status wx:actual ; wx:evidence <#char=0,9> .
      :m a wx:Membership ; wx:member id:a ; wx:memberOf id:b ; wx:memberRole wx:asMember ;
        wx:status wx:actual ; wx:evidence <#char=0,9> .
      <javascript:alert(3)> a wx:Organisation ; skos:prefLabel "{label}"@en .
    """)])  # fmt: skip
    things = (
        graph.show("B"),
        graph.path("B", "https://w3id.org/wessex-kg/id/a"),
        graph.rank("degree"),
        graph.query("members-of", alliance="B"),
        graph.query("SELECT ?it ?name { ?it skos:prefLabel ?name }"),
        graph.query("SELECT ?it { ?it a wx:Organisation }"),
        graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
    )
    for thing in things:
        found = shown(thing)
        assert "script" not in found.tags
        assert found.links == []
        assert "alert(1)" in found.words
        assert "\u202e" not in found.words


def test_the_colours_are_those_of_the_page_around(real: kg.Graph) -> None:
    styles = shown(real.query("awards")).styles
    assert "color:inherit" in styles
    assert not re.search(r"(?<![-\w])(color|background)\s*:\s*(?!inherit)", styles)


class Printer:
    def __init__(self) -> None:
        self.words = ""

    def text(self, words: str, /) -> None:
        self.words += words


def printed(thing: Any) -> str:
    printer = Printer()
    thing._repr_pretty_(printer, False)
    return printer.words


def test_a_terminal_shows_all_of_them_as_text(real: kg.Graph) -> None:
    assert "The Health Foundation" in printed(real.query("awards"))
    assert printed(real.query("ASK { ?s a wx:Document }")).split() == ["answer", "------", "true"]
    made = real.query("CONSTRUCT { ?s a ?k } WHERE { ?s a ?k FILTER(?k = wx:Alliance) }")
    assert "a wx:Alliance" in printed(made)
    assert printed(real.show("UHD")).startswith("University Hospitals Dorset")
    assert "Way 1 (shortest)" in printed(real.path("UHD", "Bournemouth University"))
    ranking = printed(real.rank(many=1))
    assert ranking.index("it rests on") < ranking.index("Bournemouth University")


# What the graph gives


def test_what_is_shown_is_what_the_library_gives(real: kg.Graph) -> None:
    answer, plain = real.query("awards"), query.named(real, "awards", {})
    assert isinstance(answer, query.Answer)
    assert (answer.columns, answer.rows, answer.facts) == (plain.columns, plain.rows, plain.facts)
    assert repr(answer) == repr(plain)
    assert isinstance(real.path("UHD", "Bournemouth University"), ways.Ways)
    assert isinstance(real.rank(), standings.Standings)


def test_networks_and_rankings_count_actual_facts_unless_the_slice_has_a_status(
    real: kg.Graph,
) -> None:
    actual = kg.load(slice=kg.Slice(status="actual"))
    assert real.network("affiliation").things == actual.network("affiliation").things
    assert real.rank().remarks == actual.rank().remarks
    planned = kg.load(slice=kg.Slice(status="planned"))
    assert planned.network("affiliation").things != actual.network("affiliation").things


def test_a_network_is_a_graph_of_networkx(real: kg.Graph) -> None:
    made = real.network("affiliation").graph
    assert isinstance(made, networkx.Graph)
    assert {"label", "kind"} <= made.nodes[next(iter(made))].keys()


def test_things_to_avoid_are_named_as_all_things_are(real: kg.Graph) -> None:
    free = real.path("Wessex HIEC", "Wessex Health Partners", top=1)
    between = free.ways[0].steps[0].target_label
    other = real.path("Wessex HIEC", "Wessex Health Partners", top=1, avoid=(between,))
    assert between not in {step.target_label for step in other.ways[0].steps}


def test_a_picture_is_svg_with_its_headline(real: kg.Graph) -> None:
    picture = real.draw("tables")
    root = picture._repr_svg_().partition(">")[0]
    assert root.startswith("<svg ")
    assert "viewBox" in root
    assert " width=" not in root
    assert " width=" in picture.svg.partition(">")[0]
    words = "7 of 42 bodies, or their predecessors, have been named at more than one table"
    assert picture.title == words


def test_an_unknown_view_is_an_error(real: kg.Graph) -> None:
    with pytest.raises(KgError, match="tables"):
        real.draw("tabels")


def test_a_question_needs_no_library_of_numbers_and_none_of_frames() -> None:
    program = """
import sys, kg
kg.load().query("awards"), kg.load().show("UHD")
print(*sys.modules.keys() & {"numpy", "pandas", "polars", "igraph", "networkx", "rdflib"})
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.split() == []


# The example


@pytest.fixture(scope="module")
def example() -> nbformat.NotebookNode:
    return nbformat.read(EXAMPLE, as_version=4)


def test_the_example_is_stored_without_output_and_in_canonical_form(
    example: nbformat.NotebookNode,
) -> None:
    nbformat.validate(example)
    assert all(not cell.outputs for cell in example.cells if cell.cell_type == "code")
    assert EXAMPLE.read_text("utf-8") == nbformat.writes(example) + "\n"


def test_the_links_of_the_example_lead_somewhere(example: nbformat.NotebookNode) -> None:
    text = "\n".join(cell.source for cell in example.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_the_example_runs_and_each_cell_shows_what_it_tells_of(
    example: nbformat.NotebookNode, tmp_path: Path
) -> None:
    NotebookClient(example, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    shown = {cell.id: _shown(cell) for cell in example.cells if cell.cell_type == "code"}
    assert all(shown.values()), shown
    assert "Department of Health" in shown["ask"]["text/html"]
    assert "Wessex Health Partners" in shown["show"]["text/html"]
    assert "no change recorded" in shown["became"]["text/html"]
    assert "without any one source" in shown["rank"]["text/html"]
    assert "Wessex Health Innovation and Education Cluster" in shown["networkx"]["text/plain"]
    assert shown["draw"]["image/svg+xml"].startswith("<svg ")


def _shown(cell: nbformat.NotebookNode) -> dict[str, str]:
    """What a cell shows, by its media type."""
    found: dict[str, str] = {}
    for output in cell.outputs:
        data = {"text/plain": output.text} if output.output_type == "stream" else output.data
        found.update(data)
    return found
