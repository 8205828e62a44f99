"""The rules that are installed: found through entry points, a third party's like our own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points
from types import ModuleType

from keralint.api.rule import Rule, RuleError

ENTRY_POINT = "keralint.rules"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order of their codes."""

    rules: tuple[Rule, ...]
    _hearing: dict[type, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, code_or_name: str) -> Rule | None:
        """The rule with this code or name, in any case."""
        wanted = code_or_name.lower()
        return next((rule for rule in self.rules if wanted in (rule.code.lower(), rule.name)), None)

    def hearing(self, kind: type) -> tuple[Rule, ...]:
        """The rules that hear facts or failures of this kind."""
        if kind not in self._hearing:
            self._hearing[kind] = tuple(rule for rule in self.rules if issubclass(kind, rule.hears))
        return self._hearing[kind]


@lru_cache(maxsize=1)
def load_rules() -> RuleSet:
    """All installed rules.

    Raises: RuleError if two rules share a code or a name.
    """
    found: list[Rule] = []
    for entry in entry_points(group=ENTRY_POINT):
        found.extend(rules_in(entry.load()))
    return rule_set(found)


def rule_set(rules: Iterable[Rule]) -> RuleSet:
    """The rules as a set.

    Raises: RuleError if two rules share a code or a name, or if one overrides a rule that does not exist.
    """
    ordered = sorted(rules, key=lambda rule: rule.code)
    seen: dict[str, Rule] = {}
    for rule in ordered:
        for key in (rule.code, rule.name):
            if key in seen:
                raise RuleError(f"two rules are called {key!r}: {seen[key].name} and {rule.name}")
            seen[key] = rule
    for rule in ordered:
        missing = rule.overrides - seen.keys()
        if missing:
            raise RuleError(f"{rule.code} overrides {sorted(missing)}, which do not exist")
    return RuleSet(tuple(ordered))


def rules_in(package: ModuleType) -> list[Rule]:
    """The rules in a package and in all modules below it."""
    below = pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}.")
    modules = [package, *(importlib.import_module(info.name) for info in below)]
    return [value for module in modules for value in vars(module).values() if _is_own(value, module)]


def _is_own(value: object, module: ModuleType) -> bool:
    return isinstance(value, Rule) and value.function.__module__ == module.__name__
