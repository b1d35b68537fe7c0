"""Pages: a picture and all that it tells as one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import importlib
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from kg import captions, cite, content, phrase, svg, theme, typeface
from kg.drawing import Cited, Drawing, Source, Thing, Tie, Told
from kg.errors import KgError
from kg.ground import rank
from kg.scene import SIZE
from kg.vocabulary import BASE, slug

if TYPE_CHECKING:
    from jinja2 import Environment

    from kg.facts import Fact
    from kg.scene import Box, Line, Marks, Point, Scene

SCRIPTS = (
    "dom",
    "state",
    "model",
    "camera",
    "unfolded",
    "picture-svg",
    "picture-vis",
    "panel",
    "table",
    "list",
    "tools",
    "figure",
    "page",
)
"""The scripts of a page, in the order in which they stand in it."""

PAINTED = frozenset({"boxes"})
"""The layouts that pyvis paints; of others, the SVG is the picture."""

PLURALS = {"Funding": "Funding", "Person": "People"}
DASHES = {"planned": [7, 5], "predecessor": [2, 4]}
SHARED = {
    "paper": "paper",
    "ink": "ink",
    "muted": "soft",
    "rule": "rule",
    "line": "line",
    "band": "column",
    "line-near": "ink",
}
"""Custom properties of the page by the names that the theme has for them."""
OWN = {
    "light": {"accent": "#0a5b91", "focus": "#b34700", "lifted": "#ffffff"},
    "dark": {"accent": "#7cc0ee", "focus": "#ffab6b", "lifted": "#2a3038"},
}
VIS = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")

Pages: TypeAlias = "Callable[[str], str]"

_EMPTY: dict[str, Any] = {"str": "", "bool": False, "int": 0, "float": 0}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the legend: its key in the address, its words, how often, and how it looks.

    It stands for `others` too, which look as it does.
    """

    key: str
    label: str
    often: str
    classes: str
    kind: bool = False
    line: bool = False
    several: bool = False
    hatched: bool = False
    corner: float = 4.0
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return self.key, *self.others


def page(
    drawing: Drawing, scene: Scene, *, home: str = "", site: str = "", pages: Pages | None = None
) -> str:
    """The HTML of a drawing placed in a scene; `home` is the relative address of a start page.

    In a site, `site` is its name, and `pages` gives the relative address of the page of a thing or
    document, of a passage on it, by its IRI, or "". Whatever the labels, no word of the data is
    markup or script in it.
    """
    from markupsafe import Markup

    empty = captions.why_empty(drawing, scene)
    drawing = replace(drawing, headline=captions.NOTHING) if empty else drawing
    painted = drawing.view.layout in PAINTED
    environment = _environment()
    styles = {name: Markup(text) for name, text in _styles().items()}
    scripts = {name: Markup(text) for name, text in _scripts(painted).items()}
    environment.globals.update(
        view=drawing.view,
        headline=drawing.headline,
        about=drawing.about,
        description=f"{drawing.headline}. {drawing.about}",
        citation=_citation(drawing),
        home=home,
        site=site,
        empty=empty,
        legend=tuple(legend(drawing, scene)),
        sum=total(drawing, scene),
        scrolls=scene.scrolls,
        picture=Markup(svg.inline(scene, drawing)),
        data=Markup(as_json(data(drawing, pages))),
        policy=_policy(scripts.values(), styles.values()),
        styles=styles,
        scripts=scripts,
        network=painted,
    )
    html: str = (
        _network(scene).rendered(environment)
        if painted
        else environment.get_template("page.html").render()
    )
    return html


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    made.filters["network"] = lambda found: Markup(_network_json(*found))
    return made


def _citation(drawing: Drawing) -> str:
    code: str = importlib.import_module("kg").__version__
    return cite.text(code, drawing.version).strip()


# Data


