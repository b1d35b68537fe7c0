"""View files: what a file of viz says a page tells, and how it is laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg import content, guard, networkfile, query
from kg.errors import KgError
from kg.networkfile import Rule
from kg.slice import Slice
from kg.vocabulary import PREFIXES, STATUSES

NEEDED = ("title", "headline", "see", "layout")
KEYS = frozenset({*NEEDED, "numbers", "status", "rollup", "centre", "network"})
_HEADER = re.compile(r"(?:#\+.*\n)*")


@dataclass(frozen=True, slots=True)
class View:
    """What a page tells.

    `headline` has names in braces that the columns of the query `numbers` fill; `see` is what is
    drawn and what one should see; `layout` is how; `centre` is the thing in the middle, if any;
    `ways` are the ways to draw, each the IRIs of its things.
    """

    name: str
    source: str
    title: str
    headline: str
    see: str
    layout: str
    rule: Rule
    numbers: str = ""
    status: str = "any"
    roll_up: bool = False
    centre: str = ""
    ways: tuple[tuple[str, ...], ...] = ()

    def slice(self, whole: Slice, status: str | None = None) -> Slice:
        """The slice that it wants of a graph under a slice; `status` overrides its own."""
        rolled = whole.roll_up or self.roll_up
        return replace(whole, status=status or self.status, roll_up=rolled)


def library(folder: Path | None = None) -> dict[str, Path]:
    """The views of a folder (the bundled one): each file by its name without `.rq`."""
    return query.library(folder or content.folder("viz"))


def named(name: str) -> View:
    """The view of the library of this name, or of a file. Raises KgError."""
    known = library()
    if name in known:
        return read(known[name])
    if name.endswith(".rq"):
        return read(Path(name))
    raise KgError(f"no view is named {name!r}; there are {', '.join(known)}")


def read(path: Path) -> View:
    """The view in a file; KgError, naming it, for a bad header or query.

    The query is that of a network file; without one, the header names a network of the library.
    """
    asked = query.read(path, KEYS | networkfile.KEYS)
    said = dict(asked.notes)
    own = () if "network" in said else networkfile.NEEDED
    networkfile.demand(path, said, (*NEEDED, *own))
    status = said.get("status", "any")
    if status not in (*STATUSES, "any"):
        raise KgError(f"{path}:1: unknown status {status!r}; use {', '.join(STATUSES)} or any")
    return View(
        name=asked.name,
        source=str(path),
        title=said["title"],
        headline=said["headline"],
        see=said["see"],
        layout=said["layout"],
        rule=_rule(path, asked, said),
        numbers=_numbers(path, said.get("numbers", "")),
        status=status,
        roll_up=said.get("rollup", "no") == "yes",
        centre=said.get("centre", ""),
    )


def _numbers(path: Path, text: str) -> str:
    """The query that fills the headline; KgError for one that would change data or reach out."""
    if guard.calls_service(text):
        raise KgError(f"{path}: numbers come from the loaded graph alone; leave out SERVICE")
    try:
        guard.guard(text, tuple, PREFIXES)
    except KgError as error:
        raise KgError(f"{path}: numbers: {error}") from error
    return text


def _rule(path: Path, asked: query.Question, said: Mapping[str, str]) -> Rule:
    if "network" not in said:
        return networkfile.rule(path, asked)
    if _HEADER.sub("", asked.text, count=1).strip():
        raise KgError(f"{path}: it names a network and has a query; leave out one of them")
    return networkfile.named(said["network"])
