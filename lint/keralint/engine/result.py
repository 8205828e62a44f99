"""What the analysis of one file gives: pure data that can be pickled, cached and sent to another process."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from keralint.diagnostics import Diagnostic
from keralint.shapes import Dim


class Detail(enum.Enum):
    """What is asked for beside the findings: each costs the positions of what it speaks of."""

    FINDINGS = enum.auto()
    SHAPES = enum.auto()
    MODELS = enum.auto()


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
    relative: str | None = None
    """The shape relative to that of a parameter, where the rank is not known: `(*x.shape[:-1], 64)`."""


@dataclass(frozen=True, slots=True)
class UnknownReason:
    """The first reason why a layer call's output is not known, and where."""

    line: int
    column: int
    reason: str
    cell: int | None = None


Dims = tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class LayerSummary:
    """A row of a model's summary.

    `output_shapes` has one shape for each output, `None` for one whose rank is not known; it is empty for a layer that
    is not built. `inputs` are the names of the layers that it is called on. `line` is where it was created.
    """

    name: str
    class_name: str
    output_shapes: tuple[Dims | None, ...]
    params: int | None
    line: int | None
    inputs: tuple[str, ...] = ()
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """What `model.summary()` says of a model. `name` is the variable that holds it, or else the model's own name.

    `kind` is `functional`, `sequential` or `subclass`. Numbers that are not known are `None`.
    """

    name: str
    line: int
    kind: str
    params: int | None
    trainable_params: int | None
    inputs: tuple[tuple[str, Dims | None], ...]
    outputs: tuple[Dims | None, ...]
    layers: tuple[LayerSummary, ...]
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A place where a layer is called, and whether the shapes of what it gives are known.

    `place` tells the calls in a file from each other. `called` is for when somebody is known to come there, `alone` for
    when a function or class was executed that its file does not use. `relative` tells that the shapes are known if one
    knows what the function around it is given, as a thorough run finds out. `reason` is the first cause of what is not
    known. Line and column are 0, unless positions were asked for.
    """

    path: str
    place: tuple[int, int]
    called: bool | None
    alone: bool | None
    reason: str | None = None
    line: int = 0
    column: int = 0
    cell: int | None = None
    relative: bool = False

    @property
    def known(self) -> bool:
        return self.relative or bool(self.alone if self.called is None else self.called)


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding in another file, that a comment there suppresses: so that the comment is not unused."""

    path: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """The whole answer for one file.

    The diagnostics may be those of modules that it imports: it is what makes them fail.

    `calls` are those of layers in its text, and those that it leads to in others. `layer_calls` counts the places in
    the text where a layer is called on a tensor, `layer_calls_known` those whose output shapes are all known, also by
    what the other files of the run know of them. `skipped` is true for a file that was not parsed, because it does not
    mention Keras.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    tensors: tuple[TensorBinding, ...] = ()
    unknown: tuple[UnknownReason, ...] = ()
    layer_calls: int = 0
    layer_calls_known: int = 0
    skipped: bool = False
    models: tuple[ModelSummary, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    calls: tuple[LayerCall, ...] = ()
