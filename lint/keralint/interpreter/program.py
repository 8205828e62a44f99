"""The execution of a whole module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from keralint.interpreter.alone import run_alone
from keralint.interpreter.apart import Apart
from keralint.interpreter.budget import FUEL_FOR_UNCALLED, FUEL_FOR_UNCALLED_STATEMENT, OutOfFuel
from keralint.interpreter.escape import release
from keralint.interpreter.expressions import EXPRESSIONS
from keralint.interpreter.facts import ModuleEnded
from keralint.interpreter.machine import Flow, Frame, Machine
from keralint.interpreter.muting import muted
from keralint.interpreter.state import Log
from keralint.interpreter.statements import STATEMENTS
from keralint.interpreter.surveying import survey
from keralint.interpreter.trying import Root
from keralint.interpreter.uninstantiated import helpers, is_abstract, methods_of, run_method, run_uninstantiated
from keralint.interpreter.unused import unused_outputs
from keralint.interpreter.user_layers import keras_class
from keralint.interpreter.values import ClassValue, Function, Scope
from keralint.keras_api.database import Database


@dataclass(frozen=True, slots=True)
class Part:
    """Statements that are executed by themselves: what follows is executed even if they raise."""

    body: Sequence[cst.CSTNode]
    raises: bool = False
    """Whether they are expected to raise, so that nobody wants to be told."""


def run(module: cst.Module, database: Database, *, yields: bool = True, parts: Sequence[Part] | None = None) -> Machine:
    """Executes a module top to bottom, then once each function that nobody called; the machine holds the facts.

    `parts` are the statements of the module, where it is executed in several goes.
    `yields` tells whether it may hold a generator: without that word in the text, no function is searched for it.
    """
    machine = new_machine(database)
    machine.yields = yields
    if execute(machine, module, Scope(None), parts) is not None:
        finish(machine, module)
    return machine


def new_machine(database: Database) -> Machine:
    """A machine that has executed nothing."""
    machine = Machine(database, EXPRESSIONS, STATEMENTS)
    machine.state.on_lost = partial(release, machine)
    return machine


def execute(machine: Machine, module: cst.Module, scope: Scope, parts: Sequence[Part] | None = None) -> Flow | None:
    """Executes a module top to bottom, and tells how it is left; `None` if the budget does not suffice."""
    machine.frames.append(Frame(scope))
    flow = Flow.NORMAL

    def each() -> None:
        nonlocal flow
        for part in parts or (Part(module.body),):
            flow = _execute(machine, part)

    return flow if _within_budget(machine, module, each) else None


def finish(machine: Machine, module: cst.Module) -> None:
    """Executes what the module has defined and nobody called, and tells what is known at its end.

    If the machine is to be thorough, all that is executed a second time, for the shapes.
    """
    machine.recorder.emit(ModuleEnded(site=machine.site(module), layers=tuple(machine.layers)))
    certain = len(machine.recorder.facts)
    unused = [one for one in _defined(machine) if not _is_used(machine, one)]
    uncalled = [cls for cls in machine.classes if machine.thorough and _is_uncalled(machine, cls)]
    apart = Apart()

    def rest() -> None:
        kept = max(machine.fuel - fuel_for_uncalled(module), 0)
        machine.fuel -= kept
        try:
            for one in unused:
                if not _is_used(machine, one) and _is_executable(one, apart):
                    _run(machine, one)
        finally:
            machine.fuel += kept
        if not machine.recorder.cut_short:  # the rest may use them
            for fact in list(unused_outputs(machine, module)):
                machine.recorder.emit(fact)

    _within_budget(machine, module, rest)
    if machine.thorough:
        surveyed = list(_surveyed(machine, [*uncalled, *unused], apart))
        methods = {
            method: partial(run_method, machine, cls, method)
            for cls in surveyed
            if isinstance(cls, ClassValue)
            for method in helpers(cls)
        }
        alone = [one for one in surveyed if not isinstance(one, Function) or one not in methods]
        roots: list[Root] = [partial(_run, machine, one) for one in alone]
        survey(machine, [*roots, *_of_methods(machine, unused, apart)], certain, methods)


def fuel_for_uncalled(module: cst.Module) -> int:
    """What may be spent on what a module defines and does not use."""
    return FUEL_FOR_UNCALLED + FUEL_FOR_UNCALLED_STATEMENT * _statements(module)


def _statements(node: cst.CSTNode) -> int:
    """How many statements a module has, also inside of others; those that share a line count as one."""
    count, waiting = 0, list(getattr(node, "body", ()))
    while waiting:
        count += 1
        body = getattr(waiting.pop(), "body", None)
        if isinstance(body, cst.IndentedBlock):
            waiting.extend(body.body)
    return count


def _within_budget(machine: Machine, module: cst.Module, action: Callable[[], object]) -> bool:
    try:
        action()
    except OutOfFuel:
        machine.frames[1:] = []
        machine.recorder.muted = machine.recorder.muted_imports = 0
        machine.out_of_budget(module, "the file needs more steps than are spent on one file")
        return False
    return True


def _execute(machine: Machine, part: Part) -> Flow:
    if not part.raises:
        return machine.execute(part.body)
    log: Log = {}

    def attempt() -> Flow:
        with muted(machine, failures=True, imports=True), machine.state.logged() as written:
            flow = machine.execute(part.body)
        log.update(written)
        return flow

    def given_up() -> Flow:
        machine.state.blur(log)
        return Flow.NORMAL

    return machine.fork([attempt, given_up])


def _defined(machine: Machine) -> list[ClassValue | Function]:
    """The classes, then the functions, that the module has defined by now."""
    return [*machine.classes, *machine.functions]


def _is_executable(one: ClassValue | Function, apart: Apart) -> bool:
    """Whether it can be executed by itself, and may have to do with Keras."""
    return not (isinstance(one, ClassValue) and is_abstract(one)) and _may_tell_shapes(one, apart)


def _may_tell_shapes(one: ClassValue | Function, apart: Apart) -> bool:
    """The same, also for a class that leaves methods to others: an object of it can do the rest."""
    return (isinstance(one, ClassValue) or not one.opaque) and not apart.has(one)


def _surveyed(
    machine: Machine, unused: Sequence[ClassValue | Function], apart: Apart
) -> Iterator[ClassValue | Function]:
    """What is executed for its shapes: what nobody uses, and all if the shapes of what is called are not known.

    Methods that others call are executed with those.
    """
    unknown = any(call.called is False for call in machine.coverage.calls.values())
    for one in _defined(machine) if unknown else unused:
        is_own = isinstance(one, ClassValue) or one.owner is None or not _is_used(machine, one)
        if is_own and _may_tell_shapes(one, apart):
            yield one


def _of_methods(
    machine: Machine, unused: Sequence[ClassValue | Function], apart: Apart
) -> Iterator[Callable[[], None]]:
    """Executions of the methods of what is no layer, one by one, since each may be given something else."""
    never_called = frozenset(unused)
    for cls in machine.classes:
        if keras_class(cls) is None and _may_tell_shapes(cls, apart):
            for method in methods_of(cls):
                if method in never_called and method.name != "__init__":
                    yield partial(run_uninstantiated, machine, cls, (method,))


def _is_used(machine: Machine, one: ClassValue | Function) -> bool:
    """Whether somebody instantiates the class, or calls the function."""
    recorder = machine.recorder
    return one in recorder.instantiated if isinstance(one, ClassValue) else one in recorder.functions_called


def _is_uncalled(machine: Machine, cls: ClassValue) -> bool:
    """Whether it is a layer that somebody makes, and nobody is seen to call: its `call` stands for itself."""
    call = cls.lookup("call")
    used = cls in machine.recorder.instantiated and isinstance(call, Function) and keras_class(cls) is not None
    return used and call not in machine.recorder.functions_called


def _run(machine: Machine, one: ClassValue | Function) -> None:
    """Executes it by itself, from the state at the end of the module."""
    if isinstance(one, ClassValue):
        run_uninstantiated(machine, one)
    else:
        run_alone(machine, one)
