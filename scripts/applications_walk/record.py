"""One application, built by Keras without weights of any value, as a list of rows: what was called on what."""

from __future__ import annotations

import contextlib
import inspect
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import keras
import numpy as np
from keras.src.applications import imagenet_utils
from keras.src.ops.node import Node

AUTOMATIC = "*"
"""What the recorded name of a layer begins with that Keras names by itself."""
MODEL_NAME = "@"
"""The name that the model is given, so that names of layers made from it are seen."""
INITIALIZERS = ("VarianceScaling", "RandomNormal", "RandomUniform", "TruncatedNormal", "Zeros", "Ones", "Constant")
LEFT_OUT = ("name", "data_format", "mean", "variance", "init_values", "drop_path_rate")
NOT_SHAPES = ("regularizer", "constraint", "initializer")
"""Arguments that no shape and no number of weights depends on."""


@dataclass(frozen=True)
class Row:
    """One call: the name of the layer, its class and arguments, and the names of the rows it was called on.

    An argument of the call is the name of a row, a list of such names, or a number in a tuple.
    """

    name: str
    class_name: str
    config: str
    inputs: tuple[Any, ...]

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(json.loads(self.config))


@contextlib.contextmanager
def recording() -> Iterator[list[Any]]:
    """Weights are zeros, nothing is loaded, automatic names are marked; gives the list of the calls, in their order."""
    nodes: list[Any] = []
    made = Node.__init__
    counts = iter(range(10**9))

    def noted(self: Any, *arguments: Any, **keywords: Any) -> None:
        made(self, *arguments, **keywords)
        nodes.append(self)

    def zeros(self: Any, shape: Any, dtype: Any = None, **_: Any) -> Any:
        return np.broadcast_to(np.zeros((), dtype or "float32"), tuple(shape))

    def automatic(base: str) -> str:
        return f"{AUTOMATIC}{next(counts)}"

    with contextlib.ExitStack() as stack:
        for name in INITIALIZERS:
            stack.enter_context(mock.patch.object(getattr(keras.initializers, name), "__call__", zeros))
        stack.enter_context(mock.patch.object(Node, "__init__", noted))
        stack.enter_context(mock.patch("keras.src.ops.operation.auto_name", automatic))
        stack.enter_context(mock.patch("keras.src.utils.file_utils.get_file", return_value="weights.h5"))
        stack.enter_context(mock.patch.object(keras.Model, "load_weights"))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield nodes


def built(builder: Any, **options: Any) -> list[Row]:
    """The rows of the model that `builder(**options)` makes, the input first."""
    keras.backend.clear_session()
    with recording() as nodes:
        model = builder(**options)
    names: dict[int, str] = {}
    rows = []
    own = {id(operation) for operation in model.operations}
    for node in nodes:
        operation = node.operation
        if id(operation) not in own or operation.name in names.values():
            continue
        names[id(node)] = operation.name
        rows.append(_row(operation, node, names))
    return rows


class Checked(Exception):  # noqa: N818  # it ends a build that has told what it was made for
    """The builder has checked its arguments."""


def measures(builder: Any) -> dict[str, int]:
    """The image size of the weights and the least size, as the builder hands them to Keras's check of the image.

    Empty for a builder that has a check of its own.

    Raises: ValueError, if the builder refuses to build anything.
    """
    found: dict[str, int] = {}

    def noted(shape: Any, **options: Any) -> Any:
        found.update(size=options["default_size"], minimum=options["min_size"])
        raise Checked

    with mock.patch.object(imagenet_utils, "obtain_input_shape", noted), recording(), contextlib.suppress(Checked):
        builder(weights=None)
    return found


def _row(operation: Any, node: Any, names: dict[int, str]) -> Row:
    if isinstance(operation, keras.Sequential):
        inner = [[layer.name, type(layer).__name__, _config(layer)] for layer in operation.layers]
        config: dict[str, Any] = {"layers": inner}
    else:
        config = _config(operation) if isinstance(operation, keras.layers.Layer) else {}
    kind = type(operation).__name__
    if not isinstance(operation, keras.layers.Layer):
        kind = f"ops.{kind}"
    given = (*node.arguments.args, *node.arguments.kwargs.values())
    inputs = tuple(_input(value, names) for value in given if value is not None and not isinstance(value, bool))
    return Row(operation.name, kind, json.dumps(config, sort_keys=True), inputs)


def _input(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_input(item, names) for item in value)
    if isinstance(value, keras.KerasTensor):
        operation, index, _ = value._keras_history
        return names[id(operation._inbound_nodes[index])]
    return (float(value),)


def _config(layer: Any) -> dict[str, Any]:
    """The constructor's arguments that are not the defaults, without what has no influence on shapes."""
    if isinstance(layer, keras.layers.InputLayer):
        return {}
    config = layer.get_config()
    found: dict[str, Any] = {}
    for name, parameter in inspect.signature(type(layer).__init__).parameters.items():
        if name not in config or name in LEFT_OUT or name.endswith(NOT_SHAPES):
            continue
        value, default = _plain(config[name]), _plain(parameter.default)
        linear = name == "activation" and value == "linear" and default is None
        if value != default and not linear:
            found[name] = value
    given = isinstance(layer, keras.layers.Normalization) and config.get("mean") is not None
    return found | ({"mean": 0.0, "variance": 1.0} if given else {})


def _plain(value: Any) -> Any:
    """The value as JSON has it; a pair of equal integers as one of them, numbers for each channel as 1."""
    if isinstance(value, dict) and "class_name" in value:
        return value["config"] if isinstance(value["config"], str) else value["class_name"]
    if isinstance(value, (tuple, list)):
        items = [_plain(item) for item in value]
        if len(items) == 2 and items[0] == items[1] and isinstance(items[0], int):
            return items[0]
        return 1.0 if items and all(isinstance(item, float) for item in items) else items
    return value
