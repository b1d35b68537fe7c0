"""kg rank, networks, brokers and timeline, on the real graph."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.vocabulary import ID, WX


def kg_(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_ranking_shares_ranks_and_says_first_how_little_it_tells() -> None:
    result = kg_("rank", "degree", "betweenness", "--network", "affiliation", "--top", "1")
    found = rows(result)
    assert list(found[0]) == [
        *("rank", "name", "mode", "degree", "betweenness", "betweenness rank", "thing")
    ]
    assert {row["rank"] for row in found if row["mode"] == "first"} == {"1–5"}
    assert "39 of these facts were read from one passage" in result.stderr
    assert "the largest tie holds 44" in result.stderr


def test_stability_tells_what_a_score_needs() -> None:
    result = kg_("rank", "betweenness", "--stability", "--drop", "5,10")
    by_thing = {row["thing"]: row for row in rows(result)}
    cluster = by_thing[ID + "wessex-hiec"]
    assert cluster["without wessex-hiec"] == "absent"
    assert cluster["needs"] == "wessex-hiec"
    assert {row["survives"] for row in by_thing.values()} == {""}
    assert "0 of 54 things keep a score" in result.stderr
    assert result.stderr.count("sensitivity to") == 2


def test_too_small_a_network_gives_its_facts() -> None:
    result = kg_("rank", "--network", "money")
    found = rows(result)
    assert len(found) == 3
    assert any("£475,000" in row["says"] for row in found)
    assert "4 ties: under 10, too few to rank" in result.stderr


def test_support_of_two_leaves_too_little() -> None:
    result = kg_("rank", "--min-support", "2")
    assert {row["document"] for row in rows(result)} == {"dorset-innovation-hub"}
    assert "1 tie: under 10, too few to rank" in result.stderr


def test_an_empty_slice_is_an_empty_answer_with_a_word_why() -> None:
    result = kg_("rank", "--status", "claimed")
    assert rows(result) == []
    assert "no fact of this slice makes a tie" in result.stderr


def test_a_ranking_over_the_years() -> None:
    result = kg_("rank", "--over", "2009..2011", "--yearly")
    found = rows(result)
    assert list(found[0]) == ["name", "2009-01-01", "2010-01-01", "2011-01-01", "thing"]
    cluster = next(row for row in found if row["thing"] == ID + "wessex-hiec")
    assert [cluster[f"{year}-01-01"] for year in (2009, 2010, 2011)] == [
        *("", "absent to 38", "absent to 38")
    ]


def test_katz_tells_its_attenuation() -> None:
    assert "katz: attenuation 0.1" in kg_("rank", "katz").stderr
    refused = kg_("rank", "katz", "--alpha", "5")
    assert refused.exit_code == 2
    assert "attenuation 5 is too large" in refused.stderr


def test_scores_as_rdf_join_with_the_graph(tmp_path: Path) -> None:
    target = tmp_path / "scores.ttl"
    assert kg_("rank", "degree", "--stability", "-o", str(target)).exit_code == 0
    scores = rdflib.Graph().parse(target)
    assert len(list(scores.subjects(rdflib.RDF.type, rdflib.URIRef(WX + "Score")))) == 54
    text = """SELECT ?name ?value WHERE {
      ?score wx:scoreOf ?body ; wx:scoreValue ?value ; wx:lastRank ?last ;
        wx:needsDocument <https://w3id.org/wessex-kg/document/wessex-hiec> .
      ?body a wx:Alliance ; skos:prefLabel ?name } ORDER BY ?name"""
    joined = rows(kg_("query", text, "--add", str(target)))
    assert [row["name"] for row in joined] == ["Wessex Health Innovation and Education Cluster"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rank", "fame"], "no measure is named 'fame'; there are degree, strength"),
        (["rank", "--network", "friends"], "no network is named 'friends'; there are affiliation"),
        (["rank", "clustering"], "two modes and no triangles"),
        (["rank", "eigenvector", "--network", "lineage"], "use katz or pagerank"),
        (["rank", "--drop", "lots"], "write percentages such as 5,10,25"),
        (["rank", "--yearly"], "Give --over FROM..TO"),
        (["rank", "--over", "2009"], "write it as 2009..2024"),
        (["rank", "--over", "2009..2010", "--as-of", "2010-01-01"], "leave out --as-of"),
        (["rank", "--weight", "count"], "affiliation is no projection"),
        (["rank", "--split", "all"], "--split goes with --roll-up"),
        (["rank", "--without", "nothing"], "no facts of a document 'nothing'"),
        (["networks", "friends"], "no network is named 'friends'"),
        (["networks", "--ties"], "--ties of which network?"),
        (["timeline", "Nowhere at all"], "Nowhere at all"),
    ],
)
def test_bad_input_gets_one_line(words: list[str], said: str) -> None:
    result = kg_(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_the_networks_are_listed_with_their_sizes() -> None:
    found = {row["network"]: row for row in rows(kg_("networks"))}
    assert list(found) == [
        *("affiliation", "co-membership", "everything", "lineage", "money", "overlap", "people")
    ]
    assert (found["affiliation"]["nodes"], found["affiliation"]["ties"]) == ("54", "54")


def test_a_network_tells_how_it_is_built() -> None:
    result = kg_("networks", "co-membership")
    found = {row["what"]: row["value"] for row in rows(result)}
    assert "becomes a clique" in found["mind"]
    assert found["components"] == "2 (48, 1)"
    assert float(found["density"]) == pytest.approx(757 / (49 * 48 / 2))
    assert found["the largest such class"] == "34 things"


def test_ties_show_facts_seats_and_original_bodies() -> None:
    found = rows(kg_("networks", "affiliation", "--ties", "--roll-up"))
    uhd = next(
        row for row in found
        if row["source"].endswith("university-hospitals-dorset-nhs-foundation-trust")
        and row["target"].endswith("wessex-hiec")
    )  # fmt: skip
    assert uhd["seats"] == "2"
    assert "Poole Hospital NHS Foundation Trust (ended 1 October 2020)" in uhd["original"]
    assert len(uhd["facts"].split()) == 2


def test_brokers_hold_parts_together() -> None:
    found = rows(kg_("brokers"))
    assert found[0]["thing"] == ID + "wessex-hiec"
    assert {row["broker"] for row in found} == {"node", "tie"}


def test_a_timeline_tells_exact_from_vague() -> None:
    result = kg_("timeline", "Wessex HIEC")
    found = rows(result)
    assert [row["known to the"] for row in found] == ["season", "between", "between"]
    assert found[0]["earliest"] == "2009-09-01"
    table = kg_("timeline", "Wessex HIEC", "-f", "table").stdout
    assert "autumn 2009" in table
    assert "2009-09-01" not in table


def test_json_has_scores_in_full() -> None:
    found = json.loads(kg_("rank", "betweenness", "--top", "1", "-f", "json").stdout)
    value = found["results"]["bindings"][0]["betweenness"]["value"]
    assert len(value) > 10


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    words = ["rank", "betweenness", "pagerank", "--stability", "--drop", "10", "--roll-up"]
    program = f"from kg.cli import cli; cli.main({words!r})"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(answers) == 1
