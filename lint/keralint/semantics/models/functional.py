"""Functional models (`keras/src/models/functional.py`): a graph with inputs and outputs, and a layer itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from keralint.semantics.context import LAYER_APPLIED, NODE, Context, LayerState, Weight
from keralint.semantics.failures import Failed, InputCountMismatch, MissingArgument, NotATensor, UndefinedSize
from keralint.semantics.failures.graph import (
    DisconnectedGraph,
    DuplicateLayerName,
    EmptyModel,
    MissingModelInput,
    ModelInputMismatch,
    NotAModelTensor,
)
from keralint.semantics.layer import Applied, CallArguments, Layer, Operation, record_call, weights_of
from keralint.semantics.models.graph import (
    Graph,
    Place,
    copied,
    is_entry,
    missing_input,
    place,
    renewed,
    trace_graph,
    unconnected,
)
from keralint.semantics.models.inputs import InputLayer
from keralint.semantics.naming import checked_name, conflicting
from keralint.semantics.tensors import Call, Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument, UserObject, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, decide


@dataclass(eq=False)
class FunctionalModel(Layer):
    """A model over a graph. `inputs` and `outputs` keep the structure that the program gave them."""

    name: str
    inputs: Structure
    outputs: Structure
    graph: Graph
    class_name: str = "Functional"
    site: object = None
    of_sequential: bool = False
    """It is what a Sequential runs: then only the layers look at the sizes of data."""

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

    def weights(self, context: Context) -> Sequence[Weight] | None:
        """All variables; `None` if not all layers are known."""
        return weights_of(self.layers, context) if self.graph.complete else None

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Runs the graph on new inputs.

        Raises: Failed(MissingArgument | NotATensor | InputCountMismatch | MissingModelInput | ModelInputMismatch), or
        with what a layer refuses.
        """
        context.spend(LAYER_APPLIED)
        given = given_inputs(arguments)
        tensors = matched_inputs(given, self.inputs, context)
        if tensors is None:
            outputs = map_tensors(self._for_any_batch(context), lambda tensor: replace(tensor, call=None))
            applied = Applied(outputs, unknown="the inputs of the model are not known")
        else:
            applied = self._applied(tensors, context)
        return replace(applied, outputs=record_call(self, {"inputs": given}, applied.outputs, context))

    def _applied(self, tensors: Sequence[Tensor], context: Context) -> Applied:
        """What the layers make of these inputs; the sizes of inputs like the model's own are known already.

        Of what nothing is known it is known afterwards that it fits the model.
        """
        own_shapes = [_of_any_batch(own.shape) for own in self.input_tensors]
        tensors = [x.reshaped(own) if x.shape.dims is None else x for x, own in zip(tensors, own_shapes)]
        pairs = list(zip(tensors, self.input_tensors))
        fitted = [fit_input(x, own, context, sizes=self._checks_sizes(x)) for x, own in pairs]
        if all(x.shape.known and x.shape == own.shape for x, own in pairs):
            return Applied(self.outputs)
        applied = self._run(fitted, context)
        reshaped = any(x.rank != y.rank and x.kind is TensorKind.SYMBOLIC for x, y in zip(tensors, fitted))
        if not reshaped:
            return applied
        # Keras declares outputs for the tensors as they are, and fits only data to the model.
        vague = map_tensors(applied.outputs, lambda x: x.reshaped(Tensor.unknown().shape))
        return Applied(vague, unknown="the inputs have another rank than the model's")

    def _for_any_batch(self, context: Context) -> Structure:
        """The outputs for inputs like the model's own, whose number of samples it does not look at."""
        shapes = [_of_any_batch(own.shape) for own in self.input_tensors]
        if all(shape == own.shape for shape, own in zip(shapes, self.input_tensors)):
            return self.outputs
        inputs = [Tensor(shape, own.dtype, TensorKind.UNKNOWN) for shape, own in zip(shapes, self.input_tensors)]
        try:
            return self._run(inputs, context).outputs
        except Failed:  # they have the number that the layers want
            return map_tensors(self.outputs, _vague)

    def _checks_sizes(self, given: Tensor) -> bool:
        return given.kind is TensorKind.SYMBOLIC or not self.of_sequential

    def _run(self, inputs: Sequence[Tensor], context: Context) -> Applied:
        known: dict[Place, Structure] = dict(zip(map(place, self.input_tensors), inputs))
        unknown: str | None = None
        with context.inside(self):
            for call in self.graph.calls:
                if isinstance(call.operation, InputLayer):
                    continue
                context.spend(NODE)
                outputs, reason = _replayed(call, known, context)
                unknown = unknown or reason
                known.update(((call, index), output) for index, output in enumerate(tensors_in(outputs)))

        def made(tensor: Tensor) -> Structure:
            return known.get(place(tensor), Tensor.unknown())

        return Applied(map_tensors(self.outputs, made), unknown=unknown)


