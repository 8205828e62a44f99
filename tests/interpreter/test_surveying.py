"""What nobody uses, executed for its shapes: with its defaults, and as somebody would use it who gives what he has to."""

from __future__ import annotations

import pytest

from keralint.config import Settings
from keralint.engine.analyze import analyze
from keralint.engine.project import Project
from keralint.engine.result import FileResult
from programs import findings, shape_shown, text_of


def thorough(program: str) -> FileResult:
    """The findings and the calls of layers of a program, whose shapes are asked for."""
    return analyze(text_of(program).encode(), "program.py", Settings(), Project(Settings(), thorough=True))


SHAPES = [
    pytest.param(
        "def f(x, data_format=None):\n    y = layers.Conv2D(4, 1, data_format=data_format)(x)",
        "(x.shape[-4], x.shape[-3], x.shape[-2], 4)",
        id="a default that is None",
    ),
    pytest.param(
        "def f(x, mask=None):\n    z = layers.Conv1D(4, 1)(x)\n    if mask is not None:\n        z = keras.ops.sum(z)\n"
        "    y = keras.ops.relu(z)",
        "(x.shape[-3], x.shape[-2], 4)",
        id="what is not given",
    ),
    pytest.param(
        "def f(x, units=None):\n    y = layers.Dense(units)(layers.Conv1D(2, 1)(x))",
        "(x.shape[-3], x.shape[-2], units)",
        id="what has to be given all the same",
    ),
    pytest.param(
        "def f(x, kind=None):\n    if kind not in ('a', 'b'):\n        raise ValueError(kind)\n"
        "    y = layers.Conv1D(3, 1)(x)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="what is refused if it is not given",
    ),
    pytest.param(
        "def rounded(n):\n    return max(8, int(n + 4.0) // 8 * 8)\n"
        "def f(x, n):\n    y = layers.Conv1D(rounded(n), 1)(x)",
        "(x.shape[-3], x.shape[-2], rounded(n))",
        id="a size that is computed has the name of the argument",
    ),
    pytest.param(
        "def f(x, n, share):\n    part = int(share * 0.5)\n    z = layers.Conv1D(n, 1)(x)\n"
        "    y = keras.ops.concatenate([z[..., part:], z[..., :part]], axis=-1)",
        "(x.shape[-3], x.shape[-2], n)",
        id="a number that is computed is the same each time",
    ),
    pytest.param(
        "def f(x, n, share):\n    z = layers.Conv1D(n, 1)(x)\n    y = z[..., : int(share * 0.5)]",
        "(x.shape[-3], x.shape[-2], ?)",
        id="a number that is not bound",
    ),
    pytest.param(
        "def f(x, n, wide):\n    part = 2 if wide else 3\n    y = layers.Conv1D(n, 1)(x)[..., :part]",
        "(x.shape[-3], x.shape[-2], ?)",
        id="one of several numbers",
    ),
    pytest.param(
        "def f(x, n):\n    m = int(n * 0.5)\n"
        "    _, y = keras.ops.split(layers.Conv1D(m, 1)(x), m // (m // 2), axis=-1)",
        "(x.shape[-3], x.shape[-2], m//2)",
        id="what is divided leaves no rest",
    ),
    pytest.param(
        "def f(x, channel_axis):\n    z = layers.Conv1D(4, 1)(x)\n"
        "    y = layers.Conv1D(z.shape[channel_axis] // 2, 1)(keras.ops.concatenate([z, z], axis=channel_axis))",
        "(x.shape[-3], x.shape[-2], 2)",
        id="an axis that has to be given to an operation",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def __init__(self, units):\n        super().__init__()\n"
        "        self.parts = [layers.Dense(units) for _ in range(units)]\n"
        "    def call(self, x):\n        for part in self.parts:\n            y = part(x)\n        return y",
        "(*x.shape[:-1], units)",
        id="layers in a list",
    ),
    pytest.param(
        "import random\nclass A(layers.Layer):\n    def call(self, z):\n        y = layers.Conv1D(3, 1)(z)\n"
        "        return y\nA()(random.choice([]))",
        "(z.shape[-3], z.shape[-2], 3)",
        id="what is called with something unknown",
    ),
    pytest.param(
        "def f(x, n, more):\n    z = layers.Conv1D(n, 1)(x)\n    if more:\n        z = layers.Conv1D(n, 1)(z)\n"
        "    y = layers.Conv1D(3, 2, strides=2)(z)",
        "(x.shape[-3], x.shape[-2]//2, 3)",
        id="what all paths agree on",
    ),
    pytest.param(
        "def f(x, step):\n    y = layers.Conv1D(3, 2, strides=step)(x)",
        "(x.shape[-3], (x.shape[-2] - 2)//step + 1, 3)",
        id="strides that are given",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x):\n        mask = getattr(x, '_keras_mask', None)\n"
        "        y = layers.Conv1D(3, 1)(x)\n        return y if mask is None else y + mask",
        "(x.shape[-3], x.shape[-2], 3)",
        id="no mask",
    ),
    pytest.param(
        "m = keras.Sequential([layers.Conv1D(4, 1), layers.Dense(3)])\ndef f(x):\n    y = m(x)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="a model takes a tensor",
    ),
    pytest.param(
        "def f(x, units, width):\n    z = layers.Conv1D(units, 1)(x)\n    y = layers.Add()([z, layers.Dense(width)(z)])",
        "(x.shape[-3], x.shape[-2], units)",
        id="what is merged has the same sizes",
    ),
    pytest.param(
        "def f(texts):\n    y = layers.TextVectorization(output_sequence_length=7)(texts)",
        "(texts.shape[-1], 7)",
        id="texts",
    ),
    pytest.param(
        "def f(words):\n    y = layers.StringLookup(vocabulary=['a', 'b'])(words)", "words.shape", id="a lookup"
    ),
    pytest.param(
        "def f(x):\n    y = layers.CenterCrop(4, 5)(x)", "(*x.shape[:-3], 4, 5, x.shape[-1])", id="images with no batch"
    ),
    pytest.param(
        "def f(x):\n    old = keras.version().startswith('2.')\n    y = layers.Conv1D(4 if old else 3, 1)(x)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="the major version of Keras",
    ),
    pytest.param(
        "def f(x):\n    old = keras.version().startswith('3.1.')\n    y = layers.Conv1D(4 if old else 3, 1)(x)",
        "(x.shape[-3], x.shape[-2], 4 if old else 3)",
        id="not the minor version of Keras",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, inputs):\n        a, b = inputs\n"
        "        y = layers.Concatenate()([layers.Conv1D(3, 1)(a), layers.Conv1D(2, 1)(a)])\n        return y",
        "(inputs[0].shape[-3], inputs[0].shape[-2], 5)",
        id="a list that is unpacked",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, inputs):\n        if len(inputs) != 3:\n"
        "            raise ValueError(inputs)\n        y = layers.Conv1D(3, 1)(inputs[2])\n        return y",
        "(inputs[2].shape[-3], inputs[2].shape[-2], 3)",
        id="a list whose length is asked",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, inputs):\n        first, *others = inputs\n"
        "        y = layers.Conv1D(3, 1)(others[0])\n        return y",
        "(inputs[1].shape[-3], inputs[1].shape[-2], 3)",
        id="a list that is unpacked into another one",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def __init__(self, size):\n        super().__init__()\n"
        "        if not isinstance(size, tuple) or len(size) != 2:\n            raise ValueError(size)\n"
        "        self.size = size\n"
        "    def call(self, z):\n        y = keras.Input((*self.size, 3))\n        return y",
        "(None, size[0], size[1], 3)",
        id="sizes come in a tuple",
    ),
    pytest.param(
        "class Builder:\n    units = 4\n    def __init__(self, config):\n        self.features = config.features\n"
        "    def build(self, x):\n        z = layers.Conv1D(self.units, 1)(x)\n"
        "        y = layers.Dense(self.features)(z)\n        return y",
        "(x.shape[-3], x.shape[-2], config.features)",
        id="a method of what is no layer",
    ),
    pytest.param(
        "class Builder:\n    units = 4\n    def grow(self):\n        self.units = 8\n"
        "    def build(self, x):\n        y = layers.Conv1D(self.units, 1)(x)\n        return y",
        "(x.shape[-3], x.shape[-2], self.units)",
        id="an attribute that another method sets",
    ),
    pytest.param(
        "from other import Base\nclass Builder(Base):\n    def __init__(self, units, **more):\n"
        "        super().__init__(**more)\n        self.units = units\n"
        "    def build(self, x):\n        y = layers.Conv1D(self.units, 1)(x)\n        return y",
        "(x.shape[-3], x.shape[-2], units)",
        id="a base that is not known",
    ),
    pytest.param(
        "import other\ndef f(data):\n    y = layers.Dense(2)(keras.Input((3, other.size(data))))",
        "(None, 3, 2)",
        id="a size of an input that is not known",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def __init__(self, flag, units=None):\n        super().__init__()\n"
        "        self.flag, self.units = flag, units\n"
        "    def call(self, x):\n        if self.flag:\n            return x\n"
        "        y = layers.Conv1D(self.units, 1)(x)\n        return y",
        "(x.shape[-3], x.shape[-2], units)",
        id="what is done if something is false",
    ),
    pytest.param(
        "def f(backbone):\n    y = layers.Conv1D(3, 1)(backbone.output)",
        "(backbone.output.shape[-3], backbone.output.shape[-2], 3)",
        id="an attribute of what is given",
    ),
    pytest.param(
        "def f(x):\n    model = keras.Sequential([layers.Conv1D(3, 1), layers.ReLU()])\n    y = model(x)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="what a model is called with",
    ),
    pytest.param(
        "class A(layers.MultiHeadAttention):\n    def call(self, query, value, cache=None):\n"
        "        return self._compute(query, value), cache\n"
        "def f(q):\n    z = layers.Conv1D(3, 1)(q)\n    y = A(2, 4)(query=z, value=z, cache=None)",
        "(q.shape[-3], q.shape[-2], 3)",
        id="what Keras declares for tensors that are given by name",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def __init__(self, **kwargs):\n        units = kwargs.pop('units', 5)\n"
        "        super().__init__(**kwargs)\n        self.dense = layers.Conv1D(units, 1)\n"
        "    def call(self, x):\n        y = self.dense(x)\n        return y",
        "(x.shape[-3], x.shape[-2], 5)",
        id="nothing that need not be given by `**`",
    ),
    pytest.param(
        "def f(x, m):\n    a, b = keras.ops.shape(m)\n    z = layers.Conv1D(3, 1)(x)\n    y = z * m[:, None, :1]",
        "(x.shape[-3], x.shape[-2], 3)",
        id="ranks that go together",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x, m):\n        z = layers.Dense(3)(m[:, None, :])\n"
        "        a, b, c = keras.ops.shape(z * layers.Dense(3)(x))\n        y = layers.Conv1D(4, 1)(z)\n        return y",
        "(m.shape[-2], 1, 4)",
        id="a rank that goes with none of another parameter",
    ),
    pytest.param(
        "def f(x, mask=None):\n    y = layers.Conv1D(3, 1)(x)[:, : mask.shape[-1]]",
        "(x.shape[-3], mask.shape[-1], 3)",
        id="what has to be given, as it is used",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x, both=False):\n"
        "        z = layers.Conv1D(3, 1)(x)\n        return (z, z) if both else z\n"
        "class B(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.a = A()\n"
        "    def call(self, x, both=False):\n        y, w = self.a(x, both=both)\n        return y",
        "(x.shape[-3], x.shape[-2], 3)",
        id="a truth value that has to be the other one",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def build(self, shape):\n        self.conv = layers.Conv1D(shape[-1] + 1, 1)\n"
        "    def call(self, x):\n        return self.conv(layers.Conv1D(4, 1)(x))\n"
        "    def helper(self, z):\n        y = self.conv(z)\n        return y",
        "(z.shape[-3], z.shape[-2], x.shape[-1] + 1)",
        id="a method that the call does not come to",
    ),
    pytest.param(
        "def f(x, z, axis):\n    a, b = layers.Conv1D(3, 1)(x), layers.Conv1D(4, 1)(z)\n"
        "    y = layers.Concatenate(axis=axis)([a, b])",
        "(x.shape[-3], x.shape[-2], 7)",
        id="an axis that has to be given",
    ),
    pytest.param(
        "def f(x, sliding=None, kind='a'):\n    z = layers.Conv1D(3, 1)(x)\n"
        "    if open(kind):\n        z = z - sliding\n"
        "    if open(kind) == 'b' and open(kind) == 'c' and sliding is not None:\n        z = keras.ops.sum(z)\n"
        "    y = keras.ops.relu(z)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="a branch that cannot be taken",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, q, mask=None, training=None):\n"
        "        z = layers.Conv2D(3, 1)(q, training=training)\n"
        "        y = keras.ops.dot_product_attention(z, z, z, scale=open('scale'))\n        return y",
        "(q.shape[-4], q.shape[-3], q.shape[-2], 3)",
        id="what is inside of a call runs",
    ),
    pytest.param(
        "import threading\nclass State(threading.local):\n    def __init__(self):\n        super().__init__()\n"
        "        self.active = False\nstate = State()\n"
        "def f(x):\n    y = layers.Conv1D(3 if not state.active else 4, 1)(x)",
        "(x.shape[-3], x.shape[-2], 3)",
        id="an object of each thread",
    ),
    pytest.param(
        "import tensorflow as tf\ndef f(features, columns, kind):\n    parts = []\n    if kind:\n"
        "        parts.append(tf.compat.v1.feature_column.input_layer(features, columns))\n"
        "    y = layers.Dense(3)(tf.concat([*parts, tf.feature_column.linear_model(features, columns)], axis=-1))",
        "(None, 3)",
        id="columns that are not followed",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def build(self, shape):\n"
        "        self.w = keras.Variable(keras.initializers.GlorotUniform()((shape[-1], 4)))\n"
        "        self.b = keras.Variable('zeros', shape=(4,))\n"
        "    def call(self, z):\n        y = keras.ops.matmul(z, self.w) + self.b\n        return y",
        "(*z.shape[:-1], 4)",
        id="variables of what an initializer gives",
    ),
    pytest.param(
        "class A(keras.Model):\n    def call(self, x):\n        y = keras.ops.sum(x, axis=1)\n        return y\n"
        "A().fit(keras.ops.zeros((8, 4, 3)))",
        "(batch, 3)",
        id="batches of data",
    ),
    pytest.param(
        "model = keras.Sequential([layers.Resizing(7, 7)])\nmodel(keras.ops.zeros((1, 9, 9, 3)))\n"
        "class A(layers.Layer):\n    def call(self, x):\n        y = model(x)\n        return y",
        "(None, 7, 7, 3)",
        id="a model is called on any number of samples",
    ),
    pytest.param(
        "def f(x, sizes):\n    if not isinstance(sizes, tuple) or len(sizes) != 2:\n        raise ValueError(sizes)\n"
        "    y = layers.Conv2D(3, sizes, sizes)(x)",
        "(x.shape[-4], x.shape[-3]//sizes[0], x.shape[-2]//sizes[1], 3)",
        id="what has to be a tuple",
    ),
    pytest.param(
        "import math\nclass A(layers.Layer):\n    def call(self, z):\n        b, steps, c = z.shape\n"
        "        side = int(math.sqrt(steps))\n        y = keras.ops.reshape(z, (b, side, side, c))\n        return y",
        "(z.shape[-3], side, side, z.shape[-1])",
        id="numbers that are computed in a way that is not followed",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def __init__(self, count, width):\n        super().__init__()\n"
        "        self.queries = layers.Embedding(count, width)\n"
        "    def build(self, shape):\n        self.queries.build()\n"
        "    def call(self, x):\n        y = keras.ops.tile(self.queries.embeddings[None], [keras.ops.shape(x)[0], 1, 1])\n"
        "        return layers.Conv1D(4, 1)(x)",
        "(x.shape[-3], count, width)",
        id="what a layer needs whatever its input is",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def build(self, shapes):\n        self.dense = layers.Dense(shapes[0][-1])\n"
        "    def call(self, inputs):\n        a, b = inputs\n        y = self.dense(layers.Conv1D(3, 1)(b))\n"
        "        return layers.Conv1D(4, 1)(a), y",
        "(inputs[1].shape[-3], inputs[1].shape[-2], inputs[0].shape[-1])",
        id="the shapes of a list",
    ),
    pytest.param(
        "class A(keras.Model):\n    def __init__(self, image_shape, width, **kwargs):\n"
        "        image = keras.Input(shape=image_shape)\n        y = layers.Conv2D(width, 1)(image)\n"
        "        super().__init__(image, y, **kwargs)",
        "(None, image_shape[0], image_shape[1], width)",
        id="the shape of an input that is given to a model",
    ),
    pytest.param(
        "def f(x, n, widths):\n    for index, width in enumerate(widths):\n"
        "        if 0 < index < len(widths) - 1:\n            y = layers.Conv1D(n, 1)(x)",
        "(x.shape[-3], x.shape[-2], n)",
        id="between the first and the last",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x):\n        z = layers.Conv1D(3, 1)(x)\n"
        "        y = keras.ops.stack([z, z], keras.ops.ndim(z))\n        return z",
        "(x.shape[-3], x.shape[-2], 3, 2)",
        id="the number of axes is a number inside of a call",
    ),
]


