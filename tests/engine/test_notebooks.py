"""Findings and shapes of notebooks, by cell and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Location
from keralint.engine.analyze import analyze, infer, summarize
from keralint.engine.result import FileResult
from keralint.engine.run import run, run_text
from keralint.source.notebook_json import cell_texts
from notebooks import MARKDOWN, code, notebook
from programs import applied

FIXTURES = Path(__file__).parents[2] / "fixtures" / "notebooks"
HEAD = "import keras\nfrom keras import layers\nx = keras.Input((10, 3))"
LAST = "y = layers.LSTM(4)(x)"
MISUSE = "layers.LSTM(4)(y)"


def result(*cells: str | dict[str, Any]) -> FileResult:
    return infer(notebook(*cells), "n.ipynb", Settings())


def findings(*cells: str | dict[str, Any]) -> list[tuple[str, int | None, int, int]]:
    return [_place(one) for one in result(*cells).diagnostics]


def _place(one: Diagnostic) -> tuple[str, int | None, int, int]:
    return one.code, one.location.cell, one.location.span.line, one.location.span.column


def covered(data: bytes, location: Location) -> str:
    """The text that a location covers in the notebook as it is written."""
    assert location.cell is not None
    lines = re.split(r"\r\n|\r|\n", cell_texts(data)[location.cell - 1] or "")
    span = location.span
    parts = lines[span.line - 1 : span.end_line]
    parts[-1] = parts[-1][: span.end_column - 1]
    parts[0] = parts[0][span.column - 1 :]
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("magics", {"KL101": [7, 8, 9, 10, 11]}),
        ("bad_cells", {"KL101": [4, 10, 13], "KL001": [3, 5, 6, 7, 8, 9, 11]}),
        ("format_3", {"KL101": [4]}),
        ("truncated", {"KL001": [None]}),
        ("not_utf_8", {"KL001": [None]}),
        ("no_notebook", {"KL001": [None]}),
        ("julia", {}),
        ("no_code", {}),
        ("empty", {}),
    ],
)
def test_fixtures(name: str, expected: dict[str, list[int | None]]) -> None:
    data = (FIXTURES / f"{name}.ipynb").read_bytes()
    outcome = infer(data, f"{name}.ipynb", Settings())
    found: dict[str, list[int | None]] = {}
    for one in outcome.diagnostics:
        found.setdefault(one.code, []).append(one.location.cell)
        if one.code == "KL101":
            assert re.sub(r"\s", "", covered(data, one.location)) == "layers.LSTM(4)(y)"
            assert [covered(data, other.location) for other in one.related] == ["layers.LSTM(4)"]
            assert one.fix is not None
            assert one.fix.edits[0].location.cell == one.related[0].location.cell
    assert found == expected
    assert outcome.skipped == (expected == {})
    for tensor in outcome.tensors:
        line = (cell_texts(data)[(tensor.cell or 0) - 1] or "").split("\n")[tensor.line - 1]
        assert line[tensor.column - 1 :].startswith(f"{tensor.name} = ")


def test_a_fix_says_in_which_cell_each_edit_is() -> None:
    data = notebook(HEAD, f"{MARKDOWN}x", f"!ls é\n'😀'; {LAST}", MISUSE)
    (found,) = analyze(data, "n.ipynb", Settings()).diagnostics
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert edit.location.cell == 3
    assert applied(cell_texts(data)[2] or "", (edit,)) == ("!ls é\n'😀'; y = layers.LSTM(4, return_sequences=True)(x)")


def test_models_and_their_layers() -> None:
    build = "m = keras.Sequential([\n  layers.Input((3,)),\n  layers.Dense(4),\n])"
    data = notebook(HEAD, f"{MARKDOWN}x", build, "d = layers.Dense(1)", "!ls\nn = keras.Model(x, d(x))")
    first, second = summarize(data, "n.ipynb", Settings()).models
    assert (first.cell, first.line, [(one.cell, one.line) for one in first.layers]) == (3, 1, [(3, 3)])
    assert (second.cell, second.line) == (5, 2)
    assert (second.layers[-1].cell, second.layers[-1].line) == (4, 1)


def test_comments_silence_findings_in_their_cell() -> None:
    assert findings(HEAD, LAST, f"{MISUSE}  # noqa: KL101", MISUSE) == [("KL101", 4, 1, 1)]
    assert findings(HEAD, LAST, "!ls\n# keralint: ignore-file[KL101]", MISUSE) == []
    assert findings(HEAD, "!ls\n'é😀' # noqa: KL101") == [("KL002", 2, 2, 6)]


def test_what_commands_bind_is_not_known() -> None:
    assert findings(HEAD, LAST, "y = !ls", MISUSE) == []
    assert findings(HEAD, LAST, "%run other.py", MISUSE) == []
    assert findings(HEAD, LAST, "%sql y << SELECT 1", MISUSE) == []
    assert findings(HEAD, LAST, "%%capture y\n!ls", MISUSE) == []
    assert findings(HEAD, LAST, "%%timeit\ny = 3", MISUSE) == []
    assert findings(HEAD, LAST, "%%bash --out y\nls", MISUSE) == []
    assert findings(HEAD, LAST, "%%unheard\ny = 3", MISUSE) == []
    assert findings(HEAD, LAST, "%matplotlib inline\n%env y=3", MISUSE) == [("KL101", 4, 1, 1)]


def test_what_a_refused_cell_would_bind_or_change_is_not_known() -> None:
    refused = ("KL001", 3, 1, 5)
    assert findings(HEAD, LAST, "y = = 3", MISUSE) == [refused]
    assert findings(HEAD, LAST, "z = = 3", MISUSE) == [refused, ("KL101", 4, 1, 1)]
    model = "m = keras.Sequential()\nm.add(layers.LSTM(4))"
    add = "m.add(layers.LSTM(5))"
    assert findings(HEAD, model, "z = = 3", f"{add}\nm(x)") == [refused, ("KL101", 4, 2, 1)]
    assert findings(HEAD, model, "z = = m", f"{add}\nm(x)") == [refused]


def test_a_cell_that_raises_does_not_keep_the_next_from_being_executed() -> None:
    assert findings(HEAD, "raise SystemExit\nx = 1", LAST, MISUSE) == [("KL101", 4, 1, 1)]
    assert findings(HEAD, "return", LAST, MISUSE) == [("KL101", 4, 1, 1)]


def test_what_is_expected_to_fail_is_not_told() -> None:
    failing = code(f"{LAST}\n{MISUSE}\nx = 3", tags=["raises-exception"])
    assert findings(HEAD, failing, "y = layers.LSTM(4)(x)") == []


def test_only_notebooks_that_mention_keras_are_read() -> None:
    assert run_text(b"{", "n.ipynb", Settings()).results == (FileResult("n.ipynb", skipped=True),)
    data = json.loads(notebook("x = = 1"))
    data["cells"][0]["outputs"] = [{"text": "tensorflow"}]
    assert infer(json.dumps(data).encode(), "n.ipynb", Settings()) == FileResult("n.ipynb", skipped=True)


def test_notebooks_and_files_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(HEAD, f"{LAST}\n{MISUSE}"))
    (tmp_path / "b.py").write_text(f"{HEAD}\n{LAST}\n{MISUSE}\n", encoding="utf-8")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.ipynb").write_bytes(b"{keras")
    outcome = run([tmp_path], Settings())
    assert [_place(one) for found in outcome.results for one in found.diagnostics] == [
        ("KL101", 2, 2, 1),
        ("KL101", None, 5, 1),
    ]


# --- positions in any notebook --------------------------------------------------------------------------------------

PROBE = "import keras; probe = keras.layers.Dense(3)(keras.Input((4,))); keras.layers.LSTM(4)(probe)"
OTHERS = [
    f"{MARKDOWN}# é😀\n\n* keras", "", "\n\n", "x = = 1", "'''", "(", "def f(:\n    pass", "probe = \\",
    "  x = 1\n  !ls\n", "%%bash\n'\n😀", "%%time\n!ls", "!ls \\\n  -l\n'é'", "keras = = 3", "%run x.py",
    "pip install keras", "raise x", "return", "y = !ls\nif y:\n    %who", "é?\n?é", "x\r\ny\rz", "\ud83d",
    "x = 1 # noqa: KL001\n", "%%html\n<p>", "# nothing", "for i in y:\n    y.x(\n      i\n    )",
    "%%timeit\nprobe = 3", "class A:\n  '''\n  %no\n  '''", "await probe",
]  # fmt: skip
BEFORE = [
    "",
    "'é😀'; ",
    "!ls é😀\n",
    "%%time\n\n",
    "%time ",
    "# 😀\n\n  \n",
    "x = !ls \\\n  '\n\n",
    "f?\r\n",
]
AFTER = ["", "\n", "\n\n", ";", "  # é", "\n!ls '", "\r\n?x"]


AROUND = st.tuples(st.sampled_from(BEFORE), st.sampled_from(AFTER)) | st.sampled_from(
    [("    ", "\n    !ls '"), ("\t'😀';", "")]
)


@given(st.lists(st.sampled_from(OTHERS) | AROUND, max_size=8))
@settings(max_examples=60)
def test_every_position_is_right_whatever_the_other_cells_are(cells: list[str | tuple[str, str]]) -> None:
    texts = [cell if isinstance(cell, str) else f"{cell[0]}{PROBE}{cell[1]}" for cell in cells]
    probes = [index for index, cell in enumerate(cells, start=1) if not isinstance(cell, str)]
    data = notebook(*texts)
    outcome = infer(data, "n.ipynb", Settings())
    failures = [one for one in outcome.diagnostics if one.code not in ("KL001", "KL002")]
    if not probes:
        return
    assert [one.location.cell for one in failures] == probes
    assert {covered(data, one.location) for one in failures} == {"keras.layers.LSTM(4)(probe)"}
    assert [one.cell for one in outcome.tensors] == probes
    for tensor in outcome.tensors:
        line = re.split(r"\r\n|\r|\n", texts[(tensor.cell or 0) - 1])[tensor.line - 1]
        assert line[tensor.column - 1 :].startswith("probe = ")