def given_inputs(arguments: CallArguments) -> Argument:
    """The inputs that a model is called on.

    Raises: Failed(MissingArgument).
    """
    if arguments.positional:
        return arguments.positional[0]
    if "inputs" not in arguments.keyword and not arguments.star and not arguments.double_star:
        raise Failed(MissingArgument(names=("inputs",)))
    return arguments.keyword.get("inputs", UNKNOWN)


def _replayed(call: Call, known: Mapping[Place, Structure], context: Context) -> tuple[Structure, str | None]:
    """What a recorded call gives for new tensors, and why that is not known.

    Raises: Failed, but not because of a size on which the weights depend: they exist already.
    """
    try:
        applied = call.operation.apply(call.operation.replay_arguments(renewed(call.arguments, known)), context)
    except Failed as failed:
        if not isinstance(failed.failure, UndefinedSize):
            raise
        vague = [_vague(output) for output in call.outputs]
        return vague, "a size that a layer depends on is not fixed"
    return applied.outputs, applied.unknown


def _of_any_batch(shape: Shape) -> Shape:
    return shape.replace(0, None) if shape.dims and isinstance(shape.dims[0], int) else shape


def _vague(tensor: Tensor) -> Tensor:
    return tensor if tensor.rank is None else tensor.with_shape(*(UNKNOWN_DIM,) * tensor.rank)


# --- construction ---------------------------------------------------------------------------------------------------


def functional_model(inputs: Structure, outputs: Structure, name: Argument, context: Context) -> FunctionalModel | None:
    """The model over these tensors; `None` if they are not known well enough to make one.

    Raises: Failed(NotAModelTensor | EmptyModel | DisconnectedGraph | DuplicateLayerName | InvalidName).
    """
    known = [_check_tensors(argument, value, context) for argument, value in (("inputs", inputs), ("outputs", outputs))]
    if not all(known):
        return None
    if not all(map(is_entry, tensors_in(inputs))):
        inputs, outputs = _cut_out(inputs, outputs, context)
    graph = trace_graph(tuple(tensors_in(inputs)), tuple(tensors_in(outputs)))
    _check_connected(graph, tuple(tensors_in(inputs)), tuple(tensors_in(outputs)))
    _check_names(graph.operations, context)
    base = "functional" if context.keras_major >= 3 else "model"
    model = FunctionalModel(checked_name(name, base, context), inputs, outputs, graph, site=context.site)
    context.store.set_state(model, LayerState(weights={}))
    return model


def _cut_out(inputs: Structure, outputs: Structure, context: Context) -> tuple[Structure, Structure]:
    """Inputs and outputs of a copy of the graph that begins at tensors between layers.

    Raises: Failed(DisconnectedGraph), also where an output is an input: the copy keeps them apart.
    """
    given, wanted = tuple(tensors_in(inputs)), tuple(tensors_in(outputs))
    listed = {place(tensor) for tensor in given}
    for output in wanted:
        if place(output) in listed:
            raise Failed(DisconnectedGraph(output=output, missing=missing_input(output, given), inputs=given))
    graph = trace_graph(given, wanted)
    _check_connected(graph, given, wanted)
    entries: list[Tensor] = []

    def entry_for(tensor: Tensor) -> Tensor:
        name = f"keras_tensor_{len(entries)}CLONE"
        layer = InputLayer(name, tensor.shape, tensor.dtype, site=context.site, stands_for=tensor)
        context.store.set_state(layer, LayerState(weights={}))
        layer.output = record_call(layer, {}, Tensor(tensor.shape, tensor.dtype), context)
        entries.append(layer.output)
        return layer.output

    copy, new = copied(inputs, graph.calls, entry_for)
    return copy, map_tensors(outputs, lambda tensor: new.get(place(tensor), tensor))


def _check_tensors(argument: str, value: Structure, context: Context) -> bool:
    """Whether all leaves are tensors; false if some are not known.

    Raises: Failed(NotAModelTensor | EmptyModel).
    """
    if isinstance(value, (tuple, list, dict)):
        if not value and context.keras_major >= 3:
            raise Failed(EmptyModel(argument=argument))
        checked = [
            _check_tensors(argument, item, context) for item in (value.values() if isinstance(value, dict) else value)
        ]
        return all(checked)
    if isinstance(value, Tensor) and value.kind is TensorKind.UNKNOWN:
        return False
    if isinstance(value, Tensor) and value.kind is TensorKind.SYMBOLIC:
        return True
    certainly_wrong = isinstance(value, (Tensor, Layer, UserObject, int, float, str)) or value is None
    if certainly_wrong or neither_tensor_nor_layer(value):
        raise Failed(NotAModelTensor(argument=argument, value=value))
    return False


