"""A failure inside a function is reported at its cause: in the function, or on the call that passes what fails."""

from __future__ import annotations

import pytest

from keralint.config import Settings
from keralint.engine.analyze import analyze

HEAD = "from keras import Input, layers\n\n"

CASES = {
    "the function fails whatever it is given": (
        """
        def encode(x):
            x = layers.LSTM(8)(x)
            return layers.LSTM(8)(x)  # here

        y = encode(Input((10, 3)))
        """
    ),
    "what the call passes does not fit": (
        """
        def head(x):
            return layers.Conv2D(8, 3)(x)

        y = head(Input((28, 28, 3)))
        z = head(Input((28, 28)))  # here
        """
    ),
    "the call is one function further out": (
        """
        def head(x):
            return layers.Conv2D(8, 3)(x)

        def build():
            x = Input((28, 28))
            return head(x)  # here

        y = build()
        z = head(Input((28, 28, 1)))
        """
    ),
    "a function with one caller is written for what that passes": (
        """
        def head(x):
            return layers.Conv2D(8, 3)(x)  # here

        y = head(Input((28, 28)))
        """
    ),
    "an argument that is no size": (
        """
        def head(x, units):
            return layers.Dense(units)(x)

        x = Input((3,))
        y = head(head(x, 3), 0)  # here
        """
    ),
    "a loop that goes one round too far": (
        """
        def down(x):
            x = layers.Conv1D(8, 3)(x)
            return layers.MaxPooling1D(2)(x)

        x = Input((20, 3))
        for _ in range(4):
            x = down(x)  # here
        """
    ),
    "a method is not judged without its object": (
        """
        class Block:
            def __init__(self, units):
                self.dense = layers.Dense(units)

            def apply(self, x):
                return layers.Conv1D(4, 3)(self.dense(x))  # here

        y = Block(3).apply(Input((3,)))
        """
    ),
}


@pytest.mark.parametrize("program", CASES.values(), ids=CASES.keys())
def test_the_report_stands_on_the_line_of_the_cause(program: str) -> None:
    import textwrap

    text = HEAD + textwrap.dedent(program)
    wanted = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]
    found = analyze(text.encode(), "model.py", Settings()).diagnostics
    assert [one.location.span.line for one in found] == wanted, [one.message for one in found]


def test_a_blamed_call_leads_to_what_fails() -> None:
    text = (
        HEAD
        + "def head(x):\n    return layers.Conv2D(8, 3)(x)\n\ny = head(Input((8, 8, 3)))\nz = head(Input((28, 28)))\n"
    )
    (found,) = analyze(text.encode(), "model.py", Settings()).diagnostics
    inside = [(one.location.span.line, one.message) for one in found.related]
    assert (4, "this is what fails inside the function") in inside
