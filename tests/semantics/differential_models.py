"""Runs a program that builds a model in real Keras and in keralint, and compares the models.

Compared are: accepted or refused, output shapes, the names of the layers in their order, the number of parameters.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import libcst as cst

from keralint.interpreter.facts import AttributeMissing, Failing
from keralint.interpreter.machine import Machine
from keralint.interpreter.program import run
from keralint.interpreter.values import ListValue
from keralint.keras_api.database import load
from keralint.semantics.failures import Failure
from keralint.semantics.layer import Layer
from keralint.semantics.models import FunctionalModel, SequentialModel
from keralint.semantics.tensors import Tensor
from keralint.shapes import total

PRELUDE = "import keras\nimport numpy as np\nfrom keras import Input, Model, Sequential, layers, ops\n"


@dataclass(frozen=True)
class Answer:
    """What became of the program: the model `m`, and the shape of `out`, where it binds these names."""

    refused: str | None = None
    layers: Sequence[str] | None = None
    outputs: Any = None
    parameters: int | None = None
    out: Any = None


def in_keras(program: str) -> Answer:
    """What real Keras makes of it."""
    keras.utils.clear_session()
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(PRELUDE + program, "model.py", "exec"), names)
        except Exception as error:  # noqa: BLE001  # whatever Keras raises is its answer
            return Answer(refused=f"{type(error).__name__}: {str(error)[:200]}")
        model = names.get("m")
        if model is None:
            return Answer(out=_shapes(names.get("out")))
        built = not isinstance(model, keras.Sequential) or model._functional is not None
        return Answer(
            layers=[layer.name for layer in model.layers],
            outputs=[tuple(x.shape) for x in model.outputs] if built else None,
            parameters=model.count_params() if built else None,
            out=_shapes(names.get("out")),
        )


def _shapes(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_shapes(item) for item in value]
    if isinstance(value, dict):
        return {key: _shapes(item) for key, item in value.items()}
    return tuple(value.shape) if hasattr(value, "shape") else value


def in_keralint(program: str) -> Answer:
    """What keralint makes of it."""
    machine = executed(program)
    failures = failures_in(machine)
    if failures:
        return Answer(refused=repr(failures[0]))
    names, context = machine.frames[0].scope.slots, machine.context
    model = names.get("m")
    if not isinstance(model, Layer):
        return Answer(out=shapes_of(names.get("out")))
    own = model.layers(context) if isinstance(model, SequentialModel) else getattr(model, "layers", ())
    functional = model.functional(context) if isinstance(model, SequentialModel) else model
    outputs = functional.output_tensors if isinstance(functional, FunctionalModel) else None
    weights = model.weights(context)
    parameters = None if weights is None else total(weight.size for weight in weights)
    return Answer(
        layers=[layer.name for layer in own],
        outputs=None if outputs is None else [tensor.shape.dims for tensor in outputs],
        parameters=parameters if isinstance(parameters, int) and outputs is not None else None,
        out=shapes_of(names.get("out")),
    )


def executed(program: str, version: str = "3") -> Machine:
    """The machine after it has executed the program."""
    return run(cst.parse_module(PRELUDE + program), load(version))


def failures_in(machine: Machine) -> list[Failure | AttributeMissing]:
    """What was refused, in order."""
    facts = machine.recorder.facts
    return [
        fact.failure if isinstance(fact, Failing) else fact
        for fact in facts
        if isinstance(fact, (Failing, AttributeMissing))
    ]


def failure_of(program: str, version: str = "3") -> Failure | AttributeMissing | None:
    """The first thing that keralint refuses in the program."""
    failures = failures_in(executed(program, version))
    return failures[0] if failures else None


def shapes_of(value: Any) -> Any:
    """The shapes of the tensors in a value of the interpreter's."""
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, (list, tuple)):
        return [shapes_of(item) for item in value]
    if hasattr(value, "entries"):
        return {key: shapes_of(item) for key, item in value.entries.items()}
    return value.shape.dims if isinstance(value, Tensor) else getattr(value, "dim", value)


def assert_agrees(program: str) -> None:
    """Fails unless both refuse the program, or both make the same of it."""
    theirs, ours = in_keras(program), in_keralint(program)
    if theirs.refused is not None or ours.refused is not None:
        assert (theirs.refused is None) == (ours.refused is None), f"{program}\nKeras: {theirs}\nours:  {ours}"
        return
    assert ours == theirs, f"{program}\nKeras: {theirs}\nours:  {ours}"
