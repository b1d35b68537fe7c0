"""Files, folders, releases and revisions of git are read as the graphs that they hold."""

import gzip
import subprocess
import zipfile
from pathlib import Path

import pytest

import kg
from kg import changes, content, downloads, revisions, sources, statements
from kg.errors import KgError

FACT = "<https://example.org/{}> <https://example.org/p> <https://example.org/o> .\n"
GIT = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "gc.auto=0"]


def lines(name: str | Path) -> set[str]:
    """The subjects of the graph that a name stands for, in short."""
    found = statements.of(revisions.read(str(name)).sources)
    return {line.split(" ")[0].removeprefix("<https://example.org/")[:-1] for line in found}


def fill(folder: Path, **files: str) -> Path:
    """Files by paths, `__` for a folder and `_` for a full stop, each of one statement."""
    for name, subject in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FACT.format(subject), encoding="utf-8")
    return folder


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{top}{path.relative_to(folder).as_posix()}")
    return target


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of two commits, the first tagged v1, in which one stands."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    place = fill(tmp_path / "checkout", data__entities_ttl="e", data__triples__one_ttl="old",
                 data__demonstration__demo_ttl="demo", ontology__wessex_ttl="term",
                 ontology__shapes_ttl="shape", tests__x_ttl="test")  # fmt: skip
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "One")
    git(place, "tag", "v1")
    fill(place, data__triples__one_ttl="new")
    git(place, "commit", "-q", "-a", "-m", "Two")
    monkeypatch.chdir(place)
    return place


# What is read


def test_a_checkout_is_read_as_its_data_with_the_ontology(checkout: Path) -> None:
    assert lines(".") == {"e", "new", "term"}
    assert lines("data") == {"e", "new"}


