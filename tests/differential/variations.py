"""Programs that vary one thing of a program that Keras accepts: each argument takes each value, the input each shape.

What is drawn at random meets a value that one parameter takes and all others refuse once in thousands of programs;
here every pair comes up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from differential.comparison import in_keras
from differential.layers import call_on, construction, inputs_of, needed
from differential.operations import required_arguments
from differential.program import Program, Writer, call_of
from differential.values import WRONG
from keralint.keras_api.database import load

ODD: Final = (
    *WRONG, "0.5", "-0.5", "float('inf')", "float('-inf')", "'same'", "'relu'", "''", "(1,)", "[2]", "(0, 0)", "2",
    "-2", "3", "1.0", "-1.0", "False", "((1, 1), (1, 1))", "(0.5, 0.2)", "(0.2, 0.5)", "(-0.1, 0.1)", "[0.1, 0.2]",
    "(1.0, 2)", "(None,)", "[[1, 2], [3, 4]]", "[True, False]",
)  # fmt: skip
"""Values of all types, for parameters of all kinds."""

SHAPES: Final = (
    (), (None,), (3,), (None, 4), (2, 1), (None, None), (1, 6), (0, 4), (None, 0), (None, 5, 4), (2, 5, 4),
    (None, None, 4), (None, 5, None), (1, 1, 1), (3, 8, 1), (None, 0, 3), (None, 8, 8, 3), (2, 4, 4, 8),
    (None, None, None, 3), (None, 8, None, 4), (None, 8, 8, None), (1, 1, 1, 1), (4, 9, 7, 1), (None, 3, 8, 8),
    (None, 4, 8, 8, 3), (2, 3, 6, 6, 2), (None, None, 6, 6, 2), (None, 4, None, 8, 3), (None, 4, 8, 8, None),
    (1, 2, 2, 2, 1), (2, 2, 2, 2, 2, 2), (None, 3, 4, 4, 4, 2),
)  # fmt: skip
DTYPES: Final = ("float32",) * 6 + ("float16", "int32", "bool", "uint8", "int64", "bfloat16", "float64", "int8")
ATTEMPTS: Final = 200
"""How many programs are drawn until Keras accepts enough of them."""
CONSTRUCTIONS: Final = 6
"""Constructions of a class that are each called on all shapes."""


@dataclass(frozen=True)
class Accepted:
    """A program that Keras accepts: its inputs, the layer, and the call."""

    lines: tuple[str, ...]
    made: str
    inputs: tuple[str, ...]
    positional: tuple[str, ...]
    keyword: Mapping[str, str]

    def text(self, made: str, lines: tuple[str, ...] | None = None, *more: str) -> str:
        """The program with another layer, other inputs, or more lines at its end."""
        call = call_of("layer", self.positional, self.keyword)
        return "\n".join(["import keras", *(lines or self.lines), f"layer = {made}", f"y = {call}", *more]) + "\n"


def argument_variations(class_name: str) -> Iterator[Program]:
    """One construction of a layer class, each parameter given each of the odd values in turn."""
    target = f"keras.layers.{class_name}"
    for seed in range(ATTEMPTS):
        random = Random(f"{class_name}/{seed}")
        arguments = needed(class_name, random)
        accepted = _accepted(class_name, call_of(target, (), arguments), random)
        if accepted is None:
            continue
        for name in _parameters(target):
            for value in ODD if name != "name" else ():
                yield Program(target, accepted.text(call_of(target, (), {**arguments, name: value})))
        return


def input_variations(class_name: str) -> Iterator[Program]:
    """Several constructions of a layer class, called on each shape, and on each as the second one."""
    target = f"keras.layers.{class_name}"
    found = 0
    for seed in range(ATTEMPTS):
        random = Random(f"{class_name}/inputs/{seed}")
        made = construction(class_name, random)
        accepted = _accepted(class_name, made, random)
        if accepted is None:
            continue
        for shape in SHAPES:
            tensor = f"keras.KerasTensor({shape!r}, {random.choice(DTYPES)!r})"
            for changed in {accepted.inputs[:1], accepted.inputs}:
                yield Program(target, accepted.text(made, _with_inputs(accepted.lines, changed, tensor)))
            if len(accepted.inputs) == 1:
                yield Program(target, accepted.text(made, None, f"y = layer({tensor})"))
        found += 1
        if found == CONSTRUCTIONS:
            return


def function_variations(path: str) -> Iterator[Program]:
    """One call of a function, each parameter given each of the odd values in turn."""
    for seed in range(ATTEMPTS):
        writer = Writer(Random(f"{path}/{seed}"))
        arguments = required_arguments(path, writer)
        if in_keras(_calling(path, writer, arguments)).refused is not None:
            continue
        for name in _parameters(path):
            for value in ODD:
                yield Program(path, _calling(path, writer, {**arguments, name: value}))
        return


def _calling(path: str, writer: Writer, arguments: Mapping[str, str]) -> str:
    return "\n".join(["import keras", *writer.lines, f"y = {call_of(path, (), arguments)}"]) + "\n"


def _accepted(class_name: str, made: str, random: Random) -> Accepted | None:
    """A call of the layer that Keras accepts, if the one that is drawn is."""
    writer = Writer(random)
    inputs = inputs_of(class_name, made, writer)
    positional, keyword = call_on(class_name, inputs, writer)
    accepted = Accepted(tuple(writer.lines), made, tuple(inputs), positional, keyword)
    return accepted if in_keras(accepted.text(made)).refused is None else None


def _parameters(path: str) -> list[str]:
    symbol = load("3").resolve(path)
    signature = symbol.signature if symbol is not None else None
    return [] if signature is None else [p.name for p in signature.parameters if not p.kind.startswith("VAR")]


def _with_inputs(lines: tuple[str, ...], names: tuple[str, ...], tensor: str) -> tuple[str, ...]:
    """The lines with another tensor for some of the inputs."""

    def changed(line: str) -> str:
        name, _, value = line.partition(" = ")
        return f"{name} = {tensor}" if name in names and value.startswith("keras.Input") else line

    return tuple(map(changed, lines))
