"""Expressions over `keras.ops`, family by family: what `test_ops_families` holds against real Keras."""

from __future__ import annotations

from typing import Final

from semantics.differential_ops import In, symbolic

TENSORS: Final[dict[str, In]] = {
    "x": symbolic(None, 4, 5), "y": symbolic(None, 4, 6), "v": symbolic(5), "w": symbolic(3), "m": symbolic(5, 3),
    "n": symbolic(4, 5), "i": symbolic(None, 3, dtype="int32"), "b": symbolic(None, 4, dtype="bool"),
    "u": symbolic(3, dtype="uint8"), "h": symbolic(3, dtype="float16"), "l": symbolic(3, dtype="int64"),
    "scalar": symbolic(), "t": symbolic(None, None, 5), "f": symbolic(2, 3, 4), "c": symbolic(3, dtype="complex64"),
    "none": symbolic(None), "nn": symbolic(None, None), "s": symbolic(None, 3, 3), "q": symbolic(3, 3),
    "image": symbolic(None, 8, 6, 3), "single": symbolic(8, 6, 3), "one": symbolic(1, 4, 1),
    "first": symbolic(None, 3, 8, 6),
    "open": symbolic(None, None, None, 3), "bytes": symbolic(None, 8, 6, 3, dtype="uint8"),
    "sixteen": symbolic(2, 4, 4, 16), "flag": symbolic(dtype="bool"), "k": symbolic(dtype="int32"),
    "volume": symbolic(None, 8, 6, 4, 2), "k1": symbolic(3, 5, 7), "k2": symbolic(3, 3, 3, 8),
    "d2": symbolic(2, 2, 3, 2), "p2": symbolic(1, 1, 6, 9), "t2": symbolic(3, 3, 8, 3), "pairs": symbolic(None, 2),
}  # fmt: skip

