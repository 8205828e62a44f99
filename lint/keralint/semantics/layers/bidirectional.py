"""Bidirectional (`keras/src/layers/rnn/bidirectional.py`): one layer over the sequence, and one over its reverse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, LayerState
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    DirectionsDiffer,
    DirectionUnitsMismatch,
    Expectation,
    Expected,
    Failed,
    Failure,
    InvalidArgument,
    SameDirection,
    StateCountMismatch,
    StatefulBidirectionalStates,
    StateRankMismatch,
    StateSizeMismatch,
)
from keralint.semantics.kinds import Choice
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.common import last, surely_unequal
from keralint.semantics.layers.sequences import Open, collected, settled, split_inputs
from keralint.semantics.layers.wrappers import InnerLayer, OptionalLayer
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel
from keralint.semantics.tensors import Structure, Tensor, map_tensors
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import add, multiply

MergeMode: TypeAlias = Annotated[str | None, Choice(("concat", "sum", "mul", "ave", None))]
FLAGS: Final = ("stateful", "return_sequences", "return_state")
"""What both directions must have alike, in the order in which Keras compares it."""
PLAIN: Final = (bool, int, float, str, type(None))

# --- making the directions ------------------------------------------------------------------------------------------


def make_directions(arguments: dict[str, Argument], context: Context) -> None:
    """The two layers that run: a copy of the given one, and one that goes backwards (a copy, or `backward_layer`).

    The arguments keep the layer that the program gave as `layer`, and get what runs as `forward_layer` and
    `backward_layer`. Raises: Failed(InvalidArgument | SameDirection | DirectionsDiffer).
    """
    given, backward = arguments["layer"], arguments["backward_layer"]
    for name, value in (("layer", given), ("backward_layer", backward)):
        if isinstance(value, Layer) and not may_have_direction(value):
            expected = Expectation(Expected.RECURRENT_LAYER)
            raise Failed(InvalidArgument(argument=name, value=value, expected=expected))
    if not isinstance(given, Layer) or backward is UNKNOWN:
        return
    _check_direction(given, backward, context)
    if backward is not None:
        _check_flags(given, backward)
    forward_name, backward_name = (_direction_name(given, prefix, context) for prefix in ("forward_", "backward_"))
    turned = not given.arguments.get("go_backwards") if isinstance(given, BuiltinLayer) else True
    if backward is None:
        backward = copied(given, context, name=backward_name, go_backwards=turned)
    arguments["backward_layer"] = backward
    arguments["forward_layer"] = copied(given, context, name=forward_name)


def may_have_direction(value: Layer) -> bool:
    """Whether the layer takes `go_backwards`, or may do so."""
    if not isinstance(value, BuiltinLayer):
        return not isinstance(value, (FunctionalModel, SequentialModel, InputLayer))
    return value.symbol.signature is None or "go_backwards" in value.symbol.signature.keywords


def _check_direction(forward: Layer, backward: Layer | None, context: Context) -> None:
    """Keras 3 turns its copy around by setting the flag, Keras 2 by inverting it.

    Raises: Failed(SameDirection).
    """
    own = flag(forward, "go_backwards")
    other = flag(backward, "go_backwards") if backward is not None else True
    if backward is None and context.keras_major < 3:
        return
    if isinstance(own, PLAIN) and isinstance(other, PLAIN) and own == other:
        raise Failed(SameDirection(forward=forward, backward=backward, go_backwards=own))


def _check_flags(forward: Layer, backward: Layer) -> None:
    """Raises: Failed(DirectionsDiffer)."""
    pairs = {name: (flag(forward, name), flag(backward, name)) for name in FLAGS}
    known = {name: pair for name, pair in pairs.items() if all(isinstance(value, PLAIN) for value in pair)}
    differing = {name: (own, other) for name, (own, other) in known.items() if own != other}
    if differing:
        names, values = tuple(differing), tuple(differing.values())
        raise Failed(DirectionsDiffer(forward=forward, backward=backward, flags=names, values=values))


def flag(layer: Layer, name: str) -> Argument:
    """A flag as the program wrote it, or by default; Keras compares them without making them truth values."""
    if not isinstance(layer, BuiltinLayer):
        return UNKNOWN
    return layer.given[name] if name in layer.given else layer.arguments.get(name, UNKNOWN)


def _direction_name(layer: Layer, prefix: str, context: Context) -> str:
    """`forward_lstm`; Keras 3 does not say it twice."""
    return prefix + (layer.name.removeprefix(prefix) if context.keras_major >= 3 else layer.name)


def copied(layer: Layer, context: Context, *, name: str | None = None, **changes: Argument) -> Layer:
    """A new layer made from the other's configuration, with its cells; it is built if the other is.

    What a class of the user's makes of its configuration is not known: such a layer stands for its own copy.
    """
    return _copied(layer, context, {}, name, changes)


def _copied(
    layer: Layer, context: Context, made: dict[Layer, Layer], name: str | None, changes: dict[str, Argument]
) -> Layer:
    if layer in made:
        return made[layer]
    if not isinstance(layer, BuiltinLayer):
        return layer
    inner = {key: _copied_in(value, context, made) for key, value in layer.arguments.items()}
    copy = made[layer] = replace(layer, name=name or layer.name, arguments={**inner, **changes})
    state = context.store.state(layer)
    if state.weights is not None:
        sublayers = tuple(_copied(item, context, made, None, {}) for item in state.sublayers)
        context.store.set_state(copy, LayerState(weights=state.weights, sublayers=sublayers))
    return copy


def _copied_in(value: Argument, context: Context, made: dict[Layer, Layer]) -> Argument:
    if isinstance(value, Layer):
        return _copied(value, context, made, None, {})
    if isinstance(value, (tuple, list)):
        return type(value)(_copied_in(item, context, made) for item in value)
    return value


# --- running them ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Direction:
    """What one of the layers gives: its output and its states, and what fails on data."""

    layer: Layer
    output: Tensor
    states: tuple[Structure, ...]
    late: tuple[Failure, ...]


@layer("keras.layers.Bidirectional", prepare=make_directions, keeps_dtype=True)
def bidirectional(
    inputs: Open,
    initial_state: Open = None,
    *,
    layer: InnerLayer,
    backward_layer: OptionalLayer,
    merge_mode: MergeMode,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch, steps, …) -> both outputs merged, the last axis doubled for `concat`; then the states of both."""
    sublayers: tuple[Layer, ...] = (this.arguments["forward_layer"], this.arguments["backward_layer"])
    x, given = split_inputs(inputs, initial_state, this, context)
    found = _run(sublayers, x, given, this, context)
    if found is None:
        reason = f"what `{layer.title}` gives is not known"
        return Applied(Tensor.unknown(), sublayers=sublayers, unknown=reason)
    forward, backward = found
    if forward.states and flag(layer, "stateful") is True and context.keras_major >= 3:
        raise Failed(StatefulBidirectionalStates(forward=layer))
    units = settled(_check_units(forward, backward, merge_mode), context)
    late = dict.fromkeys((*forward.late, *backward.late, *units))
    outputs = _merged(forward, backward, merge_mode, this, context)
    return Applied(outputs, sublayers=sublayers, late=tuple(late))


