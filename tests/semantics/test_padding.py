"""ZeroPadding, Cropping and UpSampling against Keras."""

from __future__ import annotations

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
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, apply_to, assert_vague_arguments_are_safe

N = None
FIRST = "channels_first"
SHAPES = {1: (N, 8, 3), 2: (N, 8, 7, 3), 3: (N, 8, 7, 6, 3)}
PADDED = [f"{name}{rank}D" for name in ("ZeroPadding", "Cropping") for rank in (1, 2, 3)]
SAMPLED = [f"UpSampling{rank}D" for rank in (1, 2, 3)]
AMOUNTS = (
    0, 1, True, -1, 2.0, 4, (1, 2), [1, 2], (1, 2, 0), ((1, 2), (3, 0)), [[1, 2], [3, 4]], (1, (2, 3)), (-1, 1), (1,),
    ((1,), (2,)), ((1, 2), (0, 0), (1, 1)), [1, 1, (0, 1)], "ab", "12", N, ((1, 2), (3, -4)), (1.0, 2.0), (N, 1),
    ((1.0, 2.0), (1, 1)), ((1, 2.5), 0, 0), {"a": 1, "b": 2}, {1: 1, 2: 2}, ((1, "1"), (1, 1)), ((1, N), (1, 1)), (),
    10,
)  # fmt: skip
FACTORS = (1, 3, 0, -1, True, 2.0, (2, 3), [2, 3], (2,), (1, 2, 3), (2, 0), "2", "23", N, (N, 2), ("2", 2), ((2, 2), 1))

CASES = [
    *(case(new(name, amount), In(SHAPES[int(name[-2])])) for name in PADDED for amount in AMOUNTS),
    *(case(new(name, amount), In((2, N, 4, N))) for name in ("ZeroPadding2D", "Cropping2D") for amount in AMOUNTS
      if amount != ((1.0, 2.0), (1, 1))),
    *(case(new(name, 1, data_format=FIRST), In(SHAPES[int(name[-2])])) for name in PADDED if name != "Cropping1D"),
    *(case(new(name), In((N,) * rank)) for name in (*PADDED, *SAMPLED) for rank in range(6)),
    *(case(new(name), In(SHAPES[int(name[-2])])) for name in (*PADDED, *SAMPLED)),
    *(case(new("ZeroPadding2D", -1), In((N, size, 8, 3))) for size in (1, 2, N)),
    *(case(new("ZeroPadding2D", 1, data_format=name), In((N, 4, 5, 6))) for name in ("CHANNELS_FIRST", "f", N, 1)),
    case(new("Cropping1D", 1, data_format=FIRST), In((N, 4, 5))),
    *(case(new("Cropping1D", cut), In((N, size, 3))) for cut in (2, (4, 0), (1, 4)) for size in (4, 5, N)),
    *(case(new("Cropping2D", cut, data_format=FIRST), In((N, 3, 4, N))) for cut in (1, 2, ((0, 0), (9, 9)), (2, 0))),
    *(case(new("Cropping3D", cut), In((N, 5, N, 7, 2))) for cut in (2, 3, (2, 9, 3), ((5, 0), 0, 0), (0, 0, (3, 4)))),
    *(case(new(name, size), In(SHAPES[int(name[-2])])) for name in SAMPLED for size in FACTORS),
    *(case(new("UpSampling2D", size), In((N, 8, 8, 3))) for size in ((2.0, 2.0), (2.5, 1))),
    *(case(new(name, 2), In((N,) * (int(name[-2]) + 2))) for name in SAMPLED),
    *(case(new(name, 2, data_format=FIRST), In(SHAPES[int(name[-2])])) for name in SAMPLED),
    *(case(new("UpSampling2D", interpolation=name), In((N, 4, 4, 3)))
      for name in ("bilinear", "BICUBIC", "cubic", "area", N, 1, "")),
    *(case(new(name, 1, dtype=policy), In(SHAPES[int(name[-2])], dtype))
      for name in ("ZeroPadding1D", "Cropping2D", "UpSampling1D") for policy in (N, "mixed_float16")
      for dtype in ("float32", "int32", "uint8", "bool", "float16", "float64")),
    case(new("ZeroPadding2D", 1), [In((N, 4, 4, 3)), In((N, 4, 4, 3))]),
    case(new("ZeroPadding2D", pad=1), In((N, 4, 4, 3))),
]  # fmt: skip


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    assert_vague_arguments_are_safe(given)


