"""The import statements: of libraries, whose names the database knows, and of the project's own modules."""

from __future__ import annotations

import libcst as cst

from keralint.interpreter.attributes import resolve
from keralint.interpreter.binding import assign_target
from keralint.interpreter.entering import touch
from keralint.interpreter.libraries import DEFINED, library_module, own_module
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.modules import force, has_member, imported, public_names
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.values import Deferred, Unknown, Value
from keralint.semantics.values import ApiReference


def dotted_name(node: cst.BaseExpression) -> str:
    """`a.b.c` as a text."""
    if isinstance(node, cst.Attribute):
        return f"{dotted_name(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def import_(machine: Machine, node: cst.Import) -> Flow:
    """`import a.b, c as d`."""
    machine.doubts += 1
    for alias in node.names:
        path = dotted_name(alias.name)
        root = path.partition(".")[0]
        own = own_module(machine, path)
        if own is not None:
            touch(machine, own)
            value: Value = _last_of(machine, path, own) if alias.asname is not None else own_module(machine, root)
        else:
            value = resolve(machine, path, alias, imported=True)
            value = value if alias.asname is not None else ApiReference(root, machine.database.resolve(root))
        if alias.asname is not None:
            assign_target(machine, alias.asname.name, value)
        else:
            machine.assign(root, value)
    return Flow.NORMAL


def import_from(machine: Machine, node: cst.ImportFrom) -> Flow:
    """`from a import b, c as d`, `from . import b`, `from a import *`."""
    machine.doubts += 1
    module = dotted_name(node.module) if node.module is not None else ""
    own = own_module(machine, module, len(node.relative))
    if own is not None:
        _from_own(machine, own, node)
        return Flow.NORMAL
    foreign = not node.relative and module != "__future__"
    if isinstance(node.names, cst.ImportStar):
        _star_of_library(machine, module if foreign else "")
        return Flow.NORMAL
    if foreign and machine.database.knows(module) == "no":
        resolve(machine, module, node, imported=True)
        foreign = False
    library = library_module(machine, module) if foreign else None
    for alias in node.names:
        name = dotted_name(alias.name)
        value: Value = Unknown("imported from a module that is not found")
        if library is not None and machine.database.knows(f"{module}.{name}") == "unknown":
            value = _in_library(library, name)
        elif foreign:
            value = resolve(machine, f"{module}.{name}", alias, imported=True)
        assign_target(machine, alias.asname.name if alias.asname is not None else alias.name, value)
    return Flow.NORMAL


def _star_of_library(machine: Machine, module: str) -> None:
    names = machine.database.members(module)
    for name in names:
        path = f"{module}.{name}"
        machine.assign(name, ApiReference(path, machine.database.resolve(path)))
    library = None if names else library_module(machine, module)
    if library is not None:
        for name in public_names(machine, library):
            machine.assign(name, _in_library(library, name))


def _in_library(module: ModuleValue, name: str) -> Value:
    """What is imported from the source of Keras, where the API database has nothing of the name."""
    path = f"{module.name}.{name}"
    return ApiReference(path) if path in DEFINED else Deferred(module, name)


def is_certain(machine: Machine, node: cst.Import | cst.ImportFrom) -> bool:
    """Whether nothing of the project's own speaks against an import: modules that raise, names that are not there."""
    if isinstance(node, cst.Import):
        modules = [own_module(machine, dotted_name(alias.name)) for alias in node.names]
        return all(module is None or touch(machine, module) for module in modules)
    module = own_module(machine, dotted_name(node.module) if node.module is not None else "", len(node.relative))
    if module is None or isinstance(node.names, cst.ImportStar):
        return not node.relative if module is None else touch(machine, module)
    return touch(machine, module) and all(has_member(machine, module, dotted_name(alias.name)) for alias in node.names)


def _last_of(machine: Machine, path: str, module: ModuleValue) -> Value:
    """What `import a.b as …` binds: the name `b` of `a`."""
    head, _, last = path.rpartition(".")
    package = own_module(machine, head) if head else None
    return module if package is None else _bound(machine, package, last)


def _from_own(machine: Machine, module: ModuleValue, node: cst.ImportFrom) -> None:
    touch(machine, module)
    if isinstance(node.names, cst.ImportStar):
        for name, value in public_names(machine, module).items():
            machine.assign(name, value)
        return
    for alias in node.names:
        name = dotted_name(alias.name)
        below = None if machine.importer is None else machine.importer.submodule(module, name)
        if below is not None:
            touch(machine, below)
        target = alias.asname.name if alias.asname is not None else alias.name
        assign_target(machine, target, _bound(machine, module, name))


def _bound(machine: Machine, module: ModuleValue, name: str) -> Value:
    """What a name is bound to that is imported; an attribute of a class to its value."""
    value = imported(machine, module, name)
    return force(machine, value) if isinstance(value, Deferred) and machine.scope.is_class else value
