"""`match` statements: cases are tried in order, as far as it is known which one fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import libcst as cst

from keralint.interpreter.escape import release
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.operators import equal, truth
from keralint.interpreter.values import Unknown, Value
from keralint.source.walking import children


def match_(machine: Machine, node: cst.Match) -> Flow:
    """Executes the first case that fits."""
    return _from_case(machine, machine.evaluate(node.subject), node.cases)


def _from_case(machine: Machine, subject: Value, cases: Sequence[cst.MatchCase]) -> Flow:
    if not cases:
        return Flow.NORMAL
    case, *others = cases
    fits = _fits(machine, case.pattern, subject)
    if fits is not False:
        _bind(machine, case.pattern, subject, certain=fits is True)
    return _either(
        machine,
        fits,
        lambda: _guarded(machine, subject, case, others),
        lambda: _from_case(machine, subject, others),
        case,
    )


def _guarded(machine: Machine, subject: Value, case: cst.MatchCase, others: Sequence[cst.MatchCase]) -> Flow:
    """A case whose pattern fits."""
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


def _fits(machine: Machine, pattern: cst.MatchPattern, subject: Value) -> bool | None:
    """Whether the pattern fits; `None` if it is not known."""
    match pattern:
        case cst.MatchAs(pattern=None):
            return True
        case cst.MatchAs(pattern=inner):
            return None if inner is None else _fits(machine, inner, subject)
        case cst.MatchValue(value=value):
            return equal(subject, machine.evaluate(value))
        case cst.MatchSingleton(value=cst.Name(value="None")) if not isinstance(subject, bool):
            return equal(subject, None)
        case cst.MatchOr(patterns=patterns):
            answers = [_fits(machine, element.pattern, subject) for element in patterns]
            return True if True in answers else (None if None in answers else False)
    return None


def _bind(machine: Machine, pattern: cst.MatchPattern, subject: Value, *, certain: bool) -> None:
    """Binds what the pattern captures, also if it then turns out not to fit."""
    whole = pattern.name.value if certain and isinstance(pattern, cst.MatchAs) and pattern.name is not None else None
    for name in _captured(pattern):
        if name == whole:
            machine.assign(name, subject)
        else:
            release(machine, (subject,))
            machine.assign(name, Unknown("bound by a pattern"))


def _captured(pattern: cst.CSTNode) -> Iterator[str]:
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar)) and pattern.name is not None:
        yield pattern.name.value
    elif isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value
    for child in children(pattern):
        yield from _captured(child)
