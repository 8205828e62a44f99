"""The execution of statements."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.ahead import run_ahead
from keralint.interpreter.arrays import elements_of_new
from keralint.interpreter.binding import assign_target, delete_target, place_of
from keralint.interpreter.budget import MAX_LOOP_ROUNDS, MAX_PENDING_EXITS, STATEMENT
from keralint.interpreter.calls import is_defined
from keralint.interpreter.classes import define_class
from keralint.interpreter.contexts import with_
from keralint.interpreter.decorators import decorated
from keralint.interpreter.exceptions import make_exception
from keralint.interpreter.expressions import BINARY
from keralint.interpreter.functions import make_function
from keralint.interpreter.handling import raise_, try_
from keralint.interpreter.imports import import_, import_from
from keralint.interpreter.in_place import in_place
from keralint.interpreter.iteration import assumed_elements, is_late, iterate, length, remaining, run_over, some_element
from keralint.interpreter.libraries import described
from keralint.interpreter.machine import Execute, Flow, Frame, Machine
from keralint.interpreter.matching import match_
from keralint.interpreter.narrowing import narrow
from keralint.interpreter.operators import truth
from keralint.interpreter.paths import outcome
from keralint.interpreter.symbolic import refuse_iteration
from keralint.interpreter.values import (
    DictValue,
    IteratorValue,
    ListValue,
    SetValue,
    Union,
    Unknown,
    Value,
    ViewValue,
)
from keralint.interpreter.versions import asks_version, note_version, prepared


def simple_line(machine: Machine, node: cst.SimpleStatementLine) -> Flow:
    return machine.execute(node.body)


def expression(machine: Machine, node: cst.Expr) -> Flow:
    machine.evaluate(node.value)
    return Flow.NORMAL


def assign(machine: Machine, node: cst.Assign) -> Flow:
    value = machine.evaluate(node.value)
    if isinstance(value, Unknown):
        note_version(machine, node)
    for target in node.targets:
        assign_target(machine, target.target, value)
    return Flow.NORMAL


def annotated_assign(machine: Machine, node: cst.AnnAssign) -> Flow:
    if node.value is not None:
        assign_target(machine, node.target, machine.evaluate(node.value))
    return Flow.NORMAL


_AUGMENTED_NODES: Final[dict[str, str]] = {f"{kind.__name__}Assign": symbol for kind, symbol in BINARY.items()}


def augmented_assign(machine: Machine, node: cst.AugAssign) -> Flow:
    """`target op= value`; the parts of the target are evaluated once."""
    place = place_of(machine, node.target)
    current, value = place.value, machine.evaluate(node.value)
    result = in_place(machine, _AUGMENTED_NODES[type(node.operator).__name__], current, value, node)
    machine.doubts += isinstance(result, (Unknown, Union))
    place.put(result)
    return Flow.NORMAL


def delete(machine: Machine, node: cst.Del) -> Flow:
    delete_target(machine, node.target)
    return Flow.NORMAL


def return_(machine: Machine, node: cst.Return) -> Flow:
    machine.frame.returns.append(None if node.value is None else machine.evaluate(node.value))
    return Flow.RETURN


def assert_(machine: Machine, node: cst.Assert) -> Flow:
    decided = truth(machine, machine.evaluate(node.test), node.test)
    machine.doubts += decided is None
    if decided is not False:
        return Flow.NORMAL
    given = () if node.msg is None else (machine.evaluate(node.msg),)
    machine.raised = make_exception("AssertionError", given)
    return Flow.RAISE


def global_(machine: Machine, node: cst.Global) -> Flow:
    module = [machine.scope, *machine.scope.around()][-1]  # the function's, which another one may have called
    for item in node.names:
        machine.scope.redirected[item.name.value] = module
    return Flow.NORMAL


def nonlocal_(machine: Machine, node: cst.Nonlocal) -> Flow:
    for item in node.names:
        around = [scope for scope in machine.scope.around() if not scope.is_class and scope.parent is not None]
        owner = next((scope for scope in around if item.name.value in scope.slots), around[0] if around else None)
        if owner is not None:
            machine.scope.redirected[item.name.value] = owner.redirected.get(item.name.value, owner)
    return Flow.NORMAL


# --- conditions and loops -------------------------------------------------------------------------------------------


def if_(machine: Machine, node: cst.If) -> Flow:
    decided = outcome(machine, node.test, machine.evaluate(node.test), node)
    if decided is None:

        def taken() -> Flow:
            narrow(machine, node.test, True)
            return machine.execute_suite(node.body)

        def not_taken() -> Flow:
            narrow(machine, node.test, False)
            return _else(machine, node.orelse)

        if not asks_version(machine, node.test):
            return machine.fork([taken, not_taken])
        with prepared(machine):
            return machine.fork([taken, not_taken])
    skipped = node.orelse if decided else node.body
    if skipped is not None:
        machine.recorder.skipped.append(skipped)
    return machine.execute_suite(node.body) if decided else _else(machine, node.orelse)


def _else(machine: Machine, node: cst.If | cst.Else | None) -> Flow:
    if node is None:
        return Flow.NORMAL
    return if_(machine, node) if isinstance(node, cst.If) else machine.execute_suite(node.body)


def for_(machine: Machine, node: cst.For) -> Flow:
    return _for(machine, node, machine.evaluate(node.iter))


def _for(machine: Machine, node: cst.For, iterable: Value) -> Flow:
    if isinstance(iterable, Union):
        return machine.fork_alternatives([partial(_for, machine, node, one) for one in iterable.alternatives])
    refuse_iteration(machine, iterable, node.iter)
    iterable = elements_of_new(machine, iterable, node.iter)

    def body_with(item: Value) -> Flow:
        assign_target(machine, node.target, item)
        return machine.execute_suite(node.body)

    def rounds() -> Flow:
        if isinstance(iterable, IteratorValue) and is_late(iterable) and not run_ahead(machine, iterable):
            return _any_rounds(machine, iterable, body_with)
        items = remaining(machine, iterable) if isinstance(iterable, IteratorValue) else iterate(iterable)
        assumed = assumed_elements(machine, iterable) if items is None else None
        if assumed is not None:
            return _rounds(machine, assumed, assumed, body_with)
        if items is not None and len(items) <= MAX_LOOP_ROUNDS:
            return _rounds(machine, iterable, items, body_with)
        if isinstance(length(iterable), int):
            machine.out_of_budget(node, "a loop has too many rounds to be followed one by one")
        return _any_rounds(machine, iterable, body_with)

    return machine.loop(rounds, lambda: _else(machine, node.orelse))


def _rounds(machine: Machine, iterable: Value, items: tuple[Value, ...], body: Callable[[Value], Flow]) -> Flow:
    """Executes the rounds of a loop until one leaves it. A list may change meanwhile: its rounds follow it."""
    pending = machine.frame.left
    index = 0
    while index < len(items):
        item, size = items[index], _size(iterable)
        if isinstance(iterable, IteratorValue):
            machine.state.write(iterable.slots, "items", items[1:])
        flow = machine.round(lambda item=item: body(item))  # type: ignore[misc]
        if flow is not Flow.NORMAL:
            return flow
        machine.doubts += size != _size(iterable)
        index += not isinstance(iterable, IteratorValue)
        now = _elements_now(machine, iterable, items)
        if now is None or index >= MAX_LOOP_ROUNDS or machine.frame.left > pending + MAX_PENDING_EXITS:
            return _any_rounds(machine, iterable, body)
        items = now
    return Flow.NORMAL


def _size(iterable: Value) -> int | None:
    """How many elements something has that refuses to be run over once it has more or less of them."""
    if isinstance(iterable, ViewValue):
        iterable = iterable.shown
    if isinstance(iterable, DictValue):
        return None if iterable.entries is None else len(iterable.entries)
    return len(iterable.items or ()) if isinstance(iterable, SetValue) else None


def _elements_now(machine: Machine, iterable: Value, before: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """What a loop runs over after one more round, which may have changed it."""
    if isinstance(iterable, IteratorValue):
        return remaining(machine, iterable)
    return iterable.items if isinstance(iterable, ListValue) and not isinstance(iterable, SetValue) else before


def _any_rounds(machine: Machine, iterable: Value, body: Callable[[Value], Flow]) -> Flow:
    """Executes any number of rounds; what is run over may execute code of the program's before each of them."""

    def one_round() -> Flow:
        run_over(machine, iterable, partly=True)
        return body(some_element(iterable))

    return machine.repeat_unknown(one_round)