def data(drawing: Drawing, pages: Pages | None = None) -> dict[str, Any]:
    """What the script of the page reads: the fields of the drawing as rows of tables.

    To be short, a row ends with its last field that is not empty, a text that occurs again is its
    position in `words`, IRIs lack `base`, and links and pages that begin with the address or page
    of their document lack it. `statuses` has the ties that have more than their own.
    """
    view = drawing.view
    words = _Words()
    facts = [_fact(fact, drawing.documents) for fact in drawing.facts]
    tables = {
        "documents": _table(Source, map(_values, drawing.documents), words),
        "things": _table(Thing, map(_values, drawing.things), words),
        "ties": _table(Tie, map(_values, drawing.ties), words),
        "sources": _table(Cited, [row for _, cited in facts for row in cited], words),
        "facts": _table(Told, [row for row, _ in facts], words),
    }
    return {
        "base": BASE,
        "view": {name: getattr(view, name) for name in ("name", "title", "see", "layout")},
        "headline": drawing.headline,
        "about": drawing.about,
        "slice": drawing.slice,
        "version": drawing.version,
        "citation": _citation(drawing),
        "moments": drawing.moments,
        "statuses": dict(_statuses(drawing)),
        **({"pages": _pages(drawing, pages)} if pages else {}),
        **{name: table(words) for name, table in tables.items()},
        "words": words.known,
    }


def _statuses(drawing: Drawing) -> Iterator[tuple[int, str]]:
    """By tie whose facts differ in status, these in words, such as `actual; planned: creation`."""
    for at, tie in enumerate(drawing.ties):
        if len({drawing.facts[fact].status for fact in tie.facts}) > 1:
            yield at, _differing(drawing, tie)


def _differing(drawing: Drawing, tie: Tie) -> str:
    """The statuses of a tie's facts, the firmest first; of the others, which facts have them."""
    ways = Counter(
        (drawing.facts[fact].status, _way(drawing.values[fact], tie)) for fact in tie.facts
    )
    number = Counter(way for _, way in ways.elements())
    said: dict[str, list[str]] = {}
    for (status, way), often in sorted(ways.items(), key=lambda each: (rank(each[0][0]), each[0])):
        some = f" ({often:,} of {number[way]:,})" if often < number[way] else ""
        said.setdefault(status, []).append(f"{way}{some}")
    firmest, *others = said
    return "; ".join([firmest, *(f"{status}: {', '.join(said[status])}" for status in others)])


def _way(fact: Fact, tie: Tie) -> str:
    """The way of a tie that a fact tells of; of a fact that tells of none, that it is one."""
    terms = {slug(text) for name in fact.values for text in fact.texts(name)} | {fact.kind}
    ways = zip(tie.kinds, tie.terms, strict=True)
    return next((kind for kind, term in ways if term in terms), "facts")


class _Words:
    """The texts that occur more than once, by their positions."""

    def __init__(self) -> None:
        self.number: Counter[str] = Counter()
        self.position: dict[str, int] = {}

    def count(self, value: object) -> None:
        if isinstance(value, str):
            self.number[value] += 1
        elif isinstance(value, (tuple, list)):
            for each in value:
                self.count(each)

    def short(self, value: object) -> object:
        if isinstance(value, (tuple, list)):
            return [self.short(each) for each in value]
        if not isinstance(value, str) or self.number[value] < 2 or len(value) < 4:
            return value
        return self.position.setdefault(value, len(self.position))

    @property
    def known(self) -> list[str]:
        return list(self.position)


def _values(row: Any) -> list[Any]:
    """The fields of a row, its IRI without the base of ours."""
    found = [getattr(row, each.name) for each in fields(row)]
    return [found[0].removeprefix(BASE), *found[1:]] if hasattr(row, "iri") else found


