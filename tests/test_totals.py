"""Which stated sums are parts of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import kg
from kg import facts
from kg.totals import totals
from kg.vocabulary import slug

PARTS = "id:a id:b", "id:b id:c"


def sums(make_graph: Callable[..., kg.Graph], parts: tuple[str, ...], *more: str) -> object:
    """The totals by the sums that are parts of them, in a graph of parts and of sums."""
    links = (
        f":part{number} a wx:Part ; wx:part {part} ; wx:whole {whole} ; wx:status wx:actual ;"
        " wx:evidence <#char=0,5> ."
        for number, (part, whole) in enumerate(each.split() for each in parts)
    )
    graph = make_graph("\n".join((*links, *more)))
    found = totals(facts.naming(graph))
    return {slug(part): [slug(total) for total in of] for part, of in found.items()}


def stated(of: str, status: str = "actual", amount: str = "5") -> str:
    """A sum of a thing, by which its fact is called."""
    said = f'wx:amount {amount} ; wx:currency "GBP" ;' if amount else ""
    return (
        f":sum-{of} a wx:Funding ; wx:fundedWork id:{of} ; wx:fundingKind wx:award ; {said}"
        f" wx:status wx:{status} ; wx:evidence <#char=0,5> ."
    )


def test_a_part_knows_the_totals_of_its_wholes_the_nearest_first(
    make_graph: Callable[..., kg.Graph],
) -> None:
    found = sums(make_graph, PARTS, *map(stated, "abc"))
    assert found == {"sum-a": ["sum-b", "sum-c"], "sum-b": ["sum-c"]}


def test_a_whole_without_a_sum_is_passed_over(make_graph: Callable[..., kg.Graph]) -> None:
    assert sums(make_graph, PARTS, *map(stated, "ac")) == {"sum-a": ["sum-c"]}


@pytest.mark.parametrize("whole", [stated("b", "planned"), stated("b", amount="")])
def test_a_plan_or_no_amount_is_no_total(make_graph: Callable[..., kg.Graph], whole: str) -> None:
    assert sums(make_graph, PARTS, stated("a"), whole) == {}


def test_a_ring_of_parts_ends(make_graph: Callable[..., kg.Graph]) -> None:
    found = sums(make_graph, ("id:a id:b", "id:b id:a"), *map(stated, "ab"))
    assert found == {"sum-a": ["sum-b"], "sum-b": ["sum-a"]}
