"""GraphML and GEXF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kg.interchange.attributes import Files, Value, direction, encoded, of_node, of_tie, written

if TYPE_CHECKING:
    from kg.listing import Listing, Node, Spell, Tie

# Okabe and Ito 2008, told apart by the colour-blind.
COLOURS = {
    "Organisation": (0, 114, 178),
    "Alliance": (230, 159, 0),
    "Programme": (0, 158, 115),
    "Person": (213, 94, 0),
    "Place": (204, 121, 167),
}
OTHER = (86, 180, 233)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NODE_TYPES = {"label": "string", "kind": "string", "mode": "string"}
_TIE_TYPES = {
    "label": "string",
    "facts": "string",
    "documents": "string",
    "status": "string",
    "seats": "integer",
    "rolled_up_from": "string",
    "may_hold": "boolean",
}


def graphml(listed: Listing) -> Files:
    """GraphML 1.0; nodes by their IRIs, lists joined by "; "."""
    keys = [_key("node", name, kind) for name, kind in _NODE_TYPES.items()]
    keys += [_key("edge", "weight", "double")]
    keys += [_key("edge", name, kind) for name, kind in _TIE_TYPES.items()]
    lines = [
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
        ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
        f"<desc>{_xml(listed.about)}</desc>",
        *keys,
        f'<graph id={_quoted(listed.name)} edgedefault="{direction(listed)}">',
        *(_graphml_node(node) for node in listed.nodes),
        *(_graphml_tie(listed, tie) for tie in listed.ties),
        "</graph>",
        "</graphml>",
    ]
    return {"": _document(lines)}


def _key(of: str, name: str, kind: str) -> str:
    kind = "int" if kind == "integer" else kind
    return f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>'


def _graphml_node(node: Node) -> str:
    return f"<node id={_quoted(node.iri)}>{_data('node', of_node(node))}</node>"


def _graphml_tie(listed: Listing, tie: Tie) -> str:
    return (
        f"<edge{_ends(listed, tie)}>{_data('edge', {'weight': tie.weight, **of_tie(tie)})}</edge>"
    )


def _data(of: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{of}-{name}">{_xml(written(value))}</data>'
        for name, value in values.items()
        if value != ""
    )


def gexf(listed: Listing) -> Files:
    """GEXF 1.2 (draft), the last version that knows open spells; nodes coloured by their kinds.

    A tie has a spell for each fact (in a projection each two) that makes it: the days on which it
    may hold. An end is open (`startopen`, `endopen`) where that day is not known to be the first
    or last, both ends where the fact only may hold, and left out where nothing is known of it.
    """
    dynamic = any(tie.spells for tie in listed.ties)
    mode = 'mode="dynamic" timeformat="date"' if dynamic else 'mode="static"'
    lines = [
        '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz"'
        ' version="1.2">',
        f"<meta><creator>kg</creator><description>{_xml(listed.about)}</description></meta>",
        f'<graph defaultedgetype="{direction(listed)}" {mode}>',
        *_attributes("node", _NODE_TYPES),
        *_attributes("edge", _TIE_TYPES),
        "<nodes>",
        *(_gexf_node(node) for node in listed.nodes),
        "</nodes>",
        "<edges>",
        *(_gexf_tie(listed, at, tie) for at, tie in enumerate(listed.ties)),
        "</edges>",
        "</graph>",
        "</gexf>",
    ]
    return {"": _document(lines)}


def _attributes(of: str, types: Mapping[str, str]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">'
    for name, kind in types.items():
        if name != "label":
            yield f'<attribute id="{name}" title="{name}" type="{kind}"/>'
    yield "</attributes>"


def _gexf_node(node: Node) -> str:
    red, green, blue = COLOURS.get(node.kind, OTHER)
    return (
        f"<node id={_quoted(node.iri)} label={_quoted(node.label)}>{_values(of_node(node))}"
        f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>'
    )


def _gexf_tie(listed: Listing, at: int, tie: Tie) -> str:
    told = of_tie(tie)
    label = f" label={_quoted(str(told['label']))}" if told["label"] else ""
    spells = "".join(map(_gexf_spell, tie.spells))
    return (
        f'<edge id="{at}"{_ends(listed, tie)}{label} weight="{written(tie.weight)}">'
        f"{_values(told)}{f'<spells>{spells}</spells>' if spells else ''}</edge>"
    )


def _gexf_spell(spell: Spell) -> str:
    first = f' start{"open" * spell.first_open}="{spell.first}"' if spell.first else ""
    last = f' end{"open" * spell.last_open}="{spell.last}"' if spell.last else ""
    return f"<spell{first}{last}/>"


def _values(told: Mapping[str, Value]) -> str:
    values = "".join(
        f'<attvalue for="{name}" value={_quoted(written(value))}/>'
        for name, value in told.items()
        if name != "label" and value != ""
    )
    return f"<attvalues>{values}</attvalues>"


def _ends(listed: Listing, tie: Tie) -> str:
    source, target = listed.nodes[tie.source].iri, listed.nodes[tie.target].iri
    return f" source={_quoted(source)} target={_quoted(target)}"


def _xml(text: str) -> str:
    """Text for XML 1.0, which has no word for most control characters: they become U+FFFD."""
    marks = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
    return escape(_NOT_XML.sub("\ufffd", text), marks)


def _quoted(text: str) -> str:
    return f'"{_xml(text)}"'


def _document(lines: Iterable[str]) -> bytes:
    return encoded(['<?xml version="1.0" encoding="UTF-8"?>', *lines])
