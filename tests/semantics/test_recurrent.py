"""Recurrent layers and their cells against Keras: shapes, states, weights, what is refused at once and what on data."""

from __future__ import annotations

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    EmptyCellStack,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    NotATensor,
    RankMismatch,
    RecurrentLayerAsCell,
    StateCountMismatch,
    StatefulBatchUnknown,
    StateRankMismatch,
    StateSizeMismatch,
    UndefinedSize,
    UnrolledStepsUnknown,
    WeightsMismatch,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, Argument
from keralint.shapes import UNKNOWN_DIM, Shape
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, assert_agrees, case, failure_of, in_keralint, new
from semantics.recurrent_cases import N, applied, fails_on_data, made, parameters, reference, refusal, shapes, x

S = x(N, 5, 4)
LSTM, GRU, SIMPLE = new("LSTM", 3), new("GRU", 3), new("SimpleRNN", 3)
LSTM_CELL, GRU_CELL, SIMPLE_CELL = new("LSTMCell", 3), new("GRUCell", 3), new("SimpleRNNCell", 3)
H, STEP = x(N, 3), x(N, 4)
MIXED = [LSTM_CELL, new("GRUCell", 6)]
FRAMES = x(N, 5, 8, 9, 2)


def stack(*cells: object) -> object:
    return new("StackedRNNCells", list(cells))


