"""Dtype policies: what a layer takes for its `dtype`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keralint.semantics.context import Context, Weight
from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.values import ApiInstance, ApiReference, Argument
from keralint.shapes.dtypes import FLOATS, standardize

MIXED: Final = ("mixed_float16", "mixed_bfloat16")
QUANTIZED: Final = ("int8", "float8", "int4", "gptq", "awq")
"""What the names of policies for quantized weights begin with (`int8_from_float32`)."""


NOT_DECOMPOSED: Final = frozenset({"bfloat16"})
"""Policies whose weights are of a dtype in which no backend decomposes a matrix."""
WEIGHT_OF: Final[Mapping[str, str]] = {
    "kernel_initializer": "kernel", "recurrent_initializer": "recurrent_kernel",
    "embeddings_initializer": "embeddings", "depthwise_initializer": "depthwise_kernel",
    "pointwise_initializer": "pointwise_kernel",
}  # fmt: skip


def refuse_orthogonal(arguments: Mapping[str, Argument], weights: Mapping[str, Weight]) -> None:
    """Refuses weights that `Orthogonal` fills, which decomposes a matrix (`keras/src/initializers`).

    Raises: Failed(InvalidArgument).
    """
    for argument, weight in WEIGHT_OF.items():
        if weight in weights and _is_orthogonal(arguments.get(argument)):
            expected = Expectation(Expected.CHOICE, choices=("float32", "float64", "mixed_bfloat16"))
            raise Failed(InvalidArgument(argument="dtype", value="bfloat16", expected=expected))


def _is_orthogonal(initializer: Argument) -> bool:
    if isinstance(initializer, (ApiInstance, ApiReference)):
        return initializer.canonical in ("keras.initializers.Orthogonal", "keras.initializers.OrthogonalInitializer")
    return initializer in ("orthogonal", "Orthogonal", "OrthogonalInitializer")


def policy_name(dtype: Argument, context: Context, made_with: str | None = None) -> str | None:
    """The name of the dtype policy of a layer with the argument `dtype`; `None` if it is not known.

    Without one, it is the global policy that the layer was `made_with`, or that a layer gets that is made now.
    """
    if isinstance(dtype, ApiInstance):
        dtype = dtype.arguments.get("name")
    elif dtype is None:
        dtype = made_with or context.policy_of_new_layer()
    return dtype if isinstance(dtype, str) else None


def compute_dtype_of(policy: str) -> str:
    """The dtype that a layer of this policy computes in."""
    name = policy.partition("_from_")[2] if is_quantized(policy) else policy
    return standardize(name.removeprefix("mixed_")) or name


def is_quantized(policy: Argument) -> bool:
    """Whether a layer of this policy keeps its weights in fewer bits, with scales beside them."""
    return isinstance(policy, str) and policy.startswith(QUANTIZED) and "_from_" in policy


def check_policy(value: Argument, context: Context) -> None:
    """Keras 3 takes the name of a dtype or of a policy (`keras/src/dtype_policies/__init__.py`).

    Raises: Failed(InvalidArgument).
    """
    if context.keras_major < 3 or value is None:
        return
    if isinstance(value, str):
        refused = not (value in MIXED or value.startswith(QUANTIZED) or standardize(value) is not None)
    else:
        refused = isinstance(value, (int, float, tuple, list))
    if refused:
        expected = Expectation(Expected.CHOICE, choices=(*MIXED, *sorted(FLOATS)))
        raise Failed(InvalidArgument(argument="dtype", value=value, expected=expected))
