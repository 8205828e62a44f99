"""Dense, Embedding, Masking, Identity, Lambda, EinsumDense against Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import Failed, OutputNotATensor, SizeMismatch, UncalledClass, UndefinedSize
from keralint.semantics.layer import Applied, CallArguments
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Shape, decide
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, new

N = None

CASES = [
    # Dense: rank, features, units
    case(new("Dense", 3), In((N, 4))),
    case(new("Dense", 3), In((2, 5, N, 4))),
    case(new("Dense", 3), In((N, 0))),
    case(new("Dense", 3), In((N,))),
    case(new("Dense", 3), In(())),
    case(new("Dense", 3), In((N, 5, N))),
    case(new("Dense", 3, use_bias=False), In((N, 4))),
    case(new("Dense", 3), In((N, 4), "int32")),
    case(new("Dense", 3, dtype="float16"), In((N, 4))),
    case(new("Dense", 3, dtype="mixed_bfloat16"), In((N, 4))),
    case(new("Dense", 3), [In((N, 4)), In((N, 4))]),
    case(new("Dense", 3, lora_rank=2), In((N, 4))),
    case(new("Dense", 3, lora_rank=2, use_bias=False), In((N, 4))),
    *(case(new("Dense", units), In((N, 4))) for units in (0, -1, 3.0, "3", None, [3], True)),
    case(new("Dense"), In((N, 4))),
    case(new("Dense", 3, unit=3), In((N, 4))),
    case(new("Dense", units=3, activation="relu", kernel_initializer="he_normal"), In((N, 4))),
    *(case(new("Dense", 3, activation=value), In((N, 4))) for value in ("Relu", "", 5, True, [], "silu", None)),
    *(case(new("Dense", 3, kernel_initializer=value), In((N, 4))) for value in ("he", 0.0, True, "HeNormal", None)),
    *(case(new("Dense", 3, kernel_regularizer=value), In((N, 4))) for value in ("l3", 0.01, "L2", None)),
    case(new("Dense", 3, activity_regularizer="l3"), In((N, 4))),
    *(case(new("Dense", 3, kernel_constraint=value), In((N, 4))) for value in ("max", 3, "max_norm", None)),
    # Embedding
    case(new("Embedding", 10, 3), In((N, 5))),
    case(new("Embedding", 10, 3), In((N, 5), "int64")),
    case(new("Embedding", 10, 3, mask_zero=True), In((2, N), "int32")),
    case(new("Embedding", 10, 3), In(())),
    case(new("Embedding", 10, 3), In((N, 5, 6, 7), "int32")),
    case(new("Embedding", 10, 3, input_length=5), In((N, 6))),
    case(new("Embedding", 10, 3, lora_rank=2), In((N, 6))),
    case(new("Embedding", 10), In((N, 6))),
    case(new("Embedding", 10, 3, dtype="float16"), In((N, 5), "int32")),
    *(case(new("Embedding", size, 3), In((N, 5))) for size in (0, -1, 10.0, True, "10", None)),
    *(case(new("Embedding", 10, size), In((N, 5))) for size in (0, -1, 3.0, True, "3", None)),
    case(new("Embedding", 10, 3, embeddings_initializer="nope"), In((N, 5))),
    case(new("Embedding", 10, 3), [In((N, 5)), In((N, 5))]),
    # Masking
    case(new("Masking"), In((N, 5, 4))),
    case(new("Masking", 3.0), In((N,))),
    case(new("Masking"), In(())),
    case(new("Masking"), [In((N, 5)), In((N, 5))]),
    case(new("Masking", mask_value=-1), In((N, 5), "int32")),
    # Identity
    case(new("Identity"), In((N, 5), "int32")),
    case(new("Identity"), In((N, 5), "float64")),
    case(new("Identity", dtype="float16"), In((N, 5))),
    case(new("Identity"), [In((N, 5)), In((N, 4), "bool")]),
    case(new("Identity")),
    case(new("Identity", 3), In((N, 5))),
    # EinsumDense
    case(new("EinsumDense", "ab,bc->ac", 8), In((N, 3))),
    case(new("EinsumDense", "ab,bc->ac", 8, bias_axes="c"), In((N, 3))),
    case(new("EinsumDense", "abc,cd->abd", (N, 8)), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (N, 8), bias_axes="bd"), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (3, 8), bias_axes="bd"), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (3, 8), bias_axes="d"), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (3, 8), bias_axes="z"), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (4, 8)), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (4, 8)), In((N, N, 4))),
    case(new("EinsumDense", "abc,cd->abd", (N, 8)), In((N, N, 4))),
    case(new("EinsumDense", "abc,cd->abd", (N, 8)), In((N, 3, N))),
    case(new("EinsumDense", "abc,cd->abd", (N, 8)), In((N, 3, 4, 5))),
    case(new("EinsumDense", "abc,cd->abd", 8), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cde->abde", (N, 2, 5), bias_axes="de"), In((N, 3, 4))),
    case(new("EinsumDense", "abc,cd->abd", (3, 8)), In((N, 3))),
    case(new("EinsumDense", "...c,cd->...d", 8), In((N, 3, 4, 5))),
    case(new("EinsumDense", "...bc,cd->...bd", (4, 8), bias_axes="d"), In((N, 3, 4, 5))),
    case(new("EinsumDense", "ab...,bc->ac...", (8,), bias_axes="c"), In((N, 3, 4))),
    case(new("EinsumDense", "ab, bc -> ac", 8), In((N, 3))),
    case(new("EinsumDense", "abc,cd", (3, 8)), In((N, 3, 4))),
    case(new("EinsumDense", "ab,cd->ad", 8), In((N, 3))),
    case(new("EinsumDense", "ab,bc->ae", 8), In((N, 3))),
    case(new("EinsumDense", "ab,bc->ac", 8, lora_rank=2), In((N, 3))),
    *(case(new("EinsumDense", "ab,bc->ac", size), In((N, 3))) for size in (N, 8.0, -1, 0, (8.0,), "x")),
    case(new("EinsumDense", "ab,bc->ac", 8, activation="nope"), In((N, 3))),
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


@given_by(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=4), st.integers(1, 9))
def test_dense_depends_on_the_last_size_only(leading: list[int | None], units: int) -> None:
    shape = (*leading, 4)
    applied = applied_to(Tensor(Shape(shape)), "Dense", units=units)
    assert applied.outputs.shape.dims == (*leading, units)
    assert applied.weights["kernel"].shape == (4, units)


def test_undefined_size_names_the_axis() -> None:
    failure = failure_of(case(new("Dense", 3), In((N, 5, N))))
    assert isinstance(failure, UndefinedSize)
    assert failure.axis == -1


def applied_to(inputs: Argument, class_name: str, **arguments: Argument) -> Applied:
    context = Context(load("3"))
    symbol = context.database.resolve(f"keras.layers.{class_name}")
    assert symbol is not None
    made = create(symbol, CallArguments.of(**arguments), context)
    return made.apply(CallArguments.of(inputs), context)


@pytest.mark.parametrize(
    ("shape", "axis", "argument"),
    [((11, 3), 0, "input_dim"), ((10, 4), 1, "output_dim"), ((UNKNOWN_DIM, 4), 1, "output_dim")],
)
def test_embedding_matrix_must_fit(shape: tuple[int, int], axis: int, argument: str) -> None:
    matrix = Tensor(Shape(shape))
    with pytest.raises(Failed) as caught:
        applied_to(Tensor(Shape((N, 5))), "Embedding", input_dim=10, output_dim=3, weights=[matrix])
    failure = caught.value.failure
    assert isinstance(failure, SizeMismatch)
    assert (failure.axis, failure.argument) == (axis, argument)


@pytest.mark.parametrize("shape", [(10, 3), (UNKNOWN_DIM, 3), None])
def test_embedding_matrix_that_may_fit(shape: tuple[int, int] | None) -> None:
    matrix = Tensor(Shape(shape))
    applied = applied_to(Tensor(Shape((N, 5))), "Embedding", input_dim=10, output_dim=3, weights=matrix)
    assert applied.outputs.shape.dims == (N, 5, 3)


def test_class_as_activation_fails_on_data() -> None:
    symbol = load("3").resolve("keras.layers.ReLU")
    reference = ApiReference("keras.layers.ReLU", symbol)
    applied = applied_to(Tensor(Shape((N, 4))), "Dense", units=3, activation=reference)
    assert applied.late == (UncalledClass(argument="activation", value=reference, late=True),)


def test_unknown_flag_makes_the_weight_count_unknown() -> None:
    applied = applied_to(Tensor(Shape((N, 4))), "Dense", units=3, use_bias=UNKNOWN)
    assert applied.outputs.shape.dims == (N, 3)
    assert applied.weights["kernel"].shape == (4, 3)
    assert decide.equal(applied.weights["bias"].size, 3) is decide.Answer.MAYBE


class Function(UserCallable):
    """A function of the user's that gives a fixed result, or what `run` makes of its arguments."""

    def __init__(self, run: object) -> None:
        self.run = run
        self.name = "function"

    def invoke(self, positional: Sequence[Argument], keyword: Mapping[str, Argument]) -> Argument:
        return self.run(*positional, **keyword) if callable(self.run) else self.run


