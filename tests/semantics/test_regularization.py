"""Dropout, spatial dropout, noise and activity regularization against Keras."""

from __future__ import annotations

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.semantics.failures import InvalidArgument
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, in_keralint, new

N = None
PLAIN = ("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise")
SPATIAL = {"SpatialDropout1D": (N, 4, 5), "SpatialDropout2D": (N, 4, N, 5), "SpatialDropout3D": (2, 4, 4, N, 5)}
RATES = (0, 0.5, 1, 1.0, True, -0.1, 1.1, 20, "0.5", None, [0.5], float("nan"))

CASES = [
    *(case(new(name, rate), In((N, 5))) for name in PLAIN for rate in RATES),
    *(case(new(name, rate), In(shape)) for name, shape in SPATIAL.items() for rate in RATES),
    *(case(new(name), In((N, 5))) for name in PLAIN),
    *(case(new(name, 0.5, seed=seed), In((N, 5))) for name in PLAIN for seed in (1, None, "a", 1.5, [1])),
    *(case(new(name, 0, seed=seed), In((N, 5))) for name in PLAIN for seed in (1, None, "a", 1.5, [1])),
    *(case(new(name, 0.5, seed="a"), In(shape)) for name, shape in SPATIAL.items()),
    *(case(new(name, 0.5), In((N, 5), "int32")) for name in PLAIN),
    *(case(new(name, 0.5), [In((N, 5)), In((N, 4))]) for name in PLAIN),
    *(case(new(name, 0.5), In(())) for name in PLAIN),
    *(case(new(name, 0.5), new("ReLU")) for name in PLAIN),
    *(case(new(name, 0.5), In((N, 5)), training=True) for name in PLAIN),
    *(case(new(name, 0.5, dtype="float16"), In((N, 5))) for name in (*PLAIN, "SpatialDropout1D")),
    *(case(new(name, 0.5), In((N, *(3,) * rank))) for name in SPATIAL for rank in range(6)),
    *(case(new(name, 0.5), [In(shape), In(shape)]) for name, shape in SPATIAL.items()),
    *(
        case(new("Dropout", 0.5, noise_shape=shape), In((N, 5)))
        for shape in ((1, 2), (N, 1), [N, True], (), N, (N, 1, 1))
    ),
    *(case(new("Dropout", 0.5, noise_shape=shape), In((N, 5))) for shape in (5, "a", (N, "a"), (N, 0), (N, 1.0))),
    *(case(new("AlphaDropout", 0.5, noise_shape=shape), In((N, 5))) for shape in (5, "a", (N, 1))),
    *(
        case(new(name, 0.5, data_format=value), In(SPATIAL[name]))
        for name in SPATIAL
        for value in ("channels_first", "Channels_Last", N, "first", 5)
    ),
    case(new("SpatialDropout2D", 0.5, noise_shape=(1,)), In((N, 4, 4, 3))),
    case(new("SpatialDropout2D", 0.5, trainable=False), In((N, 4, 4, 3))),
    case(new("ActivityRegularization"), In((N, 5))),
    *(case(new("ActivityRegularization", value), In((N, 5))) for value in (N, 0.1, 1, True, "a", -1, [1])),
    *(case(new("ActivityRegularization", l2=value), In((N, 5))) for value in (float("inf"), float("nan"), -0.1)),
    case(new("ActivityRegularization", 1, 2, 3), In((N, 5))),
    case(new("ActivityRegularization"), [In((N, 5)), In((N, 4), "int32")]),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


@given_by(st.floats(-2, 3), st.sampled_from(PLAIN))
def test_a_rate_is_a_fraction(rate: float, name: str) -> None:
    answer, failure = in_keralint(case(new(name, rate), In((N, 5))))
    assert (answer.refused is None) == (0 <= rate <= 1)
    assert failure is None or (isinstance(failure, InvalidArgument) and failure.value == rate)


def test_the_seed_is_named() -> None:
    failure = failure_of(case(new("GaussianNoise", 0.5, seed="a"), In((N, 5))))
    assert isinstance(failure, InvalidArgument)
    assert failure.argument == "seed"
