"""Small made-up graphs that the tests share."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import kg

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "fixtures" / "small"
DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
HEAD = """
@base <https://w3id.org/wessex-kg/document/{slug}> .
@prefix : <https://w3id.org/wessex-kg/fact/{slug}/> .
@prefix id: <https://w3id.org/wessex-kg/id/> .
@prefix wx: <https://w3id.org/wessex-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> a wx:Document .
"""

WriteDocument = Callable[..., Path]
MakeGraph = Callable[..., kg.Graph]


@pytest.fixture(scope="session")
def small_folder() -> Path:
    """Two documents with their texts, a register file and the entities that they speak of."""
    return SMALL


@pytest.fixture(scope="session")
def small(small_folder: Path) -> kg.Graph:
    """The graph of the small folder; not to be changed."""
    return kg.load([small_folder])


def date_literal(text: str) -> str:
    """A date in Turtle, with the datatype that its form asks for."""
    plain = text.replace("-", "").isdigit() and int(text[5:7] or 1) <= 12
    return f'"{text}"^^{DATATYPES[len(text)] if plain else "edtf:EDTF"}'


@pytest.fixture
def write_document(tmp_path: Path) -> WriteDocument:
    """Writes the Turtle of a document of that date and slug, and gives its path."""

    def write(facts: str, issued: str | None = "2015-06-01", slug: str = "news") -> Path:
        dated = f"<> dcterms:issued {date_literal(issued)} .\n" if issued else ""
        path = tmp_path / f"{slug}.ttl"
        path.write_text(HEAD.format(slug=slug) + dated + facts, encoding="utf-8")
        return path

    return write


@pytest.fixture
def make_graph(write_document: WriteDocument) -> MakeGraph:
    """The graph of one document, under a slice if one is given."""

    def make(
        facts: str, issued: str | None = "2015-06-01", wanted: kg.Slice | None = None
    ) -> kg.Graph:
        return kg.load([write_document(facts, issued)], slice=wanted)

    return make


def tracked(*folders: str) -> set[str]:
    """The files of the repository below the folders, as git knows them (new ones too)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in listed.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git knows, so that building leaves no trace in the checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    folder = tmp_path_factory.mktemp("source")
    for name in tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    return folder
