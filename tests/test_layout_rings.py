"""The rings around the Dorset hub, and around made-up things."""

from itertools import combinations, pairwise

import pytest

import kg
from kg import viewfile
from kg.drawing import Drawing, Thing, Tie, drawing
from kg.layouts import rings
from kg.networkfile import Rule
from kg.scene import Band, Box, Line, Scene, Text, wide
from kg.viewfile import View

AREA = 1040.0, 640.0
"""The room for a picture in a window of 1440 by 900."""
ID = "https://w3id.org/wessex-kg/id/"
Area = tuple[float, float, float, float]


# Geometry


def area(shape: Box | Text) -> Area:
    if isinstance(shape, Box):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    width = wide(shape.text, shape.size, strong=True)
    left = shape.x - {"start": 0.0, "middle": width / 2, "end": width}[shape.anchor]
    return left, shape.y - 0.75 * shape.size, left + width, shape.y + 0.25 * shape.size


def meet(one: Area, two: Area) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def behind(line: Line, box: Area) -> bool:
    """Whether a line enters an area, by halving its pieces."""
    return any(_enters(start, end, box) for start, end in pairwise(line.points))


def _enters(one: tuple[float, float], two: tuple[float, float], box: Area) -> bool:
    reach = min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])
    if reach[2] < box[0] or box[2] < reach[0] or reach[3] < box[1] or box[3] < reach[1]:
        return False
    if any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in (one, two)):
        return True
    middle = (one[0] + two[0]) / 2, (one[1] + two[1]) / 2
    if max(abs(one[0] - two[0]), abs(one[1] - two[1])) < 0.01:
        return False
    return _enters(one, middle, box) or _enters(middle, two, box)


def standing(scene: Scene) -> dict[int, Box]:
    """By thing, the box in which it is."""
    return {at: box for box in scene.boxes for at in (box.members or (box.thing,))}


def overlaps(scene: Scene) -> list[tuple[object, object]]:
    shapes = [*scene.boxes, *scene.texts]
    return [(a, b) for a, b in combinations(shapes, 2) if meet(area(a), area(b))]


def hidden(scene: Scene, told: Drawing) -> list[tuple[Line, Box]]:
    """The lines that pass behind a box that is not at their ends."""
    box = standing(scene)
    found = []
    for line in scene.lines:
        ties = [told.ties[at] for at in line.ties]
        own = [box[end] for tie in ties for end in (tie.source, tie.target)]
        found += [(line, b) for b in scene.boxes if b not in own and behind(line, area(b))]
    return found


# The real graph


@pytest.fixture(scope="module")
def hub() -> Drawing:
    view = viewfile.named("hub")
    return drawing(kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up)), view)


@pytest.fixture(scope="module")
def scene(hub: Drawing) -> Scene:
    return rings.layout(hub)


def test_every_thing_and_tie_of_the_hub_is_drawn_once(hub: Drawing, scene: Scene) -> None:
    things = [at for box in scene.boxes for at in (box.members or (box.thing,))]
    assert sorted(things) == list(range(len(hub.things)))
    assert sorted(at for line in scene.lines for at in line.ties) == list(range(len(hub.ties)))


def test_nothing_overlaps_and_no_line_passes_behind_a_box(hub: Drawing, scene: Scene) -> None:
    assert overlaps(scene) == []
    assert hidden(scene, hub) == []
    lines = [line for line in scene.lines for text in scene.texts if behind(line, area(text))]
    assert lines == [], "no line runs through words"


def test_the_hub_fits_a_window(scene: Scene) -> None:
    scale = min(AREA[0] / scene.width, AREA[1] / scene.height)
    filled = sorted((scene.width * scale / AREA[0], scene.height * scale / AREA[1]))
    assert filled[0] >= 0.6
    assert filled[1] >= 0.85
    assert min(each.size for each in (*scene.boxes, *scene.texts)) * min(scale, 1) >= 12
    spaces: list[Box | Band] = [*scene.boxes, *scene.bands]
    assert all(b.x >= 0 and b.x + b.width <= scene.width for b in spaces)
    assert all(b.y >= 0 and b.y + b.height <= scene.height for b in spaces)


def test_host_and_lead_stand_nearest_then_partners(hub: Drawing, scene: Scene) -> None:
    box = standing(scene)
    middle = next(at for at, thing in enumerate(hub.things) if thing.iri.endswith(hub.view.centre))

    def rank(at: int) -> float:
        """How far out a box stands, in halves of the zone of the partners."""
        zone = sorted(scene.bands, key=lambda band: band.width)[1]
        (x, y), (u, v) = box[middle].centre, box[at].centre
        return max(abs(u - x) / zone.width, abs(v - y) / zone.height) * 2

    partners = [tie.source for tie in hub.ties if tie.target == middle and "asPartner" in tie.terms]
    host = next(tie.source for tie in hub.ties if "asHost" in tie.terms)
    people = [at for at, thing in enumerate(hub.things) if thing.kind == "Person"]
    assert rank(host) == min(map(rank, partners))
    assert max(map(rank, partners)) < 1 < min(map(rank, people)) + 0.3
    assert len(people) == 5


