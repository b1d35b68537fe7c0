"""The layout of checks: two values side by side and a verdict."""

from decimal import Decimal

import pytest
from conftest import MakeGraph
from scenes import clashes, drawn, facts_of_kind

from kg import amounts, theme
from kg.drawing import Drawing
from kg.layouts import scene, verdicts
from kg.layouts.verdicts import AGREES, DIFFERS, OPEN, Check, Told
from kg.scene import Scene
from kg.vocabulary import ID, WX


def checks(told: Drawing) -> dict[str, list[Check]]:
    """The checks of a drawing by the heading of their section."""
    shown = {fact: told.values[fact] for tie in told.ties for fact in tie.facts}
    facts = Told(told, dict(sorted(shown.items())), amounts.concepts(told))
    return {title: found for title, _, _, found in verdicts.checked(facts)}


@pytest.fixture(scope="module")
def told() -> Drawing:
    return drawn("sums")


@pytest.fixture(scope="module")
def found(told: Drawing) -> Scene:
    return scene(told)


def amount(fact: dict[str, list[str]]) -> Decimal:
    return Decimal((fact.get("amount") or fact["value"])[0])


def summed() -> list[tuple[Decimal, Decimal]]:
    """Each stated total with the sum of its parts, read from the files."""
    links = facts_of_kind("Part").values()
    found = []
    for kind, about, way in (("Funding", "fundedWork", "fundingKind"),
                             ("Figure", "subject", "measure")):  # fmt: skip
        facts = [fact for fact in facts_of_kind(kind).values() if about in fact]
        for total in facts:
            parts = {link["part"][0] for link in links if link["whole"] == total[about]}
            each = [f for f in facts if f[about][0] in parts and f[way] == total[way]]
            if each:
                found.append((amount(total), sum(map(amount, each), Decimal(0))))
    return found


def members(table: str) -> set[str]:
    seats = facts_of_kind("Membership").values()
    return {
        seat["member"][0]
        for seat in seats
        if seat["memberOf"] == [ID + table] and seat["memberRole"] == [WX + "asMember"]
    }


def open_plans() -> int:
    """How many planned milestones and figures have no actual counterpart, read from the files."""
    events, figures = facts_of_kind("Milestone").values(), facts_of_kind("Figure").values()
    done = {
        (fact["subject"][0], fact["milestoneKind"][0])
        for fact in events
        if fact["status"] == [WX + "actual"]
        and fact["milestoneKind"][0] in {WX + "creation", WX + "launch"}
    }
    planned = [fact for fact in events if fact["status"] == [WX + "planned"]]
    plans = [fact for fact in planned if (fact["subject"][0], fact["milestoneKind"][0]) not in done]
    return len(plans) + sum(fact["status"] == [WX + "planned"] for fact in figures)


def test_sums_headline_is_true(told: Drawing) -> None:
    measures = [fact["measure"] for fact in facts_of_kind("Figure").values()]
    (stated,) = (
        fact for fact in facts_of_kind("Figure").values() if fact["measure"] == [WX + "memberCount"]
    )
    pairs = [*summed(), (amount(stated), Decimal(len(members("wessex-hiec"))))]
    agree = sum(one == other for one, other in pairs)
    totals = len(pairs) + measures.count([WX + "awardCount"])
    assert told.headline == (
        f"{agree} of {totals} totals agree with what is listed;"
        f" whether {open_plans()} planned facts came true, no text tells"
    )


def test_the_rows_bear_out_the_headline(told: Drawing) -> None:
    found = checks(told)
    totals = [*found["Stated against counted"], *found["Parts against totals"]]
    agree = sum(check.verdict == AGREES for check in totals)
    assert told.headline.startswith(f"{agree} of {len(totals)} totals agree")


def test_rows_say_what_the_headline_counts(told: Drawing) -> None:
    found = checks(told)
    assert [len(each) for each in found.values()] == [3, 3, 5, 13]
    sums = found["Parts against totals"]
    assert [check.verdict for check in sums] == [AGREES] * len(summed())
    plans = [check.verdict for check in found["Planned against actual"]]
    assert plans == [OPEN] * open_plans()
    counted = {check.stated.text: check for check in found["Stated against counted"]}
    assert (counted["38 organisations"].found.text, counted["38 organisations"].verdict) == (
        f"{len(members('wessex-hiec'))} bodies",
        AGREES,
    )
    assert counted["17 clusters"].verdict == OPEN


def test_a_list_with_classes_cannot_be_counted(told: Drawing) -> None:
    found = {told.things[check.thing].label: check for check in checks(told)["Classes in lists"]}
    hub = found["Dorset Innovation Hub"]
    assert (hub.stated.text, hub.found.text, hub.verdict) == (
        "13 entries",
        "11 bodies, and 2 classes of bodies",
        OPEN,
    )
    assert found["Wessex Health Innovation and Education Cluster"].verdict == AGREES


def test_each_row_has_both_values_the_verdict_and_its_sources(told: Drawing, found: Scene) -> None:
    every = [check for section in checks(told).values() for check in section]
    cells = [band for band in found.bands if band.role == "verdict"]
    assert len(cells) == len(every) == len(found.lines)
    tally = [text.text for text in found.texts if text.role == "heading" and text.facts]
    assert sorted(text[2:] for text in tally) == sorted(check.verdict for check in every)
    kinds = {cell.kind for cell in cells}
    assert len({theme.of_kind(kind, "fill") for kind in kinds}) == len(kinds) == 2
    for cell in cells:
        inside = [t for t in found.texts if cell.x <= t.x < cell.x + cell.width
                  and cell.y < t.y < cell.y + cell.height]  # fmt: skip
        assert [text.facts for text in inside] == [cell.facts]
    assert any(text.text.startswith("The Dorset Investment Prospectus") for text in found.texts)


