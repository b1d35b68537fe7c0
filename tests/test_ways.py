"""Ways: which there are, how many, what they cost, when they can hold, and what is said of them."""

import json
import random
from collections.abc import Callable
from itertools import pairwise
from math import log

import networkx as nx
import pytest

import kg
from kg import Slice, network, networkfile, routes
from kg.errors import KgError
from kg.telling import as_json, markdown, text
from kg.vocabulary import ID, slug
from kg.ways import Way, Ways, Wish, ways

MakeGraph = Callable[..., kg.Graph]

ACTUAL = "wx:status wx:actual ; wx:evidence <#char=0,9> .\n"
ANY = Wish()
PLANNED = "wx:status wx:planned ; wx:evidence <#char=0,9> .\n"


def relation(name: str, one: str, two: str, dates: str = "", status: str = ACTUAL) -> str:
    return (
        f":{name} a wx:Relation ; wx:subject id:{one} ; wx:object id:{two} ;"
        f" wx:relationKind wx:linkedTo ; {dates} {status}"
    )


def member(name: str, body: str, alliance: str, dates: str = "", status: str = ACTUAL) -> str:
    return (
        f":{name} a wx:Membership ; wx:member id:{body} ; wx:memberOf id:{alliance} ;"
        f" wx:memberRole wx:asMember ; {dates} {status}"
    )


def merger(before: str, after: str, day: str) -> str:
    return (
        f":merger a wx:Change ; wx:changeKind wx:merger ; wx:predecessor id:{before} ;"
        f' wx:successor id:{after} ; wx:date "{day}"^^xsd:date ; {ACTUAL}'
    )


def years(first: int, last: int) -> str:
    return f'wx:from "{first}"^^xsd:gYear ; wx:until "{last}"^^xsd:gYear ;'


def rows(found: Ways) -> list[list[str]]:
    return [nodes(way) for way in found.ways]


def nodes(way: Way) -> list[str]:
    return [slug(way.steps[0].source), *(slug(step.target) for step in way.steps)]


def walk(graph: kg.Graph, one: str, two: str, wish: Wish = ANY) -> Ways:
    return ways(graph, ID + one, ID + two, wish)


# a square a-b-d, a-c-d with a tail d-e-f-a
SQUARE = (
    relation("1", "a", "b")
    + relation("2", "b", "d")
    + relation("3", "a", "c")
    + relation("4", "d", "c")
    + relation("5", "d", "e")
    + relation("6", "e", "f")
    + relation("7", "f", "a")
)


def test_all_shortest_come_first_in_order_then_the_next_shortest(make_graph: MakeGraph) -> None:
    found = walk(make_graph(SQUARE), "a", "d")
    assert rows(found) == [["a", "b", "d"], ["a", "c", "d"], ["a", "f", "e", "d"]]
    assert [way.shortest for way in found.ways] == [True, True, False]
    assert found.equally_short == 2
    assert text(found).startswith("id:a to id:d: 2 equally short ways, of 2 steps\n")


def test_a_way_back_is_the_way_turned_round(make_graph: MakeGraph) -> None:
    graph = make_graph(SQUARE)
    there, back = (walk(graph, *pair, Wish(top=9)) for pair in (("a", "d"), ("d", "a")))
    assert sorted(rows(there)) == sorted(each[::-1] for each in rows(back))


def test_equally_short_ways_are_counted_though_few_are_listed(make_graph: MakeGraph) -> None:
    # ten diamonds in a row: two choices at each, 2^10 ways
    diamonds = "".join(
        relation(f"{n}{side}{end}", f"{side}{n}", f"j{n + end}")
        for n in range(10)
        for side in "lr"
        for end in (0, 1)
    )
    found = walk(make_graph(diamonds), "j0", "j10", Wish(top=2))
    assert found.equally_short == 1024
    assert [way.length for way in found.ways] == [20, 20]
    assert rows(found)[0][1::2] == [f"l{n}" for n in range(10)]
    assert rows(found)[1][-2] == "r9"
    assert "1022 more equally short not listed (--top 1024 lists them)." in text(found)


