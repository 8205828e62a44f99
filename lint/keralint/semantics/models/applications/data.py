"""The data of an application, read when it is first used (`scripts/generate_applications.py` writes them)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

DATA: Final = Path(__file__).parent / "data"

Input: TypeAlias = "int | tuple[int, ...] | float"
"""What a row is called on: how many rows back it was made, several of them in one list, or a number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call: the layer's name as the data have it, the number of its class and arguments, and its inputs."""

    name: str
    setting: int
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an application consists of."""

    name: str
    size: int | None
    """Height and width of the images that the weights were trained on; `None` if the builder does not insist on it."""
    minimum: int
    """The least height and width."""
    channels_first: bool
    """Whether it can be built for images whose channels come first."""
    settings: Sequence[tuple[str, Mapping[str, Any]]]
    """The classes of layers with their arguments."""
    graphs: Mapping[str, Mapping[str, Any]]

    def rows(self, graph: str, stem: str, head: str) -> list[Row]:
        """The rows with the given ways to begin and to end."""
        parts = self.graphs[graph]
        lines = [*parts["stems"][stem], *parts["body"], *parts["heads"][head]]
        return [_row(line) for line in lines]

    def stem(self, graph: str, *wanted: str) -> str:
        """The first of the ways to begin that the data tell apart."""
        stems = self.graphs[graph]["stems"]
        return next((name for name in wanted if name in stems), "")


@lru_cache(maxsize=8)
def recipe(name: str) -> Recipe:
    """The data of the application of this name."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    settings = [(class_name, arguments) for class_name, arguments in data["settings"]]
    return Recipe(name, data["size"], data["minimum"], data["channels_first"], settings, data["graphs"])


def _row(line: str) -> Row:
    name, setting, *inputs = line.split(" ")
    return Row(name, int(setting), tuple(map(_input, inputs)) or (1,))


def _input(text: str) -> Input:
    if text.startswith("="):
        return float(text[1:])
    return tuple(map(int, text.split(","))) if "," in text else int(text)
