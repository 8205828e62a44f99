"""Flatten, Reshape, Permute, RepeatVector against Keras."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from keralint.semantics.failures import (
    Failed,
    Failure,
    InvalidArgument,
    InvalidReshapeTarget,
    RankMismatch,
    ReshapeMismatch,
)
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Dim, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, assert_vague_arguments_are_safe

N = None
SHAPES = ((N,), (), (3,), (N, 1), (N, 0), (N, 12), (N, 3, N), (N, N, 0), (N, 3, 4), (2, 2, 3, 4), (N, 2, 0, 3))
TARGETS = (
    (),
    (1,),
    (-1,),
    (12,),
    (3, 4),
    [3, 4],
    (-1, 2),
    (5, 5, -1),
    (7,),
    (0,),
    (0, -1),
    (4, 0, 3),
    (True, 12),
    (2, N),
    (4.0, 3),
    ("a", 12),
)
REFUSED_TARGETS = ((-1, -1), (-2, 6), (N, -2), 12, -1, N, 3.5, True, {})

CASES = [
    *(case(new("Flatten"), In(shape)) for shape in SHAPES),
    *(case(new("Flatten", data_format="channels_first"), In(shape)) for shape in SHAPES),
    *(case(new("Flatten", data_format=name), In((N, 3, 4))) for name in ("CHANNELS_LAST", N, "last", 1, "", ["a"])),
    *(case(new("Flatten", dtype=dtype), In((N, 3, 4))) for dtype in ("float16", "mixed_bfloat16", "int32")),
    case(new("Flatten"), [In((N, 3)), In((N, 3))]),
    case(new("Flatten", 3, 4), In((N, 3))),
    *(case(new("Reshape", target), In(shape)) for target in TARGETS for shape in SHAPES),
    *(case(new("Reshape", target), In((N, 3, 4))) for target in REFUSED_TARGETS if target != {}),
    case(new("Reshape", "12"), In((N, 2))),
    case(new("Reshape", (N, -1)), In((N, 2))),
    case(new("Reshape"), In((N, 3, 4))),
    case(new("Reshape", target_shape=(-1,), input_shape=(3, 4)), In((N, 3, 4))),
    case(new("Reshape", (2, 6), dtype="float16"), In((N, 3, 4))),
    *(case(new("Permute", dims), In((N, 3, N))) for dims in ((2, 1), [2, 1], (1, 2), (1, 3), (0, 1), (1, 1), (2, -1))),
    *(case(new("Permute", dims), In((N, 3, 4))) for dims in ((2, 1, 3), (1,), (), (True, 2), (2.0, 1.0), "21", 1, N)),
    *(case(new("Permute", dims), In((2, 3, 4, 5))) for dims in itertools.permutations((1, 2, 3))),
    *(case(new("Permute", dims), In((N, 3, 4))) for dims in (("1", 2), (N, 1), ((1,), 2), (1, "a"), [[2, 1]])),
    case(new("Permute", ()), In((N,))),
    case(new("Permute"), In((N, 3))),
    *(case(new("RepeatVector", n), In((N, 4))) for n in (1, 3, 0, -1, True, 2.0, "3", N, (3,))),
    *(case(new("RepeatVector", 2), In(shape)) for shape in ((), (N,), (3, N), (N, 3, 4))),
    *(
        case(layer, In((N, 3), dtype))
        for layer in (new("Flatten"), new("Reshape", (3, 1)), new("Permute", (1,)), new("RepeatVector", 2))
        for dtype in ("int32", "uint8", "bool", "float16", "float64")
    ),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    assert_vague_arguments_are_safe(given)


SIZE = st.sampled_from((N, 0, 1, 2, 3, 4, 6))
TARGET_SIZE = st.sampled_from((-1, 1, 2, 3, 4, 6, 12, N))


@settings(deadline=None, max_examples=150)
@given_by(st.lists(SIZE, max_size=4), st.lists(TARGET_SIZE, max_size=4))
def test_any_reshape_agrees_with_keras(sizes: list[int | None], target: list[int | None]) -> None:
    assert_agrees(case(new("Reshape", target), In((N, *sizes))))


n, m, k = symbol("n", 1), symbol("m", 1), symbol("k")


@pytest.mark.parametrize(
    ("shape", "target", "expected"),
    [
        ((N, n, 4), (-1,), (N, 4 * n)),
        ((N, n, 4), (4 * n,), (N, 4 * n)),
        ((N, n, 4), (-1, 2), (N, 2 * n, 2)),
        ((N, n, m), (-1, m), (N, n, m)),
        ((N, 6 * n), (n, -1), (N, n, 6)),
        ((N, n), (-1, 3), (N, n // 3, 3)),
        ((N, n), (4, 5), (N, 4, 5)),
        ((n, 4), (2, 2), (n, 2, 2)),
        ((N, UNKNOWN_DIM, 4), (-1,), (N, UNKNOWN_DIM)),
        ((N, UNKNOWN_DIM, N), (-1, 3), (N, N, 3)),
        ((N, 12), (UNKNOWN, 4), (N, UNKNOWN_DIM, 4)),
        ((N, 12), (UNKNOWN, -1), (N, UNKNOWN_DIM, UNKNOWN_DIM)),
        ((N, N), (UNKNOWN, -1), (N, UNKNOWN_DIM, N)),
        ((N, 12), (n, -1), (N, n, 12 // n)),
        (N, (3, -1), (UNKNOWN_DIM, 3, UNKNOWN_DIM)),
        ((N, 12), UNKNOWN, N),
    ],
)
def test_symbolic_sizes_are_reshaped(shape: tuple[Dim, ...] | None, target: object, expected: object) -> None:
    assert apply("Reshape", shape, target_shape=target).outputs.shape.dims == expected


def test_symbolic_sizes_are_flattened() -> None:
    assert apply("Flatten", (N, n, m, 3)).outputs.shape.dims == (N, 3 * n * m)
    assert apply("Flatten", (N, UNKNOWN_DIM, 3)).outputs.shape.dims == (N, UNKNOWN_DIM)
    assert apply("Flatten", (N, UNKNOWN_DIM, N)).outputs.shape.dims == (N, N)
    assert apply("Flatten", N).outputs.shape.dims == (UNKNOWN_DIM, UNKNOWN_DIM)


@pytest.mark.parametrize(
    ("shape", "dims", "expected"),
    [
        ((N, n, m), (2, 1), (N, m, n)),
        ((N, n, m), (UNKNOWN, 1), (N, UNKNOWN_DIM, n)),
        ((N, n, m), UNKNOWN, (N, UNKNOWN_DIM, UNKNOWN_DIM)),
        (N, (2, 1), (UNKNOWN_DIM, UNKNOWN_DIM, UNKNOWN_DIM)),
        (N, UNKNOWN, N),
        ((N,), UNKNOWN, (N,)),
    ],
)
def test_axes_are_permuted(shape: tuple[Dim, ...] | None, dims: object, expected: object) -> None:
    assert apply("Permute", shape, dims=dims).outputs.shape.dims == expected


def test_a_vector_is_repeated_a_symbolic_number_of_times() -> None:
    assert apply("RepeatVector", (N, 4), n=k).outputs.shape.dims == (N, k, 4)


@pytest.mark.parametrize(
    ("shape", "target"),
    [((N, n, 4), (n,)), ((N, 2 * n), (-1, 0)), ((N, 2 * n + 1), (2, -1)), ((N, n), (n + 1,)), ((N, 3, n), (-1, 0))],
)
def test_a_symbolic_mismatch_is_proven(shape: tuple[Dim, ...], target: tuple[Dim, ...]) -> None:
    with pytest.raises(Failed) as caught:
        apply("Reshape", shape, target_shape=target)
    assert isinstance(caught.value.failure, ReshapeMismatch)


@pytest.mark.parametrize(
    ("shape", "target", "kind"),
    [
        ((N, N, 4), (7,), ReshapeMismatch),
        ((N, UNKNOWN_DIM, 4), (7,), ReshapeMismatch),
        ((N, 5), (2, N), ReshapeMismatch),
        ((N, N), (0, -1), ReshapeMismatch),
        ((N, N, 4), (8,), N),
        ((N, N, 4), (7, -1), N),
        ((N, N), (N, -1), InvalidReshapeTarget),
        ((N, 4), (N, N), InvalidReshapeTarget),
        ((N, 4), (2, N), N),
        ((N, N, n), (2 * n,), N),
        (N, (3, 4), N),
    ],
)
def test_what_no_data_can_satisfy_is_late(
    shape: tuple[Dim, ...] | None, target: object, kind: type[Failure] | None
) -> None:
    late = apply("Reshape", shape, target_shape=target).late
    assert [type(failure) for failure in late] == ([] if kind is None else [kind])
    assert all(failure.late for failure in late)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Reshape", (-1, -1)), In((N, 4))), InvalidArgument),
        (case(new("Reshape", 12), In((N, 4))), InvalidArgument),
        (case(new("Reshape", (3,)), In((N, 4))), ReshapeMismatch),
        (case(new("Permute", (2, 1)), In((N, 4))), RankMismatch),
        (case(new("Permute", (0, 1)), In((N, 4, 5))), InvalidArgument),
        (case(new("Flatten"), In(())), RankMismatch),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


def test_a_mismatch_holds_shapes_without_the_batch() -> None:
    failure = failure_of(case(new("Reshape", (5, -1)), In((N, 3, 4))))
    assert isinstance(failure, ReshapeMismatch)
    assert (failure.source.dims, failure.target) == ((3, 4), (5, -1))


def test_keras_2_takes_any_negative_size_for_the_inferred_one() -> None:
    assert apply("Reshape", (N, 3, 4), version="2", target_shape=(-2, 6)).outputs.shape.dims == (N, 2, 6)
    assert apply("Reshape", (N, 3, N), version="2", target_shape=(-1, -1)).outputs.shape.dims == (N, N, N)
    for target in ((-1, -1), (2, N), (4.0, 3)):
        with pytest.raises(Failed):
            apply("Reshape", (N, 3, 4), version="2", target_shape=target)


def test_keras_2_repeats_any_number_of_times() -> None:
    assert apply("RepeatVector", (N, 4), version="2", n=0).outputs.shape.dims == (N, 0, 4)
