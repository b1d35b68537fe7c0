"""Pajek's networks, partitions and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.interchange.attributes import Files, encoded, names, one_line, strengths, written

if TYPE_CHECKING:
    from kg.listing import Listing


def pajek(listed: Listing) -> Files:
    """Pajek's network, with the kinds of its nodes as a partition and their strengths as a vector.

    Of two modes the vertices of the first come first. Labels have ' and / for " and \\. With
    letters beyond ASCII a file begins with the mark by which Pajek knows UTF-8.
    """
    order = _in_modes(listed)
    return {
        "": _marked(_net(listed, order)),
        "clu": encoded(_partition(listed, order)),
        "vec": encoded(_vector(listed, order)),
    }


def pajek_project(listed: Listing) -> Files:
    """Network, partition and vector in one project file of Pajek."""
    order = _in_modes(listed)
    lines = [
        *_net(listed, order),
        "",
        f"*Partition kinds of {listed.name}",
        *_partition(listed, order),
        "",
        f"*Vector strengths in {listed.name}",
        *_vector(listed, order),
    ]
    return {"": _marked(lines)}


def _in_modes(listed: Listing) -> list[int]:
    """The positions of the nodes, those of the first mode before those of the second."""
    return sorted(range(len(listed.nodes)), key=lambda at: listed.nodes[at].mode == "second")


def _net(listed: Listing, order: Sequence[int]) -> list[str]:
    number = {at: place for place, at in enumerate(order, 1)}
    first = sum(node.mode == "first" for node in listed.nodes)
    labels = names(listed, _pajek_label)
    return [
        f"*Network {listed.name}",
        f"*Vertices {len(order)}{f' {first}' if listed.two_mode else ''}",
        *(f'{number[at]} "{labels[at]}"' for at in order),
        "*Arcs" if listed.directed else "*Edges",
        *(f"{number[t.source]} {number[t.target]} {written(t.weight)}" for t in listed.ties),
    ]


def _pajek_label(text: str) -> str:
    return one_line(text).replace('"', "'").replace("\\", "/")


def _partition(listed: Listing, order: Sequence[int]) -> list[str]:
    number = classes(listed)
    return [f"*Vertices {len(order)}", *(str(number[listed.nodes[at].kind]) for at in order)]


def _vector(listed: Listing, order: Sequence[int]) -> list[str]:
    values = strengths(listed)
    return [f"*Vertices {len(order)}", *(written(values[at]) for at in order)]


def classes(listed: Listing) -> dict[str, int]:
    """The class of each kind of node in the partition, from 1 on."""
    return {kind: at for at, kind in enumerate(sorted({n.kind for n in listed.nodes}), 1)}


def _marked(lines: Sequence[str]) -> bytes:
    data = encoded(lines)
    return data if data.isascii() else "\ufeff".encode() + data
