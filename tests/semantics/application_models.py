"""What Keras makes of an application, and what keralint does: all layers with their names, classes and shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from keralint.semantics.models import FunctionalModel
from keralint.semantics.models.counting import parameters
from keralint.shapes import Dim
from semantics.differential_models import executed, failure_of

PRELUDE = "import keras\nfrom keras import Input, layers\n"


@dataclass(frozen=True)
class Described:
    """A model as both sides show it."""

    name: str
    inputs: list[tuple[Dim, ...]]
    outputs: list[tuple[Dim, ...]]
    parameters: int
    trainable: int
    layers: list[tuple[str, str, tuple[Dim, ...], int]]
    next_names: list[str]
    """What layers made afterwards are called."""


AFTER = ("InputLayer", "Dense", "Conv2D", "BatchNormalization", "Activation", "Add", "Sequential")
"""Classes of which a layer is made after the application, to see which numbers it has used up."""
ARGUMENTS = {"InputLayer": "shape=(1,)", "Dense": "1", "Conv2D": "1, 1", "Activation": "'relu'"}


def program(call: str) -> str:
    """A program that makes the model, and a layer of several classes after it."""
    made = ", ".join(
        f"{'keras' if name == 'Sequential' else 'layers'}.{name}({ARGUMENTS.get(name, '')})" for name in AFTER
    )
    return f"{PRELUDE}model = keras.applications.{call}\nafter = [{made}]\n"


def in_keras(call: str) -> Described | None:
    """What real Keras makes of it; `None` if it refuses it."""
    keras.backend.clear_session()
    scope: dict[str, Any] = {}
    try:
        exec(program(call), scope)
    except ValueError:
        return None
    model = scope["model"]
    return Described(
        model.name,
        [tuple(x.shape) for x in model.inputs],
        [tuple(x.shape) for x in model.outputs],
        model.count_params(),
        sum(weight.value.size if hasattr(weight.value, "size") else 0 for weight in model.trainable_weights),
        [(layer.name, type(layer).__name__, tuple(layer.output.shape), layer.count_params()) for layer in model.layers],
        [layer.name for layer in scope["after"]],
    )


def in_keralint(call: str) -> Described | None:
    """What keralint makes of it; `None` if it refuses it."""
    if failure_of(program(call)) is not None:
        return None
    machine = executed(program(call))
    context, slots = machine.context, machine.frames[0].scope.slots
    model = slots["model"]
    assert isinstance(model, FunctionalModel), model
    outputs = {call.operation: call.outputs[0].shape.dims for call in model.graph.calls}
    return Described(
        str(model.name),
        [x.shape.dims or () for x in model.input_tensors],
        [x.shape.dims or () for x in model.output_tensors],
        _number(parameters(model, context)),
        _number(parameters(model, context, trainable=True)),
        [
            (str(one.name), one.class_name, outputs[one] or (), _number(parameters(one, context)))
            for one in model.layers
        ],
        [str(layer.name) for layer in slots["after"].items],
    )


def _number(value: Dim) -> int:
    assert isinstance(value, int), value
    return value
