"""Ways and rankings with the graph whose network they are of, as a notebook shows them.

Apart from `notebook`, for networks take long to import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg import frames, html, standings, table, telling, ways

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.graph import Graph
    from kg.notebook import Printer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways(ways.Ways):
    """The ways between two things."""

    graph: Graph = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        return str(html.ways(self.graph, self))

    def _repr_pretty_(self, printer: Printer, _: bool) -> None:
        printer.text(telling.text(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings(standings.Standings):
    """A ranking as a table, with the remarks to read before it."""

    graph: Graph = field(repr=False, compare=False)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a data frame of pandas; see `frames.columns`."""
        return frames.pandas(self.graph, self.table)

    def to_polars(self) -> pl.DataFrame:
        """The table as a data frame of polars; see `frames.columns`."""
        return frames.polars(self.graph, self.table)

    def _repr_html_(self) -> str:
        return str(html.standings(self.graph, self))

    def _repr_pretty_(self, printer: Printer, _: bool) -> None:
        shown = table.without_named(self.table, self.graph.label)
        rows = table.render(shown, "table", self.graph.label).decode()
        printer.text("\n".join((*self.remarks, *self.instead, "", rows)))
