"""Binding names: the targets of assignments, loops and `with`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import libcst as cst

from keralint.interpreter.attributes import delete_attribute, get_attribute, set_attribute
from keralint.interpreter.budget import FACT
from keralint.interpreter.facts import HOLDING_NOTHING, LayerBound, TensorBound
from keralint.interpreter.indexing import delete_item, evaluate_index, get_item, set_item
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.naming import number_with_name
from keralint.interpreter.object_attributes import attribute_name
from keralint.interpreter.python_failures import TensorUnpacked, UnpackMismatch
from keralint.interpreter.spreading import note_list, parts_of_parameter
from keralint.interpreter.symbolic import is_keras_tensor
from keralint.interpreter.values import DictValue, ListValue, Union, Unknown, Value
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.tensors import Tensor, TensorKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where an augmented assignment reads a value and puts another one."""

    value: Value
    put: Callable[[Value], None]


def place_of(machine: Machine, target: cst.BaseExpression) -> Place:
    """The place that a target names; its parts are evaluated here, once."""
    if isinstance(target, cst.Attribute):
        owner, name = machine.evaluate(target.value), attribute_name(machine, target)
        value = get_attribute(machine, owner, name, target)
        return Place(value, lambda new: set_attribute(machine, owner, name, new, target))
    if isinstance(target, cst.Subscript):
        container, index = machine.evaluate(target.value), evaluate_index(machine, target)
        value = get_item(machine, container, index, target)
        return Place(value, lambda new: set_item(machine, container, index, new, target))
    return Place(machine.evaluate(target), lambda new: assign_target(machine, target, new))


def delete_target(machine: Machine, target: cst.BaseExpression) -> None:
    """`del target`."""
    if isinstance(target, cst.Name):
        scope = machine.scope.redirected.get(target.value, machine.scope)
        machine.doubts += target.value not in scope.slots
        machine.state.delete(scope.slots, target.value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            delete_target(machine, element.value)
    elif isinstance(target, cst.Attribute):
        delete_attribute(machine, machine.evaluate(target.value), attribute_name(machine, target))
    elif isinstance(target, cst.Subscript):
        delete_item(machine, machine.evaluate(target.value), evaluate_index(machine, target), target)


def assign_target(machine: Machine, target: cst.BaseExpression, value: Value) -> None:
    """Binds `value` to a target: a name, an attribute, an element, or several by unpacking."""
    if type(value) is Unknown and machine.survey is not None:
        value = number_with_name(machine.survey, value, target)
    if isinstance(target, cst.Name):
        machine.assign(target.value, value)
        _tell_tensors(machine, target, value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        unpack(machine, target, value)
    elif isinstance(target, cst.Attribute):
        set_attribute(machine, machine.evaluate(target.value), attribute_name(machine, target), value, target)
    elif isinstance(target, cst.Subscript):
        container = machine.evaluate(target.value)
        set_item(machine, container, evaluate_index(machine, target), value, target)


def _tell_tensors(machine: Machine, node: cst.Name, value: Value) -> None:
    if type(value) in HOLDING_NOTHING:
        return
    if isinstance(value, Layer):
        machine.spend(FACT)
        machine.recorder.emit(LayerBound(site=machine.site(node), name=node.value, layer=value))
        return
    for name, tensor in islice(tensors_named(node.value, value), _MOST_NAMED * _MOST_NAMED):
        machine.spend(FACT)
        machine.recorder.emit(TensorBound(site=machine.site(node), name=name, tensor=tensor))


def tensors_named(name: str, value: Value, depth: int = 0) -> Iterator[tuple[str, Tensor]]:
    """The tensors that a name holds, by how the program would write them: `y`, `y[0]`, `y['a']`."""
    if depth > _DEEPEST_NAMED:
        return
    if isinstance(value, Tensor):
        if value.kind is not TensorKind.ARRAY:
            yield name, value
    elif isinstance(value, Union):
        if all(isinstance(alternative, Tensor) for alternative in value.alternatives):
            for alternative in value.alternatives:
                yield name, alternative
    elif isinstance(value, (tuple, ListValue)):
        items = value if isinstance(value, tuple) else value.items or ()
        for index, item in enumerate(items[:_MOST_NAMED]):
            if type(item) not in HOLDING_NOTHING:
                yield from tensors_named(f"{name}[{index}]", item, depth + 1)
    elif isinstance(value, DictValue):
        for key, item in (value.entries or {}).items():
            if type(item) not in HOLDING_NOTHING:
                yield from tensors_named(f"{name}[{key!r}]", item, depth + 1)


_MOST_NAMED = 64
_DEEPEST_NAMED = 3


def unpack(machine: Machine, target: cst.Tuple | cst.List, value: Value) -> None:
    """`a, *b, c = value`; a count that cannot fit is told."""
    if isinstance(value, Union) and not any(isinstance(alternative, Tensor) for alternative in value.alternatives):
        machine.any_of([partial(unpack, machine, target, one) for one in value.alternatives])
        return
    elements = list(target.elements)
    star = next((i for i, element in enumerate(elements) if isinstance(element, cst.StarredElement)), None)
    items = run_over(machine, value, exact=True)
    if items is None and star is None:
        items = parts_of_parameter(machine, value, len(elements))
    if items is None:
        if star is not None:
            note_list(machine, value, len(elements), len(elements) - 1)
        if is_keras_tensor(machine, value):
            failure = TensorUnpacked(tensor=value, targets=len(elements))
            machine.fail(machine.site(target), failure, "unpack", CallArguments())
            value = Unknown("an error was reported here")
        if value is None:
            machine.refuse_nothing(machine.site(target))
        elif isinstance(value, Tensor) and value.shape.dims is not None and machine.survey is not None:
            # Few tensors have as many elements as there are names.
            failure = TensorUnpacked(tensor=value, targets=len(elements))
            machine.fail(machine.site(target), failure, "unpack", CallArguments())
        _unpack_unknown(machine, elements, value)
        return
    wanted = len(elements)
    fits = len(items) == wanted if star is None else len(items) >= wanted - 1
    if not fits:
        mismatch = UnpackMismatch(value=value, items=items, targets=wanted, found=len(items))
        machine.fail(machine.site(target), mismatch, "unpack", CallArguments())
        _unpack_unknown(machine, elements, Unknown("an error was reported here"))
        return
    for element, item in zip(elements, _shares(items, wanted, star)):
        assign_target(machine, element.value, item)


def _shares(items: tuple[Value, ...], wanted: int, star: int | None) -> Sequence[Value]:
    if star is None:
        return items
    after = wanted - star - 1
    end = len(items) - after
    return [*items[:star], ListValue(items[star:end]), *items[end:]]


def _unpack_unknown(machine: Machine, elements: Sequence[cst.BaseElement], value: Value) -> None:
    machine.doubts += 1
    reason = value.reason if isinstance(value, Unknown) else "what is unpacked is not known"
    for element in elements:
        part: Value = ListValue(None) if isinstance(element, cst.StarredElement) else Unknown(reason)
        assign_target(machine, element.value, part)
