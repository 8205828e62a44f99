"""Arrays of NumPy's whose numbers are known, as far as a program can compute with them.

What is known of an array was so when it was made: once the program writes into one, nothing is known of any of them,
since they may be views of each other. A number taken out of one that nobody else holds cannot change any more:
`[float(rate) for rate in np.linspace(0.0, 0.1, 4)]`.
"""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Value
from keralint.semantics.ops.arguments import MAX_KNOWN_ELEMENTS
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import ApiReference
from keralint.shapes import Shape, product


def elements_of_new(machine: Machine, value: Value, node: cst.BaseExpression) -> Value:
    """`value`, or its numbers if it is an array of one axis that the expression `node` has just made."""
    if not isinstance(value, Tensor) or value.kind is not TensorKind.ARRAY or value.rank != 1:
        return value
    if not isinstance(value.value, tuple) or not _computes(machine, node):
        return value
    return tuple([_number(machine, value.dtype, element) for element in value.value])


def _number(machine: Machine, dtype: str | None, number: Value) -> Tensor:
    made = Tensor(Shape(()), dtype, TensorKind.ARRAY, value=number)
    if isinstance(number, (int, float)):
        machine.numbers[made] = number
    return made


def _computes(machine: Machine, node: cst.BaseExpression) -> bool:
    """Whether it is a call of a function that computes its numbers, of nothing that may have changed since."""
    if not isinstance(node, cst.Call):
        return False
    function, names = node.func, list[str]()
    while isinstance(function, cst.Attribute):
        names.insert(0, function.attr.value)
        function = function.value
    scope = machine.scope.find(function.value) if isinstance(function, cst.Name) else None
    value = None if scope is None else scope.slots[function.value]  # type: ignore[attr-defined]
    return isinstance(value, ApiReference) and ".".join([value.path, *names]) in _COMPUTING


def note_written(machine: Machine, value: Value) -> None:
    """Notes that the program may write into an array, if that may be one whose elements are known, or a view of one.

    A view has no more elements than what it shows.
    """
    if not isinstance(value, Tensor) or value.kind is not TensorKind.ARRAY or value.rank == 0:
        return
    size = product(value.shape.dims) if value.shape.dims is not None else None
    if not isinstance(size, int) or size <= MAX_KNOWN_ELEMENTS:
        machine.arrays_written = True


_COMPUTING: Final = frozenset({"numpy.linspace"})
"""Of plain numbers: what they give has no value where they are given arrays."""
