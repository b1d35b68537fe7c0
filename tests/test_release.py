"""A release: the same bytes from the same commit, whole, and never of what was not issued."""

import datetime
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

import kg
from kg import releases
from kg.errors import KgError

DAY = datetime.date(2026, 2, 3)
SITE = {"START-HERE.html": b"<!doctype html>", "downloads/wessex.ttl": b"# Turtle\n"}


@pytest.fixture
def build() -> ModuleType:
    path = ROOT / "release" / "build.py"
    if not path.exists():
        pytest.skip("needs a checkout")
    spec = importlib.util.spec_from_file_location("release_build", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another time zone and another mask of modes."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    mask = os.umask(0o077)
    yield
    os.umask(mask)
    monkeypatch.undo()
    time.tzset()


def packages(build: ModuleType, source: Path, folder: Path) -> dict[str, bytes]:
    shutil.copytree(source, folder)
    made: dict[str, bytes] = build.packages(folder, DAY)
    return made


def test_the_packages_have_the_same_bytes_wherever_they_are_built(
    build: ModuleType, source: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    here = packages(build, source, tmp_path / "here")
    request.getfixturevalue("elsewhere")
    assert packages(build, source, tmp_path / "there") == here
    wheel, sdist = sorted(here, key=lambda name: not name.endswith(".whl"))
    assert (wheel[-4:], sdist[-7:]) == (".whl", ".tar.gz")
    with tarfile.open(fileobj=io.BytesIO(here[sdist])) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    with zipfile.ZipFile(io.BytesIO(here[wheel])) as archive:
        content = {name.removeprefix("kg/") for name in archive.namelist()}
    data = {name for name in content if name.split("/")[0] in {"data", "queries", "viz"}}
    assert data
    assert data <= held


def test_the_zip_holds_what_its_checksums_say(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build.site, "site", lambda *_: dict(SITE))
    files = build.contents(kg.load())
    assert SITE.keys() | set(build.BESIDE) | {build.SUMS} == files.keys()
    for line in files[build.SUMS].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    with zipfile.ZipFile(io.BytesIO(build.zipped(files, DAY))) as archive:
        assert archive.namelist() == list(files)
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 2, 3)}
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_the_zip_has_the_same_bytes_wherever_it_is_made(
    build: ModuleType, request: pytest.FixtureRequest
) -> None:
    here = build.zipped(SITE, DAY)
    request.getfixturevalue("elsewhere")
    assert build.zipped(SITE, DAY) == here


def test_data_that_were_not_issued_are_refused(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_days", dict)
    with pytest.raises(KgError, match=f"version {kg.load().version}, are not released"):
        build.release()


def test_what_is_not_committed_is_refused(build: ModuleType, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "new.txt").write_text("new")
    with pytest.raises(KgError, match=r"commit first .*new\.txt"):
        build.unpack_commit(tmp_path, tmp_path / "target")


def test_a_target_that_exists_is_left_alone(
    build: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(build, "release", lambda: {"a.zip": b"new", "a.whl": b"new"})
    monkeypatch.setattr("sys.argv", ["build.py", "-o", str(tmp_path)])
    (tmp_path / "a.zip").write_bytes(b"old")
    assert build.main() == 2
    assert capsys.readouterr().err == (
        f"release: {tmp_path / 'a.zip'} exists; move it away, or name another folder\n"
    )
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    (tmp_path / "a.zip").unlink()
    assert build.main() == 0
    assert {each.name for each in tmp_path.iterdir()} == {"a.zip", "a.whl"}
