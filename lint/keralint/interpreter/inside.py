"""What is inside of the layer of Keras's that a layer of the program's also is (`keralint.semantics.inside`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from keralint.interpreter.lowering import lift
from keralint.semantics.builtin import BuiltinLayer, create
from keralint.semantics.inside import Inside, Made, Method, inside_of
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import OperationDefinition, find
from keralint.semantics.values import Argument

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine
    from keralint.interpreter.user_layers import UserLayer
    from keralint.interpreter.values import Value


def note_initial(machine: Machine, layer: UserLayer) -> None:
    """Sets what `__init__` of Keras's class sets."""
    found = _inside(machine, layer)
    if found is not None:
        base, inside = found
        _set(machine, base, inside.initial(base.arguments))


def note_parts(machine: Machine, layer: UserLayer, shapes: CallArguments) -> None:
    """Sets what `build` of Keras's class sets, given these shapes."""
    found = _inside(machine, layer)
    if found is not None:
        base, inside = found
        _call(machine, base, inside.build, shapes)


def inner_method(
    machine: Machine, layer: UserLayer, name: str
) -> OperationDefinition | Callable[[CallArguments], Value] | None:
    """A method of Keras's class that its subclasses use, if it is described: an operation, or another one."""
    found = _inside(machine, layer) if name.startswith("_") else None
    if found is None:
        return None
    base, inside = found
    method = inside.methods.get(name)
    return find(f"{base.symbol.canonical}.{name}") if method is None else partial(_call, machine, base, method)


def _call(machine: Machine, base: BuiltinLayer, method: Method, arguments: CallArguments) -> Value:
    given = {**dict(zip(method.parameters, arguments.positional)), **arguments.keyword}
    result = method.function(base.arguments, given)
    if method.sets:
        _set(machine, base, result)
        return None
    return _made(machine, result)


def _inside(machine: Machine, layer: UserLayer) -> tuple[BuiltinLayer, Inside] | None:
    base = layer.base
    if not isinstance(base, BuiltinLayer) or machine.context.keras_major < 3:
        return None
    inside = inside_of(base.symbol.canonical)
    return None if inside is None else (base, inside)


def _set(machine: Machine, base: BuiltinLayer, attributes: Mapping[str, Argument]) -> None:
    for name, value in attributes.items():
        machine.state.write(machine.attributes, (base, name), _made(machine, value))


def _made(machine: Machine, value: Argument) -> Value:
    if not isinstance(value, Made):
        return lift(value)
    symbol = machine.database.resolve(value.path)
    assert symbol is not None
    layer = create(symbol, CallArguments((), value.keyword), machine.context)
    machine.context.store.set_state(layer, machine.context.store.state(layer))
    return layer
