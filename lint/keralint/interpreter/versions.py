"""Conditions that ask which version of a library is there: a program that asks is prepared for every answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst

from keralint.interpreter.machine import Machine
from keralint.interpreter.muting import muted
from keralint.source.parsing import OF_VERSIONS
from keralint.source.walking import children


def asks_version(machine: Machine, expression: cst.CSTNode) -> bool:
    """Whether an expression is about a version, or about a variable that was computed from one."""
    if machine.module is not None and not machine.module.mentions_versions:
        return False
    return any(name in OF_VERSIONS or name in machine.of_versions for name in _names(expression))


def note_version(machine: Machine, node: cst.Assign) -> None:
    """Notes the variables that are computed from a version, in a way that is not followed."""
    names = [target.target.value for target in node.targets if isinstance(target.target, cst.Name)]
    if names and asks_version(machine, node.value):
        machine.of_versions.update(names)


@contextmanager
def prepared(machine: Machine) -> Iterator[None]:
    """While the branches of a condition that asks for a version are executed: they may fail.

    The functions that they define and that nobody calls are for one version as well, and are left alone.
    """
    before = len(machine.functions)
    with muted(machine, failures=True, imports=True):
        yield
    del machine.functions[before:]


def _names(node: cst.CSTNode) -> Iterator[str]:
    """The variables and attributes in an expression, without those in the body of a function."""
    stack: list[Any] = [node]
    while stack:
        current = stack.pop()
        kind = type(current)  # `isinstance` is slow for nodes
        if kind is cst.Name:
            yield current.value
        elif kind is not cst.Lambda:
            stack.extend(children(current))
