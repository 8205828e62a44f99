"""Builders of Keras's own, executed from the source of the installed Keras, and what of a library is read there."""

from __future__ import annotations

import math
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import keras
import pytest

from keralint.config import Settings
from keralint.engine.analyze import summarize
from keralint.engine.result import FileResult, LayerSummary
from keralint.engine.run import new_project

SITE_PACKAGES = str(Path(keras.__file__).parent.parent)

BUILDERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "VGG16": ("vgg16", {"include_top": False, "pooling": "max"}),
    "ResNet50": ("resnet", {"classes": 10, "classifier_activation": None}),
    "ResNet50V2": ("resnet_v2", {"include_top": False, "input_shape": (None, None, 3)}),
    "MobileNetV2": ("mobilenet_v2", {"alpha": 0.35, "input_shape": (96, 128, 3)}),
    "MobileNetV3Small": ("mobilenet_v3", {"minimalistic": True}),
    "EfficientNetB0": ("efficientnet", {"include_top": False}),
    "EfficientNetV2B0": ("efficientnet_v2", {"include_preprocessing": False}),
    "ConvNeXtTiny": ("convnext", {"input_shape": (64, 96, 3), "include_top": False, "pooling": "avg"}),
    "DenseNet121": ("densenet", {"input_shape": (65, 64, 1), "classes": 2}),
    "InceptionV3": ("inception_v3", {"include_top": False, "input_shape": (75, 100, 3)}),
    "NASNetMobile": ("nasnet", {"input_shape": (97, 64, 3)}),
    "Xception": ("xception", {"include_top": False, "pooling": "avg"}),
}

Row = tuple[str, str, int | None, list[Any]]


def analyzed(program: str, *roots: str | Path) -> FileResult:
    """What keralint says of a program, with the source roots."""
    settings = Settings(src=tuple(map(str, roots)))
    return summarize(program.encode(), "model.py", settings, new_project(settings))


def rows(result: FileResult) -> list[LayerSummary]:
    """The layers of `model`; there is no finding."""
    assert result.diagnostics == ()
    (model,) = [model for model in result.models if model.name == "model"]
    return list(model.layers)


def in_keras(module: str, name: str, arguments: dict[str, Any]) -> list[Row]:
    """The operations of the model that real Keras builds; its weights are never filled."""
    keras.utils.clear_session()
    builder = getattr(import_module(f"keras.src.applications.{module}"), name)
    with keras.StatelessScope(initialize_variables=False):
        model = builder(weights=None, **arguments)
        return [_row(operation) for operation in model.operations]


def _row(operation: Any) -> Row:
    params = sum(math.prod(weight.shape) for weight in getattr(operation, "weights", ()))
    shapes = [tuple(tensor.shape) for tensor in operation._inbound_nodes[0].output_tensors]
    return operation.name, type(operation).__name__, params, shapes


@pytest.mark.parametrize("name", BUILDERS)
def test_every_layer_is_that_of_keras(name: str) -> None:
    module, arguments = BUILDERS[name]
    program = f"from keras.src.applications.{module} import {name}\nmodel = {name}(weights=None, **{arguments})\n"
    found = rows(analyzed(program, SITE_PACKAGES))
    assert all(row.line is None for row in found), "the layers are made in Keras's source, not in the program"
    assert [(r.name, r.class_name, r.params, list(r.output_shapes)) for r in found] == in_keras(module, name, arguments)


def test_the_classes_of_a_program_and_of_keras_go_together() -> None:
    program = """
from keras import Input, layers
from keras.src.applications import resnet

def stack(x):
    return resnet.stack_residual_blocks_v1(x, 8, 2, stride1=1, name="a")

image = Input((64, 64, 3))
model = resnet.ResNet(stack, False, True, weights=None, include_top=False, input_tensor=image, name="small")
head = layers.Dense(3)(layers.Flatten()(model.output))
"""
    found = {row.name: row.output_shapes for row in rows(analyzed(program, SITE_PACKAGES))}
    assert found["a_block2_out"] == ((None, 16, 16, 32),)


