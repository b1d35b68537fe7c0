"""Networks in the formats of other tools: one function each, the same bytes on every run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from kg import printable, workbook
from kg.errors import KgError
from kg.listing import Listing, Node, Spell, Tie
from kg.vocabulary import slug

Value = str | int | float | bool
Files = dict[str, bytes]
"""The contents of the files to write, by what stands in the place of the target's ending; the
file itself has ""."""
Rows = list[list[Value]]

CELLS = 4_000_000
"""The largest matrix: two thousand rows and columns."""
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
_PLAIN = re.compile(r"[\w.-]+\Z")
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
_HEADINGS = {
    "label": "Label",
    "facts": "Facts",
    "documents": "Documents",
    "status": "Status",
    "seats": "Seats",
    "rolled_up_from": "Rolled up from",
    "may_hold": "May hold",
}


# What nodes and ties say of themselves


def _told_of(node: Node) -> dict[str, Value]:
    return {"label": node.label, "kind": node.kind, "mode": node.mode}


def _told(tie: Tie) -> dict[str, Value]:
    return {
        "label": _listed(tie.kinds),
        "facts": _listed(tie.facts),
        "documents": _listed(tie.documents),
        "status": _listed(tie.statuses),
        "seats": tie.seats,
        "rolled_up_from": _listed(tie.rolled_up_from),
        "may_hold": tie.may_hold,
    }


def _listed(words: Iterable[str], mark: str = "; ") -> str:
    return mark.join(words)


def _written(value: Value) -> str:
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


def _one_line(text: str) -> str:
    return " ".join(printable.line(text).split())


def _strengths(listed: Listing) -> list[float]:
    """The sum of the weights of each node's ties, in both directions."""
    found = [0.0] * len(listed.nodes)
    for tie in listed.ties:
        found[tie.source] += tie.weight
        found[tie.target] += tie.weight
    return found


# XML


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
        f'<graph id={_quoted(listed.name)} edgedefault="{_direction(listed)}">',
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
    return f"<node id={_quoted(node.iri)}>{_data('node', _told_of(node))}</node>"


def _graphml_tie(listed: Listing, tie: Tie) -> str:
    return f"<edge{_ends(listed, tie)}>{_data('edge', {'weight': tie.weight, **_told(tie)})}</edge>"


def _data(of: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{of}-{name}">{_xml(_written(value))}</data>'
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
        f'<graph defaultedgetype="{_direction(listed)}" {mode}>',
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
        f"<node id={_quoted(node.iri)} label={_quoted(node.label)}>{_values(_told_of(node))}"
        f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>'
    )


def _gexf_tie(listed: Listing, at: int, tie: Tie) -> str:
    told = _told(tie)
    label = f" label={_quoted(str(told['label']))}" if told["label"] else ""
    spells = "".join(map(_gexf_spell, tie.spells))
    return (
        f'<edge id="{at}"{_ends(listed, tie)}{label} weight="{_written(tie.weight)}">'
        f"{_values(told)}{f'<spells>{spells}</spells>' if spells else ''}</edge>"
    )


def _gexf_spell(spell: Spell) -> str:
    first = f' start{"open" * spell.first_open}="{spell.first}"' if spell.first else ""
    last = f' end{"open" * spell.last_open}="{spell.last}"' if spell.last else ""
    return f"<spell{first}{last}/>"


def _values(told: Mapping[str, Value]) -> str:
    values = "".join(
        f'<attvalue for="{name}" value={_quoted(_written(value))}/>'
        for name, value in told.items()
        if name != "label" and value != ""
    )
    return f"<attvalues>{values}</attvalues>"


def _direction(listed: Listing) -> str:
    return "directed" if listed.directed else "undirected"


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
    return _text(['<?xml version="1.0" encoding="UTF-8"?>', *lines])


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


# Pajek and UCINET


def pajek(listed: Listing) -> Files:
    """Pajek's network, with the kinds of its nodes as a partition and their strengths as a vector.

    Of two modes the vertices of the first come first. Labels have ' and / for " and \\. With
    letters beyond ASCII a file begins with the mark by which Pajek knows UTF-8.
    """
    order = _in_modes(listed)
    return {
        "": _marked(_net(listed, order)),
        "clu": _text(_partition(listed, order)),
        "vec": _text(_vector(listed, order)),
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
        *(f"{number[t.source]} {number[t.target]} {_written(t.weight)}" for t in listed.ties),
    ]


def _pajek_label(text: str) -> str:
    return _one_line(text).replace('"', "'").replace("\\", "/")


