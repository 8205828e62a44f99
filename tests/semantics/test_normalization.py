"""Normalization layers against Keras."""

from __future__ import annotations

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.semantics.failures import AxisOutOfRange, GroupsDoNotDivide, UndefinedSize
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, in_keralint, new

N = None
AXES = (-1, 0, 1, 2, 3, -3, -4, "a", "1", 1.7, None, True, [1], (1, 2), [-1, 1], [2, -1], [1, 7], [], ["a"], [1, "a"])
LAYERS = ("BatchNormalization", "LayerNormalization", "UnitNormalization", "RMSNormalization")

CASES = [
    *(case(new(name, axis=axis), In((4, 5, 6))) for name in LAYERS for axis in AXES),
    *(case(new(name, axis=axis), In((N, 5, N))) for name in LAYERS for axis in (-1, 0, 1)),
    *(case(new("GroupNormalization", 1, axis=axis), In((4, 5, 6))) for axis in AXES if axis != "1"),
    *(case(new(name), In(shape)) for name in LAYERS for shape in ((N, 5), (N,), (5,), (), (N, N))),
    *(case(new(name), In((N, 5), "int32")) for name in LAYERS),
    *(case(new(name, dtype="mixed_float16"), In((N, 5))) for name in LAYERS),
    *(case(new(name), [In((N, 5)), In((N, 4))]) for name in LAYERS),
    *(case(new(name, center=False), In((N, 5))) for name in ("BatchNormalization", "LayerNormalization")),
    *(case(new(name, scale=False), In((N, 5))) for name in ("BatchNormalization", "LayerNormalization")),
    *(case(new(name, scales=False), In((N, 5))) for name in LAYERS),
    *(case(new(name, gamma_initializer="nope"), In((N, 5))) for name in LAYERS[:2]),
    case(new("BatchNormalization", center=False, scale=False), In((N, N))),
    case(new("BatchNormalization", renorm=True), In((N, 6))),
    case(new("BatchNormalization", renorm=True, center=False, scale=False), In((N, 6))),
    *(
        case(new("BatchNormalization", renorm=renorm, renorm_clipping=clipping), In((N, 6)))
        for renorm in (True, False)
        for clipping in ({"a": 1}, {"rmax": 1, "rmin": 2}, {"rmax": 3, "rmin": 2, "dmax": 1}, {"dmax": -1}, {}, 5, "ab")
    ),
    *(case(new("BatchNormalization", momentum=value), In((N, 6))) for value in ("a", "0.9", None, [1], 5, True)),
    *(case(new("BatchNormalization", epsilon=value), In((N, 6))) for value in ("a", None, -1)),
    case(new("BatchNormalization"), In((N, 5, 6)), training=True),
    case(new("BatchNormalization"), In((N, 5, 6)), mask=In((N, 5), "bool")),
    *(case(new("LayerNormalization", epsilon=value), In((N, 6))) for value in ("a", None, -1)),
    case(new("LayerNormalization", rms_scaling=True), In((N, 6))),
    case(new("LayerNormalization", rms_scaling=True, scale=False), In((N, 6))),
    case(new("LayerNormalization", center=False, scale=False), In((N, N, N))),
    case(new("LayerNormalization", center=False, scale=False, axis=5), In((N, N, N))),
    *(case(new("GroupNormalization", groups), In((N, 5, 8))) for groups in (4, 1, -1, 0, -2, 2.0, 3, 32, True, "4")),
    case(new("GroupNormalization"), In((N, 5, 64))),
    case(new("GroupNormalization", 2), In((N, 5, N))),
    case(new("GroupNormalization", 2, axis=1), In((N, 6, 7))),
    case(new("GroupNormalization", 2, center=False), In((N, 6, 8))),
    case(new("GroupNormalization", 2), In((N,))),
    case(new("GroupNormalization", 2), [In((N, 5)), In((N, 4))]),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


@given_by(st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=1, max_size=4), st.integers(1, 9))
def test_normalization_keeps_the_shape(leading: list[int | None], features: int) -> None:
    shape = (*leading, features)
    for name, count in (("BatchNormalization", 4), ("LayerNormalization", 2), ("RMSNormalization", 1)):
        answer, _ = in_keralint(case(new(name), In(shape)))
        assert (answer.outputs, answer.parameters) == ((shape, "float32"), count * features)


@pytest.mark.parametrize(
    ("given", "kind", "axis"),
    [
        (case(new("BatchNormalization", 3), In((N, 5, 6))), AxisOutOfRange, 3),
        (case(new("BatchNormalization", 1), In((N, N, 6))), UndefinedSize, 1),
        (case(new("GroupNormalization", 3), In((N, 5, 8))), GroupsDoNotDivide, -1),
    ],
)
def test_a_failure_names_the_axis(
    given: Case, kind: type[AxisOutOfRange | UndefinedSize | GroupsDoNotDivide], axis: int
) -> None:
    failure = failure_of(given)
    assert isinstance(failure, kind)
    assert failure.axis == axis
