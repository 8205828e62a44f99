"""Helpers for labels and sequences: one-hot coding and padding."""

from __future__ import annotations

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import AxisOutOfRange
from keralint.semantics.ops.arguments import integer, known_dims, size_of
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import dtype_or
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, decide


@op("keras.utils.to_categorical", result=TensorKind.ARRAY)
def to_categorical(x: Tensor, num_classes: Argument = None) -> Tensor:
    """(…, [1]) -> (…, classes); without `num_classes` it is one more than the largest label."""
    if x.kind is not TensorKind.ARRAY and x.call is not None:
        raise Undetermined("a tensor of the backend gives a tensor of the backend")
    dims = x.shape.dims
    if dims is None:
        return Tensor(UNKNOWN_SHAPE, "float64")
    if len(dims) > 1 and dims[-1] == 1:
        dims = dims[:-1]
    elif len(dims) > 1 and decide.equal(dims[-1], 1) is not decide.Answer.NO:
        return Tensor(UNKNOWN_SHAPE, "float64")
    return Tensor(Shape((*dims, _classes(x, num_classes))), "float64")


def _classes(x: Tensor, num_classes: Argument) -> Dim:
    if num_classes is not None and num_classes != 0:
        return size_of(num_classes)
    labels = _flat(x.value)
    return max(labels) + 1 if labels and all(isinstance(label, int) for label in labels) else UNKNOWN_DIM


def _flat(value: Argument) -> list[Argument]:
    if isinstance(value, tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]


@op("keras.utils.pad_sequences", result=TensorKind.ARRAY)
def pad_sequences(
    sequences: Argument, maxlen: Argument = None, dtype: Argument = "int32", padding: Argument = "pre",
    truncating: Argument = "pre", value: Argument = 0.0,
) -> Tensor:  # fmt: skip
    """Sequences of numbers -> (count, maxlen); without `maxlen`, the longest."""
    known = dtype if isinstance(dtype, str) else None
    length = size_of(maxlen) if maxlen is not None else UNKNOWN_DIM
    if isinstance(sequences, (tuple, list)):
        lengths = [len(item) if isinstance(item, (tuple, list)) else None for item in sequences]
        numbers = [size for size in lengths if size is not None]
        if maxlen is None and numbers and len(numbers) == len(lengths):
            length = max(numbers)
        if any(_nested(item) for item in sequences):
            return Tensor(UNKNOWN_SHAPE, known, TensorKind.ARRAY)
        return Tensor(Shape((len(sequences), length)), known, TensorKind.ARRAY)
    # A list of token ids that is not known: elements of more than one axis are possible, but a padded
    # batch of them would not be called sequences; so the rank stays open.
    if isinstance(sequences, Tensor) and sequences.shape.rank is not None and sequences.shape.rank >= 2:
        count, given, *rest = known_dims(sequences)
        return Tensor(Shape((count, given if maxlen is None else length, *rest)), known, TensorKind.ARRAY)
    return Tensor(UNKNOWN_SHAPE, known, TensorKind.ARRAY)


def _nested(item: Argument) -> bool:
    """Whether the elements of a sequence may have axes of their own."""
    return not isinstance(item, (tuple, list)) or any(not isinstance(x, (int, float)) for x in item)


@op("keras.ops.one_hot(x, num_classes, axis, dtype, sparse)")
@op("tensorflow.one_hot(indices=x, depth=num_classes, on_value!, off_value!, axis, dtype, name)")
@op("keras.backend.one_hot(indices=x, num_classes)", class_name="OneHot")
def one_hot(x: Tensor, num_classes: Argument, axis: Argument = -1, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """A new axis of the classes, the last if nothing is said; Keras takes no other place at the end."""
    classes: Dim = size_of(num_classes)
    known = dtype_or(dtype, mode.floatx if mode.namespace is Library.KERAS else "float32", mode)
    if x.shape.dims is None:
        return Tensor(UNKNOWN_SHAPE, known, mode.kind)
    place = -1 if axis is None else integer(axis, "axis")
    rank = len(x.shape.dims)
    if place == -1:
        place = rank
    elif not 0 <= place < rank + (not mode.declared):
        raise Failed(AxisOutOfRange(tensor=x, axis=place))
    return Tensor(Shape((*x.shape.dims[:place], classes, *x.shape.dims[place:])), known, mode.kind)


@op("keras.ops.top_k(x, k, sorted)")
def top_k(x: Tensor, k: Argument, *, mode: Mode) -> Argument:
    """The largest values of the last axis, and where they are."""
    if x.shape.dims is None:
        return (Tensor(UNKNOWN_SHAPE, x.dtype, mode.kind), Tensor(UNKNOWN_SHAPE, "int32", mode.kind))
    if not x.shape.dims:
        raise Undetermined("a single number has no last axis")
    shape = Shape((*x.shape.dims[:-1], size_of(k)))
    return Tensor(shape, x.dtype, mode.kind), Tensor(shape, "int32", mode.kind)
