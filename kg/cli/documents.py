"""kg documents: which documents there are, and which of their texts are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import options, output

if TYPE_CHECKING:
    from kg.documents import Document
    from kg.library import Library
    from kg.query import Answer

FORMATS = {"table": "", "csv": "", "tsv": "", "json": "", "jsonl": "", "md": "", "xlsx": ""}
COLUMNS = ("document", "title", "publisher", "date", "facts", "passages", "text")


@click.group(
    "documents",
    invoke_without_command=True,
    short_help="The documents, and which of their texts are at hand.",
)
@options.target(**FORMATS)
@options.documents
@options.data
@options.volume
@click.pass_context
def command(ctx: click.Context, form: str | None, target: str | None) -> None:
    """List the documents, what was read from them, and which of their texts are at hand.

    The texts are not part of this package. What (inferred) marks is not in the text itself.

    \b
    Example: kg documents --demo
    """
    if ctx.invoked_subcommand is None:
        _list(form, target)


@command.command()
@click.argument("file", type=click.Path())
@options.documents
@options.data
@options.volume
def add(file: str) -> None:
    """Copy FILE, the text of one of the documents, into your text library.

    \b
    Example: kg documents add wessex-hiec.txt
    """
    from kg import library
    from kg.documents import registered

    settings = options.settings()
    known = registered(settings.load())
    path = library.add(file, known, settings.documents)
    output.note(f"{file} is the text of {known[path.stem]}; it is now {path}")


def _list(form: str | None, target: str | None) -> None:
    from kg import documents

    settings = options.settings()
    graph, texts = settings.load(), settings.library()
    known = documents.documents(graph)
    form = output.form_of(form, target, {name: name for name in FORMATS}, "table", "csv")
    data = output.drawn(_answer(known, texts), form, output.on_terminal(target), graph.label)
    output.emit(data, target)
    for slug, path in texts.other_texts({each.slug: each.sha256 for each in known if each.sha256}):
        output.note(f"{path} is not the text of {slug} that was read: its SHA-256 differs")


def _answer(known: list[Document], texts: Library) -> Answer:
    from pyoxigraph import Literal

    from kg.query import Answer

    rows = (tuple(map(Literal, _cells(each, texts))) for each in known)
    return Answer("select", COLUMNS, tuple(rows))


def _cells(each: Document, texts: Library) -> tuple[str | int, ...]:
    from kg.phrase import date

    at_hand = "at hand" if each.sha256 in texts.files else "not at hand"
    given = {"title": each.title, "publisher": each.publisher}
    marked = [f"{text}{_mark(each, name)}" if text else "" for name, text in given.items()]
    day = f"{date(each.issued)}{_mark(each, 'issued')}" if each.issued else "undated"
    text = at_hand if each.sha256 else "by register"
    return each.slug, *marked, day, each.facts, each.passages, text


def _mark(each: Document, name: str) -> str:
    return " (inferred)" if name in each.inferred else ""
