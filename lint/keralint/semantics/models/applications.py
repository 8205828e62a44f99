"""`keras.applications`: models of known inputs and outputs, whose layers are not known one by one.

Sizes and names were taken from the models themselves; where a size is rounded in a way that is not described here it
is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from keralint.semantics.context import Context, LayerState
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call
from keralint.semantics.models.functional import FunctionalModel, functional_model, given_inputs
from keralint.semantics.models.graph import is_entry
from keralint.semantics.models.inputs import create_input
from keralint.semantics.naming import UNKNOWN_NAME
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, add, floor_divide, subtract

Spatial = Callable[[Dim], Dim]
"""From a height or width of the image to that of the feature map."""


def _whole(size: Dim) -> Dim:
    """A fraction of 32, where that is whole; how others are rounded differs."""
    if size is None:
        return None
    return size // 32 if isinstance(size, int) and size % 32 == 0 else UNKNOWN_DIM


def _floor(size: Dim) -> Dim:
    return size if size is None else floor_divide(size, 32)


def _ceiling(size: Dim) -> Dim:
    return size if size is None else add(floor_divide(subtract(size, 1), 32), 1)


def _inception(size: Dim) -> Dim:
    """Five windows of 3 with stride 2, and after the first and the second one of 3 with stride 1, without padding."""
    if not isinstance(size, int):
        return size if size is None else UNKNOWN_DIM
    for shrink in (2, 2, 0, 0, 0):
        size = (size - 3) // 2 + 1 - shrink
    return size if size > 0 else UNKNOWN_DIM


def _not_known(size: Dim) -> Dim:
    return None if size is None else UNKNOWN_DIM


@dataclass(frozen=True, slots=True)
class Architecture:
    """What is known of an application: the channels of its feature map, the default image size, the rounding."""

    channels: int
    size: int
    spatial: Spatial


APPLICATIONS: Final[Mapping[str, Architecture]] = {
    **{f"VGG{n}": Architecture(512, 224, _floor) for n in (16, 19)},
    **{f"ResNet{n}{v}": Architecture(2048, 224, _ceiling) for n in (50, 101, 152) for v in ("", "V2")},
    **{
        f"DenseNet{n}": Architecture(channels, 224, _whole)
        for n, channels in ((121, 1024), (169, 1664), (201, 1920))
    },
    **{
        f"ConvNeXt{n}": Architecture(channels, 224, _floor)
        for n, channels in (("Tiny", 768), ("Small", 768), ("Base", 1024), ("Large", 1536), ("XLarge", 2048))
    },
    **{
        f"EfficientNetB{n}": Architecture(channels, size, _whole)
        for n, (channels, size) in enumerate(
            ((1280, 224), (1280, 240), (1408, 260), (1536, 300), (1792, 380), (2048, 456), (2304, 528), (2560, 600))
        )
    },
    **{
        f"EfficientNetV2{n}": Architecture(channels, size, _ceiling)
        for n, channels, size in (
            ("B0", 1280, 224), ("B1", 1280, 240), ("B2", 1408, 260), ("B3", 1536, 300), ("S", 1280, 384),
            ("M", 1280, 480), ("L", 1280, 480),
        )
    },
    "MobileNet": Architecture(1024, 224, _whole),
    "MobileNetV2": Architecture(1280, 224, _whole),
    "MobileNetV3Small": Architecture(576, 224, _whole),
    "MobileNetV3Large": Architecture(960, 224, _whole),
    "InceptionV3": Architecture(2048, 299, _inception),
    "InceptionResNetV2": Architecture(1536, 299, _inception),
    "Xception": Architecture(2048, 299, _whole),
    "NASNetMobile": Architecture(1056, 224, _not_known),
    "NASNetLarge": Architecture(4032, 331, _not_known),
}  # fmt: skip

_NAMES: Final = {"MobileNet": "mobilenet", "MobileNetV2": "mobilenetv2"}
_NAMED_SIZES: Final = {"MobileNet": (128, 160, 192, 224), "MobileNetV2": (96, 128, 160, 192, 224)}
"""The models whose names tell their size, and the sizes for which there are weights."""


@dataclass(eq=False)
class Backbone(Layer):
    """All layers of an application as one."""

    architecture: Architecture
    head: tuple[Dim, ...] | None
    """The shape of an output without its batch axis, where it does not depend on the image."""
    channels: Dim
    name: str
    class_name: str
    site: object = None
    opaque = True

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """(batch, height, width, channels) -> features, or classes."""
        image = given_inputs(arguments)
        dims = image.shape.dims if isinstance(image, Tensor) else None
        if not isinstance(image, Tensor) or dims is None or len(dims) != 4:
            return Applied(Tensor.unknown(), unknown="the image is not known")
        shape = (dims[0], *self.head) if self.head is not None else self._features(dims)
        output = Tensor(Shape(shape), context.floatx, image.kind)
        return Applied(record_call(self, {"inputs": image}, output, context))

    def _features(self, dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
        return (dims[0], *map(self.architecture.spatial, dims[1:3]), self.channels)


def application(class_name: str, arguments: Mapping[str, Argument], context: Context) -> FunctionalModel | None:
    """The model for the bound arguments, defaults filled in; `None` if too little of them is known."""
    architecture = APPLICATIONS[class_name]
    top, pooling = arguments.get("include_top"), arguments.get("pooling")
    if not isinstance(top, (bool, int)) or pooling is UNKNOWN or context.data_format != "channels_last":
        return None
    image = _image(arguments, architecture, bool(top), context)
    if image is None or image.rank != 4:
        return None
    channels = _channels(class_name, architecture, arguments)
    classes = arguments.get("classes")
    head: tuple[Dim, ...] | None = None
    if top:
        head = (classes if isinstance(classes, (int, Symbolic)) else UNKNOWN_DIM,)
    elif pooling in ("avg", "max"):
        head = (channels,)
    backbone = Backbone(architecture, head, channels, f"{UNKNOWN_NAME}{class_name}", class_name, context.site)
    context.store.set_state(backbone, LayerState(weights={}))
    output = backbone.apply(CallArguments.of(image), context).outputs
    inputs = image if arguments.get("input_tensor") is None else [image]
    return functional_model(inputs, output, _name(class_name, arguments, image), context)


def _image(arguments: Mapping[str, Argument], architecture: Architecture, top: bool, context: Context) -> Tensor | None:
    """The input of the model."""
    given, shape = arguments.get("input_tensor"), arguments.get("input_shape")
    if isinstance(given, Tensor):
        return given if is_entry(given) else None
    if given is not None or shape is UNKNOWN:
        return None
    if shape is None:
        shape = (architecture.size, architecture.size, 3) if top else (None, None, 3)
    if not isinstance(shape, (tuple, list)) or len(shape) != 3:
        return None
    image = create_input({"shape": tuple(shape)}, context).output
    return image if image.shape != UNKNOWN_SHAPE else None


def _channels(class_name: str, architecture: Architecture, arguments: Mapping[str, Argument]) -> Dim:
    alpha = arguments.get("alpha", 1.0)
    if alpha == 1.0:
        return architecture.channels
    if not isinstance(alpha, (int, float)):
        return UNKNOWN_DIM
    if class_name == "MobileNetV2" and alpha < 1:
        return architecture.channels
    return int(architecture.channels * alpha) if class_name == "MobileNet" else UNKNOWN_DIM


def _name(class_name: str, arguments: Mapping[str, Argument], image: Tensor) -> Argument:
    """The name that is given, or the default, which for some models tells the size."""
    name = arguments.get("name")
    if class_name not in _NAMES or name is not None:
        return name if name is not None else UNKNOWN
    alpha, rows, columns = arguments.get("alpha"), image.shape.dim(1), image.shape.dim(2)
    weights = arguments.get("weights")
    if weights == "imagenet" and (rows != columns or rows not in _NAMED_SIZES[class_name]):
        rows = 224
    known = isinstance(alpha, (int, float)) and (rows is None or isinstance(rows, int)) and weights is not UNKNOWN
    return f"{_NAMES[class_name]}_{alpha:0.2f}_{rows}" if known else UNKNOWN
