"""Bidirectional and TimeDistributed against Keras, over layers of every kind, in both versions."""

from __future__ import annotations

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    DirectionsDiffer,
    DirectionUnitsMismatch,
    Expected,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    MissingArgument,
    ModelInputMismatch,
    NegativeSize,
    NotATensor,
    OutputShapeNotDeclared,
    RankMismatch,
    ReshapeMismatch,
    SameDirection,
    SeveralOutputsPerStep,
    StateCountMismatch,
    StatefulBatchUnknown,
    StatefulBidirectionalStates,
    StateSizeMismatch,
    UndefinedSize,
    UnexpectedArgument,
    WeightsMismatch,
)
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.models import SequentialModel, create_input
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Shape
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, New, assert_agrees, case, failure_of, in_keralint, new
from semantics.recurrent_cases import N, applied, fails_on_data, made, parameters, reference, refusal, shapes, x

S, H, FRAMES = x(N, 5, 4), x(N, 3), x(N, 5, 8, 9, 3)
LSTM = new("LSTM", 3)
STATES = new("LSTM", 3, return_state=True)


def both(layer: New = LSTM, *positional: object, **keyword: object) -> New:
    return new("Bidirectional", layer, *positional, **keyword)


def steps(layer: New, **keyword: object) -> New:
    return new("TimeDistributed", layer, **keyword)


def backwards(name: str = "LSTM", units: int = 3, **keyword: object) -> New:
    return new(name, units, go_backwards=True, **keyword)


BIDIRECTIONAL = [
    # what is merged, and what is returned
    *(
        case(both(new(name, 3, return_sequences=sequences, return_state=states), merge_mode=mode), S)
        for name, sequences, states in (("LSTM", True, False), ("LSTM", False, True), ("GRU", True, True))
        for mode in ("concat", "sum", "mul", "ave", N)
    ),
    case(both(), S),
    case(both(LSTM, "sum"), S),
    case(both(LSTM, N), S),
    case(both(new("SimpleRNN", 3, return_state=True), N), S),
    # inner layers
    case(both(new("RNN", new("LSTMCell", 3), return_state=True)), S),
    case(both(new("RNN", [new("LSTMCell", 3), new("GRUCell", 2)], return_state=True)), S),
    case(both(new("ConvLSTM2D", 4, 3)), FRAMES),
    case(both(new("ConvLSTM2D", 4, 3, return_state=True, return_sequences=True)), FRAMES),
    case(both(new("ConvLSTM2D", 4, 3, data_format="channels_first")), x(N, 5, 2, 8, 9)),
    case(both(new("ConvLSTM2D", 4, 9)), FRAMES),
    case(both(new("LSTM", 3, use_bias=False)), S),
    *(case(both(new("Dense", 3), **kw), S) for kw in ({}, {"backward_layer": new("Dense", 3)})),
    *(case(both(inner), S) for inner in (new("Conv1D", 3, 2), new("LSTMCell", 3), steps(LSTM), both(), new("Flatten"))),
    *(case(both(inner), S) for inner in (5, N, "lstm", [LSTM], S)),
    case(new("Bidirectional"), S),
    # ranks and sizes
    *(case(both(), inputs) for inputs in (x(N, 4), x(N, 5, 6, 4), x(N, 5, N), x(N, N, 4), x(2, 5, 4))),
    *(case(both(new("ConvLSTM2D", 4, 3)), inputs) for inputs in (x(N, 5, 8, 9), x(N, 5, N, 9, 2))),
    case(both(new("RNN", new("LSTMCell", 3))), x(N, 4)),
    *(case(both(), inputs) for inputs in ([S], [S, H, H, H, H], "x", N)),
    # directions
    case(both(LSTM, backward_layer=backwards()), S),
    *(case(both(LSTM, backward_layer=backwards(units=5), merge_mode=mode), S) for mode in ("concat", "sum", "mul", N)),
    case(both(STATES, backward_layer=backwards(units=5, return_state=True)), S),
    case(both(new("GRU", 3, return_state=True), backward_layer=backwards(return_state=True)), S),
    case(both(LSTM, backward_layer=LSTM), S),
    case(both(backwards()), S),
    case(both(backwards(), backward_layer=LSTM), S),
    case(both(backwards(), backward_layer=backwards()), S),
    *(case(both(new("LSTM", 3, go_backwards=value)), S) for value in (1, 2, 0, N)),
    *(case(both(LSTM, backward_layer=new("LSTM", 3, go_backwards=value)), S) for value in (0, N, 1)),
    *(
        case(both(new("LSTM", 3, **{flag: True}), backward_layer=backwards()), x(2, 5, 4))
        for flag in ("return_sequences", "return_state", "stateful")
    ),
    *(
        case(both(new("LSTM", 3, return_sequences=value), backward_layer=backwards(return_sequences=True)), S)
        for value in (1, 2, True)
    ),
    case(both(LSTM, backward_layer=5), S),
    case(both(LSTM, backward_layer=new("Dense", 3)), S),
    # stateful
    *(case(both(new("LSTM", 3, stateful=True)), inputs) for inputs in (S, x(2, 5, 4))),
    case(both(new("LSTM", 3, stateful=True, return_state=True)), x(2, 5, 4)),
    # arguments
    *(case(both(LSTM, merge_mode=mode), S) for mode in ("add", "concatenate", "Concat", "none", 5, [])),
    case(both(LSTM, return_sequences=True), S),
    case(both(LSTM, units=3), S),
    *(case(both(LSTM, weights=value), S) for value in ([], N)),
    case(both(LSTM, dtype="float64"), S),
    case(both(new("LSTM", 3, dtype="float64", return_state=True)), S),
    case(both(STATES, dtype="bfloat16"), S),
    case(both(LSTM), S, constants=[H]),
    # states
    *(case(both(), S, initial_state=[H] * count) for count in (2, 4, 6)),
    *(case(both(), S, initial_state=states) for states in ((H, H, H, H), H, [])),
    case(both(), S, [H, H, H, H]),
]