CASES = [
    # LSTM, GRU, SimpleRNN: ranks and sizes
    *(case(layer, inputs) for layer in (LSTM, GRU, SIMPLE) for inputs in (S, x(N, N, 4), x(2, 5, 4), x(N, 4))),
    *(
        case(LSTM, inputs)
        for inputs in (
            x(
                N,
            ),
            x(),
            x(N, 5, N),
            x(N, 5, 6, 4),
            x(N, 0, 4),
            x(N, 5, 0),
        )
    ),
    case(LSTM, x(N, 5, 4, dtype="int32")),
    case(new("LSTM", 3, dtype="mixed_bfloat16", return_state=True), S),
    case(new("LSTM", 3, dtype="float64"), S),
    # what is returned
    *(
        case(new(name, 3, return_sequences=sequences, return_state=states), S)
        for name in ("LSTM", "GRU", "SimpleRNN")
        for sequences in (False, True)
        for states in (False, True)
    ),
    *(case(new("LSTM", 3, return_sequences=flag, return_state=flag), S) for flag in (1, 0, "no", "", N, [])),
    case(new("LSTM", 3, go_backwards=True, return_sequences=True), S),
    case(new("LSTM", 3, zero_output_for_mask=True), S),
    # weights
    *(case(new(name, 3, use_bias=False), S) for name in ("LSTM", "GRU", "SimpleRNN")),
    case(new("GRU", 3, reset_after=False), S),
    case(new("GRU", 3, reset_after=False, use_bias=False), S),
    *(case(new("LSTM", 3, implementation=value), S) for value in (1, 2, 7)),
    case(new("LSTM", 3, unit_forget_bias=False), S),
    case(new("LSTM", 3, dropout=0.2, recurrent_dropout=0.3), S),
    # arguments
    *(case(new(name, units), S) for name in ("LSTM", "GRU") for units in (0, -1, 3.0, "3", N, (3,), [3], False)),
    case(new("LSTM"), S),
    *(case(new("LSTM", 3, activation=value), S) for value in (N, "nope", 5, "relu")),
    *(case(new("LSTM", 3, recurrent_activation=value), S) for value in (N, "nope", True)),
    case(new("SimpleRNN", 3, recurrent_activation="tanh"), S),
    *(case(new("LSTM", 3, dropout=value), S) for value in (1.2, -1, "a", N, [1], True)),
    *(case(new("GRU", 3, recurrent_dropout=value), S) for value in (2, "a", N)),
    *(case(new("SimpleRNN", 3, seed=value), S) for value in (N, 1, 1.5, "a", (1, 2), True)),
    *(case(new("LSTM", 3, use_cudnn=value), S) for value in ("auto", "no", N, 0, 1, True, 2)),
    case(new("SimpleRNN", 3, use_cudnn=True), S),
    case(new("SimpleRNN", 3, implementation=1), S),
    *(case(new("LSTM", 3, kernel_initializer=value), S) for value in ("nope", 0.5, N)),
    *(case(new("LSTM", 3, recurrent_regularizer=value), S) for value in ("nope", "l2", N)),
    case(new("LSTM", 3, activity_regularizer="nope"), S),
    *(case(new("LSTM", 3, bias_constraint=value), S) for value in ("nope", "max_norm", N)),
    case(new("LSTM", 3, return_sequence=True), S),
    case(new("LSTM", 3, time_major=False), S),
    case(new("LSTM", 3, 4), S),
    case(new("LSTM", 3, input_shape=(5, 4)), S),
    # what is called on
    *(case(LSTM, inputs) for inputs in ([S], (S,), [S, H, H], (S, H, H), [S, S], {"a": S}, 5, "x", N)),
    case(LSTM),
    # initial states
    *(case(LSTM, S, initial_state=states) for states in ([H, H], (H, H), [H], H, [H, H, H], [], [x(N, 2), H], N)),
    case(LSTM, S, [H, H]),
    *(case(GRU, S, initial_state=states) for states in ([H], H, [H, H], [], x(N, 2), [x(N, 2), H])),
    *(case(SIMPLE, S, initial_state=states) for states in ([H], H, [H, H], x(N, 5, 3))),
    case(LSTM, S, constants=[H]),
    # stateful, unrolled
    *(case(new("LSTM", 3, stateful=True), inputs) for inputs in (S, x(2, 5, 4), x(2, N, 4))),
    *(case(new("LSTM", 3, unroll=True), inputs) for inputs in (S, x(N, N, 4))),
    # RNN over cells
    *(case(new("RNN", cell), S) for cell in (LSTM_CELL, GRU_CELL, SIMPLE_CELL, MIXED, tuple(MIXED), stack(*MIXED))),
    *(case(new("RNN", cell, return_state=True), S) for cell in (LSTM_CELL, GRU_CELL, MIXED, stack(LSTM_CELL))),
    case(new("RNN", LSTM_CELL, return_sequences=True, return_state=True), S),
    case(new("RNN", MIXED, return_sequences=True), x(N, N, 4)),
    case(new("RNN", LSTM_CELL, 7), S),
    *(
        case(new("RNN", LSTM_CELL), inputs)
        for inputs in (
            x(N, 4),
            x(
                N,
            ),
            x(N, 5, 6, 4),
            x(N, 5, N),
            x(2, 5, 4),
        )
    ),
    *(case(new("RNN", LSTM_CELL), inputs) for inputs in ([S], [S, H, H], (S, H, H))),
    *(case(new("RNN", cell), S) for cell in (5, "lstm", N, new("Dense", 3), [new("Dense", 3)], [LSTM_CELL, 5], [])),
    *(case(new("RNN", cell), S) for cell in (LSTM, [LSTM], [[LSTM_CELL]], stack(), stack(5), stack(new("Dense", 3)))),
    case(new("RNN"), S),
    case(new("RNN", new("StackedRNNCells", LSTM_CELL)), S),
    case(new("RNN", stack(stack(*MIXED), GRU_CELL)), S),
    case(new("RNN", LSTM_CELL, dtype="bfloat16", return_state=True), S),
    *(case(new("RNN", MIXED, stateful=True), inputs) for inputs in (S, x(2, 5, 4))),
    *(case(new("RNN", LSTM_CELL), S, initial_state=states) for states in ([H, H], [H], [H, H, H])),
    *(case(new("RNN", MIXED), S, initial_state=states) for states in ([[H, H], x(N, 6)], [H, H, x(N, 6)])),
    # cells
    *(case(LSTM_CELL, STEP, states) for states in ([H, H], (H, H), [H], [H, H, H], [x(N, 2), H], N, [N, N])),
    *(case(LSTM_CELL, STEP, [H, state]) for state in (x(N, 2), x(N, 1))),
    *(
        case(LSTM_CELL, inputs, [H, H])
        for inputs in (
            x(N, N),
            x(
                N,
            ),
            x(N, 0),
            x(N, 4, dtype="int32"),
        )
    ),
    *(case(cell, STEP, states) for cell in (GRU_CELL, SIMPLE_CELL) for states in (H, [H], (H,), [H, H], x(N, 2), [])),
    case(LSTM_CELL, STEP),
    case(LSTM_CELL, [STEP, H, H]),
    case(LSTM_CELL, STEP, states=[H, H]),
    case(LSTM_CELL, x(5, 4), [x(1, 3), x(1, 3)]),
    case(LSTM_CELL, x(5, 4), [x(2, 3), x(5, 3)]),
    case(SIMPLE_CELL, x(N, 5, 4), x(N, 5, 3)),
    *(case(cell, x(5, 5, 4), [x(5, 3)]) for cell in (GRU_CELL, SIMPLE_CELL)),
    *(case(cell, x(2, 5, 4), [x(3, 3)]) for cell in (GRU_CELL, SIMPLE_CELL)),
    *(case(new("GRUCell", 3, **flags), STEP, H) for flags in ({"use_bias": False}, {"reset_after": False})),
    *(case(new("LSTMCell", units), STEP, [H, H]) for units in (0, 3.0, "3", N)),
    case(new("LSTMCell", 3, return_state=True), STEP, [H, H]),
    case(new("LSTMCell", 3, seed="a"), STEP, [H, H]),
    # stacks of cells
    case(stack(LSTM_CELL, new("LSTMCell", 2)), STEP, [[H, H], [x(N, 2), x(N, 2)]]),
    case(stack(LSTM_CELL, new("LSTMCell", 2)), STEP, [H, H, x(N, 2), x(N, 2)]),
    *(case(stack(*MIXED), STEP, states) for states in ([[H, H], x(N, 6)], [[H, H], [x(N, 6)]], [[H, H], H])),
    case(stack(GRU_CELL), STEP, [H]),
    case(stack(LSTM_CELL), STEP, [[H, H]]),
    *(case(new("StackedRNNCells", cells), STEP, [H]) for cells in (5, N, [LSTM], [new("Dense", 3)])),
    # ConvLSTM
    *(case(new(f"ConvLSTM{n}D", 4, 3), x(N, 5, *(8,) * n, 2)) for n in (1, 2, 3)),
    case(new("ConvLSTM2D", 4, 3, return_sequences=True, return_state=True), FRAMES),
    *(case(new("ConvLSTM2D", 4, 3, padding=value), FRAMES) for value in ("same", "SAME", "causal", "nope", N)),
    *(case(new("ConvLSTM2D", 4, 3, strides=value), FRAMES) for value in (2, (1, 2), 0, -1, "2", (1,))),
    *(case(new("ConvLSTM2D", 4, 3, padding="same", strides=value), FRAMES) for value in (2, 3)),
    *(case(new("ConvLSTM2D", 4, 3, dilation_rate=value), FRAMES) for value in (2, (2, 1), 4, 0)),
    case(new("ConvLSTM2D", 4, 3, strides=(1, 2), dilation_rate=(2, 1)), FRAMES),
    *(case(new("ConvLSTM2D", 4, size), FRAMES) for size in (8, 9, (3, 2), (3,), 0, -1, 3.0, N)),
    *(case(new("ConvLSTM2D", filters, 3), FRAMES) for filters in (0, -1, 4.0, "4", N)),
    case(new("ConvLSTM2D", 4), FRAMES),
    case(new("ConvLSTM2D", 4, 3, use_bias=False), FRAMES),
    case(new("ConvLSTM2D", 4, 3, data_format="channels_first", return_state=True), x(N, 5, 2, 8, 9)),
    *(case(new("ConvLSTM2D", 4, 3, data_format=value), FRAMES) for value in ("nope", "CHANNELS_LAST", N)),
    *(case(new("ConvLSTM2D", 4, 3), x(N, 5, *rest)) for rest in ((N, 9, 2), (8, 9, N), (8, 9), (8, 9, 2, 3))),
    case(new("ConvLSTM2D", 4, 3), x(N, N, 8, 9, 2)),
    *(case(new("ConvLSTM2D", 4, 3, stateful=True), inputs) for inputs in (FRAMES, x(2, 5, 8, 9, 2))),
    case(new("ConvLSTM2D", 4, 9, stateful=True), x(2, 5, 8, 9, 2)),
    case(new("ConvLSTM2D", 4, 3, dropout="a"), FRAMES),
    case(new("ConvLSTM2D", 4, 3, activation="nope"), FRAMES),
    *(case(new("ConvLSTM2D", 4, 3), inputs) for inputs in ([FRAMES], [FRAMES, FRAMES])),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


LATE = [
    (case(LSTM, S, initial_state=[H, H]), N),
    (case(LSTM, S, initial_state=[H]), StateCountMismatch),
    (case(LSTM, S, initial_state=H), StateCountMismatch),
    (case(LSTM, S, initial_state=[H, H, H]), StateCountMismatch),
    (case(LSTM, S, initial_state=[]), StateCountMismatch),
    (case(LSTM, S, initial_state=[x(N, 2), H]), StateSizeMismatch),
    (case(LSTM, S, initial_state=[H, x(N, 4)]), StateSizeMismatch),
    (case(LSTM, S, initial_state=[x(N, 5, 3), H]), StateRankMismatch),
    (case(LSTM, S, initial_state=[H, x(N, 5, 3)]), StateRankMismatch),
    (case(GRU, S, initial_state=[H, H]), N),
    (case(GRU, S, initial_state=H), N),
    (case(GRU, S, initial_state=[]), StateCountMismatch),
    (case(GRU, S, initial_state=x(N, 2)), StateSizeMismatch),
    (case(GRU, S, initial_state=x(N, 5, 3)), StateRankMismatch),
    (case(SIMPLE, S, initial_state=[H, H]), StateCountMismatch),
    (case(SIMPLE, S, initial_state=x(N, 1)), StateSizeMismatch),
    (case(SIMPLE, S, initial_state=x(N, 2, 3)), N),
    (case(new("RNN", LSTM_CELL), S, initial_state=[H]), StateCountMismatch),
    (case(new("RNN", GRU_CELL), S, initial_state=[H, H]), StateCountMismatch),
    (case(new("RNN", LSTM_CELL), S, initial_state=[H, x(N, 2)]), StateSizeMismatch),
    (case(new("RNN", MIXED), S, initial_state=[[H, H], x(N, 6)]), N),
    (case(new("RNN", MIXED), S, initial_state=[[H, H], [x(N, 6)]]), N),
    (case(new("RNN", MIXED), S, initial_state=[H, H, x(N, 6)]), StateCountMismatch),
    (case(new("RNN", MIXED), S, initial_state=[[H, H], x(N, 5)]), StateSizeMismatch),
    (case(new("RNN", LSTM_CELL), x(N, 5, 6, 4)), RankMismatch),
    (case(new("RNN", LSTM_CELL), x(3, 4)), RankMismatch),
    (case(new("RNN", LSTM), x(2, 5, 4)), RecurrentLayerAsCell),
    (case(new("ConvLSTM1D", 4, 3), x(N, 5, 8, 2), initial_state=[x(N, 6, 4), x(N, 6, 4)]), N),
    (case(new("ConvLSTM1D", 4, 3), x(N, 5, 8, 2), initial_state=[x(N, 6, 4)]), StateCountMismatch),
    (case(new("ConvLSTM1D", 4, 3), x(N, 5, 8, 2), initial_state=[x(N, 7, 4), x(N, 6, 4)]), StateSizeMismatch),
    (case(new("ConvLSTM1D", 4, 3), x(N, 5, 8, 2), initial_state=[x(N, 4), x(N, 4)]), StateRankMismatch),
    (case(new("ConvLSTM1D", 0, 3), x(N, 5, 8, 2)), InvalidArgument),
]


@pytest.mark.parametrize(("given", "kind"), LATE, ids=str)
def test_fails_on_data(given: Case, kind: type[Failure] | None) -> None:
    late = applied(given).late
    assert all(failure.late for failure in late)
    assert [type(failure) for failure in late] == ([] if kind is N else [kind])
    assert fails_on_data(given) == (kind is not N)


def test_a_second_state_of_one_number_is_broadcast_by_tensorflow_and_when_unrolled() -> None:
    given = case(LSTM, S, initial_state=[H, x(N, 1)])
    assert not applied(given).late
    assert isinstance(refusal(given, "2"), StateSizeMismatch)


@pytest.mark.parametrize(
    ("given", "kind"), [pair for pair in LATE if pair[0].layer.class_name != "ConvLSTM1D"], ids=str
)
def test_keras_2_refuses_at_once(given: Case, kind: type[Failure] | None) -> None:
    spare = given.layer is GRU and isinstance(given.keyword.get("initial_state"), list)
    broadcast = given.layer is SIMPLE and kind is N
    if kind is N and not spare and not broadcast:
        assert refusal(given, "2") is N
    else:
        failure = refusal(given, "2")
        assert failure is not N
        assert not failure.late


def test_state_failures_tell_what_is_wrong() -> None:
    context = Context(load("3"))
    layer = made(context, "LSTM", 3)
    states = [Tensor(Shape((N, 3))), Tensor(Shape((N, 5)))]
    sequence = Tensor(Shape((N, 5, 4)))
    width = layer.apply(CallArguments.of(sequence, initial_state=states), context).late[0]
    assert width == StateSizeMismatch(layer=layer, tensor=states[1], index=1, axis=1, expected=3, found=5, late=True)
    count = layer.apply(CallArguments.of(sequence, initial_state=states[:1]), context).late[0]
    assert count == StateCountMismatch(layer=layer, expected=2, found=1, states=(states[0],), late=True)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(LSTM, x(N, 4)), RankMismatch),
        (case(LSTM, x(N, 5, N)), UndefinedSize),
        (case(LSTM, [S, H, H]), InputCountMismatch),
        (case(LSTM, [S]), NotATensor),
        (case(new("LSTM", 3, stateful=True), S), StatefulBatchUnknown),
        (case(new("RNN", LSTM_CELL), x(N, 4)), RankMismatch),
        (case(new("RNN", []), S), EmptyCellStack),
        (case(new("RNN", LSTM), S), RecurrentLayerAsCell),
        (case(LSTM_CELL, STEP, [H]), StateCountMismatch),
        (case(LSTM_CELL, STEP, [x(N, 2), H]), StateSizeMismatch),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    "cell", [5, "lstm", N, reference("LSTMCell"), Tensor(Shape((N, 3))), ApiInstance(ApiReference("keras.losses.Loss"))]
)
def test_what_is_no_cell(cell: Argument) -> None:
    for value in (cell, [cell]):
        with pytest.raises(Failed) as caught:
            made(Context(load("3")), "RNN", value)
        failure = caught.value.failure
        assert isinstance(failure, InvalidArgument)
        assert (failure.argument, failure.expected.kind, failure.value) == ("cell", Expected.CELL, cell)


