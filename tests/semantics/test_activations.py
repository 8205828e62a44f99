"""Activation, ReLU, LeakyReLU, ELU, PReLU, Softmax against Keras."""

from __future__ import annotations

import pytest

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import AxisOutOfRange, BroadcastMismatch, Failure, RankMismatch
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Shape
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, new

N = None
ELEMENTWISE = [new("Activation", "relu"), new("ReLU"), new("LeakyReLU"), new("ELU"), new("Softmax")]
NUMBERS = (0, 0.5, 6, True, -1, -0.5, None, "6", [6])

CASES = [
    *(case(layer, In((2, N, 5))) for layer in ELEMENTWISE),
    *(case(layer, In((N,), "int32")) for layer in ELEMENTWISE),
    *(case(layer, [In((N, 5)), In((N, 4))]) for layer in ELEMENTWISE),
    *(case(layer, [In((N, 5)), [In((N, 4))]]) for layer in ELEMENTWISE),
    *(case(layer, layer) for layer in ELEMENTWISE),
    *(case(layer, None) for layer in ELEMENTWISE),
    *(case(layer) for layer in ELEMENTWISE),
    case(new("Activation", "linear"), In(())),
    case(new("Activation", "glu"), In((N, 6))),
    case(new("Activation", None), In((N, 6))),
    case(new("Activation", new("ReLU")), In((N, 6))),
    *(case(new("Activation", value), In((N, 5))) for value in ("Softmax2", "ReLU", "prelu", "", 5, True, [])),
    case(new("Activation"), In((N, 5))),
    *(case(new("ReLU", value), In((N, 5))) for value in NUMBERS),
    *(case(new("ReLU", negative_slope=value), In((N, 5))) for value in NUMBERS),
    *(case(new("ReLU", threshold=value), In((N, 5))) for value in NUMBERS),
    *(case(new("LeakyReLU", value), In((N, 5))) for value in NUMBERS),
    *(case(new("LeakyReLU", alpha=value), In((N, 5))) for value in NUMBERS),
    *(case(new("ELU", value), In((N, 5))) for value in NUMBERS),
    case(new("ELU", negative_slope=0.1), In((N, 5))),
    # PReLU: one slope for each unshared position
    case(new("PReLU"), In((N, 4, 5))),
    case(new("PReLU"), In((N,))),
    case(new("PReLU"), In(())),
    case(new("PReLU"), In((N, N, 5))),
    case(new("PReLU", shared_axes=1), In((N, N, 5))),
    case(new("PReLU", shared_axes=[1, 2]), In((N, N, N, 5))),
    *(case(new("PReLU", shared_axes=[axis]), In((N, 3, 5))) for axis in (-3, -2, -1, 0, 1, 2, 3)),
    *(case(new("PReLU", shared_axes=[axis]), In((N, 3, N))) for axis in (-1, 0, 1, 2)),
    *(case(new("PReLU", shared_axes=value), In((N, 3, 5))) for value in ([], (), "a", ["a"], [1.0], [None])),
    case(new("PReLU", alpha_initializer="nope"), In((N, 3))),
    case(new("PReLU"), [In((N, 3)), In((N, 3))]),
    # Softmax looks at nothing
    *(case(new("Softmax", axis), In((N, 5, 6))) for axis in (0, 1, 3, -4, (1, 2), [1], (1, 7), "a", None, 1.0)),
    case(new("Softmax"), In((N, 5, 6)), mask=In((N, 5, 6), "bool")),
    case(new("Softmax"), In((N, 5, 6)), In((N, 5, 7), "bool")),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


def late_failures(axis: Argument, shape: tuple[int | None, ...] | None, *mask: Tensor) -> tuple[Failure, ...]:
    context = Context(load("3"))
    symbol = context.database.resolve("keras.layers.Softmax")
    assert symbol is not None
    layer = create(symbol, CallArguments.of(axis=axis), context)
    return layer.apply(CallArguments.of(Tensor(Shape(shape)), *mask), context).late


@pytest.mark.parametrize(
    ("axis", "late"), [(3, [3]), (-4, [-4]), (2, []), (-3, []), ((1, 5, 7), [5, 7]), (UNKNOWN, []), ((1, UNKNOWN), [])]
)
def test_softmax_axis_fails_on_data(axis: Argument, late: list[int]) -> None:
    failures = late_failures(axis, (N, 5, 6))
    assert [failure.axis for failure in failures if isinstance(failure, AxisOutOfRange)] == late
    assert all(failure.late for failure in failures)
    assert late_failures(axis, None) == ()


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ((N, 5, 6), None),
        ((N, 1, 6), None),
        ((6,), None),
        ((N, 5, N), None),
        ((N, 5, UNKNOWN_DIM), None),
        (None, None),
        ((N, 5, 7), BroadcastMismatch),
        ((N, 5, 6, 1), RankMismatch),
    ],
)
def test_softmax_mask_fails_on_data(shape: tuple[int | None, ...] | None, kind: type[Failure] | None) -> None:
    failures = late_failures(-1, (N, 5, 6), Tensor(Shape(shape), "bool"))
    assert [type(failure) for failure in failures] == ([] if kind is None else [kind])
