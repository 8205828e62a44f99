"""Operations as nodes of the graph: a function is looked up, bound, run by its definition, and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keralint.semantics.builtin import BuiltinLayer, bind
from keralint.semantics.context import OPERATION, Context
from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.inputs import NotATensor
from keralint.semantics.layer import Applied, CallArguments, Operation, record_call
from keralint.semantics.naming import snake_case
from keralint.semantics.ops.arguments import as_tensor
from keralint.semantics.ops.definitions import OPERANDS, OperationDefinition
from keralint.semantics.ops.foreign import refusal
from keralint.semantics.ops.mode import Library, Mode, Undetermined
from keralint.semantics.tensors import Structure, Tensor, TensorKind, common_kind, map_tensors, tensors_in
from keralint.semantics.values import UNKNOWN, UNKNOWN_FLOAT, Argument, neither_tensor_nor_layer
from keralint.shapes import UNKNOWN_DIM

if TYPE_CHECKING:
    from keralint.keras_api.database import Symbol


@dataclass(eq=False)
class OperationCall(Operation):
    """One call of a function that is defined. `symbol` is what the API database knows of it."""

    definition: OperationDefinition
    symbol: Symbol | None = None
    name: str = ""
    class_name: str = field(init=False)

    def __post_init__(self) -> None:
        self.class_name = self.definition.class_name

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """The result of the call; recorded in the graph if a symbolic tensor is involved.

        Raises: Failed, with a failure of the arguments only for functions of Keras's.
        """
        if self.symbol is not None and self.symbol.signature is not None and self.definition.namespace is Library.KERAS:
            bind(self.symbol.signature, arguments)
        given = {**{f"_{i}": value for i, value in enumerate(arguments.positional)}, **arguments.keyword}
        mode = Mode(self.definition.namespace, self._kind(given, context), context)
        try:
            rest, bound = self.definition.bind(arguments)
            outputs = self._run(rest, bound, mode)
        except Undetermined as reason:
            return Applied(replace(Tensor.unknown(), kind=mode.kind), unknown=str(reason))
        applied = outputs if isinstance(outputs, Applied) else Applied(outputs)
        named = {**bound, **{f"_{i}": value for i, value in enumerate(rest)}}
        return record(self, named, applied, mode)

    def replay_arguments(self, arguments: Mapping[str, Argument]) -> CallArguments:
        """The recorded arguments under the names of the library's function; those of `*sizes` by position."""
        own = {parameter.own: parameter.name for parameter in self.definition.parameters if parameter.own is not None}
        rest = tuple(value for name, value in arguments.items() if name not in own)
        before: list[Argument] = []
        keyword = {own[name]: value for name, value in arguments.items() if name in own}
        for parameter in self.definition.parameters if rest else ():
            if parameter.variadic:
                break
            before.append(keyword.pop(parameter.name, None))
        return CallArguments((*before, *rest), keyword)

    def _run(self, rest: list[Argument], bound: Mapping[str, Argument], mode: Mode) -> Argument:
        definition = self.definition
        tensors = definition.tensors
        if definition.path.startswith("keras.ops.") and mode.context.keras_major >= 3:
            _refuse_others({name: bound[name] for name in tensors if name in bound}, definition)
        values = {
            name: as_tensor(value, mode) if name in tensors else value if name in OPERANDS else _setting(value)
            for name, value in bound.items()
        }
        if definition.wants_mode:
            values["mode"] = mode
        outputs = definition.function(*rest, **values, **definition.constants)
        text_given = any(map(_is_text, rest)) or any(_is_text(bound.get(name)) for name in (*tensors, *OPERANDS))
        if text_given and _is_vague(outputs, definition, mode):
            raise Undetermined("text is no tensor to every backend")
        return outputs

    def _kind(self, given: Mapping[str, Argument], context: Context) -> TensorKind:
        if self.definition.result is not None:
            return self.definition.result
        kind = result_kind(given, self.definition.namespace)
        if kind is TensorKind.UNKNOWN and context.enclosing and context.keras_major >= 3:
            # Inside of a `call` nothing is symbolic, whatever it is: Keras runs it on tensors of the backend's.
            known = common_kind([value for value in given.values() if value is not UNKNOWN])
            return kind if known is None or known is TensorKind.UNKNOWN else TensorKind.TRACED
        return kind


def _setting(value: Argument) -> Argument:
    """An argument that is no tensor: where it is not known, its type is of no use."""
    return UNKNOWN if value is UNKNOWN_FLOAT or value is UNKNOWN_DIM else value


def _refuse_others(given: Mapping[str, Argument], definition: OperationDefinition) -> None:
    """Raises: Failed(NotATensor) for what no backend makes a tensor of: layers, functions, classes, `None`."""
    if definition.path in TAKING_ANYTHING:
        return
    for name, value in given.items():
        if value is None or isinstance(value, (BuiltinLayer, dict)) or neither_tensor_nor_layer(value):
            raise Failed(NotATensor(value=value, argument=definition.name_of(name)))


