# ruff: noqa: E501  # a program and what is said of it stand on one line
"""What the rules about recurrent layers say, where they point, and what they leave alone."""

from __future__ import annotations

import pytest

from keralint.diagnostics import Applicability, Diagnostic
from programs import findings, fixed, line, only, related

SEQUENCE = "x = keras.Input((20, 8))\n"
LAST = f"{SEQUENCE}y = layers.LSTM(16)(x)\n"


def lines(diagnostic: Diagnostic) -> set[int]:
    """The line of a finding, and those of the places that explain it."""
    return {line(diagnostic), *(place for place, _ in related(diagnostic))}


# --- return_sequences -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("layers.GRU(4)(y)", "`GRU` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("layers.Bidirectional(layers.GRU(4))(y)", "`Bidirectional(GRU)` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("layers.Conv1D(4, 3)(y)", "`Conv1D` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("layers.GlobalMaxPooling1D()(y)", "`GlobalMaxPooling1D` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("layers.TimeDistributed(layers.Dense(4))(y)", "`TimeDistributed(Dense)` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("layers.Permute((2, 1))(y)", "`Permute` needs a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("y[:, -1, :]", "3 indices need a sequence `(batch, steps, features)`, got `(None, 16)`"),
        ("keras.ops.mean(y, axis=2)", "`keras.ops.mean` needs a sequence with the axis 2, got `(None, 16)`"),
        ("keras.ops.transpose(y, (0, 2, 1))", "`keras.ops.transpose` needs a sequence with 3 axes, got `(None, 16)`"),
        ("layers.Concatenate()([x, y])", "`Concatenate` merges the sequence `(None, 20, 8)` with `(None, 16)`, which has no steps"),
        ("layers.Reshape((20, 16))(y)", "`Reshape` needs the whole sequence to make `(20, 16)`, got `(None, 16)`"),
    ],
)  # fmt: skip
def test_whatever_runs_over_steps_misses_them_after_the_last_one(use: str, said: str) -> None:
    found = only(f"{LAST}z = {use}")
    assert (found.name, found.message) == ("return-sequences-missing", said)
    assert line(found) == 3
    assert related(found) == [(2, "`LSTM` returns only its last output here")]
    assert found.fix is not None
    assert found.fix.applicability is Applicability.SAFE


@pytest.mark.parametrize(
    "between",
    [
        "layers.Dropout(0.2)(y)",
        "layers.Dense(32, activation='relu')(layers.BatchNormalization()(y))",
        "y * 2",
        "keras.ops.relu(y)",
        "layers.Add()([y, layers.Dense(16)(y)])",
        "layers.Lambda(lambda t: t * 2)(y)",
    ],
)
def test_the_way_back_follows_what_keeps_the_axes(between: str) -> None:
    found = only(f"{LAST}y = {between}\nz = layers.GRU(4)(y)")
    assert found.name == "return-sequences-missing"
    assert related(found) == [(2, "`LSTM` returns only its last output here")]


@pytest.mark.parametrize(
    ("program", "surface", "cause"),
    [
        (
            """
            inner = keras.Input((20, 8))
            encoder = keras.Model(inner, layers.Dropout(0.1)(layers.LSTM(16)(inner)))
            x = keras.Input((20, 8))
            y = layers.GRU(4)(encoder(x))
            """,
            4,
            2,
        ),
        (
            """
            encoder = keras.Sequential([layers.LSTM(16), layers.Dense(8)])
            x = keras.Input((20, 8))
            y = layers.GRU(4)(encoder(x))
            """,
            3,
            1,
        ),
        (
            """
            class Encoder(layers.Layer):
                def __init__(self):
                    super().__init__()
                    self.rnn = layers.LSTM(16)
                    self.drop = layers.Dropout(0.1)

                def call(self, x):
                    return self.drop(self.rnn(x))

            x = keras.Input((20, 8))
            y = layers.GRU(4)(Encoder()(x))
            """,
            11,
            4,
        ),
        (
            """
            def last_step(t):
                return t[:, -1, :]

            def build(units, attend=False):
                x = keras.Input((20, 8))
                y = layers.LSTM(units, return_sequences=attend)(x)
                return keras.Model(x, last_step(y))

            model = build(16)
            """,
            2,
            6,
        ),
    ],
)
def test_models_layers_and_functions_in_between_are_seen_through(program: str, surface: int, cause: int) -> None:
    found = only(program)
    assert found.name == "return-sequences-missing"
    assert surface in lines(found)
    assert (cause, "`LSTM` returns only its last output here") in related(found)


def test_the_chain_of_a_convlstm_needs_frames() -> None:
    found = only(
        """
        x = keras.Input((5, 32, 32, 3))
        y = layers.ConvLSTM2D(8, 3)(x)
        z = layers.ConvLSTM2D(8, 3)(y)
        """
    )
    assert found.message == (
        "`ConvLSTM2D` needs a sequence `(batch, steps, height, width, channels)`, got `(None, 30, 30, 8)`"
    )
    assert (
        fixed(
            """
        x = keras.Input((5, 32, 32, 3))
        y = layers.ConvLSTM2D(8, 3)(x)
        z = layers.TimeDistributed(layers.Conv2D(8, 3))(y)
        """
        ).splitlines()[1]
        == "y = layers.ConvLSTM2D(8, 3, return_sequences=True)(x)"
    )


