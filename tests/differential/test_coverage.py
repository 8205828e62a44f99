"""Every public layer class and function of the Keras that is installed has a definition, and a program about it."""

from __future__ import annotations

from random import Random

import pytest

from differential import targets
from differential.comparison import Verdict, compare
from differential.exceptions import NEVER_ACCEPTED, NOT_RUNNABLE, UNDEFINED
from keralint.keras_api.database import load
from keralint.semantics.definitions import defined_layers
from keralint.semantics.models.inputs import InputLayer
from keralint.semantics.ops import find

LAYERS = targets.layer_classes()
FUNCTIONS = targets.functions()
TRIES = 30
"""Programs of one class or function that are run until one of them is accepted by both."""


@pytest.mark.parametrize("path", LAYERS)
def test_each_layer_class_is_defined(path: str) -> None:
    """Under its canonical name: `AvgPool2D` is `AveragePooling2D`."""
    symbol = load("3").resolve(path)
    assert symbol is not None
    own = symbol.canonical == f"keras.layers.{InputLayer.__name__}"
    assert own or symbol.canonical in defined_layers() | UNDEFINED.keys()


@pytest.mark.parametrize("path", FUNCTIONS)
def test_each_function_is_defined(path: str) -> None:
    assert find(path) is not None


@pytest.mark.parametrize("path", sorted({*LAYERS, *FUNCTIONS} - NOT_RUNNABLE))
def test_a_program_about_each_is_accepted_by_both(path: str) -> None:
    """The generator covers it: among its programs are valid ones, and on none of them keralint is wrong."""
    found = []
    for attempt in range(TRIES):
        program = targets.draw(path, Random(f"{path}/{attempt}"))
        assert program.target == path
        comparison = compare(program)
        assert not comparison.verdict.is_wrong, f"{program.text}\n{comparison}"
        found.append(comparison.verdict)
        if comparison.verdict in (Verdict.ACCEPTED, Verdict.UNKNOWN):
            return
    assert path in NEVER_ACCEPTED, f"none of {TRIES} programs is accepted: {found}"


def test_what_has_no_program_is_public() -> None:
    assert {*LAYERS, *FUNCTIONS} >= NOT_RUNNABLE | NEVER_ACCEPTED.keys()
