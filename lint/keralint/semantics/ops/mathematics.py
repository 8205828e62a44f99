"""Functions element by element that Keras types in ways of their own, and bitwise ones (`keras/src/ops/numpy.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keralint.semantics.failures.arguments import Expected
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import UnsupportedDtype, UnsupportedOperand
from keralint.semantics.ops import dtypes
from keralint.semantics.ops.arguments import as_tensor, known_dims
from keralint.semantics.ops.broadcasting import broadcast
from keralint.semantics.ops.definitions import camel_case, op
from keralint.semantics.ops.elementwise import BinaryRule, DtypeRule, comparison, operand_dtype, operate, same
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.ops.options import refuse
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_SHAPE, Dim, Shape, floor_divide, is_float, multiply

# --- of one tensor --------------------------------------------------------------------------------------------------


def wide(dtype: str | None, mode: Mode) -> str | None:
    """A float: 64 bits for `int64` where Keras declares it, else what Keras computes in."""
    if dtype == "int64" and mode.namespace is Library.KERAS:
        return "float64" if mode.declared else None
    return dtypes.real(dtype, mode)


def angular(dtype: str | None, mode: Mode) -> str | None:
    """As `wide`; floats of 8 bits, and complex numbers, are declared as what Keras computes in."""
    if not mode.declared or dtype is None or dtype in ("bfloat16", "float16", "float64", "int64"):
        return wide(dtype, mode)
    return mode.floatx


def floating(dtype: str | None, mode: Mode) -> str | None:
    """What the dtype and a Python float have in common."""
    if mode.namespace is Library.KERAS:
        return dtypes.as_declared(dtypes.meet([dtype, dtypes.WEAK_FLOAT], mode), dtype, mode)
    return dtypes.real(dtype, mode)


def phase(dtype: str | None, mode: Mode) -> str | None:
    """A float; of `int64` the one that Keras computes in."""
    return mode.floatx if dtype == "int64" and mode.declared else floating(dtype, mode)


UNARY: Final[Mapping[str, DtypeRule]] = {
    "cbrt": wide, "deg2rad": angular, "rad2deg": angular, "i0": angular, "angle": phase, "conj": same,
}  # fmt: skip


def _define_unary(path: str, name: str, rule: DtypeRule, parameters: str = "x") -> None:
    def function(x: Tensor, *, mode: Mode) -> Tensor:
        return Tensor(x.shape, rule(x.dtype, mode), mode.kind)

    op(f"{path}({parameters})", class_name={"conj": "Conjugate"}.get(name, camel_case(name)))(function)


for _name, _rule in UNARY.items():
    _define_unary(f"keras.ops.{_name}", _name, _rule)
    _define_unary(f"numpy.{_name}", _name, _rule)
_define_unary("tensorflow.angle", "angle", phase, "input=x, name")
_define_unary("tensorflow.conj", "conj", same, "x, name")
_define_unary("keras.ops.erfc", "erfc", floating)


@op("keras.ops.fabs", "numpy.fabs")
def fabs(x: Tensor, *, mode: Mode) -> Tensor:
    """Floats without their sign; complex numbers have none."""
    if x.dtype is not None and x.dtype.startswith("complex"):
        raise Failed(UnsupportedDtype(tensor=x, expected="float"))
    return Tensor(x.shape, dtypes.real(x.dtype, mode), mode.kind)


@op("keras.ops.view(x, dtype)")
def view(x: Tensor, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """The bytes as elements of another dtype: the last axis grows or shrinks with their width.

    Raises: Failed(InvalidArgument) for a single number, or bytes that do not come out even.
    """
    if dtype is None:
        return Tensor(x.shape, x.dtype, mode.kind)
    known = dtypes.dtype_of(dtype, mode)
    before, after = width_of(x.dtype), width_of(known)
    if before is None or after is None:
        return Tensor(UNKNOWN_SHAPE, known, mode.kind)
    if before == after:
        return Tensor(x.shape, known, mode.kind)
    dims = known_dims(x)
    if not mode.declared and after > 4:
        raise Undetermined("the backend may have no elements of 64 bits")
    if not dims or (isinstance(dims[-1], int) and dims[-1] * before % after):
        raise refuse("dtype", dtype, Expected.IDENTIFIER)
    last: Dim = None if dims[-1] is None else floor_divide(multiply(dims[-1], before), after)
    return Tensor(Shape((*dims[:-1], last)), known, mode.kind)


def width_of(dtype: str | None) -> int | None:
    """How many bytes an element takes."""
    if dtype in ("bool", "float8_e4m3fn", "float8_e5m2"):
        return 1
    digits = "" if dtype is None else dtype.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) // 8 if digits.isdigit() else None


# --- of two ---------------------------------------------------------------------------------------------------------


def root_of_squares(operands: list[str | None], mode: Mode) -> str | None:
    """What the operands have in common, as floats; bools stay."""
    result = dtypes.meet(operands, mode)
    if not mode.declared:
        return result if result is not None and is_float(result) else None
    if result == "int64":
        return "float64"
    return result if result == "bool" else dtypes.real(result, mode)


def with_float(operands: list[str | None], mode: Mode) -> str | None:
    """What the operands and a Python float have in common; a fraction beside tensors counts as one of them."""
    if mode.declared:
        operands = ["float32" if operand == dtypes.WEAK_FLOAT else operand for operand in operands]
    result = dtypes.meet([*operands, dtypes.WEAK_FLOAT], mode)
    return dtypes.as_declared(result, result, mode)


BINARY: Final[Mapping[str, BinaryRule]] = {
    "hypot": root_of_squares, "heaviside": root_of_squares, "ldexp": with_float, "nextafter": with_float,
}  # fmt: skip


def _define_binary(path: str, name: str, rule: BinaryRule) -> None:
    def function(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
        for value in (x1, x2):
            if mode.declared and rule is root_of_squares and isinstance(value, (int, float)):
                raise Failed(UnsupportedOperand(symbol=name, value=value))
        return operate(x1, x2, rule, name, mode)

    op(f"{path}(x1, x2)", class_name=camel_case(name))(function)


for _name, _binary in BINARY.items():
    _define_binary(f"keras.ops.{_name}", _name, _binary)
    _define_binary(f"numpy.{_name}", _name, _binary)


@op("keras.ops.isclose(x1, x2, rtol, atol, equal_nan)", "numpy.isclose(a=x1, b=x2, rtol, atol, equal_nan)")
def isclose(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
    """Whether elements are about the same."""
    return operate(x1, x2, comparison, "isclose", mode)


@op("keras.ops.allclose(x1, x2, rtol, atol, equal_nan)", class_name="AllClose")
def allclose(x1: Tensor, x2: Tensor, *, mode: Mode) -> Tensor:
    """Whether all are."""
    return Tensor(Shape(()), "bool", mode.kind)


@op("keras.ops.isin(x1, x2, assume_unique, invert)", class_name="IsIn")
@op("numpy.isin(element=x1, test_elements=x2, assume_unique, invert, kind)")
def isin(x1: Tensor, *, mode: Mode) -> Tensor:
    """Whether each element is one of others."""
    return Tensor(x1.shape, "bool", mode.kind)


# --- bits -----------------------------------------------------------------------------------------------------------

_BITWISE: Final = ("bitwise_and", "bitwise_or", "bitwise_xor")
_SHIFTS: Final = ("bitwise_left_shift", "bitwise_right_shift", "left_shift", "right_shift")


def _define_bits(name: str, *, shift: bool) -> None:
    def function(x: Argument, y: Argument, *, mode: Mode) -> Tensor:
        if mode.declared:
            _check_bits(name, x, y, shift)
        return bits(x, y, shift, mode)

    op(f"keras.ops.{name}(x, y)", class_name=camel_case(name))(function)
    if not name.endswith("_shift") or not name.startswith("bitwise"):
        op(f"numpy.{name}(x1=x, x2=y)", class_name=name)(function)


def _check_bits(name: str, x: Argument, y: Argument, shift: bool) -> None:
    """Beside a symbolic tensor Keras takes none but tensors, and integers to shift by.

    Raises: Failed(UnsupportedOperand).
    """
    for value in (x,) if shift and isinstance(y, int) else (x, y):
        if value is None or isinstance(value, (int, float, str, tuple, list)):
            raise Failed(UnsupportedOperand(symbol=name, value=value))


def bits(x: Argument, y: Argument, shift: bool, mode: Mode) -> Tensor:
    """Operations on bits. Keras declares the shape of the first operand, and computes what they broadcast to."""
    left, right = as_tensor(x, mode), as_tensor(y, mode)
    dtype = left.dtype if shift and isinstance(y, int) else dtypes.meet([left.dtype, operand_dtype(y, mode)], mode)
    if shift and dtype == "bool" and not mode.declared:
        dtype = None
    if not mode.declared:
        shape = broadcast(left, right)
        if mode.kind is TensorKind.UNKNOWN and shape != left.shape:
            raise Undetermined("whether the tensors are symbolic is not known")
        return Tensor(shape, dtype, mode.kind)
    return Tensor(left.shape, dtype, mode.kind)


for _name in _BITWISE:
    _define_bits(_name, shift=False)
for _name in _SHIFTS:
    _define_bits(_name, shift=True)
