"""Scenes in tests: views drawn, drawings made up, and what covers, hides or leaves what."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import viewfile
from kg.drawing import Drawing, Thing, Tie, drawing
from kg.networkfile import Rule
from kg.scene import Box, Line, Scene, Text, wide
from kg.viewfile import View
from kg.vocabulary import ID, WX

TRIPLES = Path(__file__).parents[1] / "data" / "triples"
AREA = 1040.0, 640.0
"""The room for a picture in a window of 1440 by 900."""

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


# Views and lists


def drawn(view: str, graph: kg.Graph | None = None) -> Drawing:
    """A view of the library, of the real graph or of a made-up one."""
    read = viewfile.named(view)
    wanted = kg.Slice(status=read.status, roll_up=read.roll_up)
    return drawing(graph or kg.load(slice=wanted), read)


def words(found: Scene) -> list[str]:
    """All that can be read in a scene, boxes first."""
    boxes = [" ".join(box.lines) for box in found.boxes]
    return boxes + [text.text for text in found.texts]


def said(found: Scene) -> str:
    return " ".join(words(found))


def _rectangles(found: Scene) -> Iterator[tuple[str, Area]]:
    for box in found.boxes:
        yield " ".join(box.lines), (box.x, box.y, box.x + box.width, box.y + box.height)
    for text in found.texts:
        length = wide(text.text, text.size, strong=text.role in {"heading", "axis"})
        left = text.x - length * {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
        top, bottom = text.y - text.size * 0.75, text.y + text.size * 0.22
        yield text.text, (left, top, left + length, bottom)


def clashes(found: Scene) -> list[tuple[str, str]]:
    """The boxes and texts of which two cover each other."""
    every = list(_rectangles(found))
    return [
        (one, two)
        for (one, a), (two, b) in combinations(every, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def outside(found: Scene) -> list[str]:
    """The boxes and texts that reach over the edge of the scene."""
    return [
        name
        for name, (left, top, right, bottom) in _rectangles(found)
        if left < 0 or top < 0 or right > found.width + 0.01 or bottom > found.height + 0.01
    ]


def facts_of_kind(kind: str) -> dict[str, dict[str, list[str]]]:
    """The facts of a kind with their values, read from the files themselves."""
    values: dict[str, dict[str, list[str]]] = {}
    for path in sorted(TRIPLES.glob("*.ttl")):
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            name = triple.predicate.value.removeprefix(WX)
            about = values.setdefault(triple.subject.value, {})
            about.setdefault(name, []).append(getattr(triple.object, "value", ""))
    typed = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return {iri: about for iri, about in values.items() if WX + kind in about.get(typed, ())}


# Made-up drawings


def thing(name: str, kind: str = "Organisation", *, several: bool = False, sort: str = "") -> Thing:
    return Thing(ID + name, name, name, kind, sort, several, (), "", ())


def tie(source: int, target: int, *terms: str, status: str = "actual") -> Tie:
    return Tie(source, target, terms, terms, (), status, False, 1, (), 1.0)


def told(things: Sequence[Thing], ties: Sequence[Tie], layout: str, centre: str = "") -> Drawing:
    """A drawing without facts of these things and ties."""
    rule = Rule("made", "made.rq", "", "", "", "", True, False, "", "1", False, "")
    view = View("made", "made.rq", "", "", "", layout, rule, centre=centre)
    return Drawing(view, "", "", tuple(things), tuple(ties), (), (), (), "", "", ())
