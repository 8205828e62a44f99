"""Classes that `dataclasses.dataclass` gives an `__init__` by the annotations in their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from keralint.interpreter.functions import NORMAL, bind, call_function
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import (
    ClassValue,
    Function,
    FunctionParameter,
    NativeFunction,
    Unknown,
    Value,
    brings_nothing,
)
from keralint.semantics.layer import CallArguments

DATACLASS: Final = "dataclasses.dataclass"
_HARMLESS: Final = frozenset({"eq", "frozen", "match_args", "repr", "unsafe_hash"})
"""Arguments of the decorator that change neither the fields nor `__init__`."""
_MARK: Final = "__dataclass_fields__"
_SPECIAL: Final = frozenset({"ClassVar", "InitVar", "KW_ONLY"})
"""Annotations of what is no plain field."""
_CHANGING: Final = frozenset({"init", "kw_only"})
"""Arguments of `dataclasses.field` by which a field is no plain parameter."""


def make_record(machine: Machine, cls: ClassValue, decorator: cst.BaseExpression) -> bool:
    """Gives the class its `__init__`; false if it is not followed what the decorator makes of it."""
    given = decorator.args if isinstance(decorator, cst.Call) else ()
    if any(one.keyword is None or one.keyword.value not in _HARMLESS for one in given):
        return False
    classes = [one for one in reversed(cls.mro) if isinstance(one, ClassValue)]
    if not all(isinstance(one, ClassValue) or brings_nothing(one) for one in cls.mro):
        return False
    fields: dict[str, FunctionParameter] = {}
    for one in classes:
        if one is cls or _MARK in one.scope.slots:
            for node in _annotations(one):
                field = _field(one, node)
                if field is None:
                    return False
                fields[field.name] = field
    slots = cls.scope.slots
    machine.state.write(slots, _MARK, Unknown("the fields of a dataclass", "dict"))
    if "__eq__" not in slots:
        machine.state.write(slots, "__eq__", Unknown("dataclasses are compared by their fields"))
    if "__init__" not in slots:
        machine.state.write(slots, "__init__", _initializer(machine, cls, tuple(fields.values())))
    return True


def _annotations(cls: ClassValue) -> Iterator[cst.AnnAssign]:
    for statement in cls.node.body.body:
        for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.AnnAssign):
                yield part


def _field(cls: ClassValue, node: cst.AnnAssign) -> FunctionParameter | None:
    """The parameter that an annotation stands for; `None` if it is no plain one."""
    annotation: cst.CSTNode = node.annotation.annotation
    if isinstance(annotation, cst.Subscript):
        annotation = annotation.value
    written = annotation.attr if isinstance(annotation, cst.Attribute) else annotation
    special = isinstance(written, cst.SimpleString) or (isinstance(written, cst.Name) and written.value in _SPECIAL)
    arguments = node.value.args if isinstance(node.value, cst.Call) else ()
    changed = any(one.keyword is not None and one.keyword.value in _CHANGING for one in arguments)
    if special or changed or not isinstance(node.target, cst.Name):
        return None
    name = node.target.value
    return FunctionParameter(name, NORMAL, node.value is None, cls.scope.slots.get(name))


def _initializer(machine: Machine, cls: ClassValue, fields: tuple[FunctionParameter, ...]) -> NativeFunction:
    this = FunctionParameter("self", NORMAL, required=True)
    function = Function("__init__", cls.node, (this, *fields), cls.scope, owner=cls, module=cls.module)

    def run(arguments: CallArguments, site: Any) -> Value:
        instance = arguments.positional[0]
        bound = bind(function, arguments)
        if bound is None:
            machine.state.write(instance.slots, "__dict__", Unknown("the arguments do not fit"))
            return None
        for field in fields:
            machine.state.write(instance.slots, field.name, bound[field.name])
        after = instance.cls.lookup("__post_init__")
        if isinstance(after, Function):
            call_function(machine, after, CallArguments((instance,)), site)
        return None

    return NativeFunction("__init__", run)