GENERAL: Final = (
    # Operators
    "x + 1", "1 - x", "x * 2.5", "x / v", "x // 2", "x % 2", "x ** 2", "2 ** x", "x @ m", "n @ m", "x @ v", "v @ m",
    "x < 2", "x >= v", "x != 1", "~b", "-x", "abs(x)", "b & b", "b | b", "i + 1", "i / 2", "i * 1.5", "i + h", "u + i",
    "x + y", "x + n", "x + t", "t + x", "x + True", "x + 'a'", "x + None", "x + [1, 2]", "x + (1, 2)", "[1] + x",
    "x @ n", "x @ 2", "scalar + x", "u + u", "h + i", "h + h", "i // 2", "i % 2", "one + t",
    # Indexing
    "x[0]", "x[-1]", "x[:, 0]", "x[:, -1, 1:]", "x[..., 0]", "x[..., None]", "x[:, None]", "x[:, None, ..., 0]",
    "x[:, ::-1]", "x[:, ::2]", "x[:, 1:100]", "x[:, 3:1]", "x[:, -2:]", "x[1:, ...]", "x[1:]", "x[None]", "x[...]",
    "x[0, 0, 0, 0]", "x[:, 9]", "x[:, -5]", "x[:, -4]", "x[1.0]", "x['a']", "x[..., ...]", "x[[0, 1]]", "x[:, [0, 1]]",
    "x[x]", "x[:, x]", "x[True]", "t[:, 3]", "t[:, 1:3]", "f[5]", "f[1, 2, 3]",
    # Reductions
    "ops.mean(x)", "ops.mean(x, axis=1)", "ops.mean(x, axis=(1, -1))", "ops.mean(x, axis=-1, keepdims=True)",
    "ops.mean(x, axis=5)", "ops.mean(x, axis=1.0)", "ops.mean([x, x])", "ops.mean(i)", "ops.sum(b, axis=1)",
    "ops.sum(u)", "ops.sum(h)", "ops.sum(x, axis=())", "ops.sum(x, axis=None, keepdims=True)", "ops.prod(u, axis=0)",
    "ops.max(x, 1)", "ops.min(i, axis=-1)", "ops.std(i)", "ops.var(h, axis=0)", "ops.any(x, axis=1)", "ops.all(b)",
    "ops.argmax(x, axis=-1)", "ops.argmin(x)", "ops.argmax(x, axis=9)", "ops.logsumexp(h, axis=0)",
    "ops.norm(x)", "ops.norm(x, ord=3, axis=1)", "ops.norm(x, ord='fro', axis=1)",
    "ops.norm(x, ord='fro', axis=(1, 2))",
    "ops.norm(x, ord=7, axis=(1, 2))", "ops.count_nonzero(x, axis=1)", "ops.average(x, axis=1)",
    "ops.median(x, axis=1)",
    "ops.moments(x, axes=[1])", "ops.amax(x, axis=1)", "ops.logsumexp(x, axis=7)",
    # Shape
    "ops.reshape(x, (-1, 20))", "ops.reshape(x, (2, 20))", "ops.reshape(n, (-1, 3))", "ops.reshape(n, (7, 3))",
    "ops.reshape(n, (2, -1))", "ops.reshape(n, -1)", "ops.reshape(n, (-1, -1))", "ops.reshape(n, (-2, 10))",
    "ops.reshape(x, (-1, 5))", "ops.reshape(x, 4)", "ops.reshape(x, (None, 20))", "ops.reshape(x, (4.0, -1))",
    "x.reshape((-1, 20))", "x.squeeze()", "one.squeeze()", "ops.ravel(x)", "ops.ravel(n)",
    "ops.expand_dims(x, 1)", "ops.expand_dims(x, -1)", "ops.expand_dims(x, 4)", "ops.expand_dims(x, (0, -1))",
    "ops.squeeze(one)", "ops.squeeze(one, 0)", "ops.squeeze(one, (0, 2))", "ops.squeeze(one, 1)", "ops.squeeze(x, 0)",
    "ops.squeeze(x)", "ops.squeeze(one, 9)", "ops.transpose(x)", "ops.transpose(x, (0, 2, 1))",
    "ops.transpose(x, (0, -1, 1))", "ops.transpose(x, (0, 1))", "ops.transpose(x, (0, 1, 1))", "ops.transpose(x, 2)",
    "ops.transpose(x, (0, 1, 3))", "ops.swapaxes(x, 1, -1)", "ops.swapaxes(x, 1, 3)", "ops.moveaxis(x, 1, 0)",
    "ops.moveaxis(x, (0, 1), (-1, 0))", "ops.moveaxis(x, 1, 5)", "ops.moveaxis(x, (0, 1), (2,))", "ops.flip(x, 1)",
    "ops.flip(x, 9)", "ops.roll(x, 1, axis=1)", "ops.roll(x, 1, axis=3)", "ops.tile(x, 2)", "ops.tile(x, (2, 1, 1, 3))",
    "ops.tile(v, (2, 3))", "ops.repeat(x, 2, axis=1)", "ops.repeat(x, 2, axis=9)", "ops.repeat(n, [1, 2], axis=1)",
    "ops.repeat(n, [1, 2, 0, 1], axis=0)", "ops.repeat(n, 3)", "ops.repeat(x, 3)", "ops.pad(x, 1)", "ops.pad(x, -1)",
    "ops.pad(x, ((0, 0), (1, 2), (0, 3)))", "ops.pad(x, ((1, 1), (0, 0)))", "ops.pad(v, (1, 2))",
    "ops.broadcast_to(x, (2, 4, 5))", "ops.broadcast_to(x, (2, 4, 6))", "ops.broadcast_to(v, (7, 5))",
    # Joining and splitting
    "ops.concatenate([x, x])", "ops.concatenate([x, y], axis=-1)", "ops.concatenate([x, y], axis=1)",
    "ops.concatenate([x, n], axis=-1)", "ops.concatenate([x, t], axis=1)", "ops.concatenate([t, x], axis=2)",
    "ops.concatenate([x, y], axis=3)", "ops.concatenate([x, 1])", "ops.concatenate(x)", "ops.concatenate([])",
    "ops.concatenate([x, x], axis=None)", "ops.concatenate([i, i], axis=1)",
    "ops.stack([x, x])", "ops.stack([x, t], axis=-1)", "ops.stack([t, x], axis=1)", "ops.stack([x, y])",
    "ops.stack([x, x], axis=4)", "ops.stack(x)", "ops.hstack([x, x])", "ops.hstack([v, v])", "ops.vstack([x, x])",
    "ops.vstack([v, v])", "ops.split(x, 2, axis=1)", "ops.split(x, 3, axis=1)", "ops.split(x, [1, 2], axis=1)",
    "ops.split(x, 3)", "ops.split(x, 2, axis=9)", "ops.unstack(x, axis=1)", "ops.unstack(x)", "ops.unstack(x, 2)",
    # Products
    "ops.matmul(x, m)", "ops.matmul(x, n)", "ops.matmul(v, v)", "ops.matmul(scalar, x)", "ops.dot(x, v)",
    "ops.dot(x, m)",
    "ops.dot(x, n)", "ops.dot(x, 2)", "ops.dot(v, v)", "ops.dot(t, v)", "ops.tensordot(x, m, axes=1)",
    "ops.tensordot(x, m, axes=[[2], [0]])", "ops.tensordot(x, n, axes=[[2], [0]])",
    "ops.tensordot(x, n, axes=[[9], [0]])",
    "ops.tensordot(x, n, axes=[[1, 2], [0, 1]])", "ops.einsum('bij,jk->bik', x, m)", "ops.einsum('bij->bji', x)",
    "ops.einsum('bij,jk', x, m)", "ops.einsum('...j,jk->...k', x, m)", "ops.einsum('bi,jk->bik', x, m)",
    "ops.einsum('bij,jk->bij', x, n)", "ops.einsum('bij,jk->bik', x)", "ops.einsum('bij,bkj->bik', x, t)",
    "ops.outer(v, m)", "ops.outer(x, v)",
    # Elementwise
    "ops.add(x, 1)", "ops.add(x, y)", "ops.add(x, [1])", "ops.subtract(i, h[:1])", "ops.multiply(u, 2)",
    "ops.divide(i, 2)", "ops.maximum(x, 0)", "ops.power(i, 2.0)", "ops.floor_divide(i, 2)", "ops.mod(b, b)",
    "ops.equal(x, 1)", "ops.logical_and(b, b)", "ops.sqrt(i)", "ops.exp(b)", "ops.log(h)", "ops.abs(i)",
    "ops.square(b)",
    "ops.round(x, 1)", "ops.floor(i)", "ops.sign(i)", "ops.isnan(x)", "ops.reciprocal(h)", "ops.rsqrt(i)",
    "ops.relu(i)",
    "ops.sigmoid(x)", "ops.leaky_relu(x, 0.1)", "ops.clip(x, 0, 1)", "ops.clip(b, 0, 1)", "ops.cast(x, 'int32')",
    "ops.cast(x, 'foo')", "ops.where(b, 1, 0)", "ops.where(b, 1.0, 0)", "ops.where(x > 0, x, 0)", "ops.where(x > 0, x)",
    "ops.where(x > 0, x, y)", "ops.softmax(x)", "ops.softmax(x, axis=5)", "ops.softmax(x, axis=(1, 2))",
    "ops.log_softmax(x, axis=1)", "ops.normalize(h)", "ops.normalize(x, axis=4)", "ops.zeros_like(x)",
    "ops.ones_like(x, dtype='int32')", "ops.full_like(x, 2)", "ops.convert_to_tensor(x)", "ops.one_hot(i, 7)",
    "ops.one_hot(i, 7, axis=1)", "ops.one_hot(i, 7, axis=2)", "ops.one_hot(i, 7, dtype='int32')",
    "ops.take(x, [0, 1], axis=1)", "ops.take(x, 0, axis=1)", "ops.take(x, i, axis=1)", "ops.take(x, i)",
    "ops.take(x, i, axis=9)", "ops.shape(x)", "ops.top_k(x, 2)", "ops.cumsum(x, axis=1)", "ops.cumsum(x)",
    "ops.sort(x, axis=3)", "ops.argsort(x)", "ops.stop_gradient(x)", "ops.glu(y)", "ops.glu(x)",
    "ops.convert_to_numpy(x)", "keras.random.dropout(x, 0.5)", "keras.random.dropout(x, 0)",
    "keras.random.dropout(x, 0.0)", "keras.random.dropout(x, 1)", "keras.random.dropout(x, False)",
    "ops.get_item(x, (0, 1))",
    "keras.activations.relu(x)", "keras.activations.softmax(x, axis=1)", "keras.activations.softmax(x, axis=9)",
    "keras.activations.linear(x)", "keras.activations.gelu(x, approximate=True)", "keras.activations.mish(x)",
    "keras.activations.sparsemax(x)", "keras.activations.hard_silu(x)", "keras.activations.swish(x)", "ops.array(x)",
)  # fmt: skip

