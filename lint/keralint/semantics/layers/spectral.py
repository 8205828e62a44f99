"""SpectralNormalization: a wrapper that divides the kernel of its layer by the kernel's largest singular value."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, KernelMissing, RankMismatch
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.layers.wrappers import InnerLayer
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim

KERNELS: Final = ("kernel", "embeddings")
"""The weights that Keras looks for, the first that the layer has."""
RECURRENT: Final = frozenset({"SimpleRNN", "LSTM", "GRU", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"})
"""Layers whose kernel is their cell's, where Keras does not look."""


class Iterations(Kind):
    """A number above 0."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_open(value):
            return UNKNOWN
        if not isinstance(value, (int, float)) or value <= 0:
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGER))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


PowerIterations: TypeAlias = Annotated[Argument, Iterations()]


@layer("keras.layers.SpectralNormalization")
def spectral_normalization(
    inputs: Tensor, *, layer: InnerLayer, power_iterations: PowerIterations, this: BuiltinLayer, context: Context
) -> Applied:
    """What the layer inside makes of the input; the kernel must have a name that Keras looks for."""
    try:
        with context.inside(this):
            applied = layer.apply(CallArguments.of(inputs), context)
    except Failed as failed:
        return _refused_on_data(inputs, layer, failed)
    vector = Weight((1, _width(layer, inputs, applied, context)), trainable=False)
    outputs = applied.outputs if isinstance(applied.outputs, Tensor) else Tensor.unknown()
    if inputs.kind.of_backend:
        outputs = outputs.with_dtype(inputs.dtype)
    return Applied(outputs, {"vector_u": vector}, late=applied.late, unknown=applied.unknown)


def _refused_on_data(inputs: Tensor, layer: Layer, failed: Failed) -> Applied:
    """Keras builds the layer without calling it, so that Dense does not get to look at the rank.

    Raises: Failed, for all else.
    """
    if not isinstance(failed.failure, RankMismatch) or layer.class_name != "Dense" or inputs.rank != 1:
        raise failed
    reason = "`Dense` declares a shape that it refuses to compute"
    return Applied(Tensor.unknown(), late=(replace(failed.failure, late=True),), unknown=reason)


def _width(layer: Layer, inputs: Tensor, applied: Applied, context: Context) -> Dim:
    """The last size of the kernel. Raises: Failed(KernelMissing)."""
    weights = context.store.state(layer).weights
    if not isinstance(layer, BuiltinLayer) or applied.unknown is not None or weights is None:
        return UNKNOWN_DIM
    found = next((weights[name] for name in KERNELS if name in weights), None)
    if found is not None and layer.class_name not in RECURRENT:
        return found.shape[-1]
    if layer.class_name == "SpectralNormalization":
        return UNKNOWN_DIM if "vector_u" not in weights else weights["vector_u"].shape[-1]
    raise Failed(KernelMissing(layer=layer, tensor=inputs))
