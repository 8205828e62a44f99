"""The execution of one function by itself, with symbols for what its callers pass."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Final

from keralint.interpreter.functions import call_function, free_arguments
from keralint.interpreter.machine import Flow, Machine, Raised
from keralint.interpreter.values import Function, Unknown, Value
from keralint.semantics.layer import CallArguments

_SETTINGS: Final = ("names_uncertain", "floatx", "data_format", "data_format_uncertain", "dtype_policy")
"""What a function may change for the whole program, if it is called at all."""

_INSTANCE: Final = Unknown("an instance")


def run_alone(machine: Machine, function: Function, given: Sequence[Value] = (_INSTANCE,)) -> None:
    """Executes a function from the present state, and takes back what it changed; the facts remain.

    A method gets what is `given` as its first arguments: an object.
    """

    def once() -> None:
        arguments = free_arguments(function)
        if function.owner is not None and function.flavour != "staticmethod" and arguments.positional:
            first = tuple(given)[: len(arguments.positional)]
            arguments = CallArguments((*first, *arguments.positional[len(first) :]), arguments.keyword)
        call_function(machine, function, arguments, None)

    explored(machine, once)


def explored(machine: Machine, action: Callable[[], None]) -> None:
    """Executes what nobody is known to execute, and takes back what it changed; the facts remain."""

    def once() -> Flow:
        before = {name: getattr(machine.context, name) for name in _SETTINGS}
        machine.context.names_uncertain = True
        around, machine.outermost = machine.outermost, machine.state.depth
        with contextlib.suppress(Raised):
            action()
        # What the functions defined meanwhile close over is taken back as well: they are executed here or never.
        for function in machine.functions[functions:]:
            if function not in machine.recorder.functions_called and not function.opaque:
                run_alone(machine, function)
        del machine.functions[functions:]
        machine.outermost = around
        for name, setting in before.items():
            setattr(machine.context, name, setting)
        return Flow.NORMAL

    layers, functions = len(machine.layers), len(machine.functions)
    machine.explore(once)
    del machine.layers[layers:]