_UNARY: Final = (
    "absolute arccos arccosh arcsin arcsinh arctan arctanh bitwise_invert bitwise_not ceil celu conjugate copy cos "
    "cosh cumprod elu empty_like erf erfinv exp exp2 expm1 floor gelu hard_shrink hard_sigmoid hard_silu hard_swish "
    "hard_tanh imag isfinite isinf isneginf isposinf isreal leaky_relu log log10 log1p log2 log_sigmoid logical_not "
    "nan_to_num negative real relu relu6 reciprocal rsqrt selu sigmoid sign signbit silu sin sinc sinh size "
    "soft_shrink softplus softsign sparse_plus sparse_sigmoid sparsemax sqrt square squareplus swish tan tanh "
    "tanh_shrink tril triu trunc"
)
_BINARY: Final = (
    "add arctan2 divide divide_no_nan equal floor_divide fmax fmin fmod gcd greater greater_equal lcm less less_equal "
    "logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod multiply not_equal power subtract "
    "true_divide"
)
_REDUCTIONS: Final = (
    "amax amin argmax argmin max mean median min nanargmax nanargmin nanmax nanmean nanmedian nanmin nanprod nanstd "
    "nansum nanvar prod ptp std sum var"
)
ELEMENTWISE: Final = (
    *(f"ops.{name}({argument})" for name in _UNARY.split() for argument in ("x", "i", "b", "u", "h")),
    *(f"ops.{name}({arguments})" for name in _BINARY.split()
      for arguments in ("x, n", "x, y", "i, u", "h, 2", "i, 1.5", "b, b", "u, h", "i, None", "i, [1, 2]", "2, h",
                        "b, 2")),
    *(f"ops.{name}({arguments})" for name in _REDUCTIONS.split()
      for arguments in ("x", "x, axis=1", "i, -1, keepdims=True", "b", "u", "h", "x, axis=3")),
    "ops.saturate_cast(x, 'uint8')", "ops.saturate_cast(i, 'foo')",
    "ops.softmax(i)", "ops.log_softmax(u)", "ops.where(b, [1, 2], h)", "i < None", "x != [1]",
    "x > 'a'", "i * [1]", "ops.threshold(x, 0.5, 0)",
    "ops.threshold(i, 1, 0)",
)  # fmt: skip

CONVOLUTION: Final = (
    "ops.conv(x, k1)", "ops.conv(x, k1, strides=2, padding='same')", "ops.conv(y, k1)", "ops.conv(x, k2)",
    "ops.conv(image, k2)", "ops.conv(image, k2, strides=(2, 1), padding='SAME')", "ops.conv(image, k2, (2, 2, 2))",
    "ops.conv(image, k2, dilation_rate=2)", "ops.conv(image, k2, dilation_rate=4)", "ops.conv(open, k2)",
    "ops.conv(first, k2, data_format='channels_first')", "ops.conv(first, k2)", "ops.conv(image, k2, padding='foo')",
    "ops.conv(image, k2, data_format='foo')", "ops.conv(x, k1, padding='causal')", "ops.conv(bytes, k2)",
    "ops.conv(image, k2, dilation_rate=(1, 2, 3))", "ops.conv(x, k1, dilation_rate=2)",
    "ops.depthwise_conv(image, d2)", "ops.depthwise_conv(image, d2, 2, 'same')", "ops.depthwise_conv(sixteen, d2)",
    "ops.separable_conv(image, d2, p2)", "ops.separable_conv(first, d2, p2, data_format='channels_first')",
    "ops.separable_conv(sixteen, d2, p2)", "ops.conv_transpose(image, t2)",
    "ops.conv_transpose(image, t2, 2, padding='same')", "ops.conv_transpose(image, t2, strides=(2, 3))",
    "ops.conv_transpose(image, t2, 2, output_padding=1)", "ops.conv_transpose(image, t2, 2, 'same', output_padding=1)",
    "ops.conv_transpose(open, t2, 2)", "ops.conv_transpose(image, k2)", "ops.conv_transpose(sixteen, t2)",
    "ops.conv_transpose(image, t2, dilation_rate=2)", "ops.conv_transpose(image, t2, padding='causal')",
    "ops.max_pool(image, 2)", "ops.max_pool(image, (2, 3), strides=1)", "ops.average_pool(image, 3, padding='same')",
    "ops.max_pool(image, 7)", "ops.max_pool(image, 7, padding='same')", "ops.average_pool(open, 2)",
    "ops.max_pool(x, 2)", "ops.max_pool(x, (2,))", "ops.max_pool(first, 2, data_format='channels_first')",
    "ops.max_pool(image, (2, 2, 2))", "ops.max_pool(image, 2, padding='foo')", "ops.max_pool(volume, 2)",
    "ops.adaptive_average_pool(image, (2, 3))", "ops.adaptive_max_pool(x, (2,))", "ops.adaptive_max_pool(image, 2)",
    "ops.adaptive_max_pool(first, (2, 3), data_format='channels_first')", "ops.adaptive_max_pool(image, [2, 3])",
)  # fmt: skip

