"""Functional and sequential models against Keras: the same program builds the same model, or is refused by both."""

from __future__ import annotations

import textwrap

import pytest

from keralint.semantics.failures import (
    DisconnectedGraph,
    DuplicateLayerName,
    InputCountMismatch,
    InvalidName,
    ModelInputMismatch,
    UnknownLayerName,
)
from semantics.differential_models import assert_agrees, executed, failure_of

CONSTRUCTION = """
x = Input((3,)); m = Model(x, x)
x = Input((3,)); y = layers.Dense(2)(x); m = Model([x, x], y)
x = Input((3,)); y = layers.Dense(2)(x); m = Model(x, [y, y])
x = Input((3,)); y = layers.Dense(2)(x); m = Model(x, [])
x = Input((3,)); y = layers.Dense(2)(x); m = Model([], y)
x = Input((3,)); m = Model(x, (layers.Dense(2)(x),))
x = Input((3,)); m = Model(x, {"b": layers.Dense(2)(x), "a": layers.Dense(3)(x)})
x = Input((3,)); m = Model(x, layers.Dense(2))
x = Input((3,)); m = Model(x, layers.Dense)
x = Input((3,)); m = Model(x, None)
x = Input((3,)); m = Model(None, x)
x = Input((3,)); m = Model([x, None], layers.Dense(2)(x))
x = Input((3,)); m = Model(x, np.zeros((3, 3)))
x = Input((3,)); m = Model(x, ops.zeros((3, 3)))
x = Input((3,)); m = Model(x, [layers.Dense(2)(x), 3])
x = Input((3,)); m = Model(x, x + 1)
x = Input((3,)); m = Model(x, ops.relu(layers.Dense(4)(x)) * 2)
a = Input((3,)); b = Input((3,)); m = Model({"a": a, "b": b}, {"y": layers.Add()([a, b])})
a = Input((3,), name="z"); b = Input((3,), name="y"); m = Model({"z": a, "y": b}, [layers.Dense(1)(a), layers.Dense(2)(b)])
a = Input((3,)); b = Input((3,)); m = Model([[a], {"q": b}], layers.Add()([a, b]))
x = Input((3,)); m = Model(x)
x = Input((3,)); m = Model(inputs=x)
x = Input((3,)); m = Model(outputs=x)
x = Input((3,)); m = Model(x, outputs=layers.Dense(2)(x), name="net", trainable=False)
x = Input((3,)); m = Model(x, layers.Dense(2)(x), "net")
x = Input((3,)); m = Model(x, layers.Dense(2)(x), inputs=x)
x = Input((3,)); m = Model(input=x, output=layers.Dense(2)(x))
x = Input((3,)); m = Model(inputs=x, output=layers.Dense(2)(x))
x = Input((3,)); m = Model(x, output=layers.Dense(2)(x))
x = Input((3,)); m = Model(x, layers.Dense(2)(x), verbose=3)
m = Model(input=3)
"""

GRAPH = """
a = Input((3,)); b = Input((3,)); m = Model(a, layers.Add()([a, b]))
a = Input((3,)); b = Input((3,)); m = Model([a, b], layers.Dense(1)(a))
a = Input((3,)); b = Input((3,)); m = Model(b, layers.Dense(1)(a))
x = Input((3,)); y = layers.Dense(2)(x); m = Model(y, x)
x = Input((3,)); y = layers.Dense(2)(x); m = Model(y, y)
x = Input((3,)); x = layers.Dense(2)(x); m = Model(x, x)
x = Input((3,)); y = layers.Dense(2)(x); z = layers.Dense(4)(y); m = Model([y, x], [z, x])
x = Input((3,)); y = layers.Dense(2)(x); z = layers.Add()([y, layers.Dense(2)(x)]); m = Model([y], z)
x = Input((3,), dtype="float16"); m = Model(x, layers.Dense(2)(x))
x = Input((3,)); m = Model(x, layers.Dense(2, dtype="float16")(x))
x = Input((3,)); c = layers.Dense(3)(np.zeros((1, 3))); m = Model(x, layers.Add()([x, c]))
x = Input((4,)); m = Model(x, [layers.Dense(i + 1)(x) for i in range(3)])
a = Input((4,)); b = Input((4,)); c = Input((4,)); x = layers.Add()([c, b]); y = layers.Dense(4)(a); m = Model([a, b, c], layers.Add()([y, x]))
a = Input((4,)); p = layers.Dense(4)(a); q = layers.Dense(4)(p); r = layers.Dense(4)(q); s = layers.Add()([a, r]); t = layers.Add()([p, s]); m = Model(a, [t, q])
x = Input((4,)); e = layers.Dense(2); p = e(x); q = e(layers.Dense(4)(p)); m = Model(x, layers.Add()([p, q]))
x = Input((3,)); d = layers.Dense(3, name="q"); m = Model(x, d(d(x)))
x = Input((3,)); d = layers.Dense(3, name="q"); e = layers.Dense(3, name="q"); m = Model(x, e(d(x)))
a = Input((3,), name="a"); b = Input((3,), name="a"); m = Model([a, b], layers.Add()([a, b]))
x = Input((3,)); m = Model(x, layers.Dense(2, name="b/c")(x))
x = Input((3,), name="b/c"); m = Model(x, layers.Dense(2)(x))
x = Input((3,)); m = Model(x, layers.Dense(2)(x), name="b/c")
"""

