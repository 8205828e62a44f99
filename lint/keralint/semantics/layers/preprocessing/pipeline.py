"""Pipeline: layers that are applied one after the other, on arrays as a rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, Failure, InvalidArgument
from keralint.semantics.kinds import Kind
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.common import leaves
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors
from keralint.semantics.values import UNKNOWN, Argument


class Stages(Kind):
    """A list of layers, which Keras looks at when the pipeline is called."""

    __slots__ = ()

    def alternatives(self, scope: object) -> tuple[Argument, ...]:
        return (UNKNOWN,)


AnyLayers: TypeAlias = Annotated[Argument, Stages()]


@layer("keras.layers.Pipeline", keeps_dtype=True, accepts_lists=True)
def pipeline(inputs: Structure, *, layers: AnyLayers, this: BuiltinLayer, context: Context) -> Applied:
    """What the last layer makes of what the layers before it make of the input.

    Keras finds the output by running the layers, so that they see arrays, whose shapes are not declared but computed.
    """
    stages = _checked_stages(layers)
    if stages is None:
        return _unknown("the layers of `Pipeline` are not known")
    outputs, late = map_tensors(inputs, _traced), list[Failure]()
    with context.inside(this):
        for stage in stages:
            applied = stage.apply(CallArguments.of(outputs), context)
            if applied.unknown is not None:
                return _unknown(applied.unknown)
            outputs = map_tensors(applied.outputs, _traced)
            late.extend(applied.late)
    if any(not isinstance(leaf, Tensor) for leaf in leaves(outputs)):
        return _unknown("what the layers of `Pipeline` give is not known")
    return Applied(outputs, late=tuple(late))


def _unknown(reason: str) -> Applied:
    return Applied(Tensor.unknown(), unknown=reason)


def _checked_stages(layers: Argument) -> list[Layer] | None:
    """The layers, if they are known.

    Raises: Failed(InvalidArgument) for what is no list of layers, or an empty one.
    """
    if is_open(layers) and not isinstance(layers, Layer):
        return None
    refused = not isinstance(layers, (tuple, list)) or not layers
    refused = refused or any(not is_open(stage) for stage in layers)
    if refused:
        raise Failed(InvalidArgument(argument="layers", value=layers, expected=Expectation(Expected.LAYERS)))
    return list(layers) if all(isinstance(stage, Layer) for stage in layers) else None


def _traced(x: Tensor) -> Tensor:
    return replace(x, kind=TensorKind.TRACED if x.kind is TensorKind.SYMBOLIC else x.kind)
