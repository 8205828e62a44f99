"""Generators: their bodies are executed as a whole, when somebody runs over what they give."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import libcst as cst

from keralint.interpreter.escape import release
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine, Yielded
from keralint.interpreter.values import Unknown, Value


class Enough(Exception):  # noqa: N818  # it leaves the generator where it waits to be asked for more
    """A generator has given as much as was asked for."""


def run_generator(machine: Machine, execute: Callable[[Yielded], object], enough: int) -> tuple[Value, ...] | None:
    """What a generator gives, or so many of it; `None` if that is not known. What it returns is not followed.

    Raises: Raised, if it certainly raises.
    """
    yielded = Yielded(enough)
    with suppress(Enough):
        execute(yielded)
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
    # On a branch, or once one has left the generator or a loop in it, these may not be given at all.
    certain = machine.state.depth == frame.depth and not frame.left
    if items is None or not certain:
        release(machine, items or ())
        yielded.known = False
    yielded.items += items or ()
    if len(yielded.items) >= yielded.enough and yielded.known:
        yielded.known = len(yielded.items) == yielded.enough == 1
        raise Enough
    return Unknown("what a generator returns is not followed") if several else None
