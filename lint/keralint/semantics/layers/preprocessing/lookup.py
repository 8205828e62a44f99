"""IntegerLookup and StringLookup: layers that number the terms of a vocabulary."""

from __future__ import annotations

from typing import Final

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Conflict, Expectation, Expected, Failed, InvalidArgument
from keralint.semantics.kinds import Flag, Kind
from keralint.semantics.layers.preprocessing.arguments import OneOf
from keralint.semantics.layers.preprocessing.arrays import one_array
from keralint.semantics.layers.preprocessing.categorical import Count, Salt
from keralint.semantics.layers.preprocessing.encoding import (
    LookupOutput,
    dtype_of,
    encoded,
    last_replaced,
    one_hot_shape,
)
from keralint.semantics.layers.preprocessing.vocabulary import check_lookup, conflict, depth_of
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import Argument

CHECKED: Final[dict[str, Kind]] = {
    "max_tokens": Count(2, optional=True),
    "num_oov_indices": Count(0),
    "oov_method": OneOf(("floormod", "farmhash")),
    "salt": Salt(),
}


def check_integer_lookup(arguments: dict[str, Argument], context: Context) -> None:
    """Keras 3 looks up 64-bit integers only, and salts other hashes than the default one.

    Raises: Failed.
    """
    if context.keras_major >= 3:
        dtype = arguments["vocabulary_dtype"]
        if not is_open(dtype) and dtype != "int64":
            expected = Expectation(Expected.CHOICE, choices=("int64",))
            raise Failed(InvalidArgument(argument="vocabulary_dtype", value=dtype, expected=expected))
        salt = arguments["salt"]
        if arguments["oov_method"] == "floormod" and salt is not None and not is_open(salt):
            raise conflict("oov_method", "salt", Conflict.SALT_WITHOUT_HASH)
    check_lookup(arguments, context)


@layer(
    "keras.layers.IntegerLookup", keeps_dtype=True, accepts_lists=True, prepare=check_integer_lookup, checked=CHECKED
)
def integer_lookup(
    inputs: Structure, *, output_mode: LookupOutput, invert: Flag, this: BuiltinLayer, context: Context
) -> Tensor:
    """Integers to their places in a vocabulary, or to an encoding of them."""
    return _looked_up(one_array(inputs), output_mode, "int64", this, context)


@layer("keras.layers.StringLookup", keeps_dtype=True, accepts_lists=True, prepare=check_lookup, checked=CHECKED)
def string_lookup(
    inputs: Structure, *, output_mode: LookupOutput, invert: Flag, this: BuiltinLayer, context: Context
) -> Tensor:
    """Strings to their places in a vocabulary, or to an encoding of them; the other way round if `invert`."""
    x = one_array(inputs)
    # Keras 3 declares integers even where it computes strings.
    declared = context.keras_major >= 3 and x.kind is TensorKind.SYMBOLIC
    return _looked_up(x, output_mode, "string" if invert and not declared else "int64", this, context)


def _looked_up(x: Tensor, mode: str, dtype: str, this: BuiltinLayer, context: Context) -> Tensor:
    """The dtype that the program asks for counts in Keras 2 only, and there not where it is that of the input."""
    given = this.given.get("dtype") if context.keras_major == 2 else None
    if given == "string" or (given == "int64" and mode != "int"):
        given = None
    if mode == "int":
        return x.reshaped(x.shape).with_dtype(dtype_of(given, dtype) if dtype != "string" else dtype)
    depth = depth_of(this.arguments)
    declared = one_hot_shape(x.shape, depth) if mode == "one_hot" else last_replaced(x.shape, depth)
    return encoded(x, mode, depth, declared, context).with_dtype(dtype_of(given, context.floatx))
