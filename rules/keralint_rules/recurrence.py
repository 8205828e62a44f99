"""What several rules ask of recurrent layers: which they are, and whether a tensor is the last step of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeGuard

from keralint.api import BuiltinLayer, Call, Edit, Failing, Layer, Report, Tensor, tensors_in
from keralint_rules.words import expected_axes

RNN: Final = "keras.layers.RNN"

RESHAPING: Final = frozenset({"Flatten", "Reshape", "Permute", "Transpose", "RepeatVector", "GetItem", "Dot", "Matmul"})
"""What arranges the axes anew, so that a time axis before it would not be one after it."""

PASSING: Final = frozenset(
    "Activation ActivityRegularization AlphaDropout BatchNormalization Dense Dropout ELU GaussianDropout"
    " GaussianNoise Identity LayerNormalization LeakyReLU Masking PReLU ReLU Softmax UnitNormalization".split()
)
"""Layers that do with a sequence what they do with its last step."""


def is_recurrent(layer: object) -> TypeGuard[BuiltinLayer]:
    """Whether the layer is a recurrent one of Keras's: an RNN, or derived from it."""
    return isinstance(layer, BuiltinLayer) and (layer.symbol.canonical == RNN or RNN in layer.symbol.bases)


def is_bidirectional(layer: object) -> TypeGuard[BuiltinLayer]:
    """Whether the layer is a Bidirectional."""
    return isinstance(layer, BuiltinLayer) and layer.class_name == "Bidirectional"


def direction_of(layer: object) -> BuiltinLayer | None:
    """The recurrent layer itself, or the one inside a Bidirectional."""
    inner = layer.arguments.get("layer") if is_bidirectional(layer) else layer
    return inner if is_recurrent(inner) else None


@dataclass(frozen=True, slots=True)
class Source:
    """The call of a recurrent layer that a tensor comes from.

    `layer` is the recurrent layer, inside a Bidirectional if `call` is one's. `near`: what lies between treats a
    sequence as it treats its last step.
    """

    call: Call
    layer: BuiltinLayer
    near: bool = True

    @property
    def title(self) -> str:
        return self.call.operation.title


def whole(tensor: Tensor) -> Tensor:
    """The output that a tensor is part of: a wrapper shows its inner layer one step of it."""
    outputs = tensor.call.outputs if tensor.call is not None else ()
    return outputs[tensor.index] if tensor.index < len(outputs) else tensor


def given_to(outer: Layer, tensor: Tensor, report: Report) -> Tensor:
    """The tensor that a TimeDistributed was called on, of which its inner layer was shown a part."""
    fact = report.fact
    assert isinstance(fact, Failing)
    depth = sum(layer.class_name == outer.class_name for layer in fact.enclosing)
    called_on = next(tensors_in(list(fact.arguments.positional)), None)
    if called_on is not None and tensor.rank is not None and called_on.rank == tensor.rank + depth:
        return called_on
    return whole(tensor)


def axes_of_steps(inner: Layer, rank: int) -> str:
    """How the input of a TimeDistributed is laid out whose inner layer takes this rank."""
    axes = expected_axes(inner, rank)
    return axes.replace("(batch, ", "(batch, sequences, " if "steps" in axes else "(batch, steps, ", 1)


def sources(tensor: Tensor) -> tuple[Source, ...]:
    """The recurrent layers whose outputs the tensor is made of, by way of layers and operations that keep the rank.

    Empty if it comes from anything else as well, or from a state.
    """
    return _trace(whole(tensor), True, {}) or ()


Seen = dict[tuple[Call, int, bool], "tuple[Source, ...] | None"]
"""What was found on the way so far; a call that is being followed has found nothing."""


def _trace(tensor: Tensor, near: bool, seen: Seen) -> tuple[Source, ...] | None:
    call = tensor.call
    if call is None:
        return None
    layer = direction_of(call.operation)
    if layer is not None:
        return (Source(call, layer, near),) if is_output(tensor) else None
    key = (call, tensor.index, near)
    if key not in seen:
        seen[key] = None
        seen[key] = _trace_back(tensor, call, near, seen)
    return seen[key]


def _trace_back(tensor: Tensor, call: Call, near: bool, seen: Seen) -> tuple[Source, ...] | None:
    operation = call.operation
    if isinstance(operation, Layer) and not isinstance(operation, BuiltinLayer):
        return _trace(call.inner[tensor.index], False, seen) if tensor.index < len(call.inner) else None
    if operation.class_name in RESHAPING:
        return None
    near = near and operation.class_name in PASSING
    return _merged(_trace(before, near, seen) for before in call.inputs if before.rank == tensor.rank)


def _merged(found: Iterable[tuple[Source, ...] | None]) -> tuple[Source, ...] | None:
    """All sources, if each way back has led to one."""
    ways = list(found)
    if not ways or any(way is None for way in ways):
        return None
    return tuple({source.layer: source for way in ways if way for source in way}.values())


def is_output(tensor: Tensor) -> bool:
    """Whether a tensor that a recurrent layer made is its output, not a state."""
    operation = tensor.call.operation if tensor.call is not None else None
    split = is_bidirectional(operation) and operation.arguments.get("merge_mode") is None
    return tensor.index <= (1 if split else 0)


def last_steps(tensor: Tensor) -> tuple[Source, ...]:
    """The recurrent layers whose last step, and nothing else, the tensor is made of."""
    found = sources(tensor)
    return found if all(source.layer.arguments.get("return_sequences") is False for source in found) else ()


def set_flag(layer: BuiltinLayer, name: str, value: bool, report: Report) -> tuple[Edit | None, bool]:
    """The edit that gives a layer a flag, and whether nothing but a plain value stands in its place now."""
    written = report.argument(name, layer)
    if written is None and name in layer.given:
        return None, False
    plain = written is None or report.text(written.value) in ("True", "False")
    return report.set_argument(name, str(value), layer), plain
