"""Operations element by element: one rule of shape, and a table of names for each rule of dtypes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from keralint.semantics.failures.arguments import Conflict, ConflictingArguments
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.ops import ForeignFunctionOnTensor, UnsupportedOperand
from keralint.semantics.ops import dtypes
from keralint.semantics.ops.arguments import as_tensor, axis_of
from keralint.semantics.ops.broadcasting import broadcast, broadcast_shapes
from keralint.semantics.ops.definitions import camel_case, op
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import DYNAMIC, UNKNOWN, UNKNOWN_FLOAT, Argument, UnknownFloat
from keralint.shapes import Shape, Symbolic, UnknownDim, is_float

DtypeRule = Callable[["str | None", Mode], "str | None"]

REAL: Final = (
    "arccos arccosh arcsin arcsinh arctan arctanh cos cosh exp exp2 expm1 log log10 log1p log2 sin sinc sinh sqrt tan "
    "tanh"
)
"""A float whatever comes in."""
ROUNDING: Final = "ceil floor"
SAME: Final = "negative sign round trunc nan_to_num"
TESTS: Final = "isfinite isinf isnan isneginf isposinf isreal signbit logical_not"

KERAS_SAME: Final = "real imag tril triu bitwise_not bitwise_invert conjugate copy"
KERAS_DECLARED: Final = (
    "relu relu6 sigmoid sparse_sigmoid softplus softsign sparse_plus silu swish log_sigmoid hard_sigmoid hard_silu "
    "hard_swish elu selu gelu celu tanh_shrink hard_tanh leaky_relu soft_shrink hard_shrink squareplus threshold "
    "rsqrt erf erfinv"
)
"""Keras declares the dtype of the input, whatever the backend makes of an integer."""

TENSORFLOW_SAME: Final = (
    "exp expm1 log log1p sin cos tan tanh asin acos atan sinh cosh sqrt rsqrt square abs negative sign round floor "
    "ceil reciprocal erf sigmoid stop_gradient identity nn.relu nn.relu6 nn.sigmoid nn.tanh nn.elu nn.selu nn.gelu "
    "nn.leaky_relu nn.silu nn.swish nn.softplus nn.softsign nn.crelu"
)
_CLASS_NAMES: Final[Mapping[str, str]] = {"swish": "Silu", "hard_swish": "HardSilu", "abs": "Absolute"}


def same(dtype: str | None, mode: Mode) -> str | None:
    """The dtype that comes in."""
    return dtype


def declared(dtype: str | None, mode: Mode) -> str | None:
    """The dtype that comes in, as Keras declares it; run on data, integers may become floats."""
    return dtypes.as_declared(dtype, dtype, mode)


def truth(dtype: str | None, mode: Mode) -> str | None:
    """Whether something holds."""
    return "bool"


def rounded(dtype: str | None, mode: Mode) -> str | None:
    """NumPy's `floor` of integers changed from float64 to integers with version 2.1."""
    known_float = dtype is not None and is_float(dtype)
    return dtypes.real(dtype, mode) if mode.namespace is Library.KERAS or known_float else None


def squared(dtype: str | None, mode: Mode) -> str | None:
    """The dtype that comes in, but of bools Keras makes integers."""
    return "int32" if dtype == "bool" and mode.namespace is Library.KERAS else dtype


def declared_float32(dtype: str | None, mode: Mode) -> str | None:
    """Keras declares float32 for these, whatever comes in; run on data they keep a float."""
    if mode.declared:
        return "float32"
    kept = dtype == "float32" or (mode.kind is not TensorKind.UNKNOWN and dtype is not None and is_float(dtype))
    return dtype if kept else None


def _unary(x: Tensor, rule: DtypeRule, mode: Mode) -> Tensor:
    return x.reshaped(x.shape).with_dtype(rule(x.dtype, mode))


def _define_unary(path: str, rule: DtypeRule, *, class_name: str) -> None:
    """Further parameters (`negative_slope`, `decimals`, `name`) change neither shape nor dtype."""

    def function(x: Tensor, *, mode: Mode) -> Tensor:
        return _unary(x, rule, mode)

    extras = _EXTRAS.get(path.rpartition(".")[2], "")
    first = "x" if path.startswith("keras.") else "_x=x"
    # The first parameter of each library has a name of its own; programs give it by position.
    op(f"{path}({first}{extras}, name)", class_name=class_name)(function)


_EXTRAS: Final[Mapping[str, str]] = {
    "round": ", decimals", "nan_to_num": ", nan, posinf, neginf", "tril": ", k", "triu": ", k", "elu": ", alpha",
    "celu": ", alpha", "gelu": ", approximate", "leaky_relu": ", negative_slope", "soft_shrink": ", threshold",
    "hard_shrink": ", threshold", "squareplus": ", b", "threshold": ", threshold, default_value",
}  # fmt: skip


