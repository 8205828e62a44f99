"""Code whose failures the program expects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from keralint.interpreter.machine import Machine


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
