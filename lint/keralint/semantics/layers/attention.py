"""Attention layers (`keras/src/layers/attention`).

Query is (batch, query steps, features), value and key are (batch, key steps, features); MultiHeadAttention takes
more axes between. Keras checks little of this before data runs through: most mismatches are late failures.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    AxisOutOfRange,
    Expectation,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    MergeMismatch,
    RankMismatch,
    SizeMismatch,
)
from keralint.semantics.failures.arguments import Conflict, ConflictingArguments
from keralint.semantics.failures.attention import MaskListMismatch
from keralint.semantics.kinds import (
    Choice,
    Constraint,
    Flag,
    Ignored,
    Initializer,
    Integer,
    Kind,
    LooseUnits,
    Number,
    Regularizer,
    Scope,
    Units,
    is_dim,
    iterated,
)
from keralint.semantics.layer import Applied
from keralint.semantics.layers.common import (
    as_tensor,
    axes_of,
    check_seed,
    last,
    sized_axis,
    surely_differ,
    surely_unequal,
    with_last_dims,
)
from keralint.semantics.layers.spatial import open_number
from keralint.semantics.tensors import Structure, Tensor, tensors_in
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, decide

ScoreMode: TypeAlias = Annotated[str, Choice(("dot", "concat"))]
AnyNumber: TypeAlias = Annotated[Argument, Number()]
OptionalUnits: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=1, optional=True)]
QueryHeads: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=0, numpy=True)]
"""None at all are shared out evenly among the heads of the keys, and Keras builds that."""


def size_at(x: Tensor, axis: int) -> Dim:
    """The size of an axis, which must exist; not known for a tensor of unknown rank."""
    return UNKNOWN_DIM if x.shape.dims is None else x.shape.dims[axis]


# --- Attention, AdditiveAttention ---


def check_dropout(arguments: dict[str, Argument], context: Context) -> None:
    """Raises: Failed(InvalidArgument) for a seed that is no integer."""
    check_seed(arguments, "dropout")


@layer("keras.layers.Attention", prepare=check_dropout)
def attention(
    inputs: Structure,
    mask: Argument = None,
    return_attention_scores: Argument = False,
    *,
    use_scale: Flag,
    score_mode: ScoreMode,
    dropout: AnyNumber,
) -> Applied:
    """[query, value] or [query, value, key] -> (batch, query steps, value features)."""
    query, value, key = _query_value_key(inputs, mask)
    weights = {"scale": Weight(())} if use_scale else {}
    if score_mode == "concat":
        weights["concat_score_weight"] = Weight(())
    late = _attention_on_data(query, value, key, broadcasts=score_mode == "concat")
    return Applied(_attended(query, value, key, scores=bool(return_attention_scores)), weights, late=late)


@layer("keras.layers.AdditiveAttention", prepare=check_dropout)
def additive_attention(
    inputs: Structure,
    mask: Argument = None,
    return_attention_scores: Argument = False,
    *,
    use_scale: Flag,
    score_mode: ScoreMode,
    dropout: AnyNumber,
) -> Applied:
    """[query, value] or [query, value, key] -> (batch, query steps, value features)."""
    query, value, key = _query_value_key(inputs, mask)
    query.require_min_rank(1)
    weights = {"scale": Weight((sized_axis(query, -1),))} if use_scale else {}
    late = _attention_on_data(query, value, key, broadcasts=True)
    return Applied(_attended(query, value, key, scores=bool(return_attention_scores)), weights, late=late)


def _query_value_key(inputs: Structure, mask: Argument) -> tuple[Tensor, Tensor, Tensor]:
    """Raises: Failed(InputCountMismatch | NotATensor | MaskListMismatch)."""
    if not isinstance(inputs, list):
        found = tuple(tensors_in(inputs))
        if not found:
            as_tensor(inputs, "inputs")
            return (Tensor.unknown(),) * 3
        raise Failed(InputCountMismatch(expected=2, found=len(found), at_least=True, a_list=True, tensors=found))
    tensors = tuple(as_tensor(item, "inputs") for item in inputs)
    if not 2 <= len(tensors) <= 3:
        raise Failed(InputCountMismatch(expected=2, found=len(tensors), at_least=True, tensors=tensors))
    if isinstance(mask, (Tensor, tuple, str, int, float)):
        raise Failed(MaskListMismatch(mask=mask, found=None))
    if isinstance(mask, list) and not 2 <= len(mask) <= 3:
        raise Failed(MaskListMismatch(mask=mask, found=len(mask)))
    query, value, key = tensors if len(tensors) == 3 else (*tensors, tensors[1])
    value.require_min_rank(1)
    return query, value, key


def _attended(query: Tensor, value: Tensor, key: Tensor, *, scores: bool) -> Structure:
    output = with_last_dims(query, last(value))
    if not scores:
        return output
    key.require_min_rank(2)
    return output, with_last_dims(query, size_at(key, -2))


def _attention_on_data(query: Tensor, value: Tensor, key: Tensor, *, broadcasts: bool) -> tuple[Failure, ...]:
    """What the products refuse when data runs through; `broadcasts`: the features of query and key are added."""
    ranks = {query.rank, value.rank, key.rank}
    if None in ranks or ranks - {2, 3}:
        return ()
    width, found = size_at(query, -1), size_at(key, -1)
    if surely_unequal(width, found) and not (broadcasts and _one_may_broadcast(width, found)):
        return (SizeMismatch(tensor=key, axis=-1, expected=width, found=found, other=query, late=True),)
    steps, found = size_at(key, -2), size_at(value, -2)
    if surely_unequal(steps, found):
        return (SizeMismatch(tensor=value, axis=-2, expected=steps, found=found, other=key, late=True),)
    return _batches_on_data(query, value, key) if ranks == {3} else ()


def _batches_on_data(query: Tensor, *others: Tensor) -> tuple[Failure, ...]:
    batch = size_at(query, 0)
    for tensor in others:
        found = size_at(tensor, 0)
        if surely_unequal(batch, found) and not _one_may_broadcast(batch, found):
            return (SizeMismatch(tensor=tensor, axis=0, expected=batch, found=found, other=query, late=True),)
    return ()


def _one_may_broadcast(a: Dim, b: Dim) -> bool:
    return not (surely_unequal(a, 1) and surely_unequal(b, 1))


# --- MultiHeadAttention, GroupQueryAttention ---


class OutputShape(Kind):
    """A size or a tuple of sizes; empty for the default, which is the query's last size."""

    __slots__ = ()

    takes_sizes: ClassVar[bool] = True

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_dim(value):
            size = open_number(value)
            return UNKNOWN if size is UNKNOWN_DIM else (size,)
        if isinstance(value, float) and value:
            raise scope.refuse(value, Expectation(Expected.POSITIVE_INTEGERS))
        if not value:
            return ()
        value = iterated(value)
        sizes = value if isinstance(value, (tuple, list, str)) else (value,)
        return tuple(UNKNOWN_DIM if size is UNKNOWN else size for size in sizes)


