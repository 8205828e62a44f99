# ruff: noqa: E501  # a program and what is said of it stand on one line
"""What is said of functions of `keras.ops` that refuse their tensors, and what is left alone."""

from __future__ import annotations

import pytest

from programs import findings, line, message, only

IMAGES = "from keras import ops\nx = keras.Input((8, 6, 3))\n"
SEQUENCE = "from keras import ops\nx = keras.Input((10, 8))\n"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            f"{IMAGES}ops.conv(x, ops.ones((3, 3, 4, 8)))",
            "size-mismatch: `keras.ops.conv` needs 4 on axis 3, got `(None, 8, 6, 3)`",
        ),
        (
            f"{IMAGES}ops.conv(x, ops.ones((3, 3, 8)))",
            "layer-input-rank: `keras.ops.conv` needs a tensor with 3 axes, got `(None, 8, 6, 3)`",
        ),
        (
            f"{IMAGES}ops.conv(x, ops.ones((9, 3, 3, 8)))",
            "window-exceeds-input: `keras.ops.conv` needs at least 9 on axis 1 for its `kernel`, got `(None, 8, 6, 3)`",
        ),
        (
            f"{IMAGES}ops.max_pool(x, 9)",
            "window-exceeds-input: `keras.ops.max_pool` needs at least 9 on axis 1 for its `pool_size`, got `(None, 8, 6, 3)`",
        ),
        (
            f"{IMAGES}ops.depth_to_space(x, 2)",
            "uneven-split: `keras.ops.depth_to_space` cannot divide the 3 elements on axis 3 of `(None, 8, 6, 3)` into 4 equal parts",
        ),
        (
            f"{IMAGES}ops.image.resize(x, 4)",
            "invalid-argument: `size` of `keras.ops.image.resize` must be a tuple of sizes, got `4`",
        ),
        (
            f"{IMAGES}ops.image.resize(x, (4, 5), crop_to_aspect_ratio=True, pad_to_aspect_ratio=True)",
            "conflicting-arguments: `keras.ops.image.resize`: `crop_to_aspect_ratio` and `pad_to_aspect_ratio` cannot both be true",
        ),
        (
            f"{IMAGES}ops.image.crop_images(x, top_cropping=1)",
            "conflicting-arguments: `keras.ops.image.crop_images`: exactly two of `top_cropping`, `bottom_cropping` and `target_height` must be given",
        ),
        (
            f"{IMAGES}ops.image.crop_images(x, 5, 1, 4, 1)",
            "cropping-exceeds-input: `keras.ops.image.crop_images` takes 9 away on axis 1, of which `(None, 8, 6, 3)` has 8",
        ),
        (
            f"{IMAGES}ops.image.crop_images(x, 5, 1, target_height=4, target_width=2)",
            "invalid-argument: `target_height` of `keras.ops.image.crop_images` must be a number of at most 3, got `4`",
        ),
        (
            f"{IMAGES}ops.image.pad_images(x, 5, 1, target_height=9, target_width=9)",
            "invalid-argument: `target_height` of `keras.ops.image.pad_images` must be a number of at least 13, got `9`",
        ),
        (
            f"{IMAGES}ops.image.rgb_to_hsv(ops.cast(x, 'uint8'))",
            "unsupported-dtype: `keras.ops.image.rgb_to_hsv` needs elements of type float, got `uint8`",
        ),
        (
            f"{SEQUENCE}ops.unfold(x, 2)",
            "layer-input-rank: `keras.ops.unfold` needs a tensor with 4 axes, got `(None, 10, 8)`",
        ),
        (f"{SEQUENCE}ops.linalg.inv(x)", "size-mismatch: `keras.ops.inv` needs 10 on axis 2, got `(None, 10, 8)`"),
        (
            f"{SEQUENCE}ops.qr(keras.Input((None, 4)))",
            "undefined-size: `keras.ops.qr` needs a known size on axis 1 of its input, got `(None, None, 4)`",
        ),
        (f"{SEQUENCE}ops.fft(x)", "input-count: `keras.ops.fft` takes a list of 2 tensors, got a single tensor"),
        (
            f"{SEQUENCE}ops.binary_crossentropy(x, keras.Input((9, 8)))",
            "merge-shape-mismatch: `keras.ops.binary_crossentropy` needs tensors of one shape, got `(None, 10, 8)` and `(None, 9, 8)`: they differ on axis 1",
        ),
        (
            f"{SEQUENCE}ops.batch_normalization(x, x, x, axis=-1)",
            "layer-input-rank: `keras.ops.batch_normalization` needs a tensor with 1 axis, got `(None, 10, 8)`",
        ),
        (
            f"{SEQUENCE}ops.stft(x, 16, 0, 16)",
            "non-positive-size: `sequence_stride` of `keras.ops.stft` must be a positive integer, got `0`",
        ),
        (f"{SEQUENCE}ops.multi_hot(x)", "missing-argument: `keras.ops.multi_hot` needs the argument `num_classes`"),
        (f"{SEQUENCE}ops.hanning(x)", "raw-op-on-kerastensor: `ops.hanning` cannot take a symbolic Keras tensor"),
        (
            f"{SEQUENCE}keras.activations.sparsemax(x)",
            "raw-op-on-kerastensor: `keras.activations.sparsemax` cannot take a symbolic Keras tensor",
        ),
        (f"{SEQUENCE}ops.map(3, x)", "invalid-argument: `function` of `keras.ops.map` must be a function, got `3`"),
        (
            f"{SEQUENCE}ops.get_item(x, slice(0, 2))",
            "unsupported-index: a symbolic tensor `(None, 10, 8)` cannot be indexed by a slice alone",
        ),
        (f"{SEQUENCE}ops.hypot(x, 2)", "unsupported-operand: `hypot` cannot compute with a symbolic tensor and `2`"),
        (
            f"{SEQUENCE}ops.cond(keras.Input(batch_shape=(), dtype='bool'), lambda: ops.ones((2,)), lambda: ops.ones((3,)))",
            "branch-mismatch: both branches of `keras.ops.cond` must give the same, got `(2,)` and `(3,)`",
        ),
        (
            f"{SEQUENCE}ops.cond(keras.Input(batch_shape=(), dtype='bool'), lambda: ops.ones((2,)), lambda: ops.ones((2,), 'int32'))",
            "branch-mismatch: both branches of `keras.ops.cond` must give the same, got `float32` and `int32`",
        ),
        (
            f"{SEQUENCE}ops.tensordot(x, ops.ones((4, 4)), axes=1)",
            "contraction-mismatch: `keras.ops.tensordot` of `(None, 10, 8)` and `(4, 4)` sums over axis 2 and axis 0, which have 8 and 4 elements",
        ),
    ],
)
def test_words(program: str, said: str) -> None:
    assert message(program) == said


