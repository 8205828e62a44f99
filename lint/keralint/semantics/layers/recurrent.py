"""SimpleRNN, LSTM, GRU, and RNN over any cell (`keras/src/layers/rnn`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from keralint.semantics.builtin import BuiltinLayer, create
from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    EmptyCellStack,
    Failed,
    Failure,
    RankMismatch,
    RecurrentLayerAsCell,
    StateCountMismatch,
    UndefinedSize,
    WeightsMismatch,
)
from keralint.semantics.kinds import Flag, LooseUnits
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.cells import (
    WITH_CUDNN,
    WITHOUT_ACTIVITY,
    AnyCell,
    StateSize,
    cell_weights,
    is_recurrent,
    output_size,
    state_size,
)
from keralint.semantics.layers.sequences import (
    MODES,
    Open,
    Run,
    check_modes,
    features_of,
    misfits,
    settled,
    split_inputs,
)
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM


@layer("keras.layers.SimpleRNN", checked={**WITHOUT_ACTIVITY, **MODES}, late_weights=True, gates=1, count=1)
@layer("keras.layers.LSTM", checked={**WITH_CUDNN, **MODES}, late_weights=True, gates=4, count=2)
def recurrent(
    inputs: Open,
    initial_state: Open = None,
    *,
    units: LooseUnits,
    use_bias: Flag,
    return_sequences: Flag,
    return_state: Flag,
    this: BuiltinLayer,
    context: Context,
    gates: int,
    count: int,
) -> Applied:
    """(batch, steps, features) -> (batch, units) or (batch, steps, units), and the states (h, for an LSTM c)."""
    run = Run.over(inputs, initial_state, 3, this, context)
    weights = cell_weights(features_of(run.x, this, context), units, gates, use_bias)
    states = [run.state(units)] * count
    late = settled(misfits(run.given, states, this, ranks=_checks_ranks(this, context)), context)
    return run.returned((units,), states, weights, sequences=return_sequences, with_states=return_state, late=late)


@layer("keras.layers.GRU", checked={**WITH_CUDNN, **MODES}, late_weights=True)
def gru(
    inputs: Open,
    initial_state: Open = None,
    *,
    units: LooseUnits,
    use_bias: Flag,
    reset_after: Flag,
    return_sequences: Flag,
    return_state: Flag,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch, steps, features) -> (batch, units) or (batch, steps, units), and the state."""
    run = Run.over(inputs, initial_state, 3, this, context)
    weights = cell_weights(features_of(run.x, this, context), units, 3, use_bias, bias_rows=2 if reset_after else 1)
    states = [run.state(units)]
    late = settled(misfits(run.given, states, this, spare=context.keras_major >= 3), context)
    return run.returned((units,), states, weights, sequences=return_sequences, with_states=return_state, late=late)


# --- RNN over a cell ------------------------------------------------------------------------------------------------


def stack_cells(arguments: dict[str, Argument], context: Context) -> None:
    """Several cells become a stack, which is a layer and takes a name."""
    cells = arguments["cell"]
    if isinstance(cells, (tuple, list)):
        symbol = context.database.resolve("keras.layers.StackedRNNCells")
        assert symbol is not None
        arguments["cell"] = create(symbol, CallArguments.of(cells), context)


