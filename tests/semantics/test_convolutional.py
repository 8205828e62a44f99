"""Convolutions, depthwise, separable and transposed, against Keras."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Failed,
    Failure,
    GroupsDoNotDivide,
    InvalidArgument,
    NegativeSize,
    RankMismatch,
    UndefinedSize,
)
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, floor_divide, maximum, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, New, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, apply_to, assert_vague_arguments_are_safe, numbers_for

N = None
FIRST = "channels_first"
SPACE = {1: (9,), 2: (9, 8), 3: (9, 8, 7)}
PLAIN = ("Conv1D", "Conv2D", "Conv3D")
TRANSPOSED = tuple(f"{name}Transpose" for name in PLAIN)
SEPARABLE = ("SeparableConv1D", "SeparableConv2D")
DEPTHWISE = ("DepthwiseConv1D", "DepthwiseConv2D")
WITH_FILTERS = (*PLAIN, *TRANSPOSED, *SEPARABLE)
ALL = (*WITH_FILTERS, *DEPTHWISE)
RANK = {name: int(name[name.index("D") - 1]) if name[0] != "D" else int(name[-2]) for name in ALL}
CONV2D = ("Conv2D", "Conv2DTranspose", "SeparableConv2D", "DepthwiseConv2D")


def conv(name: str, *kernel: Any, filters: Any = 4, **arguments: Any) -> New:
    """The layer with this kernel size; depthwise layers have no filters."""
    return new(name, *kernel, **arguments) if name in DEPTHWISE else new(name, filters, *kernel, **arguments)


def shape_for(name: str, channels: int | None = 4) -> tuple[int | None, ...]:
    return (N, *SPACE[RANK[name]], channels)


NUMBERS = (1, (2, 3), [2, 3], (2,), (2, 2, 2), 0, -1, (2, 0), 2.0, "2", "22", ("2", "2"), N, True, {2: 1, 3: 1}, (N, 2))
CASES = [
    *(case(conv(name, 3), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, strides=2, padding="same"), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 2, strides=3), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, dilation_rate=2), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 2, strides=2, dilation_rate=2), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, data_format=FIRST), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 5, data_format=FIRST), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, use_bias=False), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 10), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 5, dilation_rate=3), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3), In(shape_for(name, channels))) for name in ALL for channels in (N, 0, 1)),
    *(case(conv(name, 1, data_format=FIRST), In((4, N, *SPACE[RANK[name]]))) for name in ALL),
    *(case(conv(name, 3), In((2, *(N,) * RANK[name], 3))) for name in ALL),
    *(case(conv(name, 3), In((N, *(8,) * (rank - 2), 4)[:rank])) for name in ALL for rank in range(7)),
    *(case(conv(name, 3, padding=padding), In(shape_for(name))) for name in ALL
      for padding in ("VALID", "Same", "causal", "Causal", "", N, 1, (1, 1), [[0, 0], [1, 1]], "full")),
    *(case(conv("Conv2DTranspose", 3, padding=[1, 1]), In((N, a, b, 4))) for a in (N, 8) for b in (N, 8)),
    *(case(conv("Conv1D", 3, padding="causal", **options), In((N, size, 4))) for size in (9, 2, N)
      for options in ({"strides": 2}, {"dilation_rate": 2}, {"data_format": FIRST}, {"groups": 2})),
    *(case(conv(name, 3, data_format=value), In(shape_for(name))) for name in CONV2D
      for value in ("CHANNELS_FIRST", "Channels_last", "first", 1, True, N, ("channels_last",), "")),
    *(case(conv(name, size), In((N, 8, 6, 4))) for name in CONV2D for size in (*NUMBERS, (3.0, 3.0), (2.5, 2))),
    *(case(conv(name, 3, strides=size), In((N, 8, 6, 4))) for name in CONV2D for size in (*NUMBERS, (2.0, 2.0))
      if (name, size) != ("Conv2DTranspose", (2.0, 2.0))),
    *(case(conv(name, 2, dilation_rate=size), In((N, 8, 6, 4))) for name in CONV2D for size in (*NUMBERS, (2.0, 2.0))
      if (name, size) != ("Conv2DTranspose", (2.0, 2.0))),
    *(case(conv(name, 3, strides=(2, 1), dilation_rate=(1, 2)), In((N, 8, 6, 4))) for name in CONV2D),
    *(case(conv(name, 3, filters=value), In(shape_for(name))) for name in ("Conv2D", "Conv1DTranspose", *SEPARABLE)
      for value in (1, 0, -1, 4.0, True, "4", N, (4,), [4])),
    *(case(new("Conv2D", 8, 3, groups=value), In((N, 9, 9, 4))) for value in (1, 2, 4, 8, 3, 0, -1, 2.0, True, "2", N)),
    *(case(new("Conv1D", 6, 3, groups=3), In((N, 9, channels))) for channels in (3, 6, 4, N, 0)),
    *(case(new("Conv2D", 6, 3, groups=2, data_format=FIRST), In((N, 4, 9, 9))) for _ in (0,)),
    case(new("Conv2D", 6.0, 3, groups=4), In((N, 9, 9, 4))),
    case(new("Conv2D", N, 3, groups=4), In((N, 9, 9, 4))),
    case(new("Conv2DTranspose", 6, 3, groups=2), In((N, 9, 9, 4))),
    *(case(conv(name, 3, depth_multiplier=value), In(shape_for(name))) for name in (*SEPARABLE, *DEPTHWISE)
      for value in (1, 3, 0, -1, 2.0, True, "2", N)),
    *(case(conv(name, 2, strides=3, padding=padding, output_padding=extra), In(shape_for(name)))
      for name in TRANSPOSED for padding in ("valid", "same")
      for extra in (N, 0, 1, 2, 3, 4, -1, (1, 2), [2, 1], (3, 0), (0,), "1", 1.0, True, (N, 1), ("1", 1))),
    *(case(conv("Conv2DTranspose", 4, dilation_rate=2, padding=padding, output_padding=extra), In((N, 5, N, 2)))
      for padding in ("valid", "same") for extra in (N, 0, 1)),
    *(case(conv("Conv1DTranspose", 1, strides=3, padding=padding, output_padding=extra), In((N, 0, 2)))
      for padding in ("valid", "same") for extra in (N, 0, 1, 2)),
    *(case(conv(name, 3, padding=padding), In((N, 0, 5, 2))) for name in CONV2D for padding in ("valid", "same")),
    *(case(new("Conv2D", 4, 3, lora_rank=rank), In((N, 8, 8, 4))) for rank in (2, 0, N, -1)),
    case(new("Conv2D", 4, 3, lora_rank=2, use_bias=False), In((N, 8, 8, 4))),
    case(new("DepthwiseConv2D", 3, lora_rank=2), In((N, 8, 8, 4))),
    *(case(conv(name), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, stride=2), In(shape_for(name))) for name in ALL),
    *(case(conv(name, 3, activation=value), In(shape_for(name))) for name in ALL for value in ("relu", "nope", 3)),
    *(case(conv(name, 3, **{f"{part}_initializer": "nope"}), In(shape_for(name))) for name in CONV2D
      for part in ("kernel", "bias", "depthwise", "pointwise")),
    *(case(conv(name, 3, **{f"{part}_regularizer": "l2"}), In(shape_for(name))) for name in CONV2D
      for part in ("kernel", "bias", "activity", "depthwise", "pointwise")),
    *(case(conv(name, 3, dtype=policy), In(shape_for(name), dtype)) for name in CONV2D
      for policy in (N, "float16", "mixed_bfloat16") for dtype in ("float32", "int32", "uint8", "float64")),
    *(case(conv(name, 3), [In(shape_for(name)), In(shape_for(name))]) for name in CONV2D),
    case(new("Conv2D", 4, 3, 3), In((N, 9, 9, 4))),
    case(new("Conv2D", 4, 3, 2, "same", FIRST), In((N, 9, 9, 4))),
]  # fmt: skip


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    assert_vague_arguments_are_safe(given)


@st.composite
def convolutions(draw: st.DrawFn) -> Case:
    name = draw(st.sampled_from(ALL))
    rank = RANK[name]
    numbers = st.one_of(st.integers(1, 3), st.tuples(*[st.integers(1, 4)] * rank))
    arguments: dict[str, Any] = {
        "padding": draw(st.sampled_from(("valid", "same", "causal") if name == "Conv1D" else ("valid", "same"))),
        "use_bias": draw(st.booleans()),
        "data_format": draw(st.sampled_from((N, FIRST, "channels_last"))),
        draw(st.sampled_from(("strides", "dilation_rate"))): draw(numbers),
    }
    if name in PLAIN:
        arguments["groups"] = draw(st.sampled_from((1, 2)))
    if name in TRANSPOSED:
        arguments["output_padding"] = draw(st.sampled_from((N, 0, 1)))
    if name in (*SEPARABLE, *DEPTHWISE):
        arguments["depth_multiplier"] = draw(st.integers(1, 2))
    sizes = draw(st.lists(st.one_of(st.none(), st.integers(1, 8)), min_size=rank + 2, max_size=rank + 2))
    return case(conv(name, draw(numbers), filters=draw(st.integers(2, 4)), **arguments), In(tuple(sizes)))


@settings(deadline=None, max_examples=250)
@given_by(convolutions())
def test_any_convolution_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


n, p, k, s, f, c = (symbol(name, 1) for name in "npksfc")


@pytest.mark.parametrize(
    ("name", "size", "arguments", "expected"),
    [
        ("Conv1D", n, {"kernel_size": 3}, n - 2),
        ("Conv1D", n + 2 * p, {"kernel_size": k, "strides": s}, floor_divide(n + 2 * p - k, s) + 1),
        ("Conv1D", n, {"kernel_size": 3, "padding": "same"}, n),
        ("Conv1D", n, {"kernel_size": 3, "strides": 2, "padding": "same"}, floor_divide(n + 1, 2)),
        ("Conv1D", 4 * n, {"kernel_size": 3, "strides": 2, "padding": "same"}, 2 * n),
        ("Conv1D", s * n, {"kernel_size": 3, "strides": s, "padding": "same"}, n),
        ("Conv1D", n, {"kernel_size": 3, "padding": "causal", "dilation_rate": 4}, n),
        ("Conv1D", n, {"kernel_size": 3, "dilation_rate": 2}, n - 4),
        ("Conv1D", n, {"kernel_size": k, "dilation_rate": p}, n - k * p + p),
        ("Conv1D", n, {"kernel_size": UNKNOWN, "padding": "same"}, n),
        ("Conv1D", n, {"kernel_size": UNKNOWN}, UNKNOWN_DIM),
        ("Conv1D", N, {"kernel_size": UNKNOWN, "strides": UNKNOWN, "padding": UNKNOWN}, N),
        ("Conv1D", 2, {"kernel_size": 3, "padding": UNKNOWN}, 2),
        ("Conv1DTranspose", n, {"kernel_size": 2, "strides": 2}, 2 * n),
        ("Conv1DTranspose", n, {"kernel_size": 5, "strides": 2}, 2 * n + 3),
        ("Conv1DTranspose", n, {"kernel_size": 3, "strides": s, "padding": "same"}, n * s),
        ("Conv1DTranspose", n, {"kernel_size": k, "strides": s}, n * s - s + maximum(k, s)),
        ("Conv1DTranspose", n, {"kernel_size": k, "strides": 1}, n + k - 1),
        ("Conv1DTranspose", n, {"kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1}, 2 * n),
        ("Conv1DTranspose", N, {"kernel_size": UNKNOWN, "strides": UNKNOWN}, N),
        ("Conv1DTranspose", n, {"kernel_size": 3, "strides": 2, "output_padding": UNKNOWN}, UNKNOWN_DIM),
    ],
)
def test_symbolic_sizes(name: str, size: Dim, arguments: dict[str, Any], expected: Dim) -> None:
    assert apply(name, (N, size, 4), filters=8, **arguments).outputs.shape.dims == (N, expected, 8)


@pytest.mark.parametrize(
    ("name", "padding", "strides", "dilation"),
    [
        (name, padding, strides, dilation)
        for name, padding in itertools.product(("Conv1D", "Conv1DTranspose"), ("valid", "same"))
        for strides, dilation in ((1, 1), (2, 1), (3, 1), (1, 2))
    ],
)
def test_symbols_stand_for_numbers(name: str, padding: str, strides: int, dilation: int) -> None:
    arguments: dict[str, Any] = {"filters": 2, "padding": padding, "strides": strides, "dilation_rate": dilation}
    symbolic = apply(name, (N, 2 * n + 1, 4), kernel_size=k, **arguments).outputs.shape
    for a, b in itertools.product(range(2, 6), range(1, 4)):
        exact = apply(name, (N, 2 * a + 1, 4), kernel_size=b, **arguments).outputs.shape
        assert numbers_for(symbolic.dim(1), {"n": a, "k": b}) == exact.dim(1)


def test_symbolic_weights() -> None:
    plain = apply("Conv2D", (N, 8, 8, c), filters=f, kernel_size=(k, 3))
    assert {name: weight.shape for name, weight in plain.weights.items()} == {"kernel": (k, 3, c, f), "bias": (f,)}
    grouped = apply("Conv2D", (N, 8, 8, 2 * c), filters=2 * f, kernel_size=3, groups=2)
    assert grouped.weights["kernel"].shape == (3, 3, c, 2 * f)
    depthwise = apply("DepthwiseConv2D", (N, 8, 8, c), kernel_size=3, depth_multiplier=2)
    assert depthwise.outputs.shape.dims == (N, 6, 6, 2 * c)
    assert depthwise.weights["bias"].shape == (2 * c,)
    separable = apply("SeparableConv2D", (N, 8, 8, c), filters=f, kernel_size=3, depth_multiplier=2)
    assert separable.weights["pointwise_kernel"].shape == (1, 1, 2 * c, f)
    transposed = apply("Conv1DTranspose", (N, 8, c), filters=f, kernel_size=3)
    assert transposed.weights["kernel"].shape == (3, f, c)


def test_one_symbol_for_several_axes_may_be_a_tuple() -> None:
    outputs = apply("Conv2D", (N, 9, 9, 4), filters=8, kernel_size=k).outputs
    assert outputs.shape.dims == (N, UNKNOWN_DIM, UNKNOWN_DIM, 8)
    assert apply("Conv2D", (N, 9, 9, 4), filters=8, kernel_size=k, padding="same").outputs.shape.dims == (N, 9, 9, 8)
    computed = apply("Conv2D", (N, n, n, 4), filters=8, kernel_size=2 * k + 1).outputs
    assert computed.shape.dims == (N, n - 2 * k, n - 2 * k, 8)


def test_a_symbol_for_a_name_is_not_refused() -> None:
    outputs = apply("Conv1D", (N, 9, 4), filters=f, kernel_size=k, padding=p, data_format=s, activation=n).outputs
    assert outputs.shape.rank == 3


def test_an_unknown_rank_is_the_right_one() -> None:
    applied = apply("Conv2D", N, filters=8, kernel_size=3)
    assert applied.outputs.shape.dims == (UNKNOWN_DIM, UNKNOWN_DIM, UNKNOWN_DIM, 8)
    assert applied.weights["kernel"].shape == (3, 3, UNKNOWN_DIM, 8)


def test_the_global_layout_is_the_default() -> None:
    inputs = Tensor(Shape((N, 4, 9, 9)))
    applied = apply_to("Conv2D", inputs, Context(load("3"), data_format=FIRST), filters=8, kernel_size=3)
    assert applied.outputs.shape.dims == (N, 8, 7, 7)


@pytest.mark.parametrize(
    ("given", "axis", "size", "window"),
    [
        (case(new("Conv2D", 4, (3, 9)), In((N, 8, 8, 3))), 2, 8, 9),
        (case(new("Conv2D", 4, (3, 9), data_format=FIRST), In((N, 3, 8, 8))), 3, 8, 9),
        (case(new("Conv1D", 4, 5, dilation_rate=2), In((N, 8, 3))), 1, 8, 9),
        (case(new("DepthwiseConv1D", 5), In((N, 4, 3))), 1, 4, 5),
    ],
)
def test_a_kernel_that_does_not_fit(given: Case, axis: int, size: int, window: int) -> None:
    failure = failure_of(given)
    assert isinstance(failure, NegativeSize)
    assert (failure.axis, failure.size, failure.window, failure.argument) == (axis, size, window, "kernel_size")


@pytest.mark.parametrize(
    ("shape", "arguments"),
    [((N, n, 4), {"kernel_size": n + 1}), ((N, n, 2 * c + 1), {"kernel_size": 1, "groups": 2})],
)
def test_a_symbolic_failure_is_proven(shape: tuple[Dim, ...], arguments: dict[str, Any]) -> None:
    with pytest.raises(Failed):
        apply("Conv1D", shape, filters=4, **arguments)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Conv2D", 4, 3), In((N, 8, 3))), RankMismatch),
        (case(new("Conv2D", 4, 3), In((N, 5, 8, 8, 3))), RankMismatch),
        (case(new("Conv2D", 4, 3), In((N, 8, 8, N))), UndefinedSize),
        (case(new("Conv2D", 4, 3, groups=3), In((N, 8, 8, 3))), ConflictingArguments),
        (case(new("Conv2D", 6, 3, groups=3), In((N, 8, 8, 4))), GroupsDoNotDivide),
        (case(new("Conv2D", 0, 3), In((N, 8, 8, 3))), InvalidArgument),
        (case(new("Conv2D", 4.0, 3), In((N, 8, 8, 3))), InvalidArgument),
        (case(new("Conv2D", 4, 3, padding="causal"), In((N, 8, 8, 3))), InvalidArgument),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    ("given", "conflict"),
    [
        (case(new("Conv2D", 4, 3, 2, dilation_rate=2), In((N, 8, 8, 3))), Conflict.STRIDES_WITH_DILATION),
        (case(new("Conv2D", 4, 3, groups=3), In((N, 8, 8, 3))), Conflict.GROUPS_DO_NOT_DIVIDE_FILTERS),
        (
            case(new("Conv2DTranspose", 4, 3, output_padding=1), In((N, 8, 8, 3))),
            Conflict.OUTPUT_PADDING_NOT_BELOW_STRIDES,
        ),
    ],
)
def test_conflicts_are_found_when_the_layer_is_made(given: Case, conflict: Conflict) -> None:
    failure = failure_of(given)
    assert isinstance(failure, ConflictingArguments)
    assert failure.conflict is conflict


def test_a_padding_that_is_no_name_may_be_found_on_data_only() -> None:
    late = apply("Conv1DTranspose", (N, N, 4), filters=4, kernel_size=3, padding=(1, 1)).late
    assert [type(failure) for failure in late] == [InvalidArgument]


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("Conv1D", (N, 5, 8, 4), (N, 5, 6, 8)),
        ("Conv2D", (N, 5, 6, 8, 8, 4), (N, 5, 6, 6, 6, 8)),
        ("Conv2D", N, N),
        ("Conv1DTranspose", (N, 8, 4), (N, 10, 8)),
    ],
)
def test_keras_2_convolves_over_further_axes(
    name: str, shape: tuple[Dim, ...] | None, expected: tuple[Dim, ...] | None
) -> None:
    assert apply(name, shape, version="2", filters=8, kernel_size=3).outputs.shape.dims == expected


def test_keras_2_loses_sizes_where_it_dilates() -> None:
    arguments: dict[str, Any] = {"kernel_size": 3, "dilation_rate": 2}
    assert apply("DepthwiseConv2D", (N, 8, 8, 4), version="2", **arguments).outputs.shape.dims == (N, 4, 4, 4)
    assert apply("DepthwiseConv2D", (N, 8, N, 4), version="2", **arguments).outputs.shape.dims == (
        N,
        UNKNOWN_DIM,
        UNKNOWN_DIM,
        4,
    )
    volume = apply("Conv3DTranspose", (N, 5, 5, 5, 4), version="2", filters=2, output_padding=0, **arguments).outputs
    assert volume.shape.dims == (N, 7, 7, 7, 2)


@pytest.mark.parametrize(
    ("name", "shape", "arguments"),
    [
        ("Conv2DTranspose", (N, 5, 8, 8, 4), {"filters": 8, "kernel_size": 3}),
        ("DepthwiseConv2D", (N, 8, 8, 4), {"kernel_size": 3, "strides": 2, "dilation_rate": 2}),
    ],
)
def test_keras_2_refuses(name: str, shape: tuple[Dim, ...], arguments: dict[str, Any]) -> None:
    with pytest.raises(Failed):
        apply(name, shape, version="2", **arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SeparableConv1D", {"padding": "causal"}),
        ("Conv1D", {"groups": N}),
        ("Conv1D", {"groups": 0}),
        ("Conv1D", {"filters": 8.0}),
    ],
)
def test_keras_2_accepts(name: str, arguments: dict[str, Any]) -> None:
    outputs = apply(name, (N, 8, 4), version="2", **{"filters": 8, "kernel_size": 1, **arguments}).outputs
    assert outputs.shape.dims == (N, 8, 8)
