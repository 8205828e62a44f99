"""Functions of TensorFlow's in programs: the shapes that they give, by TensorFlow's documentation."""

from __future__ import annotations

import pytest

from programs import shape_shown

SHAPES = [
    pytest.param("y = tf.image.extract_patches(x, [1, 3, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], 'VALID')", "(2, 4, 4, 18)"),
    pytest.param("y = tf.image.extract_patches(x, (1, 3, 3, 1), (1, 1, 1, 1), (1, 2, 2, 1), 'SAME')", "(2, 9, 8, 27)"),
    pytest.param("y = tf.image.convert_image_dtype(x, tf.float32)", "(2, 9, 8, 3)"),
    pytest.param("y = tf.image.random_crop(x, [2, 5, 6, -1])", "(2, 5, 6, 3)"),
    pytest.param("y = tf.image.crop_to_bounding_box(x, 1, 1, 4, 5)", "(2, 4, 5, 3)"),
    pytest.param("y = tf.image.pad_to_bounding_box(x[0], 1, 1, 20, 30)", "(20, 30, 3)"),
    pytest.param("y = tf.strings.lower(tf.constant(['A', 'B']))", "(2,)"),
    pytest.param("y = tf.math.unsorted_segment_mean(x, tf.zeros((2, 9), 'int32'), num_segments=5)", "(5, 8, 3)"),
    pytest.param("y = x.shape.as_list() and tf.zeros(x.shape.as_list()[1:3] + [x.shape.rank])", "(9, 8, 4)"),
    pytest.param("y = tf.image.resize(tf.io.decode_png(tf.io.read_file('a'), channels=1), (5, 6))", "(5, 6, 1)"),
    pytest.param("y = tf.image.decode_jpeg(tf.io.read_file('a'))", "(?, ?, ?)"),
    pytest.param("h, w = tf.shape(x)[1:3]\ny = tf.zeros((w, h))", "(8, 9)"),
]


@pytest.mark.parametrize(("program", "expected"), SHAPES)
def test_shapes(program: str, expected: str) -> None:
    assert shape_shown(f"import tensorflow as tf\nx = tf.zeros((2, 9, 8, 3))\n{program}") == expected


DYNAMIC = [
    pytest.param("tf.random.uniform((n, 1, 1)) * x", "(None, 6, 4)"),
    pytest.param("tf.zeros((2 * n, 6 // 2))", "(None, 3)"),
    pytest.param("tf.tile(tf.zeros((1, 1, 4)), (n, 2, 1))", "(None, 2, 4)"),
    pytest.param("tf.repeat(tf.zeros((2, 4)), n, axis=0)", "(None, 4)"),
    pytest.param("tf.range(0, n, 1)", "(None,)"),
    pytest.param("tf.zeros(tf.shape(x))", "(None, 6, 4)"),
    pytest.param("tf.zeros((n + tf.reduce_max(n),))", "(?,)"),
]


@pytest.mark.parametrize(("expression", "expected"), DYNAMIC)
def test_a_size_that_is_not_known_before_the_program_runs_is_none(expression: str, expected: str) -> None:
    program = f"""
        import tensorflow as tf
        class Sized(layers.Layer):
            def call(self, x):
                n = tf.shape(x)[0]
                return {expression}
        y = Sized()(keras.Input((6, 4)))
    """
    assert shape_shown(program) == expected
