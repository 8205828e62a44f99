"""Programs without end, or with more in them than can be followed: each is left with a word, and nothing is alleged.

How long it takes is not measured: what is spent is counted, so that a result is the same on every machine. A program
here that is not stopped by the count would not come to an end.
"""

from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from keralint.interpreter.budget import MAX_FUEL
from keralint.interpreter.facts import BudgetReached, Failing, LayerCalled
from keralint.interpreter.machine import Machine
from keralint.interpreter.program import run
from keralint.keras_api.database import load

START = """
import sys
import keras
import numpy as np
from keras import layers, ops
inputs = keras.Input((4,))
"""


def executed(program: str) -> Machine:
    text = START + dedent(program)
    return run(cst.parse_module(text), load("3"), yields="yield" in text)


def limits(machine: Machine) -> set[str]:
    return {fact.limit for fact in machine.recorder.facts if isinstance(fact, BudgetReached)}


def fails(machine: Machine) -> bool:
    return any(isinstance(fact, Failing) for fact in machine.recorder.facts)


FILE = "the file needs more steps than are spent on one file"
FUNCTION = "the function needs more steps than are spent on one function"
LOOP = "a loop has too many rounds to be followed one by one"
DEPTH = "functions call each other too deeply"
LIST = "a list grows too long to be followed element by element"
TUPLES = "tuples in tuples grow too large to be followed element by element"
NUMBER = "a number or text grows too large"

ENDLESS = {
    "a billion rounds": ("for i in range(10**9):\n    x = i", LOOP),
    "a billion layers": ("x = inputs\nfor i in range(10**9):\n    x = layers.Dense(4)(x)", LOOP),
    "loops in loops": (
        "for i in range(1000):\n  for j in range(1000):\n    for k in range(1000):\n      x = i * j * k",
        FILE,
    ),
    "comprehensions": ("x = [[i * j for i in range(1000)] for j in range(1000)]", FILE),
    "element by element": (
        "a = np.zeros((500, 500))\nfor i in range(500):\n  for j in range(500):\n    a[i, j] = a[i, j - 1] * 2 + a[i - 1, j]",
        FILE,
    ),
    "recursion": ("def f(n):\n    return f(n + 1)\nf(0)", DEPTH),
    "recursion that branches": ("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(50)", FILE),
    "closures": (
        "def f():\n    def g():\n        def h():\n            return g()\n        return h()\n    return g()\nf()",
        DEPTH,
    ),
    "functions of functions": (
        "f = lambda x: x\nfor i in range(1000):\n    f = (lambda g: lambda x: g(g(x)))(f)\nf(inputs)",
        FILE,
    ),
    "objects that make objects": (
        """
        class Tree:
            def __init__(self, depth):
                self.left = Tree(depth - 1) if depth else None
                self.right = Tree(depth - 1) if depth else None
        Tree(30)
        """,
        FILE,
    ),
    "layers that make layers": (
        """
        class Tree(layers.Layer):
            def __init__(self, depth):
                super().__init__()
                self.left = Tree(depth - 1) if depth else layers.Dense(4)
                self.right = Tree(depth - 1) if depth else layers.Dense(4)
            def call(self, x):
                return self.left(x) + self.right(x)
        Tree(30)(inputs)
        """,
        FILE,
    ),
    "models of models": (
        """
        model = keras.Sequential([inputs, layers.Dense(4)])
        for i in range(1000):
            model = keras.Sequential([inputs, model, model])
            model(np.zeros((2, 4)))
        """,
        FILE,
    ),
    "a model in each round": (
        "x = inputs\nfor i in range(2000):\n    x = layers.Dense(4)(x)\n    model = keras.Model(inputs, x)",
        FILE,
    ),
    "all that came before": (
        "found = [inputs]\nfor i in range(2000):\n    found.append(layers.Concatenate()(found))",
        FILE,
    ),
    "searches": ("a = list(range(10000))\nfor i in range(2000):\n    b = sum(a), max(a), sorted(a), i in a", FILE),
    "numbers": ("x = 3\nfor i in range(1000):\n    x = x * x", NUMBER),
    "powers": ("x = 7 ** 7 ** 7 ** 7", NUMBER),
    "texts": ("x = 'ab'\nfor i in range(1000):\n    x = x + x", NUMBER),
    "lists": ("x = [1]\nfor i in range(1000):\n    x = x + x", LIST),
    "pairs": ("x = inputs\nfor i in range(1000):\n    x = (x, x)", TUPLES),
    "pairs line by line": ("x = inputs\n" + "x = (x, x)\n" * 1000, TUPLES),
    "pairs of pairs": ("x = (inputs, inputs)\nfor i in range(1000):\n    x = tuple(zip(x, x))", TUPLES),
    "pairs by condition": (
        "x = inputs\nfor i in range(200):\n    if sys.argv:\n        x = (x, x)\n    else:\n        x = (x, inputs)",
        TUPLES,
    ),
}
"""A program, and what is said of it."""


