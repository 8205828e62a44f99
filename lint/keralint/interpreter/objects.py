"""The special methods of the user's classes, which Python calls for operators, subscripts and the like."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.interpreter.escape import release
from keralint.interpreter.machine import Machine
from keralint.interpreter.user_layers import UserLayer
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    ClassValue,
    Function,
    Instance,
    MemberValue,
    NativeMethod,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments


def special(machine: Machine, value: Value, name: str, positional: tuple[Value, ...], node: cst.CSTNode) -> Value:
    """The result of the special method, if `value` is an object whose class defines it; else `ABSENT`."""
    from keralint.interpreter.calls import call_value  # calls come here

    method = find_special(value, name)
    if method is None:
        return ABSENT
    if isinstance(method, Function):
        return call_value(machine, BoundMethod(value, method), CallArguments(positional), machine.site(node))
    if isinstance(method, NativeMethod):
        answer: Value = method.implementation(machine, value, CallArguments(positional), machine.site(node))
        return answer
    release(machine, (value, *positional))
    return Unknown(f"what `{name}` gives is not followed")


def find_hook(machine: Machine, cls: ClassValue, name: str) -> Value:
    """What a class does in place of Python under the name of a special method, or may do; `ABSENT` if it does not.

    Where shapes are asked for, classes that are not known are taken to do nothing of the kind.
    """
    found = cls.find(name)
    return ABSENT if isinstance(found, Unknown) and machine.survey is not None else found


def find_special(value: Value, name: str) -> Value | None:
    """What the class of an object of the user's defines under the name of a special method."""
    found = value.cls.find(name) if isinstance(value, (Instance, MemberValue, UserLayer)) else ABSENT
    return None if found is ABSENT else found


_BINARY: Final = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
_COMPARISON: Final = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


_WITHOUT_OBJECTS = (int, float, type(None))
"""What leaves an operation with an object of the user's to that object."""


def on_objects(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """`left symbol right` where one of them is an object of the user's that defines it; else `ABSENT`."""
    name = _BINARY.get(symbol) or _COMPARISON[symbol]
    found = special(machine, left, f"__{name}__", (right,), node)
    if found is not ABSENT:
        return found
    if symbol == "!=":
        same = special(machine, left, "__eq__", (right,), node)
        if same is not ABSENT:
            return not same if isinstance(same, bool) else Unknown("the comparison is not known", "bool")
    if isinstance(left, _WITHOUT_OBJECTS) and symbol not in _COMPARISON:
        found = special(machine, right, f"__r{name}__", (left,), node)
        if found is not ABSENT:
            return found
    reflected = find_special(right, f"__r{name}__") or find_special(right, "__eq__")
    if reflected is not None or (symbol == "!=" and find_special(left, "__eq__") is not None):
        release(machine, (left, right))
        return Unknown(f"what `{symbol}` gives is not followed")
    return ABSENT
