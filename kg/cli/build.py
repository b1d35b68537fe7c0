"""kg build: make a store on disk of data too big to be loaded each time."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options, output
from kg.cli.patience import patiently
from kg.errors import KgError


@click.command("build", short_help="Make a store on disk, for data too big to load each time.")
@options.data
@options.volume
def command() -> None:
    """Make a store on disk of the bundled graph, or of --data, and of what --add adds.

    The store goes to the folder that --store names; every other command reads it with --store.
    It is built beside, and put into its place when it is whole: until then an older one stands
    there and can be read. Files may be packed by gzip (.ttl.gz), and are not read whole.

    \b
    Example: kg build --store ecosystem --add more.nt.gz
    Example: kg --store ecosystem query members-of --alliance "Wessex HIEC"
    """
    settings = options.settings()
    if settings.store is None:
        raise KgError("kg build needs --store DIR, the folder to make")
    made = patiently(lambda: _built(settings))
    output.note(made)


def _built(settings: options.Settings) -> str:
    """Build the store; what was made, in words."""
    from kg import __version__, sources, stores

    found = sources.origins(settings.data, settings.add, demo=settings.demo)
    made = stores.build(Path(settings.store or ""), found, __version__)
    return f"made {settings.store}: {made.statements:,} statements, data {made.data}"
