"""What arguments were called before they were renamed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

RENAMED: Final[dict[str, tuple[str, ...]]] = {
    "output_dim": ("units",),
    "nb_filter": ("filters",),
    "nb_filters": ("filters",),
    "filter_length": ("kernel_size",),
    "pool_length": ("pool_size",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
    "stride": ("strides",),
    "atrous_rate": ("dilation_rate",),
    "border_mode": ("padding",),
    "init": ("kernel_initializer", "embeddings_initializer"),
    "inner_init": ("recurrent_initializer",),
    "inner_activation": ("recurrent_activation",),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "U_regularizer": ("recurrent_regularizer",),
    "b_regularizer": ("bias_regularizer",),
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "U_constraint": ("recurrent_constraint",),
    "b_constraint": ("bias_constraint",),
    "bias": ("use_bias",),
    "dropout_W": ("dropout",),
    "dropout_U": ("recurrent_dropout",),
    "p": ("rate",),
    "sigma": ("stddev",),
    "concat_axis": ("axis",),
    "beta_init": ("beta_initializer",),
    "gamma_init": ("gamma_initializer",),
    "lr": ("learning_rate",),
    "nb_epoch": ("epochs",),
    "nb_classes": ("num_classes",),
    "input": ("inputs",),
    "output": ("outputs",),
}
"""Old names, each with the newer ones, of which a callable has at most one: Keras 1 to 2, and `lr`."""


def new_name(old: str, parameters: Iterable[str]) -> str | None:
    """What an argument that once was called `old` is called among these parameters."""
    known = set(parameters)
    return next((name for name in RENAMED.get(old, ()) if name in known), None)
