"""What the rules about Bidirectional and TimeDistributed say, where they point, and what they leave alone."""

from __future__ import annotations

import pytest

from keralint.diagnostics import Severity
from programs import findings, fixed, line, only, related

SEQUENCE = "x = keras.Input((20, 8))\n"


# --- what is wrapped -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("layers.Bidirectional()(x)", "KL110"),
        ("layers.Bidirectional(merge_mode='sum')(x)", "KL110"),
        ("layers.Bidirectional(layers.LSTM)(x)", "KL112"),
        ("layers.Bidirectional(layer=layers.LSTM)(x)", "KL112"),
        ("layers.Bidirectional(x)", "KL111"),
        ("layers.Bidirectional(layers.LSTM(8)(x))", "KL111"),
        ("layers.Bidirectional(layer=layers.LSTM(8)(x))", "KL111"),
        ("layers.Bidirectional(8)", "KL113"),
        ("layers.Bidirectional('lstm')(x)", "KL113"),
        ("layers.Bidirectional([layers.LSTM(8)])(x)", "KL113"),
        ("layers.TimeDistributed(None)(x)", "KL113"),
        ("layers.TimeDistributed(layers.Dense)(x)", "KL112"),
        ("layers.Wrapper(layers.Dense)", "KL112"),
        ("layers.Bidirectional(layers.Dense(8))(x)", "KL115"),
        ("layers.Bidirectional(layers.Bidirectional(layers.LSTM(8)))(x)", "KL115"),
        ("layers.Bidirectional(layers.Conv1D(8, 3))(x)", "KL115"),
        ("layers.Bidirectional(layers.LSTM(8), backward_layer=layers.LSTM)(x)", "KL112"),
    ],
)
def test_each_way_to_use_a_wrapper_as_a_layer_of_its_own_is_told_once(spelling: str, code: str) -> None:
    found = only(f"{SEQUENCE}y = {spelling}")
    assert found.code == code
    assert found.severity is Severity.ERROR
    assert line(found) == 2


@pytest.mark.parametrize("version", ["2", "3"])
def test_keras_2_refuses_the_same(version: str) -> None:
    assert only(f"{SEQUENCE}y = layers.Bidirectional(x)", version).code == "KL111"


def test_a_class_of_the_programs_own_is_no_layer_either() -> None:
    found = only(
        """
        class Encoder(layers.Layer):
            def call(self, x):
                return x * 2

        y = layers.TimeDistributed(Encoder)
        """
    )
    assert found.message == "`TimeDistributed` wraps a layer, got the class `Encoder`"
    assert found.help == "create the layer: `TimeDistributed(Encoder(…))`"


def test_an_instance_of_the_programs_own_layer_is_wrapped() -> None:
    assert not findings(
        """
        class Encoder(layers.Layer):
            def call(self, x):
                return x * 2

            def compute_output_shape(self, input_shape):
                return input_shape

        y = layers.TimeDistributed(Encoder())(keras.Input((20, 8)))
        """
    )


def test_the_tensor_that_was_given_is_traced_to_where_it_was_made() -> None:
    found = only(
        """
        def head(rois, classes):
            y = layers.Dense(128)(rois)
            y = layers.TimeDistributed(y)
            return layers.TimeDistributed(layers.Dense(classes))(y)

        scores = head(keras.Input((8, 49)), 21)
        """
    )
    assert found.message == "`TimeDistributed` wraps a layer, got the output `(None, 8, 128)` of `Dense`"
    assert line(found) == 3
    assert related(found) == [(2, "it comes from `Dense` here")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("layers.Bidirectional(layers.LSTM(8)(x))", "layers.Bidirectional(layers.LSTM(8))(x)"),
        ("layers.Bidirectional(layers.LSTM(8)(x))(x)", "layers.Bidirectional(layers.LSTM(8))(x)"),
        (
            "layers.Bidirectional(layers.LSTM(8)(x), merge_mode='sum')",
            "layers.Bidirectional(layers.LSTM(8), merge_mode='sum')(x)",
        ),
        ("layers.TimeDistributed(layers.Dense(8)(x))", "layers.TimeDistributed(layers.Dense(8))(x)"),
        (
            "layers.Bidirectional(layers.LSTM(8), return_sequences=True)(x)",
            "layers.Bidirectional(layers.LSTM(8, return_sequences=True))(x)",
        ),
        (
            "layers.Bidirectional(return_state=True, layer=layers.LSTM(8))(x)",
            "layers.Bidirectional(layer=layers.LSTM(8, return_state=True))(x)",
        ),
        ("layers.TimeDistributed(layers.Flatten)(x)", "layers.TimeDistributed(layers.Flatten())(x)"),
        (
            "layers.Bidirectional(layers.LSTM(8), merge_mode='Average')(x)",
            'layers.Bidirectional(layers.LSTM(8), merge_mode="ave")(x)',
        ),
        (
            "layers.Bidirectional(layers.LSTM(8), merge_mode='None')(x)",
            "layers.Bidirectional(layers.LSTM(8), merge_mode=None)(x)",
        ),
    ],
)
def test_the_fix_is_what_was_meant(before: str, after: str) -> None:
    assert fixed(f"{SEQUENCE}y = {before}") == f"{SEQUENCE}y = {after}"