FOLDING: Final = (
    "ops.depth_to_space(sixteen, 2)", "ops.depth_to_space(sixteen, 3)", "ops.depth_to_space(x, 2)",
    "ops.depth_to_space(sixteen, 1)", "ops.depth_to_space(sixteen, 2, 'channels_first')", "ops.depth_to_space(open, 2)",
    "ops.space_to_depth(sixteen, 2)", "ops.space_to_depth(image, 4)", "ops.space_to_depth(open, 2)",
    "ops.space_to_depth(first, 2, data_format='channels_first')", "ops.space_to_depth(sixteen, 0)",
    "ops.unfold(sixteen, 2)", "ops.unfold(sixteen, (2, 3), padding=1, stride=2)", "ops.unfold(x, 2)",
    "ops.unfold(open, 2)", "ops.unfold(first, 3, dilation=2)", "ops.unfold(sixteen, (1, 2, 3))",
    "ops.fold(f, (4, 4), (1, 3))", "ops.fold(f, (4, 4), 2)", "ops.fold(sixteen, 4, 2)", "ops.fold(t, 4, 2)",
    "ops.fold(f, 4, (3, 1))",
)  # fmt: skip

NN: Final = (
    "ops.binary_crossentropy(x, x)", "ops.binary_crossentropy(x, y)", "ops.binary_crossentropy(x, n)",
    "ops.binary_crossentropy(x, t)", "ops.binary_crossentropy(i, i)", "ops.categorical_crossentropy(x, x)",
    "ops.categorical_crossentropy(x, x, axis=1)", "ops.categorical_crossentropy(x, y)",
    "ops.categorical_crossentropy(scalar, scalar)", "ops.sparse_categorical_crossentropy(b, x)",
    "ops.sparse_categorical_crossentropy(x[:, :, :1], x)", "ops.sparse_categorical_crossentropy(x, x)",
    "ops.sparse_categorical_crossentropy(i, x)", "ops.sparse_categorical_crossentropy(b, x, axis=1)",
    "ops.sparse_categorical_crossentropy(b, x, axis=4)", "ops.ctc_loss(i, x, none, none)",
    "ops.ctc_loss(q, f, w, w)", "ops.ctc_loss(q, f, v, v)", "ops.ctc_loss(q, q, w, v)", "ops.ctc_decode(x, none)",
    "ops.ctc_decode(x, none, strategy='beam_search', top_paths=3)", "ops.psnr(x, y, 1.0)", "ops.psnr(x, n, 1.0)",
    "ops.layer_normalization(x)", "ops.layer_normalization(x, v, v)", "ops.layer_normalization(i)",
    "ops.rms_normalization(x, v)", "ops.rms_normalization(h)", "ops.batch_normalization(x, v, v, -1)",
    "ops.batch_normalization(x, v, v, axis=1)", "ops.batch_normalization(x, w, v, axis=-1)",
    "ops.batch_normalization(x, v, v, -1, offset=v, scale=v)", "ops.batch_normalization(x, v, v, 4)",
    "ops.batch_normalization(x, v, v, -1, scale=w)", "ops.batch_normalization(x, n, n, -1)",
    "ops.batch_normalization(x, none, v, -1)", "ops.batch_normalization(x, v, v, -1, scale=v)",
    "ops.dot_product_attention(sixteen, sixteen, sixteen)", "ops.dot_product_attention(f, h, h)",
    "ops.multi_hot(i, 7)", "ops.multi_hot(i, 7, axis=1)", "ops.multi_hot(i, 7, axis=3)", "ops.multi_hot(i)",
    "ops.multi_hot(u, 4)", "ops.multi_hot(f, 4)", "ops.polar(x, x)", "ops.polar(h, h)", "ops.moments(h, axes=[0])",
)  # fmt: skip

