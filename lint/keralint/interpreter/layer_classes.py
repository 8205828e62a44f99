"""The classes of layers, as the API database describes them."""

from __future__ import annotations

from keralint.interpreter.machine import Machine
from keralint.interpreter.user_layers import UserLayer
from keralint.keras_api.database import Symbol
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.layer import Layer
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel


def class_symbol(machine: Machine, layer: Layer) -> Symbol | None:
    """What the API database knows of the layer's class."""
    if isinstance(layer, BuiltinLayer):
        return layer.symbol
    if isinstance(layer, UserLayer):
        return None if layer.keras_class is None else layer.keras_class.symbol
    names = {FunctionalModel: "keras.Model", SequentialModel: "keras.Sequential", InputLayer: "keras.layers.InputLayer"}
    path = names.get(type(layer))
    return machine.database.resolve(path) if path else None
