"""What `shapes` and `summary` have in common: they show what was inferred, and no findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from keralint.cli import EXIT_CLEAN, EXIT_ERROR
from keralint.cli.options import read_input, read_settings
from keralint.cli.output import report_errors, write_json, write_lines
from keralint.cli.session import analyze_input
from keralint.diagnostics import Severity
from keralint.engine.result import FileResult
from keralint.engine.run import Analyze
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import where
from keralint.reporters.style import Line, visible

Results = tuple[FileResult, ...]

output_format_option = click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@dataclass(frozen=True, slots=True)
class View:
    """How a command analyzes files, and how it shows the results."""

    analyze: Analyze
    as_text: Callable[[Results, SourceLines], Iterable[Line]]
    as_json: Callable[[Results], str]
    thorough: bool = False
    """Whether it shows the shapes in what nobody calls as well."""


def show(
    view: View,
    *,
    paths: tuple[str, ...],
    stdin_filename: str | None,
    jobs: int | None,
    output_file: str | None,
    output_format: str,
    settings_options: Mapping[str, Any],
) -> int:
    """Analyze the input, write the view of it, and return the exit code."""
    given = read_input(paths, stdin_filename)
    settings = read_settings(given.start, **settings_options)
    session = analyze_input(given, settings, jobs, view.analyze, thorough=view.thorough)
    results = session.result.results
    if output_format == "json":
        write_json(view.as_json(results), output_file)
    else:
        write_lines(view.as_text(results, SourceLines(session.texts)), output_file)
    _report_obstacles(results)
    report_errors(session.result.errors)
    return EXIT_ERROR if session.result.errors else EXIT_CLEAN


def _report_obstacles(results: Results) -> None:
    """Say on stderr why nothing, or not all, is known of a file: the errors of the linter's own block."""
    for one in (found for result in results for found in result.diagnostics):
        if one.code.startswith("KL0") and one.severity is Severity.ERROR:
            click.echo(visible(f"{where(one.location)}: error {one.code} {one.message}"), err=True)
