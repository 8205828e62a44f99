"""What only a process of its own can show: what is imported, the locale, pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Modules that cost start-up time; those of ours, and those of others.
HEAVY = ("libcst", "rich", "multiprocessing", "keralint.keras_api", "keralint.engine.examine", "keralint_rules")


def python(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.run(
        [sys.executable, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


def imported_by(*args: str, cwd: Path) -> set[str]:
    script = f"import json, sys; from keralint.cli import main; main({list(args)!r}); print(json.dumps([*sys.modules]))"
    return set(json.loads(python("-c", script, cwd=cwd).stdout.splitlines()[-1]))


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["check", "a.py"], ["shapes", "a.py"]])
def test_what_is_not_needed_is_not_imported(tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")  # no Keras, nothing to analyze
    imported = imported_by(*args, cwd=tmp_path)
    assert "keralint.cli" in imported
    assert not [name for name in imported if name.startswith(HEAVY)]


def test_files_without_keras_cost_no_analysis(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "import pandas"}
    (tmp_path / "net.py").write_text("import torch\n\nmodel = torch.nn.Linear(3, 4)\n", encoding="utf-8")
    (tmp_path / "data.py").write_text("import numpy as np\n\nx = np.zeros((3, 4))\n", encoding="utf-8")
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    assert not [name for name in imported_by("check", ".", cwd=tmp_path) if name.startswith(HEAVY)]


def test_files_with_keras_are_analyzed(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("import keras\n\nx = keras.Input((3,))\n", encoding="utf-8")
    imported = imported_by("check", "net.py", cwd=tmp_path)
    assert {"libcst", "keralint.keras_api.database", "keralint_rules"} <= imported


def test_the_version_imports_no_command(tmp_path: Path) -> None:
    imported = imported_by("--version", cwd=tmp_path)
    assert {name for name in imported if name.startswith("keralint")} == {"keralint", "keralint.cli"}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_is_utf8_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "é😀.py").write_text("import os\n", encoding="utf-8")
    args = ("-m", "keralint", "shapes", "é😀.py", "--output-format", "json")
    done = python(*args, cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["files"][0]["path"] == "é😀.py"


def test_text_survives_a_poor_encoding(tmp_path: Path) -> None:
    done = python("-m", "keralint", "check", "😀.py", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-m", "keralint", "shapes", "a.py", "--output-format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "# 😀"},
        {"cell_type": "code", "metadata": {}, "source": "%%time\nfrom keras import layers, Input\nx = = 1"},
        {"cell_type": "code", "metadata": {}, "source": "from keras import layers, Input\nx = Input((4, 3))"},
        {"cell_type": "code", "metadata": {}, "source": ["!ls\n", "'é'; layers.Conv2D(4, 3)(x)"]},
    ]
}


def test_notebooks(tmp_path: Path) -> None:
    (tmp_path / "é.ipynb").write_text(json.dumps(NOTEBOOK, ensure_ascii=False), encoding="utf-8")
    checked = python("-m", "keralint", "check", "--output-format", "concise", cwd=tmp_path)
    assert checked.returncode == 1
    first, second, *_ = checked.stdout.decode().splitlines()
    assert first.startswith("é.ipynb:cell 2:3:5: error KL001 invalid syntax")
    assert second.startswith("é.ipynb:cell 4:2:6: error KL2")
    shown = python("-m", "keralint", "shapes", "--output-format", "json", cwd=tmp_path)
    assert shown.stderr.decode().startswith("é.ipynb:cell 2:3:5: error KL001 ")
    (file,) = json.loads(shown.stdout)["files"]
    assert [(one["cell"], one["line"], one["column"], one["shape"]) for one in file["tensors"]] == [
        (3, 2, 1, [None, 4, 3])
    ]


def test_a_notebook_on_standard_input(tmp_path: Path) -> None:
    text = json.dumps(NOTEBOOK)
    script = "import sys; from keralint.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--output-format", "json", "--stdin-filename", "n.ipynb", "-"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        input=text.encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    places = [(one["path"], one["cell"], one["line"]) for one in json.loads(done.stdout)["diagnostics"]]
    assert places == [("n.ipynb", 2, 3), ("n.ipynb", 4, 2)]
