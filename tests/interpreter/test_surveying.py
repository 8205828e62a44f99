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
        "import numpy as np\nclass A(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.d = layers.Dense(3)\n    def call(self, x):\n        y = self.d(x)\n        return y\n"
        "m = A()\nm.compile('adam', 'mse')\nm.fit(np.zeros((9, 4)), np.zeros((9, 3)))",
        "(batch, 3)",
        id="a batch of data",
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
        "class A(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(3)\n"
        "    def call(self, x):\n        return self.d(x)\nA().compile('adam', 'mse')",
        (1, 1),
        id="of a layer that is made and not seen to be called",
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
