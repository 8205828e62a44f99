"""What the model of an application is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.models.applications.checks import IMAGENET, TRAINED_SIZES, Dims
from keralint.semantics.values import UNKNOWN, Argument

FORMER_NAMES: Final[Mapping[str, str]] = {
    "MobileNetV3Large": "MobilenetV3large",
    "MobileNetV3Small": "MobilenetV3small",
    "NASNetLarge": "NASNet",
    "NASNetMobile": "NASNet",
}
"""Names until Keras 3.4, in which the builders got a `name`; those of the other models are now its default."""
TELLING_NAMES: Final[Mapping[str, str]] = {"MobileNet": "mobilenet", "MobileNetV2": "mobilenetv2"}
"""The models whose names tell the width and the size of the image."""


def model_name(class_name: str, arguments: Mapping[str, Argument], shape: Dims, context: Context) -> Argument:
    """The name that is given, or the default."""
    name = arguments.get("name", arguments.get("model_name"))  # which a few have in Keras 2
    if name is not None:
        return name
    if class_name in TELLING_NAMES:
        return _telling(class_name, arguments, shape[1:] if context.data_format == "channels_first" else shape[:2])
    return None if "name" in arguments else FORMER_NAMES.get(class_name) or _default(class_name)


def _default(class_name: str) -> Argument:
    symbol = load("3").resolve(f"keras.applications.{class_name}")
    parameters = symbol.signature.parameters if symbol is not None and symbol.signature is not None else ()
    return next((parameter.default for parameter in parameters if parameter.name == "name"), UNKNOWN)


def _telling(class_name: str, arguments: Mapping[str, Argument], size: Dims) -> Argument:
    alpha, (rows, columns) = arguments.get("alpha"), size
    weights = arguments.get("weights")
    if weights == IMAGENET and (rows != columns or rows not in TRAINED_SIZES[class_name]):
        rows = 224
    known = isinstance(alpha, (int, float)) and (rows is None or isinstance(rows, int)) and weights is not UNKNOWN
    return f"{TELLING_NAMES[class_name]}_{alpha:0.2f}_{rows}" if known else UNKNOWN
