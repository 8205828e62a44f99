"""What images go through before the models of `keras.applications` (`keras/src/applications/imagenet_utils.py`)."""

from __future__ import annotations

from keralint.semantics.ops.arguments import known_dims
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import layout
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import is_float

COLOURS = 3


@op(
    "keras.applications.convnext.preprocess_input(x, data_format)",
    "keras.applications.efficientnet.preprocess_input(x, data_format)",
    "keras.applications.efficientnet_v2.preprocess_input(x, data_format)",
    "keras.applications.mobilenet_v3.preprocess_input(x, data_format)",
)
def unchanged(x: Tensor) -> Tensor:
    """The same tensor: these models prepare it themselves."""
    return x


@op(
    "keras.applications.inception_resnet_v2.preprocess_input(x, data_format)",
    "keras.applications.inception_v3.preprocess_input(x, data_format)",
    "keras.applications.mobilenet.preprocess_input(x, data_format)",
    "keras.applications.mobilenet_v2.preprocess_input(x, data_format)",
    "keras.applications.nasnet.preprocess_input(x, data_format)",
    "keras.applications.resnet_v2.preprocess_input(x, data_format)",
    "keras.applications.xception.preprocess_input(x, data_format)",
)
def scaled(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape, of floats."""
    if mode.kind is TensorKind.SYMBOLIC and mode.context.keras_major < 3:
        raise Undetermined("which layers Keras 2 makes of it is not followed")
    floats = x.dtype is not None and is_float(x.dtype)
    dtype = x.dtype if floats else mode.floatx if x.kind is TensorKind.ARRAY else None
    return Tensor(x.shape, dtype, mode.kind)


@op(
    "keras.applications.densenet.preprocess_input(x, data_format)",
    "keras.applications.resnet.preprocess_input(x, data_format)",
    "keras.applications.vgg16.preprocess_input(x, data_format)",
    "keras.applications.vgg19.preprocess_input(x, data_format)",
)
def centred(x: Tensor, data_format: Argument = None, *, mode: Mode) -> Tensor:
    """The same, less the mean of each colour: of the channels there are three."""
    dims = list(known_dims(x))
    if len(dims) not in (3, 4):
        raise Undetermined("the tensor is no image")
    dims[-3 if layout(data_format, mode) == "channels_first" else -1] = COLOURS
    return scaled(x.with_shape(*dims), mode=mode)
