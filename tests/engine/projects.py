"""Small projects of several files, written as one text, and executed by Python and by the interpreter."""

from __future__ import annotations

import builtins
import re
import runpy
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, Final

from interpreter.agreement import covers, is_known, shown
from keralint.config import Settings
from keralint.engine.big_stack import on_big_stack
from keralint.engine.project import Project
from keralint.interpreter.machine import Machine
from keralint.interpreter.modules import force, member
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.state import MISSING
from keralint.interpreter.values import Deferred, Scope, Union, Value
from keralint.source.parsing import parse
from keralint.source.text import decode

_FILE: Final = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
_KNOWN: Final = re.compile(r"^# known: (.*)$", re.MULTILINE)


def files_of(text: str) -> dict[str, str]:
    """The files in a text where each begins with a line `# file: <path>`."""
    _, *parts = _FILE.split(dedent(text).lstrip("\n"))
    return dict(zip(parts[::2], parts[1::2]))


def write(directory: Path, files: Mapping[str, str]) -> None:
    """Puts the files into a directory, which is the top of a project."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (directory / "keralint.toml").touch()


# --- Python ---------------------------------------------------------------------------------------------------------


@contextmanager
def _apart(directory: Path, roots: Sequence[str], answers: Sequence[int]) -> Iterator[None]:
    """While it lasts, the modules below a directory can be imported; afterwards none of them has been."""
    before, path, bytecode = set(sys.modules), list(sys.path), sys.dont_write_bytecode
    asked = iter(answers)
    sys.path[:0] = [str(directory / root) for root in roots]
    sys.dont_write_bytecode = True
    builtins.unknown = lambda *_, **__: next(asked, 0)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.unknown  # type: ignore[attr-defined]
        sys.path[:], sys.dont_write_bytecode = path, bytecode
        sys.path_importer_cache.clear()
        for name in set(sys.modules) - before:
            if getattr(sys.modules[name], "__file__", None) is None or _is_below(sys.modules[name], directory):
                del sys.modules[name]


def _is_below(module: ModuleType, directory: Path) -> bool:
    return str(module.__file__).startswith(str(directory))


def executed(
    directory: Path, main: str, roots: Sequence[str] = (".",), answers: Sequence[int] = ()
) -> dict[str, dict[str, Any]] | None:
    """The names of each module, by its path, once Python has executed `main`; `None` if that raises."""
    with _apart(directory, roots, answers):
        try:
            names = {main: runpy.run_path(str(directory / main), run_name="__main__")}
        except Exception:  # noqa: BLE001  # whatever it raises, there is nothing to compare
            return None
        for module in list(sys.modules.values()):
            if getattr(module, "__file__", None) and _is_below(module, directory):
                path = Path(str(module.__file__)).relative_to(directory).as_posix()
                names.setdefault(path, dict(vars(module)))
        return names


# --- the interpreter ------------------------------------------------------------------------------------------------


def assert_true_of_python(directory: Path, text: str, answers: Sequence[Sequence[int]] = ((),)) -> None:
    """Asserts that whatever the interpreter says of the names of `main.py`, and of all modules that Python imports for
    it, is what Python finds. The names after `# known:` must be known, and at least one run must come to its end.
    """
    runs = assert_true(directory, files_of(text), answers)
    assert runs, "Python does not come to the end of the program"


def assert_true(directory: Path, files: Mapping[str, str], answers: Sequence[Sequence[int]] = ((),)) -> int:
    """The same for files; returns how many runs come to an end."""
    write(directory, files)
    real = [names for names in (executed(directory, "main.py", answers=given) for given in answers) if names]
    if real:
        on_big_stack(lambda: _compare(directory, files, real))
    return len(real)


def _compare(directory: Path, files: Mapping[str, str], real: Sequence[dict[str, dict[str, Any]]]) -> None:
    path = str(directory / "main.py")
    project = Project(Settings(src=(str(directory),)))
    with project.executed(parse(decode(files["main.py"].encode(), path))) as machine:
        main = machine.frames[0].scope
        said = {name: read(machine, main, name) for name in list(main.slots)}
        for name in [name for line in _KNOWN.findall(files["main.py"]) for name in line.split()]:
            assert name in said, f"{name} is not bound"
            assert is_known(said[name]), f"{name} is {shown(said[name])}"
        for names in real:
            _assert_covered(said, names["main.py"], "main.py", machine)
            for file in names:
                if file != "main.py":
                    module = project.module(str(directory / file))
                    of_module = {name: member(machine, module, name) for name in names[file]}
                    _assert_covered(of_module, names[file], file, machine)


def read(machine: Machine, scope: Scope, name: str) -> Value:
    """What a name holds."""
    value = scope.slots.get(name, MISSING)
    return force(machine, value) if isinstance(value, (Deferred, Union)) else value


def _assert_covered(said: Mapping[str, Value], real: Mapping[str, Any], file: str, machine: Machine) -> None:
    for name, value in real.items():
        if name not in said or (name.startswith("__") and name != "__all__"):
            continue
        one = said[name]
        if isinstance(one, ModuleValue):
            assert isinstance(value, ModuleType), f"{file}: {name}: said {one.name}, is {value!r}"
        else:
            assert covers(one, value), f"{file}: {name}: said {shown(one)}, is {value!r}"
