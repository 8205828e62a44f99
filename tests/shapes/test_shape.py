"""Shapes: broadcasting as Keras and NumPy do it, joins, compatibility."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.ops.operation_utils import broadcast_shapes as of_keras

from keralint.shapes import (
    UNKNOWN_DIM,
    UNKNOWN_SHAPE,
    Answer,
    BroadcastError,
    Dim,
    Shape,
    Variable,
    broadcast_shapes,
    compatible,
    join,
    join_dims,
    multiply,
    substitute,
)
from shapes.expressions import MINIMA, SYMBOLS

n, m, z = SYMBOLS["n"], SYMBOLS["m"], SYMBOLS["z"]
SIZES: list[Dim] = [0, 1, 2, 5, None, UNKNOWN_DIM, n, n + 1, 2 * n, m + 1, z]
DIMS = st.sampled_from(SIZES)
SHAPES = st.lists(DIMS, max_size=4).map(lambda dims: Shape(tuple(dims))) | st.just(UNKNOWN_SHAPE)
KNOWN = st.lists(st.sampled_from([0, 1, 2, 3]), max_size=4).map(tuple)
DYNAMIC = st.lists(st.sampled_from([0, 1, 2, 3, None]), max_size=4).map(tuple)


def broadcast(left: Shape, right: Shape) -> Shape | None:
    try:
        return broadcast_shapes(left, right)
    except BroadcastError:
        return None


# --- broadcasting ---------------------------------------------------------------------------------------------------


@given(KNOWN, KNOWN)
def test_as_numpy_does(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    try:
        expected = np.broadcast_shapes(left, right)
    except ValueError:
        expected = None
    found = broadcast(Shape(left), Shape(right))
    assert (found.dims if found else None) == expected


@given(DYNAMIC, DYNAMIC)
def test_as_keras_does(left: tuple[int | None, ...], right: tuple[int | None, ...]) -> None:
    try:
        expected = tuple(of_keras(left, right))
    except ValueError:
        expected = None
    found = broadcast(Shape(left), Shape(right))
    assert (found.dims if found else None) == expected


def instances(dim: Dim, numbers: dict[str, int]) -> list[int | None]:
    """What a size may be, where the variables have these values."""
    if dim is UNKNOWN_DIM:
        return [0, 1, 2, 5, None]
    found = substitute(dim, {Variable(name, MINIMA[name]): number for name, number in numbers.items()})
    assert found is None or isinstance(found, int)
    return [found]


@pytest.mark.parametrize(("left", "right"), list(itertools.product(SIZES, SIZES)))
def test_every_instance_agrees_with_keras(left: Dim, right: Dim) -> None:
    found = broadcast(Shape.of(left), Shape.of(right))
    assert broadcast(Shape.of(right), Shape.of(left)) == found
    for numbers in ({"n": a, "m": b, "z": c} for a, b, c in itertools.product((1, 2, 5), (1, 4), (0, 1, 2))):
        for a, b in itertools.product(instances(left, numbers), instances(right, numbers)):
            try:
                expected = of_keras((a,), (b,))[0]
            except ValueError:
                continue
            assert found is not None
            assert found.dims is not None
            assert expected in instances(found.dims[0], numbers) or found.dims[0] is UNKNOWN_DIM


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (None, 1, None),
        (None, 5, 5),
        (None, n + 1, n + 1),
        (None, n, UNKNOWN_DIM),  # `n` may be 1
        (None, None, None),
        (n, 1, n),
        (n, 5, 5),
        (n, n, n),
        (n + 1, m + 1, m + 1),
        (n + 1, 5, 5),
        (UNKNOWN_DIM, 5, 5),
        (UNKNOWN_DIM, 1, UNKNOWN_DIM),
        (UNKNOWN_DIM, None, UNKNOWN_DIM),
    ],
)
def test_one_size_against_another(left: Dim, right: Dim, expected: Dim) -> None:
    assert broadcast_shapes(Shape.of(left), Shape.of(right)) == Shape.of(expected)


def test_the_error_names_the_axis_from_the_end() -> None:
    with pytest.raises(BroadcastError) as raised:
        broadcast_shapes(Shape.of(None, 3, 4), Shape.of(2, 4))
    assert (raised.value.axis, raised.value.left, raised.value.right) == (-2, 3, 2)
    with pytest.raises(BroadcastError):
        broadcast_shapes(Shape.of(n + 1), Shape.of(n + 2))


@given(SHAPES)
def test_broadcasting_with_nothing_changes_nothing(shape: Shape) -> None:
    assert broadcast(shape, Shape.of()) == shape
    assert broadcast(shape, UNKNOWN_SHAPE) == UNKNOWN_SHAPE
    assert broadcast(shape, shape) == shape


# --- joins ----------------------------------------------------------------------------------------------------------


@given(SHAPES, SHAPES, SHAPES)
def test_join_is_a_semilattice(a: Shape, b: Shape, c: Shape) -> None:
    assert join(a, a) == a
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert join(join(a, b), a) == join(a, b)
    assert join(a, UNKNOWN_SHAPE) == UNKNOWN_SHAPE


@given(SHAPES, SHAPES)
def test_a_join_says_nothing_that_one_does_not(a: Shape, b: Shape) -> None:
    joined = join(a, b)
    for shape in (a, b):
        if joined.dims is not None:
            assert shape.dims is not None
            assert all(ours in (theirs, UNKNOWN_DIM) for ours, theirs in zip(joined.dims, shape.dims, strict=True))


def test_joins_of_sizes() -> None:
    assert join_dims(None, 5) is UNKNOWN_DIM
    assert join_dims(n, n) == n
    assert join_dims(n, m) is UNKNOWN_DIM
    assert join_dims(None, None) is None


# --- compatibility --------------------------------------------------------------------------------------------------


@given(SHAPES, SHAPES)
def test_compatibility(a: Shape, b: Shape) -> None:
    assert compatible(a, b) is compatible(b, a)
    if compatible(a, b) is Answer.NO:
        assert a != b
    if compatible(a, b) is Answer.YES:
        assert a == b


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (Shape.of(2, 3), Shape.of(2, 3), Answer.YES),
        (Shape.of(2, 3), Shape.of(2, 4), Answer.NO),
        (Shape.of(None, 3), Shape.of(2, 3), Answer.MAYBE),
        (Shape.of(None, 3), Shape.of(None, 4), Answer.NO),
        (Shape.of(n), Shape.of(n + 1), Answer.NO),
        (Shape.of(n), Shape.of(m), Answer.MAYBE),
        (Shape.of(2), Shape.of(2, 1), Answer.NO),
        (UNKNOWN_SHAPE, Shape.of(2), Answer.MAYBE),
    ],
)
def test_compatible(left: Shape, right: Shape, answer: Answer) -> None:
    assert compatible(left, right) is answer


# --- the rest -------------------------------------------------------------------------------------------------------


def test_axes() -> None:
    shape = Shape.of(None, 3, n)
    assert (shape.rank, shape.dim(-1), shape.dim(0), shape.size()) == (3, n, None, None)
    assert shape.replace(1, 5) == Shape.of(None, 5, n)
    assert shape.with_last(7) == Shape.of(None, 3, 7)
    assert shape.insert(0, 1) == Shape.of(1, None, 3, n)
    assert shape.insert(-1, 1) == Shape.of(None, 3, n, 1)
    assert shape.remove(1) == Shape.of(None, n)
    assert shape.prefix(2) == Shape.of(None, 3)
    assert Shape.of(3, n).size() == multiply(3, n)
    for wrong in (3, -4):
        for act in (shape.dim, shape.remove, lambda axis: shape.replace(axis, 1)):
            with pytest.raises(IndexError):
                act(wrong)


def test_of_an_unknown_rank_nothing_is_known() -> None:
    unknown = UNKNOWN_SHAPE
    assert unknown.rank is None
    assert unknown.dim(7) is unknown.size() is UNKNOWN_DIM
    assert unknown.replace(0, 1) == unknown.insert(0, 1) == unknown.remove(0) == unknown.prefix(1) == unknown
    assert not unknown.known
    assert Shape.of(None, n).known
    assert not Shape.of(UNKNOWN_DIM).known
