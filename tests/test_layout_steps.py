"""Ways as columns: the real ways between two alliances, and made-up ones."""

from dataclasses import replace
from itertools import pairwise

import pytest
from scenes import hidden, overlaps, standing, thing, tie
from scenes import told as made_of

import kg
from kg import excerpts
from kg.drawing import Drawing, Told, drawing
from kg.facts import Fact
from kg.layouts import steps
from kg.scene import Scene
from kg.vocabulary import ID
from kg.ways import Wish, ways


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return kg.load()


def between(graph: kg.Graph, one: str, two: str) -> Drawing:
    view, made = excerpts.along(graph, ways(graph, ID + one, ID + two, Wish(top=10)))
    return drawing(graph, view, made)


@pytest.fixture(scope="module")
def alliances(graph: kg.Graph) -> Drawing:
    return between(graph, "wessex-hiec", "wessex-health-partners")


@pytest.fixture(scope="module")
def scene(alliances: Drawing) -> Scene:
    return steps.layout(alliances)


def columns(scene: Scene) -> list[set[int]]:
    """The things by how far to the right they stand."""
    middles = sorted({round(box.centre[0]) for box in scene.boxes})
    return [{b.thing for b in scene.boxes if round(b.centre[0]) == x} for x in middles]


def test_only_the_shortest_ways_are_drawn_and_counted(alliances: Drawing) -> None:
    assert alliances.headline == "3 equally short ways, each of 4 steps"
    assert {len(way) for way in alliances.view.ways} == {5}


def test_each_step_leads_to_the_right_and_what_is_shared_stands_once(
    alliances: Drawing, scene: Scene
) -> None:
    assert sorted(standing(scene)) == list(range(len(alliances.things)))
    assert [len(column) for column in columns(scene)] == [1, 3, 1, 1, 1]
    assert sorted(at for line in scene.lines for at in line.ties) == list(range(8))
    for line in scene.lines:
        across = [x for x, _ in line.points]
        assert across == sorted(across)


def test_nothing_covers_another(alliances: Drawing, scene: Scene) -> None:
    assert overlaps(scene) == []
    assert hidden(scene, alliances) == []
    assert scene.width <= steps.WIDTH


def test_each_step_is_worded_with_its_date(scene: Scene) -> None:
    said = [text.text for text in scene.texts]
    assert said[:4] == ["step 1", "step 2", "step 3", "step 4"]
    assert said.count("its member") == said.count("partner of") == 3
    assert said.count("2010") == 3
    after = said.index("its partner,") + 1
    assert " ".join(said[after : after + 2]) == "collaboration (planned)"
    assert "2023 or later" in said
    assert all(text.facts for text in scene.texts[4:])


def test_ways_of_several_lengths_are_drawn_where_one_is_the_shortest(graph: kg.Graph) -> None:
    told = between(graph, "bournemouth-university", "wessex-health-partners")
    scene = steps.layout(told)
    assert "shortest" in told.headline or "equally" in told.headline
    assert overlaps(scene) == []
    assert hidden(scene, told) == []


def test_no_way_is_an_empty_scene(graph: kg.Graph) -> None:
    told = between(graph, "dorset-innovation-hub", "sir-alan-langlands")
    assert told.headline.startswith("No way leads from Dorset Innovation Hub to ")
    assert steps.layout(told).boxes == ()


# Made-up ways


def made(*ways_: str) -> Drawing:
    """Ways of things with names of a letter, each step a membership without a document."""
    names = sorted({name for way in ways_ for name in way})
    pairs = sorted({tuple(sorted(pair)) for way in ways_ for pair in pairwise(way)})
    ties = [
        replace(tie(names.index(one), names.index(two), "asMember"), facts=(at,))
        for at, (one, two) in enumerate(pairs)
    ]
    told = Told("", "Membership", "", "2020", "actual", False, "", ("", "", "", ""), (), "")
    whole = made_of([thing(name) for name in names], ties, "steps")
    return replace(
        whole,
        view=replace(whole.view, ways=tuple(tuple(ID + name for name in way) for way in ways_)),
        facts=(told,) * len(pairs),
        values=(Fact("", "Membership", {}, False, {}),) * len(pairs),
    )


@pytest.mark.parametrize(
    ("ways_", "expected"),
    [
        (("ab",), ["a", "b"]),
        (("az", "abz"), ["a", "b", "z"]),
        (("abz", "acbz"), ["a", "c", "b", "z"]),
        (("abcz", "acbz"), ["a", "b", "c", "z"]),
        (("abdz", "acdz", "abez"), ["a", "bc", "de", "z"]),
    ],
)
def test_a_thing_stands_after_all_that_lead_to_it(
    ways_: tuple[str, ...], expected: list[str]
) -> None:
    told = made(*ways_)
    scene = steps.layout(told)
    found = ["".join(sorted(told.things[at].label for at in held)) for held in columns(scene)]
    assert found == expected
    assert overlaps(scene) == []
    assert hidden(scene, told) == []
