"""The command line: a group whose commands are imported only when one is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from kg.cli import options, output

# Name and one line of help for each, so that `kg --help` imports none of them.
COMMANDS = {
    "query": "Ask a question of the library, or any SPARQL.",
    "find": "Find things by a name, typing errors forgiven.",
    "show": "A card of what is known of a thing.",
    "why": "The facts on a thing, or between two, with their passages.",
    "path": "The ways between two things, step by step.",
    "networks": "The networks of the graph, and how each is built.",
    "rank": "Who scores highest in a network, and how sure that is.",
    "brokers": "The nodes and ties whose loss would part a network.",
    "timeline": "What happened, in order, as closely as it is known.",
    "communities": "The groups of a network, and what they may only repeat.",
    "draw": "Pages and pictures of the graph, to open in a browser.",
    "site": "The whole graph as a small web site, to open or to publish.",
    "diff": "What changed in the data, as facts.",
    "documents": "The documents, and which of their texts are at hand.",
    "passage": "Find words in a document and print their passage as Turtle.",
    "check": "Check shapes, rules and passages: one report.",
    "export": "Write the graph or a network of it for other tools.",
    "build": "Make a store on disk, for data too big to load each time.",
    "citation": "How to cite this data.",
    "completion": "Print the script that completes kg's words in a shell.",
}


class LazyGroup(click.Group):
    """Commands of kg/cli/<name>.py, each imported when called; one place for all errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"kg.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command {args[0]!r}: there are {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        known = COMMANDS.items()
        return [CompletionItem(n, help=about) for n, about in known if n.startswith(incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and leave with the exit code of the design; without standalone_mode, return it."""
        output.speak_utf8()
        run = super().main
        words = list(sys.argv[1:] if args is None else args)
        code = guarded(lambda: run(words, prog_name or "kg", complete_var, False, **extra), words)
        return sys.exit(code) if standalone_mode else code


def guarded(run: Callable[[], object], words: Sequence[str]) -> int:
    """The exit code of `run`, its errors told in one line each (a traceback with -vv)."""
    try:
        code = run()
        output.flush()
        return code if isinstance(code, int) else 0
    except (click.Abort, KeyboardInterrupt):
        output.say("kg: interrupted")
        return 130
    except (BrokenPipeError, output.ClosedPipeError):
        output.close_quietly()
        return 0
    except Exception as error:
        return failed(
            error, loud="-vv" in words or words.count("-v") + words.count("--verbose") > 1
        )


def failed(error: Exception, loud: bool) -> int:
    """The exit code of an error, after its one line (with -vv, its traceback) on stderr."""
    if loud:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "kg"
        output.say(f"kg: {error.format_message()} (see {path} --help)")
        return 2
    from kg.errors import KgError

    if isinstance(error, KgError):
        output.say(f"kg: {error}")
        return error.exit_code
    if isinstance(error, OSError | MemoryError | UnicodeError):
        output.say(f"kg: {_failure(error)}")
        return 2
    if isinstance(error, RuntimeError) and str(error).startswith("Corruption"):
        output.say("kg: the store is damaged; build it again (kg build --store)")
        return 2
    if isinstance(error, click.ClickException):
        output.say(f"kg: {error.format_message()}")
        return 2
    text = " ".join(str(error).split())
    output.say(
        f"kg: a defect of kg, please report it: {type(error).__name__}: {text} (-vv tells more)"
    )
    return 3


def _failure(error: OSError | MemoryError | UnicodeError) -> str:
    """What the system or the engine could not do, in one line."""
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}"
    if isinstance(error, UnicodeError):
        return f"text that is not UTF-8: {error}"
    return f"a literal or a file is too large for the memory: {error}"


def print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        import kg
        from kg import releases
        from kg.api import load

        output.emit(f"kg {kg.__version__}, data {releases.told(load().version)}\n")
        ctx.exit()


@click.group(
    "kg",
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False,
    callback=print_version, help="Print the versions of code and data.",
)  # fmt: skip
@options.data
@options.volume
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The Wessex health ecosystem as facts that a reader can check.

    \b
    Example: kg query members-of --alliance "Wessex HIEC"
    """
    if ctx.invoked_subcommand is None:
        from kg.overview import overview

        output.emit("\n".join(overview(options.settings().load())) + "\n")


def main() -> None:
    """The entry point of the console script."""
    cli.main()