def _is_text(value: Argument) -> bool:
    return isinstance(value, (str, bytes))


def _is_vague(outputs: Argument, definition: OperationDefinition, mode: Mode) -> bool:
    """Whether nothing is certain of what came of text as a tensor: TensorFlow has such tensors, JAX has none.

    Beside symbolic tensors, functions look at shapes and dtypes only, and those that compute with text refuse it.
    """
    if definition.namespace is not Library.KERAS or definition.path in TAKING_TEXT:
        return False
    return not mode.declared or any(tensor.dtype is None for tensor in tensors_in(outputs))


def result_kind(given: Mapping[str, Argument], library: Library) -> TensorKind:
    """The kind of what a function of this library makes of these arguments."""
    kind = common_kind(list(given.values())) or TensorKind.ARRAY
    return TensorKind.EAGER if kind is TensorKind.ARRAY and library is not Library.NUMPY else kind


def record(operation: Operation, bound: Mapping[str, Argument], applied: Applied, mode: Mode) -> Applied:
    """The result with its kind, and as a new node of the graph if a symbolic tensor is involved."""
    mode.context.spend(OPERATION)
    inputs = list(tensors_in(list(bound.values())))
    if any(output is tensor for output in tensors_in(applied.outputs) for tensor in inputs):
        return applied
    outputs: Structure = map_tensors(applied.outputs, lambda t: replace(t, kind=mode.kind, call=None, index=0))
    if mode.kind is TensorKind.SYMBOLIC and any(True for _ in tensors_in(outputs)):
        operation.name = operation.name or mode.context.store.unique_name(_base_name(operation, mode))
        outputs = record_call(operation, bound, outputs, mode.context)
    return replace(applied, outputs=outputs)


def _base_name(operation: Operation, mode: Mode) -> str:
    """What Keras makes an automatic name of; in Keras 2 a TensorFlow function becomes a layer of its own name."""
    name = snake_case(operation.class_name)
    return f"tf.{name}" if mode.context.keras_major == 2 else name


TAKING_ANYTHING: Final = frozenset(
    f"keras.ops.{name}" for name in "allclose dot_product_attention dtype ndim polar scatter size stop_gradient".split()
)
"""Functions of Keras's that look for a shape or a dtype, and do not ask what has them; or ask for nothing at all."""


TAKING_TEXT: Final = frozenset({"keras.ops.convert_to_tensor", "keras.ops.is_tensor"})
"""Functions of Keras's that are given text where the backend has tensors of text."""

ACCEPTING: Final = frozenset(
    {"numpy.diff", "numpy.flip", "numpy.ndim", "numpy.shape", "numpy.size", "numpy.squeeze", "tensorflow.assert_equal"}
)
"""Functions that can do with the shape, the methods or the identity of a symbolic tensor, in some form of call."""


DELEGATING: Final = frozenset(
    "numpy." + name
    for name in (
        "all amax amin any argmax argmin argsort around array_split cumprod cumsum diff flip hsplit imag iscomplexobj "
        "isreal isrealobj max mean min moveaxis ndim permute_dims prod real repeat reshape round shape size split "
        "squeeze std sum swapaxes transpose unstack var vsplit"
    ).split()
)
"""Functions of NumPy that only call a method of what they are given, so that JAX's traced tensors get through."""


def check_foreign(path: str, arguments: CallArguments, context: Context) -> None:
    """Refuses a symbolic tensor as an argument of a function of TensorFlow's or NumPy's, as Keras 3 does.

    Raises: Failed(ForeignFunctionOnTensor).
    """
    if context.keras_major < 3:
        return
    values = [*arguments.positional, *arguments.keyword.values()]
    traced = path.startswith("numpy.") and path not in DELEGATING
    refused = (TensorKind.SYMBOLIC, TensorKind.TRACED) if traced else (TensorKind.SYMBOLIC,)
    symbolic = next((tensor for tensor in tensors_in(values) if tensor.kind in refused), None)
    if symbolic is not None and path not in ACCEPTING and context.database.rejects_keras_tensor(path):
        raise Failed(refusal(path, symbolic, context.database))


def apply_operation(definition: OperationDefinition, arguments: CallArguments, context: Context) -> Applied:
    """One call of the function that is defined, foreign functions on symbolic tensors refused.

    Raises: Failed.
    """
    if definition.namespace is Library.KERAS:
        symbol = context.database.resolve(definition.path)
    else:
        symbol = None
        check_foreign(definition.path, arguments, context)
    return OperationCall(definition, symbol).apply(arguments, context)
