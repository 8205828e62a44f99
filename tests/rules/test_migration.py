# ruff: noqa: E501  # a program and what is said of it stand on one line
"""What the rules about other versions of Keras say, and what they leave alone."""

from __future__ import annotations

import pytest

from programs import findings, fixed, message, only


@pytest.mark.parametrize(
    ("program", "said", "advice"),
    [
        ("from keras.layers import CuDNNLSTM", "removed-name: `keras.layers.CuDNNLSTM` was removed in Keras 2", "`LSTM` uses cuDNN by itself"),
        ("from keras.layers.recurrent import LSTM", "removed-name: `keras.layers.recurrent` was removed in Keras 2.13", "use `keras.layers`"),
        ("from keras.utils import np_utils", "removed-name: `keras.utils.np_utils` was removed in Keras 2.13", "use `keras.utils`"),
        ("from keras.engine.topology import Layer", "removed-name: `keras.engine.topology` was removed in Keras 2.13", "take `Layer`, `InputSpec` and `Input` from `keras.layers`, `Model` and `Sequential` from `keras`"),
        ("from keras.preprocessing.text import Tokenizer", "removed-name: `keras.preprocessing.text` was removed in Keras 3.0", "use `keras.layers.TextVectorization`"),
        ("y = keras.backend.mean(1)", "removed-name: `keras.backend.mean` was removed in Keras 3.0", "use `keras.ops.mean`"),
        ("y = layers.RandomHeight(0.1)", "removed-name: `keras.layers.RandomHeight` was removed in Keras 3.0", "Keras 3 has no layers that change the size of images at random"),
        ("import tensorflow as tf; y = tf.keras.layers.experimental.preprocessing", "removed-name: `tensorflow.keras.layers.experimental` was removed in Keras 3.0", "use `tensorflow.keras.layers`"),
        ("y = layers.Dense(output_dim=3)", "renamed-argument: `Dense` has no argument `output_dim`", "it is called `units` now"),
        ("y = layers.Embedding(9, 3, init='uniform')", "renamed-argument: `Embedding` has no argument `init`", "it is called `embeddings_initializer` now"),
        ("y = keras.utils.to_categorical([1], nb_classes=3)", "renamed-argument: `to_categorical` has no argument `nb_classes`", "it is called `num_classes` now"),
        ("y = layers.Dense(units=3, output_dim=3)", "renamed-argument: `Dense` has no argument `output_dim`", "it is called `units` now, which is given as well"),
        ("y = layers.LSTM(3, time_major=True)", "removed-argument: `LSTM` has no argument `time_major`: it was removed in Keras 3.0", "leave it out, and give the batch first: `keras.ops.transpose(x, (1, 0, 2))`"),
        ("y = layers.LSTM(3, consume_less='gpu')", "removed-argument: `LSTM` has no argument `consume_less`", "leave it out"),
        ("y = layers.LSTM(3); y.output_shape", "removed-attribute: `LSTM` has no `output_shape`: it was removed in Keras 3.0", "use `layer.output.shape`"),
        ("m = keras.Sequential([keras.Input((3,)), layers.Dense(1)]); m.fit([1], [2], nb_epoch=3)", "renamed-argument: `fit` has no argument `nb_epoch`", "it is called `epochs` now"),
        ("m = keras.Sequential([keras.Input((3,)), layers.Dense(1)]); m.fit([1], [2], workers=3)", "removed-argument: `fit` has no argument `workers`: it was removed in Keras 3.0", "give it to the `keras.utils.PyDataset`"),
        ("m = keras.Sequential([keras.Input((3,)), layers.Dense(1)]); m.fit_generator([1])", "removed-attribute: `Sequential` has no `fit_generator`: it was removed in Keras 3.0", "use `fit`"),
        ("m = keras.Sequential([keras.Input((3,)), layers.Dense(1)]); m.predict_proba([1])", "removed-attribute: `Sequential` has no `predict_proba`", "use `predict`"),
    ],
)  # fmt: skip
def test_what_is_said(program: str, said: str, advice: str) -> None:
    assert message(program) == said
    assert only(program).help == advice


@pytest.mark.parametrize(
    ("program", "corrected"),
    [
        ("from keras.layers.core import Dense", "from keras.layers import Dense"),
        ("from keras.layers.core import Dense, Nonsense", None),
        ("from keras.layers.advanced_activations import LeakyReLU as L", "from keras.layers import LeakyReLU as L"),
        ("from keras.losses import mse as loss", "from keras.losses import mean_squared_error as loss"),
        ("from keras.losses import mse", None),
        ("y = keras.losses.mse", "y = keras.losses.mean_squared_error"),
        ("y = keras.backend.mean(1)", None),
        ("y = layers.Dropout(p=0.5)", "y = layers.Dropout(rate=0.5)"),
        ("y = layers.BatchNormalization(axis=1, fused=True)", "y = layers.BatchNormalization(axis=1)"),
    ],
)
def test_what_the_fix_makes_of_it(program: str, corrected: str | None) -> None:
    if corrected is None:
        assert all(one.fix is None for one in findings(program))
    else:
        assert fixed(program) == corrected


