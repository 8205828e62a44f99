"""Functions of TensorFlow, NumPy and `math` that refuse symbolic tensors, and what Keras has in their place."""

from __future__ import annotations

from typing import Final

from keralint.keras_api.database import Database
from keralint.semantics.failures.ops import ForeignFunctionOnTensor
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiReference

_RENAMED: Final = {
    "clip_by_value": "clip", "concat": "concatenate", "fabs": "abs",
    "fill": "full", "floordiv": "floor_divide", "floormod": "mod", "gather": "take", "l2_normalize": "normalize",
    "neg": "negative", "pow": "power", "range": "arange", "reduce_all": "all", "reduce_any": "any",
    "reduce_logsumexp": "logsumexp", "reduce_max": "max", "reduce_mean": "mean", "reduce_min": "min",
    "reduce_prod": "prod", "reduce_std": "std", "reduce_sum": "sum", "reduce_variance": "var", "reverse": "flip",
    "scatter_nd": "scatter", "truediv": "true_divide",
}  # fmt: skip
"""Functions that are called otherwise in `keras.ops`; the rest have the same name there, or none."""
_OTHERS: Final = frozenset({"tensorflow.identity"})
"""Functions that Keras has under the same name for something else."""


def keras_equivalent(path: str, database: Database) -> ApiReference | None:
    """The function of Keras's that does the same: `tensorflow.reduce_mean` is `keras.ops.mean`."""
    *modules, name = path.split(".")
    if path in _OTHERS:
        return None
    home = "keras.random" if "random" in modules else ("keras.ops.image" if "image" in modules else "keras.ops")
    symbol = database.resolve(f"{home}.{_RENAMED.get(name, name)}")
    return None if symbol is None or symbol.kind != "function" else ApiReference(symbol.canonical, symbol)


def refusal(path: str, tensor: Tensor, database: Database) -> ForeignFunctionOnTensor:
    """The failure of a foreign function that is given a symbolic tensor."""
    return ForeignFunctionOnTensor(path=path, tensor=tensor, equivalent=keras_equivalent(path, database))
