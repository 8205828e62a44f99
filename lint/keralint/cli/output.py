"""Where reports go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from keralint.engine.run import RunError
from keralint.reporters.json import encode
from keralint.reporters.style import Line, render, visible, wants_colour


def write_lines(lines: Iterable[Line], output_file: str | None) -> None:
    """Write a report for people: in colour on a terminal only."""
    if output_file is not None:
        _write_file(render(lines, colour=False).encode("utf-8", "backslashreplace"), output_file)
        return
    text = render(lines, colour=wants_colour(sys.stdout, os.environ))
    # What the terminal's encoding lacks is shown as an escape: a report must not end in a UnicodeEncodeError.
    _write_stdout(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def write_json(text: str, output_file: str | None) -> None:
    """Write a report for programs: UTF-8, whatever the locale."""
    if output_file is not None:
        _write_file(encode(text), output_file)
    else:
        _write_stdout(encode(text))


def report_errors(errors: Iterable[RunError]) -> None:
    """Say on stderr, in one line each, which paths could not be checked."""
    for error in errors:
        click.echo(f"keralint: error: {visible(error.path)}: {visible(error.message)}", err=True)


def _write_stdout(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _write_file(data: bytes, name: str) -> None:
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"cannot write {name}: {(error.strerror or str(error)).lower()}") from None
