"""Network files: what a file of queries/network says is a node, a tie and its weight."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import content, guard, phrase, query
from kg.errors import KgError
from kg.vocabulary import PREFIXES

KEYS = frozenset({"nodes", "ties", "direction", "mode", "projection", "weight", "parallel"})
NEEDED = tuple(sorted(KEYS - {"projection", "parallel"}))
COLUMNS = ("source", "target", "kind", "weight", "fact")
WEIGHTINGS = ("newman", "count")
_ORDER = re.compile(r"ORDER\s+BY((?:\s+(?:ASC|DESC)?\s*\(?\s*[?$]\w+\s*\)?)+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a network file says of its network: what is a node, what a tie, what it weighs."""

    name: str
    source: str
    summary: str
    text: str
    nodes: str
    ties: str
    directed: bool
    two_mode: bool
    projection: str
    weight: str
    sums: bool
    note: str

    @property
    def weighting(self) -> str:
        """How a projected tie is weighed unless told otherwise: newman or count."""
        return self.weight.split(";")[0].strip() if self.projection else ""


def library(folder: Path | None = None) -> dict[str, Path]:
    """The networks of a folder (the bundled one): each file by its name without `.rq`."""
    return query.library(folder or content.folder("queries") / "network")


def named(name: str) -> Rule:
    """The rule of the library's network of this name, or of a file. Raises KgError."""
    known = library()
    if name in known:
        return read(known[name])
    if name.endswith(".rq"):
        return read(Path(name))
    raise KgError(f"no network is named {name!r}; there are {', '.join(known)}")


def read(path: Path) -> Rule:
    """The rule in a file; KgError, naming it, for a bad header, columns or order."""
    return rule(path, query.read(path, KEYS))


def rule(path: Path, asked: query.Question) -> Rule:
    """The rule that a query with such a header is; KgError as for `read`."""
    said = dict(asked.notes)
    demand(path, said, NEEDED)
    found = Rule(
        name=asked.name,
        source=str(path),
        summary=asked.summary,
        text=asked.text,
        nodes=said["nodes"],
        ties=said["ties"],
        directed=_choice(path, said, "direction", ("directed", "undirected")) == "directed",
        two_mode=_choice(path, said, "mode", ("one-mode", "two-mode")) == "two-mode",
        projection=_choice(path, said, "projection", ("source", "target", "")),
        weight=said["weight"],
        sums=_choice(path, said, "parallel", ("largest", "sum", "")) == "sum",
        note=said.get("note", ""),
    )
    if found.projection:
        _checked(path, "weight", found.weighting, WEIGHTINGS)
    _demand_columns(path, asked.text)
    _demand_order(path, asked.text)
    return found


def demand(path: Path, said: Mapping[str, str], keys: Sequence[str]) -> None:
    """Refuse a header that lacks some of these keys, telling all that it lacks."""
    missing = [key for key in keys if not said.get(key)]
    if missing:
        lines = phrase.joined(f"`#+ {key}: …`" for key in missing)
        raise KgError(f"{path}:1: the header has no {phrase.joined(missing)}; add {lines}")


def _choice(path: Path, said: Mapping[str, str], key: str, known: Sequence[str]) -> str:
    return _checked(path, key, said.get(key, ""), known)


def _checked(path: Path, key: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise KgError(f"{path}:1: {key} {value!r} is not one of {', '.join(filter(None, known))}")
    return value


def _demand_columns(path: Path, text: str) -> None:
    """Refuse what no engine reads, and what does not select the columns of a network."""
    if guard.calls_service(text):
        raise KgError(f"{path}: a network is drawn from the loaded graph alone; leave out SERVICE")
    columns = _columns(path, text)
    if set(columns) != set(COLUMNS):
        names = " ".join(f"?{name}" for name in COLUMNS)
        raise KgError(f"{path}: a network selects exactly {names}")


def _columns(path: Path, text: str) -> list[str]:
    try:
        found = ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as error:
        raise guard.explain(text, error, str(path)) from error
    return [v.value for v in found.variables] if isinstance(found, ox.QuerySolutions) else []


def _demand_order(path: Path, text: str) -> None:
    """Refuse a query whose rows have no total order: the same data could give another file."""
    found = _ORDER.search(text.rstrip())
    ordered = set(re.findall(r"\w+", found[1])) if found else set()
    missing = [name for name in COLUMNS if name != "weight" and name not in ordered]
    if missing:
        names = " ".join(f"?{name}" for name in missing)
        raise KgError(f"{path}: the query has no total order; end it with ORDER BY … {names}")