def test_max_length_and_avoid(make_graph: MakeGraph) -> None:
    graph = make_graph(SQUARE)
    assert rows(walk(graph, "a", "d", Wish(max_length=2))) == [["a", "b", "d"], ["a", "c", "d"]]
    found = walk(graph, "a", "d", Wish(avoid=(ID + "b",)))
    assert rows(found) == [["a", "c", "d"], ["a", "f", "e", "d"]]
    [reason] = walk(graph, "a", "d", Wish(max_length=1)).reasons
    assert reason == "the shortest way has 2 steps, more than --max-length 1"
    blocked = walk(graph, "a", "e", Wish(avoid=(ID + "d", ID + "f")))
    assert blocked.reasons == (
        "id:a lies in a part of 3 things; the best connected there: id:a (2 ties)",
        "id:e has no tie left",
        "every way leads through what is avoided",
    )


def test_where_there_is_none_it_says_in_which_parts_the_two_lie(make_graph: MakeGraph) -> None:
    found = walk(make_graph(SQUARE + relation("8", "x", "y")), "a", "y")
    assert not found.ways
    assert [region.size for region in found.regions] == [6, 2]
    assert found.regions[0].best == ("id:a", "id:d")
    assert found.reasons == (
        "id:a lies in a part of 6 things; the best connected there: id:a and 1 more (3 ties each)",
        "id:y lies in a part of 2 things; the best connected there: id:x and 1 more (1 tie each)",
    )
    assert text(found).startswith("id:a to id:y: no way found\n")


# Time


def test_steps_that_cannot_meet_are_told_and_same_time_goes_round(make_graph: MakeGraph) -> None:
    graph = make_graph(
        relation("1", "a", "b", years(2001, 2003))
        + relation("2", "b", "d", years(2005, 2007))
        + relation("3", "a", "c", years(2001, 2004))
        + relation("4", "c", "e", years(2003, 2006))
        + relation("5", "e", "d", years(2004, 2009))
    )
    first = walk(graph, "a", "d").ways[0]
    assert (first.possible, first.certain, first.years) == ((), (), (2001, 2007))
    assert "Their dates rule out that all steps hold on one day." in text(walk(graph, "a", "d"))
    found = walk(graph, "a", "d", Wish(same_time=True))
    assert rows(found) == [["a", "c", "e", "d"]]
    [stretch] = found.ways[0].possible
    assert (stretch.first, stretch.last) == ("2004-01-01", "2004-12-31")
    assert found.equally_short == 1
    [reason] = walk(graph, "a", "d", Wish(same_time=True, max_length=2)).reasons
    assert reason == (
        "there are ways (the shortest has 2 steps), but none of at most 2 steps whose steps can"
        " all hold on one day"
    )


def test_parallel_facts_make_one_step_that_can_hold_on_the_days_of_any(
    make_graph: MakeGraph,
) -> None:
    graph = make_graph(
        relation("1", "a", "b", years(2001, 2002))
        + relation("2", "b", "a", years(2006, 2007))
        + relation("3", "b", "c", years(2002, 2006))
    )
    [way] = walk(graph, "a", "c", Wish(same_time=True)).ways
    assert [(each.first[:4], each.last[:4]) for each in way.possible] == [
        ("2002", "2002"),
        ("2006", "2006"),
    ]
    assert [slug(fact.fact) for fact in way.steps[0].facts] == ["1", "2"]


def test_a_membership_cannot_meet_what_came_after_the_body(make_graph: MakeGraph) -> None:
    graph = make_graph(
        member("1", "old", "p")
        + merger("old", "new", "2016-04-01")
        + member("2", "new", "q", 'wx:from "2017"^^xsd:gYear ;')
        + relation("3", "p", "q")
    )
    found = walk(graph, "p", "new", Wish(network="everything"))
    by_rows = {tuple(nodes(way)): way for way in found.ways}
    assert by_rows["p", "old", "new"].possible == ()
    assert by_rows["p", "old", "new"].steps[1].change == "merger"
    assert "id:old – id:new (change of bodies: merger)" in text(found)
    assert by_rows["p", "q", "new"].possible[0].first == "2017-01-01"