def test_a_loop_that_makes_every_layer_alike_gets_no_fix() -> None:
    found = only(
        """
        x = keras.Input((20, 8))
        for units in (32, 16):
            x = layers.LSTM(units)(x)
        """
    )
    assert found.name == "return-sequences-missing"
    assert (line(found), found.fix) == (3, None)


def test_a_value_that_is_computed_is_replaced_on_request_only() -> None:
    found = only(
        """
        model = keras.Sequential([keras.Input((20, 8))])
        for n in range(2):
            model.add(layers.LSTM(24, return_sequences=n < 1))
        model.add(layers.TimeDistributed(layers.Dense(5)))
        """
    )
    assert line(found) == 4
    assert found.fix is not None
    assert found.fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    "program",
    [
        f"{LAST}z = layers.Dense(4)(y)",
        f"{LAST}z = layers.Concatenate()([y, layers.GRU(4)(x)])",
        f"{LAST}z = y[:, -1]",
        f"{LAST}z = layers.RepeatVector(20)(y)\nw = layers.LSTM(8, return_sequences=True)(z)",
        f"{LAST}z = layers.LSTM(8)(layers.Reshape((4, 4))(y))",
        """
        def build(attend):
            x = keras.Input((20, 8))
            y = layers.LSTM(16, return_sequences=attend)(x)
            return y[:, -1, :] if attend else y
        """,
    ],
)
def test_the_last_step_where_it_belongs_is_left_alone(program: str) -> None:
    assert not findings(program)


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (f"{LAST}z = layers.LSTM(8)(layers.Flatten()(y))", "rnn-input-rank"),
        (f"{LAST}z = layers.LSTM(8)(layers.Concatenate()([y, keras.Input((4,))]))", "rnn-input-rank"),
        (f"{SEQUENCE}y, h, c = layers.LSTM(8, return_state=True)(x)\nz = layers.LSTM(8)(h)", "rnn-input-rank"),
        ("z = layers.LSTM(8)(keras.Input((40,)))", "rnn-input-rank"),
    ],
)
def test_another_cause_is_told_as_another(program: str, name: str) -> None:
    assert only(program).name == name


# --- states ---------------------------------------------------------------------------------------------------------


def test_the_states_of_both_directions_count() -> None:
    found = only(f"{SEQUENCE}y, h, c = layers.Bidirectional(layers.LSTM(8, return_state=True))(x)")
    assert found.message == "`Bidirectional(LSTM)` returns 5 tensors, unpacked into 3 names"
    assert found.help == (
        "they are the output, then `h` and `c` of the forward layer, then `h` and `c` of the backward layer"
    )


def test_a_tensor_is_not_unpacked() -> None:
    program = f"{SEQUENCE}y, h, c = layers.LSTM(8)(x)"
    assert only(program).message == "`LSTM` returns 1 tensor, unpacked into 3 names"
    assert fixed(program) == f"{SEQUENCE}y, h, c = layers.LSTM(8, return_state=True)(x)"


@pytest.mark.parametrize(
    "program",
    [
        f"{SEQUENCE}y, *states = layers.Bidirectional(layers.LSTM(8, return_state=True))(x)",
        f"{SEQUENCE}y, h = layers.GRU(8, return_state=True)(x)",
        f"{SEQUENCE}forward, backward = layers.Bidirectional(layers.LSTM(8), merge_mode=None)(x)",
        """
        def encode(x, with_states):
            return layers.LSTM(8, return_state=with_states)(x)

        def build(with_states):
            y, h, c = encode(keras.Input((20, 8)), with_states)
        """,
        """
        class Encoder(layers.Layer):
            def call(self, x):
                first, second = x
                return first + second
        """,
    ],
)
def test_an_unpacking_that_may_fit_is_left_alone(program: str) -> None:
    assert not findings(program)


@pytest.mark.parametrize(
    ("use", "said", "after"),
    [
        (
            "layers.Dense(4)(y)",
            "`Dense` takes one tensor, got the 3 tensors that `LSTM` returns",
            "layers.Dense(4)(y[0])",
        ),
        ("y[:, -1]", "the 3 tensors that `LSTM` returns are indexed as one", "y[0][:, -1]"),
        ("y.shape", "the 3 tensors that `LSTM` returns have no `shape`", "y[0].shape"),
    ],
)
def test_output_and_states_are_not_one_tensor(use: str, said: str, after: str) -> None:
    program = f"{SEQUENCE}y = layers.LSTM(8, return_state=True)(x)\n"
    assert only(f"{program}z = {use}").message == said
    assert fixed(f"{program}z = {use}") == f"{program}z = {after}"


