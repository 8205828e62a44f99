"""The source text that frames quote: paths to lines, read again when somebody wants to see them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from keralint.source.text import SourceError, decode

# What ends a line for Python; `str.splitlines` knows more (form feeds, U+2028) and would count differently.
_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceLines:
    """Gives the lines of a file or of one cell of a notebook; none when they cannot be had (any more).

    `texts` holds what is not in a file: standard input, under the name that it is reported by.
    """

    def __init__(self, texts: Mapping[str, bytes] | None = None) -> None:
        self._texts = dict(texts or {})
        self._lines: dict[tuple[str, int | None], tuple[str, ...]] = {}

    def lines(self, path: str, cell: int | None = None) -> tuple[str, ...]:
        """Return the lines, without their ends; line `n` is at index `n - 1`."""
        key = (path, cell)
        if key not in self._lines:
            self._lines[key] = self._load(path, cell)
        return self._lines[key]

    def _load(self, path: str, cell: int | None) -> tuple[str, ...]:
        try:
            data = self._texts[path] if path in self._texts else Path(path).read_bytes()
            text = decode(data, path).text if cell is None else _cell_text(data, cell)
        except (OSError, ValueError, LookupError, TypeError, SourceError):  # gone, or no longer what it was
            return ()
        return tuple(_LINE_END.split(text))


def _cell_text(notebook: bytes, cell: int) -> str:
    source = json.loads(notebook)["cells"][cell - 1]["source"]
    return source if isinstance(source, str) else "".join(source)
