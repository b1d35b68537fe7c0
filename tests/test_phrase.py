"""Words for dates, durations, numbers and for every kind of fact."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import phrase
from kg.facts import facts
from kg.vocabulary import FACT_KINDS


@pytest.fixture(scope="module")
def real() -> kg.Graph:
    return kg.load(demo=True)


@pytest.mark.parametrize(
    ("lexical", "words"),
    [
        ("2010-03-12", "12 March 2010"),
        ("2010-03-02", "2 March 2010"),
        ("2010-03", "March 2010"),
        ("2010", "2010"),
        ("2009-23", "autumn 2009"),
        ("2021-03~", "about March 2021"),
        ("2021?", "2021 (uncertain)"),
        ("2021%", "about 2021 (uncertain)"),
        ("2023-10/..", "October 2023 or later"),
        ("../2023", "2023 or earlier"),
        ("2023-10/", "October 2023 or later"),
        ("../..", "undated"),
        ("2021/2023", "between 2021 and 2023"),
        ("2021-13", "13 2021"),
        ("soon", "soon"),
    ],
)
def test_dates_in_words(lexical: str, words: str) -> None:
    assert phrase.date(lexical) == words


@pytest.mark.parametrize(
    ("lexical", "words"),
    [
        ("P2Y6M", "2 years 6 months"),
        ("P1Y", "1 year"),
        ("P3W", "3 weeks"),
        ("P10D", "10 days"),
        ("PT3H", "PT3H"),
        ("P", "P"),
    ],
)
def test_durations_in_words(lexical: str, words: str) -> None:
    assert phrase.duration(lexical) == words


@pytest.mark.parametrize(
    ("lexical", "words"),
    [("11000000.0", "11,000,000"), ("1.50", "1.5"), ("100", "100"), ("-7", "-7"), ("many", "many")],
)
def test_numbers_in_words(lexical: str, words: str) -> None:
    assert phrase.number(lexical) == words


def test_lists_in_prose() -> None:
    assert [phrase.joined(texts) for texts in ([], ["a"], ["a", "", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@given(st.text(max_size=30))
def test_any_text_is_put_into_words(text: str) -> None:
    assert isinstance(phrase.date(text) + phrase.duration(text) + phrase.number(text), str)


SAID = {
    "host-alpha": "Alpha Trust: host of Beta Alliance",
    "post-a": "Person A: Chair, Beta Alliance",
    "award": "award of up to £2,000,000 in total by Ministry of Tests to Beta Alliance",
    "creation-beta": "Beta Alliance: creation",
    "name-alpha": "Alpha Trust: “AT”, short name",
}


def test_facts_as_sentences(small: kg.Graph) -> None:
    base = "https://w3id.org/wessex-kg/fact/alpha-news/"
    found = facts(small, [base + name for name in SAID])
    assert {f.iri.removeprefix(base): phrase.sentence(f, small.label) for f in found} == SAID


def test_a_change_says_what_became_of_what(small: kg.Graph) -> None:
    [fact] = facts(small, ["https://w3id.org/wessex-kg/fact/omega-report/merger"])
    assert phrase.sentence(fact, small.label) == (
        "merger of Alpha Trust and Epsilon Trust into Omega Trust"
    )
    assert phrase.period(phrase.Words(fact, small.label)) == "1 October 2020"


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_every_fact_of_the_real_graph_reads_as_english(real: kg.Graph, kind: str) -> None:
    rows = real.rows(f"SELECT ?fact WHERE {{ ?fact a wx:{kind} }}")
    found = facts(real, [row["fact"].value for row in rows])  # type: ignore[union-attr]
    label = phrase.labels(real)
    said = {fact.iri: phrase.sentence(fact, label) for fact in found}
    assert said
    raw = re.compile(r"https?://(?!\S*\.)|\b(wx|id|fact):|None|  |^: |: $|, $|\^\^")
    assert not {iri: text for iri, text in said.items() if raw.search(text)}


def test_a_figure_tells_its_comparator(real: kg.Graph) -> None:
    iri = "https://w3id.org/wessex-kg/fact/dorset-wellbeing-prospectus/over-65-dorset"
    [fact] = facts(real, [iri])
    text = phrase.sentence(fact, phrase.labels(real))
    assert re.fullmatch(r"Dorset: .*30 percent, against England: .*23 percent", text), text


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("class of bodies", "classes of bodies"),
        ("local authority", "local authorities"),
        ("NHS trust", "NHS trusts"),
        ("survey", "surveys"),
        ("person", "people"),
    ],
)
def test_plurals(noun: str, many: str) -> None:
    assert phrase.many(noun) == many
    assert phrase.count(2, noun) == f"2 {many}"
    assert phrase.count(1, noun) == f"1 {noun}"