TIME_DISTRIBUTED = [
    *(case(steps(new("Dense", 3)), x(*shape)) for shape in ((N, 5, 4), (N, N, 4), (N, 5, N), (2, 5, 4), (N, 5, 6, 4))),
    *(case(steps(new("Dense", 3)), x(*shape)) for shape in ((N, 4), (N,), ())),
    case(steps(new("Dense", 3)), x(N, 5, 4, dtype="int32")),
    *(case(steps(new("Conv2D", 3, size)), FRAMES) for size in (2, 9)),
    *(case(steps(new("Conv2D", 3, 2)), x(N, *rest)) for rest in ((8, 8, 3), (5, N, N, 3), (5, 8, 8, N))),
    *(case(steps(new("Conv1D", 3, 2)), inputs) for inputs in (S, x(N, 5, 8, 4))),
    case(steps(new("Conv2DTranspose", 3, 2)), FRAMES),
    case(steps(new("MaxPooling2D", 2)), FRAMES),
    case(steps(new("GlobalAveragePooling2D")), FRAMES),
    *(case(steps(new("Flatten")), inputs) for inputs in (FRAMES, S, x(N, 5, N, 4), x(N, 5, 4, dtype="int32"))),
    *(case(steps(new("Reshape", target)), x(N, 5, 8)) for target in ((4, 2), (4, 3), (-1, 2))),
    *(case(steps(new("RepeatVector", 3)), inputs) for inputs in (S, x(N, N, 4))),
    case(steps(new("Permute", (2, 1))), x(N, 5, 8, 3)),
    case(steps(new("Cropping2D", 5)), FRAMES),
    *(case(steps(LSTM), inputs) for inputs in (x(N, 5, 8, 4), S, x(N, 5, 8, N))),
    case(steps(new("LSTM", 3, return_sequences=True)), x(N, 5, 8, 4)),
    *(case(steps(layer), x(N, 5, 8, 4)) for layer in (STATES, new("GRU", 3, return_state=True), both(LSTM, N))),
    *(case(steps(new("LSTM", 3, stateful=True)), inputs) for inputs in (x(N, 5, 8, 4), x(2, 5, 8, 4))),
    case(steps(new("ConvLSTM2D", 4, 3)), x(N, 3, 5, 8, 8, 2)),
    *(case(steps(both()), inputs) for inputs in (x(N, 5, 8, 4), S)),
    *(case(steps(steps(new("Dense", 3))), inputs) for inputs in (x(N, 5, 8, 4), S)),
    case(steps(steps(steps(new("Dense", 3)))), x(N, 2, 5, 8, 4)),
    *(case(steps(new("Embedding", 10, 3)), inputs) for inputs in (x(N, 5, 8), x(N, 5), x(N, 5, 8, dtype="int32"))),
    *(case(steps(layer), S) for layer in (new("BatchNormalization"), new("Dropout", 0.2), new("LayerNormalization"))),
    *(case(steps(layer), S) for layer in (new("Activation", "relu"), new("Masking"), new("Add"), new("Attention"))),
    case(steps(new("MultiHeadAttention", 2, 2)), x(N, 5, 6, 4)),
    case(steps(new("LSTMCell", 3)), S),
    *(case(steps(new(name)), [S, S]) for name in ("Add", "Concatenate")),
    *(case(steps(new("Dense", 3)), inputs) for inputs in ([S], (S,), [S, S], {"a": S}, 5, N)),
    *(case(steps(inner), S) for inner in (5, N, "dense", [new("Dense", 3)], S)),
    case(new("TimeDistributed"), S),
    case(new("TimeDistributed", new("Dense", 3), 3), S),
    case(steps(new("Dense", 3), return_sequences=True), S),
    case(steps(new("Dense", 3), activation="relu"), S),
    case(steps(new("Dense", 3), input_shape=(5, 4)), S),
    case(steps(new("Dense", 3), dtype="float16"), S),
    case(steps(new("Dense", 3, dtype="float16")), S),
    case(steps(LSTM), x(N, 5, 8, 4), initial_state=[H, H]),
    case(steps(new("Dense", 3)), S, training=True),
]


