"""Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate, Dot against Keras."""

from __future__ import annotations

import itertools

import keras
import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    BatchContraction,
    Failed,
    Failure,
    InputCountMismatch,
    MergeMismatch,
    NotATensor,
    SizeMismatch,
    TooManyArguments,
)
from keralint.semantics.layer import Applied, CallArguments
from keralint.semantics.layers.merging import MERGE_FUNCTIONS
from keralint.semantics.tensors import Tensor
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, in_keralint, in_keras, new

N = None
SIZES = (N, 1, 3)


def inputs(*shapes: tuple[int | None, ...]) -> list[In]:
    return [In(shape) for shape in shapes]


MERGES = [
    inputs((N, 3)),
    inputs((N, 3), (N, 3)),
    inputs((N, 3), (N, 4)),
    inputs((N, 3), (N, 3), (N, 3), (N, 1)),
    inputs((N, 8), (N, N), (N, 9)),
    inputs((N, 8), (N, 8), (N, 9)),
    inputs((1, 3), (2, 3)),
    inputs((1, 3), (N, 3)),
    inputs((N, 3), (5, 3)),
    inputs((N, 3), (5, 3), (6, 3)),
    inputs((N, 3, 4), (N, 4)),
    inputs((N, 3, 4), (N, 3)),
    inputs((N, 4), (N, 3, 4), (N, 2, 3, 4)),
    inputs((N, 3, 4), (N,)),
    inputs((N,), (N,)),
    inputs((), ()),
    inputs((N, 1, 4), (N, 3, 1)),
    inputs((N, 1, N), (N, 3, 1)),
    [],
    [In((N, 3), "int32"), In((N, 3), "float16")],
    [In((N, 3)), 2.0],
    [In((N, 3)), N],
    [In((N, 3)), [In((N, 3))]],
    [In((N, 3)), new("ReLU")],
    inputs((N, 3, 4), (N, 5, 4)),
    inputs((N, 3, N), (N, 5, 4)),
    inputs((N, 3, 4), (N, 5, N)),
    inputs((N, 3, 4), (N, N, 4), (N, 2, 4)),
    inputs((N, 3), (2, 3)),
    inputs((2, 3), (5, 3)),
]

