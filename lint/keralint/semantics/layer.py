"""Layers and operations: the one protocol by which everything that makes tensors is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from keralint.semantics.context import NODE, Context, LayerState, Weight
from keralint.semantics.failures.base import Failure
from keralint.semantics.tensors import Call, Structure, Tensor, TensorKind, common_kind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument

FILLED_IN: Final = frozenset({"mask", "training"})
"""Parameters of `call`, or of a function, that Keras fills in if it has them; shapes do not depend on them."""


@dataclass(frozen=True, slots=True)
class CallArguments:
    """The arguments of a call, not bound yet. `star` and `double_star` mark an unknown `*args` or `**kwargs`.

    These hold nothing but what has to be given, if it is `rest`.
    """

    positional: tuple[Argument, ...] = ()
    keyword: Mapping[str, Argument] = field(default_factory=dict)
    star: bool = False
    double_star: bool = False
    rest: bool = False

    @property
    def settled(self) -> CallArguments:
        """The same call without what is only taken to be given by `*` or `**`."""
        return replace(self, star=False, double_star=False, rest=False) if self.rest else self

    @staticmethod
    def of(*positional: Argument, **keyword: Argument) -> CallArguments:
        return CallArguments(positional, keyword)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a definition gives: outputs, and the weights that it needs to make them.

    `late` failures are those that Keras raises only when data runs through. `sublayers` are layers that the
    definition made, whose weights count as this layer's.
    """

    outputs: Structure
    weights: Mapping[str, Weight] = field(default_factory=dict)
    sublayers: tuple[Layer, ...] = ()
    late: tuple[Failure, ...] = ()
    unknown: str | None = None
    """Why the outputs are not known, if they are not."""


class Operation:
    """What makes tensors of tensors; a node of the graph."""

    name: str
    class_name: str
    opaque: ClassVar[bool] = False
    """It stands for several layers of one graph, which are not known one by one."""

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """The outputs for these arguments, as one new call in the graph.

        Raises: Failed.
        """
        raise NotImplementedError

    def replay_arguments(self, arguments: Mapping[str, Argument]) -> CallArguments:
        """The recorded arguments of a call, as arguments of a new one."""
        return CallArguments((), arguments)

    @property
    def title(self) -> str:
        """How messages name it: `LSTM`, `Bidirectional(LSTM)`."""
        return self.class_name


class Layer(Operation):
    """Anything that Keras treats as a layer: a built-in one, a model, a wrapper around either, a user's class.

    Layers are compared by identity; what changes about them stands in the context's store.
    """

    def weights(self, context: Context) -> Sequence[Weight] | None:
        """All variables, those of sublayers included, each once; `None` if they are not known, or not there yet."""
        state = context.store.state(self)
        inner = weights_of(self.sublayers(context), context)
        return None if state.weights is None or inner is None else [*state.weights.values(), *inner]

    def sublayers(self, context: Context) -> Sequence[Layer]:
        """The layers inside this one, not recursively."""
        return context.store.state(self).sublayers

    def attribute(self, name: str, context: Context) -> Argument:
        """What a class of the program's has under this name; `None` where it certainly has nothing."""
        return UNKNOWN


def record_call(
    operation: Operation, arguments: Mapping[str, Argument], outputs: Structure, context: Context
) -> Structure:
    """The outputs, stamped as made by one new call of `operation` at the context's site."""
    call = Call(operation, arguments, tuple(tensors_in(list(arguments.values()))), context.site)
    context.spend(NODE * len(call.inputs))
    made: list[Tensor] = []
    kind = common_kind([value for name, value in arguments.items() if name != "training"])
    if kind is TensorKind.ARRAY:
        kind = TensorKind.EAGER

    def stamp(tensor: Tensor) -> Tensor:
        stamped = replace(tensor, kind=kind or tensor.kind, call=call, index=len(made))
        made.append(stamped)
        return stamped

    stamped_outputs = map_tensors(outputs, stamp)
    call.outputs, call.inner = tuple(made), tuple(tensors_in(outputs))
    if isinstance(operation, Layer) and not context.enclosing:
        state = context.store.state(operation)
        context.store.set_state(operation, replace(state, calls=(*state.calls, call)))
    return stamped_outputs


def weights_of(layers: Sequence[Layer], context: Context) -> list[Weight] | None:
    """The variables of several layers, a layer that occurs twice counted once; `None` if those of one are not known."""
    found: list[Weight] = []
    for layer in dict.fromkeys(layers):
        weights = layer.weights(context)
        if weights is None:
            return None
        found.extend(weights)
    return found


def state_of(layer: Layer, context: Context) -> LayerState:
    """What calling the layer has made of it so far."""
    return context.store.state(layer)
