"""Networks: what the files say, and the ties that they make of facts."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg import Slice, network, networkfile
from kg.errors import KgError
from kg.vocabulary import ID, WX, slug

MakeGraph = Callable[..., kg.Graph]

STATUS = "wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
FILE = """#+ summary: Members.
#+ group: network
#+ nodes: bodies
#+ ties: memberships
#+ direction: undirected
#+ mode: one-mode
#+ weight: 1
PREFIX wx: <https://w3id.org/wessex-kg/ontology#>
SELECT ?source ?target ?kind ?weight ?fact
WHERE { ?fact wx:member ?source ; wx:memberOf ?target ; wx:memberRole ?kind BIND(1 AS ?weight) }
ORDER BY ?source ?target ?kind ?fact
"""


def member(name: str, body: str, alliance: str, role: str = "asMember") -> str:
    return (
        f":{name} a wx:Membership ; wx:member id:{body} ; wx:memberOf id:{alliance} ;"
        f" wx:memberRole wx:{role} ; {STATUS}"
    )


def change(kind: str, before: str, after: str, name: str = "c") -> str:
    return (
        f":{name} a wx:Change ; wx:changeKind wx:{kind} ; wx:predecessor {before} ;"
        f' wx:successor {after} ; wx:date "2013-04-01"^^xsd:date ; {STATUS}'
    )


def ties(made: network.Network) -> dict[tuple[str, str], float]:
    names = [slug(thing) for thing in made.things]
    pairs = [(names[one], names[two]) for one, two in made.ends.tolist()]
    return dict(zip(pairs, made.weights.tolist(), strict=True))


def tie(made: network.Network, one: str, two: str) -> int:
    ends = [made.position[ID + one], made.position[ID + two]]
    return made.ends.tolist().index(ends)


TWO_TABLES = (
    member("1", "a", "p")
    + member("2", "b", "p")
    + member("3", "c", "p")
    + member("4", "a", "q")
    + member("5", "b", "q", "asHost")
    + member("6", "b", "q", "asLead")
    + member("7", "d", "r")
)


def test_roles_of_a_body_in_an_alliance_are_one_tie(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(TWO_TABLES), "affiliation")
    assert [slug(t) for t in made.things] == ["a", "b", "c", "d", "p", "q", "r"]
    assert made.first.tolist() == [True] * 4 + [False] * 3
    assert set(ties(made).values()) == {1.0}
    hosting = tie(made, "b", "q")
    assert [slug(fact) for fact in made.evidence(hosting)] == ["5", "6"]
    assert made.kinds(hosting) == (WX + "asHost", WX + "asLead")
    assert made.seats(hosting) == 1
    assert len(made.facts) == 7


def test_a_shared_alliance_of_k_adds_newmans_share(make_graph: MakeGraph) -> None:
    graph = make_graph(TWO_TABLES)
    made = network.of(graph, "co-membership")
    assert ties(made) == {("a", "b"): 1.5, ("a", "c"): 0.5, ("b", "c"): 0.5}
    assert [slug(thing) for thing in made.things] == ["a", "b", "c", "d"]
    assert [slug(fact) for fact in made.facts] == ["1", "2", "3", "4", "5", "6"]
    assert {slug(fact) for fact in made.own[ID + "b"]} == {"2", "5", "6"}
    both = tie(made, "a", "b")
    assert [slug(each) for each in made.kinds(both)] == ["p", "q"]
    assert [slug(fact) for fact in made.evidence(both)] == ["1", "2", "4", "5", "6"]
    counted = network.of(graph, "co-membership", "count")
    assert ties(counted) == {("a", "b"): 2.0, ("a", "c"): 1.0, ("b", "c"): 1.0}


def test_alliances_overlap_in_the_bodies_that_they_share(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(TWO_TABLES), "overlap")
    assert ties(made) == {("p", "q"): 2.0}
    assert [slug(each) for each in made.kinds(0)] == ["a", "b"]
    assert [slug(thing) for thing in made.things] == ["p", "q", "r"]


def test_the_weights_of_a_projection_equal_networkx() -> None:
    from networkx.algorithms import bipartite

    graph = kg.load(slice=network.ACTUAL)
    joined = network.of(graph, "affiliation").graph
    bodies = [node for node, mode in joined.nodes(data="bipartite") if mode == 0]
    made = network.of(graph, "co-membership").graph
    reference = bipartite.collaboration_weighted_projected_graph(joined, bodies)
    assert set(made.nodes) == set(reference.nodes)
    assert made.number_of_edges() == reference.number_of_edges() > 700
    for one, two, weight in reference.edges(data="weight"):
        assert made[one][two]["weight"] == pytest.approx(weight, abs=1e-12)


def test_seats_are_kept_where_several_became_one(make_graph: MakeGraph) -> None:
    graph = make_graph(
        TWO_TABLES + change("merger", "id:a, id:b", "id:m"), wanted=Slice(roll_up=True)
    )
    made = network.of(graph, "affiliation")
    merged = tie(made, "m", "p")
    assert made.seats(merged) == 2
    assert [made.originals[fact] for fact in made.evidence(merged)] == [(ID + "a",), (ID + "b",)]
    assert made.seats(tie(made, "c", "p")) == 1
    together = network.of(graph, "co-membership")
    assert together.seats(tie(together, "c", "m")) == 2
    overlap = network.of(graph, "overlap")
    assert overlap.seats(tie(overlap, "p", "q")) == 2 * 2
    assert graph.lines.ended == {ID + "a": "2013-04-01", ID + "b": "2013-04-01"}


def test_ties_of_a_thing_with_itself_are_left_out_and_told(make_graph: MakeGraph) -> None:
    graph = make_graph(
        member("1", "a", "p") + member("2", "b", "c") + change("succession", "id:a", "id:p"),
        wanted=Slice(roll_up=True),
    )
    made = network.of(graph, "affiliation")
    assert ties(made) == {("b", "c"): 1.0}
    assert made.notes == ("1 tie of a thing with itself left out",)


def test_what_joins_and_is_joined_stands_in_the_second_mode(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(member("1", "a", "p") + member("2", "p", "q")), "affiliation")
    assert ties(made) == {("a", "p"): 1.0}
    assert made.notes == ("1 tie left out: what joins is itself joined (second mode)",)


def test_a_class_of_bodies_is_no_node(make_graph: MakeGraph) -> None:
    several = (
        ":k a wx:Description ; wx:subject id:b ; wx:descriptionKind wx:kindOfBody ;"
        f" wx:concept wx:classOfBodies ; {STATUS}"
    )
    graph = make_graph(member("1", "a", "p") + member("2", "b", "p") + several)
    assert ties(network.of(graph, "affiliation")) == {("a", "p"): 1.0}
    assert ties(network.of(graph, "everything")) == {("a", "p"): 1.0}


def test_money_goes_from_giver_to_recipient_and_on_to_the_work(make_graph: MakeGraph) -> None:
    both = f":1 a wx:Funding ; wx:funder id:g ; wx:recipient id:r ; wx:fundedWork id:w ; {STATUS}"
    again = f":2 a wx:Funding ; wx:funder id:g ; wx:recipient id:r ; {STATUS}"
    work = f":3 a wx:Funding ; wx:funder id:g ; wx:fundedWork id:v ; {STATUS}"
    unknown = f":4 a wx:Funding ; wx:fundedWork id:v ; {STATUS}"
    made = network.of(make_graph(both + again + work + unknown), "money")
    assert made.rule.directed
    assert ties(made) == {("g", "r"): 2.0, ("r", "w"): 1.0, ("g", "v"): 1.0}


def test_a_collaboration_ties_each_two_of_its_parties(make_graph: MakeGraph) -> None:
    said = f":1 a wx:Collaboration ; wx:party id:a, id:b, id:c ; wx:about id:w ; {STATUS}"
    made = network.of(make_graph(said), "everything")
    assert ties(made) == {
        ("a", "b"): 0.5,
        ("a", "c"): 0.5,
        ("b", "c"): 0.5,
        ("a", "w"): 1.0,
        ("b", "w"): 1.0,
        ("c", "w"): 1.0,
    }


def test_every_network_of_the_library_is_drawn_with_evidence() -> None:
    graph = kg.load(slice=network.ACTUAL)
    known = {each["f"].value for each in graph.rows("SELECT ?f { ?f wx:status wx:actual }")}  # type: ignore[union-attr]
    for name in networkfile.library():
        made = network.of(graph, name)
        assert made.size > 0, name
        assert all(made.evidence(each) for each in range(made.size)), name
        assert set(made.facts) <= known, name
        assert len({tuple(pair) for pair in made.ends.tolist()}) == made.size, name


def test_the_networkx_graph_has_what_is_known(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(TWO_TABLES), "affiliation").graph
    assert made.nodes[ID + "q"]["bipartite"] == 1
    edge = made[ID + "b"][ID + "q"]
    assert (edge["weight"], edge["seats"], len(edge["facts"])) == (1.0, 1, 2)


def test_an_empty_slice_is_an_empty_network() -> None:
    graph = kg.load(slice=Slice(status="claimed"))
    for name in ("affiliation", "co-membership", "lineage"):
        made = network.of(graph, name)
        assert (len(made), made.size, made.facts) == (0, 0, ())
        assert made.igraph.vcount() == 0


def test_parts_of_a_network(make_graph: MakeGraph) -> None:
    made = network.of(make_graph(TWO_TABLES), "affiliation")
    less = network.subset(made, [0, 2])
    assert (len(less), less.size) == (7, 2)
    assert less.evidence(1) == made.evidence(2)
    assert [slug(t) for t in network.without_isolates(less).things] == ["a", "b", "p"]
    assert ties(network.without_isolates(less)) == {("a", "p"): 1.0, ("b", "p"): 1.0}


BROKEN = {
    "nodes: bodies\n": ("nodes:\n", "the header has no nodes"),
    "direction: undirected": ("direction: both", "direction 'both' is not one of directed"),
    "mode: one-mode": ("mode: three", "mode 'three' is not one of"),
    "weight: 1": ("weight: heavy\n#+ projection: source", "weight 'heavy' is not one of newman"),
    " ?kind ?fact\n": (" ?fact\n", r"no total order; end it with ORDER BY … \?kind"),
    "ORDER BY ?source ?target ?kind ?fact\n": ("", "no total order"),
}


@pytest.mark.parametrize("old", BROKEN)
def test_a_bad_file_is_refused_by_name(old: str, tmp_path: Path) -> None:
    new, message = BROKEN[old]
    assert old in FILE
    path = tmp_path / "bad.rq"
    path.write_text(old.join(FILE.split(old)[:-1]) + new + FILE.split(old)[-1])
    with pytest.raises(KgError, match=message) as error:
        networkfile.read(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("?weight ?fact\nWHERE", "?fact\nWHERE", "selects exactly"),
        ("BIND(1 AS ?weight)", "", r"a row has no \?weight"),
        ("BIND(1 AS", "BIND(-1 AS", "weighs -1; weigh it between 1e-09 and"),
        ("BIND(1 AS", 'BIND("NaN"^^<http://www.w3.org/2001/XMLSchema#double> AS', "weighs nan"),
        ("BIND(1 AS", 'BIND("heavy" AS', "no number"),
        ("BIND(1 AS", "BIND(1e308 AS", "weighs 1e[+]308; weigh it between"),
        ("BIND(1 AS", 'BIND("x" AS ?target) BIND(1 AS', "SPARQL syntax error"),
        (
            "wx:memberOf ?target",
            'wx:memberOf ?any . BIND("a text" AS ?target) ?fact wx:memberOf ?any',
            "is no thing or fact",
        ),
        ("?fact wx:member ", "SERVICE <http://x/> { } ?fact wx:member ", "leave out SERVICE"),
        ("WHERE {", "WHER {", "bad.rq:10:"),
    ],
)
def test_bad_rows_are_refused(
    old: str, new: str, message: str, tmp_path: Path, make_graph: MakeGraph
) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(FILE.replace(old, new))
    with pytest.raises(KgError, match=message) as error:
        network.of(make_graph(TWO_TABLES), networkfile.named(str(path)))
    assert str(path) in str(error.value)


def test_unknown_names_list_the_known(make_graph: MakeGraph) -> None:
    with pytest.raises(
        KgError, match="no network is named 'affiliations'; there are affiliation, "
    ):
        networkfile.named("affiliations")
    with pytest.raises(KgError, match="unknown weighting 'heavy'"):
        network.of(make_graph(TWO_TABLES), "overlap", "heavy")
    with pytest.raises(KgError, match="affiliation is no projection"):
        network.of(make_graph(TWO_TABLES), "affiliation", "count")
