"""Build a release into a folder: a zip that needs no installation, the wheel and the sdist.

The same commit gives the same bytes. What is released is what data/releases.tsv lists: a version
of the data that has no line there is refused.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import kg
from kg import releases, site, viewfile
from kg.errors import KgError
from kg.files import write_together

ROOT = Path(__file__).parent.parent
BESIDE = ("CITATION.cff", "LICENSE", "LICENSE-DATA", "PRIVACY.md", "DATA-CHANGELOG.md")
SUMS = "SHA256SUMS"
MODE = 0o644


def release() -> dict[str, bytes]:
    """The files of a release by their names; KgError for data that were not issued."""
    graph = kg.load()
    issued = releases.issued(graph.version)
    if not issued:
        raise KgError(
            f"the data, version {graph.version}, are not released: write that version, the day and"
            f" the code's version {kg.__version__} as the last line of data/releases.tsv"
        )
    day = datetime.date.fromisoformat(issued)
    name = f"wessex-kg-{kg.__version__}"
    with tempfile.TemporaryDirectory() as source:
        unpack_commit(ROOT, Path(source))
        built = packages(Path(source), day)
    files = contents(graph)
    whole = zipped({f"{name}/{path}": files[path] for path in sorted(files)}, day)
    return {f"{name}.zip": whole, **built}


def contents(graph: kg.Graph) -> dict[str, bytes]:
    """What the zip holds, by path: the site with the data in it, licences, changes, checksums."""
    files = site.site(graph, [viewfile.named(name) for name in viewfile.library()])
    files |= {name: (ROOT / name).read_bytes() for name in BESIDE}
    return {**files, SUMS: sums(files)}


def sums(files: Mapping[str, bytes]) -> bytes:
    """Checksums of files, as `sha256sum --check` reads them."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def zipped(files: Mapping[str, bytes], day: datetime.date) -> bytes:
    """A zip of the files by their paths, all of one day and one mode."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()


# Packages of Python


def packages(source: Path, day: datetime.date) -> dict[str, bytes]:
    """The wheel and the sdist of a folder of sources, which is built in, checked by twine."""
    stamp = int(datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc).timestamp())
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", made]
        _run([*command, str(source)], {"SOURCE_DATE_EPOCH": str(stamp)})
        for path in Path(made).glob("*.tar.gz"):
            path.write_bytes(settled(path.read_bytes(), stamp))
        for path in Path(made).glob("*.whl"):
            with zipfile.ZipFile(path) as wheel:
                path.write_bytes(zipped({n: wheel.read(n) for n in wheel.namelist()}, day))
        paths = sorted(Path(made).iterdir())
        _run([sys.executable, "-m", "twine", "check", "--strict", *map(str, paths)])
        return {path.name: path.read_bytes() for path in paths}


def unpack_commit(root: Path, target: Path) -> None:
    """Write the files of the commit at hand; KgError where they differ from those at hand."""
    if changed := _run(["git", "-C", str(root), "status", "--porcelain"]):
        raise KgError(f"a release is of a commit: commit first ({changed.splitlines()[0].strip()})")
    archive = subprocess.run(
        ["git", "-C", str(root), "archive", "HEAD"], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target)


def settled(archive: bytes, stamp: int) -> bytes:
    """A .tar.gz with its entries in order, all of one time, one owner and one mode."""
    made = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        gzip.GzipFile("", "wb", 9, made, mtime=stamp) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for entry in sorted(old.getmembers(), key=lambda each: each.name):
            entry.mtime, entry.mode = stamp, 0o755 if entry.isdir() else MODE
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.pax_headers = {}
            new.addfile(entry, old.extractfile(entry))
    return made.getvalue()


def _run(command: list[str], more: Mapping[str, str] | None = None) -> str:
    whole = {**os.environ, **(more or {})}
    done = subprocess.run(command, env=whole, capture_output=True, check=False, text=True)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise KgError(f"{' '.join(command[1:4])} failed: {lines[-1] if lines else ''}")
    return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    folder: Path = parser.parse_args().output
    try:
        made = release()
        for name in made:
            if (folder / name).exists():
                raise KgError(f"{folder / name} exists; move it away, or name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        write_together({folder / name: data for name, data in made.items()})
    except (KgError, OSError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 2
    for name, data in made.items():
        print(f"{hashlib.sha256(data).hexdigest()}  {name}  {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
