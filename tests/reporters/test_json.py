"""The stable format, key by key."""

from __future__ import annotations

import json
from typing import Any

from keralint import __version__
from keralint.engine.result import FileResult, LayerCall, TensorBinding, UnknownReason
from keralint.reporters.json import check_json, encode, shapes_json
from keralint.reporters.report import Report
from keralint.shapes import UNKNOWN_DIM

Make = Any  # the class in conftest.py


def test_unknown_calls_are_listed_when_asked_for() -> None:
    calls = (
        LayerCall("m.py", (4, 2), False, None, "not followed", 4, 2),
        LayerCall("m.py", (3, 1), None, False, "not followed", 3, 1),
    )
    document = json.loads(check_json(Report((FileResult("m.py", calls=calls),), show_unknown=True)))
    first = {"path": "m.py", "cell": None, "line": 3, "column": 1}
    assert document["unknown"] == [{"reason": "not followed", "layer_calls": 2, **first}]


def test_check(make: Make) -> None:
    results = (
        FileResult("a.py", skipped=True),
        FileResult("m.py", (make.sequences(),), layer_calls=2, layer_calls_known=1),
        FileResult("z.py", layer_calls=7, layer_calls_known=7),
    )
    document = json.loads(check_json(Report(results)))
    assert list(document) == ["schema", "version", "diagnostics", "files"]
    assert document["schema"] == 1
    assert document["version"] == __version__
    assert document["files"] == {"checked": 2, "skipped": 1, "layer_calls": 9, "layer_calls_known": 8}
    (found,) = document["diagnostics"]
    assert list(found.items()) == [
        ("path", "m.py"),
        ("cell", None),
        ("line", 6),
        ("column", 5),
        ("end_line", 6),
        ("end_column", 15),
        ("code", "KL101"),
        ("name", "return-sequences-missing"),
        ("severity", "error"),
        ("message", "`LSTM` needs a sequence `(batch, steps, features)`, got `(None, 4)`"),
        ("help", "set `return_sequences=True` on the first `LSTM`"),
        (
            "related",
            [
                {
                    "path": "m.py",
                    "cell": None,
                    "line": 4,
                    "column": 5,
                    "end_line": 4,
                    "end_column": 15,
                    "message": "`LSTM` returns only its last output here",
                }
            ],
        ),
        (
            "fix",
            {
                "title": "Set `return_sequences=True`",
                "applicability": "safe",
                "edits": [
                    {
                        "path": "m.py",
                        "cell": None,
                        "line": 4,
                        "column": 11,
                        "end_line": 4,
                        "end_column": 11,
                        "text": ", return_sequences=True",
                    }
                ],
            },
        ),
        ("url", "https://keralint.readthedocs.io/rules/return-sequences-missing"),
    ]
    assert list(found["related"][0]) == ["path", "cell", "line", "column", "end_line", "end_column", "message"]
    assert list(found["fix"]) == ["title", "applicability", "edits"]
    assert list(found["fix"]["edits"][0]) == ["path", "cell", "line", "column", "end_line", "end_column", "text"]


def test_what_is_absent_is_null_or_empty(make: Make) -> None:
    found = make.diagnostic(make.at("n.ipynb", 1, 1, 2, cell=3))
    (record,) = json.loads(check_json(Report((FileResult("n.ipynb", (found,)),))))["diagnostics"]
    assert (record["cell"], record["help"], record["fix"], record["related"]) == (3, None, None, [])


def test_shapes() -> None:
    tensors = (
        TensorBinding("x", 7, 1, (None, 100, UNKNOWN_DIM), "float32", "Bidirectional(LSTM)"),
        TensorBinding("y[0]", 8, 1, None, None, None, cell=2),
        TensorBinding("s", 9, 1, (), "int32", None),
    )
    result = FileResult("m.py", tensors=tensors, unknown=(UnknownReason(9, 5, "`f` is not known"),))
    assert json.loads(shapes_json([result, FileResult("é.py", skipped=True)])) == {
        "schema": 1,
        "files": [
            {
                "path": "m.py",
                "tensors": [
                    {
                        "name": "x",
                        "cell": None,
                        "line": 7,
                        "column": 1,
                        "shape": [None, 100, "?"],
                        "dtype": "float32",
                        "layer": "Bidirectional(LSTM)",
                    },
                    {"name": "y[0]", "cell": 2, "line": 8, "column": 1, "shape": None, "dtype": None, "layer": None},
                    {"name": "s", "cell": None, "line": 9, "column": 1, "shape": [], "dtype": "int32", "layer": None},
                ],
                "unknown": [{"cell": None, "line": 9, "column": 5, "reason": "`f` is not known"}],
            },
            {"path": "é.py", "tensors": [], "unknown": []},
        ],
    }


def test_text_is_utf8_and_never_escaped_without_need() -> None:
    text = shapes_json([FileResult("é😀[batch]\udce9.py")])
    data = encode(text)
    assert "é😀[batch]".encode() in data
    assert json.loads(data)["files"][0]["path"] == "é😀[batch]\udce9.py"
