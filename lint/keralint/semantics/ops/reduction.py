"""Reductions over axes: sums, means, extremes, positions, norms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.ops import dtypes
from keralint.semantics.ops.arguments import axes_of, axis_of, flag, is_size, known_dims
from keralint.semantics.ops.definitions import camel_case, op
from keralint.semantics.ops.elementwise import declared_float32, same, truth
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import Argument
from keralint.shapes import Dim, Shape, product, total

DtypeRule = Callable[["str | None", Mode], "str | None"]

MATRIX_NORMS: Final = (None, "fro", "nuc", float("inf"), float("-inf"), 1, -1, 2, -2)


def reduced(x: Tensor, axis: Argument, keepdims: Argument) -> Shape:
    """The shape without the axes (`None`: without any), or with the size 1 there.

    Raises: Failed(AxisOutOfRange | InvalidArgument); Undetermined.
    """
    keep = flag(keepdims, "keepdims")
    if axis is None and not keep:
        return Shape(())
    dims = known_dims(x)
    axes = tuple(range(len(dims))) if axis is None else axes_of(x, axis)
    if keep:
        return Shape(tuple(1 if place in axes else dim for place, dim in enumerate(dims)))
    return Shape(tuple(dim for place, dim in enumerate(dims) if place not in axes))


def position(dtype: str | None, mode: Mode) -> str | None:
    """Indices: int32 in Keras, int64 elsewhere."""
    return "int32" if mode.namespace is Library.KERAS else "int64"


def mean_dtype(dtype: str | None, mode: Mode) -> str | None:
    """A float; Keras promotes integers with float32 whatever `floatx` is."""
    if mode.namespace is Library.KERAS and dtype is not None and dtypes.is_discrete(dtype):
        return "float32"
    return dtype if mode.namespace is Library.TENSORFLOW else dtypes.real(dtype, mode)


RULES: Final[Mapping[str, DtypeRule]] = {
    "sum": dtypes.total, "nansum": dtypes.total, "prod": dtypes.total, "nanprod": dtypes.total,
    "mean": mean_dtype, "nanmean": dtypes.real, "median": dtypes.real, "nanmedian": dtypes.real,
    "std": dtypes.real, "var": dtypes.real, "nanstd": dtypes.real, "nanvar": dtypes.real,
    "max": same, "min": same, "amax": same, "amin": same, "ptp": same, "nanmax": same, "nanmin": same,
    "any": truth, "all": truth, "argmax": position, "argmin": position, "nanargmax": position, "nanargmin": position,
}  # fmt: skip
_TENSORFLOW: Final[Mapping[str, str]] = {
    "reduce_sum": "sum", "reduce_mean": "mean", "reduce_max": "max", "reduce_min": "min", "reduce_prod": "prod",
    "reduce_std": "max", "reduce_variance": "max", "reduce_any": "any", "reduce_all": "all",
    "reduce_logsumexp": "max",
}  # fmt: skip
_BEFORE_2: Final = "reduction_indices!, keep_dims=keepdims"
"""What reductions took as well before TensorFlow 2, after their other parameters."""
_BACKEND: Final = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all")
_METHODS: Final = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax", "argmin")
KNOWN_ELEMENTS: Final[Mapping[str, Callable[[tuple[Dim, ...]], Dim]]] = {"prod": product, "sum": total}
"""Reductions of shapes (`np.prod(x.shape[1:])`), which are followed where all elements are sizes."""


def _counts(element: Argument) -> bool:
    """Whether it is a size, or the answer to a question, which counts as 0 or 1."""
    return is_size(element) or isinstance(element, bool)


def _define(path: str, name: str, parameters: str, class_name: str) -> None:
    rule = RULES[name]

    def function(
        x: Tensor, axis: Argument = None, keepdims: Argument = False, dtype: Argument = None, *, mode: Mode
    ) -> Argument:
        elements = x.value
        known = isinstance(elements, tuple) and bool(elements) and all(map(_counts, elements))
        if known and axis is None and dtype is None and mode.namespace is Library.NUMPY and name in KNOWN_ELEMENTS:
            return KNOWN_ELEMENTS[name](elements)
        if "arg" in name and isinstance(axis, (tuple, list)) and not mode.declared:
            raise Undetermined("several axes")
        if "median" in name and x.rank == 0 and keepdims is not False and not mode.declared:
            raise Undetermined("what a single number keeps differs")
        return Tensor(reduced(x, axis, keepdims), dtypes.dtype_or(dtype, rule(x.dtype, mode), mode), mode.kind)

    op(f"{path}({parameters})", class_name=class_name)(function)


def _define_all() -> None:
    for name in RULES:
        of_keras = "x, axis, keepdims" + {"max": ", initial", "min": ", initial", "prod": ", dtype"}.get(name, "")
        _define(f"keras.ops.{name}", name, of_keras, camel_case(name))
        if name.endswith(("argmax", "argmin")):
            of_numpy = "a=x, axis, out!, keepdims"
        elif name in ("max", "min", "amax", "amin", "any", "all", "ptp", "nanmax", "nanmin"):
            of_numpy = "a=x, axis, out!, keepdims, initial, where!"
        elif name in ("median", "nanmedian"):
            of_numpy = "a=x, axis, out!, overwrite_input, keepdims"
        elif name in ("std", "var", "nanstd", "nanvar"):
            of_numpy = "a=x, axis, dtype, out!, ddof, keepdims, where!"
        else:
            of_numpy = "a=x, axis, dtype, out!, keepdims, initial, where!"
        _define(f"numpy.{name}", name, of_numpy, name)
        if name in _METHODS:
            _define(f"numpy.ndarray.{name}", name, of_numpy.replace("a=x", "self=x"), name)
    for name, like in _TENSORFLOW.items():
        _define(f"tensorflow.{name}", like, f"input_tensor=x, axis, keepdims, name, {_BEFORE_2}", name)
    for name in _BACKEND:
        _define(f"keras.backend.{name}", name, "x, axis, keepdims", name)


_define_all()


@op(
    "tensorflow.argmax(input=x, axis, output_type, name)",
    "tensorflow.argmin(input=x, axis, output_type, name)",
    "keras.backend.argmax(x, axis:-1)",
    "keras.backend.argmin(x, axis:-1)",
)
def tensorflow_position(x: Tensor, axis: Argument = None, output_type: Argument = None, *, mode: Mode) -> Tensor:
    """Unlike elsewhere no axis means the first."""
    place = axis_of(x, 0 if axis is None else axis)
    dims = known_dims(x)
    dtype = "int64" if output_type is None else dtypes.dtype_of(output_type, mode)
    return Tensor(Shape(dims[:place] + dims[place + 1 :]), dtype, mode.kind)


@op("keras.ops.logsumexp")
def logsumexp(x: Tensor, axis: Argument = None, keepdims: Argument = False, *, mode: Mode) -> Tensor:
    """Declared float32, whatever comes in (`keras/src/ops/math.py`)."""
    return Tensor(reduced(x, axis, keepdims), declared_float32(x.dtype, mode), mode.kind)


@op("keras.ops.count_nonzero(x, axis)", "numpy.count_nonzero(a=x, axis, keepdims)")
@op("tensorflow.count_nonzero(input=x, axis, keepdims, dtype!, name)")
def count_nonzero(x: Tensor, axis: Argument = None, keepdims: Argument = False, *, mode: Mode) -> Tensor:
    """The number of elements that are not zero."""
    return Tensor(reduced(x, axis, keepdims), position(None, mode), mode.kind)


@op("keras.ops.average(x, axis, weights!)", "numpy.average(a=x, axis, weights!, returned!, keepdims)")
def average(x: Tensor, axis: Argument = None, keepdims: Argument = False, *, mode: Mode) -> Tensor:
    """A mean; with weights it is not followed."""
    return Tensor(reduced(x, axis, keepdims), dtypes.real(x.dtype, mode), mode.kind)


@op(
    "keras.ops.norm",
    "numpy.linalg.norm(x, ord, axis, keepdims)",
    "tensorflow.norm(tensor=x, ord:'euclidean', axis, keepdims, name)",
)
def norm(
    x: Tensor,
    ord: Argument = None,  # noqa: A002  # Keras's name
    axis: Argument = None,
    keepdims: Argument = False,
    *,
    mode: Mode,
) -> Tensor:
    """A vector norm over one axis, a matrix norm over two."""
    if mode.declared:
        _check_order(x, ord, axis)
    return Tensor(reduced(x, axis, keepdims), dtypes.real(x.dtype, mode), mode.kind)


def _check_order(x: Tensor, order: Argument, axis: Argument) -> None:
    """What `keras.src.ops.linalg.Norm` refuses.

    Raises: Failed(InvalidArgument).
    """
    if not isinstance(order, (str, int, float, type(None))):
        return
    count = len(known_dims(x)) if axis is None else len(axes_of(x, axis))
    wrong = isinstance(order, str) and (order not in ("fro", "nuc") or count == 1)
    if wrong or (count == 2 and order not in MATRIX_NORMS):
        expected = Expectation(Expected.CHOICE, choices=(None, "fro", "nuc") if count == 2 else (None,))
        raise Failed(InvalidArgument(argument="ord", value=order, expected=expected))


@op("keras.ops.moments(x, axes=axis, keepdims, synchronized)")
@op("tensorflow.nn.moments(x, axes=axis, shift, keepdims, name)", class_name="moments")
def moments(x: Tensor, axis: Argument, keepdims: Argument = False, *, mode: Mode) -> tuple[Tensor, Tensor]:
    """Mean and variance."""
    one = Tensor(reduced(x, axis, keepdims), x.dtype, mode.kind)
    return one, Tensor(one.shape, one.dtype, one.kind)
