"""The cells of recurrent layers: one step each (`simple_rnn.py`, `lstm.py`, `gru.py`, `stacked_rnn_cells.py`).

A cell is called on (batch, features) and the states of the step before, and returns its output and the new states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    BroadcastMismatch,
    Expectation,
    Expected,
    Failed,
    RankMismatch,
    RecurrentLayerAsCell,
    StateCountMismatch,
    StateSizeMismatch,
)
from keralint.semantics.kinds import Flag, Identifier, Kind, LooseUnits, Number, Scope, iterated
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.activating import run_activation_of_cell, run_activations_of_gates
from keralint.semantics.layers.common import as_tensor, surely_unequal
from keralint.semantics.layers.sequences import features_of
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, ApiInstance, Argument, UserObject, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, BroadcastError, Dim, Shape, Symbolic, broadcast_shapes, multiply

# --- arguments ------------------------------------------------------------------------------------------------------


class Seed(Kind):
    """An integer or `None`: Keras 3 makes a generator of it, whatever the rates are; Keras 2 takes anything."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        generator = isinstance(value, ApiInstance) and value.canonical == "keras.random.SeedGenerator"
        if scope.database.major >= 3 and (generator or isinstance(value, (float, str, bytes, tuple, list, dict))):
            raise scope.refuse(value, Expectation(Expected.INTEGER))
        return value


class Cudnn(Kind):
    """`"auto"`, true or false."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        plain = value is None or isinstance(value, (str, int, float, tuple, list))
        if plain and value not in ("auto", True, False):
            raise scope.refuse(value, Expectation(Expected.BOOLEAN))
        return value


_PARTS: Final = ("kernel", "recurrent", "bias")
_WEIGHTED: Final[dict[str, Kind]] = {
    f"{part}_{of}": Identifier(of) for part in _PARTS for of in ("initializer", "regularizer", "constraint")
}
SIMPLE: Final[Mapping[str, Kind]] = {
    "activation": Identifier("activation"),
    **_WEIGHTED,
    "activity_regularizer": Identifier("regularizer"),
    "dropout": Number(),
    "recurrent_dropout": Number(),
    "seed": Seed(),
}
"""What all cells take. Rates of dropout below 0 or above 1 are clipped."""
WITHOUT_ACTIVITY: Final[Mapping[str, Kind]] = {
    name: kind for name, kind in SIMPLE.items() if name != "activity_regularizer"
}
"""What SimpleRNN looks at: Keras 3 ignores its `activity_regularizer`, whatever it is."""
GATED: Final[Mapping[str, Kind]] = {**SIMPLE, "recurrent_activation": Identifier("activation")}
WITH_CUDNN: Final[Mapping[str, Kind]] = {**GATED, "use_cudnn": Cudnn()}

RNN: Final = "keras.layers.RNN"
CELLS: Final = frozenset(
    f"keras.layers.{name}" for name in ("SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells", "AbstractRNNCell")
)


class CellKind(Kind):
    """A cell, or a list of them: something with a `call` and a `state_size`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        for item in value if isinstance(value, (tuple, list)) else (value,):
            if certainly_no_cell(item):
                raise scope.refuse(item, Expectation(Expected.CELL))
        return value


def certainly_no_cell(value: Argument) -> bool:
    """Whether a value lacks what every cell has: a `call` and a `state_size`. Recurrent layers have both."""
    if isinstance(value, BuiltinLayer):
        symbol = value.symbol
        return symbol.canonical not in CELLS and not is_recurrent(value)
    if isinstance(value, Layer):
        return isinstance(value, (FunctionalModel, SequentialModel, InputLayer))
    constant = value is None or isinstance(value, (bool, int, float, str, bytes, tuple, list, dict, Tensor))
    return constant or neither_tensor_nor_layer(value)


def is_recurrent(value: Argument) -> bool:
    """Whether a value is a recurrent layer of Keras's: an RNN, or derived from it."""
    return isinstance(value, BuiltinLayer) and (value.symbol.canonical == RNN or RNN in value.symbol.bases)


