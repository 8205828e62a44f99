"""Programs drawn at random: a few in each run of the tests; `scripts/differential.py` runs as many as are asked for."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from differential import targets
from differential.comparison import compare
from differential.exceptions import NOT_RUNNABLE

LAYERS = sorted(set(targets.layer_classes()) - NOT_RUNNABLE)
FUNCTIONS = sorted(set(targets.functions()) - NOT_RUNNABLE)
PATIENT = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(PATIENT, max_examples=400)
@given(st.sampled_from(LAYERS), st.randoms(use_true_random=False))
def test_layers(target: str, random: Random) -> None:
    """Keralint says nothing of a layer that Keras contradicts."""
    _check(target, random)


@settings(PATIENT, max_examples=250)
@given(st.sampled_from(FUNCTIONS), st.randoms(use_true_random=False))
def test_functions(target: str, random: Random) -> None:
    """Nor of a function."""
    _check(target, random)


def _check(target: str, random: Random) -> None:
    program = targets.draw(target, random)
    found = compare(program)
    assert not found.verdict.is_wrong, (
        f"{found.verdict.value}\n{program.text}# Keras: {found.theirs}\n# keralint: {found.ours}"
    )