@st.composite
def paddings(draw: st.DrawFn) -> Case:
    name = draw(st.sampled_from(PADDED))
    rank = int(name[-2])
    number = st.integers(0, 3)
    pair = st.tuples(number, number)
    amounts = pair if rank == 1 else st.tuples(*[st.one_of(number, pair)] * rank)
    layout = {} if name == "Cropping1D" else {"data_format": draw(st.sampled_from((N, FIRST, "channels_last")))}
    sizes = draw(st.lists(st.one_of(st.none(), st.integers(1, 6)), min_size=rank + 2, max_size=rank + 2))
    return case(new(name, draw(st.one_of(number, amounts)), **layout), In(tuple(sizes)))


@settings(deadline=None, max_examples=150)
@given_by(paddings())
def test_any_padding_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


n, p, k = symbol("n", 1), symbol("p"), symbol("k", 1)


@pytest.mark.parametrize(
    ("name", "size", "arguments", "expected"),
    [
        ("ZeroPadding1D", n, {"padding": 1}, n + 2),
        ("ZeroPadding1D", n, {"padding": (p, 1)}, n + p + 1),
        ("ZeroPadding1D", n, {"padding": 2 * p}, n + 4 * p),
        ("ZeroPadding1D", n, {"padding": p}, UNKNOWN_DIM),
        ("ZeroPadding1D", N, {"padding": UNKNOWN}, N),
        ("ZeroPadding1D", UNKNOWN_DIM, {"padding": 1}, UNKNOWN_DIM),
        ("Cropping1D", n + 5, {"cropping": (1, 2)}, n + 2),
        ("Cropping1D", n, {"cropping": (p, 0)}, n - p),
        ("Cropping1D", 9, {"cropping": UNKNOWN}, UNKNOWN_DIM),
        ("UpSampling1D", n, {"size": 3}, 3 * n),
        ("UpSampling1D", n, {"size": k}, k * n),
        ("UpSampling1D", N, {"size": k}, N),
        ("UpSampling1D", 4, {"size": UNKNOWN}, UNKNOWN_DIM),
    ],
)
def test_symbolic_sizes(name: str, size: Dim, arguments: dict[str, Any], expected: Dim) -> None:
    assert apply(name, (N, size, 4), **arguments).outputs.shape.dims == (N, expected, 4)


def test_symbolic_sizes_of_several_axes() -> None:
    x = (N, n, 8, 4)
    assert apply("ZeroPadding2D", x, padding=(p, 1)).outputs.shape.dims == (N, n + 2 * p, 10, 4)
    assert apply("ZeroPadding2D", x, padding=((p, 1), UNKNOWN)).outputs.shape.dims == (N, n + p + 1, UNKNOWN_DIM, 4)
    assert apply("ZeroPadding2D", x, padding=p).outputs.shape.dims == (N, UNKNOWN_DIM, UNKNOWN_DIM, 4)
    assert apply("Cropping2D", x, cropping=((0, 0), (p, p))).outputs.shape.dims == (N, n, 8 - 2 * p, 4)
    assert apply("UpSampling2D", x, size=(k, 2)).outputs.shape.dims == (N, k * n, 16, 4)
    assert apply("UpSampling2D", x, interpolation=UNKNOWN).outputs.shape.dims == (N, 2 * n, 16, 4)


