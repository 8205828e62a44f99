"""Python's builtins and the few functions of its standard library that model code computes with."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from itertools import product as cartesian
from typing import Any, Final

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.iteration import iterate, length
from keralint.interpreter.lowering import lift
from keralint.interpreter.machine import Machine, Raised
from keralint.interpreter.operators import binary, compare, truth
from keralint.interpreter.python_failures import DynamicSizeArithmetic
from keralint.interpreter.symbolic import is_keras_tensor, is_none_size, refuse_in_builtin, refuse_numbers
from keralint.interpreter.user_layers import SuperProxy
from keralint.interpreter.values import (
    BuiltinFunction,
    DictValue,
    DynamicSize,
    ListValue,
    NativeFunction,
    SetValue,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import find
from keralint.semantics.ops.foreign import refusal
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiReference
from keralint.shapes import Symbolic, maximum, minimum

Implementation = Callable[[Machine, CallArguments, Any], Value]
"""The machine, the arguments, and the node of the call."""

_NUMBER = (bool, int, float)
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "int": (int,),
    "float": (float,),
    "str": (str,),
    "bool": (bool,),
    "tuple": (tuple,),
    "list": (ListValue,),
    "dict": (DictValue,),
}


def builtin(name: str) -> Value:
    """The value of a builtin name."""
    if name in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[name]
    if name == "__name__":
        return "__main__"
    if name in BUILTINS or name in _TYPES:
        return BuiltinFunction(name)
    return Unknown(f"`{name}` is not defined here")


def call_builtin(machine: Machine, function: BuiltinFunction, arguments: CallArguments, node: Any) -> Value:
    """The result of calling a builtin."""
    implementation = BUILTINS.get(function.name)
    if implementation is None or arguments.star or arguments.double_star:
        return Unknown(f"what `{function.name}` gives is not followed")
    if refuse_in_builtin(machine, function.name, arguments, node):
        return Unknown("an error was reported here")
    return implementation(machine, arguments, node)


def _len(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    found = length(arguments.positional[0]) if arguments.positional else None
    return Unknown("the length is not known", "int") if found is None else found


def _range(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    bounds = arguments.positional
    if 1 <= len(bounds) <= 3 and all(isinstance(value, int) and abs(value) < sys.maxsize for value in bounds):
        try:
            return range(*bounds)
        except ValueError:
            pass
    return Unknown("the range is not known")


def _number(kind: type) -> Implementation:
    def convert(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        if not arguments.positional:
            return kind()
        value = arguments.positional[0]
        if isinstance(value, (*_NUMBER, str)) and len(arguments.positional) == 1:
            try:
                return kind(value)
            except (ValueError, OverflowError):
                return Unknown("the conversion fails", kind.__name__)
        return (
            value if isinstance(value, Symbolic) and kind is int else Unknown("the number is not known", kind.__name__)
        )

    return convert


def _str(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    value = arguments.positional[0] if arguments.positional else ""
    return str(value) if isinstance(value, (*_NUMBER, str)) else Unknown("the text is not known", "str")


def _bool(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    decided = truth(machine, arguments.positional[0], node) if arguments.positional else False
    return Unknown("the truth is not known", "bool") if decided is None else decided


def _collection(make: Callable[[tuple[Value, ...] | None], Value]) -> Implementation:
    def build(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        return make(iterate(arguments.positional[0]) if arguments.positional else ())

    return build


def _known_tuple(items: tuple[Value, ...] | None) -> Value:
    return Unknown("its elements are not known", "tuple") if items is None else items


def _dict(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    entries: dict[Any, Value] = {}
    for value in arguments.positional:
        if isinstance(value, DictValue):
            if value.entries is None:
                return DictValue(None)
            entries.update(value.entries)
            continue
        for pair in iterate(value) or (None,):
            items = iterate(pair) if pair is not None else None
            if items is None or len(items) != 2 or not isinstance(items[0], (str, int)):
                return DictValue(None)
            entries[items[0]] = items[1]
    return DictValue({**entries, **arguments.keyword})


def _zip(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    columns = [iterate(value) for value in arguments.positional]
    known = [column for column in columns if column is not None]
    return ListValue(tuple(zip(*known)) if len(known) == len(columns) else None)


def _enumerate(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = iterate(arguments.positional[0]) if arguments.positional else None
    start = arguments.keyword.get("start", arguments.positional[1] if len(arguments.positional) > 1 else 0)
    return ListValue(tuple(enumerate(items, start)) if items is not None and isinstance(start, int) else None)


def _map(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    function, *sequences = arguments.positional or (None,)
    columns = [iterate(value) for value in sequences]
    known = [column for column in columns if column is not None]
    if len(known) != len(columns) or not known:
        return ListValue(None)
    return ListValue(tuple(_call(machine, function, row, node) for row in zip(*known)))


def _filter(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    function, sequence = (*arguments.positional, None, None)[:2]
    items = iterate(sequence)
    kept: list[Value] = []
    for item in items or ():
        wanted = truth(machine, item if function is None else _call(machine, function, (item,), node), node)
        if wanted is None:
            return ListValue(None)
        if wanted:
            kept.append(item)
    return ListValue(None if items is None else tuple(kept))


def _call(machine: Machine, function: Value, positional: Sequence[Value], node: Any) -> Value:
    from keralint.interpreter.calls import call_value  # calls look builtins up

    return call_value(machine, function, CallArguments(tuple(positional)), machine.site(node))


def _reversed(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = iterate(arguments.positional[0]) if arguments.positional else None
    return ListValue(None if items is None else items[::-1])


def _sorted(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = iterate(arguments.positional[0]) if arguments.positional else None
    plain = items is not None and (
        all(isinstance(item, _NUMBER) for item in items) or all(isinstance(item, str) for item in items)
    )
    reverse = arguments.keyword.get("reverse", False)
    if items is None or not plain or "key" in arguments.keyword or not isinstance(reverse, bool):
        return ListValue(None)
    return ListValue(tuple(sorted(items, reverse=reverse)))


def _sum(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = iterate(arguments.positional[0]) if arguments.positional else None
    if items is None:
        return Unknown("the sum is not known")
    result = arguments.positional[1] if len(arguments.positional) > 1 else 0
    for item in items:
        result = binary(machine, "+", result, item, node)
    return result


def _extreme(symbol: str, symbolic: Callable[[Any, Any], Any]) -> Implementation:
    def pick(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        items = arguments.positional
        if len(items) == 1:
            found = iterate(items[0])
            items = found or (Unknown("not known"),)
        if arguments.keyword:
            return Unknown("the choice is not followed")
        best = items[0]
        for item in items[1:]:
            if isinstance(best, (int, Symbolic)) and isinstance(item, (int, Symbolic)):
                best = lift(symbolic(best, item))
                continue
            better = truth(machine, compare(machine, symbol, item, best, node), node)
            if better is None:
                return Unknown("the choice is not known")
            best = item if better else best
        return best

    return pick


def _numeric(function: Callable[..., Any]) -> Implementation:
    """A pure function of numbers."""

    def apply(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        values = arguments.positional
        if not values or arguments.keyword or not all(isinstance(value, _NUMBER) for value in values):
            return Unknown("the number is not known")
        try:
            return function(*values)
        except (ValueError, OverflowError, ArithmeticError, TypeError):
            return Unknown("the computation fails")

    return apply


def _of_module(path: str, implementation: Implementation) -> Implementation:
    """A function of a module that wants plain numbers: it refuses symbolic tensors and sizes that are `None`."""

    def apply(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        symbolic = next((value for value in arguments.positional if is_keras_tensor(machine, value)), None)
        told = len(machine.recorder.facts)
        if symbolic is not None:
            machine.fail(machine.site(node), refusal(path, symbolic, machine.database), path, arguments)
        else:
            refuse_numbers(machine, path, arguments, node)
        if len(machine.recorder.facts) > told:
            return Unknown("an error was reported here")
        return implementation(machine, arguments, node)

    return apply


def _isinstance(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if len(arguments.positional) != 2:
        return Unknown("not known", "bool")
    value, kinds = arguments.positional
    answers = [_is_instance(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    decided = True if True in answers else (None if None in answers else False)
    return Unknown("the type is not known", "bool") if decided is None else decided


def _is_instance(value: Value, kind: Value) -> bool | None:
    if isinstance(value, DynamicSize):
        value = None
    if not isinstance(kind, BuiltinFunction) or kind.name not in _TYPES:
        return None
    if isinstance(value, Unknown):
        return True if value.of == kind.name else None
    plain = (bool, int, float, str, tuple, ListValue, DictValue, Tensor, type(None))
    return isinstance(value, _TYPES[kind.name]) if isinstance(value, plain) else None


def _getattr(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    from keralint.interpreter.attributes import get_attribute  # attributes call functions

    match arguments.positional:
        case (value, str(name)):
            return get_attribute(machine, value, name, node)
        case (ApiReference(), str(), _):
            return Unknown("an attribute with a default")
    return Unknown("the attribute is not known")


def _any_or_all(stop: bool) -> Implementation:
    def decide(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        items = iterate(arguments.positional[0]) if arguments.positional else None
        answers = [truth(machine, item, node) for item in items] if items is not None else [None]
        if stop in answers:
            return stop
        return Unknown("the condition is not known", "bool") if None in answers else not stop

    return decide


def _next(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    return Unknown("what an iterator gives is not followed")


def _super(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    function = machine.frame.function
    receiver = arguments.positional[1] if len(arguments.positional) == 2 else None
    if function is None or function.owner is None:
        return Unknown("`super` is not followed here")
    if receiver is None and function.parameters:
        receiver = machine.scope.slots.get(function.parameters[0].name)
    return SuperProxy(receiver, function.owner)


def _unknown_of(kind: str) -> Implementation:
    return lambda machine, arguments, node: Unknown("it is only known when the program runs", kind)


def _partial(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if not arguments.positional or arguments.star or arguments.double_star:
        return Unknown("what `partial` is given is not known")
    function, *given = arguments.positional

    def run(more: CallArguments, site: Any) -> Value:
        from keralint.interpreter.calls import call_value  # calls look builtins up

        positional = (*given, *more.positional)
        keyword = {**arguments.keyword, **more.keyword}
        return call_value(machine, function, CallArguments(positional, keyword, more.star, more.double_star), site)

    return NativeFunction("partial", run)


def _product(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    columns = [iterate(value) for value in arguments.positional]
    known = [column for column in columns if column is not None]
    if len(known) != len(columns) or arguments.keyword or math.prod(map(len, known)) > MAX_COLLECTION:
        return ListValue(None)
    return ListValue(tuple(cartesian(*known)))


def _copy(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    if isinstance(value, ListValue):
        return type(value)(value.items)
    if isinstance(value, DictValue):
        return DictValue(value.entries)
    immutable = isinstance(value, (*_NUMBER, str, tuple, Symbolic)) or value is None
    return value if immutable else Unknown("a copy is not followed")


def _numpy_prod(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`numpy.prod(x.shape[1:])` of sizes; of anything else it is an operation on arrays."""
    sizes = iterate(arguments.positional[0]) if arguments.positional else None
    none = next((size for size in sizes or () if is_none_size(size)), None)
    if none is not None and sizes is not None and len(sizes) > 1:
        failure = DynamicSizeArithmetic(size=none, operator="numpy.prod")
        machine.fail(machine.site(node), failure, "numpy.prod", arguments)
        return Unknown("an error was reported here")
    from keralint.interpreter.calls import call_operation  # calls look builtins up

    operation = find("numpy.prod")
    site = machine.site(node)
    return Unknown("not followed") if operation is None else call_operation(machine, operation, arguments, site)


