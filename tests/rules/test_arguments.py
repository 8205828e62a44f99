# ruff: noqa: E501  # a call and what is said of it stand on one line
"""What the rules about arguments and names say, where they point, and what they leave alone."""

from __future__ import annotations

import pytest

from programs import findings, fixed, line, message, only, related


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("layers.Dense(unit=3)", "unknown-argument: `Dense` has no argument `unit`"),
        ("layers.Dense(3, colour=2)", "unknown-argument: `Dense` has no argument `colour`"),
        ("layers.Convolution2D(3, 3, border_mode='same')", "renamed-argument: `Convolution2D` has no argument `border_mode`"),
        ("keras.optimizers.Adam(lr=0.1)", "renamed-argument: `Adam` has no argument `lr`"),
        ("keras.utils.to_categorical([1], nb_classes=3)", "renamed-argument: `to_categorical` has no argument `nb_classes`"),
        ("layers.Dense()", "missing-argument: `Dense` needs the argument `units`"),
        ("layers.Conv2D()", "missing-argument: `Conv2D` needs the arguments `filters` and `kernel_size`"),
        ("layers.Flatten(None, 2)", "too-many-arguments: `Flatten` takes at most 1 positional argument, got 2"),
        ("layers.Dense(3, units=3)", "duplicate-argument: `Dense` gets `units` by position and by keyword"),
        ("layers.Dropout(50)", "invalid-argument: `rate` of `Dropout` must be a number from 0 to 1, got `50`"),
        ("layers.Dense(-3)", "non-positive-size: `units` of `Dense` must be a positive integer, got `-3`"),
        ("layers.MaxPooling2D((2, 0))", "non-positive-size: `pool_size` of `MaxPooling2D` must be a positive integer or a tuple of 2 positive integers, got `(2, 0)`"),
        ("layers.Conv2D(8, (3, 3, 3))", "invalid-argument: `kernel_size` of `Conv2D` must be a positive integer or a tuple of 2 positive integers, got `(3, 3, 3)`"),
        ("layers.Dense(64 / 2)", "non-integer-size: `units` of `Dense` must be a positive integer, got `32.0`"),
        ("layers.Dense('64')", "non-integer-size: `units` of `Dense` must be a positive integer, got `'64'`"),
        ("layers.Dense(8, 'rellu')", "unknown-activation: Keras has no activation `'rellu'`"),
        ("layers.Dense(8, kernel_constraint=3)", "unknown-identifier: `kernel_constraint` must name a constraint, got `3`"),
        ("layers.Conv2D(8, 3, padding='half')", "padding-value: `padding` of `Conv2D` must be `'valid'` or `'same'`, got `'half'`"),
        ("layers.UpSampling2D(2, 2)", "data-format-value: `data_format` of `UpSampling2D` must be `None`, `'channels_last'` or `'channels_first'`, got `2`"),
        ("layers.Dense('relu', 64)", "misplaced-argument: the first argument of `Dense` is `units`, which must be a positive integer, got `'relu'`"),
        ("layers.MaxPooling2D(2, 'same')", "misplaced-argument: the second argument of `MaxPooling2D` is `strides`, which must be an integer or a tuple of 2 integers, got `'same'`"),
        ("layers.Dense(3, trainable='no')", "invalid-argument: `trainable` of `Dense` must be `True` or `False`, got `'no'`"),
        ("layers.Dens(3)", "unknown-name: `keras.layers` has no `Dens`"),
    ],
)  # fmt: skip
def test_what_is_said(call: str, said: str) -> None:
    assert message(f"layer = {call}") == said


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        ("layers.Dense(unit=3)", "did you mean `units`?"),
        ("layers.Dense(3, W_regularizer='l2')", "it is called `kernel_regularizer` now"),
        ("layers.LayerNormalization(mode=2)", None),
        ("layers.Dense(3, batch_input_shape=(2, 3))", "begin the model with `keras.Input(batch_shape=…)`"),
        ("layers.Dense(64 / 2)", "use `//`, which gives an integer"),
        ("layers.Dense(64, 32)", "the second positional argument of `Dense` is `activation`"),
        ("layers.Dense('relu', 64)", "did you mean `activation='relu'` and `units=64`?"),
        ("layers.Dense(8, True)", "did you mean `use_bias=True`?"),
        ("layers.Dense(8, (3, 4))", "the second positional argument of `Dense` is `activation`"),
        ("layers.Dense(8, 'glorot_uniform')", None),
        ("layers.Conv2D((3, 3), 32)", "did you mean `kernel_size=(3, 3)` and `filters=32`?"),
        ("layers.Conv2D(8, 3, 'same', 'relu')", "did you mean `padding='same'` and `activation='relu'`?"),
        ("layers.Conv2D(8, 3, 'relu', activation='tanh')", "the third positional argument of `Conv2D` is `strides`"),
        ("layers.LSTM('tanh', 8)", "did you mean `activation='tanh'` and `units=8`?"),
        ("layers.LSTM(8, True)", "the second positional argument of `LSTM` is `activation`"),
        ("layers.UpSampling2D(2, 2)", "the second positional argument of `UpSampling2D` is `data_format`"),
        ("layers.Dense(8, activation='prelu')", "it is a layer with weights of its own: add `keras.layers.PReLU()`"),
        ("layers.Dense(8, kernel_regularizer=0.01)", "give `keras.regularizers.L2(0.01)`"),
        ("keras.layers.Adam()", "did you mean `keras.optimizers.Adam`?"),
    ],
)
def test_what_is_advised(call: str, advice: str | None) -> None:
    assert only(f"layer = {call}").help == advice


