"""The chain: who sits at more than one table, on the real graph and on small drawings."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

import pytest

import kg
from kg import viewfile
from kg.drawing import Cited, Drawing, Source, Thing, Tie, Told, drawing
from kg.facts import texts
from kg.layouts import chain
from kg.scene import Box, Line, Scene, Text, wide

Area = tuple[float, float, float, float]
AREA = (1040, 640)
"""The room for a picture in a window of 1440 by 900."""


# Geometry, for any layout


def area(box: Box, more: float = 0) -> Area:
    return box.x - more, box.y - more, box.x + box.width + more, box.y + box.height + more


def inked(text: Text) -> Area:
    """The area that words cover; strong weight is assumed, being the wider."""
    width = wide(text.text, text.size, strong=True)
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, text.y - 0.75 * text.size, left + width, text.y + 0.25 * text.size


def overlap(one: Area, two: Area) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def enters(start: tuple[float, float], end: tuple[float, float], area: Area) -> bool:
    """Whether a straight piece enters an area (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        if not step and not area[axis] < start[axis] < area[axis + 2]:
            return False
        if step:
            ways = sorted((bound - start[axis]) / step for bound in (area[axis], area[axis + 2]))
            low, high = max(low, ways[0]), min(high, ways[1])
    return low < high


def touched(line: Line, box: Box) -> bool:
    """Whether a line begins or ends at a box."""
    return any(
        area(box, 0.1)[0] <= x <= area(box, 0.1)[2] and area(box, 0.1)[1] <= y <= area(box, 0.1)[3]
        for x, y in (line.points[0], line.points[-1])
    )


def foreign(scene: Scene, clear: float) -> list[tuple[Line, Box]]:
    """The lines that come nearer than so much to a box at which they do not end."""
    return [
        (line, box)
        for line in scene.lines
        for box in scene.boxes
        if not touched(line, box)
        and any(enters(a, b, area(box, clear)) for a, b in pairwise(line.points))
    ]


def overlapping(scene: Scene) -> list[tuple[object, object]]:
    """The pairs of boxes and texts that overlap."""
    shapes = [(box.lines, area(box)) for box in scene.boxes]
    shapes += [((text.text,), inked(text)) for text in scene.texts]
    return [(a[0], b[0]) for a, b in combinations(shapes, 2) if overlap(a[1], b[1])]


def assert_readable(scene: Scene, clear: float) -> None:
    """No overlap, no line behind a foreign box, all within the scene, words within boxes."""
    assert overlapping(scene) == []
    assert foreign(scene, clear) == []
    for left, top, right, bottom in map(area, scene.boxes):
        assert left >= -0.01
        assert top >= -0.01
        assert right <= scene.width + 0.01
        assert bottom <= scene.height + 0.01
    for line in scene.lines:
        for x, y in line.points:
            assert -0.01 <= x <= scene.width + 0.01
            assert -0.01 <= y <= scene.height + 0.01
    for box in scene.boxes:
        widest = max(wide(line, box.size, strong=box.role == "bar") for line in box.lines)
        assert widest <= box.width - 8
        assert len(box.lines) * box.size * 1.25 <= box.height - 8


def assert_fits(scene: Scene) -> None:
    """At 1440 by 900: no text under 12 pixels, 85% of one side filled and 60% of the other."""
    scale = min(AREA[0] / scene.width, AREA[1] / scene.height)
    sizes = [box.size for box in scene.boxes] + [text.size for text in scene.texts]
    assert min(sizes) * scale >= 12
    filled = sorted((scene.width * scale / AREA[0], scene.height * scale / AREA[1]))
    assert filled[0] >= 0.6
    assert filled[1] >= 0.85


def held(scene: Scene) -> Counter[int]:
    """By thing, the number of its boxes."""
    return Counter(at for box in scene.boxes for at in box.members or (box.thing,))


def labels(scene: Scene) -> dict[str, Box]:
    return {" ".join(box.lines): box for box in scene.boxes}


# Small drawings


def thing(name: str, sort: str = "", kind: str = "Organisation") -> Thing:
    iri = f"id:{name.lower().replace(' ', '-')}"
    return Thing(iri, name, name, kind, sort, False, (name,), "first", ())


def told(kind: str, when: str = "", cites: Sequence[int] = ()) -> Told:
    sources = tuple(Cited(document, "1–2", "") for document in cites)
    return Told("fact:x", kind, "It is said.", when, "actual", False, "", ("",) * 4, sources, "")


def made(
    members: Iterable[tuple[str, str]],
    *,
    sorts: dict[str, str] | None = None,
    years: dict[str, str] | None = None,
    taken: Iterable[tuple[str, str]] = (),
) -> Drawing:
    """A drawing of two modes: who belongs to what, since when, whose seat was taken over."""
    pairs = sorted(members)
    names = sorted({name for pair in pairs for name in pair})
    tables = sorted({table for _, table in pairs})
    things = [
        thing(n, (sorts or {}).get(n, ""), "Alliance" if n in tables else "Organisation")
        for n in names
    ]
    facts = [told("Membership", (years or {}).get(table, "")) for table in tables]
    ties = [
        Tie(
            names.index(body),
            names.index(table),
            ("as member",),
            ("asMember",),
            (tables.index(table),),
            "actual",
            False,
            1,
            ("Old",) if (body, table) in taken else (),
            1.0,
        )
        for body, table in pairs
    ]
    view = viewfile.named("tables")
    return Drawing(view, "", "", tuple(things), tuple(ties), tuple(facts), (), (), "", "", ())


def bars(scene: Scene) -> list[str]:
    """The names of the bars from left to right."""
    found = sorted((box for box in scene.boxes if box.role == "bar"), key=lambda box: box.x)
    return [box.lines[0] for box in found]


def test_the_order_of_a_chain_keeps_sharers_together_and_time_forward() -> None:
    scene = chain.layout(
        made(
            [("a", "T3"), ("a", "T1"), ("b", "T1"), ("b", "T2"), ("c", "T3"), ("d", "T2")],
            years={"T1": "from 2001", "T2": "from 2005", "T3": "from 1999"},
        )
    )
    assert bars(scene) == ["T3", "T1", "T2"]
    assert_readable(scene, 6)


def test_a_shared_body_stands_between_its_tables_level_with_its_lines() -> None:
    drawn = made([("a", "T1"), ("a", "T2")], taken=[("a", "T2")])
    scene = chain.layout(drawn)
    one, body, two = sorted(scene.boxes, key=lambda box: box.x)
    assert (one.role, body.role, two.role) == ("bar", "thing", "bar")
    assert [line.marks for line in scene.lines] == [frozenset(), {"predecessor"}]
    assert all(line.points[0][1] == line.points[1][1] for line in scene.lines)


def test_those_at_one_table_are_folded_by_kind_from_four_up() -> None:
    trusts = [f"Trust {n}" for n in range(5)]
    pairs = [(name, "T1") for name in [*trusts, "Firm", "Shop", "both"]] + [("both", "T2")]
    sorts = dict.fromkeys(trusts, "NHS trust") | {"Firm": "company", "Shop": "company"}
    scene = chain.layout(made(pairs, sorts=sorts))
    assert labels(scene).keys() >= {"5 NHS trusts", "Firm", "Shop"}
    assert labels(scene)["5 NHS trusts"].role == "chip"
    assert [text.text for text in scene.texts] == ["7 at no other table"]
    assert_readable(scene, 6)


def test_more_unfolded_than_can_be_named_make_one_chip() -> None:
    pairs = [(f"Body {n}", "T1") for n in range(9)]
    scene = chain.layout(made(pairs, sorts={f"Body {n}": f"kind {n}" for n in range(9)}))
    assert "9 other bodies" in labels(scene)


def test_bodies_of_far_or_many_tables_stand_above_with_a_line_to_each() -> None:
    pairs = [
        (b, t) for b, ts in {"ab": "AB", "bc": "BC", "all": "ABC", "far": "AC"}.items() for t in ts
    ]
    scene = chain.layout(made(pairs, years={"A": "2001", "B": "2002", "C": "2003"}))
    assert_readable(scene, 6)
    boxes = labels(scene)
    for name in ("all", "far"):
        assert boxes[name].y + boxes[name].height < min(boxes[t].y for t in boxes if t[0] in "ABC")
    assert sum(len(line.ties) for line in scene.lines) == len(pairs)


def test_a_table_that_shares_nobody_stands_apart() -> None:
    pairs = [("a", "T1"), ("a", "T2"), ("lone", "T3")]
    scene = chain.layout(made(pairs))
    assert_readable(scene, 6)
    assert held(scene) == Counter(range(5))


def test_a_crowd_of_a_hundred_at_nine_tables_is_still_clear() -> None:
    pairs = [(f"Body {n}", f"T{n * n % 9}") for n in range(100)]
    pairs += [(f"Body {n}", f"T{(n * n + 1 + n % 4) % 9}") for n in range(0, 100, 3)]
    drawn = made(set(pairs), sorts={f"Body {n}": f"kind {n % 3}" for n in range(100)})
    scene = chain.layout(drawn)
    assert overlapping(scene) == []
    assert foreign(scene, 0.5) == []
    assert held(scene) == Counter(range(len(drawn.things)))


def test_nothing_makes_an_empty_scene() -> None:
    assert chain.layout(made([])).boxes == ()


@pytest.mark.parametrize(
    ("issued", "spoken"),
    [
        (["12 March 2010"], "2010"),
        (["between 2021 and 2023"], "2021–2023"),
        (["October 2023 or later"], "2023 or later"),
        (["summer 2021", "May 2023"], "2021–2023"),
        ([""], ""),
    ],
)
def test_the_time_of_a_table_is_that_of_its_documents(issued: list[str], spoken: str) -> None:
    documents = tuple(Source(f"d{n}", "", "", text, "", "") for n, text in enumerate(issued))
    cites = range(len(documents))
    drawn = dataclasses.replace(
        made([("a", "T")]), documents=documents, facts=(told("Membership", cites=cites),)
    )
    assert drawn.years([0]) == spoken


def test_of_too_many_alliances_those_with_most_bodies_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chain, "BARS", 2)
    found = chain.layout(made([("a", "S"), ("b", "S"), ("b", "T"), ("c", "T"), ("d", "U")]))
    assert len(bars(found)) == 2
    assert {"a", "b", "c"} <= labels(found).keys()
    assert [text.text for text in found.texts if text.role == "note"] == [
        "2 more things: see the table"
    ]


