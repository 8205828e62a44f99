"""A notebook as one text: its code cells in order, what is no Python replaced, and cells that are refused left out."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from keralint.source.cells import Cell, Cells
from keralint.source.guard import check_cost
from keralint.source.magics import Masked, blank, is_for_ipython, mask
from keralint.source.notebook_json import CodeCell, code_cells
from keralint.source.opaque import opaque_call, words
from keralint.source.parsing import Module, parse
from keralint.source.text import LINE_END, MAX_BYTES, SourceError, SourceText, mentions_keras

_FLAGS: Final = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that Python would refuse."""

    cell: int
    error: SourceError


@dataclass(frozen=True)
class Notebook:
    """A notebook's code, parsed, and the cells of it that were refused: of them, only imports are left."""

    module: Module
    errors: tuple[CellError, ...]


def read_notebook(data: bytes, path: str) -> Notebook | None:
    """The code of a notebook; `None` if there is none that mentions Keras, or it is in another language.

    Like `parse`, this takes a stack of some megabytes. Raises: SourceError if the file is no notebook, or too large.
    """
    cells = code_cells(data)
    code = "\n".join(cell.text for cell in cells or ())
    if cells is None or not mentions_keras(code.encode("utf-8", "replace"), loosely=True):
        return None
    if len(code) > MAX_BYTES:
        raise SourceError(f"the code is too large: {len(code):,} characters, at most {MAX_BYTES:,} are analyzed")
    masked = [mask(cell.text) for cell in cells]
    pairs = list(zip(cells, masked))
    errors = _refusals([pair for pair in pairs if not _is_python(pair[1])], path)
    try:
        module = _joined(cells, masked, errors, path)
    except SourceError:  # by the parser, of what Python takes: look at each cell
        errors |= _refusals([pair for pair in pairs if pair[0].index not in errors], path)
        module = _all_or_none(cells, masked, errors, path)
    told = [
        CellError(cell.index, errors[cell.index])
        for cell in cells
        if cell.index in errors and not (cell.raises or is_for_ipython(cell.text))
    ]
    return Notebook(module, tuple(told))


def _all_or_none(
    cells: Sequence[CodeCell], masked: Sequence[Masked], errors: dict[int, SourceError], path: str
) -> Module:
    """The same, where a refusal is of no cell, but of all of them together: there is too much code."""
    try:
        return _joined(cells, masked, errors, path)
    except SourceError as error:
        raise SourceError(error.message) from None


def _joined(cells: Sequence[CodeCell], masked: Sequence[Masked], errors: dict[int, SourceError], path: str) -> Module:
    """The text of all cells, as a tree."""
    parts: list[str] = []
    table: list[Cell] = []
    line = 1
    for cell, one in zip(cells, masked):
        kept = _salvaged(one.text) if cell.index in errors else one
        lines = len(LINE_END.split(cell.text))
        table.append(Cell(cell.index, line, line + len(blank(kept.before)), lines, cell.raises))
        parts.append(_whole(kept))
        line += len(LINE_END.findall(parts[-1]))
    text = "".join(parts)
    newline = LINE_END.search(text)
    source = SourceText(path, text, newline=newline.group() if newline else "\n", cells=Cells(tuple(table)))
    return parse(source)


def _whole(cell: Masked) -> str:
    """All lines of a cell, the last one ended."""
    text = cell.before + cell.text
    end = "" if text.endswith("\n") or not text else "\n"
    return text + end + cell.after


# --- cells that are refused -----------------------------------------------------------------------------------------


def _is_python(cell: Masked) -> bool:
    """Whether this Python takes a cell; where it does not, another version may."""
    text = _whole(cell)
    try:
        check_cost(text)
        compile(text, "<cell>", "exec", _FLAGS, dont_inherit=True)
    except (SourceError, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _refusals(cells: Sequence[tuple[CodeCell, Masked]], path: str) -> dict[int, SourceError]:
    """Why cells cannot be parsed, by their index."""
    found = {cell.index: _refusal(masked, path) for cell, masked in cells}
    return {index: error for index, error in found.items() if error is not None}


def _refusal(cell: Masked, path: str) -> SourceError | None:
    """Why a cell is none that can be parsed, at a place in the cell; `None` if it can."""
    text = _whole(cell)
    try:
        text.encode("utf-8")
        if "\0" in text:
            raise SourceError("the cell contains a null character", 1, 1)
        parse(SourceText(path, text))
    except UnicodeEncodeError:
        return SourceError("the cell contains half of a character (a lone surrogate)", 1, 1)
    except SourceError as error:
        line = (error.line or 1) - len(blank(cell.before))
        lines = len(LINE_END.split(cell.text))
        return SourceError(error.message, min(max(line, 1), lines), error.column or 1)
    return None


def _salvaged(text: str) -> Masked:
    """Of a cell that is refused, its imports; that it may do whatever else its words say.

    Such a cell is never executed. But somebody will correct it, and then the cells after it find what it does.
    """
    bound, mentioned = words(text)
    lines = LINE_END.split(text)
    kept = [line if _is_import(line) else "" for line in lines]
    imported = {name for line in kept for name in words(line)[0]}
    bound = tuple(name for name in bound if name not in imported)
    head = opaque_call(bound, [name for name in mentioned if name not in imported])
    return Masked("\n".join(kept), f"{head}\n")


def _is_import(line: str) -> bool:
    if not line.startswith(("import ", "from ")):
        return False
    try:
        found = ast.parse(line).body
    except (SyntaxError, ValueError):
        return False
    return all(isinstance(one, (ast.Import, ast.ImportFrom)) for one in found)
