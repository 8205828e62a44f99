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
    for name in _fields(type(node)):
        value: object = getattr(node, name)
        for item in value if isinstance(value, (tuple, list)) else (value,):
            if type(item) is not str and item is not None and isinstance(item, cst.CSTNode):
                yield item


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind) if not one.name.startswith(_WITHOUT_MEANING))
