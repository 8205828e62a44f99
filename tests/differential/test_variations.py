"""Each argument of each layer and function takes each odd value, and each layer each shape: 100,000 programs.

`scripts/differential.py --vary` runs the same, and goes on after the first one that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from differential import targets, variations
from differential.comparison import compare
from differential.exceptions import NOT_RUNNABLE
from differential.program import Program

LAYERS = sorted(path.rpartition(".")[2] for path in set(targets.layer_classes()) - NOT_RUNNABLE)
FUNCTIONS = sorted(set(targets.functions()) - NOT_RUNNABLE)


@pytest.mark.exhaustive
@pytest.mark.parametrize("vary", [variations.argument_variations, variations.input_variations])
@pytest.mark.parametrize("name", LAYERS)
def test_layers(name: str, vary: Callable[[str], Iterator[Program]]) -> None:
    _check(vary(name))


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", FUNCTIONS)
def test_functions(path: str) -> None:
    _check(variations.function_variations(path))


@pytest.mark.parametrize("name", ["Dense", "LeakyReLU", "LayerNormalization"])
def test_a_few_layers(name: str) -> None:
    """In each run of the tests."""
    _check(variations.argument_variations(name))


def _check(programs: Iterable[Program]) -> None:
    wrong = [(program.text, found) for program in programs if (found := compare(program)).verdict.is_wrong]
    assert not wrong, f"{len(wrong)} programs, the first:\n{wrong[0][0]}{wrong[0][1]}"