# --- what is read, and what is not ----------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A directory with a Keras of other contents, by which it shows where a name comes from."""
    files = {
        "keras/__init__.py": "",
        "keras/src/__init__.py": "",
        "keras/src/layers/__init__.py": "raise RuntimeError\n",
        "keras/src/utils/__init__.py": "from keras.src.utils.names import prefix, to_categorical\n",
        "keras/src/utils/names.py": "prefix = 'block'\ndef to_categorical(x):\n    return 5\n",
        "keras/src/utils/sizes.py": "def count_params(weights):\n    return 7\nUNITS = [3, 4]\n",
        "keras/src/applications/__init__.py": "",
        "keras/src/applications/vgg16.py": """
from keras.src import layers
from keras.src.api_export import keras_export
from keras.src.models import Functional
from keras.src.utils import prefix
from keras.src.utils.sizes import *

@keras_export(["keras.applications.VGG16"])
def VGG16(weights="imagenet", units=UNITS[0]):
    x = inputs = layers.Input((8,))
    for i in range(2):
        x = layers.Dense(units, name=f"{prefix}{chr(i + 97)}")(x)
    return Functional(inputs, x, name="other")
""",
        "numpy/__init__.py": "def prod(x):\n    return 3\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "program",
    [
        "from keras.src.applications.vgg16 import VGG16\nmodel = VGG16(weights=None)",
        "from keras.src.applications import vgg16 as v\nmodel = v.VGG16(units=3)",
        "import keras.src.applications.vgg16 as v\nmodel = v.VGG16(units=v.UNITS[0])",
        "import keras\nmodel = keras.src.applications.vgg16.VGG16()",
        "from keras.src.applications.vgg16 import *\nmodel = VGG16()",
        "from keras.src import applications, utils\nmodel = applications.vgg16.VGG16(None, utils.sizes.UNITS[0])",
    ],
)
def test_what_has_no_definition_is_found_in_the_source(program: str, library: Path) -> None:
    found = rows(analyzed(program, library))
    assert [(row.name, row.params) for row in found] == [("input_layer", 0), ("blocka", 27), ("blockb", 12)]


@pytest.mark.parametrize(
    "layer",
    [
        "keras.src.layers.Dense(4)",
        "keras.layers.Dense(4)",
        "Dense(np.prod([2, 2]))",
        "keras.layers.Dense(keras.utils.to_categorical([0, 1], 4).shape[-1])",
    ],
)
def test_what_has_a_definition_is_not(layer: str, library: Path) -> None:
    program = f"""
import keras
import numpy as np
from keras.src.layers.core.dense import Dense
image = keras.Input((2,))
model = keras.Model(image, {layer}(image))
"""
    assert [row.params for row in rows(analyzed(program, library))] == [0, 12]


def test_a_public_builder_is_the_one_that_keralint_knows(library: Path) -> None:
    """It checks the arguments, which the source would refuse without a word that is followed."""
    (model,) = analyzed("import keras\nmodel = keras.applications.VGG16(weights=None)", library).models
    assert model.params == 138357544
    result = analyzed("import keras\nmodel = keras.applications.VGG16(classes=10)", SITE_PACKAGES)
    assert len(result.diagnostics) == 1


def test_a_function_of_which_only_the_arguments_are_known_is_followed(library: Path) -> None:
    program = """
import keras
image = keras.Input((2,))
model = keras.Model(image, keras.layers.Dense({})(image))
"""
    path = "keras.src.utils.sizes.count_params"
    assert [row.params for row in rows(analyzed(program.format(f"{path}([])"), library))] == [0, 21]
    assert analyzed(program.format(f"{path}([])")).models[0].params is None


def test_without_a_root_the_installed_keras_is_not_looked_for() -> None:
    program = "from keras.src.applications import imagenet_utils\nx = imagenet_utils.correct_pad\n"
    assert analyzed(program).diagnostics == ()
    call = "resnet.ResNet(lambda x: x, False, True, weights=None)"
    program = f"from keras.src.applications import resnet\nmodel = {call}"
    assert analyzed(program).models == ()
    assert len(rows(analyzed(program, SITE_PACKAGES))) == 9


def test_a_function_of_another_module_may_define_a_generator(tmp_path: Path) -> None:
    """Also if the text of the program has no generators, so that none is searched for there."""
    text = "def is_nothing():\n    def each():\n        yield 3\n    return each() is None\n"
    (tmp_path / "helpers.py").write_text(text, encoding="utf-8")
    program = """
import keras
from helpers import is_nothing
image = keras.Input((2,))
model = keras.Model(image, keras.layers.Dense(5 if is_nothing() else 4)(image))
"""
    assert rows(analyzed(program, tmp_path))[1].params in (12, None)
