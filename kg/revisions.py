"""The two sides of a comparison: graphs in files, folders, releases and revisions of git."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from kg import sources
from kg.errors import KgError
from kg.sources import Source

if TYPE_CHECKING:
    from subprocess import CompletedProcess

Read = Callable[[str], bytes]

# What a folder, an archive or a revision is read as; the first that is there counts.
RELEASE = (r"(downloads/|data/)?wessex\.trig", r"(downloads/|data/)wessex\.ttl")
DATA = r"(data/)?(triples/)?(?!\.)[^/\n]+\.ttl"
ENTITIES = r"(data/)?entities\.ttl"
ONTOLOGY = r"ontology/wessex\.ttl"
_ENDINGS = tuple(ending for ending in sources.FORMATS if ending not in (".xml", ".json"))
_HIDDEN = re.compile(r"(.*/)?\.")
_PLACES = ("*", "downloads/*", "triples/*", "data/*", "data/triples/*", "ontology/*")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two graphs to compare: how it was called, what that turned out to be, its sources."""

    name: str
    what: str
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.what})" if self.what else self.name


def read(name: str) -> Side:
    """The graph that a name stands for: a file or folder of that name, else a revision of git.

    Raises KgError where it stands for nothing, or for something without a graph in it.
    """
    path = Path(name)
    if name == "-":
        return Side("standard input", "", tuple(sources.read([name])))
    if not path.exists():
        return _of_revision(name)
    kind = "folder" if path.is_dir() else "file"
    notes = (f"{name} is a {kind} here and a revision of git; the {kind} is compared",)
    return Side(name, "", _of_path(path), notes if _hash(name) else ())


def chosen(paths: Sequence[str]) -> list[str]:
    """Those of the paths in a folder, archive or revision that make up its graph, in order.

    A release's one file; else the data of a checkout, without its demonstration, with the
    ontology beside it; else every file of RDF.
    """
    return _known(paths) or sorted(filter(_is_rdf, paths))


def _is_rdf(path: str) -> bool:
    return path.lower().endswith(_ENDINGS) and not _HIDDEN.match(path) and "\n" not in path


def _known(paths: Sequence[str]) -> list[str]:
    for pattern in RELEASE:
        if found := _matching(pattern, paths):
            return found[:1]
    if _matching(ENTITIES, paths):
        return [*_matching(DATA, paths), *_matching(ONTOLOGY, paths)]
    return []


def _matching(pattern: str, paths: Sequence[str]) -> list[str]:
    return sorted(path for path in paths if re.fullmatch(pattern, path))


# Files, folders and archives


def _of_path(path: Path) -> tuple[Source, ...]:
    if path.is_dir():
        return _of_folder(path)
    if zipfile.is_zipfile(path) or path.suffix.lower() == ".zip":
        return _of_archive(path)
    return tuple(sources.read([path]))


def _of_folder(path: Path) -> tuple[Source, ...]:
    near = (each for place in _PLACES for each in path.glob(place) if each.is_file())
    found = _known([each.relative_to(path).as_posix() for each in near])
    return tuple(sources.read([path / each for each in found] or [path]))


def _of_archive(path: Path) -> tuple[Source, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            inner = _without_top([name for name in archive.namelist() if name[-1:] != "/"])
            return _read(str(path), list(inner), lambda name: archive.read(inner[name]))
    except _BROKEN as error:
        said = str(error) or type(error).__name__
        raise KgError(f"{path}: is no whole zip file ({said}); fetch it again") from error


def _without_top(files: Sequence[str]) -> Mapping[str, str]:
    """The files by their paths, less the one folder that holds them all where there is one."""
    tops = {name.split("/")[0] for name in files}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in files) else ""
    kept = "" if top in ("data/", "triples/") else top
    return {name.removeprefix(kept): name for name in files}


def _read(within: str, paths: Sequence[str], content: Read) -> tuple[Source, ...]:
    found = chosen(paths)
    if not found:
        raise KgError(f"{within}: holds no graph; it should hold wessex.trig or other files of RDF")
    return tuple(_source(within, path, content(path)) for path in found)


def _source(within: str, path: str, text: bytes) -> Source:
    return sources.held(PurePosixPath(path), text, within)


# Revisions


def _of_revision(name: str) -> Side:
    commit = _hash(name)
    if not commit:
        raise KgError(_unknown(name))
    day = _told(name, "show", "-s", "--format=%cs", commit).decode().strip()
    listed = _told(name, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit)
    paths = listed.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
    blobs = _blobs(name, commit, chosen(paths))
    what = f"revision {commit[:7]} of {day}"
    return Side(name, what, _read(name, paths, blobs.__getitem__))


def _hash(name: str) -> str:
    """The commit that a name stands for in the checkout around this folder, or ""."""
    if name.startswith((".", "/", "-")) or PurePath(name).is_absolute():
        return ""
    done = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return done.stdout.decode().strip() if done and done.returncode == 0 else ""


def _blobs(name: str, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes of some files of a commit, by path."""
    wanted = "".join(f"{commit}:{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    told, found = _told(name, "cat-file", "--batch", given=wanted), {}
    for path in paths:
        head, _, told = told.partition(b"\n")
        if head.endswith(b" missing"):
            raise KgError(f"{name}: {path} is missing from this checkout; fetch it with git")
        size = int(head.rsplit(b" ", 1)[1])
        found[path], told = told[:size], told[size + 1 :]
    return found


def _told(name: str, *words: str, given: bytes = b"") -> bytes:
    done = _git(*words, given=given)
    if done is None or done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() if done else []
        raise KgError(f"{name}: git cannot read this revision ({said[0] if said else 'no git'})")
    return done.stdout


def _unknown(name: str) -> str:
    inside = _git("rev-parse", "--show-toplevel")
    why = "and git is not installed, which reads revisions" if inside is None else (
        "nor a revision: this folder is in no checkout of git" if inside.returncode
        else "and no revision of this checkout")  # fmt: skip
    return f"{name}: is no file or folder here, {why}; check the name"


def _git(*words: str, given: bytes = b"") -> CompletedProcess[bytes] | None:
    """What git does, None where it is not installed; nothing is fetched or written."""
    import os
    import subprocess

    quiet = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        return subprocess.run(
            ["git", *words], input=given, capture_output=True, check=False,
            env={**os.environ, **quiet},
        )  # fmt: skip
    except (FileNotFoundError, PermissionError):
        return None