@pytest.mark.parametrize("given", BIDIRECTIONAL + TIME_DISTRIBUTED, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", BIDIRECTIONAL + TIME_DISTRIBUTED, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


UNEVEN = {"backward_layer": backwards(units=5)}
LATE = [
    (case(both(), S, initial_state=[H] * 4), N),
    (case(both(), S, initial_state=[H] * 2), StateCountMismatch),
    (case(both(), S, initial_state=[H] * 3), StateCountMismatch),
    (case(both(), S, initial_state=[H] * 6), StateCountMismatch),
    (case(both(), S, initial_state=[]), StateCountMismatch),
    (case(both(), S, initial_state=H), StateCountMismatch),
    (case(both(), S, initial_state=[H, H, H, x(N, 6)]), StateSizeMismatch),
    (case(both(new("GRU", 3)), S, initial_state=[H] * 2), N),
    (case(both(new("GRU", 3)), S, initial_state=[H] * 4), N),
    (case(both(new("GRU", 3)), S, initial_state=[H]), StateCountMismatch),
    (case(both(new("GRU", 3)), S, initial_state=[H, x(N, 2)]), StateSizeMismatch),
    (case(both(new("SimpleRNN", 3)), S, initial_state=[H] * 4), StateCountMismatch),
    (case(both(LSTM, backward_layer=backwards("GRU")), S, initial_state=[H] * 3), StateCountMismatch),
    (case(both(new("GRU", 3), backward_layer=backwards()), S, initial_state=[H] * 3), N),
    *((case(both(LSTM, merge_mode=mode, **UNEVEN), S), DirectionUnitsMismatch) for mode in ("sum", "mul", "ave")),
    (case(both(LSTM, **UNEVEN), S), N),
    (case(both(LSTM, N, **UNEVEN), S), N),
    (case(both(LSTM, "sum", backward_layer=backwards(units=1)), S), N),
    (case(steps(new("Dense", 3)), S), N),
]


@pytest.mark.parametrize(("given", "kind"), LATE, ids=str)
def test_fails_on_data(given: Case, kind: type[Failure] | None) -> None:
    late = applied(given).late
    assert all(failure.late for failure in late)
    assert [type(failure) for failure in late] == ([] if kind is N else [kind])
    assert fails_on_data(given) == (kind is not N)


def test_states_are_counted_over_both_directions() -> None:
    late = applied(case(both(), S, initial_state=[H] * 2)).late
    assert isinstance(late[0], StateCountMismatch)
    assert (late[0].expected, late[0].found, len(late[0].states)) == (4, 2, 2)
    late = applied(case(both(), S, initial_state=[H, H, x(N, 6), H])).late
    assert isinstance(late[0], StateSizeMismatch)
    assert (late[0].index, late[0].expected, late[0].found) == (2, 3, 6)


# --- layers inside that get the wrong number of axes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "inputs", "late"),
    [
        (new("MaxPooling2D", 2), x(N, 8, 8, 3), True),
        (new("AveragePooling1D", 2), S, True),
        (new("Conv1DTranspose", 3, 2), S, True),
        (new("ZeroPadding1D", 1), S, True),
        (new("RepeatVector", 2), x(N, 5, 4, 3), True),
        (LSTM, x(2, 5, 4), True),
        (LSTM, x(N, 5, 6, 7, 4), True),
        (both(), x(N, 5, 6, 7, 4), True),
        (LSTM, S, False),
        (both(), S, False),
        (steps(new("Dense", 3)), S, False),
        (new("Conv2D", 3, 2), x(N, 8, 8, 3), False),
        (new("UpSampling1D", 2), S, False),
        (new("Cropping2D", 1), x(N, 8, 8, 3), False),
        # These work on what they get, if nobody looks.
        (new("GlobalAveragePooling1D"), S, N),
        (new("GlobalMaxPooling2D"), x(N, 8, 8, 3), N),
        (new("SpatialDropout1D", 0.2), S, N),
        (new("Cropping1D", 1), x(N, 5, 8, 8, 4), N),
        (new("UpSampling2D", 2), x(N, 5, 8, 8, 8, 4), N),
    ],
    ids=str,
)
def test_ranks_inside(layer: New, inputs: object, late: bool | None) -> None:
    given = case(steps(layer), inputs)
    if late is N:
        outcome = applied(given)
        assert outcome.unknown is not N
        assert not outcome.late
        assert not fails_on_data(given)
        return
    failure = refusal(given)
    assert isinstance(failure, RankMismatch)
    assert failure.late == late
    if late:
        assert fails_on_data(given)
    assert isinstance(refusal(given, "2"), RankMismatch)


