"""`keras.Input` and InputLayer (`keras/src/layers/core/input_layer.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from keralint.semantics.context import Context, LayerState
from keralint.semantics.failures import Failed, MissingArgument
from keralint.semantics.failures.graph import InvalidInputShape
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call
from keralint.semantics.naming import UNKNOWN_NAME, checked_name
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, UNKNOWN_SHAPE, Dim, Shape, Symbolic, UnknownDim


@dataclass(eq=False)
class InputLayer(Layer):
    """The layer that stands for an input; its one output is the tensor."""

    name: str
    shape: Shape
    dtype: str | None
    class_name: str = "InputLayer"
    site: object = None
    stands_for: Tensor | None = None
    """The tensor between layers at which the model begins, if it begins there."""
    sparse: bool = False
    """Whether the tensor may be a sparse or a ragged one."""
    output: Tensor = field(init=False)

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        return Applied(Tensor.unknown(), unknown="an InputLayer is not called")


_ALIASES: Final = {"input_shape": "shape", "batch_input_shape": "batch_shape"}


def create_input(arguments: Mapping[str, Argument], context: Context) -> InputLayer:
    """The input layer for the bound arguments of `Input` or `InputLayer`.

    Raises: Failed(MissingArgument | InvalidInputShape).
    """
    given = {_ALIASES.get(name, name): value for name, value in arguments.items() if value is not None}
    tensor = given.get("tensor", given.get("input_tensor"))
    if isinstance(tensor, Tensor):
        shape, dtype = tensor.shape, tensor.dtype
    else:
        shape, dtype = _batch_shape(given, context), _dtype(given.get("dtype"), context)
    name = checked_name(given.get("name"), "input_layer" if context.keras_major >= 3 else "input", context)
    context.policy_of_new_layer()
    dense = all(given.get(kind, False) is False for kind in ("sparse", "ragged"))
    layer = InputLayer(name, shape, dtype, site=context.site, sparse=not dense)
    context.store.set_state(layer, LayerState(weights={}))
    if isinstance(tensor, Tensor) and tensor.kind in (TensorKind.SYMBOLIC, TensorKind.UNKNOWN):
        layer.output = _renamed(tensor)
    else:
        layer.output = record_call(layer, {}, Tensor(shape, dtype), context)
    return layer


def _renamed(tensor: Tensor) -> Tensor:
    """`Input(tensor=x)` is `x` itself; the layer that it comes from is from then on another one, of another name."""
    layer = tensor.call.operation if tensor.call is not None else None
    if isinstance(layer, InputLayer):
        layer.name = f"{UNKNOWN_NAME}{layer.name.removeprefix(UNKNOWN_NAME)}"
    return tensor


def _dtype(value: Argument, context: Context) -> str | None:
    if value is None:
        return context.floatx
    return value if isinstance(value, str) else None


def _batch_shape(given: Mapping[str, Argument], context: Context) -> Shape:
    if "batch_shape" in given:
        return _standardized("batch_shape", given["batch_shape"], context)
    if "shape" not in given:
        if any(value is UNKNOWN for value in given.values()):
            return UNKNOWN_SHAPE
        raise Failed(MissingArgument(names=("shape",)))
    shape = _standardized("shape", given["shape"], context)
    batch = given.get("batch_size")
    return shape.insert(0, _dim("batch_size", batch) if batch is not None else None)


def _standardized(argument: str, value: Argument, context: Context) -> Shape:
    """The sizes as Keras reads them (`keras.src.backend.common.variables.standardize_shape`)."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        if context.keras_major < 3 and isinstance(value, int):
            return Shape((value,))
        raise Failed(InvalidInputShape(argument=argument, value=value, whole=True))
    if not isinstance(value, (tuple, list)):
        return UNKNOWN_SHAPE
    return Shape(tuple(_dim(argument, item) for item in value))


def _dim(argument: str, value: Argument) -> Dim:
    if value is None or isinstance(value, (Symbolic, UnknownDim)):
        return value
    if isinstance(value, int) and value >= 0:
        return int(value)
    if isinstance(value, (int, float, str, tuple, list)):
        raise Failed(InvalidInputShape(argument=argument, value=value))
    return UNKNOWN_DIM
