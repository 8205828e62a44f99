"""What every reporter is given, and the words and numbers that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from keralint.diagnostics import Diagnostic, Location, Severity
from keralint.engine.result import FileResult, LayerCall
from keralint.reporters.style import visible

FAILING = frozenset({Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run, in the order of their paths; `failed` counts the files that could not be checked.

    With `show_unknown`, it tells why the outputs of layers are not known.
    """

    results: tuple[FileResult, ...]
    failed: int = 0
    show_unknown: bool = False

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(one for result in self.results for one in result.diagnostics)

    @property
    def has_findings(self) -> bool:
        """Whether anything is an error or a warning, so that the run is to fail."""
        return any(one.severity in FAILING for one in self.diagnostics)


def where(location: Location) -> str:
    """`path:line:column`, with the cell of a notebook: `path:cell 3:line:column`."""
    cell = "" if location.cell is None else f":cell {location.cell}"
    return f"{location.path}{cell}:{location.span.line}:{location.span.column}"


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the outputs of some calls of layers are not known: so many calls, and the first of them."""

    reason: str
    number: int
    first: LayerCall


def causes(results: Iterable[FileResult]) -> list[Cause]:
    """The causes of what is not known in all files, the most frequent first."""
    calls: dict[str, list[LayerCall]] = {}
    for call in (call for result in results for call in result.calls if not call.known):
        calls.setdefault(call.reason or "not known", []).append(call)
    found = [Cause(reason, len(those), min(those, key=_position)) for reason, those in calls.items()]
    return sorted(found, key=lambda cause: (-cause.number, cause.reason))


def _position(call: LayerCall) -> tuple[str, int, int, int]:
    return call.path, call.cell or 0, call.line, call.column


def summary(report: Report) -> list[str]:
    """Return the last lines of a report for people: the verdict, and how far to trust a silence."""
    return [_verdict(report), *_blind_spots(report.results, explained=report.show_unknown)]


def _verdict(report: Report) -> str:
    found = Counter(one.severity for one in report.diagnostics)
    if found:
        nouns = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
        parts = [count(found[severity], noun) for severity, noun in nouns.items() if found[severity]]
        files = sum(1 for result in report.results if result.diagnostics)
        return f"Found {', '.join(parts)} in {count(files, 'file')}"
    if report.failed:  # a summary that says "passed" would hide it
        return f"Nothing found in {count(len(report.results), 'file')}, {count(report.failed, 'path')} not checked"
    return f"All checks passed ({count(len(report.results), 'file')})"


def _blind_spots(results: Iterable[FileResult], *, explained: bool) -> list[str]:
    results = tuple(results)
    calls = sum(one.layer_calls for one in results)
    unknown = calls - sum(one.layer_calls_known for one in results)
    if not unknown:
        return []
    told = f"The output shape of {unknown} of {count(calls, 'layer call')} is not known"
    if not explained:
        return [f"{told}: `keralint shapes` says why"]
    found = causes(results)
    digits = len(str(found[0].number)) if found else 0
    lines = [f"{cause.number:>{digits}}  {visible(cause.reason)} ({_where(cause.first)})" for cause in found]
    return [f"{told}, since:", *(f"  {line}" for line in lines)]


def _where(call: LayerCall) -> str:
    cell = "" if call.cell is None else f":cell {call.cell}"
    return f"{call.path}{cell}:{call.line}:{call.column}"
