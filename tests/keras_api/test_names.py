"""Names: every way of importing, what exists, what does not, and what nobody knows."""

from __future__ import annotations

import pytest

from keralint.keras_api.database import Database, load
from keralint.keras_api.spelling import is_misspelt, nearest_name

KERAS_3 = load("3")
KERAS_2 = load("2")

WAYS = [
    "keras.layers.LSTM",
    "tensorflow.keras.layers.LSTM",
    "keras._tf_keras.keras.layers.LSTM",
    "tensorflow.compat.v2.keras.layers.LSTM",
    "keras.api.layers.LSTM",
    "keras.src.layers.LSTM",
    "keras.src.layers.rnn.lstm.LSTM",
    "tf_keras.layers.LSTM",
    "tf_keras.src.layers.rnn.lstm.LSTM",
    "tensorflow.python.keras.layers.LSTM",
    "tensorflow.python.keras.layers.recurrent.LSTM",
    "tensorflow.compat.v1.keras.layers.LSTM",
]


@pytest.mark.parametrize("path", WAYS)
def test_every_way_leads_to_the_layer(path: str) -> None:
    for database in (KERAS_3, KERAS_2):
        symbol = database.resolve(path)
        assert symbol is not None
        assert (symbol.canonical, symbol.kind, symbol.is_layer) == ("keras.layers.LSTM", "class", True)
        assert database.knows(path) == "yes"


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("keras", "keras"),
        ("tensorflow.keras", "keras"),
        ("keras.layers", "keras.layers"),
        ("keras.Sequential", "keras.Sequential"),
        ("keras.models.Sequential", "keras.Sequential"),
        ("keras.layers.Input", "keras.Input"),
        ("keras.layers.MaxPool2D", "keras.layers.MaxPooling2D"),
        ("keras.layers.Convolution2D", "keras.layers.Conv2D"),
        ("keras.losses.mean_squared_error", "keras.losses.mean_squared_error"),
        ("tensorflow.keras.layers.ThresholdedReLU", "tensorflow.keras.layers.ThresholdedReLU"),
    ],
)  # fmt: skip
def test_canonical_names(path: str, canonical: str) -> None:
    symbol = KERAS_3.resolve(path)
    assert symbol is not None
    assert symbol.canonical == canonical


def test_what_is_reached_through_tf_keras_is_keras_2() -> None:
    for path, major in (("keras.layers.LSTM", 3), ("tensorflow.keras.layers.LSTM", 3), ("tf_keras.layers.LSTM", 2)):
        symbol = KERAS_3.resolve(path)
        assert symbol is not None
        assert symbol.major == major
    legacy = KERAS_3.resolve("tf_keras.layers.LSTM")
    assert legacy is not None
    assert legacy.signature is not None
    assert "time_major" in legacy.signature.keywords


# --- what exists ----------------------------------------------------------------------------------------------------

GONE = [
    "keras.layers.Dens",
    "keras.layers.core",
    "keras.layers.core.Dense",
    "keras.layers.recurrent.LSTM",
    "keras.engine.topology.Layer",
    "keras.utils.np_utils",
    "keras.wrappers.scikit_learn.KerasClassifier",
    "keras.preprocessing.image.ImageDataGenerator",
    "keras.layers.ThresholdedReLU",
    "keras.backend.mean",
    "keras.losses.mse",
    "tensorflow.keras.layers.experimental",
    "tensorflow.keras.layers.experimental.preprocessing.Rescaling",
    "tensorflow.keras.wrappers.scikit_learn",
]
OPEN = [
    "numpy.zeros",
    "torch.nn.Linear",
    "keras_hub.models.Foo",
    "kerastuner.Tuner",
    "keras.src.whatever.Foo",
    "keras._private",
    "keras.layers._private",
    "keras.layers.LSTM.whatever",
    "keras.ops.add.whatever",
    "tf_keras.layers.Nonsense",
    "tf_keras.nonsense",
    "tensorflow.python.keras.engine.base_layer.Nonsense",
    "tensorflow.nn.relu",
    "keras.api._v2.keras.layers",
]


@pytest.mark.parametrize("path", GONE)
def test_what_certainly_does_not_exist(path: str) -> None:
    assert KERAS_3.knows(path) == "no"
    assert KERAS_3.resolve(path) is None


@pytest.mark.parametrize("path", OPEN)
def test_what_cannot_be_told(path: str) -> None:
    assert KERAS_3.knows(path) == "unknown"


@pytest.mark.parametrize(
    "path",
    [
        "tensorflow.keras.preprocessing.image.ImageDataGenerator",
        "tensorflow.keras.preprocessing.text.Tokenizer",
        "tensorflow.keras.layers.ThresholdedReLU",
        "tensorflow.keras.losses.mse",
        "tensorflow.keras.backend.mean",
    ],
)
def test_old_names_live_on_in_tensorflow(path: str) -> None:
    assert KERAS_3.knows(path) == "yes"
    assert KERAS_3.knows(path.removeprefix("tensorflow.")) == "no"


@pytest.mark.parametrize("version", ["3.0", "3.5", "3.15", "3.15.1"])
def test_an_earlier_release_has_no_names_that_the_data_lack(version: str) -> None:
    assert load(version).knows("keras.layers.Dens") == "no"
    assert load(version).knows("keras.ops.nonsense") == "no"


