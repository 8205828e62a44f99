"""Functions of Keras's whose results are no tensors: an activation by its name, the leaves of a structure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from keralint.interpreter.escape import escape
from keralint.interpreter.facts import Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.open_tensors import is_given
from keralint.interpreter.settings import ApiCall
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import Beginning, DictValue, Function, ListValue, SetValue, Unknown, Value
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import InputLayer
from keralint.semantics.ops.definitions import MAKING_SPARSE
from keralint.semantics.ops.operation import OperationCall
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference
from keralint.shapes import UNKNOWN_DIM, Shape, Symbolic, add, ceil_divide, multiply, subtract

DEEPEST: Final = 20
"""Containers in each other that are looked into: a list may hold itself."""


def get_activation(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.activations.get(identifier)`: the function of that name, or the one that is given."""
    given = (*arguments.positional, *arguments.keyword.values())
    value = given[0] if len(given) == 1 else UNKNOWN
    if isinstance(value, (ApiReference, Function)):
        return value
    if machine.survey is not None and isinstance(value, (Unknown, Symbolic)):
        value = None  # usually it keeps the shape
    if value is None or isinstance(value, str):
        path = f"keras.activations.{'linear' if value is None else value}"
        symbol = machine.database.resolve(path)
        if symbol is not None and symbol.kind == "function":
            return ApiReference(path, symbol)
    from keralint.interpreter.keras_calls import call_api_function  # the dispatch of calls comes here

    return call_api_function(machine, reference, arguments, site)


def flatten(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.tree.flatten(structure)`: the list of what is in it, dicts in the order of their keys."""
    leaves = _leaves(arguments.positional[0]) if len(arguments.positional) == 1 else None
    if leaves is None:
        escape(machine, arguments)
        return Unknown("what is in the structure is not known", "list")
    return ListValue(tuple(leaves))


def _leaves(value: Value, depth: int = DEEPEST) -> list[Value] | None:
    if isinstance(value, (Tensor, Layer, ApiInstance, str, int, float)) or value is None or is_given(value):
        return [value]
    parts: Iterable[Value] | None = None
    if isinstance(value, DictValue):
        entries = value.entries
        texts = entries is not None and all(isinstance(key, str) for key in entries)
        parts = [entries[key] for key in sorted(entries)] if entries is not None and texts else None
    elif isinstance(value, (tuple, ListValue)) and not isinstance(value, SetValue):
        parts = value if isinstance(value, tuple) else value.items
    found = [_leaves(part, depth - 1) for part in parts] if parts is not None and depth else [None]
    return None if None in found else [leaf for leaves in found for leaf in leaves or ()]


def get_mask(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`backend.get_keras_mask(x)`, which layers of libraries use."""
    return None if machine.survey is not None else Unknown("which mask Keras gives is not known")


def version(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`keras.version()`: the settings tell the major one; a program that asks is prepared for all that begin so."""
    return Beginning("which version of Keras it is is not known", "str", f"{machine.context.keras_major}.")


def is_sparse(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`backend.is_sparse(x)`: usually nothing is but what is made so; of what a caller gives nothing is said."""
    value = arguments.positional[0] if arguments.positional else arguments.keyword.get("tensor")
    if machine.survey is not None and is_usually_dense(value):
        return False
    return Unknown("whether the tensor is sparse is not known", "bool")


def is_usually_dense(value: Value) -> bool:
    """Whether it is a tensor that comes out of something that usually makes no sparse one."""
    call = value.call if isinstance(value, Tensor) else None
    if call is None or (isinstance(call.operation, InputLayer) and call.operation.sparse):
        return False
    return not (isinstance(call.operation, OperationCall) and call.operation.definition.path in MAKING_SPARSE)


def is_of_keras(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`backend.is_keras_tensor(x)`: what a builder of models is given usually is one."""
    value = arguments.positional[0] if arguments.positional else arguments.keyword.get("x")
    symbolic = isinstance(value, Tensor) and value.kind is TensorKind.SYMBOLIC
    if symbolic or (machine.survey is not None and is_given(value)):
        return True
    return Unknown("whether it is a tensor of Keras's is not known", "bool")


def input_layer(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`input_layer(features, feature_columns)`: (batch, size); the columns tell the size, and are not followed."""
    return _of_columns(machine, "size of the columns")


def linear_model(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`linear_model(features, feature_columns, units=1)`: (batch, units)."""
    positional, keyword = arguments.positional, arguments.keyword
    units = positional[2] if len(positional) > 2 else keyword.get("units", 1)
    return _of_columns(machine, "units", units)


def _of_columns(machine: Machine, name: str, size: Value = UNKNOWN_DIM) -> Tensor:
    """Rows of floats, as many as the batch has; in surveys, a size that is not known has a name."""
    survey = machine.survey
    dim = size if type(size) in (int, Symbolic) else UNKNOWN_DIM
    if survey is None:
        return Tensor(Shape((UNKNOWN_DIM, dim)), "float32", TensorKind.UNKNOWN)
    return Tensor(Shape((None, survey.size(name) if dim is UNKNOWN_DIM else dim)), "float32", TensorKind.UNKNOWN)


def conv_output_length(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """`conv_output_length(input_length, filter_size, padding, stride, dilation=1)`: how many windows there are."""
    names = ("input_length", "filter_size", "padding", "stride", "dilation")
    given = {"dilation": 1, **dict(zip(names, arguments.positional)), **arguments.keyword}
    length, window, stride, dilation = (given.get(name) for name in names if name != "padding")
    if "input_length" in given and (length is None or is_none_size(length)):
        return None
    unknown = Unknown("the number of windows is not known", "int")
    if any(type(size) not in (int, Symbolic) for size in (length, window, stride, dilation)):
        return unknown
    reach = add(multiply(subtract(window, 1), dilation), 1)
    whole = {
        "same": length,
        "causal": length,
        "valid": add(subtract(length, reach), 1),
        "full": subtract(add(length, reach), 1),
    }
    padding = given.get("padding")
    count = ceil_divide(whole[padding], stride) if isinstance(padding, str) and padding in whole else UNKNOWN_DIM
    return unknown if count is UNKNOWN_DIM else count


FUNCTIONS: Final[dict[str, ApiCall]] = {
    **dict.fromkeys(
        (
            "keras.utils.conv_utils.conv_output_length",
            "tensorflow.python.keras.utils.conv_utils.conv_output_length",
            "tensorflow.python.layers.utils.conv_output_length",
        ),
        conv_output_length,
    ),
    "keras.activations.get": get_activation,
    "keras.tree.flatten": flatten,
    "tree.flatten": flatten,
    "tensorflow.nest.flatten": flatten,
    "keras.src.backend.get_keras_mask": get_mask,
    "keras.version": version,
    "keras.backend.is_sparse": is_sparse,
    "tensorflow.keras.backend.is_sparse": is_sparse,
    "keras.backend.is_keras_tensor": is_of_keras,
    "tensorflow.feature_column.input_layer": input_layer,
    "tensorflow.feature_column.linear_model": linear_model,
    "tensorflow.compat.v1.feature_column.input_layer": input_layer,
    "tensorflow.compat.v1.feature_column.linear_model": linear_model,
}
"""By canonical name; some have no public one."""