CASES = [
    *(case(new(name), tensors) for name in ("Add", "Subtract", "Maximum") for tensors in MERGES),
    *(case(new(name), MERGES[2]) for name in ("Multiply", "Average", "Minimum")),
    case(new("Add"), tuple(inputs((N, 3), (N, 3)))),
    case(new("Add"), In((N, 3))),
    case(new("Add"), In((N, 3)), In((N, 3))),
    case(new("Add"), inputs=inputs((N, 3), (N, 3))),
    case(new("Add"), new("ReLU")),
    case(new("Add")),
    case(new("Add", 3), MERGES[1]),
    case(new("Add", dtype="float16"), MERGES[1]),
    *(case(new("Concatenate", axis), tensors) for axis in (-1, 0, 1, 2, -2, 5, -5) for tensors in MERGES),
    *(case(new("Concatenate", axis), MERGES[1]) for axis in ("1", N, 1.0, (1,), [1], True)),
    case(new("Concatenate"), In((N, 3))),
    case(new("Concatenate"), In((N, 3)), In((N, 3))),
    case(new("Concatenate", 2), inputs((N, 3, N), (N, 3))),
    case(new("Concatenate", 2), inputs((N, 3, 4), (N, 3))),
    case(new("Concatenate", 2), inputs((N, 3, N), (N, 4))),
    case(new("Concatenate", 3), inputs((N, 3))),
    *(case(new("Dot", axes), inputs((N, 3), (N, 3))) for axes in (0, 1, -1, 2, -3, (1, 1), (0, 1), (-3, 1), True)),
    *(case(new("Dot", axes), inputs((3, 3), (3, 3))) for axes in (0, (0, 0), (0, 1), (1, 0))),
    *(case(new("Dot", axes), inputs((N, 3, 4), (N, 4, 5))) for axes in (1, (2, 1), (-1, -2), -1, (1, 2))),
    *(case(new("Dot", axes), inputs((N, 3, 4), (N, 3, 4))) for axes in (1, 2, (2, 2), (0, 0))),
    *(case(new("Dot", axes), MERGES[1]) for axes in ("1", N, 1.0, (1,), (1, 2, 3), (1, "a"), ((1, 2), 1), [1, 1])),
    case(new("Dot", 1, normalize=True), inputs((N, 3, 4), (N, 3))),
    case(new("Dot", 1), inputs((N, N), (N, N))),
    case(new("Dot", 1), inputs((N, N), (N, 5))),
    case(new("Dot", 1), inputs((2, 5), (N, 5))),
    case(new("Dot", 1), inputs((2, 5), (3, 5))),
    case(new("Dot", 1), inputs((N, 5), (N, 5), (N, 5))),
    case(new("Dot", 1), inputs((N, 5))),
    case(new("Dot", 1), In((2, 5))),
    case(new("Dot", 0), inputs((2,), (2,))),
    case(new("Dot", -2), inputs((N, 5, 6), (N, 5))),
    case(new("Dot"), MERGES[1]),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


def test_every_pair_of_small_shapes() -> None:
    shapes = [*itertools.product(SIZES, repeat=2), (N, 2, 1), (2, N, 3), (2, 3)]
    for left, right in itertools.product(shapes, repeat=2):
        tensors = inputs(left, right)
        for layer in (new("Add"), new("Concatenate", axis=-1), new("Dot", axes=(1, 1))):
            assert_agrees(case(layer, tensors))


@given_by(st.lists(st.sampled_from((N, 1, 4)), min_size=1, max_size=3), st.integers(2, 4))
def test_a_tensor_merges_with_itself(dims: list[int | None], count: int) -> None:
    shape = (N, *dims)
    answer, _ = in_keralint(case(new("Add"), [In(shape)] * count))
    assert answer.outputs == (shape, "float32")


def applied(class_name: str, arguments: CallArguments, *shapes: tuple[Dim, ...]) -> Applied:
    context = Context(load("3"))
    symbol = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol is not None
    tensors = [Tensor(Shape(shape)) for shape in shapes]
    return create(symbol, arguments, context).apply(CallArguments.of(tensors), context)


n, m = symbol("n"), symbol("m")


@pytest.mark.parametrize(
    ("shapes", "merged"),
    [
        (((N, n), (N, n)), (N, n)),
        (((N, n), (N, 1)), (N, n)),
        (((N, n), (N, 8)), (N, 8)),
        (((N, n), (N, N)), (N, N)),
        (((N, n), (N, m)), (N, UNKNOWN_DIM)),
        (((n, 3), (N, 3)), (n, 3)),
        (((n, 3), (4, 3)), (4, 3)),
    ],
)
def test_symbolic_sizes_merge(shapes: tuple[tuple[Dim, ...], ...], merged: tuple[Dim, ...]) -> None:
    assert applied("Add", CallArguments(), *shapes).outputs.shape.dims == merged


def test_symbolic_sizes_add_up() -> None:
    output = applied("Concatenate", CallArguments.of(axis=1), (N, n, 3), (N, 2 * n, 3)).outputs
    assert output.shape.dims == (N, 3 * n, 3)


@pytest.mark.parametrize(
    ("given", "axis", "culprit"),
    [
        (case(new("Add"), inputs((N, 3, 4), (N, 3, 4), (N, 5, 4))), -2, 2),
        (case(new("Add"), inputs((2, 3), (N, 3), (4, 3))), 0, 2),
        (case(new("Concatenate"), inputs((N, 3, 4), (N, N, 4), (N, 5, 4))), 1, 2),
        (case(new("Concatenate"), inputs((N, 3, 4), (N, 4))), N, 1),
    ],
)
def test_a_mismatch_names_input_and_axis(given: Case, axis: int | None, culprit: int) -> None:
    failure = failure_of(given)
    assert isinstance(failure, MergeMismatch)
    assert (failure.axis, failure.culprit, len(failure.tensors)) == (axis, culprit, len(given.inputs[0]))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Add"), In((N, 3))), InputCountMismatch),
        (case(new("Add"), In((N, 3)), In((N, 3))), TooManyArguments),
        (case(new("Add"), new("ReLU")), NotATensor),
        (case(new("Subtract"), inputs((N, 3))), InputCountMismatch),
        (case(new("Dot", 1), inputs((N, 3), (N, 4))), SizeMismatch),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    ("axes", "shapes", "kind"),
    [
        (1, ((N, 5), (N, 5)), N),
        (1, ((2, 5), (3, 5)), SizeMismatch),
        (0, ((2, 5), (2, 5)), BatchContraction),
        ((-2, 1), ((5, 5), (5, 5)), BatchContraction),
    ],
)
def test_dot_fails_on_data(axes: object, shapes: tuple[tuple[Dim, ...], ...], kind: type[Failure] | None) -> None:
    late = applied("Dot", CallArguments.of(axes=axes), *shapes).late
    assert [type(failure) for failure in late] == ([] if kind is N else [kind])
    assert all(failure.late for failure in late)


@pytest.mark.parametrize(("function", "layer"), sorted(MERGE_FUNCTIONS.items()))
def test_functional_forms_are_those_of_keras(function: str, layer: str) -> None:
    context = Context(load("3"))
    assert context.database.resolve(layer) is not None
    made = getattr(keras.layers, function.rpartition(".")[2])([keras.Input((4,)), keras.Input((4,))])
    assert type(made._keras_history.operation).__name__ == layer.rpartition(".")[2]


def test_what_is_late_is_accepted_when_built() -> None:
    assert in_keras(case(new("Dot", 0), inputs((2, 5), (2, 5)))).refused is None


def test_symbolic_mismatch_is_proven() -> None:
    with pytest.raises(Failed):
        applied("Concatenate", CallArguments.of(axis=1), (N, 3, n + 1), (N, 3, n + 2))
