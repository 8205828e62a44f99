"""The programs of `fixtures/seed` with what their comments say of them: `# shape: (None, 10)`, `# error: [name]`."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

SEED = Path(__file__).parents[1] / "fixtures" / "seed"

Shape = tuple[int | None, ...]

_FINDING = re.compile(r"# (error|warning): \[([a-z0-9-]+)\]")
_SHAPES = re.compile(r"# shape: (\(.*\))$")


@dataclass(frozen=True)
class Program:
    """A program, with the shapes that are bound and the findings on each line that has any.

    A line that binds several tensors has several shapes, in the order of the names.
    """

    path: Path
    text: str
    shapes: dict[int, list[Shape]]
    findings: dict[int, list[tuple[str, str]]]

    @property
    def name(self) -> str:
        return self.path.relative_to(SEED).as_posix()


def read_program(path: Path) -> Program:
    """A program, its comments read."""
    text = path.read_text(encoding="utf-8")
    shapes: dict[int, list[Shape]] = {}
    findings: dict[int, list[tuple[str, str]]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _FINDING.findall(line):
            findings[number] = found
        if match := _SHAPES.search(line):
            shapes[number] = list(ast.literal_eval(f"[{match[1]}]"))
        assert found or match or not re.search(r"# ?(error|warning|shape)", line), f"{path}:{number}: no such comment"
    return Program(path, text, shapes, findings)


PROGRAMS = [read_program(path) for path in sorted(SEED.rglob("*.py"))]
CORRECT = [program for program in PROGRAMS if program.path.parent.name == "correct"]
MISTAKES = [program for program in PROGRAMS if program.path.parent.name == "mistakes"]
