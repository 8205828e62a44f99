"""`with` statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.binding import assign_target
from keralint.interpreter.effects import may_swallow
from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import class_of, is_caught
from keralint.interpreter.handling import watching
from keralint.interpreter.iteration import first_of
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.muting import muted
from keralint.interpreter.objects import special
from keralint.interpreter.values import ABSENT, BuiltinFunction, Function, IteratorValue, Unknown, Value
from keralint.semantics.values import ApiReference

_EXPECTS_FAILURE: Final = frozenset({"pytest.raises", "contextlib.suppress", "pytest.warns", "unittest.TestCase"})

Exit = Callable[[tuple[Value, Value, Value]], Value]
"""Executes what a context does at its end, given the exception; what it gives says whether it swallows that."""

_UNCLEAR: Final = (Unknown("an exception, or none"),) * 3
_RAISED: Final = (Unknown("an exception"),) * 3
_NONE: Final = (None, None, None)


def with_(machine: Machine, node: cst.With) -> Flow:
    """Enters the contexts one after the other, executes the body, and leaves them."""
    return _with(machine, node.items, node.body)


def _with(machine: Machine, items: Sequence[cst.WithItem], body: cst.BaseSuite) -> Flow:
    if not items:
        return machine.execute_suite(body)
    (item, *others), exits = items, list[Exit]()
    reference = _reference(machine, item.item)
    inside = partial(_with, machine, others, body)
    expected = _expected(machine, item.item, reference)
    entered = _enter(machine, item.item, reference, exits)
    if item.asname is not None:
        assign_target(machine, item.asname.name, entered)
    if expected is not None:
        return _swallowing(machine, inside, expected)
    return _leaving(machine, inside, exits[0]) if exits else inside()


def _expected(machine: Machine, expression: cst.BaseExpression, reference: Value) -> tuple[Value, ...] | None:
    """The exceptions that a context swallows; `None` if it is not one of those that do."""
    if isinstance(reference, ApiReference) and reference.path in _EXPECTS_FAILURE:
        given = expression.args if isinstance(expression, cst.Call) and reference.path in _GIVEN_CLASSES else ()
        plain = given and all(not one.star and one.keyword is None for one in given)
        return tuple([machine.evaluate(one.value) for one in given]) if plain else _ANYTHING
    return _ANYTHING if isinstance(reference, str) and reference.startswith("assertRaises") else None


_GIVEN_CLASSES: Final = frozenset({"pytest.raises", "contextlib.suppress"})
_ANYTHING: Final = (Unknown("which exceptions are expected is not known"),)


def _swallowing(machine: Machine, inside: Callable[[], Flow], expected: tuple[Value, ...]) -> Flow:
    with (
        muted(machine, failures=True, imports=True),
        machine.state.logged() as log,
        watching(machine, expected) as watch,
    ):
        flow = inside()
    caught = is_caught(machine.raised, expected) if watch.certain and flow is Flow.RAISE else None
    if watch.certain and (flow is not Flow.RAISE or caught is not None):
        return Flow.NORMAL if caught else flow
    machine.state.blur(log)
    return Flow.NORMAL if flow is Flow.RAISE else flow


def _leaving(machine: Machine, inside: Callable[[], Flow], leave: Exit) -> Flow:
    pending = machine.frame.count_exits()
    with machine.state.logged() as log, watching(machine, ()) as watch:
        flow = inside()
    raised = machine.raised if flow is Flow.RAISE else None
    certain = watch.certain and (flow is not Flow.RAISE or raised is not None)
    swallows = truth_of(leave(_given(raised, flow) if certain else _RAISED if flow is Flow.RAISE else _UNCLEAR))
    if certain and flow is not Flow.RAISE:
        swallows = False  # there is nothing to swallow
    _blur_exits(machine, pending, leave)
    if swallows is False:
        machine.raised = raised
        return flow
    if not (certain and swallows):
        machine.state.blur(log)
    return Flow.NORMAL if flow is Flow.RAISE else flow


def _given(raised: Value, flow: Flow) -> tuple[Value, Value, Value]:
    """What `__exit__` is given, where that is certain."""
    return (class_of(raised), raised, Unknown("a traceback")) if flow is Flow.RAISE else _NONE


def truth_of(value: Value) -> bool | None:
    """Whether what `__exit__` gives says that the exception is swallowed; `None` if it is not known."""
    return bool(value) if value is None or type(value) in (bool, int, str, tuple) else None


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
        exits.append(lambda given: special(machine, value, "__exit__", given, expression))
        return entered
    machine.doubts += 1
    if isinstance(value, IteratorValue) and value.first is not None:
        exits.append(lambda given: _forget(machine, value, given))
        items = first_of(machine, value)
        return items[0] if items else Unknown("what a context manager gives is not known")
    if isinstance(reference, Function):
        exits.append(lambda given: _forget(machine, reference, given))
        return Unknown("what a context manager gives is not known")
    known = not isinstance(value, (BuiltinFunction, Function, IteratorValue))
    return value if known else Unknown("what a context manager gives is not known")


def _forget(machine: Machine, manager: Function | IteratorValue, given: tuple[Value, Value, Value]) -> Value:
    """The second half of a generator that manages a context: an exception it may catch."""
    release(machine, (manager,))
    if isinstance(manager, IteratorValue) and manager.origin is not None:
        swallows = given is not _NONE and may_swallow(manager.origin.node)
    else:
        swallows = given is not _NONE and given is not _UNCLEAR
    return Unknown("an exception may be swallowed") if swallows else None


def _blur_exits(machine: Machine, pending: list[int], leave: Exit) -> None:
    """Of what is written when a context is left, nothing is known for the branches that left through it."""
    if machine.frame.count_exits() != pending:
        with machine.state.logged() as written:
            machine.explore(lambda: _left(leave))
        machine.blur_exits(pending, written)


def _left(leave: Exit) -> Flow:
    leave(_UNCLEAR)
    return Flow.NORMAL
