"""Where the nodes of a tree stand in the text.

libcst's own provider takes longer than the parse, and most of it for line numbers that nobody asks for. Here the text
is generated from the tree once, noting offsets only (a third of the parse); lines and columns are found on demand.
The hooks of the generation that this rests on are the ones that libcst's provider uses.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from keralint.source.span import Span
from keralint.source.text import LINE_END


class Positions:
    """The spans of the nodes of one tree."""

    def __init__(self, tree: cst.Module, text: str) -> None:
        self._tree = tree
        self._text = text

    def has(self, node: cst.CSTNode) -> bool:
        """Whether the node is one of this tree."""
        return node in self._offsets.spans

    def span(self, node: cst.CSTNode) -> Span:
        """What a node covers, as libcst's `PositionProvider` has it: without the parentheses around an expression,
        the comma after an argument, the decorators of a function. Raises KeyError for a node of another tree.
        """
        start, end = self._offsets.spans[node]
        return self._between(start, end)

    def header(self, node: cst.CSTNode) -> Span:
        """The head of a compound statement, from its keyword up to its colon; the span of any other node."""
        start, end = self._offsets.spans[node]
        after = _after_colon(node)
        if after is not None:
            end = self._offsets.spans[after][0]
        return self._between(start, end)

    @property
    def exact(self) -> bool:
        """Whether the tree gives back the text; where it does not, the lines are right but columns may not be."""
        return self._generated == self._text

    # --- offsets -----------------------------------------------------------------------------------------------

    @cached_property
    def _offsets(self) -> _Offsets:
        state = _Offsets(self._tree)
        self._tree._codegen(state)
        return state

    @cached_property
    def _generated(self) -> str:
        return "".join(self._offsets.tokens)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(line_end.end() for line_end in LINE_END.finditer(self._generated))]

    def _between(self, start: int, end: int) -> Span:
        return Span(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


def _after_colon(node: cst.CSTNode) -> cst.CSTNode | None:
    """The white space that follows the colon of a compound statement."""
    if isinstance(node, cst.Match):
        return node.whitespace_after_colon
    match getattr(node, "body", None):
        case cst.IndentedBlock(header=space):
            return space
        case cst.SimpleStatementSuite(leading_whitespace=space):
            return space
    return None


class _Offsets(CodegenState):
    """Collects the text and the start and end of each node while a tree writes itself."""

    __slots__ = ("_starts", "offset", "spans")

    def __init__(self, tree: cst.Module) -> None:
        super().__init__(tree.default_indent, tree.default_newline)
        self.offset = 0
        self.spans: dict[cst.CSTNode, tuple[int, int]] = {}
        self._starts: list[int] = []

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))

    def pop_trailing_newline(self) -> None:
        self.offset -= len(self.tokens[-1]) if self.tokens else 0
        super().pop_trailing_newline()

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self._starts.pop()
        self.spans.setdefault(node, (start, self.offset))  # what the node says of itself, below, is more exact

    def record_syntactic_position(  # type: ignore[override]  # there it is any context manager
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)


class _Recording:
    """While it lasts, the text of a node proper is written; its ends may be those of other nodes."""

    __slots__ = ("_end_node", "_node", "_start", "_start_node", "_state")

    def __init__(
        self, state: _Offsets, node: cst.CSTNode, start_node: cst.CSTNode | None, end_node: cst.CSTNode | None
    ) -> None:
        self._state = state
        self._node = node
        self._start_node = start_node
        self._end_node = end_node
        self._start = state.offset

    def __enter__(self) -> None:
        self._start = self._state.offset

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        spans = self._state.spans
        start = self._start if self._start_node is None else spans[self._start_node][0]
        end = self._state.offset if self._end_node is None else spans[self._end_node][1]
        spans[self._node] = (start, end)
