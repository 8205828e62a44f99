"""Text to tree, or one clear line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.source.parsing import Module, parse
from keralint.source.text import SourceError, SourceText, decode

BROKEN = Path(__file__).parents[2] / "fixtures" / "broken"
FILES = sorted(BROKEN.glob("*.py"), key=lambda file: file.name)

# What libcst does not give back: a form feed in front of a statement, and a final CR.
LOSSY = {"form_feed.py", "lone_cr.py"}


def read_any(data: bytes) -> Module | SourceError:
    try:
        return parse(decode(data, "m.py"))
    except SourceError as error:
        return error


def check_any(data: bytes) -> None:
    outcome = read_any(data)
    if isinstance(outcome, SourceError):
        assert outcome.message
        assert "\n" not in outcome.message
        assert (outcome.line or 1) >= 1
        assert (outcome.column or 1) >= 1
    elif outcome.round_trips:
        assert outcome.source.encode(outcome.tree.code) == data


def read(name: str) -> Module:
    return parse(decode((BROKEN / name).read_bytes(), name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_a_tree_or_one_line(file: Path) -> None:
    outcome = read_any(file.read_bytes())
    if isinstance(outcome, Module):
        assert outcome.round_trips == (file.name not in LOSSY)
    else:
        assert outcome.line is not None
        assert outcome.line <= len(file.read_bytes().splitlines()) + 1
        assert outcome.column is not None


@pytest.mark.parametrize(
    ("name", "message", "line", "column"),
    [
        ("syntax_error.py", "invalid syntax", 3, 9),
        ("never_closed.py", "'[' was never closed", 2, 22),
        ("unterminated_string.py", "unterminated string literal", 2, 5),
        ("unterminated_text.py", "unterminated triple-quoted string literal", 2, 5),
        ("indentation.py", "unindent does not match any outer indentation level", 4, None),
        ("tabs_and_spaces.py", "inconsistent use of tabs and spaces in indentation", 4, None),
        ("python_2.py", "Missing parentheses in call to 'print'", 2, 1),
        ("end_of_file.py", "expected an indented block", None, None),
        ("conflict.py", "invalid syntax", 2, 1),
        ("invisible_character.py", "invalid non-printable character U+00A0", 2, 2),
    ],
)
def test_syntax_errors_are_in_the_words_of_python(
    name: str, message: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(SourceError) as caught:
        read(name)
    error = caught.value
    assert message in error.message
    assert line in {None, error.line}
    assert column in {None, error.column}


def test_columns_of_errors_count_code_points() -> None:
    with pytest.raises(SourceError) as caught:
        parse(SourceText("m.py", "x = '😀é'; y = (2 +)\n"))
    assert (caught.value.line, caught.value.column) == (1, 19)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python knows it too")
def test_newer_syntax_than_that_of_the_running_python_is_read() -> None:
    assert parse(SourceText("m.py", "x = f'{y['z']}'\n")).round_trips


def test_what_the_parser_alone_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keralint.source.parsing._python_error", lambda text: None)
    with pytest.raises(SourceError) as caught:
        parse(SourceText("m.py", "x = 1\ny = (2 +)\n"))
    error = caught.value
    assert (error.message, error.line, error.column) == (
        "the parser does not understand this, though Python does",
        2,
        9,
    )


def test_warnings_of_the_compiler_are_not_shown(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(SourceError):
        parse(SourceText("m.py", "x = '\\d' is 3\ny = (\n"))
    assert not recwarn.list


def test_too_little_stack_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise RecursionError

    monkeypatch.setattr("libcst.parse_module", refuse)
    with pytest.raises(SourceError, match="too deeply nested"):
        parse(SourceText("m.py", "x\n"))


def test_what_the_encoding_loses_does_not_round_trip() -> None:
    assert not parse(SourceText("m.py", "x = 1\n", exact=False)).round_trips


WORDS = (
    "x 1 'a' f'{x}' + - * = == ( ) [ ] { } , : ; . if else def class lambda not match case del \n \r\n \\ # \t @".split(
        " "
    )
)


@given(st.lists(st.sampled_from([*WORDS, "\n", "\n    "]), max_size=25).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_tree_or_one_line(text: str) -> None:
    check_any(text.encode("utf-8", "ignore"))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_tree_or_one_line(data: bytes) -> None:
    check_any(data)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("# Version 2.0 of the License\nx = 1", False),
        ("    # version\nx = conversions", False),
        ("x = 1  # version 2", True),
        ("if keras.__version__ > '3': pass", True),
        ("x = 1\nfrom packaging import version", True),
        ("x = '#', version", True),
        ("# lines that end as they did long ago\rversion = 1", True),
        ("\r\n# version\r\n", False),
    ],
)
def test_a_comment_by_itself_asks_for_no_version(text: str, mentions: bool) -> None:
    assert parse(decode(text.encode(), "m.py")).mentions_versions is mentions
