"""Many files: order, errors, crashes, and the pool."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keralint.config import Settings
from keralint.engine import run as engine
from keralint.engine.pool import START_METHOD
from keralint.engine.project import Project
from keralint.engine.result import FileResult
from keralint.engine.run import RunError, run, run_text

SETTINGS = Settings()
KERAS = b"import keras\n"

needs_fork = pytest.mark.skipif(START_METHOD != "fork", reason="the analyses of these tests cannot be pickled")
jobs = pytest.mark.parametrize("jobs", [1, pytest.param(3, marks=needs_fork)])

Tree = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Write files into a directory, and make it the current one."""

    def write(files: dict[str, bytes]) -> Path:
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


def count_calls(data: bytes, path: str, settings: Settings, project: Project) -> FileResult:
    """Analyze by counting lines; obey what the text says about failing."""
    if b"CRASH" in data:
        raise ValueError("two\nlines")
    if b"DIE" in data:
        os._exit(7)
    if b"KILL" in data:
        os.kill(os.getpid(), 9)
    return FileResult(path, layer_calls=data.count(b"\n"))


@jobs
def test_every_file_has_one_answer_in_the_order_of_paths(tree: Tree, jobs: int) -> None:
    names = [f"{name}.py" for name in "qwertyuiopasdf"]
    tree({name: KERAS * index for index, name in enumerate(names, start=1)})
    result = run(names, SETTINGS, jobs, analyze=count_calls)
    assert result.errors == ()
    assert [one.path for one in result.results] == sorted(names)
    assert {one.path: one.layer_calls for one in result.results} == {name: n for n, name in enumerate(names, start=1)}


@jobs
def test_a_crash_costs_one_file(tree: Tree, jobs: int) -> None:
    tree({"a.py": KERAS, "b.py": KERAS + b"CRASH", "c.py": KERAS})
    result = run(["."], SETTINGS, jobs, analyze=count_calls)
    assert [one.path for one in result.results] == ["a.py", "c.py"]
    (error,) = result.errors
    assert error.path == "b.py"
    assert error.message.startswith("internal error (ValueError: two lines at test_run.py:")
    assert "please report" in error.message


@needs_fork
@pytest.mark.parametrize(("order", "cause"), [(b"DIE", "exit code 7"), (b"KILL", "signal 9")])
def test_the_death_of_a_worker_costs_one_file(tree: Tree, order: bytes, cause: str) -> None:
    deadly = {"c.py": KERAS + order, "d.py": KERAS + order, "z.py": KERAS + order}
    tree(dict.fromkeys(("a.py", "b.py", "e.py", "f.py", "g.py"), KERAS) | deadly)
    result = run(["."], SETTINGS, 2, analyze=count_calls)
    assert [one.path for one in result.results] == ["a.py", "b.py", "e.py", "f.py", "g.py"]
    assert [one.path for one in result.errors] == ["c.py", "d.py", "z.py"]
    assert all(f"ended its process ({cause})" in one.message for one in result.errors)


def test_files_without_keras_are_not_analyzed(tree: Tree) -> None:
    def refuse(data: bytes, path: str, settings: Settings, project: Project) -> FileResult:
        raise AssertionError(path)

    tree({"a.py": b"import os\n", "b.py": b""})
    result = run(["."], SETTINGS, analyze=refuse)
    assert result.results == (FileResult("a.py", skipped=True), FileResult("b.py", skipped=True))
    assert run_text(b"import os", "x.py", SETTINGS, analyze=refuse).results == (FileResult("x.py", skipped=True),)


def test_a_missing_path_does_not_keep_the_others_from_being_checked(tree: Tree) -> None:
    tree({"a.py": KERAS})
    result = run(["nope.py", "a.py"], SETTINGS, analyze=count_calls)
    assert [one.path for one in result.results] == ["a.py"]
    assert [one.path for one in result.errors] == ["nope.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
def test_what_cannot_be_read_is_an_error(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree({"a.py": KERAS, "b.py": KERAS})

    def refuse(path: Path) -> bytes:
        if path.name == "a.py":
            raise PermissionError(13, "Permission denied")
        return KERAS

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, whom no mode stops
    result = run(["a.py", "b.py"], SETTINGS, analyze=count_calls)
    assert result.errors == (RunError("a.py", "permission denied"),)
    assert [one.path for one in result.results] == ["b.py"]


def test_a_path_given_twice_is_checked_once(tree: Tree) -> None:
    tree({"a.py": KERAS})
    assert len(run(["a.py", "a.py", "."], SETTINGS, analyze=count_calls).results) == 1


def test_little_is_done_in_this_process(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_cpu_count", lambda: 4)
    assert engine._worker_count(None, files=9, size=engine.PARALLEL_MIN_BYTES - 1) == 1
    assert engine._worker_count(None, files=9, size=engine.PARALLEL_MIN_BYTES) == 4
    assert engine._worker_count(None, files=3, size=engine.PARALLEL_MIN_BYTES) == 3
    assert engine._worker_count(8, files=9, size=1) == 8


def test_a_text_that_crashes_is_an_error() -> None:
    result = run_text(KERAS + b"CRASH", "<stdin>", SETTINGS, analyze=count_calls)
    assert result.results == ()
    assert result.errors[0].path == "<stdin>"
