"""Values that Python's own functions may be given as they are, and what those functions give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from keralint.interpreter.budget import MAX_COLLECTION, MAX_TEXT
from keralint.interpreter.escape import escape
from keralint.interpreter.iteration import length
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import ABSENT, DictValue, ListValue, MemberValue, SetValue, Unknown, Value, is_key
from keralint.semantics.layer import CallArguments
from keralint.semantics.naming import AutomaticName

Implementation = Callable[[Machine, CallArguments, Any], Value]


class NotPlainError(Exception):
    """The value is not known, or not one of Python's own."""


_CONSTANTS: Final = frozenset({bool, int, float, complex, str, bytes, type(None), range})


def to_python(value: Value, effort: list[int] | None = None) -> Any:
    """The object that Python has for a value of constants, tuples, lists and dicts.

    Raises: NotPlainError.
    """
    if type(value) is range and (length(value) or 0) > MAX_COLLECTION:
        raise NotPlainError  # Python's functions would run over it, or write down what is in it
    if type(value) in _CONSTANTS or isinstance(value, AutomaticName):
        return value
    effort = [MAX_COLLECTION] if effort is None else effort
    effort[0] -= 1
    if effort[0] < 0:
        raise NotPlainError  # a list may contain itself
    if type(value) is tuple:
        return tuple([to_python(item, effort) for item in value])
    if type(value) is ListValue and value.items is not None:
        return [to_python(item, effort) for item in value.items]
    if type(value) is DictValue and value.entries is not None:
        return {to_python(key, effort): to_python(item, effort) for key, item in value.entries.items()}
    raise NotPlainError


def from_python(found: Any) -> Value:
    """The value that stands for an object of Python's own."""
    if type(found) in _CONSTANTS:
        return found
    if isinstance(found, tuple):
        return tuple(map(from_python, found))
    if isinstance(found, list):
        return ListValue(tuple(map(from_python, found)))
    if isinstance(found, dict) and all(map(is_key, found)):
        return DictValue({key: from_python(item) for key, item in found.items()})
    if isinstance(found, (set, frozenset)):
        return SetValue(tuple(map(from_python, found)))
    return Unknown("what the function gives is not followed")


def as_argument(value: Value) -> Any:
    """What Python's own formatting is given for a value that it shows in the same way.

    Raises: NotPlainError.
    """
    if isinstance(value, MemberValue):
        if not (value.kind.shown and value.kind.formatted) or value.cls.find("__str__") is not ABSENT:
            raise NotPlainError
        return value.plain
    return to_python(value)


FAILURES: Final = (
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    SyntaxError,
    MemoryError,
)
"""What functions raise that are given what they do not take."""


def pure(function: Callable[..., Any], arguments: CallArguments) -> Value:
    """What a function of Python's gives that changes nothing and looks at nothing else.

    `ABSENT`, if its arguments are not known, or not such that it may be executed.
    """
    try:
        positional = [to_python(_underlying(value)) for value in arguments.positional]
        keyword = {name: to_python(_underlying(value)) for name, value in arguments.keyword.items()}
    except NotPlainError:
        return ABSENT
    if arguments.star or arguments.double_star or not _is_small(positional, keyword):
        return ABSENT
    try:
        found = function(*positional, **keyword)
    except FAILURES:
        return ABSENT
    return from_python(found) if not isinstance(found, str) or len(found) <= MAX_TEXT else ABSENT


def pure_builtin(function: Callable[..., Any], of: str | None = None) -> Implementation:
    """The same as a builtin, which gives something of the type `of`."""

    def apply(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        found = pure(function, arguments)
        if found is ABSENT:
            escape(machine, arguments)
            return Unknown("what the function gives is not known", of)
        return found

    return apply


def _underlying(value: Value) -> Value:
    return value.plain if isinstance(value, MemberValue) else value


def _is_small(positional: list[Any], keyword: Mapping[str, Any]) -> bool:
    """Whether no text and no number among them is so large that a function could take long."""
    for value in (*positional, *keyword.values()):
        if isinstance(value, (str, bytes)) and len(value) > MAX_TEXT:
            return False
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            return False
    return True


_MOST_BITS: Final = 128
