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
