"""What a Python user holds: answers, cards, ways, rankings and pictures that a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from kg import card, frames, html, query, standings, ways

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(query.Answer):
    """What a query gave, with the graph that was asked."""

    graph: Graph = field(repr=False, compare=False)

    def to_pandas(self, *, evidence: bool = True, exact: bool = False) -> pd.DataFrame:
        """The answer as a data frame of pandas; see `frames.columns`."""
        return frames.pandas(self.graph, self, evidence=evidence, exact=exact)

    def to_polars(self, *, evidence: bool = True, exact: bool = False) -> pl.DataFrame:
        """The answer as a data frame of polars; see `frames.columns`."""
        return frames.polars(self.graph, self, evidence=evidence, exact=exact)

    def _repr_html_(self) -> str:
        return str(html.answer(self.graph, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(card.Card):
    """A card, with the graph that says it."""

    graph: Graph = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        return str(html.card(self.graph, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways(ways.Ways):
    """Ways, with the graph in which they lead."""

    graph: Graph = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        return str(html.ways(self.graph, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings(standings.Standings):
    """A ranking as a table with its remarks, and the graph that was ranked."""

    graph: Graph = field(repr=False, compare=False)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a data frame of pandas; see `frames.columns`."""
        return frames.pandas(self.graph, self.table)

    def to_polars(self) -> pl.DataFrame:
        """The table as a data frame of polars; see `frames.columns`."""
        return frames.polars(self.graph, self.table)

    def _repr_html_(self) -> str:
        return str(html.standings(self.graph, self))


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with its title, legend and sources."""

    title: str
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg


def values(found: Any) -> dict[str, Any]:
    """The values of a dataclass by their names, not copied."""
    return {each.name: getattr(found, each.name) for each in fields(found)}
