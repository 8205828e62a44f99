"""Generators: their bodies are executed as a whole, when somebody runs over what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import libcst as cst

from keralint.interpreter.budget import MAX_LOOP_ROUNDS
from keralint.interpreter.escape import release
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine, Yielded
from keralint.interpreter.values import IteratorValue, Origin, Unknown, Value

MAX_UNKNOWN: Final = 20
"""Items that a generator gives, as far as is seen, before it is left, if they are of no use."""


class Enough(Exception):  # noqa: N818  # it leaves the generator where it waits to be asked for more
    """A generator has given as much as was asked for."""


def run_generator(
    machine: Machine, execute: Callable[[Yielded], object], *, first: bool, origin: Origin
) -> tuple[Value, ...] | None:
    """What a generator gives, or the `first` of it; `None` if that is not known. What it returns is not followed.

    Raises: Raised, if it certainly raises.
    """
    yielded = Yielded(1 if first else MAX_LOOP_ROUNDS, machine.attempts)
    try:
        execute(yielded)
    except Enough:
        if first and yielded.known:
            return tuple(yielded.items)
        yielded.known = False
        release(machine, (IteratorValue(None, origin=origin),))  # it may go on
    if yielded.known:
        return tuple(yielded.items)
    release(machine, yielded.items)
    return None


def yield_expression(machine: Machine, node: cst.Yield) -> Value:
    """`yield` and `yield from`; the value is that of a generator which nobody sends anything to."""
    frame, several = machine.frame, isinstance(node.value, cst.From)
    part = node.value.item if isinstance(node.value, cst.From) else node.value
    value = None if part is None else machine.evaluate(part)
    yielded = frame.yielded
    if yielded is None:
        return Unknown("a generator's value is not followed")
    items = run_over(machine, value, exact=True) if several else (value,)
    # On a branch, in a `try`, or once a branch has left the generator or a loop in it, these may not be given at all.
    certain = machine.uncertain == frame.depth and machine.attempts == yielded.attempts and not frame.left
    if items is None or not certain:
        release(machine, items or ())
        yielded.known = False
    yielded.items += (value,) if items is None else items
    if len(yielded.items) >= (yielded.enough if yielded.known else min(yielded.enough, MAX_UNKNOWN)):
        raise Enough
    return Unknown("what a generator returns is not followed") if several else None
