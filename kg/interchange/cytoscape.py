"""The JSON of Cytoscape.js."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.interchange.attributes import Files, of_node, of_tie

if TYPE_CHECKING:
    from kg.listing import Listing


def cytoscape(listed: Listing) -> Files:
    """The JSON of Cytoscape.js, lists as lists."""
    nodes = [{"data": _without_blanks({"id": n.iri, **of_node(n)})} for n in listed.nodes]
    document = {
        "data": {"name": listed.name, "description": listed.about, "directed": listed.directed},
        "elements": {
            "nodes": nodes,
            "edges": [{"data": _cytoscape(listed, at)} for at in range(len(listed.ties))],
        },
    }
    written = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {"": written.encode("utf-8", "backslashreplace")}


def _cytoscape(listed: Listing, at: int) -> dict[str, object]:
    tie = listed.ties[at]
    told = {
        "id": f"tie-{at}",
        "source": listed.nodes[tie.source].iri,
        "target": listed.nodes[tie.target].iri,
        "weight": tie.weight,
        **of_tie(tie),
        "kinds": list(tie.kinds),
        "facts": list(tie.facts),
        "documents": list(tie.documents),
        "rolled_up_from": list(tie.rolled_up_from),
    }
    return _without_blanks(told)


def _without_blanks(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", [])}