@pytest.mark.parametrize(
    ("stated", "found", "complete", "verdict"),
    [(3, 3, False, AGREES), (3, 2, True, DIFFERS), (3, 2, False, OPEN), (3, 4, False, DIFFERS)],
)
def test_verdict(stated: int, found: int, complete: bool, verdict: str) -> None:
    assert verdicts.verdict(Decimal(stated), Decimal(found), complete=complete) == verdict


THINGS = """
id:a a wx:Alliance ; skos:prefLabel "a"@en .
id:b a wx:Organisation ; skos:prefLabel "b"@en .
id:c a wx:Organisation ; skos:prefLabel "c"@en .
"""
SEAT = """
:seat-{0} a wx:Membership ; wx:member id:{0} ; wx:memberOf id:a ; wx:memberRole wx:asMember ;
    wx:status wx:actual ; wx:evidence <#char=0,1> .
"""
SUM = """
:sum-{0}-{1} a wx:Funding ; wx:fundingKind wx:investment ; wx:fundedWork id:{0} ; wx:amount {1} ;
    wx:currency "GBP" ; wx:qualifier wx:{2} ; wx:amountScope wx:total ; wx:status wx:actual ;
    wx:evidence <#char=0,1> .
"""
PLANNED = SUM.replace("wx:actual", "wx:planned").replace(":sum", ":plan")
LATER = SUM.replace(" ;\n    wx:evidence", ' ; wx:from "2015"^^xsd:gYear ;\n    wx:evidence')
PART = """
:part-{0} a wx:Part ; wx:part id:{0} ; wx:whole id:a ; wx:status wx:actual ;
    wx:evidence <#char=0,1> .
"""
FIGURE = """
:number-{0} a wx:Figure ; wx:measure wx:{0} ; wx:subject id:a ; wx:value {1} ; wx:unit "bodies" ;
    wx:qualifier wx:exactly ; wx:status wx:{2} ; wx:evidence <#char=0,1> .
"""
EVENT = """
:{0}-{1} a wx:Milestone ; wx:milestoneKind wx:{0} ; wx:subject id:a ; wx:statement "{1} {0}"@en ;
    wx:status wx:{1} ; wx:evidence <#char=0,1> .
"""
SEATS = SEAT.format("b") + SEAT.format("c")
SUMS = PART.format("b") + PART.format("c") + SUM.format("b", "4.5", "exactly")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (SEATS + FIGURE.format("memberCount", "3.0", "actual"), ("3 bodies", "2 bodies", DIFFERS)),
        (SEATS + FIGURE.format("memberCount", "2.0", "actual"), ("2 bodies", "2 bodies", AGREES)),
        (SEATS + FIGURE.format("awardCount", "3.0", "actual"), ("3 bodies", "2 bodies", OPEN)),
        (
            SUMS + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£4.50 in 1 of 2 parts", OPEN),
        ),
        (
            SUMS + SUM.format("c", "4.0", "exactly") + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£8.50 in 2 parts", DIFFERS),
        ),
        (
            SUMS + SUM.format("c", "4.5", "upTo") + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£9 in 2 parts", OPEN),
        ),
        (  # two facts on one part are no two parts
            SUMS + SUM.format("b", "4.0", "exactly") + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£4 in 1 of 2 parts", OPEN),
        ),
        (
            SUMS
            + SUM.format("b", "4.0", "exactly")
            + SUM.format("c", "4.5", "exactly")
            + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£8.50 in 2 parts", OPEN),
        ),
        (  # what is planned of a part is not added to what came about
            PART.format("b")
            + PLANNED.format("b", "4.5", "exactly")
            + PART.format("c")
            + SUM.format("c", "4.5", "exactly")
            + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£4.50 in 1 of 2 parts", OPEN),
        ),
        (  # a sum of another time is another sum
            SUMS + LATER.format("c", "4.5", "exactly") + SUM.format("a", "9.0", "exactly"),
            ("£9 in total", "£4.50 in 1 of 2 parts", OPEN),
        ),
        (
            EVENT.format("creation", "planned") + EVENT.format("creation", "actual"),
            ("planned creation", "actual creation", AGREES),
        ),
        (
            EVENT.format("development", "planned") + EVENT.format("development", "actual"),
            ("planned development", "actual development", OPEN),
        ),
        (EVENT.format("creation", "planned"), ("planned creation", "nothing", OPEN)),
    ],
)
def test_rows_of_made_up_facts(
    make_graph: MakeGraph, facts: str, expected: tuple[str, str, str]
) -> None:
    told = drawn("sums", make_graph(THINGS + facts))
    every = [check for section in checks(told).values() for check in section]
    assert expected in [(each.stated.text, each.found.text, each.verdict) for each in every]
    assert clashes(scene(told)) == []


def test_planned_parts_are_no_sum_of_an_actual_total(make_graph: MakeGraph) -> None:
    planned = PART.format("b") + PLANNED.format("b", "9.0", "exactly")
    told = drawn("sums", make_graph(THINGS + planned + SUM.format("a", "9.0", "exactly")))
    assert checks(told)["Parts against totals"] == []
    assert told.headline.startswith("0 of 0 totals agree")


def test_of_too_many_rows_those_that_differ_are_drawn(
    make_graph: MakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = SEATS + FIGURE.format("memberCount", "3.0", "actual")
    told = drawn("sums", make_graph(THINGS + facts + FIGURE.format("awardCount", "3.0", "actual")))
    monkeypatch.setattr(verdicts, "MOST", 1)
    texts = [text.text for text in scene(told).texts]
    assert texts.count(f"≠ {DIFFERS}") == 1
    assert f"? {OPEN}" not in texts
    assert "1 more row: see the table" in texts