def test_a_plan_is_marked_and_lends_no_days_to_what_is_actual(make_graph: MakeGraph) -> None:
    graph = make_graph(
        relation("1", "a", "b", years(2001, 2002))
        + relation("2", "a", "b", status=PLANNED)
        + relation("3", "b", "c", 'wx:from "2012"^^xsd:gYear ;')
        + relation("4", "c", "d", 'wx:from "2030"^^xsd:gYear ;', PLANNED)
    )
    found = walk(graph, "a", "d")
    [way] = found.ways
    assert [step.status for step in way.steps] == ["actual", "actual", "planned"]
    assert [fact.status for fact in way.steps[0].facts] == ["actual", "planned"]
    assert way.possible == ()
    assert way.years == (2001, 2015)
    said = text(found)
    assert "3 steps, rests on what is only planned" in said
    assert "id:c – id:d (PLANNED ONLY)" in said
    assert "Not established: step 3 is only planned." in said
    assert walk(make_graph(relation("1", "a", "b")), "a", "b").ways[0].steps[0].status == "actual"


def test_certain_days_are_those_on_which_all_surely_hold(make_graph: MakeGraph) -> None:
    graph = make_graph(member("1", "a", "p") + member("2", "b", "p"), issued="2015-06-01")
    found = walk(graph, "a", "b")
    [way] = found.ways
    [certain] = way.certain
    assert (certain.first, certain.last) == ("2015-06-01", "2015-06-01")
    assert [(each.first, each.last) for each in way.possible] == [("", "")]
    assert "all steps hold at once on any day; that is certain on 1 June 2015." in text(found)


# Weights

ALLIANCE = "".join(member(f"m{n}", f"b{n}", "p") for n in range(20))
CHAIN = relation("1", "b0", "x") + relation("2", "x", "b1")


def test_a_way_through_an_alliance_of_k_costs_log_k(make_graph: MakeGraph) -> None:
    graph = make_graph(ALLIANCE + CHAIN)
    plain, weighed = (walk(graph, "b0", "b1", Wish(weighted=each)) for each in (False, True))
    assert plain.equally_short == 2
    assert {way.cost for way in plain.ways} == {2.0}
    assert rows(weighed) == [["b0", "x", "b1"], ["b0", "p", "b1"]]
    assert weighed.equally_short == 1
    assert weighed.ways[1].cost == pytest.approx(log(20), abs=1e-8)
    assert [fact.one_of for step in weighed.ways[1].steps for fact in step.facts] == [20, 20]
    assert "(one of 20)" in text(weighed)


def test_the_alliance_at_an_end_costs_one_and_a_small_one_no_less(make_graph: MakeGraph) -> None:
    graph = make_graph(ALLIANCE + member("n1", "b0", "q") + member("n2", "z", "q"))
    assert walk(graph, "b0", "p", Wish(weighted=True)).ways[0].cost == 1
    assert walk(graph, "b0", "z", Wish(weighted=True)).ways[0].cost == 1


def test_equal_costs_are_equal_whatever_the_order_of_the_steps(make_graph: MakeGraph) -> None:
    other = "".join(member(f"o{n}", f"c{n}", "q") for n in range(7))
    graph = make_graph(ALLIANCE + other + member("j1", "c0", "p") + member("j2", "b1", "q"))
    found = walk(graph, "b0", "c1", Wish(weighted=True))
    assert sorted(rows(found)) == [["b0", "p", "b1", "q", "c1"], ["b0", "p", "c0", "q", "c1"]]
    assert found.equally_short == 2


def test_a_step_between_bodies_that_share_an_alliance(make_graph: MakeGraph) -> None:
    graph = make_graph(
        member("1", "a", "p", years(2001, 2004))
        + member("2", "b", "p", years(2003, 2008))
        + member("3", "c", "p", years(2006, 2008))
    )
    found = walk(graph, "a", "b", Wish(network="co-membership", weighted=True))
    way = found.ways[0]
    assert way.cost == pytest.approx(log(3), abs=1e-8)
    assert [(slug(each.iri), each.one_of) for each in way.steps[0].shared] == [("p", 3)]
    assert [(each.first, each.last) for each in way.possible] == [("2003-01-01", "2004-12-31")]
    same = walk(graph, "a", "c", Wish(network="co-membership", same_time=True))
    assert same.ways == ()
    assert "both in id:p, of 3" in text(found)


# Names, slices, refusals


