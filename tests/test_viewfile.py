"""View files: what a header must say, and that a bad one is refused by name."""

from pathlib import Path

import pytest

import kg
from kg import drawing, layouts, viewfile
from kg.errors import KgError

FILE = """#+ summary: Who sits where?
#+ group: view
#+ title: Seats
#+ headline: {many} seats
#+ numbers: SELECT (COUNT(?fact) AS ?many) { ?fact a wx:Membership }
#+ see: Bodies and what they join.
#+ layout: chain
#+ status: actual
#+ rollup: yes
#+ network: affiliation
"""
VIEWS = tuple(viewfile.library())


def written(folder: Path, text: str) -> Path:
    path = folder / "seats.rq"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_view_says_what_it_tells(tmp_path: Path) -> None:
    view = viewfile.named(str(written(tmp_path, FILE)))
    assert (view.name, view.title, view.layout) == ("seats", "Seats", "chain")
    assert (view.status, view.roll_up, view.rule.name) == ("actual", True, "affiliation")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#+ title: Seats\n", "", "the header has no title"),
        ("#+ see: Bodies and what they join.\n", "", "the header has no see"),
        ("status: actual", "status: sure", "unknown status 'sure'"),
        ("network: affiliation\n", "network: affiliation\nSELECT * { ?s ?p ?o }", "leave out one"),
        ("network: affiliation", "network: nothing", "no network is named 'nothing'"),
        (
            "#+ network: affiliation\n",
            "",
            "no direction, mode, nodes, ties and weight; add `#. dir",
        ),
        ("#+ title: Seats\n#+ headline", "#+ note", "the header has no title and headline; add"),
        ("#+ title", "#+ titel", "not `#. KEY: text`"),
        (
            "{ ?fact a wx:Membership }",
            "{ SERVICE <http://a.b/> { ?s ?p ?o } }",
            "leave out SERVICE",
        ),
        ("numbers: SELECT", "numbers: DELETE WHERE", "seats.rq: numbers: DELETE would change"),
    ],
)
def test_a_bad_view_is_refused_by_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(KgError, match=message):
        viewfile.read(written(tmp_path, FILE.replace(old, new)))


def test_an_unknown_view_lists_the_known() -> None:
    with pytest.raises(KgError, match="no view is named 'nothing'; there are became, "):
        viewfile.named("nothing")


def test_numbers_that_do_not_fill_the_headline_are_refused(tmp_path: Path) -> None:
    view = viewfile.read(written(tmp_path, FILE.replace("AS ?many", "AS ?few")))
    with pytest.raises(KgError, match="the numbers do not fill many"):
        drawing.drawing(kg.load(), view)


def test_an_unknown_layout_lists_the_known(tmp_path: Path) -> None:
    view = viewfile.read(written(tmp_path, FILE.replace("layout: chain", "layout: spiral")))
    with pytest.raises(KgError, match="no layout 'spiral'; there are bars, "):
        layouts.scene(drawing.drawing(kg.load(), view))


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_the_library_is_laid_out(name: str) -> None:
    view = viewfile.named(name)
    graph = kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))
    told = drawing.drawing(graph, view)
    scene = layouts.scene(told)
    assert "{" not in told.headline
    assert told.version == graph.version
    assert scene.width > 0
    assert scene.height > 0
    shown = {box.thing for box in scene.boxes} | {m for box in scene.boxes for m in box.members}
    assert shown - {-1} <= set(range(len(told.things)))
    assert {tie for line in scene.lines for tie in line.ties} <= set(range(len(told.ties)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{many} seats", "{many.__class__} seats", "the numbers do not fill many.__class__"),
        ("{many} seats", "{many:>3000} seats", "the numbers do not fill many:>3000"),
        ("SELECT (COUNT(?fact)", "SELECT (COUNT(?fact", "seats.rq .numbers.:1:"),
        ("SELECT (COUNT(?fact) AS ?many)", "ASK", "the numbers do not fill many"),
    ],
)
def test_headlines_hold_names_and_nothing_else(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    view = viewfile.read(written(tmp_path, FILE.replace(old, new)))
    with pytest.raises(KgError, match=message):
        drawing.drawing(kg.load(), view)
