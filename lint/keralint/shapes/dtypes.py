"""Element types by name, and Keras's promotion (`keras/src/backend/common/dtypes.py`, which follows JAX)."""

from __future__ import annotations

from functools import cache
from typing import Final

BOOL: Final = "bool"
INTEGERS: Final = frozenset({"uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"})
FLOATS: Final = frozenset({"bfloat16", "float16", "float32", "float64", "float8_e4m3fn", "float8_e5m2"})
COMPLEX: Final = frozenset({"complex64", "complex128"})
WEAK: Final = frozenset({"int", "float"})
"""The types of Python's own numbers, which give way to any tensor's type of the same kind."""

_ALL: Final = frozenset({BOOL, "string"}) | INTEGERS | FLOATS | COMPLEX

_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "bool": ("int",),
    "int": ("uint8", "int8", "complex64"),
    "uint8": ("int16", "uint16"),
    "uint16": ("int32", "uint32"),
    "uint32": ("int64", "uint64"),
    "uint64": ("float",),
    "int8": ("int16",),
    "int16": ("int32",),
    "int32": ("int64",),
    "int64": ("float",),
    "float": ("bfloat16", "float16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("float64", "complex64"),
    "float64": ("complex128",),
    "complex64": ("complex128",),
    "complex128": (),
}
"""The promotion lattice: each type, and those directly above it."""

_NARROWED: Final = {"uint64": "uint32", "complex128": "complex64"}
"""What Keras never computes in, on the TensorFlow backend."""


def is_float(dtype: str) -> bool:
    """Whether it is a floating-point type, of whatever width."""
    return dtype in FLOATS


def is_integer(dtype: str) -> bool:
    """Whether it is an integer type; bool is none."""
    return dtype in INTEGERS


def is_bool(dtype: str) -> bool:
    """Whether it is the type of truth values."""
    return dtype == BOOL


def standardize(dtype: str) -> str | None:
    """The canonical name of a dtype that Keras accepts; `None` if it accepts none of that name."""
    name = {"int": "int32", "float": "float32"}.get(dtype, dtype)
    return name if name in _ALL else None


@cache
def _upper_bounds(dtype: str) -> frozenset[str]:
    return frozenset({dtype}).union(*(_upper_bounds(above) for above in _NEXT[dtype]))


def promote(*dtypes: str | None, floatx: str = "float32") -> str | None:
    """The type of an operation on these types; `int` and `float` stand for Python's own numbers.

    `None` if one of them is not known or cannot be promoted.
    """
    known = [dtype for dtype in dtypes if dtype is not None]
    if len(known) < len(dtypes) or not known:
        return None
    if set(known) == {"string"}:
        return "string"
    if any(dtype not in _NEXT for dtype in known):
        return None
    common = frozenset.intersection(*map(_upper_bounds, known))
    least = next((dtype for dtype in common if common <= _upper_bounds(dtype)), None)
    if least in WEAK:
        # Keras has a precision for both, so that `bfloat16` as `floatx` makes Python's numbers `float16`.
        return f"{least}{floatx[-2:]}"
    return None if least is None else _NARROWED.get(least, least)
