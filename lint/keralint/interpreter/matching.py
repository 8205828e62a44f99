"""`match` statements: cases are tried in order, as far as it is known which one fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import libcst as cst

from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.operators import truth
from keralint.interpreter.patterns import Captures, fits
from keralint.interpreter.values import Union, Value


def match_(machine: Machine, node: cst.Match) -> Flow:
    """Executes the first case that fits."""
    subject = machine.evaluate(node.subject)
    if isinstance(subject, Union):
        return machine.fork_alternatives(
            [partial(_from_case, machine, one, node.cases) for one in subject.alternatives]
        )
    return _from_case(machine, subject, node.cases)


def _from_case(machine: Machine, subject: Value, cases: Sequence[cst.MatchCase]) -> Flow:
    if not cases:
        return Flow.NORMAL
    case, *others = cases
    captured: Captures = {}
    return _either(
        machine,
        fits(machine, case.pattern, subject, captured),
        lambda: _guarded(machine, subject, case, others, captured),
        lambda: _from_case(machine, subject, others),
        case,
    )


def _guarded(
    machine: Machine, subject: Value, case: cst.MatchCase, others: Sequence[cst.MatchCase], captured: Captures
) -> Flow:
    """A case whose pattern fits; what it captures is bound even if the guard then says no."""
    for name, value in captured.items():
        machine.assign(name, value)
    if case.guard is None:
        machine.recorder.skipped.extend(other.body for other in others)
        return machine.execute_suite(case.body)
    wanted = truth(machine, machine.evaluate(case.guard), case.guard)
    run = partial(machine.execute_suite, case.body)
    return _either(machine, wanted, run, lambda: _from_case(machine, subject, others), case)


def _either(
    machine: Machine, decided: bool | None, run: Callable[[], Flow], go_on: Callable[[], Flow], case: cst.MatchCase
) -> Flow:
    """Executes the case, goes on to the next one, or does either."""
    if decided is None:
        return machine.fork([run, go_on])
    if not decided:
        machine.recorder.skipped.append(case.body)
    return run() if decided else go_on()
