"""The source text that frames quote: paths to lines, read again when somebody wants to see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from keralint.source.notebook_json import cell_texts
from keralint.source.text import SourceError, decode

# What ends a line for Python; `str.splitlines` knows more (form feeds, U+2028) and would count differently.
_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceLines:
    """Gives the lines of a file or of one cell of a notebook; none when they cannot be had (any more).

    `texts` holds what is not in a file: standard input, under the name that it is reported by.
    """

    def __init__(self, texts: Mapping[str, bytes] | None = None) -> None:
        self._texts = dict(texts or {})
        self._notebooks: dict[str, tuple[str | None, ...]] = {}
        self._lines: dict[tuple[str, int | None], tuple[str, ...]] = {}

    def lines(self, path: str, cell: int | None = None) -> tuple[str, ...]:
        """Return the lines, without their ends; line `n` is at index `n - 1`."""
        key = (path, cell)
        if key not in self._lines:
            self._lines[key] = self._load(path, cell)
        return self._lines[key]

    def _load(self, path: str, cell: int | None) -> tuple[str, ...]:
        try:
            text = decode(self._data(path), path).text if cell is None else self._cells(path)[cell - 1]
        except (OSError, ValueError, LookupError, SourceError):  # gone, or no longer what it was
            return ()
        return () if text is None else tuple(_LINE_END.split(text))

    def _data(self, path: str) -> bytes:
        return self._texts[path] if path in self._texts else Path(path).read_bytes()

    def _cells(self, path: str) -> tuple[str | None, ...]:
        """The texts of the cells of a notebook, which is read once: most of it are pictures."""
        if path not in self._notebooks:
            self._notebooks[path] = cell_texts(self._data(path))
        return self._notebooks[path]
