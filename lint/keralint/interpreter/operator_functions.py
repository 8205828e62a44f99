"""The module `operator`: operators as functions, and functions that look something up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keralint.interpreter.attributes import get_attribute
from keralint.interpreter.escape import release
from keralint.interpreter.in_place import in_place
from keralint.interpreter.indexing import get_item
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import binary, compare, negate_truth, truth, unary
from keralint.interpreter.running import Implementation
from keralint.interpreter.values import NativeFunction, Unknown, Value
from keralint.semantics.layer import CallArguments

_BINARY: Final = {
    "add": "+",
    "and_": "&",
    "concat": "+",
    "floordiv": "//",
    "lshift": "<<",
    "matmul": "@",
    "mod": "%",
    "mul": "*",
    "or_": "|",
    "pow": "**",
    "rshift": ">>",
    "sub": "-",
    "truediv": "/",
    "xor": "^",
}
_COMPARISON: Final = {
    "eq": "==",
    "ge": ">=",
    "gt": ">",
    "is_": "is",
    "is_not": "is not",
    "le": "<=",
    "lt": "<",
    "ne": "!=",
}
_UNARY: Final = {"inv": "~", "invert": "~", "neg": "-", "pos": "+"}
_IN_PLACE: Final = {f"i{name.rstrip('_')}": symbol for name, symbol in _BINARY.items()}


def _of_operands(count: int, apply: Callable[..., Value]) -> Implementation:
    """A function of so many operands."""

    def call(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        given = arguments.positional
        if len(given) != count or arguments.keyword or arguments.star or arguments.double_star:
            release(machine, (*given, *arguments.keyword.values()))
            return Unknown("the operands are not known")
        return apply(machine, *given, node)

    return call


def _contains(machine: Machine, container: Value, item: Value, node: Any) -> Value:
    return compare(machine, "in", item, container, node)


def _truth(machine: Machine, value: Value, node: Any) -> Value:
    decided = truth(machine, value, node)
    return Unknown("the truth is not known", "bool") if decided is None else decided


def _getter(name: str, look_up: Callable[[Machine, Value, Value, Any], Value]) -> Implementation:
    """`itemgetter(…)` and `attrgetter(…)`: a function that gives one thing, or a tuple of several."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        keys = arguments.positional
        if not keys or arguments.keyword or arguments.star:
            return Unknown("what is looked up is not known")

        def run(given: CallArguments, site: Any) -> Value:
            if len(given.positional) != 1 or given.keyword or given.star:
                release(machine, given.positional)
                return Unknown("where it is looked up is not known")
            found = tuple([look_up(machine, given.positional[0], key, site.node) for key in keys])
            return found if len(found) > 1 else found[0]

        return NativeFunction(name, run, keys)

    return make


def _attribute(machine: Machine, value: Value, name: Value, node: Any) -> Value:
    if not isinstance(name, str):
        return Unknown("which attribute it is is not known")
    for part in name.split("."):
        value = get_attribute(machine, value, part, node)
    return value


def _method_caller(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`methodcaller(name, …)`."""
    from keralint.interpreter.calls import call_value  # calls look these functions up

    name, *rest = (*arguments.positional, None)[: max(1, len(arguments.positional))]
    later = CallArguments(tuple(rest), arguments.keyword, arguments.star, arguments.double_star)

    def run(given: CallArguments, site: Any) -> Value:
        if len(given.positional) != 1 or not isinstance(name, str):
            release(machine, (*given.positional, *rest, *arguments.keyword.values()))
            return Unknown("the method is not known")
        return call_value(machine, get_attribute(machine, given.positional[0], name, site.node), later, site)

    return NativeFunction("methodcaller", run, (*rest, *arguments.keyword.values()))


def _swapped(function: Callable[..., Value], symbol: str) -> Callable[..., Value]:
    """The function of the machine, the symbol, the operands and the node."""
    return lambda machine, *rest: function(machine, symbol, *rest)


OPERATORS: Final[dict[str, Implementation]] = {
    **{f"operator.{name}": _of_operands(2, _swapped(binary, symbol)) for name, symbol in _BINARY.items()},
    **{f"operator.{name}": _of_operands(2, _swapped(compare, symbol)) for name, symbol in _COMPARISON.items()},
    **{f"operator.{name}": _of_operands(2, _swapped(in_place, symbol)) for name, symbol in _IN_PLACE.items()},
    **{f"operator.{name}": _of_operands(1, _swapped(unary, symbol)) for name, symbol in _UNARY.items()},
    "operator.not_": _of_operands(1, negate_truth),
    "operator.truth": _of_operands(1, _truth),
    "operator.contains": _of_operands(2, _contains),
    "operator.getitem": _of_operands(2, get_item),
    "operator.itemgetter": _getter("itemgetter", get_item),
    "operator.attrgetter": _getter("attrgetter", _attribute),
    "operator.methodcaller": _method_caller,
}
"""By dotted path."""
