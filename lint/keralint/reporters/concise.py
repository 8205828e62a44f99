"""Diagnostics on one line each, in the form that editors and terminals make links of."""

from __future__ import annotations

from collections.abc import Iterator

from keralint.reporters.report import Report, summary, where
from keralint.reporters.style import Line, line, visible


def concise_report(report: Report) -> Iterator[Line]:
    """Yield `path:line:column: severity code message` for every diagnostic, and the summary."""
    for one in report.diagnostics:
        severity = one.severity.value
        yield line(f"{visible(where(one.location))}: ", (severity, severity), f" {one.code} {visible(one.message)}")
    for sentence in summary(report):
        yield line((sentence, "title"))
