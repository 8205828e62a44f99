"""The graph behind tensors: which calls a model consists of, and in which order Keras lists them.

Only symbolic tensors are nodes of a graph; what a layer computes from arrays is a constant to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from keralint.semantics.layer import Operation
from keralint.semantics.models.inputs import InputLayer
from keralint.semantics.tensors import Call, Structure, Tensor, TensorKind, map_tensors
from keralint.semantics.values import UNKNOWN, Argument

Place: TypeAlias = "tuple[Call, int] | Tensor"
"""Where a tensor stands in the graph. A cast makes another tensor of it that stands at the same place."""


def place(tensor: Tensor) -> Place:
    """The call that made the tensor, and which of its outputs it is; the tensor itself, if that is not known."""
    return (tensor.call, tensor.index) if tensor.call is not None else tensor


def is_entry(tensor: Tensor) -> bool:
    """Whether the tensor stands for an input: it is what an InputLayer gives."""
    return tensor.call is not None and isinstance(tensor.call.operation, InputLayer)


def sources(call: Call) -> Iterator[Tensor]:
    """The tensors of the graph that a call was made on."""
    return (tensor for tensor in call.inputs if tensor.kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN))


def sources_known(call: Call) -> bool:
    """Whether `sources` are all that it was made on: nothing that is not known stands among the arguments."""
    return not any(_unknown_in(value) for name, value in call.arguments.items() if name != "training")


def _unknown_in(value: Argument) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(_unknown_in, value))
    if isinstance(value, dict):
        return any(map(_unknown_in, value.values()))
    return value is UNKNOWN or (isinstance(value, Tensor) and value.kind is TensorKind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Graph:
    """The calls between inputs and outputs, inputs first; the operations in Keras's order.

    `unused` are the inputs that no output depends on. `traced` is false if some tensor on the way comes from something
    that is not known; `complete` as well if a layer on the way stands for several that are not known one by one.
    """

    calls: tuple[Call, ...]
    operations: tuple[Operation, ...]
    unused: tuple[Tensor, ...]
    traced: bool
    complete: bool


def trace_graph(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Graph:
    """Walks from the outputs back to the inputs, as `keras.src.ops.function.map_graph` does."""
    calls, indices, traced = _depth_first(inputs, outputs)
    depths = _depths(calls)
    unused = tuple(tensor for tensor in dict.fromkeys(inputs) if is_entry(tensor) and tensor.call not in depths)
    for tensor in unused:
        assert tensor.call is not None
        depths[tensor.call] = 0
        indices.setdefault(tensor.call.operation, -1)
    operation_depths: dict[Operation, int] = {}
    for call, depth in depths.items():
        operation_depths[call.operation] = max(depth, operation_depths.get(call.operation, 0))
    operations = sorted(operation_depths, key=lambda op: (-operation_depths[op], indices[op]))
    complete = traced and not any(operation.opaque for operation in operations)
    return Graph(tuple(calls), tuple(operations), unused, traced, complete)


def _depth_first(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> tuple[list[Call], dict[Operation, int], bool]:
    """Calls in topological order, and the order in which operations are first met; iterative, for deep graphs."""
    stops = {place(tensor) for tensor in inputs if not is_entry(tensor)}
    ordered: list[Call] = []
    indices: dict[Operation, int] = {}
    done: set[Call] = set()
    complete = True
    stack: list[tuple[Tensor, Call | None, bool]] = [(tensor, tensor.call, False) for tensor in reversed(outputs)]
    while stack:
        tensor, call, expanded = stack.pop()
        if call is None or tensor.kind is TensorKind.UNKNOWN:
            complete = complete and place(tensor) in stops
            continue
        if expanded:
            ordered.append(call)
            complete = complete and sources_known(call)
            continue
        if call in done:
            continue
        done.add(call)
        if place(tensor) in stops:
            continue
        indices.setdefault(call.operation, len(indices))
        stack.append((tensor, call, True))
        stack.extend((source, source.call, False) for source in reversed(list(sources(call))))
    return ordered, indices, complete


def _depths(calls: Iterable[Call]) -> dict[Call, int]:
    """How far each call is from the outputs; a shared operation counts with its largest depth."""
    depths: dict[Call, int] = {}
    operation_depths: dict[Operation, int] = {}
    ordered = list(calls)
    present = set(ordered)
    for call in reversed(ordered):
        depth = max(depths.get(call, 0), operation_depths.get(call.operation, 0))
        operation_depths[call.operation] = depths[call] = depth
        for tensor in sources(call):
            if tensor.call is not None and tensor.call in present:
                depths[tensor.call] = max(depth + 1, depths.get(tensor.call, 0))
    return depths


# --- connection -----------------------------------------------------------------------------------------------------


def unconnected(graph: Graph, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Tensor | None:
    """The first output that certainly cannot be computed from the inputs alone."""
    known = {place(tensor) for tensor in inputs}

    def computable(tensor: Tensor) -> bool:
        return tensor.call is None or tensor.kind is TensorKind.UNKNOWN or place(tensor) in known

    for call in graph.calls:
        if not isinstance(call.operation, InputLayer) and all(map(computable, sources(call))):
            known.update((call, index) for index in range(len(call.outputs)))
    return next((output for output in outputs if not computable(output)), None)


def missing_input(output: Tensor, inputs: Sequence[Tensor]) -> Tensor | None:
    """An input that the output depends on and that is not listed, nor hidden behind one that is."""
    listed = {place(tensor) for tensor in inputs}
    seen: set[Place] = set()
    stack = list(sources(output.call)) if output.call is not None and not is_entry(output) else [output]
    while stack:
        tensor = stack.pop()
        if tensor.call is None or (place(tensor) in listed and tensor is not output) or place(tensor) in seen:
            continue
        seen.add(place(tensor))
        if is_entry(tensor):
            return tensor
        stack.extend(reversed(list(sources(tensor.call))))
    return None


def source_inputs(tensor: Tensor) -> tuple[Tensor, ...] | None:
    """The inputs that a tensor depends on, in the order of `get_source_inputs`; `None` if they are not all known."""
    found: list[Tensor] = []
    seen: set[Place] = set()
    stack = [tensor]
    while stack:
        current = stack.pop()
        if current.call is None:
            return None
        if place(current) in seen:
            continue
        seen.add(place(current))
        if is_entry(current):
            found.append(current)
        elif not sources_known(current.call):
            return None
        else:
            stack.extend(reversed(list(sources(current.call))))
    return tuple(found)


# --- copies ---------------------------------------------------------------------------------------------------------


def copied(
    inputs: Structure, calls: Iterable[Call], entry_for: Callable[[Tensor], Tensor]
) -> tuple[Structure, dict[Place, Tensor]]:
    """The graph between tensors that need not be inputs, made over again (`clone_graph_nodes`).

    `entry_for` makes the input that stands for a tensor. Gives the inputs of the copy, and for each place of the old
    graph the tensor of the new one.
    """
    new: dict[Place, Tensor] = {}

    def enter(tensor: Tensor) -> Tensor:
        if place(tensor) not in new:
            new[place(tensor)] = tensor if is_entry(tensor) else entry_for(tensor)
        return new[place(tensor)]

    entries = map_tensors(inputs, enter)
    for call in calls:
        if not isinstance(call.operation, InputLayer):
            _copy_call(call, new)
    return entries, new


def _copy_call(call: Call, new: dict[Place, Tensor]) -> None:
    made_on = tuple(new.get(place(tensor), tensor) for tensor in call.inputs)
    copy = Call(call.operation, renewed(call.arguments, new), made_on, call.site)
    copy.outputs, copy.inner = tuple(replace(output, call=copy) for output in call.outputs), call.inner
    new.update({(call, index): output for index, output in enumerate(copy.outputs)})


def renewed(arguments: Mapping[str, Structure], new: Mapping[Place, Structure]) -> dict[str, Structure]:
    """Recorded arguments with what `new` has for a place in the place of the old tensors."""
    return {
        name: map_tensors(value, lambda tensor: new.get(place(tensor), tensor)) for name, value in arguments.items()
    }
