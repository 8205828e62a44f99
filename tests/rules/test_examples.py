"""Every rule's examples are its tests: against keralint, against its own fix, and against real Keras."""

from __future__ import annotations

import os
import warnings

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")

from keralint.api import Rule, Severity, load_rules
from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Edit
from keralint.engine.analyze import analyze

RULES = load_rules().rules
NAMES = [rule.name for rule in RULES]


def findings(program: str, keras_version: str = "3") -> tuple[Diagnostic, ...]:
    """Everything said of a program, advice included."""
    settings = Settings(select=("ALL",), keras_version=keras_version)
    return analyze(program.encode(), "example.py", settings).diagnostics


def failing(program: str, rule: Rule) -> tuple[Diagnostic, ...]:
    """The errors and warnings of a program, and what the rule itself says, which may be advice."""
    return tuple(one for one in findings(program) if one.severity is not Severity.INFO or one.code == rule.code)


def applied(program: str, edits: tuple[Edit, ...]) -> str:
    """The program with the edits made, the last first."""
    lines = program.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda edit: edit.location.span, reverse=True):
        span = edit.location.span
        start, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        program = program[:start] + edit.text + program[end:]
    return program


def in_keras(program: str) -> Exception | None:
    """What real Keras raises when the program runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(program, "example.py", "exec"), {"__name__": "__main__"})
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer
            return error
    return None


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_documentation_has_an_example_and_its_correction(rule: Rule) -> None:
    assert rule.examples, "no `Example:`"
    assert all(example.good for example in rule.examples), "no `Use instead:`"


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_example_is_reported_by_this_rule_alone(rule: Rule) -> None:
    for example in rule.examples:
        found = findings(example.bad)
        assert {one.code for one in found if one.severity is rule.severity} == {rule.code}, found


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_correction_is_clean(rule: Rule) -> None:
    for example in rule.examples:
        assert example.good is not None
        assert not failing(example.good, rule)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixable], ids=lambda rule: rule.name)
def test_the_fix_leaves_a_clean_program(rule: Rule) -> None:
    fixes = [one.fix for example in rule.examples for one in findings(example.bad) if one.code == rule.code and one.fix]
    assert fixes, "no example shows the fix"
    for example in rule.examples:
        program = example.bad
        for one in findings(program):
            if one.code == rule.code and one.fix is not None:
                corrected = applied(program, one.fix.edits)
                left = failing(corrected, rule)
                assert all(other.code == rule.code for other in left), (corrected, left)
                assert len(left) < len(failing(program, rule)), corrected


ERRORS = [rule for rule in RULES if rule.severity is Severity.ERROR]


@pytest.mark.parametrize("rule", ERRORS, ids=[rule.name for rule in ERRORS])
def test_keras_raises_on_the_example_of_an_error_and_accepts_the_correction(rule: Rule) -> None:
    for example in rule.examples:
        assert in_keras(example.bad) is not None, "Keras accepts the example"
        assert example.good is not None
        error = in_keras(example.good)
        assert error is None, f"Keras refuses the correction: {error}"
