"""The execution of a whole module."""

from __future__ import annotations

import contextlib

import libcst as cst

from keralint.interpreter.budget import OutOfFuel
from keralint.interpreter.expressions import EXPRESSIONS
from keralint.interpreter.facts import ModuleEnded
from keralint.interpreter.functions import call_function, free_arguments
from keralint.interpreter.machine import Flow, Frame, Machine, Raised
from keralint.interpreter.statements import STATEMENTS
from keralint.interpreter.unused import unused_outputs
from keralint.interpreter.values import Function, Scope, Unknown
from keralint.keras_api.database import Database
from keralint.semantics.layer import CallArguments


def run(module: cst.Module, database: Database) -> Machine:
    """Executes a module top to bottom, then once each function that nobody called; the machine holds the facts."""
    machine = Machine(database, EXPRESSIONS, STATEMENTS)
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
    """Functions that nobody calls, each from the state at the end of the module, with symbols for its parameters."""
    for function in list(machine.functions):
        if function in machine.recorder.functions_called or function.opaque:
            continue

        def once(function: Function = function) -> Flow:
            arguments = free_arguments(function)
            if function.owner is not None and function.flavour != "staticmethod" and arguments.positional:
                arguments = CallArguments((Unknown("an instance"), *arguments.positional[1:]), arguments.keyword)
            with contextlib.suppress(Raised):
                call_function(machine, function, arguments, None)
            return Flow.NORMAL

        machine.explore(once)
