"""Operations that make random tensors. A single random number is a plain value that is not known."""

from __future__ import annotations

from typing import Final

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import ForeignFunctionOnTensor
from keralint.semantics.ops.arguments import as_tensor, is_size, size_of
from keralint.semantics.ops.comparing import require_rank
from keralint.semantics.ops.creation import shape_of
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import default_float, dtype_or
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Shape

NUMBERS: Final = (int, float)


@op("numpy.random.rand(*sizes)", "numpy.random.randn(*sizes)")
def of_sizes(*sizes: Argument, mode: Mode) -> Argument:
    """`rand(2, 3)`."""
    return Tensor(shape_of(sizes), "float64", mode.kind) if sizes else UNKNOWN


@op(
    "numpy.random.random(size)",
    "numpy.random.random_sample(size)",
    "numpy.random.sample(size)",
    "numpy.random.standard_normal(size)",
    "numpy.random.normal(loc=a, scale=b, size)",
    "numpy.random.uniform(low=a, high=b, size)",
    "numpy.random.Generator.random(self, size)",
    "numpy.random.Generator.standard_normal(self, size)",
    "numpy.random.Generator.normal(self, loc=a, scale=b, size)",
    "numpy.random.Generator.uniform(self, low=a, high=b, size)",
)
def of_size(size: Argument = None, a: Argument = None, b: Argument = None, *, mode: Mode) -> Argument:
    """Floats of shape `size`."""
    return UNKNOWN if size is None else Tensor(shape_of(size), "float64", mode.kind)


@op("numpy.random.randint(low, high, size, dtype)", "numpy.random.Generator.integers(self, low, high, size, dtype, endpoint)")  # fmt: skip  # noqa: E501
def integers(low: Argument = None, size: Argument = None, dtype: Argument = None, *, mode: Mode) -> Argument:
    """Integers of shape `size`."""
    if size is None:
        return UNKNOWN_DIM if is_size(low) else UNKNOWN
    return Tensor(shape_of(size), dtype_or(dtype, "int64", mode), mode.kind)


@op("numpy.random.choice(a, size, replace, p)")
def choice(a: Argument, size: Argument = None, *, mode: Mode) -> Argument:
    """Elements of a vector, or integers below a number."""
    if size is None and (is_size(a) or as_tensor(a, mode).dtype == "int64"):
        return UNKNOWN_DIM
    if size is None or a is UNKNOWN:
        return UNKNOWN
    return Tensor(shape_of(size), "int64" if is_size(a) else as_tensor(a, mode).dtype, mode.kind)


@op("numpy.random.permutation(x)")
def permutation(x: Argument, *, mode: Mode) -> Tensor:
    """The elements in another order, or the integers below a number."""
    if is_size(x):
        return Tensor(shape_of(x), "int64", mode.kind)
    array = as_tensor(x, mode)
    return Tensor(array.shape, array.dtype, mode.kind)


@op(
    "keras.random.normal(shape, mean, stddev, dtype, seed)",
    "keras.random.truncated_normal(shape, mean, stddev, dtype, seed)",
    "keras.random.uniform(shape, minval, maxval, dtype, seed)",
    "keras.random.beta(shape, alpha, beta, dtype, seed)",
    "keras.random.gamma(shape, alpha, dtype, seed)",
    "keras.random.binomial(shape, counts, probabilities, dtype, seed)",
    "tensorflow.random.normal(shape, mean, stddev, dtype, seed, name)",
    "tensorflow.random.truncated_normal(shape, mean, stddev, dtype, seed, name)",
    "tensorflow.random.uniform(shape, minval, maxval, dtype, seed, name)",
    "keras.backend.random_normal(shape, mean, stddev, dtype, seed)",
    "keras.backend.random_uniform(shape, minval, maxval, dtype, seed)",
)
def floats(shape: Argument, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Floats of a shape."""
    return Tensor(shape_of(shape), dtype_or(dtype, default_float(mode), mode), mode.kind)


@op("keras.random.randint(shape, minval, maxval, dtype, seed)")
def keras_integers(shape: Argument, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Integers of a shape."""
    return Tensor(shape_of(shape), dtype_or(dtype, "int32", mode), mode.kind)


@op("keras.random.categorical(logits=x, num_samples, dtype, seed)")
def categorical(x: Tensor, num_samples: Argument, dtype: Argument = "int32", *, mode: Mode) -> Tensor:
    """(batch, classes) -> (batch, samples), drawn on the backend.

    Raises: Failed(ForeignFunctionOnTensor | RankMismatch).
    """
    if mode.declared:
        raise Failed(ForeignFunctionOnTensor(path="keras.random", tensor=x))
    batch, _ = require_rank(x, 2)
    return Tensor(Shape((batch, size_of(num_samples))), dtype_or(dtype, "int32", mode), mode.kind)


@op("tensorflow.random.shuffle(value=x, seed, name)", "keras.random.shuffle(x, axis, seed)")
@op("tensorflow.nn.dropout(x, rate, noise_shape, seed, name)")
def shuffled(x: Tensor, *, mode: Mode) -> Tensor:
    """The same shape. Keras runs these on the backend, also on a symbolic tensor, which it refuses.

    Raises: Failed(ForeignFunctionOnTensor).
    """
    if mode.declared and mode.context.keras_major >= 3:
        raise Failed(ForeignFunctionOnTensor(path="keras.random", tensor=x))
    return x.reshaped(x.shape)


@op("keras.random.dropout(inputs=x, rate, noise_shape, seed)")
def dropout(x: Tensor, rate: Argument, *, mode: Mode) -> Tensor:
    """The same shape. A rate of 0 gives what came in, which may then be symbolic; another one runs on the backend.

    Source: `dropout` in `keras/src/backend/jax/random.py`.
    Raises: Failed(ForeignFunctionOnTensor); Undetermined.
    """
    if not isinstance(rate, NUMBERS) and mode.declared:
        raise Undetermined("`rate` is not known")
    return x if rate == 0 and isinstance(rate, NUMBERS) else shuffled(x, mode=mode)
