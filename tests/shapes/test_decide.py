"""Questions about sizes: no answer may contradict any instance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from keralint.shapes import UNKNOWN_DIM, Answer, Dim, decide, subtract
from shapes.expressions import EXPRESSIONS, SYMBOLS, points, size, value

n, m, y, z = (SYMBOLS[name] for name in "nmyz")
YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE

EQUAL = [
    ("n", "n", YES),
    ("n", "n + 1", NO),
    ("n", "m", MAYBE),
    ("n", "0", NO),
    ("z", "0", MAYBE),
    ("z", "-1", NO),
    ("n - 3", "-1", MAYBE),
    ("2*n", "2*m + 1", NO),
    ("n*m", "0", NO),
    ("n//2", "n", NO),  # n is at least 1
    ("z//2", "z", MAYBE),
    ("n//2*2", "n", MAYBE),
    ("n//2*2", "n + 1", NO),
    ("ceil(n, 2)", "n//2", MAYBE),
    ("ceil(n, 2)", "n + 1", NO),
    ("n % 4", "4", NO),
    ("max(n, 3)", "2", NO),
    ("min(n, 3)", "4", NO),
    ("max(n, 3)", "n - 1", NO),
]
LESS = [
    ("2", "n + 3", YES),
    ("n", "n", NO),
    ("n", "2*n", YES),
    ("n", "m", MAYBE),
    ("n//2", "n", YES),
    ("z//2", "z", MAYBE),
    ("n", "n//2 + 1", NO),
    ("z", "z//2 + 1", MAYBE),
    ("n % 7", "7", YES),
    ("n - 3", "0", MAYBE),
    ("min(n, m)", "n + 1", YES),
]


@pytest.mark.parametrize(("left", "right", "answer"), EQUAL)
def test_equal(left: str, right: str, answer: Answer) -> None:
    assert decide.equal(size(left), size(right)) is answer
    assert decide.equal(size(right), size(left)) is answer


@pytest.mark.parametrize(("left", "right", "answer"), LESS)
def test_less(left: str, right: str, answer: Answer) -> None:
    assert decide.less(size(left), size(right)) is answer


@pytest.mark.parametrize(
    ("divisor", "dim", "answer"),
    [(2, 4, YES), (2, 5, NO), (2, 2 * n, YES), (2, 2 * n + 1, NO), (2, n, MAYBE), (n, 3 * n, YES), (n, n * m + n, YES),
     (0, 4, MAYBE), (z, z, MAYBE), (3, None, MAYBE), (UNKNOWN_DIM, 4, MAYBE), (4, n % 4, MAYBE), (1, n, YES)],
)  # fmt: skip
def test_divides(divisor: Dim, dim: Dim, answer: Answer) -> None:
    assert decide.divides(divisor, dim) is answer


@pytest.mark.parametrize("dim", [None, UNKNOWN_DIM])
@pytest.mark.parametrize("other", [-5, 0, 7, n, None, UNKNOWN_DIM])
def test_what_is_not_a_number_may_be_any(dim: Dim, other: Dim) -> None:
    """`None - 3` is `None`, and nobody knows whether it is negative."""
    for ask in (decide.equal, decide.less, decide.less_equal, decide.divides):
        assert ask(dim, other) is ask(other, dim) is MAYBE
    assert decide.bounds(dim) == (None, None)


def test_beyond_the_caps_nothing_is_proved() -> None:
    far = 2**63 * n
    assert subtract(far, -far) is UNKNOWN_DIM
    assert decide.less_equal(far, -far) is MAYBE
    assert decide.equal(far, -far) is MAYBE


def test_intermediate_numbers_may_be_negative() -> None:
    assert decide.bounds(n - 3) == (-2, None)
    assert decide.bounds(3 - n) == (None, 2)
    assert decide.bounds((n - 3) * (m - 3)) == (None, None)
    assert decide.bounds((n - 3) // 2) == (-1, None)
    assert decide.bounds((n - 3) % 5) == (0, 4)
    assert decide.less((n - 3) // 2, 0) is MAYBE


@settings(max_examples=1000)
@given(EXPRESSIONS)
def test_bounds_hold(text: str) -> None:
    low, high = decide.bounds(size(text))
    for point in points(text):
        found = value(text, point)
        if found is not None:
            assert low is None or low <= found
            assert high is None or found <= high


@settings(max_examples=1000)
@given(EXPRESSIONS, EXPRESSIONS)
def test_no_answer_contradicts_an_instance(a: str, b: str) -> None:
    left, right = size(a), size(b)
    answers = (
        (decide.equal(left, right), lambda p, q: p == q),
        (decide.less(left, right), lambda p, q: p < q),
        (decide.less_equal(left, right), lambda p, q: p <= q),
        (decide.divides(left, right), lambda p, q: p == 0 or q % p == 0),
    )
    for point in points(a, b):
        p, q = value(a, point), value(b, point)
        for answer, holds in answers if p is not None and q is not None else ():
            if answer is not MAYBE and (p or holds is not answers[3][1]):
                assert holds(p, q) is (answer is YES)


@settings(max_examples=300)
@given(EXPRESSIONS, EXPRESSIONS)
def test_answers_fit_together(a: str, b: str) -> None:
    left, right = size(a), size(b)
    assert decide.equal(left, right) is decide.equal(right, left)
    if decide.less(left, right) is YES:
        assert decide.less_equal(left, right) is YES
        assert decide.equal(left, right) is NO
        assert decide.less(right, left) is NO
    if decide.equal(left, right) is YES:
        assert decide.less_equal(left, right) is YES
        assert decide.less(left, right) is NO
