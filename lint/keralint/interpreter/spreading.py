"""Calls with tensors of which not even the rank is known: tried for each rank, to learn what can be said of all.

What only one rank can be given to has that rank: `Conv2D(8, 3)(x)` tells that `x` has four axes. What can be given
several has the outputs that they have in common (`keralint.interpreter.open_tensors`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

from keralint.interpreter.facts import REFUSALS
from keralint.interpreter.lowering import lift, shape_value
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.open_tensors import OF_CALL, OpenShape, OpenTensor, as_tensor, opened, shape_of
from keralint.interpreter.survey import OF_NAMED, element_of
from keralint.interpreter.values import ABSENT, Value
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.failures.base import Failed
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.models import FunctionalModel, SequentialModel
from keralint.semantics.ops import OperationDefinition
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import Argument
from keralint.shapes import Symbolic, Variable, are_usual, lone_variable

USUAL: Final = (3, 4, 2)
"""The ranks that are tried first: where two of them are accepted, the rank is not learnt, and nothing but what they
have in common is said."""
OTHERS: Final = (0, 1, 5, 6)
"""The ranks that are tried as well where it may be the only one: layers take up to six axes."""

Apply = Callable[[CallArguments], Applied]


@dataclass(frozen=True, slots=True)
class Takes:
    """Where a parameter that is given can be nothing but a tensor; elsewhere it may be a number or a list as well."""

    alone: frozenset[int | str] = frozenset()
    """The arguments, by place and by name, that are tensors."""
    inside: frozenset[int | str] = frozenset()
    """Those that hold nothing but tensors, if they are lists, tuples or dicts."""


def now(machine: Machine, value: Value) -> Value:
    """A tensor as far as it is known by now; what nobody but a tensor has is asked of a parameter."""
    if type(value) is OpenShape:
        tensor = None if value.tensor is None else now(machine, value.tensor)
        return value if tensor is None or isinstance(tensor, OpenTensor) else shape_value(tensor)
    variable = lone_variable(value) if type(value) is Symbolic and machine.coverage.alone else None
    tensor = value if variable is None or variable.is_number else as_tensor(variable)
    if type(tensor) is not OpenTensor:
        return tensor
    rank = machine.ranks.get(tensor.of)
    if rank is None:
        if machine.survey is not None:
            machine.survey.open[tensor.of] = None
        return tensor
    return _running(machine, tensor.at(rank))


def _running(machine: Machine, tensor: Tensor) -> Tensor:
    """A tensor that is given to a `call`: that runs, so that no shape counts that is only declared."""
    running = machine.survey is not None and bool(machine.context.enclosing)
    return replace(tensor, kind=TensorKind.TRACED) if running and tensor.kind is TensorKind.UNKNOWN else tensor


def if_tensor(machine: Machine, value: Value) -> Value:
    """A parameter that was used as a tensor, as such; anything else as it is."""
    if type(value) is OpenTensor or type(value) is OpenShape:
        return now(machine, value)
    if type(value) is not Symbolic or not machine.coverage.alone:
        return value
    variable = lone_variable(value)
    used = variable is not None and machine.ranks.get((variable,)) is True
    return now(machine, value) if used else value


def as_operands(machine: Machine, left: Value, right: Value) -> tuple[Value, Value]:
    """The operands of an operator: usually arguments of `call` are tensors, beside each other and beside a float."""
    tensors = [_is_of_call(value) for value in (left, right)]
    if all(tensors) or (any(tensors) and (type(left) is float or type(right) is float)):
        return now(machine, left), now(machine, right)
    return left, right


def _is_of_call(value: Value) -> bool:
    variable = lone_variable(value) if type(value) is Symbolic else None
    return variable is not None and variable.level >= OF_CALL and not variable.is_number


def shape_of_parameter(machine: Machine, value: Value) -> Value:
    """A parameter that is used as a shape, where shapes are asked for: as long as it is taken to be."""
    variable = lone_variable(value) if type(value) is Symbolic else None
    if machine.survey is None or variable is None or variable.dynamic:
        return value
    if variable.number and variable.level >= OF_NAMED:
        return value
    length = replace(variable, name=f"len({variable.name})")
    count = machine.ranks.get(length)
    if count is None:
        machine.survey.open[length] = None
        return value
    parts = tuple([part_of_parameter(machine, value, index) for index in range(count)])
    return value if ABSENT in parts else parts


def parts_of_parameter(machine: Machine, value: Value, count: int) -> tuple[Value, ...] | None:
    """What a parameter, or the shape of what it is given, is unpacked into: it tells the rank of a shape."""
    if type(value) is OpenShape and value.tensor is not None:
        tensor = value.tensor
        rank = count - len(tensor.last) + tensor.dropped
        if machine.ranks.get(tensor.of) is None and rank >= tensor.dropped:
            machine.state.write(machine.ranks, tensor.of, rank)
        sizes = now(machine, value)
        return sizes if isinstance(sizes, tuple) and len(sizes) == count else None
    note_list(machine, value, count)
    parts = tuple([part_of_parameter(machine, value, index) for index in range(count)])
    return None if ABSENT in parts else parts


def note_list(machine: Machine, value: Value, *counts: int) -> None:
    """Notes that something is used as a list is, if it is what a parameter is given, and nothing says otherwise."""
    variable = lone_variable(value) if type(value) is Symbolic and machine.survey is not None else None
    if variable is not None and machine.survey is not None and not machine.ranks.get((variable,)):
        machine.survey.note_list(variable, *counts)


def part_of_parameter(machine: Machine, value: Value, index: Value) -> Value:
    """An element of what a parameter is given, or of its shape; `ABSENT`, if it is not like a parameter again."""
    if type(value) is OpenShape:
        tensor = None if value.tensor is None else now(machine, value.tensor)
        if not isinstance(tensor, OpenTensor) or type(index) is not int or index >= 0:
            return ABSENT
        return tensor.size(index)
    variable = lone_variable(value) if type(value) is Symbolic and machine.coverage.alone else None
    if variable is None or variable.dynamic or machine.ranks.get((variable,)):
        return ABSENT
    is_key = isinstance(index, (int, str)) or (isinstance(index, Symbolic) and are_usual(index))
    part = element_of(variable, index) if is_key else None
    return ABSENT if part is None else part


def spread(machine: Machine, arguments: CallArguments, takes: Takes, apply: Apply) -> Applied:
    """What `apply` gives, on tensors of the ranks that they can have; `arguments` are lowered.

    Raises: Failed, where it would be raised for tensors of which nothing is known.
    """
    variables = list(_parameters(machine, arguments, takes)) if machine.coverage.alone else ()
    if not variables:
        return apply(arguments)
    accepted: dict[Variable, dict[int, Structure]] = {}
    for variable in dict.fromkeys(variables):
        if machine.ranks.get(variable) is None:
            accepted[variable] = found = _accepted(machine, arguments, takes, apply, variable)
            if found:  # else it takes a list, or something else is wrong
                machine.state.write(machine.ranks, (variable,), True)
            if len(found) == 1:
                machine.state.write(machine.ranks, variable, next(iter(found)))
            elif machine.survey is not None:
                machine.survey.open[variable] = None
    applied = apply(_replaced(machine, arguments, takes, {}))
    rest = [variable for variable in accepted if machine.ranks.get(variable) is None]
    if len(rest) != 1:
        return applied
    if len(accepted) > 1:  # the ranks of the others were found meanwhile
        accepted[rest[0]] = _accepted(machine, arguments, takes, apply, rest[0])
    return replace(applied, outputs=_in_common(applied.outputs, rest[0], accepted[rest[0]]))


def with_ranks(machine: Machine, arguments: CallArguments) -> CallArguments:
    """The arguments of a layer of the program's, which usually are tensors, as far as their ranks are known."""
    if machine.survey is None:
        return arguments
    takes = Takes(frozenset((*range(len(arguments.positional)), *arguments.keyword)))
    for variable in _parameters(machine, arguments, takes):
        if machine.ranks.get(variable) is None:
            machine.survey.open[variable] = None
    return _replaced(machine, arguments, takes, {})


