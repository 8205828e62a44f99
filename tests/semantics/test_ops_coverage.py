"""Every public function of `keras.ops` and `keras.random` is defined; what cannot be followed says so on purpose."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Final

import pytest

from keralint.semantics.ops import find
from keralint.semantics.values import UNKNOWN
from semantics.differential_ops import keras
from semantics.operations import FAMILIES

UNKNOWN_ON_PURPOSE: Final = {
    "keras.ops.custom_gradient": "gives a function of the program's, wrapped by the backend",
    "keras.ops.vectorize": "gives a function, which takes no symbolic tensors",
}
"""Functions whose result is not followed, each with the reason."""

WITHOUT_EXPRESSION: Final = frozenset(
    "arange convert_to_numpy custom_gradient empty eye full identity ones vectorize zeros blackman hanning".split()
)
"""Functions that take no tensors, or no symbolic ones: `test_ops` has them for arrays."""


def functions(module: ModuleType, prefix: str) -> Iterator[str]:
    """The paths of all public functions of a module and of its submodules."""
    for name, member in inspect.getmembers(module):
        if name.startswith("_") or inspect.isclass(member):
            continue
        if inspect.ismodule(member):
            yield from functions(member, f"{prefix}.{name}")
        elif callable(member):
            yield f"{prefix}.{name}"


PATHS = [*functions(keras.ops, "keras.ops"), *functions(keras.random, "keras.random")]


@pytest.mark.parametrize("path", PATHS)
def test_each_public_function_is_defined(path: str) -> None:
    assert find(path) is not None


@pytest.mark.parametrize("path", sorted(UNKNOWN_ON_PURPOSE))
def test_what_is_unknown_on_purpose_is_defined_as_such(path: str) -> None:
    definition = find(path)
    assert definition is not None
    assert definition.function() is UNKNOWN


def test_each_function_of_tensors_is_held_against_keras() -> None:
    text = " ".join(expression for family in FAMILIES.values() for expression in family)
    names = {path.removeprefix("keras.") for path in PATHS if path.count(".") == 2 and path.startswith("keras.ops.")}
    missing = {name for name in names if f"{name}(" not in text} - {f"ops.{name}" for name in WITHOUT_EXPRESSION}
    assert not missing
