"""What importing a module of the project does: its execution, and what others find changed by it.

A module is executed when something is read of it, or where it is imported if importing it may change anything beside
its own names. It is executed from the state that Python would execute it in if nothing else had been done before.
Who imports it takes over what it has changed; and if he has changed before what it may have read, he knows of its
names but those that are not up to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Protocol

from keralint.interpreter.escape import release
from keralint.interpreter.replaying import changed_since, replay
from keralint.interpreter.sessions import Entered, Execution, ModuleValue
from keralint.interpreter.settled import is_written, settled_names
from keralint.interpreter.state import Session
from keralint.interpreter.values import (
    BuiltinFunction,
    ClassValue,
    Deferred,
    DictValue,
    Function,
    ListValue,
    Scope,
    SetValue,
    Unknown,
    Value,
    alternatives,
)
from keralint.semantics.context import SETTINGS
from keralint.semantics.values import ApiReference

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine

DEFINITIONS: Final = (Function, ClassValue, ModuleValue, ApiReference, BuiltinFunction)


class Importer(Protocol):
    """Finds and executes the modules of a project."""

    def find(self, name: str, dots: int, importer: str) -> ModuleValue | None:
        """The module of that name, which begins with so many dots, as a file sees it; `None` if there is none."""

    def submodule(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The module `name` of a package."""

    def execute(self, module: ModuleValue) -> None:
        """Executes the module, unless that was done; what cannot be executed has no scope."""

    def below_roots(self, name: str) -> ModuleValue | None:
        """The module of that name below a source root that the settings name, whatever is known of its package."""

    def acts(self, module: ModuleValue) -> bool:
        """Whether importing a module may do more than give names values."""

    def imported(self, module: ModuleValue) -> Iterable[ModuleValue]:
        """The modules that it certainly imports itself, if any of them, or of those that they import, acts."""

    def packages(self, module: ModuleValue, importer: str) -> Iterable[ModuleValue]:
        """The packages around a module, without those that the importing file is in."""

    def imports(self, module: ModuleValue, other: ModuleValue) -> bool:
        """Whether a module imports another one, directly or not, by what is written in it."""

    def is_constant(self, module: ModuleValue, name: str) -> bool:
        """Whether a name of a module has but the one value that is written there."""

    def settled(self, module: ModuleValue) -> frozenset[str]:
        """Names of a module that are always bound, and once: to what is written there, a function or a class."""

    def is_rebound(self, module: ModuleValue, name: str) -> bool:
        """Whether a name of a module may be bound several times."""

    def is_certain(self, module: ModuleValue, name: str) -> bool:
        """Whether a name that a module binds is bound whenever it is executed."""

    def note_missing(self, module: ModuleValue, name: str, *, certain: bool) -> None:
        """Notes that a name was looked for in a module that is still being executed, and was not there yet.

        `certain`, if who looks for it certainly fails.
        """


def touch(machine: Machine, module: ModuleValue) -> bool:
    """What the statement that imports a module does beside binding names; whether that comes to an end.

    What is being executed, or has been, is not imported again, nor is what it imports.
    """
    importer, text = machine.importer, machine.module
    if importer is None or text is None or module.is_library:
        return True
    seen: set[ModuleValue] = set()
    waiting, succeeds = [module], True
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        if one.executing:
            seen.add(one)
            continue
        packages = [package for package in importer.packages(one, text.source.path) if package not in seen]
        if packages:
            waiting.extend((one, packages[0]))  # each comes after what those around it import
            continue
        seen.add(one)
        waiting.extend(reversed(list(_import(machine, one))))
        succeeds &= one.execution is None or not is_broken(one.execution)
    return succeeds


def _import(machine: Machine, module: ModuleValue) -> Iterable[ModuleValue]:
    """Imports a module that may act; gives those that come with it."""
    importer = machine.importer
    assert importer is not None
    if has_entered(machine, module) is not None:
        return ()
    if not module.executing and importer.acts(module):
        _enter(machine, module)
    return importer.imported(module)


def has_entered(machine: Machine, module: ModuleValue) -> bool | None:
    """Whether what executes now has taken over the effects of a module, and if so, whether it found all as that did."""
    if module.is_outdated:
        return None
    found = alternatives(machine.entered.get(module))
    if any(not isinstance(one, Entered) or one.execution is not module.execution for one in found):
        return None
    return all(one.as_found for one in found)


def enter(machine: Machine, module: ModuleValue) -> Scope | None:
    """The names of a module, executed as part of what reads them: with all that its execution has changed."""
    machine.used.add(module)
    if module.execution is not None and has_entered(machine, module) is not None:
        return None if is_broken(module.execution) else module.execution.scope
    return _enter(machine, module)


def _enter(machine: Machine, module: ModuleValue) -> Scope | None:
    if machine.importer is None:
        return None
    machine.importer.execute(module)
    execution = module.execution
    if execution is None:
        return None
    if module.executing:
        return execution.scope
    if has_entered(machine, module) is None:
        _take_over(machine, module, execution)
    return None if is_broken(execution) else execution.scope


