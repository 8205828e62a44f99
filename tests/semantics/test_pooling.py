"""Pooling, adaptive and global pooling against Keras."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import Failed, Failure, InvalidArgument, NegativeSize, RankMismatch
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, ceil_divide, floor_divide, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, apply_to, assert_vague_arguments_are_safe, numbers_for

N = None
FIRST = "channels_first"
KINDS = ("Max", "Average")
RANKS = (1, 2, 3)
SPACE = {1: (9,), 2: (9, 7), 3: (9, 7, 5)}
PLAIN = [f"{kind}Pooling{rank}D" for kind in KINDS for rank in RANKS]
GLOBAL = [f"Global{name}" for name in PLAIN]
ADAPTIVE = [f"Adaptive{name}" for name in PLAIN]


def shape_for(name: str, **options: Any) -> tuple[int | None, ...]:
    """An input shape of the layer's rank, the channels last."""
    return (options.get("batch"), *SPACE[int(name[-2])], options.get("channels", 3))


CASES = [
    *(case(new(name, 2), In(shape_for(name))) for name in PLAIN),
    *(case(new(name, 2, padding="same"), In(shape_for(name, batch=4))) for name in PLAIN),
    *(case(new(name, 2, data_format=FIRST), In(shape_for(name, channels=4))) for name in PLAIN),
    *(case(new(name, 4, data_format=FIRST), In(shape_for(name))) for name in PLAIN),
    *(case(new(name, 3, strides=1), In(shape_for(name))) for name in PLAIN),
    *(case(new(name, 6), In(shape_for(name))) for name in PLAIN),
    *(case(new(name), In(shape_for(name))) for name in PLAIN),
    *(case(new(name, 2), In((N,) * rank)) for name in PLAIN for rank in range(6)),
    *(case(new("MaxPooling2D", size), In((N, 8, 8, 3)))
      for size in ((2, 3), [2, 3], (2,), (2, 2, 2), 0, -1, (2, 0), 2.0, (2.0, 2.0), "2", "22", ("2", "2"), N,
                   True, (True, 2), {2: 1, 3: 1}, (N, 2), ((2,), (2,)))),
    *(case(new("MaxPooling2D", 2, strides=strides), In(shape)) for shape in ((N, 8, 8, 3), (N, N, N, 3), (N, 1, 8, 3))
      for strides in (1, (1, 3), [3, 1], (2,), 0, (0, 1), -1, 2.0, (2.0, 2.0), "2", N, False, True)),
    *(case(new("MaxPooling2D", 2, strides=0, padding="same"), In((N, size, 8, 3))) for size in (1, N)),
    *(case(new(name, 2, padding=padding), In(shape_for(name))) for name in ("MaxPooling2D", "AveragePooling1D")
      for padding in ("VALID", "Same", "causal", "", N, 1, (1, 1), ["valid"])),
    *(case(new("MaxPooling2D", 2, data_format=name), In((N, 8, 6, 4)))
      for name in ("CHANNELS_FIRST", "Channels_last", N, "first", 1, 0, True, ("channels_last",))),
    *(case(new("MaxPooling2D", **options), In((N, N, 2, 3))) for options in (
        {"pool_size": 3}, {"pool_size": (3, 2)}, {"pool_size": 3, "padding": "same"}, {"pool": 3}, {})),
    case(new("MaxPooling2D", 2), [In((N, 8, 8, 3)), In((N, 8, 8, 3))]),
    *(case(new("MaxPooling1D", 2, padding=padding), In((N, 0, 3))) for padding in ("valid", "same")),
    *(case(new(name), In(shape_for(name))) for name in GLOBAL),
    *(case(new(name, data_format=FIRST), In(shape_for(name))) for name in GLOBAL),
    *(case(new(name, keepdims=True), In(shape_for(name))) for name in GLOBAL),
    *(case(new(name, data_format=FIRST, keepdims=True), In(shape_for(name))) for name in GLOBAL),
    *(case(new(name), In((N,) * rank)) for name in GLOBAL for rank in range(6)),
    *(case(new("GlobalMaxPooling1D", keepdims=value), In((N, 3, 4))) for value in ("no", 0, N, 1, [], "")),
    *(case(new("GlobalMaxPooling1D", data_format=value), In((N, 3, 4))) for value in ("FIRST", "Channels_First", 1, N)),
    case(new("GlobalAveragePooling1D"), In((N, 3, 4)), mask=In((N, 3), "bool")),
    case(new("GlobalMaxPooling1D", 1, 2, 3), In((N, 3, 4))),
    *(case(new(name, 2), In(shape_for(name))) for name in ADAPTIVE),
    *(case(new(name, 2, data_format=FIRST), In(shape_for(name))) for name in ADAPTIVE),
    *(case(new(name, (2, 3)), In(shape_for(name))) for name in ADAPTIVE),
    *(case(new(name, 2), In((N,) * rank)) for name in ADAPTIVE for rank in range(7)),
    *(case(new(name, 2, data_format=FIRST), In((N,) * rank)) for name in ADAPTIVE[:3] for rank in range(3)),
    *(case(new("AdaptiveMaxPooling2D", size), In((N, 8, 8, 3)))
      for size in ([2, 3], (2,), (2, 2, 2), 0, -1, 2.0, (2.0, 2), "2", N, (N, 2), ("2", 2), True, 20)),
    *(case(new("AdaptiveMaxPooling2D", 2, data_format=name), In((N, 8, 8, 3)))
      for name in ("Channels_First", "channels_last", N, "", 0, 1, "first")),
    *(case(new(name, 2, dtype=policy), In(shape_for(name), dtype))
      for name in ("MaxPooling2D", "AdaptiveAveragePooling1D") for policy in (N, "mixed_float16", "float16")
      for dtype in ("float32", "int32", "uint8", "bool", "float16", "float64")),
    *(case(new("GlobalMaxPooling2D"), In((N, 4, 4, 3), dtype)) for dtype in ("int32", "float16")),
]  # fmt: skip


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    assert_vague_arguments_are_safe(given)


