"""What the tests of recurrent layers and wrappers share: applying a case in either version, running it on data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context, PlainStore
from keralint.semantics.failures import Failed, Failure
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiReference, Argument
from keralint.shapes import Shape
from semantics.differential import Case, In, New, _substitute

N = None


def x(*shape: int | None, dtype: str = "float32") -> In:
    """An input tensor."""
    return In(shape, dtype)


def applied(given: Case, version: str = "3", context: Context | None = None) -> Applied:
    """What the semantics answer in a version of Keras.

    Raises: Failed.
    """
    context = context or Context(load(version), PlainStore())

    def tensor(item: In) -> Tensor:
        return Tensor(Shape(item.shape), item.dtype)

    def layer(item: New) -> Layer:
        return made(context, item.class_name, *_of(item.positional), **_of(item.keyword))

    def _of(value: Any) -> Any:
        return _substitute(value, tensor, layer)

    return layer(given.layer).apply(CallArguments(tuple(_of(given.inputs)), _of(given.keyword)), context)


def made(context: Context, class_name: str, *positional: Argument, **keyword: Argument) -> Layer:
    """A new layer of Keras's own."""
    symbol = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol is not None
    return create(symbol, CallArguments(positional, keyword), context)


def reference(class_name: str) -> ApiReference:
    """The class itself, not called."""
    return ApiReference(f"keras.layers.{class_name}", load("3").resolve(f"keras.layers.{class_name}"))


def refusal(given: Case, version: str = "3") -> Failure | None:
    """Why the semantics refuse a case when it is built, if they do."""
    try:
        applied(given, version)
    except Failed as failed:
        return failed.failure
    return None


def shapes(outputs: Any) -> Any:
    """The shapes of outputs, nested as they are."""
    if isinstance(outputs, (tuple, list)):
        return type(outputs)(shapes(item) for item in outputs)
    return outputs.shape.dims


def fails_on_data(given: Case) -> bool:
    """Whether Keras accepts a case, and refuses it once zeros run through the model; dynamic sizes become 2."""

    def tensor(item: In) -> Any:
        inputs.append(keras.Input(batch_shape=item.shape, dtype=item.dtype))
        return inputs[-1]

    def layer(item: New) -> Any:
        positional, keyword = _substitute(item.positional, tensor, layer), _substitute(item.keyword, tensor, layer)
        return getattr(keras.layers, item.class_name)(*positional, **keyword)

    inputs: list[Any] = []
    outputs = layer(given.layer)(*_substitute(given.inputs, tensor, layer), **_substitute(given.keyword, tensor, layer))
    model = keras.Model(inputs, list(_leaves(outputs)))
    try:
        model([np.zeros([2 if size is None else size for size in item.shape]) for item in inputs])
    except Exception:  # noqa: BLE001  # whatever the backend raises
        return True
    return False


def _leaves(outputs: Any) -> Iterator[Any]:
    if isinstance(outputs, (tuple, list)):
        for item in outputs:
            yield from _leaves(item)
    else:
        yield outputs


def parameters(layer: Layer, context: Context) -> int | None:
    """The number of elements of all weights."""
    weights = layer.weights(context)
    return None if weights is None else sum(math.prod(weight.shape) for weight in weights)  # type: ignore[arg-type]
