"""Counting the variables of layers and models, each once however often it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from keralint.semantics.context import Context, Weight
from keralint.semantics.layer import Layer
from keralint.shapes import UNKNOWN_DIM, Dim, total


def parameters(layer: Layer, context: Context, *, trainable: bool = False) -> Dim:
    """The number of elements of all variables, or of the trainable ones; unknown if not all variables are known."""
    if layer.weights(context) is None:
        return UNKNOWN_DIM
    if trainable and not context.store.state(layer).trainable:
        return 0
    return total(weight.size for weight, changes in _variables(layer, context, set()) if changes or not trainable)


def _variables(layer: Layer, context: Context, seen: set[Layer]) -> Iterator[tuple[Weight, bool]]:
    """The variables of a layer and of those inside it, each with whether training changes it."""
    if layer in seen:
        return
    seen.add(layer)
    state = context.store.state(layer)
    for weight in (state.weights or {}).values():
        yield weight, weight.trainable and state.trainable
    for inner in layer.sublayers(context):
        yield from _variables(inner, context, seen)


def set_trainable(layer: Layer, value: bool, context: Context) -> None:
    """`layer.trainable = value`: for the layer and for all that are in it now."""
    stack, seen = [layer], set[Layer]()
    while stack:
        current = stack.pop()
        if current in seen:
            continue
        seen.add(current)
        context.store.set_state(current, replace(context.store.state(current), trainable=value))
        stack.extend(current.sublayers(context))