@pytest.mark.parametrize(("program", "expected"), SHAPES)
def test_shapes(program: str, expected: str) -> None:
    assert shape_shown(program) == expected


KNOWN = [
    pytest.param(
        "def f(x, n, more, *kinds):\n"
        + "".join(f"    if kinds[{index}] == 'a':\n        raise ValueError(x)\n" for index in range(9))
        + "    y = layers.Conv1D(n, 1)(x)\n    if more == 'a':\n        y = layers.Conv1D(2 * n, 1)(y)\n"
        "    return layers.ReLU()(y)",
        (3, 3),
        id="no path ends by an exception that the program raises",
    ),
    pytest.param("def f(x):\n    return layers.Dense(4)(layers.Flatten()(x))", (2, 2), id="for each rank"),
    pytest.param("def f(x, g):\n    return layers.Dense(4)(g(x))", (0, 1), id="not what is not followed"),
    pytest.param(
        "def f(columns):\n    inputs = [keras.Input((n,)) for n in columns]\n"
        "    return layers.Dense(3)(layers.Concatenate()(inputs))",
        (2, 2),
        id="for a number of inputs",
    ),
    pytest.param(
        "def f(x, n, more):\n    y = layers.Conv1D(n, 1)(x)\n    if more:\n        y = layers.Conv1D(2 * n, 1)(y)\n"
        "    return layers.ReLU()(y)",
        (3, 3),
        id="on each path",
    ),
    pytest.param(
        "def f(x, n, plain):\n    y = x if plain else layers.Conv1D(n, 1)(x)\n"
        "    if not plain:\n        y = layers.Conv1D(2 * n, 1)(y)\n"
        "    z = x if plain else layers.Conv1D(2 * n, 1)(x)\n    return layers.Add()([y, z])",
        (4, 4),
        id="conditions about the same hold together",
    ),
    pytest.param(
        "def f(x, n, flags):\n    for flag in flags:\n        if flag:\n            x = layers.Conv1D(n, 1)(x)\n"
        "    return layers.ReLU()(x)",
        (2, 2),
        id="conditions about something else do not",
    ),
    pytest.param(
        "def f(x, g, more):\n    y = g(x) if more else x\n    return layers.Conv1D(3, 1)(layers.ReLU()(y))",
        (0, 2),
        id="not what one path does not know",
    ),
    pytest.param(
        "def f(x, g, kind):\n    if kind == 'a':\n        y = x\n    elif kind == 'b':\n        y = g(x)\n"
        "    else:\n        y = layers.Dense(-1)(x)\n    return layers.Conv1D(3, 1)(y)",
        (0, 1),
        id="nor where another one is refused",
    ),
    pytest.param(
        "class A(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(3)\n"
        "    def call(self, x):\n        return self.d(x)\nA().compile('adam', 'mse')",
        (1, 1),
        id="of a layer that is made and not seen to be called",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x, residual):\n        return layers.Conv1D(3, 1)(x + residual)",
        (1, 1),
        id="arguments of `call` are tensors",
    ),
    pytest.param(
        "import tensorflow as tf\ndef f(features, columns, kind):\n    parts = [tf.zeros((1, 1))]\n    if kind:\n"
        "        try:\n            parts.append(tf.feature_column.input_layer(features, columns))\n"
        "        except AttributeError:\n"
        "            parts.append(tf.compat.v1.feature_column.input_layer(features, columns))\n"
        "    return layers.Concatenate()(parts)",
        (1, 1),
        id="what is tried on a path succeeds",
    ),
    pytest.param(
        "def f(x, kind):\n    parts = []\n    if kind:\n        parts.append(1)\n"
        "    try:\n        n = len(parts) // 0\n        raise ValueError(n)\n    except ValueError:\n"
        "        y = layers.Conv1D(3 + len(parts), 1)(x)\n    return layers.ReLU()(y)",
        (2, 2),
        id="what certainly fails does not",
    ),
    pytest.param(
        "class Pairs(layers.Layer):\n    def build(self, shapes):\n"
        "        if not isinstance(shapes, list) or len(set(map(tuple, shapes))) > 1:\n            raise ValueError(shapes)\n"
        "    def call(self, xs):\n        return xs[0] * xs[1]\n"
        "def f(n):\n    return Pairs()([keras.Input((n,)) for _ in range(2)])",
        (1, 1),
        id="shapes that are the same",
    ),
    pytest.param(
        "class Ones(layers.Layer):\n    def build(self, shapes):\n        if not isinstance(shapes, list):\n"
        "            raise ValueError(shapes)\n"
        "    def call(self, xs):\n        return keras.ops.ones((2, 3))\n"
        "def f(g):\n    return Ones()([g(1), g(2)])",
        (1, 1),
        id="the shapes of what is in a list",
    ),
    pytest.param(
        "class Column:\n    def __init__(self, name, dtype):\n        self.name, self.dtype = name, dtype\n"
        "def f(columns):\n    found = {}\n    for one in columns:\n        if isinstance(one, Column):\n"
        "            found[one.name] = keras.Input((3,), dtype=one.dtype)\n"
        "    return layers.Concatenate()(list(found.values()))",
        (1, 1),
        id="attributes of objects are no tensors'",
    ),
    pytest.param(
        "def f(x, top, n=None):\n    if top and n is None:\n        raise ValueError(n)\n"
        "    y = layers.Conv1D(3, 1)(x)\n    if top:\n        y = layers.Dense(n)(y)\n    return y",
        (2, 2),
        id="on a path that is refused if less is given",
    ),
    pytest.param(
        "def f(x, n, m, flags):\n    a, b, c, d, e, g, h, i = flags\n"
        + "".join(f"    if {flag}:\n        x = layers.Conv1D(2 * n, 1)(x)\n" for flag in "abcdeghi")
        + "    if m >= n:\n        raise ValueError(m)\n    return layers.Conv1D(m, 1)(x)",
        (9, 9),
        id="nobody wants what but raises an exception",
    ),
    pytest.param(
        "import tensorflow as tf\ndef f(image):\n    image = tf.image.resize(image, (8, 9))\n"
        "    return layers.CenterCrop(4, 5)(image[None, ...])",
        (1, 1),
        id="for ranks of images",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x):\n        y = layers.Dense(3)(x)\n"
        "        return layers.ReLU()(keras.ops.reshape(y, (y.shape[0], -1, 1, y.shape[2])))",
        (2, 2),
        id="for ranks of which the program takes no axis that is not there",
    ),
    pytest.param("y = layers.Dense(3)(open('x'))", (0, 1), id="the program's own calls depend on no parameter"),
]