def _define_table() -> None:
    numpy_keras: tuple[tuple[str, DtypeRule], ...] = (
        (REAL, dtypes.real), (ROUNDING, rounded), (SAME, same), (TESTS, truth), ("square", squared),
        ("absolute abs", same), ("reciprocal", declared_float32),
    )  # fmt: skip
    for names, rule in numpy_keras:
        for name in names.split():
            for library in ("keras.ops", "numpy"):
                _define_unary(f"{library}.{name}", rule, class_name=_CLASS_NAMES.get(name, camel_case(name)))
    for names, rule in ((KERAS_SAME, same), (KERAS_DECLARED, declared)):
        for name in names.split():
            _define_unary(f"keras.ops.{name}", rule, class_name=_CLASS_NAMES.get(name, camel_case(name)))
    for name in TENSORFLOW_SAME.split():
        _define_unary(f"tensorflow.{name}", same, class_name=name)
    for name in ("is_nan", "is_inf", "is_finite", "logical_not"):
        _define_unary(f"tensorflow.{name}", truth, class_name=name)
    for name in ("abs", "exp", "log", "sqrt", "square", "sigmoid", "tanh", "relu", "elu", "softplus", "round", "sign"):
        _define_unary(f"keras.backend.{name}", same, class_name=name)


_define_table()


@op("keras.ops.stop_gradient(variable=x)")
def stop_gradient(x: Argument) -> Argument:
    """Numbers, and lists of them, come back as such from some backends."""
    return x.reshaped(x.shape) if isinstance(x, Tensor) else UNKNOWN


@op("keras.ops.clip", "numpy.clip(a=x, a_min=x_min, a_max=x_max, out!, dtype!)", "keras.backend.clip(x, min_value=x_min, max_value=x_max)")  # fmt: skip  # noqa: E501
@op("tensorflow.clip_by_value(t=x, clip_value_min=x_min, clip_value_max=x_max, name)", class_name="clip_by_value")
@op("numpy.ndarray.clip(self=x, min=x_min, max=x_max, out!)")
def clip(x: Tensor, x_min: Argument = None, x_max: Argument = None, *, mode: Mode) -> Tensor:
    """Keras makes integers of bools; NumPy may promote, and Keras on data, which is not followed."""
    if mode.namespace is Library.NUMPY:
        return x.reshaped(x.shape)
    clipped = _unary(x, squared, mode)
    weak = mode.declared or all(isinstance(bound, int) for bound in (x_min, x_max)) or is_float(x.dtype or "")
    return clipped if weak else clipped.with_dtype(None)


BinaryRule = Callable[["list[str | None]", Mode], "str | None"]


def promoted(operands: list[str | None], mode: Mode) -> str | None:
    """What the operands have in common."""
    return dtypes.meet(operands, mode)


def promoted_numbers(operands: list[str | None], mode: Mode) -> str | None:
    """As `promoted`, but Keras declares Python's numbers as arrays of a dtype of their own."""
    if mode.namespace is not Library.KERAS or not any(map(dtypes.weak, operands)):
        return dtypes.meet(operands, mode)
    if mode.kind is TensorKind.UNKNOWN:
        return None
    if mode.declared:
        own = {dtypes.WEAK_INT: "int32", dtypes.WEAK_FLOAT: "float32"}
        operands = [operand if operand is None else own.get(operand, operand) for operand in operands]
    return dtypes.meet(operands, mode)


def promoted_number(operands: list[str | None], mode: Mode) -> str | None:
    """As `promoted`, but bools become integers."""
    result = dtypes.meet(operands, mode)
    if result != "bool":
        return result
    return {Library.KERAS: "int32", Library.NUMPY: "int8"}.get(mode.namespace)


def promoted_as_declared(operands: list[str | None], mode: Mode) -> str | None:
    """As `promoted`; of bools some backends make integers, which Keras does not declare."""
    result = dtypes.meet(operands, mode)
    if result != "bool" or mode.declared:
        return result
    return "int8" if mode.namespace is Library.NUMPY else None


def angle(operands: list[str | None], mode: Mode) -> str | None:
    """A float; what is no tensor is one of those that Keras computes in, where Keras declares it."""
    if mode.declared:
        operands = [mode.floatx if dtypes.weak(dtype) else dtype for dtype in operands]
    if mode.kind is TensorKind.UNKNOWN and any(map(dtypes.weak, operands)):
        return None
    return quotient(operands, mode)


def quotient(operands: list[str | None], mode: Mode) -> str | None:
    """True division: a float."""
    if mode.namespace is Library.KERAS:
        return dtypes.meet([*operands, dtypes.WEAK_FLOAT], mode)
    result = dtypes.meet(operands, mode)
    return dtypes.real(result, mode)


