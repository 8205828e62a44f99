"""Calls: of the user's functions and classes, of Python's builtins, of layers, models and the rest of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import libcst as cst

from keralint.interpreter.arrays import note_written
from keralint.interpreter.budget import CALL
from keralint.interpreter.builtins import STANDARD_LIBRARY, call_builtin, each_alternative
from keralint.interpreter.classes import instantiate, new_object
from keralint.interpreter.escape import escape
from keralint.interpreter.facts import LayerCalled, LayersChanged, OutputUnknown, Site
from keralint.interpreter.functions import call_function, fits, unpacked
from keralint.interpreter.keras_calls import (
    API_CALLS,
    RECORDED,
    call_api_class,
    call_api_function,
)
from keralint.interpreter.keras_methods import call_layer_method
from keralint.interpreter.libraries import is_private, source_of
from keralint.interpreter.lowering import lift, lower_call, lower_operand, shape_value
from keralint.interpreter.machine import Machine, Raised
from keralint.interpreter.methods import call_method
from keralint.interpreter.naming import operation_with_names
from keralint.interpreter.pure_functions import call_pure
from keralint.interpreter.python_failures import NotCallable
from keralint.interpreter.settings import ApiCall
from keralint.interpreter.spreading import reason_of, spread, takes_of_layer, takes_of_operation, with_ranks
from keralint.interpreter.subclassing import call_base_method
from keralint.interpreter.user_layers import UserLayer
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    Function,
    Instance,
    LayersValue,
    ListValue,
    NativeFunction,
    Union,
    Unknown,
    Value,
    brings_nothing,
    is_open,
)
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.layers.merging import MERGE_FUNCTIONS
from keralint.semantics.ops import OperationDefinition, apply_operation, check_foreign, find
from keralint.semantics.tensors import Tensor, TensorKind, tensors_in
from keralint.semantics.values import ApiInstance, ApiReference, Argument


def call_node(machine: Machine, node: cst.Call) -> Value:
    """A call expression: the callee and the arguments are evaluated in the order written, then it is called."""
    callee = machine.evaluate(node.func)
    values: list[tuple[str, str | None, Value]] = []
    for argument in node.args:
        keyword = argument.keyword.value if argument.keyword is not None else None
        values.append((argument.star, keyword, machine.evaluate(argument.value)))
    machine.spend(CALL)
    return call_value(machine, callee, unpacked(machine, values), machine.site(node))


def call_value(machine: Machine, callee: Value, arguments: CallArguments, site: Any) -> Value:
    """The result of calling `callee`, whatever it is."""
    if isinstance(callee, Layer):
        return call_layer(machine, callee, arguments.settled, site)
    call = _CALLS.get(type(callee))
    if call is not None:
        return call(machine, callee, arguments if type(callee) in _PASSING_ON else arguments.settled, site)
    if callee is None:
        machine.refuse_nothing(site)
    escape(machine, arguments)
    machine.context.names_uncertain = True
    return Unknown(callee.reason if isinstance(callee, Unknown) else "what is called is not known")


def _call_bound(machine: Machine, method: BoundMethod, arguments: CallArguments, site: Site) -> Value:
    positional = (method.receiver, *arguments.positional)
    with_receiver = CallArguments(positional, arguments.keyword, arguments.star, arguments.double_star, arguments.rest)
    value = call_function(machine, method.function, with_receiver, site)
    receiver = method.receiver
    # Not that of a base, which `super()` calls.
    if isinstance(receiver, UserLayer) and receiver.cls.lookup("build") is method.function:
        receiver.note_built(machine.context)
    return value


def _call_union(machine: Machine, union: Union, arguments: CallArguments, site: Site) -> Value:
    return machine.any_of([partial(call_value, machine, callee, arguments, site) for callee in union.alternatives])


def _call_instance(machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    method = instance.cls.lookup("__call__")
    if isinstance(method, Function):
        return _call_bound(machine, BoundMethod(instance, method), arguments, site)
    return Unknown("what the object computes is not known")


def _call_tensor(machine: Machine, tensor: Tensor, arguments: CallArguments, site: Site) -> Value:
    machine.fail(site, NotCallable(value=tensor), "call", arguments)
    return Unknown("an error was reported here")


def _call_api_instance(machine: Machine, instance: ApiInstance, arguments: CallArguments, site: Site) -> Value:
    """A call of an object of Keras's that is no layer: what an initializer gives is defined as an operation is."""
    family = instance.canonical.rpartition(".")[0]
    operation = find(f"{_CALLED_ALIKE[family]}.__call__") if family in _CALLED_ALIKE else None
    if operation is not None:
        return call_operation(machine, operation, arguments, site)
    escape(machine, arguments)
    return Unknown(f"what an object of `{instance.canonical}` gives is not followed")


