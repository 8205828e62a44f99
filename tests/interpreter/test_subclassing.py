"""Layers and models that a program defines itself: shapes and weights as real Keras has them."""

from __future__ import annotations

import math
from textwrap import dedent
from typing import Any

import keras
import pytest

from interpreter.agreement import interpreted
from keralint.config import Settings
from keralint.diagnostics import Severity
from keralint.engine.analyze import infer, summarize
from keralint.semantics.models.counting import parameters
from programs import HEAD, findings

LAYERS = {
    "numbers up to a size that is open": """
        class Positions(layers.Layer):
            def __init__(self):
                super().__init__()
                self.words, self.places = layers.Embedding(9, 4), layers.Embedding(7, 4)
            def call(self, x):
                length = keras.ops.shape(x)[-1]
                return self.words(x) + self.places(keras.ops.arange(0, length, 1))
        x = Positions()(keras.Input((None,), dtype="int32"))
    """,
    "sizes by what layers declare": """
        class Block(layers.Layer):
            def __init__(self):
                super().__init__()
                self.conv = layers.Conv1D(4, 2)
            def build(self, input_shape):
                first = self.conv.compute_output_shape(input_shape)
                both = layers.Concatenate().compute_output_shape([first, first])
                self.dense = layers.Dense(2 * both[-1] + both[1])
            def call(self, x):
                return self.dense(self.conv(x))
        x = Block()(keras.Input((7, 5)))
    """,
    "`training` for a layer that takes none": """
        class Plain(layers.Layer):
            def call(self, x):
                return keras.ops.concatenate([x, x])
        class Outer(layers.Layer):
            def __init__(self):
                super().__init__()
                self.plain = Plain()
            def call(self, x, training=None):
                return self.plain(x, training=training)
        x = Outer()(keras.Input((7, 5)))
    """,
    "names of parts of equations": """
        import string
        class Project(layers.Layer):
            def build(self, input_shape):
                letters = string.ascii_lowercase[: len(input_shape)]
                equation = f"{letters},{letters[-1]}z->{letters[:-1]}z"
                self.dense = layers.EinsumDense(equation, output_shape=(None,) * (len(input_shape) - 2) + (9,))
            def call(self, x):
                return self.dense(x)
        x = Project()(keras.Input((7, 5)))
    """,
    "weights made in build": """
        class Scale(layers.Layer):
            def __init__(self, units, **kwargs):
                super().__init__(**kwargs)
                self.units = units
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], self.units), name="w")
                self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=False)
            def call(self, x):
                return keras.ops.matmul(x, self.w) + self.b
        x = Scale(4, name="scale")(keras.Input((7, 5)))
    """,
    "weights made in the constructor": """
        class Gain(layers.Layer):
            def __init__(self, size):
                super(Gain, self).__init__()
                self.gain = self.add_weight(shape=(size,))
            def call(self, x):
                return x * self.gain
        x = Gain(5)(keras.Input((7, 5)))
    """,
    "layers in lists and dicts": """
        class Block(layers.Layer):
            def __init__(self):
                super().__init__()
                self.parts = [layers.Dense(4), {"b": layers.Dense(3)}]
            def call(self, x, training=None):
                x = self.parts[0](x)
                if training:
                    x = x * 2
                return self.parts[1]["b"](x)
        x = Block()(keras.Input((7,)))
    """,
    "a layer inside a layer": """
        class Inner(layers.Layer):
            def __init__(self, n):
                super().__init__()
                self.dense = layers.Dense(n)
            def call(self, x):
                return self.dense(x)
        class Outer(layers.Layer):
            def __init__(self, sizes):
                super().__init__()
                self.inner = [Inner(n) for n in sizes]
            def call(self, x):
                for one in self.inner:
                    x = one(x)
                return x
        x = Outer((6, 2))(keras.Input((3,)))
    """,
    "several inputs by name": """
        class Join(layers.Layer):
            def build(self, query_shape, value_shape):
                self.w = self.add_weight(shape=(query_shape[-1], value_shape[-1]))
            def call(self, query, value):
                return keras.ops.matmul(query, self.w) + value
        x = Join()(keras.Input((4, 3)), keras.Input((4, 5)))
    """,
    "a list of inputs": """
        class Join(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[0][-1], input_shape[1][-1]))
            def call(self, inputs):
                query, value = inputs
                return keras.ops.matmul(query, self.w) + value
        x = Join()([keras.Input((4, 3)), keras.Input((4, 5))])
    """,
    "a dict of inputs": """
        class Join(layers.Layer):
            def call(self, inputs):
                return inputs["a"] + inputs["b"]
        x = Join()({"a": keras.Input((4, 3)), "b": keras.Input((4, 1))})
    """,
    "a shape that is declared": """
        class Half(layers.Layer):
            def call(self, x):
                return x[:, ::2]
            def compute_output_shape(self, input_shape):
                return (input_shape[0], (input_shape[1] + 1) // 2, *input_shape[2:])
        x = Half()(keras.Input((7, 3)))
    """,
    "a layer of Keras's, extended": """
        class Relu(layers.Dense):
            def __init__(self, units, **kwargs):
                super().__init__(units, activation="relu", **kwargs)
        x = Relu(4)(keras.Input((7, 3)))
    """,
    "a layer of Keras's, with a call of its own": """
        class Twice(layers.Dense):
            def call(self, x):
                return 2 * super().call(x)
        x = Twice(4)(keras.Input((7, 3)))
    """,
    "a wrapper": """
        class Twice(layers.Wrapper):
            def call(self, x):
                return keras.ops.expand_dims(self.layer(x), 1)
        x = Twice(layers.Dense(4))(keras.Input((3,)))
    """,
    "wrapped by Keras": """
        class Double(layers.Layer):
            def __init__(self, n):
                super().__init__()
                self.dense = layers.Dense(n)
            def call(self, x):
                return self.dense(x)
            def compute_output_shape(self, input_shape):
                return (*input_shape[:-1], 4)
        x = layers.TimeDistributed(Double(4))(keras.Input((7, 3)))
    """,
    "a frozen part": """
        class Block(layers.Layer):
            def __init__(self):
                super().__init__()
                self.a = layers.Dense(4, trainable=False)
                self.b = layers.BatchNormalization()
            def call(self, x):
                return self.b(self.a(x))
        x = Block()(keras.Input((3,)))
    """,
    "the base's constructor by its class": """
        class Block(layers.Layer):
            def __init__(self):
                layers.Layer.__init__(self)
                self.a = layers.Dense(4)
            def call(self, x):
                return self.a(x)
        x = Block()(keras.Input((3,)))
    """,
    "a mixin": """
        class Named:
            size = 5
            def make(self):
                return layers.Dense(self.size)
        class Block(Named, layers.Layer):
            def __init__(self):
                super().__init__()
                self.a = self.make()
            def call(self, x):
                return self.a(x)
        x = Block()(keras.Input((3,)))
    """,
    "a mask and a default": """
        class Pool(layers.Layer):
            def call(self, x, mask=None, keep=False):
                if mask is not None:
                    x = x * keras.ops.cast(keras.ops.expand_dims(mask, -1), x.dtype)
                return keras.ops.sum(x, axis=1, keepdims=keep)
        tokens = layers.Embedding(9, 4, mask_zero=True)(keras.Input((6,)))
        x = Pool()(tokens)
        y = Pool()(tokens, keep=True)
    """,
}

