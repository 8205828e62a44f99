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
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument, UserObject
from keralint.shapes import Shape, Symbolic


@dataclass(frozen=True, slots=True)
class Stack:
    """What a Sequential consists of.

    `output` is what the last layer gives, `None` as long as the input is not known. `known` is false once something
    that is not known was added, or a layer was refused.
    """

    layers: tuple[Layer, ...] = ()
    output: Structure = None
    known: bool = True

    @property
    def built(self) -> bool:
        return self.known and self.output is not None

    def join(self, other: Stack) -> Stack:
        """One or the other: which layers there are is then not known."""
        return self if self == other else Stack(self.layers, None, known=False)


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
        return functional_model(stack.layers[0].output, stack.output, self.name, context)

    # --- growing and shrinking ----------------------------------------------------------------------------------

    def add(self, value: Argument, context: Context) -> None:
        """`model.add(value)`.

        Raises: Failed, also with what the layer itself refuses.
        """
        if not self.stack(context).layers and isinstance(value, BuiltinLayer):
            shape = value.given.get("input_shape", _input_dim(value))
            if shape is not None:
                self.add(create_input({"shape": shape, "dtype": value.given.get("dtype")}, context), context)
        if isinstance(value, Tensor) and value.call is not None and isinstance(value.call.operation, InputLayer):
            value = value.call.operation
        if not isinstance(value, Layer) and _may_be_a_layer(value):
            self._give_up(context)
            return
        if not isinstance(value, Layer):
            raise Failed(NotALayerInSequential(value=value))
        self._append(value, context)

    def _append(self, layer: Layer, context: Context) -> None:
        stack = self.stack(context)
        self._check(stack, layer)
        output = stack.output
        if isinstance(layer, InputLayer):
            if stack.layers:
                self._give_up(context)
                return
            output = layer.output
        elif stack.built:
            output = self._applied(layer, stack, context)
        self._keep(Stack((*stack.layers, layer), output, stack.known), context)
        if not stack.layers and isinstance(layer, FunctionalModel) and len(layer.input_tensors) == 1:
            self.build(layer.input_tensors[0].shape, context)

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
            self._give_up(context)
            raise
        finally:
            context.site = before

    def _give_up(self, context: Context) -> None:
        self._keep(Stack(self.stack(context).layers, None, known=False), context)

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
        remaining = stack.layers[:-1]
        self._keep(Stack(remaining, None, stack.known), context)
        if stack.built and remaining and isinstance(remaining[0], InputLayer):
            self._build(remaining, context)
        return stack.layers[-1]

    # --- building -----------------------------------------------------------------------------------------------

    def build(self, shape: Shape, context: Context) -> None:
        """`model.build(input_shape)`.

        Raises: Failed(EmptySequential), or with what a layer refuses.
        """
        stack = self.stack(context)
        if not stack.layers and stack.known:
            raise Failed(EmptySequential())
        if not stack.known or stack.built or shape.dims is None:
            return
        first = stack.layers[0]
        dtype = first.compute_dtype(context) if isinstance(first, BuiltinLayer) else None
        self._build((create_input({"batch_shape": shape.dims, "dtype": dtype}, context), *stack.layers), context)

    def _build(self, layers: Sequence[Layer], context: Context) -> None:
        first = layers[0]
        assert isinstance(first, InputLayer)
        self._keep(Stack((first,), first.output), context)
        for layer in layers[1:]:
            stack = self.stack(context)
            self._keep(Stack((*stack.layers, layer), self._applied(layer, stack, context)), context)

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """Runs the stack on an input; an input of known shape builds it."""
        given = arguments.positional[0] if arguments.positional else arguments.keyword.get("inputs", UNKNOWN)
        stack = self.stack(context)
        if stack.known and not stack.built and isinstance(given, Tensor):
            self.build(given.shape, context)
        functional = self.functional(context)
        if functional is None:
            applied = Applied(Tensor.unknown(), unknown="the layers of the Sequential are not all known")
        else:
            with context.inside(self):
                applied = functional.apply(CallArguments.of(given), context)
        return replace(applied, outputs=record_call(self, {"inputs": given}, applied.outputs, context))


def _may_be_a_layer(value: Argument) -> bool:
    unknown = value is UNKNOWN or isinstance(value, (Symbolic, UserObject))
    return unknown or (isinstance(value, Tensor) and value.call is None)


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
