"""Credits: what data are called, who made them and under which licence, as the data state it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import cite, printable
from kg.facts import texts
from kg.vocabulary import DATASET

if TYPE_CHECKING:
    from kg.graph import Graph

EDITORS = "Editors of the Wessex Knowledge Graph"
"""Who vouches for the graphs that come with the project, by their own statements."""
LICENCES = {cite.LICENCE_ADDRESS: cite.LICENCE}


@dataclass(frozen=True, slots=True)
class Credits:
    """The title of data, its makers, and the IRIs of its licences; `ours` if partly from here."""

    title: str
    creators: tuple[str, ...]
    licences: tuple[str, ...]
    ours: bool

    @property
    def name(self) -> str:
        """The title without what follows its colon."""
        return self.title.partition(":")[0]

    @property
    def terms(self) -> str:
        """The licences in words; "" where none is stated."""
        return ", ".join(LICENCES.get(each, each) for each in self.licences)

    @property
    def line(self) -> str:
        """Name and licence in one line."""
        return f"{self.name}; {self.terms}" if self.terms else self.name


def credits(graph: Graph) -> Credits:
    """The credits of a graph, from what is said of its named graphs and of the data set."""
    rows = texts(graph, _QUERY)
    stated = {name: sorted({row[name] for row in rows if name in row}) for name in _NAMES}
    ours = bool({EDITORS, cite.AUTHORS}.intersection(stated["creator"]))
    creators = {cite.AUTHORS if each == EDITORS else each for each in stated["creator"]}
    title = min(stated["title"], default=cite.TITLE if ours else "Knowledge graph")
    return Credits(printable.line(title), tuple(sorted(creators)), tuple(stated["licence"]), ours)


_NAMES = ("title", "creator", "licence")
_QUERY = f"""
    SELECT DISTINCT ?title ?creator ?licence {{
      {{ ?graph wx:vouchedOn ?day }}
      UNION {{ VALUES ?graph {{ <{DATASET}> }} OPTIONAL {{ ?graph dcterms:title ?title }} }}
      OPTIONAL {{ ?graph dcterms:creator ?creator }}
      OPTIONAL {{ ?graph dcterms:license ?licence }}
    }}
"""
