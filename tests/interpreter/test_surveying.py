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
        "class A(layers.Layer):\n    def call(self, x):\n        mask = getattr(x, '_keras_mask', None)\n"
        "        y = layers.Conv1D(3, 1)(x)\n        return y if mask is None else y + mask",
        "(x.shape[-3], x.shape[-2], 3)",
        id="no mask",
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
]


@pytest.mark.parametrize(("program", "expected"), SHAPES)
def test_shapes(program: str, expected: str) -> None:
    assert shape_shown(program) == expected


KNOWN = [
    pytest.param("def f(x):\n    return layers.Dense(4)(layers.Flatten()(x))", (2, 2), id="for each rank"),
    pytest.param("def f(x, g):\n    return layers.Dense(4)(g(x))", (0, 1), id="not what is not followed"),
    pytest.param(
        "def f(columns):\n    inputs = [keras.Input((n,)) for n in columns]\n"
        "    return layers.Dense(3)(layers.Concatenate()(inputs))",
        (2, 2),
        id="for a number of inputs",
    ),
    pytest.param(
        "class A(layers.Layer):\n    def call(self, x, residual):\n        return layers.Conv1D(3, 1)(x + residual)",
        (1, 1),
        id="arguments of `call` are tensors",
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
