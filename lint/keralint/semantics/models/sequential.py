"""Sequential models (`keras/src/models/sequential.py`): a stack of layers, built when its input is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import LAYER_APPLIED, NODE, SEEN_AT_ONCE, Context, Weight
from keralint.semantics.failures import Failed
from keralint.semantics.failures.graph import (
    DuplicateLayerName,
    EmptySequential,
    InputNotFirst,
    NotALayerInSequential,
    RebuiltWithAnotherShape,
    SecondInputLayer,
    TooManyRequiredInputs,
)
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call, weights_of
from keralint.semantics.models.functional import FunctionalModel, functional_model, given_inputs
from keralint.semantics.models.graph import is_entry
from keralint.semantics.models.inputs import InputLayer, create_input
from keralint.semantics.naming import conflicting
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument, neither_tensor_nor_layer
from keralint.shapes import Dim, Shape
from keralint.shapes.decide import Answer, equal


@dataclass(frozen=True, slots=True)
class Stack:
    """What a Sequential consists of.

    `output` is what the last layer gives, `None` as long as the input is not known. `known` is false once something
    that is not known was added, or a layer was refused. `called` once the model was called, or may have been.
    """

    layers: tuple[Layer, ...] = ()
    output: Structure = None
    known: bool = True
    called: bool = False

    @property
    def built(self) -> bool:
        return self.known and self.output is not None and len(self.layers) > 1

    def join(self, other: Stack) -> Stack:
        """One or the other: which layers there are is not known, unless they have the same."""
        if other == replace(self, called=not self.called):
            return replace(self, called=True)
        return self if self == other else Stack(self.layers, None, known=False, called=True)


@dataclass(eq=False)
class SequentialModel(Layer):
    """A stack of layers; the stack itself is kept in the store."""

    name: str
    class_name: str = "Sequential"
    site: object = None

    def stack(self, context: Context) -> Stack:
        data = context.store.state(self).data
        return data if isinstance(data, Stack) else Stack()

    def _keep(self, stack: Stack, context: Context) -> None:
        state = context.store.state(self)
        built = stack.built or state.weights is not None
        context.store.set_state(self, replace(state, data=stack, weights={} if built else None))

    def layers(self, context: Context) -> tuple[Layer, ...]:
        """`model.layers`: without the Input."""
        layers = self.stack(context).layers
        return layers[1:] if layers and isinstance(layers[0], InputLayer) else layers

    def sublayers(self, context: Context) -> Sequence[Layer]:
        return self.stack(context).layers

    def weights(self, context: Context) -> Sequence[Weight] | None:
        stack = self.stack(context)
        return weights_of(stack.layers, context) if context.store.state(self).weights is not None else None

    def functional(self, context: Context) -> FunctionalModel | None:
        """The graph of the stack; `None` as long as it is not built."""
        stack = self.stack(context)
        if not stack.built or not isinstance(stack.layers[0], InputLayer):
            return None
        site, context.site = context.site, self.site
        try:
            model = functional_model(stack.layers[0].output, stack.output, self.name, context)
            if model is not None:
                model.of_sequential = True
            return model
        finally:
            context.site = site

    # --- growing and shrinking ----------------------------------------------------------------------------------

    def fill(self, values: Sequence[Argument], context: Context) -> None:
        """`Sequential(values)`: the layers are added, and the graph is made once.

        Raises: Failed, also with what a layer refuses.
        """
        for value in values:
            self._add(value, context)
        self._rebuilt(context)

    def add(self, value: Argument, context: Context) -> None:
        """`model.add(value)`.

        Raises: Failed, also with what the layer itself refuses.
        """
        self._add(value, context)
        self._rebuilt(context)

    def _add(self, value: Argument, context: Context) -> None:
        if not self.stack(context).layers and isinstance(value, BuiltinLayer):
            shape = value.given.get("input_shape", _input_dim(value))
            if shape is not None:
                self._add(create_input({"shape": shape, "dtype": value.given.get("dtype")}, context), context)
        if isinstance(value, Tensor) and is_entry(value):
            assert value.call is not None
            value = value.call.operation
        if isinstance(value, Layer):
            self._append(value, context)
        elif _never_a_layer(value):
            raise Failed(NotALayerInSequential(value=value))
        else:
            self.give_up(context)

    def _append(self, layer: Layer, context: Context) -> None:
        stack = self.stack(context)
        context.spend(len(stack.layers) // SEEN_AT_ONCE)
        self._check(stack, layer, context)
        output = stack.output
        if isinstance(layer, InputLayer) and stack.layers:
            self.give_up(context)  # only Keras 2 takes an Input behind another layer
            return
        if isinstance(layer, InputLayer):
            output = layer.output
        elif stack.known and stack.output is not None:
            output = self._applied(layer, stack, context)
        self._keep(replace(stack, layers=(*stack.layers, layer), output=output), context)

    def _rebuilt(self, context: Context) -> None:
        """Keras makes the graph anew after each change; a model as the first layer says what the input is."""
        stack = self.stack(context)
        if not stack.known or len(stack.layers) < 2:
            return
        first = stack.layers[0]
        if isinstance(first, InputLayer):
            self._count_graph(context)
            return
        model = first.functional(context) if isinstance(first, SequentialModel) else first
        if isinstance(model, FunctionalModel) and len(model.input_tensors) == 1:
            self.build(model.input_tensors[0].shape, context)

    def _count_graph(self, context: Context) -> None:
        """Each graph that Keras makes takes an automatic name, which the next functional model does not get."""
        if context.keras_major >= 3:
            context.store.unique_name("functional")

    def _applied(self, layer: Layer, stack: Stack, context: Context) -> Structure:
        """The output of the next layer. What it refuses ends the stack: one cause, one report."""
        before = context.site
        context.site = getattr(layer, "site", None) or before
        try:
            _check_single_input(layer)
            return layer.apply(CallArguments.of(stack.output), context).outputs
        except Failed as failed:
            failed.refused_by(layer)
            failed.enclosing = (self, *failed.enclosing)
            self.give_up(context)
            raise
        finally:
            context.site = before

    def give_up(self, context: Context) -> None:
        """From now on it is not known what the model consists of."""
        self._keep(Stack(self.stack(context).layers, None, known=False, called=True), context)

    def may_be_called(self, context: Context) -> None:
        """It has been called, or a method that calls it has."""
        self._keep(replace(self.stack(context), called=True), context)

    def _check(self, stack: Stack, layer: Layer, context: Context) -> None:
        for other in stack.layers:
            if other is not layer and conflicting(other.name, layer.name, context):
                raise Failed(DuplicateLayerName(name=layer.name, first=other, second=layer))
        if isinstance(layer, InputLayer) and stack.layers and context.keras_major >= 3:
            first = stack.layers[0]
            if isinstance(first, InputLayer):
                raise Failed(SecondInputLayer(shape=first.shape))
            if stack.known:
                raise Failed(InputNotFirst(layer=layer, late=True))

    def pop(self, context: Context) -> Argument:
        """`model.pop()`: the layer that was last."""
        stack = self.stack(context)
        if not stack.layers:
            return UNKNOWN
        remaining = stack.layers[:-1]
        self._keep(replace(stack, layers=remaining, output=None), context)
        if stack.known and remaining and isinstance(remaining[0], InputLayer):
            self._build(remaining, context)
            self._rebuilt(context)
        return stack.layers[-1]

    # --- building -----------------------------------------------------------------------------------------------

    def build(self, shape: Shape, context: Context) -> None:
        """`model.build(input_shape)`.

        Raises: Failed(EmptySequential | RebuiltWithAnotherShape), or with what a layer refuses.
        """
        stack = self.stack(context)
        if not stack.layers and stack.known and context.keras_major >= 3:
            raise Failed(EmptySequential())
        if not stack.known or not stack.layers or shape.dims is None:
            return
        first = stack.layers[0]
        if isinstance(first, InputLayer):
            self._count_graph(context)
            if context.keras_major >= 3 and _certainly_other(first.shape, shape):
                raise Failed(RebuiltWithAnotherShape(built=first.shape, given=shape))
            return
        dtype = first.compute_dtype(context) if isinstance(first, BuiltinLayer) else None
        self._build((create_input({"batch_shape": shape.dims, "dtype": dtype}, context), *stack.layers), context)
        self._count_graph(context)

    def _build(self, layers: Sequence[Layer], context: Context) -> None:
        first = layers[0]
        assert isinstance(first, InputLayer)
        self._keep(replace(self.stack(context), layers=(first,), output=first.output), context)
        for layer in layers[1:]:
            stack = self.stack(context)
            output = self._applied(layer, stack, context)
            self._keep(replace(stack, layers=(*stack.layers, layer), output=output), context)

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Runs the stack on an input; an input of known shape builds it.

        Raises: Failed, with what the model or a layer refuses.
        """
        given = given_inputs(arguments)
        stack = self.stack(context)
        if stack.known and stack.output is None and isinstance(given, Tensor):
            self.build(given.shape, context)
        functional = self.functional(context)
        if functional is None:
            applied = Applied(Tensor.unknown(), unknown="the layers of the Sequential are not all known")
        else:
            with context.inside(self):
                applied = functional.apply(CallArguments.of(given), context)
        self.may_be_called(context)
        context.spend(LAYER_APPLIED + NODE * len(stack.layers))
        return replace(applied, outputs=record_call(self, {"inputs": given}, applied.outputs, context))


