"""TextVectorization: texts to the numbers of their words."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Conflict,
    Expectation,
    Expected,
    Failed,
    InvalidArgument,
    SizeMismatch,
)
from keralint.semantics.kinds import Kind, Scope
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import surely_unequal
from keralint.semantics.layers.preprocessing.arguments import OneOf, Size, extent
from keralint.semantics.layers.preprocessing.arrays import one_array
from keralint.semantics.layers.preprocessing.categorical import Count
from keralint.semantics.layers.preprocessing.encoding import (
    BINARY,
    ENCODINGS,
    OutputMode,
    last_replaced,
    one_hot_shape,
)
from keralint.semantics.layers.preprocessing.vocabulary import check_lookup, conflict, depth_of
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument, UserCallable, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, are_usual


class Method(OneOf):
    """The name of a method, a function, or `None`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is None or isinstance(value, UserCallable) or neither_tensor_nor_layer(value):
            return value
        return OneOf.check(self, value, scope)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


class Grams(Kind):
    """An integer, a tuple of integers, or `None`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        items = value if isinstance(value, tuple) else (value,)
        if not is_open(value) and value is not None and any(not is_open(n) and not isinstance(n, int) for n in items):
            raise scope.refuse(value, Expectation(Expected.INTEGERS))
        return value


class TextOutput(OutputMode):
    """The encodings of a lookup; Keras 2 knows `None` instead of `one_hot`, which gives the words themselves."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if scope.database.major == 2 and value in (None, "one_hot"):
            if value is None:
                return None
            choices = tuple(choice for choice in (*self.choices, None) if choice != value)
            raise scope.refuse(value, Expectation(Expected.CHOICE, choices=choices))
        return OutputMode.check(self, value, scope)


METHODS: Final = ("whitespace", "character")
Split: TypeAlias = Annotated[Argument, Method(METHODS)]
Output: TypeAlias = Annotated[str | None, TextOutput(("int", *ENCODINGS, "tf_idf"), old={**BINARY, "tf-idf": "tf_idf"})]
STANDARDS: Final = Method(("lower_and_strip_punctuation", "lower", "strip_punctuation"))


def make_lookup(arguments: dict[str, Argument], context: Context) -> None:
    """Counts the StringLookup that is made, and checks what it is made with.

    Raises: Failed(ConflictingArguments | InvalidArgument).
    """
    mode, length = arguments["output_mode"], arguments["output_sequence_length"]
    if mode == "int" and isinstance(length, (float, str, tuple, list, dict)):
        expected = Expectation(Expected.POSITIVE_INTEGER)
        raise Failed(InvalidArgument(argument="output_sequence_length", value=length, expected=expected))
    if mode not in ("int", UNKNOWN):
        if length is not None and not is_open(length):
            raise conflict("output_mode", "output_sequence_length", Conflict.NUMBERS_ONLY)
        if arguments["ragged"] is True:
            raise conflict("output_mode", "ragged", Conflict.NUMBERS_ONLY)
    check_lookup(_lookup_arguments(arguments), context)
    context.store.unique_name("string_lookup")


def _lookup_arguments(arguments: dict[str, Argument]) -> dict[str, Argument]:
    fixed = {"mask_token": "", "oov_token": "[UNK]", "num_oov_indices": 1}
    return {**arguments, **fixed, "output_mode": arguments["output_mode"] or "int"}


@layer(
    "keras.layers.TextVectorization",
    keeps_dtype=True,
    accepts_lists=True,
    prepare=make_lookup,
    checked={"max_tokens": Count(2, optional=True), "ngrams": Grams(), "standardize": STANDARDS},
)
def text_vectorization(
    inputs: Structure,
    *,
    split: Split,
    output_mode: Output,
    output_sequence_length: Size,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch,) or (batch, 1) of texts -> (batch, words), or -> (batch, size of the vocabulary) if it is encoded.

    Keras 3 declares an axis for the words of each text in a batch, and finds only on data that there is one text
    a sample.
    """
    x = one_array(inputs)
    failure = None if split is None or split is UNKNOWN else _several_texts(x)
    if failure is not None and context.keras_major == 2:
        raise Failed(failure)
    late = () if failure is None else (replace(failure, late=True),)
    if output_mode is None or output_mode == "int":
        length = extent(output_sequence_length, "output_sequence_length")
        dtype = "string" if output_mode is None else "int64"
        return Applied(_numbered(x, split, length, this, context).with_dtype(dtype), late=late)
    depth = depth_of(_lookup_arguments(dict(this.arguments)))
    return Applied(_encoded(x, split, output_mode, depth, context).with_dtype(context.floatx), late=late)


def _several_texts(x: Tensor) -> SizeMismatch | None:
    """Why the texts cannot be split: there is one a sample."""
    if x.rank is None or x.rank < 2 or not (surely_unequal(x.shape.dim(-1), 1) or are_usual(x.shape.dim(-1))):
        return None
    return SizeMismatch(tensor=x, axis=-1, expected=1, found=x.shape.dim(-1))


def _declares(x: Tensor, context: Context) -> bool:
    """Whether Keras declares a shape, instead of computing with the tensor as Keras 2 always does."""
    return x.kind is TensorKind.SYMBOLIC and context.keras_major >= 3


def _numbered(x: Tensor, split: Argument, length: Dim, this: BuiltinLayer, context: Context) -> Tensor:
    """(batch, words); without `split` the numbers have the places of the texts.

    Raises: Failed(RankMismatch).
    """
    dims = x.shape.dims
    if _declares(x, context):
        batch, *_ = x.require_min_rank(1).dims or (UNKNOWN_DIM,)
        return x.with_shape(batch, length)
    if dims == () and split in METHODS and context.keras_major >= 3:
        return x.with_shape(UNKNOWN_DIM if length is None else length)
    if x.kind is TensorKind.UNKNOWN and dims and len(dims) <= 2 and split in METHODS and length is not None:
        return x.with_shape(dims[0], length)  # that is declared as it is computed
    if not dims or x.kind is TensorKind.UNKNOWN:
        return x.reshaped(UNKNOWN_SHAPE)
    texts = dims[:-1] if len(dims) > 1 else dims
    if split in METHODS:
        words = None if context.keras_major == 2 and x.kind is TensorKind.SYMBOLIC else UNKNOWN_DIM
        return x.with_shape(*texts, words if length is None else length)
    if split is not None or this.arguments["ngrams"] is not None:
        return x.reshaped(UNKNOWN_SHAPE)
    if length is not None and context.keras_major == 2:
        return x.with_shape(*(UNKNOWN_DIM,) * len(dims))
    return x.reshaped(x.shape if length is None else x.shape.with_last(length))


def _encoded(x: Tensor, split: Argument, mode: str, depth: Dim, context: Context) -> Tensor:
    """One position for each term of the vocabulary."""
    dims = x.shape.dims
    if dims is None or split is UNKNOWN:
        return x.reshaped(UNKNOWN_SHAPE)
    if _declares(x, context):
        words = Shape((*dims, None) if split is not None else dims if len(dims) > 1 else (*dims, 1))
        return x.reshaped(one_hot_shape(words, depth) if mode == "one_hot" else last_replaced(words, depth))
    if split is None and len(dims) in (1, 2) and mode != "one_hot":
        return x.with_shape(*dims[:-1], depth)
    if split in METHODS and dims and mode != "one_hot" and x.kind is not TensorKind.UNKNOWN:
        return x.with_shape(dims[0], depth)
    return x.reshaped(UNKNOWN_SHAPE)
