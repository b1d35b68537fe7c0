"""The tree of the Dorset portfolio, and made-up trees."""

import pytest
from scenes import AREA, area, behind, hidden, overlaps, standing, thing, tie
from scenes import told as made_of

import kg
from kg import viewfile
from kg.drawing import Drawing, Tie, drawing
from kg.facts import Fact, facts, texts
from kg.layouts import tree
from kg.scene import Scene
from kg.vocabulary import ID

ROOT = ID + "dorset-investment-prospectus"


# The real graph


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    view = viewfile.named("portfolio")
    return kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))


@pytest.fixture(scope="module")
def portfolio(graph: kg.Graph) -> Drawing:
    return drawing(graph, viewfile.named("portfolio"))


@pytest.fixture(scope="module")
def scene(portfolio: Drawing) -> Scene:
    return tree.layout(portfolio)


def test_every_thing_and_tie_is_drawn_once(portfolio: Drawing, scene: Scene) -> None:
    things = [at for box in scene.boxes for at in (box.members or (box.thing,))]
    assert sorted(things) == list(range(len(portfolio.things)))
    ties = [at for line in scene.lines for at in line.ties]
    assert sorted(ties) == list(range(len(portfolio.ties)))


def test_nothing_overlaps_and_no_line_passes_behind_a_box(portfolio: Drawing, scene: Scene) -> None:
    assert overlaps(scene) == []
    assert hidden(scene, portfolio) == []
    lines = [line for line in scene.lines for text in scene.texts if behind(line, area(text))]
    assert lines == [], "no line runs through words"


def test_the_portfolio_fits_a_window(scene: Scene) -> None:
    scale = min(AREA[0] / scene.width, AREA[1] / scene.height)
    filled = sorted((scene.width * scale / AREA[0], scene.height * scale / AREA[1]))
    assert filled[0] >= 0.6
    assert filled[1] >= 0.85
    assert min(each.size for each in (*scene.boxes, *scene.texts)) * min(scale, 1) >= 12
    assert not scene.scrolls
    assert all(b.x >= 0 and b.x + b.width <= scene.width for b in scene.boxes)
    assert all(b.y >= 0 and b.y + b.height <= scene.height for b in scene.boxes)


def test_only_parts_make_the_tree(portfolio: Drawing, scene: Scene) -> None:
    box = standing(scene)
    for line in scene.lines:
        ties = [portfolio.ties[at] for at in line.ties]
        parts = {"Part" in tie.terms for tie in ties}
        assert parts == {"thin" not in line.marks}
        if parts == {True}:
            assert all(box[tie.target].x < box[tie.source].x for tie in ties), "wholes stand left"
    root = next(at for at, thing in enumerate(portfolio.things) if thing.iri == ROOT)
    assert box[root].x == min(each.x for each in scene.boxes)


def test_plans_are_dashed(portfolio: Drawing, scene: Scene) -> None:
    coming = {
        portfolio.things[at].iri.removeprefix(ID)
        for at, box in standing(scene).items()
        if "planned" in box.marks
    }
    assert coming == {
        "dorset-living-lab",
        "dorset-medtech-science-park",
        "digital-health-advisors",
        "institute-of-smart-ageing",
        "prospectus-innovation-hub",
    }
    dashed = {at for line in scene.lines if "planned" in line.marks for at in line.ties}
    assert dashed == {at for at, tie in enumerate(portfolio.ties) if tie.status == "planned"}


def test_chips_hold_leaves_that_are_alike(portfolio: Drawing, scene: Scene) -> None:
    chips = [box for box in scene.boxes if box.role == "chip"]
    assert [len(chip.members) for chip in chips] == [5, 4]
    for chip in chips:
        assert len({portfolio.neighbours(at) for at in chip.members}) == 1
    assert chips[0].lines == ("5 classes of bodies",)
    assert "several" in chips[0].marks
    assert " ".join(chips[1].lines).startswith("4 organisations: ")


def test_the_headline_counts_parts_and_plans(graph: kg.Graph, portfolio: Drawing) -> None:
    """Against the facts one by one, without the view's queries."""
    iris = [row["fact"] for row in texts(graph, "SELECT ?fact { ?fact wx:status ?status }")]
    every = facts(graph, iris)
    whole = {f.first("part"): f.first("whole") for f in every if f.kind == "Part"}
    parts = {part for part in whole if ROOT in _above(whole, part)}
    made = {
        status: {f.first("subject") for f in every if _creation(f) and f.status == status}
        for status in ("planned", "actual")
    }
    planned = parts & made["planned"] - made["actual"]
    others = [tie for tie in portfolio.ties if "Part" not in tie.terms]
    plans = sum(tie.status == "planned" for tie in others)
    assert portfolio.headline == (
        f"Of the prospectus’s {len(parts)} parts {len(planned)} were still to be created;"
        f" of their {len(others)} other ties {plans} were plans"
    )


