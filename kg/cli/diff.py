"""kg diff: what changed from one state of the data to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import measuring, options, output
from kg.cli.patience import patiently
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.changes import Changes
    from kg.revisions import Side

ENDINGS = {"txt": "table", "md": "md", "json": "json", "csv": "csv", "tsv": "tsv", "xlsx": "xlsx"}
FORMATS = {
    "table": "", "md": "Markdown, for a file of changes", "json": "every field",
    "csv": "", "tsv": "", "xlsx": "",
}  # fmt: skip


@click.command("diff", short_help="What changed in the data, as facts.")
@click.argument("old", type=click.Path(allow_dash=True))
@click.argument("new", type=click.Path(allow_dash=True), required=False)
@click.option("--exit-status", "exit_status", is_flag=True,
              help="Leave with 1 where anything changed, with 0 where nothing did.")  # fmt: skip
@options.target(**FORMATS)
@options.compared_slicing
@options.data
@options.volume
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str | None,
    exit_status: bool,
    form: str | None,
    target: str | None,
) -> None:
    """Tell what changed from OLD to NEW: facts that came, went, ended or were corrected.

    OLD and NEW are files or folders of RDF, releases (zip files), or revisions of git in whose
    checkout you stand; without NEW, OLD is compared with the data that come with kg, or those
    that --data names. Facts are the same where their IRIs are. A slice keeps the changes of
    those facts that it has of either side.

    \b
    Example: kg diff wessex-kg-0.1.0.zip
    Example: kg diff HEAD~5 HEAD -f md
    """
    settings = options.settings()
    if settings.store:
        raise KgError("kg diff reads no store; compare what kg export nq makes of it")
    if new is not None and (settings.data or settings.add or settings.demo):
        raise KgError("--data, --add and --demo stand for NEW: give them or NEW, not both")
    chosen = measuring.form_of(form, target, ENDINGS)
    found, notes = patiently(lambda: _found(settings, old, new))
    output.emit(_told(found, chosen, target), target)
    measuring.notes(notes)
    if exit_status and found.differ:
        ctx.exit(1)


def _found(settings: options.Settings, old: str, new: str | None) -> tuple[Changes, list[str]]:
    """The changes, and what is to be said of them and of both sides."""
    from kg import changelog, revisions
    from kg.changes import changes

    before = revisions.read(old)
    after = _present(settings) if new is None else revisions.read(new)
    found = changes(before, after, settings.slice())
    told = changelog.summary(found)
    if not found.entries:
        told += f" between {before} and {after}"
    return found, [*before.notes, *after.notes, told, *changelog.remarks(found)]


def _present(settings: options.Settings) -> Side:
    """The data that come with kg, with their ontology, or those that the options name."""
    from kg import sources
    from kg.revisions import Side

    read = sources.gather(settings.data, settings.add, demo=settings.demo)
    if settings.data:
        return Side(", ".join(settings.data), "", tuple(read))
    return Side("the bundled data", "", (*read, sources.ontology()))


def _told(found: Changes, form: str, target: str | None) -> str | bytes:
    from kg import changelog
    from kg.vocabulary import compact

    if form == "md":
        return changelog.as_markdown(found)
    if form == "json":
        return changelog.as_json(found)
    answer = changelog.table(found, links=form != "table")
    return output.drawn(answer, form, output.on_terminal(target), compact)
