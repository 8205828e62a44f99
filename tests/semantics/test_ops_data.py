"""Data that Keras downloads, by its documentation, and what prepares images for its applications, against Keras."""

from __future__ import annotations

import inspect

import pytest

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import apply_operation, find
from keralint.semantics.tensors import Structure, Tensor, TensorKind, tensors_in
from keralint.shapes import Shape
from semantics.differential_ops import keras


def applied(path: str, *positional: object, **keyword: object) -> Structure:
    operation = find(path)
    assert operation is not None
    return apply_operation(operation, CallArguments(positional, keyword), Context(load("3"))).outputs


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10", "cifar100"])
def test_images_have_the_shapes_that_are_documented(name: str) -> None:
    documented = inspect.getdoc(getattr(keras.datasets, name).load_data) or ""
    arrays = list(tensors_in(applied(f"keras.datasets.{name}.load_data")))
    assert len(arrays) == 4
    for variable, array in zip(("x_train", "y_train", "x_test", "y_test"), arrays):
        assert f"assert {variable}.shape == {array.shape.dims}" in documented
        assert array.kind is TensorKind.ARRAY


ROWS = [
    ("california_housing", {}, (16_512, 8)),
    ("california_housing", {"version": "small"}, (480, 8)),
    ("boston_housing", {"test_split": 0.5}, (253, 13)),
    ("reuters", {"num_words": 1000}, (8_982,)),
    ("imdb", {"num_words": 1000}, (25_000,)),
    ("imdb", {"maxlen": 100}, None),
    ("reuters", {"maxlen": 100}, None),
    ("boston_housing", {"test_split": Tensor.unknown()}, None),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), ROWS)
def test_rows(name: str, arguments: dict[str, object], expected: tuple[int, ...] | None) -> None:
    first = next(tensors_in(applied(f"keras.datasets.{name}.load_data", **arguments)), None)
    assert (None if first is None else first.shape.dims) == expected


NAMES = [name for name in dir(keras.applications) if hasattr(getattr(keras.applications, name), "preprocess_input")]
SHAPES = [(None, 8, 8, 3), (None, None, None, 3), (8, 8, 3), (2, 8, 8, 1)]


@pytest.mark.parametrize("name", sorted({*NAMES} - {"imagenet_utils"}))
@pytest.mark.parametrize("shape", SHAPES)
def test_images_are_prepared_as_by_keras(name: str, shape: tuple[int | None, ...]) -> None:
    function = getattr(keras.applications, name).preprocess_input
    symbol = load("3").resolve(f"keras.applications.{name}.preprocess_input")
    assert symbol is not None
    try:
        real = function(keras.KerasTensor(shape, "float32"))
    except ValueError:
        return  # an image of one channel
    made = applied(symbol.canonical, Tensor(Shape(shape), "float32"))
    assert isinstance(made, Tensor)
    assert (made.shape.dims, made.dtype) == (real.shape, real.dtype)
