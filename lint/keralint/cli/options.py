"""The options that commands share, and what they come to: settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from keralint.config import ConfigError, Settings, load_settings

Command = TypeVar("Command", bound=Callable[..., Any])

STDIN = "-"
STDIN_NAME = "<stdin>"


@dataclass(frozen=True, slots=True)
class Input:
    """What to look at: paths, or standard input under a name."""

    paths: tuple[str, ...]
    stdin_name: str | None

    @property
    def start(self) -> Path:
        """Where the search for a configuration file starts."""
        if self.stdin_name is None:
            return Path(self.paths[0])
        return Path() if self.stdin_name == STDIN_NAME else Path(self.stdin_name)


def input_options(command: Command) -> Command:
    """Add PATHS and the options that say what to read and how."""
    for decorate in reversed(
        (
            click.argument("paths", nargs=-1, metavar="[PATHS]..."),
            click.option("--stdin-filename", metavar="NAME", help="The name of the text on standard input (PATHS: -)."),
            click.option("--config", metavar="FILE", help="Read this configuration file and look for no other."),
            click.option("--isolated", is_flag=True, help="Read no configuration file."),
            click.option("--keras-version", metavar="2|3|3.N", help="The Keras that the code is written for."),
            click.option(
                "--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes; default: one a CPU."
            ),
            click.option("--output-file", "-o", metavar="FILE", help="Write the report there, not to standard output."),
        )
    ):
        command = decorate(command)
    return command


def selectors(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Click callback: options given several times, each with selectors separated by commas."""
    return tuple(one.strip() for value in values for one in value.split(",") if one.strip())


def read_input(paths: tuple[str, ...], stdin_filename: str | None) -> Input:
    """Tell standard input from paths; raises UsageError where both are meant."""
    if STDIN not in paths:
        if stdin_filename is not None:
            raise click.UsageError("--stdin-filename goes with the path `-`, which stands for standard input")
        return Input(paths or (".",), None)
    if len(paths) > 1:
        raise click.UsageError("`-` stands for standard input, and cannot be combined with other paths")
    return Input((), stdin_filename or STDIN_NAME)


def read_settings(
    start: Path, *, config: str | None = None, isolated: bool = False, keras_version: str | None = None
) -> Settings:
    """Return the settings of the file, under the options; raises UsageError."""
    if isolated and config is not None:
        raise click.UsageError("--isolated and --config exclude each other")
    try:
        settings = load_settings(start, config=None if config is None else Path(config), isolated=isolated)
        return settings if keras_version is None else replace(settings, keras_version=keras_version)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
