"""Functional models (`keras/src/models/functional.py`): a graph with inputs and outputs, and a layer itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from keralint.semantics.context import Context, LayerState, Weight
from keralint.semantics.failures import Failed, InputCountMismatch
from keralint.semantics.failures.graph import (
    DisconnectedGraph,
    DuplicateLayerName,
    EmptyModel,
    ModelInputMismatch,
    NotAModelTensor,
)
from keralint.semantics.layer import Applied, CallArguments, Layer, Operation, record_call, weights_of
from keralint.semantics.models.graph import Graph, trace_graph
from keralint.semantics.models.inputs import InputLayer
from keralint.semantics.tensors import Call, Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import CALLABLE_VALUES, UNKNOWN, Argument
from keralint.shapes import Dim, Shape, decide


@dataclass(eq=False)
class FunctionalModel(Layer):
    """A model over a graph. `inputs` and `outputs` keep the structure that the program gave them."""

    name: str
    inputs: Structure
    outputs: Structure
    graph: Graph
    class_name: str = "Functional"
    site: object = None

    @property
    def input_tensors(self) -> tuple[Tensor, ...]:
        return tuple(tensors_in(self.inputs))

    @property
    def output_tensors(self) -> tuple[Tensor, ...]:
        return tuple(tensors_in(self.outputs))

    @property
    def layers(self) -> tuple[Layer, ...]:
        return tuple(operation for operation in self.graph.operations if isinstance(operation, Layer))

    def sublayers(self, context: Context) -> Sequence[Layer]:
        return self.layers

    def weights(self, context: Context) -> Sequence[Weight]:
        return weights_of(self.layers, context)

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Runs the graph on new inputs."""
        given = arguments.positional[0] if arguments.positional else arguments.keyword.get("inputs", UNKNOWN)
        tensors = matched_inputs(given, self.inputs)
        if tensors is None:
            outputs = map_tensors(self.outputs, lambda tensor: replace(tensor, call=None))
            applied = Applied(outputs, unknown="the inputs of the model are not known")
        else:
            fitted = [fit_input(x, model_input) for x, model_input in zip(tensors, self.input_tensors)]
            applied = self._run(fitted, context)
        return replace(applied, outputs=record_call(self, {"inputs": given}, applied.outputs, context))

    def _run(self, inputs: Sequence[Tensor], context: Context) -> Applied:
        known: dict[Tensor, Structure] = dict(zip(self.input_tensors, inputs))
        unknown: str | None = None
        with context.inside(self):
            for call in self.graph.calls:
                if all(tensor in known for tensor in call.outputs):
                    continue
                applied = call.operation.apply(_replayed(call, known), context)
                unknown = unknown or applied.unknown
                known.update(zip(call.outputs, tensors_in(applied.outputs)))
        return Applied(map_tensors(self.outputs, lambda tensor: known.get(tensor, tensor)), unknown=unknown)


def _replayed(call: Call, known: Mapping[Tensor, Structure]) -> CallArguments:
    """The arguments of a recorded call with the new tensors in place of the old."""
    keyword = {
        name: map_tensors(value, lambda tensor: known.get(tensor, tensor)) for name, value in call.arguments.items()
    }
    return call.operation.replay_arguments(keyword)


def functional_model(
    inputs: Structure, outputs: Structure, name: str | None, context: Context
) -> FunctionalModel | None:
    """The model over these tensors; `None` if they are not known well enough to make one.

    Raises: Failed(NotAModelTensor | EmptyModel | DisconnectedGraph | DuplicateLayerName).
    """
    known = [_check_tensors(argument, value) for argument, value in (("inputs", inputs), ("outputs", outputs))]
    if not all(known):
        return None
    graph = trace_graph(tuple(tensors_in(inputs)), tuple(tensors_in(outputs)))
    _check_connected(tuple(tensors_in(inputs)), tuple(tensors_in(outputs)))
    _check_names(graph.operations)
    name = name or context.store.unique_name("functional" if context.keras_major >= 3 else "model")
    model = FunctionalModel(name, inputs, outputs, graph, site=context.site)
    context.store.set_state(model, LayerState(weights={}))
    return model


