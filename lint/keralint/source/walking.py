"""A walk over the parts of a tree that mean something: libcst's own `children` visits all white space as well."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Final

import libcst as cst

_WITHOUT_MEANING: Final = (
    "whitespace", "lpar", "rpar", "lbracket", "rbracket", "lbrace", "rbrace", "comma", "equal", "dot", "semicolon",
    "leading_lines", "trailing_whitespace", "header", "footer", "lines_after_decorators", "colon", "newline",
)  # fmt: skip
"""How the names of fields begin that hold white space and punctuation."""


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes directly inside a node, in the order of its fields, without white space and punctuation."""
    for name in _fields(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if type(value) in (tuple, list):
            yield from (item for item in value if _is_node(type(item)))
        elif _is_node(type(value)):
            yield value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind) if not one.name.startswith(_WITHOUT_MEANING))


@cache
def _is_node(kind: type) -> bool:
    return issubclass(kind, cst.CSTNode)