def test_directed_ties_are_walked_both_ways_and_it_says_so(make_graph: MakeGraph) -> None:
    found = walk(
        make_graph(merger("old", "new", "2013-04-01")), "new", "old", Wish(network="lineage")
    )
    assert rows(found) == [["new", "old"]]
    assert "lineage is directed; its ties are walked both ways" in found.notes


def test_places_classes_and_strangers_are_told_apart(make_graph: MakeGraph) -> None:
    graph = make_graph(
        relation("1", "a", "b")
        + relation("2", "a", "class")
        + "id:class wx:severalBodies true . id:town a wx:Place . id:c a wx:Organisation .\n"
    )
    asked = [walk(graph, "a", other).reasons for other in ("class", "town", "c")]
    assert asked == [
        ("id:class is a class of bodies, not one body: no way in everything leads there",),
        ("id:town is a place: no way in everything leads there",),
        ("id:c has no tie in everything (all facts)",),
    ]


def test_successors_stand_for_bodies_under_roll_up(make_graph: MakeGraph) -> None:
    facts = member("1", "old", "p") + member("2", "b", "p") + merger("old", "new", "2013-04-01")
    graph = make_graph(facts, wanted=Slice(roll_up=True))
    found = walk(graph, "old", "b")
    assert rows(found) == [["new", "p", "b"]]
    assert found.notes[0] == "id:old ended 1 April 2013; id:new stands for it"
    [original] = found.ways[0].steps[0].facts[0].originals
    assert (slug(original.iri), original.ended) == ("old", "2013-04-01")
    assert "said of id:old, which ended 1 April 2013" in text(found)
    with pytest.raises(KgError, match="both names mean id:new after --roll-up"):
        walk(graph, "old", "new")


def test_several_successors_are_never_chosen_from(make_graph: MakeGraph) -> None:
    split = (
        ":s a wx:Change ; wx:changeKind wx:succession ; wx:predecessor id:old ;"
        f" wx:successor id:x, id:y ; {ACTUAL}"
    )
    facts = split + member("1", "old", "p") + member("2", "b", "p")
    graph = make_graph(facts, wanted=Slice(roll_up=True, split="all"))
    with pytest.raises(KgError, match="has several successors, id:x and id:y: name one"):
        walk(graph, "old", "b")
    found = walk(graph, "x", "b")
    assert {fact.one_of for step in found.ways[0].steps for fact in step.facts} == {3}


def test_what_makes_no_sense_is_refused(make_graph: MakeGraph) -> None:
    graph = make_graph(SQUARE)
    with pytest.raises(KgError, match="both names mean id:a; name two things"):
        walk(graph, "a", "a")
    with pytest.raises(KgError, match="cannot avoid it"):
        walk(graph, "a", "d", Wish(avoid=(ID + "d",)))
    with pytest.raises(KgError, match="no network is named 'all'"):
        walk(graph, "a", "d", Wish(network="all"))
    told = walk(graph, "a", "d", Wish(avoid=(ID + "zebra",))).notes
    assert told == ("id:zebra has no tie in everything: nothing to avoid",)


