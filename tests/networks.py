"""Networks made by hand, for tests of what is computed on them."""

from collections.abc import Sequence
from dataclasses import replace

import networkx
import numpy as np

from kg import networkfile
from kg.network import Network


def made(
    ties: Sequence[tuple[str, str] | tuple[str, str, float]],
    *,
    directed: bool = False,
    two_mode: bool = False,
    more: Sequence[str] = (),
) -> Network:
    """A network of these ties (with weights, 1 if none is given) and further nodes.

    Of two modes the first of each pair is of the first mode.
    """
    things = tuple(sorted({*more, *(thing for tie in ties for thing in tie[:2])}))
    position = {thing: at for at, thing in enumerate(things)}
    joined = {tie[1] for tie in ties} if two_mode else set()
    pairs = [(position[tie[0]], position[tie[1]]) for tie in ties]
    if not directed and not two_mode:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    weights = [float(tie[2]) if len(tie) == 3 else 1.0 for tie in ties]
    rule = replace(networkfile.named("everything"), directed=directed, two_mode=two_mode)
    return Network(
        rule=rule,
        weighting="",
        things=things,
        first=np.array([thing not in joined for thing in things], dtype=bool),
        ends=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        weights=np.array(weights),
        notes=(),
        evidence=lambda tie: (f"fact:{tie}",),
        kinds=lambda tie: ("kind",),
        originals={},
        label=str,
        kind=lambda thing: "Thing",
    )


def of_graph(graph: "networkx.Graph[object]", first: Sequence[object] = ()) -> Network:
    """A graph of networkx without its weights; `first` are the nodes of the first mode, if two."""
    ties = [(str(two), str(one)) if one not in first and first else (str(one), str(two))
            for one, two in graph.edges]  # fmt: skip
    return made(ties, two_mode=bool(first), more=[str(node) for node in graph.nodes])
