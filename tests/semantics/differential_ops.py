"""Evaluates one expression on tensors in real Keras and NumPy and in the semantics, and compares the results.

An expression is Python (`ops.mean(x, axis=1) + x[:, 0]`) over `ops`, `keras`, `np` and the tensors of the case.
"""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import keras
import numpy as np

from keralint.keras_api.database import load
from keralint.semantics.context import Context, PlainStore
from keralint.semantics.failures import Failed, Failure
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import apply_operation, binary, find, get_item, unary
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument, UserCallable
from keralint.shapes import UNKNOWN_DIM, Shape


@dataclass(frozen=True)
class In:
    """A tensor of the case: a KerasTensor, or an array of zeros if `array`."""

    shape: tuple[Any, ...] | None
    dtype: str = "float32"
    array: bool = False


def symbolic(*shape: int | None, dtype: str = "float32") -> In:
    return In(shape, dtype)


def array(*shape: int, dtype: str = "float32") -> In:
    return In(shape, dtype, array=True)


@dataclass(frozen=True)
class Answer:
    """The result as nested shapes with dtypes, or why it is refused; and the class that made its first tensor."""

    outputs: Any = None
    refused: str | None = None
    maker: str | None = field(default=None, compare=False)


class Proxy:
    """A tensor of the semantics that Python's operators work on."""

    def __init__(self, tensor: Tensor, context: Context) -> None:
        self.tensor = tensor
        self.context = context

    def wrapped(self, value: Any) -> Any:
        return wrap(value, self.context)

    def __getitem__(self, index: Any) -> Any:
        return self.wrapped(get_item(self.tensor, unwrap(index), self.context).outputs)

    def __getattr__(self, name: str) -> Any:
        prefix = "keras.KerasTensor" if self.tensor.kind is TensorKind.SYMBOLIC else "numpy.ndarray"
        if name == "shape":
            return self.tensor.shape.dims
        if name == "T":
            return Function(f"{prefix}.transpose", self.context)(self)
        function = Function(f"{prefix}.{name}", self.context)
        return lambda *positional, **keyword: function(self, *positional, **keyword)

    def __neg__(self) -> Any:
        return self.wrapped(unary("-", self.tensor, self.context).outputs)

    def __invert__(self) -> Any:
        return self.wrapped(unary("~", self.tensor, self.context).outputs)

    def __abs__(self) -> Any:
        return self.wrapped(unary("abs", self.tensor, self.context).outputs)


def _operator(symbol: str, *, reflected: bool = False) -> Any:
    def method(self: Proxy, other: Any) -> Any:
        left, right = (unwrap(other), self.tensor) if reflected else (self.tensor, unwrap(other))
        return self.wrapped(binary(symbol, left, right, self.context).outputs)

    return method


_OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "ne": "!=", "and": "&", "or": "|", "xor": "^",
}  # fmt: skip
for _name, _symbol in _OPERATORS.items():
    setattr(Proxy, f"__{_name}__", _operator(_symbol))
    setattr(Proxy, f"__r{_name}__", _operator(_symbol, reflected=True))


class Callback(UserCallable):
    """A function of the expression's, which an operation may run."""

    __slots__ = ("context", "function", "name")

    def __init__(self, function: Callable[..., Any], context: Context) -> None:
        self.function, self.context, self.name = function, context, function.__name__

    def invoke(self, positional: Sequence[Argument], keyword: Mapping[str, Argument]) -> Argument:
        return unwrap(self.function(*(wrap(value, self.context) for value in positional)), self.context)


def unwrap(value: Any, context: Context | None = None) -> Any:
    if isinstance(value, Proxy):
        return value.tensor
    if isinstance(value, (tuple, list)):
        return type(value)(unwrap(item, context) for item in value)
    if context is not None and inspect.isfunction(value):
        return Callback(value, context)
    return value


def wrap(value: Any, context: Context) -> Any:
    if isinstance(value, Tensor):
        return Proxy(value, context)
    if isinstance(value, (tuple, list)):
        return type(value)(wrap(item, context) for item in value)
    return value


class Function:
    """A module or function of a library by its path, run by the semantics."""

    def __init__(self, path: str, context: Context) -> None:
        self.path = path
        self.context = context

    def __getattr__(self, name: str) -> Function:
        return Function(f"{self.path}.{name}", self.context)

    def __call__(self, *positional: Any, **keyword: Any) -> Any:
        definition = find(self.path)
        assert definition is not None, f"{self.path} is not defined"
        given = {name: unwrap(value, self.context) for name, value in keyword.items()}
        arguments = CallArguments(unwrap(positional, self.context), given)
        return wrap(apply_operation(definition, arguments, self.context).outputs, self.context)