def test_a_search_that_is_given_up_says_so(
    make_graph: MakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LOOKS", 1)
    found = walk(make_graph(SQUARE), "a", "d")
    assert found.ways == ()
    assert any("given up" in note for note in found.notes)


# Against all simple paths, by another library

WISHES = (
    Wish(top=10_000),
    Wish(top=10_000, weighted=True),
    Wish(top=10_000, same_time=True),
    Wish(top=10_000, same_time=True, weighted=True, max_length=5),
    Wish(top=10_000, avoid=(ID + "n3",), max_length=4),
)


def random_facts(seed: int) -> str:
    chance = random.Random(seed)
    said = []
    for n in range(14):
        one, two = chance.sample(range(8), 2)
        first = chance.randint(2000, 2008)
        dates = years(first, first + chance.randint(0, 4)) if chance.random() < 0.8 else ""
        say = relation if chance.random() < 0.5 else member
        said.append(say(f"f{n}", f"n{one}", f"n{two}", dates))
    return "".join(said)


def expected(graph: kg.Graph, found: Ways, wish: Wish) -> list[tuple[float, list[str]]]:
    """Every simple path by networkx that meets the wish, with its cost, in order."""
    made = network.of(graph, "everything").graph
    made.remove_nodes_from([each for each in wish.avoid if each in made])
    memberships = [
        (row["m"].value, row["w"].value)  # type: ignore[union-attr]
        for row in graph.rows("SELECT DISTINCT ?m ?w { ?f wx:member ?m ; wx:memberOf ?w }")
    ]
    facts = {frozenset((u, v)): made[u][v]["facts"] for u, v in made.edges}
    kinds = {frozenset((u, v)): made[u][v]["kinds"] for u, v in made.edges}

    def cost(u: str, v: str) -> float:
        wholes = {w for m, w in memberships if {m, w} == {u, v}}
        only = len(kinds[frozenset((u, v))]) == 1 and len(wholes) == 1
        if not (wish.weighted and only) or wholes & {found.source, found.target}:
            return 1.0
        [whole] = wholes
        size = len({m for m, w in memberships if w == whole})
        return max(1.0, log(size)) / 2

    def meets(path: list[str]) -> bool:
        starts = [d.possible_from for d in map(graph.days.get, graph.days) if d and d.possible_from]
        every = [facts[frozenset(pair)] for pair in pairwise(path)]
        return any(
            all(any(graph.days[fact].on(day) != "does not hold" for fact in step) for step in every)
            for day in starts
        )

    paths = nx.all_simple_paths(made, found.source, found.target, cutoff=wish.max_length)
    kept = [path for path in paths if not wish.same_time or meets(path)]
    priced = [(round(sum(cost(*p) for p in pairwise(path)), 6), path) for path in kept]
    return sorted(priced)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_ways_and_their_number_are_those_of_all_simple_paths(
    make_graph: MakeGraph, seed: int, wish: Wish
) -> None:
    graph = make_graph(random_facts(seed))
    things = set(network.of(graph, "everything").things)
    if not {ID + "n0", ID + "n1"} <= things:
        assert walk(graph, "n0", "n1", wish).reasons
        return
    found = walk(graph, "n0", "n1", wish)
    right = expected(graph, found, wish)
    had = [
        (round(way.cost, 6), [way.steps[0].source, *(s.target for s in way.steps)])
        for way in found.ways
    ]
    assert had == right
    assert found.equally_short == sum(cost == right[0][0] for cost, _ in right)


# The real graph


def test_from_a_merged_trust_to_todays_partnership() -> None:
    found = walk(kg.load(), "poole-hospital-nhs-foundation-trust", "wessex-health-partners")
    first = found.ways[0]
    assert nodes(first)[1] == "university-hospitals-dorset-nhs-foundation-trust"
    assert first.steps[0].change == "merger"
    assert first.steps[0].facts[0].period == "1 October 2020"
    assert all(step.facts and step.facts[0].sources for step in first.steps)


def test_two_universities_are_members_of_one_list() -> None:
    found = walk(kg.load(), "university-of-southampton", "bournemouth-university")
    assert (found.equally_short, found.ways[0].length) == (1, 2)
    assert "(one of 38)" in text(found)
    [certain] = found.ways[0].certain
    assert (certain.first, certain.last) == ("2010-03-12", "2010-03-12")


@pytest.mark.parametrize("name", networkfile.library())
def test_every_way_of_every_real_network_rests_on_facts(name: str) -> None:
    graph = kg.load()
    made = network.of(graph, name)
    found = ways(graph, made.things[0], made.things[-1], Wish(network=name))
    one, two = found.source, found.target
    assert bool(found.ways) == nx.has_path(made.graph.to_undirected(), one, two)
    for way in found.ways:
        assert way.cost >= nx.shortest_path_length(made.graph.to_undirected(), one, two)
        assert all(step.facts for step in way.steps)


def test_formats_say_the_same(make_graph: MakeGraph) -> None:
    found = walk(make_graph(SQUARE), "a", "d")
    read = json.loads(as_json(found))
    assert [step["target"] for step in read["ways"][0]["steps"]] == [ID + "b", ID + "d"]
    assert read["ways"][0]["steps"][0]["facts"][0]["sources"][0]["document"] == "news"
    assert read["wish"]["top"] == 3
    assert read["equally_short"] == 2
    drawn = markdown(found)
    assert drawn.startswith("# id:a to id:d: 2 equally short ways, of 2 steps\n")
    assert "\n1. id:a – id:b\n   - id:a: linked to id:b — *actual" in drawn
