"""Layers that crop, resize and distort images."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failure, InvalidArgument, RankMismatch
from keralint.semantics.kinds import Ignored, Kind, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.preprocessing import images
from keralint.semantics.layers.preprocessing.arguments import (
    BASE_FACTOR,
    DATA_FORMAT,
    SEED,
    Bounded,
    Factor,
    NoFactor,
    OneOf,
    Size,
    extent,
)
from keralint.semantics.layers.preprocessing.arrays import computed, is_symbolic, not_alone, on_images
from keralint.semantics.layers.spatial import DataFormat, is_open, open_dim
from keralint.semantics.tensors import Structure, Tensor, map_tensors
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, is_float

FILL_MODE: Final = OneOf(("reflect", "wrap", "constant", "nearest"))
ELASTIC_FILL_MODE: Final = OneOf(("reflect", "wrap", "constant", "nearest", "mirror"))
SAMPLING: Final = OneOf(("nearest", "bilinear"))

PLAIN: Final[dict[str, Kind]] = {"data_format": DATA_FORMAT, "factor": NoFactor()}
RANDOM: Final[dict[str, Kind]] = {**PLAIN, "seed": SEED}
WARPED: Final[dict[str, Kind]] = {**RANDOM, "fill_mode": FILL_MODE, "interpolation": SAMPLING}
SHARE: Final = Factor(0, 1, each=True)
SHIFT: Final = Factor(-1, 1, each=True)
FRACTION: Final = Factor(0, 1)


class FlipMode(OneOf):
    """Which axes are flipped; Keras 3 takes anything, and flips nothing if it does not know it."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        return value if scope.database.major >= 3 else OneOf.check(self, value, scope)


FLIP_MODE: Final = FlipMode(("horizontal", "vertical", "horizontal_and_vertical"))


