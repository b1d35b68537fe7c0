"""Answers, cards and pictures with the graph that gave them, as a notebook shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol

from kg import card, query

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.graph import Graph

_SIZE = re.compile(r' width="[\d.]+" height="[\d.]+"')


class Printer(Protocol):
    """What IPython writes text to."""

    def text(self, words: str, /) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(query.Answer):
    """What a query gave."""

    graph: Graph = field(repr=False, compare=False)

    def to_pandas(self, *, evidence: bool = True, exact: bool = False) -> pd.DataFrame:
        """The answer as a data frame of pandas; see `frames.columns`."""
        from kg import frames

        return frames.pandas(self.graph, self, evidence=evidence, exact=exact)

    def to_polars(self, *, evidence: bool = True, exact: bool = False) -> pl.DataFrame:
        """The answer as a data frame of polars; see `frames.columns`."""
        from kg import frames

        return frames.polars(self.graph, self, evidence=evidence, exact=exact)

    def _repr_html_(self) -> str:
        from kg import html

        return str(html.answer(self.graph, self))

    def _repr_pretty_(self, printer: Printer, _: bool) -> None:
        from kg import table

        form = "turtle" if self.kind == "construct" else "table"
        printer.text(table.render(self, form, self.graph.label).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(card.Card):
    """What is known of a thing."""

    graph: Graph = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        from kg import html

        return str(html.card(self.graph, self))

    def _repr_pretty_(self, printer: Printer, _: bool) -> None:
        printer.text(card.text(self))


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with its title, legend and sources."""

    title: str
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        """The picture without a size of its own, so that it is as wide as there is room."""
        return _SIZE.sub("", self.svg, count=1)


def values(found: Any) -> dict[str, Any]:
    """The values of a dataclass by their names, not copied."""
    return {each.name: getattr(found, each.name) for each in fields(found)}