def test_rings_are_named_in_words(scene: Scene) -> None:
    said = " ".join(text.text for text in scene.texts if text.role == "axis")
    assert "host, lead and parts" in said
    assert "partners" in said
    assert "award and programme" in said
    assert "people" in said


def test_marks_tell_plans_and_classes_of_bodies(hub: Drawing, scene: Scene) -> None:
    marks = {hub.things[at].iri.removeprefix(ID): b.marks for at, b in standing(scene).items()}
    assert "planned" in marks["dorset-innovation-hub"], "it is still to be established"
    assert "planned" in marks["dorset-core-project-team"]
    assert "planned" not in marks["health-foundation"]
    assert "several" in marks["primary-care-networks"]
    dashed = {at for line in scene.lines if "planned" in line.marks for at in line.ties}
    assert dashed == {at for at, tie in enumerate(hub.ties) if tie.status == "planned"}


def test_the_headline_counts_what_the_ties_say(hub: Drawing) -> None:
    partners = [tie for tie in hub.ties if "asPartner" in tie.terms and _hub(hub, tie.target)]
    words = "partners for a hub that was still to be established"
    assert hub.headline == f"{len(partners)} {words}"


def _hub(told: Drawing, thing: int) -> bool:
    return told.things[thing].iri == ID + "dorset-innovation-hub"


def test_it_is_the_same_every_time(hub: Drawing, scene: Scene) -> None:
    assert rings.layout(hub) == scene


# Made-up drawings


def thing(name: str, kind: str = "Organisation", *, several: bool = False, sort: str = "") -> Thing:
    return Thing(ID + name, name, name, kind, sort, several, (), "", ())


def tie(source: int, target: int, *terms: str, status: str = "actual") -> Tie:
    return Tie(source, target, terms, terms, (), status, False, 1, (), 1.0)


def told(things: list[Thing], ties: list[Tie], centre: str = "middle") -> Drawing:
    rule = Rule("made", "made.rq", "", "", "", "", False, False, "", "1", False, "")
    view = View("made", "made.rq", "", "", "", "rings", rule, centre=centre)
    return Drawing(view, "", "", tuple(things), tuple(ties), (), (), (), "", "", ())


def test_four_leaves_that_are_alike_fold() -> None:
    names = ["middle", "a", "b", "c", "d", "e"]
    bodies = [thing(name, sort="NHS trust") for name in names]
    made = told(bodies, [tie(at, 0, "asPartner") for at in range(1, 6)])
    (chip,) = [box for box in rings.layout(made).boxes if box.role == "chip"]
    assert (chip.members, chip.lines) == ((1, 2, 3, 4, 5), ("5 NHS trusts",))
    made = told(bodies[:4], [tie(at, 0, "asPartner") for at in range(1, 4)])
    assert not [box for box in rings.layout(made).boxes if box.role == "chip"]


def test_leaves_of_another_sort_or_status_are_not_folded() -> None:
    bodies = [thing("middle"), *(thing(f"t{at}", sort="NHS trust") for at in range(4))]
    ties = [tie(at, 0, "asPartner", status="planned" if at == 1 else "actual") for at in (1, 2, 3)]
    made = told(bodies, [*ties, tie(4, 0, "asHost")])
    assert all(box.role == "thing" for box in rings.layout(made).boxes)


def test_one_thing_alone_and_nothing_at_all() -> None:
    assert len(rings.layout(told([thing("middle")], [])).boxes) == 1
    assert rings.layout(told([], [])).boxes == ()


def test_a_centre_that_is_not_drawn_is_told() -> None:
    (words,) = rings.layout(told([thing("middle")], [], "other")).texts
    assert words.text.startswith("other has no tie in this slice")


@pytest.mark.parametrize("many", [1, 7, 30])
def test_made_up_rings_are_clear(many: int) -> None:
    """Partners of many sorts, each with a person who speaks for it."""
    bodies = [thing(f"a partner named {at}", sort=f"sort {at}") for at in range(many)]
    people = [thing(f"person {at}", "Person") for at in range(many)]
    ties = [tie(1 + at, 0, "asPartner") for at in range(many)]
    ties += [tie(1 + many + at, 1 + at, "Post") for at in range(many)]
    made = told([thing("middle"), *bodies, *people], ties)
    scene = rings.layout(made)
    assert overlaps(scene) == []
    assert hidden(scene, made) == []
    assert sorted(standing(scene)) == list(range(len(made.things)))