def test_an_argument_that_neither_has_is_the_general_rules_affair() -> None:
    assert only("layers.Bidirectional(layers.LSTM(8), kernal_size=3)").code == "KL701"


def test_the_wrong_order_of_two_wrappers_is_told_with_the_right_one() -> None:
    found = only("layers.Bidirectional(layers.TimeDistributed(layers.LSTM(8)))")
    assert found.help == "turn the wrappers around: `TimeDistributed(Bidirectional(LSTM(…)))`"


def test_a_wrapper_that_may_hold_a_layer_is_left_alone() -> None:
    assert not findings(
        """
        def wrap(layer, x):
            return layers.Bidirectional(layer)(x)

        def build(kind=None):
            cells = {"lstm": layers.LSTM, "gru": layers.GRU}
            return layers.Bidirectional(cells[kind](8, return_sequences=True))
        """
    )


# --- directions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "said", "where"),
    [
        (
            """
            inner = layers.LSTM(8, go_backwards=True)
            outer = layers.Bidirectional(inner)
            """,
            "the `LSTM` inside `Bidirectional` runs backwards already, so that both directions would be the same",
            [(1, "it is told to run backwards here")],
        ),
        (
            """
            backward = layers.GRU(8)
            outer = layers.Bidirectional(layers.GRU(8), backward_layer=backward)
            """,
            "`backward_layer` runs forwards, as the forward layer does",
            [(2, "the forward `GRU`"), (1, "the backward `GRU`")],
        ),
        (
            """
            backward = layers.GRU(8, go_backwards=True)
            outer = layers.Bidirectional(layers.GRU(8, return_state=True), backward_layer=backward)
            """,
            "the layers of `Bidirectional` differ in `return_state`: the forward one has `return_state=True`",
            [(2, "the forward `GRU`"), (1, "the backward `GRU`")],
        ),
    ],
)
def test_layers_that_make_no_pair(program: str, said: str, where: list[tuple[int, str]]) -> None:
    found = only(program)
    assert found.message == said
    assert line(found) == 2
    assert related(found) == where


def test_keras_2_turns_the_copy_of_a_backward_layer_around() -> None:
    assert not findings("layers.Bidirectional(layers.LSTM(8, go_backwards=True))", "2")


def test_directions_of_different_width_may_be_concatenated() -> None:
    pair = "b = layers.GRU(4, go_backwards=True)\nlayers.Bidirectional(layers.GRU(8), '%s', backward_layer=b)(x)"
    program = f"{SEQUENCE}{pair}"
    assert not findings(program % "concat")
    assert only(program % "sum").code == "KL120"


# --- the doubled width ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tail",
    [
        "layers.Add()([x, y])",
        "x + y",
        "layers.Multiply()([y, layers.Dense(8)(x)])",
        "layers.Reshape((20, 4, 2))(y)",
        "layers.Dot(axes=(2, 2))([x, y])",
        "keras.ops.matmul(y, keras.ops.transpose(x, (0, 2, 1)))",
        "layers.Add()([x, layers.Dropout(0.1)(layers.LayerNormalization()(y))])",
    ],
)
def test_a_width_that_a_bidirectional_doubles_is_the_cause(tail: str) -> None:
    found = only(f"{SEQUENCE}y = layers.Bidirectional(layers.LSTM(8, return_sequences=True))(x)\nz = {tail}")
    assert found.name == "bidirectional-halved-width"
    assert line(found) == 3
    assert related(found) == [(2, "two directions of 8 units make 16 here")]


