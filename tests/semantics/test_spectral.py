"""SpectralNormalization against Keras."""

from __future__ import annotations

import pytest

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import KernelMissing, RankMismatch
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, New, assert_agrees, case, failure_of, new
from semantics.vagueness import apply

N = None
IMAGE = In((N, 8, 8, 4))
DENSE = new("Dense", 3)


def spectral(inner: New, **arguments: object) -> New:
    return new("SpectralNormalization", inner, **arguments)


CASES = [
    *(case(spectral(DENSE), In(shape)) for shape in ((N, 4), (2, 5, 4), (N, N), ())),
    *(case(spectral(DENSE, power_iterations=value), In((N, 4))) for value in (2, 1.5, True, 0, -1, "1", N)),
    *(case(new("SpectralNormalization", inner), In((N, 4))) for inner in (N, 5, "Dense")),
    case(spectral(new("Dense", 3, use_bias=False)), In((N, 4))),
    case(spectral(new("Dense", 3, lora_rank=2)), In((N, 4))),
    case(spectral(spectral(DENSE)), In((N, 4))),
    case(spectral(new("Embedding", 10, 3)), In((N, 4), "int32")),
    case(spectral(new("EinsumDense", "ab,bc->ac", 8)), In((N, 4))),
    *(case(spectral(inner), IMAGE) for inner in (
        new("Conv2D", 3, 3), new("Conv2D", 3, 3, data_format="channels_first"), new("Conv2DTranspose", 3, 3),
        new("DepthwiseConv2D", 3, depth_multiplier=2), new("SeparableConv2D", 3, 3), new("Conv2D", 3, 9),
        new("Conv1D", 3, 3), new("Flatten"), new("BatchNormalization"), new("PReLU"))),
    *(case(spectral(inner), In((N, 5, 4))) for inner in (new("LSTM", 3), new("TimeDistributed", DENSE))),
    *(case(spectral(new("Dense", 3, dtype=inner), dtype=outer), In((N, 4), dtype))
      for inner in (N, "float16") for outer in (N, "float16") for dtype in ("float32", "int32", "float16")),
    case(spectral(DENSE), [In((N, 4)), In((N, 4))]),
]  # fmt: skip


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


def test_a_layer_without_a_kernel_is_named() -> None:
    failure = failure_of(case(spectral(new("Flatten")), IMAGE))
    assert isinstance(failure, KernelMissing)
    assert failure.layer.class_name == "Flatten"


def test_weights_are_those_of_the_layer_and_a_vector() -> None:
    context = Context(load("3"))
    inner, outer = (
        context.database.resolve("keras.layers.Dense"),
        context.database.resolve("keras.layers.SpectralNormalization"),
    )
    assert inner is not None
    assert outer is not None
    dense = create(inner, CallArguments.of(units=symbol("u", 1)), context)
    wrapped = create(outer, CallArguments.of(dense), context)
    assert wrapped.apply(CallArguments.of(Tensor(Shape((N, 4)))), context).outputs.shape.dims == (N, symbol("u", 1))
    shapes = [weight.shape for weight in wrapped.weights(context) or ()]
    assert shapes == [(1, symbol("u", 1)), (4, symbol("u", 1)), (symbol("u", 1),)]


def test_dense_finds_a_wrong_rank_on_data_only() -> None:
    context = Context(load("3"))
    dense, wrapper = (context.database.resolve(f"keras.layers.{name}") for name in ("Dense", "SpectralNormalization"))
    assert dense is not None
    assert wrapper is not None
    made = create(wrapper, CallArguments.of(create(dense, CallArguments.of(3), context)), context)
    late = made.apply(CallArguments.of(Tensor(Shape((4,)))), context).late
    assert [type(failure) for failure in late] == [RankMismatch]


def test_an_unknown_layer_makes_the_output_unknown() -> None:
    outputs = apply("SpectralNormalization", (N, 4), layer=UNKNOWN).outputs
    assert outputs.shape.dims is None


@pytest.mark.parametrize(
    ("class_name", "arguments", "first", "second", "expected"),
    [
        ("Dense", {"units": 3}, (N, 8), (N, N), (N, 3)),
        ("Conv2D", {"filters": 3, "kernel_size": 3}, (N, 8, 8, 4), (N, N, 8, N), (N, N, 6, 3)),
        ("BatchNormalization", {}, (N, 8), (N, N), (N, UNKNOWN_DIM)),
    ],
)
def test_a_layer_that_is_built_takes_an_undefined_size(
    class_name: str,
    arguments: dict[str, int],
    first: tuple[int | None, ...],
    second: tuple[int | None, ...],
    expected: tuple[object, ...],
) -> None:
    context = Context(load("3"))
    symbol_ = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol_ is not None
    made = create(symbol_, CallArguments.of(**arguments), context)
    made.apply(CallArguments.of(Tensor(Shape(first))), context)
    assert made.apply(CallArguments.of(Tensor(Shape(second))), context).outputs.shape.dims == expected
