"""Text that a terminal shows as it is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.reporters.style import line, render, visible, wants_colour, width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "shown", "columns"),
    [
        ("plain", "plain", 5),
        ("\tx", "    x", 5),
        ("é", "é", 1),
        ("e\u0301", "e\u0301", 1),
        ("😀", "😀", 2),
        ("日本", "日本", 4),
        ("\x1b[31m", "\ufffd[31m", 5),
        ("a\u202eb", "a\ufffdb", 3),
        ("a\r\nb", "a  b", 4),
        ("a\u2028b", "a\ufffdb", 3),
    ],
)
def test_visible_and_width(text: str, shown: str, columns: int) -> None:
    assert visible(text) == shown
    assert width(shown) == columns


@given(st.text())
def test_visible_is_one_line_and_stable(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_markup_of_the_user_survives_in_colour(text: str) -> None:
    user = f"[batch] [/layer] :smile: {text} [red]."
    assert user in render([line(user)], colour=True)


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (io.StringIO(), {}, False),
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_wants_colour(stream: io.StringIO, environment: dict[str, str], expected: bool) -> None:
    assert wants_colour(stream, environment) is expected
