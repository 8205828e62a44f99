"""What a generator makes: a small program whose last tensor is `y`, with the class or function that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

Shape = tuple["int | None", ...]


@dataclass(frozen=True)
class Program:
    """`target` is the path of the layer class or function; `layer` in the program holds the layer, if there is one."""

    target: str
    text: str


@dataclass
class Writer:
    """The lines of a program, while it is written: inputs get names, settings stand at the top."""

    random: Random
    settings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    count: int = 0

    def input(self, shape: Shape, dtype: str = "float32") -> str:
        """A new symbolic tensor; the name that holds it."""
        name = f"x{self.count}"
        self.count += 1
        given = "" if dtype == "float32" else f", dtype={dtype!r}"
        self.lines.append(f"{name} = keras.Input(batch_shape={shape!r}{given})")
        return name

    def scalar(self, dtype: str = "float32") -> str:
        """A new symbolic tensor without axes."""
        name = f"x{self.count}"
        self.count += 1
        self.lines.append(f"{name} = keras.KerasTensor((), {dtype!r})")
        return name

    def text(self) -> str:
        return "\n".join(["import keras", *self.settings, *self.lines]) + "\n"


def call_of(function: str, positional: tuple[str, ...] = (), keyword: Mapping[str, str] | None = None) -> str:
    """The source of a call, its arguments given as source."""
    named = [f"{name}={value}" for name, value in (keyword or {}).items()]
    return f"{function}({', '.join([*positional, *named])})"
