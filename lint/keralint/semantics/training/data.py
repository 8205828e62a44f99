"""Arrays as the data of a model (`keras/src/trainers`): `fit`, `evaluate` and `predict` call it on batches of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keralint.semantics.context import Context
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.layers.common import leaves
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, Dim, symbol

BATCH: Final = symbol("batch", dynamic=True)
"""The number of samples that a model is called on at once; it differs from no other size."""


def feed(model: Layer, data: Structure, context: Context) -> Structure | None:
    """What the model gives for all of the data, as arrays; `None` if the data are not arrays of known rank.

    Raises: Failed, with what the model refuses.
    """
    arrays = list(leaves(data))
    if not arrays or not all(_is_array(array) for array in arrays):
        return None
    counts = {array.shape.dim(0) for array in arrays}
    samples = counts.pop() if len(counts) == 1 else UNKNOWN_DIM
    outputs = model.apply(CallArguments.of(map_tensors(data, _batch)), context).outputs
    return map_tensors(outputs, lambda x: _of_all(x, samples))


def _is_array(value: Argument) -> bool:
    """A symbolic tensor is no data, and a scalar has no samples."""
    return isinstance(value, Tensor) and (value.kind is TensorKind.ARRAY or value.kind.of_backend) and bool(value.rank)


def _batch(array: Tensor) -> Tensor:
    """A batch of the samples; the last one may be smaller than the others, so that its size is but a name."""
    return replace(array.reshaped(array.shape.replace(0, BATCH)), kind=TensorKind.EAGER, call=None)


def _of_all(output: Tensor, samples: Dim) -> Tensor:
    shape = output.shape.replace(0, samples) if output.rank else output.shape
    return replace(output.reshaped(shape), kind=TensorKind.ARRAY, call=None)
