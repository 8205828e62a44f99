"""Reshape, Flatten, Permute, RepeatVector, padding, cropping, up-sampling (`keras/src/layers/reshaping`)."""

from __future__ import annotations

from keralint.semantics.definitions import layer
from keralint.semantics.kinds import Units
from keralint.semantics.tensors import Tensor


@layer("keras.layers.RepeatVector", keeps_dtype=True)
def repeat_vector(inputs: Tensor, *, n: Units) -> Tensor:
    """(batch, features) -> (batch, n, features)."""
    batch, features = inputs.require_rank(2)
    return inputs.with_shape(batch, n, features)
