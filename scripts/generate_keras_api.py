"""Writes the Keras API database from the installed packages.

    python scripts/generate_keras_api.py            # write the data of the installed releases
    python scripts/generate_keras_api.py --check    # say whether the data on disk is what would be written

Each flavour is walked in a process of its own, since Keras 3 and tf-keras do not share one well. Needs keras,
tensorflow, tf-keras and scipy in the interpreter that runs it. Exit code: 0 up to date or written, 1 drifted, 2 not
possible.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

from keras_walk.describe import describe
from keras_walk.keywords import all_keywords
from keras_walk.refusals import refusing_functions
from keras_walk.registries import identifiers
from keras_walk.tree import canonical_names, private_names, public_tree

DATA = pathlib.Path(__file__).parent.parent / "lint" / "keralint" / "keras_api" / "data"
FLAVOURS = {"keras-3": "keras", "keras-2": "tf_keras"}
NEEDED = {"keras": "keras", "tensorflow": "tensorflow", "tf_keras": "tf-keras", "scipy": "scipy"}


PAST = {
    **{f"keras.ops.image.{name}": ["image"] for name in ("affine_transform", "extract_patches", "resize")},
    "keras.ops.image.rgb_to_grayscale": ["image"],
    "keras.ops.image.map_coordinates": ["input"],
    "keras.regularizers.serialize": ["initializer"],
    "keras.tree.pack_sequence_as": ["sequence_fn"],
    **{f"keras.applications.ConvNeXt{size}": ["model_name"] for size in ("Tiny", "Small", "Base", "Large", "XLarge")},
}
"""Keywords that earlier releases of Keras 3 took, found by comparing the newest with 3.3, 3.6, 3.9 and 3.12. No public
name was lost since 3.0."""


def generate(flavour: str) -> dict[str, Any]:
    """The data of the flavour that is installed here."""
    root = FLAVOURS[flavour]
    keras = importlib.import_module(root)
    tree = {path.replace(root, "keras", 1): value for path, value in public_tree(keras, root).items()}
    canonical = canonical_names(tree, "keras")
    bases = {
        "layer": keras.layers.Layer,
        "optimizer": keras.optimizers.Optimizer,
        "loss": keras.losses.Loss,
        "metric": keras.metrics.Metric,
        "callback": keras.callbacks.Callback,
    }
    keywords = all_keywords(tree)
    symbols: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    for path, value in sorted(tree.items()):
        if inspect.ismodule(value):
            symbols[path] = {"k": "module"}
            continue
        name = canonical.get(id(value), path)
        if name != path:
            aliases[path] = name
        else:
            symbols[path] = describe(value, canonical, bases, keywords)
    version = getattr(keras, "__version__", None) or keras.version()
    data = {"version": version, "symbols": symbols, "aliases": aliases, "identifiers": identifiers(keras)}
    data |= private_names(canonical, tree)
    if flavour == "keras-3":
        data |= tensorflow_tree(tree, canonical, bases, keywords)
        data["refuses"] = refusing_functions(keras)
        data["past"] = {canonical.get(id(tree[path]), path): names for path, names in PAST.items()}
    return data


def tensorflow_tree(
    tree: dict[str, Any], canonical: dict[int, str], bases: dict[str, type], keywords: list[str]
) -> dict[str, Any]:
    """How `tf.keras` differs from `keras`: paths that it has more, and those that it lacks."""
    tensorflow = importlib.import_module("tensorflow")
    other = public_tree(tensorflow.keras, "tensorflow.keras")
    added: dict[str, Any] = {}
    for path, value in sorted(other.items()):
        plain = path.replace("tensorflow.keras", "keras", 1)
        if plain in tree:
            continue
        if inspect.ismodule(value):
            added[plain] = {"k": "module"}
        else:
            added[plain] = canonical.get(id(value)) or describe(value, canonical, bases, keywords)
    removed = sorted(set(tree) - {path.replace("tensorflow.keras", "keras", 1) for path in other})
    return {"tf_added": added, "tf_removed": removed}


def render(data: dict[str, Any]) -> str:
    """Compact and diffable: one name a line."""
    lines = ["{"]
    for index, (key, value) in enumerate(data.items()):
        comma = "," if index < len(data) - 1 else ""
        if isinstance(value, dict) and value:
            lines.append(f"{json.dumps(key)}: {{")
            items = [f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in value.items()]
            lines.append(",\n".join(items))
            lines.append(f"}}{comma}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}{comma}")
    return "\n".join([*lines, "}", ""])


def main() -> int:
    """Writes or checks the data of each flavour."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data differ")
    parser.add_argument("--only", choices=sorted(FLAVOURS), help="one of the files instead of both")
    parser.add_argument("--print", choices=sorted(FLAVOURS), dest="flavour", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.flavour:
        sys.stdout.write(render(generate(arguments.flavour)))
        return 0
    missing = [package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None]
    if missing:
        sys.stderr.write(f"not installed here: {', '.join(missing)}\n")
        return 2
    states = [
        bring_up_to_date(flavour, check=arguments.check) for flavour in FLAVOURS if arguments.only in (None, flavour)
    ]
    return max(states)


def bring_up_to_date(flavour: str, *, check: bool) -> int:
    """Writes the data of a flavour, or compares them with what is there; the exit code."""
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, __file__, "--print", flavour]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.stderr.write(f"{flavour}: the installed release could not be read\n{done.stderr}")
        return 2
    text = done.stdout[done.stdout.index('{\n"version"') :]
    path = DATA / f"{flavour}.json"
    before = path.read_text(encoding="utf-8") if path.exists() else "{}"
    if not check:
        DATA.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(text):,} bytes, {text.count(chr(10)):,} lines")
        return 0
    print(f"{path.name}: {'up to date' if before == text else drift(json.loads(before), json.loads(text))}")
    return int(before != text)


def drift(before: dict[str, Any], now: dict[str, Any]) -> str:
    """What has changed, in a line."""
    old, new = before.get("symbols", {}), now["symbols"]
    changed = [name for name in old.keys() & new.keys() if old[name] != new[name]]
    counts = f"{len(new.keys() - old.keys())} names new, {len(old.keys() - new.keys())} gone, {len(changed)} changed"
    examples = ", ".join(sorted({*(new.keys() ^ old.keys()), *changed})[:3])
    elsewhere = ", ".join(key for key in now if key not in ("symbols", "version") and now[key] != before.get(key))
    about = "; ".join(
        part for part in (counts, examples and f"e.g. {examples}", elsewhere and f"also {elsewhere}") if part
    )
    return f"drifted from Keras {now['version']} (data of {before.get('version', 'nothing')}): {about}"


if __name__ == "__main__":
    sys.exit(main())
