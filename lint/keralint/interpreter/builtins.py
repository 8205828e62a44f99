"""Python's builtins and the few functions of its standard library that model code computes with."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from keralint.interpreter.budget import MAX_INTEGER_BITS
from keralint.interpreter.command_lines import PARSERS
from keralint.interpreter.containers import CONTAINERS
from keralint.interpreter.enumerations import AUTOMATIC, call_enumeration
from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import make_exception, refuse_as
from keralint.interpreter.importing import import_module, import_top
from keralint.interpreter.introspection import INTROSPECTION, PYTHON_TYPES, signature
from keralint.interpreter.iteration import assumed_elements, iterate, length, run_over
from keralint.interpreter.iterator_functions import ITERATORS
from keralint.interpreter.machine import Machine, Raised
from keralint.interpreter.methods import update
from keralint.interpreter.namespaces import NAMESPACES, is_namespace
from keralint.interpreter.objects import special
from keralint.interpreter.open_tensors import OpenShape
from keralint.interpreter.operator_functions import OPERATORS
from keralint.interpreter.operators import binary, truth
from keralint.interpreter.plain import pure, pure_builtin
from keralint.interpreter.python_failures import DynamicSizeArithmetic
from keralint.interpreter.records import RECORDS
from keralint.interpreter.running import RUNNING, Implementation
from keralint.interpreter.spreading import now
from keralint.interpreter.stacks import STACKS
from keralint.interpreter.symbolic import is_keras_tensor, is_none_size, refuse_in_builtin, refuse_numbers
from keralint.interpreter.texts import show, text_of, to_format
from keralint.interpreter.user_layers import SuperProxy
from keralint.interpreter.values import (
    ABSENT,
    EXCEPTIONS,
    BuiltinFunction,
    ClassValue,
    DefaultDictValue,
    DequeValue,
    DictValue,
    Function,
    Instance,
    LayersValue,
    ListValue,
    NativeFunction,
    TupleValue,
    Union,
    Unknown,
    Value,
    brings_nothing,
    is_key,
    is_member,
    like,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import find
from keralint.semantics.ops.foreign import refusal
from keralint.semantics.tensors import Tensor
from keralint.shapes import Symbolic

_NUMBER = (bool, int, float)


def builtin(name: str) -> Value:
    """The value of a builtin name."""
    if name in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[name]
    if name == "__name__":
        return "__main__"
    if (name in BUILTINS or name in PYTHON_TYPES) and name != "TypedDict":
        return BuiltinFunction(name)
    return Unknown(f"`{name}` is not defined here")


def call_builtin(machine: Machine, function: BuiltinFunction, arguments: CallArguments, node: Any) -> Value:
    """The result of calling a builtin."""
    separate = [] if function.name in _FOR_ALL else each_alternative(arguments)
    if separate:
        return machine.any_of([partial(call_builtin, machine, function, one, node) for one in separate])
    implementation = BUILTINS.get(function.name)
    unclear = arguments.star or arguments.double_star or (arguments.keyword and function.name not in _WITH_KEYWORDS)
    if implementation is None or unclear:
        release(machine, (*arguments.positional, *arguments.keyword.values()) if function.name != "print" else ())
        return Unknown(f"what `{function.name}` gives is not followed")
    if refuse_in_builtin(machine, function.name, arguments, node):
        return Unknown("an error was reported here")
    return implementation(machine, arguments, node)


def each_alternative(arguments: CallArguments) -> list[CallArguments]:
    """The same call with each alternative of the first argument that has several; nothing if none has."""
    for index, value in enumerate(arguments.positional):
        if isinstance(value, Union):
            before, after = arguments.positional[:index], arguments.positional[index + 1 :]
            return [replace(arguments, positional=(*before, one, *after)) for one in value.alternatives]
    return []


_FOR_ALL: Final = frozenset("callable hasattr isinstance print super".split()) | EXCEPTIONS
"""Builtins that are given all alternatives at once."""
_WITH_KEYWORDS: Final = frozenset("TypedDict dict enumerate max min open print sorted sum zip".split())


# --- numbers and texts ----------------------------------------------------------------------------------------------


def _len(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    value = now(machine, value) if type(value) is OpenShape else value
    found = special(machine, value, "__len__", (), node)
    size = length(value) if found is ABSENT else found
    if size is None and type(value) is Symbolic:
        assumed = assumed_elements(machine, value)
        size = None if assumed is None else len(assumed)
    return Unknown("the length is not known", "int") if size is None else size


def _slice(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    values = arguments.positional
    if arguments.keyword or arguments.star or arguments.double_star or not 1 <= len(values) <= 3:
        return Unknown("the slice is not known")
    return slice(*values)


def _range(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    bounds = arguments.positional
    if 1 <= len(bounds) <= 3 and all(isinstance(value, int) and abs(value) < sys.maxsize for value in bounds):
        try:
            return range(*bounds)
        except ValueError:
            pass
    start = bounds[0] if len(bounds) > 1 else 0
    if machine.survey is not None and isinstance(start, int) and len(bounds) in (1, 2):
        return range(start, start + machine.survey.assumed_count())
    return Unknown("the range is not known", "range")


def _number(kind: type) -> Implementation:
    def convert(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        if not arguments.positional:
            return kind()
        value = arguments.positional[0]
        if isinstance(value, Tensor):
            value = machine.numbers.get(value, value)
        unknown = Unknown("the number is not known", kind.__name__)
        if len(arguments.positional) > 1:
            found = pure(kind, arguments)
            return unknown if found is ABSENT else found
        if isinstance(value, (*_NUMBER, str)):
            try:
                return kind(value)
            except (ValueError, OverflowError) as error:
                refuse_as(machine, error)
                return Unknown("the conversion fails", kind.__name__)
        release(machine, arguments.positional)
        return value if isinstance(value, Symbolic) and kind is int else unknown

    return convert


def _str(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    value = arguments.positional[0] if arguments.positional else ""
    text = text_of(machine, value, node) if len(arguments.positional) < 2 else None
    return Unknown("the text is not known", "str") if text is None else text


def _character(function: Callable[[Any], Any], kind: type) -> Implementation:
    """`chr` and `ord`."""
    unknown = Unknown("the character is not known", "str" if kind is int else "int")

    def convert(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        value = arguments.positional[0] if len(arguments.positional) == 1 else None
        try:
            return function(value) if isinstance(value, kind) else unknown
        except (TypeError, ValueError, OverflowError):
            return unknown

    return convert


def _bool(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    decided = truth(machine, arguments.positional[0], node) if arguments.positional else False
    return Unknown("the truth is not known", "bool") if decided is None else decided


def _dict(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    made = DictValue({})
    for value in arguments.positional:
        update(machine, made, value if isinstance(value, DictValue) else _from_pairs(machine, value), {})
    update(machine, made, DictValue({}), arguments.keyword)
    return made


def _default_dict(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if not arguments.positional:
        return _dict(machine, arguments, node)
    factory, *rest = arguments.positional
    made = _dict(machine, replace(arguments, positional=tuple(rest)), node)
    return DefaultDictValue(made.entries, factory) if isinstance(made, DictValue) else made


def _from_pairs(machine: Machine, value: Value) -> DictValue:
    pairs = run_over(machine, value)
    split = [iterate(pair) for pair in pairs or ()]
    if pairs is None or any(pair is None or len(pair) != 2 or not is_key(pair[0]) for pair in split):
        release(machine, pairs or ())
        return DictValue(None)
    return DictValue({pair[0]: pair[1] for pair in split if pair is not None})


def _numeric(function: Callable[..., Any], of: str | None = None) -> Implementation:
    """A pure function of numbers, which gives a number of the type `of`."""

    def apply(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        values = arguments.positional
        if not values or arguments.keyword or not all(isinstance(value, _NUMBER) for value in values):
            return Unknown("the number is not known", of)
        if any(isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS for value in values):
            return Unknown("the number is too large", of)
        try:
            return function(*values)
        except (ValueError, OverflowError, ArithmeticError, TypeError) as error:
            refuse_as(machine, error)
            return Unknown("the computation fails", of)

    return apply


def _round(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    digits = arguments.positional[1] if len(arguments.positional) > 1 else 0
    if isinstance(digits, int) and abs(digits) > _MOST_DIGITS:
        return Unknown("the number of digits is too large")
    return _numeric(round)(machine, arguments, node)


_MOST_DIGITS: Final = 400


def _power(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    match arguments.positional:
        case (base, exponent):
            return binary(machine, "**", base, exponent, node)
        case (int(), int(), int()):
            return _numeric(pow, "int")(machine, arguments, node)
    return Unknown("the number is not known")


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


def _super(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    function = machine.frame.function
    match arguments.positional:
        case (ClassValue() as owner, receiver):
            return SuperProxy(receiver, owner)
    if function is None or function.owner is None or arguments.positional:
        return Unknown("`super` is not followed here")
    scope = machine.scope.find(function.parameters[0].name) if function.parameters else None
    receiver = None if scope is None else scope.slots[function.parameters[0].name]
    return SuperProxy(receiver, function.owner)


def _flavoured(flavour: str) -> Implementation:
    """`property(…)`, `staticmethod(…)`, `classmethod(…)`, called as functions."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        given = arguments.positional
        if not 1 <= len(given) <= 2 or not all(isinstance(one, Function) for one in given):
            release(machine, given)
            return Unknown("a descriptor is not followed")
        return replace(given[0], flavour=flavour, setter=given[1] if len(given) == 2 else None)

    return make


