"""A store on disk holds what the graph in memory holds, and is whole or not there."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

import kg
from kg import sources, stores, withheld
from kg.api import load
from kg.cli import cli
from kg.errors import KgError
from kg.vocabulary import DAYS_GRAPH

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the bundled graph."""
    place = tmp_path_factory.mktemp("stores") / "bundled"
    stores.build(place, sources.bundled(), kg.__version__)
    return place


def lines(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store}


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


# What is in it


def test_a_store_holds_what_the_graph_in_memory_holds(bundled: Path) -> None:
    opened, graph = kg.open_store(bundled), load()
    assert lines(opened.store) == lines(graph.store)
    assert opened.version == graph.version
    assert opened.graphs == graph.graphs
    assert dict(opened.days) == graph.days
    assert opened.label(next(iter(graph.days))) == graph.label(next(iter(graph.days)))
    assert len(list(opened.dataset.quads())) > 10_000


def test_sources_in_a_store_are_those_that_were_read(bundled: Path) -> None:
    opened, read = kg.open_store(bundled), load()
    assert {each.graph for each in opened.sources} == {each.graph for each in read.sources}
    assert opened.sources[-1].graph == read.sources[-1].graph
    cut = kg.Slice(roll_up=True, status="actual")
    assert lines(opened.under(cut).store) == lines(read.under(cut).store)
    assert opened.under(cut).version == read.version


@pytest.mark.parametrize(
    "words",
    [
        ["query", "members-of", "--alliance", "Wessex HIEC", "--evidence"],
        ["query", "members-of", "--alliance", "Wessex HIEC", "--as-of", "2012-01-01"],
        ["query", "SELECT ?d { ?f wx:certainFrom ?d } ORDER BY ?d ?f LIMIT 5"],
        ["query", "SELECT * FROM graph:entities { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 5"],
        ["query", "ASK { GRAPH graph:derived { ?s ?p ?o } }"],
        ["show", "Wessex HIEC"],
        ["why", "Dorset Innovation Hub"],
        ["find", "hampshire"],
        ["path", "Wessex HIEC", "Wessex Health Partners", "--top", "1"],
        ["rank", "degree", "--network", "affiliation"],
        ["timeline"],
        ["documents"],
        ["export", "turtle"],
        ["export", "trig"],
        ["export", "trig", "--status", "planned"],
        [],
    ],
)
def test_commands_say_of_a_store_what_they_say_of_the_graph(
    run: Run, bundled: Path, words: list[str]
) -> None:
    asked, plain = run("--store", bundled, *words), run(*words)
    assert asked.exit_code == 0, asked.output
    assert asked.stdout == plain.stdout
    assert asked.stderr == plain.stderr


def test_a_store_without_evidence_names_what_it_was_made_of(bundled: Path) -> None:
    said = json.loads((bundled / "store.json").read_text())
    assert said["data"] == load().version
    assert said["statements"] >= len(load().store)
    assert any(name.endswith("entities.ttl") for name in said["sources"])


def test_no_fact_of_no_day_is_lost(tmp_path: Path, small_folder: Path) -> None:
    stores.build(tmp_path / "store", sources.origins([small_folder]), "0")
    opened, graph = kg.open_store(tmp_path / "store"), load([small_folder])
    assert dict(opened.days) == graph.days
    assert len(opened.days) == len(graph.days)
    with pytest.raises(KeyError):
        opened.days["https://example.org/no-fact"]


def test_a_store_says_what_it_could_not_read_of_days(
    run: Run, tmp_path: Path, write_document: Callable[..., Path]
) -> None:
    path = write_document(':f a wx:Milestone ; wx:status wx:actual ; wx:date "soon"@en .')
    run("build", "--store", tmp_path / "store", "--data", path)
    text = "SELECT * { ?f wx:possibleFrom ?day }"
    told = run("--store", tmp_path / "store", "query", text)
    assert "taken as unknown" in told.stderr
    assert told.stderr == run("--data", path, "query", text).stderr


# Sources


