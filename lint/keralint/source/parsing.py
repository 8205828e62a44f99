"""From text to tree, guarded: whatever the text, there is a tree or one clear line."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import libcst as cst

from keralint.source.guard import check_cost
from keralint.source.positions import Positions
from keralint.source.text import LINE_END, SourceError, SourceText

# Where libcst's parser says in words what its error says nowhere else: line, and column from 1.
_PARSER_PLACE: Final = re.compile(r"error at (\d+):(\d+): ")


OF_VERSIONS: Final = frozenset("__version__ version Version LooseVersion StrictVersion parse_version".split())
"""Names under which versions are had and compared."""
_VERSION: Final = re.compile(rf"(?:^|\r)(?!\s*#).*\b(?:{'|'.join(sorted(OF_VERSIONS))})\b", re.MULTILINE)
"""One of them on a line that is no comment, as the version of a license is."""


@dataclass(frozen=True, eq=False)
class Module:
    """A parsed text. What costs more than the tree itself is only computed when asked for."""

    source: SourceText
    tree: cst.Module

    @cached_property
    def positions(self) -> Positions:
        """Where the nodes of the tree stand."""
        return Positions(self.tree, self.source.text)

    @cached_property
    def mentions_versions(self) -> bool:
        """Whether the text may ask for the version of a library."""
        return "ersion" in self.source.text and _VERSION.search(self.source.text) is not None

    @cached_property
    def round_trips(self) -> bool:
        """Whether tree and encoding give back the file exactly; without that no edit is safe."""
        return self.source.exact and self.positions.exact


def parse(source: SourceText) -> Module:
    """The tree of a text.

    Raises: SourceError if it is not valid Python, or too deeply nested or too large to be parsed. The deepest code
    that is let through takes a stack of some megabytes, and Python frames beyond the default limit.
    """
    check_cost(source.text)
    try:
        with _unvalidated():
            return Module(source, cst.parse_module(source.text))
    except cst.ParserSyntaxError as error:
        raise _python_error(source.text) or _parser_error(error) from None
    except (RecursionError, MemoryError):
        raise SourceError("the code is too deeply nested to be analyzed") from None


@contextmanager
def _unvalidated() -> Iterator[None]:
    """Nodes are made without being validated.

    Validation is there for trees that are put together by hand. It takes a tenth of the time of a parse, in which the
    grammar has seen to it already; what a parse gives prints as the text that it was made from, and that is checked
    where it counts (`Module.round_trips`).
    """
    cst.CSTNode.__post_init__ = _nothing  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        cst.CSTNode.__post_init__ = _VALIDATING  # type: ignore[method-assign]


# Kept from the beginning, and not read before each parse: another thread may be parsing then.
_VALIDATING: Final = cst.CSTNode.__post_init__


def _nothing(node: cst.CSTNode) -> None: ...


def _python_error(text: str) -> SourceError | None:
    """What Python itself says about a text: its messages are the ones that people know."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<text>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return _placed(text, error.msg, error.lineno, error.offset)
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _parser_error(error: cst.ParserSyntaxError) -> SourceError:
    """Where the parser gave up on a text that Python accepts (or another version of Python would)."""
    place = _PARSER_PLACE.search(error.message)
    line, column = (int(place[1]), int(place[2])) if place is not None else (error.raw_line, error.raw_column + 1)
    return SourceError("the parser does not understand this, though Python does", line, column)


def _placed(text: str, message: str, line: int | None, column: int | None) -> SourceError:
    """An error at a place that is in the text, whatever Python says (it may point behind the end, or at 0)."""
    lines = LINE_END.split(text)
    line = min(max(line or 1, 1), len(lines))
    return SourceError(message, line, min(max(column or 1, 1), len(lines[line - 1]) + 1))
