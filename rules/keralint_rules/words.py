"""Words that several rules share: how sizes, ranks and layers are named in messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from keralint.api import (
    UNKNOWN,
    ApiInstance,
    ApiReference,
    BuiltinLayer,
    Layer,
    Operation,
    Report,
    Symbolic,
    Tensor,
    UserCallable,
    dim_text,
)

AXES: Final = {
    1: "(batch,)",
    2: "(batch, features)",
    3: "(batch, steps, features)",
    4: "(batch, height, width, channels)",
    5: "(batch, depth, height, width, channels)",
}
"""What the axes of a tensor of each rank usually mean."""

SEQUENCE_LAYERS: Final = frozenset(
    {"SimpleRNN", "LSTM", "GRU", "RNN", "Bidirectional", "Conv1D", "Conv1DTranspose", "SeparableConv1D"}
)
"""Layers that run over the steps of a sequence."""


def code(text: object) -> str:
    """In backticks."""
    return f"`{text}`"


def expected_axes(layer: Layer | Operation, rank: int) -> str:
    """How an input of this rank is laid out for the layer: `(batch, steps, features)`."""
    if layer.class_name.startswith("ConvLSTM"):
        spatial = ", ".join(("height", "width", "depth")[: rank - 3])
        return f"(batch, steps, {spatial}, channels)"
    channels_first = isinstance(layer, BuiltinLayer) and layer.arguments.get("data_format") == "channels_first"
    if channels_first and rank in (4, 5):
        return {4: "(batch, channels, height, width)", 5: "(batch, channels, depth, height, width)"}[rank]
    return AXES.get(rank, f"{rank} axes")


def source_words(tensor: Tensor, report: Report) -> str:
    """What made a tensor, with its shape: `LSTM` gives `(None, 64)`."""
    return f"{code(report.name_of(tensor))} gives {code(tensor.shape)}"


def listed(items: Iterable[object], last: str = "and") -> str:
    """A list in words, each item in backticks: `` `a`, `b` and `c` ``."""
    texts = [code(item) for item in items]
    return f" {last} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def count(number: int, thing: str) -> str:
    """`1 axis`, `2 axes`, `3 tensors`."""
    plural = {"axis": "axes", "index": "indices"}.get(thing, f"{thing}s")
    return f"{number} {thing if number == 1 else plural}"


def ordinal(index: int) -> str:
    """`first` for 0, `second` for 1."""
    names = ("first", "second", "third", "fourth", "fifth", "sixth")
    return names[index] if 0 <= index < len(names) else f"{index + 1}th"


def subject_name(report: Report) -> str:
    """How messages name what refused: `LSTM`, `Adam`, `fit`, `keras.ops.matmul`, `+`."""
    fact = report.fact
    subject = getattr(fact, "subject", None)
    method: str | None = getattr(fact, "method", None)
    if method is not None:
        return method
    if isinstance(subject, (Operation, str)):
        return subject if isinstance(subject, str) else subject.title
    path: str = getattr(subject, "path", "") or type(subject).__name__
    foreign = path.partition(".")[0] in ("numpy", "tensorflow") and ".keras." not in path
    return path if (foreign or ".ops." in path) and "ndarray" not in path else path.rpartition(".")[2]


def value_text(value: object) -> str:
    """How a message shows what an argument holds, in backticks where it is code."""
    if value is UNKNOWN:
        return "something else"
    if isinstance(value, Tensor):
        return f"a tensor {code(value.shape)}"
    if isinstance(value, Operation):
        return f"a {code(value.title)} layer" if isinstance(value, Layer) else code(value.title)
    if isinstance(value, UserCallable):
        return "a function"
    if isinstance(value, (ApiReference, ApiInstance)):
        name = value.canonical.rpartition(".")[2]
        return code(name) if isinstance(value, ApiReference) else f"a {code(name)}"
    return code(_plain(value)) if _plain(value) else f"a `{type(value).__name__}`"


def _plain(value: object) -> str:
    """The source text of a constant, or of a sequence of constants; empty for anything else."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value)
    if isinstance(value, Symbolic):
        return dim_text(value)
    if isinstance(value, (tuple, list)):
        inside = [_plain(item) or "…" for item in value]
        joined = ", ".join(inside) + ("," if len(inside) == 1 and isinstance(value, tuple) else "")
        return f"({joined})" if isinstance(value, tuple) else f"[{joined}]"
    return ""
