"""Dtype promotion against Keras's own, for all pairs and triples."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from keras import config
from keras.src.backend.common import dtypes as of_keras
from keras.src.backend.common.variables import standardize_dtype

from keralint.shapes import is_bool, is_float, is_integer, promote, standardize
from keralint.shapes.dtypes import COMPLEX, FLOATS, INTEGERS

NAMES = sorted(of_keras.ALLOWED_DTYPES)
PYTHON = {"int": int, "float": float}
LEAVES = [*NAMES, *PYTHON]


@pytest.fixture(autouse=True)
def _as_on_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The widest backend: JAX has no 64-bit types unless it is told to."""
    narrowed = {"uint64": "uint32", "complex128": "complex64"}
    monkeypatch.setattr(of_keras, "BIT64_TO_BIT32_DTYPE", narrowed)


@pytest.fixture(params=["float32", "float16", "bfloat16", "float64"])
def floatx(request: pytest.FixtureRequest) -> Iterator[str]:
    before = config.floatx()
    config.set_floatx(request.param)
    yield request.param
    config.set_floatx(before)


def expected(*dtypes: str) -> str | None:
    try:
        found: str = of_keras.result_type(*(PYTHON.get(dtype, dtype) for dtype in dtypes))
    except ValueError:
        return None
    return found


@pytest.mark.parametrize("count", [1, 2])
def test_pairs(count: int, floatx: str) -> None:
    for dtypes in itertools.product(LEAVES, repeat=count):
        assert promote(*dtypes, floatx=floatx) == expected(*dtypes), dtypes


def test_triples() -> None:
    for dtypes in itertools.product(LEAVES, repeat=3):
        assert promote(*dtypes) == expected(*dtypes), dtypes


def test_promotion_is_a_join() -> None:
    """Up to the narrowing of 64-bit types, which comes last."""
    plain = [name for name in NAMES if promote(name) == name]
    for a, b in itertools.product(plain, plain):
        assert promote(a, a) == a
        assert promote(a, b) == promote(b, a)
        joined = promote(a, b)
        assert joined is None or promote(joined, a) == joined


def test_what_is_not_known_makes_the_result_unknown() -> None:
    assert promote("float32", None) is None
    assert promote() is None
    assert promote("float32", "nonsense") is None


@pytest.mark.parametrize("name", [*NAMES, "half", "double", "str", "uint", "O", "complex", ""])
def test_names(name: str) -> None:
    try:
        known = standardize_dtype(name) == name
    except ValueError:
        known = False
    assert (standardize(name) == name) is known


def test_kinds() -> None:
    assert {name for name in NAMES if is_float(name)} == FLOATS == {name for name in NAMES if "float" in name}
    assert {name for name in NAMES if is_integer(name)} == INTEGERS == {name for name in NAMES if "int" in name}
    assert {name for name in NAMES if is_bool(name)} == {"bool"}
    assert set(NAMES) == {*FLOATS, *INTEGERS, *COMPLEX, "bool", "string"}
