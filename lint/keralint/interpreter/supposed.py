"""What parameters are supposed to be where a path is followed on which `isinstance(column, SparseColumn)` holds."""

from __future__ import annotations

from keralint.interpreter.machine import Machine
from keralint.interpreter.records import record_of
from keralint.interpreter.values import ClassValue, Function, FunctionParameter, NativeMethod, Value
from keralint.semantics.layer import CallArguments
from keralint.shapes import Symbolic, Variable, lone_variable, symbol


def supposed(machine: Machine, value: Value) -> Value:
    """The object that a parameter is taken to be, if it is taken to be one; else the value itself."""
    survey = machine.survey
    if survey is None or not survey.objects or type(value) is not Symbolic:
        return value
    variable = lone_variable(value)
    return value if variable is None else survey.objects.get(variable, value)


def suppose_instance(machine: Machine, value: Value, kind: Value) -> bool | None:
    """Whether what a parameter is given is an object of a class of the program's; `None` if no path is followed."""
    survey = machine.survey
    variable = lone_variable(value) if type(value) is Symbolic else None
    if survey is None or variable is None or not variable.usual or not isinstance(kind, ClassValue):
        return None
    chosen = survey.choose(f"isinstance {kind.name}", (variable, kind))
    if chosen is not False:
        survey.of_classes.add(variable)
    if chosen:
        survey.objects[variable] = _object(machine, kind, variable)
    return chosen


def may_be_object(machine: Machine, value: Value) -> bool:
    """Whether the program has asked if what a parameter is given is an object of one of its classes."""
    variable = lone_variable(value) if machine.survey is not None and type(value) is Symbolic else None
    return variable is not None and machine.survey is not None and variable in machine.survey.of_classes


def _object(machine: Machine, cls: ClassValue, of: Variable) -> Value:
    """An object of the class, made of what has to be given."""
    from keralint.interpreter.classes import instantiate  # classes ask what their objects are

    keyword = {
        one.name: symbol(f"{of.name}.{one.name}", 1, level=of.level, number=True, usual=True)
        for one in _parameters(cls)
        if one.required and not one.kind.startswith("VAR")
    }
    return instantiate(machine, cls, CallArguments((), keyword), machine.site(cls.node), anybody=True)


def _parameters(cls: ClassValue) -> tuple[FunctionParameter, ...]:
    """What the class takes."""
    for name in ("__new__", "__init__"):
        found = cls.lookup(name)
        if isinstance(found, Function):
            return found.parameters[1:]
        if isinstance(found, NativeMethod):
            return found.parameters
    record = record_of(cls)
    return () if record is None else record.parameters
