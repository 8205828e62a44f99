"""What a piece of code may change of what lies outside of it, read from its syntax alone.

For code that is executed at another time, or by somebody else, than where it stands: generators, functions that
unknown code gets hold of, calls that are not followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

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
    bound: frozenset[str]
    """Names that the code gives values of its own; not all of them."""

    @property
    def seen(self) -> frozenset[str]:
        """All names of the surrounding scopes whose values may have a say in what the code does."""
        of_methods = {name for name, _ in self.methods}
        return (self.touched | self.called | self.read | of_methods | self.rebound) - self.bound

    @property
    def size(self) -> int:
        """How many names there are to look at."""
        return len(self.rebound) + len(self.touched) + len(self.called) + len(self.methods) + len(self.read)


def effects_of(node: cst.CSTNode) -> Effects:
    """The effects of a function, a lambda or a comprehension."""
    uses = _uses(node)
    own = frozenset(param.name.value for param in _parameters(node))
    methods = frozenset(
        (name, use[1:]) for use, names in uses.items() if use.startswith(".") for name in names if name not in own
    )
    touched, called, read = (frozenset(uses[use] - own) for use in ("touched", "called", "read"))
    return Effects(frozenset(uses["rebound"]), touched, called, methods, read, frozenset(uses["set"] - uses["rebound"]))


_SCOPES: Final = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def is_generator(node: cst.CSTNode) -> bool:
    """Whether a function's body yields: calling it executes nothing."""
    return _has(node, _YIELDING)


def cleans_up(node: cst.CSTNode) -> bool:
    """Whether a generator that is left where it waits may do something then."""
    return _has(node, _CLEANING)


def may_swallow(node: cst.CSTNode) -> bool:
    """Whether a generator that manages a context may catch what the body of the context raises."""
    return _has(node, _CATCHING)


_YIELDING: Final[frozenset[type[cst.CSTNode]]] = frozenset({cst.Yield})
_CATCHING: Final[frozenset[type[cst.CSTNode]]] = frozenset({cst.ExceptHandler, cst.ExceptStarHandler, cst.With})
_CLEANING: Final = _CATCHING | {cst.Finally}


def _has(node: cst.CSTNode, kinds: frozenset[type[cst.CSTNode]]) -> bool:
    stack: list[cst.CSTNode] = [node.body] if isinstance(node, (cst.FunctionDef, cst.Lambda)) else []
    while stack:
        current = stack.pop()
        kind = type(current)
        if kind in kinds:
            return True
        if kind not in _SCOPES:
            stack.extend(children(current))
    return False


def _parameters(node: cst.CSTNode) -> Iterator[cst.Param]:
    if isinstance(node, (cst.FunctionDef, cst.Lambda)):
        params = node.params
        yield from (*params.posonly_params, *params.params, *params.kwonly_params)
        yield from (one for one in (params.star_arg, params.star_kwarg) if isinstance(one, cst.Param))


def _uses(node: cst.CSTNode) -> defaultdict[str, set[str]]:
    """The names by the uses of their values: `read`, `called`, `touched`, or `.method`; `set` where the name itself is
    bound, and `rebound` besides where it is one of a scope around.
    """
    uses: defaultdict[str, set[str]] = defaultdict(set)
    stack: list[_Use] = [(node, "touched")]
    while stack:
        current, use = stack.pop()
        kind = type(current)
        if kind is cst.Name:
            uses[use].add(current.value)
            continue
        parts = _PARTS.get(kind)
        if parts is not None:
            stack += parts(current, use)
        else:
            inner = "read" if kind in _LOOKING_NODES else "touched"
            stack += [(part, inner) for part in children(current)]
    return uses


_Use: TypeAlias = tuple[Any, str]
"""A node and what is done with its value."""


def _owner(node: cst.Attribute, use: str) -> tuple[_Use, ...]:
    """What an attribute or an element is used for happens to what its owner contains; setting it changes the owner."""
    return ((node.value, _OF_OWNER.get(use, "read")),)


def _container(node: cst.Subscript, use: str) -> Iterator[_Use]:
    """The same."""
    yield node.value, _OF_OWNER.get(use, "read")
    yield from ((part, "read") for part in node.slice)


_OF_OWNER: Final = {"set": "touched", "copied": "copied"}


def _default(node: cst.Param, use: str) -> Iterator[_Use]:
    if node.default is not None:
        yield node.default, "touched"