# --- what is not known ----------------------------------------------------------------------------------------------


def test_unknown_flags_leave_what_is_common() -> None:
    sequence = Tensor(Shape((N, 5, 4)))
    context = Context(load("3"))
    with_states = made(context, "LSTM", 3, return_state=UNKNOWN).apply(CallArguments.of(sequence), context)
    assert with_states.outputs is UNKNOWN
    sequences = made(context, "LSTM", 3, return_sequences=UNKNOWN).apply(CallArguments.of(sequence), context)
    assert sequences.outputs.shape.dims is N
    stateful = made(context, "LSTM", 3, stateful=UNKNOWN).apply(CallArguments.of(sequence), context)
    assert stateful.outputs.shape.dims == (N, 3)


@pytest.mark.parametrize("states", [UNKNOWN, [UNKNOWN, UNKNOWN], [Tensor.unknown(), UNKNOWN]])
def test_unknown_states_do_no_harm(states: Argument) -> None:
    context = Context(load("3"))
    for name in ("LSTM", "GRU"):
        applied = made(context, name, 3).apply(
            CallArguments.of(Tensor(Shape((N, 5, 4))), initial_state=states), context
        )
        assert applied.outputs.shape.dims == (N, 3)
        assert not applied.late


def test_unknown_input() -> None:
    context = Context(load("3"))
    for name in ("LSTM", "GRU", "SimpleRNN"):
        applied = made(context, name, 3).apply(CallArguments.of(UNKNOWN), context)
        assert applied.outputs.shape.dims == (UNKNOWN_DIM, 3)