def _take_over(machine: Machine, module: ModuleValue, execution: Execution) -> None:
    """The effects of a module's execution on objects of others, on Keras's settings, and on what others may change.

    Those of the modules that it has imported are among them.
    """
    state, importer = machine.state, machine.importer
    new = {
        one: entered
        for one, entered in execution.entered.items()
        if isinstance(entered, Entered) and has_entered(machine, one) is None
    }
    new[module] = Entered(execution, as_found=True)
    changed = {one: _changed(machine, entered) for one, entered in new.items()}
    as_found = {one: new[one].as_found and not values for one, values in changed.items()}
    in_cycle = importer is not None and not module.is_library and importer.imports(module, module)
    with state.as_import():
        certain = as_found[module] and not in_cycle and not is_broken(execution)
        replay(state, execution.session, lambda: _read(machine), certain=certain, counts=not module.is_library)
        release(machine, execution.empty)
    for one, entered in new.items():
        state.write(machine.entered, one, Entered(entered.execution, as_found[one]))
        if not as_found[one] and not one.is_library:
            _doubt(machine, one, entered.execution)
            release(machine, changed[one])  # it may have changed these in the place of what was there before
    machine.patched |= execution.patched
    for name, at_first in SETTINGS.items():
        value = getattr(execution.context, name)
        if value != at_first and not module.is_library:  # Keras begins with its defaults, whatever it executes
            setattr(machine.context, name, value)
    machine.context.names_uncertain |= execution.made_layers or is_broken(execution)


def _changed(machine: Machine, entered: Entered) -> list[Value]:
    """What an execution would find that is not as it found it."""
    execution = entered.execution
    changed = changed_since(machine.state, execution.session, execution.needs)
    return [*changed, None] if _differs(machine, execution) else changed


def _read(machine: Machine) -> frozenset[Session]:
    """The sessions of whose objects something may have been read by now."""
    needs = [module.execution.needs for module in machine.used if module.execution is not None]
    return frozenset().union(*needs)


def _differs(machine: Machine, execution: Execution) -> bool:
    """Whether Keras's settings are other ones than those under which a module has made its layers."""
    return execution.made_layers and any(
        getattr(machine.context, name) != at_first for name, at_first in SETTINGS.items()
    )


def _doubt(machine: Machine, module: ModuleValue, execution: Execution) -> None:
    """Leaves of the names of a module those that do not depend on what else has been done before."""
    assert machine.importer is not None
    scopes = [(execution.scope, machine.importer.settled(module))]
    while scopes:
        scope, settled = scopes.pop()
        for name, value in list(scope.slots.items()):
            if isinstance(value, (Unknown, Deferred, ModuleValue, ApiReference)) or _is_of_another(value, execution):
                continue
            if name not in settled or (isinstance(value, Function) and not _has_settled_defaults(value)):
                release(machine, (value,))
                machine.state.write(scope.slots, name, _DOUBTFUL)
            elif isinstance(value, ClassValue):
                scopes.append((value.scope, _settled_attributes(machine, value)))


_DOUBTFUL: Final = Unknown("it may depend on what was changed before the import")


def _settled_attributes(machine: Machine, cls: ClassValue) -> frozenset[str]:
    if cls.node not in machine.settled:
        machine.settled[cls.node] = settled_names(cls.node.body.body)
    return machine.settled[cls.node]


def _has_settled_defaults(function: Function) -> bool:
    """Whether each default of a function's parameters is written there, or a function or class that has its name."""
    params = function.node.params
    nodes = {one.name.value: one.default for one in (*params.posonly_params, *params.params, *params.kwonly_params)}
    return all(
        node is None
        or is_written(node)
        or any(one.name == name and isinstance(one.default, DEFINITIONS) for one in function.parameters)
        for name, node in nodes.items()
    )


def _is_of_another(value: Value, execution: Execution) -> bool:
    """Whether it is a function or a class that another module defines."""
    if isinstance(value, Function):
        return value.module is not execution.module
    return isinstance(value, ClassValue) and value.scope.outermost is not execution.scope


def is_broken(execution: Execution) -> bool:
    """Whether its names mean nothing: it was not executed to its end, here or by Python."""
    return execution.failed or execution.raised


def note_needs(execution: Execution) -> None:
    """Notes what an execution that has ended has read, and what it leaves for others to fill.

    Containers that a module leaves empty, in a variable or in a class, are there to be filled.
    """
    needs = {execution.session}
    for module in {*execution.used, *execution.entered}:
        if module.execution is not None:
            needs |= module.execution.needs or {module.execution.session}
    execution.needs = frozenset(needs)
    scope = execution.scope
    classes = [value.scope for value in scope.slots.values() if isinstance(value, ClassValue)]
    values = [value for one in (scope, *classes) for value in one.slots.values() if _is_empty(value)]
    execution.empty = tuple(values)


def _is_empty(value: Value) -> bool:
    if isinstance(value, DictValue):
        return value.entries is not None and not value.entries
    return isinstance(value, (ListValue, SetValue)) and value.items is not None and not value.items
