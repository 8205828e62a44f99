"""What the rules about Bidirectional and TimeDistributed say, where they point, and what they leave alone."""

from __future__ import annotations

import inspect

import pytest
from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Edit, Severity
from keralint.engine.analyze import analyze

HEAD = "import keras\nfrom keras import layers\n"


def findings(program: str, keras_version: str = "3") -> list[Diagnostic]:
    """The errors and warnings of a program, which begins with the imports; line 1 is the first after them."""
    settings = Settings(keras_version=keras_version)
    return list(analyze((HEAD + inspect.cleandoc(program) + "\n").encode(), "program.py", settings).diagnostics)


def only(program: str, keras_version: str = "3") -> Diagnostic:
    """The one finding of a program."""
    found = findings(program, keras_version)
    assert len(found) == 1, found
    return found[0]


def line(diagnostic: Diagnostic) -> int:
    """The line of a finding, counted from the first after the imports."""
    return diagnostic.location.span.line - 2


def fixed(program: str) -> str:
    """The program with the fix of its one finding applied."""
    fix = only(program).fix
    assert fix is not None
    text = HEAD + inspect.cleandoc(program) + "\n"
    starts = [0]
    for row in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))

    def offset(edit: Edit) -> tuple[int, int]:
        span = edit.location.span
        return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1

    for edit in sorted(fix.edits, key=offset, reverse=True):
        start, end = offset(edit)
        text = text[:start] + edit.text + text[end:]
    return text.removeprefix(HEAD).rstrip("\n")


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
        ("layers.SpectralNormalization(layers.Dense)(x)", "KL112"),
        ("layers.Bidirectional(layers.Dense(8))(x)", "KL115"),
        ("layers.Bidirectional(layers.Bidirectional(layers.LSTM(8)))(x)", "KL115"),
        ("layers.Bidirectional(layers.Conv1D(8, 3))(x)", "KL115"),
        ("layers.Bidirectional(layers.LSTM(8), backward_layer=layers.LSTM)(x)", "KL112"),
    ],
)
def test_each_way_to_use_a_wrapper_as_a_layer_of_its_own_is_told_once(spelling: str, code: str) -> None:
    found = only(f"x = keras.Input((20, 8))\ny = {spelling}")
    assert found.code == code
    assert found.severity is Severity.ERROR
    assert line(found) == 2


@pytest.mark.parametrize("version", ["2", "3"])
def test_keras_2_refuses_the_same(version: str) -> None:
    assert only("x = keras.Input((20, 8))\ny = layers.Bidirectional(x)", version).code == "KL111"


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
    assert found.related[0].message == "it comes from `Dense` here"
    assert found.related[0].location.span.line - 2 == 2


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
            "layers.Bidirectional(layers.LSTM(8), merge_mode=\"ave\")(x)",
        ),
        (
            "layers.Bidirectional(layers.LSTM(8), merge_mode='None')(x)",
            "layers.Bidirectional(layers.LSTM(8), merge_mode=None)(x)",
        ),
    ],
)
def test_the_fix_is_what_was_meant(before: str, after: str) -> None:
    assert fixed(f"x = keras.Input((20, 8))\ny = {before}") == f"x = keras.Input((20, 8))\ny = {after}"


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
