"""`try`, and what else catches exceptions.

What may raise is counted while it is executed (`machine.doubts`, and `machine.foreign` for calls of libraries). Where
nothing may have raised, no handler is executed; where something certainly has raised and nothing before it may have, it
is the handler that catches it. Else the handlers are branches, from any state that the body may have left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

import libcst as cst

from keralint.interpreter.binding import assign_target, delete_target
from keralint.interpreter.exceptions import is_caught, raised_by
from keralint.interpreter.expressions import EXPRESSIONS
from keralint.interpreter.imports import dotted_name, is_certain
from keralint.interpreter.machine import Evaluate, Flow, Machine
from keralint.interpreter.muting import muted
from keralint.interpreter.state import Changes, Log
from keralint.interpreter.values import BuiltinFunction, ClassValue, DictValue, ListValue, Union, Unknown, Value

Handler: TypeAlias = "cst.ExceptHandler | cst.ExceptStarHandler"

_HARMLESS_EXCEPTIONS: Final = frozenset(
    "ImportError ModuleNotFoundError KeyError OSError IOError FileNotFoundError KeyboardInterrupt NameError "
    "StopIteration EOFError FileExistsError PermissionError SystemExit".split()
)
"""Exceptions that Keras does not raise for a misuse: a handler for these does not excuse one."""
_IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


# --- what is tried --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """How something has ended that was tried. Its changes are taken back."""

    flow: Flow
    changes: Changes
    log: Log
    certain: bool
    """Whether it certainly ends like that."""
    exception: Value
    """What it has raised; `None` if that is not known."""


def tried(machine: Machine, run: Callable[[], Flow], kinds: tuple[Value, ...]) -> Tried:
    """Executes something in which exceptions of these classes are caught."""
    log: Log = {}
    with machine.state.logged() as written, watching(machine, kinds) as watch:
        flow, changes = machine.attempted(run)
    log.update(written)
    if flow is Flow.RAISE:
        return Tried(flow, changes, log, watch.certain and machine.raised is not None, machine.raised)
    return Tried(flow, changes, log, watch.certain, None)


@dataclass(slots=True)
class Watch:
    """What is told of a piece of code that is executed."""

    certain: bool = False
    """Whether nothing in it may have raised, but for what has ended it."""


@contextmanager
def watching(machine: Machine, kinds: tuple[Value, ...]) -> Iterator[Watch]:
    """While something is executed in which exceptions of these classes are caught."""
    doubts, foreign, around = machine.doubts, machine.foreign, machine.expressions
    machine.catching = (*machine.catching, kinds)
    machine.expressions = _WATCHED
    watch = Watch()
    try:
        yield watch
    finally:
        machine.expressions = around
        machine.catching = machine.catching[:-1]
    harmless = bool(kinds) and all(map(_is_of_programs, flattened(kinds)))
    watch.certain = machine.doubts == doubts and (machine.foreign == foreign or harmless)


def flattened(kinds: tuple[Value, ...]) -> list[Value]:
    """The classes, some of which may be given together."""
    return [one for kind in kinds for one in (kind if isinstance(kind, tuple) else (kind,))]


def _is_of_programs(kind: Value) -> bool:
    """Whether no library raises exceptions of the class for a misuse."""
    return isinstance(kind, ClassValue) or (isinstance(kind, BuiltinFunction) and kind.name in _HARMLESS_EXCEPTIONS)


def _watching(evaluate: Evaluate) -> Evaluate:
    """The same, noting what may raise: what is not known may be so because it has failed."""

    def watched(machine: Machine, node: Any) -> Value:
        value = evaluate(machine, node)
        if isinstance(value, (Unknown, Union)) or _is_opaque(value):
            machine.doubts += 1
        return value

    return watched


def _is_opaque(value: Value) -> bool:
    return (isinstance(value, ListValue) and value.items is None) or (
        isinstance(value, DictValue) and value.entries is None
    )


def _watched_name(machine: Machine, node: cst.Name) -> Value:
    value = EXPRESSIONS[cst.Name](machine, node)
    if node.value in machine.state.half_bound or (
        isinstance(value, Unknown) and machine.scope.find(node.value) is None
    ):
        machine.doubts += 1
    return value


_WATCHED: Final[dict[type[cst.CSTNode], Evaluate]] = {
    **EXPRESSIONS,
    **{
        kind: _watching(EXPRESSIONS[kind])
        for kind in (
            *(cst.Call, cst.Subscript, cst.Attribute, cst.BinaryOperation, cst.UnaryOperation, cst.Comparison),
            *(cst.Await, cst.Yield, cst.Tuple, cst.List, cst.Set, cst.Dict, cst.FormattedString),
        )
    },
    cst.Name: _watched_name,
}


# --- statements -----------------------------------------------------------------------------------------------------


def raise_(machine: Machine, node: cst.Raise) -> Flow:
    """`raise`, `raise exception`, `raise exception from cause`."""
    if node.exc is None:
        machine.raised = machine.handling[-1] if machine.handling else None
        return Flow.RAISE
    exception = raised_by(machine, machine.evaluate(node.exc), node)
    if node.cause is not None:
        cause = machine.evaluate(node.cause.item)
        if exception is not None:
            known = raised_by(machine, cause, node)
            cause = Unknown("the cause is not known") if known is None and cause is not None else known
            machine.state.write(exception.slots, "__cause__", cause)
    machine.raised = exception
    return Flow.RAISE


def try_(machine: Machine, node: cst.Try | cst.TryStar) -> Flow:
    """The body with its handlers and `else`, then `finally`."""
    if node.finalbody is None:
        return _guarded(machine, node)
    pending, returned = machine.frame.count_exits(), len(machine.frame.returns)
    with machine.state.logged() as written:
        flow = _guarded(machine, node)
    raised = machine.raised
    if machine.state.logging:
        before = machine.doubts, set(machine.state.half_bound)
        machine.explore(partial(_unwound, machine, node.finalbody.body, written))
        machine.doubts, machine.state.half_bound = before
    given = len(machine.frame.returns)
    final = _finally(machine, node.finalbody.body, flow, pending)
    if final is Flow.NORMAL:
        machine.raised = raised
        return flow
    if final is not Flow.RAISE:
        del machine.frame.returns[returned:given]  # it leaves in their place
    return final


def _unwound(machine: Machine, body: cst.BaseSuite, written: Log) -> Flow:
    """Executes a `finally` that an exception passes, for whoever catches it further out and goes on."""
    machine.state.blur(written)
    with muted(machine, failures=True, imports=True):
        return machine.execute_suite(body)


def _finally(machine: Machine, body: cst.BaseSuite, flow: Flow, pending: list[int]) -> Flow:
    """Executes it for the branch that is executing; of what it writes for the branches that left, nothing is known."""
    with machine.state.logged() as written:
        final = machine.execute_suite(body)
    machine.blur_exits(pending, written)
    return final


def _guarded(machine: Machine, node: cst.Try | cst.TryStar) -> Flow:
    def go_on(flow: Flow) -> Flow:
        return machine.execute_suite(node.orelse.body) if flow is Flow.NORMAL and node.orelse is not None else flow

    if not node.handlers:
        return go_on(machine.execute_suite(node.body))
    caught = [_exception_names(handler) for handler in node.handlers]
    catches_failures = any(names is None or names - _HARMLESS_EXCEPTIONS for names in caught)
    catches_imports = any(names is None or names & _IMPORT_ERRORS for names in caught)
    kinds = tuple([_kinds(machine, handler) for handler in node.handlers])
    with muted(machine, failures=catches_failures, imports=catches_imports):
        if _only_imports(machine, node.body):
            return go_on(machine.execute_suite(node.body))
        found = tried(machine, partial(machine.execute_suite, node.body), kinds)
    if found.certain:
        machine.state.apply_joined([found.changes])
        if found.flow is Flow.RAISE:
            return _caught(machine, found.exception, list(zip(node.handlers, kinds)))
        machine.recorder.skipped.extend(handler.body for handler in node.handlers)
        return go_on(found.flow)

    def resume() -> Flow:
        machine.state.apply_joined([found.changes])
        return go_on(found.flow)

    handlers = [partial(_handle_any, machine, handler, found.log) for handler in node.handlers]
    if machine.survey is None or machine.survey.path is None:
        return machine.fork([resume, *handlers])
    flow = machine.fork([resume])  # what is tried on a path succeeds, where it can
    return machine.fork(handlers) if flow is Flow.RAISE else flow


def _caught(machine: Machine, exception: Value, handlers: Sequence[tuple[Handler, Value]]) -> Flow:
    """Executes the first handler that catches the exception, or any of those that may be it."""
    possible: list[Handler] = []
    certain = False
    for handler, kinds in handlers:
        answer = is_caught(exception, kinds)
        if answer is not False:
            possible.append(handler)
        if answer:
            certain = True
            break
    machine.recorder.skipped.extend(handler.body for handler, _ in handlers if handler not in possible)
    if not possible:
        machine.raised = exception
        return Flow.RAISE
    if certain and len(possible) == 1:
        return _handle(machine, possible[0], exception)
    return machine.fork([partial(_handle, machine, handler, exception) for handler in possible])


def _handle(machine: Machine, handler: Handler, exception: Value) -> Flow:
    """Executes a handler; the name of the exception is not bound any more behind it."""
    around = machine.handling
    machine.handling = (*around, exception)
    if handler.name is not None:
        assign_target(machine, handler.name.name, Unknown("an exception") if exception is None else exception)
    try:
        flow = machine.execute_suite(handler.body)
    finally:
        machine.handling = around
    if handler.name is not None and exception is not None:
        delete_target(machine, handler.name.name)
    return flow


def _handle_any(machine: Machine, handler: Handler, log: Log) -> Flow:
    """Executes a handler: the body may have raised anything after any of its writes."""
    machine.state.blur(log)
    return _handle(machine, handler, None)


_EVERYTHING: Final = BuiltinFunction("BaseException")


def _kinds(machine: Machine, handler: Handler) -> Value:
    """The classes that a handler catches, as far as they are known before it is asked for them."""
    if handler.type is None:
        return _EVERYTHING
    if isinstance(handler, cst.ExceptStarHandler) or not isinstance(handler.type, (cst.Name, cst.Attribute, cst.Tuple)):
        return Unknown("which exceptions are caught is not known")
    return machine.evaluate(handler.type)


def _exception_names(handler: Handler) -> frozenset[str] | None:
    """The names of the exceptions that a handler catches; `None` for all."""
    if handler.type is None:
        return None
    types = [e.value for e in handler.type.elements] if isinstance(handler.type, cst.Tuple) else [handler.type]
    names = [kind.attr.value if isinstance(kind, cst.Attribute) else getattr(kind, "value", "") for kind in types]
    return frozenset(name if isinstance(name, str) else "" for name in names)


def _only_imports(machine: Machine, suite: cst.BaseSuite) -> bool:
    """A body of imports that nothing speaks against is taken to succeed, so that its handlers are not executed."""
    for statement in suite.body:
        parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
        if not all(isinstance(part, (cst.Import, cst.ImportFrom)) for part in parts):
            return False
        if any(not _exists(machine, part) for part in parts):
            return False
    return True


def _exists(machine: Machine, node: cst.CSTNode) -> bool:
    if isinstance(node, (cst.Import, cst.ImportFrom)) and not is_certain(machine, node):
        return False
    if isinstance(node, cst.Import):
        return all(machine.database.knows(dotted_name(alias.name)) != "no" for alias in node.names)
    if isinstance(node, cst.ImportFrom) and node.module is not None and not node.relative:
        module = dotted_name(node.module)
        if isinstance(node.names, cst.ImportStar):
            return machine.database.knows(module) != "no"
        return all(machine.database.knows(f"{module}.{dotted_name(alias.name)}") != "no" for alias in node.names)
    return True
