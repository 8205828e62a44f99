"""Everything that is public and must be covered: layer classes and functions of the Keras that is installed."""

from __future__ import annotations

import inspect
import os
import zlib
from collections.abc import Iterator
from random import Random
from types import ModuleType
from typing import Final

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from differential.exceptions import NOT_RUNNABLE
from differential.layers import layer_program
from differential.operations import operation_program
from differential.program import Program

LAYER_WEIGHT: Final = 8
"""Programs for a layer class for each one for a function: layers have more arguments."""


def layer_classes() -> list[str]:
    """The paths of the public layer classes."""
    found = inspect.getmembers(keras.layers, inspect.isclass)
    return [f"keras.layers.{name}" for name, member in found if issubclass(member, keras.Layer)]


def functions() -> list[str]:
    """The paths of the public functions on tensors, each under its shortest name (`keras.ops.mean`)."""
    found = dict([*_functions(keras.ops, "keras.ops"), *_functions(keras.random, "keras.random")])
    shortest: dict[object, str] = {}
    for path, function in found.items():
        if function not in shortest or len(path) < len(shortest[function]):
            shortest[function] = path
    return sorted(shortest.values())


def _functions(module: ModuleType, prefix: str) -> Iterator[tuple[str, object]]:
    for name, member in inspect.getmembers(module):
        if name.startswith("_") or inspect.isclass(member):
            continue
        if inspect.ismodule(member):
            yield from _functions(member, f"{prefix}.{name}")
        elif callable(member):
            yield f"{prefix}.{name}", member


def draw(target: str, random: Random) -> Program:
    """A program about a layer class or a function."""
    name = target.removeprefix("keras.")
    if name.startswith("layers."):
        return layer_program(name.removeprefix("layers."), random)
    return operation_program(name, random)


def plan(cases: int) -> list[str]:
    """The targets of this many programs: each at least once, if there are enough, and layers more often."""
    layers = [path for path in layer_classes() if path not in NOT_RUNNABLE]
    each = [*layers, *functions(), *layers * (LAYER_WEIGHT - 1)]
    rounds, rest = divmod(cases, len(each))
    return [*each * rounds, *each[:rest]]


def programs(seed: int, cases: int) -> Iterator[Program]:
    """The programs of a seed: the same ones each time."""
    for index, target in enumerate(plan(cases)):
        yield draw(target, Random(zlib.crc32(f"{seed}/{index}/{target}".encode())))
