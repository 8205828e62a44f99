"""The same program executed by Python and by the interpreter: what the interpreter claims must be what Python finds.

A program may call `unknown()` and `rounds()`, which the interpreter cannot know: Python runs it once for each
sequence of answers, and each outcome must be among the alternatives that the interpreter gives.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from textwrap import dedent
from types import ModuleType
from typing import Any, Final, TypeVar

import libcst as cst

from keralint.engine.big_stack import on_big_stack
from keralint.interpreter.machine import Machine
from keralint.interpreter.program import run
from keralint.interpreter.values import (
    ClassValue,
    DictValue,
    Function,
    Instance,
    ListValue,
    MemberValue,
    SetValue,
    Union,
    Unknown,
    Value,
)
from keralint.keras_api.database import load
from keralint.semantics.layer import Layer
from keralint.semantics.naming import AutomaticName
from keralint.semantics.naming import is_known as is_known_name
from keralint.semantics.tensors import Tensor
from keralint.shapes import UNKNOWN_DIM

Answer = TypeVar("Answer")

_KNOWN: Final = re.compile(r"^# known: (.*)$", re.MULTILINE)
_TYPES: Final = {"int": int, "float": float, "str": str, "bool": bool, "tuple": tuple}


# --- both executions ------------------------------------------------------------------------------------------------


def interpreted(program: str) -> Machine:
    """The machine that has executed the program."""
    return on_big_stack(lambda: run(cst.parse_module(dedent(program)), load("3")))


class TooLong(BaseException):
    """A program that asks, or runs, without end."""


@contextmanager
def _limited(lines: int = 20_000) -> Iterator[None]:
    """Ends what is executed after so many lines: a list may grow in the loop that runs over it."""
    count = 0

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != "<program>":
            return None
        count += event == "line"
        if count > lines:
            raise TooLong
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def executed(program: str, answers: tuple[int, ...] = ()) -> dict[str, Any] | None:
    """The names at the end of a run in Python; `None` if it raises. `answers` are given in turn, again and again."""
    asked = 0

    def answer() -> int:
        nonlocal asked
        asked += 1
        if asked > 2_000:
            raise TooLong
        return answers[(asked - 1) % len(answers)] if answers else 0

    names: dict[str, Any] = {
        "__name__": "__main__",
        "unknown": lambda *_, **__: answer() % 2,
        "rounds": lambda *_, **__: range(answer()),
    }
    given = {*names, "__builtins__"}
    code = compile(dedent(program), "<program>", "exec", dont_inherit=True)
    try:
        with _limited():
            exec(code, names)
    except SystemExit:
        pass
    except (Exception, TooLong):  # noqa: BLE001  # whatever it raises, there is nothing to compare
        return None
    return {name: value for name, value in names.items() if name not in given and not isinstance(value, ModuleType)}


# --- comparison -----------------------------------------------------------------------------------------------------


def covers(value: Value, real: Any, seen: frozenset[int] = frozenset()) -> bool:
    """Whether what the interpreter says is true of the value that Python has."""
    if id(value) in seen:
        return True
    seen |= {id(value)} if isinstance(value, (ListValue, DictValue, Instance)) else frozenset()
    if isinstance(value, Unknown):
        return value.of not in _TYPES or isinstance(real, _TYPES[value.of])
    if isinstance(value, Union):
        return any(covers(alternative, real, seen) for alternative in value.alternatives)
    for kind, compare in _COMPARED.items():
        if isinstance(value, kind):
            return compare(value, real, seen)
    if isinstance(value, float) and isinstance(real, float) and math.isnan(value):
        return math.isnan(real)
    if value is None or isinstance(value, (int, float, complex, str, bytes, range, slice)):
        return type(value) is type(real) and bool(value == real) and repr(value) == repr(real)
    return not isinstance(real, (int, float, str, tuple, list, dict))


def _all(values: Any, real: Any, seen: frozenset[int]) -> bool:
    return len(values) == len(real) and all(covers(value, one, seen) for value, one in zip(values, real))


def _covers_set(value: SetValue, real: Any, seen: frozenset[int]) -> bool:
    if not isinstance(real, (set, frozenset)):
        return False
    items = value.items
    return items is None or (len(items) == len(real) and all(any(covers(i, r, seen) for i in items) for r in real))


def _covers_list(value: ListValue, real: Any, seen: frozenset[int]) -> bool:
    if type(value) is not ListValue:  # an iterator, or a view of a dict
        return not isinstance(real, (list, tuple, dict, set))
    return isinstance(real, list) and (value.items is None or _all(value.items, real, seen))


def _covers_dict(value: DictValue, real: Any, seen: frozenset[int]) -> bool:
    entries = value.entries
    if not isinstance(real, dict):
        return False
    return entries is None or (
        _all(tuple(entries), tuple(real), seen) and _all(tuple(entries.values()), tuple(real.values()), seen)
    )


def _covers_instance(value: Instance, real: Any, seen: frozenset[int]) -> bool:
    if type(real).__name__ != value.cls.name:
        return False
    state = getattr(real, "__dict__", {})
    return all(covers(one, state[name], seen) for name, one in value.slots.items() if name in state)


_COMPARED: Final[Mapping[type, Callable[[Any, Any, frozenset[int]], bool]]] = {
    tuple: lambda value, real, seen: isinstance(real, tuple) and _all(value, real, seen),
    SetValue: _covers_set,
    ListValue: _covers_list,
    DictValue: _covers_dict,
    Instance: _covers_instance,
    MemberValue: lambda value, real, seen: type(real).__name__ == value.cls.name and real.name == value.name,
    Function: lambda value, real, seen: callable(real) or isinstance(real, (property, staticmethod, classmethod)),
    ClassValue: lambda value, real, seen: isinstance(real, type) and real.__name__ == value.name,
    Tensor: lambda value, real, seen: _covers_tensor(value, real),
    Layer: lambda value, real, seen: _covers_layer(value, real),
}


def _covers_tensor(value: Tensor, real: Any) -> bool:
    if not hasattr(real, "shape") or (value.dtype is not None and value.dtype != str(real.dtype)):
        return False
    dims, sizes = value.shape.dims, tuple(real.shape)
    return dims is None or (len(dims) == len(sizes) and all(d is UNKNOWN_DIM or d == n for d, n in zip(dims, sizes)))


def _covers_layer(value: Layer, real: Any) -> bool:
    kinds = {value.class_name, "Functional"} if value.class_name == "Model" else {value.class_name}
    same_name = not is_known_name(value.name) or isinstance(value.name, AutomaticName) or value.name == real.name
    return type(real).__name__ in kinds and same_name


def is_known(value: Value) -> bool:
    """Whether it is one certain value, through and through."""
    if isinstance(value, Union) and all(isinstance(alternative, Tensor) for alternative in value.alternatives):
        return all(map(is_known, value.alternatives))
    if isinstance(value, (Unknown, Union)):
        return False
    if isinstance(value, Tensor):
        return value.shape.known
    if isinstance(value, tuple):
        return all(map(is_known, value))
    if isinstance(value, ListValue):
        return value.items is not None and all(map(is_known, value.items))
    if isinstance(value, DictValue):
        return value.entries is not None and all(map(is_known, value.entries.values()))
    return True


# --- assertions -----------------------------------------------------------------------------------------------------


def assert_true_of_python(program: str, vectors: Iterable[tuple[int, ...]] = ((),)) -> int:
    """Asserts that what the interpreter says holds in each run; the names after `# known:` must be known.

    Returns: the number of runs that came to an end; 0 if the interpreter gave up on the program.
    """
    program = dedent(program)
    machine = interpreted(program)
    if machine.fuel < 0:
        return 0  # it was left in the middle: what its names hold is not meant for anybody
    slots = machine.frames[0].scope.slots
    runs = 0
    for answers in vectors:
        names = executed(program, answers)
        runs += names is not None
        for name, real in (names or {}).items():
            if name in slots:
                said = slots[name]
                assert covers(said, real), f"{name}: said {shown(said)}, is {real!r} after {answers}\n{program}"
    for name in [name for line in _KNOWN.findall(program) for name in line.split()]:
        assert name in slots, f"{name} is not bound\n{program}"
        assert is_known(slots[name]), f"{name} is {shown(slots[name])}\n{program}"
    return runs


def all_answers(length: int = 4, choices: int = 2) -> Iterator[tuple[int, ...]]:
    """All sequences of answers of this length."""
    return product(range(choices), repeat=length)


def shown(value: Value) -> str:
    """A value, for people."""
    if isinstance(value, Union):
        return " | ".join(map(shown, value.alternatives))
    if isinstance(value, ListValue):
        items = "?" if value.items is None else ", ".join(map(shown, value.items))
        return f"{type(value).__name__}[{items}]"
    if isinstance(value, DictValue):
        entries = value.entries
        return "{?}" if entries is None else "{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in entries.items()) + "}"
    if isinstance(value, Instance):
        return f"{value.cls.name}({', '.join(value.slots)})"
    return repr(value)
