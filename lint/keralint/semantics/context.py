"""What a definition may know beside its arguments: Keras's settings, and the state of the layers.

The Keras version, the float type and the image layout are fields of the context, never globals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final, Protocol

from keralint.semantics.failures.base import Failed
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, Dim, product, total

if TYPE_CHECKING:
    from keralint.keras_api.database import Database
    from keralint.semantics.layer import Layer
    from keralint.semantics.tensors import Call


@dataclass(frozen=True, slots=True)
class Weight:
    """A variable of a layer."""

    shape: tuple[Dim, ...]
    trainable: bool = True

    @property
    def size(self) -> Dim:
        return product(self.shape)


class Joinable(Protocol):
    """Data of a layer that may be one or the other, according to the branch that was taken."""

    def join(self, other: Argument) -> Argument: ...


@dataclass(frozen=True, slots=True)
class LayerState:
    """What calling a layer has made of it. Replaced as a whole, never changed in place.

    `weights` is `None` until the layer is built. `sublayers` are layers that the definition made itself (the two
    directions of a Bidirectional). `calls` are the calls so far, the first first, unless `first_known` is false: then
    branches began with different ones. `data` is the kind of layer's own: the layers of a Sequential. `trainable` is
    what the program says last, by an argument or an assignment.
    """

    weights: Mapping[str, Weight] | None = None
    sublayers: tuple[Layer, ...] = ()
    calls: tuple[Call, ...] = ()
    data: Joinable | None = None
    trainable: bool = True
    first_known: bool = True


NEW_STATE = LayerState()


def join_states(states: Sequence[LayerState]) -> LayerState:
    """The state of a layer after branches: built if it is on any of them, and certain of what is common to all."""
    if all(state == states[0] for state in states):
        return states[0]
    built = any(state.weights is not None for state in states)
    joined = next((state.data for state in states if state.data is not None), None)
    for state in states:
        joined = None if joined is None else joined.join(state.data)
    first_calls = {state.calls[0] for state in states if state.calls}
    return LayerState(
        weights=join_weights([state.weights or {} for state in states]) if built else None,
        sublayers=max((state.sublayers for state in states), key=len),
        calls=tuple(dict.fromkeys(call for state in states for call in state.calls)),
        data=joined,
        trainable=all(state.trainable for state in states),
        first_known=len(first_calls) <= 1 and all(state.first_known for state in states),
    )


def join_weights(choices: Sequence[Mapping[str, Weight]]) -> dict[str, Weight]:
    """The weights of one of several alternatives: what not all of them have alike has an unknown size."""
    names = dict.fromkeys(name for weights in choices for name in weights)
    return {name: _joined_weight([weights.get(name) for weights in choices]) for name in names}


def _joined_weight(found: Sequence[Weight | None]) -> Weight:
    first = found[0]
    if first is not None and all(other == first for other in found):
        return first
    return Weight((UNKNOWN_DIM,), trainable=all(weight is None or weight.trainable for weight in found))


class Store(Protocol):
    """Where the state of layers is kept, so that the interpreter can undo and join it."""

    def state(self, layer: Layer) -> LayerState: ...

    def set_state(self, layer: Layer, state: LayerState) -> None: ...

    def unique_name(self, base: str) -> str:
        """The next automatic name for `base`: `dense`, `dense_1`, …"""
        ...


@dataclass(slots=True)
class PlainStore:
    """A store without undo: for tests, and for use of the semantics alone."""

    states: dict[Layer, LayerState] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def state(self, layer: Layer) -> LayerState:
        return self.states.get(layer, NEW_STATE)

    def set_state(self, layer: Layer, state: LayerState) -> None:
        self.states[layer] = state

    def unique_name(self, base: str) -> str:
        count = self.counts[base] = self.counts.get(base, -1) + 1
        return f"{base}_{count}" if count else base


LAYER_MADE, LAYER_APPLIED, OPERATION, NODE = 40, 75, 25, 5
"""What the semantics cost, in units of about two microseconds on a slow machine, as it was measured: making a layer,
applying it, one operation, and beside that each tensor that is an argument or call in a graph that is walked."""

SEEN_AT_ONCE: Final = 16
"""How many parts are only looked at for one unit."""


def _for_nothing(cost: int) -> None:
    """Nobody limits what is spent."""


@dataclass(slots=True)
class Context:
    """The settings that Keras holds globally, and the store.

    `site` is the place in the program that is being executed; the semantics only pass it on.
    """

    database: Database
    store: Store = field(default_factory=PlainStore)
    floatx: str = "float32"
    data_format: str = "channels_last"
    data_format_uncertain: bool = False
    """The program has set it to what is not known, or may have set it."""
    dtype_policy: str | None = None
    """The global dtype policy (`mixed_float16`), `None` for `floatx`."""
    site: object = None
    spend: Callable[[int], None] = _for_nothing
    """Is told the costs of what is done: of one layer, operation, or node of a graph."""
    names_uncertain: bool = False
    """Code that is not followed may have created layers, so that automatic names may have other numbers."""

    enclosing: tuple[Layer, ...] = ()
    """The layers inside whose application another one is applied: wrappers and models, the outermost first."""

    @contextmanager
    def inside(self, layer: Layer) -> Iterator[None]:
        """Marks what happens meanwhile as part of `layer`: such calls are not calls in the program's graph."""
        before = self.enclosing
        self.enclosing = (*before, layer)
        try:
            yield
        except Failed as failed:
            failed.enclosing = (layer, *failed.enclosing)
            raise
        finally:
            self.enclosing = before

    @property
    def keras_major(self) -> int:
        return self.database.major

    def policy_of_new_layer(self) -> str:
        """The dtype policy of a layer that is made now, without one of its own.

        Keras 3 makes the global policy of `floatx` when the first layer asks for it, and keeps it from then on.
        """
        policy = self.dtype_policy or self.floatx
        if self.keras_major >= 3:
            self.dtype_policy = policy
        return policy

    def forget_policy(self) -> None:
        """What `clear_session` does to the settings: Keras 3 forgets the global policy, and keeps all others.

        The next layer makes a policy of `floatx` again (`keras/src/backend/common/global_state.py`).
        """
        if self.keras_major >= 3:
            self.dtype_policy = None


SETTINGS: Final[Mapping[str, object]] = {
    one.name: one.default
    for one in fields(Context)
    if one.name in ("floatx", "data_format", "data_format_uncertain", "dtype_policy")
}
"""What a program may set for all of Keras, and how it is at first."""


def count_parameters(weights: Mapping[str, Weight] | None) -> Dim | None:
    """The number of elements of all weights; `None` for a layer that is not built."""
    return None if weights is None else total(weight.size for weight in weights.values())
