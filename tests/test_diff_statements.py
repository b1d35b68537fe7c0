"""Two graphs differ in exactly the statements that one of them lacks."""

import json
from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import changelog, changes, differences, statements
from kg.differences import Difference
from kg.errors import KgError
from kg.revisions import Side
from kg.sources import Source
from kg.vocabulary import BASE, FACT, GRAPH, ID, WX

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD = "http://www.w3.org/2001/XMLSchema#"


def source(text: str | bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> Source:
    data = text.encode() if isinstance(text, str) else text
    return Source("made up", data, form, f"{GRAPH}made-up")


def compared(old: str, new: str) -> Difference:
    return differences.compare(statements.of([source(old)]), statements.of([source(new)]))


# Any graphs

iris = st.sampled_from(
    [ox.NamedNode(iri) for iri in (
        f"{FACT}one", f"{FACT}two", f"{ID}a", f"{ID}b", f"{WX}Post", f"{WX}actual", f"{GRAPH}one",
        f"{BASE}dataset", f"{BASE}ontology", f"{BASE}document/one",
        f"{BASE}document/one#char=0,5", "https://example.org/x",
    )]
)  # fmt: skip
predicates = st.sampled_from(
    [RDF_TYPE, *(ox.NamedNode(f"{WX}{name}") for name in (
        "status", "evidence", "holder", "statedIn", "until", "possibleFrom", "comparator",
    ))]
)  # fmt: skip
literals = st.one_of(
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
    st.sampled_from(["1", "1.0", "1.00", "x"]).map(
        lambda text: ox.Literal(text, datatype=ox.NamedNode(f"{XSD}decimal"))
    ),
    st.builds(ox.Literal, st.just("w"), language=st.sampled_from(["en", "cy"])),
)
triples = st.builds(ox.Triple, iris, predicates, st.one_of(iris, literals))
graphs = st.lists(triples, max_size=12)


def written(graph: Iterable[ox.Triple]) -> Source:
    data = ox.serialize(graph, format=ox.RdfFormat.N_TRIPLES)
    return source(data or b"", ox.RdfFormat.N_TRIPLES)


def held(graph: Iterable[ox.Triple]) -> set[ox.Triple]:
    """The graph as the engine holds it, numbers in their canonical form."""
    store = ox.Store()
    store.extend([ox.Quad(*triple) for triple in graph])
    return {quad.triple for quad in store}


@settings(deadline=None)
@given(graphs, graphs)
def test_what_is_counted_is_the_symmetric_difference(
    old: list[ox.Triple], new: list[ox.Triple]
) -> None:
    found = differences.compare(statements.of([written(old)]), statements.of([written(new)]))
    one, other = held(old), held(new)
    assert found.size == (len(one - other), len(other - one))
    told = [line for each in found.changes for line in (*each.removed, *each.added)]
    counted = [line for pair in found.counted.values() for lines in pair for line in lines]
    assert sorted(told + counted) == sorted(
        line for each in one ^ other for line in statements.of([written([each])])
    )


@settings(deadline=None)
@given(graphs)
def test_a_graph_does_not_differ_from_itself(graph: list[ox.Triple]) -> None:
    found = differences.compare(
        statements.of([written(graph)]), statements.of([written(reversed(graph))])
    )
    assert (found.changes, found.size) == ((), (0, 0))


@settings(deadline=None, max_examples=30)
@given(graphs.filter(bool), graphs.filter(bool))
def test_whatever_differs_is_put_into_words(old: list[ox.Triple], new: list[ox.Triple]) -> None:
    found = changes.changes(Side("a", "", (written(old),)), Side("b", "", (written(new),)))
    told = [line for each in found.entries for line in (*each.removed, *each.added)]
    counted = sum(map(sum, found.counted.values()))
    assert len(told) + counted == found.removed + found.added == len(held(old) ^ held(new))
    page, rows = changelog.as_markdown(found), changelog.table(found).rows
    assert all(each.kind and each.text for each in found.entries)
    assert len(rows) >= len(found.entries)
    assert page.count("\n- ") >= len(found.entries)
    assert len(json.loads(changelog.as_json(found))["entries"]) == len(found.entries)


# Blank nodes


def test_blank_nodes_are_the_same_by_what_they_say() -> None:
    one = '@prefix : <https://example.org/> . :a :b [ :c "x" ; :d [ :e :f ] ] . [] :c "y" .'
    other = """@prefix : <https://example.org/> .
        _:z :e :f . _:q :c "y" . :a :b _:y . _:y :d _:z ; :c "x" ."""
    assert compared(one, other).size == (0, 0)


def test_text_beside_a_blank_node_is_left_alone() -> None:
    found = compared("", '[] <https://example.org/b> "x _:y z" .')
    assert '"x _:y z"' in found.changes[0].added[0]


nodes = st.integers(0, 4)
edges = st.sets(st.tuples(nodes, st.sampled_from("pq"), nodes), max_size=12)


@settings(deadline=None)
@given(edges, st.permutations(range(5)))
def test_names_of_blank_nodes_do_not_matter(
    ties: set[tuple[int, str, int]], names: list[int]
) -> None:
    def turtle(name: Callable[[int], int]) -> str:
        return "".join(
            f"_:n{name(s)} <https://example.org/{p}> _:n{name(o)} .\n" for s, p, o in ties
        )

    assert compared(turtle(lambda node: node), turtle(lambda node: names[node])).size == (0, 0)


def test_blank_nodes_that_nothing_tells_apart_take_no_time() -> None:
    pairs = ((one, other) for one in range(30) for other in range(30) if one != other)
    knot = "".join(f"_:n{one} <https://example.org/p> _:n{other} .\n" for one, other in pairs)
    assert compared(knot, knot).size == (0, 0)


def test_a_change_in_one_group_of_blank_nodes_leaves_the_others_alone() -> None:
    groups = "".join(f'[] <https://example.org/p> "{number}" .\n' for number in range(20))
    found = compared(groups, groups.replace('"7"', '"seven"'))
    assert found.size == (1, 1)


def test_groups_of_blank_nodes_that_say_the_same_are_counted() -> None:
    group = '[] <https://example.org/p> "x" .'
    assert compared(group, group * 3).size == (0, 2)


def test_text_that_looks_like_a_blank_node_is_text() -> None:
    found = compared('<https://example.org/a> <https://example.org/b> "x _:y z" .', "")
    assert found.size == (1, 0)


def test_statements_about_statements_are_compared() -> None:
    text = "@prefix : <https://example.org/> . :a :b <<( :c :d {} )>> ."
    assert compared(text.format(":e"), text.format(":f")).size == (1, 1)
    assert compared(text.format("[]"), text.format("[]")).size == (0, 0)


# Kinds of statements


def test_what_follows_by_rule_is_only_counted() -> None:
    facts = f"""
        @prefix wx: <{WX}> .
        <{FACT}m> a wx:Membership ; wx:status wx:actual ; wx:evidence <{BASE}document/d#char=0,1> ;
            wx:member <{ID}a> ; wx:memberOf <{ID}b> ; wx:memberRole wx:asMember .
    """
    derived = f"""
        <{FACT}m> <{WX}statedIn> <{BASE}document/d> .
        <{ID}a> <{WX}takesPartIn> <{ID}b> .
    """
    found = compared(facts, facts + derived + f"<{ID}a> <{WX}leads> <{ID}b> .")
    assert [each.subject for each in found.changes] == [f"<{ID}a>"]
    assert found.changes[0].added == (f"<{ID}a> <{WX}leads> <{ID}b> .",)
    assert [len(lines) for lines in found.counted["derived"]] == [0, 2]
    assert found.size == (0, 3)


@pytest.mark.parametrize(
    ("head", "why"), [("ontology", "vocabulary"), ("dataset", "data set")]
)  # fmt: skip
def test_what_only_one_side_describes_is_only_counted(head: str, why: str) -> None:
    text = f'<{BASE}{head}> a <http://www.w3.org/2002/07/owl#Ontology> ; <{WX}note> "{{}}" .'
    found = compared("<https://example.org/a> <https://example.org/b> 1 .", text.format("x"))
    assert {why: (0, 2)} == {why: tuple(map(len, pair)) for why, pair in found.counted.items()}
    assert not compared(text.format("x"), text.format("y")).counted


def test_what_lost_its_status_is_no_fact_any_more() -> None:
    fact = f"<{FACT}p> a <{WX}Post> ; <{WX}status> <{WX}actual> ."
    (change,) = compared(fact, f"<{FACT}p> a <{WX}Post> .").changes
    assert (change.kind, change.before, change.after) == ("fact", True, False)


def test_what_is_not_well_formed_is_told_with_its_place() -> None:
    with pytest.raises(KgError, match=r"^made up:2:"):
        statements.of([source("<https://example.org/a>\nnonsense")])


def test_graphs_do_not_matter() -> None:
    quads = source(
        b"<https://example.org/a> <https://example.org/b> 'c' <https://example.org/g> .\n"
        b"<https://example.org/a> <https://example.org/b> 'c' .\n".replace(b"'", b'"'),
        ox.RdfFormat.N_QUADS,
    )
    plain = source('<https://example.org/a> <https://example.org/b> "c" .')
    assert statements.of([quads]) == statements.of([plain])