INSIDE = """
x = Input((2,)); p = layers.Dense(3)(x); q = layers.Dense(4)(p); m = Model(x, q); f = Model(m.input, m.layers[1].output); m = Model(f.inputs, f.outputs)
x = Input((2,)); p = layers.Dense(3, name="d")(x); m = Model(x, layers.Dense(4)(p)); m = Model(m.input, m.get_layer("d").output)
x = Input((2,)); p = layers.Dense(3)(x); q = layers.Dense(4)(p); r = layers.Dense(5)(q); sub = Model(p, [q, r]); m = Model(x, sub(p)[0])
x = Input((2,)); p = layers.Dense(3)(x); q = layers.Dense(4)(p); r = layers.Dense(5)(q); sub = Model(p, [q, r]); m = Model(x, sub.output)
x = Input((2,)); p = layers.Dense(3)(x); q = layers.Dense(4)(p); r = layers.Dense(5)(q); sub = Model(p, [q, r]); m = Model(x, r)
x = Input((3,)); b = Model(x, layers.Dense(2)(x), name="base"); m = Model(b.input, layers.Dense(3)(b.output))
x = Input((3,)); b = Model(x, layers.Dense(2)(x), name="base"); m = Model(b.inputs, layers.Dense(3)(b.layers[-1].output))
x = Input((3,)); b = Model(x, layers.Dense(2)(x), name="base"); y = Input((3,)); m = Model(y, layers.Dense(3)(b(y)))
x = Input((3,)); b = Model(x, layers.Dense(2)(x), name="base"); y = Input((3,)); m = Model(y, b.output)
x = Input((4,)); enc = Model(x, layers.Dense(2)(x), name="enc"); z = Input((2,)); dec = Model(z, layers.Dense(4)(z), name="dec"); m = Model(x, dec(enc(x)))
a = Input((4,)); b = Input((4,)); e = Model(a, layers.Dense(2)(a)); m = Model([a, b], layers.Dot(1)([e(a), e(b)]))
a = Input((4,)); b = Input((4,)); s = Sequential([layers.Dense(2)]); m = Model([a, b], layers.Dot(1)([s(a), s(b)]))
a = Input((2,)); b = Input((2,)); f = Model([a, b], layers.Dense(3)(a)); m = Model(f.inputs, layers.Dense(3)(f.outputs[0]))
x = Input((3,)); m = Model(x, layers.Dense(2)(x)); m.get_layer("dense_7")
x = Input((3,)); m = Model(x, layers.Dense(2)(x)); m.get_layer(index=2)
x = Input((3,)); m = Model(x, layers.Dense(2)(x)); out = m.get_layer(index=1).output
"""