@pytest.mark.parametrize(("program", "counts"), KNOWN)
def test_calls_known_relative_to_parameters(program: str, counts: tuple[int, int]) -> None:
    calls = thorough(program).calls
    assert (sum(call.known for call in calls), len(calls)) == counts


FINDINGS = [
    "def f(x, units=None):\n    return layers.Dense(units)(x)",
    "def f(x):\n    return layers.LSTM(4)(layers.Conv2D(4, 3)(x))",
    "def f(x, mask=None):\n    if mask is not None:\n        x = keras.ops.concat([x, mask])\n    return x",
    "def f(n):\n    return keras.Sequential([layers.Dense(n), layers.Dense(2)])(keras.Input((3, 4, 5)))[9]",
]


@pytest.mark.parametrize("program", FINDINGS)
def test_findings_are_the_same(program: str) -> None:
    """What is assumed for the shapes has no part in what is reported."""
    assert list(thorough(program).diagnostics) == findings(program)


def test_it_comes_to_an_end() -> None:
    """A function with many parameters is not executed for all their ranks together."""
    names = [f"x{number}" for number in range(30)]
    body = "\n".join(f"    a{name} = layers.Flatten()({name})" for name in names)
    program = f"def f({', '.join(names)}):\n{body}\n    return layers.Concatenate()([{', a'.join(['', *names])[2:]}])"
    assert len(thorough(program).calls) == len(names) + 1


def test_parts_of_parts_come_to_an_end() -> None:
    """What stands for a part of a parameter has a name, which this doubles each time around."""
    program = "def f(found, key, x):\n    for _ in range(100):\n        key = found[key + found[key]]\n    return layers.Dense(8)(x)"
    assert [call.known for call in thorough(program).calls] == [True]


def test_recursion_through_what_is_taken_for_lists_comes_to_an_end() -> None:
    """Each element of what is taken for a list would be taken for a list again: no fuel would be left for the layer."""
    program = """
        def tensors(x):
            if isinstance(x, keras.Model):
                return x
            return [tensors(v) for v in x], [tensors(v) for v in x], [tensors(v) for v in x]
        def f(x, nested):
            tensors(nested)
            return layers.Dense(3)(x)
    """
    assert [call.known for call in thorough(program).calls] == [True]