@pytest.mark.parametrize(
    ("call", "corrected"),
    [
        ("layers.Dense(unit=3)", "layers.Dense(units=3)"),
        ("layers.Dense(width / 2)", "layers.Dense(width // 2)"),
        ("layers.Dense(64.0)", "layers.Dense(64)"),
        ("layers.Dense('64')", "layers.Dense(64)"),
        ('layers.Dense(8, activation="ReLU")', 'layers.Dense(8, activation="relu")'),
        ("layers.Dense(8, kernel_initializer='he_nomal')", "layers.Dense(8, kernel_initializer='he_normal')"),
        ("layers.Conv2D(8, 3, padding='sane')", "layers.Conv2D(8, 3, padding='same')"),
        ("layers.Conv2D(8, 3, data_format='NCHW')", "layers.Conv2D(8, 3, data_format='channels_first')"),
        ("layers.Conv2D(8, 3, 'same')", "layers.Conv2D(8, 3, padding='same')"),
        ("layers.Conv2D((3, 3), width)", "layers.Conv2D(kernel_size=(3, 3), filters=width)"),
        ("layers.Conv2D('relu', 8, 3)", "layers.Conv2D(activation='relu', filters=8, kernel_size=3)"),
        ("layers.Embedding(9, 8, mask_zero='False')", "layers.Embedding(9, 8, mask_zero=False)"),
        ("layers.Conv2d(8, 3)", "layers.Conv2D(8, 3)"),
    ],
)
def test_what_the_fix_makes_of_it(call: str, corrected: str) -> None:
    assert fixed(f"width = 64\nlayer = {call}") == f"width = 64\nlayer = {corrected}"


def test_a_guess_is_not_a_safe_fix() -> None:
    near, far = only("layer = layers.Dense(unit=3)").fix, only("layer = layers.Softmax(axes=1)").fix
    assert near is not None
    assert near.applicability.value == "safe"
    assert far is not None
    assert far.applicability.value == "unsafe"


def test_no_argument_is_renamed_to_one_that_is_given() -> None:
    found = only("layer = layers.Dense(units=3, unit=4)")
    assert (found.help, found.fix) == (None, None)


def test_no_fix_leaves_an_argument_out_that_is_required() -> None:
    found = only("layer = layers.Conv2D(8, 'relu')")
    assert (found.name, found.help, found.fix) == ("misplaced-argument", "did you mean `activation='relu'`?", None)


def test_what_is_given_for_a_layer_is_not_called_misplaced() -> None:
    assert [one.name for one in findings("layer = layers.Bidirectional('concat')")] == ["wrapper-given-non-layer"]


def test_arguments_in_their_places_are_right() -> None:
    right = ("layers.Dense(8, 'relu')", "layers.Conv2D(8, 3, 1, 'same')", "layers.LSTM(8, 'tanh', 'sigmoid', True)")
    assert not findings("\n".join(right))


def test_a_finding_points_at_the_argument() -> None:
    found = only("layer = layers.Conv2D(\n    8,\n    kernel_size=0,\n)")
    assert line(found) == 3


def test_a_constructor_s_argument_that_is_refused_at_the_call_is_pointed_at() -> None:
    found = only(
        """
        x = keras.Input((4, 8))
        attention = layers.MultiHeadAttention(2, 4, dropout=3)
        y = attention(x, x)
        """
    )
    assert (found.name, line(found)) == ("invalid-argument", 2)


def test_a_fault_in_what_is_passed_to_a_function_is_the_caller_s() -> None:
    found = only(
        """
        def block(units):
            return layers.Dense(units)

        block(0)
        block(8)
        """
    )
    assert (found.name, line(found)) == ("non-positive-size", 4)
    assert related(found) == [(2, "this is what fails inside the function")]


def test_a_fault_that_every_round_of_a_loop_makes_is_said_once() -> None:
    assert only("for _ in range(3):\n    layer = layers.Dense(-1)").name == "non-positive-size"


@pytest.mark.parametrize(
    "program",
    [
        "layer = layers.Dense(3, name='a', dtype='float16', trainable=False)",
        "layer = layers.Conv2D(8, 3, padding='SAME')",
        "layer = layers.Dense(True)",
        "layer = layers.Dense(8, activation=None, kernel_initializer='HeNormal')",
        "layer = layers.Dense(8, activation=layers.ReLU())",
        "layer = layers.Embedding(9, 8, mask_zero='True')",
        "import sys\nlayer = layers.Dense(int(sys.argv[1]), activation=sys.argv[2])",
        "def build(units, rate, **settings):\n    return layers.Dense(units, **settings), layers.Dropout(rate)",
        "try:\n    layer = layers.Dense(-3)\nexcept ValueError:\n    layer = None",
        "try:\n    from keras.layers import Dens\nexcept ImportError:\n    Dens = layers.Dense",
        "options = {'units': 3}\nlayer = layers.Dense(**options)",
        "layer = layers.LeakyReLU(alpha=0.1)",
        "optimizer = keras.optimizers.Adam(learning_rate=0.1, clipnorm=1.0)",
    ],
)
def test_what_is_left_alone(program: str) -> None:
    assert findings(program) == []


def test_the_names_of_the_version_count() -> None:
    program = "layer = layers.LocallyConnected1D(3, 3)"
    assert only(program).name == "removed-name"
    assert findings(program, keras_version="2") == []