def _table(kind: type, rows: Iterable[list[Any]], words: _Words) -> Callable[[_Words], Any]:
    """What makes the table of these rows, once the words of all tables are counted."""
    columns = fields(kind)
    texts = [at for at, each in enumerate(columns) if "str" in str(each.type)]
    kept = [_trimmed(row) for row in rows]
    for row in kept:
        for at in texts:
            words.count(row[at : at + 1])

    def made(known: _Words) -> dict[str, Any]:
        return {
            "columns": [each.name for each in columns],
            "empty": [_EMPTY.get(str(each.type), []) for each in columns],
            "texts": texts,
            "rows": [
                [known.short(value) if at in texts else value for at, value in enumerate(row)]
                for row in kept
            ],
        }

    return made


def _trimmed(row: list[Any]) -> list[Any]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _fact(fact: Told, documents: Sequence[Source]) -> tuple[list[Any], list[list[Any]]]:
    """The fields of a fact, with the number of its sources in their place, and these."""
    cited = []
    for source in fact.sources:
        address = documents[source.document].address
        beyond = address and source.link.startswith(f"{address}#")
        link = source.link.removeprefix(address) if beyond else source.link
        cited.append(_values(replace(source, link=link)))
    return _values(replace(fact, sources=len(cited))), cited  # type: ignore[arg-type]


def _pages(drawing: Drawing, pages: Pages) -> dict[str, list[str]]:
    """The pages of things, documents and sources, in the order of their tables."""
    documents = [""] * len(drawing.documents)
    sources = []
    for fact, value in zip(drawing.facts, drawing.values, strict=True):
        # Both are in the order of the cited IRIs.
        for source, cited in zip(fact.sources, value.texts("evidence"), strict=True):
            whole = cited.partition("#")[0] if source.at else cited
            home = documents[source.document] = documents[source.document] or pages(whole)
            place = pages(cited)
            sources.append(place.removeprefix(home) if place.startswith(f"{home}#") else place)
    return {
        "things": [pages(thing.iri) for thing in drawing.things],
        "documents": documents,
        "sources": sources,
    }