@pytest.mark.parametrize(("program", "limit"), ENDLESS.values(), ids=ENDLESS)
def test_it_is_said_where_a_program_is_left(program: str, limit: str) -> None:
    machine = executed(program)
    assert limit in limits(machine)
    assert not fails(machine)


FINITE = {
    "a range that Python's own function would run over": "import math\nx = math.fsum(range(10**10))",
    "choices that a parser would write down": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', type=int, choices=range(10**9))\nx = p.parse_args(['--n', '-5'])",
    "as many arguments as there never are": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', nargs=10**9)\nx = p.parse_args(['--n', '5'])",
    "a generator without end": "def g():\n    while True:\n        yield 1\nx = [a for a, b in zip(range(3), g())]\nfor v in g():\n    y = v",
    "tensors": "x = inputs\nfor i in range(1000):\n    x = x + x",
    "tensors line by line": "x = inputs\n" + "x = x + x\n" * 1000,
    "sizes": "def build(n):\n    x = n\n" + "    x = x + x\n" * 1000,
    "sizes that multiply": "def build(n, m):\n    x = n\n" + "    x = x * x + m\n" * 1000,
    "lists in lists": "x = [inputs]\nfor i in range(1000):\n    x = [x, x]\nprint(x == [x, x])",
    "a list in itself": "x = [1]\nx.append(x)\ny = [x]\ny[0].append(y)\nprint(x == y, np.array(x))",
    "a dict in itself": "x = {}\nx['x'] = x\ny = {'x': x}\nprint(x == y)\nlayers.Lambda(print, arguments=x)",
    "an endless loop": "x = inputs\nwhile True:\n    x = ops.relu(layers.Dense(4)(x)) + x * 2",
    "an endless loop with conditions": """
        x = inputs
        while True:
            if sys.argv:
                x = layers.Dense(4)(x)
            elif sys.path:
                x = ops.relu(x) * 2
            else:
                break
        """,
    "conditions": "x = inputs\n" + "if sys.argv:\n    x = layers.Dense(4)(x)\nelse:\n    x = ops.relu(x)\n" * 300,
    "alternatives": "a = 1 if sys.argv else 2\nb = 3 if sys.argv else 4\n" + "c = a + b * a - b + a * b\n" * 300,
    "handlers": "".join("    " * i + "try:\n" for i in range(30))
    + "".join("    " * 30 + f"x{i} = [{i}]\n" for i in range(100))
    + "".join("    " * i + "except ValueError:\n" + "    " * i + "    x = 1\n" for i in reversed(range(30))),
}
"""Programs that are followed, or widened, to their end: what they compute is bounded by other means."""


@pytest.mark.parametrize("program", FINITE.values(), ids=FINITE)
def test_it_comes_to_an_end_by_itself(program: str) -> None:
    machine = executed(program)
    assert not fails(machine)
    assert 0 < machine.fuel < MAX_FUEL
    assert FILE not in limits(machine)


COSTLY = """
def costly{0}():
    for i in range(1000):
        for j in range(1000):
            x = keras, i * j
"""


def test_a_costly_function_leaves_enough_for_the_others() -> None:
    program = "".join(map(COSTLY.format, range(5))) + "def build():\n    return layers.Dense(4)(layers.Input((3,)))\n"
    machine = executed(program)
    assert limits(machine) == {FUNCTION}
    assert [fact.layer.class_name for fact in machine.recorder.facts if isinstance(fact, LayerCalled)] == ["Dense"]


def test_each_costly_function_is_named_once() -> None:
    machine = executed("".join(map(COSTLY.format, range(3))))
    places = [fact.site.node for fact in machine.recorder.facts if isinstance(fact, BudgetReached)]
    assert len(places) == len(set(places)) == 3


def test_what_is_spent_is_the_same_each_time() -> None:
    program = ENDLESS["layers that make layers"][0]
    first, second = executed(program), executed(program)
    assert len(first.recorder.facts) == len(second.recorder.facts)


def test_what_an_alternative_refuses_is_not_told_if_the_others_were_not_executed() -> None:
    """The first alternative fails, and the fuel ends before it is known whether the second one does."""
    machine = executed(
        """
        def spend(x):
            for i in range(1000):
                for j in range(1000):
                    y = i * j
            return x
        x = inputs if sys.argv else None
        for one in (layers.Concatenate, spend):
            pass
        layer = layers.Conv1D(4, 3) if sys.argv else spend
        layer(inputs)
        """
    )
    assert FILE in limits(machine)
    assert not fails(machine)
