"""The programs of `fixtures/seed` in real Keras: the same shapes, and an exception where their comments say `error`."""

from __future__ import annotations

import ast
import os
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from seed import CORRECT, MISTAKES, Program, Shape

os.environ.setdefault("KERAS_BACKEND", "jax")

keras = pytest.importorskip("keras")

RECORD = "__record__"


@dataclass
class Run:
    """What Keras makes of a program: the shapes on each line, and the line on which it raises, if it does."""

    shapes: dict[int, list[Shape]] = field(default_factory=dict)
    raised: int | None = None

    def record(self, line: int, value: Any) -> None:
        if shapes := list(_shapes(value)):
            self.shapes[line] = shapes


def _shapes(value: Any) -> Iterator[Shape]:
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _shapes(item)
    elif isinstance(value, keras.KerasTensor):
        yield tuple(value.shape)


def run(program: Program) -> Run:
    """Executes a program, with a call after each assignment that records what was bound."""
    tree = ast.parse(program.text)
    body: list[ast.stmt] = []
    for statement in tree.body:
        body.append(statement)
        if isinstance(statement, ast.Assign):
            names = ast.unparse(statement.targets[0])
            body.append(ast.parse(f"{RECORD}({statement.lineno}, {names})").body[0])
    tree.body = body
    result = Run()
    keras.backend.clear_session()
    try:
        exec(compile(tree, str(program.path), "exec"), {"__name__": "__main__", RECORD: result.record})
    except (TypeError, ValueError) as error:  # what Keras raises for a misuse of its layers
        frames = traceback.extract_tb(error.__traceback__)
        result.raised = next(frame.lineno for frame in frames if frame.filename == str(program.path))
    return result


@pytest.mark.parametrize("program", CORRECT, ids=lambda program: program.name)
def test_keras_accepts_it_with_these_shapes(program: Program) -> None:
    assert run(program) == Run(program.shapes)


@pytest.mark.parametrize("program", MISTAKES, ids=lambda program: program.name)
def test_keras_refuses_the_line(program: Program) -> None:
    (line,) = program.findings
    assert run(program) == Run(program.shapes, raised=line)
