"""The import statements: of libraries, whose names the database knows, and of the project's own modules."""

from __future__ import annotations

import libcst as cst

from keralint.interpreter.attributes import resolve
from keralint.interpreter.binding import assign_target
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.modules import ModuleValue, enter, public_names
from keralint.interpreter.values import Deferred, Unknown, Value
from keralint.semantics.values import ApiReference


def dotted_name(node: cst.BaseExpression) -> str:
    """`a.b.c` as a text."""
    if isinstance(node, cst.Attribute):
        return f"{dotted_name(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def import_(machine: Machine, node: cst.Import) -> Flow:
    """`import a.b, c as d`."""
    for alias in node.names:
        path = dotted_name(alias.name)
        root = path.partition(".")[0]
        own = _own_module(machine, path)
        if own is not None:
            value: Value = own if alias.asname is not None else _own_module(machine, root)
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
    module = dotted_name(node.module) if node.module is not None else ""
    own = _own_module(machine, module, len(node.relative))
    if own is not None:
        _from_own(machine, own, node)
        return Flow.NORMAL
    foreign = not node.relative and module != "__future__"
    if isinstance(node.names, cst.ImportStar):
        for name in machine.database.members(module) if foreign else ():
            path = f"{module}.{name}"
            machine.assign(name, ApiReference(path, machine.database.resolve(path)))
        return Flow.NORMAL
    if foreign and machine.database.knows(module) == "no":
        resolve(machine, module, node, imported=True)
        foreign = False
    for alias in node.names:
        name = dotted_name(alias.name)
        value: Value = Unknown("imported from a module that is not found")
        if foreign:
            value = resolve(machine, f"{module}.{name}", alias, imported=True)
        assign_target(machine, alias.asname.name if alias.asname is not None else alias.name, value)
    return Flow.NORMAL


def _own_module(machine: Machine, name: str, dots: int = 0) -> ModuleValue | None:
    """A module of the project, that a statement of the module in execution names."""
    importer, text = machine.importer, machine.module
    if importer is None or text is None:
        return None
    if not dots and machine.database.knows(name.partition(".")[0]) != "unknown":
        return None  # the libraries that the semantics know are not looked for
    absolute = importer.absolute(name, dots, text.source.path)
    found = None if absolute is None else importer.find(absolute, text.source.path)
    if found is not None and importer.is_eager(found):
        enter(machine, found)
    return found


def _from_own(machine: Machine, module: ModuleValue, node: cst.ImportFrom) -> None:
    if isinstance(node.names, cst.ImportStar):
        for name in public_names(machine, module):
            machine.assign(name, Deferred(module, name))
        return
    for alias in node.names:
        target = alias.asname.name if alias.asname is not None else alias.name
        assign_target(machine, target, Deferred(module, dotted_name(alias.name)))
