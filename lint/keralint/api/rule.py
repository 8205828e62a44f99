"""How a rule is declared: a function whose first parameter says what it hears."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, get_args, get_type_hints

from keralint.config.settings import LINTER_BLOCK
from keralint.diagnostics import Applicability, Severity
from keralint.interpreter.facts import Fact
from keralint.semantics.failures.base import Failure

_CODE: Final = re.compile(r"KL\d{3}")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class RuleError(Exception):
    """A rule is not declared as it must be; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Example:
    """A program in a rule's documentation."""

    bad: str
    good: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with everything that belongs to it.

    `hears` are the kinds of facts or failures that it is called with. `overrides` names rules whose report on the
    same fact it replaces, because it knows a better cause.
    """

    code: str
    name: str
    severity: Severity
    function: Callable[[Any, Any], None]
    hears: tuple[type, ...]
    fix: Applicability | None
    overrides: frozenset[str]

    @property
    def documentation(self) -> str:
        """The whole docstring."""
        return inspect.cleandoc(self.function.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.documentation.partition("\n")[0]

    @property
    def fixable(self) -> bool:
        return self.fix is not None

    @property
    def default(self) -> bool:
        """Whether it is on unless asked for: advice is not, but what the linter says of its own work is."""
        return self.severity is not Severity.INFO or self.code.startswith(LINTER_BLOCK)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The programs under `Example:`, each with the one under the `Use instead:` that follows."""
        sections = re.split(r"^(Example|Use instead):\n", self.documentation, flags=re.MULTILINE)[1:]
        pairs: list[Example] = []
        for title, text in zip(sections[::2], sections[1::2]):
            program = _indented(text)
            if title == "Example":
                pairs.append(Example(program, None))
            elif pairs:
                pairs[-1] = Example(pairs[-1].bad, program)
        return tuple(pairs)


def _indented(text: str) -> str:
    """The indented block that a section starts with."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("    "):
            break
        lines.append(line)
    return inspect.cleandoc("\n" + "\n".join(lines)).rstrip() + "\n"


Declared = Callable[[Any, Any], None]


def rule(
    code: str,
    name: str,
    *,
    severity: Severity,
    fix: Applicability | None = None,
    overrides: tuple[str, ...] = (),
) -> Callable[[Declared], Rule]:
    """Make a function a rule. Its first parameter is annotated with the facts or failures that it hears.

    Raises: RuleError if the code, the name, the signature or the documentation is not as it must be.
    """

    def declare(function: Declared) -> Rule:
        _check(code, name, function)
        return Rule(code, name, severity, function, _heard(function), fix, frozenset(overrides))

    return declare


def _where(function: Declared) -> str:
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def _check(code: str, name: str, function: Declared) -> None:
    if not _CODE.fullmatch(code):
        raise RuleError(f"{_where(function)}: the code {code!r} is not KL and three digits")
    if not _NAME.fullmatch(name):
        raise RuleError(f"{_where(function)}: the name {name!r} is not in kebab-case")
    if not (function.__doc__ or "").strip():
        raise RuleError(f"{_where(function)}: the rule {name!r} has no documentation")


def _heard(function: Declared) -> tuple[type, ...]:
    parameters = list(inspect.signature(function).parameters)
    if len(parameters) != 2:
        raise RuleError(f"{_where(function)}: a rule takes what it hears, and the report")
    hint = get_type_hints(function).get(parameters[0])
    kinds = get_args(hint) or (hint,)
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, (Fact, Failure))):
            raise RuleError(f"{_where(function)}: {parameters[0]!r} must be annotated with a fact or a failure")
    return tuple(kinds)
