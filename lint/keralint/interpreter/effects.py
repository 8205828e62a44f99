"""What a piece of code may change of what lies outside of it, read from its syntax alone.

For code that is executed at another time, or by somebody else, than where it stands: generators, functions that
unknown code gets hold of, calls that are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import libcst as cst

from keralint.source.walking import children


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


_SCOPES: Final = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def is_generator(node: cst.CSTNode) -> bool:
    """Whether a function's body yields: calling it executes nothing."""
    stack: list[cst.CSTNode] = [node.body] if isinstance(node, (cst.FunctionDef, cst.Lambda)) else []
    while stack:
        current = stack.pop()
        kind = type(current)
        if kind is cst.Yield:
            return True
        if kind not in _SCOPES:
            stack.extend(children(current))
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
        kind = type(current)
        if kind is cst.Global or kind is cst.Nonlocal:
            assert isinstance(current, (cst.Global, cst.Nonlocal))
            yield from (item.name.value for item in current.names)
        elif kind is cst.NamedExpr and isinstance(current, cst.NamedExpr) and isinstance(current.target, cst.Name):
            yield current.target.value
        stack.extend(children(current))


def _uses(node: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """Every use of a name's value: `read`, `called`, `touched`, or `.method`; `set` where the name itself is bound."""
    stack: list[tuple[cst.CSTNode, str]] = [(node, "touched")]
    while stack:
        current, use = stack.pop()
        if isinstance(current, cst.Name):
            yield current.value, use
        else:
            stack.extend(_parts(current, use))


def _parts(node: cst.CSTNode, use: str) -> Iterator[tuple[cst.CSTNode, str]]:
    """The parts of a node that are evaluated, each with what is done with its value, given what is done with its own.

    What an attribute or an element is used for happens to what its owner contains; setting it changes the owner.
    """
    match node:
        case cst.Attribute(value=owner):
            yield owner, "touched" if use == "set" else "read"
        case cst.Subscript(value=owner, slice=index):
            yield owner, "touched" if use == "set" else "read"
            yield from ((part, "read") for part in index)
        case cst.Call():
            yield from _parts_of_call(node)
        case cst.Arg(value=value):
            yield value, use
        case cst.Param(default=default):
            yield from ((part, "touched") for part in (default,) if part is not None)
        case cst.Assign(targets=targets, value=value):
            yield value, "touched"
            yield from ((target.target, "set") for target in targets)
        case cst.AugAssign(target=target, value=value) | cst.AnnAssign(target=target, value=value):
            yield target, "touched" if isinstance(target, cst.Name) else "set"
            yield from ((part, "touched") for part in (value,) if part is not None)
        case cst.Del(target=target):
            yield target, "set"
        case cst.For() | cst.CompFor():
            yield node.target, "set"
            yield from (
                (part, "read" if part is node.iter else use) for part in children(node) if part is not node.target
            )
        case cst.FunctionDef(params=params, body=body, decorators=decorators):
            yield from ((part, "touched") for part in (*decorators, params, body))
        case cst.ClassDef(body=body, bases=bases, decorators=decorators):
            yield from ((part, "touched") for part in (*decorators, *bases, body))
        case cst.Import() | cst.ImportFrom() | cst.Global() | cst.Nonlocal() | cst.Annotation() | cst.AsName():
            return
        case cst.Tuple() | cst.List() | cst.Element() | cst.StarredElement():
            yield from ((part, use) for part in children(node))
        case _:
            inner = "read" if isinstance(node, _LOOKING_NODES) else "touched"
            yield from ((part, inner) for part in children(node))


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


_LOOKING_NODES: Final = (cst.BinaryOperation, cst.Comparison, cst.UnaryOperation, cst.FormattedStringExpression)
_LOOKING: Final = frozenset(
    "abs all any bool callable enumerate float format getattr hasattr hash id int isinstance issubclass len list max "
    "min print range repr reversed round sorted str sum tuple type zip".split()
)
"""Builtins that only look at what they are given. What they make of it may still contain the same things."""