def test_a_failure_inside_tells_where_it_is() -> None:
    context = Context(load("3"))
    inner = made(context, "Conv2D", 3, 2)
    outer = made(context, "TimeDistributed", made(context, "TimeDistributed", inner))
    sequence = create_input({"shape": (5, 6, 8, 3)}, context).output
    with pytest.raises(Failed) as caught:
        outer.apply(CallArguments.of(sequence), context)
    failed = caught.value
    assert failed.operation is inner
    assert failed.enclosing == (outer, outer.sublayers(context)[0])
    assert isinstance(failed.failure, RankMismatch)
    step = failed.failure.tensor
    assert step.shape.dims == (N, 8, 3)
    assert (step.call, step.index) == (sequence.call, sequence.index)


def test_a_bidirectional_speaks_for_its_layer() -> None:
    context = Context(load("3"))
    layer = made(context, "Bidirectional", made(context, "LSTM", 3))
    with pytest.raises(Failed) as caught:
        layer.apply(CallArguments.of(Tensor(Shape((N, 4)))), context)
    assert caught.value.operation is layer
    assert caught.value.enclosing == ()


# --- kinds of failures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(both(), x(N, 4)), RankMismatch),
        (case(both(), x(N, 5, N)), UndefinedSize),
        (case(both(), [S, H, H]), InputCountMismatch),
        (case(both(), [S]), NotATensor),
        (case(both(LSTM, backward_layer=LSTM), S), SameDirection),
        (case(both(backwards()), S), SameDirection),
        (case(both(STATES, backward_layer=backwards()), S), DirectionsDiffer),
        (case(both(new("LSTM", 3, stateful=True)), S), StatefulBatchUnknown),
        (case(both(new("LSTM", 3, stateful=True, return_state=True)), x(2, 5, 4)), StatefulBidirectionalStates),
        (case(both(LSTM, return_sequences=True), S), UnexpectedArgument),
        (case(new("Bidirectional"), S), MissingArgument),
        (case(steps(new("Dense", 3)), x(N, 4)), RankMismatch),
        (case(steps(new("Dense", 3)), [S, S]), InputCountMismatch),
        (case(steps(STATES), x(N, 5, 8, 4)), SeveralOutputsPerStep),
        (case(steps(new("Reshape", (4, 3))), x(N, 5, 8)), ReshapeMismatch),
        (case(steps(new("Conv2D", 3, 9)), FRAMES), NegativeSize),
        (case(steps(new("LSTMCell", 3)), S), MissingArgument),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


