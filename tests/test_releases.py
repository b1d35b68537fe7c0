"""The releases of the data, and where they are stated."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import cite, export, releases
from kg.cli import cli
from kg.errors import KgError
from kg.vocabulary import DCTERMS

HEAD = "data\tissued\tcode\n"


@pytest.fixture
def released(small: kg.Graph, monkeypatch: pytest.MonkeyPatch) -> kg.Graph:
    monkeypatch.setattr(releases, "_days", lambda: {small.version: "2026-02-03"})
    return small


def test_the_list_in_the_repository_is_in_order() -> None:
    found = releases.releases()
    assert found
    assert len({each.data for each in found}) == len(found)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("version\tday\n", ":1: the columns are data, issued, code"),
        (f"{HEAD}abc\t2026-01-01\t1.0\n", ":2: write the data version"),
        (f"{HEAD}0123456789ab\t2026-13-01\t1.0\n", ":2: 2026-13-01 is no day"),
        (f"{HEAD}0123456789ab\t2026-01-02\t2\n1123456789ab\t2026-01-01\t1\n", "not in order"),
    ],
)
def test_a_line_in_disorder_is_named(lines: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "releases.tsv"
    path.write_text(lines)
    with pytest.raises(KgError) as error:
        releases.releases(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("form", export.FORMATS)
def test_an_export_states_version_and_day(released: kg.Graph, form: str) -> None:
    data = export.export(released, form).decode()
    assert f"dataset/{released.version}" in data
    assert "2026-02-03" in data


def test_a_slice_derives_from_the_version(small_folder: Path) -> None:
    whole, cut = kg.load([small_folder]), kg.load([small_folder], slice=kg.Slice(status="actual"))
    version = f"<{releases.iri(whole.version)}>"
    assert f"owl:versionIRI {version}" in export.export(whole, "turtle").decode()
    text = export.export(cut, "turtle").decode()
    assert "owl:versionIRI" not in text.partition("ontology>")[0]
    assert f"prov:wasDerivedFrom {version}" in text


def test_what_was_not_released_has_no_day(small: kg.Graph) -> None:
    assert releases.issued(small.version) == ""
    assert releases.told(small.version) == small.version
    assert DCTERMS + "issued" not in {quad.predicate.value for quad in export.header(small)}


def test_the_version_tells_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    version = kg.load().version
    monkeypatch.setattr(releases, "_days", lambda: {version: "2026-02-03"})
    said = CliRunner().invoke(cli, ["-V"]).stdout
    assert said == f"kg {kg.__version__}, data {version} (released 2026-02-03)\n"


def test_a_citation_has_the_year_of_its_release(released: kg.Graph) -> None:
    assert "(2026)" in cite.text("1.0", released.version)
    last = releases.releases()[-1].issued[:4]
    assert f"({last})" in cite.text("1.0", "0123456789ab")