def comparison(operands: list[str | None], mode: Mode) -> str | None:
    """Whether something holds."""
    return "bool"


BINARY: Final[Mapping[str, BinaryRule]] = {
    "add": promoted, "subtract": promoted, "multiply": promoted, "divide": quotient, "true_divide": quotient,
    "floor_divide": promoted_as_declared, "mod": promoted_number, "power": promoted_as_declared, "maximum": promoted,
    "minimum": promoted, "fmax": promoted, "fmin": promoted, "fmod": promoted_number, "gcd": promoted_numbers,
    "lcm": promoted_numbers,
    "divide_no_nan": quotient, "arctan2": angle, "logaddexp": quotient, "logaddexp2": quotient,
    "equal": comparison, "not_equal": comparison, "less": comparison, "less_equal": comparison, "greater": comparison,
    "greater_equal": comparison, "logical_and": comparison, "logical_or": comparison, "logical_xor": comparison,
}  # fmt: skip
_NUMPY_LACKS: Final = frozenset({"divide_no_nan"})
_TENSORFLOW_BINARY: Final[Mapping[str, BinaryRule]] = {
    "add": promoted, "subtract": promoted, "multiply": promoted, "divide": quotient, "maximum": promoted,
    "minimum": promoted, "pow": promoted, "floordiv": promoted, "mod": promoted, "squared_difference": promoted,
    "equal": comparison, "not_equal": comparison, "less": comparison, "less_equal": comparison, "greater": comparison,
    "greater_equal": comparison, "logical_and": comparison, "logical_or": comparison, "logical_xor": comparison,
    "truediv": quotient, "floormod": promoted, "divide_no_nan": quotient,
}  # fmt: skip


def operand_dtype(value: Argument, mode: Mode) -> str | None:
    """The dtype of an operand in promotion: a Python number is weak."""
    if isinstance(value, Tensor):
        return value.dtype
    if isinstance(value, Symbolic):
        return None
    if isinstance(value, UnknownDim) or value is DYNAMIC:
        return dtypes.WEAK_INT
    if value is UNKNOWN_FLOAT:
        return dtypes.WEAK_FLOAT
    if isinstance(value, bool):
        return "bool"
    return {int: dtypes.WEAK_INT, float: dtypes.WEAK_FLOAT}.get(type(value))


def operate(left: Argument, right: Argument, rule: BinaryRule, name: str, mode: Mode) -> Tensor:
    """Two operands, of which each may be a tensor or a number.

    Beside a symbolic tensor Keras takes anything else for a single number, where it need not know the dtype.

    Raises: Failed(BroadcastMismatch | UnsupportedOperand); Undetermined.
    """
    operands = []
    for value in (left, right):
        if mode.kind is TensorKind.UNKNOWN and rule in (comparison, angle) and isinstance(value, (tuple, list)):
            raise Undetermined("whether the tensors are symbolic is not known")
        if mode.declared and (value is None or isinstance(value, (tuple, list, dict, str))):
            if rule not in (comparison, angle):
                raise Failed(UnsupportedOperand(symbol=name, value=value))
            operands.append(Tensor(Shape(()), mode.floatx, TensorKind.EAGER))
        else:
            operands.append(as_tensor(value, mode))
    given = [_weakened(value, operand) for value, operand in zip((left, right), operands)]
    if rule is angle and mode.declared:
        given = [float(value) if isinstance(value, bool) else value for value in given]
    return Tensor(broadcast(*operands), rule([operand_dtype(value, mode) for value in given], mode), mode.kind)


def _weakened(value: Argument, tensor: Tensor) -> Argument:
    return value if isinstance(value, (bool, int, float, Symbolic, UnknownDim, UnknownFloat)) else tensor


def _define_binary(path: str, rule: BinaryRule, name: str, parameters: str) -> None:
    def function(x1: Argument, x2: Argument, *, mode: Mode) -> Tensor:
        return operate(x1, x2, rule, name, mode)

    op(f"{path}({parameters})", class_name=camel_case(name))(function)


for _name, _rule in BINARY.items():
    _define_binary(f"keras.ops.{_name}", _rule, _name, "x1, x2")
    if _name not in _NUMPY_LACKS:
        _define_binary(f"numpy.{_name}", _rule, _name, "x1, x2, out!, where!, dtype!")
for _name, _rule in _TENSORFLOW_BINARY.items():
    _define_binary(f"tensorflow.{_name}", _rule, _name, "x=x1, y=x2, name")
_define_binary("tensorflow.atan2", quotient, "atan2", "y=x1, x=x2, name")
for _name in ("maximum", "minimum", "equal", "not_equal", "less", "greater", "pow"):
    _define_binary(f"keras.backend.{_name}", _TENSORFLOW_BINARY[_name], _name, "x=x1, y=x2")


