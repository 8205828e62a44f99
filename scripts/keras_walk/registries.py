"""The strings that Keras takes for activations, losses, metrics and the like."""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Callable
from typing import Any

REGISTRIES = ("activation", "loss", "metric", "optimizer", "initializer", "regularizer", "constraint")
SHORT = ("mse", "mae", "mape", "msle", "cosine_similarity", "acc", "accuracy", "ce", "crossentropy", "kld")


def identifiers(keras: Any) -> dict[str, list[str]]:
    """The strings that `keras.activations.get` and its like accept."""
    plural = {"loss": "losses"}
    found: dict[str, list[str]] = {}
    for kind in REGISTRIES:
        module = getattr(keras, plural.get(kind, f"{kind}s"))
        candidates: set[str] = set()
        for name in dir(module):
            if not name.startswith("_"):
                candidates |= {name, name.lower(), re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()}
        source = importlib.import_module(module.get.__module__)
        _gets(module.get, "unknown")  # Keras 2 fills its table at the first question
        for table in (source, getattr(source, "LOCAL", None)):
            for name in ("ALL_OBJECTS_DICT", "ALL_OBJECTS"):
                candidates |= {key for key in getattr(table, name, {}) if isinstance(key, str)}
        own = [name for name, value in vars(source).items() if getattr(value, "__module__", "") == source.__name__]
        candidates |= {name for name in own if not name.startswith("_")}
        if kind == "activation":
            # Keras 2 also takes layers, and functions of TensorFlow's that it has imported.
            candidates |= {*dir(keras.layers), "relu6"}
            with contextlib.suppress(ImportError):
                candidates |= {*dir(importlib.import_module("tensorflow").nn)}
        candidates |= {*SHORT}
        found[kind] = sorted(name for name in candidates if _gets(module.get, name))
    return found


def _gets(get: Callable[[str], Any], name: str) -> bool:
    try:
        return callable(get(name)) or get(name) is not None
    except ImportError:
        return True  # what it names needs a package that is not installed
    except Exception:  # noqa: BLE001  # not an identifier
        return False