class Cell(Layer):
    """A cell of the user's."""

    name = class_name = "cell"

    def __init__(self, **attributes: Argument) -> None:
        self.attributes = attributes

    def attribute(self, name: str, context: Context) -> Argument:
        return self.attributes.get(name)


@pytest.mark.parametrize(
    ("attributes", "outputs"),
    [
        ({"state_size": 7}, ((N, 7), (N, 7))),
        ({"state_size": (7, 8)}, ((N, 7), (N, 7), (N, 8))),
        ({"state_size": [7, 8], "output_size": 9}, ((N, 9), (N, 7), (N, 8))),
        ({"state_size": 7, "output_size": UNKNOWN}, ((N, UNKNOWN_DIM), (N, 7))),
        ({"state_size": UNKNOWN}, N),
        ({"state_size": [7, UNKNOWN]}, N),
    ],
)
def test_cells_of_the_user(attributes: dict[str, Argument], outputs: Argument) -> None:
    context = Context(load("3"))
    layer = made(context, "RNN", Cell(**attributes), return_state=True)
    applied = layer.apply(CallArguments.of(Tensor(Shape((N, 5, 4)))), context)
    assert shapes(applied.outputs) == outputs
    assert layer.weights(context) is N


def test_unknown_cell_still_makes_a_sequence() -> None:
    context = Context(load("3"))
    layer = made(context, "RNN", Cell(state_size=UNKNOWN), return_sequences=True)
    assert layer.apply(CallArguments.of(Tensor(Shape((N, 5, 4)))), context).outputs.shape.dims == (N, 5, UNKNOWN_DIM)