IMAGE: Final = (
    "ops.image.resize(image, (4, 5))", "ops.image.resize(single, [4, 5])", "ops.image.resize(x, 4)",
    "ops.image.resize(v, (4, 5))", "ops.image.resize(image, (4, 5, 6))", "ops.image.resize(image, (0, 5))",
    "ops.image.resize(first, (4, 5), data_format='channels_first')", "ops.image.resize(bytes, (4, 5))",
    "ops.image.resize(image, (4, 5), crop_to_aspect_ratio=True, pad_to_aspect_ratio=True)",
    "ops.image.resize(open, (4, 5), 'nearest')", "ops.image.rgb_to_grayscale(image)",
    "ops.image.rgb_to_grayscale(single)", "ops.image.rgb_to_grayscale(sixteen)", "ops.image.rgb_to_grayscale(nn)",
    "ops.image.rgb_to_grayscale(first, data_format='channels_first')", "ops.image.rgb_to_hsv(image)",
    "ops.image.rgb_to_hsv(bytes)", "ops.image.hsv_to_rgb(sixteen)", "ops.image.hsv_to_rgb(open)",
    "ops.image.hsv_to_rgb(v)", "ops.image.pad_images(image, 1, 2, 3, 4)",
    "ops.image.pad_images(image, top_padding=1, left_padding=2, target_height=12, target_width=9)",
    "ops.image.pad_images(image, top_padding=1, left_padding=2, target_height=8, target_width=9)",
    "ops.image.pad_images(image, 1, 2, 3, 4, target_height=9)", "ops.image.pad_images(image, 1)",
    "ops.image.pad_images(image, -1, 2, 3, 4)", "ops.image.pad_images(open, 1, 2, 3, 4)",
    "ops.image.pad_images(open, 1, 2, target_height=12, target_width=9)", "ops.image.pad_images(v, 1, 2, 3, 4)",
    "ops.image.pad_images(first, 1, 1, 1, 1, data_format='channels_first')",
    "ops.image.crop_images(image, 1, 2, 3, 4)", "ops.image.crop_images(image, 1, 2, 3, 1)",
    "ops.image.crop_images(image, 5, 2, 4, 1)", "ops.image.crop_images(image, 1, 2, target_height=3, target_width=4)",
    "ops.image.crop_images(image, 1, 2, target_height=9, target_width=4)", "ops.image.crop_images(open, 1, 2, 3, 4)",
    "ops.image.crop_images(open, 1, 2, target_height=3, target_width=4)", "ops.image.crop_images(single, 1, 1, 1, 1)",
    "ops.image.affine_transform(image, nn)", "ops.image.affine_transform(image, v)",
    "ops.image.affine_transform(v, v)", "ops.image.affine_transform(image, f)",
    "ops.image.perspective_transform(image, ops.reshape(none, (-1, 4, 2)), ops.reshape(none, (-1, 4, 2)))",
    "ops.image.perspective_transform(single, ops.ones((4, 2)), ops.ones((4, 2)))",
    "ops.image.perspective_transform(single, ops.ones((4, 3)), ops.ones((4, 3)))",
    "ops.image.perspective_transform(image, ops.ones((4, 2)), ops.ones((5, 4, 2)))",
    "ops.image.gaussian_blur(image)", "ops.image.gaussian_blur(v)", "ops.image.elastic_transform(single)",
    "ops.image.elastic_transform(volume)", "ops.image.map_coordinates(f, q, order=1)",
    "ops.image.map_coordinates(image, q, order=1)", "ops.image.map_coordinates(m, w, 1)",
    "ops.image.map_coordinates(f, q, 1)", "ops.image.map_coordinates(f, i, 1)",
    "ops.image.scale_and_translate(image, (2, 5, 5, 3), w, w, (1, 2), 'linear')", "ops.image.sobel_edges(image)",
    "ops.image.sobel_edges(single)", "ops.image.ssim(image, image)", "ops.image.ssim(single, single)",
    "ops.image.ssim(v, v)",
    "ops.image.extract_patches(image, 2)", "ops.image.extract_patches(image, (2, 3), strides=1)",
    "ops.image.extract_patches(single, 2, padding='same')", "ops.image.extract_patches(image, 9)",
    "ops.image.extract_patches(first, 2, data_format='channels_first')", "ops.image.extract_patches(v, 2)",
    "ops.image.extract_patches(image, (2, 2, 2, 2))", "ops.image.extract_patches(image, 2.0)",
    "ops.image.extract_patches(image, 2, 1, 2)", "ops.image.extract_patches(volume, (2, 2, 2))",
    "ops.image.extract_patches(open, 2)", "ops.image.extract_patches_3d(volume, 2)",
    "ops.image.extract_patches_3d(volume, (2, 3, 1), strides=(1, 1, 1))", "ops.image.extract_patches(nn, 2)",
    "ops.image.extract_patches(image, 2, padding='foo')", "ops.image.extract_patches_3d(v, 2)",
)  # fmt: skip

LINALG: Final = tuple(
    f"ops.{name}({argument})"
    for name in (
        "cholesky", "cholesky_inverse", "inv", "det", "eig", "eigh", "lu_factor", "qr", "svd", "pinv", "matrix_rank",
        "logdet", "slogdet",
    )
    for argument in ("q", "s", "x", "n", "t", "f", "nn")
) + tuple(f"ops.{name}(v)" for name in ("cholesky", "inv", "det", "lu_factor", "qr", "svd", "pinv")) + (
    "ops.qr(n, mode='complete')", "ops.qr(n, 'foo')", "ops.svd(n, full_matrices=False)", "ops.svd(n, compute_uv=False)",
    "ops.linalg.svd(x, False)", "ops.solve(q, w)", "ops.solve(q, m)", "ops.solve(s, s)", "ops.solve(q, q)",
    "ops.solve(q, v)", "ops.solve(q, n)", "ops.solve(n, n)", "ops.solve(q, scalar)", "ops.solve(q, none)",
    "ops.solve_triangular(q, q, lower=True)", "ops.solve_triangular(s, m)", "ops.solve(q, s)", "ops.solve(q, x)",
    "ops.lstsq(n, n)", "ops.lstsq(q, w)", "ops.lstsq(q, m)", "ops.lstsq(x, w)", "ops.lstsq(n, x)", "ops.lstsq(n, i)",
    "ops.cdist(x, x)", "ops.cdist(x, n)", "ops.cdist(x, y)", "ops.cdist(v, v)", "ops.cdist(i, i)", "ops.cdist(x, f)",
    "ops.cdist(t, x)", "ops.norm(x, axis=-1, keepdims=True)",
)  # fmt: skip