def _above(whole: dict[str, str], part: str) -> list[str]:
    return [whole[part], *_above(whole, whole[part])] if part in whole else []


def _creation(fact: Fact) -> bool:
    return fact.kind == "Milestone" and fact.first("milestoneKind").endswith("#creation")


def test_what_one_should_see_is_true(portfolio: Drawing) -> None:
    slugs = [thing.iri.removeprefix(ID) for thing in portfolio.things]
    named = {"empowered-self-care", "dorset-living-lab", "dorset-medtech-science-park"}
    plans = [t for t in portfolio.ties if "Part" not in t.terms and t.status == "planned"]
    hanging = [t for t in plans if named & {slugs[t.source], slugs[t.target]}]
    assert len(hanging) > len(plans) * 0.75
    assert sum(portfolio.things[slugs.index(each)].planned for each in named) == 2


def test_headings_count_what_stands_below(scene: Scene) -> None:
    heads = [text.text for text in sorted(scene.texts, key=lambda text: text.x)]
    assert heads == [
        "1 whole",
        "4 parts; 1 other",
        "5 parts, 2 planned; 3 others, 1 planned",
        "20 others, 2 planned",
    ]


def test_it_is_the_same_every_time(portfolio: Drawing, scene: Scene) -> None:
    assert tree.layout(portfolio) == scene


# Made-up drawings


def told(names: str, ties: list[Tie]) -> Drawing:
    return made_of([thing(name, "Programme") for name in names.split()], ties, "tree")


def test_a_whole_stands_at_the_middle_of_its_parts() -> None:
    made = told("whole a b c", [tie(at, 0, "Part") for at in (1, 2, 3)])
    scene = tree.layout(made)
    box = standing(scene)
    assert box[0].centre[1] == pytest.approx(box[2].centre[1], abs=1)
    assert box[1].x == box[2].x == box[3].x > box[0].x + box[0].width
    assert len(scene.lines) == 3


def test_parts_that_go_around_in_a_circle_end() -> None:
    made = told("a b c", [tie(0, 1, "Part"), tie(1, 2, "Part"), tie(2, 0, "Part")])
    scene = tree.layout(made)
    assert sorted(standing(scene)) == [0, 1, 2]
    assert overlaps(scene) == []


def test_a_line_goes_around_what_stands_between() -> None:
    """The root is tied to what stands two columns on; siblings that are not neighbours are tied."""
    ties = [tie(at, 0, "Part") for at in (1, 2, 3, 4, 5)]
    ties += [tie(6, 3, "supports"), tie(6, 0, "supports"), tie(1, 5, "setBeside")]
    ties += [tie(1, 3, "setBeside"), tie(2, 5, "setBeside"), tie(1, 4, "setBeside")]
    made = told("whole a b c d e other", ties)
    scene = tree.layout(made)
    assert hidden(scene, made) == []
    assert overlaps(scene) == []


def test_leaves_fold_from_four_up_and_parts_never() -> None:
    ties = [tie(1, 0, "Part"), *(tie(at, 1, "supports") for at in range(2, 6))]
    chips = [b for b in tree.layout(told("whole part a b c d", ties)).boxes if b.role == "chip"]
    assert [(chip.members, chip.lines) for chip in chips] == [
        ((2, 3, 4, 5), ("4 programmes: a, b, c, d",))
    ]
    ties[-1] = tie(5, 1, "supports", status="planned")
    assert len(tree.layout(told("whole part a b c d", ties)).boxes) == 6
    ties = [tie(at, 0, "Part") for at in range(1, 6)]
    assert len(tree.layout(told("whole a b c d e", ties)).boxes) == 6


def test_what_is_tied_to_no_part_still_stands() -> None:
    made = told("whole part a b", [tie(1, 0, "Part"), tie(2, 3, "supports")])
    scene = tree.layout(made)
    assert sorted(standing(scene)) == [0, 1, 2, 3]
    assert overlaps(scene) == []
    assert hidden(scene, made) == []


def test_nothing_at_all() -> None:
    assert tree.layout(told("", [])).boxes == ()


def test_a_tall_tree_scrolls() -> None:
    names = " ".join(f"n{at}" for at in range(40))
    made = told(names, [tie(at, 0, "Part") for at in range(1, 40)])
    scene = tree.layout(made)
    assert scene.scrolls
    assert overlaps(scene) == []
