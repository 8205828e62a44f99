"""Whose fault a failure inside a function is: the function's own, or that of one call that passed what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from keralint.interpreter.alone import run_alone
from keralint.interpreter.budget import OutOfFuel
from keralint.interpreter.facts import Failing, Recorder, Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Function


@dataclass(slots=True)
class Blame:
    """Answers for the failures of one execution. A function that fails whatever it is given is at fault itself."""

    machine: Machine
    _own: dict[Function, frozenset[cst.CSTNode]] = field(default_factory=dict)

    def caller(self, fact: Failing) -> Site | None:
        """The call whose arguments make the function that it calls fail; `None` if the fault is in the function."""
        site = fact.site
        blamed: Site | None = None
        for index in reversed(range(len(site.callers))):
            function = site.functions[index]
            # What a method does depends on its object as much as on its arguments: it is not judged alone.
            if function.owner is not None or not isinstance(function.node, cst.FunctionDef):
                break
            # A function with a single caller is written for what that one passes.
            if self.machine.recorder.functions_called[function] < 2 or site.node in self._failing_alone(function):
                break
            blamed = Site(site.callers[index], site.callers[:index], site.functions[:index])
        return blamed

    def _failing_alone(self, function: Function) -> frozenset[cst.CSTNode]:
        """The places where something fails when the function is executed with symbols for its parameters."""
        if function not in self._own:
            self._own[function] = self._explore(function)
        return self._own[function]

    def _explore(self, function: Function) -> frozenset[cst.CSTNode]:
        machine, recorder, layers = self.machine, self.machine.recorder, len(self.machine.layers)
        machine.recorder = Recorder()
        try:
            run_alone(machine, function)
        except OutOfFuel:
            machine.frames[1:] = []
        finally:
            facts, machine.recorder = machine.recorder.facts, recorder
            del machine.layers[layers:]
        return frozenset(fact.site.node for fact in facts if isinstance(fact, Failing))
