"""`keralint shapes`."""

from __future__ import annotations

from typing import Any

import click

from keralint.cli.options import input_options
from keralint.cli.view import View, output_format_option, show
from keralint.engine.analyze import infer
from keralint.reporters.json import shapes_json
from keralint.reporters.shapes import shapes_report

VIEW = View(infer, shapes_report, shapes_json, thorough=True)


@click.command("shapes", short_help="Show the shape of every tensor beside the code.")
@input_options
@output_format_option
def command(
    *,
    paths: tuple[str, ...],
    stdin_filename: str | None,
    jobs: int | None,
    output_file: str | None,
    output_format: str,
    **settings_options: Any,
) -> int:
    """Show the shape of every tensor in PATHS (default: the current directory; -: standard input) beside the code."""
    return show(
        VIEW,
        paths=paths,
        stdin_filename=stdin_filename,
        jobs=jobs,
        output_file=output_file,
        output_format=output_format,
        settings_options=settings_options,
    )
