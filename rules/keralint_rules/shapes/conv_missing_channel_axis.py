"""KL202."""

from __future__ import annotations

import re
from typing import Final

import libcst as cst

from keralint.api import Applicability, BuiltinLayer, Edit, Failing, RankMismatch, Report, Severity, Tensor, rule
from keralint_rules.shapes.inputs import model_input
from keralint_rules.words import code, expected_axes

CONVOLUTION: Final = re.compile(r"(Separable|Depthwise)?Conv[123]D(Transpose)?")


@rule(
    "KL202",
    "conv-missing-channel-axis",
    severity=Severity.ERROR,
    fix=Applicability.UNSAFE,
    overrides=("layer-input-rank",),
)
def conv_missing_channel_axis(failure: RankMismatch, report: Report) -> None:
    """The input of a convolution has no axis of channels.

    Greyscale images and plain series often come without one: `(28, 28)` has to be `(28, 28, 1)` for `Conv2D`, and
    `(100,)` has to be `(100, 1)` for `Conv1D`. The data need the axis as well: `x[..., None]`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input(shape=(28, 28))
        outputs = layers.Conv2D(8, 3)(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input(shape=(28, 28, 1))
        outputs = layers.Conv2D(8, 3)(inputs)
    """
    fact = report.fact
    layer = fact.subject if isinstance(fact, Failing) else None
    if not isinstance(layer, BuiltinLayer) or not CONVOLUTION.fullmatch(layer.class_name):
        return
    wanted = failure.expected[0]
    if failure.found != wanted - 1 or layer.arguments.get("data_format") == "channels_first":
        return
    origin = model_input(failure.tensor)
    if origin is None:
        return
    edit = _with_channel(origin, layer, report)
    axes = expected_axes(layer, wanted)
    missing = axes.strip("()").rpartition(", ")[2]
    report(
        f"{code(layer.class_name)} needs an input {code(axes)}, got {code(failure.tensor.shape)} without {missing}",
        fact.site,
        help="add an axis of size 1 to the input, and to the data",
        related=[(report.origin(origin), f"the input is {code(origin.shape)}")],
        fix=report.fix("Add an axis of size 1", edit) if edit is not None else None,
    )


def _with_channel(origin: Tensor, layer: BuiltinLayer, report: Report) -> Edit | None:
    """Add `, 1` to the shape, where it is written as a tuple."""
    call = report.call(report.origin(origin))
    shape = next((a for a in call.args if a.keyword is not None and a.keyword.value == "shape"), None) if call else None
    if shape is None and call is not None and call.args and call.args[0].keyword is None and not call.args[0].star:
        shape = call.args[0]
    shape = shape or report.argument("input_shape", layer)
    if shape is None or not isinstance(shape.value, cst.Tuple) or not shape.value.elements:
        return None
    sizes = [report.text(element.value) for element in shape.value.elements]
    return report.replace_value(shape, f"({', '.join(sizes)}, 1)")
