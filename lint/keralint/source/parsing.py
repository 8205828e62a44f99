"""From text to tree, guarded: whatever the text, there is a tree or one clear line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from keralint.source.positions import Positions
from keralint.source.text import SourceError, SourceText


@dataclass(frozen=True)
class Module:
    """A parsed text. What costs more than the tree itself is only computed when asked for."""

    source: SourceText
    tree: cst.Module

    @cached_property
    def positions(self) -> Positions:
        """Where the nodes of the tree stand."""
        return Positions(self.tree, self.source.text)

    @cached_property
    def round_trips(self) -> bool:
        """Whether the tree gives back the text exactly; without that no edit is safe."""
        return self.tree.code == self.source.text


def parse(source: SourceText) -> Module:
    """The tree of a text; SourceError if it is not valid Python, or too deeply nested to be parsed."""
    try:
        return Module(source, cst.parse_module(source.text))
    except cst.ParserSyntaxError as error:
        raise SourceError(error.message, error.raw_line, error.raw_column + 1) from None
    except RecursionError:
        raise SourceError("the code is too deeply nested to be analyzed") from None