FORMS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "n3": ox.RdfFormat.N3,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
TRIPLE = ox.Triple(
    ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/p"), ox.Literal("é")
)


@pytest.mark.parametrize("ending", FORMS)
def test_a_folder_of_packed_files_is_read_in_any_format(
    run: Run, tmp_path: Path, ending: str
) -> None:
    data = ox.serialize([TRIPLE], format=FORMS[ending])
    assert data is not None
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / f"one.{ending}.gz").write_bytes(gzip.compress(data))
    (folder / f"other.{ending}").write_bytes(b"\xef\xbb\xbf" + data)
    text = "SELECT ?g { GRAPH ?g { ?s <https://example.org/p> 'é' } } ORDER BY ?g"
    run("build", "--store", tmp_path / "store", "--add", folder)
    told = run("--store", tmp_path / "store", "query", text)
    assert told.stdout == run("--add", folder, "query", text).stdout
    assert told.stdout.splitlines()[1:] == [
        "https://w3id.org/wessex-kg/graph/one",
        "https://w3id.org/wessex-kg/graph/other",
    ]


LINE = b'<http://a/> <http://b/> "c" .\n'
BAD = {
    "truncated.nt.gz": (gzip.compress(LINE * 999)[:-9], "gzip"),
    "plain.nt.gz": (LINE, "gzip"),
    "damaged.nt.gz": (
        gzip.compress(LINE)[:12] + b"\x00" * 40,
        "gzip",
    ),
    "empty.ttl": (b" \n", "is empty"),
    "latin.nt": (
        LINE + LINE.replace(b"c", b"\xe9"),
        ":2: is not",
    ),
    "cut.nt": (LINE + b'<http://a/> <http://b/> "\xc3', "is not UTF-8"),
    "syntax.ttl": (LINE + b"<http://a/> .\n", r":2:13: "),
    "entity.rdf": (b"<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY e 'e'>]>\n<x/>", ":2: <!DOCTYPE"),
    "ill.rdf": (b"<?xml version='1.0'?>\n<x>\n</y>", "correct the file"),
    "formula.n3": (b"{ <http://a/> <http://b/> <http://c/> } => { } .", "formulas"),
    "word.docx": (b"PK", "unknown kind"),
    "context.jsonld": (b'{"@context": "https://example.org/c", "a": 1}', "on the network"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_sources_are_told_alike_and_leave_nothing(run: Run, tmp_path: Path, name: str) -> None:
    text, said = BAD[name]
    path = tmp_path / name
    path.write_bytes(text)
    built = run("build", "--store", tmp_path / "store", "--data", path)
    assert (built.exit_code, built.stdout) == (2, "")
    assert built.stderr.count("\n") == 1
    assert name in built.stderr
    assert said in built.stderr
    assert built.stderr == run("--data", path, "query", "ASK {}").stderr
    assert names(tmp_path) == {name}


def test_an_entity_hidden_across_two_reads_is_refused(tmp_path: Path) -> None:
    from kg.streams import statements

    path = tmp_path / "large.rdf"
    for padding in range(1, 40):
        filler = b" " * (2048 * 3 - 30 + padding)
        path.write_bytes(b"<?xml version='1.0'?>" + filler + b"<!DOCTYPE x [<!ENTITY e 'e'>]><x/>")
        with pytest.raises(KgError, match="DOCTYPE"):
            list(statements(sources.located([path])[0]))


def test_the_version_is_the_same_whatever_ends_the_lines(tmp_path: Path) -> None:
    from kg.streams import statements

    text = LINE * 999
    digests: list[str] = []
    for name, data in (("a.nt", text), ("b.nt", text.replace(b"\n", b"\r\n"))):
        (tmp_path / name).write_bytes(data)
        list(statements(sources.located([tmp_path / name])[0], digests))
    assert digests == [sha256(text).hexdigest()] * 2


def test_data_without_a_statement_make_no_store(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.ttl").write_text("# nothing\n")
    built = run("build", "--store", tmp_path / "store", "--data", tmp_path / "none.ttl")
    assert (built.exit_code, names(tmp_path)) == (2, {"none.ttl"})
    assert "no statement found" in built.stderr


# What is withheld

PERSON = "https://w3id.org/wessex-kg/id/person-a"
DIGEST = sha256(PERSON.encode()).hexdigest()


def test_a_withheld_person_is_in_no_byte_of_a_store(
    tmp_path: Path, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({DIGEST}))
    stores.build(tmp_path / "store", sources.origins([small_folder]), "0")
    text = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert lines(kg.open_store(tmp_path / "store").store) == lines(load([small_folder]).store)
    dump = b"".join(each.text for each in kg.open_store(tmp_path / "store").sources)
    for found in (text, dump):
        assert b"Person%20A" not in found
        assert b"person-a" not in found
        assert b"fact/alpha-news/post-a" not in found


def test_a_store_older_than_a_withdrawal_is_refused(
    run: Run, tmp_path: Path, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.build(tmp_path / "store", sources.origins([small_folder]), "0")
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({DIGEST}))
    told = run("--store", tmp_path / "store", "find", "Person A")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "the withheld list grew; build it again" in told.stderr


# Whole or not at all


def test_a_build_replaces_a_store_and_leaves_nothing_else(
    run: Run, tmp_path: Path, small_folder: Path
) -> None:
    place = tmp_path / "store"
    run("build", "--store", place)
    reader = kg.open_store(place)
    assert run("build", "--store", place, "--data", small_folder).exit_code == 0
    assert reader.version == load().version
    assert lines(reader.store) == lines(load().store)
    assert kg.open_store(place).version == load([small_folder]).version
    assert names(tmp_path) == {"store"}
    del reader


def kg_build(place: Path, *words: str, **settings: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg.cli", "build", "--store", str(place), *words]
    code = "import sys; from kg.cli import cli; cli.main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "build", "--store", str(place), *words]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **settings)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose reading takes longer than it takes to interrupt it."""
    path = tmp_path_factory.mktemp("large") / "large.nt"
    with path.open("w") as file:
        for number in range(400_000):
            file.write(f'<https://example.org/{number}> <https://example.org/p> "{number}" .\n')
    return path


def begun(building: subprocess.Popen[str], part: Path) -> None:
    """Wait until a build has files in its place."""
    end = time.monotonic() + 60
    while not list(part.glob("engine-*/CURRENT")) and time.monotonic() < end:
        assert building.poll() is None
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("before", [True, False])
def test_an_interrupted_build_leaves_the_old_store_whole(
    run: Run, tmp_path: Path, small_folder: Path, large: Path, how: int, before: bool
) -> None:
    place, part = tmp_path / "store", tmp_path / ".store.part"
    if before:
        run("build", "--store", place, "--data", small_folder)
    kept = {"store"} if before else set()
    building = kg_build(place, "--data", str(large))
    begun(building, part)
    other = run("build", "--store", place, "--data", small_folder)
    assert (other.exit_code, other.stderr.count("\n")) == (2, 1)
    assert "another kg build is writing it" in other.stderr
    building.send_signal(how)
    told = building.communicate()[1]
    if how == signal.SIGINT:
        assert (building.returncode, told) == (130, "kg: interrupted\n")
        assert names(tmp_path) == kept
    if before:
        assert kg.open_store(place).version == load([small_folder]).version
    else:
        assert run("--store", place).exit_code == 2
    assert run("build", "--store", place, "--data", small_folder).exit_code == 0
    assert names(tmp_path) == {"store"}
    assert kg.open_store(place).version == load([small_folder]).version
    assert len(list(place.glob("engine-*"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_a_disk_that_is_full_leaves_the_old_store_whole(
    run: Run, tmp_path: Path, small_folder: Path, large: Path
) -> None:
    import resource

    place = tmp_path / "store"
    run("build", "--store", place, "--data", small_folder)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    building = kg_build(place, "--data", str(large), preexec_fn=small_files)
    told = building.communicate()[1]
    assert building.returncode == 2
    assert told.startswith(f"kg: cannot write {place}: ")
    assert told.count("\n") == 1
    assert names(tmp_path) == {"store"}
    assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


# Bad places


def test_a_place_that_is_no_store_is_never_overwritten(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file = tmp_path / "folder", tmp_path / "file"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    file.write_text("dear")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    places = (folder, file, here, tmp_path, tmp_path / "none" / "store")
    for place in places:
        told = run("build", "--store", place)
        assert (told.exit_code, told.stderr.count("\n")) == (2, 1), told.stderr
        assert str(place) in told.stderr
    assert names(tmp_path) == {"folder", "file", "here"}
    assert (names(folder), names(here)) == ({"letter.txt"}, set())


def test_an_empty_folder_is_taken(run: Run, tmp_path: Path, small_folder: Path) -> None:
    (tmp_path / "store").mkdir()
    assert run("build", "--store", tmp_path / "store", "--data", small_folder).exit_code == 0
    assert kg.open_store(tmp_path / "store").version == load([small_folder]).version


def test_what_cannot_be_opened_is_told_in_a_line(
    run: Run, tmp_path: Path, small_folder: Path
) -> None:
    place, manifest = tmp_path / "store", tmp_path / "store" / "store.json"
    run("build", "--store", place, "--data", small_folder)
    said = json.loads(manifest.read_text())
    (tmp_path / "file").write_text("dear")
    (tmp_path / "folder").mkdir()

    def told(where: Path) -> str:
        answer = run("--store", where, "query", "ASK {}")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr.count("\n") == 1
        return answer.stderr

    assert "no such folder" in told(tmp_path / "none")
    assert "no store" in told(tmp_path / "folder")
    assert "no store" in told(tmp_path / "file")
    manifest.write_text(json.dumps({**said, "format": 99}))
    assert "a store of format 99, this kg reads 1; build it again" in told(place)
    manifest.write_text(json.dumps({**said, "folder": "engine-none"}))
    assert "damaged" in told(place)
    manifest.write_text(json.dumps({"format": said["format"]}))
    assert "not as kg wrote it" in told(place)
    manifest.write_text("{")
    assert "cannot be read" in told(place)
    manifest.write_text(json.dumps(said))
    table = next(place.glob("engine-*/*.sst"))
    whole = table.read_bytes()
    table.write_bytes(whole[:100])
    assert f"damaged ({table.name} has 100 bytes of {len(whole):,})" in told(place)
    table.unlink()
    assert f"damaged ({table.name} has 0 bytes" in told(place)
    table.write_bytes(whole)
    for path in place.glob("engine-*/MANIFEST-*"):
        path.write_bytes(b"")
    assert "damaged" in told(place)
    assert run("build", "--store", place, "--data", small_folder).exit_code == 0
    assert kg.open_store(place).version == load([small_folder]).version


def test_a_store_goes_with_no_other_data(run: Run, bundled: Path) -> None:
    for words in (("--demo",), ("--add", "x.ttl"), ("--data", "x.ttl")):
        told = run("--store", bundled, *words, "query", "ASK {}")
        assert told.exit_code == 2
        assert "give the data to kg build" in told.stderr
    assert run("build").exit_code == 2
    assert "kg check reads no store" in run("--store", bundled, "check").stderr


def test_opening_reads_nothing_whole(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "gather", None)
    monkeypatch.setattr(sources, "bundled", None)
    opened = kg.open_store(bundled)
    assert opened.version
    assert opened.run("ASK { ?s ?p ?o }")
    assert "_facts" not in vars(opened)
    assert "sources" not in vars(opened)
    assert DAYS_GRAPH in opened.graphs


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="all is writable")
def test_a_store_on_read_only_media_can_be_read(bundled: Path) -> None:
    folders = [bundled, *bundled.glob("engine-*")]
    for folder in folders:
        folder.chmod(0o555)
    assert kg.open_store(bundled).run("ASK { ?s ?p ?o }")
    for folder in folders:
        folder.chmod(0o755)
