"""The project's own modules: what importing one does, and what their names are.

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
from keralint.interpreter.state import MISSING, Session
from keralint.interpreter.values import (
    BuiltinFunction,
    ClassValue,
    Deferred,
    DictValue,
    Function,
    ListValue,
    Scope,
    SetValue,
    Union,
    Unknown,
    Value,
    alternatives,
    join,
)
from keralint.semantics.values import ApiReference

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


class Importer(Protocol):
    """Finds and executes the modules of a project."""

    def find(self, name: str, dots: int, importer: str) -> ModuleValue | None:
        """The module of that name, which begins with so many dots, as a file sees it; `None` if there is none."""

    def submodule(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The module `name` of a package."""

    def execute(self, module: ModuleValue) -> None:
        """Executes the module, unless that was done; what cannot be executed has no scope."""

    def library(self, name: str) -> ModuleValue | None:
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


# --- names ----------------------------------------------------------------------------------------------------------


def imported(machine: Machine, module: ModuleValue, name: str) -> Value:
    """What `from module import name` binds: the value that the name has now, found out when somebody reads it."""
    scope = module.scope
    if scope is not None and (has_entered(machine, module) is not None or module.executing):
        value = scope.slots.get(name, MISSING)
        return value if isinstance(value, Deferred) else member(machine, module, name)
    return Deferred(module, name, machine.state.present, machine.root)


def force(machine: Machine, value: Deferred | Union) -> Value:
    """The value of a name that was imported, or one of several according to what was imported."""
    if isinstance(value, Union):
        return join([force(machine, one) if isinstance(one, Deferred) else one for one in value.alternatives])
    module, name = value.module, value.name
    scope = enter(machine, module)
    slots = None if scope is None else scope.slots
    if slots is None or module.executing:
        return _seen(machine, module, name, member(machine, module, name), value.root)
    now, then = slots.get(name, MISSING), machine.state.imported(slots, name)
    if now is then:
        return _seen(machine, module, name, member(machine, module, name), value.root)
    if value.by is not machine.state.present or then is MISSING or not has_entered(machine, module):
        release(machine, [one for one in (now, then) if one is not MISSING])
        return Unknown(f"`{name}` may have been changed before it was imported, or afterwards")
    return force(machine, then) if isinstance(then, Deferred) else _seen(machine, module, name, then, value.root)


def member(machine: Machine, module: ModuleValue, name: str) -> Value:
    """`module.name`, for which the module is executed; a submodule if it has no such name.

    What the API database has of a library's module is not looked for in its source.
    """
    path = f"{module.name}.{name}"
    symbol = machine.database.resolve(path)
    if symbol is not None:
        return symbol.value if symbol.kind == "constant" and symbol.value is not None else ApiReference(path, symbol)
    scope = enter(machine, module)
    value = MISSING if scope is None else scope.slots.get(name, MISSING)
    importer = machine.importer
    below = None if importer is None else importer.submodule(module, name)
    if below is not None and importer is not None and (value is MISSING or not importer.imports(module, below)):
        opaque = value is not MISSING or (scope is not None and "__getattr__" in scope.slots)
        return Unknown(f"`{path}` is a module, or something else") if opaque and not module.is_library else below
    if value is MISSING:
        return _missing(machine, module, name)
    if isinstance(value, Deferred):
        if value.module is module:  # another one has imported it from here, and given it back
            return Unknown(f"`{path}` is itself") if value.name == name else member(machine, module, value.name)
        value = _of_another(machine, module, name, value)
    return _seen(machine, module, name, value, machine.root)


def _missing(machine: Machine, module: ModuleValue, name: str) -> Value:
    scope = module.scope
    if module.executing and machine.importer is not None:
        machine.importer.note_missing(module, name, certain=not machine.state.depth and not machine.recorder.muted)
    elif scope is not None and "__getattr__" in scope.slots:
        release(machine, (scope.slots["__getattr__"],))
    return Unknown(f"`{module.name}.{name}` is not known")


