"""The layout of money: awards in words, panels of bars each on its own scale."""

from decimal import Decimal
from itertools import pairwise

import pytest
from conftest import MakeGraph
from scenes import clashes, drawn, facts_of_kind, said, words

from kg import amounts
from kg.drawing import Drawing
from kg.layouts import bars, scene
from kg.scene import Band, Scene
from kg.vocabulary import WX, slug


@pytest.fixture(scope="module")
def told() -> Drawing:
    return drawn("money")


@pytest.fixture(scope="module")
def found(told: Drawing) -> Scene:
    return scene(told)


def totals() -> dict[str, Decimal]:
    """By way of money, the sum of the amounts of what is part of nothing, read by hand."""
    parts = {part for link in facts_of_kind("Part").values() for part in link["part"]}
    sums: dict[str, Decimal] = {}
    for fact in facts_of_kind("Funding").values():
        if "amount" in fact and not parts.intersection(fact.get("fundedWork", ())):
            way = slug(fact["fundingKind"][0])
            sums[way] = sums.get(way, Decimal(0)) + Decimal(fact["amount"][0])
    return sums


def test_money_headline_is_true(told: Drawing) -> None:
    funding = facts_of_kind("Funding").values()
    single = {
        one["subject"][0]
        for one in facts_of_kind("Relation").values()
        if one["relationKind"] == [WX + "oneOf"]
    }
    awards = [
        fact
        for fact in funding
        if fact["fundingKind"] == [WX + "award"]
        and not single.intersection(fact.get("fundedWork", ()))
    ]
    made, sought = (totals()[way] / 1_000_000 for way in ("investment", "opportunity"))
    assert told.headline == (
        f"{len(awards)} rounds of awards; £{made:,.0f} million or more said to be invested,"
        f" £{sought:,.0f} million sought"
    )
    made = [fact for fact in funding if fact["fundingKind"] == [WX + "investment"]]
    assert {fact["qualifier"][0] for fact in made} == {WX + "atLeast"}
    assert {fact["currency"][0] for fact in funding if "amount" in fact} == {"GBP"}


def panel_of(found: Scene, bar: Band) -> Band:
    panels = [band for band in found.bands if band.role == "panel"]
    (panel,) = (
        each
        for each in panels
        if each.x < bar.x < each.x + each.width and each.y < bar.y < each.y + each.height
    )
    return panel


def test_each_panel_has_one_way_of_money_and_one_scale(told: Drawing, found: Scene) -> None:
    by_panel: dict[Band, list[Band]] = {}
    for bar in (band for band in found.bands if band.role == "bar"):
        by_panel.setdefault(panel_of(found, bar), []).append(bar)
    assert len(by_panel) == 3
    for chosen in by_panel.values():
        facts = [told.values[bar.facts[0]] for bar in chosen]
        assert len({(f.kind, f.first("fundingKind"), f.first("measure")) for f in facts}) == 1
        assert len({fact.status == "actual" for fact in facts}) == 1
        sums = [amounts.number(f.first("amount") or f.first("value")) for f in facts]
        scales = [bar.width / float(a) for bar, a in zip(chosen, sums, strict=True) if a]
        assert scales == pytest.approx([scales[0]] * len(scales))
    assert said(found).count("On a scale of its own") == 3


def test_panels_stand_below_one_another_each_with_its_own_axis(found: Scene) -> None:
    panels = {panel_of(found, band) for band in found.bands if band.role == "bar"}
    order = sorted(panels, key=lambda panel: panel.y)
    assert len({(panel.x, panel.width) for panel in order}) == 1
    assert all(one.y + one.height < two.y for one, two in pairwise(order))
    for panel in order:
        ticks = [
            line for line in found.lines if panel.y < line.points[0][1] < panel.y + panel.height
        ]
        assert 3 <= len(ticks) <= 5


def test_the_award_to_one_hub_is_told_with_that_to_all_four(told: Drawing, found: Scene) -> None:
    cards = [band for band in found.bands if band.role == "panel" and band.width < bars.WIDTH]
    assert len(cards) == 2
    (box,) = (b for b in found.boxes if b.lines == ("Dorset Innovation Hub",))
    (card,) = (c for c in cards if c.x < box.x < c.x + c.width)
    inside = [t.text for t in found.texts if card.x < t.x < card.x + card.width]
    assert "Up to £475,000 each" in inside
    assert "One of them, without a sum of its own:" in inside


