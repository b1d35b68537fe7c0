"""The content folders are found; a missing one is an error that says so."""

from pathlib import Path

import pytest

from kg import content
from kg.errors import KgError


def test_folders_are_found() -> None:
    assert (content.folder("ontology") / "wessex.ttl").is_file()
    assert (content.folder("queries") / "derive").is_dir()


def test_a_folder_inside_the_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, beside = tmp_path / "kg" / "data", tmp_path / "data"
    monkeypatch.setattr(content, "__file__", str(tmp_path / "kg" / "content.py"))
    beside.mkdir()
    assert content.folder("data") == beside
    inside.mkdir(parents=True)
    assert content.folder("data") == inside


def test_a_missing_folder_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "__file__", str(tmp_path / "kg" / "content.py"))
    with pytest.raises(KgError, match="'data' is missing"):
        content.folder("data")
