"""Rules on `keras.applications`: words, positions, and what is right and must not be reported."""

from __future__ import annotations

import pytest

from keralint.config import Settings
from keralint.diagnostics import Diagnostic
from keralint.engine.analyze import analyze

PRELUDE = "import keras\nfrom keras.applications import *\n"


def findings(program: str) -> tuple[Diagnostic, ...]:
    return analyze((PRELUDE + program).encode(), "model.py", Settings()).diagnostics


MESSAGES = [
    (
        "m = VGG16(False, 'imagenet', None, (31, 64, 3))",
        "`VGG16` needs an image of at least `32x32`, got `(31, 64, 3)`",
    ),
    (
        "m = Xception(include_top=False, weights=None, input_shape=(64, 64, 3))",
        "`Xception` needs an image of at least `71x71`, got `(64, 64, 3)`",
    ),
    (
        "m = MobileNetV3Small(weights=None, input_shape=(28, 28, 3))",
        "`MobileNetV3Small` needs an image of at least `32x32`, got `(28, 28, 3)`",
    ),
    (
        "m = ResNet50(include_top=False, input_shape=(224, 224))",
        "`input_shape` of `ResNet50` must be `(height, width, channels)`, got `(224, 224)`",
    ),
    (
        "m = DenseNet121(weights=None, input_shape=(None, None, 3))",
        "`DenseNet121` needs a known height and width with its classifier, got `(None, None, 3)`",
    ),
    (
        "m = NASNetLarge(include_top=False, input_shape=(None, None, 3))",
        "`NASNetLarge` needs a known height and width to load its weights, got `(None, None, 3)`",
    ),
    (
        "m = ResNet50(classes=10)",
        'the "imagenet" weights of `ResNet50` with its classifier need `classes` `1000`, got `10`',
    ),
    (
        "m = ResNet50(input_shape=(256, 256, 3))",
        (
            'the "imagenet" weights of `ResNet50` with its classifier need `input_shape` `(224, 224, 3)`,'
            " got `(256, 256, 3)`"
        ),
    ),
    (
        "m = ResNet50(include_top=False, input_shape=(256, 256, 1))",
        'the "imagenet" weights of `ResNet50` need `input_shape` `(256, 256, 3)`, got `(256, 256, 1)`',
    ),
    (
        "m = MobileNetV3Large(alpha=0.5)",
        'the "imagenet" weights of `MobileNetV3Large` need `alpha` `0.75` or `1.0`, got `0.5`',
    ),
    (
        "m = ResNet50(weights='my.weights.h5', classifier_activation='sigmoid')",
        (
            "the pretrained weights of `ResNet50` with its classifier need `classifier_activation`"
            " `'softmax'` or `None`, got `'sigmoid'`"
        ),
    ),
    (
        "m = ResNet50(weights='imagenet21k')",
        "`weights` of `ResNet50` must be `None`, `'imagenet'` or a file of weights, got `'imagenet21k'`",
    ),
    (
        "m = ConvNeXtTiny(include_top=False, name='base')",
        "the \"imagenet\" weights of `ConvNeXtTiny` need `name` `'convnext_tiny'`, got `'base'`",
    ),
    (
        "m = MobileNetV2(include_top=False, input_shape=(96, 96, 3), input_tensor=keras.Input((128, 128, 3)))",
        "`MobileNetV2`: `input_shape` and `input_tensor` must have the same shape",
    ),
    (
        "m = ConvNeXtTiny(weights=None, input_tensor=keras.Input((128, 128, 1)))",
        "`Normalization` needs 3 on `channels` (`mean`), got `(None, 128, 128, 1)`",
    ),
]


@pytest.mark.parametrize(("program", "message"), MESSAGES)
def test_messages(program: str, message: str) -> None:
    (found,) = findings(program)
    assert found.message == message


@pytest.mark.parametrize(
    "program",
    [
        "m = VGG16(include_top=False, input_shape=(32, 32, 3))",
        "m = VGG16(include_top=False, input_shape=(None, 64, 3))",
        "m = VGG16(weights='my.h5', classes=10, input_shape=(64, 64, 1))",
        "m = VGG16(weights=None, classes=10, classifier_activation='sigmoid')",
        "m = VGG16(weights='imagenet', include_top=False, classes=10, classifier_activation='sigmoid')",
        "m = MobileNet(input_shape=(128, 128, 3), alpha=0.5)",
        "m = MobileNetV2(include_top=False, input_shape=(300, 300, 3), alpha=1.3)",
        "m = MobileNetV3Small(input_shape=(300, 300, 3))",
        "m = MobileNetV3Small(weights=None, alpha=0.3, input_shape=(None, 32, 3))",
        "m = InceptionV3(include_top=False, input_tensor=keras.Input((80, 80, 3)))",
        "m = NASNetMobile(include_top=False)",
        "m = ConvNeXtTiny(include_top=False, name='my_convnext_tiny')",
        "m = ConvNeXtTiny(include_top=False, weights=None, name='base', input_shape=(64, 64, 1))",
        "m = MobileNetV3Small(include_top=False, input_shape=(90, 96, 3), input_tensor=keras.Input((80, 96, 3)))",
        "m = EfficientNetV2B0(include_top=False, name='efficientnetv2-b0')",
        "from somewhere import n, w\nm = ResNet50(weights=w, classes=n, input_shape=(n, n, 1))",
        "def build(size, classes):\n    return ResNet50(weights=None, input_shape=(size, size, 3), classes=classes)",
        "def build(shape=(32, 32, 3)):\n    return EfficientNetB0(include_top=False, input_shape=shape)\nbuild()",
    ],
)
def test_what_is_right(program: str) -> None:
    assert findings(program) == ()


def test_the_place_is_the_argument() -> None:
    (found,) = findings("m = ResNet50(\n    weights='imagenet',\n    classes=10,\n)\n")
    assert (found.location.span.line, found.location.span.column) == (5, 5)


def test_a_layer_inside_that_refuses_its_input_is_reported_on_the_call() -> None:
    (found,) = findings("m = InceptionV3(include_top=False, input_tensor=keras.Input((40, 40, 3)))")
    assert (found.name, found.location.span.line) == ("window-exceeds-input", 3)


def test_a_layer_of_the_base_that_does_not_exist() -> None:
    (found,) = findings("m = VGG16(include_top=False)\nx = m.get_layer('block6_conv1').output\n")
    assert found.name == "unknown-layer-name"


def test_blocks_of_efficientnet_v2_are_found_by_the_name_of_the_model() -> None:
    (found,) = findings("m = EfficientNetV2S(weights=None, name='base')")
    assert (found.name, found.message.endswith("got `'base'`")) == ("invalid-argument", True)