class AttentionAxes(Kind):
    """An axis, a tuple of axes, or `None`; unknown ones have no influence."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if isinstance(value, (str, bytes, float, dict)) and value:
            raise scope.refuse(value, Expectation(Expected.INTEGERS))
        return iterated(value)

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


HeadsOutput: TypeAlias = Annotated[tuple[Dim, ...], OutputShape()]
HeadsAxes: TypeAlias = Annotated[Argument, AttentionAxes()]


def check_heads(arguments: dict[str, Argument], context: Context) -> None:
    """Flash attention excludes dropout; the heads of keys and values are shared out evenly among those of the query.

    Raises: Failed(ConflictingArguments).
    """
    dropout = arguments.get("dropout")
    if arguments.get("flash_attention") is True and isinstance(dropout, (int, float)) and dropout > 0:
        names = ("dropout", "flash_attention")
        raise Failed(ConflictingArguments(arguments=names, conflict=Conflict.DROPOUT_WITH_FLASH_ATTENTION))
    names = ("num_key_value_heads", "num_query_heads")
    few, many = (arguments.get(name) for name in names)
    if few is not None and many is not None and decide.divides(few, many) is decide.Answer.NO:
        raise Failed(ConflictingArguments(arguments=names, conflict=Conflict.HEADS_NOT_DIVISIBLE))


def _check_call(dropout: Argument, arguments: dict[str, Argument]) -> None:
    """What these layers check when their inner layers are made, at the first call.

    Raises: Failed(InvalidArgument).
    """
    refused = dropout is None or isinstance(dropout, (str, bytes, tuple, list, dict))
    if refused or (isinstance(dropout, (int, float)) and not 0 <= dropout <= 1):
        raise Failed(
            InvalidArgument(argument="dropout", value=dropout, expected=Expectation(Expected.NUMBER, low=0, high=1))
        )
    for name in ("kernel_initializer", "bias_initializer"):
        if arguments[name] is None:
            raise Failed(InvalidArgument(argument=name, value=None, expected=Expectation(Expected.IDENTIFIER)))
    check_seed(arguments, "dropout")


def _check_key(value: Tensor, key: Tensor) -> None:
    """Value and key must agree between the batch and the last axis; `None` does not agree with a number.

    Raises: Failed(MergeMismatch).
    """
    if value.shape.dims is None or key.shape.dims is None:
        return
    inner, other = value.shape.dims[1:-1], key.shape.dims[1:-1]
    if len(inner) != len(other):
        raise Failed(MergeMismatch(tensors=(value, key), axis=None, culprit=1))
    for index, (a, b) in enumerate(zip(inner, other, strict=True)):
        if surely_differ(a, b):
            raise Failed(MergeMismatch(tensors=(value, key), axis=index + 1, culprit=1))


def _projection(name: str, kernel: tuple[Dim, ...], inputs: int, use_bias: bool) -> dict[str, Weight]:
    """The weights of an inner EinsumDense that takes the first `inputs` axes of the kernel to the others."""
    weights = {f"{name}/kernel": Weight(kernel)}
    if use_bias:
        weights[f"{name}/bias"] = Weight(kernel[inputs:])
    return weights


@layer("keras.layers.MultiHeadAttention", prepare=check_heads)
def multi_head_attention(
    query: Tensor,
    value: Tensor,
    key: Tensor | None = None,
    return_attention_scores: Argument = False,
    *,
    num_heads: Units,
    key_dim: Units,
    value_dim: OptionalUnits,
    dropout: Ignored,
    use_bias: Flag,
    output_shape: HeadsOutput,
    attention_axes: HeadsAxes,
    sliding_window: OptionalUnits,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    use_gate: Flag,
    seed: Ignored,
) -> Applied:
    """(batch, query steps, features), (batch, key steps, …) -> (batch, query steps, features or *output_shape)."""
    initializers = {"kernel_initializer": kernel_initializer, "bias_initializer": bias_initializer}
    _check_call(dropout, {**initializers, "seed": seed, "dropout": dropout})
    keys = value if key is None else key
    for tensor in (query, value, keys):
        tensor.require_min_rank(1)
    _check_key(value, keys)
    depth = key_dim if value_dim is None else value_dim
    last_dims = _output_dims(query, output_shape)
    weights = _projection("query", (sized_axis(query, -1), num_heads, key_dim), 1, use_bias)
    weights |= _projection("key", (sized_axis(keys, -1), num_heads, key_dim), 1, use_bias)
    if use_gate:
        weights |= _projection("gate", (sized_axis(query, -1), num_heads, depth), 1, use_bias)
    weights |= _projection("value", (sized_axis(value, -1), num_heads, depth), 1, use_bias)
    weights |= _projection("attention_output", (num_heads, depth, *last_dims), 2, use_bias)
    _check_attention_axes(value, attention_axes)
    output = with_last_dims(query, *last_dims) if output_shape else query
    if 1 in (query.rank, value.rank, keys.rank):
        return Applied(output, unknown="`MultiHeadAttention` is called on a tensor without steps")
    late = _heads_on_data(query, value, attention_axes)
    if not return_attention_scores:
        return Applied(output, weights, late=late)
    return Applied((output, _scores(query, num_heads)), weights, late=late)


def _output_dims(query: Tensor, output_shape: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """The sizes that replace the query's last.

    Raises: Failed(InvalidArgument) for what is no size.
    """
    if not output_shape:
        return (sized_axis(query, -1),)
    for size in output_shape:
        if not is_dim(size) and (not isinstance(size, int) or size < 0):
            expected = Expectation(Expected.POSITIVE_INTEGERS)
            raise Failed(InvalidArgument(argument="output_shape", value=output_shape, expected=expected))
    return output_shape


def _check_attention_axes(value: Tensor, attention_axes: Argument) -> None:
    """Raises: Failed(AxisOutOfRange | InvalidArgument)."""
    axes = axes_of(() if attention_axes is None else attention_axes, "attention_axes")
    for axis in axes or ():
        # Keras counts the head axis, which follows the value's others, as well.
        if value.rank is not None and axis > value.rank:
            raise Failed(AxisOutOfRange(tensor=value, axis=axis, argument="attention_axes"))


def _heads_on_data(query: Tensor, value: Tensor, attention_axes: Argument) -> tuple[Failure, ...]:
    if query.rank is None or value.rank is None or attention_axes is not None:
        return ()
    if query.rank != value.rank:
        return (RankMismatch(tensor=value, expected=(query.rank,), found=value.rank, late=True),)
    if query.rank == 2:
        # There is no axis to attend over: the softmax over the scores has none to run along.
        return (RankMismatch(tensor=query, expected=(3,), found=2, late=True),)
    return _batches_on_data(query, value)


def _scores(query: Tensor, num_heads: Dim) -> Tensor:
    """(batch, heads, query steps, query steps): Keras declares the query's length twice."""
    query.require_min_rank(2)
    if query.shape.dims is None:
        return query.reshaped(Shape((UNKNOWN_DIM, num_heads, UNKNOWN_DIM, UNKNOWN_DIM)))
    batch, steps = query.shape.dims[:2]
    return query.with_shape(batch, num_heads, steps, steps)


