"""Layers and functions on arrays and on the backend's tensors, where Keras computes and declares nothing."""

from __future__ import annotations

from typing import Final

import pytest

from differential.comparison import Verdict, compare
from differential.program import Program

TENSORS: Final = """
import keras
import numpy as np
from keras import ops, layers
floats = np.ones((2, 3, 4), 'float32')
whole = np.ones((2, 3, 4), 'int32')
small = ops.ones((2, 3, 4), dtype='uint8')
truth = ops.ones((2, 3, 4), dtype='bool')
"""

KNOWN: Final = (
    "layers.Flatten()(floats)", "layers.Dense(3)(whole)", "layers.LSTM(2)(whole)", "layers.Embedding(5, 2)(whole)",
    "layers.TimeDistributed(layers.Dense(2))(whole)", "layers.Dropout(0.5)(floats)", "layers.RMSNormalization()(whole)",
    "layers.Lambda(lambda t: ops.argmax(t, axis=-1))(floats)", "layers.Lambda(lambda t: t[..., :1])(small)",
    "layers.Lambda(lambda t: t * 2, output_shape=(7,))(floats)", "layers.Softmax()(floats, mask=truth)",
    "layers.Dense(2, activation='glu')(floats)", "layers.Dense(2, activation=lambda t: t[0])(whole)",
    "layers.Conv1D(2, 2, activation=ops.sum)(floats)", "layers.Activation(lambda t: t[..., :1])(floats)",
    "layers.EinsumDense('abc,cd->abd', (3, 2), activation=layers.Flatten())(floats)",
    "layers.Dense(2, activation=layers.ReLU())(floats)", "layers.Dense(2, activation=lambda t: ops.tanh(t))(small)",
    "keras.activations.tanh(whole)", "keras.activations.exponential(truth)", "keras.activations.relu(floats)",
    "np.ones((2,), 'bool') % np.ones((2,), 'bool')", "np.ones((2,), 'bool') // np.ones((2,), 'bool')",
    "keras.losses.mean_squared_error(floats, floats)", "keras.losses.binary_crossentropy(whole, floats)",
    "keras.losses.sparse_categorical_crossentropy(whole[..., 0], floats)",
    "keras.losses.huber(floats[..., :1], floats)",
    "keras.losses.mean_squared_error(floats, floats[..., :2])", "keras.losses.poisson(whole, floats)",
)  # fmt: skip
"""Of these the shape and the dtype are known, or both refuse."""

OPEN: Final = (
    "layers.Dropout(0.5)(whole)", "layers.MaxPooling1D(2)(small)", "layers.GlobalAveragePooling1D()(whole)",
    "layers.Add()([truth, truth])", "layers.Masking()(small)", "layers.TimeDistributed(layers.RepeatVector(2))(small)",
    "layers.GlobalAveragePooling1D(dtype='int32')(floats)", "layers.Reshape((-1,), dtype='float16')(small)",
    "layers.AdaptiveAveragePooling2D(2)(floats)", "ops.right_shift(truth, truth)", "truth // truth",
    "keras.activations.soft_shrink(whole)", "keras.activations.hard_silu(whole)", "keras.activations.relu6(whole)",
    "layers.Dense(2, activation=lambda t: 1)(floats)", "layers.Dense(2, activation=lambda t: (t, t))(floats)",
    "layers.Activation(lambda t: t)(whole)", "layers.LSTM(2, activation='glu')(floats)",
    "keras.losses.mean_squared_error(floats[0], floats)", "keras.losses.mean_squared_error(floats, whole)",
)  # fmt: skip
"""Of these nothing wrong is said."""

TRACED: Final = (
    "layers.Lambda(lambda t: t[:, :1])(x)", "layers.Lambda(lambda t: t[:, :9])(x)",
    "layers.Lambda(lambda t: t[:, 1:])(x)",
    "layers.Lambda(lambda t: t[:, 2:1])(x)", "layers.Lambda(lambda t: t[:, -1:])(x)",
)  # fmt: skip

