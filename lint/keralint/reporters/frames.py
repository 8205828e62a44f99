"""Code frames: the lines that a diagnostic is about, with its spans underlined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keralint.diagnostics import Diagnostic, Location
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import where
from keralint.reporters.style import Line, line, visible, width

# Spans with at most so many lines between them share a frame; beyond that the reader loses the connection anyway.
MAX_GAP = 12
# A longer span is underlined on its first line only: where it starts is what matters.
MAX_SPAN_LINES = 4
# Columns of code shown; generated code has lines of thousands.
MAX_WIDTH = 120
# Characters kept to the left of a span when its line is cropped.
LEAD = 40
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span to underline, and what to say about it."""

    location: Location
    message: str
    primary: bool
    style: str


@dataclass(frozen=True, slots=True)
class _Segment:
    """The part of a mark on one line: `start` and `end` are 0-based code points, the end exclusive."""

    mark: _Mark
    start: int
    end: int
    message: str


def frames(diagnostic: Diagnostic, source: SourceLines) -> Iterator[Line]:
    """Yield the frame of the primary span with its near relations, then one for each group of the others."""
    gutter = gutter_width(diagnostic)
    for group in _groups(diagnostic):
        first = group[0].location
        lines = source.lines(first.path, first.cell)
        yield from _frame(group, lines, gutter)


def gutter_width(diagnostic: Diagnostic) -> int:
    """Return the width of the largest line number in the frames of a diagnostic."""
    places = (diagnostic.location, *(one.location for one in diagnostic.related))
    return max(len(str(place.span.end_line)) for place in places)


def _groups(diagnostic: Diagnostic) -> list[list[_Mark]]:
    """Group the spans by nearness; within a group, and among the groups, the primary one leads."""
    primary = _Mark(diagnostic.location, "", primary=True, style=diagnostic.severity.value)
    groups = [[primary]]
    for related in diagnostic.related:
        mark = _Mark(related.location, related.message, primary=False, style="related")
        home = next((group for group in groups if any(_near(mark.location, one.location) for one in group)), None)
        if home is None:
            groups.append([mark])
        else:
            home.append(mark)
    return groups


def _near(one: Location, other: Location) -> bool:
    if (one.path, one.cell) != (other.path, other.cell):
        return False
    return max(one.span.line - other.span.end_line, other.span.line - one.span.end_line) <= MAX_GAP


def _frame(group: Sequence[_Mark], lines: Sequence[str], gutter: int) -> Iterator[Line]:
    arrow = "-->" if group[0].primary else ":::"
    yield line(" " * gutter, (arrow, "frame"), " " + visible(where(group[0].location)))
    segments = _segments(group, lines)
    if segments:
        yield _bar(gutter)
        yield from _quoted(segments, lines, gutter)
        yield _bar(gutter)
    for mark in group:
        if mark.message and mark.location.span.line not in segments:
            note = f"{where(mark.location)}: {mark.message}"
            yield line(" " * gutter, (" = ", "frame"), ("note: ", "related"), visible(note))


def _quoted(segments: dict[int, list[_Segment]], lines: Sequence[str], gutter: int) -> Iterator[Line]:
    previous = None
    for number in sorted(segments):
        if previous is not None and number == previous + 2:
            yield _code(number - 1, lines[number - 2], _window(lines[number - 2], 0), gutter)
        elif previous is not None and number > previous + 2:
            yield line(("." * max(gutter, 3), "frame"))
        yield from _annotated(number, lines[number - 1], segments[number], gutter)
        previous = number


def _segments(group: Iterable[_Mark], lines: Sequence[str]) -> dict[int, list[_Segment]]:
    """Cut the marks into lines; the message of each goes with its last segment."""
    found: dict[int, list[_Segment]] = {}
    for mark in group:
        cut = list(_cut(mark, lines))
        for number, start, end in cut:
            message = mark.message if number == cut[-1][0] else ""
            found.setdefault(number, []).append(_Segment(mark, start, end, message))
    return found


def _cut(mark: _Mark, lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield line, start and end of each part; what lies outside of the text (it may have changed since) is left out."""
    span = mark.location.span
    last = span.end_line if span.end_line - span.line < MAX_SPAN_LINES else span.line
    for number in range(span.line, min(last, len(lines)) + 1):
        text = lines[number - 1]
        start = span.column - 1 if number == span.line else len(text) - len(text.lstrip())
        end = span.end_column - 1 if number == span.end_line else len(text)
        if number == span.line or start < end:
            yield number, min(start, len(text)), min(end, len(text))


def _annotated(number: int, text: str, segments: list[_Segment], gutter: int) -> Iterator[Line]:
    """Show a line and its underlines; again, with another window, for those that a crop would hide."""
    while segments:
        window = _window(text, segments[0].start)
        low, high = window
        first, rest = segments[0], segments[1:]
        shown = [first, *(one for one in rest if low <= one.start and one.end <= high)]
        segments = [one for one in rest if one not in shown]
        yield _code(number, text, window, gutter)
        for segment in shown:
            yield _underline(text, segment, window, gutter)


def _window(text: str, start: int) -> tuple[int, int]:
    """Return which characters of a line to show, so that those at `start` are among them."""
    if width(visible(text)) <= MAX_WIDTH:
        return 0, len(text)
    low = max(0, start - LEAD)
    high, columns = low, 0
    while high < len(text) and columns < MAX_WIDTH:
        columns += width(visible(text[high]))
        high += 1
    return low, high


def _code(number: int, text: str, window: tuple[int, int], gutter: int) -> Line:
    low, high = window
    before = ELLIPSIS if low > 0 else ""
    after = ELLIPSIS if high < len(text) else ""
    shown = before + visible(text[low:high]) + after
    return line((f"{number:>{gutter}} |", "frame"), " " + shown.rstrip() if shown.strip() else "")


def _underline(text: str, segment: _Segment, window: tuple[int, int], gutter: int) -> Line:
    low, high = window
    indent = (1 if low > 0 else 0) + width(visible(text[low : segment.start]))
    length = max(1, width(visible(text[segment.start : min(segment.end, high)])))
    marker = ("^" if segment.mark.primary else "-") * length
    message = f" {visible(segment.message)}" if segment.message else ""
    return line((" " * gutter + " |", "frame"), " " + " " * indent, (marker + message, segment.mark.style))


def _bar(gutter: int) -> Line:
    return line((" " * gutter + " |", "frame"))
