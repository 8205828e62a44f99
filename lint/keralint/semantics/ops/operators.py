"""Python's operators on tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keralint.semantics.context import Context
from keralint.semantics.failures.base import Failed
from keralint.semantics.layer import Applied, CallArguments, Operation
from keralint.semantics.ops.arguments import as_tensor, is_size
from keralint.semantics.ops.contraction import matmul
from keralint.semantics.ops.elementwise import BINARY, BinaryRule, operate, promoted
from keralint.semantics.ops.foreign import refusal
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.operation import record
from keralint.semantics.tensors import Tensor, TensorKind, common_kind
from keralint.semantics.values import DYNAMIC, UNKNOWN, Argument
from keralint.shapes import Dim, add, floor_divide, multiply, subtract

SYMBOLS: Final[Mapping[str, str]] = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "true_divide", "//": "floor_divide", "%": "mod",
    "**": "power", "@": "matmul", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal",
    "==": "equal", "!=": "not_equal", "&": "logical_and", "|": "logical_or", "^": "logical_xor",
}  # fmt: skip
"""The operation that each operator of a KerasTensor is (`keras/src/backend/common/keras_tensor.py`)."""

_UNARY: Final[Mapping[str, str]] = {"-": "Negative", "~": "LogicalNot", "abs": "Absolute", "round": "Round"}
_BITWISE: Final = frozenset("&|^")
_COMPARISONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!="})
_ARITHMETIC: Final[Mapping[str, Callable[[Dim, Dim], Dim]]] = {
    "+": add, "-": subtract, "*": multiply, "//": floor_divide,
}  # fmt: skip


@dataclass(eq=False)
class Operator(Operation):
    """An operator as a node of the graph."""

    symbol: str
    class_name: str
    name: str = ""

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        if len(arguments.positional) == 1:
            return unary(self.symbol, arguments.positional[0], context)
        left, right = arguments.positional
        return binary(self.symbol, left, right, context)

    def replay_arguments(self, arguments: Mapping[str, Argument]) -> CallArguments:
        return CallArguments(tuple(arguments.values()))


def _mode(operands: tuple[Argument, ...], context: Context) -> Mode:
    kind = common_kind(operands) or TensorKind.ARRAY
    if kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN):
        return Mode(Library.KERAS if context.keras_major >= 3 else Library.TENSORFLOW, kind, context)
    return Mode(Library.TENSORFLOW if kind.of_backend else Library.NUMPY, kind, context)


def binary(symbol: str, left: Argument, right: Argument, context: Context) -> Applied:
    """`left symbol right`, where at least one is a tensor.

    `==` on a symbolic tensor compares identities: it gives a truth value, or `UNKNOWN`.

    Raises: Failed(BroadcastMismatch | ContractionMismatch | RankMismatch | UnsupportedOperand |
    ForeignFunctionOnTensor).
    """
    mode = _mode((left, right), context)
    if symbol == "==" and mode.kind is TensorKind.SYMBOLIC:
        return Applied(left is right if left is right or _plain(left) or _plain(right) else UNKNOWN)
    name = SYMBOLS.get(symbol)
    of_text = isinstance(right, str) and not mode.declared and symbol not in _COMPARISONS
    if isinstance(left, str) or name is None or of_text:
        return Applied(UNKNOWN, unknown=f"what `{symbol}` gives for these operands is not followed")
    _check_left_array(name, left, right, mode)
    try:
        outputs = _compute(symbol, name, left, right, mode)
    except Undetermined as reason:
        return Applied(replace(Tensor.unknown(), kind=mode.kind), unknown=str(reason))
    class_name = "".join(part.capitalize() for part in name.split("_"))
    return record(Operator(symbol, class_name), {"x1": left, "x2": right}, Applied(outputs), mode)


def _plain(value: Argument) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


def _check_left_array(name: str, left: Argument, right: Argument, mode: Mode) -> None:
    """NumPy takes an operator with an array on its left, and cannot convert a symbolic tensor.

    Raises: Failed(ForeignFunctionOnTensor).
    """
    if mode.declared and isinstance(left, Tensor) and left.kind is TensorKind.ARRAY and left.shape.dims is not None:
        raise Failed(refusal(f"numpy.{name}", right, mode.context.database))


def _compute(symbol: str, name: str, left: Argument, right: Argument, mode: Mode) -> Tensor:
    if symbol == "@":
        return matmul(as_tensor(left, mode), as_tensor(right, mode), mode=mode)
    rule: BinaryRule = BINARY[name]
    if symbol in _BITWISE and not mode.declared:
        rule = promoted
    result = operate(left, right, rule, symbol, mode)
    return replace(result, value=_value(symbol, left, right))


def _value(symbol: str, left: Argument, right: Argument) -> Argument:
    """A size computed from sizes (`tf.shape(x)[1] * 2`)."""
    a, b = (
        operand.value if isinstance(operand, Tensor) and operand.shape.dims == () else operand
        for operand in (left, right)
    )
    if symbol not in _ARITHMETIC or not all(value is DYNAMIC or is_size(value) for value in (a, b)):
        return None
    if DYNAMIC in (a, b):
        return DYNAMIC
    return None if symbol == "//" and b == 0 else _ARITHMETIC[symbol](a, b)


def unary(symbol: str, operand: Tensor, context: Context) -> Applied:
    """`-x`, `~x`, `abs(x)`, `round(x)`; another operator is unknown."""
    mode = _mode((operand,), context)
    if symbol not in _UNARY:
        return Applied(UNKNOWN, unknown=f"`{symbol}` on a tensor")
    truth = symbol == "~" and mode.declared
    output = operand.reshaped(operand.shape).with_dtype("bool" if truth else operand.dtype)
    return record(Operator(symbol, _UNARY[symbol]), {"x": operand}, Applied(output), mode)
