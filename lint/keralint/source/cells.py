"""Which cell of a notebook each line of its text is in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from keralint.source.span import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in the text of its notebook.

    `begin` is the first line of the text that belongs to it, `first` the one that is its own first line, and `lines`
    the number of its lines; what stands before and behind those in the text is not written in the notebook.
    """

    index: int
    """From 1, counting all cells of the notebook, whether they hold code or not."""
    begin: int
    first: int
    lines: int
    raises: bool = False
    """Whether the notebook says that the cell is expected to fail (the tag `raises-exception`)."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The code cells of a notebook, in the order of its text; there is at least one."""

    cells: tuple[Cell, ...]

    def at(self, line: int) -> Cell:
        """The cell that a line of the text belongs to."""
        index = bisect_right(self.cells, line, key=lambda cell: cell.begin)
        return self.cells[max(index - 1, 0)]

    def place(self, line: int) -> tuple[int, int]:
        """The index of the cell that a line of the text belongs to, and the line in that cell."""
        cell = self.at(line)
        return cell.index, min(max(line - cell.first + 1, 1), cell.lines)

    def span(self, span: Span) -> tuple[int, Span]:
        """The cell that a span of the text starts in, and the span there; of one that goes beyond it, the start."""
        cell, line = self.place(span.line)
        end_cell, end_line = self.place(span.end_line)
        if end_cell != cell or (end_line, span.end_column) < (line, span.column):
            return cell, Span(line, span.column, line, span.column + 1)
        return cell, Span(line, span.column, end_line, span.end_column)

    def within_one(self, span: Span) -> bool:
        """Whether a span of the text is all in one cell."""
        return self.at(span.line) is self.at(span.end_line)
