"""kg query on a small graph and a small library."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import content, query
from kg.cli import cli

QUERIES = Path(__file__).parent / "fixtures" / "queries"


@pytest.fixture(autouse=True)
def small_library(monkeypatch: pytest.MonkeyPatch) -> None:
    library = query.library
    monkeypatch.setattr(query, "library", lambda folder=None: library(folder or QUERIES))


@pytest.fixture
def ask(small_folder: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("KG_DOCUMENTS", str(small_folder))

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        words = ("--data", str(small_folder), "query", *words)
        return CliRunner().invoke(cli, words, input=stdin)

    return run


def test_a_value_that_is_needed_is_asked_for(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("members")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "kg: members needs --alliance: an alliance, by name or IRI\n"


def test_a_file_runs_with_its_example(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.rq"
    file.write_text((QUERIES / "members.rq").read_text("utf-8"), "utf-8")
    result = ask(str(file))
    assert result.stdout.startswith("member,name,status\n")
    assert "kg: --alliance is not given: beta-alliance stands\n" in result.stderr
    assert "--role" not in result.stderr


def test_parameters_are_options(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("members", "--alliance", "BETA alliance", "--role", "as host")
    assert result.stdout.splitlines()[1:] == [
        "https://w3id.org/wessex-kg/id/alpha-trust,Alpha Trust,actual"
    ]
    assert "is not given" not in result.stderr
    two = ask("members", "--alliance", "Beta Alliance", "--alliance", "Living House")
    assert len(two.stdout.splitlines()) > len(
        ask("members", "--alliance", "Beta Alliance").stdout.splitlines()
    )


def test_help_of_a_question_shows_parameters_and_example(ask) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(ask("members", "--help").stdout.split())
    assert "Who belongs to an alliance?" in text
    assert (
        "--alliance THING an alliance, by name or IRI [required; repeatable; such as beta-alliance]"
        in text
    )
    assert 'Example: kg query members --alliance "beta-alliance"' in text


def test_the_library_is_listed_by_group_and_its_broken_files_named(ask) -> None:  # type: ignore[no-untyped-def]
    for words in (["--help"], []):
        text = " ".join(ask(*words).stdout.split())
        assert "Questions: membership: members Who belongs to an alliance?" in text
        assert text.index("Questions: counts") < text.index("Questions: membership")
        assert "Questions: broken: broken" in text
    assert ask("members", "--alliance", "Beta Alliance").exit_code == 0
    result = ask("broken")
    assert result.exit_code == 2
    assert "broken.rq:1: the header has no group" in result.stderr


def test_file_text_and_standard_input(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = "SELECT (COUNT(*) AS ?n) { ?s a wx:Alliance }"
    file = tmp_path / "one two.rq"
    file.write_text(text, encoding="utf-8-sig")
    answers = [ask(text), ask(str(file)), ask("-", stdin=text), ask("-", stdin="\ufeff" + text)]
    assert {result.stdout for result in answers} == {"n\n1\n"}
    assert ask("-", stdin=b"\xff").exit_code == 2
    with_header = tmp_path / "headed.rq"
    with_header.write_text((QUERIES / "members.rq").read_text(encoding="utf-8"), encoding="utf-8")
    assert ask(str(with_header), "--alliance", "Living House").exit_code == 0


def test_a_fact_of_a_text_is_shown_that_of_a_question_is_not(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("SELECT ?fact { ?fact a wx:Post } ORDER BY ?fact").stdout.startswith("fact\n")
    assert "fact" not in ask("members", "--alliance", "Beta Alliance").stdout.splitlines()[0]


def test_errors_in_sparql_have_a_caret(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("SELECT * {\n ?s FOO ?o }")
    assert result.exit_code == 2
    assert result.stderr == "kg: query:2:5: FOO is no word of SPARQL\n   ?s FOO ?o }\n      ^\n"


def test_evidence_is_document_passage_and_link(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask(
        "members", "--alliance", "Beta Alliance", "--role", "as host", "--evidence", "-f", "jsonl"
    )
    row = json.loads(result.stdout)
    assert row["fact"].endswith("fact/alpha-news/host-alpha")
    assert row["document"] == "Alpha Trust hosts the new cluster"
    assert row["passage"] == "35–80; 81–107"
    assert row["link"].count("https://example.org/alpha-news#:~:text=") == 2


def test_evidence_leads_to_the_words_without_the_text(ask, monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("KG_DOCUMENTS", str(tmp_path))
    row = json.loads(
        ask(
            "members",
            "--alliance",
            "Beta Alliance",
            "--role",
            "as host",
            "--evidence",
            "-f",
            "jsonl",
        ).stdout
    )
    assert row["link"].startswith("https://example.org/alpha-news#:~:text=")


def test_evidence_of_any_query_that_shows_its_facts(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("SELECT ?fact { ?fact a wx:Post } ORDER BY ?fact", "--evidence", "-f", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["document"], row["passage"]) for row in rows] == [
        ("Alpha Trust hosts the new cluster", "177–235"),
        ("Omega Trust, one year on", "176–219"),
    ]
    assert "no evidence" not in result.stderr


def test_evidence_of_no_facts_is_told(ask) -> None:  # type: ignore[no-untyped-def]
    assert "no evidence to show" in ask("count-members", "--evidence").stderr


def test_what_is_not_actual_is_marked(ask) -> None:  # type: ignore[no-untyped-def]
    words = ("members", "--alliance", "Living House", "--role", "as lead", "-f")
    assert ask(*words, "csv").stdout.endswith(",planned\n")
    assert "planned" in ask(*words, "table").stdout
    assert "status" not in ask("members", "--alliance", "Beta Alliance", "-f", "table").stdout
    assert "planned" not in ask(*words, "csv", "--status", "actual").stdout


def test_a_slice_is_stated_and_what_may_hold_is_marked(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("members", "--alliance", "Beta Alliance", "--as-of", "2012-01-01")
    assert "4 rows; 4 of them only may hold; as of 2012-01-01; data " in result.stderr
    assert all(line.endswith(",may hold") for line in result.stdout.splitlines()[1:])
    assert (
        ask("members", "--alliance", "Beta Alliance", "--as-of", "2012-01-01", "--certain").stdout
        == "member,name,status,holds\n"
    )


def test_an_aggregate_says_where_certain_and_possible_differ(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("count-members", "--as-of", "2012-01-01")
    assert "only what is certain gives 1 (--certain)" in result.stderr
    assert "certain" not in ask("count-members").stderr
    assert "(--certain)" not in ask("ASK {}", "--as-of", "2012-01-01").stderr


def test_data_of_standard_input_are_read_once(small_folder: Path) -> None:
    turtle = (small_folder / "alpha-news.ttl").read_bytes()
    words = ["--data", "-", "query", "count-members", "--as-of", "2012-01-01"]
    result = CliRunner().invoke(cli, words, input=turtle)
    assert (result.exit_code, result.stdout) == (0, "number\n4\n")
    assert "only what is certain gives 1" in result.stderr


def test_other_slices(ask) -> None:  # type: ignore[no-untyped-def]
    assert (
        "omega"
        not in ask("members", "--alliance", "Beta Alliance", "--document", "alpha-news").stdout
    )
    rolled = ask("members", "--alliance", "Beta Alliance", "--roll-up")
    assert "omega-trust" in rolled.stdout
    assert "alpha-trust" not in rolled.stdout
    assert "Delta" in rolled.stdout


def test_triples_have_formats_of_their_own(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "wx:takesPartIn id:beta-alliance" in ask("beside").stdout
    assert ask("beside", "-f", "csv").exit_code == 2
    for ending in ("ttl", "trig", "nt", "nq", "jsonld", "rdf"):
        target = tmp_path / f"beside.{ending}"
        assert ask("beside", "-o", str(target)).exit_code == 0
        assert b"takesPartIn" in target.read_bytes()


def test_the_same_input_gives_the_same_bytes(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for form in ("table", "csv", "tsv", "json", "jsonl", "md", "xml", "xlsx"):
        one, two = tmp_path / "one", tmp_path / "two"
        for target in (one, two):
            assert (
                ask(
                    "members",
                    "--alliance",
                    "Beta Alliance",
                    "--evidence",
                    "-f",
                    form,
                    "-o",
                    str(target),
                ).exit_code
                == 0
            )
        assert one.read_bytes() == two.read_bytes()


def test_an_empty_answer_is_0(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("SELECT ?s { ?s a wx:Nothing }")
    assert (result.exit_code, result.stdout) == (0, "s\n")


@pytest.mark.parametrize("name", ["beta alliance} UNION {", '" . ?s ?p ?o', "<x> }", "$(id)", "\\"])
def test_hostile_names_are_names(ask, name: str) -> None:  # type: ignore[no-untyped-def]
    result = ask("members", "--alliance", name)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_the_bundled_library_has_no_broken_file() -> None:
    for path in sorted(content.folder("queries").glob("*.rq")):
        asked = query.read(path)
        assert asked.of_library


def test_an_empty_answer_says_what_the_names_were_taken_for(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("members", "--alliance", "Alpha Trust")
    assert result.exit_code == 0
    assert "kg: alliance was taken as Alpha Trust (organisation)\n" in result.stderr


def test_a_term_that_the_ontology_lacks_is_told(ask) -> None:  # type: ignore[no-untyped-def]
    result = ask("SELECT ?x { ?x a wx:Aliance }")
    assert "kg: wx:Aliance is not in the ontology; the closest: wx:Alliance\n" in result.stderr
    assert "ontology" not in ask("SELECT ?x { ?x a wx:Alliance }").stderr
