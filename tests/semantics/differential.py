"""Runs one layer in real Keras and in the semantics, and compares: shape, dtype, weights, accepted or refused."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context, PlainStore, count_parameters
from keralint.semantics.failures import Failed, Failure
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.tensors import Tensor
from keralint.shapes import Shape, UnknownDim, total


@dataclass(frozen=True)
class In:
    """An input tensor of the case, the batch axis included."""

    shape: tuple[int | None, ...]
    dtype: str = "float32"


@dataclass(frozen=True)
class New:
    """A layer that is an argument of another (`New("LSTM", units=3)`)."""

    class_name: str
    positional: tuple[Any, ...] = ()
    keyword: Mapping[str, Any] = field(default_factory=dict)


def new(class_name: str, *positional: Any, **keyword: Any) -> New:
    return New(class_name, positional, keyword)


@dataclass(frozen=True)
class Case:
    """A layer, and what it is called on: `inputs` are the positional arguments of the call."""

    layer: New
    inputs: tuple[Any, ...]
    keyword: Mapping[str, Any] = field(default_factory=dict)


def case(layer: New, *inputs: Any, **keyword: Any) -> Case:
    return Case(layer, inputs, keyword)


@dataclass(frozen=True)
class Answer:
    """Outputs as nested shapes with dtypes, the number of parameters; or why it is refused."""

    outputs: Any = None
    parameters: int | None = None
    refused: str | None = None


def _substitute(value: Any, tensor: Any, layer: Any) -> Any:
    if isinstance(value, In):
        return tensor(value)
    if isinstance(value, New):
        return layer(value)
    if isinstance(value, (tuple, list)):
        return type(value)(_substitute(item, tensor, layer) for item in value)
    if isinstance(value, Mapping):
        return {key: _substitute(item, tensor, layer) for key, item in value.items()}
    return value


def in_keras(case: Case) -> Answer:
    """What real Keras answers."""

    def tensor(given: In) -> Any:
        return keras.Input(batch_shape=given.shape, dtype=given.dtype)

    def layer(given: New) -> Any:
        positional = _substitute(given.positional, tensor, layer)
        return getattr(keras.layers, given.class_name)(*positional, **_substitute(given.keyword, tensor, layer))

    def describe(value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return [describe(item) for item in value]
        if isinstance(value, Mapping):
            return {key: describe(item) for key, item in value.items()}
        return (tuple(value.shape), keras.backend.standardize_dtype(value.dtype))

    try:
        built = layer(case.layer)
        inputs = _substitute(case.inputs, tensor, layer)
        outputs = built(*inputs, **_substitute(case.keyword, tensor, layer))
    except Exception as error:  # noqa: BLE001  # whatever Keras raises is its answer
        return Answer(refused=f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
    return Answer(describe(outputs), built.count_params())


def in_keralint(case: Case) -> tuple[Answer, Failure | None]:
    """What the semantics answer, with the failure if they refuse."""
    context = Context(load("3"), PlainStore())

    def tensor(given: In) -> Tensor:
        return Tensor(Shape(given.shape), given.dtype)

    def layer(given: New) -> Layer:
        symbol = context.database.resolve(f"keras.layers.{given.class_name}")
        assert symbol is not None
        positional = _substitute(given.positional, tensor, layer)
        keyword = _substitute(given.keyword, tensor, layer)
        return create(symbol, CallArguments(tuple(positional), keyword), context)

    def describe(value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return [describe(item) for item in value]
        if isinstance(value, Mapping):
            return {key: describe(item) for key, item in value.items()}
        return (value.shape.dims, value.dtype) if isinstance(value, Tensor) else value

    try:
        built = layer(case.layer)
        inputs = _substitute(case.inputs, tensor, layer)
        applied = built.apply(CallArguments(tuple(inputs), _substitute(case.keyword, tensor, layer)), context)
    except Failed as failed:
        return Answer(refused=repr(failed.failure)), failed.failure
    parameters = total(weight.size for weight in built.weights(context) or ())
    return Answer(describe(applied.outputs), parameters if isinstance(parameters, int) else None), None


def assert_agrees(case: Case) -> None:
    """Fails unless both accept with the same outputs and parameters, or both refuse."""
    keras_answer, (ours, _) = in_keras(case), in_keralint(case)
    if keras_answer.refused is not None or ours.refused is not None:
        assert (ours.refused is None) == (keras_answer.refused is None), f"{case}\nKeras: {keras_answer}\nours: {ours}"
        return
    assert ours == keras_answer, f"{case}\nKeras: {keras_answer}\nours:  {ours}"


def failure_of(case: Case) -> Failure | None:
    """The failure that the semantics answer, if they refuse the case."""
    return in_keralint(case)[1]


__all__ = [
    "Answer",
    "Case",
    "In",
    "New",
    "Sequence",
    "UnknownDim",
    "assert_agrees",
    "case",
    "count_parameters",
    "failure_of",
    "in_keralint",
    "in_keras",
    "new",
]
