"""Write docs/model.svg anew: the kinds of facts and things, drawn from the ontology and shapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kg.shapes import Use, uses
from kg.vocabulary import FACT_KINDS, RDF, WX, slug

TARGET = Path(__file__).with_name("model.svg")
THINGS = ("Organisation", "Programme", "Person", "Place")
SHORT = {"Organisation": "body", "Programme": "programme", "Person": "person", "Place": "place"}
NOTES = {
    "Organisation": "an Alliance is one too",
    "Programme": "work, service, site, portfolio",
    "Person": "in public roles only",
    "Place": "area, town or site",
}
CHAIN = (
    ("Fact", ("status", "from, until")),
    ("Passage", ("#char=start,end", "digest")),
    ("Document", ("title, publisher", "issued, sha256")),
)
LINKS = ("evidence", "of document")
WIDTH, COLUMN, GAP, HEAD, LINE, TOP = 960, 220, 16, 34, 19, 172
STYLE = """
.card{fill:#fff;stroke:#c9ced6}.thing{fill:#efe7f6;stroke:#b79fd0}
.name{font-size:16px;font-weight:600;fill:#1b2430}
.text{font-size:13px;fill:#3b4450}.property{font-size:11.5px;fill:#3b4450}.to{fill:#7b4fa3}.what{font-size:13px;fill:#5b6470}
.arrow{stroke:#7b4fa3;stroke-width:2;fill:none}.tip{fill:#7b4fa3}"""


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of fact with a line for each of its properties: its name and what it leads to."""

    name: str
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> int:
        return HEAD + LINE * len(self.lines) + 12


def cards() -> list[Card]:
    """The kinds of facts, each with its properties, those that are required first."""
    return [Card(kind, tuple(map(_line, properties(WX + kind)))) for kind in FACT_KINDS]


def properties(kind: str) -> list[Use]:
    """The properties of a class, those that are required first."""
    own = [use for use in uses() if use.kind == kind and use.property != RDF + "type"]
    return sorted(own, key=lambda use: (use.least == 0, use.property))


def _line(use: Use) -> tuple[str, str]:
    return slug(use.property) + ("" if use.least else "?"), _targets(list(map(slug, use.ranges)))


def _targets(ranges: Sequence[str]) -> str:
    """What a property leads to, in words short enough for a card."""
    lacking = [name for name in THINGS if name not in ranges]
    if len(lacking) < 2:
        return f"any but a {SHORT[lacking[0]]}" if lacking else "any thing"
    things = [SHORT[name] for name in THINGS if name in ranges]
    return ", ".join([*things, *(name for name in FACT_KINDS if name in ranges)])


def columns(all_cards: Sequence[Card], number: int = 4) -> list[list[Card]]:
    """The cards in columns of about the same height, each card in the shortest so far."""
    found: list[list[Card]] = [[] for _ in range(number)]
    for card in sorted(all_cards, key=lambda card: -card.height):
        min(found, key=_depth).append(card)
    return found


def _depth(column: Sequence[Card]) -> int:
    return sum(card.height + GAP for card in column)


def drawing() -> str:
    """The diagram as SVG."""
    stacks = columns(cards())
    bottom = TOP + max(map(_depth, stacks))
    body = [*_chain(), *_facts(stacks), *_things(bottom + 30)]
    height = bottom + 120
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-labelledby="t d" font-family="system-ui, \'Segoe UI\', Helvetica, Arial,'
        f' sans-serif">\n<title id="t">The model of the graph</title>\n<desc id="d">{_told()}'
        f'</desc>\n<style>{STYLE}\n</style>\n<rect width="{WIDTH}" height="{height}"'
        ' fill="#f7f6f2"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _told() -> str:
    kinds = ", ".join(FACT_KINDS)
    return (
        "A fact cites passages, a passage belongs to a document. The kinds of facts are "
        f"{kinds}; their properties lead to things: {', '.join(THINGS)}."
    )


def _chain() -> Iterator[str]:
    """A fact, its passage, the document."""
    for number, (name, lines) in enumerate(CHAIN):
        x = 24 + number * 330
        yield _box("card", x, 24, 230, 92)
        yield _text("name", x + 16, 50, name)
        yield from (_text("text", x + 16, 74 + 19 * n, line) for n, line in enumerate(lines))
        if number < len(LINKS):
            yield _text("text to", x + 242, 62, LINKS[number])
            yield f'<path class="arrow" d="M{x + 234} 72H{x + 316}"/>'
            yield f'<path class="tip" d="M{x + 316} 66l12 6-12 6z"/>'
    words = "Kinds of facts and their own properties (? where one may be left out)"
    yield _text("what", 24, TOP - 18, words)


def _facts(stacks: Sequence[Sequence[Card]]) -> Iterator[str]:
    for number, stack in enumerate(stacks):
        x, y = 24 + number * (COLUMN + 11), TOP
        for card in stack:
            yield _box("card", x, y, COLUMN, card.height)
            yield _text("name", x + 12, y + 24, card.name)
            for place, (name, target) in enumerate(card.lines):
                yield _property(x + 12, y + HEAD + 12 + LINE * place, name, target)
            y += card.height + GAP


def _property(x: int, y: int, name: str, target: str) -> str:
    leads = f' <tspan class="to">→ {escape(target)}</tspan>' if target else ""
    return f'<text class="property" x="{x}" y="{y}">{escape(name)}{leads}</text>'


def _things(y: int) -> Iterator[str]:
    yield _text("what", 24, y - 10, "Things")
    for number, name in enumerate(THINGS):
        x = 24 + number * (COLUMN + 11)
        yield _box("thing", x, y, COLUMN, 62)
        yield _text("name", x + 12, y + 26, name)
        yield _text("text", x + 12, y + 48, NOTES[name])


def _box(kind: str, x: int, y: int, width: int, height: int) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'


def _text(kind: str, x: int, y: int, words: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'


def main() -> None:
    TARGET.write_text(drawing(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
