"""kg diff: what it prints, writes, refuses and leaves with."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import WriteDocument

from kg import changelog, content, withheld
from kg.cli import cli

NEWS = """
id:alpha-trust a wx:Organisation ; skos:prefLabel "Alpha | Trust"@en .
id:person-a a wx:Person ; skos:prefLabel "Person A"@en .
<> dcterms:title "Some *news*"@en .
:chair a wx:Post ; wx:holder id:person-a ; wx:roleIn id:alpha-trust ; wx:title "Chair"@en ;
    wx:status wx:actual ; wx:evidence <#char=0,20> """
ENDED = NEWS + '; wx:until "2014"^^xsd:gYear .'
FACT = "https://w3id.org/wessex-kg/fact/news/chair"
COLUMNS = "document,date,change,statement,before,after,status,evidence,link,fact"


def kg(*words: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(cli, list(map(str, words)), input=stdin)


@pytest.fixture
def pair(write_document: WriteDocument) -> tuple[Path, Path]:
    """Two states of a document, between which a post has ended."""
    old = write_document(NEWS + ".")
    return old.rename(old.with_name("old.ttl")), write_document(ENDED)


def test_in_a_pipe_changes_are_csv(pair: tuple[Path, Path]) -> None:
    done = kg("diff", *pair)
    assert (done.exit_code, done.stderr) == (0, "kg: 1 fact changed\n")
    assert done.stdout == (
        f"{COLUMNS}\n"
        'news,1 June 2015,post ended,"Person A: Chair, Alpha | Trust, until 2014",,2014,actual,'
        f"news 0–20,,{FACT}\n"
    )


def test_the_table_tells_the_same(pair: tuple[Path, Path]) -> None:
    table = kg("diff", *pair, "-f", "table").stdout
    assert table.splitlines()[0].split() == COLUMNS.replace("link,", "").split(",")
    assert "post ended" in table


def test_markdown_can_stand_in_a_file_of_changes(pair: tuple[Path, Path]) -> None:
    done = kg("diff", *pair, "-f", "md")
    head, said = done.stdout.split("\n\n## ", 1)
    assert head.startswith("# What changed in the data\n\nOld: ")
    assert head.endswith("1 fact changed (1 statement only in NEW).")
    assert said == (
        "Some \\*news\\*, 1 June 2015 (`news`)\n\n### Post ended\n\n"
        "- Person A: Chair, Alpha \\| Trust, until 2014 — *actual*\n"
        "  - post ended: 2014\n"
        f"  - characters: 0–20 · <{FACT}>\n"
    )
    below = changelog.markdown(str(pair[0]), str(pair[1]), level=3)
    assert below.startswith("### What changed")
    assert "\n#### Some" in below


def test_json_has_every_field(pair: tuple[Path, Path]) -> None:
    found = json.loads(kg("diff", *pair, "-f", "json").stdout)
    assert (found["removed"], found["added"], found["differ"]) == (0, 1, True)
    (entry,) = found["entries"]
    assert entry["kind"] == "post ended"
    assert entry["details"][0]["property"] == "https://w3id.org/wessex-kg/ontology#until"
    assert entry["evidence"][0]["issued"] == "2015-06-01"
    assert entry["added"] == [
        f'<{FACT}> <https://w3id.org/wessex-kg/ontology#until> "2014"'
        "^^<http://www.w3.org/2001/XMLSchema#gYear> ."
    ]
    assert list(found["documents"]) == ["news"]


def test_the_fields_of_json_are_described() -> None:
    page = (content.folder("data").parent / "docs" / "changes.md").read_text("utf-8")
    from kg.changes import Changes, Entry, Evidence
    from kg.rewording import Detail

    for described in (Changes, Entry, Evidence, Detail):
        for name in described.__dataclass_fields__:
            assert f"`{name}`" in page, f"docs/changes.md: say what {described.__name__}.{name} is"


def test_the_ending_of_a_file_tells_the_format(pair: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("c.md", "c.json", "c.csv", "c.tsv", "c.xlsx", "c.txt"):
        assert kg("diff", *pair, "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).stat().st_size > 100
    refused = kg("diff", *pair, "-o", tmp_path / "c.ttl")
    assert refused.exit_code == 2
    assert "no format ends in .ttl" in refused.stderr
    assert not (tmp_path / "c.ttl").exists()


def test_exit_status_tells_whether_anything_changed(pair: tuple[Path, Path]) -> None:
    assert kg("diff", *pair, "--exit-status").exit_code == 1
    assert kg("diff", pair[0], pair[0], "--exit-status").exit_code == 0
    assert kg("diff", *pair).exit_code == 0
    assert kg("diff", "nothing", pair[0], "--exit-status").exit_code == 2


def test_the_same_file_twice_says_that_nothing_differs(pair: tuple[Path, Path]) -> None:
    done = kg("diff", pair[0], pair[0])
    assert (done.exit_code, done.stdout) == (0, f"{COLUMNS}\n")
    assert done.stderr == f"kg: no difference between {pair[0]} and {pair[0]}\n"
    assert kg("diff", "-q", pair[0], pair[0]).stderr == ""


def test_alone_it_is_compared_with_the_bundled_data() -> None:
    data = content.folder("data").parent
    done = kg("diff", data)
    assert done.exit_code == 0
    assert done.stderr == f"kg: no difference between {data} and the bundled data\n"


def test_alone_it_is_compared_with_the_data_named(pair: tuple[Path, Path]) -> None:
    assert "post ended" in kg("diff", pair[0], "--data", pair[1]).stdout
    assert "document added" in kg("diff", content.folder("data"), "--add", pair[1]).stdout
    refused = kg("diff", *pair, "--data", pair[0])
    assert refused.exit_code == 2
    assert "give them or NEW, not both" in refused.stderr


def test_one_side_may_come_by_standard_input(pair: tuple[Path, Path]) -> None:
    done = kg("diff", "-", pair[1], stdin=pair[1].read_bytes())
    assert "no difference between standard input and" in done.stderr


def test_every_format_of_the_graph_holds_the_same_facts(tmp_path: Path) -> None:
    for form in ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml"):
        path = tmp_path / f"e.{form.replace('rdfxml', 'rdf').replace('turtle', 'ttl')}"
        assert kg("export", form, "-o", path).exit_code == 0
        done = kg("diff", path, "--exit-status")
        assert done.exit_code == 0
        assert f"no difference between {path} and the bundled data" in done.stderr
        assert "describe the data set, which the other side does not: counted only" in done.stderr


def test_a_slice_says_what_it_leaves_out(pair: tuple[Path, Path]) -> None:
    done = kg("diff", *pair, "--status", "planned")
    assert done.stdout == f"{COLUMNS}\n"
    assert "kg: 1 change outside the slice not told (planned facts only)" in done.stderr
    refused = kg("diff", *pair, "--document", "other")
    assert refused.exit_code == 2
    assert "no facts of 'other' in either graph" in refused.stderr
    assert kg("diff", *pair, "--roll-up").exit_code == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.ttl", b"", "is empty"),
        ("x.ttl", b"# nothing\n", "no statement found"),
        ("x.ttl", b"nonsense", "x.ttl:1:1"),
        ("x.zip", b"PK", "is no whole zip file"),
        ("x.md", b"# Words", "unknown kind of file"),
        ("x.ttl.gz", b"\x1f\x8b\x08\x00", "truncated or damaged"),
    ],
)
def test_what_is_no_graph_is_one_line_and_exit_2(
    pair: tuple[Path, Path], tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    for sides in ((bad, pair[0]), (pair[0], bad)):
        done = kg("diff", *sides, "-o", tmp_path / "never.md")
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert str(bad) in done.stderr
        assert not (tmp_path / "never.md").exists()


def test_who_is_withheld_is_in_no_format(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    digest = sha256(b"https://w3id.org/wessex-kg/id/person-a").hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))
    other = tmp_path / "bare.ttl"
    other.write_text(pair[0].read_text("utf-8").split(":chair a")[0], encoding="utf-8")
    for form in ("table", "md", "json", "csv"):
        for sides in ((pair[0], other), (other, pair[0]), pair):
            done = kg("diff", *sides, "-f", form)
            assert done.exit_code == 0
            assert "Person A" not in done.output
            assert "person-a" not in done.output
            assert "chair" not in done.output


def test_a_withheld_person_of_the_real_graph_is_told_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = content.folder("data")
    (tmp_path / "entities.ttl").write_bytes((data / "entities.ttl").read_bytes())
    assert "rosenberg" in kg("diff", tmp_path, "-f", "json").stdout.lower()
    digest = sha256(b"https://w3id.org/wessex-kg/id/william-rosenberg").hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))
    for form in ("table", "md", "json", "csv"):
        for sides in ((tmp_path, data), (data, tmp_path)):
            told = kg("diff", *sides, "-f", form).output.lower()
            assert "wessex health partners" in told
            assert "rosenberg" not in told


