"""The sound small graph, and bad examples laid on top of it."""

import re
import shutil
from pathlib import Path

from kg import check
from kg.api import Graph, load
from kg.findings import Finding

HERE = Path(__file__).parent
SOUND = HERE / "fixtures" / "sound"
BAD = HERE / "bad"

# An example may leave some concept unused, or use one more; that is no part of what it shows.
ALWAYS = "ontology/unused-concept"


def spoilt(example: Path, folder: Path) -> Graph:
    """The sound graph with an example.

    What names the sound document as its base is written at the end of that document's file;
    else it is a file of its own, called after the document that it names.
    """
    shutil.copytree(SOUND, folder, dirs_exist_ok=True)
    text = example.read_text("utf-8")
    base = re.search(r"@base <https://w3id.org/wessex-kg/document/([a-z-]+)>", text)
    assert base, f"{example} names no base"
    with (folder / f"{base[1]}.ttl").open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    return load([folder])


def found_in(graph: Graph) -> list[Finding]:
    """What shapes and rules find."""
    return [*check.shape_findings(graph), *check.rule_findings(graph)]


def names_of(findings: list[Finding]) -> set[str]:
    """The shapes and rules that found something, less what any graph so small has."""
    return {finding.rule for finding in findings} - {ALWAYS}


def examples(kind: str) -> dict[str, Path]:
    """The bad examples of a kind, each by the name of the shape or rule that it breaks."""
    folder = BAD / kind
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for path in sorted(folder.rglob("*.ttl"))
    }