def _run(
    sublayers: Sequence[Layer], x: Tensor, given: Argument, this: BuiltinLayer, context: Context
) -> tuple[Direction, Direction] | None:
    """Both directions, each with its half of the states; `None` if what they give is not known.

    Raises: Failed. A Bidirectional speaks for its directions: Keras gives it the input specification of its layer.
    """
    if not all(isinstance(inner, BuiltinLayer) for inner in sublayers):
        return None
    halves = _halves(given)
    applied: list[Applied] = []
    try:
        for inner, half in zip(sublayers, halves):
            with context.inside(this):
                applied.append(inner.apply(CallArguments.of(x, initial_state=half), context))
    except Failed as failed:
        counts = [failed.failure] * 2 if isinstance(failed.failure, StateCountMismatch) else []
        raise Failed(_counted(counts, halves, given, this) or failed.failure) from None
    late = _seen_together([one.late for one in applied], halves, given, this)
    heads = [_head(one.outputs) for one in applied]
    if None in heads or any(one.unknown for one in applied):
        return None
    forward, backward = (
        Direction(inner, head[0], head[1], failures)
        for inner, head, failures in zip(sublayers, heads, late)
        if head is not None
    )
    return forward, backward


def _head(outputs: Structure) -> tuple[Tensor, tuple[Structure, ...]] | None:
    """The output, and the states after it."""
    if isinstance(outputs, Tensor):
        return outputs, ()
    if isinstance(outputs, (tuple, list)) and outputs and isinstance(outputs[0], Tensor):
        return outputs[0], tuple(outputs[1:])
    return None


