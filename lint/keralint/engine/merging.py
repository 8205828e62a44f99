"""What the files of a run say of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from keralint.diagnostics import Diagnostic
from keralint.engine.result import FileResult, Silenced

UNUSED_SUPPRESSION = "KL002"


def each_at_home(results: Sequence[FileResult]) -> tuple[FileResult, ...]:
    """The results with each finding in the file where it is, once; it stays where it was found if that is not there.

    What a file says of itself comes before what one that imports it says.
    """
    if all(_is_about_itself(result) for result in results):
        return tuple(results)
    found: dict[str, dict[object, Diagnostic]] = {result.path: {} for result in results}
    for own in (True, False):
        for result in results:
            for one in result.diagnostics:
                if (one.location.path == result.path) is own:
                    home = one.location.path if one.location.path in found else result.path
                    found[home].setdefault((one.code, one.location), one)
    silenced: dict[str, list[Silenced]] = defaultdict(list)
    for comment in (comment for result in results for comment in result.silenced):
        silenced[comment.path].append(comment)
    return tuple(
        replace(result, diagnostics=_ordered(_without_used(found[result.path].values(), silenced[result.path])))
        for result in results
    )


def _is_about_itself(result: FileResult) -> bool:
    return not result.silenced and all(one.location.path == result.path for one in result.diagnostics)


def _without_used(diagnostics: Iterable[Diagnostic], silenced: Sequence[Silenced]) -> Iterable[Diagnostic]:
    """Leaves out that a comment suppresses nothing, where it suppresses what an importing file has found."""
    for one in diagnostics:
        line = one.location.span.line
        if one.code != UNUSED_SUPPRESSION or not any(s.line <= line <= s.end_line for s in silenced):
            yield one


def _ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=lambda d: (d.location.path, d.location.cell or 0, d.location.span, d.code)))
