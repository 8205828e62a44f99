"""`with` statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.binding import assign_target
from keralint.interpreter.escape import release
from keralint.interpreter.iteration import first_of
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.objects import special
from keralint.interpreter.values import ABSENT, BuiltinFunction, Function, IteratorValue, Unknown, Value
from keralint.semantics.values import ApiReference

_EXPECTS_FAILURE: Final = frozenset({"pytest.raises", "contextlib.suppress", "pytest.warns", "unittest.TestCase"})

Exit = Callable[[], Value]
"""Executes what a context does at its end; what it gives says whether it swallows an exception."""


def with_(machine: Machine, node: cst.With) -> Flow:
    """Enters the contexts one after the other, executes the body, and leaves them."""
    exits: list[Exit] = []
    swallowing = False
    for item in node.items:
        reference = _reference(machine, item.item)
        swallowing |= isinstance(reference, ApiReference) and reference.path in _EXPECTS_FAILURE
        swallowing |= isinstance(reference, str) and reference.startswith("assertRaises")
        entered = _enter(machine, item.item, reference, exits)
        if item.asname is not None:
            assign_target(machine, item.asname.name, entered)
    if not swallowing and not exits:
        return machine.execute_suite(node.body)
    pending = machine.frame.count_exits()
    with muted(machine, failures=swallowing, imports=swallowing), machine.state.logged() as log:
        flow = machine.execute_suite(node.body)
    unclear = [leave for leave in reversed(exits) if leave() not in (None, False)] if flow is not Flow.RAISE else exits
    _blur_exits(machine, pending, exits)
    if swallowing or unclear:
        machine.state.blur(log)
        return Flow.NORMAL if flow is Flow.RAISE else flow
    return flow


def _reference(machine: Machine, expression: cst.BaseExpression) -> Value:
    """What is called to make a context; the name of the method where that is not known."""
    function = expression.func if isinstance(expression, cst.Call) else expression
    if not isinstance(function, (cst.Name, cst.Attribute)):
        return None
    found = machine.evaluate(function)
    return function.attr.value if isinstance(function, cst.Attribute) and isinstance(found, Unknown) else found


def _enter(machine: Machine, expression: cst.BaseExpression, reference: Value, exits: list[Exit]) -> Value:
    """What a context gives to the name behind `as`."""
    value = machine.evaluate(expression)
    entered = special(machine, value, "__enter__", (), expression)
    if entered is not ABSENT:
        unknown = Unknown("an exception, or none")
        exits.append(partial(special, machine, value, "__exit__", (unknown, unknown, unknown), expression))
        return entered
    if isinstance(value, IteratorValue) and value.first is not None:
        exits.append(partial(_forget, machine, value))
        items = first_of(machine, value)
        return items[0] if items else Unknown("what a context manager gives is not known")
    if isinstance(reference, Function):
        exits.append(partial(_forget, machine, reference))
        return Unknown("what a context manager gives is not known")
    known = not isinstance(value, (BuiltinFunction, Function, IteratorValue))
    return value if known else Unknown("what a context manager gives is not known")


def _forget(machine: Machine, manager: Function | IteratorValue) -> Value:
    """The second half of a generator that manages a context."""
    release(machine, (manager,))
    return None


def _blur_exits(machine: Machine, pending: list[int], exits: list[Exit]) -> None:
    """Of what is written when contexts are left, nothing is known for the branches that left through them."""
    if exits and machine.frame.count_exits() != pending:
        with machine.state.logged() as written:
            machine.explore(lambda: _leave(exits))
        machine.blur_exits(pending, written)


def _leave(exits: list[Exit]) -> Flow:
    for leave in reversed(exits):
        leave()
    return Flow.NORMAL


@contextmanager
def muted(machine: Machine, *, failures: bool, imports: bool) -> Iterator[None]:
    """While code is executed whose failures the program expects."""
    recorder = machine.recorder
    recorder.muted += failures
    recorder.muted_imports += imports
    try:
        yield
    finally:
        recorder.muted -= failures
        recorder.muted_imports -= imports
