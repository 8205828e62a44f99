"""Pipeline, ReversibleEmbedding, base classes and layers around other libraries against Keras."""

from __future__ import annotations

from typing import Any

import pytest

from keralint.keras_api.database import load
from keralint.semantics.builtin import BuiltinLayer, create
from keralint.semantics.context import Context
from keralint.semantics.failures import CallNotDefined, Failed, InvalidArgument, RankMismatch
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, New, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, assert_vague_arguments_are_safe

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Keras warns of what it then refuses

N = None
IMAGE = In((N, 8, 6, 3), "uint8")


def pipeline(*layers: Any) -> New:
    return new("Pipeline", list(layers))


RESCALING, DENSE = new("Rescaling", 0.5), new("Dense", 3)

CASES = [
    *(case(pipeline(*layers), IMAGE) for layers in (
        (RESCALING,), (new("CenterCrop", 4, 5), RESCALING), (new("Resizing", 4, 5), new("RandomFlip"), new("Flatten")),
        (DENSE,), (RESCALING, DENSE, new("Dense", 4)), (new("BatchNormalization"),),
        (new("RandAugment"), new("RandomErasing")), (pipeline(RESCALING), new("Conv2D", 4, 3)), (), (5,), ("Dense",))),
    *(case(new("Pipeline", layers), IMAGE) for layers in (5, N, DENSE, (RESCALING, DENSE))),
    case(pipeline(new("Conv2D", 4, 3)), In((N, 8))),
    case(pipeline(new("Flatten"), new("Conv2D", 4, 3)), IMAGE),
    case(pipeline(RESCALING), In((N, 8, 6, 3), "float16")),
    case(new("Pipeline"), IMAGE),
    case(new("Pipeline", [RESCALING], name="a"), IMAGE),
    case(new("Pipeline", [RESCALING], dtype="float16"), IMAGE),
    *(case(new("ReversibleEmbedding", 10, 4, tie), In(shape), **way)
      for tie in (True, False) for way in ({}, {"reverse": True}, {"reverse": False})
      for shape in ((N, 5, 4), (N, 5), (N,), (), (2, 5, 3))),
    *(case(new("ReversibleEmbedding", size, 4), In((N, 5))) for size in (0, 10.0, "10", N)),
    *(case(new("ReversibleEmbedding", 10, 4, lora_rank=2, dtype=dtype), In((N, 5), "int32"))
      for dtype in (N, "float16")),
    case(new("ReversibleEmbedding", 10), In((N, 5))),
    case(new("ReversibleEmbedding", 10, 4), [In((N, 5)), In((N, 5))]),
    case(new("Layer"), In((N, 4))),
    case(new("Layer", foo=1), In((N, 4))),
    case(new("Wrapper", DENSE), In((N, 4))),
]  # fmt: skip


@pytest.mark.parametrize("given", CASES, ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    if given.layer.class_name != "Pipeline":
        assert_vague_arguments_are_safe(given)


def made(name: str, context: Context, *positional: Any, **keyword: Any) -> BuiltinLayer:
    found = context.database.resolve(f"keras.layers.{name}")
    assert found is not None
    return create(found, CallArguments(positional, keyword), context)


def test_the_layers_of_a_pipeline_see_arrays() -> None:
    """Of a dict a crop makes something only where it computes."""
    context = Context(load("3"))
    layer = made("Pipeline", context, [made("RandomFlip", context)])
    images = {"images": Tensor(Shape((N, 8, 8, 3)))}
    assert layer.apply(CallArguments.of(images), context).outputs["images"].shape.dims == (N, 8, 8, 3)


def test_a_pipeline_that_is_not_known() -> None:
    context = Context(load("3"))
    x = CallArguments.of(Tensor(Shape((N, 8))))
    for layers in (UNKNOWN, [UNKNOWN], [made("Dense", context, 3), UNKNOWN]):
        assert made("Pipeline", context, layers).apply(x, context).outputs.shape.dims is None
    resized = made("Pipeline", context, [made("Resizing", context, UNKNOWN, 4)])
    image = CallArguments.of(Tensor(Shape((N, 8, 8, 3))))
    assert resized.apply(image, context).outputs.shape.dims == (N, UNKNOWN_DIM, 4, 3)


def test_weights_of_a_pipeline_are_those_of_its_layers() -> None:
    context = Context(load("3"))
    layer = made("Pipeline", context, [made("Dense", context, 3), made("Dense", context, 4)])
    layer.apply(CallArguments.of(Tensor(Shape((N, 2)))), context)
    assert [weight.shape for weight in layer.weights(context) or ()] == [(2, 3), (3,), (3, 4), (4,)]


def test_a_failure_inside_a_pipeline_is_told() -> None:
    failure = failure_of(case(pipeline(new("Flatten"), new("Conv2D", 4, 3)), IMAGE))
    assert isinstance(failure, RankMismatch)
    assert isinstance(failure_of(case(pipeline(5), IMAGE)), InvalidArgument)


def test_embeddings_that_are_reversed() -> None:
    n = symbol("n", 1)
    arguments = {"input_dim": n, "output_dim": 4}
    assert apply("ReversibleEmbedding", (N, 5), **arguments).outputs.shape.dims == (N, 5, 4)
    context = Context(load("3"))
    layer = made("ReversibleEmbedding", context, **arguments)
    x = Tensor(Shape((N, 5, 4)))
    for way, expected in ((True, (N, 5, n)), (False, (N, 5, 4, 4)), (UNKNOWN, None)):
        assert layer.apply(CallArguments.of(x, reverse=way), context).outputs.shape.dims == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("JaxLayer", {"call_fn": UNKNOWN}),
        ("FlaxLayer", {"module": UNKNOWN}),
        ("TFSMLayer", {"filepath": "model"}),
        ("TorchModuleWrapper", {"module": UNKNOWN}),
    ],
)
def test_code_of_other_libraries_is_not_followed(name: str, arguments: dict[str, Any]) -> None:
    applied = apply(name, (N, 4), **arguments)
    assert applied.outputs.shape.dims is None
    assert applied.unknown is not None
    with pytest.raises(Failed):
        apply(name, (N, 4), **arguments, nonsense=1)


def test_base_classes_compute_nothing() -> None:
    assert isinstance(failure_of(case(new("Layer"), In((N, 4)))), CallNotDefined)
    assert isinstance(failure_of(case(new("Wrapper", DENSE), In((N, 4)))), CallNotDefined)


def test_the_base_class_of_keras_2_gives_its_input() -> None:
    assert apply("Layer", (N, 4), version="2").outputs.shape.dims == (N, 4)


def test_arrays_keep_their_kind() -> None:
    context = Context(load("3"))
    layer = made("Pipeline", context, [made("RandomFlip", context)])
    array = Tensor(Shape((2, 8, 8, 3)), "float32", TensorKind.ARRAY)
    assert layer.apply(CallArguments.of(array), context).outputs.kind is TensorKind.EAGER
