"""Layers that mix the images of a batch with each other, chains of random layers, and boxes around objects."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Failed, NotATensor
from keralint.semantics.kinds import Kind
from keralint.semantics.layers.common import same
from keralint.semantics.layers.preprocessing import images
from keralint.semantics.layers.preprocessing.arguments import (
    BASE_FACTOR,
    DATA_FORMAT,
    SEED,
    VALUE_RANGE,
    Factor,
    OneOf,
    Truncated,
    extent,
)
from keralint.semantics.layers.preprocessing.arrays import everywhere, is_symbolic, on_images
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim

RANDOM: Final[dict[str, Kind]] = {"data_format": DATA_FORMAT, "seed": SEED, "factor": BASE_FACTOR}


@layer("keras.layers.CutMix", keeps_dtype=True, checked={**RANDOM, "factor": Factor(0, 1)})
@layer("keras.layers.MixUp", keeps_dtype=True, checked=RANDOM)
def mixed(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Images, or a dict of images and labels, of unchanged shape."""
    return images.elementwise(data, this, context)


# --- chains ---------------------------------------------------------------------------------------------------------


DISTORTING: Final = ("random_shear", "random_translation", "random_rotation")
RECOLOURING: Final = ("solarization", "random_posterization", "auto_contrast", "equalization")
OPTIONAL: Final = ("random_brightness", "random_color_degeneration", "random_contrast", "random_sharpness")
"""The names that the layers of a chain get; AugMix makes the last ones only if `all_ops` is set."""


def make_chain(arguments: dict[str, Argument], context: Context) -> None:
    """Counts the layers that are made: they all have the name of the chain, if it is given one."""
    if arguments.get("name") is not None:
        return
    every = arguments.get("all_ops", True)
    context.names_uncertain |= every is UNKNOWN
    for name in (*DISTORTING, *RECOLOURING, *(OPTIONAL if every else ())):
        context.store.unique_name(name)


CHAIN: Final[dict[str, Kind]] = {
    **RANDOM,
    "factor": Factor(0, 1, each=True),
    "value_range": VALUE_RANGE,
    "interpolation": OneOf(("nearest", "bilinear")),
}


@layer("keras.layers.AugMix", keeps_dtype=True, prepare=make_chain, checked=CHAIN)
@layer("keras.layers.RandAugment", keeps_dtype=True, prepare=make_chain, checked=CHAIN)
def chain(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Images of unchanged shape."""
    return images.elementwise(data, this, context)


# --- bounding boxes -------------------------------------------------------------------------------------------------

Number: TypeAlias = Annotated[Dim, Truncated()]
PARTS: Final = ("boxes", "labels")


@layer(
    "keras.layers.MaxNumBoundingBoxes",
    keeps_dtype=True,
    checked={"data_format": DATA_FORMAT, "factor": BASE_FACTOR, "fill_value": Truncated()},
)
def max_num_bounding_boxes(data: Structure, *, max_number: Number, this: BuiltinLayer, context: Context) -> Structure:
    """A dict of images and `bounding_boxes`, of which there are `max_number` an image afterwards.

    Boxes are (batch, boxes, 4), their labels (batch, boxes).
    """
    if not is_symbolic(data):
        return on_images(data, lambda image: image)
    boxes = data.get("bounding_boxes") if isinstance(data, dict) else None
    if boxes is None:
        return everywhere(data, this, context)
    if not isinstance(boxes, dict):
        return same(UNKNOWN)
    if set(boxes) != set(PARTS):
        raise Failed(NotATensor(value=boxes, argument="data"))
    count = extent(max_number, "max_number")
    padded = {name: _padded(boxes[name], count) for name in PARTS}
    return everywhere({**data, "bounding_boxes": padded}, this, context)


def _padded(part: Argument, count: Dim) -> Tensor:
    """(batch, boxes, …) -> (batch, count, …). Raises: Failed(RankMismatch)."""
    if not isinstance(part, Tensor) or part.shape.dims is None:
        return Tensor.unknown()
    part.require_min_rank(2)
    return part.reshaped(part.shape.replace(1, count))
