"""ReversibleEmbedding: an Embedding that also leads from its vectors back to scores for the tokens."""

from __future__ import annotations

from keralint.semantics.context import Weight
from keralint.semantics.definitions import layer
from keralint.semantics.kinds import Constraint, Flag, Ignored, Initializer, Regularizer
from keralint.semantics.layer import Applied
from keralint.semantics.layers.core import OptionalRank, Size, adapted, check_embedding_matrix
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN
from keralint.shapes import Shape


@layer("keras.layers.ReversibleEmbedding", prepare=check_embedding_matrix)
def reversible_embedding(
    inputs: Tensor,
    reverse: Ignored = False,
    *,
    input_dim: Size,
    output_dim: Size,
    tie_weights: Flag,
    embeddings_initializer: Initializer,
    embeddings_regularizer: Regularizer,
    embeddings_constraint: Constraint,
    lora_rank: OptionalRank,
) -> Applied:
    """(…) of integers -> (…, output_dim); with `reverse` (…, output_dim) -> (…, input_dim)."""
    matrix = {"embeddings": Weight((input_dim, output_dim))}
    weights = adapted(matrix, "embeddings", lora_rank, embeddings_constraint)
    if not tie_weights:
        weights["reverse_embeddings"] = Weight((output_dim, input_dim))
    dims = inputs.shape.dims
    if dims is None or reverse is UNKNOWN or isinstance(reverse, Tensor):
        return Applied(inputs.reshaped(Shape(None)), weights)
    if not reverse:
        return Applied(inputs.with_shape(*dims, output_dim), weights)
    inputs.require_min_rank(1)
    return Applied(inputs.with_last(input_dim), weights)
