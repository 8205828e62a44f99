"""What recurrent layers share: the sequence that they run over, the states that they start from, what they return.

Keras 3 declares what a recurrent layer returns without running it: what does not fit the states is found only on data,
where Keras 2 finds it when the model is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.failures import (
    Failed,
    Failure,
    InputCountMismatch,
    NotATensor,
    StateCountMismatch,
    StatefulBatchUnknown,
    StateRankMismatch,
    StateSizeMismatch,
    UnrolledStepsUnknown,
)
from keralint.semantics.kinds import Boolean, Irrelevant, Kind
from keralint.semantics.layer import Applied, Layer
from keralint.semantics.layers.common import as_tensor, surely_unequal
from keralint.semantics.layers.core import defined_last
from keralint.semantics.tensors import Structure, Tensor, tensors_in
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim

Open: TypeAlias = Annotated[Argument, Irrelevant()]
"""An argument of a call that need not be known."""

MODES: Final[Mapping[str, Kind]] = {name: Boolean() for name in ("go_backwards", "stateful", "unroll")}
"""Flags that say how a recurrent layer runs, and nothing of what it returns."""


@dataclass(frozen=True, slots=True)
class Run:
    """A recurrent layer called on `x`, (batch, steps, …features…), with the initial states that it is given."""

    layer: BuiltinLayer
    context: Context
    x: Tensor
    batch: Dim
    steps: Dim
    given: Argument

    @staticmethod
    def over(inputs: Argument, initial_state: Argument, rank: int, layer: BuiltinLayer, context: Context) -> Run:
        """The run over an input that must have `rank` axes.

        Raises: Failed(RankMismatch | StatefulBatchUnknown | UnrolledStepsUnknown), and as `split_inputs` does.
        """
        x, given = split_inputs(inputs, initial_state, layer, context)
        batch, steps, *_ = x.require_rank(rank)
        check_modes(x, layer, context)
        return Run(layer, context, x, batch, steps, given)

    def state(self, *dims: Dim) -> Tensor:
        """A state of the layer: (batch, *dims)."""
        return self.x.with_shape(self.batch, *dims)

    def returned(
        self,
        dims: Sequence[Dim],
        states: Sequence[Structure],
        weights: Mapping[str, Weight],
        *,
        sequences: bool,
        with_states: bool,
        late: Sequence[Failure] = (),
    ) -> Applied:
        """The output, (batch, *dims) or (batch, steps, *dims), and the states, if they are asked for."""
        output = self.x.with_shape(self.batch, *([self.steps] if sequences else []), *dims)
        outputs = collected([output, *states], self.context) if with_states else output
        return Applied(outputs, weights, late=tuple(late))


def collected(tensors: Sequence[Structure], context: Context) -> Structure:
    """Several outputs, as this version of Keras returns them: Keras 2 in a list, Keras 3 in a tuple."""
    return tuple(tensors) if context.keras_major >= 3 else list(tensors)


def split_inputs(
    inputs: Argument, initial_state: Argument, layer: BuiltinLayer, context: Context
) -> tuple[Tensor, Argument]:
    """The sequence, and the initial states: Keras 2 takes them in one list as well, `layer([x, h, c])`.

    Raises: Failed(InputCountMismatch | NotATensor).
    """
    if isinstance(inputs, list) and inputs and context.keras_major < 3:
        given = inputs[1:] if len(inputs) > 1 else initial_state
        return as_tensor(inputs[0], layer.first_input), given
    return one_tensor(inputs, layer.first_input), initial_state


def one_tensor(inputs: Argument, argument: str) -> Tensor:
    """The tensor that a layer is called on, where Keras takes no list, not even of one.

    Raises: Failed(InputCountMismatch | NotATensor).
    """
    if isinstance(inputs, (tuple, list, dict)):
        tensors = tuple(tensors_in(inputs))
        if not isinstance(inputs, dict) and len(tensors) < len(inputs):
            return Tensor.unknown()
        if len(tensors) > 1 and not isinstance(inputs, dict):
            raise Failed(InputCountMismatch(expected=1, found=len(tensors), tensors=tensors))
        raise Failed(NotATensor(value=inputs, argument=argument))
    return as_tensor(inputs, argument)


def features_of(x: Tensor, layer: BuiltinLayer, context: Context) -> Dim:
    """The size of the last axis, on which the weights depend as long as there are none.

    Raises: Failed(UndefinedSize) if it is `None`.
    """
    if is_built(layer, context):
        size = x.shape.dim(-1)
        return UNKNOWN_DIM if size is None else size
    return defined_last(x)


def is_built(layer: BuiltinLayer, context: Context) -> bool:
    """Whether an earlier call has made the weights."""
    return context.store.state(layer).weights is not None


def check_modes(x: Tensor, layer: BuiltinLayer, context: Context) -> None:
    """`stateful` needs to know the batch when it is built, and in Keras 2 `unroll` needs to know the steps.

    Raises: Failed(StatefulBatchUnknown | UnrolledStepsUnknown).
    """
    if x.shape.dims is None:
        return
    if layer.arguments.get("stateful") is True and x.shape.dims[0] is None and not is_built(layer, context):
        raise Failed(StatefulBatchUnknown(tensor=x))
    unrolled = layer.arguments.get("unroll") is True and len(x.shape.dims) > 1 and x.shape.dims[1] is None
    if unrolled and context.keras_major < 3:
        raise Failed(UnrolledStepsUnknown(tensor=x))


# --- initial states -------------------------------------------------------------------------------------------------


def settled(failures: Iterable[Failure], context: Context) -> tuple[Failure, ...]:
    """Failures that Keras 3 has on data only.

    Raises: Failed with the first of them in Keras 2.
    """
    found = list(failures)
    if found and context.keras_major < 3:
        raise Failed(found[0])
    return tuple(replace(failure, late=True) for failure in found if not _broadcast(failure))


def _broadcast(failure: Failure) -> bool:
    """Whether a state may be broadcast: only the first meets a matrix, the others are multiplied by elements."""
    return isinstance(failure, StateSizeMismatch) and failure.index > 0 and failure.found == 1


def misfits(
    given: Argument, needed: Sequence[Tensor], layer: Layer, *, spare: bool = False, ranks: bool = True
) -> list[Failure]:
    """Why initial states do not fit those that a layer needs: nothing, or the first reason.

    `spare`: it ignores more than it needs. Without `ranks` a state with more axes may be broadcast.
    """
    if given is None or given is UNKNOWN:
        return []
    items = list(given) if isinstance(given, (tuple, list)) else [given]
    if len(items) < len(needed) or (len(items) > len(needed) and not spare):
        states = tuple(item for item in items if isinstance(item, Tensor))
        return [StateCountMismatch(layer=layer, expected=len(needed), found=len(items), states=states)]
    pairs = enumerate(zip(items, needed))
    found = [_misfit(item, state, index, layer) for index, (item, state) in pairs if isinstance(item, Tensor)]
    sure = [failure for failure in found if failure and (ranks or not isinstance(failure, StateRankMismatch))]
    return sure[:1]


def _misfit(state: Tensor, needed: Tensor, index: int, layer: Layer) -> Failure | None:
    """Why one state does not fit. A batch that differs may still be one batch when data runs through."""
    expected, found = needed.shape.dims, state.shape.dims
    if expected is None or found is None:
        return None
    if len(expected) != len(found):
        return StateRankMismatch(layer=layer, tensor=state, index=index, expected=len(expected), found=len(found))
    for axis in range(1, len(expected)):
        if surely_unequal(expected[axis], found[axis]):
            return StateSizeMismatch(
                layer=layer, tensor=state, index=index, axis=axis, expected=expected[axis], found=found[axis]
            )
    return None