@pytest.mark.parametrize(
    "program",
    [
        f"{IMAGES}ops.conv(x, ops.ones((3, 3, 3, 8)), padding='SAME', strides=(2, 1))",
        f"{IMAGES}ops.image.pad_images(x, top_padding=1, left_padding=1, target_height=20, target_width=20)",
        f"{IMAGES}ops.image.crop_images(x, 1, 1, 1, 1)",
        f"{IMAGES}ops.image.rgb_to_hsv(ops.cast(x, 'float16'))",
        f"{SEQUENCE}ops.cond(keras.Input(batch_shape=(), dtype='bool'), lambda: ops.ones((2,)), lambda: ops.zeros((2,)))",
        f"{SEQUENCE}ops.stack([ops.map(lambda row: ops.sum(row, axis=0), x), x[:, 0]])",
        f"{SEQUENCE}x < [1, 2]",
        f"{SEQUENCE}keras.layers.Activation('mish')(x)",
        f"{SEQUENCE}ops.histogram(x)",
        "def build(x, size):\n    return keras.ops.image.resize(x, size)",
        "def build(x, kernel):\n    return keras.ops.conv(x, kernel)",
    ],
)
def test_what_keras_accepts_is_left_alone(program: str) -> None:
    assert not findings(program)


def test_a_function_that_is_run_over_slices_fails_in_its_own_line() -> None:
    program = f"{SEQUENCE}def row(t):\n    return keras.ops.reshape(t, (3, 3))\ny = ops.map(row, x)"
    found = only(program)
    assert (found.name, line(found)) == ("reshape-size-mismatch", 4)


def test_margins_of_a_traced_size_are_not_missing() -> None:
    """In the `call` of a layer a size that is `None` is a tensor to some backends."""
    program = (
        "class Pad(layers.Layer):\n"
        "    def call(self, x):\n"
        "        height = keras.ops.shape(x)[1]\n"
        "        return keras.ops.image.pad_images(x, 1, 1, target_height=height, target_width=9)\n"
        "y = Pad()(keras.Input((None, 6, 3)))"
    )
    assert not findings(program)


def test_a_setting_that_an_uncalled_function_makes_stays_with_it() -> None:
    program = (
        "def first():\n"
        "    keras.config.set_image_data_format('channels_first')\n"
        "    return keras.ops.image.rgb_to_hsv(keras.KerasTensor((None, 3, 20, 20)))\n"
        "def last():\n"
        "    return keras.ops.image.rgb_to_hsv(keras.KerasTensor((None, 20, 20, 3)))"
    )
    assert not findings(program)