def _exception(name: str) -> Implementation:
    return lambda machine, arguments, node: make_exception(name, arguments.positional)


def _unknown_of(kind: str) -> Implementation:
    return lambda machine, arguments, node: Unknown("it is only known when the program runs", kind or None)


# --- the standard library -------------------------------------------------------------------------------------------


def _partial(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if not arguments.positional or arguments.star or arguments.double_star:
        release(machine, (*arguments.positional, *arguments.keyword.values()))
        return Unknown("what `partial` is given is not known")
    function, *given = arguments.positional

    def run(more: CallArguments, site: Any) -> Value:
        from keralint.interpreter.calls import call_value  # calls look builtins up

        positional = (*given, *more.positional)
        keyword = {**arguments.keyword, **more.keyword}
        return call_value(machine, function, CallArguments(positional, keyword, more.star, more.double_star), site)

    return NativeFunction("partial", run, (*arguments.positional, *arguments.keyword.values()))


def _copy(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    return _copied(machine, arguments.positional[0] if arguments.positional else None, None)


def _deep_copy(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    return _copied(machine, arguments.positional[0] if arguments.positional else None, {})


def _copied(machine: Machine, value: Value, made: dict[int, Value] | None) -> Value:
    """A copy; a deep one if `made` is a table of what has been copied already."""
    if made is not None and id(value) in made:
        return made[id(value)]

    def inner(item: Value) -> Value:
        return item if made is None else _copied(machine, item, made)

    copy: Value
    if isinstance(value, ListValue):
        copy = type(value)(()) if type(value) is not LayersValue else ListValue(())
        if isinstance(value, DequeValue) and isinstance(copy, DequeValue):
            copy.most = value.most
        _note(made, value, copy)
        copy.slots["items"] = None if value.items is None else tuple(map(inner, value.items))
    elif isinstance(value, DictValue):
        copy = like(value, {})
        _note(made, value, copy)
        copy.slots["entries"] = None if value.entries is None else {k: inner(v) for k, v in value.entries.items()}
    elif isinstance(value, TupleValue):
        copy = TupleValue.of(value.cls, map(inner, value))
    elif isinstance(value, tuple):
        copy = tuple(map(inner, value))
    elif isinstance(value, (*_NUMBER, str, Symbolic, Function, BuiltinFunction)) or value is None or is_member(value):
        copy = value
    elif isinstance(value, Instance) and _is_copied_plainly(value):
        copy = Instance(value.cls)
        _note(made, value, copy)
        copy.slots.update({name: inner(held) for name, held in value.slots.items()})
    else:
        release(machine, (value,) if made is None else ())
        copy = Unknown("a copy is not followed")
    return copy


def _is_copied_plainly(value: Instance) -> bool:
    """Whether a copy is an object with the same attributes."""
    hooks = "__copy__ __deepcopy__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __new__ __getnewargs__".split()
    known = all(map(brings_nothing, value.cls.foreign_bases))
    known = known and (value.cls.node is not None or is_namespace(value))
    return known and all(value.cls.find(hook) is ABSENT for hook in hooks)


def _note(made: dict[int, Value] | None, value: Value, copy: Value) -> None:
    if made is not None:
        made[id(value)] = copy


def _cast(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`typing.cast(kind, value)`: the value."""
    return arguments.positional[1] if len(arguments.positional) == 2 else Unknown("the value is not known")


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
    items = run_over(machine, arguments.positional[0]) if arguments.positional else None
    result: Value = arguments.keyword.get("start", 1)
    for item in items if items is not None else (Unknown("not known"),):
        result = binary(machine, "*", result, item, node)
    return result


def _end(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """Raises: Raised, as the program ends here, whatever it catches."""
    raise Raised


def _exit(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """Raises: Raised, as the program ends here."""
    raise Raised(make_exception("SystemExit", arguments.positional))


_EXCEPTIONS: Final = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)
_NOT_FOLLOWED: Final = dict.fromkeys(("ascii", "input"), "str") | dict.fromkeys("hash id".split(), "int")
"""Builtins that change nothing, and the type of what they give."""

BUILTINS: Final[dict[str, Implementation]] = {
    **RUNNING,
    **INTROSPECTION,
    **{name: _unknown_of(of) for name, of in _NOT_FOLLOWED.items()},
    **{name: _unknown_of("") for name in _EXCEPTIONS - EXCEPTIONS},
    **{name: _exception(name) for name in EXCEPTIONS},
    **{name: _unknown_of("") for name in ("open", "object", "locals", "globals", "dir")},
    **{name: _flavoured(name) for name in ("property", "staticmethod", "classmethod")},
    "len": _len,
    "range": _range,
    "slice": _slice,
    "int": _number(int),
    "float": _number(float),
    "str": _str,
    "repr": show,
    "format": to_format,
    **{name: pure_builtin(function, "str") for name, function in (("bin", bin), ("hex", hex), ("oct", oct))},
    "chr": _character(chr, int),
    "ord": _character(ord, str),
    "bool": _bool,
    "dict": _dict,
    "TypedDict": _dict,
    "abs": _numeric(abs),
    "round": _round,
    "divmod": _numeric(divmod),
    "pow": _power,
    "super": _super,
    "print": lambda machine, arguments, node: None,
    "__import__": import_top,
    "exit": _exit,
    "quit": _exit,
}

STANDARD_LIBRARY: Final[dict[str, Implementation]] = {
    **RECORDS,
    **OPERATORS,
    **ITERATORS,
    **NAMESPACES,
    **CONTAINERS,
    **PARSERS,
    "enum.auto": lambda machine, arguments, node: AUTOMATIC,
    **{path: call_enumeration(path) for path in ("enum.Enum", "enum.IntEnum")},
    **STACKS,
    "inspect.signature": signature,
    "functools.partial": _partial,
    "sys.exit": _exit,
    "os._exit": _end,
    "copy.copy": _copy,
    "copy.deepcopy": _deep_copy,
    "math.prod": _prod,
    "numpy.prod": _numpy_prod,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _default_dict,
    "importlib.import_module": import_module,
    "typing.cast": _cast,
    **{
        f"math.{name}": _of_module(f"math.{name}", _numeric(getattr(math, name), of))
        for of, names in {
            "int": ("ceil", "floor", "gcd", "isqrt", "trunc"),
            "float": ("sqrt", "log", "log2", "log10", "exp", "pow", "sin", "cos", "tan", "tanh", "fabs"),
        }.items()
        for name in names
    },
}
"""Functions of modules, by their dotted path."""
