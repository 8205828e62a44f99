"""Runs a program twice, by CPython and abstractly, and holds what the interpreter claims to know against the truth."""

from __future__ import annotations

import itertools
import math
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from keralint.interpreter.machine import Machine
from keralint.interpreter.program import run
from keralint.interpreter.values import (
    BoundMethod,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    DictValue,
    Function,
    Instance,
    ListValue,
    NativeFunction,
    SetValue,
    Union,
    Unknown,
    Value,
)
from keralint.keras_api.database import load
from keralint.semantics.values import ApiReference

CONDITION = "unknown"
"""A function that only CPython has: what it gives is not known to the interpreter."""


class Contradiction(AssertionError):
    """The interpreter claims a value that the program does not have."""


def abstractly(source: str) -> Machine:
    """The machine at the end of the program."""
    return run(cst.parse_module(source), load("3"))


def concretely(source: str, answers: Iterable[bool] = ()) -> dict[str, Any] | None:
    """The names of the module after CPython ran it; `None` if it raised. `unknown()` gives the answers in turn."""
    given = itertools.chain(answers, itertools.repeat(False))
    scope: dict[str, Any] = {"__name__": "__main__", CONDITION: lambda *_: next(given)}
    try:
        exec(compile(source, "<program>", "exec"), scope)
    except Exception:  # noqa: BLE001  # whatever the program raises
        return None
    return {name: value for name, value in scope.items() if not name.startswith("__") and name != CONDITION}


def check(source: str, outcomes: int = 0) -> Mapping[str, Value]:
    """The values of the module's names, after none of them was contradicted by any run.

    `outcomes` is the number of conditions whose answers are tried both ways.

    Raises: Contradiction.
    """
    machine = abstractly(source)
    slots = machine.frames[0].scope.slots
    for answers in itertools.product((False, True), repeat=outcomes):
        truth = concretely(source, answers)
        for name, value in (truth or {}).items():
            if name in slots:
                told = _told(slots[name], value, set())
                if told is not None:
                    raise Contradiction(f"{name}{told.path}: {told.claim!r} claimed, {told.truth!r} with {answers}\n{source}")
    return slots


@dataclass(frozen=True)
class _Told:
    """Where a claim is wrong."""

    path: str
    claim: object
    truth: object

    def below(self, step: str) -> _Told:
        return _Told(step + self.path, self.claim, self.truth)


def _told(claim: Value, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    """What the claim says that is not so; `None` if it can be true."""
    if isinstance(claim, Unknown):
        return _told_of_type(claim, truth)
    if isinstance(claim, Union):
        wrong = [_told(alternative, truth, seen) for alternative in claim.alternatives]
        return None if None in wrong else _Told("", shown(claim), truth)
    place = (id(claim), id(truth))
    if place in seen:
        return None
    if isinstance(claim, (ListValue, DictValue, Instance)):
        seen = seen | {place}
    compare = next((compare for kind, compare in _COMPARE.items() if isinstance(claim, kind)), None)
    if compare is not None:
        return compare(claim, truth, seen)
    return None if _is_same_constant(claim, truth) else _Told("", claim, truth)


def _told_of_type(claim: Unknown, truth: Any) -> _Told | None:
    kinds: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool, "tuple": tuple}
    wrong = claim.of in kinds and not isinstance(truth, kinds[claim.of])
    return _Told("", f"some {claim.of}", truth) if wrong else None


def _is_same_constant(claim: Value, truth: Any) -> bool:
    if isinstance(claim, float) and isinstance(truth, float) and math.isnan(claim):
        return math.isnan(truth)
    return type(claim) is type(truth) and bool(claim == truth)