def test_the_global_layout_is_the_default_of_all_but_one_dimensional_layers() -> None:
    context = Context(load("3"), data_format=FIRST)
    plane, line = Tensor(Shape((N, 8, 6, 4))), Tensor(Shape((N, 8, 6)))
    assert apply_to("ZeroPadding2D", plane, context).outputs.shape.dims == (N, 8, 8, 6)
    assert apply_to("Cropping2D", plane, context, cropping=1).outputs.shape.dims == (N, 8, 4, 2)
    assert apply_to("UpSampling2D", plane, context).outputs.shape.dims == (N, 8, 12, 8)
    assert apply_to("ZeroPadding1D", line, context).outputs.shape.dims == (N, 8, 8)
    assert apply_to("Cropping1D", line, context).outputs.shape.dims == (N, 6, 6)
    assert apply_to("UpSampling1D", line, context).outputs.shape.dims == (N, 16, 6)


@pytest.mark.parametrize(
    ("given", "axis", "size", "window"),
    [
        (case(new("Cropping1D", (1, 3)), In((N, 4, 3))), 1, 4, 4),
        (case(new("Cropping2D", ((0, 0), (2, 3))), In((N, 9, 4, 3))), 2, 4, 5),
        (case(new("Cropping2D", ((0, 0), (2, 3)), data_format=FIRST), In((N, 3, 9, 4))), 3, 4, 5),
        (case(new("Cropping3D", 2), In((N, 5, 4, 9, 3))), 2, 4, 4),
    ],
)
def test_a_cropping_that_leaves_nothing(given: Case, axis: int, size: int, window: int) -> None:
    failure = failure_of(given)
    assert isinstance(failure, NegativeSize)
    assert (failure.axis, failure.size, failure.window, failure.argument) == (axis, size, window, "cropping")


def test_a_symbolic_cropping_that_leaves_nothing() -> None:
    with pytest.raises(Failed):
        apply("Cropping1D", (N, n, 4), cropping=(n, 1))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("ZeroPadding2D", (1, 2, 3)), In((N, 4, 4, 3))), InvalidArgument),
        (case(new("ZeroPadding2D", 1), In((N, 4, 4))), RankMismatch),
        (case(new("UpSampling1D", 0), In((N, 4, 4))), InvalidArgument),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    ("name", "arguments", "argument"),
    [
        ("ZeroPadding2D", {"padding": -1}, "padding"),
        ("ZeroPadding2D", {"padding": 1}, N),
        ("UpSampling2D", {"interpolation": "cubic"}, "interpolation"),
        ("UpSampling2D", {"interpolation": "Bicubic"}, N),
        ("UpSampling2D", {"interpolation": "area"}, N),
    ],
)
def test_arguments_that_fail_on_data(name: str, arguments: dict[str, Any], argument: str | None) -> None:
    late = apply(name, (N, 8, 8, 3), **arguments).late
    assert [failure.argument for failure in late] == ([] if argument is None else [argument])  # type: ignore[attr-defined]


def test_keras_2() -> None:
    assert apply("ZeroPadding1D", (N, 8, 3), version="2").outputs.shape.dims == (N, 10, 3)
    assert apply("Cropping3D", (N, 5, 6, 7, 2), version="2", cropping=3).outputs.shape.dims == (N, 0, 0, 1, 2)
    assert apply("UpSampling1D", (N, 8, 3), version="2", size=2.0).outputs.shape.dims == (N, 16, 3)
    assert apply("UpSampling2D", (N, 8, 8, 3), version="2", interpolation="gaussian").late == ()
    assert apply("UpSampling2D", (N, 8, N, 3), version="2").outputs.shape.dims == (N, N, N, 3)
    assert apply("UpSampling2D", (N, 8, UNKNOWN_DIM, 3), version="2").outputs.shape.dims == (N, *[UNKNOWN_DIM] * 2, 3)
    assert apply("UpSampling3D", (N, 8, 8, 8, 8, 3), version="2").outputs.shape.dims is None
    with pytest.raises(Failed):
        apply("UpSampling2D", (N, 8, 8, 3), version="2", interpolation="cubic")