@layer("keras.layers.RNN", prepare=stack_cells, checked=MODES)
def rnn(
    inputs: Open,
    initial_state: Open = None,
    *,
    cell: AnyCell,
    return_sequences: Flag,
    return_state: Flag,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch, steps, …) -> (batch, width) or (batch, steps, width), and the states; the cell knows the width."""
    x, given = split_inputs(inputs, initial_state, this, context)
    late = [*_check_cell(cell, x, context), *settled(_check_rank(cell, x), context)]
    check_modes(x, this, context)
    batch, steps = (UNKNOWN_DIM, UNKNOWN_DIM) if x.shape.dims is None else x.shape.dims[:2]
    run = Run(this, context, x, batch, steps, given)
    states = _initial_states(run, state_size(cell, context))
    if states is None:
        applied = _of_unknown_cell(run, cell, return_sequences=return_sequences, with_states=return_state)
        return replace(applied, late=tuple(late))
    if return_state and context.keras_major >= 3 and any(map(_is_deep, states)):
        return Applied(Tensor.unknown(), unknown="Keras does not know the states of stacks inside stacks")
    late = [*late, *_run_cell(run, cell, states), *settled(_misfits(run, cell, states), context)]
    width = output_size(cell, context)
    return run.returned((width,), states, {}, sequences=return_sequences, with_states=return_state, late=late)


def _check_cell(cell: Argument, x: Tensor, context: Context) -> tuple[Failure, ...]:
    """A recurrent layer builds its weights of the batch, if it stands for a cell; a stack must not be empty.

    Raises: Failed(RecurrentLayerAsCell | EmptyCellStack).
    """
    stack = cell.arguments.get("cells") if isinstance(cell, BuiltinLayer) else None
    if stack in ([], ()) and context.keras_major >= 3:
        raise Failed(EmptyCellStack(cells=stack))
    culprit = next((inner for inner in stack or [cell] if is_recurrent(inner)), None)
    if culprit is None or x.rank != 3:
        return ()
    failure = RecurrentLayerAsCell(layer=culprit, argument="cell")
    if x.shape.dim(0) is None:
        raise Failed(failure)
    return settled([failure], context)


def _check_rank(cell: Argument, x: Tensor) -> list[Failure]:
    """Cells of Keras's own take (batch, features); without an axis of steps, no cell has anything to run over.

    Raises: Failed(RankMismatch) where weights would depend on the size of the batch.
    """
    rank, own = x.rank, isinstance(cell, BuiltinLayer)
    if rank is None or rank == 3 or (rank > 3 and not own):
        return []
    failure = RankMismatch(tensor=x, expected=(3,), found=rank, at_least=not own)
    if rank < 2 or (own and rank == 2 and x.shape.dim(0) is None):
        raise Failed(failure)
    return [failure]


def _initial_states(run: Run, size: StateSize | None) -> list[Structure] | None:
    """The states of a cell, nested as its `state_size` is; `None` if they are not known."""
    if size is None:
        return None
    made = _states_of(run, size)
    return made if isinstance(made, list) else [made]


def _states_of(run: Run, size: StateSize) -> Structure:
    return [_states_of(run, item) for item in size] if isinstance(size, tuple) else run.state(size)


def _is_deep(states: Structure) -> bool:
    return isinstance(states, list) and any(isinstance(state, list) for state in states)


def _of_unknown_cell(run: Run, cell: Argument, *, return_sequences: bool, with_states: bool) -> Applied:
    reason = f"the states of `{cell.title}` are not known" if isinstance(cell, Layer) else "the cell is not known"
    if with_states or run.context.keras_major < 3:
        return Applied(Tensor.unknown(), unknown=reason)
    applied = run.returned((UNKNOWN_DIM,), [], {}, sequences=return_sequences, with_states=False)
    return replace(applied, unknown=reason)


def _run_cell(run: Run, cell: Argument, states: Sequence[Structure]) -> tuple[Failure, ...]:
    """Builds a cell of Keras's own on the features of a step; Keras 3 finds on data only that it has other weights.

    Raises: Failed.
    """
    if not isinstance(cell, BuiltinLayer) or is_recurrent(cell) or (run.x.rank is not None and run.x.rank < 3):
        return ()
    step = run.state(run.x.shape.dim(-1))
    try:
        with run.context.inside(run.layer):
            cell.apply(CallArguments.of(step, list(states)), run.context)
    except Failed as failed:
        failure = failed.failure
        if isinstance(failure, (UndefinedSize, WeightsMismatch)):
            failure = replace(failure, tensor=run.x)
        if isinstance(failure, WeightsMismatch):
            return settled([failure], run.context)
        raise Failed(failure) from None
    return ()


def _misfits(run: Run, cell: Argument, states: Sequence[Structure]) -> list[Failure]:
    """Why the initial states do not fit: those of a stack come in one group for each cell."""
    cells = cell.arguments.get("cells") if isinstance(cell, BuiltinLayer) else None
    if cells is None:
        flat = [state for state in states if isinstance(state, Tensor)]
        ranks = _checks_ranks(cell, run.context)
        return misfits(run.given, flat, run.layer, ranks=ranks) if len(flat) == len(states) else []
    if not isinstance(run.given, (tuple, list)):
        return []
    if len(run.given) != len(cells) and run.context.keras_major < 3:
        return [StateCountMismatch(layer=run.layer, expected=len(cells), found=len(run.given))]
    found: list[Failure] = []
    for inner, group, needed in zip(cells, run.given, states):
        tensors = needed if isinstance(needed, list) else [needed]
        if isinstance(inner, Layer) and all(isinstance(state, Tensor) for state in tensors):
            found.extend(misfits(group, tensors, inner, ranks=_checks_ranks(inner, run.context)))
    return found[:1]


def _checks_ranks(layer: Argument, context: Context) -> bool:
    """Whether a state with more axes certainly fails: a simple cell adds it to the input, which may work."""
    simple = not isinstance(layer, BuiltinLayer) or layer.class_name in ("SimpleRNN", "SimpleRNNCell")
    return context.keras_major < 3 or not simple