@pytest.mark.parametrize("merge", ["sum", "ave", "mul"])
def test_directions_that_are_merged_double_nothing(merge: str) -> None:
    assert not findings(
        f"{SEQUENCE}y = layers.Bidirectional(layers.LSTM(8, return_sequences=True), merge_mode='{merge}')(x)\nz = x + y"
    )


def test_a_size_that_is_twice_another_by_chance_is_not_the_bidirectionals() -> None:
    found = only(
        f"{SEQUENCE}y = layers.Bidirectional(layers.LSTM(5, return_sequences=True))(x)\nz = layers.Add()([x, y])"
    )
    assert found.name != "bidirectional-halved-width"


def test_the_width_is_followed_out_of_a_model_and_a_function() -> None:
    found = only(
        """
        def encode(x, units):
            return layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)

        inner = keras.Input((20, 8))
        model = keras.Model(inner, layers.Dropout(0.1)(encode(inner, 64)))
        x = keras.Input((20, 8))
        z = layers.Dense(64)(x) + model(x)
        """
    )
    assert found.name == "bidirectional-halved-width"
    assert line(found) == 7
    assert related(found) == [(2, "two directions of 64 units make 128 here")]


def test_states_of_both_directions_are_too_wide_for_a_decoder_of_one() -> None:
    found = only(
        """
        x = keras.Input((20, 8))
        y, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(16, return_state=True))(x)
        states = [layers.Concatenate()([fh, bh]), layers.Concatenate()([fc, bc])]
        z = layers.LSTM(16)(x, initial_state=states)
        """
    )
    assert found.name == "bidirectional-halved-width"
    assert found.help == "give `LSTM` 32 units"


# --- TimeDistributed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            "layers.TimeDistributed(layers.Dense(2))(keras.Input((5,)))",
            "`TimeDistributed(Dense)` needs a sequence `(batch, steps, …)`, got `(None, 5)`",
        ),
        (
            "layers.TimeDistributed(layers.Conv2D(8, 3))(keras.Input((32, 32, 3)))",
            "`TimeDistributed(Conv2D)` needs `(batch, steps, height, width, channels)`, got `(None, 32, 32, 3)`",
        ),
        (
            "layers.TimeDistributed(layers.Bidirectional(layers.LSTM(8)))(keras.Input((20, 8)))",
            "`TimeDistributed(Bidirectional(LSTM))` needs `(batch, sequences, steps, features)`, got `(None, 20, 8)`",
        ),
        (
            "layers.TimeDistributed(keras.Sequential([layers.LSTM(8)]))(keras.Input((20, 8)))",
            "`TimeDistributed(Sequential)` needs `(batch, sequences, steps, features)`, got `(None, 20, 8)`",
        ),
        (
            "layers.TimeDistributed(layers.GRU(8, return_state=True))(keras.Input((6, 20, 8)))",
            "`TimeDistributed` needs one tensor for each step, `GRU` returns 2 tensors",
        ),
    ],
)
def test_what_a_timedistributed_needs(program: str, said: str) -> None:
    assert only(program).message == said


@pytest.mark.parametrize(
    "program",
    [
        "layers.TimeDistributed(layers.LSTM(8))(keras.Input((6, 20, 8)))",
        "layers.TimeDistributed(layers.Embedding(10, 4))(keras.Input((6, 20)))",
        "layers.TimeDistributed(layers.Flatten())(keras.Input((6, 20, 8)))",
        "layers.TimeDistributed(layers.TimeDistributed(layers.Conv2D(8, 3)))(keras.Input((2, 6, 32, 32, 3)))",
        "layers.TimeDistributed(layers.Dense(2))(keras.Input((None, 5)))",
    ],
)
def test_a_timedistributed_on_enough_axes_is_left_alone(program: str) -> None:
    assert not findings(program)
