"""One release as it is installed: its public names, and what is known of each.

A snapshot is what JSON can hold:

- `version`: the release;
- `symbols`: by the name that people should write, what is known of the object (`keras_walk.describe`);
- `names`: every public path, with the symbol that it leads to;
- `private`: where objects are defined (`keras.src.layers.rnn.lstm.LSTM`), likewise;
- `tensorflow`: how `tf.keras` differs from `keras`: paths that lead elsewhere, or, with `None`, nowhere;
- `identifiers`: the strings that are taken for activations, losses and the like, by kind;
- `refuses`: functions of TensorFlow and NumPy that refuse symbolic tensors; empty where they were not tried.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any

from keras_walk.describe import describe
from keras_walk.keywords import all_keywords
from keras_walk.refusals import refusing_functions
from keras_walk.registries import identifiers
from keras_walk.tree import canonical_names, private_names, public_tree

Snapshot = dict[str, Any]


def take_snapshot(package: str, *, refusals: bool) -> Snapshot:
    """What the package (`keras`, `tf_keras`) that is installed here looks like; `refusals` asks for those too."""
    keras = importlib.import_module(package)
    tree = {path.replace(package, "keras", 1): value for path, value in public_tree(keras, package).items()}
    canonical = canonical_names(tree, "keras")
    describer = _Describer(keras, tree, canonical)
    symbols: dict[str, Any] = {}
    names: dict[str, str] = {}
    for path, value in sorted(tree.items()):
        name = path if inspect.ismodule(value) else canonical.get(id(value), path)
        names[path] = name
        if name == path:
            symbols[path] = describer(value)
    version = getattr(keras, "__version__", None) or keras.version()
    found = {"version": version, "symbols": symbols, "names": names, "private": private_names(canonical, tree)}
    found["tensorflow"] = _add_tensorflow(symbols, tree, canonical, describer) if package == "keras" else {}
    found["identifiers"] = identifiers(keras)
    found["refuses"] = refusing_functions(keras) if refusals else []
    return found


class _Describer:
    """Describes objects; what all of them need is worked out once."""

    def __init__(self, keras: Any, tree: dict[str, Any], canonical: dict[int, str]) -> None:
        self.canonical = canonical
        self.bases = {
            "layer": keras.layers.Layer,
            "optimizer": keras.optimizers.Optimizer,
            "loss": keras.losses.Loss,
            "metric": keras.metrics.Metric,
            "callback": keras.callbacks.Callback,
        }
        self.keywords = all_keywords(tree)

    def __call__(self, value: Any) -> dict[str, Any]:
        return (
            {"k": "module"} if inspect.ismodule(value) else describe(value, self.canonical, self.bases, self.keywords)
        )


def _add_tensorflow(
    symbols: dict[str, Any], tree: dict[str, Any], canonical: dict[int, str], describer: _Describer
) -> dict[str, str | None]:
    """How `tf.keras` differs; what only it shows becomes a symbol `tensorflow.keras.…`."""
    try:
        shown = importlib.import_module("keras._tf_keras.keras")
    except ImportError:
        return {}
    other = {
        path.replace("tensorflow.keras", "keras", 1): v for path, v in public_tree(shown, "tensorflow.keras").items()
    }
    found: dict[str, str | None] = dict.fromkeys(sorted(set(tree) - set(other)))
    for path, value in sorted(other.items()):
        if path in tree:
            continue
        name = None if inspect.ismodule(value) else canonical.get(id(value))
        found[path] = name or f"tensorflow.{path}"
        if name is None:
            symbols[f"tensorflow.{path}"] = describer(value)
    return found