def test_directions_differ_in_all_that_they_differ_in() -> None:
    flags = {"return_sequences": True, "return_state": True}
    failure = failure_of(case(both(new("LSTM", 3, **flags), backward_layer=backwards(return_state=1)), S))
    assert isinstance(failure, DirectionsDiffer)
    assert (failure.flags, failure.values) == (("return_sequences",), ((True, False),))


class Function(UserCallable):
    """A function of the user's."""

    name = "function"


@pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed", "Wrapper"])
@pytest.mark.parametrize("value", [reference("LSTM"), Tensor(Shape((N, 3))), Function(), 5, N, "lstm", []])
def test_what_is_no_layer(wrapper: str, value: Argument) -> None:
    with pytest.raises(Failed) as caught:
        made(Context(load("3")), wrapper, value)
    failure = caught.value.failure
    assert isinstance(failure, InvalidArgument)
    assert (failure.argument, failure.expected.kind, failure.value) == ("layer", Expected.LAYER, value)


@pytest.mark.parametrize("version", ["2", "3"])
def test_what_has_no_direction(version: str) -> None:
    context = Context(load(version))
    dense, model = made(context, "Dense", 3), SequentialModel("model")
    for layer in (dense, model, made(context, "LSTMCell", 3), made(context, "TimeDistributed", dense)):
        with pytest.raises(Failed) as caught:
            made(context, "Bidirectional", layer)
        failure = caught.value.failure
        assert isinstance(failure, InvalidArgument)
        assert (failure.argument, failure.expected.kind) == ("layer", Expected.RECURRENT_LAYER)


# --- layers that are given, made, shared ----------------------------------------------------------------------------


def called(layer: Layer, context: Context, *shape: int | None) -> Applied:
    return layer.apply(CallArguments.of(Tensor(Shape(shape))), context)


def test_names_are_those_of_keras() -> None:
    context = Context(load("3"))
    layer = made(context, "Bidirectional", made(context, "LSTM", 3))
    assert [inner.name for inner in directions(layer, context)] == ["forward_lstm", "backward_lstm"]
    assert [layer.name, made(context, "LSTM", 3).name] == ["bidirectional", "lstm_1"]
    named = made(context, "Bidirectional", made(context, "LSTM", 3, name="forward_x"))
    assert [inner.name for inner in directions(named, context)] == ["forward_x", "backward_forward_x"]
    given = made(context, "LSTM", 3, go_backwards=True)
    explicit = made(context, "Bidirectional", made(context, "LSTM", 3), backward_layer=given)
    assert [inner.name for inner in directions(explicit, context)] == ["forward_lstm_3", "lstm_2"]
    assert made(context, "TimeDistributed", made(context, "Dense", 3)).name == "time_distributed"


