"""Attributes: what nodes and ties say of themselves to other tools, and under which names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kg import printable
from kg.vocabulary import slug

if TYPE_CHECKING:
    from kg.listing import Listing, Node, Tie

Value = str | int | float | bool
Files = dict[str, bytes]
"""The contents of the files to write, by what stands in the place of the target's ending; the
file itself has ""."""


def of_node(node: Node) -> dict[str, Value]:
    """What a node says of itself, by the names of its attributes."""
    return {"label": node.label, "kind": node.kind, "mode": node.mode}


def of_tie(tie: Tie) -> dict[str, Value]:
    """What a tie says of itself, by the names of its attributes."""
    return {
        "label": joined(tie.kinds),
        "facts": joined(tie.facts),
        "documents": joined(tie.documents),
        "status": joined(tie.statuses),
        "seats": tie.seats,
        "rolled_up_from": joined(tie.rolled_up_from),
        "may_hold": tie.may_hold,
    }


def joined(words: Iterable[str], mark: str = "; ") -> str:
    """Words as one text, with a mark between them."""
    return mark.join(words)


def written(value: Value) -> str:
    """A value as XML Schema, Pajek and spreadsheets read it, numbers in full."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def names(listed: Listing, clean: Callable[[str], str]) -> list[str]:
    """A name for each node, for the formats that know nodes by their names alone.

    The label as `clean` leaves it; where two are alike but for their case, with the end of the
    IRI behind it, or else all of it.
    """
    found = [clean(node.label) or clean(slug(node.iri)) for node in listed.nodes]
    for more in (slug, str):
        often = Counter(map(str.casefold, found))
        found = [
            f"{name} ({clean(more(node.iri))})" if often[name.casefold()] > 1 else name
            for name, node in zip(found, listed.nodes, strict=True)
        ]
    return found


def one_line(text: str) -> str:
    """A text without line breaks, its white space single blanks."""
    return " ".join(printable.line(text).split())


def strengths(listed: Listing) -> list[float]:
    """The sum of the weights of each node's ties, in both directions."""
    found = [0.0] * len(listed.nodes)
    for tie in listed.ties:
        found[tie.source] += tie.weight
        found[tie.target] += tie.weight
    return found


def direction(listed: Listing) -> str:
    """What the ties are: directed or undirected."""
    return "directed" if listed.directed else "undirected"


def sides(listed: Listing) -> tuple[list[int], list[int]]:
    """The positions of the nodes that are rows and those that are columns of the matrix."""
    every = range(len(listed.nodes))
    if not listed.two_mode:
        return list(every), list(every)
    return (
        [at for at in every if listed.nodes[at].mode == "first"],
        [at for at in every if listed.nodes[at].mode == "second"],
    )


def encoded(lines: Iterable[str]) -> bytes:
    """Lines as a file of UTF-8, half of a surrogate pair as its escape."""
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
