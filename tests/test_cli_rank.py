"""kg rank, networks and brokers, on the real graph."""

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
    result = kg_("rank", "betweenness", "--stability", "--drop", "5,10,5", "--seed", "7")
    by_thing = {row["thing"]: row for row in rows(result)}
    cluster = by_thing[ID + "wessex-hiec"]
    assert cluster["without wessex-hiec (its list 2557–2659)"] == ""
    assert cluster["without wessex-hiec (its list 2557–2659) rank"] == "absent"
    assert cluster["needs"] == "wessex-hiec"
    assert {row["survives"] for row in by_thing.values()} == {""}
    assert "0 of 54 things keep a score" in result.stderr
    lines = [line for line in result.stderr.splitlines() if "sensitivity to" in line]
    assert len(lines) == 4  # two shares, two modes
    assert all("(seed 7)" in line for line in lines)
    assert lines != [
        line
        for line in kg_("rank", "betweenness", "--drop", "5,10").stderr.splitlines()
        if "sensitivity to" in line
    ]


def test_stability_gives_score_and_rank_without_each_source() -> None:
    (row,) = (
        row
        for row in rows(kg_("rank", "betweenness", "--stability"))
        if row["thing"] == ID + "health-innovation-wessex"
    )
    less = "without wessex-hiec (its list 2557–2659)"
    assert (row[less], row[f"{less} rank"]) == ("0.181818181818", "1")
    table = kg_("rank", "betweenness", "--stability", "-f", "md").stdout
    head, line = (
        [cell.strip() for cell in line.split("|")]
        for line in table.splitlines()
        if line.startswith("| rank") or "| Health Innovation Wessex " in line
    )
    assert line[head.index(less)] == "0.1818 (1)"
    assert f"{less} rank" not in head


def test_of_several_measures_it_says_which_is_probed() -> None:
    result = kg_("rank", "degree", "strength", "degree", "--drop", "5")
    assert list(rows(result)[0]) == [
        *("rank", "name", "mode", "degree", "strength", "strength rank", "thing")
    ]
    assert "what follows is of degree, the first measure" in result.stderr


def test_the_columns_of_stability_are_explained() -> None:
    assert "span: the first and last rank in any run" in kg_("rank", "--stability").stderr
    assert "The column span has" in " ".join(kg_("rank", "--help").stdout.split())


def test_too_small_a_network_gives_its_facts() -> None:
    result = kg_("rank", "--network", "money")
    found = rows(result)
    assert len(found) == 3
    assert any("£475,000" in row["says"] for row in found)
    assert list(found[0]) == ["says", "when", "status", "last attested", "document"]
    assert {row["last attested"] for row in found} == {"summer 2021", "12 March 2010"}
    assert "4 ties: under 10, too few to rank" in result.stderr
    assert "its facts are listed instead" in result.stderr


def test_facts_of_a_day_tell_whether_they_hold() -> None:
    found = rows(kg_("rank", "--network", "money", "--as-of", "2015-01-01"))
    assert {row["document"]: row["holds"] for row in found} == {
        "dorset-innovation-hub": "may hold",
        "wessex-hiec": "holds",
    }


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


def test_over_honours_top_and_says_of_what_it_speaks() -> None:
    result = kg_("rank", "degree", "--over", "2009..2011", "--top", "1")
    assert 0 < len(rows(result)) < 54
    for said in (
        "first of the whole slice, whatever the day:",
        "empty, for no tie holds or may hold: 2009-01-01",
        "too small to rank (under 10 ties, or all from one list): 2009-09-01",
        "on the last day: the last attestation by 2011-04-01 is of 12 March 2010, 1 year before",
        "they are no bounds, for degree can fall as ties are added",
        "what is among the first 1 of its mode on one of these days",
    ):
        assert said in result.stderr
    assert " | 1" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["katz"], "katz: attenuation 0.85 of what is possible on each day"),
        (["katz", "--alpha", "0.01"], "katz: attenuation 0.01"),
        (["pagerank", "--damping", "0.5"], "pagerank: damping 0.5"),
    ],
)
def test_over_tells_its_settings(words: list[str], said: str) -> None:
    assert said in kg_("rank", *words, "--over", "2010-03-12..2010-03-12").stderr.splitlines()[-1]


def test_over_tells_its_moments_where_nothing_is_ranked() -> None:
    result = kg_("rank", "--network", "money", "--over", "2009..2011")
    assert len(rows(result)) == 3
    assert "4 ties: under 10, too few to rank" in result.stderr
    assert "too small to rank (under 10 ties, or all from one list): 2009-01-01" in result.stderr


def test_katz_tells_its_attenuation() -> None:
    chain = kg_("rank", "katz", "--network", "lineage").stderr
    assert "katz: attenuation 0.85; no cycle, so that it has no limit" in chain
    assert "pagerank: damping 0.5" in kg_("rank", "pagerank", "--damping", "0.5").stderr
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


RANKING = rdflib.URIRef(WX + "Ranking")