@op("keras.ops.where", "numpy.where(condition, x=x1, y=x2)", "tensorflow.where(condition, x=x1, y=x2, name)")
def where(condition: Argument, x1: Argument = None, x2: Argument = None, *, mode: Mode) -> Tensor:
    """The condition and both values broadcast together; Keras promotes the values.

    Without values Keras declares the shape of the condition; on data the number of hits is not known.
    """
    if (x1 is None) != (x2 is None):
        if UNKNOWN in (x1, x2):
            raise Undetermined("a value is not known")
        if mode.namespace is Library.KERAS:
            raise Failed(ConflictingArguments(arguments=("x1", "x2"), conflict=Conflict.ONLY_ONE_GIVEN))
        raise Undetermined("only one value is given")
    if x1 is None:
        if not mode.declared:
            raise Undetermined("which elements are true is not known")
        # Keras says `int` here, and the backend decides how many bits that has.
        return Tensor(as_tensor(condition, mode).shape, None, mode.kind)
    for value in (x1, x2):
        if mode.declared and isinstance(value, (tuple, list, str)):
            raise Failed(UnsupportedOperand(symbol="where", value=value))
    test, one, other = (as_tensor(value, mode) for value in (condition, x1, x2))
    values = [operand_dtype(_weakened(v, t), mode) for v, t in ((x1, one), (x2, other))]
    dtype = dtypes.meet(values, mode)
    shape = broadcast_shapes(broadcast(test, one), other.shape, (test, one, other))
    return Tensor(shape, dtype, mode.kind)


@op("keras.ops.cast", "tensorflow.cast(x, dtype, name)", "keras.backend.cast", "numpy.ndarray.astype(self=x, dtype, order, casting, subok, copy)")  # fmt: skip  # noqa: E501
@op("keras.ops.saturate_cast")
def cast(x: Tensor, dtype: Argument, *, mode: Mode) -> Tensor:
    """The same shape in another dtype."""
    if dtype is UNKNOWN:
        return Tensor(x.shape, None, mode.kind)
    return Tensor(x.shape, mode.floatx if dtype is None else dtypes.dtype_of(dtype, mode), mode.kind)


@op("numpy.ndarray.copy(self=x, order)", "numpy.copy(a=x, order, subok)", result=TensorKind.ARRAY)
@op("numpy.ndarray.numpy(self=x)", "keras.ops.convert_to_numpy", result=TensorKind.ARRAY)
def as_array(x: Tensor) -> Tensor:
    """A copy as a NumPy array.

    Raises: Failed(ForeignFunctionOnTensor) for a symbolic tensor, which has no elements.
    """
    if x.kind is TensorKind.SYMBOLIC:
        raise Failed(ForeignFunctionOnTensor(path="keras.ops.convert_to_numpy", tensor=x))
    return Tensor(x.shape, x.dtype, TensorKind.ARRAY, value=x.value)


@op("keras.ops.cumsum(x, axis, dtype)", "numpy.cumsum(a=x, axis, dtype, out!)")
@op("keras.ops.cumprod(x, axis, dtype)", "numpy.cumprod(a=x, axis, dtype, out!)")
def cumulate(x: Tensor, axis: Argument = None, dtype: Argument = None, *, mode: Mode) -> Tensor:
    """Sums so far along an axis, or of all elements in a row."""
    default = squared(x.dtype, mode) if mode.namespace is Library.KERAS else dtypes.total(x.dtype, mode)
    return Tensor(_along(x, axis), dtypes.counting(dtypes.dtype_or(dtype, default, mode), mode), mode.kind)


@op("keras.ops.sort(x, axis)", "numpy.sort(a=x, axis, kind, order!, stable)", "tensorflow.sort(values=x, axis, direction, name)")  # fmt: skip  # noqa: E501
def sort(x: Tensor, axis: Argument = -1) -> Tensor:
    """The elements in order along an axis, or all of them."""
    return x.reshaped(_along(x, axis))


@op("keras.ops.argsort(x, axis)", "numpy.argsort(a=x, axis, kind, order!, stable)")
def argsort(x: Tensor, axis: Argument = -1, *, mode: Mode) -> Tensor:
    """Where the elements in order stand."""
    return Tensor(_along(x, axis), "int32" if mode.namespace is Library.KERAS else "int64", mode.kind)


def _along(x: Tensor, axis: Argument) -> Shape:
    if axis is None:
        return Shape((x.shape.size(),))
    axis_of(x, axis)
    return x.shape


@op("keras.ops.size", class_name="Size")
def size(x: Tensor, *, mode: Mode) -> Argument:
    """The number of elements, as a tensor; on data some backends give a plain integer."""
    if not mode.known_declared():
        return UNKNOWN
    return Tensor(Shape(()), "int32", mode.kind)