def _partition(listed: Listing, order: Sequence[int]) -> list[str]:
    classes = _classes(listed)
    return [f"*Vertices {len(order)}", *(str(classes[listed.nodes[at].kind]) for at in order)]


def _vector(listed: Listing, order: Sequence[int]) -> list[str]:
    strengths = _strengths(listed)
    return [f"*Vertices {len(order)}", *(_written(strengths[at]) for at in order)]


def _classes(listed: Listing) -> dict[str, int]:
    return {kind: at for at, kind in enumerate(sorted({n.kind for n in listed.nodes}), 1)}


def _marked(lines: Sequence[str]) -> bytes:
    data = _text(lines)
    return data if data.isascii() else "\ufeff".encode() + data


def dl(listed: Listing) -> Files:
    """UCINET DL as a list of ties: edgelist1, or edgelist2 with rows and columns for two modes.

    An undirected tie of one mode is listed both ways, so that the matrix is symmetric.
    """
    labels = [_dl_label(name) for name in names(listed, _dl_text)]
    head = _dl_modes(listed, labels) if listed.two_mode else _dl_mode(labels)
    return {"": _text([*head, "data:", *_dl_ties(listed)])}


def _dl_mode(labels: Sequence[str]) -> list[str]:
    return [f"DL n={len(labels)}", "format = edgelist1", "labels:", *labels]


def _dl_modes(listed: Listing, labels: Sequence[str]) -> list[str]:
    rows, columns = _sides(listed)
    return [
        f"DL nr={len(rows)} nc={len(columns)}",
        "format = edgelist2",
        "row labels:",
        *(labels[at] for at in rows),
        "column labels:",
        *(labels[at] for at in columns),
    ]


def _dl_ties(listed: Listing) -> Iterator[str]:
    rows, columns = _sides(listed)
    row, column = _numbered(rows), _numbered(columns)
    for tie in listed.ties:
        yield f"{row[tie.source]} {column[tie.target]} {_written(tie.weight)}"
        if not (listed.directed or listed.two_mode):
            yield f"{row[tie.target]} {column[tie.source]} {_written(tie.weight)}"


def _sides(listed: Listing) -> tuple[list[int], list[int]]:
    """The positions of the nodes that are rows and those that are columns of the matrix."""
    every = range(len(listed.nodes))
    if not listed.two_mode:
        return list(every), list(every)
    return (
        [at for at in every if listed.nodes[at].mode == "first"],
        [at for at in every if listed.nodes[at].mode == "second"],
    )


def _numbered(positions: Sequence[int]) -> dict[int, int]:
    return {at: number for number, at in enumerate(positions, 1)}


def _dl_text(text: str) -> str:
    return _one_line(text).replace('"', "'")


def _dl_label(text: str) -> str:
    return text if _PLAIN.match(text) else f'"{text}"'


# JSON and spreadsheets


def cytoscape(listed: Listing) -> Files:
    """The JSON of Cytoscape.js, lists as lists."""
    nodes = [{"data": _without_blanks({"id": n.iri, **_told_of(n)})} for n in listed.nodes]
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
        **_told(tie),
        "kinds": list(tie.kinds),
        "facts": list(tie.facts),
        "documents": list(tie.documents),
        "rolled_up_from": list(tie.rolled_up_from),
    }
    return _without_blanks(told)


