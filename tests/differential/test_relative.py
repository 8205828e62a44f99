"""The shapes in what nobody calls, relative to its parameters: with values for these, they are those of Keras."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from types import FrameType, SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from keralint.config import Settings
from keralint.engine.analyze import infer
from keralint.engine.result import TensorBinding
from keralint.reporters.shapes import shape_text

HEAD = "import math\nimport keras\nfrom keras import layers, ops\n"
FILE = "<program>"

Given = Mapping[str, Any]
"""What is given: a tuple is the shape of an array."""


def locals_of(program: str, given: Given) -> dict[str, Any]:
    """The variables of the function `f`, or of the method `call`, as it returns, and what the program defines."""
    names: dict[str, Any] = {}
    exec(compile(HEAD + program, FILE, "exec"), names)
    seen: dict[str, Any] = {}

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if event == "return" and frame.f_code.co_filename == FILE and frame.f_code.co_name in ("f", "call"):
            seen.update(frame.f_locals)

    arguments = {
        name: np.ones(value, "float32") if isinstance(value, tuple) else value for name, value in given.items()
    }
    tensors = {name: value for name, value in arguments.items() if isinstance(value, np.ndarray)}
    settings = {name: value for name, value in arguments.items() if name not in tensors}
    sys.setprofile(watch)
    try:
        if "f" in names:
            names["f"](**arguments)
        else:
            names["Block"](**settings)(*tensors.values())
    finally:
        sys.setprofile(None)
    return names | settings | seen


def inferred(program: str) -> dict[str, TensorBinding]:
    """What each name is bound to last."""
    result = infer((HEAD + program).encode(), "program.py", Settings())
    return {one.name: one for one in result.tensors}


def block(call: str, init: str = "", build: str = "", parameters: str = "") -> str:
    """A layer with these bodies, lines separated by `;`."""
    rows = [
        "class Block(layers.Layer):",
        f"    def __init__(self{parameters}, **kwargs):",
        "        super().__init__(**kwargs)",
        *(f"        {row}" for row in init.split("; ") if row),
        *(["    def build(self, input_shape):"] if build else []),
        *(f"        {row}" for row in build.split("; ") if row),
        "    def call(self, x, mask=None):",
        *(f"        {row}" for row in call.split("; ")),
        "        return y",
    ]
    return "\n".join(rows) + "\n"


def function(body: str, parameters: str = "x") -> str:
    return "\n".join([f"def f({parameters}):", *(f"    {row}" for row in body.split("; ")), "    return y"]) + "\n"


CACHED = """\
class Cached(layers.MultiHeadAttention):
    def call(self, query, value, key=None, cache=None, training=None):
        q = self._query_dense(query)
        k = self._key_dense(value if key is None else key)
        v = self._value_dense(value)
        out, _ = self._compute_attention(query=q, key=k, value=v, training=training)
        scores = ops.einsum(self._dot_product_equation, k, q)
        weights = self._dropout_layer(self._masked_softmax(scores), training=training)
        summed = ops.einsum(self._combine_equation, weights, v)
        z = self._output_dense(out)
        return z if cache is None else (z, cache)