@st.composite
def poolings(draw: st.DrawFn) -> Case:
    rank = draw(st.sampled_from(RANKS))
    numbers = st.one_of(st.integers(1, 5), st.tuples(*[st.integers(1, 5)] * rank))
    layer = new(
        f"{draw(st.sampled_from(KINDS))}Pooling{rank}D",
        draw(numbers),
        strides=draw(st.one_of(st.none(), numbers)),
        padding=draw(st.sampled_from(("valid", "same"))),
        data_format=draw(st.sampled_from((N, FIRST, "channels_last"))),
    )
    sizes = draw(st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=rank + 2, max_size=rank + 2))
    return case(layer, In(tuple(sizes)))


@settings(deadline=None, max_examples=200)
@given_by(poolings())
def test_any_pooling_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


n, k, s = symbol("n", 1), symbol("k", 1), symbol("s", 1)


@pytest.mark.parametrize(
    ("size", "arguments", "expected"),
    [
        (n, {"pool_size": 2}, floor_divide(n, 2)),
        (2 * n, {"pool_size": 2}, n),
        (2 * n + 1, {"pool_size": 2}, n),
        (2 * n + 1, {"pool_size": 2, "padding": "same"}, n + 1),
        (n, {"pool_size": 3, "strides": 1}, n - 2),
        (n, {"pool_size": 3, "strides": 1, "padding": "same"}, n),
        (n, {"pool_size": k, "strides": 1}, n - k + 1),
        (k * n, {"pool_size": k}, n),
        (k * n, {"pool_size": k, "padding": "same"}, n),
        (n, {"pool_size": k, "strides": s}, floor_divide(n - k, s) + 1),
        (n, {"pool_size": 3, "strides": s, "padding": "same"}, ceil_divide(n, s)),
        (N, {"pool_size": k}, N),
        (9, {"pool_size": UNKNOWN}, UNKNOWN_DIM),
        (9, {"pool_size": UNKNOWN, "strides": 3, "padding": "same"}, 3),
        (9, {"pool_size": 3, "padding": UNKNOWN}, 3),
        (10, {"pool_size": 3, "padding": UNKNOWN}, UNKNOWN_DIM),
        (2, {"pool_size": 3, "padding": UNKNOWN}, 1),
        (UNKNOWN_DIM, {"pool_size": 3}, UNKNOWN_DIM),
    ],
)
def test_symbolic_sizes(size: Dim, arguments: dict[str, Any], expected: Dim) -> None:
    assert apply("MaxPooling1D", (N, size, 4), **arguments).outputs.shape.dims == (N, expected, 4)


@pytest.mark.parametrize(("padding", "strides"), list(itertools.product(("valid", "same"), (N, 1, 2, 3))))
def test_symbols_stand_for_numbers(padding: str, strides: int | None) -> None:
    symbolic = apply("MaxPooling1D", (N, 2 * n + 1, 4), pool_size=k, strides=strides, padding=padding).outputs.shape
    for numbers in ({"n": a, "k": b} for a in range(1, 7) for b in range(1, 2 * a + 2)):
        size, window = 2 * numbers["n"] + 1, numbers["k"]
        exact = apply("MaxPooling1D", (N, size, 4), pool_size=window, strides=strides, padding=padding)
        assert numbers_for(symbolic.dim(1), numbers) == exact.outputs.shape.dim(1)


