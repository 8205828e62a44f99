"""Lambda (`keras/src/layers/core/lambda_layer.py`): a layer that runs a function of the user's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import bind
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, InvalidArgument, MissingArgument
from keralint.semantics.failures.core import OutputNotATensor
from keralint.semantics.kinds import Ignored, Kind, Scope
from keralint.semantics.layer import FILLED_IN, Applied, CallArguments
from keralint.semantics.layers.common import leaves, same
from keralint.semantics.tensors import Structure, Tensor, TensorKind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, ApiReference, Argument, UserCallable
from keralint.shapes import Shape

CHANGING_ACTIVATIONS: Final = frozenset({"keras.activations.glu", "keras.activations.get"})
"""Functions of `keras.activations` that do not keep the shape."""


class Function(Kind):
    """Something that can be called; anything else is refused when the layer is made."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if value is None or isinstance(value, (int, float, str, bytes, tuple, list, dict, Tensor)):
            raise scope.refuse(value, Expectation(Expected.CALLABLE))
        return value

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


AnyFunction: TypeAlias = Annotated[Argument, Function()]


@layer("keras.layers.Lambda")
def lambda_(inputs: Structure, *, function: AnyFunction, output_shape: Ignored, arguments: Ignored) -> Applied:
    """What the function gives, or what `output_shape` (without the batch axis) says that it gives."""
    tensors = same(inputs)
    if all(tensor.kind.of_backend for tensor in tensors_in(tensors)):
        return _run(function, tensors, arguments)  # no one asks what it declares
    if output_shape == {}:
        return Applied({})
    if output_shape is UNKNOWN or isinstance(output_shape, dict):
        return _unknown("`output_shape` of `Lambda` is not known")
    if isinstance(output_shape, UserCallable):
        return _declared_by(output_shape, tensors)
    if output_shape is None:
        return _run(function, tensors, arguments)
    return _declared(output_shape, tensors)


def _unknown(reason: str) -> Applied:
    return Applied(Tensor.unknown(), unknown=reason)


def _run(function: Argument, tensors: Structure, arguments: Argument) -> Applied:
    if isinstance(function, ApiReference):
        keeps = function.canonical.startswith("keras.activations.") and function.canonical not in CHANGING_ACTIVATIONS
        if keeps and isinstance(tensors, Tensor):  # of a list of tensors the backend makes one, where it can
            return Applied(tensors)
        return _unknown(f"what `{function.path}` gives is not known")
    if not isinstance(function, UserCallable) or arguments is UNKNOWN:
        return _unknown("the function of `Lambda` is not known")
    keyword = dict(arguments) if isinstance(arguments, dict) else {}
    # Keras traces the function with tensors of its compute dtype; only floats are certain to have that already.
    result = _invoke(function, map_tensors(tensors, _traced), keyword)
    if result is UNKNOWN:
        return _unknown("what the function of `Lambda` returns is not known")
    if any(item is None or isinstance(item, (int, float, str)) for item in leaves(result)):
        raise Failed(OutputNotATensor(value=result))
    if not all(isinstance(item, Tensor) for item in leaves(result)):
        return _unknown("what the function of `Lambda` returns is not known")
    return Applied(result)


def _traced(x: Tensor) -> Tensor:
    """What the function gets to see: a tensor of the backend's, also where the layer is called on a symbolic one."""
    if x.kind.of_backend:
        return x
    x = replace(x, kind=TensorKind.TRACED if x.kind is TensorKind.SYMBOLIC else x.kind)
    return x if x.dtype is not None and "float" in x.dtype else x.with_dtype(None)


def _invoke(function: UserCallable, inputs: Structure, keyword: dict[str, Argument]) -> Argument:
    """Runs the function, with `mask` and `training` filled in if it cannot do without them.

    Raises: Failed, also if the arguments do not fit the function.
    """
    if function.signature is not None:
        filled = dict.fromkeys(FILLED_IN & function.signature.by_name, UNKNOWN)
        bind(function.signature, CallArguments((inputs,), {**keyword, **filled}))
    try:
        return function.invoke([inputs], keyword)
    except Failed as failed:
        missing = failed.failure
        if not isinstance(missing, MissingArgument) or not FILLED_IN.issuperset(missing.names):
            raise
        return function.invoke([inputs], {**keyword, **dict.fromkeys(missing.names, UNKNOWN)})


def _declared_by(function: UserCallable, tensors: Structure) -> Applied:
    """`output_shape` as a function from the input's shape, or a list of them, to the output's."""
    if any(tensor.shape.dims is None for tensor in tensors_in(tensors)):
        return _unknown("the shape of the input of `Lambda` is not known")
    shape = function.invoke([map_tensors(tensors, lambda x: tuple(x.shape.dims))], {})
    first = next(tensors_in(tensors), None)
    if first is None or not isinstance(shape, (tuple, list)) or not _is_shape(shape):
        return _unknown("what `output_shape` of `Lambda` returns is not known")
    return Applied(first.reshaped(Shape(tuple(shape))))


def _declared(output_shape: Argument, tensors: Structure) -> Applied:
    """`output_shape` as a tuple, or a list of tuples, without the batch axis.

    Raises: Failed(InvalidArgument).
    """
    first = next(tensors_in(tensors), None)
    if first is None or first.shape.dims == ():
        return _unknown("the shape of the input of `Lambda` is not known")
    refused = isinstance(output_shape, (int, float, str)) or (
        isinstance(output_shape, list) and any(isinstance(item, (int, float, str)) for item in output_shape)
    )
    if refused:
        raise Failed(InvalidArgument(argument="output_shape", value=output_shape, expected=Expectation(Expected.SHAPE)))
    if isinstance(output_shape, (tuple, list)) and output_shape and all(isinstance(s, tuple) for s in output_shape):
        return Applied(type(output_shape)(_with_batch(first, shape) for shape in output_shape))
    return Applied(_with_batch(first, output_shape))


def _with_batch(first: Tensor, shape: Argument) -> Tensor:
    if not isinstance(shape, tuple) or not _is_shape(shape):
        return Tensor.unknown()
    return first.reshaped(Shape((first.shape.dim(0), *shape)))


def _is_shape(shape: Sequence[Argument]) -> bool:
    """Whether all are sizes, known or not."""
    return not any(isinstance(size, (tuple, list, dict, str, float, Tensor)) for size in shape)
