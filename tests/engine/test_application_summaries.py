"""`keralint summary` of scripts that build all 40 applications says what real Keras does."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import pytest

from engine.application_facts import FACTS, Numbers

AT_ONCE = 5
"""Applications in one file: all of them in one would be more than is spent on a file."""


def script(names: Sequence[str]) -> str:
    """A program that builds each of them with and without its top."""
    return "\n".join(
        [
            "import keras",
            *(f"{name}_top = keras.applications.{name}(weights=None)" for name in names),
            *(f"{name} = keras.applications.{name}(include_top=False, input_shape=(160, 224, 3))" for name in names),
        ]
    )


def summary(programs: Sequence[str], folder: Path) -> dict[str, Any]:
    """The models that the command finds in the programs, by name."""
    for number, program in enumerate(programs):
        (folder / f"models_{number}.py").write_text(program + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "keralint", "summary", ".", "--output-format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return {model["name"]: model for file in json.loads(done.stdout)["files"] for model in file["models"]}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    names = list(FACTS)
    programs = [script(names[start : start + AT_ONCE]) for start in range(0, len(names), AT_ONCE)]
    return summary(programs, tmp_path_factory.mktemp("applications"))


def numbers(model: dict[str, Any]) -> Numbers:
    """Of what the command says. Keras counts layers, and no operators."""
    (output,) = model["outputs"]
    layers = [layer for layer in model["layers"] if not _is_operator(layer, model)]
    return Numbers(model["params"], model["trainable_params"], len(layers), tuple(output["shape"][1:]))


def _is_operator(layer: dict[str, Any], model: dict[str, Any]) -> bool:
    """`x + 3` in MobileNetV3, and the sum of two tensors in ConvNeXt, which has no Add layers."""
    operands = len(layer["inputs"])
    return layer["class"] in ("Add", "Multiply") and (operands == 1 or model["name"].startswith("ConvNeXt"))


def in_keras(name: str, **options: Any) -> Numbers:
    """Of what real Keras builds."""
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(weights=None, **options)
    total, trainable = (sum(math.prod(w.shape) for w in ws) for ws in (model.weights, model.trainable_weights))
    return Numbers(total, trainable, len(model.layers), tuple(model.output_shape[1:]))


@pytest.mark.parametrize("name", FACTS)
def test_summary(name: str, models: dict[str, Any]) -> None:
    with_top, without = FACTS[name]
    assert numbers(models[f"{name}_top"]) == with_top
    extra = name.startswith("EfficientNetB")  # a Rescaling that goes with the weights
    found = numbers(models[name])
    assert (found.params, found.trainable, found.output) == (without.params, without.trainable, without.output)
    assert found.layers - extra == without.layers


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize("name", FACTS)
def test_the_facts_are_those_of_the_installed_keras(name: str) -> None:
    with_top, without = FACTS[name]
    assert in_keras(name) == with_top
    assert in_keras(name, include_top=False, input_shape=(160, 224, 3)) == without