def _check_tensors(argument: str, value: Structure) -> bool:
    """Whether all leaves are tensors; false if some are not known.

    Raises: Failed(NotAModelTensor | EmptyModel).
    """
    if isinstance(value, (tuple, list, dict)):
        items = value.values() if isinstance(value, dict) else value
        if not value:
            raise Failed(EmptyModel(argument=argument))
        return all([_check_tensors(argument, item) for item in items])  # noqa: C419  # each one is checked
    if isinstance(value, Tensor) and value.kind is TensorKind.SYMBOLIC:
        return True
    if isinstance(value, Tensor) and value.kind is TensorKind.UNKNOWN:
        return False
    certainly_wrong = isinstance(value, (Tensor, Layer, int, float, str, *CALLABLE_VALUES)) or value is None
    if certainly_wrong:
        raise Failed(NotAModelTensor(argument=argument, value=value))
    return False


def _check_connected(inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...]) -> None:
    """Every Input that an output depends on must be listed, unless a listed tensor stands between."""
    listed = set(inputs)
    for output in outputs:
        seen: set[Tensor] = set()
        stack = [output]
        while stack:
            tensor = stack.pop()
            if tensor in listed or tensor in seen:
                continue
            seen.add(tensor)
            if tensor.call is None:
                continue
            if isinstance(tensor.call.operation, InputLayer):
                raise Failed(DisconnectedGraph(output=output, missing=tensor, inputs=inputs))
            stack.extend(tensor.call.inputs)


def _check_names(operations: Sequence[Operation]) -> None:
    names: dict[str, Operation] = {}
    for operation in operations:
        other = names.setdefault(operation.name, operation)
        if other is not operation:
            raise Failed(DuplicateLayerName(name=operation.name, first=other, second=operation))


def matched_inputs(given: Structure, expected: Structure) -> list[Tensor] | None:
    """The tensors of `given` in the order of the model's inputs; `None` if they are not known.

    Raises: Failed(InputCountMismatch).
    """
    model_inputs = list(tensors_in(expected))
    if isinstance(given, dict):
        return _by_name(given, expected, model_inputs)
    leaves = _leaves(given)
    if any(not isinstance(leaf, Tensor) for leaf in leaves):
        return None
    if len(leaves) != len(model_inputs):
        raise Failed(InputCountMismatch(expected=len(model_inputs), found=len(leaves), tensors=tuple(leaves)))
    return leaves


def _by_name(given: Mapping[str, Argument], expected: Structure, inputs: Sequence[Tensor]) -> list[Tensor] | None:
    if isinstance(expected, dict):
        keys: list[str] = sorted(expected, key=str)
    else:
        keys = [tensor.call.operation.name if tensor.call is not None else "" for tensor in inputs]
    chosen = [given.get(key) for key in keys]
    tensors = [value for value in chosen if isinstance(value, Tensor)]
    return tensors if len(tensors) == len(inputs) else None


def _leaves(structure: Structure) -> list[Argument]:
    if isinstance(structure, (tuple, list)):
        return [leaf for item in structure for leaf in _leaves(item)]
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure, key=str) for leaf in _leaves(structure[key])]
    return [structure]


def fit_input(tensor: Tensor, model_input: Tensor) -> Tensor:
    """The tensor as the model takes it: a last axis of size 1 may be added or dropped (`_adjust_input_rank`).

    Raises: Failed(ModelInputMismatch).
    """
    expected, found = model_input.shape.dims, tensor.shape.dims
    if expected is None or found is None:
        return tensor
    if len(found) == len(expected) + 1 and decide.equal(found[-1], 1) is not decide.Answer.NO:
        found = found[:-1]
    elif len(found) == len(expected) - 1 and decide.equal(expected[-1], 1) is not decide.Answer.NO:
        found = (*found, 1)
    if len(found) != len(expected):
        raise Failed(ModelInputMismatch(tensor=tensor, expected=expected, axis=None, model_input=model_input))
    for axis, (want, got) in enumerate(zip(expected, found)):
        if axis and want is not None and _differ(want, got):
            raise Failed(ModelInputMismatch(tensor=tensor, expected=expected, axis=axis, model_input=model_input))
    return tensor.reshaped(Shape(found)).with_dtype(model_input.dtype)


def _differ(want: Dim, got: Dim) -> bool:
    return decide.equal(want, got) is decide.Answer.NO
