"""All that can be selected and explained: the installed rules, and what the linter says about its own work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import click

from keralint.config import did_you_mean
from keralint.diagnostics import Severity


class Entry(Protocol):
    """What the command line shows of a rule."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def summary(self) -> str: ...
    @property
    def documentation(self) -> str: ...
    @property
    def fixable(self) -> bool: ...
    @property
    def default(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A diagnostic of the linter itself, which no rule function makes."""

    code: str
    name: str
    severity: Severity
    summary: str
    details: str
    fixable: bool = False
    default: bool = True

    @property
    def documentation(self) -> str:
        return f"{self.summary}\n\n{self.details}"


OWN_ENTRIES = (
    OwnEntry(
        "KL001",
        "syntax-error",
        Severity.ERROR,
        "The file cannot be read as Python, so that nothing in it was checked.",
        "It does not parse, its encoding is wrong, or it is too large or too deeply nested to be parsed safely.\n"
        "This is said whatever `--select` asks for; only `--ignore KL001` silences it.",
    ),
    OwnEntry(
        "KL002",
        "unused-suppression",
        Severity.WARNING,
        "A comment suppresses a diagnostic that is not there.",
        "The code that it was written for has been corrected or has moved. Remove the comment, so that it does not\n"
        "hide a mistake that is made there later.",
    ),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries in the order of their codes."""

    entries: tuple[Entry, ...]

    def find(self, code_or_name: str) -> Entry:
        """Return the entry with this code or name, in any case; raises UsageError if there is none."""
        wanted = code_or_name.lower()
        for entry in self.entries:
            if wanted in (entry.code.lower(), entry.name):
                return entry
        raise self.unknown(code_or_name)

    def knows(self, selector: str) -> bool:
        """Whether a selector is a name, a code, or the beginning of one."""
        return any(selector == entry.name or entry.code.startswith(selector) for entry in self.entries)

    def unknown(self, selector: str) -> click.UsageError:
        """Return the error for a selector that nothing answers to."""
        known = [word for entry in self.entries for word in (entry.code, entry.name)]
        return click.UsageError(
            f"no rule `{selector}`{did_you_mean(selector, known) or '; `keralint rules` lists them'}"
        )


def load_catalogue() -> Catalogue:
    """Return everything that is installed; raises UsageError when a package's rules cannot be loaded."""
    # Lazy: this imports every rule.
    from keralint.api.registry import load_rules
    from keralint.api.rule import RuleError

    try:
        return catalogue(load_rules().rules)
    except (RuleError, ImportError) as error:
        raise click.UsageError(f"the installed rules cannot be loaded: {error}") from None


def catalogue(rules: Iterable[Entry]) -> Catalogue:
    """Return `rules` with the linter's own entries; a rule of the same code stands for itself."""
    entries = {entry.code: entry for entry in (*OWN_ENTRIES, *rules)}
    return Catalogue(tuple(entries[code] for code in sorted(entries)))
