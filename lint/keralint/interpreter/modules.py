"""The names of the project's own modules: found out when somebody reads them, and by what is true of them then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keralint.interpreter.entering import DEFINITIONS, enter, has_entered
from keralint.interpreter.escape import release
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.state import MISSING
from keralint.interpreter.values import Deferred, ListValue, Union, Unknown, Value, join
from keralint.semantics.values import ApiReference

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


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
    if isinstance(value, DEFINITIONS) and not importer.is_rebound(module, name):
        return value
    if isinstance(value, ModuleValue) and value.name == f"{module.name}.{name}":
        return value  # before the name is bound, the module of that name is what is found
    release(machine, (value,))
    return Unknown(f"`{root.name}` and `{module.name}` import each other")


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
