"""Functions of TensorFlow's in programs: the shapes that they give, by TensorFlow's documentation."""

from __future__ import annotations

import numpy as np
import pytest

from programs import findings, shape_shown

SHAPES = [
    pytest.param("y = tf.image.extract_patches(x, [1, 3, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], 'VALID')", "(2, 4, 4, 18)"),
    pytest.param("y = tf.image.extract_patches(x, (1, 3, 3, 1), (1, 1, 1, 1), (1, 2, 2, 1), 'SAME')", "(2, 9, 8, 27)"),
    pytest.param("y = tf.image.convert_image_dtype(x, tf.float32)", "(2, 9, 8, 3)"),
    pytest.param("y = tf.image.random_crop(x, [2, 5, 6, -1])", "(2, 5, 6, 3)"),
    pytest.param("y = tf.image.crop_to_bounding_box(x, 1, 1, 4, 5)", "(2, 4, 5, 3)"),
    pytest.param("y = tf.image.pad_to_bounding_box(x[0], 1, 1, 20, 30)", "(20, 30, 3)"),
    pytest.param("y = tf.strings.lower(tf.constant(['A', 'B']))", "(2,)"),
    pytest.param("y = tf.math.unsorted_segment_mean(x, tf.zeros((2, 9), 'int32'), num_segments=5)", "(5, 8, 3)"),
    pytest.param("y = tf.nn.conv1d(x[0], tf.zeros((3, 3, 5)), stride=2, padding='VALID')", "(9, 3, 5)"),
    pytest.param("y = tf.matmul(x, x, transpose_a=True)", "(2, 9, 3, 3)"),
    pytest.param("y = tf.ensure_shape(x[0], (None, 8, None))", "(9, 8, 3)"),
    pytest.param("y = tf.sequence_mask([[1, 2, 3]], 7)", "(1, 3, 7)"),
    pytest.param("y = tf.strings.to_hash_bucket_fast(tf.as_string(x), 5)", "(2, 9, 8, 3)"),
    pytest.param("y = tf.math.atan2(x, tf.ones(3)) + tf.math.floormod(x, 2)", "(2, 9, 8, 3)"),
    pytest.param("y = tf.add_n([x, x])", "(2, 9, 8, 3)"),
    pytest.param("y = tf.reduce_sum(x, axis=1, keep_dims=True)", "(2, 1, 8, 3)"),
    pytest.param("y = tf.nn.softmax(tf.expand_dims(x, dim=1), dim=-1)", "(2, 1, 9, 8, 3)"),
    pytest.param("y = tf.compat.v1.matrix_diag(x)", "(2, 9, 8, 3, 3)"),
    pytest.param("y = tf.gather(x, tf.zeros((2, 5), 'int32'), batch_dims=1)", "(2, 5, 8, 3)"),
    pytest.param("y = tf.gather(x, tf.zeros((2, 5), 'int32'), axis=2, batch_dims=1)", "(2, 9, 5, 3)"),
    pytest.param("y = tf.gather(x, tf.zeros((2, 9, 5), 'int32'), axis=-1, batch_dims=-1)", "(2, 9, 8, 5)"),
    pytest.param("y = tf.gather(x, tf.zeros((4, 5), 'int32'))", "(4, 5, 9, 8, 3)"),
    pytest.param("y = tf.signal.stft(tf.zeros((2, 1000)), frame_length=256, frame_step=100)", "(2, 8, 129)"),
    pytest.param("y = tf.signal.stft(tf.zeros((2, 1000)), 200, 100, pad_end=True)", "(2, 10, 129)"),
    pytest.param("y = tf.signal.stft(tf.zeros((2, 100)), 200, 100, fft_length=512)", "(2, 0, 257)"),
    pytest.param("y = tf.math.angle(tf.signal.stft(tf.zeros((1000,)), 256, 128))", "(6, 129)"),
    pytest.param("y = tf.math.count_nonzero(x, axis=1)", "(2, 8, 3)"),
    pytest.param("y = tf.linalg.set_diag(tf.linalg.band_part(x, 0, -1), x[..., 0, :])", "(2, 9, 8, 3)"),
    pytest.param("y = tf.linalg.diag_part(tf.linalg.diag(x))", "(2, 9, 8, 3)"),
    pytest.param("y = tf.linalg.diag_part(x)", "(2, 9, 3)"),
    pytest.param("y = tf.linalg.trace(x)", "(2, 9)"),
    pytest.param("y = tf.linalg.matrix_transpose(x)", "(2, 9, 3, 8)"),
    pytest.param("y = tf.feature_column.linear_model(features, columns, units=3)", "(?, 3)"),
    pytest.param("y = tf.feature_column.input_layer(features, columns)", "(?, ?)"),
    pytest.param("s = tf.SparseTensor([[0, 1]], [1.0], (3, 4))\ny = tf.sparse.to_dense(s)", "(3, 4)"),
    pytest.param(
        "s = tf.sparse.SparseTensor([[0, 1]], [1.0], dense_shape=[3, 4])\n"
        "y = tf.sparse.sparse_dense_matmul(tf.sparse.reorder(s), tf.ones((4, 6)))",
        "(3, 6)",
    ),
    pytest.param(
        "s = tf.sparse.eye(3, 4)\ny = tf.sparse.sparse_dense_matmul(s, tf.ones((3, 6)), adjoint_a=True)", "(4, 6)"
    ),
    pytest.param("y = tf.sparse.reduce_sum(tf.sparse.transpose(tf.sparse.eye(3, 4)), axis=-1)", "(4,)"),
    pytest.param("y = tf.sparse.to_dense(tf.sparse.add(tf.sparse.eye(3), tf.sparse.eye(3)))", "(3, 3)"),
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


WINDOWS = [
    pytest.param("10, 3, 'valid', 2", 4),
    pytest.param("10, 3, 'valid', 1, 2", 6),
    pytest.param("10, 3, padding='same', stride=3", 4),
    pytest.param("10, 3, 'full', 1", 12),
    pytest.param("10, 4, 'causal', 4, dilation=3", 3),
]


@pytest.mark.parametrize(("arguments", "expected"), WINDOWS)
@pytest.mark.parametrize("home", ["tensorflow.python.layers.utils", "tensorflow.python.keras.utils.conv_utils"])
def test_conv_output_length(home: str, arguments: str, expected: int) -> None:
    """A helper of Keras 2's, which layers of programs use."""
    program = f"from {home} import conv_output_length\nimport tensorflow as tf\ny = tf.zeros((conv_output_length({arguments}),))"
    assert shape_shown(program) == f"({expected},)"


@pytest.mark.parametrize("where", ["tf.compat.v1.where", "other.where"])
def test_before_version_2_a_condition_chooses_rows(where: str) -> None:
    """Version 2 refuses shapes that do not broadcast."""
    program = f"""
        import other
        import tensorflow as tf
        x = tf.zeros((2, 9))
        y = {where}(x[:, 0] > 0, x, x)
    """
    assert findings(program) == []


BATCHES = [
    pytest.param((4, 3, 5), (4, 5, 2), None),
    pytest.param((4, 3, 5), (4, 5), None),
    pytest.param((4, 5), (4, 5), 1),
    pytest.param((4, 5), (4, 2, 5), (1, 2)),
    pytest.param((4, 3, 5), (4, 3, 2), 1),
    pytest.param((4, 3, 5), (4, 2, 5), -1),
    pytest.param((4, 3, 5), (4, 5, 2), (2, -2)),
    pytest.param((4, 6, 3, 5), (4, 6, 5, 2), None, id="more axes than matrices have"),
]


@pytest.mark.parametrize(("left", "right", "axes"), BATCHES)
def test_batch_dot(left: tuple[int, ...], right: tuple[int, ...], axes: object) -> None:
    """As the function of that name that Keras's own layer computes with."""
    program = f"""
        import tensorflow as tf
        y = tf.keras.backend.batch_dot(keras.ops.zeros({left}), keras.ops.zeros({right}), axes={axes})
    """
    from keras.src.layers.merging.dot import batch_dot

    assert shape_shown(program) == str(tuple(batch_dot(np.zeros(left), np.zeros(right), axes=axes).shape))
