"""The thread on which files are analyzed, and that each file's tree is gone with its result."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst
import pytest

from keralint.config import Settings
from keralint.engine.analyze import analyze
from keralint.engine.big_stack import on_big_stack
from keralint.engine.run import new_project

CYCLES = b"""
import keras

class Block(keras.layers.Layer):
    def __init__(self, units=4, **kwargs):
        super().__init__(**kwargs)
        self.inner = [keras.layers.Dense(units) for _ in range(2)]

    def call(self, inputs):
        return inputs

def build(flag, units=8):
    def block(again):
        return block(again - 1) if again else Block(units)
    return block(flag)

kept = build(1)
"""


def test_what_runs_on_the_big_stack_stays_there() -> None:
    def names() -> list[str]:
        return [threading.current_thread().name, on_big_stack(lambda: threading.current_thread().name)]

    outer, inner = on_big_stack(names)
    assert outer == inner != threading.current_thread().name


def test_what_is_raised_there_is_raised_here() -> None:
    def fail() -> None:
        raise KeyError("reason")

    with pytest.raises(KeyError, match="reason"):
        on_big_stack(fail)
    assert on_big_stack(threading.current_thread) is not threading.current_thread()


@pytest.mark.parametrize(
    "text", [CYCLES, b"import keras\nraise SystemExit\n", b"import keras\nwhile True:\n    pass\n"]
)
def test_a_tree_is_gone_with_its_result(text: bytes) -> None:
    settings = Settings()
    project = new_project(settings)
    analyze(text, "warm.py", settings, project)
    with _without_collector():
        before = _trees()
        analyze(text, "model.py", settings, project)
        assert _trees() <= before


@contextmanager
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _trees() -> set[int]:
    """The identities of the trees of modules that are in memory, whether anybody holds them or not."""
    return {id(one) for one in gc.get_objects() if type(one) is cst.Module}