_CALLED_ALIKE: Final = {"keras.initializers": "keras.initializers.Initializer"}
"""Modules of Keras's all of whose classes are called like the one that they derive from."""


def _call_builtin_method(machine: Machine, method: BuiltinMethod, arguments: CallArguments, site: Site) -> Value:
    receiver = method.receiver
    machine.foreign += isinstance(receiver, (Layer, Tensor, ApiInstance))
    if isinstance(receiver, Tensor):
        return _call_tensor_method(machine, receiver, method.name, arguments, site)
    if isinstance(receiver, UserLayer):
        return call_base_method(machine, receiver, method.name, arguments, site)
    arguments = arguments.settled
    if isinstance(receiver, ClassValue) and method.name == "__new__":
        return _call_new(machine, arguments, site)
    if isinstance(receiver, ClassValue) and _does_nothing(receiver, method.name):
        return None
    if isinstance(receiver, ApiInstance):
        escape(machine, arguments)
        return Unknown(f"`{method.name}` is not followed")
    if isinstance(receiver, Layer):
        return call_layer_method(machine, receiver, method.name, arguments, site)
    if isinstance(receiver, LayersValue) and method.name in _CHANGING:
        machine.recorder.emit(LayersChanged(site=site, model=receiver.model, method=method.name))
    return call_method(machine, receiver, method.name, arguments, site.node)


def _does_nothing(cls: ClassValue, name: str) -> bool:
    """Whether it is a hook of which neither Python's nor Keras's classes make anything."""
    return name == "__init_subclass__" and all(map(is_open, cls.foreign_bases))


def _call_new(machine: Machine, arguments: CallArguments, site: Site) -> Value:
    """`super().__new__(cls, …)` where no class of the user's defines it."""
    match arguments.positional:
        case (ClassValue() as cls, *given) if all(map(brings_nothing, cls.foreign_bases)):
            return new_object(machine, cls, replace(arguments, positional=tuple(given)), site)
    escape(machine, arguments)
    return Unknown("what `__new__` makes is not known")


_CHANGING: Final = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse"})
"""Methods that change a list."""


def _call_tensor_method(machine: Machine, tensor: Tensor, name: str, arguments: CallArguments, site: Site) -> Value:
    prefix = "keras.KerasTensor" if tensor.kind is TensorKind.SYMBOLIC else "numpy.ndarray"
    operation = find(f"{prefix}.{name}")
    if operation is None and name == "get_shape" and tensor.kind is not TensorKind.ARRAY:
        return shape_value(tensor)
    if operation is None:
        note_written(machine, tensor)
        return Unknown(f"the method `{name}` of a tensor is not followed")
    positional = (tensor, *arguments.positional)
    call = CallArguments(positional, arguments.keyword, arguments.star, arguments.double_star)
    return call_operation(machine, operation, call, site)


