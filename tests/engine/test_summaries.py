"""`keralint summary` says what `model.summary()` would: layers, names, output shapes and parameters."""

from __future__ import annotations

import os
import textwrap
from typing import Any

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from keralint.config import Settings
from keralint.engine.analyze import summarize
from keralint.engine.result import LayerSummary, ModelSummary

PROGRAMS = {
    "functional with a branch and operators": """
        inputs = keras.Input((8,), name="in")
        x = layers.Dense(4)(inputs)
        x = layers.BatchNormalization()(x)
        y = layers.Add()([x, layers.Dense(4)(inputs)])
        model = keras.Model(inputs, y[:, :2] * 2.0)
        """,
    "sequential": """
        model = keras.Sequential([keras.Input((5, 3)), layers.Bidirectional(layers.LSTM(4)), layers.Dense(2)])
        """,
    "sequential, built late": """
        model = keras.Sequential([layers.Dense(4), layers.Dense(2)])
        model.build((None, 3))
        """,
    "a frozen base inside another model": """
        base = keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.BatchNormalization()], name="base")
        base.trainable = False
        model = keras.Sequential([base, layers.Dense(3)])
        """,
    "a shared layer": """
        shared = layers.Dense(4)
        a, b = keras.Input((3,)), keras.Input((3,))
        model = keras.Model([a, b], layers.Concatenate()([shared(a), shared(b)]))
        """,
    "several outputs": """
        inputs = keras.Input((5, 3))
        y, h, c = layers.LSTM(4, return_state=True)(inputs)
        model = keras.Model(inputs, {"y": y, "h": h})
        """,
    "a layer that is not trainable": """
        inputs = keras.Input((5,), dtype="int32")
        x = layers.Embedding(10, 4, trainable=False)(inputs)
        model = keras.Model(inputs, layers.GlobalAveragePooling1D()(x))
        """,
    "a model from a function, called in a loop": """
        def block(x, filters):
            x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
            return layers.MaxPooling2D()(layers.ReLU()(x))

        def build(size):
            inputs = x = keras.Input((size, size, 3))
            for filters in (4, 8):
                x = block(x, filters)
            return keras.Model(inputs, layers.Dense(10)(layers.Flatten()(x)), name="net")

        model = build(16)
        """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_agrees_with_keras(program: str) -> None:
    text = "import keras\nfrom keras import layers\n" + textwrap.dedent(program)
    keras.utils.clear_session()
    scope: dict[str, Any] = {}
    exec(text, scope)
    ours = {model.name: model for model in summarize(text.encode(), "model.py", Settings()).models}
    for name, model in scope.items():
        if isinstance(model, keras.Model):
            assert_same(ours[name], model)


def assert_same(ours: ModelSummary, model: keras.Model) -> None:
    assert ours.params == model.count_params()
    assert ours.trainable_params == sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    assert [shape for _, shape in ours.inputs] == [tuple(x.shape) for x in model.inputs]
    assert list(ours.outputs) == [tuple(x.shape) for x in model.outputs]
    operations = model.layers if isinstance(model, keras.Sequential) else model.operations
    assert [(one.name, one.class_name) for one in ours.layers] == [(o.name, type(o).__name__) for o in operations]
    for one, operation in zip(ours.layers, operations):
        assert_same_layer(one, operation)


def assert_same_layer(ours: LayerSummary, operation: Any) -> None:
    if isinstance(operation, keras.Layer):
        assert ours.params == operation.count_params()
    outputs = operation._inbound_nodes[0].output_tensors
    assert list(ours.output_shapes) == [tuple(x.shape) for x in outputs]


def test_what_is_not_known_is_none() -> None:
    text = "import keras\nfrom keras import layers\nmodel = keras.Sequential([layers.Dense(4)])\n"
    (model,) = summarize(text.encode(), "model.py", Settings()).models
    assert (model.kind, model.params, model.outputs) == ("sequential", None, ())
    assert [(layer.name, layer.output_shapes, layer.params) for layer in model.layers] == [("dense", (), None)]


def test_lines_are_those_of_the_binding_and_of_the_creation() -> None:
    text = "import keras\nx = keras.Input((3,))\ny = keras.layers.Dense(2)(x)\nmodel = keras.Model(x, y)\n"
    (model,) = summarize(text.encode(), "model.py", Settings()).models
    assert (model.name, model.line, [layer.line for layer in model.layers]) == ("model", 4, [2, 3])
    assert [layer.inputs for layer in model.layers] == [(), ("input_layer",)]
