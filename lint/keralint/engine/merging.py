"""What the files of a run say of each other: findings, and calls of layers whose shapes one of them knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from keralint.diagnostics import INSIDE_FUNCTION, Diagnostic
from keralint.engine.result import FileResult, LayerCall, Silenced

UNUSED_SUPPRESSION = "KL002"


def each_at_home(results: Sequence[FileResult]) -> tuple[FileResult, ...]:
    """The results with each finding in the file where it is, once; it stays where it was found if that is not there.

    What a file says of itself comes before what one that imports it says. A function that is at fault itself, as far
    as one file can tell, is not the fault of its callers in another one.
    """
    if all(_is_about_itself(result) for result in results):
        return tuple(results)
    found: dict[str, dict[object, Diagnostic]] = {result.path: {} for result in results}
    places = {(one.code, one.location) for result in results for one in result.diagnostics}
    for own in (True, False):
        for result in results:
            for one in result.diagnostics:
                if any(
                    other.message == INSIDE_FUNCTION and (one.code, other.location) in places for other in one.related
                ):
                    continue
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


def counted(results: Sequence[FileResult]) -> tuple[FileResult, ...]:
    """The results with their calls of layers: of each place in the text once, with what all files know of it."""
    found: dict[tuple[str, tuple[int, int]], LayerCall] = {}
    own: dict[str, set[tuple[int, int]]] = {result.path: set() for result in results}
    for result in results:
        for call in result.calls:
            key = call.path, call.place
            found[key] = call if key not in found else _together(found[key], call)
            if call.path == result.path:
                own[call.path].add(call.place)
    return tuple(
        _counting(result, [found[result.path, place] for place in sorted(own[result.path])]) if result.calls else result
        for result in results
    )


def _counting(result: FileResult, calls: Sequence[LayerCall]) -> FileResult:
    known = sum(call.known for call in calls)
    return replace(result, calls=tuple(calls), layer_calls=len(calls), layer_calls_known=known)


def _together(first: LayerCall, second: LayerCall) -> LayerCall:
    both = (first, second)
    called = [call.called for call in both if call.called is not None]
    alone = [call.alone for call in both if call.alone is not None]
    reasons = [call.reason for call in both if call.reason is not None]
    return replace(
        first,
        called=all(called) if called else None,
        alone=all(alone) if alone else None,
        relative=first.relative or second.relative,
        reason=reasons[0] if reasons else None,
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
