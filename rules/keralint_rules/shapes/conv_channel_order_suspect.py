"""KL209."""

from __future__ import annotations

from typing import Final

from keralint.api import BuiltinLayer, LayerCalled, Report, Severity, Tensor, rule, tensors_in
from keralint_rules.shapes.inputs import model_input
from keralint_rules.words import code

CONVOLUTIONS: Final = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D")
COLOURS: Final = (1, 3)
"""How many channels images have: grey or coloured ones."""
SMALLEST: Final = 16
"""Images are squares of at least this size, where the channels are surely in the wrong place."""


@rule("KL209", "conv-channel-order-suspect", severity=Severity.INFO)
def conv_channel_order_suspect(fact: LayerCalled, report: Report) -> None:
    """Images with their channels first go into a convolution that looks for them last.

    `(3, 224, 224)` is a picture for other libraries. Keras takes it for one of height 3 with 224 channels: the layer
    runs, and convolves over the wrong axes.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((3, 224, 224))
        outputs = layers.Conv2D(16, 3, padding="same")(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((224, 224, 3))
        outputs = layers.Conv2D(16, 3, padding="same")(inputs)
    """
    layer = fact.layer
    image = next(tensors_in(list(fact.arguments.positional)), None)
    if not isinstance(layer, BuiltinLayer) or layer.class_name not in CONVOLUTIONS or image is None:
        return
    origin = model_input(image)
    if origin is None or not _channels_first(image) or not _gives_filters_last(layer, fact):
        return
    _, _, height, channels = image.shape.dims or (None,) * 4
    report(
        f"{code(layer.class_name)} takes {code(image.shape)} for images of {channels} channels"
        f" and a height of {(image.shape.dims or ())[1]}",
        fact.site,
        help=f"put the channels last, {code(f'({height}, {channels}, …)')}, or set `data_format`",
        related=[(report.origin(origin), f"the input is {code(origin.shape)}")],
    )


def _channels_first(image: Tensor) -> bool:
    """Whether the sizes are those of a square picture with its channels in front."""
    dims = image.shape.dims or ()
    if len(dims) != 4 or not all(isinstance(size, int) for size in dims[1:]):
        return False
    _, channels, height, width = dims
    return channels in COLOURS and height == width and isinstance(height, int) and height >= SMALLEST


def _gives_filters_last(layer: BuiltinLayer, fact: LayerCalled) -> bool:
    """Whether the layer took the last axis for the channels, whatever is set globally."""
    output, data_format = next(tensors_in(fact.outputs), None), layer.arguments.get("data_format")
    if output is None or output.shape.dims is None or data_format not in (None, "channels_last"):
        return False
    made = layer.arguments.get("filters")
    return output.shape.dims[-1] == made and output.shape.dims[1] != made if isinstance(made, int) else False