SIGNAL: Final = (
    "ops.fft((x, x))", "ops.fft((x, y))", "ops.fft([n, n])", "ops.fft((x, x, x))", "ops.fft((nn, nn))", "ops.fft(x)",
    "ops.fft((scalar, scalar))", "ops.fft2((x, x))", "ops.ifft2((x, x))", "ops.fft2((nn, nn))", "ops.fft2((v, v))",
    "ops.fft2((t, t))", "ops.rfft(x)", "ops.rfft(x, 16)", "ops.rfft(nn)", "ops.rfft(scalar)", "ops.irfft((x, x))",
    "ops.irfft((x, x), fft_length=7)", "ops.irfft((nn, nn))", "ops.irfft((x, n))", "ops.irfft(x)",
    "ops.stft(ops.reshape(none, (-1, 100)), 16, 8, 16)", "ops.stft(nn, 16, 8, 16)", "ops.stft(nn, 16, 0, 16)",
    "ops.stft(ops.reshape(none, (-1, 100)), 10, 7, 16, center=False)", "ops.stft(nn, 16, 8.0, 16)",
    "ops.istft((x, x), 4, 2, 8)", "ops.istft((x, x), 4, 2, 8, length=9)", "ops.istft((t, t), 4, 2, 8)",
    "ops.istft((x, x), 4, 2, 8, center=False)", "ops.istft((v, v), 4, 2, 8)", "ops.istft((x, x), 4, -1, 8)",
    "ops.extract_sequences(ops.reshape(none, (-1, 10)), 4, 2)", "ops.extract_sequences(nn, 4, 2)",
    "ops.extract_sequences(scalar, 4, 2)", "ops.view_as_complex(pairs)", "ops.view_as_complex(x)",
    "ops.view_as_real(x)", "ops.view_as_real(c)", "ops.hamming(k)", "ops.kaiser(k, 2.0)", "ops.bartlett(x)",
)  # fmt: skip

MATRICES: Final = (
    "ops.diag(v)", "ops.diag(v, k=2)", "ops.diag(v, k=-1)", "ops.diag(n)", "ops.diag(n, k=1)", "ops.diag(n, k=-3)",
    "ops.diag(n, k=9)", "ops.diag(x)", "ops.diag(none)", "ops.diag(nn)", "ops.diag(scalar)", "ops.diagflat(n)",
    "ops.diagflat(v, 1)", "ops.diagflat(x)", "ops.diagflat(scalar)", "ops.diagonal(x)", "ops.diagonal(x, 0, 1, 2)",
    "ops.diagonal(x, 1, axis1=1, axis2=-1)", "ops.diagonal(x, -2, 1, 2)", "ops.diagonal(x, 0, 1, 1)",
    "ops.diagonal(v)", "ops.diagonal(x, 0, 1, 5)", "ops.trace(x)", "ops.trace(x, axis1=1, axis2=2)", "ops.trace(v)",
    "ops.trace(i)", "ops.trace(b)", "ops.trace(x, 0, 1, 1)", "ops.trace(x, 0, 0, 3)", "ops.vander(v)",
    "ops.vander(v, N=3)", "ops.vander(n)", "ops.vander(none)", "ops.vander(v, -1)", "ops.vander(v, 2.0)",
    "ops.meshgrid(v, w)", "ops.meshgrid(v, w, h)", "ops.meshgrid(v, none, indexing='ij')", "ops.meshgrid(v, u)",
    "ops.meshgrid(n, scalar)", "ops.meshgrid(v, w, indexing='foo')", "ops.kron(n, m)", "ops.kron(x, n)",
    "ops.kron(v, n)", "ops.kron(h, i)", "ops.inner(x, n)", "ops.inner(x, y)", "ops.inner(v, v)", "ops.inner(x, 2)",
    "ops.inner(scalar, x)", "ops.inner(t, nn)", "ops.inner(i, u)", "ops.vdot(x, x)", "ops.vdot(i, h)",
    "ops.cross(s, s)", "ops.cross(s, w)", "ops.cross(x, x)", "ops.cross(pairs, pairs)", "ops.cross(pairs, w)",
    "ops.cross(i, i, axis=0)", "ops.cross(q, q, axisa=0, axisb=1, axisc=0)", "ops.cross(nn, pairs)",
    "ops.cross(nn, nn)", "ops.cross(q, q, axis=5)", "ops.cross(f, f, axis=1)", "ops.cross(s, q)", "ops.cross(s, m)",
)  # fmt: skip