def test_a_revision_is_read_as_the_checkout_was(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines("v1") == lines("HEAD~1") == {"e", "old", "term"}
    assert lines("HEAD") == {"e", "new", "term"}
    monkeypatch.chdir(checkout / "tests")
    assert lines("v1") == {"e", "old", "term"}
    side = revisions.read("v1")
    assert str(side).startswith("v1 (revision ")
    assert side.sources[0].name == "v1:data/entities.ttl"


def test_a_file_wins_over_a_revision_and_says_so(checkout: Path) -> None:
    fill(checkout / "v1", any_ttl="folder")
    side = revisions.read("v1")
    assert lines("v1") == {"folder"}
    assert side.notes == ("v1 is a folder here and a revision of git; the folder is compared",)
    assert not revisions.read("data").notes


def test_a_revision_without_data_is_read_as_all_its_files(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(checkout, "rm", "-q", "-r", "data", "ontology")
    git(checkout, "commit", "-q", "-m", "Three")
    assert lines("HEAD") == {"test"}
    git(checkout, "rm", "-q", "-r", "tests")
    git(checkout, "commit", "-q", "--allow-empty", "-m", "Four")
    with pytest.raises(KgError, match="HEAD: holds no graph"):
        revisions.read("HEAD")


def test_the_revisions_of_this_repository_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    root = content.folder("data").parent
    monkeypatch.chdir(root)
    if subprocess.run(
        ["git", "rev-parse", "-q", "--verify", "HEAD"], capture_output=True
    ).returncode:
        pytest.skip("no checkout of git")
    names = [Path(each.name.split(":")[1]).name for each in revisions.read("HEAD").sources]
    assert "entities.ttl" in names
    assert "whp-launch.ttl" in names
    assert "acute-services.ttl" not in names


@pytest.mark.parametrize("top", ["", "wessex-kg-0.1.0/"])
def test_of_a_release_its_trig_is_read(tmp_path: Path, top: str) -> None:
    place = fill(tmp_path / "release", downloads__wessex_trig="trig",
                 downloads__wessex_ttl="turtle", graph__whp_ttl="part")  # fmt: skip
    assert lines(place) == {"trig"}
    assert lines(zipped(place, tmp_path / "release.zip", top)) == {"trig"}


def test_an_archive_of_a_checkout_is_read_as_one(checkout: Path, tmp_path: Path) -> None:
    assert lines(zipped(checkout, tmp_path / "c.zip", "top/")) == {"e", "new", "term"}
    assert lines(zipped(checkout / "data", tmp_path / "d.zip", "data/")) == {"e", "new"}


def test_any_other_folder_or_archive_is_read_whole(tmp_path: Path) -> None:
    place = fill(tmp_path / "any", a_ttl="a", b__c_nt="c")
    assert lines(place) == lines(zipped(place, tmp_path / "any.zip")) == {"a", "c"}


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl.gz"
    path.write_bytes(gzip.compress(FACT.format("packed").encode()))
    assert lines(path) == {"packed"}


def test_what_a_release_holds_is_the_graph(tmp_path: Path) -> None:
    for each in downloads.rdf(kg.load()).files:
        path = tmp_path / "release" / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
    release = revisions.read(str(zipped(tmp_path / "release", tmp_path / "release.zip", "top/")))
    assert [each.name.partition(":")[2] for each in release.sources] == ["downloads/wessex.trig"]
    checkout = revisions.Side("bundled", "", (*sources.bundled(), sources.ontology()))
    assert not changes.changes(release, checkout).entries


# What is refused


def damaged(tmp_path: Path) -> dict[str, tuple[Path, bytes]]:
    """Files that hold no graph, by what is said of them."""
    whole = zipped(fill(tmp_path / "z", a_ttl="a" * 999), tmp_path / "whole.zip").read_bytes()
    page = zipped(fill(tmp_path / "p", index_html="x"), tmp_path / "page.zip").read_bytes()
    packed = gzip.compress(FACT.format("x" * 999).encode())
    return {
        "is no whole zip file": (tmp_path / "cut.zip", whole[: len(whole) // 2]),
        r"holds no graph; it should hold wessex\.trig": (tmp_path / "page.zip", page),
        "truncated or damaged": (tmp_path / "cut.ttl.gz", packed[:-20]),
        "unknown kind of file": (tmp_path / "x.pdf", b"%PDF"),
        "is empty": (tmp_path / "x.ttl", b""),
        "is not UTF-8": (tmp_path / "y.ttl", b"\xff\xfe\x00"),
    }


@pytest.mark.parametrize(
    "said", ["is no whole zip file", r"holds no graph; it should hold wessex\.trig",
             "truncated or damaged", "unknown kind of file", "is empty", "is not UTF-8"]
)  # fmt: skip
def test_what_is_no_graph_is_refused_by_name(tmp_path: Path, said: str) -> None:
    path, data = damaged(tmp_path)[said]
    path.write_bytes(data)
    with pytest.raises(KgError, match=said) as refused:
        revisions.read(str(path))
    assert str(refused.value).startswith(str(path))


def test_a_damaged_file_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(fill(tmp_path / "z", a_ttl="a" * 999), tmp_path / "x.zip")
    path.write_bytes(path.read_bytes().replace(b"aaaa", b"abab", 1))
    with pytest.raises(KgError, match="is no whole zip file"):
        revisions.read(str(path))
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("a.ttl", b"nonsense")
    with pytest.raises(KgError, match=r"bad\.zip:a\.ttl:1:"):
        lines(bad)


def test_a_name_of_nothing_is_refused(checkout: Path) -> None:
    for name in ("v2", "HEAD~9", "old.ttl", "./v1", "v1:data"):
        with pytest.raises(
            KgError, match=f"^{name}: .*no revision of this checkout; check the name"
        ):
            revisions.read(name)


def test_outside_a_checkout_there_are_no_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KgError, match="v1: .*this folder is in no checkout of git"):
        revisions.read("v1")


def test_without_git_there_are_no_revisions(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(KgError, match="v1: .*git is not installed, which reads revisions"):
        revisions.read("v1")
    assert lines(".") == {"e", "new", "term"}
