"""kg find: find things by a name, typing errors forgiven."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import options, output

if TYPE_CHECKING:
    from kg.names import Match
    from kg.query import Answer

FORMATS = {"table": "", "csv": "", "tsv": "", "json": "", "jsonl": "", "md": "", "xlsx": ""}
COLUMNS = ("iri", "label", "kind", "name", "score")


@click.command("find", short_help="Find things by a name, typing errors forgiven.")
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True,
              help="Show at most so many.")  # fmt: skip
@options.target(**FORMATS)
@options.data
@options.volume
def command(text: tuple[str, ...], limit: int, form: str | None, target: str | None) -> None:
    """Find things by TEXT: any name, abbreviation or code, or a part of one; best first.

    \b
    Example: kg find hampshire partnreship
    """
    from kg import names
    from kg.vocabulary import compact

    form = output.form_of(form, target, {name: name for name in FORMATS}, "table", "csv")
    graph = options.settings().load()
    found = names.find(graph, " ".join(text), limit)
    if not found:
        output.note(f"nothing is named like {' '.join(text)!r}")
    data = output.drawn(_answer(found), form, output.on_terminal(target), compact)
    output.emit(data, target)


def _answer(found: list[Match]) -> Answer:
    from pyoxigraph import Literal, NamedNode

    from kg.query import Answer

    rows = (
        (NamedNode(m.iri), Literal(m.label), Literal(m.kind), Literal(m.name), Literal(m.score))
        for m in found
    )
    return Answer("select", COLUMNS, tuple(rows))
