"""Dense, Embedding, Masking, Identity (`keras/src/layers/core`); Lambda and EinsumDense have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Failed, RankMismatch, SizeMismatch, UndefinedSize
from keralint.semantics.failures.arguments import Expected
from keralint.semantics.kinds import Activation, Constraint, Flag, Initializer, Integer, Regularizer, Scope, Units
from keralint.semantics.layer import Applied
from keralint.semantics.layers.activating import run_activation
from keralint.semantics.layers.common import same, surely_unequal
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim, Shape

Size: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=1, bools=False)]


class Rank(Integer):
    """The rank of a LoRA adapter: whatever counts as false stands for none."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Dim | None:
        empty = isinstance(value, (float, str, bytes, tuple, list, dict)) and not value
        return None if empty else Integer.check(self, value, scope)


OptionalRank: TypeAlias = Annotated[Dim, Rank(Expected.POSITIVE_INTEGER, minimum=0, optional=True)]


def defined_last(x: Tensor) -> Dim:
    """The size of the last axis, on which weights depend.

    Raises: Failed(UndefinedSize) if it is `None`.
    """
    last = x.shape.dim(-1)
    if last is None:
        raise Failed(UndefinedSize(tensor=x, axis=-1))
    return last


def adapted(weights: Mapping[str, Weight], name: str, rank: Dim, constraint: Argument) -> dict[str, Weight]:
    """The weights with a low-rank adaptation (LoRA) of the matrix `name`, if `rank` asks for one.

    The matrix is frozen, and two factors of `rank` are added: `(…, a)` -> `(…, rank)` and `(rank, a)`. With a
    constraint Keras refuses that once all other weights are made, which are what is left to a layer around it that
    tries the call out before it makes it (`Layer._maybe_build`).
    """
    if not rank or not (constraint is None or constraint is UNKNOWN):
        return dict(weights)
    shape = weights[name].shape
    factors = {f"lora_{name}_a": Weight((*shape[:-1], rank)), f"lora_{name}_b": Weight((rank, shape[-1]))}
    return {**weights, name: Weight(shape, trainable=False), **factors}


@layer("keras.layers.Dense", finish=run_activation)
def dense(
    inputs: Tensor,
    *,
    units: Units,
    activation: Activation,
    use_bias: Flag,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    activity_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    lora_rank: OptionalRank,
) -> Applied:
    """(…, features) -> (…, units)."""
    inputs.require_min_rank(2)
    features = defined_last(inputs)
    weights = {"kernel": Weight((features, units))}
    if use_bias:
        weights["bias"] = Weight((units,))
    return Applied(inputs.with_last(units), adapted(weights, "kernel", lora_rank, kernel_constraint))


def check_embedding_matrix(arguments: dict[str, Argument], context: Context) -> None:
    """`weights` must be one matrix of shape (input_dim, output_dim).

    Raises: Failed(RankMismatch | SizeMismatch).
    """
    matrix = arguments.get("weights")
    if isinstance(matrix, list) and len(matrix) == 1:
        matrix = matrix[0]
    if not isinstance(matrix, Tensor) or matrix.shape.dims is None:
        return
    if len(matrix.shape.dims) != 2:
        raise Failed(RankMismatch(tensor=matrix, expected=(2,), found=len(matrix.shape.dims)))
    for axis, name in enumerate(("input_dim", "output_dim")):
        expected, found = arguments[name], matrix.shape.dims[axis]
        if surely_unequal(expected, found):
            raise Failed(SizeMismatch(tensor=matrix, axis=axis, expected=expected, found=found, argument=name))


@layer("keras.layers.Embedding", prepare=check_embedding_matrix)
def embedding(
    inputs: Tensor,
    *,
    input_dim: Size,
    output_dim: Size,
    embeddings_initializer: Initializer,
    embeddings_regularizer: Regularizer,
    embeddings_constraint: Constraint,
    lora_rank: OptionalRank,
) -> Applied:
    """(…) of integers -> (…, output_dim)."""
    matrix = {"embeddings": Weight((input_dim, output_dim))}
    weights = adapted(matrix, "embeddings", lora_rank, embeddings_constraint)
    dims = inputs.shape.dims
    return Applied(inputs.reshaped(inputs.shape if dims is None else Shape((*dims, output_dim))), weights)


@layer("keras.layers.Masking")
def masking(inputs: Tensor) -> Tensor:
    """(…, features) -> the same, with a mask."""
    inputs.require_min_rank(1)
    return inputs


@layer("keras.layers.Identity", keeps_dtype=True)
def identity(inputs: Structure) -> Structure:
    """Any structure of tensors -> the same."""
    return same(inputs, none=True)
