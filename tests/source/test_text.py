"""Bytes to text and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.source.text import MAX_BYTES, SourceError, SourceText, decode, line_and_column, mentions_keras

BROKEN = Path(__file__).parents[2] / "fixtures" / "broken"


def refused(data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        decode(data, "m.py")
    return caught.value


@pytest.mark.parametrize(
    ("name", "encoding", "newline"),
    [
        ("empty.py", "utf-8", "\n"),
        ("astral.py", "utf-8", "\n"),
        ("bom.py", "utf-8", "\n"),
        ("crlf.py", "utf-8", "\r\n"),
        ("lone_cr.py", "utf-8", "\r"),
        ("mixed_line_ends.py", "utf-8", "\r\n"),
        ("form_feed.py", "utf-8", "\n"),
        ("latin_1.py", "iso8859-1", "\n"),
        ("cp1252_second_line.py", "cp1252", "\n"),
        ("shift_jis.py", "shift_jis", "\n"),
    ],
)
def test_files_are_written_back_byte_for_byte(name: str, encoding: str, newline: str) -> None:
    data = (BROKEN / name).read_bytes()
    source = decode(data, name)
    assert (source.path, source.encoding, source.newline) == (name, encoding, newline)
    assert source.bom == data.startswith(b"\xef\xbb\xbf")
    assert "\ufeff" not in source.text
    assert source.encode(source.text) == data
    assert source.exact


@pytest.mark.parametrize(
    ("name", "message", "line", "column"),
    [
        ("binary.py", "the file is binary, not text: it contains a null byte", 1, 13),
        ("utf_16.py", "the file is encoded in UTF-16, which Python does not read", 1, 1),
        ("unknown_cookie.py", "the file declares the encoding `klingon`, which is not known", 1, 15),
        ("cookie_for_no_text.py", "the file declares the encoding `rot13`, which is not known", 1, 11),
        ("cookie_not_ascii.py", "the file declares the encoding `utf-16-le`, which is none for code", 1, 11),
        (
            "cookie_against_bom.py",
            "the file declares the encoding `latin-1`, but starts with the mark of UTF-8",
            1,
            11,
        ),
        ("cookie_in_third_line.py", "the file is not in UTF-8: the byte 0xe9 cannot be decoded", 4, 6),
        ("not_utf_8.py", "the file is not in UTF-8: the byte 0xff cannot be decoded", 2, 7),
    ],
)
def test_what_python_does_not_decode(name: str, message: str, line: int, column: int) -> None:
    error = refused((BROKEN / name).read_bytes())
    assert (error.message, error.line, error.column) == (message, line, column)
    assert str(error) == message


@pytest.mark.parametrize(
    ("first_lines", "counts"),
    [
        (b"# coding=latin-1", True),
        (b"# -*- coding: latin-1 -*-", True),
        (b"\t\x0c # vim: set fileencoding=latin-1 :", True),
        (b"\n# coding: latin-1", True),
        (b"# a comment\r# coding: latin-1", True),
        (b"x = 1  # coding: latin-1", False),
        (b"x = 1\n# coding: latin-1", False),
        (b"\n\n# coding: latin-1", False),
        (b"# coding : latin-1", False),
        (b"'# coding: latin-1'", False),
    ],
)
def test_where_a_cookie_counts(first_lines: bytes, counts: bool) -> None:
    data = first_lines + b"\n'\xe9'"
    if counts:
        assert decode(data, "m.py").text.endswith("'é'")
    else:
        assert "not in UTF-8" in refused(data).message


def test_size_is_limited() -> None:
    assert refused(b"#" * 1_234_567).message == "the file is too large: 1,234,567 bytes, at most 1,000,000 are analyzed"
    assert len(decode(b"x" * MAX_BYTES, "m.py").text) == MAX_BYTES


def test_a_million_characters_in_one_line_are_too_large() -> None:
    assert "too large" in refused(b'x = "' + b"a" * 1_000_000 + b'"\n').message


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"])
def test_codecs_that_are_not_for_code(name: str) -> None:
    assert f"the encoding `{name}`" in refused(b"# coding: " + name.encode() + b"\n").message


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_one_line(data: bytes) -> None:
    check_any(data)


@given(
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from(
        "utf-8 utf8 u8 latin-1 cp1252 ascii utf-16 utf-32 utf-7 cp037 big5 gb18030 hz iso2022_jp euc_kr koi8-r rot13 "
        "base64 zip hex mbcs aliases __init__ x.y".split()
    ),
    st.binary(max_size=60),
)
def test_any_cookie_and_bytes_are_text_or_one_line(bom: bytes, cookie: str, data: bytes) -> None:
    check_any(bom + b"# coding: " + cookie.encode() + b"\n" + data)


def read_any(data: bytes) -> SourceText | SourceError:
    try:
        return decode(data, "m.py")
    except SourceError as error:
        return error


def check_any(data: bytes) -> None:
    outcome = read_any(data)
    if isinstance(outcome, SourceError):
        assert outcome.message
        assert "\n" not in outcome.message
    else:
        outcome.text.encode("utf-8")  # no lone surrogates
        assert not outcome.exact or outcome.encode(outcome.text) == data


@given(st.text(alphabet="a\r\né😀\x0c\u2028", max_size=20), st.data())
def test_lines_and_columns(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if text[offset - 1 : offset + 1] == "\r\n":  # in the middle of a line end
        return
    assert line_and_column(text, offset) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", False),
        (b"import os", False),
        (b"import keras", True),
        (b"import tensorflow as tf", True),
        (b"\xff\0from tf_keras import x", True),
        (b"load('tensorflow.keras')", True),
        (b"import keras_hub, tensorflow_probability", False),
    ],
)
def test_mentions_keras(data: bytes, expected: bool) -> None:
    assert mentions_keras(data) is expected
    if expected:
        assert mentions_keras(data, loosely=True)


def test_names_that_contain_that_of_keras() -> None:
    assert mentions_keras(b"import keras_hub", loosely=True)
    assert mentions_keras(b"\\nkeras.Input(1)", loosely=True)
