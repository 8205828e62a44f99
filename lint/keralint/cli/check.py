"""`keralint check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from keralint.cli import EXIT_CLEAN, EXIT_ERROR, EXIT_FINDINGS
from keralint.cli.options import input_options, read_input, read_settings, selectors
from keralint.cli.output import report_errors, write_json, write_lines
from keralint.cli.selection import check_selectors
from keralint.cli.session import Session, analyze_input
from keralint.reporters.concise import concise_report
from keralint.reporters.json import check_json
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import Report
from keralint.reporters.statistics import statistics_report
from keralint.reporters.text import text_report

Writer = Callable[[Report, Session, str | None], None]


def _write_text(report: Report, session: Session, output_file: str | None) -> None:
    write_lines(text_report(report, SourceLines(session.texts)), output_file)


def _write_concise(report: Report, _session: Session, output_file: str | None) -> None:
    write_lines(concise_report(report), output_file)


def _write_json(report: Report, _session: Session, output_file: str | None) -> None:
    write_json(check_json(report), output_file)


def _write_statistics(report: Report, _session: Session, output_file: str | None) -> None:
    write_lines(statistics_report(report), output_file)


FORMATS: dict[str, Writer] = {"text": _write_text, "concise": _write_concise, "json": _write_json}


@click.command("check", short_help="Report mistakes in Keras code.")
@input_options
@click.option("--output-format", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--select", multiple=True, callback=selectors, metavar="RULES", help="Only these (KL1, a name, ALL).")
@click.option("--ignore", multiple=True, callback=selectors, metavar="RULES", help="Not these.")
@click.option("--extend-select", multiple=True, callback=selectors, metavar="RULES", help="These as well.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule, and show only that.")
@click.option("--show-unknown", is_flag=True, help="List why output shapes are not known, the commonest first.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@click.option("--no-cache", is_flag=True, expose_value=False, help="Accepted; results are not cached yet.")
def command(
    *,
    paths: tuple[str, ...],
    stdin_filename: str | None,
    jobs: int | None,
    output_file: str | None,
    output_format: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    statistics: bool,
    show_unknown: bool,
    exit_zero: bool,
    **settings_options: Any,
) -> int:
    """Report mistakes in the Keras code of PATHS (default: the current directory; -: standard input).

    Exits with 0 when nothing is wrong, 1 on errors and warnings, 2 when something could not be checked.
    """
    if statistics and output_format == "json":
        raise click.UsageError("--statistics is for people, and cannot be combined with --output-format json")
    given = read_input(paths, stdin_filename)
    settings = read_settings(given.start, **settings_options)
    settings = settings.with_selection(select=select, ignore=ignore, extend_select=extend_select)
    check_selectors(settings)

    session = analyze_input(given, settings, jobs, thorough=show_unknown)
    report = Report(session.result.results, failed=len(session.result.errors), show_unknown=show_unknown)
    write = _write_statistics if statistics else FORMATS[output_format]
    write(report, session, output_file)
    report_errors(session.result.errors)
    return _exit_code(report, exit_zero=exit_zero)


def _exit_code(report: Report, *, exit_zero: bool) -> int:
    if report.failed:
        return EXIT_ERROR
    return EXIT_FINDINGS if report.has_findings and not exit_zero else EXIT_CLEAN
