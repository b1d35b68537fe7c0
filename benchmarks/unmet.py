"""What is not met: the rows that say no, and what was tried for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

TRIED: Mapping[str, str] = {
    "`kg.load`": (
        "About half of what it adds to a bare load is the rule that says in which document a fact"
        " is stated. Deriving that only on demand brought the load to 1.24 to 1.51 times in a"
        " trial, but the plain graph and its exports then lack the property. Parsing twice, bulk"
        " loading, one joined text, N-Triples and threads gained nothing; two rules were rewritten"
        " so that the engine begins with the rarer pattern."
    ),
    "`kg build`": (
        "What it adds is parsing in Python, which guards what is read, the rules, run against the"
        " disk, and the days of facts. All sources go to the engine as one stream, since each bulk"
        " load waits for the disk; compacting afterwards cost an eighth of the time."
    ),
    "rows as": (
        "Handing each solution from the engine to Python takes about 1.2 times what the engine's"
        " own writer takes in all; quoting by columns helped, smaller pieces and a paused garbage"
        " collector did not."
    ),
    "`kg query members-of`, in a pipe": (
        "`click` and `pyoxigraph` take a third of the time, the other modules a third, the load of"
        " the bundled graph a sixth. What only some answers need is imported late."
    ),
    "all that bodies became": (
        "A short path: rdflib pays only for each row, and there are few. Joins that are ordered"
        " badly, counted or filtered gain most."
    ),
    "who is funded by a fellow member": (
        "The triangle is well ordered as it stands, and rdflib pays only for each row."
    ),
}
"""By the beginning of a row, what was tried to meet what is asked."""
_CELLS = re.compile(r"\s*\|\s*")


def unmet(lines: Iterable[str]) -> Iterator[str]:
    """A point for each row of tables of Markdown whose column `Met` says no.

    `What` says what was measured, `Beside` (the first of that name), `Asked` and `Measured` the
    rest.
    """
    told: set[str] = set()
    for row in _rows(lines):
        if row.get("Met") == "no":
            what = row["What"]
            tried = next((text for start, text in TRIED.items() if what.startswith(start)), "")
            yield _point(what, row) + (f" {tried}" if tried and tried not in told else "")
            told.add(tried)


def _rows(lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """The rows of all tables, by the headings of their columns, the first of several alike."""
    head: list[str] = []
    for line in lines:
        cells = _CELLS.split(line.strip("| ")) if line.startswith("|") else []
        if head and cells:
            yield dict(reversed(list(zip(head, cells, strict=False))))
        head = head or cells if cells else []


def _point(what: str, row: Mapping[str, str]) -> str:
    beside = f" beside {row['Beside']}" if row.get("Beside") else ""
    return f"- **{what}**{beside}: asked {row['Asked']}, measured {row['Measured']}."
