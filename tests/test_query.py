"""Questions as files: headers, parameters, binding, answers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import query
from kg.errors import AmbiguousName, KgError, UnknownName
from kg.vocabulary import ID, WX, XSD

QUERIES = Path(__file__).parent / "fixtures" / "queries"
UNICODE = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
SERVICE = '" } SERVICE <http://127.0.0.1/> { ?s ?p "'


@pytest.fixture(scope="module")
def members() -> query.Question:
    return query.question("members", QUERIES)


@pytest.fixture(scope="module")
def words() -> query.Question:
    return query.question("words", QUERIES)


def test_a_header_is_read(members: query.Question) -> None:
    assert members.summary == "Who belongs to an alliance?"
    assert members.group == "membership"
    alliance, role = members.parameters
    assert (alliance.name, alliance.kind, alliance.optional) == ("alliance", "thing", False)
    assert alliance.example == (ox.NamedNode(ID + "beta-alliance"),)
    assert (role.kind, role.optional, role.example[0]) == ("concept", True, None)


def test_kinds_follow_from_the_examples(words: query.Question) -> None:
    kinds = {p.name: p.kind for p in words.parameters}
    assert kinds == {
        "text": "text",
        "englishText": "text",
        "number": "number",
        "day": "date",
        "year": "date",
        "kind": "concept",
    }
    assert words.parameters[1].option == "english-text"


def test_a_query_without_header_has_no_parameters() -> None:
    plain = query.parse("SELECT * { VALUES ?x { 1 } }")
    assert plain.parameters == ()
    assert not plain.of_library


@pytest.mark.parametrize(
    ("header", "line", "problem"),
    [
        ("#+ group: g", 1, "no summary"),
        ("#+ summary: s", 1, "no group"),
        ("#+ summary: s\n#+ group: g\n#+ sumary: x", 3, "not `#"),
        ("#+ summary: s\n#+group: g", 2, "not `#"),
        ("#+ summary: s\n#+ group: g\n#+ param x", 3, "not `#"),
        ("#+ summary: s\n#+ group: g\n#+ param: x", 3, "param NAME"),
        ("#+ summary: s\n#+ summary: t", 2, "stands twice"),
        ("#+ summary: s\n#+ group: g\n#+ param y: a", 3, "the query has 0"),
        ("#+ summary: s\n#+ group: g\n#+ param x sort: a", 3, "'sort' is not one of"),
        ("#+ summary: s\n#+ group: g\n#+ param as_of: a", 3, "can be named as_of"),
        ("#+ summary: s\n#+ group: g\n#+ param e: a", 3, "block is empty"),
        ("#+ summary: s\n#+ group: g\n#+ param b: a", 3, "no list of RDF terms"),
        ("#+ summary: s\n#+ group: g\n#+ param d: a", 3, "the query has 2"),
        ("#+ summary: s\n#+ group: g\n#+ param t: a", 3, "an example is"),
    ],
)
def test_a_bad_header_names_file_and_line(header: str, line: int, problem: str) -> None:
    body = (
        "SELECT * { VALUES ?x { 1 } VALUES ?e { } VALUES ?b { nope:x } VALUES ?t { true }"
        " VALUES ?d { 1 } VALUES ?d { 2 } }"
    )
    with pytest.raises(KgError) as caught:
        query.parse(f"{header}\n{body}", "q", "some/q.rq")
    assert str(caught.value).startswith(f"some/q.rq:{line}: ")
    assert problem in str(caught.value)


def test_unreadable_files_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes("SELECT * { ?s ?p 'é' }".encode("latin-1"))
    with pytest.raises(KgError, match=r"latin\.rq: not UTF-8"):
        query.read(tmp_path / "latin.rq")
    with pytest.raises(KgError, match="cannot read"):
        query.read(tmp_path / "none.rq")


def test_an_unknown_question_offers_the_closest() -> None:
    with pytest.raises(KgError, match="the closest: members"):
        query.question("membrs", QUERIES)


def test_the_example_runs_as_it_stands(small: kg.Graph, members: query.Question) -> None:
    answer = query.ask(small, members)
    assert answer.columns == ("member", "name")
    names = [query.plain(row[1]) for row in answer.rows]
    assert names == ["Alpha Trust", "Alpha Trust", "Delta Council", "Gamma University"]


def test_facts_are_kept_beside_the_rows(small: kg.Graph, members: query.Question) -> None:
    answer = query.ask(small, members, {"role": "as host"})
    assert [query.plain(row[1]) for row in answer.rows] == ["Alpha Trust"]
    assert answer.facts == ("https://w3id.org/wessex-kg/fact/alpha-news/host-alpha",)


def test_several_values_and_none(small: kg.Graph, members: query.Question) -> None:
    two = {"alliance": ["Beta Alliance", "id:living-house"], "role": None}
    assert len(query.ask(small, members, two)) == 5
    with pytest.raises(KgError, match="alliance: a value is needed"):
        query.ask(small, members, {"alliance": None})


def test_wrong_parameters_are_told(small: kg.Graph, members: query.Question) -> None:
    with pytest.raises(KgError, match="no parameter 'alliances'; the closest: alliance"):
        query.ask(small, members, {"alliances": "x"})
    with pytest.raises(UnknownName, match="alliance: .*Beta Alliance"):
        query.ask(small, members, {"alliance": "Betta Alliance"})


def test_an_ambiguous_value_lists_its_candidates(
    make_graph: Callable[..., kg.Graph], members: query.Question
) -> None:
    graph = make_graph('id:q skos:prefLabel "Q" . id:r skos:prefLabel "q" .')
    with pytest.raises(AmbiguousName, match="alliance: .*may mean several") as caught:
        query.ask(graph, members, {"alliance": "Q"})
    assert caught.value.candidates == (ID + "q", ID + "r")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("number", "many", "not a number"),
        ("number", "1 2", "not a number"),
        ("number", "1} SERVICE <http://x/> {", "not a number"),
        ("number", "\u0661", "not a number"),
        ("day", "2015", "not a date"),
        ("day", "2015-02-30", "not a date"),
        ("day", "2015-01-01\n", "not a date"),
        ("year", "15", "not a date"),
        ("kind", "as hist", "as host"),
    ],
)
def test_values_of_the_wrong_kind(
    small: kg.Graph, words: query.Question, name: str, value: str, problem: str
) -> None:
    with pytest.raises(KgError, match=f"{name}: .*{problem}"):
        query.ask(small, words, {name: value})


def test_values_of_every_kind(small: kg.Graph, words: query.Question) -> None:
    given_values = {
        "text": SERVICE,
        "englishText": "it's",
        "number": 3,
        "day": date(2020, 2, 29),
        "year": "2019",
        "kind": "as lead",
    }
    (row,) = query.ask(small, words, given_values).rows
    assert row == (
        ox.Literal(SERVICE),
        ox.Literal("it's", language="en"),
        ox.Literal("3", datatype=ox.NamedNode(XSD + "integer")),
        ox.Literal("2020-02-29", datatype=ox.NamedNode(XSD + "date")),
        ox.Literal("2019", datatype=ox.NamedNode(XSD + "gYear")),
        ox.NamedNode(WX + "asLead"),
    )


@given(text=UNICODE)
def test_any_text_comes_back_as_it_was(small: kg.Graph, words: query.Question, text: str) -> None:
    answer = query.ask(small, words, {"text": text, "number": 1})
    assert [query.plain(row[0]) for row in answer.rows] == [text]


@given(text=UNICODE)
def test_any_iri_is_bound_or_refused(members: query.Question, small: kg.Graph, text: str) -> None:
    try:
        node = ox.NamedNode("https://example.org/" + text)
    except ValueError:
        return
    bound = query.bind(members, {"alliance": [node]})
    assert len(query.run(small, bound)) == 0
    assert query.parse(bound).text == bound


def test_binding_leaves_everything_else(members: query.Question) -> None:
    bound = query.bind(members, {"alliance": [ox.NamedNode("http://x/")], "role": [None]})
    assert "VALUES ?alliance { <http://x/> }" in bound
    assert "VALUES ?role { UNDEF }" in bound
    assert query.parse(bound).summary == members.summary


def test_kinds_of_answers(small: kg.Graph) -> None:
    assert query.ask(small, "ASK { ?s a wx:Alliance }")
    assert not query.ask(small, "ASK { ?s a wx:Nothing }")
    triples = query.ask(small, query.question("beside", QUERIES))
    assert triples.kind == "construct"
    assert list(map(str, triples.triples)) == sorted(map(str, triples.triples))
    assert len(set(triples.triples)) == len(triples) > 3


def test_blank_nodes_have_stable_names(small: kg.Graph) -> None:
    text = "CONSTRUCT { [] rdfs:label ?o } { ?s skos:prefLabel ?o }"
    assert query.ask(small, text).triples == query.ask(small, text).triples
    rows = query.ask(small, "SELECT (BNODE() AS ?b) { ?s a wx:Alliance }").rows
    assert rows[0][0] == ox.BlankNode("b0")


def test_names_are_told_from_texts(small: kg.Graph) -> None:
    assert query.pick("members", QUERIES).name == "members"
    assert query.pick("ASK {}", QUERIES).text == "ASK {}"
    with pytest.raises(KgError, match="no question is named"):
        query.pick("membres", QUERIES)
    assert len(query.named(small, "SELECT * { ?s a wx:Alliance }", {})) == 1


@pytest.mark.parametrize(
    "text", ["SELECT * {", "SELECT ?x { ?x ?y ?z } GROUP BY ?z", "DROP ALL", "", "\x00"]
)
def test_what_cannot_run_is_an_error_of_ours(small: kg.Graph, text: str) -> None:
    with pytest.raises(KgError):
        query.run(small, text)


def test_an_answer_is_a_value(small: kg.Graph, members: query.Question) -> None:
    answer = query.ask(small, members)
    assert answer.records()[0]["name"] == ox.Literal("Alpha Trust", language="en")
    with pytest.raises(AttributeError):
        answer.rows = ()  # type: ignore[misc]