_FLOATS: Final = ("cbrt", "deg2rad", "rad2deg", "i0", "angle", "erfc", "fabs", "conj")
MATHEMATICS: Final = (
    *(f"ops.{name}({argument})" for name in _FLOATS for argument in ("x", "i", "b", "u", "h", "l")), "ops.fabs(c)",
    *(f"ops.{name}({pair})" for name in ("hypot", "heaviside", "ldexp", "nextafter")
      for pair in ("x, n", "x, y", "h, i", "u, i", "b, b", "i, t")),
    *(f"ops.{name}({pair})" for name in ("bitwise_and", "bitwise_or", "bitwise_xor")
      for pair in ("i, i", "i, u", "u, i", "b, b", "i, scalar", "i, 1")),
    *(f"ops.{name}({pair})" for name in ("left_shift", "right_shift", "bitwise_left_shift", "bitwise_right_shift")
      for pair in ("i, i", "i, 1", "u, 1", "u, i", "i, [1]")),
    "ops.ldexp(x, 2)", "ops.nextafter(i, 1.0)", "ops.isclose(x, n)", "ops.isclose(x, y)", "ops.isclose(i, h)",
    "ops.isclose(i, [1, 2])", "ops.hypot(i, 2)", "ops.ldexp(i, [1])",
    "ops.allclose(x, n)", "ops.isin(x, v)", "ops.isin(i, [1, 2])", "ops.view(x, 'int32')", "ops.view(x, 'float16')",
    "ops.view(h, 'uint8')", "ops.view(u, 'float32')", "ops.view(scalar, 'uint8')", "ops.view(nn, 'float64')",
    "ops.view(x)", "ops.view(v, 'float64')", "ops.view(x, 'foo')",
)  # fmt: skip

STATISTICS: Final = (
    *(f"ops.{name}({arguments})" for name in ("percentile", "quantile", "nanpercentile", "nanquantile")
      for arguments in ("x, 0.5", "x, [0.1, 0.9]", "x, [0.5]", "x, 0.5, axis=1", "x, w, axis=(1, 2)", "i, 0.5", "l, 1",
                        "h, 0.5, keepdims=True", "x, [0.1, 0.9], 1, keepdims=True", "x, 0.5, axis=3", "u, 0.5", "x, n",
                        "b, 0.5", "x, scalar")),
    "ops.histogram(v)", "ops.histogram(x, bins=5)", "ops.histogram(v, bins=-1)", "ops.histogram(v, bins=2.0)",
    "ops.histogram(v, range=(0, 1))", "ops.histogram(v, range=[0, 1])", "ops.histogram(i, 3)", "ops.bincount(u)",
    "ops.bincount(i)", "ops.bincount(i, weights=[1.0, 2.0])", "ops.digitize(x, v)", "ops.digitize(x, n)",
    "ops.searchsorted(v, x)", "ops.searchsorted(x, v)", "ops.searchsorted(none, v)", "ops.in_top_k(i, x, 2)",
    "ops.argpartition(x, 2)", "ops.argpartition(x, 2, axis=None)", "ops.argpartition(n, 2, None)",
    "ops.argpartition(x, 2.0)", "ops.nancumsum(x)", "ops.nancumsum(n)", "ops.nancumsum(b, axis=1)",
    "ops.nancumprod(u, axis=0)", "ops.nancumsum(x, 1, 'float16')", "ops.nancumprod(i, axis=9)", "ops.diff(x)",
    "ops.diff(x, n=2, axis=1)", "ops.diff(x, n=9)", "ops.diff(x, axis=0)", "ops.diff(x, axis=4)", "ops.diff(i)",
    "ops.trapezoid(x)", "ops.trapezoid(x, axis=0)", "ops.trapezoid(i, axis=5)", "ops.trapezoid(scalar)",
    "ops.corrcoef(x)", "ops.corrcoef(n)", "ops.corrcoef(l)", "ops.corrcoef(u)", "ops.correlate(v, w)",
    "ops.correlate(v, w, mode='same')", "ops.correlate(v, w, 'full')", "ops.correlate(v, w, 'foo')",
    "ops.correlate(x, v)", "ops.correlate(u, u)", "ops.correlate(h, h)",
    *(f"ops.segment_{name}({arguments})" for name in ("sum", "max", "min", "prod")
      for arguments in ("x, none", "x, none, 4", "n, v, 2", "f, k, 2", "i, q, num_segments=5", "q, u")),
    "ops.linspace(0, 1, 5)", "ops.linspace(v, 1, 5)", "ops.linspace(x, x, 5, axis=-1)", "ops.linspace(v, w)",
    "ops.linspace(i, 2, 5, axis=9)", "ops.linspace(v, 1, 5, dtype='float16')",
    "ops.logspace(v, 1, 5)", "ops.logspace(i, i, 5, axis=1)", "ops.geomspace(v, 1, 5)", "ops.geomspace(h, x, 5)",
)  # fmt: skip

ARRANGING: Final = (
    "ops.fliplr(x)", "ops.fliplr(v)", "ops.flipud(v)", "ops.flipud(scalar)", "ops.rot90(x)", "ops.rot90(x, k=2)",
    "ops.rot90(x, axes=(1, 2))", "ops.rot90(v)", "ops.rot90(x, 1, (1, 5))", "ops.rot90(f, k=3, axes=(-1, 0))",
    "ops.rearrange(f, 'a b c -> c a b')", "ops.rearrange(f, 'a b c -> (a b) c')", "ops.rearrange(x, 'a b c -> a c b')",
    "ops.rearrange(n, 'h w -> w h')", "ops.rearrange(f, 'a b c -> (c b a)')", "ops.rearrange(t, 'a b c -> c')",
    "ops.append(n, n)", "ops.append(x, v)", "ops.append(n, q, axis=0)", "ops.append(n, n, axis=0)",
    "ops.append(x, y, axis=2)", "ops.append(x, y, axis=1)", "ops.append(x, x, axis=0)", "ops.append(n, x, axis=0)",
    "ops.append(h, i)", "ops.append(n, n, axis=7)", "ops.dstack([x, y])", "ops.dstack([v, v])", "ops.dstack([n, n])",
    "ops.dstack([n, m])", "ops.dstack([x, t])", "ops.dstack([scalar, scalar])", "ops.array_split(n, 3)",
    "ops.array_split(x, 2, axis=2)", "ops.array_split(x, 2)", "ops.array_split(n, 0)", "ops.array_split(n, [1, 2])",
    "ops.array_split(n, 2, axis=7)", "ops.array_split(n, 9, axis=-1)", "ops.vsplit(n, 2)", "ops.vsplit(v, 5)",
    "ops.hsplit(v, 5)", "ops.hsplit(n, 5)", "ops.hsplit(x, 3)", "ops.hsplit(x, [1, 2])", "ops.dsplit(x, 5)",
    "ops.dsplit(n, 2)", "ops.vsplit(x, 2)", "ops.hsplit(scalar, 1)",
)  # fmt: skip