CALLS = """
x = Input((28,)); f = Model(x, layers.Dense(4)(x)); out = f(Input((27,)))
x = Input((28,)); f = Model(x, layers.Dense(4)(x)); out = f(Input((27, 28)))
x = Input((None, 3)); f = Model(x, layers.Dense(4)(x)); out = f(Input((27, 3)))
x = Input((5, 3)); f = Model(x, layers.Dense(4)(x)); out = f(Input((None, 3)))
x = Input((5, 3)); f = Model(x, layers.Dense(4)(x)); out = f(Input((6, 3)))
x = Input((5, 3), batch_size=2); f = Model(x, layers.Dense(4)(x)); out = f(Input((5, 3), batch_size=4))
x = Input((5, 2)); f = Model(x, ops.mean(x, axis=1) + 1); out = f(Input((5, 2), batch_size=3))
x = Input((None, 2)); f = Model(x, (1 + x)[:, 0] * -x[:, 1]); out = f(Input((5, 2), batch_size=3))
x = Input((None, 2)); f = Model(x, ops.concatenate([x, x], axis=1)); out = f(Input((5, 2), batch_size=3))
x = Input((None, 2)); f = Model(x, ops.expand_dims(x, 1)); out = f(Input((5, 2), batch_size=3))
x = Input((None, 2)); f = Model(x, layers.Reshape((10,))(x)); out = f(Input((5, 2)))
x = Input((None, 2)); f = Model(x, layers.Reshape((10,))(x)); out = f(Input((6, 2)))
x = Input((3,)); f = Model([x], [layers.Dense(2)(x)]); out = f(x)
x = Input((3,)); f = Model([x], [layers.Dense(2)(x)]); out = f(Input((3,), batch_size=3))
x = Input((3,)); f = Model(x, {"y": layers.Dense(2)(x), "x": layers.Dense(3)(x)}); out = f(x)
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f("x")
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(layers.Dense(3))
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f()
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(inputs=x)
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(x, training=False)
x = Input((3,)); f = Model(x, x); out = f(x)
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(np.zeros((4, 3)))
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(np.zeros((4, 4)))
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); out = f(np.zeros((3,)))
x = Input((27, 1)); f = Model(x, layers.Dense(4)(x)); out = f(np.zeros((2, 27)))
x = Input((27,)); f = Model(x, layers.Dense(4)(x)); out = f(np.zeros((2, 27, 1)))
x = Input((27,)); f = Model(x, layers.Dense(4)(x)); out = f(np.zeros((2, 27, 5)))
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f([a, c])
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f((a, c))
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f(a, c)
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f([a])
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f([a, c, c])
a = Input((3,)); c = Input((4,)); f = Model([a, c], layers.Concatenate()([a, c])); out = f([c, a])
a = Input((3,)); c = Input((3,)); f = Model([a, c], layers.Add()([a, c])); out = f(ops.stack([a, c]))
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model([a, c], layers.Concatenate()([a, c])); out = f({"a": a, "c": c})
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model([a, c], layers.Concatenate()([a, c])); out = f({"a": a, "c": c, "d": a})
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model([a, c], layers.Concatenate()([a, c])); out = f({"a": a, "x": c})
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model({"c": c, "a": a}, layers.Concatenate()([a, c])); out = f([a, c])
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model({"c": c, "a": a}, layers.Concatenate()([a, c])); out = f({"a": a, "c": c})
a = Input((3,), name="a"); c = Input((4,), name="c"); f = Model({"a": a, "c": c}, layers.Concatenate()([a, c])); out = f({"a": a})
a = Input((3,), name="a"); b = Input((3,), name="b"); f = Model({"x": a, "y": b}, layers.Add()([a, b])); out = f({"a": a, "b": b})
a = Input((3,), name="a"); b = Input((3,), name="b"); f = Model({"x": a, "y": b}, layers.Add()([a, b])); out = f({"x": a, "y": b})
a = Input((3,), name="a"); f = Model(a, layers.Dense(2)(a)); out = f({"a": a})
a = Input((3,), name="a"); f = Model(a, layers.Dense(2)(a)); out = f({"b": a})
"""

