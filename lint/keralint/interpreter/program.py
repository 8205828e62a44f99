"""The execution of a whole module."""

from __future__ import annotations

from functools import partial

import libcst as cst

from keralint.interpreter.alone import run_alone
from keralint.interpreter.budget import OutOfFuel
from keralint.interpreter.escape import release
from keralint.interpreter.expressions import EXPRESSIONS
from keralint.interpreter.facts import ModuleEnded
from keralint.interpreter.machine import Frame, Machine
from keralint.interpreter.statements import STATEMENTS
from keralint.interpreter.unused import unused_outputs
from keralint.interpreter.values import Scope
from keralint.keras_api.database import Database


def run(module: cst.Module, database: Database, *, yields: bool = True) -> Machine:
    """Executes a module top to bottom, then once each function that nobody called; the machine holds the facts.

    `yields` tells whether it may hold a generator: without that word in the text, no function is searched for it.
    """
    machine = Machine(database, EXPRESSIONS, STATEMENTS, yields=yields)
    machine.state.on_lost = partial(release, machine)
    machine.frames.append(Frame(Scope(None)))
    try:
        machine.execute(module.body)
        machine.recorder.emit(ModuleEnded(site=machine.site(module), layers=tuple(machine.layers)))
        _run_uncalled(machine)
        for fact in list(unused_outputs(machine, module)):
            machine.recorder.emit(fact)
    except OutOfFuel:
        machine.frames[1:] = []
        machine.recorder.muted = machine.recorder.muted_imports = 0
        machine.out_of_budget(module, "the file needs more steps than are spent on one file")
    return machine


def _run_uncalled(machine: Machine) -> None:
    """Functions that nobody calls, each from the state at the end of the module."""
    for function in list(machine.functions):
        if function not in machine.recorder.functions_called and not function.opaque:
            run_alone(machine, function)