# --- calls that follow ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "late"), [("3", True), ("2", False)])
@pytest.mark.parametrize("name", ["LSTM", "RNN", "Bidirectional"])
def test_features_must_fit_the_weights(version: str, late: bool, name: str) -> None:
    context = Context(load(version))
    inner = {"LSTM": 3, "RNN": made(context, "LSTMCell", 3), "Bidirectional": made(context, "LSTM", 3)}[name]
    layer = made(context, name, inner)
    layer.apply(CallArguments.of(Tensor(Shape((N, 5, 4)))), context)
    try:
        found = layer.apply(CallArguments.of(Tensor(Shape((N, 5, 6)))), context).late[0]
    except Failed as failed:
        found = failed.failure
    assert isinstance(found, WeightsMismatch)
    assert found.late == late


def test_a_built_layer_asks_for_nothing() -> None:
    context = Context(load("3"))
    layer = made(context, "LSTM", 3, stateful=True)
    layer.apply(CallArguments.of(Tensor(Shape((2, 5, 4)))), context)
    again = layer.apply(CallArguments.of(Tensor(Shape((N, 5, N)))), context)
    assert again.outputs.shape.dims == (N, 3)
    assert not again.late


def test_cells_count_once() -> None:
    context = Context(load("3"))
    cell = made(context, "LSTMCell", 3)
    layer = made(context, "RNN", [cell, cell])
    layer.apply(CallArguments.of(Tensor(Shape((N, 5, 3)))), context)
    assert parameters(layer, context) == 84
    assert [inner.name for inner in layer.sublayers(context)] == ["stacked_rnn_cells"]


