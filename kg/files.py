"""Files written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KgError

_unfinished: set[Path] = set()


def write_whole(target: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, or the pieces of one as they come, beside its target; then rename it there.

    A target that is no regular file (a device, a pipe) is written to as it is. Raises KgError
    naming the target; then nothing half-written stays.
    """
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with target.open("wb") as file:
                file.writelines(_pieces(data))
        else:
            _replace(target.resolve(), data)
    except OSError as error:
        raise KgError(f"cannot write {target}: {reason(error)}") from error


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: each beside its target, then all renamed into place.

    Raises KgError naming the target that could not be written; then none is.
    """
    ready: dict[Path, Path] = {}
    target = Path()
    try:
        for target, data in files.items():
            if target.exists() and not target.is_file():
                raise FileExistsError(17, "not a regular file")
            ready[target.resolve()] = _beside(target.resolve(), data)
        for target, temporary in ready.items():
            temporary.replace(target)
    except OSError as error:
        raise KgError(f"cannot write {target}: {reason(error)}") from error
    finally:
        for temporary in ready.values():
            _discard(temporary)


def discard_unfinished() -> None:
    """Remove what is half-written; for those about to leave at once."""
    for path in tuple(_unfinished):
        _discard_folder(path) if path.is_dir() else _discard(path)


@contextmanager
def unfinished(folder: Path) -> Iterator[None]:
    """What is in the folder is half-written meanwhile, and the folder is gone afterwards."""
    _unfinished.add(folder)
    try:
        yield
    finally:
        _discard_folder(folder)


def _discard_folder(folder: Path) -> None:
    """Remove a folder, under another name first: who still writes there finds it no more."""
    import shutil

    aside = folder.with_name(f"{folder.name}.old")
    with suppress(OSError):
        folder.rename(aside)
        shutil.rmtree(aside)
    _unfinished.discard(folder)


def reason(error: OSError) -> str:
    """What the system says of a failure, in a few small words."""
    return (error.strerror or type(error).__name__).lower()


def _pieces(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else data


def _replace(target: Path, data: bytes | Iterable[bytes]) -> None:
    temporary = _beside(target, data)
    try:
        temporary.replace(target)
    finally:
        _discard(temporary)


def _beside(target: Path, data: bytes | Iterable[bytes]) -> Path:
    """A new file beside the target with these contents and the permissions of the target."""
    import tempfile

    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent
    )
    temporary = Path(name)
    _unfinished.add(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(_pieces(data))
        temporary.chmod(_mode(target))
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _discard(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)
    _unfinished.discard(temporary)


def _mode(target: Path) -> int:
    """The permissions of the file to replace, or those a new file gets."""
    if target.exists():
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
