"""Where a width is doubled: a Bidirectional puts the outputs of its two directions side by side."""

from __future__ import annotations

from keralint.api import BuiltinLayer, Call, Dim, Layer, Symbolic, Tensor
from keralint_rules.recurrence import Source, direction_of, is_bidirectional, whole
from keralint_rules.states import call_of


def width_of(layer: BuiltinLayer) -> Dim:
    """The width of what one direction of a recurrent layer gives; `None` if it is not known."""
    cell = layer.arguments.get("cell")
    arguments = cell.arguments if isinstance(cell, BuiltinLayer) else layer.arguments
    width = arguments.get("units", arguments.get("filters"))
    return width if isinstance(width, (int, Symbolic)) else None


def doubled(tensor: Tensor, narrow: Dim) -> Source | None:
    """The Bidirectional that made the last axis of a tensor twice as wide as `narrow`, the units of its layer.

    Layers that keep the last size may lie between, and the two directions' states may have been concatenated.
    """
    current: Tensor | None = whole(tensor)
    for _ in range(_FURTHEST):
        call = current.call if current is not None else None
        if current is None or call is None:
            return None
        source = _source(current, call)
        if source is not None:
            width = width_of(source.layer)
            return source if width is not None and width == narrow else None
        current = _before(current, call)
    return None


_FURTHEST = 50
"""How many calls are followed back: a cause that is further away explains nothing."""


def _source(tensor: Tensor, call: Call) -> Source | None:
    """The Bidirectional, if this very call doubles the width."""
    operation = call.operation
    joined = call_of(call.inputs) if operation.class_name == "Concatenate" and len(call.inputs) == 2 else None
    if joined is not None and not all(state.index for state in call.inputs):
        joined = None
    made = joined or call
    layer = made.operation
    direction = direction_of(layer)
    if direction is None or not is_bidirectional(layer):
        return None
    concatenates = joined is not None or (layer.arguments.get("merge_mode") == "concat" and tensor.index == 0)
    return Source(made, direction) if concatenates else None


def _before(tensor: Tensor, call: Call) -> Tensor | None:
    """The input that the last size of an output comes from."""
    operation = call.operation
    if isinstance(operation, Layer) and not isinstance(operation, BuiltinLayer):
        return call.inner[tensor.index] if tensor.index < len(call.inner) else None
    if direction_of(operation) is not None or not tensor.shape.dims:
        return None
    last = tensor.shape.dims[-1]
    return next((before for before in call.inputs if before.shape.dims and before.shape.dims[-1] == last), None)
