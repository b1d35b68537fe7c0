"""The options that commands share, kept for the whole call wherever they stand."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph import Graph, Slice
    from kg.library import Library

KEY = "kg.settings"
STATUSES = ("actual", "planned", "estimated", "claimed", "any")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Settings:
    """What the shared options say; the same whether given before or after the command."""

    data: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    demo: bool = False
    store: str | None = None
    as_of: datetime.date | None = None
    certain: bool = False
    status: str = "any"
    document: tuple[str, ...] = ()
    roll_up: bool = False
    split: str = "none"
    without: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    quiet: bool = False
    verbose: int = 0

    def slice(self) -> Slice:
        from kg.graph import Slice

        return Slice(
            self.as_of,
            self.certain,
            self.status,
            self.document,
            self.roll_up,
            self.split,
            self.without,
        )

    def load(self) -> Graph:
        """The graph of --store, or of --data, --add and --demo, as the slicing options cut it."""
        if self.store is None:
            from kg.api import load

            return load(self.data, self.add, self.slice(), demo=self.demo)
        if self.data or self.add or self.demo:
            raise KgError("--store is a graph by itself; give the data to kg build --store")
        from kg.stored import open_store

        return open_store(self.store, self.slice())

    def library(self, beside: Iterable[str] = ()) -> Library:
        """The texts at hand in the folders that --documents names, or the usual ones.

        `beside` names files whose folders are looked into as well.
        """
        from kg.library import open_library

        return open_library(self.documents, [os.path.dirname(path) or "." for path in beside])


def settings() -> Settings:
    """The settings of the running command (the defaults outside of any)."""
    known = Settings.__dataclass_fields__
    return Settings(**{name: value for name, value in _all_kept().items() if name in known})


def kept(name: str) -> Any:
    """The value of any shared option by its name; None where it was not given."""
    return _all_kept().get(name)


def _all_kept() -> dict[str, Any]:
    ctx = click.get_current_context(silent=True)
    return dict(ctx.meta.get(KEY, {})) if ctx else {}


def keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Remember a given value: lists grow, counts add, others replace."""
    given: dict[str, Any] = ctx.meta.setdefault(KEY, {})
    name = str(option.name)
    if isinstance(value, tuple):
        value = given.get(name, ()) + value
    elif name == "verbose":
        value += given.get(name, 0)
    if value not in (None, False, ()):
        given[name] = value


def shared(*names: str, **settings_of: Any) -> Callable[[Decorated], Decorated]:
    return click.option(*names, expose_value=False, callback=keep, **settings_of)


def together(*decorators: Callable[[Any], Any]) -> Callable[[Decorated], Decorated]:
    """One decorator that adds several options, shown in the order given."""

    def decorate(command: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A day as YYYY-MM-DD, or `today`."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        if value == "today":
            return datetime.date.today()
        try:
            if len(value) != 10:
                raise ValueError
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write it as 2015-01-31, or today", param, ctx)


def complete_document(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from kg.content import folder

    slugs = sorted(path.stem for path in (folder("data") / "triples").glob("*.ttl"))
    return [CompletionItem(slug) for slug in slugs if slug.startswith(incomplete)]


data = together(
    shared("--data", multiple=True, metavar="FILE|DIR|-",
           help="Use these data in place of the bundled graph; repeatable."),
    shared("--add", multiple=True, metavar="FILE|DIR|-", help="Add these data; repeatable."),
    shared("--demo", is_flag=True, help="Add the small demonstration document."),
    shared("--store", metavar="DIR", type=click.Path(),
           help="Use the store in this folder, made by kg build, and nothing else."),
)  # fmt: skip


def _slicing(status: str, *, rolled: bool = True) -> Callable[[Decorated], Decorated]:
    """The slicing options; `status` is what is kept where none is given."""
    rolling = (
        shared("--roll-up", is_flag=True, help="Put the one living successor in a body's place."),
        shared("--split", type=click.Choice(("none", "all")),
               help="With --roll-up: where there are several, none of them, or all."
                    " [default: none]"),
    )  # fmt: skip
    return together(
        shared("--as-of", type=Day(), metavar="DATE",
               help="Keep what holds or may hold on this day (YYYY-MM-DD, or today)."),
        shared("--certain", is_flag=True, help="With --as-of: keep only what is known to hold."),
        shared("--status", type=click.Choice(STATUSES),
               help=f"Keep facts of this status. [default: {status}]"),
        shared("--document", multiple=True, metavar="DOCUMENT", shell_complete=complete_document,
               help="Keep the facts of this document; repeatable."),
        *(rolling if rolled else ()),
        shared("--without", multiple=True, metavar="DOCUMENT", shell_complete=complete_document,
               help="Leave out what only this document or passage says; repeatable."),
    )  # fmt: skip


slicing = _slicing("any")
measured_slicing = _slicing("actual")
compared_slicing = _slicing("any", rolled=False)
exported_slicing = _slicing("any; of a network actual")

documents = shared(
    "--documents", multiple=True, metavar="DIR",
    help="A folder of the documents' texts; repeatable. [default: KG_DOCUMENTS, else your own]",
)  # fmt: skip

volume = together(
    shared("-q", "--quiet", is_flag=True, help="Say nothing but the answer and errors."),
    shared("-v", "--verbose", count=True, help="Say more; -vv shows tracebacks."),
)


def target(**choices: str) -> Callable[[Decorated], Decorated]:
    """Options -f and -o: arguments `form` (of the choices, name=what it is) and `target`."""
    return together(
        click.option("-f", "--format", "form", type=click.Choice(list(choices)),
                     help="; ".join(f"{name}: {what}" if what else name
                                    for name, what in choices.items())),
        click.option("-o", "--output", "target", metavar="FILE", type=click.Path(readable=False),
                     help="Write here; the ending tells the format."),
    )  # fmt: skip
