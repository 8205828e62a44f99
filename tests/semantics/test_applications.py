"""`keras.applications` against Keras: every layer with its name, class, output shape and number of weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import keras
import pytest

from keralint.semantics.models import APPLICATIONS
from keralint.semantics.models.applications.data import DATA, recipe
from keralint.semantics.models.applications.widths import FORMULAS
from semantics.application_models import in_keralint, in_keras
from semantics.differential_models import executed, failure_of, shapes_of

QUICK = [
    "VGG16(weights=None)",
    "VGG16(weights=None, include_top=False, input_shape=(70, 131, 3))",
    "VGG16(include_top=False, input_shape=(64, 64, 3), pooling='max', name='base')",
    "VGG16(False, None, Input((50, 60, 1)))",
    "MobileNet(weights=None, include_top=False, alpha=0.37, pooling='avg')",
    "MobileNet(weights=None, input_shape=(90, 71, 1), classes=7, depth_multiplier=2, dropout=0.0)",
]
OPTIONS = [
    "MobileNet(alpha=0.25, input_shape=(160, 160, 3))",
    "MobileNetV2(weights=None, alpha=0.07, input_shape=(97, 33, 3))",
    "MobileNetV2(weights=None, alpha=0.35, include_top=False, input_shape=(None, None, 3))",
    "MobileNetV2(weights=None, alpha=0.3737, include_top=False)",
    "MobileNetV2(alpha=1.4, input_shape=(96, 96, 3))",
    "MobileNetV3Small(weights=None, alpha=0.53, minimalistic=True, input_shape=(67, 129, 3))",
    "MobileNetV3Small(weights=None, include_top=False, include_preprocessing=False, pooling='avg')",
    "MobileNetV3Small(weights=None, include_top=False, input_tensor=Input((99, 80, 3)))",
    "MobileNetV3Large(weights=None, alpha=1.0, dropout_rate=0.0, classes=3, input_shape=(65, 64, 1))",
    "MobileNetV3Large(weights=None, alpha=1.27, minimalistic=True, include_top=False)",
    "MobileNetV3Large(weights=None, alpha=0.9, input_shape=(50, 50, 3))",
    "MobileNetV3Small(weights=None, alpha=1.618, input_shape=(91, 91, 3), classes=2)",
    "NASNetMobile(weights=None, include_top=False)",
    "NASNetMobile(weights=None, include_top=False, input_shape=(None, None, 3), pooling='max')",
    "NASNetMobile(weights=None, input_shape=(67, 101, 3), classes=3)",
    "NASNetMobile(weights=None, include_top=False, input_shape=(None, 32, 1))",
    "ConvNeXtTiny(weights=None, include_preprocessing=False, include_top=False, pooling='avg', name='q')",
    "ConvNeXtTiny(weights=None, input_shape=(40, 50, 1), classes=4)",
    "ConvNeXtTiny(weights=None, include_top=False, input_tensor=layers.Rescaling(2.)(Input((75, 80, 3))))",
    "EfficientNetB0(include_top=False, input_shape=(75, 80, 3))",
    "EfficientNetB0(weights=None, include_top=False, input_tensor=layers.Rescaling(2.)(Input((75, 80, 3))))",
    "EfficientNetB3(weights=None, classes=5, input_shape=(101, 67, 1))",
    "EfficientNetV2B0(weights=None, input_shape=(33, 47, 1), classes=3, classifier_activation=None)",
    "EfficientNetV2B0(include_top=False, include_preprocessing=False, pooling='max')",
    "EfficientNetV2S(weights=None, include_top=False, input_shape=(75, 80, 3))",
    "ResNet50(weights=None, classes=3, classifier_activation=None, input_shape=(33, 47, 3))",
    "ResNet50V2(weights=None, include_top=False, input_shape=(100, 131, 3))",
    "DenseNet121(weights=None, include_top=False, input_shape=(67, 129, 1), pooling='max')",
    "InceptionV3(weights=None, include_top=False, input_shape=(150, 224, 3))",
    "InceptionV3(weights=None, include_top=False, input_tensor=Input((40, 40, 3)))",
    "InceptionResNetV2(weights=None, include_top=False, input_shape=(75, 91, 3))",
    "Xception(weights=None, include_top=False, input_shape=(71, 90, 3), pooling='avg')",
]


@pytest.fixture(autouse=True)
def _nothing_is_downloaded() -> Iterator[None]:
    with (
        mock.patch("keras.src.utils.file_utils.get_file", return_value="weights.h5"),
        mock.patch.object(keras.Model, "load_weights"),
    ):
        yield


def test_there_are_data_for_every_builder() -> None:
    builders = {name for name, value in vars(keras.applications).items() if hasattr(value, "__code__")}
    assert builders == set(APPLICATIONS) == {path.stem for path in DATA.glob("*.json")}


@pytest.mark.parametrize(
    "call", [*QUICK, *(pytest.param(call, marks=[pytest.mark.slow, pytest.mark.exhaustive]) for call in OPTIONS)]
)
def test_agrees_with_keras(call: str) -> None:
    theirs = in_keras(call)
    assert in_keralint(call) == theirs


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize("name", APPLICATIONS)
@pytest.mark.parametrize("options", ["weights=None", "weights=None, include_top=False"])
def test_each_application_agrees_with_keras(name: str, options: str) -> None:
    call = f"{name}({options})"
    theirs = in_keras(call)
    assert theirs is not None
    assert in_keralint(call) == theirs


REFUSED = [
    "VGG16(include_top=False, weights=None, input_shape=(31, 64, 3))",
    "VGG16(include_top=False, weights=None, input_shape=(64, 31, 3))",
    "VGG16(include_top=False, weights=None, input_shape=(64, 64))",
    "VGG16(include_top=False, weights=None, input_shape=(None, 64, 64, 3))",
    "VGG16(include_top=False, input_shape=(64, 64, None))",
    "VGG16(include_top=False, input_shape=(64, 64, 1))",
    "VGG16(weights=None, input_shape=(None, 64, 3))",
    "VGG16(input_shape=(64, 64, 3))",
    "VGG16(input_shape=(None, None, 3))",
    "VGG16(classes=10)",
    "VGG16(weights='ImageNet')",
    "VGG16(weights='weights')",
    "VGG16(classifier_activation='relu')",
    "Xception(weights=None, include_top=False, input_shape=(70, 71, 3))",
    "InceptionV3(weights=None, include_top=False, input_shape=(75, 74, 3))",
    "InceptionResNetV2(weights=None, include_top=False, input_shape=(74, 75, 3))",
    "EfficientNetB3(input_shape=(224, 224, 3))",
    "MobileNet(alpha=0.3)",
    "MobileNet(depth_multiplier=2)",
    "MobileNet(input_shape=(128, 160, 3))",
    "MobileNet(input_shape=(96, 96, 3))",
    "MobileNetV2(alpha=0.25)",
    "MobileNetV3Small(alpha=0.5)",
    "MobileNetV3Small(alpha=0.75, minimalistic=True)",
    "MobileNetV3Large(weights=None, input_shape=(31, 32, 3))",
    "NASNetLarge(include_top=False, input_shape=(None, None, 3))",
    "NASNetMobile(include_top=False, weights=None, input_shape=(31, 31, 3))",
]


@pytest.mark.parametrize("call", REFUSED)
def test_refused_as_in_keras(call: str) -> None:
    assert in_keras(call) is None
    assert in_keralint(call) is None


OPEN = (
    "VGG19", "ResNet50", "ResNet50V2", "DenseNet121", "ConvNeXtTiny", "EfficientNetV2B0", "MobileNet", "InceptionV3",
    "InceptionResNetV2", "Xception",
)  # fmt: skip
SIZES = [(75, 76), (77, 79), (80, 85), (91, 96), (99, 107), (127, 128), (129, 131), (150, 161), (224, 225), (255, 299)]


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize("name", OPEN)
def test_every_image_size(name: str) -> None:
    """These have the same layers for all sizes; those that pad by the size are among the options above."""
    model = getattr(keras.applications, name)(weights=None, include_top=False)
    theirs = [tuple(model.compute_output_shape((None, *size, 3))) for size in SIZES]
    text = "".join(
        f"out.append(keras.applications.{name}(include_top=False, input_shape=({height}, {width}, 3)).output)\n"
        for height, width in SIZES
    )
    ours = executed(f"out = []\n{text}").frames[0].scope.slots
    assert shapes_of(ours["out"]) == theirs


@pytest.mark.parametrize("name", ["VGG16", pytest.param("ResNet50V2", marks=pytest.mark.slow),
                                  pytest.param("EfficientNetB0", marks=pytest.mark.slow),
                                  pytest.param("MobileNetV3Small", marks=pytest.mark.slow),
                                  pytest.param("Xception", marks=pytest.mark.slow)])  # fmt: skip
def test_channels_first(name: str) -> None:
    call = f"{name}(weights=None, include_top=False, input_shape=(3, 75, 90))"
    text = f"keras.config.set_image_data_format('channels_first')\nm = keras.applications.{call}\nout = m.output\n"
    keras.backend.clear_session()
    keras.config.set_image_data_format("channels_first")
    try:
        model = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(3, 75, 90))
    finally:
        keras.config.set_image_data_format("channels_last")
    ours = executed(text).frames[0].scope.slots
    assert ours["out"].shape.dims == tuple(model.output_shape)
    assert [str(layer.name) for layer in ours["m"].layers] == [layer.name for layer in model.layers]


# --- what programs do with them -------------------------------------------------------------------------------------


def slots(program: str) -> dict[str, Any]:
    found: dict[str, Any] = executed(program).frames[0].scope.slots
    return found


def test_transfer_learning() -> None:
    found = slots(
        "base = keras.applications.VGG16(include_top=False, input_shape=(100, 100, 3))\n"
        "open = keras.applications.VGG16(include_top=False)\n"
        "for layer in base.layers[:-4]:\n"
        "    layer.trainable = False\n"
        "a = base.get_layer('block4_conv3').output\n"
        "b = base.layers[-2].output\n"
        "x = layers.Flatten()(base.output)\n"
        "m = Model(base.input, layers.Dense(3)(x))\n"
        "out = [a, b, x, open(Input((64, 64, 3)))]\n"
    )
    assert shapes_of(found["out"]) == [(None, 12, 12, 512), (None, 6, 6, 512), (None, 4608), (None, 2, 2, 512)]


@pytest.mark.parametrize(
    "route",
    [
        "from tensorflow.keras.applications import ResNet50",
        "from keras.applications.resnet50 import ResNet50",
        "from tensorflow.keras.applications.resnet import ResNet50",
    ],
)
def test_by_every_route(route: str) -> None:
    found = slots(f"{route}\nout = ResNet50(include_top=False, pooling='avg').output\n")
    assert shapes_of(found["out"]) == (None, 2048)


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ("include_top=False, alpha=unknown", (None, None, None, "?")),
        ("include_top=False, weights=unknown", (None, None, None, 1280)),
        ("weights=None, classes=unknown", (None, "?")),
    ],
)
def test_what_is_not_known(arguments: str, shape: tuple[Any, ...]) -> None:
    found = slots(f"from somewhere import unknown\nout = keras.applications.MobileNetV2({arguments}).output\n")
    assert tuple(map(str, found["out"].shape.dims)) == tuple(map(str, shape))


@pytest.mark.parametrize(
    "program",
    [
        "b = keras.applications.VGG16(**unknown); Model(b.input, layers.Dense(3)(b.output))",
        "b = keras.applications.EfficientNetB0(weights=w()); b.get_layer('rescaling_7')",
        "b = keras.applications.MobileNet(include_top=False, alpha=float(w())); b.get_layer('conv_pw_13')",
        "b = keras.applications.NASNetLarge(include_top=False); Model(b.input, b.layers[40].output)",
        "b = keras.applications.VGG16(input_tensor=w()); b.get_layer('nothing')",
    ],
)
def test_no_false_alarm(program: str) -> None:
    assert failure_of("from somewhere import w, unknown\n" + program.replace("; ", "\n")) is None


def test_layers_are_known_in_keras_3_only() -> None:
    program = "b = keras.applications.ResNet50(include_top=False)\nb.get_layer('nothing')\nout = b.output\n"
    assert failure_of(program) is not None
    assert failure_of(program, "2") is None
    assert shapes_of(executed(program, "2").frames[0].scope.slots["out"]) == (None, None, None, 2048)


def test_formulas_of_widths_are_those_of_the_data() -> None:
    kinds = {
        setting["filters"][0]
        for name in APPLICATIONS
        if name.startswith("MobileNet")
        for _, setting in recipe(name).settings
        if isinstance(setting.get("filters"), list)
    }
    assert kinds == set(FORMULAS)


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("3", ["resnet50", "mobilenet_0.50_64", "nasnet_mobile", "MobileNetV3Small"]),
        ("3.3", ["resnet50", "mobilenet_0.50_64", "NASNet", "MobilenetV3small"]),
        ("2", ["resnet50", "mobilenet_0.50_64", "NASNet", "MobilenetV3small"]),
    ],
)
def test_names_before_the_builders_took_one(version: str, names: list[str]) -> None:
    program = (
        "from keras.applications import *\n"
        "size = dict(include_top=False, weights=None, input_shape=(64, 64, 3))\n"
        "models = [ResNet50(**size), MobileNet(alpha=0.5, **size), NASNetMobile(**size), MobileNetV3Small(**size)]\n"
    )
    found = executed(program, version).frames[0].scope.slots
    assert [model.name for model in found["models"].items] == names


@pytest.mark.parametrize("call", ["MobileNet(weights=None, input_shape=(3, 64, 75))"])
def test_batch_normalization_of_channels_that_come_first(call: str) -> None:
    """Its axis is the default in the data, and 1 here: there are as many weights as there are channels."""
    found = slots(f"keras.config.set_image_data_format('channels_first')\nm = keras.applications.{call}\n")
    first = found["m"].layers[2]
    assert (first.class_name, first.arguments["axis"], found["m"].name) == (
        "BatchNormalization",
        1,
        "mobilenet_1.00_64",
    )