def _without_blanks(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", [])}


def edges(listed: Listing) -> Files:
    """CSV as Gephi reads it: the ties, and beside them (`.nodes.csv`) the nodes."""
    nodes: Rows = [["Id", "Label", "Kind", "Mode"]]
    nodes += [[node.iri, node.label, node.kind, node.mode] for node in listed.nodes]
    return {"": _csv(_edges(listed)), "nodes.csv": _csv(nodes)}


def _edges(listed: Listing) -> Rows:
    rows: Rows = [["Source", "Target", "Type", "Weight", *_HEADINGS.values()]]
    for tie in listed.ties:
        ends = [listed.nodes[end].iri for end in (tie.source, tie.target)]
        told = _told(tie)
        kind = _direction(listed).capitalize()
        rows.append([*ends, kind, tie.weight, *(told[name] for name in _HEADINGS)])
    return rows


def matrix(listed: Listing) -> Files:
    """CSV of the weights: sources as rows, targets as columns; of two modes, first by second.

    Raises KgError for more than `CELLS` cells.
    """
    rows, columns = _sides(listed)
    if len(rows) * len(columns) > CELLS:
        size = f"{len(rows):,} by {len(columns):,}"
        raise KgError(f"a matrix of {size} cells is too large (over {CELLS:,}); export edges or dl")
    labels, cells = names(listed, str), _cells(listed)
    lines: Rows = [["", *(labels[at] for at in columns)]]
    for row in rows:
        lines.append([labels[row], *(cells.get((row, at), 0) for at in columns)])
    return {"": _csv(lines)}


def _cells(listed: Listing) -> dict[tuple[int, int], float]:
    found = {(tie.source, tie.target): tie.weight for tie in listed.ties}
    if not (listed.directed or listed.two_mode):
        found |= {(target, source): weight for (source, target), weight in found.items()}
    return found


def kumu(listed: Listing) -> Files:
    """The sheets of Kumu as two files of CSV, elements and connections."""
    return {f"{name.lower()}.csv": _csv(rows) for name, rows in kumu_sheets(listed).items()}


def kumu_book(listed: Listing) -> Files:
    """The sheets of Kumu as one workbook."""
    return {"": workbook.plain(kumu_sheets(listed))}


def kumu_sheets(listed: Listing) -> dict[str, Rows]:
    """Elements and connections; Kumu knows elements by their labels, and | parts its lists."""
    labels = names(listed, _kumu_text)
    return {"Elements": _elements(listed, labels), "Connections": _connections(listed, labels)}


def _elements(listed: Listing, labels: Sequence[str]) -> Rows:
    documents: list[set[str]] = [set() for _ in listed.nodes]
    for tie in listed.ties:
        documents[tie.source].update(tie.documents)
        documents[tie.target].update(tie.documents)
    rows: Rows = [["Label", "Type", "Tags", "Mode", "IRI"]]
    for label, node, cited in zip(labels, listed.nodes, documents, strict=True):
        rows.append([label, node.kind, _listed(sorted(cited), "|"), node.mode, node.iri])
    return rows


def _connections(listed: Listing, labels: Sequence[str]) -> Rows:
    rows: Rows = [["From", "To", "Direction", "Type", "Tags", "Weight", *_HEADINGS.values()]]
    for tie in listed.ties:
        ends = [labels[tie.source], labels[tie.target]]
        kinds = _listed(map(_kumu_text, tie.kinds), "|")
        told = {**_told(tie), "label": _kumu_text(_listed(tie.kinds))}
        more = [kinds, _listed(tie.documents, "|"), tie.weight, *(told[n] for n in _HEADINGS)]
        rows.append([*ends, _direction(listed), *more])
    return rows


def _kumu_text(text: str) -> str:
    return _one_line(text).replace("|", "/")


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([_written(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8", "backslashreplace")


# Formats


FORMATS: dict[str, dict[str, Callable[[Listing], Files]]] = {
    "graphml": {"graphml": graphml},
    "gexf": {"gexf": gexf},
    "pajek": {"net": pajek, "paj": pajek_project},
    "dl": {"dl": dl},
    "cytoscape": {"cyjs": cytoscape, "json": cytoscape},
    "edges": {"csv": edges},
    "matrix": {"csv": matrix},
    "kumu": {"csv": kumu, "xlsx": kumu_book},
}
"""By name of a format and ending of its files, the function that writes them."""
_ALONE: dict[str, tuple[str, str]] = {
    "pajek": ("paj", ""),
    "edges": ("csv", ""),
    "kumu": ("csv", "connections.csv"),
}


def alone(listed: Listing, form: str) -> Files:
    """A network in a format as one stream: of several files the one with the ties."""
    usual, part = _ALONE.get(form, (next(iter(FORMATS[form])), ""))
    return {"": FORMATS[form][usual](listed)[part]}


def files(listed: Listing, form: str, ending: str = "") -> Files:
    """A network in a format as the files of a target with this ending, or of the usual one."""
    writers = FORMATS[form]
    return writers.get(ending, next(iter(writers.values())))(listed)


def remarks(listed: Listing, form: str, to_file: bool) -> Iterator[str]:
    """What a reader of the file must know that the file has no way to say."""
    if not listed.ties:
        yield f"{listed.name} has no ties in this slice"
    if form == "pajek" and listed.nodes:
        legend = ", ".join(f"{at} {kind}" for kind, at in _classes(listed).items())
        yield f"the partition is by kind: {legend}; the vector is strength"
    if form == "gexf":
        yield from _unmet(listed)
    if form in {"edges", "kumu"} and not to_file:
        other = "nodes" if form == "edges" else "elements"
        yield f"these are the ties; -o FILE.csv writes them with the {other} in a second file"


def _unmet(listed: Listing) -> Iterator[str]:
    unmet = sum(not tie.spells for tie in listed.ties)
    if unmet:
        yield f"{unmet} of {len(listed.ties)} ties join what was never there at one time: no spell"
