"""Whatever Keras refuses, somebody says so: each failure is heard by a rule."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import pytest

import keralint.interpreter.python_failures
import keralint.semantics.failures
from keralint.api import AttributeMissing, NameMissing, Severity, load_rules
from keralint.semantics.failures.base import Failure

for module in pkgutil.iter_modules(keralint.semantics.failures.__path__, "keralint.semantics.failures."):
    importlib.import_module(module.name)


def kinds_below(kind: type) -> Iterator[type]:
    """All classes that derive from a class, however far down; without those that `slots` has replaced."""
    for derived in kind.__subclasses__():
        if getattr(sys.modules[derived.__module__], derived.__name__, None) is derived:
            yield derived
        yield from kinds_below(derived)


@pytest.mark.parametrize("kind", sorted(kinds_below(Failure), key=lambda kind: kind.__name__), ids=lambda k: k.__name__)
def test_each_failure_is_heard_by_an_error(kind: type) -> None:
    assert any(rule.severity is Severity.ERROR for rule in load_rules().hearing(kind))


@pytest.mark.parametrize("kind", [NameMissing, AttributeMissing], ids=lambda kind: kind.__name__)
def test_each_name_that_is_missing_is_heard(kind: type) -> None:
    assert load_rules().hearing(kind)
