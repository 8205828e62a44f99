"""A walk over the parts of a tree that mean something: libcst's own `children` visits all white space as well."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, Final

import libcst as cst

_WITHOUT_MEANING: Final = (
    "whitespace", "lpar", "rpar", "lbracket", "rbracket", "lbrace", "rbrace", "comma", "equal", "dot", "semicolon",
    "leading_lines", "trailing_whitespace", "header", "footer", "lines_after_decorators", "colon", "newline",
)  # fmt: skip
"""How the names of fields begin that hold white space and punctuation."""


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes directly inside a node, in the order of its fields, without white space and punctuation."""
    found: list[cst.CSTNode] = []
    parts = _parts(type(node))
    if parts is None:
        return found
    for value in parts(node):
        kind: type = type(value)
        if kind is tuple or kind is list:
            found += value  # no field holds a sequence of anything but nodes
        elif value is not None and _is_node(kind):
            found.append(value)
    return found


@cache
def _is_node(kind: type) -> bool:
    """As `isinstance`, which is slow for an abstract class."""
    return issubclass(kind, cst.CSTNode)


@cache
def _parts(kind: type[cst.CSTNode]) -> Callable[[cst.CSTNode], tuple[Any, ...]] | None:
    """Gives the values of the fields of a node that mean something; None if there is none but texts, as in a name."""
    fields = [one for one in dataclasses.fields(kind) if one.type not in (str, bool)]
    names = [one.name for one in fields if not one.name.startswith(_WITHOUT_MEANING)]
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda node: (getattr(node, names[0]),)) if names else None