def test_one_symbol_for_several_axes_may_be_a_tuple() -> None:
    assert apply("MaxPooling2D", (N, 9, 9, 4), pool_size=k).outputs.shape.dims == (N, UNKNOWN_DIM, UNKNOWN_DIM, 4)
    assert apply("MaxPooling2D", (N, 9, n, 4), pool_size=(3, k), strides=1).outputs.shape.dims == (N, 7, n - k + 1, 4)
    assert apply("MaxPooling2D", (N, n, n, 4), pool_size=k + 1, strides=1).outputs.shape.dims == (N, n - k, n - k, 4)


def test_unknown_layout_makes_the_order_unknown() -> None:
    outputs = apply("GlobalMaxPooling2D", (N, 4, 5, 6), data_format=UNKNOWN).outputs
    assert outputs.shape.dims == (N, UNKNOWN_DIM)
    assert apply("GlobalMaxPooling2D", (N, 4, 5, 6), keepdims=UNKNOWN).outputs.shape.dims is None
    assert apply("MaxPooling2D", (N, 4, 4, 4), pool_size=2, data_format=UNKNOWN).outputs.shape.rank == 4


def test_the_global_layout_is_the_default() -> None:
    context = Context(load("3"), data_format=FIRST)
    inputs = Tensor(Shape((N, 8, 6, 4)))
    assert apply_to("MaxPooling2D", inputs, context, pool_size=2).outputs.shape.dims == (N, 8, 3, 2)
    assert apply_to("GlobalMaxPooling2D", inputs, context).outputs.shape.dims == (N, 8)
    assert apply_to("AdaptiveMaxPooling2D", inputs, context, output_size=2).outputs.shape.dims == (N, 8, 2, 2)


@pytest.mark.parametrize(
    ("given", "axis", "size", "window"),
    [
        (case(new("MaxPooling2D", (2, 9)), In((N, 8, 8, 3))), 2, 8, 9),
        (case(new("MaxPooling2D", (2, 9), data_format=FIRST), In((N, 3, 8, 8))), 3, 8, 9),
        (case(new("AveragePooling1D", 3), In((N, 2, 3))), 1, 2, 3),
    ],
)
def test_a_window_that_does_not_fit(given: Case, axis: int, size: int, window: int) -> None:
    failure = failure_of(given)
    assert isinstance(failure, NegativeSize)
    assert (failure.axis, failure.size, failure.window, failure.argument) == (axis, size, window, "pool_size")


def test_a_fraction_is_not_made_a_number() -> None:
    assert apply("MaxPooling2D", (N, 8, 8, 3), pool_size=(2.5, 2)).outputs.shape.dims == (N, UNKNOWN_DIM, 4, 3)


def test_a_symbolic_window_that_does_not_fit() -> None:
    with pytest.raises(Failed):
        apply("MaxPooling1D", (N, n, 4), pool_size=n + 1)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("MaxPooling2D", 2), In((N, 8, 3))), RankMismatch),
        (case(new("GlobalMaxPooling2D"), In((N, 8))), RankMismatch),
        (case(new("MaxPooling2D", 2, padding="SAME"), In((N, 8, 8, 3))), InvalidArgument),
        (case(new("MaxPooling2D", 2, strides=0), In((N, 8, 8, 3))), InvalidArgument),
        (case(new("MaxPooling2D", (2, 2, 2)), In((N, 8, 8, 3))), InvalidArgument),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    ("shape", "size", "kind"),
    [
        ((N, 4), 2, RankMismatch),
        ((N, 8, 4), 2, N),
        ((N, 8, 8, 4), 2, N),
        ((N, 8, 8, 8, 4), 2, RankMismatch),
        (N, 2, N),
        ((N, 8, 8, 4), 0, InvalidArgument),
        ((N, 8, 8, 4), (2, N), InvalidArgument),
    ],
)
def test_adaptive_pooling_fails_on_data(shape: tuple[Dim, ...] | None, size: Any, kind: type[Failure] | None) -> None:
    late = apply("AdaptiveMaxPooling2D", shape, output_size=size).late
    assert [type(failure) for failure in late] == ([] if kind is None else [kind])


def test_keras_2_ignores_the_case_of_a_padding_and_knows_keepdims() -> None:
    assert apply("MaxPooling1D", (N, 9, 4), version="2", padding="SAME").outputs.shape.dims == (N, 5, 4)
    assert apply("GlobalAveragePooling1D", (N, 9, 4), version="2").outputs.shape.dims == (N, 4)
    assert apply("GlobalAveragePooling1D", (N, 9, 4), version="2", keepdims=True).outputs.shape.dims == (N, 1, 4)
    with pytest.raises(Failed):
        apply("MaxPooling1D", (N, 9, 4), version="2", padding="causal")