def scored(*words: str) -> rdflib.Graph:
    result = kg_("rank", "degree", "-f", "turtle", *words)
    assert result.exit_code == 0, result.stderr
    return rdflib.Graph().parse(data=result.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ["--unweighted"],
        ["--weight", "count"],
        ["--min-support", "2"],
        ["--seed", "1"],
        ["--exact"],
        ["katz", "--alpha", "0.01"],
        ["pagerank", "--damping", "0.5"],
    ],
)
def test_rankings_of_other_settings_have_other_names(words: list[str]) -> None:
    network = ["--network", "co-membership"]
    plain, other = scored(*network), scored(*network, *words)
    names = [set(each.subjects(rdflib.RDF.type, RANKING)) for each in (plain, other)]
    assert not names[0] & names[1]
    settings = rdflib.URIRef(WX + "withSettings")
    assert set(plain.objects(None, settings)) != set(other.objects(None, settings))


def test_scores_as_rdf_are_limited_and_say_whether_needs_were_computed() -> None:
    found = scored("--top", "1")
    assert len(list(found.subjects(rdflib.RDF.type, rdflib.URIRef(WX + "Score")))) == 6
    needs = rdflib.URIRef(WX + "tellsNeeds")
    assert [bool(each) for each in found.objects(None, needs)] == [False]
    assert [bool(each) for each in scored("--stability").objects(None, needs)] == [True]
    assert "not told: add --stability" in kg_("rank", "-f", "turtle").stderr


def test_a_refused_ranking_writes_no_scores() -> None:
    result = kg_("rank", "--network", "money", "-f", "turtle")
    assert result.exit_code == 0
    assert result.stdout.strip() == ""
    assert "no scores to write" in result.stderr
    assert "listed instead" not in result.stderr


def test_nothing_ranked_is_no_picture(tmp_path: Path) -> None:
    target = tmp_path / "money.svg"
    result = kg_("rank", "--network", "money", "--plot", str(target))
    assert result.exit_code == 0
    assert "no ranking, no picture: nothing is written" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rank", "katz", "--alpha", "nan"], "an attenuation (--alpha) of nan tells nothing"),
        (["rank", "katz", "--alpha", "1e-320"], "give a number above 0"),
        (["rank", "pagerank", "--damping", "0.99999"], "give at most 0.999"),
        (["rank", "--alpha", "0.1"], "--alpha of what? It goes with the measure katz"),
        (["rank", "--damping", "0.5"], "--damping of what? It goes with the measure pagerank"),
        (["rank", "--over", "2009..2010", "--stability"], "--stability and --drop of one slice"),
        (["rank", "--over", "2009..2010", "--drop", "5"], "--stability and --drop of one slice"),
        (["rank", "--over", "2009..2010", "-f", "turtle"], "no scores as RDF; leave out turtle"),
        (["rank", "core", "degree", "--over", "2009..2010"], "--over follows one measure"),
        (["rank", "--over", "0001..9999", "--yearly"], "9999 days are too many for one table"),
        (["rank", "--over", "2009-03..2009-04", "--yearly"], "no first of January lies from"),
        (["rank", "--plot", "nowhere/a.svg"], "there is no folder nowhere; make it first"),
        (["rank", "-o", "nowhere/a.csv"], "there is no folder nowhere; make it first"),
        (["rank", "--drop", "nan"], "write percentages such as 5,10,25"),
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
    assert found["several facts of one pair"] == "one tie, to which each thing shared adds once"
    assert found["a tie of a thing with itself"] == "left out (none here)"
    assert found["components"] == "2 (48, 1)"
    assert float(found["density"]) == pytest.approx(757 / (49 * 48 / 2))
    assert found["the largest such class"] == "34 things"


def test_what_is_not_defined_says_why() -> None:
    found = {row["what"]: row["value"] for row in rows(kg_("networks", "affiliation"))}
    assert found["degree centralisation"] == "not defined: for one mode only"
    assert found["several facts of one pair"] == "one tie, of the largest weight"


def test_ties_of_a_day_tell_whether_they_hold() -> None:
    words = ["networks", "affiliation", "--ties", "--as-of", "2010-03-12"]
    found = rows(kg_(*words))
    assert {row["status"] for row in found} == {"actual"}
    cluster = [row for row in found if row["target"] == ID + "wessex-hiec"]
    assert {(row["holds"], row["last attested"]) for row in cluster} == {("holds", "12 March 2010")}
    words[1] = "co-membership"
    assert {row["holds"] for row in rows(kg_(*words[:-1], "2022-01-01"))} == {"may hold"}


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
    tie = next(row for row in found if row["broker"] == "tie")
    assert tie["documents"] == "dorset-innovation-hub"
    assert tie["facts"] == "partner-health-innovation-wessex-dorset-innovation-hub"


def test_json_has_scores_to_twelve_digits() -> None:
    found = json.loads(kg_("rank", "betweenness", "--top", "1", "-f", "json").stdout)
    assert found["results"]["bindings"][0]["betweenness"]["value"] == "0.124072425052"


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