MODELS = {
    "a subclass": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.a = layers.Dense(4)
                self.b = layers.Dense(2)
            def call(self, x):
                return self.b(self.a(x))
        model = Net()
        x = model(keras.Input((3,)))
    """,
    "functional inside": """
        class Net(keras.Model):
            def __init__(self, size):
                inputs = keras.Input((size,))
                super().__init__(inputs, layers.Dense(2)(inputs))
        model = Net(3)
        x = model(keras.Input((3,)))
    """,
    "sequential inside": """
        class Net(keras.Sequential):
            def __init__(self, size):
                super().__init__()
                self.add(keras.Input((size,)))
                self.add(layers.Dense(2))
        model = Net(3)
        x = model(keras.Input((3,)))
    """,
    "a functional model in a subclass in a functional model": """
        i = keras.Input((3,))
        base = keras.Model(i, layers.Dense(4)(i))
        class Net(keras.Model):
            def __init__(self, base):
                super().__init__()
                self.base = base
                self.head = layers.Dense(2)
            def call(self, x):
                return self.head(self.base(x))
        inputs = keras.Input((3,))
        x = Net(base)(inputs)
        model = keras.Model(inputs, x)
    """,
}


def _in_keras(program: str) -> dict[str, Any]:
    keras.utils.clear_session()
    scope: dict[str, Any] = {}
    exec(HEAD + dedent(program), scope)
    return scope


@pytest.mark.parametrize("program", {**LAYERS, **MODELS}.values(), ids={**LAYERS, **MODELS})
def test_shapes(program: str) -> None:
    real = _in_keras(program)
    ours = {one.name: one for one in infer((HEAD + dedent(program)).encode(), "m.py", Settings()).tensors}
    for name in ("x", "y"):
        if name in real:
            assert ours[name].shape == real[name].shape
    assert not [one.message for one in findings(program) if one.severity is Severity.ERROR]


DECLARED = """
    class Inner(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
        def call(self, x):
            return {computed}
        def {method}
    x = {made}
"""
SHAPE = "compute_output_shape(self, input_shape): return "
SPEC = "compute_output_spec(self, x): return "
DECLARING = (
    (SHAPE + "input_shape[:-1]", "Inner()(keras.Input((4, 3)))"),
    (SHAPE + "input_shape[:-1]", "Inner()(keras.Input((4, 3), dtype='int32'))"),
    (SHAPE + "input_shape[:-1]", "Inner()(keras.Input((4, 3), dtype='float16'))"),
    (SHAPE + "input_shape[:-1]", "Inner(dtype='float16')(keras.Input((4, 3)))"),
    (SHAPE + "input_shape[:-1]", "Inner(dtype='mixed_float16')(keras.Input((4, 3)))"),
    (SHAPE + "input_shape[:-1]", "Inner(dtype=keras.DTypePolicy('mixed_bfloat16'))(keras.Input((4, 3)))"),
    (SHAPE + "[None, 7]", "Inner(dtype='float64')(keras.Input((4, 3)))"),
    (SHAPE + "()", "Inner()(keras.Input((4, 3)))"),
    (SHAPE + "(input_shape, (None, 5))", "Inner(dtype='float16')(keras.Input((4, 3)))[1]"),
    (SHAPE + "{'a': input_shape}", "Inner(dtype='float16')(keras.Input((4, 3)))['a']"),
    (SPEC + "keras.KerasTensor((None, 2), 'int32')", "Inner()(keras.Input((4, 3)))"),
    (SPEC + "[x, keras.KerasTensor(x.shape[:-1] + (7,))]", "Inner()(keras.Input((4, 3)))[1]"),
)


@pytest.mark.parametrize(("method", "made"), DECLARING)
@pytest.mark.parametrize("computed", ["x", "keras.ops.argmax(x, axis=-1)"])
def test_what_a_layer_declares(method: str, made: str, computed: str) -> None:
    """A layer's own `compute_output_shape` gives tensors of its compute dtype, `compute_output_spec` any."""
    program = DECLARED.format(computed=computed, method=method, made=made)
    real = _in_keras(program)["x"]
    ours = {one.name: one for one in infer((HEAD + dedent(program)).encode(), "m.py", Settings()).tensors}["x"]
    assert (ours.shape, ours.dtype) == (real.shape, real.dtype)


REVISED = """
    class Inner(layers.Dense):
        {call}
        def compute_output_shape(self, input_shape): return {shape}
    x = Inner(2)(keras.Input((4, 3)))
"""


@pytest.mark.parametrize("call", ["", "def call(self, x): return super().call(x)"])
@pytest.mark.parametrize("shape", ["(*input_shape[:-1], self.units)", "(None, 9)", "unknown_function(input_shape)"])
def test_what_a_layer_declares_in_place_of_its_base(call: str, shape: str) -> None:
    given = HEAD + "unknown_function = lambda shape: (*shape, int(str(1)))\n" if "unknown" in shape else HEAD
    program = dedent(REVISED.format(call=call, shape=shape))
    scope: dict[str, Any] = {}
    exec(given + program, scope)
    found = {one.name: one for one in infer((given + program).encode(), "m.py", Settings()).tensors}
    ours = found["x"].shape if "x" in found else None
    assert ours is None or ours == scope["x"].shape
    assert ours is not None or "units" not in shape


WEIGHTS = {name: program for name, program in LAYERS.items() if name != "wrapped by Keras"}
"""What `compute_output_shape` declares is believed by Keras, which then builds nothing."""


@pytest.mark.parametrize("program", WEIGHTS.values(), ids=WEIGHTS)
def test_weights_of_layers(program: str) -> None:
    layer = _in_keras(program)["x"]._keras_history.operation
    machine = interpreted(HEAD + dedent(program))
    ours = next(one for one, _ in machine.layers if one.class_name in (type(layer).__name__, "TimeDistributed"))
    assert parameters(ours, machine.context) == layer.count_params()
    trainable = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
    assert parameters(ours, machine.context, trainable=True) == trainable


@pytest.mark.parametrize("program", MODELS.values(), ids=MODELS)
def test_weights_of_models(program: str) -> None:
    model = _in_keras(program)["model"]
    summary = summarize((HEAD + dedent(program)).encode(), "m.py", Settings()).models[-1]
    assert summary.params == model.count_params()
