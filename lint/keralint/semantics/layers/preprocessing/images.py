"""What all layers for images share: which images they take, and what they make of structures of tensors."""

from __future__ import annotations

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.failures import Failed, NotATensor
from keralint.semantics.layers.preprocessing.arrays import computed, everywhere, is_symbolic, on_images
from keralint.semantics.tensors import Structure, Tensor


def elementwise(
    data: Structure, this: BuiltinLayer, context: Context, *, ranks: tuple[int, ...] | None = (4, 3)
) -> Structure:
    """Images, or whatever structure of tensors, of unchanged shape; Keras 2 takes images of these `ranks` only."""
    if context.keras_major == 2:
        image = one_image(data)
        if ranks is not None:
            image.require_rank(*ranks)
        return image.with_dtype(this.compute_dtype(context))
    if is_symbolic(data):
        return everywhere(data, this, context)
    return on_images(data, lambda image: computed(image, this, context))


def one_image(data: Structure) -> Tensor:
    """The input of a layer of Keras 2: a list is stacked, and a dict refused.

    Raises: Failed(NotATensor).
    """
    if isinstance(data, dict):
        raise Failed(NotATensor(value=data, argument="inputs"))
    return data if isinstance(data, Tensor) else Tensor.unknown()
