"""Where keralint and Keras may disagree, and what no program can be run of: each with the reason.

Found with Keras 3.15.1.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

UNDEFINED: Final = {
    "keras.layers.Layer": "the base class, which the program derives from",
}
"""Layer classes without a definition of their own."""

WITHOUT_PROGRAM: Final = {
    "keras.layers.FlaxLayer": "needs a module of Flax",
    "keras.layers.TorchModuleWrapper": "needs a module of PyTorch",
    "keras.layers.TFSMLayer": "needs a SavedModel, and TensorFlow",
    "keras.layers.JaxLayer": "runs a function of JAX, which is not followed",
    "keras.layers.InputLayer": "is not called on tensors: every program has one, made by `Input`",
    "keras.layers.Layer": "the base class does nothing that can be called",
    "keras.layers.Wrapper": "a base class as well",
}
"""Classes and functions of which no program can be run here."""

NEEDING_TENSORFLOW: Final = frozenset(
    f"keras.layers.{name}"
    for name in ("HashedCrossing", "Hashing", "IntegerLookup", "StringLookup", "TextVectorization")
)
"""Layers that Keras makes only where TensorFlow is installed beside the backend."""

NOT_RUNNABLE: Final = frozenset(WITHOUT_PROGRAM) | (frozenset() if find_spec("tensorflow") else NEEDING_TENSORFLOW)

NEVER_ACCEPTED: Final = {
    "keras.ops.convert_to_numpy": "a symbolic tensor has no elements",
    "keras.ops.vectorize": "gives a function, which takes no symbolic tensors",
    "keras.random.binomial": "takes shapes that are known, and JAX numbers for its parameters",
    "keras.random.categorical": "takes no symbolic tensors with JAX",
    "keras.random.dropout": "takes symbolic tensors at a rate of 0 only, with JAX",
    "keras.random.shuffle": "takes no symbolic tensors with JAX",
}
"""Functions that accept no program of the generator's: both reject them."""

WITHOUT_64_BITS: Final = {"int64": "int32", "uint64": "uint32", "float64": "float32", "complex128": "complex64"}
"""What Keras says of a dtype where it asks JAX, which has no elements of 64 bits unless told to; TensorFlow has."""
