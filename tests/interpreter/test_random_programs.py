"""Random programs: whatever the answers to what is unknown, what the interpreter says is true of the run."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from interpreter.agreement import all_answers, assert_true_of_python, executed
from interpreter.random_programs import START, programs

ANSWERS = [*all_answers(4), (0, 1, 1, 0, 1), (1, 1, 1, 1, 0), (2, 1, 0, 3), (3, 3, 2), (2,)]


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs(program: str) -> None:
    assert_true_of_python(program, ANSWERS)


def test_most_of_them_come_to_an_end() -> None:
    ended = []

    @settings(max_examples=50, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(programs())
    def run(program: str) -> None:
        ended.append(executed(program, (1, 0)) is not None)

    run()
    assert sum(ended) > len(ended) / 2
    assert executed(START) is not None
