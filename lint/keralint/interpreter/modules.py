"""The project's own modules, as values, and who executes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from keralint.interpreter.escape import release
from keralint.interpreter.sessions import Execution
from keralint.interpreter.values import ClassValue, Deferred, DictValue, ListValue, Scope, SetValue, Unknown, Value
from keralint.source.imports import Found

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


@dataclass(eq=False, slots=True)
class ModuleValue:
    """A module of the project; `execution` is there once somebody has read one of its names."""

    found: Found
    execution: Execution | None = None
    executing: bool = False
    members: dict[str, Value] = field(default_factory=dict)
    """What names of other modules, bound here, were found to be."""

    @property
    def name(self) -> str:
        return self.found.name

    @property
    def scope(self) -> Scope | None:
        return None if self.execution is None else self.execution.scope


class Importer(Protocol):
    """Finds and executes the modules of a project."""

    def find(self, name: str, importer: str) -> ModuleValue | None:
        """The module of that name, as a file sees it; `None` if it is not one of the project's."""

    def absolute(self, module: str, dots: int, importer: str) -> str | None:
        """The name of a module that a file names by leading dots."""

    def submodule(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The module `name` of a package."""

    def execute(self, module: ModuleValue) -> None:
        """Executes the module, unless that was done; what cannot be executed has no scope."""

    def is_eager(self, module: ModuleValue) -> bool:
        """Whether the module may do more than define names, so that it is executed where it is imported."""


def force(machine: Machine, deferred: Deferred) -> Value:
    """The value of a name that was imported."""
    return member(machine, deferred.module, deferred.name)


def member(machine: Machine, module: ModuleValue, name: str) -> Value:
    """`module.name`, for which the module is executed; a submodule if it has no such name."""
    scope = enter(machine, module)
    if scope is not None and name in scope.slots:
        value = scope.slots[name]
        if not isinstance(value, Deferred):
            return value
        if name in module.members:
            enter(machine, value.module)
            return module.members[name]
        if value.module is not module:
            value = force(machine, value)
            if not module.executing:
                module.members[name] = value
            return value
    importer = machine.importer
    found = None if importer is None else importer.submodule(module, name)
    return found if found is not None else Unknown(f"`{module.name}.{name}` is not known")


def public_names(machine: Machine, module: ModuleValue) -> list[str]:
    """The names that `from module import *` binds."""
    scope = enter(machine, module)
    if scope is None:
        return []
    listed = scope.slots.get("__all__")
    items = listed.items if isinstance(listed, ListValue) else listed
    if isinstance(items, tuple) and all(isinstance(item, str) for item in items):
        return list(items)
    return [name for name in scope.slots if not name.startswith("_")]


def enter(machine: Machine, module: ModuleValue) -> Scope | None:
    """The names of a module, executed as part of what imports it: with all that its execution has changed."""
    if machine.importer is None:
        return None
    machine.importer.execute(module)
    execution = module.execution
    if execution is None:
        return None
    if module.executing:
        return execution.scope
    if execution.failed:
        return None
    if module not in machine.entered:
        machine.state.write(machine.entered, module, True)
        _take_over(machine, execution)
    return execution.scope


def _take_over(machine: Machine, execution: Execution) -> None:
    """The effects of a module's execution on objects of others, on Keras's settings, and on what others may change."""
    machine.state.replay(execution.session)
    for value in _filled_by_others(execution.scope):
        release(machine, (value,))
    machine.patched |= execution.patched
    settings = execution.context
    for name in SETTINGS:
        value = getattr(settings, name)
        if value != _DEFAULTS[name]:
            setattr(machine.context, name, value)
    machine.context.names_uncertain |= execution.made_layers


def _filled_by_others(scope: Scope) -> list[Value]:
    """Containers that a module leaves empty, in a variable or in a class: they are there for others to fill."""
    classes = [value.scope for value in scope.slots.values() if isinstance(value, ClassValue)]
    return [value for one in (scope, *classes) for value in one.slots.values() if _is_empty(value)]


def _is_empty(value: Value) -> bool:
    if isinstance(value, DictValue):
        return value.entries is not None and not value.entries
    return isinstance(value, (ListValue, SetValue)) and value.items is not None and not value.items


_DEFAULTS: Final[dict[str, object]] = {
    "floatx": "float32",
    "data_format": "channels_last",
    "data_format_uncertain": False,
    "dtype_policy": None,
}
SETTINGS: Final = tuple(_DEFAULTS)
"""What a module may set for all of Keras."""
