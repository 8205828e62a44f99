"""Operations that make tensors of sizes and numbers."""

from __future__ import annotations

import math
from dataclasses import replace

from keralint.semantics.ops.arguments import (
    MAX_KNOWN_ELEMENTS,
    array_of,
    as_tensor,
    axis_of,
    flag,
    is_size,
    one_size,
    sizes_of,
)
from keralint.semantics.ops.broadcasting import broadcast
from keralint.semantics.ops.definitions import op
from keralint.semantics.ops.dtypes import (
    WEAK_FLOAT,
    WEAK_INT,
    default_float,
    default_integer,
    dtype_or,
    meet,
    of_python,
)
from keralint.semantics.ops.elementwise import operand_dtype
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import DYNAMIC, UNKNOWN, ApiInstance, ApiReference, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, ceil_divide, maximum, subtract


def shape_of(value: Argument) -> Shape:
    """The shape that an argument stands for, unknown if it is not known."""
    try:
        return Shape(sizes_of(value))
    except Undetermined:
        return UNKNOWN_SHAPE


@op("keras.ops.zeros", "numpy.zeros(shape, dtype, order)", "tensorflow.zeros(shape, dtype, name)")
@op("keras.backend.zeros(shape, dtype, name)", "keras.backend.ones(shape, dtype, name)")
@op("keras.ops.ones", "numpy.ones(shape, dtype, order)", "tensorflow.ones(shape, dtype, name)")
@op("keras.ops.empty", "numpy.empty(shape, dtype, order)")
@op("keras.initializers.Initializer.__call__(shape, dtype)")
def filled(shape: Argument, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """A tensor of this shape, of floats if nothing is said."""
    return Tensor(shape_of(shape), dtype_or(dtype, default_float(mode), mode), mode.kind)


@op("keras.ops.full", "numpy.full(shape, fill_value, dtype, order)", "tensorflow.fill(dims=shape, value=fill_value, name)")  # fmt: skip  # noqa: E501
def full(shape: Argument, fill_value: Argument, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Keras fills with floats if nothing is said, NumPy and TensorFlow with what the value is."""
    default = default_float(mode) if mode.namespace is Library.KERAS else _dtype_of_value(fill_value, mode)
    return Tensor(shape_of(shape), dtype_or(dtype, default, mode), mode.kind)


def _dtype_of_value(value: Argument, mode: Mode) -> str | None:
    return value.dtype if isinstance(value, Tensor) else of_python(value, mode)


@op("keras.ops.zeros_like", "numpy.zeros_like(a=x, dtype, order, subok)", "tensorflow.zeros_like(input=x, dtype, name)")
@op("keras.ops.ones_like", "numpy.ones_like(a=x, dtype, order, subok)", "tensorflow.ones_like(input=x, dtype, name)")
@op("keras.ops.empty_like", "numpy.empty_like(prototype=x, dtype, order, subok)")
@op("keras.ops.full_like(x, fill_value, dtype)", "numpy.full_like(a=x, fill_value, dtype, order, subok)")
@op("keras.backend.zeros_like(x, dtype, name)", "keras.backend.ones_like(x, dtype, name)")
def like(x: Tensor, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """The shape of another tensor, and its dtype if nothing is said."""
    return Tensor(x.shape, dtype_or(dtype, x.dtype, mode), mode.kind)


@op("keras.ops.array(x, dtype)")
@op("keras.ops.convert_to_tensor(x, dtype, sparse, ragged)")
@op("numpy.array(object=x, dtype, copy, order, subok, ndmin!)", "numpy.asarray(a=x, dtype, order)")
@op("tensorflow.convert_to_tensor(value=x, dtype, dtype_hint, name)")
@op("tensorflow.Variable(initial_value=x, trainable, dtype, name)", result=TensorKind.VARIABLE)
def array(x: Argument, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """An array of numbers, of nested sequences, or of another array."""
    if isinstance(x, (tuple, list)):
        made = array_of(x, mode)
        return Tensor(made.shape, dtype_or(dtype, made.dtype, mode), mode.kind, value=made.value)
    # Data that nothing is known of (`np.array(pixels)`) is an array of some shape.
    made = as_tensor(x, mode)
    return Tensor(made.shape, dtype_or(dtype, made.dtype, mode), mode.kind, value=made.value)


@op(
    "keras.Variable(initializer, shape, dtype, trainable, autocast, aggregation, synchronization, name, layout)",
    result=TensorKind.WEIGHT,
)
def variable(initializer: Argument, shape: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Of the shape that is given to what makes its values, or of that of the values (`KerasVariable.__init__`)."""
    if isinstance(initializer, (str, ApiInstance, ApiReference, UserCallable)):
        return Tensor(shape_of(shape), dtype_or(dtype, default_float(mode), mode), mode.kind)
    return array(initializer, dtype, mode=mode)


@op("tensorflow.constant(value=x, dtype, shape, name)")
@op("keras.backend.constant(value=x, dtype, shape, name)")
def constant(x: Argument, dtype: Argument = None, shape: Argument = None, *, mode: Mode) -> Tensor:
    """The same, of the shape that is given: the values are arranged like that, or one is repeated."""
    made = array(x, dtype, mode=mode)
    return made if shape is None else made.reshaped(shape_of(shape))


@op("keras.ops.arange", "numpy.arange(start, stop, step, dtype)", "tensorflow.range(start, limit=stop, delta=step, dtype, name)")  # fmt: skip  # noqa: E501
@op("keras.backend.arange(start, stop, step, dtype)")
def arange(
    start: Argument, stop: Argument = None, step: Argument = None, dtype: Argument = None, *, mode: Mode
) -> Tensor:
    """Numbers from `start`, or 0, up to `stop`."""
    if stop is None:
        start, stop = 0, start
    step = 1 if step is None else step
    weak = [operand_dtype(value, mode) for value in (start, stop, step)]
    known: str | None = None
    if all(dtype in (WEAK_INT, WEAK_FLOAT) for dtype in weak):
        known = default_float(mode) if WEAK_FLOAT in weak else default_integer(mode)
    return Tensor(Shape((_count(start, stop, step),)), dtype_or(dtype, known, mode), mode.kind)


def _count(start: Argument, stop: Argument, step: Argument) -> Dim:
    start, stop, step = (value.value if isinstance(value, Tensor) else value for value in (start, stop, step))
    if DYNAMIC in (start, stop, step):
        return None
    if all(isinstance(value, (int, float)) for value in (start, stop, step)) and step:
        count = (stop - start) / step
        return max(0, math.ceil(count)) if math.isfinite(count) else UNKNOWN_DIM
    if start == 0 and step == 1 and isinstance(stop, Symbolic):
        return subtract(stop, 0)
    if is_size(start) and is_size(stop) and type(step) is int and step > 0:
        return maximum(0, ceil_divide(subtract(stop, start), step))
    return UNKNOWN_DIM


@op(
    "keras.ops.linspace(start, stop, num, endpoint, retstep, dtype, axis)",
    "tensorflow.linspace(start, stop, num, name, axis)",
)
@op("keras.ops.logspace(start, stop, num, endpoint, base, dtype, axis)")
@op("keras.ops.geomspace(start, stop, num, endpoint, dtype, axis)")
@op("numpy.logspace(start, stop, num, endpoint, base!, dtype, axis)")
@op("numpy.geomspace(start, stop, num, endpoint, dtype, axis)")
def linspace(
    start: Argument, stop: Argument, num: Argument = 50, retstep: Argument = False, dtype: Argument = None,
    axis: Argument = 0, *, mode: Mode,
) -> Argument:  # fmt: skip
    """`num` numbers between two, or between two tensors along a new axis. Keras takes the dtype of the start."""
    ends = as_tensor(start, mode), as_tensor(stop, mode)
    count = one_size(num)
    shape = broadcast(*ends)
    plain = all(isinstance(end, (int, float)) for end in (start, stop))
    known = default_float(mode) if plain else None
    if mode.declared:
        known = meet([operand_dtype(start, mode), WEAK_FLOAT], mode)
    if dtype is not None:
        known = meet([dtype_or(dtype, None, mode), WEAK_FLOAT], mode) if mode.declared else dtype_or(dtype, None, mode)
    if not mode.declared and shape.dims == () and axis not in (0, -1):
        raise Undetermined("backends differ in the axes that they take for the only one")
    place = axis_of(Tensor(shape), axis, extra=1)
    made = Tensor(shape.insert(place, count), known, mode.kind)
    if not flag(retstep, "retstep"):
        return made
    if mode.declared:
        raise Undetermined("Keras cannot declare the step")
    return made, UNKNOWN


@op("numpy.linspace(start, stop, num, endpoint, retstep, dtype, axis)")
def numpy_linspace(
    start: Argument, stop: Argument, num: Argument = 50, endpoint: Argument = True, retstep: Argument = False,
    dtype: Argument = None, axis: Argument = 0, *, mode: Mode,
) -> Argument:  # fmt: skip
    """The same; a few numbers between two that are known are known as well."""
    made = linspace(start, stop, num, retstep, dtype, axis, mode=mode)
    plain = dtype is None and isinstance(endpoint, bool) and all(isinstance(end, (int, float)) for end in (start, stop))
    if not isinstance(made, Tensor) or not plain or not isinstance(num, int) or not 0 < num <= MAX_KNOWN_ELEMENTS:
        return made
    return replace(made, value=_evenly_spaced(start, stop, num, endpoint))


def _evenly_spaced(start: float, stop: float, count: int, endpoint: bool) -> tuple[float, ...]:
    """The numbers as `numpy.linspace` computes them (`numpy/_core/function_base.py`)."""
    steps = max(count - 1 if endpoint else count, 1)
    step = (stop - start) / steps
    numbers = [
        float(place * step + start if step else place / steps * (stop - start) + start) for place in range(count)
    ]
    if endpoint and count > 1:
        numbers[-1] = float(stop)
    return tuple(numbers)


@op("keras.ops.eye(N=rows, M=columns, k, dtype)", "numpy.eye(N=rows, M=columns, k, dtype, order)")
@op("keras.ops.identity(n=rows, dtype)", "numpy.identity(n=rows, dtype)")
@op("tensorflow.eye(num_rows=rows, num_columns=columns, batch_shape!, dtype, name)")
def eye(rows: Argument, columns: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """A matrix with ones on its diagonal."""
    height, width = one_size(rows), one_size(rows if columns is None else columns)
    return Tensor(Shape((height, width)), dtype_or(dtype, default_float(mode), mode), mode.kind)
