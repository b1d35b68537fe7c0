"""Stores on disk: built beside their place and put there whole, opened by any number of readers."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store

from kg import derive, sources, withheld
from kg.derive import Facts, Rule
from kg.errors import KgError
from kg.files import unfinished
from kg.folders import demand_elsewhere
from kg.sources import Origin
from kg.streams import CHUNK, Gathered, Pieces, in_graph, keeping, lines_of, whole_lines
from kg.vocabulary import DAYS_GRAPH, DERIVED_GRAPH, POSITIONS_GRAPH, WX, XSD

if sys.platform != "win32":  # which removes no file that is open
    import fcntl

FORMAT = 1
"""To be raised when stores of earlier code would answer otherwise than new ones."""
MANIFEST = "store.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store says of itself; `folder` has the files of the engine, `sizes` their bytes."""

    format: int
    code: str
    data: str
    statements: int
    folder: str
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is open for reading, with what holds it in place."""

    manifest: Manifest
    store: Store
    hold: int | None


# Building


def build(target: Path, found: Sequence[Origin], code: str) -> Manifest:
    """Build the store of these sources and the ontology, and put it in the target's place.

    Raises KgError for sources in disorder, for a target that is no store, and while another
    build is at work; then, and after an interruption, what was there before is whole. `code` is
    the version of kg, which the store tells.
    """
    whole = target.resolve()
    _demand_ours(target, whole)
    try:
        with _workplace(target, whole) as work:
            manifest = _filled(work, found, code)
            _put(work, whole, manifest)
    except OSError as error:
        raise KgError(f"cannot write {target}: {_said(error)}") from error
    return manifest


def _demand_ours(target: Path, whole: Path) -> None:
    demand_elsewhere(target, whole)
    if not whole.parent.is_dir():
        raise KgError(f"{target}: there is no folder {whole.parent}; make it first")
    if whole.exists() and any(whole.iterdir()) and not (whole / MANIFEST).is_file():
        raise KgError(f"{target} is a folder but no store; name another, or an empty one")


@contextmanager
def _workplace(target: Path, whole: Path) -> Iterator[Path]:
    """An empty folder beside the target; what a build that was killed left in it is swept."""
    part = _part(whole)
    hold = _claimed(part)
    if hold is None:
        raise KgError(f"{target}: another kg build is writing it; wait until that is done")
    try:
        with unfinished(part):
            shutil.rmtree(part.with_name(f"{part.name}.old"), ignore_errors=True)
            for each in part.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            yield part
    finally:
        os.close(hold)


def _part(whole: Path) -> Path:
    return whole.with_name(f".{whole.name}.part")


def _claimed(folder: Path) -> int | None:
    """A hold on a folder, made if need be, that no other process has; None if one has."""
    while True:
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            hold = os.open(folder, os.O_RDONLY)
            if not _locked(hold, alone=True):
                os.close(hold)
                return None
            if folder.exists() and os.path.samestat(os.fstat(hold), folder.stat()):
                return hold
            os.close(hold)


def _locked(hold: int, *, alone: bool) -> bool:
    """Whether this hold is had, alone or with others; it ends with its process."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(hold, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _put(work: Path, whole: Path, manifest: Manifest) -> None:
    """Put what was made in the place of the store: the manifest decides, and is replaced last."""
    manifest = replace(manifest, sizes=_sizes(work / manifest.folder))
    (work / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    if not (whole / MANIFEST).is_file():
        if whole.exists():
            whole.rmdir()
        work.rename(whole)
        return
    (work / manifest.folder).rename(whole / manifest.folder)
    (work / MANIFEST).replace(whole / MANIFEST)
    _sweep(whole, manifest.folder)


def _sizes(folder: Path) -> dict[str, int]:
    """The tables of the engine, which it never changes, with their bytes."""
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.sst"))}


def _sweep(whole: Path, current: str) -> None:
    """Remove earlier folders of the engine that nobody reads any more."""
    for each in whole.glob("engine-*"):
        if each.name == current or not each.is_dir():
            continue
        hold = os.open(each, os.O_RDONLY)
        if _locked(hold, alone=True):
            shutil.rmtree(each, ignore_errors=True)
        os.close(hold)


# What is in a store


def _filled(work: Path, found: Sequence[Origin], code: str) -> Manifest:
    """Fill a new store in the folder."""
    name = f"engine-{os.urandom(4).hex()}"
    store = Store(str(work / name))
    listed, gathered, digests = withheld.listed(), Gathered(), list[str]()
    keep = keeping(found, listed)
    read = chain.from_iterable(lines_of(each, gathered, digests, keep) for each in found)
    own = lines_of(sources.ontology(), gathered, digests, keep)
    count = _load(store, chain(_some(read, found), own))
    known = gathered.facts()
    count += _load(store, chain(_by_rules(store, work), _days(known)))
    return Manifest(
        FORMAT,
        code,
        sources.version_from(digests),
        count,
        name,
        tuple(each.name for each in found),
        tuple(known.notes),
        tuple(sorted(listed)),
    )


def _some(lines: Iterator[bytes], found: Sequence[Origin]) -> Iterator[bytes]:
    """The lines; KgError if there is none."""
    first = next(lines, None)
    if first is None:
        raise KgError(f"{', '.join(each.name for each in found)}: no statement found; add some")
    yield first
    yield from lines


def _load(store: Store, lines: Iterable[bytes]) -> int:
    """Add lines of N-Quads to a store; returns how many they are."""
    pieces = Pieces(lines)
    store.bulk_load(pieces, RdfFormat.N_QUADS, lenient=True)  # type: ignore[call-overload,arg-type,unused-ignore]
    return pieces.lines


def _by_rules(store: Store, work: Path) -> Iterator[bytes]:
    """What all rules derive; none of them reads what another one derives."""
    yield from _derived(store, derive.rules("whole"), (None,), work)
    yield from _derived(store, derive.rules(), (None, DERIVED_GRAPH), work)
    yield from _derived(store, derive.rules("on-demand"), (POSITIONS_GRAPH,), work)


def _derived(
    store: Store, rules: Iterable[Rule], graphs: Sequence[str | None], work: Path
) -> Iterator[bytes]:
    """What the rules derive from the default graph, for each of the graphs (None: the default)."""
    for rule in rules:
        found = store.query(rule.construct())
        assert isinstance(found, QueryTriples)
        with TemporaryFile(dir=work) as file:
            found.serialize(file, RdfFormat.N_TRIPLES)
            file.seek(0)
            for lines in whole_lines(file):
                yield from (in_graph(lines, graph) if graph else lines for graph in graphs)


def _days(known: Facts) -> Iterator[bytes]:
    """The days of the facts, for their own graph."""
    graph, date = NamedNode(DAYS_GRAPH), NamedNode(XSD + "date")
    named = derive.named_days(derive.days_of(known), known.attestations)
    while some := list(islice(named, CHUNK)):
        lines = (f'<{fact}> <{WX}{name}> "{day}"^^{date} {graph} .\n' for fact, name, day in some)
        yield "".join(lines).encode()


# Opening


def open_store(place: Path) -> Opened:
    """Open a store for reading; it may be built anew meanwhile, which this reader does not see.

    Raises KgError for what is no store, one of another format, and one that was built before
    somebody was withheld.
    """
    while True:
        manifest = _manifest(place)
        try:
            hold = _held(place / manifest.folder)
            _demand_whole(place / manifest.folder, manifest.sizes)
            return Opened(manifest, Store.read_only(str(place / manifest.folder)), hold)
        except (OSError, RuntimeError, ValueError) as error:
            if _manifest(place).folder == manifest.folder:
                raise KgError(f"{place}: damaged ({_said(error)}); {_AGAIN}") from error


def _demand_whole(folder: Path, sizes: Mapping[str, int]) -> None:
    """Raise OSError if a table of the engine is cut off or missing: asking it could never end."""
    found = _sizes(folder)
    for name, size in sizes.items():
        if found.get(name) != size:
            raise OSError(f"{name} has {found.get(name, 0):,} bytes of {size:,}")


_AGAIN = "build it again (kg build --store)"


def _held(folder: Path) -> int | None:
    """A hold that keeps the folder from being swept for as long as this process lives."""
    if sys.platform == "win32":
        return None
    hold = os.open(folder, os.O_RDONLY)
    _locked(hold, alone=False)
    return hold


def _manifest(place: Path) -> Manifest:
    """What a store says of itself, if this code can read it."""
    said = _told(place)
    if said.get("format") != FORMAT:
        raise KgError(
            f"{place}: a store of format {said.get('format')}, this kg reads {FORMAT}; {_AGAIN}"
        )
    try:
        held: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
        manifest = Manifest(**held)
    except TypeError as error:
        raise KgError(f"{place / MANIFEST}: not as kg wrote it; {_AGAIN}") from error
    if withheld.listed() - set(manifest.withheld):
        raise KgError(f"{place}: built before the withheld list grew; {_AGAIN}")
    return manifest


def _told(place: Path) -> Mapping[str, Any]:
    try:
        said = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise KgError(f"{place}: {_missing(place)}") from None
    except (OSError, ValueError) as error:
        raise KgError(f"{place / MANIFEST}: cannot be read; {_AGAIN}") from error
    return said if isinstance(said, dict) else {}


def _missing(place: Path) -> str:
    """Why there is no store, and what to do."""
    if _part(place.resolve()).exists():
        return "no store yet; a build is at work on it, or was killed (then build it again)"
    return f"{'no store' if place.exists() else 'no such folder'}; make it with kg build --store"


def _said(error: Exception) -> str:
    """What the system or the engine says of a failure, in a few words."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return "no space left on device" if "No space left" in text else text.splitlines()[0].lower()