def _certainly_other(built: Shape, given: Shape) -> bool:
    """Whether two shapes differ as Keras compares them: `None` is another size than any number."""
    if built.dims is None or given.dims is None:
        return False
    return len(built.dims) != len(given.dims) or any(map(_certainly_unequal, built.dims, given.dims))


def _certainly_unequal(left: Dim, right: Dim) -> bool:
    if left is None or right is None:
        return isinstance(left, int) or isinstance(right, int)
    return equal(left, right) is Answer.NO


def _never_a_layer(value: Argument) -> bool:
    if isinstance(value, Tensor):
        return value.call is not None
    plain = isinstance(value, (int, float, str, bytes, tuple, list, dict)) or value is None
    return plain or neither_tensor_nor_layer(value)


def _check_single_input(layer: Layer) -> None:
    """Raises: Failed(TooManyRequiredInputs)."""
    if not isinstance(layer, BuiltinLayer) or layer.symbol.call_signature is None:
        return
    required = [parameter for parameter in layer.symbol.call_signature.parameters if parameter.required]
    if len(required) > 1:
        raise Failed(TooManyRequiredInputs(layer=layer))


def _input_dim(layer: BuiltinLayer) -> Argument:
    """`input_dim=` on a first layer means `input_shape=(input_dim,)`, except where it is the layer's own argument."""
    if layer.symbol.signature is not None and any(p.name == "input_dim" for p in layer.symbol.signature.parameters):
        return None
    size = layer.given.get("input_dim")
    return None if size is None else (size,)
