"""Attention layers against Keras."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Failure,
    InputCountMismatch,
    MaskListMismatch,
    MergeMismatch,
    RankMismatch,
    SizeMismatch,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor
from keralint.shapes import Dim, Shape
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, in_keralint, new

N = None
# Zeros spare the backend a compilation for each new weight shape.
heads = partial(new, "MultiHeadAttention", kernel_initializer="zeros")
grouped = partial(new, "GroupQueryAttention", kernel_initializer="zeros")
Q, V = In((N, 4, 8)), In((N, 5, 8))
MASKS = [In((N, 4), "bool"), In((N, 5), "bool")]

LISTS = [
    [Q, V],
    (Q, V),
    [Q],
    [Q] * 4,
    Q,
    [Q, In((N, 5, 9))],
    [Q, In((N, 5, 9)), V],
    [Q, In((N, 5, 9)), In((N, 6, 8))],
    [In((N, 8)), In((N, 8))],
    [In((N,)), In((N,))],
    [Q, In((N, 8))],
    [Q, In((N,))],
    [Q, In(())],
    [In(()), V],
    [In((N, 3, 4, 8)), In((N, 3, 5, 8))],
    [In((2, 4, 8)), In((3, 5, 8))],
    [In((N, N, N)), In((N, N, N))],
    [In((N, 4, 8), "int32"), V],
    [Q, 2.0],
    [Q, N],
    [],
    "a",
    N,
]
NUMBERS = (0, 0.5, -1, 2, True, "a", N)

CASES = [
    *(case(new(name), given) for name in ("Attention", "AdditiveAttention") for given in LISTS),
    *(
        case(new(name), given, return_attention_scores=True)
        for name in ("Attention", "AdditiveAttention")
        for given in LISTS
    ),
    case(new("Attention"), Q, V),
    case(new("Attention"), [Q, V], MASKS),
    *(case(new("Attention"), [Q, V], mask=mask) for mask in (MASKS, tuple(MASKS), MASKS[0], MASKS[:1], [MASKS[0], N])),
    case(new("Attention"), [Q, V], mask=[N, In((N, 77), "bool")]),
    case(new("Attention"), [Q, V], use_causal_mask=True, training=True),
    case(new("Attention"), [Q, V], causal=True),
    case(new("Attention", causal=True), [Q, V]),
    *(case(new("Attention", score_mode=mode), [Q, V]) for mode in ("dot", "concat", "cosine", N, ["dot"])),
    *(case(new("AdditiveAttention", score_mode=mode), [Q, V]) for mode in ("dot", "concat", "cosine")),
    *(case(new("Attention", True, mode), [Q, V]) for mode in ("dot", "concat")),
    *(case(new("Attention", dropout=value), [Q, V]) for value in NUMBERS),
    *(case(new("Attention", dropout=value, seed="a"), [Q, V]) for value in (0, 0.5)),
    case(new("AdditiveAttention", use_scale=False), [In((N, 4, N)), In((N, 5, N))]),
    case(new("AdditiveAttention", dtype="float16"), [Q, V]),
    # MultiHeadAttention: tensors
    case(heads(2, 3), Q, V),
    case(heads(2, 3), Q),
    case(heads(2, 3), [Q, V]),
    case(heads(2, 3), Q, N),
    case(heads(2, 3), Q, new("ReLU")),
    case(heads(2, 3), Q, In((N, 5, 9)), In((N, 5, 7))),
    case(heads(2, 3), Q, In((N, 5, 9)), In((N, 6, 7))),
    case(heads(2, 3), Q, In((N, N, 9)), In((N, 6, 7))),
    case(heads(2, 3), Q, In((N, 5, 6, 9)), In((N, 5, 7))),
    case(heads(2, 3), Q, In((N, N, 9)), In((N, N, 7))),
    case(heads(2, 3), In((2, 4, 8)), In((3, 5, 9))),
    case(heads(2, 3), In((N, 8)), In((N, 9))),
    case(heads(2, 3), In((N, 8)), In((N, 9)), return_attention_scores=True),
    case(heads(2, 3), Q, In((N, 9))),
    case(heads(2, 3), In((N,)), V),
    case(heads(2, 3), In(()), V),
    case(heads(2, 3), In((N, 4, N)), V),
    case(heads(2, 3), Q, In((N, 5, N))),
    case(heads(2, 3), In((N, 3, 4, 8)), In((N, 5, 6, 9)), return_attention_scores=True),
    case(heads(2, 3), Q, V, return_attention_scores=True),
    case(heads(2, 3), In((3, N, 8)), V, return_attention_scores=1),
    case(heads(2, 3), Q, V, return_attention_scores=False),
    case(heads(2, 3), query=Q, value=V, key=V),
    case(heads(2, 3), query=Q, key=V),
    case(heads(2, 3), Q, V, attention_mask=In((N, 4, 5), "bool")),
    case(heads(2, 3), Q, V, query_mask=In((N, 77), "bool")),
    case(heads(2, 3, dtype="mixed_float16"), Q, V),
    # MultiHeadAttention: arguments
    *(case(heads(value, 3), Q, V) for value in (0, -1, 2.0, "a", N, True)),
    *(case(heads(2, value), Q, V) for value in (0, -1, 2.0, "a", N, True)),
    *(case(heads(2, 3, value), Q, V) for value in (0, -1, 2.0, "a", N, True, 7)),
    *(
        case(heads(2, 3, output_shape=value), Q, V)
        for value in (7, 0, -1, (), (3, 4), [7], 7.0, "a", (7.0,), (N,), (0,), N)
    ),
    *(
        case(heads(2, 3, attention_axes=value), In((N, 3, 4, 8)), In((N, 5, 6, 9)))
        for value in (1, -1, (1, 2), 4, 5, 7, -3, 0, (1, 1), (), "a", ("a",), 1.0, True, N)
    ),
    *(case(heads(2, 3, dropout=value), Q, V) for value in NUMBERS),
    *(case(heads(2, 3, dropout=value), Q, V, return_attention_scores=True) for value in (0.5, 2)),
    *(case(heads(2, 3, sliding_window=value), Q, V) for value in (2, 0, -1, 1.0, N)),
    *(case(heads(2, 3, use_gate=True, value_dim=value), Q, V) for value in (N, 5)),
    case(heads(2, 3, use_bias=False), Q, V),
    case(heads(4, 6, 3, use_bias=False, output_shape=(3, 4)), Q, V, In((N, 5, 7))),
    case(heads(2, 3, seed="a"), Q, V),
    case(heads(2, 3, seed="a", dropout=0.1), Q, V),
    case(heads(2, 3, flash_attention=True, dropout=0.1), Q, V),
    case(heads(2, 3, kernel_initializer="nope"), Q, V),
    case(heads(2, 3, kernel_initializer=N), Q, V),
    case(heads(2), Q, V),
    case(heads(2, 3, heads=4), Q, V),
    # GroupQueryAttention
    case(grouped(4, 6, 3), Q, V),
    case(grouped(4, 6, 3, use_gate=True), Q, V, In((N, 5, 7))),
    case(grouped(4, 6, 3, use_bias=False), Q, V, In((N, 5, 7)), return_attention_scores=True),
    *(case(grouped(4, 6, value), Q, V) for value in (1, 6, 4, 0, "a", N)),
    *(case(grouped(4, value, 3), Q, V) for value in (3, -6, 6.0, "a", N)),
    *(case(grouped(value, 6, 3), Q, V) for value in (0, -1, 4.0, "a", N)),
    case(grouped(4, 6, 3), Q, In((N, 5, 7))),
    case(grouped(4, 6, 3), Q, V, In((N, 6, 8))),
    case(grouped(4, 6, 3), Q, In((N, N, 8)), V),
    case(grouped(4, 6, 3), In((N, 8)), In((N, 8))),
    case(grouped(4, 6, 3), Q, In((N, 8))),
    case(grouped(4, 6, 3), In((N, 3, 4, 8)), In((N, 3, 4, 8))),
    case(grouped(4, 6, 3), In((N, N, N)), In((N, N, N))),
    case(grouped(4, 6, 3), In((2, 4, 8)), In((3, 5, 8))),
    case(grouped(4, 6, 3), Q),
    case(grouped(4, 6), Q, V),
    *(case(grouped(4, 6, 3, dropout=value), Q, V) for value in NUMBERS),
    *(case(grouped(4, 6, 3, sliding_window=value), Q, V) for value in (2, 0, 1.0)),
    case(grouped(4, 6, 3, flash_attention=True, dropout=0.1), Q, V),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


@given_by(st.integers(1, 9), st.integers(1, 9), st.sampled_from((N, 3)), st.integers(1, 9))
def test_heads_give_back_the_shape_of_the_query(count: int, width: int, steps: int | None, features: int) -> None:
    shape = (N, steps, features)
    answer, _ = in_keralint(case(heads(count, width), In(shape), In((N, 7, 5))))
    assert answer.outputs == (shape, "float32")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Attention"), (Q, V)), InputCountMismatch),
        (case(new("Attention"), [Q, V], mask=MASKS[0]), MaskListMismatch),
        (case(heads(2, 3), Q, V, In((N, 6, 8))), MergeMismatch),
        (case(grouped(4, 6, 3), Q, In((N, 5, 7))), SizeMismatch),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


@pytest.mark.parametrize(
    ("layer", "shapes", "kind"),
    [
        ("Attention", ((N, 4, 8), (N, 5, 8)), N),
        ("Attention", ((N, 4, 8), (N, 5, N)), N),
        ("Attention", ((N, 8), (N, 8)), N),
        ("Attention", ((N, 4, 8), (N, 5, 9)), SizeMismatch),
        ("Attention", ((N, 4, 8), (N, 5, 9), (N, 5, 8)), N),
        ("Attention", ((N, 4, 8), (N, 5, 9), (N, 6, 8)), SizeMismatch),
        ("Attention", ((2, 4, 8), (3, 5, 8)), SizeMismatch),
        ("Attention", ((1, 4, 8), (3, 5, 8)), N),
        ("AdditiveAttention", ((N, 4, 8), (N, 5, 9)), SizeMismatch),
        ("AdditiveAttention", ((N, 4, 8), (N, 5, 1)), N),
    ],
)
def test_attention_fails_on_data(layer: str, shapes: tuple[tuple[Dim, ...], ...], kind: type[Failure] | None) -> None:
    late = late_failures(layer, {}, [Tensor(Shape(shape)) for shape in shapes])
    assert [type(failure) for failure in late] == ([] if kind is N else [kind])


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        (((N, 4, 8), (N, 5, 9)), N),
        (((N, 4, 8), (N, 9)), RankMismatch),
        (((2, 4, 8), (3, 5, 9)), SizeMismatch),
        (((2, 4, 8), (N, 5, 9)), N),
    ],
)
def test_heads_fail_on_data(shapes: tuple[tuple[Dim, ...], ...], kind: type[Failure] | None) -> None:
    late = late_failures("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, *[Tensor(Shape(s)) for s in shapes])
    assert [type(failure) for failure in late] == ([] if kind is N else [kind])


def late_failures(class_name: str, arguments: dict[str, object], *inputs: object) -> tuple[Failure, ...]:
    context = Context(load("3"))
    symbol = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol is not None
    layer = create(symbol, CallArguments.of(**arguments), context)
    late = layer.apply(CallArguments.of(*inputs), context).late
    assert all(failure.late for failure in late)
    return late
