"""Layers around code of other libraries, and the base class itself: what they give is not known."""

from __future__ import annotations

from keralint.semantics.definitions import layer
from keralint.semantics.failures import CallNotDefined, Failed
from keralint.semantics.kinds import Ignored
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import same
from keralint.semantics.tensors import Structure, Tensor


@layer("keras.layers.FlaxLayer", accepts_lists=True, of="Flax module")
@layer("keras.layers.JaxLayer", accepts_lists=True, of="JAX function")
@layer("keras.layers.TFSMLayer", accepts_lists=True, of="SavedModel")
def foreign(inputs: Ignored, *, of: str) -> Applied:
    """Whatever the code gives."""
    return Applied(Tensor.unknown(), unknown=f"what a {of} gives is not known")


@layer("keras.layers.TorchModuleWrapper", accepts_lists=True)
def torch_module(inputs: Ignored = None) -> Applied:
    """Whatever the module gives; it is called on any arguments."""
    return Applied(Tensor.unknown(), unknown="what a PyTorch module gives is not known")


@layer("keras.Layer", accepts_lists=True)
def base_layer(inputs: Ignored = None) -> Applied:
    """What it does is up to the class that derives from it; there is nothing to run.

    Raises: Failed(CallNotDefined).
    """
    raise Failed(CallNotDefined())


@layer("keras.layers.Layer", accepts_lists=True)
def base_layer_before_3(inputs: Structure) -> Structure:
    """Keras 2 gives the input unchanged."""
    return same(inputs)
