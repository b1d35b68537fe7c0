"""The questions that the graph was made for, each with its answer from the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg import query
from kg.query import Answer
from kg.vocabulary import ID, slug

LIBRARY = query.library()


@pytest.fixture(scope="module")
def graph() -> Any:
    return kg.load()


def column(answer: Answer, name: str) -> list[str]:
    """The values of a column, IRIs of things as slugs, empty cells left out."""
    cells = (record[name] for record in answer.records())
    return [cell.value.removeprefix(ID) for cell in cells if cell is not None]


def pairs(answer: Answer, *names: str) -> list[tuple[str, ...]]:
    """The rows as tuples of strings, an empty cell as an empty string."""
    return [
        tuple("" if row[name] is None else row[name].value.removeprefix(ID) for name in names)
        for row in answer.records()
    ]


def test_chair_of_wessex_health_partners(graph: Any) -> None:
    answer = graph.query("posts", body="WHP")
    assert ("Professor William Rosenberg", "Chair") in pairs(answer, "name", "title")


def test_managing_director_of_wessex_health_partners(graph: Any) -> None:
    answer = graph.query("posts", body="Wessex Health Partners")
    assert ("Christine McGrath", "Managing Director") in pairs(answer, "name", "title")


def test_role_of_ashleigh_boreham(graph: Any) -> None:
    answer = graph.query("posts", person="Ashleigh Boreham")
    assert pairs(answer, "title", "body") == [
        ("Deputy Chief Strategy and Transformation Officer", "nhs-dorset-icb")
    ]


def test_host_of_the_cluster(graph: Any) -> None:
    answer = graph.query("hosts-and-leads", alliance="Wessex HIEC")
    assert pairs(answer, "body", "role") == [("university-of-southampton", "as host")]


def test_members_of_the_cluster_stated_and_counted(graph: Any) -> None:
    answer = graph.query("members-stated-and-counted")
    assert pairs(answer, "alliance", "stated", "counted") == [("wessex-hiec", "38", "38")]


def test_population_and_area_of_the_cluster(graph: Any) -> None:
    figures = graph.query("figures", subject="Wessex HIEC")
    assert ("population served", "more than", "4000000", "people") in pairs(
        figures, "measure", "qualifier", "value", "unit"
    )
    places = graph.query("places-of", thing="Wessex HIEC")
    assert column(places, "place") == [
        "east-dorset",
        "hampshire",
        "isle-of-wight",
        "south-wiltshire",
    ]


def test_priorities_of_the_cluster(graph: Any) -> None:
    answer = graph.query("priorities-of", thing="Wessex HIEC")
    words = " ".join(column(answer, "priority"))
    assert len(answer) == 3
    assert all(word in words for word in ("telecare", "service transformation", "public health"))


def test_host_of_the_hub(graph: Any) -> None:
    answer = graph.query("hosts-and-leads", alliance="Dorset Innovation Hub")
    assert pairs(answer, "body", "role") == [
        ("university-hospitals-dorset-nhs-foundation-trust", "as host"),
        ("university-hospitals-dorset-nhs-foundation-trust", "as lead"),
    ]


def test_programme_and_funder_of_the_hub(graph: Any) -> None:
    money = graph.query("funding-of", thing="Dorset Innovation Hub")
    assert set(column(money, "funderName")) == {"The Health Foundation"}
    relations = graph.query("relations-of", thing="Dorset Innovation Hub")
    assert ("adopting-innovation", "dorset-innovation-hub") in pairs(relations, "subject", "object")


def test_university_hospitals_dorset_established(graph: Any) -> None:
    answer = graph.query("milestones", subject="UHD")
    assert pairs(answer, "kind", "date") == [("creation", "2020-10")]


def test_living_lab_hub_and_satellite(graph: Any) -> None:
    answer = graph.query("places-of", thing="Dorset Living Lab")
    assert pairs(answer, "kind", "place") == [
        ("main site", "dorset-medtech-science-park"),
        ("main site", "wessex-fields"),
        ("satellite", "dorset-county-hospital-site"),
    ]


def test_parts_of_the_wellbeing_portfolio(graph: Any) -> None:
    answer = graph.query("parts-of", whole="Wellbeing portfolio")
    assert column(answer, "part") == [
        "dorset-living-lab",
        "dorset-medtech-science-park",
        "empowered-self-care",
        "health-and-nature-dorset",
        "skills-for-future-health-and-wellbeing",
    ]


def test_trusts_of_the_acute_services_partnership(graph: Any) -> None:
    members = graph.query("members-of", alliance="Acute Services Partnership")
    assert column(members, "member") == [
        "isle-of-wight-nhs-trust",
        "portsmouth-hospitals-university-nhs-trust",
    ]
    milestones = graph.query("milestones", subject="Acute Services Partnership")
    assert pairs(milestones, "kind", "date") == [("creation", "2020")]


def test_names_of_the_academic_health_science_network(graph: Any) -> None:
    names = set(column(graph.query("names-of", thing="WAHSN"), "name"))
    assert names == {
        "AHSN Wessex",
        "Health Innovation Wessex",
        "The AHSN",
        "WAHSN",
        "Wessex Academic Health Science Network",
    }


def test_names_of_the_dorset_system(graph: Any) -> None:
    names = set(column(graph.query("names-of", thing="Our Dorset"), "name"))
    assert names >= {"Dorset Integrated Care System", "Dorset ICS", "Our Dorset", "ICS"}


def test_award_to_the_clusters(graph: Any) -> None:
    answer = graph.query("funding-by", funder="Department of Health")
    assert pairs(answer, "recipientName", "amount", "scope") == [
        ("health innovation and education clusters", "11000000", "total")
    ]
    figures = graph.query("figures", subject="health innovation and education clusters")
    assert pairs(figures, "measure", "value") == [("number of awards", "17")]


def test_ceiling_and_length_of_the_hub_money(graph: Any) -> None:
    answer = graph.query("funding-of", thing="Dorset Innovation Hub")
    assert pairs(answer, "recipientName", "qualifier", "amount", "scope", "duration") == [
        ("Dorset Integrated Care System", "", "", "", ""),
        ("innovation hubs of Adopting Innovation", "up to", "475000", "each", "P2Y6M"),
    ]


def test_largest_theme_of_the_prospectus(graph: Any) -> None:
    answer = graph.query("themes-compared", whole="Dorset Investment Prospectus")
    first = {row[:2] for row in pairs(answer, "measure", "theme", "rank") if row[2] == "1"}
    assert first == {
        ("investment", "living-theme"),
        ("investment opportunity", "living-theme"),
        ("gross value added", "living-theme"),
    }


def test_sums_of_the_prospectus(graph: Any) -> None:
    answer = graph.query("sums")
    assert pairs(answer, "what", "stated", "sum", "difference", "parts") == [
        ("gross value added", "24000000000", "24000000000", "0", "4"),
        ("investment", "186000000", "186000000", "0", "4"),
        ("investment opportunity", "2975000000", "2975000000", "0", "4"),
    ]


def test_awarded_money(graph: Any) -> None:
    answer = graph.query("awards")
    assert pairs(answer, "funder", "recipient") == [
        ("department-of-health", "health-innovation-and-education-clusters"),
        ("health-foundation", "dorset-ics"),
        ("health-foundation", "adopting-innovation-hubs"),
    ]


def test_members_of_the_cluster_that_are_partners_of_the_hub(graph: Any) -> None:
    answer = graph.query("shared-members", first="Wessex HIEC", second="Dorset Innovation Hub")
    assert set(column(answer, "body")) == {
        "bournemouth-university",
        "dorset-county-hospital-nhs-foundation-trust",
        "dorset-healthcare-university-nhs-foundation-trust",
    }
    assert len(answer) == 6


def test_universities_with_several_links(graph: Any) -> None:
    answer = graph.query("linked-to-several", kind="university")
    assert set(column(answer, "body")) == {
        "bournemouth-university",
        "university-of-portsmouth",
        "university-of-southampton",
    }


def test_people_in_dorset_bodies(graph: Any) -> None:
    answer = graph.query("posts-in-place", place="Dorset")
    assert set(column(answer, "person")) == {
        "ashleigh-boreham",
        "karen-kirkham",
        "phil-richardson",
        "richard-renaut",
    }


def test_local_authorities_of_the_cluster(graph: Any) -> None:
    answer = graph.query("members-of-kind", alliance="Wessex HIEC", kind="local authority")
    assert column(answer, "member") == [
        "eastleigh-borough-council",
        "hampshire-county-council",
        "isle-of-wight-council",
        "portsmouth-city-council",
        "southampton-city-council",
    ]


def test_partners_of_the_hub_named_and_classes(graph: Any) -> None:
    answer = graph.query("partners-named-and-classes", alliance="Dorset Innovation Hub")
    entries = pairs(answer, "entry", "partner")
    assert sum(entry == "named body" for entry, _ in entries) == 11
    assert {partner for entry, partner in entries if entry == "class of bodies"} == {
        "primary-care-networks",
        "voluntary-and-charity-sector",
    }


def test_order_of_the_dated_milestones(graph: Any) -> None:
    events = column(graph.query("timeline"), "event")
    asked = [
        "Wessex Health Innovation and Education Cluster: bid",
        "Wessex Health Innovation and Education Cluster: announcement",
        "Acute Services Partnership: creation",
        "University Hospitals Dorset NHS Foundation Trust: creation",
    ]
    assert sorted(asked, key=events.index) == asked


def test_collaborations_that_exist_in_the_prospectus() -> None:
    actual = kg.load(slice=kg.Slice(status="actual"))
    answer = actual.query("collaborations", document="dorset-wellbeing-prospectus")
    found = [(form, parties.split("; ")) for form, parties in pairs(answer, "form", "parties")]
    trust = "University Hospitals Dorset NHS Foundation Trust"
    assert ("collaboration", ["Bournemouth University", trust]) in found
    assert any(form == "collaboration" and "Microsoft" in parties for form, parties in found)
    assert ("alliance", ["Health and Nature Dorset collaboration"]) in found
    assert len(found) == 4


def test_share_of_people_over_65(graph: Any) -> None:
    answer = graph.query("figures", subject="Dorset")
    shares = pairs(answer, "measure", "value", "period", "comparedWith", "comparedValue")
    assert ("share of people over 65", "30", "2030", "England", "23") in shares


def test_areas_that_developed_plans(graph: Any) -> None:
    figures = graph.query("figures", subject="STPs")
    assert pairs(figures, "measure", "value") == [("number of areas", "44")]
    places = graph.query("places-of", thing="STPs")
    assert "hampshire-and-isle-of-wight" in column(places, "place")


def test_areas_of_the_partners_and_the_cluster(graph: Any) -> None:
    answer = graph.query("areas-compared", first="WHP", second="Wessex HIEC")
    assert pairs(answer, "placeName", "inFirst", "inSecond") == [
        ("Dorset", "true", "false"),
        ("East Dorset", "false", "true"),
        ("Hampshire", "true", "true"),
        ("Isle of Wight", "true", "true"),
        ("South Wiltshire", "false", "true"),
    ]


def test_what_became_of_the_cluster(graph: Any) -> None:
    answer = graph.query("became", alliance="Wessex HIEC")
    became = {row[0]: row[1:] for row in pairs(answer, "nameThen", "successor", "outcome")}
    assert became["Poole NHS Foundation Trust"] == (
        "university-hospitals-dorset-nhs-foundation-trust",
        "succeeded",
    )
    assert became["Southampton City PCT"] == ("nhs-hampshire-and-isle-of-wight-icb", "succeeded")
    assert became["Hampshire Partnership NHS Foundation Trust"] == (
        "hampshire-and-isle-of-wight-healthcare-nhs-foundation-trust",
        "renamed",
    )
    assert became["NHS Hampshire"] == ("nhs-hampshire", "successor not recorded")
    assert became["IBM"] == ("ibm", "no change recorded")
    rows = pairs(answer, "member", "successor", "outcome")
    assert ("isle-of-wight-nhs-pct", "isle-of-wight-nhs-trust", "a part split off") in rows
    assert ("isle-of-wight-nhs-pct", "nhs-hampshire-and-isle-of-wight-icb", "succeeded") in rows
    assert len(became) == 38


def test_new_names_are_in_the_timeline(graph: Any) -> None:
    events = column(graph.query("timeline", thing="RW1"), "event")
    assert sum("takes the name" in event for event in events) == 2


def test_bodies_descended_from_several_members(graph: Any) -> None:
    answer = graph.query("descended-from-several", alliance="Wessex HIEC")
    assert pairs(answer, "successor", "members") == [
        ("nhs-hampshire-and-isle-of-wight-icb", "3"),
        ("hampshire-hospitals-nhs-foundation-trust", "2"),
        ("hampshire-and-isle-of-wight-healthcare-nhs-foundation-trust", "2"),
        ("university-hospitals-dorset-nhs-foundation-trust", "2"),
    ]


def test_same_table_then_and_now(graph: Any) -> None:
    answer = graph.query("same-table-then-and-now", first="Wessex HIEC")
    assert {row[:2] for row in pairs(answer, "body", "laterName")} == {
        ("portsmouth-hospitals-university-nhs-trust", "Acute Services Partnership"),
        ("bournemouth-university", "Dorset Innovation Hub"),
        ("dorset-county-hospital-nhs-foundation-trust", "Dorset Innovation Hub"),
        ("dorset-healthcare-university-nhs-foundation-trust", "Dorset Innovation Hub"),
        ("university-hospitals-dorset-nhs-foundation-trust", "Dorset Innovation Hub"),
    }


def test_organisations_on_a_day_of_2015(graph: Any) -> None:
    answer = graph.query("existed-on", day="2015-01-01")
    by_state: dict[str, set[str]] = {}
    for state, body in pairs(answer, "existence", "body"):
        by_state.setdefault(state, set()).add(body)
    assert "nhs-dorset-ccg" in by_state["existed"]
    assert "poole-hospital-nhs-foundation-trust" in by_state["existed"]
    assert "university-hospitals-dorset-nhs-foundation-trust" in by_state["began after"]
    assert "hampshire-pct" in by_state["ended before"]
    assert "university-of-southampton" in by_state["existed"]
    assert "institute-of-smart-ageing" in by_state["only planned"]
    assert "active-dorset" in by_state["undated"]


def test_a_planned_merger_ends_and_begins_nothing(make_graph: Callable[..., kg.Graph]) -> None:
    bodies = 'id:a a wx:Organisation ; skos:prefLabel "A"@en . id:b a wx:Organisation ;'
    merger = 'skos:prefLabel "B"@en . :c a wx:Change ; wx:predecessor id:a ; wx:successor id:b ;'
    kind = (
        'wx:changeKind wx:merger ; wx:date "2013-04-01"^^xsd:date ; wx:status wx:{} ;'
        " wx:evidence <#char=0,9> ."
    )
    for status, first, second in (
        ("planned", "undated", "undated"),
        ("actual", "ended before", "existed before, later not attested"),
    ):
        answer = make_graph(bodies + merger + kind.format(status)).query(
            "existed-on", day="2016-01-01"
        )
        states = dict(pairs(answer, "body", "existence"))
        assert states == {"a": first, "b": second}


def test_facts_on_one_passage(graph: Any) -> None:
    answer = graph.query("single-passage")
    facts = list(answer.facts or ())
    assert len(facts) == len(set(facts))
    statement = "SELECT (COUNT(*) AS ?n) { ?f wx:evidence ?p . ?p a wx:Passage }"
    cited = int(graph.query(statement).rows[0][0].value)
    several = 648 - len(facts)
    assert several > 0
    assert cited >= len(facts) + 2 * several


def test_unknowns(graph: Any) -> None:
    assert Counter(column(graph.query("unknowns"), "unknown")) == {
        "alliance without host or lead": 5,
        "body without a kind": 18,
        "money without a giver": 10,
        "money without a recipient": 10,
        "post without a date": 11,
    }


def test_planned_and_estimated_by_document(graph: Any) -> None:
    answer = graph.query("planned")
    counted = Counter(pairs(answer, "document", "status"))
    assert {(slug(document), status): n for (document, status), n in counted.items()} == {
        ("dorset-innovation-hub", "planned"): 33,
        ("dorset-wellbeing-prospectus", "estimated"): 14,
        ("dorset-wellbeing-prospectus", "planned"): 89,
        ("isle-of-wight-partnership", "planned"): 5,
        ("wessex-hiec", "planned"): 14,
        ("whp-launch", "planned"): 13,
    }


# What a text calls new, launched, created or to be established, and the eve of its first day.
EVES = {
    "2009-08-31": ("wessex-hiec",),
    "2010-09-30": (
        "institute-of-medical-imaging-and-visualisation",
        "joint-clinical-trials-unit",
        "orthopaedic-research-institute",
    ),
    "2019-12-31": ("acute-services-partnership",),
    "2020-05-31": ("adopting-innovation",),
    "2020-09-30": (
        "digital-health-advisors",
        "dorset-centre-of-excellence-for-wellbeing-in-nature",
        "dorset-living-lab",
        "dorset-medtech-science-park",
        "institute-of-smart-ageing",
        "prospectus-innovation-hub",
        "university-hospitals-dorset-nhs-foundation-trust",
    ),
    "2021-05-31": ("dorset-core-project-team", "dorset-innovation-hub"),
    "2023-09-30": ("wessex-health-partners",),
}


@pytest.mark.parametrize("eve", EVES)
def test_what_is_new_is_nowhere_before_it_can_have_begun(eve: str) -> None:
    day = date.fromisoformat(eve)
    before, after = (kg.load(slice=kg.Slice(as_of=each)) for each in (day, day + timedelta(days=1)))
    for body in EVES[eve]:
        told = (
            f"SELECT ?fact {{ ?fact ?role id:{body} ; wx:status ?status ; a ?kind ."
            " FILTER(?kind != wx:Identifier) }"
        )
        assert not before.rows(told), body
        assert after.rows(told), body


def test_connection_of_two_bodies(graph: Any) -> None:
    answer = graph.query(
        "between", first="University of Southampton", second="Bournemouth University"
    )
    assert set(column(answer, "via")) == {"wessex-hiec"}


@pytest.mark.parametrize("name", LIBRARY)
def test_runs_as_it_stands_with_rows(graph: Any, name: str) -> None:
    assert len(graph.query(LIBRARY[name].read_text(encoding="utf-8"))) > 0


@pytest.mark.parametrize("name", LIBRARY)
def test_equal_in_rdflibs_engine(plain: Any, name: str) -> None:
    graph, default = plain
    text = LIBRARY[name].read_text(encoding="utf-8")
    ours = query.run(graph, text)
    theirs = default.query(text)
    columns = [str(variable) for variable in theirs.vars]
    assert columns == list(ours.columns)
    expected = sorted(tuple(value(cell) for cell in row) for row in ours.rows)
    assert sorted(tuple(value(cell) for cell in row) for row in theirs) == expected


@pytest.fixture(scope="module")
def plain() -> Any:
    """The graph, and the same default graph in rdflib's own store."""
    import rdflib

    graph = kg.load()
    text = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o OPTIONAL { ?s wx:possibleFrom ?day } }"
    default = rdflib.Graph()
    lines = "".join(f"{triple} .\n" for triple in query.run(graph, text).triples)
    default.parse(data=lines, format="nt")
    return graph, default


def value(term: Any) -> str:
    """A term's value, numbers by their number: engines write decimals differently."""
    text = "" if term is None else str(getattr(term, "value", term))
    if "Literal" in type(term).__name__:
        text = str(term.value) if isinstance(term, ox.Literal) else str(term)
    try:
        return str(float(text))
    except ValueError:
        return text


def test_every_question_is_in_a_group() -> None:
    groups = {query.read(path).group for path in LIBRARY.values()}
    assert groups == {
        "aims",
        "does it add up",
        "figures",
        "lineage",
        "membership",
        "money",
        "names",
        "overview",
        "people",
        "places",
        "programmes",
        "time",
        "what it rests on",
    }


def test_library_is_where_the_wheel_puts_it() -> None:
    assert all(isinstance(path, Path) and path.exists() for path in LIBRARY.values())
