"""kg citation: how to cite the data."""

from __future__ import annotations

import click

from kg.cli import options, output

ENDINGS = {"txt": "text", "bib": "bibtex"}


@click.command("citation", short_help="How to cite this data.")
@options.target(text="a line of prose", bibtex="an entry for BibTeX")
@options.data
@options.volume
def command(form: str | None, target: str | None) -> None:
    """Print how to cite these data, with their version: in prose and for BibTeX.

    \b
    Example: kg citation -f bibtex
    """
    import kg
    from kg import cite

    version = options.settings().load().version
    both = "\n".join(write(kg.__version__, version) for write in cite.FORMATS.values())
    chosen = output.form_of(form, target, ENDINGS, "", "")
    output.emit(cite.FORMATS[chosen](kg.__version__, version) if chosen else both, target)
