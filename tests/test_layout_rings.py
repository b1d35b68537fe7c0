"""The rings around the Dorset hub, and around made-up things."""

import pytest
from scenes import AREA, area, behind, hidden, overlaps, standing, thing, tie
from scenes import told as made_of

import kg
from kg import viewfile
from kg.drawing import Drawing, Thing, Tie, drawing
from kg.layouts import rings
from kg.scene import Band, Box, Scene
from kg.vocabulary import ID

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
    said = " ".join(text.text for text in scene.texts if text.role == "heading")
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


def told(things: list[Thing], ties: list[Tie], centre: str = "middle") -> Drawing:
    return made_of(things, ties, "rings", centre)


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
