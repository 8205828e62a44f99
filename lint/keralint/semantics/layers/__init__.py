"""Keras's layers, in families as Keras groups them; importing this package registers all definitions."""

from keralint.semantics.layers import (
    activations,
    attention,
    convolutional,
    core,
    einsum_dense,
    function,
    merging,
    normalization,
    padding,
    pooling,
    recurrent,
    regularization,
    reshaping,
    transposed,
    wrappers,
)

__all__ = [
    "activations",
    "attention",
    "convolutional",
    "core",
    "einsum_dense",
    "function",
    "merging",
    "normalization",
    "padding",
    "pooling",
    "recurrent",
    "regularization",
    "reshaping",
    "transposed",
    "wrappers",
]