def test_every_bar_says_its_amount_and_status_and_estimates_are_hatched(
    told: Drawing, found: Scene
) -> None:
    for bar in (band for band in found.bands if band.role == "bar"):
        (fact,) = bar.facts
        lines = [text.text for text in found.texts if text.facts == bar.facts]
        amount = Decimal(told.values[fact].first("amount") or told.values[fact].first("value"))
        assert f"£{amount:,.0f}" in lines[0]
        assert told.facts[fact].status in lines[1]
        assert ("estimated" in bar.marks) == (told.facts[fact].status == "estimated")
        assert (bar.kind == "Funding") == (told.values[fact].kind == "Funding")


def test_awards_are_sentences_with_ceiling_and_receiver(found: Scene) -> None:
    told = words(found)
    assert "Up to £475,000 each" in told
    assert "4 hubs in all" in told
    assert "17 clusters in all" in told
    assert "over 2 years 6 months, award, actual" in told
    assert not any(bar.facts and "475,000" in text.text for bar in found.bands if bar.role == "bar"
                   for text in found.texts if text.facts == bar.facts)  # fmt: skip


def test_every_money_fact_is_told(told: Drawing, found: Scene) -> None:
    shown = {told.values[at].iri for each in (*found.texts, *found.bands) for at in each.facts}
    assert set(facts_of_kind("Funding")) <= shown


FUNDING = """
id:{work} a wx:Programme ; skos:prefLabel "{work}"@en .
:{work}-{n} a wx:Funding ; wx:fundingKind wx:{way} ; wx:fundedWork id:{work} ;
    wx:amount {amount} ; wx:currency "{currency}" ; wx:qualifier wx:exactly ;
    wx:amountScope wx:total ; wx:status wx:{status} ; wx:evidence <#char=0,1> .
"""


def funding(
    work: str, amount: str, way: str = "investment", status: str = "actual", currency: str = "GBP"
) -> str:
    n = f"{way}-{status}-{currency}"
    return FUNDING.format(work=work, amount=amount, way=way, status=status, currency=currency, n=n)


def headings(found: Scene) -> list[str]:
    return [text.text for text in found.texts if text.role == "heading"]


def test_plans_and_other_currencies_have_panels_of_their_own(make_graph: MakeGraph) -> None:
    facts = (
        funding("a", "10.0") + funding("b", "5.0") + funding("a", "9.0", status="planned")
        + funding("a", "8.0", currency="EUR") + funding("a", "7.0", way="opportunity")
    )  # fmt: skip
    found = scene(drawn("money", make_graph(facts)))
    panels = [band for band in found.bands if band.role == "panel"]
    assert len(panels) == 4
    assert sorted(headings(found)) == [
        "Intended: investment",
        "Made: investment",
        "Made: investment",
        "Sought: investment opportunity",
    ]
    widths = sorted(band.width for band in found.bands if band.role == "bar")
    assert widths == pytest.approx([bars.SCALE / 2, *[bars.SCALE] * 4])
    dashed = [band for band in found.bands if "planned" in band.marks]
    assert [len(band.facts) for band in dashed] == [1]
    assert clashes(found) == []


def test_of_too_many_sums_the_largest_are_drawn(
    make_graph: MakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars, "MOST", 2)
    facts = "".join(funding(name, f"{at}.0") for at, name in enumerate("abcde", 1))
    found = scene(drawn("money", make_graph(facts)))
    assert [" ".join(box.lines) for box in found.boxes] == ["e", "d"]
    assert "3 more sums: see the table" in words(found)


@pytest.mark.parametrize(("most", "step"), [(186, 50), (1, "0.5"), (1000, 500), (0, 0)])
def test_an_axis_has_few_round_steps(most: int, step: object) -> None:
    assert bars._step(Decimal(most)) == Decimal(str(step))


def test_parts_of_a_total_are_called_so(make_graph: MakeGraph) -> None:
    part = ":part a wx:Part ; wx:part id:b ; wx:whole id:a ; wx:status wx:actual ;\n"
    facts = funding("a", "10.0") + funding("b", "5.0")
    assert "of which" not in words(scene(drawn("money", make_graph(facts))))
    linked = make_graph(facts + part + "    wx:evidence <#char=0,1> .")
    assert "of which" in words(scene(drawn("money", linked)))


def test_a_local_name_is_spelt_out(told: Drawing) -> None:
    label = amounts.concepts(told)
    assert label(WX + "upTo") == "up to"
    assert label(WX + "opportunity") == "investment opportunity"
    assert amounts.number("x") is None
    assert amounts.number("NaN") is None