def _assigned(node: cst.Assign, use: str) -> Iterator[_Use]:
    yield node.value, "touched"
    yield from ((target.target, "set") for target in node.targets)


def _changed(node: cst.AugAssign | cst.AnnAssign, use: str) -> Iterator[_Use]:
    yield node.target, "touched" if type(node.target) is cst.Name else "set"
    if node.value is not None:
        yield node.value, "touched"


def _round(node: cst.For | cst.CompFor, use: str) -> Iterator[_Use]:
    yield node.target, "set"
    yield from ((part, "read" if part is node.iter else use) for part in children(node) if part is not node.target)


def _defined(node: cst.FunctionDef, use: str) -> Iterator[_Use]:
    yield from ((part, "touched") for part in (*node.decorators, node.params, node.body))


def _defined_class(node: cst.ClassDef, use: str) -> Iterator[_Use]:
    yield from ((part, "touched") for part in (*node.decorators, *node.bases, node.body))


def _alike(node: cst.CSTNode, use: str) -> Iterator[_Use]:
    yield from ((part, use) for part in children(node))


def _called(node: cst.Call, use: str) -> Iterable[_Use]:
    function: Any = node.func
    kind = type(function)
    looking = kind is cst.Name and function.value in _LOOKING
    argument_use = "copied" if _copies(function) else "read" if looking else "touched"
    parts = [(argument.value, argument_use) for argument in node.args]
    if kind is cst.Name:
        parts.append((function, "read" if looking else "called"))
    elif kind is cst.Attribute:
        parts.append((function.value, f".{function.attr.value}"))
    else:
        parts.append((function, "touched"))
    return parts


def _copies(function: cst.BaseExpression) -> bool:
    """Whether what a function makes has nothing in common with what it is given: `copy.deepcopy`."""
    name = function.attr if isinstance(function, cst.Attribute) else function
    return isinstance(name, cst.Name) and name.value == _COPYING


def _display(node: cst.CSTNode, use: str) -> Iterator[_Use]:
    """A dict, which holds what stands in it, or copies of that."""
    yield from ((part, "copied" if use == "copied" else "touched") for part in children(node))


def _declared(node: cst.Global | cst.Nonlocal, use: str) -> Iterator[_Use]:
    yield from ((item.name, "rebound") for item in node.names)


def _walrus(node: cst.NamedExpr, use: str) -> Iterator[_Use]:
    yield node.target, "touched"
    yield node.target, "rebound"
    yield node.value, "touched"


def _nothing(node: cst.CSTNode, use: str) -> tuple[_Use, ...]:
    return ()


_PARTS: Final[dict[type[cst.CSTNode], Callable[[Any, str], Iterable[_Use]]]] = {
    cst.Attribute: _owner,
    cst.Subscript: _container,
    cst.Call: _called,
    cst.Arg: lambda node, use: ((node.value, use),),
    cst.Param: _default,
    cst.Assign: _assigned,
    cst.AugAssign: _changed,
    cst.AnnAssign: _changed,
    cst.Global: _declared,
    cst.Nonlocal: _declared,
    cst.NamedExpr: _walrus,
    cst.Del: lambda node, use: ((node.target, "set"),),
    cst.For: _round,
    cst.CompFor: _round,
    cst.FunctionDef: _defined,
    cst.ClassDef: _defined_class,
    **dict.fromkeys((cst.Tuple, cst.List, cst.Element, cst.StarredElement), _alike),
    **dict.fromkeys((cst.Dict, cst.DictElement, cst.StarredDictElement), _display),
    **dict.fromkeys((cst.Import, cst.ImportFrom, cst.Annotation, cst.AsName), _nothing),
}
"""The parts of a node that are evaluated, each with what is done with its value, given what is done with its own."""

_LOOKING_NODES: Final = frozenset(
    {cst.BinaryOperation, cst.Comparison, cst.UnaryOperation, cst.FormattedStringExpression}
)
_COPYING: Final = "deepcopy"
"""The function of Python's that copies something with all that it holds."""

_LOOKING: Final = frozenset(
    "abs all any bool callable enumerate float format getattr hasattr hash id int isinstance issubclass len list max "
    "min print range repr reversed round sorted str sum tuple type zip".split()
)
"""Builtins that only look at what they are given. What they make of it may still contain the same things."""