class CellsKind(Kind):
    """A list of cells."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is UNKNOWN or isinstance(value, UserObject):
            return UNKNOWN
        value = iterated(value)
        if not isinstance(value, (tuple, list)):
            raise scope.refuse(value, Expectation(Expected.CELL))
        return CellKind().check(value, scope)


AnyCell: TypeAlias = Annotated[Argument, CellKind()]
AnyCells: TypeAlias = Annotated[Argument, CellsKind()]


# --- sizes ----------------------------------------------------------------------------------------------------------

StateSize: TypeAlias = Dim | tuple[Argument, ...]
"""`state_size` of a cell: a width, or a tuple of them; nested for a stack of cells."""


def state_size(cell: Argument, context: Context) -> StateSize | None:
    """What `cell.state_size` is; `None` if that is not known."""
    if not isinstance(cell, BuiltinLayer):
        return _as_state_size(cell.attribute("state_size", context)) if isinstance(cell, Layer) else None
    match cell.class_name:
        case "LSTMCell":
            return (cell.arguments["units"],) * 2
        case "SimpleRNNCell" | "GRUCell":
            size: Dim = cell.arguments["units"]
            return size
        case "StackedRNNCells":
            sizes = [state_size(inner, context) for inner in cell.arguments["cells"]]
            return None if None in sizes else tuple(sizes)
    return None


def output_size(cell: Argument, context: Context) -> Dim:
    """The width of a cell's output: its `output_size`, else its first state's; `UNKNOWN_DIM` if that is not known."""
    if isinstance(cell, BuiltinLayer):
        cells = cell.arguments.get("cells")
        return output_size(cells[-1], context) if cells else cell.arguments.get("units", UNKNOWN_DIM)
    if not isinstance(cell, Layer):
        return UNKNOWN_DIM
    declared = cell.attribute("output_size", context)
    if declared is None:
        size = state_size(cell, context)
        declared = size[0] if isinstance(size, tuple) else size
    return declared if _is_size(declared) else UNKNOWN_DIM


def _is_size(value: Argument) -> bool:
    return isinstance(value, (int, Symbolic)) and not isinstance(value, bool)


def _as_state_size(value: Argument) -> StateSize | None:
    """The value, if it is made of sizes and nothing else."""
    if _is_size(value):
        return value  # type: ignore[no-any-return]
    if isinstance(value, (tuple, list)) and value:
        sizes = [_as_state_size(item) for item in value]
        return None if None in sizes else tuple(sizes)
    return None


def cell_weights(features: Dim, units: Dim, gates: int, use_bias: bool, bias_rows: int = 1) -> dict[str, Weight]:
    """The weights of a cell of `gates` gates: what is in the input, the state, and a bias (`bias_rows` of them)."""
    width = multiply(gates, units)
    weights = {"kernel": Weight((features, width)), "recurrent_kernel": Weight((units, width))}
    if use_bias:
        weights["bias"] = Weight((width,) if bias_rows == 1 else (bias_rows, width))
    return weights


# --- one step -------------------------------------------------------------------------------------------------------


@layer("keras.layers.SimpleRNNCell", checked=SIMPLE, finish=run_activation_of_cell, gates=1, count=1)
@layer("keras.layers.LSTMCell", checked=GATED, finish=run_activations_of_gates, gates=4, count=2)
def cell(
    inputs: Tensor,
    states: Structure,
    *,
    units: LooseUnits,
    use_bias: Flag,
    this: BuiltinLayer,
    context: Context,
    gates: int,
    count: int,
) -> Applied:
    """(batch, features) and the states -> (batch, units) and the new states."""
    check_step(inputs)
    weights = cell_weights(features_of(inputs, this, context), units, gates, use_bias)
    return _stepped(inputs, states, units, count, weights, this, context)


@layer("keras.layers.GRUCell", checked=GATED, finish=run_activations_of_gates)
def gru_cell(
    inputs: Tensor,
    states: Structure,
    *,
    units: LooseUnits,
    use_bias: Flag,
    reset_after: Flag,
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """(batch, features) and the state -> (batch, units) and the new state."""
    check_step(inputs)
    weights = cell_weights(features_of(inputs, this, context), units, 3, use_bias, bias_rows=2 if reset_after else 1)
    return _stepped(inputs, states, units, 1, weights, this, context)


def check_step(x: Tensor) -> None:
    """Without an axis for the features, weights would depend on the size of the batch.

    Raises: Failed(RankMismatch).
    """
    if x.shape.dims in ((), (None,)):
        raise Failed(RankMismatch(tensor=x, expected=(2,), found=len(x.shape.dims)))


def _stepped(
    x: Tensor,
    states: Structure,
    units: Dim,
    count: int,
    weights: Mapping[str, Weight],
    this: BuiltinLayer,
    context: Context,
) -> Applied:
    """The output of one step, with the weights of the cell; unknown where it depends on more than two axes."""
    listed = isinstance(states, (tuple, list))
    given = list(states) if listed else [states]
    if len(given) < count and (listed or context.keras_major < 3):
        found = tuple(item for item in given if isinstance(item, Tensor))
        raise Failed(StateCountMismatch(layer=this, expected=count, found=len(given), states=found))
    tensors = [as_tensor(state, "states") for state in given[:count]]
    if _goes_further(x, tensors, count, this):
        made = Tensor.unknown()
        reason = f"`{this.class_name}` is called on more than one step"
        return Applied((made, [made] * count if listed or len(tensors) < count else made), unknown=reason)
    shape = Shape.of(UNKNOWN_DIM, units) if x.shape.dims is None and count > 1 else x.shape
    # Keras 3 takes a single tensor for several states apart along its first axis.
    for index, state in enumerate(tensors if len(tensors) == count else ()):
        shape = _with_state(state, index, units, shape, this)
    made = x.reshaped(shape if shape.dims is None else shape.with_last(units))
    return Applied((made, [made] * count if listed or len(tensors) < count else made), weights)


def _goes_further(x: Tensor, states: Sequence[Tensor], count: int, this: BuiltinLayer) -> bool:
    """Whether the tensors have axes that the gates of the cell would cut: a simple cell has none to cut."""
    if this.class_name == "SimpleRNNCell":
        return False
    return any(tensor.rank not in (2, None) for tensor in ([x, *states] if count > 1 else states))


def _with_state(state: Tensor, index: int, units: Dim, shape: Shape, this: BuiltinLayer) -> Shape:
    """The shape of the output after a state went into the step.

    Raises: Failed(StateSizeMismatch | BroadcastMismatch).
    """
    simple = this.class_name == "SimpleRNNCell"
    if state.shape.dims is None or not state.shape.dims:
        other = UNKNOWN_SHAPE if simple else Shape.of(UNKNOWN_DIM, units)
        return broadcast_shapes(shape if shape.dims is None else shape.with_last(units), other)
    width = state.shape.dims[-1]
    # The first state is multiplied by a matrix; the second meets it element by element, where a width of 1 fits too.
    if surely_unequal(width, units) and (index == 0 or surely_unequal(width, 1)):
        raise Failed(StateSizeMismatch(layer=this, tensor=state, index=index, axis=1, expected=units, found=width))
    left, right = shape if shape.dims is None else shape.with_last(units), state.shape.with_last(units)
    try:
        return broadcast_shapes(left, right)
    except BroadcastError as error:
        raise Failed(BroadcastMismatch(left=left, right=right, axis=error.axis, tensors=(state,))) from None


# --- stacks ---------------------------------------------------------------------------------------------------------


@layer("keras.layers.StackedRNNCells", keeps_dtype=True)
def stacked_cells(
    inputs: Tensor, states: Structure, *, cells: AnyCells, context: Context, this: BuiltinLayer
) -> Applied:
    """(batch, features) and a group of states for each cell -> the last cell's output, and the new groups."""
    if any(is_recurrent(inner) for inner in cells):
        culprit = next(inner for inner in cells if is_recurrent(inner))
        raise Failed(RecurrentLayerAsCell(layer=culprit, argument="cells"))
    groups = _grouped(states, cells, context)
    if groups is None or not all(isinstance(inner, Layer) for inner in cells):
        return Applied(Tensor.unknown(), unknown="the states of `StackedRNNCells` are not known")
    x: Structure = inputs
    made: list[Structure] = []
    unknown: str | None = None
    for inner, group in zip(cells, groups):
        single = not isinstance(group, (tuple, list))
        with context.inside(this):
            applied = inner.apply(CallArguments.of(x, [group] if single else list(group)), context)
        if not isinstance(applied.outputs, tuple) or len(applied.outputs) != 2:
            return Applied(Tensor.unknown(), unknown=applied.unknown or f"what `{inner.title}` gives is not known")
        x, states_after = applied.outputs
        unknown = unknown or applied.unknown
        made.append(states_after[0] if single and len(states_after) == 1 else states_after)
    return Applied((x, _collected_states(made, context)), unknown=unknown)


def _grouped(states: Structure, cells: Sequence[Argument], context: Context) -> list[Structure] | None:
    """The states, one group for each cell: Keras 2 takes a flat list of them as well."""
    if not isinstance(states, (tuple, list)):
        return None
    sizes = [state_size(inner, context) for inner in cells]
    flat = all(isinstance(state, Tensor) for state in states) and any(isinstance(size, tuple) for size in sizes)
    if not flat or context.keras_major >= 3:
        return list(states)
    rest, groups = list(states), []
    for size in sizes:
        count = len(size) if isinstance(size, tuple) else 1
        group, rest = rest[:count], rest[count:]
        groups.append(group if isinstance(size, tuple) else next(iter(group), UNKNOWN))
    return groups


def _collected_states(groups: list[Structure], context: Context) -> Structure:
    if context.keras_major < 3:
        return tuple(groups)
    return groups[0] if len(groups) == 1 else groups
