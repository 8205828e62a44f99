"""The graph behind tensors: which calls a model consists of, and in which order Keras lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keralint.semantics.layer import Operation
from keralint.semantics.models.inputs import InputLayer
from keralint.semantics.tensors import Call, Tensor


@dataclass(frozen=True, slots=True)
class Graph:
    """The calls between inputs and outputs, inputs first; the operations in Keras's order.

    `complete` is false if some tensor on the way comes from something that is not known.
    """

    calls: tuple[Call, ...]
    operations: tuple[Operation, ...]
    complete: bool


def trace_graph(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Graph:
    """Walks from the outputs back to the inputs, as `keras.src.ops.function.map_graph` does."""
    calls, indices, complete = _depth_first(inputs, outputs)
    depths = _depths(calls)
    for tensor in inputs:
        call = tensor.call
        if call is not None and isinstance(call.operation, InputLayer) and call not in depths:
            depths[call] = 0
            indices.setdefault(call.operation, -1)
    operation_depths: dict[Operation, int] = {}
    for call, depth in depths.items():
        operation_depths[call.operation] = max(depth, operation_depths.get(call.operation, 0))
    operations = sorted(operation_depths, key=lambda op: (-operation_depths[op], indices[op]))
    return Graph(tuple(calls), tuple(operations), complete)


def _depth_first(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> tuple[list[Call], dict[Operation, int], bool]:
    """Calls in topological order, and the order in which operations are first met; iterative, for deep graphs."""
    stops = set(inputs)
    ordered: list[Call] = []
    indices: dict[Operation, int] = {}
    done: set[Call] = set()
    complete = True
    stack: list[tuple[Tensor | Call, bool]] = [(tensor, False) for tensor in reversed(outputs)]
    while stack:
        item, expanded = stack.pop()
        call = item.call if isinstance(item, Tensor) else item
        if call is None:
            complete = False
            continue
        if expanded:
            ordered.append(call)
            continue
        if call in done:
            continue
        done.add(call)
        if item in stops and not isinstance(call.operation, InputLayer):
            continue
        indices.setdefault(call.operation, len(indices))
        stack.append((call, True))
        stack.extend((tensor, False) for tensor in reversed(call.inputs))
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
        for tensor in call.inputs:
            if tensor.call is not None and tensor.call in present:
                depths[tensor.call] = max(depth + 1, depths.get(tensor.call, 0))
    return depths
