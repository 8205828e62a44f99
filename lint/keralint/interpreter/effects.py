"""What a piece of code may change of what lies outside of it, read from its syntax alone.

For code that is executed at another time, or by somebody else, than where it stands: generators, functions that
unknown code gets hold of, calls that are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import libcst as cst


@dataclass(frozen=True, slots=True)
class Effects:
    """The names of the surrounding scopes that the code uses, by what it may do with their values."""

    rebound: frozenset[str]
    """Declared `global` or `nonlocal`, or bound by a walrus: they may have another value afterwards."""
    touched: frozenset[str]
    """Their values may be changed, or kept by whoever gets them."""
    called: frozenset[str]
    methods: frozenset[tuple[str, str]]
    """`name.method(…)`: the name and the method."""
    read: frozenset[str]
    """Only looked into: what they contain may be changed, but not what they are."""


def effects_of(node: cst.CSTNode) -> Effects:
    """The effects of a function, a lambda or a comprehension."""
    uses = list(_uses(node))
    own = frozenset(param.name.value for param in _parameters(node))

    def names(kind: str) -> frozenset[str]:
        return frozenset(name for name, use in uses if use == kind) - own

    methods = frozenset((name, use[1:]) for name, use in uses if use.startswith(".") and name not in own)
    rebound = frozenset(_rebound(node))
    return Effects(rebound, names("touched"), names("called"), methods, names("read"))


def is_generator(node: cst.CSTNode) -> bool:
    """Whether a function's body yields: calling it executes nothing."""
    stack = [node.body] if isinstance(node, (cst.FunctionDef, cst.Lambda)) else []
    while stack:
        current = stack.pop()
        if isinstance(current, cst.Yield):
            return True
        if not isinstance(current, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            stack.extend(current.children)  # type: ignore[arg-type]
    return False


def _parameters(node: cst.CSTNode) -> Iterator[cst.Param]:
    if isinstance(node, (cst.FunctionDef, cst.Lambda)):
        params = node.params
        yield from (*params.posonly_params, *params.params, *params.kwonly_params)
        yield from (one for one in (params.star_arg, params.star_kwarg) if isinstance(one, cst.Param))


def _rebound(node: cst.CSTNode) -> Iterator[str]:
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, (cst.Global, cst.Nonlocal)):
            yield from (item.name.value for item in current.names)
        elif isinstance(current, cst.NamedExpr) and isinstance(current.target, cst.Name):
            yield current.target.value
        stack.extend(current.children)


def _uses(node: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """Every use of a name's value: `read`, `called`, `touched`, or `.method`."""
    stack: list[tuple[cst.CSTNode, str]] = [(node, "touched")]
    while stack:
        current, use = stack.pop()
        if isinstance(current, cst.Name):
            yield current.value, use
        else:
            stack.extend(_parts(current, use))


def _parts(node: cst.CSTNode, use: str) -> Iterator[tuple[cst.CSTNode, str]]:
    """The parts of a node, each with what is done with its value."""
    if isinstance(node, cst.Call):
        yield from _parts_of_call(node)
    elif isinstance(node, cst.Attribute):
        yield node.value, use if use.startswith(("set", ".")) else "read"
    elif isinstance(node, cst.Subscript):
        yield node.value, "touched" if use.startswith(("set", ".")) else "read"
        yield from ((element, "touched") for element in node.slice)
    elif isinstance(node, (cst.For, cst.CompFor)):
        yield from ((child, "read" if child is node.iter else "touched") for child in node.children)
    elif isinstance(node, (cst.AssignTarget, cst.AugAssign, cst.Del, cst.AnnAssign)):
        yield from ((child, "set" if child is getattr(node, "target", None) else "touched") for child in node.children)
    elif isinstance(node, (cst.Arg, cst.Param, cst.NamedExpr)):
        yield from ((part, use) for part in (node.value, node.default) if part is not None) if isinstance(
            node, cst.Param
        ) else ((node.value, use),)
    elif isinstance(node, (cst.BinaryOperation, cst.Comparison, cst.UnaryOperation, cst.FormattedStringExpression)):
        yield from ((child, "read") for child in node.children)
    else:
        yield from ((child, use if use == "set" else "touched") for child in node.children)


def _parts_of_call(node: cst.Call) -> Iterator[tuple[cst.CSTNode, str]]:
    function = node.func
    looking = isinstance(function, cst.Name) and function.value in _LOOKING
    yield from ((argument, "read" if looking else "touched") for argument in node.args)
    if isinstance(function, cst.Name):
        yield function, "read" if looking else "called"
    elif isinstance(function, cst.Attribute):
        yield function.value, f".{function.attr.value}"
    else:
        yield function, "touched"


_LOOKING: Final = frozenset(
    "abs all any bool callable enumerate float format getattr hasattr hash id int isinstance issubclass len list max min "
    "print range repr reversed round sorted str sum tuple type zip".split()
)
"""Builtins that only look at what they are given. What they make of it may still contain the same things."""
