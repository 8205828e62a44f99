"""The layers that applications define for themselves, and that Keras does not export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keralint.semantics.context import Context, Weight
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call
from keralint.semantics.tensors import Tensor, tensors_in
from keralint.semantics.values import Argument


def _no_weights(arguments: Mapping[str, Argument]) -> dict[str, Weight]:
    return {}


def _gamma(arguments: Mapping[str, Argument]) -> dict[str, Weight]:
    return {"gamma": Weight((arguments["projection_dim"],))}


OWN_LAYERS: Final[Mapping[str, Callable[[Mapping[str, Argument]], Mapping[str, Weight]]]] = {
    "CustomScaleLayer": _no_weights,
    "LayerScale": _gamma,
    "StochasticDepth": _no_weights,
}
"""Their weights. All of them keep the shape: a sum of two tensors of one shape, one scale for each channel, noise."""


@dataclass(eq=False)
class OwnLayer(Layer):
    """A layer of `keras/src/applications/convnext.py` or `inception_resnet_v2.py`."""

    class_name: str
    name: str
    arguments: Mapping[str, Argument]
    site: object = None

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """The shape of the (first) input."""
        (given,) = arguments.positional or tuple(arguments.keyword.values())
        first = next(tensors_in(given), Tensor.unknown())
        output = record_call(self, {"inputs": given}, first.reshaped(first.shape), context)
        state = context.store.state(self)
        if state.weights is None:
            context.store.set_state(self, replace(state, weights=OWN_LAYERS[self.class_name](self.arguments)))
        return Applied(output)
