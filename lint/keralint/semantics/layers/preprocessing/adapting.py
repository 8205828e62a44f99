"""`adapt`: what layers learn of data before they are used. How much that is, is not followed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context
from keralint.semantics.layer import Layer
from keralint.semantics.values import Argument


@dataclass(frozen=True, slots=True)
class Adapted:
    """Marks the state of a layer that `adapt` has been called on, on one branch at least."""

    def join(self, other: Argument) -> Adapted:
        return self


def note_adapted(layer: Layer, context: Context) -> None:
    """From now on the layer may have other sizes than its constructor's arguments tell."""
    if isinstance(layer, BuiltinLayer):
        context.store.set_state(layer, replace(context.store.state(layer), data=Adapted()))


def is_adapted(layer: Layer, context: Context) -> bool:
    """Whether `adapt` may have been called on the layer."""
    return isinstance(context.store.state(layer).data, Adapted)