"""
"""Attention that is computed step by step."""

WITH_KEYWORDS = """\
class Base(layers.Layer):
    def __init__(self, units, scale=2, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Conv1D(units * scale, 1)

class Block(Base):
    def __init__(self, **kwargs):
        self.more = kwargs.pop("more", 3)
        super().__init__(**kwargs)
    def call(self, x):
        y = ops.tile(self.dense(x), (1, 1, self.more))
        return y
"""
"""A layer that passes on what it is given."""

IMAGE, SEQUENCE = (2, 12, 10, 6), (2, 7, 8)

PROGRAMS = {
    "defaults are left alone": (
        function("y = layers.Conv2D(n, 3, data_format=data_format)(x)", "x, n, data_format=None"),
        {"x": IMAGE, "n": 5},
    ),
    "a size that is computed from what is given": (
        function("y = layers.Conv1D(n, k, padding='same', strides=2)(x)", "x, n, k"),
        {"x": SEQUENCE, "n": 5, "k": 3},
    ),
    "a window without padding": (
        block(
            "y = self.conv(x)",
            "self.conv = layers.Conv2D(dim, kernel_size=patch, strides=patch)",
            parameters=", dim, patch",
        ),
        {"dim": 5, "patch": 2, "x": IMAGE},
    ),
    "heads of attention": (
        block(
            "q = self.query(x); k = self.key(x); scores = ops.einsum('bqhd,bkhd->bhqk', q, k); "
            "scaled = ops.multiply(scores, ops.cast(self.factor, self.compute_dtype)); "
            "y = ops.einsum('bhqk,bkhd->bqhd', ops.softmax(scaled), k)",
            "self.heads = heads; self.size = size",
            "size = self.size or input_shape[-1] // self.heads; self.factor = 1 / math.sqrt(size); "
            "self.query = layers.EinsumDense('bqm,mhd->bqhd', output_shape=(None, self.heads, size)); "
            "self.key = layers.EinsumDense('bqm,mhd->bqhd', output_shape=(None, self.heads, size))",
            ", heads, size=None",
        ),
        {"heads": 2, "x": SEQUENCE},
    ),
    "what is given for None": (
        block(
            "y = self.dense(x)",
            "if kind not in ('small', 'large'):\n            raise ValueError(kind); self.dense = layers.Dense(units)",
            parameters=", units, kind=None",
        ),
        {"units": 3, "kind": "small", "x": SEQUENCE},
    ),
    "axes that are moved": (
        block(
            "rank = len(x.shape); c = layers.Conv1D(8, 1)(x); a = ops.moveaxis(c, (rank - 1, 1), (-1, 1)); "
            "b = ops.transpose(a, (0, 2, 1)); y = ops.reshape(b, (ops.shape(x)[0], -1, 2, 4))"
        ),
        {"x": (2, 8, 8)},
    ),
    "a part of an axis": (
        function(
            "y = layers.Conv1D(9, 1)(x); a = x[..., :n]; b = x[:, 1:]; c = x[:, ::2]; d = x[:, 1:n]; e = x[:, :-1]; "
            "g = ops.concatenate([a, a], axis=-1)",
            "x, n",
        ),
        {"x": SEQUENCE, "n": 3},
    ),
    "halves that are put together": (
        function(
            "c = layers.Conv1D(6, 1)(x); a, b = ops.split(x, 2, axis=-1); c = ops.stack([a, b], axis=-2); "
            "y = ops.reshape(c, ops.shape(x))"
        ),
        {"x": SEQUENCE},
    ),
    "numbers in a row": (
        function(
            "a = ops.arange(ops.shape(x)[1], dtype='float32'); b = ops.arange(0, ops.shape(x)[-1], 2); "
            "c = ops.einsum('i,j->ij', a, ops.cast(b, 'float32')); y = layers.Conv1D(3, 1)(x)"
        ),
        {"x": SEQUENCE},
    ),
    "weights of a layer": (
        block(
            "y = layers.Dense(2)(x); w = self.table.embeddings",
            "self.table = layers.Embedding(rows, 4); self.table.build()",
            parameters=", rows",
        ),
        {"rows": 9, "x": SEQUENCE},
    ),
    "a second tensor": (
        function(
            "a = layers.Conv1D(n, 1)(x); b = layers.Conv1D(n, 1)(residual); y = ops.add(a, residual)", "x, residual, n"
        ),
        {"x": SEQUENCE, "residual": (2, 7, 5), "n": 5},
    ),
    "an output that is asked for": (
        block(
            "y = self.attention(x, x)",
            "self.attention = layers.MultiHeadAttention(2, 3, output_shape=size)",
            parameters=", size",
        ),
        {"size": 5, "x": SEQUENCE},
    ),
    "an activation by its name": (
        function("y = keras.activations.get('relu')(layers.Conv1D(3, 1)(x)); z = keras.activations.get(None)(y)"),
        {"x": SEQUENCE},
    ),
    "leaves of a structure": (
        function("a = keras.tree.flatten({'b': x, 'a': [x]}); b = layers.Conv1D(3, 1)(a[1]); y = a[0] + 1"),
        {"x": SEQUENCE},
    ),
    "a name in a text": (
        function("made = eval('layers.Conv1D'); y = made(3, 1)(x)"),
        {"x": SEQUENCE},
    ),
    "a `call` that goes by what Keras's class has made": (
        CACHED
        + block(
            "c = layers.Conv1D(8, 1)(x); y = self.attention(query=c, value=c)",
            "self.attention = Cached(num_heads=2, key_dim=3, output_shape=size)",
            parameters=", size",
        ),
        {"size": 4, "x": SEQUENCE},
    ),
    "a `build` by which Keras's class is built": (
        CACHED
        + block(
            "c = layers.Conv2D(8, 1)(x); y = self.attention(c, c)",
            "self.attention = Cached(heads, 3)",
            "self.attention.build(input_shape, input_shape)",
            ", heads",
        ),
        {"heads": 2, "x": (2, 3, 7, 8)},
    ),
    "attention along some of the axes": (
        CACHED
        + block(
            "c = layers.Conv2D(8, 1)(x); y = self.attention(c, c)", "self.attention = Cached(2, 3, attention_axes=(2,))"
        ),
        {"x": (2, 3, 7, 8)},
    ),
    "what `**` takes besides": (WITH_KEYWORDS, {"units": 5, "x": SEQUENCE}),
    "a number of heads that is not asked for a rest": (
        block(
            "b = ops.shape(x)[0]; q = ops.reshape(self.query(x), (b, -1, self.heads, self.size)); "
            "a = ops.dot_product_attention(q, q, q); y = ops.reshape(a, (b, -1, self.heads * self.size))",
            "self.heads = heads; self.size = width // heads; self.query = layers.Conv1D(width, 1)",
            parameters=", width, heads",
        ),
        {"width": 6, "heads": 2, "x": SEQUENCE},
    ),
    "an element that is asked for by a number": (
        block(
            "z = ops.reshape(self.dense(x), (-1, 2, self.parts, 5)); a = z[:, 1]; y = a[:, self.index]",
            "self.parts = parts; self.index = index; self.dense = layers.Conv1D(parts * 10, 1)",
            parameters=", parts, index",
        ),
        {"parts": 3, "index": 1, "x": SEQUENCE},
    ),
    "a size or several": (
        block(
            "y = self.conv(x)",
            "size = size if isinstance(size, (list, tuple)) else (size,); self.conv = layers.Conv1D(4, size[0])",
            parameters=", size",
        ),
        {"size": 3, "x": SEQUENCE},
    ),
    "a Sequential model of what is given": (
        function("m = keras.Sequential([layers.Conv1D(n, 1), layers.Dense(2 * n)]); y = m(x)[:, None]", "x, n"),
        {"n": 5, "x": SEQUENCE},
    ),
}


@pytest.mark.parametrize(("program", "given"), PROGRAMS.values(), ids=PROGRAMS)
def test_shapes_relative_to_parameters(program: str, given: Given) -> None:
    """Each tensor that a name is bound to has the shape that is shown, if one puts in what is given."""
    found = inferred(program)
    real = locals_of(program, given)
    named = real | {name: SimpleNamespace(shape=value) for name, value in given.items() if isinstance(value, tuple)}
    told = {name: one.relative or shape_text(one.shape) for name, one in found.items()}
    assert told, "nothing is said"
    for name, text in told.items():
        if "?" not in text:
            made = eval(text.replace("(,)", "()"), {**named, "max": max, "min": min, "math": math})
            assert made == tuple(keras.ops.shape(real[name])), f"{name}: {text}"
    assert "?" not in told["y"], told


def test_how_many_elements_there_are_is_not_taken_for_known() -> None:
    """What is true for two elements of a list only is not shown."""
    one = function("i = keras.Input((*sizes, 3)); y = layers.Flatten()(i); z = layers.Dense(4)(y)", "sizes")
    several = function("y = layers.Dense(3)(x)\n    for size in sizes:\n        y = layers.Dense(size)(y)", "x, sizes")
    assert shape_text(inferred(one)["i"].shape) == "?"
    assert shape_text(inferred(one)["z"].shape) == "(None, 4)"
    assert "sizes" not in str(inferred(several)["y"])
