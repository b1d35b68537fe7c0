"""Who is withheld is nowhere: the real commands on the real graph, their bytes searched."""

import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import networkfile, query, viewfile, withheld
from kg.cli import cli
from kg.cli import export as exporting

PERSON = "https://w3id.org/wessex-kg/id/william-rosenberg"
TRACES = (b"rosenberg",)
"""What would give them away, in small letters; the bodies that they led stay."""
BODY, OTHER = "Wessex Health Partners", "Wessex HIEC"
NETWORKS = networkfile.library()
ASKED = [name for name, path in query.library().items() if not query.read(path).parameters]

ANSWERS = [
    *(["query", name, "-f", "csv"] for name in ASKED),
    ["query", "SELECT ?s ?p ?o { ?s ?p ?o }", "-f", "csv"],
    ["query", "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", "-f", "csv"],
    *(["show", BODY, "-f", form] for form in ("text", "md", "json")),
    *(["why", BODY, "-f", form] for form in ("text", "md", "json")),
    ["path", BODY, OTHER],
    ["timeline", "-f", "csv"],
    ["timeline", BODY, "-f", "csv"],
    ["documents"],
    ["check", "-f", "json"],
    *(["networks", name, "--ties", "-f", "csv"] for name in NETWORKS),
    *(["rank", "degree", "--network", name, "-f", "csv"] for name in NETWORKS),
    ["communities", "--network", "everything", "-f", "csv"],
    ["brokers", "--network", "everything", "-f", "csv"],
]
FILES = [
    *(["export", form, "-o", "whole"] for form in (*exporting.FORMATS, *exporting.TABLE_FORMATS)),
    *(["export", form, "--network", "people", "-o", "net.out"]
      for form in exporting.NETWORK_FORMATS),
    *(["draw", *viewfile.library(), "--format", form, "-o", "pages"] for form in ("html", "svg")),
    ["draw", "--around", BODY, "-o", "around"],
    ["rank", "degree", "--network", "people", "--plot", "rank.svg"],
    ["query", "SELECT ?s ?p ?o { ?s ?p ?o }", "-o", "answer.xlsx"],
    ["site", "-o", "site"],
]  # fmt: skip


@pytest.fixture
def withholding(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = sha256(PERSON.encode()).hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))


def traces(data: bytes) -> list[bytes]:
    """Which traces stand in the bytes, or in those of the files that they pack."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return [trace for trace in TRACES if trace in data.lower()]


def in_folder(folder: Path) -> dict[str, list[bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    named = {str(path.relative_to(folder)): traces(path.read_bytes()) for path in files}
    named |= {f"{name} (its name)": traces(name.encode()) for name in [*named]}
    return {name: found for name, found in named.items() if found}


def test_the_search_would_find_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert traces(CliRunner().invoke(cli, ["show", BODY]).stdout_bytes)
    assert CliRunner().invoke(cli, ["export", "turtle", "-o", "whole.ttl"]).exit_code == 0
    assert in_folder(tmp_path) == {"whole.ttl": list(TRACES)}


@pytest.mark.usefixtures("withholding")
@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_no_answer_tells_them(words: list[str]) -> None:
    done = CliRunner().invoke(cli, words)
    assert not traces(done.stdout_bytes + done.stderr_bytes)
    assert done.stdout
    assert done.exit_code == 0 or words[0] == "check"


@pytest.mark.usefixtures("withholding")
@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_no_file_tells_them(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.stderr
    assert not in_folder(tmp_path)


@pytest.mark.usefixtures("withholding")
def test_no_door_of_python_tells_them() -> None:
    graph = kg.load()
    assert not traces(graph.dataset.serialize(format="nquads").encode())
