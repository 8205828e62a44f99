"""What Keras 3's symbolic tensors, and sizes that are `None`, refuse where Python wants a plain value."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.interpreter.machine import Machine
from keralint.interpreter.python_failures import DynamicSizeArithmetic, TensorAsValue
from keralint.interpreter.values import DynamicSize, Value
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor, TensorKind

ITERATING: Final = frozenset("list tuple set frozenset iter enumerate sum sorted reversed any all dict".split())
"""Builtins that run over their first argument."""

ITERATING_ALL: Final = frozenset({"zip"})
"""Builtins that run over all of their arguments."""

CONVERTING: Final = frozenset("int float range divmod".split())
"""Builtins that want numbers."""


def is_keras_tensor(machine: Machine, value: Value) -> bool:
    """Whether it certainly is one symbolic tensor; inside a layer's `call` there are none.

    What has no known rank may be several tensors.
    """
    context = machine.context
    symbolic = isinstance(value, Tensor) and value.kind is TensorKind.SYMBOLIC and value.rank is not None
    return symbolic and context.keras_major >= 3 and not context.enclosing


def is_none_size(value: Value) -> bool:
    """Whether it certainly is `None`: a size of a symbolic tensor, which only data would fix."""
    return isinstance(value, DynamicSize) and value.tensor.kind is TensorKind.SYMBOLIC


def refuse_iteration(machine: Machine, value: Value, node: cst.CSTNode) -> None:
    """Tells that a symbolic tensor is run over, if it is one."""
    if is_keras_tensor(machine, value):
        failure = TensorAsValue(tensor=value, use="iteration")
        machine.fail(machine.site(node), failure, "iteration", CallArguments.of(value))


def refuse_in_builtin(machine: Machine, name: str, arguments: CallArguments, node: cst.CSTNode) -> bool:
    """Tells what a builtin function cannot do with a symbolic tensor or a size that is `None`; whether it was told."""
    values = arguments.positional
    told = len(machine.recorder.facts)
    if name in ITERATING and values:
        refuse_iteration(machine, values[0], node)
    elif name in ITERATING_ALL:
        for value in values:
            refuse_iteration(machine, value, node)
    elif name == "len" and values and is_keras_tensor(machine, values[0]):
        failure = TensorAsValue(tensor=values[0], use="length")
        machine.fail(machine.site(node), failure, name, arguments)
    elif name in CONVERTING:
        refuse_numbers(machine, name, arguments, node)
    return len(machine.recorder.facts) > told


def refuse_numbers(machine: Machine, name: str, arguments: CallArguments, node: cst.CSTNode) -> None:
    """Tells that a function of numbers is given a symbolic tensor or a size that is `None`."""
    for value in arguments.positional:
        if is_none_size(value):
            machine.fail(machine.site(node), DynamicSizeArithmetic(size=value, operator=name), name, arguments)
            return
        if is_keras_tensor(machine, value):
            machine.fail(machine.site(node), TensorAsValue(tensor=value, use="number"), name, arguments)
            return
