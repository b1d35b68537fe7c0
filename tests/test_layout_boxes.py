"""Boxes: the whole ecosystem on the real graph, and networks of every shape made by hand."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import networkx
import numpy as np
import pytest

import kg
from kg import folding, network, placement, viewfile
from kg.drawing import Drawing, Thing, Tie, drawing
from kg.layouts import boxes
from kg.scene import Box, Line, Scene, wide

AREA = (1040, 640)
"""The room for a picture in a window of 1440 by 900."""


@pytest.fixture(scope="module")
def ecosystem() -> Drawing:
    view = viewfile.named("ecosystem")
    wanted = kg.Slice(status=view.status, roll_up=view.roll_up)
    return drawing(kg.load(slice=wanted), view)


@pytest.fixture(scope="module")
def scene(ecosystem: Drawing) -> Scene:
    return boxes.layout(ecosystem)


# Drawings made by hand


def thing(at: int, label: str = "", kind: str = "Organisation", sort: str = "") -> Thing:
    label = label or f"Body of the number {at}"
    return Thing(f"id:{at}", label, label, kind, sort, False, (label,), "", ())


def tie(source: int, target: int, status: str = "actual", **more: object) -> Tie:
    made = Tie(source, target, ("tie",), ("tie",), (), status, False, 1, (), 1.0)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def of(things: tuple[Thing, ...], ties: tuple[Tie, ...]) -> Drawing:
    view = viewfile.named("ecosystem")
    return Drawing(view, "", "", things, ties, (), (), (), "", "", ())


def shaped(graph: networkx.Graph[int]) -> Drawing:
    kinds = ("Organisation", "Programme", "Person")
    names = tuple(thing(at, kind=kinds[at % 3]) for at in range(len(graph)))
    return of(names, tuple(tie(min(ends), max(ends)) for ends in sorted(graph.edges)))


# Measures


def shown(scene: Scene) -> list[Box]:
    return [box for box in scene.boxes if box.role != "folded"]


def gap(one: Box, two: Box) -> float:
    """The gap between two boxes, negative where they overlap."""
    across = max(one.x, two.x) - min(one.x + one.width, two.x + two.width)
    down = max(one.y, two.y) - min(one.y + one.height, two.y + two.height)
    return max(across, down)


def passes(line: Line, box: Box) -> bool:
    """Whether one of many points of a line is in a box, its very border aside."""
    (x, y), (right, down) = line.points[0], line.points[-1]
    for share in np.linspace(0, 1, 400):
        across, below = x + (right - x) * share, y + (down - y) * share
        if 0.5 < across - box.x < box.width - 0.5 and 0.5 < below - box.y < box.height - 0.5:
            return True
    return False


def behind(scene: Scene) -> int:
    return sum(passes(line, box) for line in scene.lines for box in shown(scene))


def counted(drawing: Drawing, scene: Scene) -> None:
    """Every thing is in one box or chip, or counted in the note."""
    found = Counter(m for box in shown(scene) for m in (box.members or (box.thing,)))
    assert {*found.values()} == {1}
    left = len(drawing.things) - len(found)
    said = [f"{left:,} more thing{'s' * (left > 1)}" in text.text for text in scene.texts]
    assert any(said) == bool(left)


def clear(scene: Scene) -> None:
    """No two boxes are nearer than eight pixels, and all are in the scene."""
    assert min((gap(a, b) for a, b in combinations(shown(scene), 2)), default=8) > 7.8
    for box in shown(scene):
        assert min(box.x, box.y) >= 0
        assert box.x + box.width <= scene.width
        assert box.y + box.height <= scene.height


def held(box: Box) -> bool:
    """Whether a box holds its words."""
    strong = "strong" in box.marks
    across = max(wide(line, box.size, strong=strong) for line in box.lines)
    return across < box.width and len(box.lines) * box.size * 1.25 < box.height


# The ecosystem


def test_no_box_meets_another_nor_leaves_the_scene(scene: Scene) -> None:
    clear(scene)


def test_every_thing_is_drawn_folded_or_counted(ecosystem: Drawing, scene: Scene) -> None:
    counted(ecosystem, scene)


def test_what_is_left_out_has_few_ties(ecosystem: Drawing, scene: Scene) -> None:
    there = {m for box in shown(scene) for m in (box.members or (box.thing,))}
    assert len(there) > 0.55 * len(ecosystem.things)
    left = set(range(len(ecosystem.things))) - there
    assert max(len(ecosystem.neighbours(each)) for each in left) <= 4


def test_small_parts_stand_beside_the_large_one(ecosystem: Drawing, scene: Scene) -> None:
    there = {m for box in shown(scene) for m in (box.members or (box.thing,))}
    graph = networkx.Graph((each.source, each.target) for each in ecosystem.ties)
    _, *small = sorted(networkx.connected_components(graph), key=len, reverse=True)
    assert small
    assert all(part <= there for part in small)


def test_only_four_or_more_of_a_kind_are_folded(ecosystem: Drawing, scene: Scene) -> None:
    chips = [box.members for box in scene.boxes if box.role == "chip"]
    assert chips
    for members in chips:
        assert len(members) >= 4
        assert len({ecosystem.things[at].kind for at in members}) == 1
        assert len({ecosystem.neighbours(at) for at in members}) == 1
        ties = [ecosystem.ties[tie].status for at in members for tie in ecosystem.around[at]]
        assert len(set(ties)) == 1


def test_words_are_read_at_first_sight(scene: Scene) -> None:
    fit = min(AREA[0] / scene.width, AREA[1] / scene.height)
    sizes = [box.size for box in scene.boxes] + [text.size for text in scene.texts]
    assert min(sizes) * fit >= 12


def test_the_scene_fills_its_area(scene: Scene) -> None:
    fit = min(AREA[0] / scene.width, AREA[1] / scene.height)
    sides = sorted((scene.width * fit / AREA[0], scene.height * fit / AREA[1]))
    assert sides[0] >= 0.85
    assert sides[1] > 0.99


def test_hardly_a_line_passes_behind_a_foreign_box(scene: Scene) -> None:
    assert behind(scene) <= 2


def test_the_twelve_largest_are_named_and_strong(ecosystem: Drawing, scene: Scene) -> None:
    count = Counter(end for each in ecosystem.ties for end in (each.source, each.target))
    least = sorted(count.values())[-12]
    strong = {box.thing for box in shown(scene) if "strong" in box.marks and box.size >= 14}
    assert len(strong) == 12
    assert {at for at, many in count.items() if many > least} <= strong


def test_boxes_hold_their_words(scene: Scene) -> None:
    assert all(map(held, scene.boxes))


def test_chips_say_how_many_they_are(scene: Scene) -> None:
    chips = [box for box in scene.boxes if box.role == "chip"]
    assert chips
    assert all(box.lines[0].startswith(str(len(box.members))) for box in chips)


def test_members_of_a_chip_unfold_clear_of_each_other(scene: Scene) -> None:
    hidden = {box.thing: box for box in scene.boxes if box.role == "folded"}
    members = [box.members for box in scene.boxes if box.role == "chip"]
    assert {*hidden} == {member for each in members for member in each}
    for each in members:
        assert all(gap(hidden[a], hidden[b]) > 7.8 for a, b in combinations(each, 2))


def test_lines_join_the_boxes_of_their_ties(ecosystem: Drawing, scene: Scene) -> None:
    home = {m: box for box in shown(scene) for m in (box.members or (box.thing,))}
    for line in scene.lines:
        for at in line.ties:
            ends = {id(home[ecosystem.ties[at].source]), id(home[ecosystem.ties[at].target])}
            assert {id(box) for box in shown(scene) if touches(box, line)} == ends
    drawn = Counter(at for line in scene.lines for at in line.ties)
    assert {*drawn.values()} == {1}


def touches(box: Box, line: Line) -> bool:
    """Whether a line ends on the border of a box."""
    return any(
        -0.2 <= x - box.x <= box.width + 0.2 and -0.2 <= y - box.y <= box.height + 0.2
        for x, y in (line.points[0], line.points[-1])
    )


def test_every_tie_between_boxes_has_a_line(ecosystem: Drawing, scene: Scene) -> None:
    home = {m: at for at, box in enumerate(shown(scene)) for m in (box.members or (box.thing,))}
    drawn = {at for line in scene.lines for at in line.ties}
    for at, each in enumerate(ecosystem.ties):
        apart = home.get(each.source, -1) != home.get(each.target, -1)
        assert (at in drawn) == ({each.source, each.target} <= home.keys() and apart)


def test_the_headline_is_true() -> None:
    graph = kg.load(slice=network.ACTUAL)
    ties = network.of(graph, "everything")
    single = int((np.bincount(ties.ends.ravel()) == 1).sum())
    told = drawing(graph, viewfile.named("ecosystem")).headline
    assert told == f"{single} of {len(ties)} bodies, programmes and people hang on a single tie"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_scene_whatever_the_hash_seed(scene: Scene, seed: str) -> None:
    script = (
        "import kg; from kg import viewfile, drawing, layouts; v = viewfile.named('ecosystem')\n"
        "print(layouts.scene(drawing.drawing(kg.load(slice=kg.Slice(status=v.status)), v)).boxes)"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert unordered(found.stdout.strip()) == unordered(repr(scene.boxes))


def unordered(text: str) -> str:
    """A text in which sets are written in one order."""
    return re.sub(r"{[^{}]*}", lambda found: ",".join(sorted(found[0][1:-1].split(", "))), text)


# Networks of every shape


SHAPES: dict[str, Callable[[], networkx.Graph[int]]] = {
    "scale free": lambda: networkx.barabasi_albert_graph(300, 2, seed=1),
    "large": lambda: networkx.barabasi_albert_graph(1000, 3, seed=1),
    "very large tree": lambda: networkx.barabasi_albert_graph(5000, 1, seed=1),
    "random": lambda: networkx.gnm_random_graph(1000, 3000, seed=1),
    "complete": lambda: networkx.complete_graph(30),
    "star": lambda: networkx.star_graph(200),
    "path": lambda: networkx.path_graph(120),
    "two parts": lambda: networkx.disjoint_union(
        networkx.cycle_graph(12), networkx.barabasi_albert_graph(20, 2, seed=1)
    ),
    "pairs": lambda: networkx.disjoint_union_all([networkx.path_graph(2)] * 200),
    "no ties": lambda: networkx.empty_graph(50),
    "triangle": lambda: networkx.complete_graph(3),
    "one": lambda: networkx.empty_graph(1),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_networks_of_every_shape(shape: str) -> None:
    made = shaped(SHAPES[shape]())
    found = boxes.layout(made)
    clear(found)
    counted(made, found)
    assert found.width <= 1 + boxes.WIDTH
    assert found.height <= 1 + boxes.HEIGHT
    assert {*folding.largest(made)} <= {box.thing for box in shown(found)}


def test_nothing_is_said_to_be_nothing() -> None:
    found = boxes.layout(of((), ()))
    assert found == Scene(0, 0)


def test_ties_beyond_what_can_be_read_are_counted() -> None:
    made = shaped(networkx.complete_graph(30))
    found = boxes.layout(made)
    drawn = sum(len(line.ties) for line in found.lines)
    inside = sum(len(b.members) * (len(b.members) - 1) // 2 for b in shown(found))
    assert f"{len(made.ties) - drawn - inside} more ties" in found.texts[0].text


def test_hostile_labels_stay_in_boxes() -> None:
    labels = ("x" * 10_000, "word " * 2_000, "<script>", "\U0001f600" * 40, "\u202eltr", "")
    made = of(tuple(thing(at, label) for at, label in enumerate(labels)),
              tuple(tie(0, at) for at in range(1, 6)))  # fmt: skip
    found = boxes.layout(made)
    clear(found)
    assert all(map(held, found.boxes))


# Folding, by hand


def hub(leaves: int, status: str = "actual", **more: object) -> Drawing:
    """Sixteen things in a circle, each tied to two; the first with so many NHS trusts besides."""
    things = tuple(thing(at) for at in range(16))
    things += tuple(thing(16 + at, f"Trust {at}", sort="NHS trust") for at in range(leaves))
    ring = [*(tie(at, at + 1) for at in range(15)), tie(0, 15)]
    return of(things, (*ring, *(tie(0, 16 + at, status, **more) for at in range(leaves))))


def chips(found: Scene) -> list[str]:
    return [" ".join(box.lines) for box in found.boxes if box.role == "chip"]


def test_leaves_fold_from_four_up() -> None:
    assert chips(boxes.layout(hub(3))) == []
    assert chips(boxes.layout(hub(4))) == ["4 NHS trusts"]


def test_leaves_of_other_status_or_sort_do_not_fold() -> None:
    made = hub(4)
    mixed = (*made.ties[:-1], dataclasses.replace(made.ties[-1], status="planned"))
    assert chips(boxes.layout(dataclasses.replace(made, ties=mixed))) == []
    sorts = (*made.things[:-1], dataclasses.replace(made.things[-1], sort="university"))
    assert chips(boxes.layout(dataclasses.replace(made, things=sorts))) == []


def test_looks_of_lines_and_boxes() -> None:
    found = boxes.layout(hub(4, "planned", may_hold=True))
    chip = next(box for box in found.boxes if box.role == "chip")
    assert chip.marks == {"planned", "may"}
    line = next(line for line in found.lines if len(line.ties) == 4)
    assert line.marks == {"planned", "may"}
    assert all(not each.marks for each in found.lines if each != line)


def test_a_predecessors_seat() -> None:
    found = boxes.layout(hub(4, originals=("Old trust",)))
    assert [line.marks for line in found.lines if len(line.ties) == 4] == [{"predecessor"}]


# Geometry, by hand


def point(x: int, y: int) -> placement.Whole:
    return np.array((x, y), np.int32)


def test_touch() -> None:
    centre, half = point(50, 50), point(10, 5)
    assert placement.touch(point(0, 50), point(100, 50), centre, half)
    assert placement.touch(point(0, 0), point(100, 100), centre, half)
    assert not placement.touch(point(0, 60), point(100, 60), centre, half)
    assert not placement.touch(point(0, 50), point(39, 50), centre, half)
    assert not placement.touch(point(30, 50), point(60, 80), centre, half)


def test_cross() -> None:
    a, b, c, d = point(0, 0), point(10, 10), point(0, 10), point(10, 0)
    assert placement.cross(a, b, c, d)
    assert not placement.cross(a, c, b, d)
    assert not placement.cross(a, b, a, d)


def test_a_room_too_small_is_refused() -> None:
    halves = np.full((4, 2), 40, np.int32)
    links = np.array([(0, 1), (1, 2), (2, 3)], np.int32)
    assert placement.placed(halves, links, (120, 120)) is None
    found = placement.placed(halves, links, (600, 300))
    assert found
    assert (found.behind, found.crossings) == (0, 0)
