"""`keras.applications` against Keras: names, inputs, outputs. Building the real ones takes long, so most are `slow`."""

from __future__ import annotations

import pytest

from semantics.differential_models import Answer, executed, failure_of, in_keras, shapes_of

DEEP = [
    "MobileNet(weights=None, include_top=False, input_shape=(64, 96, 3))",
    "MobileNet(weights=None, include_top=False, alpha=0.5)",
    "MobileNet(weights=None, input_shape=(64, 64, 3), classes=5, alpha=0.25)",
    "MobileNetV2(weights=None, include_top=False, pooling='avg', alpha=0.35, input_shape=(64, 64, 3))",
    "ResNet50(weights=None, include_top=False, input_shape=(100, 131, 3))",
    "InceptionV3(weights=None, include_top=False, input_shape=(150, 224, 3))",
    "DenseNet121(weights=None, include_top=False, pooling='max')",
    "EfficientNetB0(weights=None, include_top=False, input_tensor=Input((96, 96, 3)))",
    "ConvNeXtTiny(weights=None, include_top=False, input_shape=(70, 70, 3))",
]
CASES = [
    "VGG16(weights=None, include_top=False, input_shape=(70, 131, 3))",
    "VGG16(weights=None, include_top=False)",
    "VGG16(weights=None, include_top=False, input_shape=(64, 64, 1), pooling='max', name='base')",
    *(pytest.param(call, marks=pytest.mark.slow) for call in DEEP),
]


@pytest.mark.parametrize("call", CASES)
def test_agrees_with_keras(call: str) -> None:
    program = f"base = keras.applications.{call}\nout = [base.input, base.output]\nname = base.name\n"
    theirs = in_keras(program + "out.append(name)")
    ours = executed(program).frames[0].scope.slots
    assert theirs == Answer(out=[*shapes_of(ours["out"]), str(ours["name"])])


@pytest.mark.parametrize(
    "program",
    [
        "b = keras.applications.VGG16(include_top=False); Model(b.input, layers.Dense(3)(b.output)).get_layer('fc1')",
        "b = keras.applications.VGG16(include_top=False); Model(b.input, b.get_layer('block3_conv3').output)",
        "b = keras.applications.VGG16(**unknown); Model(b.input, layers.Dense(3)(b.output))",
        "b = keras.applications.Xception(); d = layers.Dense(3); Model(b.input, d(b.output)).get_layer('dense_4')",
    ],
)
def test_layers_of_an_application_are_not_known(program: str) -> None:
    assert failure_of(program.replace("; ", "\n")) is None