def _halves(given: Argument) -> tuple[Argument, Argument]:
    """The states of each direction; a single tensor is no state of either."""
    if given is None or given is UNKNOWN:
        return given, given
    if not isinstance(given, (tuple, list)):
        return (), ()
    half = len(given) // 2
    return given[:half], given[half:]


def _merged(
    forward: Direction, backward: Direction, merge_mode: str | None, this: BuiltinLayer, context: Context
) -> Structure:
    """The outputs. Keras 3 tells their shapes from the forward layer alone, and declares its own dtype."""
    if context.keras_major >= 3:
        backward = forward
    one, other = forward.output, backward.output
    outputs: list[Structure] = [one, other]
    if merge_mode == "concat":
        double = multiply(2, last(one)) if context.keras_major >= 3 else add(last(one), last(other))
        outputs = [one if one.shape.dims is None else one.with_last(double)]
    elif merge_mode is not None:
        outputs = [other if last(one) == 1 else one]
    states = [*forward.states, *backward.states]
    merged = collected([*outputs, *states], context) if states or merge_mode is None else outputs[0]
    dtype = this.compute_dtype(context)
    return map_tensors(merged, lambda x: x.with_dtype(dtype)) if context.keras_major >= 3 else merged


def _check_units(forward: Direction, backward: Direction, merge_mode: str | None) -> list[Failure]:
    """Widths that cannot be combined element by element; one of 1 can be stretched."""
    if merge_mode in ("concat", None):
        return []
    widths = last(forward.output), last(backward.output)
    if not surely_unequal(*widths) or any(not surely_unequal(width, 1) for width in widths):
        return []
    return [
        DirectionUnitsMismatch(forward=forward.layer, backward=backward.layer, merge_mode=merge_mode, widths=widths)
    ]


# --- states that do not fit -----------------------------------------------------------------------------------------


def _seen_together(
    late: Sequence[tuple[Failure, ...]], halves: tuple[Argument, Argument], given: Argument, this: BuiltinLayer
) -> list[tuple[Failure, ...]]:
    """The failures of each direction; those that concern states count them over both."""
    counts = [next((f for f in found if isinstance(f, StateCountMismatch)), None) for found in late]
    total = _counted(counts, halves, given, this)
    if total is not None:
        return [(replace(total, late=True),), ()]
    offset = len(halves[0]) if isinstance(halves[0], (tuple, list)) else 0
    backward = tuple(
        replace(failure, index=failure.index + offset)
        if isinstance(failure, (StateSizeMismatch, StateRankMismatch))
        else failure
        for failure in late[1]
    )
    return [late[0], backward]


def _counted(
    counts: Sequence[Failure | None], halves: tuple[Argument, Argument], given: Argument, this: BuiltinLayer
) -> StateCountMismatch | None:
    """Wrong numbers of states in the directions, as one wrong number of the whole; `None` if there is none."""
    wrong = [failure if isinstance(failure, StateCountMismatch) else None for failure in counts]
    if not any(wrong):
        return None
    expected = sum(failure.expected if failure is not None else len(half) for failure, half in zip(wrong, halves))
    items = given if isinstance(given, (tuple, list)) else (given,)
    states = tuple(item for item in items if isinstance(item, Tensor))
    return StateCountMismatch(layer=this, expected=expected, found=len(items), states=states)
