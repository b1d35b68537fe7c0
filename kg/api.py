"""The graph as Python users meet it: loaded, asked and shown in one object."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg import graph, sources
from kg.slice import Slice as Slice

if TYPE_CHECKING:
    from kg.card import Card
    from kg.query import Answer, Given


class Graph(graph.Graph):
    """A graph that answers the library's questions and shows its things."""

    def query(self, name_or_text: str, **parameters: "Given | Sequence[Given]") -> "Answer":
        """The answer to a question of the library, with its parameters, or to a SPARQL text.

        Raises KgError for an unknown question or parameter and for a query that cannot run.
        """
        from kg import query

        return query.named(self, name_or_text, parameters)

    def show(self, name: str) -> "Card":
        """The card of the thing of that name. Raises UnknownName or AmbiguousName."""
        from kg import card

        return card.show(self, name)


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
