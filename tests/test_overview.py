"""The overview counts what the graph holds."""

import kg
from kg.overview import overview


def test_counts_of_the_small_graph(small: kg.Graph) -> None:
    text = " ".join(" ".join(overview(small)).split())
    assert f"data {small.version}" in text
    assert "2 documents of 2010 to 2021, 1 compilation of public registers" in text
    assert "2 people and 1 place" in text
    assert "16: 2 posts, 5 memberships, 1 sum of money" in text
    assert "14 actual and 2 planned" in text


def test_it_is_short_and_tells_what_to_try() -> None:
    lines = overview(kg.load())
    assert len(lines) <= 14
    assert sum("kg " in line for line in lines) >= 3


def test_what_it_tells_to_try_works() -> None:
    from kg.card import show

    graph = kg.load()
    for name in ("Wessex HIEC", "Wessex Health Partners", "Dorset Innovation Hub"):
        assert show(graph, name).sections
