"""What real Keras says of the models of one module of `keras.src.applications`, as JSON on standard output.

    python benchmarks/keras_facts.py resnet 160 224

Weights are declared and never filled, so that the largest model takes seconds, and no memory.
"""

from __future__ import annotations

import inspect
import json
import math
import os
import sys
from importlib import import_module
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # type: ignore[import-untyped]  # its backend is chosen by now


def builders(module: str) -> list[str]:
    """The public builders that a module defines."""
    functions = inspect.getmembers(import_module(f"keras.src.applications.{module}"), inspect.isfunction)
    public = vars(keras.applications)
    return [name for name, function in functions if public.get(name) is function]


def build(module: str, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """The number of parameters, and a row for each operation of the graph: name, class, parameters, output shapes."""
    keras.utils.clear_session()
    with keras.StatelessScope(initialize_variables=False):
        function = getattr(import_module(f"keras.src.applications.{module}"), name)
        model = function(weights=None, **options)
        rows = [_row(operation) for operation in model.operations]
        return {"params": _count(model), "layers": rows}


def _row(operation: Any) -> list[Any]:
    shapes = [list(tensor.shape) for tensor in operation._inbound_nodes[0].output_tensors]
    return [operation.name, type(operation).__name__, _count(operation), shapes]


def _count(operation: Any) -> int:
    return sum(math.prod(weight.shape) for weight in getattr(operation, "weights", ()))


if __name__ == "__main__":
    module, height, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sizes: list[dict[str, Any]] = [{}, {"input_shape": (height, width, 3)}]
    print(json.dumps({name: [build(module, name, options) for options in sizes] for name in builders(module)}))
