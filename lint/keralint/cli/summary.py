"""`keralint summary`."""

from __future__ import annotations

from typing import Any

import click

from keralint.cli.options import input_options
from keralint.cli.view import View, output_format_option, show
from keralint.engine.analyze import summarize
from keralint.reporters.json import summary_json
from keralint.reporters.summary import summary_report

VIEW = View(summarize, lambda results, _source: summary_report(results), summary_json)


@click.command("summary", short_help="Show a summary of every model, without running it.")
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
    """Show what `model.summary()` would print for every model in PATHS (default: the current directory; -: stdin)."""
    return show(
        VIEW,
        paths=paths,
        stdin_filename=stdin_filename,
        jobs=jobs,
        output_file=output_file,
        output_format=output_format,
        settings_options=settings_options,
    )