def as_json(value: object) -> str:
    """JSON that can stand in a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# Legend


def legend(drawing: Drawing, scene: Scene) -> Iterator[Entry]:
    """The entries of the legend: only the kinds and marks that the page uses.

    The numbers of the kinds add up to the things that the page tells of, drawn, folded or neither.
    """
    several = Counter(each.kind for each in drawing.things if each.several)
    number = Counter(each.kind for each in drawing.things)
    for kind in sorted(number, key=lambda kind: (_order(kind), kind)):
        corner = min(svg.CORNERS.get(kind, 4.0), 7.0)
        label = PLURALS.get(kind, f"{kind}s")
        often = _of_kind(number[kind], several[kind])
        yield Entry(kind, label, often, f"kind-{kind}", kind=True, corner=corner)
    for alike in _alike({line.kind for line in scene.lines if line.kind and line.ties}):
        ties = {tie for line in scene.lines if line.kind in alike for tie in line.ties}
        key, *others = (f"kind-{kind}" for kind in alike)
        label = " or ".join(filter(None, (", ".join(alike[:-1]), alike[-1])))
        often = phrase.count(len(ties), "tie")
        yield Entry(key, label, often, key, line=True, others=tuple(others))
    for mark, label in captions.MARKS.items():
        yield from _marked(mark, label, drawing, scene)


def total(drawing: Drawing, scene: Scene) -> str:
    """How many things the page tells of, and how many of them are not drawn."""
    things, placed = len(drawing.things), _placed(scene)
    left = things - len(placed) if placed else 0
    said = phrase.count(things, "thing")
    return f"{said}, {left:,} only in the table" if left else said


def _placed(scene: Scene) -> set[int]:
    """The things that stand in a scene, by themselves or in a chip."""
    return {at for box in scene.boxes for at in (box.thing, *box.members) if at >= 0}


def _of_kind(number: int, several: int) -> str:
    classes = phrase.count(several, "class of bodies", "classes of bodies")
    parts = (f"{number - several:,}" if number > several else "", classes if several else "")
    return " + ".join(filter(None, parts))


def _alike(kinds: Iterable[str]) -> list[list[str]]:
    """Kinds of lines, those together that the style paints alike."""
    looks = {
        kind: look
        for names, look in re.findall(r"([^{}]+)\{([^{}]*)\}", _text("scene.css"))
        for kind in re.findall(r"\.line\.kind-(\w+)", names)
    }
    found: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        found.setdefault(looks.get(kind, ""), []).append(kind)
    return list(found.values())


def _order(kind: str) -> int:
    return captions.KINDS.index(kind) if kind in captions.KINDS else len(captions.KINDS)


def _marked(mark: str, label: str, drawing: Drawing, scene: Scene) -> Iterator[Entry]:
    often = _how_often(mark, drawing, scene)
    if often or (mark == "may" and drawing.moments):
        drawn = any(mark in line.marks for line in scene.lines) or mark == "may"
        yield Entry(
            mark, label, often, mark, line=drawn and mark not in ("several", "estimated"),
            several=mark == "several", hatched=mark == "estimated",
        )  # fmt: skip


def _how_often(mark: str, drawing: Drawing, scene: Scene) -> str:
    """How many things, ties and values look so, each counted once."""
    boxes = [box for box in scene.boxes if mark in box.marks]
    things = {at for box in boxes for at in (box.thing, *box.members) if at >= 0}
    ties = {tie for line in scene.lines if mark in line.marks for tie in line.ties}
    values = sum(not box.members and box.thing < 0 for box in boxes)
    values += sum(mark in band.marks for band in scene.bands)
    if mark == "several":
        things = {at for at, each in enumerate(drawing.things) if each.several}
    if mark == "may":
        things, values = set(), 0
        ties = {at for at, tie in enumerate(drawing.ties) if tie.may_hold}
    counted = {"thing": len(things), "tie": len(ties), "value": values}
    return ", ".join(phrase.count(number, noun) for noun, number in counted.items() if number)


# What stands in the file


def _folder() -> Path:
    return content.folder("viz") / "template"


def _text(name: str) -> str:
    return (_folder() / name).read_text("utf-8")


@cache
def _styles() -> dict[str, str]:
    light, dark = _colours("light"), _colours("dark")
    modes = (
        "@media screen and (prefers-color-scheme: dark) "
        f'{{:root:not([data-theme="light"]) {{{dark}}}}}\n'
        f'@media screen {{:root[data-theme="dark"] {{{dark}}}}}\n'
    )
    return {
        "fonts": typeface.rules(),
        "scene": f":root {{{light}}}\n{_lean(_text('scene.css'))}",
        "page": modes + _lean(_text("style.css")),
    }


def _colours(mode: str) -> str:
    """The colours of a mode as custom properties."""
    known = theme.theme(mode)
    found = {**OWN[mode], **{name: known[key] for name, key in SHARED.items()}}
    for kind, parts in known["kinds"].items():
        name = f"kind-{kind}" if kind else "chip"
        found |= {f"{name}-{part}": colour for part, colour in parts.items()}
        solid = parts["fill"] == parts["stroke"]
        found[f"{name}-second"] = parts["text" if solid else "stroke"]
    found |= {f"line-{kind}": colour for kind, colour in known["lines"].items()}
    return f"color-scheme: {mode}; " + " ".join(f"--{k}: {v};" for k, v in found.items())


def _scripts(painted: bool) -> dict[str, str]:
    return {**({"vis": _vis()} if painted else {}), "page": _own_script()}


@cache
def _own_script() -> str:
    whole = "\n".join(_lean(_text(f"{name}.js")) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{whole}\n}})();'


def _lean(code: str) -> str:
    """JavaScript or CSS of ours without its comments and indents; no literal spans lines."""
    code = re.sub(r"^\s*/\*.*?\*/\s*?$", "", code, flags=re.MULTILINE | re.DOTALL)
    lines = (line.strip() for line in code.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _vis() -> str:
    """vis-network as pyvis ships it, without the address of its source map."""
    found = importlib.util.find_spec("pyvis")
    if not found or not found.submodule_search_locations:
        raise KgError("pyvis is missing from this installation of kg; reinstall it")
    path = Path(found.submodule_search_locations[0]).joinpath(*VIS)
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    return text.partition("//# sourceMappingURL")[0].rstrip()


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The Content-Security-Policy that lets just these scripts and styles be."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data: blob:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(str(text).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# The network that pyvis paints

OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "dragNodes": False,
        "dragView": False,
        "hover": False,
        "keyboard": False,
        "selectable": False,
        "zoomView": False,
    },
    "nodes": {"shape": "custom", "chosen": False, "font": {"face": "Inter", "size": SIZE}},
    "edges": {"smooth": False, "chosen": False, "arrowStrikethrough": False},
}


def _network(scene: Scene) -> Any:
    """A network of pyvis with the boxes of a scene as nodes that stay where they are."""
    from pyvis.network import Network

    class Painted(Network):  # type: ignore[misc,unused-ignore]
        """pyvis with our template, whose words Jinja escapes."""

        def rendered(self, environment: Environment) -> str:
            self.templateEnv = environment
            self.path = "page.html"
            made: str = self.generate_html()
            return made

    made = Painted(cdn_resources="in_line")
    made.options = OPTIONS
    made.nodes = [_node(at, box) for at, box in enumerate(scene.boxes)]
    tied = [line for line in scene.lines if line.ties]
    if scene.boxes:
        ends = [point for line in tied for point in (line.points[0], line.points[-1])]
        touched = _touched(ends, scene.boxes)
        made.edges = [
            _edge(at, line, *touched[2 * at : 2 * at + 2]) for at, line in enumerate(tied)
        ]
    return made


def _node(at: int, box: Box) -> dict[str, Any]:
    x, y = box.centre
    node: dict[str, Any] = {
        "id": at,
        "label": "\n".join(box.lines),
        "x": _round(x),
        "y": _round(y),
        "width": _round(box.width),
        "height": _round(box.height),
    }
    corner = _round(min(svg.CORNERS.get(box.kind, svg.ROUND), box.height / 2))
    if corner != svg.ROUND:
        node["corner"] = corner
    if box.size != SIZE:
        node["size"] = box.size
    return {**node, "kind": box.kind} if box.kind else node


def _round(value: float) -> float:
    return int(value) if value == int(value) else round(value, 2)


def _edge(at: int, line: Line, source: int, target: int) -> dict[str, Any]:
    edge: dict[str, Any] = {"id": at, "from": source, "to": target}
    if line.kind:
        edge["kind"] = line.kind
    if "arrow" in line.marks:
        edge["arrows"] = {"to": {"enabled": True, "scaleFactor": 0.5}}
    if dashes := _dashes(line.marks):
        edge["dashes"] = dashes
    return edge


def _dashes(marks: Marks) -> list[int]:
    return next((dash for mark, dash in DASHES.items() if mark in marks), [])


def _touched(points: Sequence[Point], boxes: Sequence[Box]) -> list[int]:
    """The box that each point touches or is nearest to, of those that are not folded away."""
    shown = [at for at, box in enumerate(boxes) if box.role != "folded"]
    sides = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
    left, top, right, foot = np.array([sides[at] for at in shown]).reshape(-1, 4).T
    found = []
    for x, y in points:
        across = np.maximum(0, np.maximum(left - x, x - right))
        down = np.maximum(0, np.maximum(top - y, y - foot))
        found.append(shown[int(np.argmin(across**2 + down**2))])
    return found


def _network_json(nodes: Sequence[Any], edges: Sequence[Any], options: str) -> str:
    return as_json({"nodes": nodes, "edges": edges, "options": json.loads(options)})