def test_states_that_reach_a_sequential_through_arguments_are_told_where_they_are_used() -> None:
    found = only(
        """
        def build(options):
            return keras.Sequential([
                keras.Input((20, 8)),
                layers.LSTM(20, **options),
                layers.Dense(32),
            ])

        model = build(dict(dropout=0.1, return_state=True))
        """
    )
    assert found.name == "rnn-states-as-tensor"
    assert {4, 5} <= lines(found)
    assert found.fix is None


@pytest.mark.parametrize(
    ("call", "name", "said"),
    [
        ("layers.LSTM(8)(x, initial_state=[h])", "rnn-initial-state-count", "`LSTM` needs 2 initial states, got 1"),
        ("layers.LSTM(8)(x, initial_state=h)", "rnn-initial-state-count", "`LSTM` needs 2 initial states, got 1"),
        (
            "layers.Bidirectional(layers.LSTM(8))(x, initial_state=[h, h])",
            "rnn-initial-state-count",
            "`Bidirectional(LSTM)` needs 4 initial states, got 2",
        ),
        ("layers.LSTM(8)(x, initial_state=[h, h, h])", "surplus-initial-states", "`LSTM` keeps 2 states, got 3"),
        ("layers.GRU(8)(x, initial_state=[h, h])", "surplus-initial-states", "`GRU` keeps 1 state, got 2"),
        (
            "layers.GRU(4)(x, initial_state=h)",
            "rnn-initial-state-width",
            "the first state of `GRU` has the width 4, got `(None, 8)`",
        ),
        (
            "layers.GRU(8)(x, initial_state=x)",
            "rnn-initial-state-width",
            "the first state of `GRU` has 2 axes, got `(None, 20, 8)`",
        ),
        (
            "layers.LSTM(8)([x, h, h])",
            "initial-state-in-inputs",
            "`LSTM` takes its input alone, got a list of it and 2 states",
        ),
    ],
)
def test_initial_states_that_do_not_fit(call: str, name: str, said: str) -> None:
    found = only(f"{SEQUENCE}h = keras.Input((8,))\ny = {call}")
    assert (found.name, found.message) == (name, said)
    assert line(found) == 3


def test_keras_2_takes_the_states_in_one_list_with_the_input() -> None:
    program = f"{SEQUENCE}h = keras.Input((8,))\ny = layers.LSTM(8)([x, h, h])"
    assert not findings(program, "2")
    assert fixed(program).endswith("y = layers.LSTM(8)(x, initial_state=[h, h])")


def test_the_states_of_an_encoder_of_two_directions_are_joined_for_a_decoder() -> None:
    program = """
        x = keras.Input((20, 8))
        y, *states = layers.Bidirectional(layers.LSTM(16, return_state=True))(x)
        z = layers.LSTM(32)(x, initial_state=%s)
        """
    surplus = only(program % "states")
    assert surplus.name == "surplus-initial-states"
    assert surplus.help == "concatenate the forward and the backward states pair by pair"
    narrow = only(program % "states[:2]")
    assert narrow.name == "bidirectional-state-to-decoder"
    assert related(narrow) == [(2, "`Bidirectional(LSTM)` gives the states of both directions here")]


# --- cells, batches, shapes -----------------------------------------------------------------------------------------


def test_a_cell_is_told_where_it_is_called() -> None:
    found = only(
        """
        CELLS = {"lstm": layers.LSTMCell, "gru": layers.GRUCell}

        def stacked(h, kind, sizes):
            for size in sizes:
                h = CELLS[kind](size)(h)
            return h

        stacked(keras.Input((50, 3)), "gru", [24, 12])
        """
    )
    assert found.message == "`GRUCell` computes a single step, and needs the states of the step before"
    assert 5 in lines(found)


@pytest.mark.parametrize(
    "call", ["layers.LSTM(4, stateful=True)(x)", "layers.Bidirectional(layers.GRU(4, stateful=True))(x)"]
)
def test_a_state_for_each_sample_needs_a_batch(call: str) -> None:
    found = only(f"{SEQUENCE}y = {call}")
    assert found.name == "stateful-needs-batch-size"
    assert related(found) == [(1, "`Input` gives `(None, 20, 8)`")]
    assert not findings(f"x = keras.Input((20, 8), batch_size=2)\ny = {call}")


def test_keras_2_does_not_unroll_without_end() -> None:
    program = "x = keras.Input((None, 8))\ny = layers.LSTM(4, unroll=True)(x)"
    assert only(program, "2").message == "`LSTM` needs a fixed number of steps for `unroll=True`, got `(None, None, 8)`"
    assert not findings(program)


def test_an_encoder_that_returns_its_sequence_is_not_repeated() -> None:
    program = (
        f"{SEQUENCE}y = layers.LSTM(16, activation='tanh', return_sequences=True)(x)\nz = layers.RepeatVector(20)(y)"
    )
    assert only(program).name == "repeatvector-rank"
    assert "return_sequences=False" in fixed(program)
    assert only(f"{SEQUENCE}z = layers.RepeatVector(20)(x)").name == "layer-input-rank"
