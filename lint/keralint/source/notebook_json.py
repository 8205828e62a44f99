"""The format of notebooks: which of their cells hold Python, and writing changed ones back.

nbformat 4 has its cells in one list; in nbformat 3 and 2 they are in worksheets, and code stands under another key.
The format's own library is not used: it takes most of a second to import.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from keralint.source.text import SourceError, line_and_column

MAX_NOTEBOOK_BYTES: Final = 100_000_000
"""The largest notebook that is read: nearly all of a large one are pictures among its outputs. GitHub takes no more."""

SUFFIX: Final = ".ipynb"

_INDENT: Final = re.compile(rb"\{(?:\r\n|\n)( +|\t+)\"")
_WHERE: Final = re.compile(r"(?: starting)? at$")
"""Ends messages of the JSON parser, before the place."""
_RAISES: Final = "raises-exception"


@dataclass(frozen=True, slots=True)
class CodeCell:
    """The text of a code cell; `index` counts all cells of the notebook, from 1."""

    index: int
    text: str
    raises: bool = False
    """Whether it is tagged `raises-exception`: its author expects that it fails."""


def is_notebook(path: str) -> bool:
    """Whether a path is that of a notebook: its name says so."""
    return path.endswith(SUFFIX)


def code_cells(data: bytes) -> tuple[CodeCell, ...] | None:
    """The code cells of a notebook, or `None` if its language is not Python.

    Raises: SourceError if the file is no notebook, or larger than what is read.
    """
    document = _document(data)
    if not _is_python(document):
        return None
    cells = enumerate(_all_cells(document), start=1)
    return tuple(
        CodeCell(index, text, _RAISES in _tags(cell))
        for index, cell in cells
        if cell.get("cell_type") == "code" and _is_python_cell(cell) and (text := _text(cell)) is not None
    )


def cell_texts(data: bytes) -> tuple[str | None, ...]:
    """The texts of all cells, of whatever kind; `None` where there is none. Raises: SourceError."""
    return tuple(_text(cell) for cell in _all_cells(_document(data)))


def rewritten(data: bytes, texts: Mapping[int, str]) -> bytes:
    """The notebook with other texts in the cells of these indices, written as it was: indent, escapes, final newline.

    Nothing else changes in a notebook as Jupyter writes it. Raises: SourceError, LookupError.
    """
    document = _document(data)
    cells = _all_cells(document)
    for index, text in texts.items():
        cell = cells[index - 1]
        key = _text_key(cell)
        cell[key] = text if isinstance(cell.get(key), str) else text.splitlines(keepends=True)
    return _dumped(document, data)


def _dumped(document: dict[str, Any], like: bytes) -> bytes:
    found = _INDENT.match(like.lstrip())
    indent = found[1].decode() if found is not None else None
    text = json.dumps(document, ensure_ascii=like.isascii() and b"\\u" in like, indent=indent)
    if found is None and b'": ' not in like:
        text = json.dumps(document, ensure_ascii=like.isascii() and b"\\u" in like, separators=(",", ":"))
    if b"\r\n" in like:
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8", "backslashreplace") + like[len(like.rstrip()) :]


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise SourceError(
            f"the notebook is too large: {len(data):,} bytes, at most {MAX_NOTEBOOK_BYTES:,} are analyzed"
        )
    try:
        document = json.loads(_decoded(data))
    except json.JSONDecodeError as error:
        reason = _WHERE.sub("", error.msg)
        message = f"the notebook is not valid JSON: {reason[0].lower()}{reason[1:]}"
        raise SourceError(message, *line_and_column(error.doc, error.pos)) from None
    except (ValueError, RecursionError):  # an integer of thousands of digits, or too deep
        raise SourceError("the notebook is not valid JSON: a value in it is too large or too deep") from None
    if not isinstance(document, dict) or _cell_lists(document) is None:
        raise SourceError("the file is not a notebook: it has no cells")
    return document


def _decoded(data: bytes) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        message = f"the notebook is not in UTF-8: the byte 0x{error.object[error.start]:02x} cannot be decoded"
        raise SourceError(message, *line_and_column(before, len(before))) from None


# --- cells ----------------------------------------------------------------------------------------------------------


def _cell_lists(document: Mapping[str, Any]) -> list[list[Any]] | None:
    if "cells" in document:
        holders: object = [document]
    else:
        holders = document.get("worksheets")
    if not isinstance(holders, list):
        return None
    lists = [holder.get("cells", []) for holder in holders if isinstance(holder, dict)]
    return lists if all(isinstance(cells, list) for cells in lists) else None


def _all_cells(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All cells; what is none counts as an empty one."""
    lists = _cell_lists(document) or []
    return [cell if isinstance(cell, dict) else {} for cells in lists for cell in cells]


def _text_key(cell: Mapping[str, Any]) -> str:
    return "source" if "source" in cell or "input" not in cell else "input"


def _text(cell: Mapping[str, Any]) -> str | None:
    """The text of a cell, one string or a list of lines."""
    source = cell.get(_text_key(cell))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None


# --- metadata -------------------------------------------------------------------------------------------------------


def _is_python(document: Mapping[str, Any]) -> bool:
    """Whether neither the kernel nor what it said of itself is another language."""
    return all(name in ("python", "python2", "python3", "ipython") for name in _languages(document))


def _languages(document: Mapping[str, Any]) -> Iterator[str]:
    for keys in (("kernelspec", "language"), ("language_info", "name")):
        language = _inside(document, "metadata", *keys)
        if isinstance(language, str):
            yield language.lower()


def _is_python_cell(cell: Mapping[str, Any]) -> bool:
    """Editors, and nbformat 3, let each cell have a language of its own."""
    own = cell.get("language", _inside(cell, "metadata", "vscode", "languageId"))
    return not isinstance(own, str) or own.lower() == "python"


def _tags(cell: Mapping[str, Any]) -> list[object]:
    tags = _inside(cell, "metadata", "tags")
    return tags if isinstance(tags, list) else []


def _inside(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