class TestALaterRelease:
    """Of Keras 3.99 the data know nothing, but what cannot be."""

    database = load("3.99")

    @pytest.mark.parametrize(
        "path", ["keras.layers.Perceiver", "keras.newmodule", "keras.ops.hartley", "keras.newmodule.Thing"]
    )
    def test_may_have_more(self, path: str) -> None:
        assert self.database.knows(path) == "unknown"

    @pytest.mark.parametrize("path", ["keras.layers.Conv2d", "keras.layers.BatchNormalisation"])
    def test_does_not_misspell(self, path: str) -> None:
        assert self.database.knows(path) == "no"

    @pytest.mark.parametrize(
        "path", ["keras.layers.LocallyConnected2D", "keras.utils.vis_utils", "keras.layers.ThresholdedReLU"]
    )
    def test_keras_2_names_stay_gone(self, path: str) -> None:
        expected = "no" if load("2").knows(path) == "yes" else "unknown"
        assert self.database.knows(path) == expected

    def test_has_what_there_was(self) -> None:
        assert self.database.knows("keras.layers.LSTM") == "yes"


class TestKeras2:
    """There were many releases of Keras 2, of which the data hold the last."""

    @pytest.mark.parametrize(
        "path",
        [
            "keras.engine.topology.Layer",
            "keras.layers.core.Dense",
            "keras.utils.np_utils.to_categorical",
            "keras.wrappers.scikit_learn.KerasClassifier",
            "tensorflow.keras.layers.experimental.preprocessing.Rescaling",
            "keras.utils.multi_gpu_model",
        ],
    )
    def test_older_names_are_not_denied(self, path: str) -> None:
        assert KERAS_2.knows(path) != "no"

    @pytest.mark.parametrize(
        ("path", "canonical"),
        [
            ("keras.layers.core.Dense", "keras.layers.Dense"),
            ("keras.layers.core.dense.Dense", "keras.layers.Dense"),
            ("keras.layers.recurrent.LSTM", "keras.layers.LSTM"),
            ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
            ("tensorflow.python.keras.layers.core.Dense", "keras.layers.Dense"),
        ],
    )
    def test_the_old_layout(self, path: str, canonical: str) -> None:
        symbol = KERAS_2.resolve(path)
        assert symbol is not None
        assert symbol.canonical == canonical

    def test_misspelt_names(self) -> None:
        assert KERAS_2.knows("tensorflow.keras.layers.Conv2d") == "no"


def test_other_versions_are_refused() -> None:
    for version in ("1", "4", "3.x", ""):
        with pytest.raises(ValueError, match="choose 2, 3 or"):
            load(version)


# --- members and suggestions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("database", [KERAS_3, KERAS_2], ids=["3", "2"])
def test_members_are_what_resolves(database: Database) -> None:
    for module in (
        "keras",
        "keras.layers",
        "keras.losses",
        "tensorflow.keras",
        "tensorflow.keras.layers",
        "tf_keras.layers",
    ):
        members = database.members(module)
        assert len(members) > 15
        for name in members:
            assert database.knows(f"{module}.{name}") == "yes"


def test_members_differ_by_the_way() -> None:
    assert "ThresholdedReLU" in KERAS_3.members("tensorflow.keras.layers")
    assert "ThresholdedReLU" not in KERAS_3.members("keras.layers")
    assert "RandomWidth" in KERAS_3.members("tf_keras.layers")
    assert KERAS_3.members("keras.nonsense") == KERAS_3.members("numpy") == frozenset()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("keras.layers.Dens", "keras.layers.Dense"),
        ("keras.layers.conv2d", "keras.layers.Conv2D"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.layers.recurrent.LSTM", "keras.layers.LSTM"),
        ("keras.layers.Adam", "keras.optimizers.Adam"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("keras.engine.topology.Layer", "keras.Layer"),
        ("tensorflow.keras.layers.core.Dense", "tensorflow.keras.layers.Dense"),
        ("tf_keras.layers.Adam", "tf_keras.optimizers.Adam"),
        ("keras.layers.Xyzzy", None),
        ("numpy.zeros", None),
    ],
)
def test_nearest(path: str, meant: str | None) -> None:
    assert KERAS_3.nearest(path) == meant


@pytest.mark.parametrize(
    ("name", "misspelt"),
    [
        ("Conv2d", True),
        ("BatchNormalisation", True),
        ("Embeding", True),
        ("Flaten", True),
        ("Dneseness", False),
        ("Conv4D", False),
        ("Conv2D", False),
        ("GELU", False),
        ("AdamS", False),
        ("Perceiver", False),
        ("conv2d", False),
        ("MinPooling2D", False),
        ("Fltaten", True),
        ("", False),
    ],
)
def test_misspelt(name: str, misspelt: bool) -> None:
    known = ["Conv2D", "BatchNormalization", "Embedding", "Flatten", "Adam", "ELU", "MaxPooling2D", "AdamW", "LSTM"]
    assert is_misspelt(name, known) is misspelt


def test_nearest_name() -> None:
    assert nearest_name("unit", ["units", "use_bias"]) == "units"
    assert nearest_name("Units", ["units"]) == "units"
    assert nearest_name("zzz", ["units"]) is None
    assert nearest_name("a", []) is None