def _of_another(machine: Machine, module: ModuleValue, name: str, deferred: Deferred) -> Value:
    """What a module has imported from another one."""
    other: ModuleValue = deferred.module
    if module.executing or other.executing or has_entered(machine, other) is None or name not in module.members:
        value = force(machine, deferred)
        if not module.executing and not other.executing and not isinstance(value, Unknown):
            module.members[name] = value
        return value
    slots = None if other.scope is None else other.scope.slots
    unchanged = slots is None or slots.get(deferred.name) is machine.state.imported(slots, deferred.name)
    machine.used.add(other)
    return module.members[name] if unchanged else force(machine, deferred)


def _seen(machine: Machine, module: ModuleValue, name: str, value: Value, root: ModuleValue | None) -> Value:
    """What a module, while it is being executed, sees of another one that imports it in turn.

    How far the other one has come then depends on where the program starts: what may still change is not known.
    """
    importer = machine.importer
    if root is None or importer is None or root is module or module.is_library or isinstance(value, Unknown):
        return value
    if importer.is_constant(module, name) or not importer.imports(module, root):
        return value
    if isinstance(value, _DEFINITIONS) and not importer.is_rebound(module, name):
        return value
    release(machine, (value,))
    return Unknown(f"`{root.name}` and `{module.name}` import each other")


_DEFINITIONS: Final = (Function, ClassValue, ModuleValue, ApiReference, BuiltinFunction)


def public_names(machine: Machine, module: ModuleValue) -> dict[str, Value]:
    """What `from module import *` binds; a value is unknown if it may as well not be bound."""
    scope = enter(machine, module)
    if scope is None:
        return {}
    listed = member(machine, module, "__all__") if "__all__" in scope.slots else MISSING
    if listed is MISSING:
        return {name: _perhaps(machine, module, name) for name in scope.slots if not name.startswith("_")}
    items = listed.items if isinstance(listed, ListValue) else listed
    if isinstance(items, tuple) and all(isinstance(item, str) for item in items):
        return {name: imported(machine, module, name) for name in items}
    release(machine, [value for name, value in scope.slots.items() if not name.startswith("__")])
    return {name: Unknown("`__all__` is not known") for name in scope.slots if not name.startswith("__")}


def _perhaps(machine: Machine, module: ModuleValue, name: str) -> Value:
    """What a name is bound to after `from module import *`, which the module binds on a condition, if at all."""
    value, importer = imported(machine, module, name), machine.importer
    before = machine.scope.slots.get(name, MISSING)
    if before is MISSING or importer is None or importer.is_certain(module, name):
        return value
    return join([before, value])


def set_member(machine: Machine, module: ModuleValue, name: str, value: Value) -> None:
    """`module.name = value`."""
    scope = enter(machine, module)
    if scope is not None:
        machine.state.write(scope.slots, name, value)


def has_member(machine: Machine, module: ModuleValue, name: str) -> bool:
    """Whether `module.name` is certainly there, or can be imported."""
    scope = enter(machine, module)
    if scope is not None and name in scope.slots:
        return True
    return machine.importer is not None and machine.importer.submodule(module, name) is not None


# --- executions -----------------------------------------------------------------------------------------------------


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
    for name in SETTINGS:
        value = getattr(execution.context, name)
        if value != _DEFAULTS[name] and not module.is_library:  # Keras begins with its defaults, whatever it executes
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
    return execution.made_layers and any(getattr(machine.context, name) != _DEFAULTS[name] for name in SETTINGS)


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
        or any(one.name == name and isinstance(one.default, _DEFINITIONS) for one in function.parameters)
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


_DEFAULTS: Final[dict[str, object]] = {
    "floatx": "float32",
    "data_format": "channels_last",
    "data_format_uncertain": False,
    "dtype_policy": None,
}
SETTINGS: Final = tuple(_DEFAULTS)
"""What a module may set for all of Keras."""
