"""Findings of a check: what is wrong with which thing, in which file and line, and the repair."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.vocabulary import DOCUMENT, ENTITIES_GRAPH, FACT, GRAPH, ONTOLOGY_GRAPH, compact

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.sources import Source

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
"""From the worst to the least; an info may be as it should be."""

_AS_SUBJECT = r"^[ \t]*(?:{})(?=\s)"
_ANYWHERE = r"(?<![\w:/#-])(?:{})(?![\w-])"


@dataclass(frozen=True, slots=True)
class Finding:
    """One offence: the shape, rule or test that found it, the thing's IRI, words and place.

    `file` is "" where the thing stands in none, `line` None where it was not found there;
    `document` is the slug of the thing's document, "" if it has none.
    """

    rule: str
    severity: Severity
    thing: str
    message: str
    repair: str
    file: str = ""
    line: int | None = None
    document: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{self.severity}: {self.rule}: {self.message}. Repair: {self.repair}"
        return f"{place}: {said}" if place else said


@dataclass(frozen=True, slots=True)
class Places:
    """Where the things of a graph stand in the files that were read."""

    sources: tuple[Source, ...]

    def of(self, thing: str, graphs: Iterable[str] = ()) -> tuple[str, int | None]:
        """The file of a thing, one of these graphs' if it stands there, and the line in it."""
        likely = {*graphs, GRAPH + document_of(thing)}
        files = sorted(self.sources, key=lambda source: source.graph not in likely)
        for pattern in (_AS_SUBJECT, _ANYWHERE):
            for source in files:
                if line := _line(source, thing, pattern):
                    return _near(source.name), line
        return next((_near(each.name) for each in files if each.graph in likely), ""), None


def places(graph: Graph) -> Places:
    """Where to look for the things of a graph."""
    return Places(graph.sources)


def document_of(thing: str, file_graph: str = "") -> str:
    """The slug of the document to which a fact, passage, graph or document belongs, or ""."""
    for namespace in (FACT, DOCUMENT, GRAPH):
        if thing.startswith(namespace):
            return re.split(r"[/#]", thing.removeprefix(namespace))[0]
    return "" if file_graph in (ENTITIES_GRAPH, ONTOLOGY_GRAPH) else file_graph.removeprefix(GRAPH)


def short(iri: str) -> str:
    """An IRI for a message: facts and passages by slug and name, others as prefixed names."""
    for namespace in (FACT, DOCUMENT):
        if iri.startswith(namespace):
            return iri.removeprefix(namespace)
    return compact(iri)


def _near(path: str) -> str:
    """A path as seen from the working folder, if it lies below it."""
    try:
        return Path(path).resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path


def _line(source: Source, thing: str, pattern: str) -> int | None:
    """The line on which a file has a thing's name in such a place."""
    names = "|".join(map(re.escape, _spellings(thing, source.graph)))
    text = _text(source)
    found = re.search(pattern.format(names), text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else None


@lru_cache(maxsize=64)
def _text(source: Source) -> str:
    return source.text.decode("utf-8", "replace")


def _spellings(thing: str, graph: str) -> list[str]:
    """The ways in which a file of data writes a thing's IRI."""
    document = DOCUMENT + graph.removeprefix(GRAPH)
    written = [f"<{thing}>", compact(thing)]
    if thing.startswith(document):
        written.append(f"<{thing.removeprefix(document)}>")
    if thing.startswith(FACT):
        written.append(":" + thing.rsplit("/", 1)[-1])
    return written