def _prod(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = iterate(arguments.positional[0]) if arguments.positional else None
    result: Value = 1
    for item in items if items is not None else (Unknown("not known"),):
        result = binary(machine, "*", result, item, node)
    return result


def _exit(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """Raises: Raised, as the program ends here."""
    raise Raised


BUILTINS: Final[dict[str, Implementation]] = {
    "len": _len,
    "range": _range,
    "int": _number(int),
    "float": _number(float),
    "str": _str,
    "bool": _bool,
    "list": _collection(ListValue),
    "tuple": _collection(_known_tuple),
    "set": _collection(SetValue),
    "frozenset": _collection(SetValue),
    "iter": _collection(ListValue),
    "dict": _dict,
    "zip": _zip,
    "enumerate": _enumerate,
    "map": _map,
    "filter": _filter,
    "reversed": _reversed,
    "sorted": _sorted,
    "sum": _sum,
    "min": _extreme("<", minimum),
    "max": _extreme(">", maximum),
    "abs": _numeric(abs),
    "round": _numeric(round),
    "divmod": _numeric(divmod),
    "isinstance": _isinstance,
    "getattr": _getattr,
    "any": _any_or_all(True),
    "all": _any_or_all(False),
    "next": _next,
    "super": _super,
    "print": lambda machine, arguments, node: None,
    "input": _unknown_of("str"),
    "repr": _unknown_of("str"),
    "hasattr": _unknown_of("bool"),
    "callable": _unknown_of("bool"),
    "exit": _exit,
    "quit": _exit,
}

STANDARD_LIBRARY: Final[dict[str, Implementation]] = {
    "functools.partial": _partial,
    "sys.exit": _exit,
    "os._exit": _exit,
    "itertools.product": _product,
    "copy.copy": _copy,
    "math.prod": _prod,
    "numpy.prod": _numpy_prod,
    "collections.OrderedDict": _dict,
    **{
        f"math.{name}": _of_module(f"math.{name}", _numeric(getattr(math, name)))
        for name in ("ceil", "floor", "sqrt", "log", "log2", "log10", "exp", "pow", "gcd", "isqrt", "trunc")
    },
}
"""Functions of modules, by their dotted path."""
