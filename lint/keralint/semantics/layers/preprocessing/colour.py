"""Layers that change the colours of images, and nothing of their shape.

Keras 3 declares the shape of any structure of tensors unchanged, whatever their ranks; data that are no images are
refused when they run through.
"""

from __future__ import annotations

from typing import Final

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Failed, SizeMismatch
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layers.common import surely_differ
from keralint.semantics.layers.preprocessing import images
from keralint.semantics.layers.preprocessing.arguments import (
    BASE_FACTOR,
    DATA_FORMAT,
    SEED,
    VALUE_RANGE,
    Bounded,
    Factor,
    NoFactor,
    OddSize,
)
from keralint.semantics.layers.preprocessing.arrays import computed, everywhere, is_symbolic, not_alone, on_images
from keralint.semantics.layers.spatial import DataFormat
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument

FRACTION: Final = Factor(0, 1)
SHARE: Final = Factor(0, 1, each=True)
PLAIN: Final[dict[str, Kind]] = {"data_format": DATA_FORMAT, "factor": BASE_FACTOR}
RANDOM: Final[dict[str, Kind]] = {**PLAIN, "seed": SEED}
SCALED: Final[dict[str, Kind]] = {**RANDOM, "value_range": VALUE_RANGE}


@layer("keras.layers.ContrastLimitedAdaptiveHistogramEqualization", keeps_dtype=True, checked=PLAIN)
@layer(
    "keras.layers.AutoContrast", keeps_dtype=True, checked={**PLAIN, "value_range": VALUE_RANGE, "factor": NoFactor()}
)
@layer("keras.layers.RandomHue", keeps_dtype=True, checked={**RANDOM, "factor": FRACTION})
@layer("keras.layers.RandomInvert", keeps_dtype=True, checked={**RANDOM, "factor": FRACTION})
@layer("keras.layers.RandomErasing", keeps_dtype=True, checked={**RANDOM, "factor": FRACTION, "scale": FRACTION})
@layer("keras.layers.RandomSaturation", keeps_dtype=True, checked={**SCALED, "factor": Factor()})
@layer("keras.layers.RandomSharpness", keeps_dtype=True, checked={**SCALED, "factor": FRACTION})
@layer("keras.layers.RandomPosterization", keeps_dtype=True, checked={**SCALED, "factor": Factor(1, 8)})
@layer(
    "keras.layers.RandomGaussianBlur",
    keeps_dtype=True,
    checked={**RANDOM, "factor": FRACTION, "sigma": FRACTION, "kernel_size": OddSize()},
)
@layer(
    "keras.layers.Solarization",
    keeps_dtype=True,
    checked={**SCALED, "factor": NoFactor(), "addition_factor": SHARE, "threshold_factor": SHARE},
)
@layer("keras.layers.RandomBrightness", keeps_dtype=True, checked=SCALED)
def recoloured(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise."""
    return images.elementwise(data, this, context)


@layer("keras.layers.RandomContrast", keeps_dtype=True, checked={**RANDOM, "factor": FRACTION})
def random_contrast(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise; Keras 2 asks for three axes at least."""
    if context.keras_major == 2:
        images.one_image(data).require_min_rank(3)
    return images.elementwise(data, this, context, ranks=None)


@layer("keras.layers.Equalization", keeps_dtype=True, checked={**PLAIN, "value_range": VALUE_RANGE})
def equalization(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise; the declared dtype is the input's."""
    return data if is_symbolic(data) else on_images(data, lambda image: computed(image, this, context))


@layer(
    "keras.layers.RandomGrayscale",
    keeps_dtype=True,
    accepts_lists=True,
    checked={**RANDOM, "factor": Bounded(low=0, high=1)},
)
def random_grayscale(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise; the dtype is the input's."""
    if not is_symbolic(data):
        return on_images(data, lambda image: computed(image, this, context))
    if not isinstance(data, Tensor):
        raise not_alone(data, "data")
    return data


@layer("keras.layers.RandomColorDegeneration", keeps_dtype=True, checked={**SCALED, "factor": Factor()})
def random_color_degeneration(
    data: Structure, *, data_format: DataFormat, this: BuiltinLayer, context: Context
) -> Structure:
    """Elementwise; images have three channels."""
    if not is_symbolic(data):
        return on_images(data, lambda image: computed(image, this, context))
    if not isinstance(data, Tensor):
        raise not_alone(data, "data")
    data.require_rank(4, 3)
    axis = -1 if (data_format or context.data_format) == "channels_last" else -3
    channels = data.shape.dim(axis)
    if channels is not None and surely_differ(channels, 3):
        raise Failed(SizeMismatch(tensor=data, axis=axis, expected=3, found=channels))
    return everywhere(data, this, context)


# --- layers made of others ------------------------------------------------------------------------------------------


JITTERS: Final = {
    "brightness_factor": "random_brightness",
    "contrast_factor": "random_contrast",
    "saturation_factor": "random_saturation",
    "hue_factor": "random_hue",
}
"""The layers that RandomColorJitter makes, by the argument that asks for them."""
RANGED: Final = frozenset({"brightness_factor", "saturation_factor"})
"""Those that look at `value_range`."""


def make_jitters(arguments: dict[str, Argument], context: Context) -> None:
    """Counts the layers that are made, and checks what two of them need.

    Raises: Failed(InvalidArgument).
    """
    made = [argument for argument in JITTERS if arguments.get(argument) is not None]
    for argument in made:
        context.names_uncertain |= arguments[argument] is UNKNOWN
        context.store.unique_name(JITTERS[argument])
    if any(arguments[argument] is not UNKNOWN for argument in made if argument in RANGED):
        VALUE_RANGE.check(arguments["value_range"], Scope("value_range", {}, context.database))


@layer(
    "keras.layers.RandomColorJitter",
    keeps_dtype=True,
    prepare=make_jitters,
    checked={
        **RANDOM,
        "brightness_factor": Factor(falsy=True),
        "contrast_factor": Factor(0, 1, optional=True),
        "saturation_factor": Factor(optional=True),
        "hue_factor": Factor(0, 1, optional=True),
    },
)
def random_color_jitter(data: Structure, *, this: BuiltinLayer, context: Context) -> Structure:
    """Elementwise."""
    return images.elementwise(data, this, context)
