"""Frames of any span over any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keralint.diagnostics import Diagnostic, Location, Related, Severity
from keralint.reporters.frames import MAX_WIDTH, frames
from keralint.reporters.lines import SourceLines
from keralint.reporters.style import width
from keralint.source.span import Span

spans = st.tuples(*[st.integers(1, 9), st.integers(1, 300)] * 2).map(
    lambda ends: Span(*min(ends[:2], ends[2:]), *max(ends[:2], ends[2:]))
)
locations = st.builds(Location, st.sampled_from(["a.py", "b.py"]), spans)
related = st.builds(Related, locations, st.text(max_size=9))
texts = st.lists(st.text(max_size=9) | st.text(min_size=150, max_size=250), max_size=9).map("\n".join)


@given(locations, st.lists(related, max_size=4), texts)
def test_any_span_over_any_text(location: Location, others: list[Related], text: str) -> None:
    found = Diagnostic("KL101", "x", Severity.ERROR, location, "message", related=tuple(others))
    source = SourceLines({"a.py": text.encode("utf-8", "replace"), "b.py": b"x = 1"})
    shown = list(frames(found, source))
    assert shown[0][1].text == "-->"
    code = [line for line in shown if len(line) == 2 and line[1].style == ""]
    # the window, an ellipsis on each side, a space, and a wide character at the edge
    assert all(width(line[1].text) <= MAX_WIDTH + 4 for line in code)
    markers = [line[-1].text for line in shown if line[-1].style == "error"]
    assert bool(markers) == (location.span.line <= len(source.lines(location.path)))
    assert all(marker.strip("^") == "" for marker in markers)
