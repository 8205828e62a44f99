"""Keras's own applications, executed abstractly from the source of the installed Keras.

    python benchmarks/applications.py                      # a row a builder, and `exact N of 40`
    python benchmarks/applications.py --min 40             # and fail if it is fewer
    python benchmarks/applications.py --only ResNet50 VGG16 --show 10

For each builder two programs of two lines are analyzed, with the directory that holds Keras as the source root:

    from keras.src.applications.resnet import ResNet50
    model = ResNet50(weights=None)

A builder is exact if for both of its sizes the parameters of the model and the name, the class, the parameters and the
output shapes of every layer are those of real Keras, which are asked for once and kept in `benchmarks/.cache`.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus import CACHE

from keralint.config import Settings
from keralint.engine.analyze import summarize
from keralint.engine.result import FileResult
from keralint.engine.run import new_project

OTHER_SIZE: Final = (160, 224)
"""Height and width of the second image, beside the default one."""

FACTS_SCRIPT: Final = Path(__file__).with_name("keras_facts.py")
FACTS_SECONDS: Final = 600
"""How long real Keras may take for the builders of one module."""

Facts = dict[str, Any]
"""What Keras says of one model: `params`, and `layers` with name, class, parameters and output shapes of each."""


@dataclass(frozen=True)
class Builder:
    """A builder, the module that defines it, and the facts for each size."""

    name: str
    module: str
    facts: Sequence[Facts]

    def program(self, size: int) -> str:
        """The text that is analyzed."""
        image = f", input_shape=({OTHER_SIZE[0]}, {OTHER_SIZE[1]}, 3)" if size else ""
        source = f"from keras.src.applications.{self.module} import {self.name}"
        return f"{source}\nmodel = {self.name}(weights=None{image})\n"


def source_root() -> Path:
    """The directory in which Keras is installed; nothing of it is imported."""
    spec = importlib.util.find_spec("keras")
    if spec is None or spec.origin is None:
        sys.exit("Keras is not installed")
    return Path(spec.origin).parent.parent


def builders(root: Path) -> Iterator[Builder]:
    """All builders that the installed Keras has."""
    for path in sorted(Path(root, "keras", "src", "applications").glob("*.py")):
        if not path.stem.startswith("__") and not path.stem.endswith("_test"):
            for name, facts in facts_of(path.stem).items():
                yield Builder(name, path.stem, facts)


def facts_of(module: str) -> dict[str, list[Facts]]:
    """What real Keras says of the builders of one module, from the cache if it was asked before."""
    version = importlib.metadata.version("keras")
    size = "x".join(map(str, OTHER_SIZE))
    cached = CACHE / "applications" / f"{module}-{version}-{size}.json"
    if not cached.exists():
        command = [sys.executable, str(FACTS_SCRIPT), module, *map(str, OTHER_SIZE)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=FACTS_SECONDS)
        cached.parent.mkdir(parents=True, exist_ok=True)
        cached.write_bytes(done.stdout)
    found: dict[str, list[Facts]] = json.loads(cached.read_bytes())
    return found


def analyzed(builder: Builder, size: int, settings: Settings) -> FileResult:
    """What keralint says of a program, which is the only one of its run."""
    text = builder.program(size).encode()
    return summarize(text, "model.py", settings, new_project(settings))


def differences(facts: Facts, result: FileResult) -> Iterator[str]:
    """What keralint says otherwise than Keras."""
    for diagnostic in result.diagnostics:
        yield f"{diagnostic.code} {diagnostic.location.path}:{diagnostic.location.span.line} {diagnostic.message}"
    models = [model for model in result.models if model.name == "model"]
    if len(models) != 1:
        yield f"{len(models)} models instead of one"
        return
    model = models[0]
    if any(row.line is not None for row in model.layers):
        yield "its layers are made in the program, and not in Keras's source"
    if model.params != facts["params"]:
        yield f"{model.params} parameters, Keras has {facts['params']}"
    rows = [
        [row.name, row.class_name, row.params, [None if dims is None else list(dims) for dims in row.output_shapes]]
        for row in model.layers
    ]
    if len(rows) != len(facts["layers"]):
        yield f"{len(rows)} layers, Keras has {len(facts['layers'])}"
    for own, real in zip(rows, facts["layers"]):
        if own != real:
            yield f"{own}, in Keras {real}"


def measure(chosen: Sequence[Builder], settings: Settings, shown: int) -> int:
    """Prints a row for each builder; how many are exact."""
    exact = 0
    start = time.process_time()
    for builder in chosen:
        gc.collect()
        before = time.process_time()
        found = [
            list(differences(facts, analyzed(builder, size, settings))) for size, facts in enumerate(builder.facts)
        ]
        seconds = time.process_time() - before
        layers = len(builder.facts[0]["layers"])
        state = "exact" if not any(found) else f"{len(found[0])} and {len(found[1])} differences"
        print(f"{builder.name:20}{layers:6} layers {seconds:7.2f} s  {state}", flush=True)
        for one in (one for of_size in found for one in of_size[:shown]):
            print(f"    {one}")
        exact += not any(found)
    print(f"exact {exact} of {len(chosen)}")
    print(f"{time.process_time() - start:.1f} s")
    return exact


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these builders instead of all")
    parser.add_argument("--show", type=int, default=3, metavar="N", help="differences that are printed of each (3)")
    parser.add_argument("--min", type=int, metavar="N", help="the number to reach: exit 1 if fewer are exact")
    return parser.parse_args()


def run() -> int:
    """Measures; the exit code."""
    options = arguments()
    root = source_root()
    chosen = [one for one in builders(root) if options.only is None or one.name in options.only]
    exact = measure(chosen, Settings(src=(str(root),)), options.show)
    return int(options.min is not None and exact < options.min)


if __name__ == "__main__":
    sys.exit(run())
