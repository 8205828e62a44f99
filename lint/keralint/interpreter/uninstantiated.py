"""Classes that nobody instantiates: an object of each is made with symbols for what its `__init__` takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import libcst as cst

from keralint.interpreter.alone import explored, run_alone
from keralint.interpreter.classes import instantiate
from keralint.interpreter.facts import AttributeMissing, Fact
from keralint.interpreter.functions import free_arguments
from keralint.interpreter.machine import Machine
from keralint.interpreter.open_tensors import OF_CALL
from keralint.interpreter.records import record_of
from keralint.interpreter.user_layers import UserLayer, keras_class
from keralint.interpreter.values import ABSENT, ClassValue, Function, Instance, NativeMethod, Unknown
from keralint.semantics.failures.base import Failed
from keralint.semantics.layer import FILLED_IN, CallArguments
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import symbol
from keralint.source.walking import children


def is_abstract(cls: ClassValue) -> bool:
    """Whether a method of the class only says that a subclass has it: there are no objects of it."""
    names = {name for one in cls.mro if isinstance(one, ClassValue) for name in one.scope.slots}
    return any(isinstance(method, Function) and _is_missing(method) for method in map(cls.lookup, names))


def _is_missing(method: Function) -> bool:
    if not isinstance(method.node, cst.FunctionDef):
        return False
    last = method.node.body.body[-1] if method.node.body.body else None
    parts = last.body if isinstance(last, cst.SimpleStatementLine) else [last]
    if not isinstance(parts[-1], cst.Raise):
        return False
    raised = parts[-1].exc
    name: cst.CSTNode | None = raised.func if isinstance(raised, cst.Call) else raised
    return isinstance(name, cst.Name) and name.value == "NotImplementedError"


def run_uninstantiated(machine: Machine, cls: ClassValue, methods: Sequence[Function] | None = None) -> None:
    """Makes an object of the class, and calls it if it is a layer; else executes those of its methods nobody calls.

    What other methods of a layer are for depends on how it was made, and not every object can do with all of them.
    If `methods` are given, it is these that are executed.
    """

    def once() -> None:
        instance = instantiate(machine, cls, _any_arguments(machine, cls), machine.site(cls.node), anybody=True)
        if isinstance(instance, UserLayer):
            _call(machine, instance)
        elif isinstance(instance, Instance):
            _loosen(machine, instance)
            for method in methods_of(cls) if methods is None else methods:
                if methods is not None or not machine.recorder.functions_called[method]:
                    run_alone(machine, method, (instance,))

    facts = machine.recorder.facts
    told = len(facts)
    explored(machine, once, cls.node, cls.module)
    facts[told:] = [fact for fact in facts[told:] if not _is_of_subclass(fact, cls)]


def run_method(machine: Machine, cls: ClassValue, method: Function) -> None:
    """Executes a method of a layer that has been made and called, where shapes are asked for: it is built by then."""

    def once() -> None:
        instance = instantiate(machine, cls, _any_arguments(machine, cls), machine.site(cls.node), anybody=True)
        if isinstance(instance, UserLayer):
            _call(machine, instance)
            with machine.context.inside(instance):
                run_alone(machine, method, (instance,))

    explored(machine, once, cls.node, cls.module)


def helpers(cls: ClassValue) -> Iterator[Function]:
    """The methods of a layer that only its own code calls, or its user."""
    base = keras_class(cls)
    of_keras = {"__init__"} if base is None or base.symbol is None else {"__init__", *base.symbol.methods}
    for method in methods_of(cls):
        if base is not None and method.flavour == "function" and method.name not in of_keras:
            yield method


def _is_of_subclass(fact: Fact, cls: ClassValue) -> bool:
    """Whether it is an attribute that is missing from the object itself: what derives from the class may have it."""
    return isinstance(fact, AttributeMissing) and isinstance(fact.receiver, UserLayer) and fact.receiver.cls is cls


def methods_of(cls: ClassValue) -> Iterator[Function]:
    """The functions that are defined in the class itself and are followed."""
    for value in cls.scope.slots.values():
        if isinstance(value, Function) and value.owner is cls and not value.opaque:
            yield value


def _any_arguments(machine: Machine, cls: ClassValue) -> CallArguments:
    init = cls.lookup("__init__")
    if isinstance(init, Function):
        parameters = init.parameters[1:]
    elif isinstance(init, NativeMethod):
        parameters = init.parameters
    else:
        record = record_of(cls)
        if record is None:
            return CallArguments((), {}, star=True, double_star=True, rest=machine.survey is not None)
        parameters = record.parameters
    survey = machine.survey
    numbers = survey is not None and survey.numbers and keras_class(cls) is not None
    return free_arguments(parameters, machine.coverage.alone, survey, numbers=numbers)


def _call(machine: Machine, layer: UserLayer) -> None:
    """Calls it as Keras does, on what is not known."""
    method = layer.method("call")
    if method is None:
        return
    survey = machine.survey
    free = [one for one in method.function.parameters[1:] if one.required or one.default is None]
    given = [one for one in free if one.name not in FILLED_IN and not one.kind.startswith("VAR")]
    if survey is not None:
        given = [one for one in given if one.required or not survey.leaves_alone(one.name)]
    by_position = [one for one in given if one.required and one.kind != "KEYWORD_ONLY"]
    level = OF_CALL + machine.coverage.alone
    symbols: dict[str, Argument] = {}
    for one in given:
        free_symbol = symbol(one.name, 1, level=level, usual=survey is not None)
        symbols[one.name] = free_symbol if survey is None else survey.given_to(free_symbol)
    positional = tuple(symbols[one.name] for one in by_position)
    keyword: dict[str, Any] = {
        one.name: UNKNOWN if survey is None else symbols[one.name] for one in given if one not in by_position
    }
    if survey is not None:
        flags = [one for one in method.function.parameters[1:] if type(one.default) is bool and not one.required]
        for one in flags:
            if survey.turns(one.name):
                keyword[one.name] = not one.default
    arguments = CallArguments(positional, keyword)
    _open(machine, layer)
    with machine.at(layer.cls.node):
        try:
            layer.apply(arguments, machine.context)
        except Failed:
            return  # whoever calls it with something is told


def _open(machine: Machine, instance: Instance | UserLayer) -> None:
    """What `__init__` leaves empty is there for others to set."""
    if machine.survey is not None:
        return
    for name, value in list(instance.slots.items()):
        if value is None:
            machine.state.write(instance.slots, name, Unknown(f"`{name}` may be set after `__init__`"))


def _loosen(machine: Machine, instance: Instance) -> None:
    """What is set after `__init__` by whoever uses the object, or by another of its methods, is not known."""
    _open(machine, instance)
    if machine.survey is None:
        machine.state.write(instance.slots, "__dict__", Unknown("attributes may be set after `__init__`"))
    classes = [one for one in instance.cls.mro if isinstance(one, ClassValue)]
    set_later = {
        name
        for cls in classes
        for method in methods_of(cls)
        if method.name != "__init__"
        for name in _attributes_set(method.node)
    }
    for name in set_later:
        if name in instance.slots or instance.cls.find(name) is not ABSENT:
            machine.state.write(instance.slots, name, Unknown(f"`{name}` may be set after `__init__`"))


def _attributes_set(node: cst.CSTNode) -> Iterator[str]:
    """The names of the attributes that code assigns to, of whatever object."""
    stack: list[Any] = [node]
    while stack:
        current = stack.pop()
        if type(current) in _ASSIGNING:  # `isinstance` is slow for nodes
            target = current.target
            several = target.elements if isinstance(target, (cst.Tuple, cst.List)) else ()
            for part in (target, *(element.value for element in several)):
                if isinstance(part, cst.Attribute):
                    yield part.attr.value
        stack.extend(children(current))


_ASSIGNING: Final = frozenset({cst.AssignTarget, cst.AugAssign, cst.AnnAssign})
