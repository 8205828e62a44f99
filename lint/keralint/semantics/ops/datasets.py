"""The data that Keras downloads (`keras/src/datasets`): arrays of shapes that are documented."""

from __future__ import annotations

from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.ops.options import layout
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape

_ARRAY = TensorKind.ARRAY


def _array(dtype: str | None, *dims: Dim) -> Tensor:
    return Tensor(Shape(dims), dtype, _ARRAY)


@op("keras.datasets.mnist.load_data(path)", "keras.datasets.fashion_mnist.load_data()", result=_ARRAY)
def grey_images() -> Structure:
    """70,000 images of 28x28 pixels, 10,000 of them for a test, and the number of a class for each."""
    return tuple((_array("uint8", count, 28, 28), _array("uint8", count)) for count in (60_000, 10_000))


@op("keras.datasets.cifar10.load_data()", "keras.datasets.cifar100.load_data(label_mode)", result=_ARRAY)
def coloured_images(*, mode: Mode) -> Structure:
    """60,000 images of 32x32 pixels in three colours, 10,000 of them for a test; the classes have an axis of size 1."""
    image = (3, 32, 32) if layout(None, mode) == "channels_first" else (32, 32, 3)
    return tuple((_array("uint8", count, *image), _array(None, count, 1)) for count in (50_000, 10_000))


@op("keras.datasets.imdb.load_data(path, num_words, skip_top, maxlen!, seed, start_char, oov_char, index_from)", result=_ARRAY)  # fmt: skip  # noqa: E501
def reviews() -> Structure:
    """50,000 lists of numbers of words, half of them for a test; those that are longer than `maxlen` are left out."""
    return tuple((_array(None, count), _array("int64", count)) for count in (25_000, 25_000))


@op("keras.datasets.reuters.load_data(path, num_words, skip_top, maxlen!, test_split:0.2, seed, start_char, oov_char, index_from)", result=_ARRAY, rows=11_228, columns=())  # fmt: skip  # noqa: E501
@op("keras.datasets.boston_housing.load_data(path, test_split:0.2, seed)", result=_ARRAY, rows=506, columns=(13,))
@op(
    "keras.datasets.california_housing.load_data(version, path, test_split:0.2, seed)",
    result=_ARRAY,
    rows=20_640,
    columns=(8,),
)
def split(
    test_split: Argument, version: Argument = "large", *, mode: Mode, rows: int, columns: tuple[int, ...]
) -> Structure:
    """Rows of numbers with a target for each; those that are left over by `test_split` come first."""
    if not isinstance(test_split, (int, float)) or version not in ("large", "small"):
        raise Undetermined("how the data are split is not known")
    rows = 600 if version == "small" else rows
    count = int(rows * (1 - test_split))
    return tuple((_array(None, part, *columns), _array(None, part)) for part in (count, rows - count))
