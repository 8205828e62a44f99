"""Where the nodes of a tree stand in the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from libcst.metadata.position_provider import CodeRange

from keralint.source.span import Span


class Positions:
    """The spans of the nodes of one tree, computed when they are asked for."""

    def __init__(self, tree: cst.Module, text: str) -> None:
        self._tree = tree
        self._text = text

    def span(self, node: cst.CSTNode) -> Span:
        """What a node covers, without the parentheses around it and the white space before it."""
        return _span(self._all[node])

    def header(self, node: cst.BaseCompoundStatement) -> Span:
        """The first line of a compound statement, up to its colon."""
        return self.span(node)

    @cached_property
    def _all(self) -> Mapping[cst.CSTNode, CodeRange]:
        return MetadataWrapper(self._tree, unsafe_skip_copy=True).resolve(PositionProvider)  # type: ignore[return-value]


def _span(found: CodeRange) -> Span:
    return Span(found.start.line, found.start.column + 1, found.end.line, found.end.column + 1)
