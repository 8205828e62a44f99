"""The command line: one module a command, imported when it is called.

Starting is what a pre-commit hook and an editor pay for each time, so nothing here imports libcst, rich, the rules or
the API database.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from keralint import __version__

COMMANDS = ("check", "explain", "rules", "shapes", "summary")

EXIT_CLEAN, EXIT_FINDINGS, EXIT_ERROR = 0, 1, 2
# What a shell reports for a process that the signal ended.
EXIT_INTERRUPTED = 128 + 2
EXIT_BROKEN_PIPE = 128 + 13


class LazyGroup(click.Group):
    """A group whose command `x` is the attribute `command` of the module `keralint.cli.x`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # Lazy: `keralint --version` pays for none of them.
        command: click.Command = importlib.import_module(f"keralint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from keralint.config import did_you_mean  # lazy: needed only on the way to an error

            ctx.fail(f"no command `{args[0]}`{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # here, because click itself would exit with 1, which means findings
            return _close_stdout()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="keralint", message="%(prog)s %(version)s")
def cli() -> None:
    """Find mistakes in Keras model code, and the shape of every tensor, without running it."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; whatever goes wrong is one line on stderr."""
    try:
        code = cli.main(args, prog_name="keralint", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_ERROR
    except click.ClickException as error:
        click.echo(f"keralint: error: {' '.join(error.format_message().split())}", err=True)
        return EXIT_ERROR
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else EXIT_CLEAN


def _close_stdout() -> int:
    """Point stdout at nothing, so that the interpreter's own flush at exit does not complain about the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_BROKEN_PIPE