UPDATING: Final = (
    "ops.take_along_axis(x, i[:, :, None], axis=1)", "ops.take_along_axis(x, i, axis=1)",
    "ops.take_along_axis(n, q[:, :1], axis=0)", "ops.take_along_axis(n, q, axis=0)", "ops.take_along_axis(n, v)",
    "ops.take_along_axis(x, v)", "ops.take_along_axis(n, n, axis=4)", "ops.take_along_axis(x, n)",
    "ops.slice(x, (0, 1, 1), (2, 2, 2))", "ops.slice(x, (0, 1, 1), (-1, 2, -1))", "ops.slice(x, (0, 1), (2, 2))",
    "ops.slice(x, (0, 1), (2, 2, 2))", "ops.slice(n, w[:2], (1, 2))", "ops.slice(n, i[0, :2], (1, -1))",
    "ops.slice_update(x, (0, 0, 0), x[:, :2])", "ops.scatter_update(x, i, v)",
    "ops.scatter_update(x, i, v, reduction='add')", "ops.scatter_update(x, i, v, reduction='foo')",
    "ops.scatter(i, none, (4, 5, 6))", "ops.scatter(i, h, (None, 5, 6))", "ops.select([b, b], [b, b])",
    "ops.select([x > 0], [x])", "ops.select([x > 0, x < 0], [n, x], default=1)", "ops.select([], [])",
    "ops.select(b, [x])", "ops.unravel_index(i, (2, 3))", "ops.unravel_index(i, (None, 3))", "ops.nonzero(x)",
    "ops.nonzero(scalar)", "ops.unique(x)", "ops.unique(x, axis=1)", "ops.unique(x, return_counts=True)",
    "ops.unique(x, return_inverse=True)", "ops.unique(x, return_index=True, return_inverse=True, axis=1, size=3)",
    "ops.unique(x, axis=7)",
)  # fmt: skip

CONTROL: Final = (
    "ops.cond(flag, lambda: ops.ones((2,)), lambda: ops.zeros((2,)))",
    "ops.cond(flag, lambda: ops.ones((2,)), lambda: ops.zeros((3,)))",
    "ops.cond(flag, lambda: ops.ones((2,)), lambda: ops.zeros((2,), 'int32'))",
    "ops.cond(flag, lambda: (ops.ones((2,)), ops.ones((3,))), lambda: (ops.ones((2,)), ops.zeros((3,))))",
    "ops.cond(flag, 1, lambda: ops.zeros((2,)))", "ops.map(lambda r: r * 2, x)", "ops.map(lambda r: ops.sum(r), n)",
    "ops.map(lambda r: (r, ops.sum(r)), n)", "ops.map(lambda r: r[0] + r[1], (n, n))", "ops.map(lambda r: r, flag)",
    "ops.map(3, n)", "ops.vectorized_map(lambda r: ops.matmul(r, ops.transpose(r)), x)",
    "ops.vectorized_map(lambda r: r[0] + r[1], [n, n])", "ops.scan(lambda a, r: (a + r, a), n[0], n)",
    "ops.scan(lambda a, r: (a, a), n, None, 5)", "ops.scan(lambda a, r: (a + r, a), n[0], n, length=2)",
    "ops.scan(lambda a, r: (a + r, a), x[0], x)", "ops.while_loop(lambda a: True, lambda a: a + 1, x)",
    "ops.while_loop(lambda a, r: True, lambda a, r: (a, r), (x, n))",
    "ops.while_loop(lambda a, r: True, lambda a, r: (a, r), [x, i])",
    "ops.while_loop(lambda a, r: True, lambda a, r: (a, r), (0, n))", "ops.fori_loop(0, 3, lambda j, r: r + 1, n)",
    "ops.fori_loop(0, 3, lambda j, r: r, (n, n))", "ops.fori_loop(0, k, lambda j, r: r, i)",
    "ops.switch(k, [lambda r: r, lambda r: r + 1], n)", "ops.switch(k, [lambda r: ops.sum(r), lambda r: r + 1], n)",
    "ops.associative_scan(lambda a, r: a + r, n)", "ops.associative_scan(lambda a, r: a + r, (n, x))",
    "ops.associative_scan(lambda a, r: a + r, x, axis=1)", "ops.jvp(lambda r: r * 2, (n,), (n,))",
    "ops.is_tensor(x)", "ops.is_tensor(1)", "ops.ndim(x)", "ops.ndim(scalar)", "ops.dtype(i)",
    "keras.random.categorical(x, 3)", "ops.tri(3)", "ops.tri(3, 4, dtype='int32')",
)  # fmt: skip

FAMILIES: Final = {
    "general": GENERAL, "elementwise": ELEMENTWISE, "convolution": CONVOLUTION, "folding": FOLDING, "nn": NN,
    "image": IMAGE, "linalg": LINALG, "signal": SIGNAL,
    "matrices": MATRICES, "mathematics": MATHEMATICS, "statistics": STATISTICS, "arranging": ARRANGING,
    "updating": UPDATING, "control": CONTROL,
}  # fmt: skip