def computed(machine: Machine, title: str, arguments: CallArguments, apply: Apply) -> Value:
    """What an operator gives for tensors, or for what may be one.

    Raises: Failed, where it would be raised for tensors of which nothing is known.
    """
    applied = spread(machine, arguments, takes_of_operator(machine), apply)
    return lift(applied.outputs, reason_of(machine, title, arguments, applied))


def reason_of(machine: Machine, title: str, arguments: CallArguments, applied: Applied) -> str | None:
    """Why the outputs of an operation are not known, if they are not, and if somebody is going to be told."""
    if not machine.thorough:
        return applied.unknown
    return machine.coverage.note_operation(title, arguments, applied.outputs, applied.unknown)


def takes_of_layer(machine: Machine, layer: Layer) -> Takes:
    """The arguments of a call of a layer that are tensors."""
    if isinstance(layer, SequentialModel):
        layers = layer.layers(machine.context)
        takes = takes_of_layer(machine, layers[0]) if layers else Takes()
        return Takes(_INPUTS if 0 in takes.alone else frozenset(), _INPUTS if 0 in takes.inside else frozenset())
    if isinstance(layer, FunctionalModel):
        return Takes(_INPUTS if len(layer.input_tensors) == 1 else frozenset(), _INPUTS)
    if not isinstance(layer, BuiltinLayer) or layer.definition is None:
        return Takes()
    first: tuple[int | str, ...] = 0, layer.first_input
    # What takes a list as well is usually given a tensor; what takes nothing but lists refuses it.
    alone: set[int | str] = set() if machine.survey is None else set(first)
    for index, parameter in enumerate(layer.definition.call_parameters):
        if parameter.tensor or not (index or layer.definition.accepts_lists):
            alone.update((index, parameter.name) if index else first)
    return Takes(frozenset(alone), frozenset(first))


