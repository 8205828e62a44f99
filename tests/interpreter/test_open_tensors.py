"""Functions and layers that nobody calls: what is known relative to their parameters, and that it is never too much."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from programs import bound, findings, shape_shown

FUNCTION = "def f(x, units):\n    y = {}\n    return y\n"


RELATIVE = [
    ("layers.Dense(units)(x)", "(*x.shape[:-1], units)", (2, 3, 4)),
    ("layers.Dropout(0.1)(layers.Dense(4 * units)(x))", "(*x.shape[:-1], 4*units)", (2, 3, 4)),
    ("layers.LayerNormalization()(x)", "x.shape", (2, 3, 4)),
    ("layers.BatchNormalization()(x)", "x.shape", (2, 3, 4)),
    ("keras.ops.softmax(x)", "x.shape", (2, 3)),
    ("keras.ops.mean(x, axis=-1)", "x.shape[:-1]", (2, 3)),
    ("keras.ops.mean(x, axis=-1, keepdims=True)", "(*x.shape[:-1], 1)", (2, 3)),
    ("keras.ops.expand_dims(x, -1)", "(*x.shape, 1)", (2, 3)),
    ("layers.Dense(units)(x)[..., 0]", "x.shape[:-1]", (2, 3)),
    ("layers.Dense(x.shape[-1] // 4)(x)", "(*x.shape[:-1], x.shape[-1]//4)", (2, 3)),
    ("layers.Add()([x, layers.Dropout(0.5)(x)])", "x.shape", (2, 3)),
    ("x + layers.Activation('relu')(x)", "x.shape", (2, 3)),
    ("-keras.ops.relu(x)", "x.shape", (2, 3)),
    ("layers.Concatenate()([x, layers.Dropout(0.5)(x)])", "(*x.shape[:-1], 2*x.shape[-1])", (2, 3)),
    ("layers.Conv2D(units, 3, padding='same')(x)", "(x.shape[-4], x.shape[-3], x.shape[-2], units)", (4,)),
    ("layers.Conv1D(units, 3, strides=2)(x)", "(x.shape[-3], (x.shape[-2] - 1)//2, units)", (3,)),
    ("layers.LSTM(units)(x)", "(x.shape[-3], units)", (3,)),
    ("layers.GlobalAveragePooling2D()(x)", "(x.shape[-4], x.shape[-1])", (4,)),
    ("layers.Flatten()(x)", "(?, ?)", ()),
    ("keras.ops.transpose(x)", "?", ()),
    ("keras.ops.relu(x)[:, 0]", "?", ()),
]


@pytest.mark.parametrize(("expression", "relative", "ranks"), RELATIVE, ids=[row[0] for row in RELATIVE])
def test_relative_shapes(expression: str, relative: str, ranks: tuple[int, ...]) -> None:
    """The text, and that it gives what the function gives when it is called, for each rank."""
    program = FUNCTION.format(expression)
    found = shape_shown(program)
    assert found == relative
    for rank in ranks:
        shape = (None, 8, 12, 16)[:rank]
        called = bound(f"{program}z = f(keras.Input({shape[1:]}), 5)", "z").shape
        known = tuple(size or 7 for size in shape)
        computed = eval(found, {"x": SimpleNamespace(shape=known), "units": 5})
        assert called is not None
        assert computed == tuple(size or 7 for size in called)


IN_TURN = [
    pytest.param(
        "def f(x):\n    layers.Dense(8)(x)\n    y = 2 * x + 1", "x.shape", id="what was given to a layer is no number"
    ),
    pytest.param(
        "def f(x):\n    a = layers.Dense(3)(x)\n    b = layers.Conv1D(4, 1)(a)\n    y = layers.Dropout(0.1)(x)",
        "(x.shape[-3], x.shape[-2], x.shape[-1])",
        id="a layer tells the rank of what its input comes from",
    ),
    pytest.param(
        "def f(x):\n    a, b, c = x.shape\n    y = layers.Dense(c)(x)",
        "(x.shape[-3], x.shape[-2], x.shape[-1])",
        id="unpacking the shape tells the rank",
    ),
    pytest.param(
        "def f(x, two):\n    if two:\n        layers.Conv2D(4, 1)(x)\n    y = layers.Dense(3)(x)",
        "(*x.shape[:-1], 3)",
        id="on one branch only",
    ),
    pytest.param(
        "def f(x, n):\n    y = layers.Dense(8)(x)\n    for _ in range(n):\n        y = layers.Dense(8)(y)",
        "(*x.shape[:-1], 8)",
        id="in a loop",
    ),
    pytest.param(
        "class A(layers.Layer):\n"
        "    def build(self, shape):\n        self.dense = layers.Dense(shape[-1])\n"
        "    def call(self, x):\n        y = self.dense(layers.Dense(7)(x))\n        return y",
        "x.shape",
        id="build gets the shape",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, given):\n        a, b = given\n        y = layers.Dense(7)(b)\n",
        "(*given[1].shape[:-1], 7)",
        id="several inputs",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, given):\n        y = layers.Embedding(9, 7)(given['ids'])\n",
        "(*given['ids'].shape, 7)",
        id="inputs by name",
    ),
]


@pytest.mark.parametrize(("program", "expected"), IN_TURN)
def test_what_is_learnt_in_turn(program: str, expected: str) -> None:
    assert shape_shown(program) == expected


CLEAN = [
    pytest.param(
        "def f(x):\n    return layers.Concatenate()([x, layers.Conv1D(4, 3)(x)])", id="sizes that may be None are alike"
    ),
    pytest.param(
        "def f(x):\n    y = layers.Conv2D(4, 3)(x)\n    def g(x):\n        return layers.LSTM(4)(x)\n    return y, g",
        id="a name in a function of another one",
    ),
    pytest.param(
        "def f(x, images):\n    if images:\n        return layers.Conv2D(4, 3)(x)\n    return layers.LSTM(4)(x)",
        id="according to a condition",
    ),
    pytest.param(
        "def f(x):\n    if len(x.shape) == 4:\n        x = layers.Reshape((-1, 3))(layers.Conv2D(3, 1)(x))\n"
        "    return layers.LSTM(4)(x)",
        id="made to fit",
    ),
    pytest.param(
        "def f(x):\n    if x.shape[-1] is None:\n        raise ValueError\n    return layers.Dense(x.shape[-1])(x)",
        id="a size is asked whether it is None",
    ),
    pytest.param(
        "def f(x):\n    try:\n        return layers.Conv2D(4, 3)(x)\n    except ValueError:\n"
        "        return layers.Conv1D(4, 3)(x)",
        id="tried",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x, y=None):\n        if y is None:\n            x, y = x\n"
        "        return keras.ops.relu(x) + keras.ops.relu(y)",
        id="one input or two",
    ),
    pytest.param("def f(x):\n    return (2 * x).dtype, (x + 1).shape[0].shape, x[0].ndim", id="what may be a number"),
]


@pytest.mark.parametrize("program", CLEAN)
def test_no_false_alarm(program: str) -> None:
    assert findings(program) == []


def test_what_cannot_be_told_of_any_input() -> None:
    """The output of the first layer has four axes, whatever it is given."""
    found = findings("def f(x):\n    y = layers.Conv2D(4, 3)(x)\n    return layers.LSTM(4)(x), y")
    assert [one.name for one in found] == ["rnn-input-rank"]
