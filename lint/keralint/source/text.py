"""From the bytes of a file to its text, and back byte for byte."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 1_000_000
"""The largest file that is analyzed: four times the largest of 1,841 real files with Keras code."""

MAX_LINE: Final = 100_000
"""The longest line that is analyzed; longer ones are data, not code that somebody wrote."""

_MENTIONS: Final = re.compile(rb"keras|tensorflow")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# PEP 263: in a comment of one of the first two lines, if the first is nothing but a comment or blank.
_COOKIE: Final = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK: Final = re.compile(rb"[ \t\f]*(?:#.*)?")


class SourceError(Exception):
    """A text that cannot be analyzed, and why, in one line; lines and columns are 1-based, columns count code points."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, and what is needed to write it back: `encode(text)` gives the bytes it was decoded from.

    `newline` is the line end of the first line (what inserted lines should end with); the text keeps its own.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"

    def encode(self, text: str) -> bytes:
        """The bytes of `text` as this file writes it; UnicodeEncodeError if its encoding has not all characters."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)


def mentions_keras(data: bytes) -> bool:
    """Whether there can be anything to say about a file: it names Keras or TensorFlow somewhere."""
    return _MENTIONS.search(data) is not None


def decode(data: bytes, path: str) -> SourceText:
    """The text of a Python file, decoded as Python would.

    Raises: SourceError if Python could not decode it either, or if it is larger than what is analyzed.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"the file is too large to be analyzed: {len(data):,} bytes, at most {MAX_BYTES:,} are")
    bom = data.startswith(codecs.BOM_UTF8)
    if bom:
        data = data[len(codecs.BOM_UTF8) :]
    encoding = "utf-8"
    text = data.decode(encoding)
    first = _LINE_END.search(text)
    return SourceText(path, text, encoding, bom, first.group() if first else "\n")
