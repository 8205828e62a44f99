"""Losses, normalization and attention as functions (`keras/src/ops/nn.py`)."""

from __future__ import annotations

from keralint.semantics.failures.arguments import MissingArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import AxisOutOfRange, RankMismatch
from keralint.semantics.ops.arguments import axis_of, integer, known_dims, size_of
from keralint.semantics.ops.comparing import require_min_rank, require_rank, require_same_shape, require_size
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import as_declared, dtype_or, meet
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Shape, decide

# --- losses ---------------------------------------------------------------------------------------------------------


def _like(output: Tensor, shape: Shape, mode: Mode) -> Tensor:
    return Tensor(shape, as_declared(output.dtype, output.dtype, mode), mode.kind)


@op("keras.ops.binary_crossentropy(target, output, from_logits)")
@op("keras.backend.binary_crossentropy(target, output, from_logits)", class_name="BinaryCrossentropy")
def binary_crossentropy(target: Tensor, output: Tensor, *, mode: Mode) -> Tensor:
    """A loss for each element; the labels have the shape of the predictions."""
    require_same_shape(target, output, mode)
    return _like(output, output.shape, mode)


@op("keras.ops.categorical_crossentropy(target, output, from_logits, axis)")
@op("keras.backend.categorical_crossentropy(target, output, from_logits, axis)", class_name="CategoricalCrossentropy")
def categorical_crossentropy(target: Tensor, output: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """(…, classes) -> (…): the labels are coded one-hot. Keras declares the last axis gone, whatever `axis` is."""
    require_same_shape(target, output, mode)
    dims = require_min_rank(output, 1)
    place = len(dims) - 1
    if axis != -1 and not mode.known_declared():
        place = axis_of(output, axis)
    return _like(output, Shape(dims[:place] + dims[place + 1 :]), mode)


@op("keras.ops.sparse_categorical_crossentropy(target, output, from_logits, axis)")
@op(
    "keras.backend.sparse_categorical_crossentropy(target, output, from_logits, axis)",
    class_name="SparseCategoricalCrossentropy",
)
def sparse_categorical_crossentropy(target: Tensor, output: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """(…, classes) -> (…): the labels are numbers, with or without an axis of size 1 at the end."""
    dims = require_min_rank(output, 1)
    place = axis_of(output, axis)
    shape = Shape(dims[:place] + dims[place + 1 :])
    labels = target.shape.dims
    if labels is not None and len(labels) == len(dims):
        if isinstance(labels[-1], int) and labels[-1] == 1:
            labels = labels[:-1]
        elif decide.equal(labels[-1], 1) is not decide.Answer.NO:
            return _like(output, shape, mode)
    if labels is not None:
        require_same_shape(target.with_shape(*labels), Tensor(shape), mode)
    return _like(output, shape, mode)


@op("keras.ops.ctc_loss(target, output, target_length, output_length, mask_index)", class_name="CTCLoss")
def ctc_loss(target: Tensor, output: Tensor, target_length: Tensor, output_length: Tensor, *, mode: Mode) -> Tensor:
    """One loss for each sequence of the batch."""
    for x in (target, output, target_length, output_length):
        require_min_rank(x, 1)
    size = known_dims(target)[0]
    require_size(output, 0, size, mode, other=target)
    require_size(target_length, 0, size, mode, other=target)
    require_size(output_length, 0, known_dims(output)[0], mode, other=output)
    return Tensor(Shape((size,)), meet([output.dtype, "float32"], mode), mode.kind)


@op("keras.ops.ctc_decode(inputs, sequence_lengths, strategy, beam_width, top_paths, merge_repeated, mask_index)", class_name="CTCDecode")  # fmt: skip  # noqa: E501
def ctc_decode(
    inputs: Tensor, strategy: Argument = "greedy", top_paths: Argument = 1, *, mode: Mode
) -> tuple[Tensor, Tensor]:
    """(batch, steps, classes) -> the decoded sequences (paths, batch, steps), and their scores (batch, paths)."""
    batch, steps, *_ = require_min_rank(inputs, 2)
    if not isinstance(strategy, str):
        raise Undetermined("`strategy` is not known")
    paths = 1 if strategy == "greedy" else size_of(top_paths)
    scores = Tensor(Shape((batch, paths)), meet([inputs.dtype, "float32"], mode), mode.kind)
    decoded = (paths, batch, steps) if mode.declared else (paths, batch, UNKNOWN_DIM)
    return Tensor(Shape(decoded), "int32", mode.kind), scores


@op("keras.ops.psnr(x1, x2, max_val)", class_name="PSNR")
def psnr(x1: Tensor, x2: Tensor, *, mode: Mode) -> Tensor:
    """A single number of how alike two tensors of one shape are; Keras compares the ranks only."""
    if None not in (x1.rank, x2.rank) and x1.rank != x2.rank:
        raise Failed(RankMismatch(tensor=x2, expected=(x1.rank or 0,), found=x2.rank or 0))
    return Tensor(Shape(()), as_declared("float32", x1.dtype, mode), mode.kind)


# --- normalization --------------------------------------------------------------------------------------------------


@op("keras.ops.layer_normalization(x, gamma, beta, axis, epsilon)", class_name="LayerNorm")
@op("keras.ops.rms_normalization(x, scale, axis, epsilon)", class_name="RMSNorm")
def normalization(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape; while it declares shapes Keras does not look at the axis."""
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.batch_normalization(x, mean, variance, axis, offset, scale, epsilon)", class_name="BatchNorm")
def batch_normalization(
    x: Tensor, mean: Argument, variance: Argument, axis: Argument, offset: Argument = None, scale: Argument = None,
    *, mode: Mode,
) -> Tensor:  # fmt: skip
    """The same shape; the statistics are vectors along the axis."""
    dims = known_dims(x)
    place = integer(axis, "axis")
    if not -len(dims) <= place < len(dims):
        raise Failed(AxisOutOfRange(tensor=x, axis=place))
    if mode.declared:
        for vector in (mean, variance, offset, scale):
            if isinstance(vector, Tensor):
                require_rank(vector, 1)
                require_size(vector, 0, dims[place], mode, other=x)
        if scale is None and offset is not None:
            raise Undetermined("Keras wants `scale` where `offset` is given")
    return Tensor(x.shape, x.dtype, mode.kind)


# --- the rest -------------------------------------------------------------------------------------------------------


@op("keras.ops.dot_product_attention(query, key, value, bias, mask, scale, is_causal, flash_attention, attn_logits_soft_cap)")  # fmt: skip  # noqa: E501
def dot_product_attention(query: Tensor, key: Tensor, value: Tensor, *, mode: Mode) -> Tensor:
    """(batch, steps, heads, size) -> the same shape, as the query has it."""
    dtype = meet([query.dtype, key.dtype, value.dtype], mode)
    if mode.declared:
        return Tensor(query.shape, dtype, mode.kind)
    if not mode.kind.of_backend or not query.shape.dims or not value.shape.dims:
        return Tensor(UNKNOWN_SHAPE, as_declared(dtype, dtype, mode), mode.kind)
    shape = query.shape.with_last(value.shape.dims[-1])
    return Tensor(shape, as_declared(dtype, dtype, mode), mode.kind)


@op("keras.layers.MultiHeadAttention._compute_attention(query, key, value, attention_mask, training, return_attention_scores, use_causal_mask)")  # fmt: skip  # noqa: E501
def compute_attention(
    query: Tensor, key: Tensor, value: Tensor, return_attention_scores: Argument = False, *, mode: Mode
) -> Argument:
    """(batch, …steps, heads, size) -> the same axes with the size of the value; the scores are not always there."""
    dims, sizes = known_dims(query), known_dims(value)
    if not dims or not sizes:
        raise Undetermined("the query or the value has no heads")
    return Tensor(Shape((*dims[:-1], sizes[-1])), query.dtype, mode.kind), UNKNOWN


@op("keras.layers.MultiHeadAttention._masked_softmax(attention_scores=x, attention_mask)")
def masked_softmax(x: Tensor, *, mode: Mode) -> Tensor:
    """The scores as weights, of the same shape."""
    return Tensor(x.shape, x.dtype, mode.kind)


@op("keras.ops.multi_hot(inputs, num_classes, axis, dtype, sparse)")
def multi_hot(
    inputs: Tensor, num_classes: Argument = None, axis: Argument = -1, dtype: Argument = None, *, mode: Mode
) -> Tensor:  # fmt: skip
    """(batch, labels) -> (batch, classes). Keras declares the dtype of the labels, and makes floats of them."""
    if num_classes is None and not mode.declared:
        raise Undetermined("`num_classes` is not known")
    if num_classes is None:
        raise Failed(MissingArgument(names=("num_classes",)))
    dims = list(known_dims(inputs))
    if not dims and not mode.declared:
        raise Undetermined("`inputs` is a single label")
    place = integer(axis, "axis")
    if place != -1 and not 0 <= place < len(dims):
        raise Failed(AxisOutOfRange(tensor=inputs, axis=place))
    known = inputs.dtype if mode.known_declared() else dtype_or(dtype, mode.floatx, mode)
    dims.insert(len(dims) if place == -1 else place, size_of(num_classes))
    if not mode.declared and place != -1:
        raise Undetermined("`axis` is given")
    shape = dims[-1:] if len(dims) == 2 else [dims[0], *dims[2:]]
    return Tensor(Shape(tuple(shape)), known, mode.kind)


@op("keras.ops.polar")
def polar(abs_: Tensor, angle: Tensor, *, mode: Mode) -> Tensor:
    """Complex numbers of lengths and angles. Keras declares them float32."""
    shape = abs_.shape if mode.declared or abs_.shape == angle.shape else UNKNOWN_SHAPE
    dtype = "float32" if mode.declared else None
    return Tensor(shape, dtype, mode.kind)
