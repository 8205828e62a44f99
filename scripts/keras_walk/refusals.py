"""Functions of other libraries that refuse Keras's symbolic tensors."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

SKIPPED = frozenset(
    "audio_ autograph bitwise_ char compat config core ctypeslib data debugging distribute distutils dtypes emath "
    "estimator exceptions experimental f2py feature_column initializers internal io keras lib lite lookup losses "
    "ma metrics mlir nest optimizers polynomial profiler quantization_ queue raw_ops rec saved_model strings_ "
    "summary sysconfig test testing tpu train types typing version xla".split()
)
"""Modules and functions that compute nothing on tensors."""
WITH_EFFECTS = frozenset(
    "fromfile function genfromtxt info load loadtxt print save savetxt savez savez_compressed test while_loop".split()
)
"""Functions that must not be called to see what happens."""
REFUSALS = ("KerasTensor cannot be used as input to a TensorFlow function", "KerasTensor is symbolic")


def refusing_functions(keras: Any) -> list[str]:
    """Functions of TensorFlow and NumPy that raise Keras's own error when given a symbolic tensor."""
    tensor = keras.Input((4, 4))
    refused = {
        name
        for root in ("numpy", "tensorflow")
        for name, function in _functions(importlib.import_module(root), root)
        if _refuses(function, tensor)
    }
    return sorted(refused)


def _functions(module: Any, root: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    for name in sorted(dir(module)):
        if name.startswith("_") or name in SKIPPED:
            continue
        value = getattr(module, name, None)
        if inspect.ismodule(value) and depth < 1 and value.__name__.startswith(("tensorflow", "numpy", "keras._tf")):
            yield from _functions(value, f"{root}.{name}", depth + 1)
        elif callable(value) and not inspect.isclass(value) and name not in WITH_EFFECTS:
            yield f"{root}.{name}", value


def _refuses(function: Any, tensor: Any) -> bool:
    one, two, three = (tensor,), (tensor, tensor), (tensor, tensor, tensor)
    for arguments in (one, ([*two],), two, (tensor, 1), (tensor, (1, 4)), ([*two], 1), three):
        try:
            function(*arguments)
        except Exception as error:  # noqa: BLE001  # only Keras's own error counts
            if any(phrase in str(error) for phrase in REFUSALS):
                return True
    return False