X = Tensor(Shape((N, 5)))


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"function": Function(lambda x: x.with_last(7))}, (N, 7)),
        ({"function": Function(lambda x, k: x.with_last(k)), "arguments": {"k": 2}}, (N, 2)),
        ({"function": Function(UNKNOWN)}, None),
        ({"function": UNKNOWN}, None),
        ({"function": UNKNOWN, "output_shape": (7,)}, (N, 7)),
        ({"function": UNKNOWN, "output_shape": (N, 7)}, (N, N, 7)),
        ({"function": UNKNOWN, "output_shape": ()}, (N,)),
        ({"function": UNKNOWN, "output_shape": UNKNOWN}, None),
        ({"function": UNKNOWN, "output_shape": Function(lambda shape: (shape[0], 9))}, (N, 9)),
        ({"function": UNKNOWN, "output_shape": Function(lambda shape: [shape[0], 9])}, (N, 9)),
        ({"function": UNKNOWN, "output_shape": Function(UNKNOWN)}, None),
        ({"function": ApiReference("keras.activations.relu")}, (N, 5)),
        ({"function": ApiReference("keras.activations.glu")}, None),
        ({"function": ApiReference("keras.ops.sum")}, None),
    ],
)
def test_lambda(arguments: dict[str, Argument], shape: tuple[int | None, ...] | None) -> None:
    assert applied_to(X, "Lambda", **arguments).outputs.shape.dims == shape


