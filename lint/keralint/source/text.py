"""From the bytes of a file to its text, and back byte for byte."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from keralint.source.cells import Cells

MAX_BYTES: Final = 1_000_000
"""The largest file that is analyzed: four times the largest of 1,841 real files with Keras code."""

LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python; `str.splitlines` knows more (form feeds, U+2028), and counts differently."""

# PEP 263: a comment in the first line, or in the second if the first holds nothing but a comment.
_COOKIE: Final = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Codecs that decode ASCII as it is, but are for something else: some are slow beyond use.
_NOT_FOR_CODE: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
_ASCII: Final = bytes((0x09, 0x0A, 0x0C, 0x0D, *range(0x20, 0x7F)))


class SourceError(Exception):
    """A text that cannot be analyzed, and why, in one line; line and column are 1-based, columns count code points."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, and how the file writes it.

    `newline` is the first line end, which inserted lines should have too; the text keeps each of its own. `exact`
    says that `encode(text)` gives back the bytes of the file.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    exact: bool = True
    cells: Cells | None = None
    """Of a notebook, which cell each line is in; the text is then not that of the file, and cannot be encoded."""

    def encode(self, text: str) -> bytes:
        """The bytes of `text` in this file; UnicodeEncodeError if its encoding lacks a character."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)


def mentions_keras(data: bytes, *, loosely: bool = False) -> bool:
    """Whether there can be anything to say about a file: it names Keras or TensorFlow somewhere.

    `loosely` counts what contains these names as well, such as `keras_hub`, which is another package.
    """
    return b"keras" in data or b"tensorflow" in data if loosely else _NAMED.search(data) is not None


_NAMED: Final = re.compile(rb"(?<!\w)(?:keras|tf_keras|tensorflow)(?!\w)")


def decode(data: bytes, path: str) -> SourceText:
    """The text of a Python file, as Python would decode it.

    Raises: SourceError if Python could not decode it either, or if it is larger than what is analyzed.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"the file is too large: {len(data):,} bytes, at most {MAX_BYTES:,} are analyzed")
    if data.startswith(_UTF16):
        raise SourceError("the file is encoded in UTF-16, which Python does not read", 1, 1)
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    if b"\0" in body:
        line, column = line_and_column(body[: body.index(b"\0") + 1].decode("latin-1"), body.index(b"\0"))
        raise SourceError("the file is binary, not text: it contains a null byte", line, column)
    encoding = _encoding(body, bom=bom)
    text = _decoded(body, encoding)
    first = LINE_END.search(text)
    exact = encoding == "utf-8" or _gives_back(text, encoding, body)
    return SourceText(path, text, encoding, bom, first.group() if first else "\n", exact)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset into a text is."""
    line, start = 1, 0
    for line_end in LINE_END.finditer(text, 0, offset):
        line, start = line + 1, line_end.end()
    return line, offset - start + 1


def _encoding(body: bytes, *, bom: bool) -> str:
    """The encoding that a file declares, in Python's own spelling; UTF-8 if it declares none."""
    cookie = _COOKIE.match(body)
    if cookie is None:
        return "utf-8"
    name = cookie.group(1).decode("ascii")
    line, column = line_and_column(body[: cookie.end()].decode("latin-1"), cookie.start(1))
    try:
        encoding = codecs.lookup(name).name
        for_code = encoding not in _NOT_FOR_CODE and _ASCII.decode(encoding) == _ASCII.decode("ascii")
    except LookupError:
        raise SourceError(f"the file declares the encoding `{name}`, which is not known", line, column) from None
    except UnicodeError:
        for_code = False
    if not for_code:
        raise SourceError(f"the file declares the encoding `{name}`, which is none for code", line, column)
    if encoding == "utf-8-sig":
        return "utf-8"
    if bom and encoding != "utf-8":
        raise SourceError(f"the file declares the encoding `{name}`, but starts with the mark of UTF-8", line, column)
    return encoding


def _decoded(body: bytes, encoding: str) -> str:
    try:
        text = body.decode(encoding)
        text.encode("utf-8")  # some encodings have lone surrogates, which are no characters
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "replace")
        line, column = line_and_column(before, len(before))
        byte = body[error.start]
        message = f"the file is not in {encoding.upper()}: the byte 0x{byte:02x} cannot be decoded"
        raise SourceError(message, line, column) from None
    except UnicodeError:
        raise SourceError(f"the file is not in {encoding.upper()}") from None
    return text


def _gives_back(text: str, encoding: str, body: bytes) -> bool:
    try:
        return text.encode(encoding) == body
    except UnicodeError:
        return False