def call_operation(machine: Machine, operation: OperationDefinition, arguments: CallArguments, site: Site) -> Value:
    """The result of an operation on tensors."""
    machine.foreign += 1
    alternatives = distributed(arguments)
    if alternatives is not None:
        return machine.any_of([partial(call_operation, machine, operation, a, site) for a in alternatives])
    if machine.survey is not None:
        arguments = operation_with_names(machine.survey, operation, arguments, site)
    lowered = _lower_operands(machine, operation, arguments)
    if machine.survey is not None and machine.recorder.muted and not operation.has_parameters(lowered.keyword):
        raise Raised  # it is tried for another version of the library

    def run() -> Value:
        apply = partial(apply_operation, operation, context=machine.context)
        applied = spread(machine, lowered, takes_of_operation(machine, operation), apply)
        for failure in applied.late:
            machine.fail(site, failure, operation, lowered)
        if operation.path == _SHAPE and isinstance(applied.outputs, tuple):
            tensor = next(tensors_in([*lowered.positional, *lowered.keyword.values()]), None)
            if tensor is not None and tensor.shape.dims == applied.outputs:
                return shape_value(tensor)
        return lift(applied.outputs, reason_of(machine, operation.path, arguments, applied))

    with machine.at(site.node):
        return machine.attempt(site, operation, lowered, run)


_SHAPE: Final = "keras.ops.shape"
"""What gives sizes of a tensor, each of which knows whose it is."""


def _lower_operands(machine: Machine, operation: OperationDefinition, arguments: CallArguments) -> CallArguments:
    """The arguments of an operation lowered: a number that is not known stays a number."""
    tensors, numbers = operation.operands, operation.numbers

    def lowered(key: int | str, value: Value) -> Argument:
        return lower_operand(value, machine, tensor=key in tensors, number=key in numbers)

    positional = tuple([lowered(*item) for item in enumerate(arguments.positional)])
    keyword = {name: lowered(name, value) for name, value in arguments.keyword.items()}
    return CallArguments(positional, keyword, arguments.star, arguments.double_star)


def call_layer(machine: Machine, layer: Layer, arguments: CallArguments, site: Site) -> Value:
    """The outputs of a layer called on tensors."""
    machine.foreign += 1
    alternatives = distributed(arguments)
    if alternatives is not None:
        return machine.any_of([partial(call_layer, machine, layer, a, site) for a in alternatives])
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        apply = partial(layer.apply, context=machine.context)
        own = isinstance(layer, UserLayer)
        given = with_ranks(machine, lowered) if own else lowered
        applied = apply(given) if own else spread(machine, lowered, takes_of_layer(machine, layer), apply)
        for failure in applied.late:
            machine.fail(site, failure, layer, lowered)
        reason = _account(machine, layer, arguments, lowered, applied, site)
        return lift(applied.outputs, reason)

    with machine.at(site.node):
        return machine.attempt(site, layer, lowered, run)


def _account(
    machine: Machine, layer: Layer, given: CallArguments, lowered: CallArguments, applied: Applied, site: Site
) -> str | None:
    """Counts the call as known or not, and tells it; why it is not known, if it is not."""
    outputs, enclosing = applied.outputs, machine.context.enclosing
    fact = LayerCalled(site=site, layer=layer, arguments=lowered, outputs=outputs, enclosing=enclosing)
    machine.recorder.emit(fact)
    reason = machine.coverage.note(layer, given, outputs, applied.unknown, site)
    if reason is not None:
        machine.recorder.emit(OutputUnknown(site=site, reason=reason))
    return reason


def distributed(arguments: CallArguments) -> list[CallArguments] | None:
    """One call for each alternative of the first argument that is a union of tensors; `None` if there is none."""
    for index, value in enumerate(arguments.positional):
        if _is_union_of_tensors(value):
            before, after = arguments.positional[:index], arguments.positional[index + 1 :]
            return [replace(arguments, positional=(*before, a, *after)) for a in value.alternatives]
    for name, value in arguments.keyword.items():
        if _is_union_of_tensors(value):
            return [replace(arguments, keyword={**arguments.keyword, name: a}) for a in value.alternatives]
    return None


def _is_union_of_tensors(value: Value) -> bool:
    return isinstance(value, Union) and any(isinstance(a, (Tensor, tuple, ListValue)) for a in value.alternatives)


