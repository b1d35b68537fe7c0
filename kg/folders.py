"""Folders of files written whole or not at all, and never over what others put there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from kg.errors import KgError
from kg.files import reason

MANIFEST = ".made-by-kg"
"""The file that lists the others, so that a later run knows what it may replace."""


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files (by their paths within) into a sibling folder, then rename it into place.

    A target that exists must be empty, or hold what an earlier run made and nothing else. Raises
    KgError naming the target; then all is as it was.
    """
    demand_ours(target)
    whole = target.resolve()
    try:
        with made(whole.parent):
            _replace(whole, _listed(files))
    except OSError as error:
        raise KgError(f"cannot write {target}: {reason(error)}") from error


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Make a folder for what is then written to it; where that fails, it is taken away again."""
    missing = _missing(folder.resolve())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        _undo(missing)
        raise


def demand_writable(folder: Path) -> None:
    """Raise KgError if nothing can be written to a folder that is there, or is to be made."""
    whole = folder.resolve()
    try:
        there = next(each for each in (whole, *whole.parents) if each.exists())
    except OSError as error:
        raise KgError(f"cannot write to {folder}: {reason(error)}") from error
    if not there.is_dir():
        raise KgError(f"cannot write to {folder}: {there.name} is a file; name a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise KgError(f"cannot write to {folder}: permission denied; name another folder")


def _listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    names = "".join(f"{name}\n" for name in sorted([*files, MANIFEST]))
    return {**files, MANIFEST: names.encode()}


def demand_elsewhere(target: Path, whole: Path) -> None:
    """Raise KgError if the target, `whole` when resolved, holds this place, or is a file."""
    here = Path.cwd().resolve()
    if whole == here:
        raise KgError(f"{target} is the folder you are in; name one within it")
    if whole in here.parents:
        raise KgError(f"{target} holds the folder you are in; name another")
    if whole.exists() and not whole.is_dir():
        raise KgError(f"{target} is a file; name a folder")


def demand_ours(target: Path) -> None:
    """Raise KgError if the target is there and is not, or not only, what an earlier run made."""
    whole = target.resolve()
    demand_elsewhere(target, whole)
    if not whole.exists():
        return
    try:
        present = sorted(each.relative_to(whole).as_posix() for each in _files(whole))
        listed = whole / MANIFEST
        ours = set(listed.read_text("utf-8").splitlines()) if listed.is_file() else set()
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{target} cannot be read; name another folder") from error
    others = [name for name in present if name not in ours]
    if others and not ours:
        raise KgError(f"{target} is a folder that kg did not make; name another, or an empty one")
    if others:
        named = f"{', '.join(others[:3])}{' …' if len(others) > 3 else ''}"
        raise KgError(f"{target} holds what kg did not put there ({named}); move it away first")


def _files(folder: Path) -> Iterable[Path]:
    return (each for each in folder.rglob("*") if not each.is_dir() or each.is_symlink())


def _replace(whole: Path, files: Mapping[str, bytes]) -> None:
    """Put a new folder of these files in the place of the present one."""
    work = Path(tempfile.mkdtemp(prefix=f".{whole.name[:40]}.", suffix=".part", dir=whole.parent))
    try:
        fresh, old = work / "new", work / "old"
        _fill(fresh, files)
        if whole.exists():
            whole.rename(old)
        try:
            fresh.rename(whole)
        finally:
            if old.exists() and not whole.exists():
                old.rename(whole)
    finally:
        if whole.exists() or not (work / "old").exists():
            shutil.rmtree(work, ignore_errors=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _missing(folder: Path) -> Path | None:
    """The topmost of the folders to be made for this one, None if it is there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    return missing[-1] if missing else None


def _undo(made: Path | None) -> None:
    """Remove the empty folders that were made on the way."""
    if made:
        for each in sorted((p for p in (made, *made.rglob("*"))), reverse=True):
            with suppress(OSError):
                os.rmdir(each)