# The real graph


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    view = viewfile.named("tables")
    return kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))


@pytest.fixture(scope="module")
def drawn(graph: kg.Graph) -> Drawing:
    return drawing(graph, viewfile.named("tables"))


@pytest.fixture(scope="module")
def scene(drawn: Drawing) -> Scene:
    return chain.layout(drawn)


def test_the_headline_counts_what_is_drawn(graph: kg.Graph, drawn: Drawing) -> None:
    several = {row["t"] for row in texts(graph, "SELECT ?t { ?t wx:severalBodies true }")}
    rows = texts(graph, "SELECT ?b ?t { ?f a wx:Membership ; wx:member ?b ; wx:memberOf ?t }")
    pairs = {(row["b"], row["t"]) for row in rows} - {
        (row["b"], row["t"]) for row in rows if several & {row["b"], row["t"]}
    }
    tables = {table for _, table in pairs}
    seats = Counter(body for body, _ in pairs if body not in tables)
    shared = sum(number > 1 for number in seats.values())
    words = "bodies, or their predecessors, have been named at more than one table"
    assert drawn.headline == f"{shared} of {len(seats)} {words}"
    assert len(seats) == sum(thing.mode == "first" for thing in drawn.things)


def test_the_real_chain_is_readable_at_first_sight(scene: Scene) -> None:
    assert_readable(scene, 6)
    assert_fits(scene)
    assert not scene.scrolls


def test_every_thing_has_one_box_and_every_tie_one_line(scene: Scene, drawn: Drawing) -> None:
    assert held(scene) == Counter(range(len(drawn.things)))
    assert Counter(at for line in scene.lines for at in line.ties) == Counter(
        range(len(drawn.ties))
    )


def test_a_line_is_dotted_where_all_its_seats_were_predecessors(
    scene: Scene, drawn: Drawing
) -> None:
    for line in scene.lines:
        taken = all(drawn.ties[at].originals for at in line.ties)
        assert ("predecessor" in line.marks) == taken


def test_the_bars_tell_when_and_how_many(scene: Scene) -> None:
    assert labels(scene).keys() >= {
        "Wessex Health Innovation and Education Cluster 2010 38 named, now 33",
        "Acute Services Partnership from 2020 2 named",
    }


def test_the_same_drawing_gives_the_same_scene(drawn: Drawing, scene: Scene) -> None:
    assert chain.layout(drawn) == scene