def test_a_store_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = kg("diff", pair[0], "--store", tmp_path)
    assert done.exit_code == 2
    assert "kg diff reads no store; compare what kg export nq makes of it" in done.stderr


def test_text_of_others_cannot_steer_a_terminal(write_document: WriteDocument) -> None:
    old = write_document(NEWS + ".", slug="old")
    new = write_document(
        NEWS + '. <https://example.org/x> <https://example.org/p> "a\\u001b[1mb" .'
    )
    for form in ("table", "md"):
        assert "\x1b" not in kg("diff", old, new, "-f", form).stdout


def test_text_of_others_adds_no_line_and_no_link_to_markdown(write_document: WriteDocument) -> None:
    old = write_document(NEWS + ".", slug="old")
    hostile = """
        <> wx:address <javascript:alert(1)> ; dcterms:publisher id:evil .
        id:evil a wx:Organisation ; skos:prefLabel "One\\n# Two [x](https://evil.example)"@en .
        <https://example.org/%0A#x> <https://example.org/p> "a\\n## b" .
        :evil a wx:Post ; wx:holder id:evil ; wx:roleIn id:evil ; wx:title "\\n- <b>x</b>" ;
            wx:status <https://example.org/%0A%23> ; wx:evidence <#char=0,20>, <%0A#edition> .
        <%0A#edition> a wx:Edition ; dcterms:title "\\n# e" ; dcterms:issued "\\n# f" ;
            wx:address <javascript:alert(2)> .
    """
    page = kg("diff", old, write_document(NEWS + "." + hostile), "-f", "md").stdout
    lines = page.splitlines()
    assert all(line.startswith(("#", "- ", "  - ", "Old: ", "New: ")) for line in lines[9:] if line)
    titles = {line.lstrip("# ").split(" (")[0] for line in lines if line.startswith("#")}
    assert not titles & {"Two", "b", "e", "f"}
    assert "](<javascript" not in page
    assert "](https://evil" not in page.replace("\\](https", "")
    assert "<b>" not in page


def test_the_same_bytes_whatever_the_hash_seed(pair: tuple[Path, Path]) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "diff", *map(str, pair)]
    told = {
        subprocess.run(
            [*command, "-f", form], env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True, check=True,
        ).stdout
        for form in ("json",)
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert len(told) == 1