@pytest.mark.parametrize(
    "program",
    [
        "import tensorflow as tf\ny = tf.keras.layers.ThresholdedReLU(1.0)",
        "import tensorflow as tf\ny = tf.keras.backend.mean(tf.zeros((3,)))",
        "from tensorflow.keras.preprocessing.text import Tokenizer",
        "from tf_keras.layers import LocallyConnected1D\ny = LocallyConnected1D(3, 3)",
        "try:\n    from keras.layers.core import Dense\nexcept ImportError:\n    from keras.layers import Dense",
        "y = layers.Convolution2D(3, 3)",
        "y = layers.Dense(3)\nz = y.output_shape if hasattr(y, 'output_shape') else y.output.shape",
        "y = layers.LeakyReLU(alpha=0.1)",
        "y = layers.Dense(3, input_shape=(3,))",
    ],
)
def test_what_is_right(program: str) -> None:
    assert findings(program) == []


@pytest.mark.parametrize(
    "program",
    [
        "y = layers.LocallyConnected1D(3, 3)",
        "y = layers.LSTM(3, time_major=True)",
        "from keras.layers.core import Dense",
        "from keras.utils import np_utils",
    ],
)
def test_what_keras_2_has(program: str) -> None:
    assert findings(program, keras_version="2") == []


@pytest.mark.parametrize(
    ("version", "program", "said"),
    [
        ("3.3", "y = keras.ops.exp2", ("`keras.ops` has no `exp2` in Keras 3.3", "it was added in Keras 3.7")),
        ("3.8", "y = keras.ops.exp2", None),
        ("3.0", "from keras import tree", ("`keras` has no `tree` in Keras 3.0", "it was added in Keras 3.1")),
        ("3", "y = keras.AbsMaxQuantizer", ("`keras.AbsMaxQuantizer` was removed in Keras 3.3", None)),
        ("3.2", "y = keras.AbsMaxQuantizer", None),
        (
            "3.3",
            "y = layers.MultiHeadAttention(2, 3, flash_attention=True)",
            ("`MultiHeadAttention` has no argument `flash_attention` in Keras 3.3", "it was added in Keras 3.7"),
        ),
        ("3.7", "y = layers.MultiHeadAttention(2, 3, flash_attention=True)", None),
        (
            "3.4",
            "y = keras.ops.image.resize(image=keras.Input((8, 8, 3)), size=(3, 3))",
            ("`keras.ops.image.resize` has no argument `image`", "it is called `images` since Keras 3.4"),
        ),
        ("3.3", "y = keras.ops.image.resize(image=keras.Input((8, 8, 3)), size=(3, 3))", None),
    ],
)
def test_releases_differ(version: str, program: str, said: tuple[str, str | None] | None) -> None:
    found = [(one.message, one.help) for one in findings(program, keras_version=version)]
    assert found == ([] if said is None else [said])


@pytest.mark.parametrize("way", ["keras", "tf.keras"])
def test_legacy_optimizers(way: str) -> None:
    head = "import tensorflow as tf\n"
    found = only(f"{head}o = {way}.optimizers.legacy.Adam(lr=0.1, decay=1)")
    assert found.name == "legacy-optimizer"
    assert fixed(f"{head}o = {way}.optimizers.legacy.Adam(0.1)") == f"{head}o = {way}.optimizers.Adam(0.1)"
    tried = f"{head}try:\n    o = {way}.optimizers.legacy.Adam()\nexcept ImportError:\n    o = None"
    assert findings(tried) == []
    assert findings(f"{head}o = {way}.optimizers.legacy.Adam()", keras_version="2") == []


def test_an_argument_that_is_ignored() -> None:
    found = only("y = keras.optimizers.Adam(decay=1e-5)")
    assert (found.name, found.message) == ("ignored-argument", "`Adam` ignores `decay` in Keras 3")
    assert findings("y = keras.optimizers.Adam(decay=0.0)") == []


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("o = keras.optimizers.Adam(0.1)\ny = o.lr", ["removed-attribute"]),
        ("o = keras.optimizers.Adam(0.1)\ny = o.learning_rate, o.iterations, o.build", []),
        ("o = keras.optimizers.Adam(0.1)\no.lr = 3\ny = o.lr", []),
        ("o = keras.optimizers.Adam(0.1)\ny = o.lr if hasattr(o, 'lr') else o.learning_rate", []),
        ("o = keras.optimizers.Adam(0.1)\ny = getattr(o, 'lr', None)", []),
        ("class Mine(keras.optimizers.SGD):\n    lr = 3\no = Mine()\ny = o.lr", []),
    ],
)
def test_attributes_of_optimizers(program: str, names: list[str]) -> None:
    assert [one.name for one in findings(program)] == names
    assert findings(program, keras_version="2") == []


def test_keras_2_has_no_names_of_keras_1() -> None:
    assert [one.name for one in findings("y = layers.Dense(output_dim=3)", keras_version="2")] == ["renamed-argument"]