def in_libraries(expression: str, **tensors: In) -> Answer:
    """What real Keras and NumPy answer."""
    names: dict[str, Any] = {"ops": keras.ops, "keras": keras, "np": np}
    for name, given in tensors.items():
        assert given.shape is not None
        made = np.zeros(given.shape, given.dtype) if given.array else keras.KerasTensor(given.shape, given.dtype)
        names[name] = made
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = eval(expression, names)
            return Answer(_describe(value), maker=_maker(value))
        except Exception as error:  # noqa: BLE001  # whatever the library raises is its answer
            return Answer(refused=f"{type(error).__name__}: {error}")


def _maker(value: Any) -> str | None:
    """The class of the operation that made the first tensor of a result."""
    if isinstance(value, (tuple, list)):
        return _maker(value[0]) if value else None
    history = getattr(value, "_keras_history", None)
    operation = history.operation if history is not None else None
    return type(operation).__name__ if operation is not None else None


def traced_by_backend(expression: str, **tensors: In) -> Answer:
    """What JAX answers when it traces the expression with tensors of its own."""
    names: dict[str, Any] = {"ops": keras.ops, "keras": keras}
    given = {name: jax.ShapeDtypeStruct(one.shape or (), one.dtype) for name, one in tensors.items()}
    plain: list[Any] = []

    def run(tensors: dict[str, Any]) -> Any:
        value = eval(expression, {**names, **tensors})
        leaves = jax.tree.leaves(value)
        if all(isinstance(leaf, jax.Array) for leaf in leaves):
            return value
        plain.append(value)
        return ()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = jax.eval_shape(run, given)
            return Answer(_describe(plain[0] if plain else value))
        except Exception as error:  # noqa: BLE001  # whatever the library raises is its answer
            return Answer(refused=f"{type(error).__name__}: {error}")


def filled(given: In) -> In:
    """A tensor as JAX may have it: without sizes that are `None`, and without elements of 64 bits."""
    assert given.shape is not None
    dtype = {"int64": "int32", "float64": "float32"}.get(given.dtype, given.dtype)
    return In(tuple(2 if size is None else size for size in given.shape), dtype)


def _describe(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_describe(item) for item in value]
    if hasattr(value, "shape"):
        return (tuple(value.shape), keras.backend.standardize_dtype(value.dtype))
    return value


def in_semantics(
    expression: str, *, kind: TensorKind = TensorKind.SYMBOLIC, **tensors: In
) -> tuple[Answer, Failure | None]:
    """What the semantics answer, with the failure if they refuse; `kind` is that of the tensors that are no arrays."""
    context = Context(load("3"), PlainStore())
    names: dict[str, Any] = {
        "ops": Function("keras.ops", context), "keras": Function("keras", context), "np": Function("numpy", context)
    }  # fmt: skip
    for name, given in tensors.items():
        of_kind = TensorKind.ARRAY if given.array else kind
        names[name] = Proxy(Tensor(Shape(given.shape), given.dtype, of_kind), context)
    try:
        value = eval(expression, names)
        return Answer(_describe_ours(value), maker=_our_maker(value)), None
    except Failed as failed:
        return Answer(refused=repr(failed.failure)), failed.failure


def _our_maker(value: Any) -> str | None:
    if isinstance(value, (tuple, list)):
        return _our_maker(value[0]) if value else None
    call = value.tensor.call if isinstance(value, Proxy) else None
    return call.operation.class_name if call is not None else None


def _describe_ours(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_describe_ours(item) for item in value]
    if isinstance(value, Proxy):
        return (value.tensor.shape.dims, value.tensor.dtype)
    return value


def assert_agrees(expression: str, **tensors: In) -> tuple[Answer, Answer]:
    """Fails unless both accept with the same shapes and dtypes, or both refuse; gives the library's answer and ours."""
    theirs = in_libraries(expression, **tensors)
    ours, _ = in_semantics(expression, **tensors)
    context = f"{expression} {tensors}\nlibrary: {theirs}\nours:    {ours}"
    if theirs.refused is not None or ours.refused is not None:
        assert (ours.refused is None) == (theirs.refused is None), context
    else:
        assert ours == theirs, context
    return theirs, ours


def consistent(ours: Any, theirs: Any) -> bool:
    """Whether what the semantics say is true, though less may be known."""
    if ours is UNKNOWN or ours is UNKNOWN_DIM or ours == (None, None):
        return True
    if isinstance(theirs, (int, float)) and isinstance(ours, tuple):
        return ours[0] in (None, ())  # a number is a tensor without axes
    if isinstance(ours, int) and isinstance(theirs, tuple):
        return theirs[0] == ()  # a number of NumPy's, which a known size stands for
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(consistent, ours, theirs))
    if isinstance(ours, tuple) and len(ours) == 2 and isinstance(theirs, tuple):
        (shape, dtype), (their_shape, their_dtype) = ours, theirs
        if dtype is not None and dtype != their_dtype:
            return False
        if shape is None:
            return True
        return len(shape) == len(their_shape) and all(a is UNKNOWN_DIM or a == b for a, b in zip(shape, their_shape))
    return bool(ours == theirs)
