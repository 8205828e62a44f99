"""Element types: how each library names them, and what comes out where two meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.ops.mode import Library, Mode
from keralint.semantics.values import ApiReference, Argument, UserCallable
from keralint.shapes import is_bool, is_float, is_integer, promote, standardize

WEAK_INT: Final = "int"
WEAK_FLOAT: Final = "float"

_PYTHON_TYPES: Final[Mapping[Library, Mapping[str, str | None]]] = {
    # The backend decides whether Keras's `int` has 32 or 64 bits.
    Library.KERAS: {"int": None, "float": "float32", "bool": "bool", "str": "string"},
    Library.NUMPY: {"int": "int64", "float": "float64", "bool": "bool"},
    Library.TENSORFLOW: {"int": "int64", "float": "float32", "bool": "bool", "str": "string"},
}
_NAMES: Final[Mapping[str, str]] = {
    "half": "float16", "single": "float32", "double": "float64", "float_": "float64", "int_": "int64",
    "bool_": "bool", "intc": "int32", "f2": "float16", "f4": "float32", "f8": "float64", "f": "float32",
    "d": "float64", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64", "u1": "uint8", "u2": "uint16",
    "u4": "uint32", "u8": "uint64", "i": "int32",
}  # fmt: skip
_SMALL_INTEGERS: Final = frozenset({"int8", "uint8", "int16", "uint16"})
_NARROW: Final[Mapping[str, str]] = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32"}
_KERAS_SUM: Final[Mapping[str, str]] = {**_NARROW, "uint16": "uint32"}


def dtype_of(value: Argument, mode: Mode, argument: str = "dtype") -> str | None:
    """The name of the element type that an argument `dtype` stands for, `None` if it is not known.

    Raises: Failed(InvalidArgument) for a name that Keras does not know.
    """
    if isinstance(value, (type, UserCallable)):
        name = value.__name__ if isinstance(value, type) else value.name
        return _PYTHON_TYPES[mode.namespace].get(name)
    if isinstance(value, ApiReference):
        name = value.path.rpartition(".")[2]
        return name if standardize(name) == name else _NAMES.get(name)
    if not isinstance(value, str):
        return None
    if mode.namespace is Library.KERAS:
        # The backend decides how many bits `int` has; `float` is no name to Keras.
        if value == "float" or standardize(value) is None:
            raise Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(Expected.IDENTIFIER)))
        return None if value == "int" else value
    if value in _PYTHON_TYPES[mode.namespace]:
        return _PYTHON_TYPES[mode.namespace][value]
    return value if standardize(value) == value else _NAMES.get(value)


def dtype_or(value: Argument, default: str | None, mode: Mode) -> str | None:
    """The element type that `dtype` asks for, `default` where it is not given, or empty."""
    return default if value is None or value == "" else dtype_of(value, mode)


def default_float(mode: Mode) -> str:
    """What a creating function gives when nothing is said."""
    return {Library.KERAS: mode.floatx, Library.NUMPY: "float64", Library.TENSORFLOW: "float32"}[mode.namespace]


def default_integer(mode: Mode) -> str:
    """What Python integers become."""
    return "int64" if mode.namespace is Library.NUMPY else "int32"


def of_python(value: Argument, mode: Mode) -> str | None:
    """The element type of a Python number as an array."""
    by_type = {bool: "bool", int: default_integer(mode), float: default_float(mode), str: "string"}
    return by_type.get(type(value))


def weak(dtype: str | None) -> bool:
    """Whether it is the type of a Python number, which gives way to any other."""
    return dtype in (WEAK_INT, WEAK_FLOAT)


def is_discrete(dtype: str) -> bool:
    """Whether it is an integer or a bool."""
    return is_integer(dtype) or is_bool(dtype)


def meet(dtypes: list[str | None], mode: Mode) -> str | None:
    """The element type of a result of several operands; Python numbers stand as `int` and `float`."""
    known = [dtype for dtype in dtypes if dtype is not None]
    if len(known) < len(dtypes) or not known:
        return None
    if mode.namespace is Library.KERAS:
        return promote(*known, floatx=mode.floatx)
    strong = {dtype for dtype in known if not weak(dtype)}
    if not strong:
        return default_float(mode) if WEAK_FLOAT in known else default_integer(mode)
    if len(strong) > 1:
        return _numpy_meet(strong) if mode.namespace is Library.NUMPY else None
    return _with_number(strong.pop(), known, mode)


def _numpy_meet(dtypes: set[str]) -> str | None:
    """NumPy's promotion of arrays, as far as models need it."""
    floats = {dtype for dtype in dtypes if is_float(dtype)}
    rest = dtypes - floats - {"bool"}
    if floats and not rest:
        return max(floats, key=lambda name: int(name[-2:])) if "bfloat16" not in floats else None
    if floats == {"float64"} or (floats == {"float32"} and rest & {"int32", "int64"}):
        return "float64"
    if floats == {"float32"} and rest <= _SMALL_INTEGERS:
        return "float32"
    signed = {dtype for dtype in rest if dtype.startswith("int")}
    if not floats and rest == signed and rest:
        return max(rest, key=lambda name: int(name[3:]))
    return None


def _with_number(strong: str, known: list[str], mode: Mode) -> str | None:
    """One array against Python numbers: they take its type, unless a fraction meets integers."""
    if WEAK_FLOAT in known and not is_float(strong):
        return "float64" if mode.namespace is Library.NUMPY and is_discrete(strong) else None
    if WEAK_INT in known and strong == "bool":
        return "int64" if mode.namespace is Library.NUMPY else None
    return strong


def real(dtype: str | None, mode: Mode) -> str | None:
    """The element type of `sqrt`, `exp`, `mean` and the like: a float type, whatever comes in."""
    if dtype is None or is_float(dtype):
        return dtype
    if dtype == WEAK_FLOAT:
        return default_float(mode)
    if dtype != WEAK_INT and not is_discrete(dtype):
        return None
    if mode.namespace is Library.NUMPY:
        return "float64" if dtype in ("int32", "int64", WEAK_INT) else None
    return mode.floatx if mode.namespace is Library.KERAS else None


def total(dtype: str | None, mode: Mode) -> str | None:
    """The element type of a sum or product: small integers grow."""
    if dtype is None or mode.namespace is Library.TENSORFLOW:
        return dtype
    if mode.namespace is Library.KERAS:
        return _KERAS_SUM.get(dtype, dtype)
    if dtype == "bool" or dtype.startswith("int"):
        return "int64"
    return "uint64" if dtype.startswith("uint") else dtype


def as_declared(dtype: str | None, given: str | None, mode: Mode) -> str | None:
    """What Keras declares for an input of dtype `given`; run on data, a float stays, and the rest is not followed."""
    if mode.declared:
        return dtype
    return given if given is not None and is_float(given) else None


def counting(dtype: str | None, mode: Mode) -> str | None:
    """The element type of running sums: Keras counts truth values, also where it is asked for them."""
    if dtype != "bool" or mode.namespace is not Library.KERAS:
        return dtype
    return "int32" if mode.declared else None
