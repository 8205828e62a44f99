"""The Input that a tensor is, apart from layers that keep its shape."""

from __future__ import annotations

from typing import Final

from keralint.api import Tensor
from keralint_rules.shapes.branches import parents

PASSING: Final = ("BatchNormalization", "Dropout", "Activation", "ReLU", "Rescaling", "GaussianNoise", "Normalization")
"""Layers that keep the shape, so that the input may stand before them."""


def model_input(tensor: Tensor) -> Tensor | None:
    """The Input that the tensor is, perhaps with layers in between that keep the shape."""
    current: Tensor | None = tensor
    while current is not None and current.call is not None:
        if current.call.operation.class_name == "InputLayer":
            return current
        if current.call.operation.class_name not in PASSING:
            return None
        current = next(iter(parents(current)), None)
    return None
