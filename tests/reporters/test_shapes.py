"""Shapes beside the code."""

from __future__ import annotations

import json

import pytest

from keralint.engine.result import FileResult, TensorBinding, UnknownReason
from keralint.reporters.lines import SourceLines
from keralint.reporters.shapes import shape_text, shapes_report
from keralint.reporters.style import render
from keralint.shapes import UNKNOWN_DIM, Dim

CODE = """\
x = Input((10, 3))
é = LSTM(64)(x)
print("😀"); a, b = f(é), g(é)
""".encode()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (None, "?"),
        ((), "()"),
        ((None,), "(None,)"),
        ((None, 64), "(None, 64)"),
        ((UNKNOWN_DIM, 3), "(?, 3)"),
    ],
)
def test_shape_text(shape: tuple[Dim, ...] | None, expected: str) -> None:
    assert shape_text(shape) == expected


def test_notes_are_aligned_and_in_the_order_of_the_line() -> None:
    twice = TensorBinding("x", 1, 1, (None, 10, 3), "float32", None)
    result = FileResult(
        "m.py",
        tensors=(
            twice,
            twice,
            TensorBinding("é", 2, 1, (None, 64), "float32", "LSTM"),
            TensorBinding("b", 3, 17, (None, 2), None, None),
            TensorBinding("a", 3, 14, None, None, None),
        ),
        unknown=(UnknownReason(3, 21, "`f` is not known"),),
        layer_calls=2,
        layer_calls_known=1,
    )
    shown = render(shapes_report([result, FileResult("other.py")], SourceLines({"m.py": CODE})), colour=False)
    assert shown.splitlines() == [
        "m.py",
        "x = Input((10, 3))              # x: (None, 10, 3) float32",
        "é = LSTM(64)(x)                 # é: (None, 64) float32",
        'print("😀"); a, b = f(é), g(é)  # a: ?, b: (None, 2), ?: `f` is not known',
        "",
        "4 tensors in 2 files; the output shape of 1 of 2 layer calls is known",
    ]


def test_cells_of_a_notebook_are_shown_one_by_one() -> None:
    cells = [
        {"cell_type": "markdown", "source": "words"},
        {"cell_type": "code", "source": ["x = f()\n", "y = g(x)"]},
    ]
    result = FileResult("n.ipynb", tensors=(TensorBinding("y", 2, 1, (1,), "float32", None, cell=2),))
    source = SourceLines({"n.ipynb": json.dumps({"cells": cells}).encode()})
    assert render(shapes_report([result], source), colour=False).splitlines()[:3] == [
        "n.ipynb, cell 2",
        "x = f()",
        "y = g(x)  # y: (1,) float32",
    ]


def test_without_the_source_the_notes_are_still_shown() -> None:
    result = FileResult("gone.py", tensors=(TensorBinding("x", 2, 1, (1,), None, None),))
    shown = render(shapes_report([result], SourceLines()), colour=False)
    assert shown.splitlines() == ["gone.py", "", "  # x: (1,)", "", "1 tensor in 1 file"]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"{}", b'{"cells": 1}', b'{"cells": [{}]}', b'{"cells": [{"source": 1}]}']
)
def test_a_notebook_that_is_none_any_more_has_no_lines(data: bytes) -> None:
    assert SourceLines({"n.ipynb": data}).lines("n.ipynb", 1) == ()


def test_lines_end_where_python_ends_them() -> None:
    lines = SourceLines({"m.py": b"a\r\nb\rc\x0cd\ne"}).lines("m.py")
    assert lines == ("a", "b", "c\x0cd", "e")
