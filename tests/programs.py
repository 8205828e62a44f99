"""Small programs for tests of rules: what is said of them, where, and what the fixes make of them."""

from __future__ import annotations

from textwrap import dedent

from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Edit
from keralint.engine.analyze import analyze, infer
from keralint.engine.result import TensorBinding
from keralint.reporters.shapes import shape_text

HEAD = "import keras\nfrom keras import layers\n"
"""What the programs begin with; lines are counted after it."""


def text_of(program: str) -> str:
    """The whole text of a program, which may be indented."""
    return HEAD + dedent(program).strip("\n") + "\n"


def findings(program: str, keras_version: str = "3") -> list[Diagnostic]:
    """The errors and warnings of a program."""
    settings = Settings(keras_version=keras_version)
    return list(analyze(text_of(program).encode(), "program.py", settings).diagnostics)


def bound(program: str, name: str) -> TensorBinding:
    """The tensor that a name is bound to last."""
    result = infer(text_of(program).encode(), "program.py", Settings())
    return [one for one in result.tensors if one.name == name][-1]


def shape_shown(program: str, name: str = "y") -> str:
    """Its shape, relative to a parameter or not."""
    found = bound(program, name)
    return found.relative or shape_text(found.shape)


def only(program: str, keras_version: str = "3") -> Diagnostic:
    """The one finding of a program."""
    found = findings(program, keras_version)
    assert len(found) == 1, found
    return found[0]


def message(program: str) -> str:
    """The name of the rule that speaks, and what it says."""
    found = only(program)
    return f"{found.name}: {found.message}"


def line(diagnostic: Diagnostic) -> int:
    """The line of a finding, 1 for the first of the program."""
    return diagnostic.location.span.line - HEAD.count("\n")


def related(diagnostic: Diagnostic) -> list[tuple[int, str]]:
    """The places that explain a finding, with their words."""
    return [(one.location.span.line - HEAD.count("\n"), one.message) for one in diagnostic.related]


def fixed(program: str) -> str:
    """The program with the fix of its one finding applied, without the head."""
    fix = only(program).fix
    assert fix is not None, "no fix is offered"
    return applied(text_of(program), fix.edits).removeprefix(HEAD).rstrip("\n")


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with the edits made, the last first."""
    starts = [0]
    for row in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    for edit in sorted(edits, key=lambda edit: edit.location.span, reverse=True):
        span = edit.location.span
        start, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text
