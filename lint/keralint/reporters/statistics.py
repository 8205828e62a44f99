"""How often each rule was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from keralint.reporters.report import Report, summary
from keralint.reporters.style import Line, line


def statistics_report(report: Report) -> Iterator[Line]:
    """Yield a line for each rule that was broken, the most frequent first, and the summary."""
    found = Counter((one.code, one.name, one.severity.value) for one in report.diagnostics)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    digits = len(str(ranked[0][1])) if ranked else 0
    for (code, name, severity), number in ranked:
        yield line(f"{number:>{digits}}  ", (f"{severity:<7}", severity), f"  {code} {name}")
    for sentence in summary(report):
        yield line((sentence, "title"))