def while_(machine: Machine, node: cst.While) -> Flow:
    """A loop whose condition is known is executed round by round; then, and otherwise, as often as may be."""

    def body() -> Flow:
        machine.evaluate(node.test)
        return machine.execute_suite(node.body)

    def rounds() -> Flow:
        for _ in range(MAX_LOOP_ROUNDS):
            machine.spend(STATEMENT)
            decided = truth(machine, machine.evaluate(node.test), node.test)
            if decided is None:
                break
            if not decided:
                return Flow.NORMAL
            pending = machine.frame.left
            flow = machine.round(lambda: machine.execute_suite(node.body))
            if flow is not Flow.NORMAL:
                return flow
            if _may_stop(machine.frame):
                break  # it stops at each `yield`, and may never be asked to go on
            if machine.frame.left > pending:
                break  # whether the loop goes on depends on something that is not known
        return machine.repeat_unknown(body)

    return machine.loop(rounds, lambda: _else(machine, node.orelse))


def _may_stop(frame: Frame) -> bool:
    """Whether what is executed is a generator that nobody is known to run over."""
    return frame.function is not None and frame.function.lazy and frame.yielded is None


# --- definitions ----------------------------------------------------------------------------------------------------


def define_function(machine: Machine, node: cst.FunctionDef) -> Flow:
    known = described(machine, node.name.value)
    if known is not None and is_defined(known):
        machine.assign(node.name.value, known)
        return Flow.NORMAL
    value: Value = make_function(machine, node)
    for decorator in reversed(node.decorators):
        value = decorated(machine, value, decorator.decorator)
    machine.assign(node.name.value, value)
    return Flow.NORMAL


STATEMENTS: Final[dict[type[cst.CSTNode], Execute]] = {
    cst.SimpleStatementLine: simple_line,
    cst.Expr: expression,
    cst.Assign: assign,
    cst.AnnAssign: annotated_assign,
    cst.AugAssign: augmented_assign,
    cst.Del: delete,
    cst.Return: return_,
    cst.Raise: raise_,
    cst.Assert: assert_,
    cst.Global: global_,
    cst.Nonlocal: nonlocal_,
    cst.Break: lambda machine, node: Flow.BREAK,
    cst.Continue: lambda machine, node: Flow.CONTINUE,
    cst.If: if_,
    cst.For: for_,
    cst.While: while_,
    cst.Try: try_,
    cst.TryStar: try_,
    cst.With: with_,
    cst.FunctionDef: define_function,
    cst.ClassDef: define_class,
    cst.Import: import_,
    cst.ImportFrom: import_from,
    cst.Match: match_,
}
