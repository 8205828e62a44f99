"""The patterns of `match` statements: whether they fit, and what they capture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import libcst as cst

from keralint.interpreter.attributes import get_attribute
from keralint.interpreter.escape import release
from keralint.interpreter.introspection import has_attribute, is_instance
from keralint.interpreter.iteration import iterate
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import compare, truth
from keralint.interpreter.records import record_of
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import (
    BuiltinFunction,
    ClassValue,
    DictValue,
    Instance,
    IteratorValue,
    ListValue,
    RestValue,
    SetValue,
    TupleValue,
    Unknown,
    Value,
    ViewValue,
    brings_nothing,
    is_key,
    join,
)
from keralint.semantics.tensors import Tensor
from keralint.source.walking import children

Captures: TypeAlias = "dict[str, Value]"
"""What the names of a pattern are bound to, if it fits."""

Answer: TypeAlias = "bool | None"
"""Whether something fits; `None` if it is not known."""


def fits(machine: Machine, pattern: cst.MatchPattern, subject: Value, captured: Captures) -> Answer:
    """Whether the pattern fits a subject that is no union; what it captures then goes into `captured`."""
    return _FITS[type(pattern)](machine, pattern, subject, captured)


def _all(answers: Iterable[Answer]) -> Answer:
    """Whether all parts fit; those behind one that does not are not tried."""
    result: Answer = True
    for answer in answers:
        if answer is False:
            return False
        result = None if answer is None else result
    return result


def _named(machine: Machine, pattern: cst.MatchAs, subject: Value, captured: Captures) -> Answer:
    answer = True if pattern.pattern is None else fits(machine, pattern.pattern, subject, captured)
    if pattern.name is not None and answer is not False:
        captured[pattern.name.value] = _seen_as(pattern.pattern, subject)
    return answer


def _seen_as(pattern: cst.MatchPattern | None, subject: Value) -> Value:
    """The subject, of which nothing is known but that it fits the pattern."""
    if isinstance(pattern, cst.MatchClass) and isinstance(pattern.cls, cst.Name):
        return _of_type(pattern.cls.value, subject)
    return subject


def _of_type(name: str, subject: Value) -> Value:
    plain = type(subject) is Unknown and subject.of is None and name in _TOLD_BY_UNKNOWN
    return Unknown(subject.reason, name) if plain else subject


_TOLD_BY_UNKNOWN: Final = frozenset({"int", "float", "str", "bool", "tuple"})


def _value(machine: Machine, pattern: cst.MatchValue, subject: Value, captured: Captures) -> Answer:
    return truth(
        machine, compare(machine, "==", subject, machine.evaluate(pattern.value), pattern.value), pattern.value
    )


def _singleton(machine: Machine, pattern: cst.MatchSingleton, subject: Value, captured: Captures) -> Answer:
    return truth(
        machine, compare(machine, "is", subject, machine.evaluate(pattern.value), pattern.value), pattern.value
    )


def _any(machine: Machine, pattern: cst.MatchOr, subject: Value, captured: Captures) -> Answer:
    """`a | b`: the first that fits captures."""
    possible: list[Captures] = []
    result: Answer = False
    for element in pattern.patterns:
        own: Captures = {}
        answer = fits(machine, element.pattern, subject, own)
        possible += [own] if answer is not False else []
        result = None if answer is None else result
        if answer:
            result = True
            break
    for name in possible[0] if possible else ():
        captured[name] = join([one[name] for one in possible if name in one])
    return result


# --- sequences and mappings -----------------------------------------------------------------------------------------


def _sequence(machine: Machine, pattern: cst.MatchList | cst.MatchTuple, subject: Value, captured: Captures) -> Answer:
    answer = _is_a(subject, _SEQUENCES)
    items = iterate(subject) if answer else None
    if answer is False:
        return False
    if items is None:
        _capture_unknown(machine, pattern, subject, captured)
        return None
    parts = list(pattern.patterns)
    star = next((part for part in parts if isinstance(part, cst.MatchStar)), None)
    if star is None:
        return len(items) == len(parts) and _elements(machine, parts, items, captured)
    before = parts.index(star)
    end = len(items) - (len(parts) - before - 1)
    if end < before:
        return False
    if star.name is not None:
        captured[star.name.value] = ListValue(tuple(items[before:end]))
    others = [*parts[:before], *parts[before + 1 :]]
    return _elements(machine, others, (*items[:before], *items[end:]), captured)


def _elements(machine: Machine, parts: Sequence[Any], items: Sequence[Value], captured: Captures) -> Answer:
    return _all(fits_any(machine, part.value, item, captured) for part, item in zip(parts, items))


def _mapping(machine: Machine, pattern: cst.MatchMapping, subject: Value, captured: Captures) -> Answer:
    answer = _is_a(subject, _MAPPINGS)
    entries = subject.entries if answer else None
    if answer is False:
        return False
    if entries is None or not all(map(is_key, entries)):
        _capture_unknown(machine, pattern, subject, captured)
        return None
    keys = [machine.evaluate(element.key) for element in pattern.elements]
    if not all(map(is_key, keys)):
        _capture_unknown(machine, pattern, subject, captured)
        return None
    if any(key not in entries for key in keys):
        if not isinstance(subject, RestValue):
            return False
        _capture_unknown(machine, pattern, subject, captured)
        return None
    if pattern.rest is not None:
        rest = {key: item for key, item in entries.items() if key not in keys}
        captured[pattern.rest.value] = DictValue(None if isinstance(subject, RestValue) else rest)
    return _all(
        fits_any(machine, element.pattern, entries[key], captured) for element, key in zip(pattern.elements, keys)
    )


def fits_any(machine: Machine, pattern: cst.MatchPattern, subject: Value, captured: Captures) -> Answer:
    """The same for a part of a subject, which may be a union."""
    alternatives = getattr(subject, "alternatives", None)
    if alternatives is None or (isinstance(pattern, cst.MatchAs) and pattern.pattern is None):
        return fits(machine, pattern, subject, captured)
    each: list[Captures] = []
    answers: set[Answer] = set()
    for one in alternatives:
        own: Captures = {}
        answer = fits(machine, pattern, one, own)
        answers.add(answer)
        each += [own] if answer is not False else []
    for name in each[0] if each else ():
        captured[name] = join([own[name] for own in each if name in own])
    return answers.pop() if len(answers) == 1 else None


_SEQUENCES: Final = (tuple, ListValue, range)
_MAPPINGS: Final = (DictValue,)
_NEITHER: Final = (
    *(bool, int, float, complex, str, bytes, type(None), SetValue, IteratorValue, ViewValue, Tensor),
    *(BuiltinFunction, ClassValue),
)
"""What is neither a sequence nor a mapping to a pattern."""


def _is_a(subject: Value, kinds: tuple[type, ...]) -> Answer:
    """Whether the subject is a sequence, or a mapping."""
    if isinstance(subject, _NEITHER) or is_none_size(subject):
        return False
    if isinstance(subject, kinds):
        return True
    if isinstance(subject, Instance):
        return False if all(map(brings_nothing, subject.cls.foreign_bases)) else None
    return False if isinstance(subject, (*_SEQUENCES, *_MAPPINGS)) else None


def _capture_unknown(machine: Machine, pattern: cst.CSTNode, subject: Value, captured: Captures) -> None:
    """Captures parts of something that cannot be taken apart."""
    reason = subject.reason if isinstance(subject, Unknown) else "a part of what is matched is not known"
    if not isinstance(subject, Unknown):
        release(machine, (subject,))
    captured.update(_unknown_parts(pattern, reason))


def _unknown_parts(pattern: cst.CSTNode, reason: str) -> Iterator[tuple[str, Value]]:
    if isinstance(pattern, cst.MatchStar) and pattern.name is not None:
        yield pattern.name.value, ListValue(None)
    elif isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value, DictValue(None)
    elif isinstance(pattern, cst.MatchAs) and pattern.name is not None:
        yield pattern.name.value, _seen_as(pattern.pattern, Unknown(reason))
    for child in children(pattern):
        yield from _unknown_parts(child, reason)


# --- classes --------------------------------------------------------------------------------------------------------


def _class(machine: Machine, pattern: cst.MatchClass, subject: Value, captured: Captures) -> Answer:
    kind = machine.evaluate(pattern.cls)
    answer = is_instance(machine, subject, kind)
    if answer is False:
        return False
    positional = [element.value for element in pattern.patterns]
    if isinstance(kind, BuiltinFunction) and kind.name in _MATCHING_THEMSELVES and len(positional) == 1:
        whole = fits(machine, positional[0], _of_type(kind.name, subject), captured)
        return _all([answer, whole])
    names = _positional_names(kind) if positional else ()
    if names is None or len(names) < len(positional):
        _capture_unknown(machine, pattern, subject, captured)
        return None
    parts = [*zip(names, positional), *((one.key.value, one.pattern) for one in pattern.kwds)]
    return _all([answer, _all(_attribute(machine, subject, name, part, captured) for name, part in parts)])


_MATCHING_THEMSELVES: Final = frozenset("bool bytearray bytes dict float frozenset int list set str tuple".split())
"""Types whose one positional part is the subject itself."""


def _positional_names(kind: Value) -> Sequence[str] | None:
    """The attributes that positional parts of a pattern stand for; `None` if they are not known."""
    if not isinstance(kind, ClassValue):
        return None
    declared = kind.lookup("__match_args__")
    if isinstance(declared, tuple):
        return declared if all(isinstance(name, str) for name in declared) else None
    record = record_of(kind)
    return None if record is None else [one.name for one in record.fields if one.kind != "KEYWORD_ONLY"]


def _attribute(machine: Machine, subject: Value, name: str, pattern: cst.MatchPattern, captured: Captures) -> Answer:
    """Whether the subject has the attribute, and that fits."""
    has = has_attribute(subject, name) if isinstance(subject, Instance) else None
    if has is False:
        return False
    value = get_attribute(machine, subject, name, pattern)
    if isinstance(subject, TupleValue) or not isinstance(value, Unknown):
        has = True
    return _all([has, fits_any(machine, pattern, value, captured)])


_FITS: Final[dict[type[cst.MatchPattern], Callable[[Machine, Any, Value, Captures], Answer]]] = {
    cst.MatchAs: _named,
    cst.MatchValue: _value,
    cst.MatchSingleton: _singleton,
    cst.MatchOr: _any,
    cst.MatchList: _sequence,
    cst.MatchTuple: _sequence,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
}
