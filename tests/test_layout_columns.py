"""Columns: what became of the cluster of 2010, on the real graph and on small drawings."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

import pyoxigraph as ox
import pytest
from test_layout_chain import (
    area,
    assert_fits,
    assert_readable,
    enters,
    foreign,
    held,
    inked,
    labels,
    overlapping,
    thing,
    told,
)

import kg
from kg import linework, viewfile
from kg.drawing import Drawing, Tie, drawing
from kg.facts import Fact, texts
from kg.layouts import columns
from kg.scene import Box, Scene

Change = tuple[str, str, str, str]
"""Predecessor, successor, kind and date."""


def made(
    members: Iterable[str],
    changes: Iterable[Change] = (),
    parts: Iterable[tuple[str, str]] = (),
    former: Iterable[tuple[str, str, str]] = (),
    sorts: dict[str, str] | None = None,
) -> Drawing:
    """A drawing of a cluster, of changes, parts and former names (of whom, which, until)."""
    members, changes, parts = sorted(members), sorted(changes), sorted(parts)
    ends: list[tuple[str, str, str, str, dict[str, str]]]
    ends = [(m, "Cluster", "asMember", "Membership", {}) for m in members]
    ends += [(a, b, kind, "Change", {"date": date}) for a, b, kind, date in changes]
    ends += [(part, whole, "Part", "Part", {}) for part, whole in parts]
    names = sorted({name for end in ends for name in end[:2]})
    things = [thing(name, (sorts or {}).get(name, "")) for name in names]
    values = [fact(kind, **said) for *_, kind, said in ends]
    ties = [
        Tie(names.index(a), names.index(b), (term,), (term,), (at,), "actual", False, 1, (), 1.0)
        for at, (a, b, term, _, _) in enumerate(ends)
    ]
    for whom, name, until in former:
        at = members.index(whom)
        own = ties[at]
        ties[at] = Tie(
            own.source,
            own.target,
            own.kinds,
            own.terms,
            (*own.facts, len(values)),
            "actual",
            False,
            1,
            (),
            1.0,
        )
        iri = things[names.index(whom)].iri
        values.append(fact("Naming", names=iri, name=name, until=until))
    facts = tuple(told(each.kind, "2010" if each.kind == "Membership" else "") for each in values)
    view = viewfile.named("became")
    return Drawing(view, "", "", tuple(things), tuple(ties), facts, (), (), "", "", tuple(values))


def fact(kind: str, **said: str) -> Fact:
    return Fact("fact:x", kind, {name: (ox.Literal(value),) for name, value in said.items()})


def years(scene: Scene) -> list[str]:
    return [text.text for text in scene.texts if text.role == "axis"]


def notes(scene: Scene) -> str:
    return " ".join(text.text for text in scene.texts if text.role == "note")


def assert_clear(scene: Scene) -> None:
    """As readable, and no line through words."""
    assert_readable(scene, 5.9)
    for line in scene.lines:
        for text in scene.texts:
            assert not any(enters(a, b, inked(text)) for a, b in pairwise(line.points))


def column(scene: Scene, box: Box) -> list[int]:
    """The columns over which a box reaches."""
    return [
        at
        for at, band in enumerate(scene.bands)
        if box.x < band.x + band.width - 1 and box.x + box.width > band.x + 1
    ]


def test_a_column_for_each_year_of_a_change() -> None:
    scene = columns.layout(
        made(
            "ab",
            [
                ("a", "c", "merger", "2013-04-01"),
                ("b", "c", "merger", "2013-04"),
                ("c", "d", "succession", "2020"),
            ],
        )
    )
    assert years(scene) == ["2010", "2013", "2020"]
    boxes = labels(scene)
    assert [column(scene, boxes[name]) for name in "abcd"] == [[0], [0], [1], [2]]
    assert [boxes[name].marks for name in "acd"] == [frozenset(), frozenset(), {"strong"}]
    assert {line.kind for line in scene.lines} == {"merger", "succession"}
    assert all({"arrow", "curve"} <= line.marks for line in scene.lines)
    assert_clear(scene)


def test_a_body_that_takes_others_in_reaches_to_the_last_such_year() -> None:
    scene = columns.layout(
        made(
            "ab",
            [("b", "a", "acquisition", "2012"), ("c", "a", "acquisition", "2020")],
            former=[("a", "Old a", "2012-03-31")],
        )
    )
    bar = labels(scene)["Old a, from 2012 a"]
    assert column(scene, bar) == [0, 1, 2]
    assert column(scene, labels(scene)["c"]) == [2]
    assert "strong" in bar.marks
    for line in scene.lines:
        x, y = line.points[-1]
        assert bar.x < x < bar.x + bar.width
        assert y in (pytest.approx(bar.y), pytest.approx(bar.y + bar.height))
    assert_clear(scene)


def test_a_body_that_goes_on_reaches_to_the_right_and_one_that_ended_does_not() -> None:
    changes = [
        ("b", "a", "acquisition", "2011"),
        ("d", "c", "acquisition", "2012"),
        ("c", "e", "merger", "2015"),
        ("x", "y", "succession", "2011"),
        ("z", "y", "acquisition", "2012"),
        ("v", "w", "succession", "2020"),
    ]
    scene = columns.layout(made("abcdxv", changes))
    boxes = labels(scene)
    assert years(scene) == ["2010", "2011", "2012", "2015", "2020"]
    assert column(scene, boxes["a"]) == [0, 1, 2, 3, 4]
    assert column(scene, boxes["y"]) == [1, 2, 3, 4]
    assert column(scene, boxes["c"]) == [0, 1, 2]
    assert column(scene, boxes["e"]) == [3]
    assert_clear(scene)


def test_mergers_and_acquisitions_look_alike() -> None:
    changes = [
        ("a", "c", "merger", "2013"),
        ("b", "d", "acquisition", "2013"),
        ("e", "f", "split", "2013"),
    ]
    scene = columns.layout(made("abde", changes))
    assert sorted(line.kind for line in scene.lines) == ["merger", "merger", "split"]


def test_a_part_of_an_ended_whole_ends_in_words() -> None:
    drawn = made("p", [("w", "x", "succession", "2013-04-01")], [("p", "w")])
    scene = columns.layout(drawn)
    assert notes(scene) == "its whole ended 2013; of the part nothing more recorded"
    assert labels(scene).keys() >= {"p, part of w", "w (not itself a member)"}
    assert "strong" not in labels(scene)["p, part of w"].marks
    part, change = (
        next(at for at, tie in enumerate(drawn.ties) if tie.terms == (term,))
        for term in ("Part", "succession")
    )
    lines = {line.kind: line for line in scene.lines}
    assert lines.keys() == {"", "succession"}
    assert lines[""].ties == (part,)
    assert lines[""].marks == {"curve", "thin"}
    facts = (*drawn.ties[part].facts, *drawn.ties[change].facts)
    assert {text.facts for text in scene.texts if text.role == "note"} == {facts}
    assert_clear(scene)


def test_a_part_is_called_by_its_kind_where_its_name_does_not_tell_it() -> None:
    sorts = {"p": "provider arm", "q (provider arm)": "provider arm", "w": "primary care trust"}
    parts = [("p", "w"), ("q (provider arm)", "w")]
    changes = [("w", "x", "succession", "2013")]
    scene = columns.layout(made(["p", "q (provider arm)", "w"], changes, parts, sorts=sorts))
    assert labels(scene).keys() >= {"p, arm of w", "q (provider arm), part of w"}
    words = "its trust ended 2013; of the arm nothing more recorded"
    assert notes(scene) == f"{words} {words}"
    assert_clear(scene)


def test_a_split_leaves_the_body_alive() -> None:
    scene = columns.layout(made("a", [("a", "b", "split", "2012")]))
    assert [labels(scene)[name].marks for name in "ab"] == [{"strong"}, {"strong"}]


def test_a_body_that_splits_before_it_takes_others_in_is_left_in_the_year_of_the_split() -> None:
    changes = [("a", "b", "split", "2012"), ("c", "a", "acquisition", "2020")]
    scene = columns.layout(made("ac", changes))
    split = next(line for line in scene.lines if line.kind == "split")
    assert split.points[-1][0] == pytest.approx(labels(scene)["b"].x, abs=0.01)
    assert column(scene, labels(scene)["a"]) == [0, 1, 2]
    assert_clear(scene)


def test_those_without_a_change_stand_below_folded_from_four_up() -> None:
    towns = [f"Town {n}" for n in range(4)]
    sorts = dict.fromkeys(towns, "local authority")
    scene = columns.layout(
        made(
            [*towns, "Firm", "Trust", "a"],
            [("a", "b", "succession", "2013")],
            former=[("Trust", "Old Trust", "2018")],
            sorts=sorts,
        )
    )
    assert labels(scene).keys() >= {"4 local authorities", "Firm", "Old Trust, from 2018 Trust"}
    assert {text.text for text in scene.texts if text.role == "heading"} == {
        "No change recorded",
        "No change recorded but of name",
    }
    assert_clear(scene)


def test_a_name_whose_end_is_not_known_comes_before_the_later_one() -> None:
    scene = columns.layout(made("ab", [("b", "c", "merger", "2013")], former=[("a", "Old a", "")]))
    assert "Old a, later a" in labels(scene)
    assert [text.text for text in scene.texts if text.role == "heading"] == [columns.NEW_NAME]


def test_four_of_a_kind_with_the_same_fate_are_one_chip() -> None:
    middle = [f"Group {n}" for n in range(4)]
    changes = [("a", name, "succession", "2013") for name in middle]
    changes += [(name, "z", "merger", "2021") for name in middle]
    scene = columns.layout(made("a", changes, sorts=dict.fromkeys(middle, "group")))
    assert labels(scene)["4 groups"].role == "chip"
    assert sorted(len(line.ties) for line in scene.lines) == [4, 4]


def test_a_ladder_is_drawn_without_a_crossing() -> None:
    changes = [(f"a{n}", f"b{(n * 3) % 8}", "succession", "2013") for n in range(8)]
    changes += [(f"b{n}", f"c{n // 4}", "merger", "2020") for n in range(8)]
    scene = columns.layout(made([f"a{n}" for n in range(8)], changes))
    curves = [line.points for line in scene.lines]
    crossings = sum(
        linework.crosses(one, two) for at, one in enumerate(curves) for two in curves[at + 1 :]
    )
    assert crossings == 0
    assert_clear(scene)


@pytest.mark.parametrize("seed", range(6))
def test_tangles_stay_clear_of_boxes(seed: int) -> None:
    changes = [
        (
            f"n{a}",
            f"n{a + 3 + (a * 7 + seed * 5 + turn) % 6}",
            "succession",
            str(2012 + (a + 3 + (a * 7 + seed * 5 + turn) % 6) // 4),
        )
        for a in range(14)
        for turn in range(1 + (a + seed) % 2)
    ]
    drawn = made([f"n{n}" for n in range(4)], changes)
    scene = columns.layout(drawn)
    assert overlapping(scene) == []
    assert foreign(scene, 0) == []
    assert held(scene) == Counter(range(len(drawn.things)))


def test_nothing_makes_an_empty_scene() -> None:
    assert columns.layout(made([])).boxes == ()


def test_undated_changes_have_the_last_column() -> None:
    scene = columns.layout(made("a", [("a", "b", "succession", ""), ("b", "c", "merger", "2013")]))
    assert years(scene) == ["2010", "2013", "undated"]


# The real graph


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    view = viewfile.named("became")
    return kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))


@pytest.fixture(scope="module")
def drawn(graph: kg.Graph) -> Drawing:
    return drawing(graph, viewfile.named("became"))


@pytest.fixture(scope="module")
def scene(drawn: Drawing) -> Scene:
    return columns.layout(drawn)


def members(graph: kg.Graph) -> set[str]:
    cluster = "<https://w3id.org/wessex-kg/id/wessex-hiec>"
    rows = texts(
        graph, f"SELECT ?m {{ ?f a wx:Membership ; wx:memberOf {cluster} ; wx:member ?m }}"
    )
    return {row["m"] for row in rows}


def successors(graph: kg.Graph) -> dict[str, set[str]]:
    """By body that ended, or part that was split off, what came after, from the changes alone."""
    rows = texts(
        graph,
        "SELECT ?a ?b ?k { ?f wx:predecessor ?a ; wx:successor ?b ; wx:changeKind ?k }",
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not row["k"].endswith("#split"):
            found[row["a"]].add(row["b"])
    return found


def last(body: str, after: dict[str, set[str]]) -> set[str]:
    if body not in after:
        return {body}
    return {end for each in after[body] for end in last(each, after)}


def split_off(graph: kg.Graph) -> dict[str, set[str]]:
    """By body, what came of parts of it that were split off."""
    rows = texts(
        graph,
        "SELECT ?whole ?b { ?f wx:part ?part ; wx:whole ?whole ."
        " ?g wx:predecessor ?part ; wx:successor ?b ; wx:changeKind wx:split }",
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["whole"]].add(row["b"])
    return found


def arms(graph: kg.Graph) -> dict[str, str]:
    """By member of which no successor is recorded, the body that ended of which it was a part."""
    after, known = successors(graph), members(graph)
    rows = texts(graph, "SELECT ?part ?whole { ?f a wx:Part ; wx:part ?part ; wx:whole ?whole }")
    return {
        row["part"]: row["whole"]
        for row in rows
        if row["part"] in known and row["whole"] in after and row["part"] not in after
    }


def test_the_headline_counts_the_changes(graph: kg.Graph, drawn: Drawing) -> None:
    after, split, known = successors(graph), split_off(graph), members(graph)
    gone = [member for member in known if member in after]
    first = {each for member in gone for each in {member} | split.get(member, set())}
    heirs = {end for body in first for end in last(body, after)}
    assert drawn.headline == (
        f"{len(gone)} of the {len(known)} members of 2010"
        f" have been succeeded, by {len(heirs)} bodies"
    )
    assert drawn.view.see.endswith(
        f" {len(arms(graph))} members were arms of trusts that ended;"
        " of the arms nothing more is recorded."
    )


def test_the_headline_counts_what_is_drawn(graph: kg.Graph, scene: Scene, drawn: Drawing) -> None:
    known = members(graph)
    begun = {at for at, each in enumerate(drawn.things) if each.iri in known}
    bold = {box.thing for box in scene.boxes if "strong" in box.marks and box.role == "thing"}
    drawn_out: dict[int, set[int]] = defaultdict(set)
    for line in scene.lines:
        for tie in (drawn.ties[at] for at in line.ties if line.kind):
            drawn_out[tie.source].add(tie.target)
    gone = {at for at in begun - bold if at in drawn_out}
    reached, fresh = set[int](), set(gone)
    while fresh:
        reached |= fresh
        fresh = {end for at in fresh for end in drawn_out[at]} - reached
    counted = [len(gone), len(begun), 2010, len(reached & bold)]
    words = drawn.headline.split()
    assert [int(word) for word in words if word.isdigit()] == counted


def test_of_an_arm_only_the_end_of_its_whole_is_told(
    graph: kg.Graph, scene: Scene, drawn: Drawing
) -> None:
    words = defaultdict(list)
    for text in scene.texts:
        if text.role == "note":
            words[text.facts].append(text.text)
    assert {" ".join(lines) for lines in words.values()} == {
        "its trust ended 2013; of the arm nothing more recorded"
    }
    said = set()
    for facts in words:
        values = [drawn.values[at] for at in facts]
        part = next(each for each in values if each.kind == "Part")
        changes = [each for each in values if each.kind == "Change"]
        assert changes
        assert all(part.first("whole") in each.texts("predecessor") for each in changes)
        said.add((part.first("part"), part.first("whole")))
    assert said == set(arms(graph).items())


def test_only_a_name_that_changed_stands_under_new_names(
    graph: kg.Graph, scene: Scene, drawn: Drawing
) -> None:
    """By the name on the list of 2010 and the former names, from the namings alone."""
    rows = texts(
        graph,
        """SELECT ?m {
          ?f wx:memberOf <https://w3id.org/wessex-kg/id/wessex-hiec> ; wx:member ?m .
          ?f wx:evidence ?e .
          ?m skos:prefLabel ?label . ?n wx:names ?m ; wx:name ?name
          { ?n wx:nameKind wx:formerName } UNION { ?n wx:evidence ?e }
          FILTER(?name != ?label || EXISTS { ?n wx:nameKind wx:formerName })
        }""",
    )
    other = {row["m"] for row in rows}
    top = next(text.y for text in scene.texts if text.text == columns.NEW_NAME)
    still = next(text.y for text in scene.texts if text.text == columns.NO_CHANGE)
    under = {
        drawn.things[at].iri: box.y > top
        for box in scene.boxes
        if box.y > still
        for at in box.members or (box.thing,)
    }
    assert {iri for iri, renamed in under.items() if renamed} == other & under.keys()
    assert (
        "Dorset HealthCare NHS Foundation Trust,"
        " later Dorset HealthCare University NHS Foundation Trust"
    ) in labels(scene)


def test_bodies_that_go_on_end_at_one_margin(scene: Scene, drawn: Drawing) -> None:
    bars = [
        box for box in scene.boxes if len(column(scene, box)) > 1 and box.y < scene.bands[0].height
    ]
    assert [box.x + box.width for box in bars] == pytest.approx([scene.width] * len(bars))
    assert {drawn.things[box.thing].label for box in bars} == {
        "Hampshire Hospitals NHS Foundation Trust",
        "Hampshire and Isle of Wight Healthcare NHS Foundation Trust",
    }


def test_lines_have_three_colours_and_parts_none(scene: Scene, drawn: Drawing) -> None:
    assert {line.kind for line in scene.lines} == {"merger", "split", "succession", ""}
    for line in scene.lines:
        terms = {term for at in line.ties for term in drawn.ties[at].terms}
        assert line.kind or terms == {"Part"}


def test_the_words_beside_the_picture_claim_no_present() -> None:
    see = viewfile.named("became").see
    assert "of which no end is recorded" in see
    assert "today" not in see


def test_the_query_follows_every_member_to_the_end(graph: kg.Graph, drawn: Drawing) -> None:
    after, known = successors(graph), members(graph)
    there = {thing.iri for thing in drawn.things}
    assert known <= there
    assert {end for member in known for end in last(member, after)} <= there
    pairs = {(drawn.things[tie.source].iri, drawn.things[tie.target].iri) for tie in drawn.ties}
    for body in there & after.keys():
        assert {(body, successor) for successor in after[body]} <= pairs


def test_the_real_columns_are_readable_at_first_sight(scene: Scene) -> None:
    assert_clear(scene)
    assert_fits(scene)
    assert not scene.scrolls


def test_no_two_real_lines_cross(scene: Scene) -> None:
    curves = [line.points for line in scene.lines]
    assert not any(
        linework.crosses(one, two) for at, one in enumerate(curves) for two in curves[at + 1 :]
    )


def test_every_thing_has_one_box(scene: Scene, drawn: Drawing) -> None:
    assert held(scene) == Counter(range(len(drawn.things)))


def test_every_tie_has_one_line_but_the_memberships(scene: Scene, drawn: Drawing) -> None:
    cluster = next(box.thing for box in scene.boxes if box.role == "bar")
    others = [at for at, tie in enumerate(drawn.ties) if tie.target != cluster]
    assert Counter(at for line in scene.lines for at in line.ties) == Counter(others)


def test_members_that_changed_stand_in_the_first_column(
    graph: kg.Graph, scene: Scene, drawn: Drawing
) -> None:
    known, bottom = members(graph), scene.bands[0].y + scene.bands[0].height
    for box in scene.boxes:
        if box.thing >= 0 and box.y < bottom and drawn.things[box.thing].iri in known:
            assert column(scene, box)[0] == 0


def test_arrows_lead_forward_and_arrive_at_their_successor(scene: Scene, drawn: Drawing) -> None:
    boxes = {at: box for box in scene.boxes for at in box.members or (box.thing,)}
    for line in scene.lines:
        assert "arrow" not in line.marks or line.points[0][0] <= line.points[-1][0]
        for tie in (drawn.ties[at] for at in line.ties):
            ends = [(tie.source, line.points[0]), (tie.target, line.points[-1])]
            for end, (x, y) in ends if line.kind else ends[:1]:
                left, top, right, below = area(boxes[end], 0.1)
                assert left <= x <= right
                assert top <= y <= below


def test_of_whom_no_end_is_recorded_is_strong(
    graph: kg.Graph, scene: Scene, drawn: Drawing
) -> None:
    after = successors(graph)
    moved = {at for line in scene.lines for at in line.ties}
    for at in {end for tie in moved for end in (drawn.ties[tie].source, drawn.ties[tie].target)}:
        box = next((box for box in scene.boxes if box.thing == at), None)
        parted = any(
            "Part" in drawn.ties[tie].terms and drawn.ties[tie].source == at for tie in moved
        )
        if box:
            living = drawn.things[at].iri not in after and not parted
            assert ("strong" in box.marks) == living


def test_the_same_drawing_gives_the_same_scene(drawn: Drawing, scene: Scene) -> None:
    assert columns.layout(drawn) == scene