def _told_of_sequence(claim: Sequence[Value] | None, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if claim is None:
        return None
    if len(claim) != len(truth):
        return _Told("", [shown(item) for item in claim], truth)
    for index, (a, b) in enumerate(zip(claim, truth, strict=True)):
        told = _told(a, b, seen)
        if told is not None:
            return told.below(f"[{index}]")
    return None


def _told_of_tuple(claim: tuple[Value, ...], truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    return _told_of_sequence(claim, truth, seen) if type(truth) is tuple else _Told("", claim, truth)


def _told_of_list(claim: ListValue, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if type(claim) is not ListValue:
        return None  # iterators and views: CPython does not show what they hold
    return _told_of_sequence(claim.items, truth, seen) if isinstance(truth, list) else _Told("", shown(claim), truth)


def _told_of_set(claim: SetValue, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if not isinstance(truth, (set, frozenset)):
        return _Told("", shown(claim), truth)
    if claim.items is None:
        return None
    fits = len(claim.items) == len(truth) and all(any(_told(a, b, seen) is None for a in claim.items) for b in truth)
    return None if fits else _Told("", shown(claim), truth)


def _told_of_dict(claim: DictValue, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if not isinstance(truth, dict):
        return _Told("", shown(claim), truth)
    if claim.entries is None:
        return None
    keys = _told_of_sequence(list(claim.entries), list(truth), seen)
    return keys or _told_of_sequence(list(claim.entries.values()), list(truth.values()), seen)


def _told_of_instance(claim: Instance, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if type(truth).__name__ != claim.cls.name:
        return _Told("", shown(claim), truth)
    for name, value in vars(truth).items():
        inherited = claim.cls.lookup(name)
        if name in claim.slots or inherited is not None:
            told = _told(claim.slots.get(name, inherited), value, seen)
            if told is not None:
                return told.below(f".{name}")
    return None


def _told_of_callable(claim: Value, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    return None if callable(truth) or isinstance(truth, property) else _Told("", claim, truth)


def _told_of_class(claim: ClassValue, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    if not isinstance(truth, type) or truth.__name__ != claim.name:
        return _Told("", claim, truth)
    for name, value in vars(truth).items():
        if name in claim.scope.slots and not callable(value) and not isinstance(value, (property, staticmethod, classmethod)):
            told = _told(claim.scope.slots[name], value, seen)
            if told is not None:
                return told.below(f".{name}")
    return None


def _told_of_reference(claim: ApiReference, truth: Any, seen: set[tuple[int, int]]) -> _Told | None:
    plain = isinstance(truth, (int, float, str, list, dict)) and not isinstance(truth, types.ModuleType)
    return _Told("", claim, truth) if plain and claim.symbol is not None else None


_COMPARE: dict[Any, Any] = {
    tuple: _told_of_tuple,
    SetValue: _told_of_set,
    ListValue: _told_of_list,
    DictValue: _told_of_dict,
    Instance: _told_of_instance,
    ClassValue: _told_of_class,
    ApiReference: _told_of_reference,
    (Function, BoundMethod, BuiltinFunction, BuiltinMethod, NativeFunction): _told_of_callable,
}


def shown(value: Value) -> object:
    """A value as the tests write it: what is not known is `...`, alternatives are `either(…)`."""
    if isinstance(value, Unknown):
        return ...
    if isinstance(value, Union):
        return Either(*map(shown, value.alternatives))
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    if isinstance(value, SetValue):
        return ... if value.items is None else set(map(shown, value.items))
    if isinstance(value, ListValue):
        return ... if value.items is None else [shown(item) for item in value.items]
    if isinstance(value, DictValue):
        return ... if value.entries is None else {key: shown(item) for key, item in value.entries.items()}
    return value


class Either:
    """One of several values."""

    def __init__(self, *values: object) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Either) and sorted(map(repr, self.values)) == sorted(map(repr, other.values))

    def __hash__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"either({', '.join(map(repr, self.values))})"


def expectations(source: str) -> Iterator[tuple[str, object]]:
    """What the comments of a program demand: `# => value` after an assignment to a name."""
    for line in source.splitlines():
        code, mark, wanted = line.partition("# => ")
        if mark:
            yield code.split("=")[0].strip(), eval(wanted, {"either": Either})
