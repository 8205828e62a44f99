"""The source, with the shape of every tensor beside the line that binds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keralint.engine.result import FileResult, TensorBinding
from keralint.reporters.lines import SourceLines
from keralint.reporters.report import count
from keralint.reporters.style import Line, line, visible, width
from keralint.shapes import Dim, dim_text

# Notes stand in one column, as far right as the longest line with a note, but never beyond this.
MAX_COLUMN = 88
GAP = "  "


def shapes_report(results: Iterable[FileResult], source: SourceLines) -> Iterator[Line]:
    """Yield each file that has a tensor or a gap, annotated, and a summary."""
    results = tuple(results)
    for result in results:
        for cell in _cells(result):
            yield from _file(result, cell, source)
            yield ()
    yield line((_summary(results), "title"))


def shape_text(shape: tuple[Dim, ...] | None) -> str:
    """Return a shape as Keras prints it, or `?` when not even the rank is known."""
    if shape is None:
        return "?"
    sizes = ", ".join(dim_text(size) for size in shape)
    return f"({sizes},)" if len(shape) == 1 else f"({sizes})"


def _cells(result: FileResult) -> list[int | None]:
    """Return the cells that hold something to show, in order; a plain file is the one cell `None`."""
    cells = {one.cell for one in result.tensors} | {one.cell for one in result.unknown}
    return sorted(cells, key=lambda cell: cell or 0)


def _file(result: FileResult, cell: int | None, source: SourceLines) -> Iterator[Line]:
    title = result.path if cell is None else f"{result.path}, cell {cell}"
    yield line((visible(title), "title"))
    notes = _notes(result, cell)
    lines = [visible(text.rstrip()) for text in source.lines(result.path, cell)]
    lines += [""] * (max(notes) - len(lines))  # the notes count, even if the source cannot be had
    column = min(max(width(lines[number - 1]) for number in notes), MAX_COLUMN)
    for number, text in enumerate(_without_final_blank(lines, max(notes)), start=1):
        note = notes.get(number)
        padding = " " * max(0, column - width(text)) + GAP
        yield line(text, (f"{padding}# {', '.join(note)}", "dim")) if note else line(text)


def _without_final_blank(lines: list[str], least: int) -> list[str]:
    return lines[:-1] if len(lines) > least and not lines[-1] else lines


def _notes(result: FileResult, cell: int | None) -> dict[int, list[str]]:
    """Return what to say beside each line, by number, in the order of the columns and each thing once."""
    said = [(one.line, one.column, _binding(one)) for one in result.tensors if one.cell == cell]
    said += [(one.line, one.column, f"?: {visible(one.reason)}") for one in result.unknown if one.cell == cell]
    notes: dict[int, list[str]] = {}
    for number, _column, text in sorted(said, key=lambda item: item[:2]):
        beside = notes.setdefault(number, [])
        if text not in beside:
            beside.append(text)
    return notes


def _binding(tensor: TensorBinding) -> str:
    dtype = f" {tensor.dtype}" if tensor.dtype else ""
    return visible(f"{tensor.name}: {tensor.relative or shape_text(tensor.shape)}{dtype}")


def _summary(results: tuple[FileResult, ...]) -> str:
    tensors = sum(len({(at.cell, at.line, at.column, at.name) for at in one.tensors}) for one in results)
    calls = sum(one.layer_calls for one in results)
    known = sum(one.layer_calls_known for one in results)
    share = f"; the output shape of {known} of {count(calls, 'layer call')} is known" if calls else ""
    return f"{count(tensors, 'tensor')} in {count(len(results), 'file')}{share}"
