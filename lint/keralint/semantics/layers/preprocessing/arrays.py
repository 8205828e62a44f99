"""What preprocessing layers are called on: tensors, arrays, Python lists of numbers or strings, dicts of images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.failures import Failed, InputCountMismatch, NotATensor
from keralint.semantics.layers.common import leaves, same
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Shape


def is_symbolic(data: Structure) -> bool:
    """Whether Keras declares a shape instead of computing: a tensor of a model in the making is among the inputs."""
    return any(tensor.kind is TensorKind.SYMBOLIC for tensor in tensors_in(data))


def as_array(value: Argument) -> Tensor:
    """What the backend makes of a tensor, a number, a string, or nested lists of them."""
    if isinstance(value, Tensor):
        return value
    shape = _nested_shape(value)
    return Tensor.unknown() if shape is None else Tensor(Shape(shape), None, TensorKind.EAGER)


def _nested_shape(value: Argument) -> tuple[int, ...] | None:
    """The shape of nested lists of constants; `None` if they hold anything else, or are ragged."""
    if isinstance(value, (bool, int, float, str)):
        return ()
    if not isinstance(value, (tuple, list)):
        return None
    shapes = {_nested_shape(item) for item in value} or {()}
    inner = shapes.pop()
    return None if shapes or inner is None else (len(value), *inner)


def one_array(data: Structure, argument: str = "inputs") -> Tensor:
    """The data as one array; symbolic tensors come alone, as Keras asks for their shape.

    Raises: Failed(InputCountMismatch | NotATensor).
    """
    if isinstance(data, Tensor) or not is_symbolic(data):
        return as_array(data)
    raise not_alone(data, argument)


def not_alone(data: Structure, argument: str) -> Failed:
    """Why a structure of tensors is refused where one tensor is meant."""
    tensors = tuple(tensors_in(data))
    if isinstance(data, (tuple, list)) and len(tensors) > 1:
        return Failed(InputCountMismatch(expected=1, found=len(tensors), tensors=tensors))
    return Failed(NotATensor(value=data, argument=argument))


def everywhere(data: Structure, this: BuiltinLayer, context: Context) -> Structure:
    """The same structure in the layer's compute dtype, as layers declare it that change nothing but numbers."""
    compute = this.compute_dtype(context)
    return map_tensors(same(data), lambda x: x.reshaped(x.shape).with_dtype(compute))


def on_images(data: Structure, change: Callable[[Tensor], Tensor]) -> Structure:
    """What a layer computes: of a dict the `images` are changed, and what becomes of the rest is not followed."""
    if isinstance(data, dict):
        return {key: change(as_array(value)) if key == "images" else UNKNOWN for key, value in data.items()}
    if isinstance(data, (tuple, list)) and any(isinstance(leaf, Tensor) for leaf in leaves(data)):
        return Tensor.unknown()
    return change(as_array(data))


CASTING: Final = frozenset(
    "AugMix AutoContrast CenterCrop CutMix RandAugment RandomElasticTransform RandomErasing RandomFlip "
    "RandomGaussianBlur RandomPerspective RandomRotation RandomSharpness RandomShear RandomTranslation RandomZoom "
    "Solarization".split()
)
"""Layers that always cast images to their compute dtype; of the others some do in training only, if at all."""


def computed(image: Tensor, this: BuiltinLayer, context: Context) -> Tensor:
    """An image that a layer has computed, with the dtype that it has whether the layer trains or not."""
    compute = this.compute_dtype(context)
    certain = image.dtype == compute or this.class_name in CASTING
    return image.reshaped(image.shape).with_dtype(compute if certain else None)