def call_reference(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """A call of something of a library's API."""
    machine.foreign += reference.path not in STANDARD_LIBRARY
    canonical = reference.canonical
    receiver = arguments.positional[0] if arguments.positional else None
    if isinstance(receiver, UserLayer) and _is_method_of_class(machine, reference):
        rest = replace(arguments, positional=arguments.positional[1:])
        return call_base_method(machine, receiver, reference.path.rpartition(".")[2], rest, site)
    if reference.symbol is None or not reference.symbol.is_layer:
        arguments = arguments.settled
    special = API_CALLS.get(canonical)
    if canonical in RECORDED and is_private(reference):
        special = partial(_follow, special)
    if special is not None:
        return special(machine, reference, arguments, site)
    standard = STANDARD_LIBRARY.get(reference.path)
    if standard is not None:
        calls = each_alternative(arguments)
        if not calls:
            return standard(machine, arguments, site.node)
        return machine.any_of([partial(standard, machine, one, site.node) for one in calls])
    operation = find(canonical) or find(reference.path)
    if operation is not None:
        return call_operation(machine, operation, arguments, site)
    if reference.symbol is not None:
        if reference.symbol.kind == "class":
            return call_api_class(machine, reference, arguments, site)
        call = call_api_function if canonical in MERGE_FUNCTIONS else partial(_follow, call_api_function)
        return call(machine, reference, arguments, site)
    return _call_foreign(machine, reference, arguments, site)


def is_defined(reference: ApiReference) -> bool:
    """Whether the semantics tell what a function gives: those of which they have but a record are not defined."""
    canonical = reference.canonical
    if canonical in API_CALLS:
        return canonical not in RECORDED
    return canonical in MERGE_FUNCTIONS or (find(canonical) or find(reference.path)) is not None


def _follow(
    otherwise: ApiCall | None, machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site
) -> Value:
    """A call of a function that the semantics do not define: by its source, where the settings say where that is."""
    function = source_of(machine, reference)
    if function is not None and fits(function, arguments):
        return call_function(machine, function, arguments, site)
    return (otherwise or call_api_function)(machine, reference, arguments, site)


def _is_method_of_class(machine: Machine, reference: ApiReference) -> bool:
    """Whether it is a method reached by its class: `keras.layers.Layer.__init__`."""
    owner = machine.database.resolve(reference.path.rpartition(".")[0])
    return owner is not None and owner.kind == "class"


def _call_foreign(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    """A function of another library: nothing is known of it, but whether it refuses symbolic tensors."""
    found = call_pure(reference.path, arguments)
    if found is not ABSENT:
        return found
    lowered = lower_call(arguments, machine)

    def run() -> Value:
        check_foreign(reference.path, lowered, machine.context)
        escape(machine, arguments)
        machine.context.names_uncertain |= reference.path.partition(".")[0] not in _WITHOUT_LAYERS
        return Unknown(f"what `{reference.path}` gives is not known")

    return machine.attempt(site, reference, lowered, run)


_WITHOUT_LAYERS: Final = frozenset(
    "argparse collections cv2 csv datetime gc glob itertools json logging math matplotlib numpy os pandas pathlib "
    "pickle PIL random re scipy seaborn shutil sklearn sys tensorflow time tqdm typing warnings".split()
)
"""Libraries whose functions create no layers of Keras's; TensorFlow's own are described as Keras's."""


def _call_native(machine: Machine, function: NativeFunction, arguments: CallArguments, site: Site) -> Value:
    return function.implementation(arguments, site)


def _call_builtin(machine: Machine, function: BuiltinFunction, arguments: CallArguments, site: Site) -> Value:
    return call_builtin(machine, function, arguments, site.node)


_PASSING_ON: Final = frozenset({ApiReference, BoundMethod, BuiltinMethod, ClassValue, Function, Instance, Union})
"""What looks by itself at what is only taken to be given by `*` or `**`."""

_Call = Callable[[Machine, Any, CallArguments, Any], Value]
_CALLS: Final[dict[type, _Call]] = {
    Function: call_function,
    BoundMethod: _call_bound,
    BuiltinMethod: _call_builtin_method,
    BuiltinFunction: _call_builtin,
    NativeFunction: _call_native,
    ClassValue: instantiate,
    ApiReference: call_reference,
    Union: _call_union,
    Instance: _call_instance,
    Tensor: _call_tensor,
    ApiInstance: _call_api_instance,
}
