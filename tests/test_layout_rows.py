"""The layout of posts; and what all layouts that are lists have in common."""

import pytest
from conftest import MakeGraph
from scenes import clashes, drawn, facts_of_kind, outside, words

import kg
from kg.drawing import Drawing
from kg.layouts import rows, scene
from kg.scene import Scene

VIEWS = ["people", "money", "sources", "sums"]


@pytest.fixture(scope="module", params=VIEWS)
def real(request: pytest.FixtureRequest) -> tuple[Drawing, Scene]:
    found = drawn(request.param)
    return found, scene(found)


def test_nothing_covers_another_and_all_can_be_read(real: tuple[Drawing, Scene]) -> None:
    _, found = real
    assert clashes(found) == []
    assert outside(found) == []
    assert found.scrolls
    assert found.width <= 1040
    assert min([box.size for box in found.boxes] + [text.size for text in found.texts]) >= 13


def test_no_letter_of_a_label_is_lost(real: tuple[Drawing, Scene]) -> None:
    told, found = real
    boxes = [box for box in found.boxes if box.thing >= 0]
    assert boxes
    for box in boxes:
        assert " ".join(box.lines) == told.things[box.thing].label


def test_positions_are_those_of_the_drawing(real: tuple[Drawing, Scene]) -> None:
    told, found = real
    pointed = {at for each in (*found.texts, *found.bands) for at in each.facts}
    assert pointed
    assert pointed <= set(range(len(told.facts)))
    assert {at for box in found.boxes for at in box.members} <= set(range(len(told.things)))


def test_the_scene_is_the_same_every_time(real: tuple[Drawing, Scene]) -> None:
    told, found = real
    assert scene(told) == found


@pytest.mark.parametrize("view", VIEWS)
def test_a_graph_with_nothing_to_show_makes_an_empty_scene(
    view: str, make_graph: MakeGraph
) -> None:
    found = scene(drawn(view, make_graph("", wanted=kg.Slice(status="claimed"))))
    assert (found.boxes, found.texts, found.bands) == ((), (), ())


# Posts


def test_people_headline_is_true() -> None:
    posts = facts_of_kind("Post").values()
    people = {holder for post in posts for holder in post["holder"]}
    bodies = {body for post in posts for body in post["roleIn"]}
    dated = [post for post in posts if "from" in post]
    assert drawn("people").headline == (
        f"{len(people)} people in {len(posts)} posts at {len(bodies)} bodies;"
        f" of {len(dated) or 'none'} of the posts a text says since when"
    )


def test_every_post_is_a_row_under_its_body() -> None:
    told = drawn("people")
    found = scene(told)
    shown = [text for text in found.texts if text.role == "label"]
    assert len({text.facts for text in shown}) == len(facts_of_kind("Post"))
    assert "last attested 12 March 2010" in words(found)
    assert "written as “Wessex Academic Health Science Network”" in words(found)
    for text in shown:
        (fact,) = text.facts
        above = [box for box in found.boxes if "strong" in box.marks and box.y < text.y]
        body = max((box for box in above if (box.x > 500) == (text.x > 500)), key=lambda box: box.y)
        assert told.things[body.thing].iri in told.values[fact].texts("roleIn")


def test_columns_are_balanced_and_keep_their_order() -> None:
    blocks = [Scene(1, height) for height in (10.0, 20.0, 30.0, 40.0, 50.0)]
    columns = rows.balanced(blocks, 2, 0)
    assert [[block.height for block in column] for column in columns] == [[10, 20, 30], [40, 50]]
    assert rows.balanced(blocks[:1], 2, 0) == [blocks[:1]]


POST = """
id:{body} a wx:Organisation ; skos:prefLabel "{body}"@en .
id:{who} a wx:Person ; skos:prefLabel "{who}"@en .
:{who}-{body} a wx:Post ; wx:holder id:{who} ; wx:roleIn id:{body} ; wx:title "{title}"@en ;
    wx:status wx:{status} ; wx:evidence <#char=0,1> .
"""


def post(who: str, body: str, title: str, status: str = "actual") -> str:
    return POST.format(who=who, body=body, title=title, status=status)


def test_posts_of_one_body_stand_together_and_a_plan_is_called_one(make_graph: MakeGraph) -> None:
    facts = post("bo", "b", "chair") + post("al", "b", "clerk", "planned") + post("cy", "a", "head")
    found = scene(drawn("people", make_graph(facts)))
    assert [" ".join(box.lines) for box in found.boxes] == ["a", "cy", "b", "al", "bo"]
    texts = [text.text for text in found.texts]
    assert texts[2:4] == ["clerk", "last attested 1 June 2015, planned"]


def test_of_too_many_bodies_those_with_most_posts_are_drawn(
    make_graph: MakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST", 1)
    facts = post("bo", "b", "chair") + post("al", "b", "clerk") + post("cy", "a", "head")
    found = scene(drawn("people", make_graph(facts)))
    assert [" ".join(box.lines) for box in found.boxes] == ["b", "al", "bo"]
    assert "1 more body: see the table" in words(found)