TOO_LARGE: Final = (
    "layers.MaxPooling1D(5)(t)", "layers.AveragePooling1D(5, strides=1)(t)", "layers.MaxPooling1D(9)(t)",
    "layers.MaxPooling2D((2, 5))(t[..., None])", "layers.Flatten()(layers.MaxPooling1D(5)(t))",
    "layers.ZeroPadding1D(3)(layers.MaxPooling1D(5)(t))", "ops.max_pool(t, 5, 1)", "ops.average_pool(t, 5, 1)",
    "ops.depthwise_conv(t, ops.ones((5, 4, 2)))", "ops.separable_conv(t, ops.ones((5, 4, 2)), ops.ones((1, 8, 2)))",
    "layers.Conv1D(2, 5)(t)", "layers.DepthwiseConv1D(5)(t)", "ops.conv(t, ops.ones((5, 4, 2)))",
)  # fmt: skip
"""Windows that are larger than what they move over: where Keras does not look at the shapes, JAX may give nothing."""

IN_A_LAYER: Final = """
import keras
from keras import layers, ops
class Inner(layers.Layer):
    def call(self, t):
        return {}
"""


@pytest.mark.parametrize("expression", TOO_LARGE)
def test_windows_that_are_too_large(expression: str) -> None:
    assert not _verdict(TENSORS + "t = floats\n", expression).is_wrong
    assert not _verdict(TENSORS + "x = keras.Input((3, 4))\n", f"layers.Lambda(lambda t: {expression})(x)").is_wrong
    assert not _verdict(IN_A_LAYER.format(expression), "Inner()(keras.Input((3, 4)))").is_wrong


@pytest.mark.parametrize("layer", ["MaxPooling1D(5)", "AveragePooling1D(5, strides=1)"])
def test_keras_refuses_windows_that_are_too_large_for_symbolic_tensors(layer: str) -> None:
    symbolic = TENSORS + "x = keras.Input((3, 4))\n"
    assert _verdict(symbolic, f"layers.{layer}(x)") is Verdict.REJECTED
    assert _verdict(symbolic, f"layers.TimeDistributed(layers.{layer})(x[..., None])") is not Verdict.FALSE_ERROR


@pytest.mark.parametrize("expression", KNOWN)
def test_agrees_with_keras(expression: str) -> None:
    assert _verdict(TENSORS, expression) in (Verdict.ACCEPTED, Verdict.REJECTED)


@pytest.mark.parametrize("expression", OPEN)
def test_is_never_wrong(expression: str) -> None:
    assert not _verdict(TENSORS, expression).is_wrong


@pytest.mark.parametrize("expression", TRACED)
def test_open_axes_are_sliced_as_the_backends_do(expression: str) -> None:
    declared = "import keras\nfrom keras import layers\nx = keras.Input(batch_shape=(2, None, 3))\n"
    assert not _verdict(declared, expression).is_wrong


@pytest.mark.parametrize("name", ["tanh", "exponential", "relu", "gelu", "softmax"])
@pytest.mark.parametrize("dtype", ["int32", "bool", "float16"])
def test_activations_declare_dtypes_as_keras_does(name: str, dtype: str) -> None:
    declared = f"import keras\nx = keras.Input((4,), dtype='{dtype}')\n"
    assert _verdict(declared, f"keras.activations.{name}(x)") in (Verdict.ACCEPTED, Verdict.REJECTED)


@pytest.mark.parametrize("dtype", ["bfloat16", "mixed_bfloat16", "float32"])
@pytest.mark.parametrize(
    "layer",
    [
        "SimpleRNN(3, dtype={!r})", "Bidirectional(layers.GRU(3, dtype={!r}))", "RNN(layers.LSTMCell(3, dtype={!r}))",
        "Dense(3, dtype={!r})", "Dense(3, dtype={!r}, kernel_initializer=keras.initializers.Orthogonal())",
        "LSTM(3, dtype={!r}, recurrent_initializer='glorot_uniform')",
    ],
)  # fmt: skip
def test_orthogonal_weights_are_not_made_in_bfloat16(layer: str, dtype: str) -> None:
    declared = "import keras\nfrom keras import layers\nx = keras.Input((4, 5))\n"
    assert _verdict(declared, f"layers.{layer.format(dtype)}(x)") in (Verdict.ACCEPTED, Verdict.REJECTED)


def _verdict(first_lines: str, expression: str) -> Verdict:
    return compare(Program("", f"{first_lines}y = {expression}\n")).verdict
