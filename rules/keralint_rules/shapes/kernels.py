"""Kernels given in the style of Keras 1, `Conv2D(32, 3, 3)`, where the third number is read as the strides."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import BuiltinLayer, Report

CONVOLUTIONS: Final = ("Conv2D", "SeparableConv2D", "Conv2DTranspose")
DEPTHWISE: Final = ("DepthwiseConv1D", "DepthwiseConv2D")
WINDOWS: Final = ("kernel_size", "pool_size", "kernel", "depthwise_kernel", "size")
"""Arguments that say how large a window is; other arguments take something away from an axis."""


def positional_strides(layer: BuiltinLayer, report: Report) -> cst.Arg | None:
    """The argument that sets the strides by its position, where it is the same number as the kernel before it."""
    kernel, strides = layer.given.get("kernel_size"), layer.given.get("strides")
    if layer.class_name not in CONVOLUTIONS or not isinstance(kernel, int) or kernel < 2 or kernel != strides:
        return None
    argument = report.argument("strides", layer)
    return argument if argument is not None and argument.keyword is None else None


def counts_filters(layer: BuiltinLayer, report: Report) -> bool:
    """Whether a depthwise convolution is given a number and a kernel, as if the first were a number of filters."""
    if layer.class_name not in DEPTHWISE or not isinstance(layer.given.get("kernel_size"), int):
        return False
    strides = report.argument("strides", layer)
    return strides is not None and strides.keyword is None