SEQUENTIAL = """
m = Sequential([Input((3,)), layers.Dense(2), None])
m = Sequential([Input((3,)), layers.Dense(2), layers.Dense(2)(Input((3,)))])
m = Sequential([Input((3,)), layers.Dense])
m = Sequential([Input((3,)), ops.relu])
m = Sequential([Input((3,)), "relu"])
m = Sequential([layers.Dense(2), [layers.Dense(3)]])
m = Sequential(layers.Dense(3), layers.Dense(3))
m = Sequential(layers.Dense(3))
m = Sequential(layers.Dense)
m = Sequential(Input((3,)))
m = Sequential((Input((3,)), layers.Dense(2)))
m = Sequential(layer for layer in [Input((3,)), layers.Dense(2)])
m = Sequential([layers.Dense(3), layers.Dense(4)], "net")
m = Sequential([layers.Dense(3), layers.Dense(4)], name="net")
m = Sequential(layers=[layers.Dense(3), layers.Dense(4)], name="net")
m = Sequential(name="a/b")
m = Sequential([Input((3,)), Input((3,))])
d = layers.Dense(3); m = Sequential([Input((3,)), d, d])
m = Sequential([Input((3,)), layers.Dense(3, name="q"), layers.Dense(3, name="q")])
m = Sequential([layers.Dense(3, name="q"), layers.Dense(3, name="q")])
m = Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(3)])
m = Sequential([layers.Dense(3, input_dim=4), layers.Dense(3)])
m = Sequential([layers.Dense(3), layers.Dense(3, input_shape=(4,))])
m = Sequential([Input((4,)), layers.Dense(3, input_shape=(5,))])
m = Sequential([layers.InputLayer((3,)), layers.Dense(3)])
m = Sequential([layers.InputLayer(input_shape=(3,)), layers.Dense(3)])
m = Sequential([Input((3,))])
m = Sequential()
m = Sequential([layers.Dense(2)])
m = Sequential([layers.Dense(2)]); m.build((None, 5))
m = Sequential([layers.Dense(2)]); m.build()
m = Sequential([layers.Dense(2)]); m.build((3,))
m = Sequential([Input((3,)), layers.Dense(2)]); m.build((None, 4))
m = Sequential([Input((3,)), layers.Dense(2)]); m.build((None, 3))
m = Sequential([Input((3,)), layers.Dense(2)]); m.build((8, 3))
m = Sequential(); m.build((None, 3))
m = Sequential(); m(Input((3,)))
m = Sequential(); m.add([layers.Dense(3)])
m = Sequential(); m.add(lambda x: x)
m = Sequential(); m.add(Input((3,))); m.add(layers.Dense(2)); m.add(layers.Dense(3)); m.add(layers.Dense(4))
m = Sequential([Input((3,)), layers.Dense(2), layers.Dense(5)]); m.pop()
m = Sequential([Input((3,)), layers.Dense(2)]); m.pop()
m = Sequential([Input((3,)), layers.Dense(2)]); m.pop(); m.add(layers.Dense(7))
m = Sequential([Input((3,)), layers.Dense(4)]); out = m(Input((3,)))
m = Sequential([Input((3,)), layers.Dense(4)]); out = m(Input((5,)))
m = Sequential([layers.Dense(4)]); out = m(Input((5,)))
m = Sequential([layers.Dense(4)]); m(Input((5,))); m(Input((6,)))
m = Sequential([Input((3, 3)), layers.MultiHeadAttention(2, 3)])
m = Sequential([Input((3, 3)), layers.Add()])
m = Sequential([Input((3, 3)), layers.Concatenate(), layers.Dense(2)])
x = Input((4,)); f = Model(x, layers.Dense(5)(x)); m = Sequential([f, layers.Dense(3)])
x = Input((4,)); f = Model(x, layers.Dense(5)(x)); m = Sequential([f])
x = Input((4,)); f = Model(x, [layers.Dense(5)(x), layers.Dense(6)(x)]); m = Sequential([f, layers.Dense(2)])
x = Input((4,)); f = Model(x, [layers.Dense(5)(x), layers.Dense(6)(x)]); m = Sequential([f, layers.Concatenate()])
m = Sequential([Sequential([Input((3,)), layers.Dense(4)]), layers.Dense(5)])
m = Sequential([Sequential([layers.Dense(4)]), layers.Dense(5)])
m = Sequential([Sequential([layers.Dense(4)]), layers.Dense(5)]); m.build((None, 3))
s = Sequential([Input((5,)), layers.Dense(4)]); m = Sequential([s, layers.Dense(7)]); s.add(layers.Dense(9)); out = m(Input((5,)))
x = Input((5,)); s = Sequential([layers.Dense(4)]); m = Model(x, s(x))
d = layers.Dense(4); m = Sequential([Input((5,)), d]); m = Sequential([Input((5,)), d, layers.Dense(3)]); out = d.output
m = Sequential([Input((3,)), layers.Dense(2)]); out = m.outputs
m = Sequential([Input((3,)), layers.Dense(2)]); out = m.inputs
s = Sequential([Input((3,)), layers.Dense(2)]); m = Model(s.inputs, layers.Dense(4)(s.outputs[0]))
s = Sequential([Input((3,)), layers.Dense(2), layers.Dense(5)]); m = Model(s.inputs, s.layers[0].output)
s = Sequential([Input((3,)), layers.Dense(2)]); x = Input((3,)); s(x); m = Model(s.input, layers.Dense(4)(s.output))
s = Sequential([layers.Dense(2), layers.Dense(2)]); s.build((None, 3)); s.build((None, 3)); x = Input((2,)); m = Model(x, layers.Dense(3)(x))
s = Sequential([Input((3,)), layers.Dense(2), layers.Dense(2)]); s.pop(); x = Input((2,)); m = Model(x, layers.Dense(3)(x))
m = Sequential([Input((3,)), layers.Dense(2)]); m.get_layer("dense_4")
"""

