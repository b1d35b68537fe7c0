"""Rules across facts: files of queries/check, each a query that returns the offenders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import content, guard, query
from kg.errors import KgError
from kg.findings import SEVERITIES, Severity, short

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.query import Question, Term

KEYS = frozenset({"severity", "message", "repair"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A query whose rows are offenders, ?fact or ?thing, with the words for each.

    In `message`, {variable} stands for the row's value.
    """

    name: str
    severity: Severity
    message: str
    repair: str
    question: Question


@dataclass(frozen=True, slots=True)
class Offence:
    """An offender of a rule: the thing's IRI and the message with its values."""

    rule: Rule
    thing: str
    message: str


def rules(folder: Path | None = None) -> list[Rule]:
    """The rules of queries/check and the folders in it, by name. KgError for a bad header."""
    place = folder or content.folder("queries") / "check"
    return [read(path, place) for path in sorted(place.rglob("*.rq"))]


def read(path: Path, folder: Path) -> Rule:
    """The rule of a file, named by its path in the folder. KgError for a bad header."""
    asked = query.read(path, KEYS)
    said = dict(asked.notes)
    for key in sorted(KEYS):
        if not said.get(key):
            raise KgError(f"{path}:1: the header has no {key}; add a line `#+ {key}: …`")
    found = [severity for severity in SEVERITIES if severity == said["severity"]]
    if not found:
        raise KgError(f"{path}:1: severity {said['severity']!r}; write {', '.join(SEVERITIES)}")
    name = path.relative_to(folder).with_suffix("").as_posix()
    return Rule(name, found[0], said["message"], said["repair"], asked)


def offences(graph: Graph, wanted: Iterable[Rule]) -> list[Offence]:
    """Every offender of the rules, rule by rule, in the order of their rows."""
    return [offence for rule in wanted for offence in broken(graph, rule)]


def broken(graph: Graph, rule: Rule) -> list[Offence]:
    """The offenders of one rule. KgError if it is malformed or has neither ?fact nor ?thing."""
    source = rule.question.source
    try:
        rows = graph.rows(rule.question.text)
    except SyntaxError as error:
        raise guard.explain(rule.question.text, error, source) from error
    if not all({"fact", "thing"} & set(row) for row in rows):
        raise KgError(f"{source}: a rule selects ?fact or ?thing; add one")
    return [_offence(rule, row) for row in rows]


def _offence(rule: Rule, row: Mapping[str, Term]) -> Offence:
    thing = row.get("fact") or row.get("thing")
    values = {name: _words(term) for name, term in row.items()}
    message = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "nothing"), rule.message)
    return Offence(rule, str(getattr(thing, "value", thing)), message)


def _words(term: Term) -> str:
    import pyoxigraph as ox

    return (
        short(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))
    )
