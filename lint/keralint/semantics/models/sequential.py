"""Sequential models (`keras/src/models/sequential.py`): a stack of layers, built when its input is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.failures import Failed
from keralint.semantics.failures.graph import (
    DuplicateLayerName,
    EmptySequential,
    NotALayerInSequential,
    SecondInputLayer,
    TooManyRequiredInputs,
)
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call, weights_of
from keralint.semantics.models.functional import FunctionalModel, functional_model
from keralint.semantics.models.inputs import InputLayer, create_input
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Shape


@dataclass(frozen=True, slots=True)
class Stack:
    """What a Sequential consists of. `known` is false once something that is not known was added."""

    layers: tuple[Layer, ...] = ()
    functional: FunctionalModel | None = None
    known: bool = True


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
        built = stack.functional is not None or state.weights is not None
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

    def add(self, value: Argument, context: Context, *, rebuild: bool = True) -> None:
        """`model.add(value)`.

        Raises: Failed, also with what the layer itself refuses.
        """
        stack = self.stack(context)
        if not stack.layers and isinstance(value, BuiltinLayer):
            shape = value.given.get("input_shape", _input_dim(value))
            if shape is not None:
                self.add(create_input({"shape": shape, "dtype": value.given.get("dtype")}, context), context)
                stack = self.stack(context)
        if isinstance(value, Tensor) and value.call is not None and isinstance(value.call.operation, InputLayer):
            value = value.call.operation
        if value is UNKNOWN or (isinstance(value, Tensor) and value.call is None):
            self._keep(Stack(stack.layers, None, known=False), context)
            return
        if not isinstance(value, Layer):
            raise Failed(NotALayerInSequential(value=value))
        self._check(stack, value)
        self._keep(Stack((*stack.layers, value), None, stack.known), context)
        if rebuild:
            self.rebuild(context)

    def _check(self, stack: Stack, layer: Layer) -> None:
        for other in stack.layers:
            if other.name == layer.name:
                raise Failed(DuplicateLayerName(name=layer.name, first=other, second=layer))
        if isinstance(layer, InputLayer) and stack.layers and isinstance(stack.layers[0], InputLayer):
            raise Failed(SecondInputLayer(shape=stack.layers[0].shape))

    def pop(self, context: Context) -> Argument:
        """`model.pop()`: the layer that was last."""
        stack = self.stack(context)
        if not stack.layers:
            return UNKNOWN
        self._keep(Stack(stack.layers[:-1], None, stack.known), context)
        if stack.layers[:-1]:
            self.rebuild(context)
        return stack.layers[-1]

    def rebuild(self, context: Context) -> None:
        """Builds the stack if its first layer says what the input is."""
        stack = self.stack(context)
        first = stack.layers[0] if stack.layers else None
        if not stack.known or len(stack.layers) < 2:
            return
        if isinstance(first, InputLayer):
            self._build(stack, first, context)
        elif isinstance(first, FunctionalModel) and len(first.input_tensors) == 1:
            self.build(first.input_tensors[0].shape, context)

    def build(self, shape: Shape, context: Context) -> None:
        """`model.build(input_shape)`.

        Raises: Failed(EmptySequential), or with what a layer refuses.
        """
        stack = self.stack(context)
        if not stack.layers:
            if stack.known:
                raise Failed(EmptySequential())
            return
        first = stack.layers[0]
        if not isinstance(first, InputLayer):
            dtype = first.compute_dtype(context) if isinstance(first, BuiltinLayer) else None
            first = (
                create_input({"batch_shape": shape.dims, "dtype": dtype}, context) if shape.dims is not None else None
            )
            if first is None:
                return
            stack = Stack((first, *stack.layers), None, stack.known)
            self._keep(stack, context)
        self._build(stack, first, context)

    def _build(self, stack: Stack, first: InputLayer, context: Context) -> None:
        x: Argument = first.output
        for layer in stack.layers[1:]:
            _check_single_input(layer)
            x = layer.apply(CallArguments.of(x), context).outputs
        model = functional_model(first.output, x, None, context)
        self._keep(Stack(stack.layers, model, stack.known), context)

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Runs the stack on an input; an input of known shape builds it."""
        given = arguments.positional[0] if arguments.positional else arguments.keyword.get("inputs", UNKNOWN)
        stack = self.stack(context)
        if stack.known and stack.functional is None and isinstance(given, Tensor) and given.shape.dims is not None:
            dims = given.shape.dims
            self.build(Shape(dims), context)
            stack = self.stack(context)
        if stack.functional is None or not stack.known:
            applied = Applied(Tensor.unknown(), unknown="the layers of the Sequential are not all known")
        else:
            with context.inside(self):
                applied = stack.functional.apply(CallArguments.of(given), context)
        return replace(applied, outputs=record_call(self, {"inputs": given}, applied.outputs, context))


def _check_single_input(layer: Layer) -> None:
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
