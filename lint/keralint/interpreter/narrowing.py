"""What a condition says about a variable that may hold one of several values: `if mask is not None:`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from keralint.interpreter.identity import identity, is_one_value
from keralint.interpreter.machine import Flow, Machine, Raised
from keralint.interpreter.muting import muted
from keralint.interpreter.operators import truth
from keralint.interpreter.values import Union, Unknown, Value, join
from keralint.source.walking import children


def narrow(machine: Machine, test: cst.BaseExpression, outcome: bool) -> None:
    """Leaves a variable in the condition only those of its values with which it may have this outcome.

    The condition is evaluated once with each of them; what it changes on the way is taken back. Of what is not known it
    is kept what it is not.
    """
    _tell_apart(machine, test, outcome)
    for name in variables_in(machine, test):
        scope = machine.scope.find(name)
        value = None if scope is None else scope.slots[name]
        if scope is None or not isinstance(value, Union):
            continue
        kept = [one for one in value.alternatives if _outcome(machine, test, name, one) is not (not outcome)]
        if kept and len(kept) < len(value.alternatives):
            machine.state.write(scope.slots, name, join(kept))


def _tell_apart(machine: Machine, test: cst.BaseExpression, outcome: bool) -> None:
    """Notes that something which is not known is another value than a constant, if the condition says so."""
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return
    target = test.comparisons[0]
    if type(target.operator) is not (cst.NotEqual if outcome else cst.Equal):
        return
    sides = (test.left, target.comparator)
    if not all(isinstance(side, (cst.Name, cst.Integer, cst.SimpleString)) for side in sides):
        return  # evaluating it again might change something
    left, right = map(machine.evaluate, sides)
    if isinstance(right, Unknown):
        left, right = right, left
    if is_one_value(left) and isinstance(right, (int, str)):
        others = machine.others.get(identity(left)) or frozenset()
        machine.state.write(machine.others, identity(left), others | {right})


def variables_in(machine: Machine, test: cst.CSTNode) -> tuple[str, ...]:
    """The variables in an expression, without those that functions and comprehensions inside it bind."""
    known = machine.conditions.get(test)
    if known is None:
        known = machine.conditions[test] = tuple(dict.fromkeys(_found_names(test)))
    return known


def _found_names(node: Any) -> Iterator[str]:
    kind = type(node)
    if kind is cst.Name:
        yield node.value
    elif kind is cst.Attribute:
        yield from _found_names(node.value)
    elif kind in _LOOKED_INTO:
        for part in children(node):
            yield from _found_names(part.comparator if type(part) is cst.ComparisonTarget else part)


_LOOKED_INTO: Final = frozenset({cst.Comparison, cst.UnaryOperation, cst.BooleanOperation, cst.Call, cst.Arg})


def _outcome(machine: Machine, test: cst.BaseExpression, name: str, value: Value) -> bool | None:
    """What the condition gives where the variable has this value; `None` if that is not known, or if it fails."""
    found: list[bool | None] = []

    def evaluate() -> Flow:
        scope = machine.scope.find(name)
        assert scope is not None
        machine.state.write(scope.slots, name, value)
        with muted(machine, failures=True, imports=True):
            try:
                found.append(truth(machine, machine.evaluate(test), test))
            except Raised:
                return Flow.RAISE
        return Flow.NORMAL

    machine.explore(evaluate)
    return found[0] if found else None