def directions(layer: Layer, context: Context) -> list[Layer]:
    called(layer, context, N, 5, 4)
    return list(layer.sublayers(context))


def test_the_directions_are_copies() -> None:
    context = Context(load("3"))
    inner = made(context, "LSTM", 3)
    layer = made(context, "Bidirectional", inner)
    called(layer, context, N, 5, 4)
    assert parameters(layer, context) == 192
    assert inner.weights(context) is N
    assert inner not in layer.sublayers(context)


def test_a_copy_of_a_built_layer_is_built() -> None:
    context = Context(load("3"))
    inner = made(context, "RNN", [made(context, "LSTMCell", 3)])
    called(inner, context, N, 5, 6)
    late = called(made(context, "Bidirectional", inner), context, N, 5, 4).late
    assert isinstance(late[0], WeightsMismatch)


def test_weights_of_the_inner_layer_are_shared() -> None:
    context = Context(load("3"))
    dense = made(context, "Dense", 3)
    layer = made(context, "TimeDistributed", dense)
    called(dense, context, N, 4)
    assert called(layer, context, N, 5, 4).outputs.shape.dims == (N, 5, 3)
    assert parameters(layer, context) == parameters(dense, context) == 15
    with pytest.raises(Failed) as caught:
        called(layer, context, N, 5, 6)
    assert isinstance(caught.value.failure, WeightsMismatch)
    assert caught.value.failure.late


def test_models_inside() -> None:
    context = Context(load("3"))
    model = SequentialModel("model")
    model.add(create_input({"shape": (8, 4)}, context), context)
    model.add(made(context, "LSTM", 3), context)
    layer = made(context, "TimeDistributed", model)
    assert called(layer, context, N, 5, 8, 4).outputs.shape.dims == (N, 5, 3)
    assert parameters(layer, context) == 96
    with pytest.raises(Failed) as caught:
        called(layer, context, N, 5, 9, 4)
    assert isinstance(caught.value.failure, ModelInputMismatch)


class UserLayer(Layer):
    """A layer of the user's, which computes nothing that is known."""

    name = class_name = "user_layer"

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        assert not arguments.keyword
        return Applied(UNKNOWN, unknown="not known")


@pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed"])
def test_layers_of_the_user(wrapper: str) -> None:
    context = Context(load("3"))
    layer = made(context, wrapper, UserLayer())
    outcome = called(layer, context, N, 5, 8, 4)
    assert outcome.unknown is not N
    assert layer.weights(context) is N


class Undeclared(UserLayer):
    """A layer of the user's whose class has no `compute_output_shape`."""

    def attribute(self, name: str, context: Context) -> Argument:
        return N


def test_the_output_shape_must_be_declared() -> None:
    context = Context(load("3"))
    layer = made(context, "TimeDistributed", Undeclared())
    with pytest.raises(Failed) as caught:
        called(layer, context, N, 5, 4)
    assert isinstance(caught.value.failure, OutputShapeNotDeclared)
    eager = Tensor(Shape((2, 5, 4)), kind=TensorKind.EAGER)
    assert layer.apply(CallArguments.of(eager), context).unknown is not N
    older = Context(load("2"))
    assert called(made(older, "TimeDistributed", Undeclared()), older, N, 5, 4).unknown is not N


@pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed"])
def test_an_unknown_layer(wrapper: str) -> None:
    context = Context(load("3"))
    assert called(made(context, wrapper, UNKNOWN), context, N, 5, 4).unknown is not N


