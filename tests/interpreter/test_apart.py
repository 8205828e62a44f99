"""Functions that nobody calls are executed by themselves, unless they have nothing to do with Keras."""

from __future__ import annotations

import libcst as cst
import pytest

from keralint.interpreter.program import run
from keralint.keras_api.database import load
from programs import text_of

PROGRAMS = [
    ("def f(x):\n    return x + 1", False),
    ("import os\ndef f(x):\n    return os.path.join(x, str(len(x)))", False),
    ("def f(x):\n    return layers.Dense(3)(x)", True),
    ("def f(x):\n    from keras.layers import Dense\n    return x", True),
    ("import numpy as np\ndef f(x):\n    return np.zeros(3)", True),
    ("def f(x):\n    def inner(y):\n        return keras.ops.relu(y)\n    return x", True),
    ("def f(x):\n    return g(x)\ndef g(x):\n    return layers.Dense(3)(x)", True),
    ("def f(x):\n    return g(x)\ndef g(x):\n    return f(x), keras.ops.relu(x)", True),
    ("def f(x):\n    return g(x)\ndef g(x):\n    return f(x)", False),
    ("CONFIG = {}\ndef f(x):\n    return CONFIG[x]", True),
    ("class A:\n    def f(self, x):\n        return self.x", False),
    ("class A:\n    layer = layers.Dense(3)\n    def f(self, x):\n        return self.layer(x)", True),
    ("class A(layers.Layer):\n    def f(self, x):\n        return x", True),
]


@pytest.mark.parametrize(("program", "executed"), PROGRAMS, ids=[program for program, _ in PROGRAMS])
def test_what_is_executed(program: str, executed: bool) -> None:
    machine = run(cst.parse_module(text_of(program)), load())
    assert bool(machine.recorder.functions_called or machine.recorder.instantiated) is executed
