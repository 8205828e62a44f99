"""The operations of `keras.ops`, family by family: on symbolic tensors as Keras declares, on others as it computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from keralint.semantics.failures import IndexOutOfRange
from keralint.semantics.tensors import TensorKind
from keralint.shapes import UNKNOWN_DIM
from semantics.differential_ops import (
    In,
    assert_agrees,
    consistent,
    filled,
    in_semantics,
    traced_by_backend,
)
from semantics.operations import FAMILIES, TENSORS

EXPRESSIONS = [expression for family in FAMILIES.values() for expression in family]
FILLED = {name: filled(given) for name, given in TENSORS.items()}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_symbolic_tensors_as_keras_declares(expression: str) -> None:
    """The same shapes and dtypes, or both refuse; and the node of the graph is of the same class."""
    theirs, ours = assert_agrees(expression, **TENSORS)
    assert ours.maker == theirs.maker


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_tensors_of_the_backend_as_it_computes(expression: str) -> None:
    """Less may be known, but nothing is refused that runs, and what is said is true."""
    theirs = traced_by_backend(expression, **FILLED)
    if theirs.refused is not None:
        return
    for kind in (TensorKind.EAGER, TensorKind.UNKNOWN):
        ours, failure = in_semantics(expression, kind=kind, **FILLED)
        if isinstance(failure, IndexOutOfRange):
            return  # JAX takes the nearest element, other backends refuse
        assert failure is None, f"{expression}\nbackend: {theirs}\nours: {failure}"
        assert consistent(ours.outputs, theirs.outputs), f"{expression}\nbackend: {theirs}\nours: {ours}"


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_knowing_less_never_contradicts(expression: str) -> None:
    exact, _ = in_semantics(expression, **TENSORS)
    if exact.refused is not None:
        return
    cases = [{**TENSORS, name: blurred} for name in _used(expression) for blurred in _blurred(TENSORS[name])]
    for tensors in cases:
        vague, failure = in_semantics(expression, **tensors)
        assert failure is None, f"{expression} with {tensors}\nis refused: {failure}"
        assert consistent(vague.outputs, exact.outputs), f"{expression} with {tensors}\n{vague}\ncontradicts {exact}"


@pytest.mark.parametrize("expression", [one for one in EXPRESSIONS if "is_tensor" not in one])
def test_what_may_be_symbolic_as_keras_declares(expression: str) -> None:
    """Where it is not known whether tensors are symbolic, what is said holds for symbolic ones as well."""
    exact, _ = in_semantics(expression, **TENSORS)
    if exact.refused is None:
        vague, failure = in_semantics(expression, kind=TensorKind.UNKNOWN, **TENSORS)
        assert failure is None, f"{expression}\nis refused: {failure}"
        assert consistent(vague.outputs, exact.outputs), f"{expression}\n{vague}\ncontradicts {exact}"


def _used(expression: str) -> list[str]:
    """The names of tensors in an expression."""
    return sorted(TENSORS.keys() & set(re.findall(r"\w+", expression)))


def _blurred(given: In) -> Iterator[In]:
    """The same tensor with less known of it: no rank, an axis without a size, no dtype."""
    yield replace(given, shape=None)
    yield replace(given, dtype=None)  # type: ignore[arg-type]
    for axis in range(len(given.shape or ())):
        sizes = list(given.shape or ())
        sizes[axis] = UNKNOWN_DIM
        yield replace(given, shape=tuple(sizes))
