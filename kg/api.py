"""The graph as Python users meet it: loaded, asked and shown in one object."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg import graph, sources
from kg.slice import Slice as Slice

if TYPE_CHECKING:
    from kg.network import Network
    from kg.networked import Standings, Ways
    from kg.notebook import Answer, Card, Picture
    from kg.query import Given


class Graph(graph.Graph):
    """A graph that answers the library's questions and shows its things."""

    def query(self, name_or_text: str, **parameters: "Given | Sequence[Given]") -> "Answer":
        """The answer to a question of the library, with its parameters, or to a SPARQL text.

        Raises KgError for an unknown question or parameter and for a query that cannot run.
        """
        from kg import notebook, query

        found = query.named(self, name_or_text, parameters)
        return notebook.Answer(**notebook.values(found), graph=self)

    def show(self, name: str) -> "Card":
        """The card of the thing of that name. Raises UnknownName or AmbiguousName."""
        from kg import card, notebook

        return notebook.Card(**notebook.values(card.show(self, name)), graph=self)

    def path(self, one: str, other: str, **wish: Any) -> "Ways":
        """The ways between the things of these names; `wish` holds fields of `kg.ways.Wish`."""
        from kg import names, networked, notebook, ways

        start, end = (names.resolve(self, name) for name in (one, other))
        wish["avoid"] = tuple(names.resolve(self, name) for name in wish.get("avoid", ()))
        found = ways.ways(self, start, end, ways.Wish(**wish))
        return networked.Ways(**notebook.values(found), graph=self)

    def network(self, name: str, weighting: str | None = None) -> "Network":
        """The network of that name; of actual facts, unless the slice has one status."""
        from kg import network

        return network.of(self._counted, name, weighting)

    def rank(self, *measures: str, **wish: Any) -> "Standings":
        """The ranking by these measures (by degree if none); `wish` as in `kg.standings.Wish`.

        It counts actual facts, unless the slice has one status.
        """
        from kg import networked, notebook, standings

        wanted = standings.Wish(measures=measures or ("degree",), **{"rounded": True, **wish})
        found = standings.standings(self._counted, wanted)
        return networked.Standings(**notebook.values(found), graph=self._counted)

    def draw(self, view: str) -> "Picture":
        """A picture of a view, by its name, in the slice that the view wants."""
        from kg import drawing, figure, layouts, network, notebook, viewfile

        known = viewfile.named(view)
        cut = self.under(known.slice(self.slice))
        told = drawing.drawing(cut, known, network.of(cut, known.rule))
        drawn = figure.figure(told, layouts.scene(told), "svg")
        return notebook.Picture(told.headline, drawn.decode())

    @cached_property
    def _counted(self) -> graph.Graph:
        """The graph of actual facts, unless the slice has one status."""
        if self.slice.status != "any":
            return self
        return self.under(replace(self.slice, status="actual"))


def load(
    data: Sequence[str | Path] = (),
    add: Sequence[str | Path] = (),
    slice: Slice | None = None,
    *,
    demo: bool = False,
    stdin: BinaryIO | None = None,
) -> Graph:
    """The graph of the given files and folders, or the bundled one, with what is added.

    `-` reads Turtle from standard input. Raises KgError, with file, line and column, for what
    cannot be read.
    """
    return Graph(sources.gather(data, add, demo=demo, stdin=stdin), slice)
