"""A command line over a small fake analysis, so that these tests say what the command line does and nothing else."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from keralint.cli import main
from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Location, Severity
from keralint.engine.project import Project
from keralint.engine.result import FileResult, TensorBinding, UnknownReason
from keralint.source.span import Span


@dataclass(frozen=True)
class FakeRule:
    """What `keralint.api` promises of a rule."""

    code: str
    name: str
    severity: Severity
    summary: str = "A layer that needs a sequence is fed one step."
    documentation: str = "A layer that needs a sequence is fed one step.\n\nThe input is [batch], not :smile:."
    fixable: bool = False
    default: bool = True


class FakeRuleError(Exception):
    """What `keralint.api` raises for rules that are not declared as they must be."""


@dataclass(frozen=True)
class FakeRuleSet:
    rules: tuple[FakeRule, ...]


RULES = FakeRuleSet(
    (
        FakeRule("KL203", "negative-size", Severity.WARNING),
        FakeRule("KL101", "return-sequences-missing", Severity.ERROR, fixable=True),
        FakeRule("KL901", "redundant-layer", Severity.INFO, default=False),
        FakeRule("KL001", "syntax-error", Severity.ERROR),  # in truth no rule, but the analysis itself
    )
)


def fake_analyze(data: bytes, path: str, settings: Settings, project: Project) -> FileResult:
    """Report a rule wherever its code stands in the text."""
    if b"CRASH" in data:
        raise ValueError("oops")
    if b"INTERRUPT" in data:
        raise KeyboardInterrupt
    found = []
    for number, text in enumerate(data.decode().split("\n"), start=1):
        for rule in RULES.rules:
            column = text.find(rule.code) + 1
            if column and settings.selected(rule.code, rule.name, rule.severity):
                span = Span(number, column, number, column + 5)
                message = f"for Keras {settings.keras_version}: é😀 [batch]"
                found.append(Diagnostic(rule.code, rule.name, rule.severity, Location(path, span), message))
    tensors = (TensorBinding("x", 1, 1, (None, 3), "float32", "Dense"),)
    return FileResult(path, tuple(found), tensors, (UnknownReason(1, 1, "`f` is not known"),), 1, 1)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def keralint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in an empty directory: `keralint("check", "a.py", stdin=b"…")`."""
    for name, attributes in (
        ("keralint.engine.analyze", dict.fromkeys(("analyze", "infer", "summarize"), fake_analyze)),
        ("keralint.api.registry", {"load_rules": lambda: RULES}),
        ("keralint.api.rule", {"RuleError": FakeRuleError}),
    ):
        module = ModuleType(name)
        vars(module).update(attributes)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def run(*args: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(args)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], None]:
    """Write a file: `write("a/b.py", "import keras")`."""

    def write(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    return write
