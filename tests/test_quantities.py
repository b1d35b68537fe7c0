"""Quantities: numbers as an English text writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.quantities import quantities


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("£475,000 each", "475000", "GBP"),
        ("a total of £11m to", "11000000", "GBP"),
        ("£2.2bn", "2200000000", "GBP"),
        ("£ 2.975 billion", "2975000000", "GBP"),
        ("£24bn GVA", "24000000000", "GBP"),
        ("GBP 300k", "300000", "GBP"),
        ("€5", "5", "EUR"),
        ("two million pounds", "2000000", "GBP"),
        ("48,000 jobs", "48000", ""),
        ("38 bodies", "38", ""),
        ("more than four million people", "4000000", ""),
        ("half a million people", "500000", ""),
        ("two and a half years", "2.5", ""),
        ("one hundred and twenty-one", "121", ""),
        ("a dozen", "12", ""),
    ],
)
def test_reads_numbers_and_money(text: str, value: str, currency: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.currency, found.percent) == (Decimal(value), currency, False)


@pytest.mark.parametrize("text", ["30%", "30 %", "30 per cent", "thirty percent"])
def test_tells_percentages(text: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.percent) == (30, True)


def test_keeps_numbers_apart() -> None:
    assert [found.value for found in quantities("one of 44 areas, 17 clusters and two hubs")] == [
        1, 44, 17, 2,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["someone", "oneself", "A1", "tenth", "no number"])
def test_sees_no_number_inside_a_word(text: str) -> None:
    assert list(quantities(text)) == []


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_reads_any_number_with_its_thousands_set_off(number: int) -> None:
    (found,) = quantities(f"about £{number:,}.")
    assert (found.value, found.currency) == (number, "GBP")
