"""Whose fault a failure inside a function is: the function's own, or that of one call that passed what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import libcst as cst

from keralint.interpreter.alone import run_alone
from keralint.interpreter.budget import FUEL_FOR_BLAME, OutOfFuel
from keralint.interpreter.facts import Failing, Recorder, Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.user_layers import UserLayer
from keralint.interpreter.values import Function, Value
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.shapes import UNKNOWN_SHAPE

_GIVEN_INPUT: Final = frozenset({"build", "call"})
"""Methods of a layer that Keras calls with an input or its shape."""


@dataclass(slots=True)
class Blame:
    """Answers for the failures of one execution. A function that fails whatever it is given is at fault itself."""

    machine: Machine
    _fuel: int = field(init=False)
    _own: dict[Function, frozenset[cst.CSTNode]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fuel = max(self.machine.fuel, FUEL_FOR_BLAME)

    def caller(self, fact: Failing) -> Site | None:
        """The call whose arguments make the function that it calls fail; `None` if the fault is in the function."""
        site = fact.site
        blamed: Site | None = None
        for index in reversed(range(len(site.callers))):
            function = site.functions[index]
            if not isinstance(function.node, cst.FunctionDef) or not self._is_judged(function):
                break
            if site.node in self._failing_alone(function):
                break
            call = site.callers[index]
            blamed = Site(call.node, site.callers[:index], site.functions[:index], call.module)
        return blamed

    def _is_judged(self, function: Function) -> bool:
        """Whether the function may be free of the fault.

        A function with a single caller is written for what that one passes. What a method does depends on its object
        as much as on its arguments, save for those of layers that Keras gives an input.
        """
        if function.owner is None:
            return self.machine.recorder.functions_called[function] >= 2
        return function.name in _GIVEN_INPUT and self._object(function) is not None

    def _object(self, function: Function) -> UserLayer | None:
        """A layer of the program's that has the method."""
        layers = (layer for layer, _ in reversed(self.machine.layers))
        return next((one for one in layers if isinstance(one, UserLayer) and function.owner in one.cls.mro), None)

    def _input(self, function: Function) -> list[Value]:
        """An object with the method, and for `call` some tensor as Keras traces it."""
        traced = [Tensor(UNKNOWN_SHAPE, None, TensorKind.TRACED)] if function.name == "call" else []
        return [self._object(function), *traced]

    def _failing_alone(self, function: Function) -> frozenset[cst.CSTNode]:
        """The places where something fails when the function is executed with symbols for its parameters."""
        if function not in self._own:
            self._own[function] = self._explore(function)
        return self._own[function]

    def _explore(self, function: Function) -> frozenset[cst.CSTNode]:
        machine, recorder, layers = self.machine, self.machine.recorder, len(self.machine.layers)
        machine.recorder, machine.fuel = Recorder(), self._fuel
        try:
            run_alone(machine, function, () if function.owner is None else self._input(function))
        except OutOfFuel:
            machine.frames[1:] = []
        finally:
            facts, machine.recorder = machine.recorder.facts, recorder
            self._fuel = machine.fuel
            del machine.layers[layers:]
        return frozenset(fact.site.node for fact in facts if isinstance(fact, Failing))
