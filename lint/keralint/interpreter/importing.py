"""Functions that import a module by its name: `importlib.import_module`, `__import__`."""

from __future__ import annotations

from typing import Any

from keralint.interpreter.entering import touch
from keralint.interpreter.escape import release
from keralint.interpreter.libraries import own_module
from keralint.interpreter.machine import Machine
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.values import Unknown, Value
from keralint.semantics.layer import CallArguments


def import_module(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`importlib.import_module(name)`, for the project's own modules."""
    names = arguments.positional
    found = _own_module(machine, names[0]) if len(names) == 1 and not arguments.keyword else None
    if found is None:
        return _not_followed(machine, arguments)
    touch(machine, found)
    return found


def import_top(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`__import__(name)`, which gives the outermost package."""
    names = arguments.positional
    if len(names) != 1 or arguments.keyword or import_module(machine, arguments, node) is None:
        return _not_followed(machine, arguments)
    return _own_module(machine, str(names[0]).partition(".")[0]) or _not_followed(machine, arguments)


def _own_module(machine: Machine, name: Value) -> ModuleValue | None:
    return own_module(machine, name) if isinstance(name, str) and not name.startswith(".") else None


def _not_followed(machine: Machine, arguments: CallArguments) -> Value:
    release(machine, (*arguments.positional, *arguments.keyword.values()))
    machine.context.names_uncertain = True
    return Unknown("which module is imported is not known")
