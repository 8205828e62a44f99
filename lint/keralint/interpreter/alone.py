"""The execution of one function by itself, with symbols for what its callers pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import libcst as cst

from keralint.interpreter.budget import LEAST_SHARE, SHARE_OF_FUEL, OutOfFuel
from keralint.interpreter.functions import call_function, free_arguments
from keralint.interpreter.machine import Flow, Machine, Raised
from keralint.interpreter.open_tensors import RankSlots
from keralint.interpreter.values import Function, Unknown, Value
from keralint.semantics.context import SETTINGS
from keralint.semantics.layer import CallArguments
from keralint.source.parsing import Module

_SETTINGS: Final = ("names_uncertain", *SETTINGS)
"""What a function may change for the whole program, if it is called at all."""

_INSTANCE: Final = Unknown("an instance")


def run_alone(machine: Machine, function: Function, given: Sequence[Value] = (_INSTANCE,)) -> None:
    """Executes a function from the present state, and takes back what it changed; the facts remain.

    A method gets what is `given` as its first arguments: an object.

    Raises: OutOfFuel, if too little is left to begin.
    """

    def once() -> None:
        arguments = free_arguments(function.parameters, machine.coverage.alone, machine.survey)
        if function.owner is not None and function.flavour != "staticmethod" and arguments.positional:
            first = tuple(given)[: len(arguments.positional)]
            arguments = CallArguments((*first, *arguments.positional[len(first) :]), arguments.keyword)
        call_function(machine, function, arguments, None)

    explored(machine, once, function.node, function.module)


def explored(machine: Machine, action: Callable[[], None], node: cst.CSTNode, module: Module | None) -> None:
    """Executes what nobody is known to execute, and takes back what it changed; the facts remain.

    It gets a share of the fuel that is left, so that what comes after it is executed even if it takes too much; that
    is then said at `node` of `module`.

    Raises: OutOfFuel, if too little is left to begin.
    """
    layers, frames, around = len(machine.layers), len(machine.frames), machine.module
    if machine.fuel < LEAST_SHARE:
        raise OutOfFuel
    if not machine.coverage.alone:
        machine.ranks = RankSlots()
        for variable, rank in {} if machine.survey is None else machine.survey.assumed.items():
            machine.ranks.update({variable: rank, (variable,): True})
    shares = machine.survey is None or machine.coverage.alone > 0  # a survey has a share for each itself
    kept = machine.fuel - machine.fuel // SHARE_OF_FUEL if shares else 0
    machine.fuel -= kept
    machine.coverage.alone += 1
    machine.module = module
    try:
        machine.explore(lambda: _settled(machine, action))
    except OutOfFuel:
        del machine.frames[frames:]
        machine.recorder.cut_short = True
        if machine.survey is not None:
            machine.survey.cut_short = True
        machine.out_of_budget(node, "the function needs more steps than are spent on one function")
    finally:
        machine.coverage.alone -= 1
        machine.module = around
        machine.fuel = kept + max(machine.fuel, 0)
        del machine.layers[layers:]


def _settled(machine: Machine, action: Callable[[], None]) -> Flow:
    """Executes it, and gives the settings back that it changes."""
    before = {name: getattr(machine.context, name) for name in _SETTINGS}
    around, functions = machine.outermost, len(machine.functions)
    machine.context.names_uncertain = True
    machine.outermost = machine.state.depth
    try:
        try:
            action()
        except Raised:
            if machine.survey is not None and machine.coverage.alone == 1:
                machine.survey.raised = True
        # What the functions defined meanwhile close over is taken back as well: they are executed here or never.
        for function in machine.functions[functions:]:
            if function not in machine.recorder.functions_called and not function.opaque:
                run_alone(machine, function)
    finally:
        del machine.functions[functions:]
        machine.outermost = around
        for name, setting in before.items():
            setattr(machine.context, name, setting)
    return Flow.NORMAL
