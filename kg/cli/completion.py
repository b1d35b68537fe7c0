"""kg completion: print the script that completes kg's words in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kg.cli import output


@click.command("completion", short_help="Print the script that completes kg's words in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that lets a SHELL complete commands, questions and names.

    \b
    bash: put this line into ~/.bashrc    eval "$(kg completion bash)"
    zsh: put this line into ~/.zshrc      eval "$(kg completion zsh)"
    fish: kg completion fish > ~/.config/fish/completions/kg.fish

    \b
    Example: kg completion bash
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "kg", "_KG_COMPLETE")
    output.emit(script.source_template % script.source_vars())