# --- Keras 2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "outputs"),
    [
        (case(new("LSTM", 3, return_state=True), S), [(N, 3), (N, 3), (N, 3)]),
        (case(LSTM, [S, H, H]), (N, 3)),
        (case(LSTM, [S]), (N, 3)),
        (case(new("RNN", MIXED, return_state=True), S), [(N, 6), [(N, 3), (N, 3)], (N, 6)]),
        (case(stack(*MIXED), STEP, [H, H, x(N, 6)]), ((N, 6), ([(N, 3), (N, 3)], (N, 6)))),
        (case(new("ConvLSTM1D", 4, 3), x(N, 5, N, 2)), (N, N, 4)),
        (case(new("SimpleRNN", 3, implementation=1, time_major=False), S), (N, 3)),
        (case(new("LSTM", 3, seed="a"), S), (N, 3)),
    ],
)
def test_keras_2(given: Case, outputs: Argument) -> None:
    assert shapes(applied(given, "2").outputs) == outputs


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(LSTM, [S, S]), StateCountMismatch),
        (case(LSTM, (S, H, H)), InputCountMismatch),
        (case(new("LSTM", 3, unroll=True), x(N, N, 4)), UnrolledStepsUnknown),
        (case(new("RNN", MIXED), S, initial_state=[[H, H]]), StateCountMismatch),
    ],
)
def test_keras_2_refuses(given: Case, kind: type[Failure]) -> None:
    assert isinstance(refusal(given, "2"), kind)


# --- properties -----------------------------------------------------------------------------------------------------


@given_by(st.sampled_from(("LSTM", "GRU", "SimpleRNN")), st.integers(1, 9), st.sampled_from((N, 3)), st.integers(0, 9))
def test_a_sequence_keeps_its_steps(name: str, units: int, steps: int | None, features: int) -> None:
    answer, _ = in_keralint(case(new(name, units, return_sequences=True), x(N, steps, features)))
    assert answer.outputs == ((N, steps, units), "float32")


@given_by(st.integers(1, 9), st.integers(1, 9))
def test_a_layer_is_an_rnn_over_its_cell(units: int, features: int) -> None:
    for name in ("LSTM", "GRU", "SimpleRNN"):
        layer, _ = in_keralint(case(new(name, units, return_state=True), x(N, 5, features)))
        over_cell, _ = in_keralint(case(new("RNN", new(f"{name}Cell", units), return_state=True), x(N, 5, features)))
        assert layer == over_cell
