"""Networks in the formats of other tools: a module for each kin, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.interchange import cytoscape, pajek, spreadsheets, ucinet, xml
from kg.interchange.attributes import Files

if TYPE_CHECKING:
    from kg.listing import Listing

FORMATS: dict[str, dict[str, Callable[[Listing], Files]]] = {
    "graphml": {"graphml": xml.graphml},
    "gexf": {"gexf": xml.gexf},
    "pajek": {"net": pajek.pajek, "paj": pajek.pajek_project},
    "dl": {"dl": ucinet.dl},
    "cytoscape": {"cyjs": cytoscape.cytoscape, "json": cytoscape.cytoscape},
    "edges": {"csv": spreadsheets.edges},
    "matrix": {"csv": spreadsheets.matrix},
    "kumu": {"csv": spreadsheets.kumu, "xlsx": spreadsheets.kumu_book},
}
"""By name of a format and ending of its files, the function that writes them."""
_ALONE: dict[str, tuple[str, str]] = {
    "pajek": ("paj", ""),
    "edges": ("csv", ""),
    "kumu": ("csv", "connections.csv"),
}


def alone(listed: Listing, form: str) -> Files:
    """A network in a format as one stream: of several files the one with the ties."""
    usual, part = _ALONE.get(form, (next(iter(FORMATS[form])), ""))
    return {"": FORMATS[form][usual](listed)[part]}


def files(listed: Listing, form: str, ending: str = "") -> Files:
    """A network in a format as the files of a target with this ending, or of the usual one."""
    writers = FORMATS[form]
    return writers.get(ending, next(iter(writers.values())))(listed)


def remarks(listed: Listing, form: str, to_file: bool) -> Iterator[str]:
    """What a reader of the file must know that the file has no way to say."""
    if not listed.ties:
        yield f"{listed.name} has no ties in this slice"
    if form == "pajek" and listed.nodes:
        legend = ", ".join(f"{at} {kind}" for kind, at in pajek.classes(listed).items())
        yield f"the partition is by kind: {legend}; the vector is strength"
    if form == "gexf":
        yield from _unmet(listed)
    if form in {"edges", "kumu"} and not to_file:
        other = "nodes" if form == "edges" else "elements"
        yield f"these are the ties; -o FILE.csv writes them with the {other} in a second file"


def _unmet(listed: Listing) -> Iterator[str]:
    unmet = sum(not tie.spells for tie in listed.ties)
    if unmet:
        yield f"{unmet} of {len(listed.ties)} ties join what was never there at one time: no spell"
