"""Dtype policies: what a layer takes for its `dtype`."""

from __future__ import annotations

from typing import Final

from keralint.semantics.context import Context
from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.values import Argument
from keralint.shapes.dtypes import FLOATS, standardize

MIXED: Final = ("mixed_float16", "mixed_bfloat16")
QUANTIZED: Final = ("int8", "float8", "int4", "gptq", "awq")
"""What the names of policies for quantized weights begin with (`int8_from_float32`)."""


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
