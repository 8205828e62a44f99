"""Notebooks as files and as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keralint.source.cells import Cell, Cells
from keralint.source.notebook_json import CodeCell, cell_texts, code_cells, rewritten
from keralint.source.notebooks import Notebook, read_notebook
from keralint.source.span import Span
from keralint.source.text import SourceError
from notebooks import MARKDOWN, code, notebook

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "notebooks").glob("*.ipynb"))
KERAS = "import keras"
NONE = {"truncated": "not valid JSON", "not_utf_8": "not in UTF-8", "no_notebook": "no cells"}


def read(*cells: str | dict[str, Any]) -> Notebook:
    found = read_notebook(notebook(*cells), "n.ipynb")
    assert found is not None
    return found


def text(*cells: str | dict[str, Any]) -> str:
    return read(*cells).module.source.text


def refused(*cells: str | dict[str, Any]) -> list[tuple[int, int | None, int | None]]:
    return [(one.cell, one.error.line, one.error.column) for one in read(*cells).errors]


# --- the format -----------------------------------------------------------------------------------------------------


def test_cells_are_counted_with_those_that_hold_no_code() -> None:
    raw = {"cell_type": "raw", "metadata": {}, "source": "x"}
    data = notebook(f"{MARKDOWN}# é", "x = 1\ny = 2", raw, "", code("z", tags=["raises-exception"]))
    assert code_cells(data) == (CodeCell(2, "x = 1\ny = 2"), CodeCell(4, ""), CodeCell(5, "z", raises=True))
    assert cell_texts(data) == ("# é", "x = 1\ny = 2", "x", "", "z")


def test_a_text_may_be_one_string_or_a_list_of_lines() -> None:
    lines = {"cell_type": "code", "source": ["é = 1\n", "😀"]}
    string = {"cell_type": "code", "source": "é = 1\n😀"}
    assert code_cells(notebook(lines, string)) == (CodeCell(1, "é = 1\n😀"), CodeCell(2, "é = 1\n😀"))


def test_format_3_has_worksheets() -> None:
    cells = [
        {"cell_type": "heading", "source": "x"},
        {"cell_type": "code", "input": ["a\n", "b"], "language": "python"},
    ]
    other = [{"cell_type": "code", "input": "c", "language": "ruby"}, {"cell_type": "code", "input": "d"}]
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}, {}, {"cells": other}]}).encode()
    assert code_cells(data) == (CodeCell(2, "a\nb"), CodeCell(4, "d"))


@pytest.mark.parametrize(
    ("metadata", "python"),
    [
        ({"kernelspec": {"language": "julia"}}, False),
        ({"kernelspec": {"language": "Python"}}, True),
        ({"kernelspec": {"name": "python3"}}, True),
        ({"kernelspec": {"name": "ir"}, "language_info": {"name": "R"}}, False),
        ({"kernelspec": None}, True),
        ({"kernelspec": {"language": 1}}, True),
    ],
)
def test_languages(metadata: dict[str, Any], python: bool) -> None:
    assert (code_cells(notebook("x", **metadata)) is not None) == python


def test_a_cell_may_be_in_a_language_of_its_own() -> None:
    assert code_cells(notebook(code("x", vscode={"languageId": "javascript"}), "y")) == (CodeCell(2, "y"),)


@pytest.mark.parametrize("cell", [None, 1, {}, {"cell_type": "code"}, {"cell_type": "code", "source": [1]}])
def test_what_is_no_cell_is_passed_over(cell: Any) -> None:
    data = json.dumps({"cells": [cell, {"cell_type": "code", "source": "x", "metadata": {"tags": 1}}]}).encode()
    assert code_cells(data) == (CodeCell(2, "x"),)


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b"", "the notebook is not valid JSON: expecting value", (1, 1)),
        (b'{"cells":\n\xc3\xa9}', "the notebook is not valid JSON: expecting value", (2, 1)),
        (b'{"cells": [], ', "the notebook is not valid JSON: expecting property name", (1, 15)),
        ('{"é": "'.encode() + b"\xe9", "the notebook is not in UTF-8: the byte 0xe9", (1, 8)),
        (b"[" * 100_000, "the notebook is not valid JSON: a value in it is too large or too deep", (None, None)),
        (b"[]", "the file is not a notebook: it has no cells", (None, None)),
        (b'{"keras": 1}', "the file is not a notebook: it has no cells", (None, None)),
        (b'{"cells": 1}', "the file is not a notebook: it has no cells", (None, None)),
        (b'{"worksheets": [{"cells": {}}]}', "the file is not a notebook: it has no cells", (None, None)),
    ],
)
def test_a_file_that_is_no_notebook_is_one_clear_line(
    data: bytes, message: str, place: tuple[int | None, int | None]
) -> None:
    with pytest.raises(SourceError) as caught:
        code_cells(data)
    assert caught.value.message.startswith(message)
    assert (caught.value.line, caught.value.column) == place


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = notebook(KERAS)
    monkeypatch.setattr("keralint.source.notebook_json.MAX_NOTEBOOK_BYTES", len(data) - 1)
    with pytest.raises(SourceError, match="the notebook is too large"):
        read_notebook(data, "n.ipynb")
    monkeypatch.undo()
    with pytest.raises(SourceError, match="the code is too large"):
        read_notebook(notebook(KERAS, "# " + "x" * 1_000_000), "n.ipynb")
    monkeypatch.setattr("keralint.source.guard.MAX_COST", 1_000)
    assert refused(KERAS, "x = 1", f"y = {[1] * 30}") == [(3, 1, 1)]
    with pytest.raises(SourceError, match="too long to be parsed") as caught:
        read_notebook(notebook(KERAS, *["x = 1"] * 20), "n.ipynb")
    assert caught.value.line is None


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_writing_back_changes_nothing_else(indent: int | str | None, ascii_only: bool) -> None:
    document = json.loads(notebook("x = 'é'\ny", {"cell_type": "code", "source": "a\nb"}, f"{MARKDOWN}😀"))
    for end in ("", "\n"):
        data = (json.dumps(document, indent=indent, ensure_ascii=ascii_only) + end).encode()
        assert rewritten(data, {}) == data
        changed = json.loads(rewritten(data, {1: "z\n\nu", 2: "c"}))
        document["cells"][0]["source"], document["cells"][1]["source"] = ["z\n", "\n", "u"], "c"
        assert changed == document
        document = json.loads(data)


# --- the text -------------------------------------------------------------------------------------------------------


def test_the_text_is_that_of_the_code_cells_in_order() -> None:
    assert text(KERAS, f"{MARKDOWN}x", "!ls", "x = 1\n", "", "y = 2") == "import keras\npass\nx = 1\ny = 2\n"


def test_each_line_has_its_cell() -> None:
    cells = read(f"{MARKDOWN}x", KERAS, "", "  x = 1\n  y = 2\n", "%%capture c\nz = 1\n\n", "u = 1").module.source.cells
    assert cells is not None
    places = {"import keras": (2, 1), "x = 1": (4, 1), "y = 2": (4, 2), "z = 1": (5, 2), "u = 1": (6, 1)}
    lines = text(f"{MARKDOWN}x", KERAS, "", "  x = 1\n  y = 2\n", "%%capture c\nz = 1\n\n", "u = 1").split("\n")
    found = {line.strip(): cells.place(number) for number, line in enumerate(lines, start=1)}
    assert {line: found[line] for line in places} == places


def test_spans_end_with_their_cell() -> None:
    cells = Cells((Cell(2, 1, 1, 3), Cell(5, 4, 5, 2)))
    assert cells.span(Span(2, 3, 3, 1)) == (2, Span(2, 3, 3, 1))
    assert cells.span(Span(5, 3, 6, 4)) == (5, Span(1, 3, 2, 4))
    assert cells.span(Span(2, 3, 5, 1)) == (2, Span(2, 3, 2, 4))
    assert cells.span(Span(4, 1, 4, 9)) == (5, Span(1, 1, 1, 9))
    assert cells.span(Span(9, 1, 9, 2)) == (5, Span(2, 1, 2, 2))
    assert not cells.within_one(Span(3, 1, 5, 1))


@pytest.mark.parametrize(
    "cell",
    [
        "x = = 1",
        "(",
        "'''",
        "x = \\",
        "if y:",
        "def f(",
        "print 'é'",
        "x\0",
        "\ud83d",
        "😀 = 1",
        "  x\n y",
        "(" * 5_000,
    ],
)
def test_a_cell_that_is_refused_costs_itself_alone(cell: str) -> None:
    assert [found[0] for found in refused(KERAS, cell, ")", "y = 1")] == [2, 3]
    assert text(KERAS, cell, ")", "y = 1").endswith("\ny = 1\n")


def test_cells_are_not_continued_in_the_next_one() -> None:
    assert refused(KERAS, "x = (", "1)", "'''", "'''", "if x:", "    y = 1", "x = \\", "1") == [
        (2, 1, 5), (3, 1, 2), (4, 1, 1), (5, 1, 1), (6, 1, 6), (8, 1, 6),
    ]  # fmt: skip


def test_a_refused_cell_may_bind_what_it_names_and_its_imports_are_kept() -> None:
    lines = text(KERAS, "from keras import layers\nx, y = layers.Dense(3\nfor z in f(q): pass\nimport os").split("\n")
    assert lines[1] == "x, y, z = get_ipython(keras, x, y, z, f, q)"
    assert lines[2:] == ["from keras import layers", "", "", "import os", ""]


def test_a_refused_cell_that_may_bind_anything() -> None:
    assert "exec(get_ipython())" in text(KERAS, "%run x.py\nx = = 1")


def test_expected_failures_and_what_only_ipython_takes_are_no_errors() -> None:
    assert refused(KERAS, "pip install keras", ">>> x = 1", code("x = = 1", tags=["raises-exception"])) == []


def test_await_at_the_top() -> None:
    assert refused(KERAS, "await f()\nx = [y async for y in z]\nasync with a: pass") == []


def test_other_languages_and_code_without_keras_are_not_read() -> None:
    assert read_notebook(notebook(KERAS, kernelspec={"language": "R"}), "n.ipynb") is None
    assert read_notebook(notebook(f"{MARKDOWN}keras", "x = = 1"), "n.ipynb") is None
    assert read_notebook(notebook(), "n.ipynb") is None


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_file_is_a_notebook_or_one_line(path: Path) -> None:
    data = path.read_bytes()
    if path.stem in NONE:
        with pytest.raises(SourceError, match=NONE[path.stem]):
            read_notebook(data, path.name)
        return
    found = read_notebook(data, path.name)
    assert rewritten(data, {}) == data
    assert found is None or found.module.round_trips