_INPUTS: Final[frozenset[int | str]] = frozenset((0, "inputs"))
"""What a Sequential model is called on."""


def takes_of_operation(machine: Machine, operation: OperationDefinition) -> Takes:
    """The arguments of an operation that are arrays; usually an operand is one as well, though it may be a number."""
    return Takes(operation.arrays if machine.survey is None else operation.operands)


def takes_of_operator(machine: Machine) -> Takes:
    """The same for `+` and its like."""
    return Takes() if machine.survey is None else Takes(frozenset((0, 1)))


# --- arguments ------------------------------------------------------------------------------------------------------


def _parameters(machine: Machine, arguments: CallArguments, takes: Takes) -> Iterator[Variable]:
    """The parameters on whose rank the call depends."""
    for place, value in (*enumerate(arguments.positional), *arguments.keyword.items()):
        taken = place in (takes.alone if type(value) is Symbolic else takes.inside)
        yield from _variables(machine, value, taken)


def _variables(machine: Machine, value: Argument, taken: bool) -> Iterator[Variable]:
    if type(value) is OpenTensor:
        yield value.of
    elif type(value) is Symbolic:
        variable = lone_variable(value)
        if variable is not None and not variable.is_number and (taken or machine.ranks.get((variable,)) is True):
            yield variable
    elif isinstance(value, (tuple, list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _variables(machine, item, taken)


def _replaced(machine: Machine, arguments: CallArguments, takes: Takes, ranks: Mapping[Variable, int]) -> CallArguments:
    """The arguments with tensors of the ranks that are known, or assumed."""

    def argument(place: int | str, value: Argument) -> Argument:
        if type(value) is Symbolic:
            return _of_rank(machine, value, ranks, place in takes.alone)
        return _at_ranks(machine, value, ranks, place in takes.inside)

    positional = tuple([argument(index, value) for index, value in enumerate(arguments.positional)])
    keyword = {name: argument(name, value) for name, value in arguments.keyword.items()}
    return CallArguments(positional, keyword)


def _at_ranks(machine: Machine, value: Argument, ranks: Mapping[Variable, int], taken: bool) -> Argument:
    """An argument with such tensors; one that is `taken` is a tensor."""
    kind = type(value)
    if kind is Symbolic:
        return _of_rank(machine, value, ranks, taken)
    if kind is OpenTensor:
        rank = _rank(machine, value.of, ranks)
        tensor = value.plain if rank is None else value.at(rank)
        # What `call` is given runs, so that no shape counts that is only declared.
        running = (bool(ranks) or machine.survey is not None) and bool(machine.context.enclosing)
        return replace(tensor, kind=TensorKind.TRACED) if running and tensor.kind is TensorKind.UNKNOWN else tensor
    if isinstance(value, dict):
        return {key: _at_ranks(machine, item, ranks, taken) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_at_ranks(machine, item, ranks, taken) for item in value)
    return value


def _of_rank(machine: Machine, value: Symbolic, ranks: Mapping[Variable, int], taken: bool) -> Argument:
    """What a parameter is given as a tensor, if it is one and its rank is known, or assumed."""
    variable = lone_variable(value)
    if variable is None or variable.is_number or _rank(machine, variable, ranks) is None:
        return value
    is_tensor = taken or machine.ranks.get((variable,)) is True
    return _at_ranks(machine, as_tensor(variable), ranks, taken) if is_tensor else value


def _rank(machine: Machine, variable: Variable, ranks: Mapping[Variable, int]) -> int | None:
    found = ranks.get(variable)
    return machine.ranks.get(variable) if found is None else found


# --- outputs --------------------------------------------------------------------------------------------------------


def _accepted(
    machine: Machine, arguments: CallArguments, takes: Takes, apply: Apply, variable: Variable
) -> dict[int, Structure]:
    """The outputs for ranks of what a parameter is given that are not refused: one, if it is the only one."""
    accepted: dict[int, Structure] = {}
    facts = machine.recorder.facts

    def attempt(rank: int) -> Flow:
        before = len(facts)
        with suppress(Failed):
            applied = apply(_replaced(machine, arguments, takes, {variable: rank}))
            # A layer of the program's may be inside, which tells of what fails.
            if not applied.late and not any(isinstance(fact, REFUSALS) for fact in facts[before:]):
                accepted[rank] = applied.outputs
        del facts[before:]
        return Flow.NORMAL

    least = _least(arguments, variable)
    for rank in (*USUAL, *OTHERS):
        if rank in OTHERS and len(accepted) > 1:
            break
        if rank >= least:
            machine.explore(lambda rank=rank: attempt(rank))  # type: ignore[misc]
    return accepted


def _least(arguments: CallArguments, variable: Variable) -> int:
    """The axes that what a parameter is given must have, by what was done with it."""
    values = (*arguments.positional, *arguments.keyword.values())
    return max((tensor.dropped for tensor in tensors_in(values) if _is_of(tensor, variable)), default=0)


def _is_of(tensor: Tensor, variable: Variable) -> TypeGuard[OpenTensor]:
    return isinstance(tensor, OpenTensor) and tensor.of == variable


def _in_common(outputs: Structure, of: Variable, accepted: Mapping[int, Structure]) -> Structure:
    """The outputs with what is true of them for every rank."""
    if not accepted:
        return outputs
    by_rank = {rank: list(tensors_in(structure)) for rank, structure in accepted.items()}
    if len(by_rank) > 1:
        by_rank.pop(0, None)  # a number has no axes to be told of
    count = sum(1 for _ in tensors_in(outputs))
    if any(len(tensors) != count for tensors in by_rank.values()):
        return outputs
    if not count:
        return _shape_in_common(outputs, of, accepted)
    number = iter(range(count))

    def one(tensor: Tensor) -> Tensor:
        index = next(number)
        return opened(tensor, of, {rank: tensors[index].shape.dims for rank, tensors in by_rank.items()})

    return map_tensors(outputs, one) if not isinstance(outputs, dict) else outputs


def _shape_in_common(outputs: Structure, of: Variable, accepted: Mapping[int, Structure]) -> Structure:
    """What gives the shape of a tensor, as a tuple: `ops.shape(x)`."""
    if not all(isinstance(sizes, tuple) for sizes in accepted.values()):
        return outputs
    made = opened(as_tensor(of).plain, of, accepted)
    return shape_of(made) if isinstance(made, OpenTensor) else outputs