def test_lambda_declares_the_compute_dtype() -> None:
    function = Function(lambda x: x.with_dtype("int32"))
    assert applied_to(X, "Lambda", function=function).outputs.dtype == "float32"


def test_lambda_of_several_outputs() -> None:
    outputs = applied_to([X, X], "Lambda", function=Function(lambda xs: (xs[0], xs[1].with_last(2)))).outputs
    assert [x.shape.dims for x in outputs] == [(N, 5), (N, 2)]
    declared = applied_to([X, X], "Lambda", function=UNKNOWN, output_shape=[(7,), (8,)]).outputs
    assert [x.shape.dims for x in declared] == [(N, 7), (N, 8)]


@pytest.mark.parametrize("result", [N, 5, (X, N)])
def test_lambda_must_return_tensors(result: Argument) -> None:
    with pytest.raises(Failed) as caught:
        applied_to(X, "Lambda", function=Function(lambda x: result))
    assert isinstance(caught.value.failure, OutputNotATensor)


@pytest.mark.parametrize(
    "arguments",
    [
        *({"function": value} for value in (N, "relu", 5, [], X)),
        {"function": UNKNOWN, "output_shape": 7},
        {"function": UNKNOWN, "output_shape": [7]},
    ],
)
def test_lambda_refuses(arguments: dict[str, Argument]) -> None:
    with pytest.raises(Failed):
        applied_to(X, "Lambda", **arguments)