ATTRIBUTES = """
m = Sequential([Input((3,)), layers.Dense(2)]); m.output
m = Sequential([Input((3,)), layers.Dense(2)]); m.input
m = Sequential([layers.Dense(2)]); m.output_shape
m = Sequential([layers.Dense(2)]); m.input_shape
m = Sequential([layers.Dense(2)]); m.inputs
m = Sequential([layers.Dense(2)]); m.outputs
m = Sequential([layers.Dense(2)]); m.layers[0].output
m = Sequential([layers.Dense(2)]); m.layers
m = Sequential([Input((3,)), layers.Dense(2)]); m.output_shape; m.input_shape; m.inputs; m.outputs
d = layers.Dense(2); d.output
d = layers.Dense(2); d(Input((3,))); d(Input((3,))); out = d.output
d = layers.Dense(2); d.output_shape
x = Input((3,)); f = Model(x, layers.Dense(2)(x)); f.output_shape
x = Input((3,)); x.get_shape()
x = Input((3,)); x.shape.as_list()
x = Input((3,)); x.shape[0].value
x = Input((3,)); x.numpy()
x = Input((3,)); len(x)
x = Input((3,)); [row for row in x]
x = Input((3,)); a, b, c = x
x = Input((3,)); x(3)
x = Input((3,)); bool(x)
x = Input((3,)); float(x)
x = Input((3,)); int(x)
x = Input((3,)); x.T
x = Input((3,)); x and 1
x = Input((3,)); sum(x)
x = Input((3,)); max(x, 0)
x = Input((3,)); abs(x)
x = Input((3,)); np.array(x)
x = Input((3,)); x in [1, x]
x = Input((3,)); x == 3
x = Input((3,)); {x: 1}
x = Input((None, 4)); layers.Reshape((x.shape[1] * 4,))
x = Input((None, 4)); x.shape[1] // 2
x = Input((None, 4)); -x.shape[1]
x = Input((None, 4)); range(x.shape[1])
x = Input((None, 4)); int(x.shape[1])
x = Input((None, 4)); x.shape[1] > 3
x = Input((None, 4)); x.shape[2] > 3
x = Input((None, 4)); np.prod(x.shape[1:])
x = Input((None, 4)); max(x.shape[1], 3)
x = Input((None, 4)); x.shape[3]
"""


def programs(text: str) -> list[str]:
    return [line.replace("; ", "\n") for line in textwrap.dedent(text).strip().splitlines()]


@pytest.mark.parametrize(
    "program", programs(CONSTRUCTION + GRAPH + INSIDE + CALLS + SEQUENTIAL + ATTRIBUTES), ids=lambda text: text[:120]
)
def test_agrees_with_keras(program: str) -> None:
    assert_agrees(program)
