"""`keralint shapes`."""

from __future__ import annotations

from typing import Any

import click

from keralint.cli import EXIT_CLEAN, EXIT_ERROR
from keralint.cli.options import input_options, read_input, read_settings
from keralint.cli.output import report_errors, write_json, write_lines
from keralint.cli.session import analyze_input
from keralint.diagnostics import Severity
from keralint.engine.analyze import infer
from keralint.engine.result import FileResult
from keralint.reporters.json import shapes_json
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import where
from keralint.reporters.shapes import shapes_report
from keralint.reporters.style import visible


@click.command("shapes", short_help="Show the shape of every tensor beside the code.")
@input_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
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
    given = read_input(paths, stdin_filename)
    settings = read_settings(given.start, **settings_options)
    session = analyze_input(given, settings, jobs, infer)
    results = session.result.results
    if output_format == "json":
        write_json(shapes_json(results), output_file)
    else:
        write_lines(shapes_report(results, SourceLines(session.texts)), output_file)
    _report_obstacles(results)
    report_errors(session.result.errors)
    return EXIT_ERROR if session.result.errors else EXIT_CLEAN


def _report_obstacles(results: tuple[FileResult, ...]) -> None:
    """Say on stderr why a file has no shapes, or not all: the errors of the linter's own block."""
    for one in (found for result in results for found in result.diagnostics):
        if one.code.startswith("KL0") and one.severity is Severity.ERROR:
            click.echo(visible(f"{where(one.location)}: error {one.code} {one.message}"), err=True)
