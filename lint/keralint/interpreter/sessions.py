"""Modules, and their executions by one machine: each has its own facts, frames and fuel, and shares the objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from keralint.interpreter.budget import MAX_FUEL
from keralint.interpreter.coverage import Coverage
from keralint.interpreter.facts import Recorder
from keralint.interpreter.state import Session
from keralint.interpreter.values import BIRTHS, Scope, Slots, Value
from keralint.semantics.context import Context, PlainStore
from keralint.source.imports import Found
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
    raised: bool = False
    """It certainly raises."""
    missing: tuple[ModuleValue, str] | None = None
    """It raises since a module that was still being executed had no such name: it is executed anew once that has it."""
    needs: frozenset[Session] = frozenset()
    """Its session and those of the modules that it has read something of, directly or not, once it has ended."""
    empty: tuple[Value, ...] = ()
    """Containers that it leaves empty."""

    @property
    def patched(self) -> set[str]:
        patched: set[str] = self.fields["patched"]
        return patched

    @property
    def made_layers(self) -> bool:
        return bool(self.fields["layers"])

    @property
    def used(self) -> set[ModuleValue]:
        """The modules that it has read something of."""
        used: set[ModuleValue] = self.fields["used"]
        return used

    @property
    def entered(self) -> Slots:
        """The modules whose effects it has taken over, as `Entered`."""
        entered: Slots = self.fields["entered"]
        return entered


@dataclass(frozen=True, slots=True)
class Entered:
    """An execution whose effects another one has taken over, and whether that found all as the first one did."""

    execution: Execution = field(repr=False)
    as_found: bool


class EnteredSlots(Slots):
    """What has been entered: where it was so on one branch only, it may be so once more."""

    __slots__ = ()

    def fallback(self, key: object) -> tuple[Value, ...]:
        return (None,)


@dataclass(eq=False, slots=True)
class ModuleValue:
    """A module of the project; `execution` is there once somebody has read one of its names."""

    found: Found
    is_library: bool = False
    """Not the project's own: it is looked into, but nobody is expected to change anything about it."""
    execution: Execution | None = field(default=None, repr=False)
    executing: bool = False
    members: dict[str, Value] = field(default_factory=dict, repr=False)
    """What names of other modules, bound here, were found to be."""

    @property
    def name(self) -> str:
        return self.found.name

    @property
    def scope(self) -> Scope | None:
        return None if self.execution is None else self.execution.scope

    @property
    def is_outdated(self) -> bool:
        """Whether it is to be executed anew: it has failed for a name that is there by now."""
        missing = None if self.execution is None else self.execution.missing
        if missing is None or self.executing:
            return False
        module, name = missing
        return not module.executing or (module.scope is not None and name in module.scope.slots)


def new_execution(machine: Machine, module: Module, root: ModuleValue | None, name: Value) -> Execution:
    """An execution of a module that has not begun.

    `root` is the module, if the execution is the one that all share; `name` is its `__name__`, `None` for a program.
    """
    start = next(BIRTHS)
    tables = frozenset({id(machine.layer_slots), id(machine.attributes)})
    context, scope, session = machine.new_context(), Scope(None), Session(tables, id(machine.layer_slots))
    if name is not None:
        scope.slots["__name__"] = name
    fields: dict[str, Any] = {
        "module": module,
        "home": module,
        "yields": "yield" in module.source.text,
        "recorder": Recorder(),
        "frames": [],
        "callers": (),
        "active": (),
        "fuel": MAX_FUEL,
        "functions": [],
        "classes": [],
        "layers": [],
        "forgotten": set(),
        "patched": set(),
        "outermost": 0,
        "of_versions": set(),
        "arrays_written": False,
        "entered": EnteredSlots(),
        "coverage": Coverage(),
        "used": set(),
        "root": root,
        "survey": None,
        "context": context,
        "expressions": machine.unwatched,
        "attempts": 0,
        "raised": None,
        "doubts": 0,
        "foreign": 0,
        "catching": (),
        "handling": (),
    }
    machine.state.adopt(session, start)
    return Execution(module, session, context, scope, fields)


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


def dissolve(machine: Machine, execution: Execution) -> None:
    """Takes apart what refers to itself in a machine, and in the one execution that it had; neither is used again.

    The tree and all that hangs on it are gone with the last who holds them then, and their memory is used for the next
    file's while it is in the caches, which the collector of cycles would be too late for. (Calls and their outputs hold
    each other all the same; if they were made in functions, that may keep a tree for the collector.)
    """
    for function in execution.fields["functions"]:
        function.closure.slots.clear()
        function.node = function.module = None  # objects may refer to themselves, and to these
    for cls in execution.fields["classes"]:
        cls.mro = ()
        cls.scope.slots = Slots()
        cls.node = cls.module = None
    execution.scope.slots.clear()
    for context in (machine.context, execution.context):
        context.store = PlainStore()
    for one in fields(machine):
        delattr(machine, one.name)
    execution.fields.clear()