def _check_connected(graph: Graph, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...]) -> None:
    """Every output must follow from the inputs alone.

    Raises: Failed(DisconnectedGraph).
    """
    output = unconnected(graph, inputs, outputs)
    if output is not None:
        raise Failed(DisconnectedGraph(output=output, missing=missing_input(output, inputs), inputs=inputs))


def _check_names(operations: Sequence[Operation], context: Context) -> None:
    names: dict[str, Operation] = {}
    for operation in operations:
        other = names.setdefault(operation.name, operation)
        if other is not operation and conflicting(operation.name, other.name, context):
            raise Failed(DuplicateLayerName(name=operation.name, first=other, second=operation))


# --- the inputs of a call -------------------------------------------------------------------------------------------


def matched_inputs(given: Structure, expected: Structure, context: Context) -> list[Tensor] | None:
    """The tensors of `given` in the order of the model's inputs; `None` if they are not known.

    Raises: Failed(InputCountMismatch | NotATensor | MissingModelInput).
    """
    model_inputs = list(tensors_in(expected))
    if isinstance(given, dict):
        names = _input_names(expected, model_inputs)
        return None if names is None else _by_name(given, names, context)
    leaves = _leaves(given)
    for leaf in leaves:
        if isinstance(leaf, (Layer, str, bytes)) or neither_tensor_nor_layer(leaf):
            raise Failed(NotATensor(value=leaf, argument="inputs"))
    if any(not isinstance(leaf, Tensor) for leaf in leaves):
        return None
    if len(leaves) != len(model_inputs):
        raise Failed(InputCountMismatch(expected=len(model_inputs), found=len(leaves), tensors=tuple(leaves)))
    return leaves


def _input_names(expected: Structure, inputs: Sequence[Tensor]) -> list[str] | None:
    """The keys by which the inputs are given in a dict; `None` for a nested dict, which Keras does not check."""
    if not isinstance(expected, dict):
        return [tensor.call.operation.name if tensor.call is not None else "" for tensor in inputs]
    flat = all(isinstance(value, Tensor) for value in expected.values())
    return sorted(expected, key=str) if flat else None


def _by_name(given: Mapping[str, Argument], names: Sequence[str], context: Context) -> list[Tensor] | None:
    for name in names:
        if name not in given:
            if context.keras_major < 3:
                return None  # Keras 2 goes by the order then
            raise Failed(MissingModelInput(name=name, given=tuple(map(str, given)), expected=tuple(names)))
    tensors = [value for value in (given[name] for name in names) if isinstance(value, Tensor)]
    return tensors if len(tensors) == len(names) else None


def _leaves(structure: Structure) -> list[Argument]:
    if isinstance(structure, (tuple, list)):
        return [leaf for item in structure for leaf in _leaves(item)]
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure, key=str) for leaf in _leaves(structure[key])]
    return [structure]


def fit_input(tensor: Tensor, model_input: Tensor, context: Context, *, sizes: bool = True) -> Tensor:
    """The tensor as the model takes it: a last axis of size 1 may be added or dropped (`_adjust_input_rank`).

    A symbolic tensor of another rank passes as long as the sizes agree from the front, and is refused as data; where
    the model wants a last axis of size 1, its size is not looked at. Keras 2 leaves it to the layers to refuse, as
    Keras 3 does where the `sizes` do not count.

    Raises: Failed(ModelInputMismatch).
    """
    expected, found = model_input.shape.dims, tensor.shape.dims
    if expected is None or found is None:
        return tensor
    strict = context.keras_major >= 3
    axis = _differing(_without_one(expected), _without_one(found))
    if axis is not None and strict and sizes:
        raise Failed(ModelInputMismatch(tensor=tensor, expected=expected, axis=axis, model_input=model_input))
    if len(found) == len(expected) + 1 and decide.equal(found[-1], 1) is not decide.Answer.NO:
        found = found[:-1]
    elif len(found) == len(expected) - 1 and decide.equal(expected[-1], 1) is not decide.Answer.NO:
        found = (*found, 1)
    if len(found) != len(expected) and strict:
        late = tensor.kind is not TensorKind.ARRAY and not tensor.kind.of_backend
        raise Failed(
            ModelInputMismatch(tensor=tensor, expected=expected, axis=None, model_input=model_input, late=late)
        )
    return tensor.reshaped(Shape(found)).with_dtype(model_input.dtype)


def _without_one(dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
    return dims[:-1] if dims and decide.equal(dims[-1], 1) is not decide.Answer.NO else dims


def _differing(expected: tuple[Dim, ...], found: tuple[Dim, ...]) -> int | None:
    """The first axis, after the batch, whose sizes are certainly not the same."""
    pairs = list(zip(expected, found))
    return next((axis for axis in range(1, len(pairs)) if decide.equal(*pairs[axis]) is decide.Answer.NO), None)