def test_unknown_flags_leave_what_is_common() -> None:
    context = Context(load("3"))
    inner = made(context, "LSTM", 3, return_sequences=UNKNOWN)
    assert called(made(context, "Bidirectional", inner), context, N, 5, 4).outputs.shape.dims is N
    mode = made(context, "Bidirectional", made(context, "LSTM", 3), merge_mode=UNKNOWN)
    assert called(mode, context, N, 5, 4).outputs is UNKNOWN


def test_rank_from_the_inner_layer() -> None:
    context = Context(load("3"))
    layer = made(context, "TimeDistributed", made(context, "LSTM", 3))
    assert layer.apply(CallArguments.of(UNKNOWN), context).outputs.shape.dims == (UNKNOWN_DIM, UNKNOWN_DIM, 3)


# --- Keras 2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "outputs"),
    [
        (case(both(backwards()), S), (N, 6)),
        (case(both(LSTM, **UNEVEN), S), (N, 8)),
        (case(both(LSTM, N, **UNEVEN), S), [(N, 3), (N, 5)]),
        (
            case(both(STATES, backward_layer=backwards(units=5, return_state=True)), S),
            [(N, 8), (N, 3), (N, 3), (N, 5), (N, 5)],
        ),
        (case(both(LSTM, "sum", backward_layer=backwards(units=1)), S), (N, 3)),
        (case(both(new("LSTM", 1), "sum", backward_layer=backwards(units=3)), S), (N, 3)),
        (case(both(), [S, H, H, H, H]), (N, 6)),
        (case(steps(new("Concatenate")), [S, S]), (N, 5, 8)),
        (case(steps(new("Add")), [S, S]), (N, 5, 4)),
    ],
)
def test_keras_2(given: Case, outputs: Argument) -> None:
    assert shapes(applied(given, "2").outputs) == outputs


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(both(), S, initial_state=[H] * 2), StateCountMismatch),
        (case(both(new("GRU", 3)), S, initial_state=[H] * 4), StateCountMismatch),
        (case(both(LSTM, "sum", **UNEVEN), S), DirectionUnitsMismatch),
        (case(both(backwards(), backward_layer=backwards()), S), SameDirection),
        (case(steps(STATES), x(N, 5, 8, 4)), SeveralOutputsPerStep),
    ],
)
def test_keras_2_refuses(given: Case, kind: type[Failure]) -> None:
    failure = refusal(given, "2")
    assert isinstance(failure, kind)
    assert not failure.late


@pytest.mark.parametrize(("version", "wrapper", "inner"), [("3", "float64", "float32"), ("2", "float32", "float64")])
def test_which_dtype_counts(version: str, wrapper: str, inner: str) -> None:
    for layer in (both(new("LSTM", 3, dtype=inner), dtype=wrapper), steps(new("Dense", 3, dtype=inner), dtype=wrapper)):
        assert applied(case(layer, S), version).outputs.dtype == "float64"


# --- properties -----------------------------------------------------------------------------------------------------


@given_by(st.integers(1, 9), st.sampled_from((N, 3)), st.integers(1, 9))
def test_concat_doubles_the_width(units: int, count: int | None, features: int) -> None:
    single, _ = in_keralint(case(new("LSTM", units, return_sequences=True), x(N, count, features)))
    double, _ = in_keralint(case(both(new("LSTM", units, return_sequences=True)), x(N, count, features)))
    assert single.outputs == ((N, count, units), "float32")
    assert double.outputs == ((N, count, 2 * units), "float32")
    assert double.parameters == 2 * (single.parameters or 0)


@given_by(st.integers(1, 9), st.lists(st.sampled_from((N, 3)), min_size=1, max_size=3), st.integers(1, 9))
def test_dense_needs_no_wrapper(units: int, axes: list[int | None], features: int) -> None:
    alone, _ = in_keralint(case(new("Dense", units), x(N, *axes, features)))
    wrapped, _ = in_keralint(case(steps(new("Dense", units)), x(N, *axes, features)))
    assert alone == wrapped