@layer("keras.layers.GroupQueryAttention", prepare=check_heads)
def group_query_attention(
    query: Tensor,
    value: Tensor,
    key: Tensor | None = None,
    return_attention_scores: Argument = False,
    *,
    head_dim: LooseUnits,
    num_query_heads: QueryHeads,
    num_key_value_heads: LooseUnits,
    dropout: Ignored,
    use_bias: Flag,
    sliding_window: OptionalUnits,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    use_gate: Flag,
    seed: Ignored,
) -> Applied:
    """(batch, query steps, features), (batch, key steps, features) -> (batch, query steps, features)."""
    initializers = {"kernel_initializer": kernel_initializer, "bias_initializer": bias_initializer}
    _check_call(dropout, {**initializers, "seed": seed, "dropout": dropout})
    keys = value if key is None else key
    for tensor in (query, value, keys):
        tensor.require_min_rank(3)
    features = sized_axis(query, -1)
    # The inner equations have three letters, so the kernels take their size from the third axis.
    weights = _projection("query", (sized_axis(query, 2), num_query_heads, head_dim), 1, use_bias)
    weights |= _projection("key", (sized_axis(keys, 2), num_key_value_heads, head_dim), 1, use_bias)
    if use_gate:
        weights |= _projection("gate", (sized_axis(query, 2), num_query_heads, head_dim), 1, use_bias)
    weights |= _projection("value", (sized_axis(value, 2), num_key_value_heads, head_dim), 1, use_bias)
    weights |= _projection("attention_output", (num_query_heads, head_dim, features), 2, use_bias)
    width = last(value)
    if surely_differ(features, width):
        raise Failed(SizeMismatch(tensor=value, axis=-1, expected=features, found=width, other=query))
    _check_key(value, keys)
    late = _grouped_on_data(query, value, keys)
    if not return_attention_scores:
        return Applied(query, weights, late=late)
    return Applied((query, _grouped_scores(query, keys, num_query_heads)), weights, late=late)


def _grouped_on_data(query: Tensor, value: Tensor, key: Tensor) -> tuple[Failure, ...]:
    for tensor in (query, value, key):
        if tensor.rank is not None and tensor.rank != 3:
            return (RankMismatch(tensor=tensor, expected=(3,), found=tensor.rank, late=True),)
    if query.rank is None or value.rank is None:
        return ()
    return _batches_on_data(query, value)


def _grouped_scores(query: Tensor, key: Tensor, heads: Dim) -> Tensor:
    dims = (size_at(query, 0), heads, size_at(query, 1), size_at(key, 1))
    return query.reshaped(Shape(dims))
