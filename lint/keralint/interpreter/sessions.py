"""Executions of several modules by one machine: each has its own facts, frames and fuel, and shares the objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keralint.interpreter.facts import Recorder
from keralint.interpreter.state import Session
from keralint.interpreter.values import Scope, Slots
from keralint.semantics.context import Context
from keralint.source.parsing import Module

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine


@dataclass(eq=False, slots=True)
class Execution:
    """The execution of one module, which can rest and go on."""

    module: Module
    session: Session
    context: Context
    scope: Scope
    fields: dict[str, Any] = field(default_factory=dict)
    """What the machine holds for it while it rests."""
    failed: bool = False
    """It was left in the middle, so that its names mean nothing."""

    @property
    def patched(self) -> set[str]:
        patched: set[str] = self.fields["patched"]
        return patched

    @property
    def made_layers(self) -> bool:
        return bool(self.fields["layers"])


def new_execution(machine: Machine, module: Module, scope: Scope) -> Execution:
    """An execution of a module that has not begun; its names are bound in `scope`."""
    context = machine.new_context()
    lasting = frozenset({id(machine.layer_slots), id(machine.attributes)})
    fields: dict[str, Any] = {
        "module": module,
        "yields": "yield" in module.source.text,
        "recorder": Recorder(),
        "frames": [],
        "callers": (),
        "active": (),
        "steps": 0,
        "functions": [],
        "classes": [],
        "layers": [],
        "forgotten": set(),
        "patched": set(),
        "outermost": 0,
        "of_versions": set(),
        "entered": Slots(),
        "context": context,
    }
    return Execution(module, Session(lasting), context, scope, fields)


@contextmanager
def resumed(machine: Machine, execution: Execution) -> Iterator[None]:
    """Lets the machine go on with an execution; the one that it was at rests meanwhile."""
    before = {name: getattr(machine, name) for name in execution.fields}
    for name, value in execution.fields.items():
        setattr(machine, name, value)
    try:
        with machine.state.session(execution.session):
            yield
    finally:
        for name in execution.fields:
            execution.fields[name] = getattr(machine, name)
        for name, value in before.items():
            setattr(machine, name, value)
