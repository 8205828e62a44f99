"""What the analysis of one file gives: pure data that can be pickled, cached and sent to another process."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.diagnostics import Diagnostic
from keralint.shapes import Dim


@dataclass(frozen=True, slots=True)
class TensorBinding:
    """A name bound to a tensor, at the position of the name.

    `name` is `y[0]`, `y['a']` … for the tensors in a container. `shape` is `None` when not even the rank is known.
    `layer` says what made the tensor (`Bidirectional(LSTM)`), for people.
    """

    name: str
    line: int
    column: int
    shape: tuple[Dim, ...] | None
    dtype: str | None
    layer: str | None
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class UnknownReason:
    """The first reason why a layer call's output is not known, and where."""

    line: int
    column: int
    reason: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class FileResult:
    """The whole answer for one file.

    `layer_calls` counts the places in the text where a layer is called on a tensor, `layer_calls_known` those whose
    output shapes are all known. `skipped` is true for a file that was not parsed, because it does not mention Keras.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    tensors: tuple[TensorBinding, ...] = ()
    unknown: tuple[UnknownReason, ...] = ()
    layer_calls: int = 0
    layer_calls_known: int = 0
    skipped: bool = False