@layer("keras.layers.RandomFlip", keeps_dtype=True, checked={**RANDOM, "mode": FLIP_MODE})
@layer("keras.layers.RandomRotation", keeps_dtype=True, checked={**WARPED, "factor": BASE_FACTOR})
@layer("keras.layers.RandomShear", keeps_dtype=True, checked={**WARPED, "x_factor": SHARE, "y_factor": SHARE})
@layer(
    "keras.layers.RandomTranslation",
    keeps_dtype=True,
    checked={**WARPED, "height_factor": SHIFT, "width_factor": SHIFT},
)
@layer(
    "keras.layers.RandomZoom",
    keeps_dtype=True,
    checked={
        **WARPED,
        "height_factor": Factor(-1, 1, each=True, above=True),
        "width_factor": Factor(-1, 1, each=True, above=True, optional=True),
    },
)
@layer(
    "keras.layers.RandomPerspective",
    keeps_dtype=True,
    checked={**RANDOM, "factor": FRACTION, "scale": Bounded(low=0, high=1), "interpolation": SAMPLING},
)
@layer(
    "keras.layers.RandomElasticTransform",
    keeps_dtype=True,
    checked={
        **RANDOM,
        "factor": FRACTION,
        "scale": FRACTION,
        "interpolation": SAMPLING,
        "fill_mode": ELASTIC_FILL_MODE,
    },
)
def distorted(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Images of the same size; Keras 3 declares any structure of tensors unchanged."""
    return images.elementwise(data, this, context)


# --- another size ---------------------------------------------------------------------------------------------------


class Interpolation(Kind):
    """The name of a method; Keras 3 looks at it on data only."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        return UNKNOWN if is_open(value) else value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)

    def late(self, value: Argument, scope: Scope) -> tuple[Failure, ...]:
        if value is UNKNOWN or value in INTERPOLATIONS or scope.database.major == 2:
            return ()
        expected = Expectation(Expected.CHOICE, choices=INTERPOLATIONS)
        return (InvalidArgument(argument=scope.argument, value=value, expected=expected, late=True),)


INTERPOLATIONS: Final = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area")
"""What one of the backends can resize by."""

Method: TypeAlias = Annotated[Argument, Interpolation()]


@layer("keras.layers.Resizing", keeps_dtype=True, accepts_lists=True, checked=PLAIN)
def resizing(
    data: Structure,
    *,
    height: Size,
    width: Size,
    interpolation: Method,
    data_format: DataFormat,
    this: BuiltinLayer,
    context: Context,
) -> Structure:
    """(batch, rows, columns, channels) -> (batch, height, width, channels), or the same without a batch."""
    first = (data_format or context.data_format) == "channels_first"
    if context.keras_major == 2 or not is_symbolic(data):
        return _resized_array(data, height, width, first, this, context)
    size = (extent(height, "height"), extent(width, "width"))
    compute = this.compute_dtype(context)
    if isinstance(data, Tensor):
        if data.rank == 4:
            return _with_space(data, size, 1 + first).with_dtype(compute)
        dims = data.require_min_rank(2 + first).dims
        return (data.reshaped(UNKNOWN_SHAPE) if dims is None else _with_space(data, size, first)).with_dtype(compute)
    if len(data) < 2 + first:
        raise not_alone(data, "data")
    # Keras takes the tensors for the axes of an image; with two of them nothing of them is left.
    made = Tensor(Shape(size) if len(data) == 2 else UNKNOWN_SHAPE, compute)
    return Applied(made, unknown=None if len(data) == 2 else "`Resizing` of several symbolic tensors")


@layer("keras.layers.CenterCrop", keeps_dtype=True, accepts_lists=True, checked=PLAIN)
def center_crop(
    data: Structure, *, height: Size, width: Size, data_format: DataFormat, this: BuiltinLayer, context: Context
) -> Structure:
    """(batch, rows, columns, channels) -> (batch, height, width, channels), or the same without a batch.

    An image that is smaller is enlarged, which gives floats whatever the layer computes in.
    """
    first = (data_format or context.data_format) == "channels_first"
    if context.keras_major == 2 or not is_symbolic(data):
        cropped = _resized_array(data, height, width, first, this, context)
        kept = context.keras_major == 2 or is_float(this.compute_dtype(context) or "")
        return cropped if kept else replace(cropped, outputs=map_tensors(cropped.outputs, lambda x: x.with_dtype(None)))
    if not isinstance(data, Tensor):
        return _several(data, dict if len(data) in (3, 4) else None, this)
    dims = data.require_rank(4, 3)
    size = (extent(height, "height"), extent(width, "width"))
    known = data if data.shape.dims is None else _with_space(data, size, len(dims) - 3 + first)
    return known.with_dtype(this.compute_dtype(context))


@layer("keras.layers.RandomCrop", keeps_dtype=True, accepts_lists=True, checked={**RANDOM, "factor": BASE_FACTOR})
def random_crop(
    data: Structure,
    training: Ignored = True,
    *,
    height: Size,
    width: Size,
    data_format: DataFormat,
    this: BuiltinLayer,
    context: Context,
) -> Structure:
    """(…, rows, columns, channels) -> (…, height, width, channels); arrays are left as they are if not in training."""
    first = (data_format or context.data_format) == "channels_first"
    if context.keras_major >= 3 and not is_symbolic(data) and training not in (True, None):
        return on_images(data, lambda image: image if training is False else image.reshaped(UNKNOWN_SHAPE))
    if context.keras_major == 2 or not is_symbolic(data):
        return _resized_array(data, height, width, first, this, context)
    least = 2 if first else 3
    if not isinstance(data, Tensor):
        return _several(data, object if len(data) >= least else None, this)
    dims = data.require_min_rank(least).dims
    size = (extent(height, "height"), extent(width, "width"))
    known = data if dims is None else _with_space(data, size, len(dims) - least)
    return known.with_dtype(this.compute_dtype(context))


def _several(data: Structure, accepted: type | None, this: BuiltinLayer) -> Applied:
    """Several symbolic tensors: Keras takes them for the axes of an image, if they are as many.

    Raises: Failed.
    """
    if accepted is None or not isinstance(data, accepted):
        raise not_alone(data, "data")
    return Applied(Tensor.unknown(), unknown=f"`{this.class_name}` of several symbolic tensors")


def _resized_array(
    data: Structure, height: Argument, width: Argument, first: bool, this: BuiltinLayer, context: Context
) -> Applied:
    """What a layer makes of an array, or of the images in a dict.

    Of a tensor that may be symbolic the same: with another number of axes it would be declared, but not computed.

    Raises: Failed(RankMismatch), in Keras 2.
    """
    size, late = (_size(height), _size(width)), list[Failure]()

    def resized(image: Tensor) -> Tensor:
        if image.rank in (3, 4):
            return _with_space(image, size, (image.rank or 0) - 3 + first)
        if image.rank is not None:
            late.append(RankMismatch(tensor=image, expected=(4, 3), found=image.rank, late=True))
        return image.reshaped(UNKNOWN_SHAPE)

    if context.keras_major >= 3:
        outputs = on_images(data, lambda image: computed(resized(image), this, context))
        return Applied(outputs, late=tuple(late))
    image = images.one_image(data)
    image.require_rank(4, 3)
    return Applied(resized(image).with_dtype(this.compute_dtype(context)))


def _size(value: Argument) -> Dim:
    if isinstance(value, int) and value >= 0:
        return int(value)
    return open_dim(value) if is_open(value) else UNKNOWN_DIM


def _with_space(image: Tensor, size: tuple[Dim, Dim], axis: int) -> Tensor:
    """The image with its two axes of space, from `axis` on, replaced."""
    dims = list(image.shape.dims or ())
    dims[axis : axis + 2] = size
    return image.with_shape(*dims)


# --- Keras 2 only ---------------------------------------------------------------------------------------------------


@layer("keras.layers.RandomHeight", axis=-3)
@layer("keras.layers.RandomWidth", axis=-2)
def random_extent(inputs: Tensor, *, axis: int) -> Tensor:
    """(batch, rows, columns, channels) with one of the axes of space of a size drawn at random."""
    dims = list(inputs.require_rank(4, 3))
    if inputs.shape.dims is None:
        return inputs
    dims[axis] = None
    return inputs.with_shape(*dims)
