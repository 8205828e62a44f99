"""Random programs: whatever the answers to what is unknown, what the interpreter says is true of the run."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from interpreter.agreement import all_answers, assert_true_of_python, executed, interpreted, is_known
from interpreter.random_programs import START, program

ANSWERS: Final = [*all_answers(4), (0, 1, 1, 0, 1), (1, 1, 1, 1, 0), (2, 1, 0, 3), (3, 3, 2), (2,)]
SEEDS: Final = st.integers(0, 2**32)


@settings(max_examples=150, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(SEEDS)
def test_random_programs(seed: int) -> None:
    assert_true_of_python(program(seed), ANSWERS)


@pytest.mark.slow
@settings(max_examples=1_500, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(SEEDS)
def test_many_random_programs(seed: int) -> None:
    assert_true_of_python(program(seed), ANSWERS)


def test_they_say_something() -> None:
    """Most of them come to an end, and a good part of what they compute is known."""
    programs = [program(seed) for seed in range(50)]
    assert sum(executed(text, (1, 0)) is not None for text in programs) > 25
    known = [[is_known(value) for value in interpreted(text).frames[0].scope.slots.values()] for text in programs]
    assert sum(map(sum, known)) > 0.25 * sum(map(len, known))
    assert executed(START) is not None
