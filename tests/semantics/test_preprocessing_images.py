"""Layers that prepare images against Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from keralint.keras_api.database import load
from keralint.semantics.builtin import create
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    NotATensor,
    RankMismatch,
    SizeMismatch,
    UnexpectedArgument,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference
from keralint.shapes import UNKNOWN_DIM, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, New, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, apply_to, assert_vague_arguments_are_safe

N = None
FIRST = "channels_first"
IMAGE = In((N, 8, 6, 3))

COLOUR = [
    new("AutoContrast"), new("ContrastLimitedAdaptiveHistogramEqualization"), new("Equalization"),
    new("RandomBrightness", 0.2), new("RandomColorDegeneration", 0.2), new("RandomContrast", 0.2),
    new("RandomColorJitter", brightness_factor=0.2), new("RandomErasing"), new("RandomGaussianBlur"),
    new("RandomGrayscale"), new("RandomHue", 0.2), new("RandomInvert"), new("RandomPosterization", 4),
    new("RandomSaturation", 0.2), new("RandomSharpness", 0.2), new("Solarization"),
]  # fmt: skip
GEOMETRIC = [
    new("CenterCrop", 4, 5), new("RandomCrop", 4, 5), new("RandomElasticTransform"), new("RandomFlip"),
    new("RandomPerspective"), new("RandomRotation", 0.2), new("RandomShear", 0.1, 0.1),
    new("RandomTranslation", 0.1, 0.1), new("RandomZoom", 0.1), new("Resizing", 4, 5),
]  # fmt: skip
MIXING = [new("AugMix"), new("CutMix"), new("MaxNumBoundingBoxes", 7), new("MixUp"), new("RandAugment")]
EVERY = [*COLOUR, *GEOMETRIC, *MIXING]

SHAPES = (
    (N, 8, 6, 3),
    (8, 6, 3),
    (N, N, 3),
    (N, 8),
    (N,),
    (),
    (N, 2, 8, 6, 3),
    (N, N, N, N),
    (N, 8, 6, 1),
    (N, 3, 8, 6),
)
FACTORS: tuple[Any, ...] = (
    0, N, "", "a", (0.1,), (0.5, 0.2), (-0.5, 2), (2, -1), (2, 3), ("a", 1), (N, 1), True, 1.5, -1, 8, (1, 8),
)  # fmt: skip
FACTOR_ARGUMENTS = [
    *((name, "factor") for name in (
        "RandomBrightness", "RandomContrast", "RandomHue", "RandomSaturation", "RandomSharpness", "RandomPosterization",
        "RandomInvert", "RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomColorDegeneration",
        "RandomRotation", "RandomPerspective", "RandomElasticTransform", "CutMix", "MixUp", "AugMix", "RandAugment",
        "RandomFlip", "AutoContrast", "Equalization", "MaxNumBoundingBoxes", "RandomColorJitter")),
    *(("Solarization", name) for name in ("addition_factor", "threshold_factor")),
    *(("RandomShear", name) for name in ("x_factor", "y_factor")),
    *(("RandomColorJitter", f"{name}_factor") for name in ("brightness", "contrast", "saturation", "hue")),
    ("RandomErasing", "scale"), ("RandomElasticTransform", "scale"), ("RandomGaussianBlur", "sigma"),
    ("RandomPerspective", "scale"),
]  # fmt: skip
REQUIRED: dict[str, dict[str, Any]] = {"MaxNumBoundingBoxes": {"max_number": 3}}

CASES = [
    *(case(layer, In(shape)) for layer in EVERY for shape in SHAPES),
    *(case(layer, In((N, 8, 6, 3), dtype)) for layer in EVERY for dtype in ("uint8", "int32", "float16", "float64")),
    *(case(New(layer.class_name, layer.positional, {"dtype": "float16"}), In((N, 8, 6, 3), dtype))
      for layer in EVERY for dtype in ("uint8", "float32")),
    *(case(New(layer.class_name, layer.positional, {"data_format": FIRST}), In((N, 3, 8, 6))) for layer in EVERY),
    *(case(new(name, 4, 5, data_format=FIRST), In(shape))
      for name in ("CenterCrop", "RandomCrop", "Resizing") for shape in ((3, 8, 6), (N, 8), (N,), (N, 2, 3, 8, 6))),
    *(case(layer, [IMAGE, IMAGE]) for layer in EVERY),
    *(case(layer, [IMAGE]) for layer in EVERY),
    *(case(layer, {"images": IMAGE, "labels": In((N, 2))}) for layer in EVERY),
    *(case(layer, {"images": In((N, 8, 6, 3), "uint8")}) for layer in EVERY),
]  # fmt: skip

ARGUMENTS = [
    *(case(new(name, **{argument: value}, **REQUIRED.get(name, {})), IMAGE)
      for name, argument in FACTOR_ARGUMENTS for value in FACTORS),
    *(case(new("RandomZoom", *factors), IMAGE) for factors in (
        (value,) for value in (*FACTORS, -1.0, (-1, 1), (-0.9, 0.5), "0.1"))),
    *(case(new("RandomZoom", 0.1, value), IMAGE) for value in FACTORS),
    *(case(new("RandomTranslation", value, 0.1), IMAGE) for value in (*FACTORS, -1.0, (-1, 1))),
    *(case(new(name, *arguments, value_range=value), IMAGE)
      for name, arguments in (
          ("AutoContrast", ()), ("Equalization", ()), ("Solarization", ()), ("RandomBrightness", (0.1,)),
          ("RandomContrast", (0.1,)), ("RandomSaturation", (0.1,)), ("RandomPosterization", (2,)),
          ("RandomSharpness", (0.1,)), ("RandomColorDegeneration", (0.1,)), ("RandomHue", (0.1,)),
          ("RandomErasing", ()), ("AugMix", ()), ("RandAugment", ()),
          ("ContrastLimitedAdaptiveHistogramEqualization", ()))
      for value in ((0, 1), [0, 1], (0, 1, 2), 3, "01", N, (1, "a"), ("a", "b"))),
    *(case(new("RandomColorJitter", value_range=3, **{name: 0.1}), IMAGE)
      for name in ("brightness_factor", "contrast_factor", "saturation_factor", "hue_factor")),
    *(case(new(name, *arguments, seed=value), IMAGE)
      for name, arguments in (("RandomFlip", ()), ("RandomHue", (0.1,)), ("AugMix", ()), ("CutMix", ()))
      for value in (1, 1.0, "1", (1, 2), N)),
    *(case(new("RandomFlip", data_format=value), IMAGE) for value in ("CHANNELS_LAST", "x", 5, N, "channels_first")),
    *(case(new("RandomFlip", value), IMAGE) for value in ("vertical", "x", 5, N)),
    *(case(new("RandomRotation", 0.1, **{name: value}), IMAGE)
      for name in ("fill_mode", "interpolation") for value in ("nearest", "wrap", "mirror", "Nearest", N, 1)),
    *(case(new("RandomElasticTransform", **{name: value}), IMAGE)
      for name in ("fill_mode", "interpolation") for value in ("nearest", "wrap", "mirror", "Nearest", N, 1)),
    *(case(new("RandomPerspective", interpolation=value), IMAGE) for value in ("nearest", "x")),
    *(case(new("AugMix", interpolation=value), IMAGE) for value in ("nearest", "x")),
    *(case(new("RandomGaussianBlur", kernel_size=value), IMAGE)
      for value in (3, 2, (3, 5), (3, 4), (3,), "3", N, 3.0, 1, 0, [5, 5])),
    *(case(new(name, size, 8), In(shape)) for name in ("Resizing", "CenterCrop", "RandomCrop")
      for size in (0, -1, 8.0, "8", N, True, [3]) for shape in ((N, 8, 6, 3), (8, 6, 3))),
    *(case(new("Resizing", 4, 4, interpolation=value), IMAGE) for value in ("cubic", "Bilinear", N, "bicubic")),
    *(case(new("Resizing", height=4), IMAGE) for _ in range(1)),
    case(new("AutoContrast", kernal_size=3), IMAGE),
    case(new("MaxNumBoundingBoxes"), IMAGE),
]  # fmt: skip

BOXES = {"boxes": In((N, 3, 4)), "labels": In((N, 3), "int32")}
BOXED = [
    *(case(layer, {"images": IMAGE, "bounding_boxes": BOXES}) for layer in EVERY),
    *(case(new("MaxNumBoundingBoxes", count), {"images": IMAGE, "bounding_boxes": BOXES})
      for count in (7, 7.5, "7", "x", N, [7], -1, True)),
    *(case(new("MaxNumBoundingBoxes", 7, fill_value=value), {"images": IMAGE, "bounding_boxes": BOXES})
      for value in (1.5, N, "1")),
    case(new("MaxNumBoundingBoxes", 7), {"images": IMAGE, "bounding_boxes": {**BOXES, "weights": In((N, 3))}}),
    case(new("MaxNumBoundingBoxes", 7), {"images": IMAGE, "bounding_boxes": {"boxes": In((N, 3, 4))}}),
    case(new("MaxNumBoundingBoxes", 7), {"images": IMAGE, "bounding_boxes": {**BOXES, "boxes": In((N,))}}),
    *(case(layer, {"images": IMAGE, "segmentation_masks": In((N, 8, 6, 1))}) for layer in EVERY),
]  # fmt: skip


@pytest.mark.parametrize("given", [*CASES, *ARGUMENTS, *BOXED], ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)


@pytest.mark.parametrize("given", ARGUMENTS, ids=str)
def test_vague_arguments_never_contradict(given: Case) -> None:
    assert_vague_arguments_are_safe(given)


# --- what is refused, and how ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Resizing", 4, 5), {"images": IMAGE}), NotATensor),
        (case(new("RandomCrop", 4, 5), [IMAGE, IMAGE]), InputCountMismatch),
        (case(new("CenterCrop", 4, 5), In((N, 8))), RankMismatch),
        (case(new("RandomColorDegeneration", 0.1), In((N, 8, 8, 1))), SizeMismatch),
        (case(new("RandomFlip", factor=0.1), IMAGE), UnexpectedArgument),
        (case(new("RandomContrast", 2), IMAGE), InvalidArgument),
        (case(new("Resizing", 8.0, 8), IMAGE), InvalidArgument),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


def test_channels_are_named_by_their_axis() -> None:
    failure = failure_of(case(new("RandomColorDegeneration", 0.1, data_format=FIRST), In((N, 1, 8, 8))))
    assert isinstance(failure, SizeMismatch)
    assert (failure.axis, failure.expected, failure.found) == (-3, 3, 1)


def test_a_seed_generator_is_no_seed() -> None:
    generator = ApiInstance(ApiReference("keras.random.SeedGenerator", load("3").resolve("keras.random.SeedGenerator")))
    with pytest.raises(Failed):
        apply("RandomFlip", (N, 8, 8, 3), seed=generator)


@pytest.mark.parametrize(
    ("interpolation", "refused"), [("cubic", True), (5, True), ("area", False), ("nearest", False), (UNKNOWN, False)]
)
def test_an_unknown_interpolation_fails_on_data(interpolation: Any, refused: bool) -> None:
    late = apply("Resizing", (N, 8, 8, 3), height=4, width=4, interpolation=interpolation).late
    assert [failure.argument for failure in late] == ["interpolation"] * refused


# --- sizes that are not numbers -------------------------------------------------------------------------------------


def test_symbolic_sizes() -> None:
    h, w, n = symbol("h", 1), symbol("w", 1), symbol("n", 1)
    for name in ("Resizing", "CenterCrop", "RandomCrop"):
        assert apply(name, (N, n, 8, 3), height=h, width=2 * w).outputs.shape.dims == (N, h, 2 * w, 3)
        assert apply(name, (N, n, 8, 3), height=UNKNOWN, width=4).outputs.shape.dims == (N, UNKNOWN_DIM, 4, 3)
    assert apply("RandomFlip", (N, n, 8, 3)).outputs.shape.dims == (N, n, 8, 3)
    assert apply("RandomColorDegeneration", (N, 8, 8, n), factor=0.1).outputs.shape.dims == (N, 8, 8, n)


def test_the_global_layout_is_the_default() -> None:
    context = Context(load("3"), data_format=FIRST)
    image = Tensor(Shape((N, 3, 8, 8)))
    for name in ("Resizing", "CenterCrop", "RandomCrop"):
        assert apply_to(name, image, context, height=4, width=5).outputs.shape.dims == (N, 3, 4, 5)
    assert apply_to("RandomColorDegeneration", image, context, factor=0.1).outputs.shape.dims == (N, 3, 8, 8)


# --- arrays ---------------------------------------------------------------------------------------------------------


def on_array(name: str, data: Any, call: Mapping[str, Any] | None = None, **arguments: Any) -> Any:
    context = Context(load("3"))
    found = context.database.resolve(f"keras.layers.{name}")
    assert found is not None
    made = create(found, CallArguments.of(**arguments), context)
    return made.apply(CallArguments.of(data, **(call or {})), context).outputs


ARRAY = Tensor(Shape((2, 8, 8, 3)), "float32", TensorKind.EAGER)


@pytest.mark.parametrize("name", ["Resizing", "CenterCrop", "RandomCrop"])
def test_arrays_in_a_dict_are_no_error(name: str) -> None:
    outputs = on_array(name, {"images": ARRAY, "labels": ARRAY}, height=4, width=5)
    assert outputs["images"].shape.dims == (2, 4, 5, 3)
    assert outputs["labels"] is UNKNOWN


def test_arrays_are_computed_with() -> None:
    assert on_array("RandomFlip", ARRAY).shape.dims == (2, 8, 8, 3)
    assert on_array("RandomFlip", {"images": ARRAY})["images"].shape.dims == (2, 8, 8, 3)
    assert on_array("RandomColorDegeneration", {"images": ARRAY}, factor=0.1)["images"].dtype == "float32"
    assert on_array("RandomGrayscale", [ARRAY, ARRAY]).shape.dims is None
    assert (
        on_array("Resizing", Tensor(Shape((8, 8)), "float32", TensorKind.EAGER), height=4, width=5).shape.dims is None
    )
    assert on_array("Resizing", Tensor.unknown(), height=4, width=5).shape.dims is None
    assert on_array("RandomFlip", [[[1.0], [2.0]]]).shape.dims == (1, 2, 1)


def test_a_random_crop_crops_arrays_in_training_only() -> None:
    size = {"height": 4, "width": 5}
    for training, expected in ((True, (2, 4, 5, 3)), (N, (2, 4, 5, 3)), (False, (2, 8, 8, 3)), (UNKNOWN, N)):
        assert on_array("RandomCrop", ARRAY, {"training": training}, **size).shape.dims == expected
    assert on_array("RandomCrop", Tensor(Shape((N, 8, 8, 3))), {"training": False}, **size).shape.dims == (N, 4, 5, 3)


def test_integers_are_cast_by_some_layers_only() -> None:
    integers = Tensor(Shape((2, 8, 8, 3)), "uint8", TensorKind.EAGER)
    assert on_array("RandomFlip", integers).dtype == "float32"
    assert on_array("RandomHue", integers, factor=0.1).dtype is None


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chain", "arguments", "then", "expected"),
    [
        ("AugMix", {}, "RandomShear", "random_shear_1"),
        ("AugMix", {"name": "mix"}, "RandomShear", "random_shear"),
        ("AugMix", {"all_ops": False}, "RandomContrast", "random_contrast"),
        ("AugMix", {"all_ops": False}, "Equalization", "equalization_1"),
        ("RandAugment", {}, "RandomContrast", "random_contrast_1"),
        ("RandomColorJitter", {"hue_factor": 0.1}, "RandomHue", "random_hue_1"),
        ("RandomColorJitter", {"hue_factor": 0.1}, "RandomContrast", "random_contrast"),
    ],
)
def test_layers_inside_count_for_names(chain: str, arguments: dict[str, Any], then: str, expected: str) -> None:
    context = Context(load("3"))
    needed = {"RandomContrast": (0.1,), "RandomHue": (0.1,)}

    def made(class_name: str, arguments: CallArguments) -> str:
        found = context.database.resolve(f"keras.layers.{class_name}")
        assert found is not None
        return str(create(found, arguments, context).name)

    made(chain, CallArguments.of(**arguments))
    assert made(then, CallArguments(needed.get(then, ()))) == expected


# --- Keras 2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("CenterCrop", {"height": 4, "width": 5}, (N, 4, 5, 3)),
        ("RandomCrop", {"height": 4, "width": 5}, (N, 4, 5, 3)),
        ("Resizing", {"height": 4, "width": 5}, (N, 4, 5, 3)),
        ("RandomBrightness", {"factor": 0.2}, (N, 8, 6, 3)),
        ("RandomContrast", {"factor": 0.2}, (N, 8, 6, 3)),
        ("RandomFlip", {}, (N, 8, 6, 3)),
        ("RandomRotation", {"factor": 5}, (N, 8, 6, 3)),
        ("RandomTranslation", {"height_factor": 0.1, "width_factor": 0.1}, (N, 8, 6, 3)),
        ("RandomZoom", {"height_factor": 0.1}, (N, 8, 6, 3)),
        ("RandomHeight", {"factor": 0.1}, (N, N, 6, 3)),
        ("RandomWidth", {"factor": 0.1}, (N, 8, N, 3)),
    ],
)
def test_keras_2(name: str, arguments: dict[str, Any], expected: tuple[int | None, ...]) -> None:
    assert apply(name, (N, 8, 6, 3), version="2", **arguments).outputs.shape.dims == expected
    assert apply(name, (8, 6, 3), version="2", **arguments).outputs.shape.dims == expected[1:]
    assert apply(name, None, version="2", **arguments).outputs.shape.dims is None
    with pytest.raises(Failed):
        apply(name, (N, 8), version="2", **arguments)
    if name != "RandomContrast":
        with pytest.raises(Failed):
            apply(name, (N, 2, 8, 6, 3), version="2", **arguments)


def test_keras_2_checks_the_mode_of_a_flip() -> None:
    with pytest.raises(Failed):
        apply("RandomFlip", (N, 8, 6, 3), version="2", mode="x")
