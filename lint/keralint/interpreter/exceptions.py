"""Exceptions as values: what Python gives their classes, and which of them a handler catches."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, Final

from keralint.interpreter.machine import Raised
from keralint.interpreter.values import (
    EXCEPTIONS,
    BuiltinFunction,
    ClassValue,
    Instance,
    NativeMethod,
    Scope,
    Unknown,
    Value,
    brings_nothing,
)
from keralint.semantics.layer import CallArguments

if TYPE_CHECKING:
    from keralint.interpreter.facts import Site
    from keralint.interpreter.machine import Machine


def as_base(value: Value) -> Value:
    """What a class derives from: in the place of an exception of Python's a class with what that brings."""
    if not isinstance(value, BuiltinFunction) or value.name not in EXCEPTIONS:
        return value
    kind = _kind(value.name)
    cls = ClassValue(kind.__name__, None, (BuiltinFunction(kind.__name__),), Scope(None, is_class=True))
    cls.scope.slots.update({name: NativeMethod(name, method) for name, method in _METHODS.items()})
    return cls


def _kind(name: str) -> type[BaseException]:
    kind: type[BaseException] = getattr(builtins, name)
    return kind


def make_exception(name: str, arguments: tuple[Value, ...]) -> Value:
    """An object of an exception class of Python's."""
    if issubclass(_kind(name), OSError) and len(arguments) > 1:
        return Unknown("the class of the exception depends on its number")
    made = Instance(as_base(BuiltinFunction(name)))
    note_arguments(made, arguments)
    return made


def note_arguments(made: Instance, arguments: tuple[Value, ...] | None) -> None:
    """What a new exception holds, before its `__init__` is executed."""
    made.slots["args"] = (
        Unknown("what the exception is given is not known", "tuple") if arguments is None else arguments
    )
    made.slots["__cause__"] = None


def is_exception(cls: ClassValue) -> bool:
    """Whether the objects of a class are exceptions, as far as that is known."""
    return bool(_raised_bases(cls))


def _raised_bases(cls: ClassValue) -> list[BuiltinFunction]:
    """The exceptions of Python's that a class derives from."""
    return [base for base in cls.foreign_bases if isinstance(base, BuiltinFunction) and base.name in EXCEPTIONS]


def class_of(value: Instance) -> Value:
    """The class of an object, as the program can name it."""
    cls = value.cls
    return BuiltinFunction(cls.name) if cls.node is None and is_exception(cls) else cls


def may_bring(cls: ClassValue, name: str) -> bool:
    """Whether an exception may have an attribute that Python gives it."""
    return any(hasattr(_kind(base.name), name) for base in _raised_bases(cls))


# --- methods --------------------------------------------------------------------------------------------------------


def _init(machine: Machine, value: Instance, arguments: CallArguments, site: Site) -> Value:
    given = Unknown("what the exception is given is not known", "tuple") if arguments.star else arguments.positional
    machine.state.write(value.slots, "args", given)
    return None


def _text(machine: Machine, value: Instance, arguments: CallArguments, site: Site) -> Value:
    given = value.slots.get("args")
    if not isinstance(given, tuple) or not _is_plain(given) or (len(given) > 1 and _derives(value, OSError)):
        return Unknown("the text of the exception is not known", "str")
    if len(given) != 1:
        return str(given) if given else ""
    return repr(given[0]) if _derives(value, KeyError) else str(given[0])


def _shown(machine: Machine, value: Instance, arguments: CallArguments, site: Site) -> Value:
    given = value.slots.get("args")
    if not isinstance(given, tuple) or not _is_plain(given):
        return Unknown("the text of the exception is not known", "str")
    return f"{value.cls.name}({', '.join(map(repr, given))})"


def _is_plain(value: Value) -> bool:
    if type(value) is tuple:
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


def _derives(value: Instance, kind: type[BaseException]) -> bool:
    return is_caught(value, BuiltinFunction(kind.__name__)) is True


_METHODS: Final = {
    "__init__": _init,
    "__str__": _text,
    "__repr__": _shown,
    "with_traceback": lambda machine, value, arguments, site: value,
    "add_note": lambda machine, value, arguments, site: None,
}


# --- raising and catching -------------------------------------------------------------------------------------------


def is_caught(value: Value, kinds: Value) -> bool | None:
    """Whether a handler for these classes catches the exception; `None` if it is not known."""
    if isinstance(kinds, tuple):
        answers = [is_caught(value, kind) for kind in kinds]
        return True if True in answers else (None if None in answers else False)
    if not isinstance(value, Instance):
        return None
    known = all(map(brings_nothing, value.cls.foreign_bases))
    if isinstance(kinds, ClassValue):
        return True if kinds in value.cls.mro else (False if known else None)
    if not isinstance(kinds, BuiltinFunction) or kinds.name not in EXCEPTIONS:
        return None
    wanted = _kind(kinds.name)
    caught = any(issubclass(_kind(base.name), wanted) for base in _raised_bases(value.cls))
    return True if caught else (False if known else None)


def refuse(machine: Machine, name: str, *arguments: Value) -> None:
    """Python certainly raises the exception `name` here; it is followed where the program certainly catches it.

    Raises: Raised.
    """
    machine.doubts += 1
    if machine.catching:
        exception = make_exception(name, arguments)
        if any(is_caught(exception, kind) for kinds in machine.catching for kind in kinds):
            machine.doubts -= 1
            raise Raised(exception)


def refuse_as(machine: Machine, error: Exception) -> None:
    """The same for an exception that Python has raised for values that the program has as well.

    Raises: Raised.
    """
    refuse(machine, type(error).__name__, *error.args)


def raised_by(machine: Machine, value: Value, node: Any) -> Value:
    """The exception that `raise value` raises; `None` if it is not known."""
    if isinstance(value, BuiltinFunction) and value.name in EXCEPTIONS:
        return make_exception(value.name, ())
    if isinstance(value, ClassValue):
        from keralint.interpreter.calls import call_value  # calls come here

        value = call_value(machine, value, CallArguments(), machine.site(node))
    return value if isinstance(value, Instance) and is_exception(value.cls) else None
