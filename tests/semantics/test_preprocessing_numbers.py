"""Layers that scale, sort and count numbers against Keras: those that need no TensorFlow."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from keralint.keras_api.database import load
from keralint.semantics.builtin import BuiltinLayer, create
from keralint.semantics.context import Context
from keralint.semantics.failures import (
    AxisOutOfRange,
    ConflictingArguments,
    Failed,
    Failure,
    InputCountMismatch,
    InvalidArgument,
    MissingArgument,
    NegativeSize,
    RankMismatch,
    SizeMismatch,
    UndefinedSize,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.layers.preprocessing.adapting import note_adapted
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN
from keralint.shapes import UNKNOWN_DIM, Dim, Shape, symbol
from semantics.blurring import assert_blurring_is_safe
from semantics.differential import Case, In, assert_agrees, case, failure_of, new
from semantics.vagueness import apply, assert_vague_arguments_are_safe

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Keras warns of what it then refuses

N = None
ONES = [1.0] * 5
SHAPES = ((N, 5), (4, 5), (N,), (1,), (), (N, 1), (N, N), (N, 5, 1), (N, 5, 2), (3, N, 2))

SCALING = [
    *(case(new("Rescaling", 0.5, 1.0), In(shape, dtype)) for shape in SHAPES for dtype in ("float32", "uint8")),
    *(case(new("Rescaling", scale, dtype=dtype), In((N, 5)))
      for scale in (2, "x", N, [1.0, 2.0]) for dtype in (N, "float16")),
    case(new("Rescaling"), In((N, 5))),
    case(new("Rescaling", 2.0), [In((N, 5)), In((N, 4), "int32")]),
    case(new("Rescaling", 2.0), {"a": In((N, 5)), "b": In(())}),
    *(case(new("Normalization"), In(shape)) for shape in SHAPES),
    *(case(new("Normalization", axis), In((4, 5)))
      for axis in (-1, N, 0, 1, (0, 1), (1, 0), (1,), [1], 5, -3, "1", 1.0, (1, "a"), (), True)),
    *(case(new("Normalization", axis), In((N, 5, 3))) for axis in (-1, N, 0, (1, 2), (1,), (0, 1))),
    *(case(new("Normalization", mean=mean, variance=variance), In((4, 5))) for mean, variance in (
        (1.0, 2.0), (ONES, ONES), ([1.0], [1.0]), ([1.0, 2.0], [1.0, 2.0]), ([ONES], [ONES]), (1.0, N), (N, 1.0),
        (1.0, [1.0]), ([1.0, 2.0], [1.0]))),
    *(case(new("Normalization", axis, mean=mean, variance=mean), In((4, 5)))
      for axis in (N, (0, 1), 0) for mean in (1.0, ONES, [1.0] * 4, [ONES] * 4)),
    case(new("Normalization"), [In((4, 5)), In((4, 5))]),
    case(new("Normalization", N), [In((4, 5)), In((N, 3))]),
    case(new("Normalization", N), {"a": In((4, 5))}),
    case(new("Normalization", invert=True, dtype="float16"), In((4, 5), "int32")),
    case(new("Normalization", max=3), In((4, 5))),
]  # fmt: skip

MODES = ("int", "one_hot", "multi_hot", "count")
CATEGORIES = [
    *(case(new("CategoryEncoding", 4, mode), In(shape, "int32")) for mode in MODES[1:] for shape in SHAPES),
    *(case(new("Discretization", [0.0, 1.0], output_mode=mode), In(shape)) for mode in MODES for shape in SHAPES),
    *(case(new("CategoryEncoding", **arguments), In((N, 5))) for arguments in (
        {}, {"num_tokens": 0}, {"num_tokens": 4.0}, {"num_tokens": "4"}, {"num_tokens": True},
        {"num_tokens": 4, "output_mode": "binary"}, {"num_tokens": 4, "output_mode": "int"},
        {"num_tokens": 4, "output_mode": N}, {"num_tokens": 4, "dtype": "int32"},
        {"num_tokens": 4, "dtype": "mixed_float16"}, {"num_tokens": 4, "filter": 3})),
    case(new("CategoryEncoding", 4), [In((N, 5)), In((N, 5))]),
    case(new("CategoryEncoding", 4), [In((N, 5))]),
    case(new("CategoryEncoding", 4), In((N, 5)), count_weights=In((N, 5))),
    *(case(new("Discretization", **arguments), In((N, 5))) for arguments in (
        {}, {"num_bins": 4}, {"num_bins": 4, "bin_boundaries": [1.0]}, {"num_bins": -1}, {"num_bins": 0},
        {"num_bins": "4"}, {"num_bins": 4.5}, {"num_bins": 4.5, "output_mode": "one_hot"},
        {"num_bins": 4, "output_mode": "one_hot"}, {"num_bins": 4, "output_mode": "multi_hot"},
        {"bin_boundaries": [1.0], "sparse": True}, {"bin_boundaries": [1.0], "output_mode": "binary"},
        {"bin_boundaries": [], "output_mode": "one_hot"}, {"bin_boundaries": (1.0, 2.0), "output_mode": "count"},
        {"bin_boundaries": [1.0], "output_mode": "one_hot", "dtype": "float16"},
        {"bin_boundaries": [1.0], "dtype": "float16"}, {"bin_boundaries": [1.0], "trainable": False})),
    case(new("Discretization", [1.0]), [In((N, 5)), In((N, 5))]),
]  # fmt: skip

AUDIO = [
    *(case(new("MelSpectrogram"), In(shape))
      for shape in ((N, 16000), (N, N), (16000,), (N,), (N, 1600, 2), (), (2, 1023))),
    *(case(new("MelSpectrogram", **arguments), In((N, 1600))) for arguments in (
        {"fft_length": 100, "sequence_length": 200}, {"fft_length": 200, "sequence_length": 100},
        {"sequence_stride": 0}, {"sequence_stride": 2.0}, {"sequence_stride": -5}, {"sequence_stride": 7},
        {"num_mel_bins": 8.0},
        {"num_mel_bins": 0}, {"num_mel_bins": 20}, {"fft_length": N}, {"sequence_length": 0}, {"dtype": "float16"},
        {"mode": "db"}, {"sampling_rate": 8000, "max_freq": 100.0})),
    *(case(new("STFTSpectrogram", **arguments), In((N, 1600, 2))) for arguments in (
        {}, {"frame_length": 100}, {"frame_length": 100, "frame_step": 0}, {"frame_length": 100, "frame_step": 101},
        {"frame_length": 100, "frame_step": 100}, {"frame_length": 100, "frame_step": 30}, {"fft_length": 100},
        {"frame_length": 128, "fft_length": 200}, {"frame_length": 128, "fft_length": 200.0}, {"mode": "x"},
        *({"mode": mode} for mode in ("log", "magnitude", "psd", "real", "imag", "angle", "stft")), {"scaling": "x"},
        {"scaling": N}, {"padding": "same"}, {"padding": "SAME"}, {"padding": "causal"}, {"window": N},
        {"expand_dims": True}, {"expand_dims": True, "mode": "stft", "padding": "same"}, {"frame_length": 0},
        {"frame_length": 100.0}, {"frame_length": N}, {"frame_length": 10000}, {"data_format": "x"},
        {"data_format": "channels_first"}, {"dtype": "float16"})),
    *(case(new("STFTSpectrogram", "log", 64, expand_dims=expand, data_format="channels_first"), In(shape))
      for expand in (False, True) for shape in ((N, 2, 1600), (N, N, 1600), (N, 2, N))),
    *(case(new("STFTSpectrogram"), In(shape))
      for shape in ((N, 1600, N), (N, N, 2), (N, 1600), (N, N, N), (2, 1600, 1, 1))),
]  # fmt: skip


@pytest.mark.parametrize("given", [*SCALING, *CATEGORIES, *AUDIO], ids=str)
def test_agrees_with_keras(given: Case) -> None:
    assert_agrees(given)


@pytest.mark.parametrize("given", [*SCALING, *CATEGORIES, *AUDIO], ids=str)
def test_knowing_less_never_contradicts(given: Case) -> None:
    assert_blurring_is_safe(given)
    if isinstance(given.inputs[0], In):
        assert_vague_arguments_are_safe(given)


@settings(deadline=None, max_examples=60)
@given_by(
    st.lists(st.one_of(st.none(), st.integers(1, 3)), min_size=1, max_size=4),
    st.sampled_from(MODES),
    st.booleans(),
)
def test_any_shape_is_encoded_as_keras_declares(shape: list[int | None], mode: str, bins: bool) -> None:
    inputs = In(tuple(shape), "int32")
    if bins:
        assert_agrees(case(new("Discretization", [0.0, 1.0], output_mode=mode), inputs))
    elif mode != "int":
        assert_agrees(case(new("CategoryEncoding", 4, mode), inputs))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (case(new("Normalization", 5), In((4, 5))), AxisOutOfRange),
        (case(new("Normalization"), In((N, N))), UndefinedSize),
        (case(new("Normalization", mean=1.0), In((N, 5))), ConflictingArguments),
        (case(new("Normalization", mean=[1.0, 2.0], variance=[1.0, 2.0]), In((N, 5))), SizeMismatch),
        (case(new("Normalization"), [In((4, 5)), In((4, 5))]), InputCountMismatch),
        (case(new("CategoryEncoding"), In((N, 5))), MissingArgument),
        (case(new("CategoryEncoding", 0), In((N, 5))), InvalidArgument),
        (case(new("Discretization"), In((N, 5))), ConflictingArguments),
        (case(new("MelSpectrogram", fft_length=100, sequence_length=200), In((N, 5))), ConflictingArguments),
        (case(new("STFTSpectrogram"), In((N, 1600))), RankMismatch),
        (case(new("STFTSpectrogram"), In((N, 100, 2))), NegativeSize),
    ],
)
def test_kind_of_failure(given: Case, kind: type[Failure]) -> None:
    assert isinstance(failure_of(given), kind)


# --- arrays, and what `adapt` changes -------------------------------------------------------------------------------


def made(name: str, context: Context, **arguments: Any) -> BuiltinLayer:
    found = context.database.resolve(f"keras.layers.{name}")
    assert found is not None
    return create(found, CallArguments.of(**arguments), context)


def on_data(name: str, data: Any, version: str = "3", **arguments: Any) -> Any:
    context = Context(load(version))
    return made(name, context, **arguments).apply(CallArguments.of(data), context).outputs


def array(*shape: Dim) -> Tensor:
    return Tensor(Shape(shape), "int32", TensorKind.EAGER)


@pytest.mark.parametrize(
    ("mode", "shape", "expected"),
    [
        ("one_hot", (3,), (3, 4)),
        ("one_hot", (3, 1), (3, 4)),
        ("one_hot", (3, 5), (3, 5, 4)),
        ("one_hot", (3, symbol("n", 1)), None),
        ("multi_hot", (3,), (4,)),
        ("multi_hot", (3, 5), (3, 4)),
        ("count", (3, 5, 2), (3, 2, 4)),
        ("count", (), (4,)),
        ("one_hot", (), (1, 4)),
    ],
)
def test_arrays_are_encoded_as_keras_computes(
    mode: str, shape: tuple[Dim, ...], expected: tuple[int, ...] | None
) -> None:
    outputs = on_data("CategoryEncoding", array(*shape), num_tokens=4, output_mode=mode)
    assert outputs.shape.dims == expected


def test_lists_of_numbers_are_arrays() -> None:
    assert on_data("Rescaling", [[1, 2], [3, 4]], scale=0.5).shape.dims == (2, 2)
    assert on_data("Normalization", [[1.0, 2.0, 3.0]]).shape.dims == (1, 3)
    assert on_data("CategoryEncoding", [0, 1], num_tokens=4).shape.dims == (4,)
    assert on_data("Discretization", [[0.5], [1.5]], bin_boundaries=[1.0]).shape.dims == (2, 1)
    assert on_data("Discretization", [[0.5], 1.5], bin_boundaries=[1.0]).shape.dims is None
    assert on_data("CategoryEncoding", [array(3), array(3)], num_tokens=4).shape.dims is None
    assert on_data("Rescaling", UNKNOWN, scale=0.5).shape.dims is None


def test_mel_frames_of_an_array() -> None:
    assert on_data("MelSpectrogram", array(2, 1023)).shape.dims == (2, 128, 2)
    assert apply("MelSpectrogram", (2, 1023)).outputs.shape.dims == (2, 128, 3)


def test_data_of_few_values_make_fewer_bins() -> None:
    context = Context(load("3"))
    layer = made("Discretization", context, num_bins=4, output_mode="one_hot")
    x = Tensor(Shape((N, 1)))
    assert layer.apply(CallArguments.of(x), context).outputs.shape.dims == (N, 4)
    note_adapted(layer, context)
    assert layer.apply(CallArguments.of(x), context).outputs.shape.dims == (N, UNKNOWN_DIM)


def test_an_adapted_normalization_knows_its_size() -> None:
    context = Context(load("3"))
    layer = made("Normalization", context)
    note_adapted(layer, context)
    assert layer.apply(CallArguments.of(Tensor(Shape((N, N)))), context).outputs.shape.dims == (N, N)
    assert [weight.shape for weight in layer.weights(context) or ()] == [(UNKNOWN_DIM,), (UNKNOWN_DIM,), ()]


# --- symbolic sizes -------------------------------------------------------------------------------------------------

n, k = symbol("n", 1), symbol("k", 1)


def test_symbolic_sizes() -> None:
    assert apply("CategoryEncoding", (N, 5), num_tokens=k).outputs.shape.dims == (N, k)
    assert apply("CategoryEncoding", (N, n), num_tokens=k, output_mode="one_hot").outputs.shape.dims is None
    assert apply("CategoryEncoding", (N, n + 1), num_tokens=k, output_mode="one_hot").outputs.shape.dims == (
        N,
        n + 1,
        k,
    )
    assert apply("Discretization", (N, 5), num_bins=k, output_mode="count").outputs.shape.dims == (N, k)
    assert apply("Normalization", (N, n)).weights["mean"].shape == (n,)
    assert apply("MelSpectrogram", (N, n), num_mel_bins=k, sequence_stride=1).outputs.shape.dims == (N, k, n + 2)
    spectrum = apply("STFTSpectrogram", (N, n + 64, 2), frame_length=64, frame_step=1).outputs
    assert spectrum.shape.dims == (N, n + 1, 66)
    assert apply("STFTSpectrogram", (N, 1600, 2), frame_length=UNKNOWN).outputs.shape.dims == (
        N,
        UNKNOWN_DIM,
        UNKNOWN_DIM,
    )


# --- Keras 2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "expected"),
    [
        ("CategoryEncoding", {"num_tokens": 4}, (N, 5), (N, 4)),
        ("CategoryEncoding", {"num_tokens": 4}, (N,), (4,)),
        ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, (N,), (N, 4)),
        ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, (N, 1), (N, 4)),
        ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, (), None),
        ("Discretization", {"bin_boundaries": [0.0, 1.0]}, (N, 5), (N, 5)),
        ("Discretization", {"bin_boundaries": [0.0, 1.0], "output_mode": "count"}, (N, 5), (N, 3)),
        ("Discretization", {"num_bins": 4, "output_mode": "count"}, (N, 5), (N, UNKNOWN_DIM)),
        ("Discretization", {}, (N, 5), (N, 5)),
        ("Normalization", {}, (N, 5), (N, 5)),
        ("Rescaling", {"scale": 0.5}, (N, 5), (N, 5)),
    ],
)
def test_keras_2(
    name: str, arguments: dict[str, Any], shape: tuple[Dim, ...], expected: tuple[Dim, ...] | None
) -> None:
    assert apply(name, shape, version="2", **arguments).outputs.shape.dims == expected


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("CategoryEncoding", {"num_tokens": 4}, (N, 5, 2)),
        ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, (N, 5)),
        ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, (N, N)),
        ("Discretization", {"bin_boundaries": [0.0], "output_mode": "one_hot"}, (N, 5)),
        ("Normalization", {}, (N, N)),
    ],
)
def test_keras_2_refuses(name: str, arguments: dict[str, Any], shape: tuple[Dim, ...]) -> None:
    with pytest.raises(Failed):
        apply(name, shape, version="2", **arguments)


def test_dtypes_of_keras_2() -> None:
    assert on_data("Discretization", array(3), "2", bin_boundaries=[1.0]).dtype == "int64"
    assert on_data("Discretization", array(3), "2", bin_boundaries=[1.0], dtype="int32").dtype == "int32"
    assert on_data("Discretization", array(3), "2", bin_boundaries=[1.0], dtype="float32").dtype == "int64"
