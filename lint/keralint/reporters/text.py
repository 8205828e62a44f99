"""Diagnostics for people: each with its code, underlined, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from keralint.diagnostics import Diagnostic
from keralint.reporters.frames import frames, gutter_width
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import Report, summary
from keralint.reporters.style import Line, line, visible


def text_report(report: Report, source: SourceLines) -> Iterator[Line]:
    """Yield every diagnostic with its frames, and the summary."""
    for diagnostic in report.diagnostics:
        yield from _diagnostic(diagnostic, source)
        yield ()
    for sentence in summary(report):
        yield line((sentence, "title"))


def _diagnostic(diagnostic: Diagnostic, source: SourceLines) -> Iterator[Line]:
    severity = diagnostic.severity.value
    yield line(
        (f"{severity}[{diagnostic.code}]", severity),
        (f" {diagnostic.name}: {visible(diagnostic.message)}", "title"),
    )
    yield from frames(diagnostic, source)
    margin = " " * gutter_width(diagnostic)
    if diagnostic.help:
        yield line(margin, (" = ", "frame"), ("help: ", "help"), visible(diagnostic.help))
    if diagnostic.fix:
        kind = diagnostic.fix.applicability.value
        yield line(margin, (" = ", "frame"), (f"fix ({kind}): ", "help"), visible(diagnostic.fix.title))
