"""kg passage: find words in a document and print their passage as Turtle."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options, output
from kg.errors import KgError


@click.command("passage", short_help="Find words in a document and print their passage as Turtle.")
@click.argument("document", shell_complete=options.complete_document)
@click.argument("words", nargs=-1, required=True)
@options.documents
@options.data
@options.volume
def command(document: str, words: tuple[str, ...]) -> None:
    """Find WORDS in DOCUMENT, whatever the white space, and print the lines to paste.

    DOCUMENT is a document's slug, title or IRI, or the file of a text that is still to be
    described. Of a long passage, the first and last words with "..." between them will do.

    \b
    Example: kg passage acute-services "set up ... during 2020" --demo
    """
    from kg import passages

    text, page = _text_and_page(document)
    output.emit(passages.as_turtle(document, text, " ".join(words), page))


def _text_and_page(name: str) -> tuple[str, str]:
    """The text of a file or registered document, and the address of the page that serves it."""
    from kg import documents, library

    settings = options.settings()
    if ("." in name or "/" in name or "\\" in name) and Path(name).is_file():
        return library.read_text(Path(name)), ""
    found = documents.document(settings.load(), name)
    text = settings.library().text(found.sha256)
    if text is None:
        raise KgError(
            f"{found.slug}: its text is not at hand; kg documents add FILE puts it into your"
            " library, --documents DIR names another"
        )
    return text, found.page
