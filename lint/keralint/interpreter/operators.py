"""Operators and truth, on constants, symbolic sizes and tensors."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import libcst as cst

from keralint.interpreter.budget import COPIED_AT_ONCE, MAX_COLLECTION, MAX_INTEGER_BITS, MAX_TEXT, SEEN_AT_ONCE
from keralint.interpreter.escape import release
from keralint.interpreter.exceptions import refuse_as
from keralint.interpreter.identity import identity, is_one_value
from keralint.interpreter.iteration import iterate, length, run_over
from keralint.interpreter.lowering import lift, lower_operand
from keralint.interpreter.machine import Machine
from keralint.interpreter.objects import find_special, on_objects, special
from keralint.interpreter.open_tensors import is_given
from keralint.interpreter.plain import NotPlainError, as_argument
from keralint.interpreter.python_failures import DynamicSizeArithmetic, TensorAsCondition
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.spreading import as_operands, computed, if_tensor
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    BuiltinFunction,
    BuiltinMethod,
    ClassValue,
    CounterValue,
    DequeValue,
    DictValue,
    DynamicSize,
    Function,
    Instance,
    IteratorValue,
    ListValue,
    MemberValue,
    NativeFunction,
    SetValue,
    Union,
    Unknown,
    Value,
    ViewValue,
    alternatives,
    is_key,
    is_member,
    like,
    same,
    widen,
)
from keralint.semantics.layer import Applied, CallArguments, Layer
from keralint.semantics.ops import binary as tensor_binary
from keralint.semantics.ops import unary as tensor_unary
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import ApiInstance, ApiReference
from keralint.shapes import Symbolic, is_number

_PYTHON: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WIDE_FIELD: Final = re.compile(r"%[^a-zA-Z]*\d{4}|%[^a-zA-Z]*\*")
_EXACT_ON_SYMBOLS: Final = frozenset(["+", "-", "*", "//", "%", "**"])
_PLAIN = (bool, int, float, complex, str, bytes)
_CONSTANTS: Final = frozenset({*_PLAIN, type(None)})
_DISTINCT = (Layer, Tensor, Function, ClassValue, Instance, ApiInstance, BuiltinFunction, IteratorValue)


def binary(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """`left symbol right`."""
    left, right = if_tensor(machine, left), if_tensor(machine, right)
    if machine.survey is not None:
        left, right = as_operands(machine, left, right)
    if isinstance(left, _PLAIN) and isinstance(right, _PLAIN):
        if isinstance(right, MemberValue) and isinstance(left, str) and symbol == "%":
            return _percent(left, right)
        return _on_constants(machine, symbol, left, right, node)
    if isinstance(left, Union) or isinstance(right, Union):
        return _on_unions(machine, symbol, left, right, node)
    if (left is None or right is None) and symbol != "|":  # that is of types
        machine.refuse_nothing(machine.site(node))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _on_tensors(machine, symbol, left, right, node)
    for operand, other in ((left, right), (right, left)):
        if isinstance(operand, DynamicSize) and isinstance(other, (int, float, Symbolic, DynamicSize)):
            if operand.tensor.kind is not TensorKind.SYMBOLIC:
                return Unknown("the size is only known when the program runs", "int")
            failure = DynamicSizeArithmetic(size=operand, operator=symbol)
            machine.fail(machine.site(node), failure, symbol, CallArguments.of(left, right))
            return Unknown("an error was reported here")
    if isinstance(left, Symbolic) or isinstance(right, Symbolic):
        release(machine, (*(iterate(left) or ()), *(iterate(right) or ())))
        return _on_symbols(symbol, left, right)
    found = on_objects(machine, symbol, left, right, node)
    return _on_containers(machine, symbol, left, right, node) if found is ABSENT else found


def _on_constants(machine: Machine, symbol: str, left: Any, right: Any, node: cst.CSTNode) -> Value:
    if not _small_enough(symbol, left, right):
        return machine.out_of_budget(node, "a number or text grows too large")
    try:
        result = _PYTHON[symbol](left, right)
    except (TypeError, ValueError, ArithmeticError, KeyError) as error:
        refuse_as(machine, error)
        return Unknown(f"`{symbol}` fails here")
    if isinstance(result, int) and result.bit_length() > MAX_INTEGER_BITS:
        return machine.out_of_budget(node, "a number or text grows too large")
    return result


def _small_enough(symbol: str, left: Any, right: Any) -> bool:
    texts = isinstance(left, (str, bytes)) or isinstance(right, (str, bytes))
    if texts and symbol == "*":
        count, text = (left, right) if isinstance(left, int) else (right, left)
        return not isinstance(count, int) or isinstance(text, int) or len(text) * max(count, 0) <= MAX_TEXT
    if texts and symbol == "%":
        return isinstance(left, str) and not _WIDE_FIELD.search(left)
    if texts:
        return symbol != "+" or len(str(left)) + len(str(right)) <= MAX_TEXT
    if isinstance(left, int) and isinstance(right, int):
        if symbol == "**":
            return left.bit_length() * max(right, 0) <= MAX_INTEGER_BITS
        return symbol != "<<" or right <= MAX_INTEGER_BITS
    return True


def _on_unions(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    lefts = left.alternatives if isinstance(left, Union) else (left,)
    rights = right.alternatives if isinstance(right, Union) else (right,)
    return machine.any_of(
        [lambda a=a, b=b: binary(machine, symbol, a, b, node) for a in lefts for b in rights]  # type: ignore[misc]
    )


def _on_tensors(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    lowered = CallArguments.of(lower_operand(left, machine), lower_operand(right, machine))

    def apply(operands: CallArguments) -> Applied:
        first, second = operands.positional
        return tensor_binary(symbol, first, second, machine.context)

    with machine.at(node) as site:
        return machine.attempt(
            site,
            symbol,
            CallArguments.of(left, right),
            lambda: computed(machine, symbol, lowered, apply),
        )


def _on_symbols(symbol: str, left: Value, right: Value) -> Value:
    both = all(isinstance(value, (int, Symbolic)) for value in (left, right))
    are_sizes = all(map(_is_size, (left, right)))
    if both and symbol in _EXACT_ON_SYMBOLS:
        result = _PYTHON[symbol](left, right)
        # A parameter may be a tensor all the same: `0 * memory` is 0 for numbers only.
        return lift(result) if are_sizes or not isinstance(result, int) else Unknown("the number is not known")
    of = _type_of_result(symbol, left, right) if are_sizes else None
    return Unknown("the number is not known", of)


def _is_size(value: Value) -> bool:
    """Whether it certainly is a number, and no parameter that may be a tensor."""
    return not isinstance(value, Symbolic) or is_number(value)


def _type_of_result(symbol: str, left: Value, right: Value) -> str | None:
    """The type of what an operator gives for numbers; `None` if one is none, or it is not known."""
    types = {value.of if isinstance(value, Unknown) else _NUMBERS.get(type(value)) for value in (left, right)}
    if not types <= {"int", "float"} or symbol not in _ARITHMETIC:
        return None
    return "float" if symbol == "/" or "float" in types else (None if symbol == "**" else "int")


_NUMBERS: Final[dict[type, str]] = {int: "int", bool: "int", float: "float", Symbolic: "int"}
_ARITHMETIC: Final = frozenset(["+", "-", "*", "/", "//", "%", "**"])


def _on_containers(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """Operators of tuples, lists, sets, dicts and texts."""
    if (
        symbol == "+"
        and _is_sequence(left)
        and _is_sequence(right)
        and isinstance(left, tuple) is isinstance(right, tuple)
    ):
        return _repeated(machine, left, (iterate(left), iterate(right)), 1, node)
    if symbol == "*" and (_is_sequence(left) or _is_sequence(right)):
        sequence, count = (left, right) if _is_sequence(left) else (right, left)
        return _repeated(machine, sequence, (iterate(sequence),), count, node)
    if symbol == "%" and isinstance(left, str):
        return _percent(left, right)
    if isinstance(left, SetValue) and isinstance(right, SetValue) and symbol in _ON_SETS:
        return SetValue(combined(machine, symbol, left, right))
    if isinstance(left, DictValue) and isinstance(right, DictValue) and symbol == "|":
        if isinstance(left, CounterValue) or isinstance(right, CounterValue):
            release(machine, (left, right))
            return Unknown("how counters are added up is not followed")
        if left.entries is not None and right.entries is not None:
            return like(left, {**left.entries, **right.entries})
        release(machine, (*(left.entries or {}).values(), *(right.entries or {}).values()))
        return DictValue(None)
    release(machine, (*(iterate(left) or ()), *(iterate(right) or ())) if symbol in ("+", "*", "|", "&") else ())
    unknown = next((value for value in (left, right) if isinstance(value, Unknown)), None)
    reason = "the operands are not known" if unknown is None else unknown.reason
    return Unknown(reason, _type_of_result(symbol, left, right))


_ON_SETS: Final = frozenset("|&-^")


def _is_sequence(value: Value) -> bool:
    return isinstance(value, (tuple, ListValue)) and not isinstance(value, SetValue)


def _repeated(
    machine: Machine, like: Value, parts: tuple[tuple[Value, ...] | None, ...], count: Value, node: cst.CSTNode
) -> Value:
    """The parts one after the other, `count` times, in a sequence like `like`."""
    known = [part for part in parts if part is not None]
    joined = tuple([item for part in known for item in part])
    machine.spend(len(joined) // COPIED_AT_ONCE)
    certain = len(known) == len(parts) and isinstance(count, int)
    if certain and len(joined) * max(count, 0) > MAX_COLLECTION:
        machine.out_of_budget(node, "a list grows too long to be followed element by element")
        certain = False
    if not certain:
        release(machine, joined)
    if not isinstance(count, int) and getattr(count, "of", None) != "int":
        return Unknown("how often it is repeated is not known")
    items = joined * count if certain else None
    return ListValue(items) if isinstance(like, ListValue) else _tuple(items)


def combined(machine: Machine, symbol: str, left: SetValue, right: SetValue) -> tuple[Value, ...] | None:
    """The members of `left symbol right`; `None` if they are not known."""
    a, b = left.items, right.items
    if a is None or b is None or not all(map(is_key, (*a, *b))):
        release(machine, (*(a or ()), *(b or ())))
        return None
    kept = _PYTHON[symbol](set(a), set(b))
    return tuple(item for item in dict.fromkeys((*a, *b)) if item in kept)


def _tuple(items: tuple[Value, ...] | None) -> Value:
    return Unknown("its elements are not known", "tuple") if items is None else items


def _percent(template: str, arguments: Value) -> Value:
    if not _WIDE_FIELD.search(template):
        text: str | None
        try:
            given = tuple(map(as_argument, arguments)) if type(arguments) is tuple else as_argument(arguments)
            text = template % given
        except (TypeError, ValueError, OverflowError, KeyError, NotPlainError):
            text = None
        if text is not None and len(text) <= MAX_TEXT:
            return text
    return Unknown("the text is not known", "str")


def unary(machine: Machine, symbol: str, operand: Value, node: cst.CSTNode) -> Value:
    """`-operand`, `+operand`, `~operand`."""

    def of_tensor(operands: CallArguments) -> Applied:
        return tensor_unary(symbol, operands.positional[0], machine.context)

    operand = if_tensor(machine, operand)
    if isinstance(operand, Tensor):
        lowered = CallArguments.of(lower_operand(operand, machine))
        with machine.at(node) as site:
            return machine.attempt(site, symbol, lowered, lambda: computed(machine, symbol, lowered, of_tensor))
    if isinstance(operand, DynamicSize) and operand.tensor.kind is TensorKind.SYMBOLIC:
        failure = DynamicSizeArithmetic(size=operand, operator=symbol)
        machine.fail(machine.site(node), failure, symbol, CallArguments.of(operand))
    if isinstance(operand, (bool, int, float, Symbolic)):
        unary_operators: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
        apply = unary_operators[symbol]
        try:
            return apply(operand) if symbol == "-" or not isinstance(operand, Symbolic) else Unknown("not followed")
        except TypeError:
            pass
    if isinstance(operand, Union):
        return machine.any_of([partial(unary, machine, symbol, one, node) for one in operand.alternatives])
    found = special(machine, operand, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[symbol], (), node)
    return Unknown("the operand is not known") if found is ABSENT else found


def compare(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """`left symbol right` for comparisons, identity and membership; unknown where it cannot be decided."""
    left, right = if_tensor(machine, left), if_tensor(machine, right)
    if isinstance(left, Union) or isinstance(right, Union):
        pairs = [(a, b) for a in alternatives(left) for b in alternatives(right)]
        return machine.any_of([partial(compare, machine, symbol, a, b, node) for a, b in pairs])
    if symbol in ("is", "is not"):
        return _negated(symbol == "is not", _is_same(left, right))
    if symbol in ("in", "not in"):
        found = special(machine, right, "__contains__", (left,), node)
        inside = _contains(machine, right, left) if found is ABSENT else truth(machine, found, node)
        return _negated(symbol == "not in", inside)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _on_tensors(machine, symbol, left, right, node)
    found = on_objects(machine, symbol, left, right, node)
    if found is not ABSENT:
        return found
    if symbol in ("==", "!="):
        same = False if machine.others and _told_apart(machine, left, right) else equal(left, right)
        return _negated(symbol == "!=", same)
    for operand, other in ((left, right), (right, left)):
        if is_none_size(operand) and isinstance(other, (int, float, Symbolic, DynamicSize)):
            failure = DynamicSizeArithmetic(size=operand, operator=symbol)
            machine.fail(machine.site(node), failure, symbol, CallArguments.of(left, right))
            return Unknown("an error was reported here")
    return _ordered(symbol, left, right)


def _ordered(symbol: str, left: Value, right: Value) -> Value:
    """`left symbol right` of plain values, and of tuples, lists and sets of them."""
    operands = [left, right]
    if type(left) is type(right) and type(left) in (ListValue, SetValue) and None not in (left.items, right.items):
        operands = [left.items, right.items]
    plain = isinstance(left, _PLAIN) and isinstance(right, _PLAIN)
    if plain or all(map(_is_plain_tuple, operands)):
        try:
            return _ORDER[symbol](*map(set, operands)) if type(left) is SetValue else _ORDER[symbol](*operands)
        except TypeError:
            pass
    return Unknown("the comparison is not known", "bool")


def _told_apart(machine: Machine, left: Value, right: Value) -> bool:
    """Whether one of them is not known, and a condition has told that it is not the other one."""
    unknown, other = (left, right) if isinstance(left, Unknown) else (right, left)
    known = is_one_value(unknown) and isinstance(other, (int, str))
    return known and other in (machine.others.get(identity(unknown)) or ())


def _is_plain_tuple(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, _PLAIN) for item in value)


def _negated(negate: bool, outcome: bool | None) -> Value:
    return Unknown("the comparison is not known", "bool") if outcome is None else outcome is not negate


def is_foreign(value: Value) -> bool:
    """A name of a library that the database does not describe, or an attribute of a library's object.

    It may be a method, or have any value.
    """
    if isinstance(value, BuiltinMethod):
        return not isinstance(value.receiver, _WITH_METHODS_ONLY)
    return isinstance(value, ApiReference) and (value.symbol is None or value.symbol.kind == "constant")


_WITH_METHODS_ONLY: Final = (str, bytes, tuple, ListValue, DictValue, ViewValue, IteratorValue)
"""Values whose attributes are all methods."""


def _is_same(left: Value, right: Value) -> bool | None:
    for one, other in ((left, right), (right, left)):
        if one is None and is_given(other):
            return False
    return _identical(left, right)


def _identical(left: Value, right: Value) -> bool | None:
    if isinstance(left, (Unknown, Union, Symbolic)) or isinstance(right, (Unknown, Union, Symbolic)):
        return _union_against_none(left, right)
    if is_foreign(left) or is_foreign(right):
        empty = [isinstance(value, ApiReference) and value.path in _NO_DEFAULT for value in (left, right)]
        others = [value for value, is_it in zip((left, right), empty) if not is_it]
        return None if any(map(is_foreign, others)) else not others
    if any(isinstance(value, DynamicSize) and not is_none_size(value) for value in (left, right)):
        return None
    left, right = (None if isinstance(value, DynamicSize) else value for value in (left, right))
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, BuiltinFunction) and isinstance(right, BuiltinFunction):
        return left.name == right.name
    if type(left) is type(right) and left is not right and _is_apart(left, right):
        return False
    return True if left is right else (False if type(left) is not type(right) else None)


_NO_DEFAULT: Final = frozenset({"inspect.Parameter.empty", "inspect.Signature.empty", "inspect._empty"})
"""What `inspect` has in the place of a default, which is nothing else."""


def _union_against_none(left: Value, right: Value) -> bool | None:
    union, other = (left, right) if isinstance(left, Union) else (right, left)
    if isinstance(union, Union) and other is None:
        answers = {_identical(alternative, None) for alternative in union.alternatives}
        return answers.pop() if len(answers) == 1 else None
    return None


def equal(left: Value, right: Value, effort: list[int] | None = None) -> bool | None:
    """Whether two values are equal; `None` if it cannot be told.

    `effort` are the elements that may still be compared, and the containers in each other: a list may contain itself.
    """
    if type(left) in _CONSTANTS and type(right) in _CONSTANTS:
        return bool(left == right)
    effort = [_MOST_COMPARED, _DEEPEST] if effort is None else effort
    if isinstance(left, (Unknown, Union)) or isinstance(right, (Unknown, Union)):
        return None
    if is_foreign(left) or is_foreign(right):
        return None
    if any(isinstance(value, DynamicSize) and not is_none_size(value) for value in (left, right)):
        return None
    left, right = (None if isinstance(value, DynamicSize) else value for value in (left, right))
    if isinstance(left, Symbolic) or isinstance(right, Symbolic):
        # A symbol stands for a parameter that may be anything, so that only sameness is certain.
        return True if same(left, right) else None
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        return _equal_sets(left.items, right.items)
    if _is_sequence(left) and _is_sequence(right):
        same_kind = _kind_of_sequence(left) is _kind_of_sequence(right)
        return _equal_sequences(iterate(left), iterate(right), effort) if same_kind else False
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        answer = _equal_dicts(left.entries, right.entries, effort)
        both_count = isinstance(left, CounterValue) and isinstance(right, CounterValue)
        return answer if answer or not both_count else None  # what is counted as 0 may be left out
    if isinstance(left, ViewValue) or isinstance(right, ViewValue):
        return None
    if isinstance(left, (*_PLAIN, type(None))) and isinstance(right, (*_PLAIN, type(None))):
        return bool(left == right)
    if isinstance(left, BuiltinFunction) and isinstance(right, BuiltinFunction):
        return left.name == right.name
    if isinstance(left, _DISTINCT) or isinstance(right, _DISTINCT):
        return True if left is right else _are_others(left, right)
    if isinstance(left, ApiReference) and isinstance(right, ApiReference):
        return left.canonical == right.canonical
    return None if type(left) is type(right) else False


def _kind_of_sequence(value: Value) -> type:
    return next(kind for kind in (tuple, DequeValue, ListValue) if isinstance(value, kind))


def _are_others(left: Value, right: Value) -> bool | None:
    """False for two values that are not the same object and are certainly not equal: objects, members, and classes."""
    own = [value for value in (left, right) if type(value) not in _CONSTANTS]
    plain = all(isinstance(value, Instance) and value.cls.find("__eq__") is ABSENT for value in own)
    return False if plain or _is_apart(left, right) else None


def _is_apart(left: Value, right: Value) -> bool:
    """Whether two values that are not the same object are certainly not equal: members, and classes."""
    if isinstance(left, ClassValue) and isinstance(right, ClassValue):
        return left.node is not right.node and left.node is not None and right.node is not None
    return any(map(is_member, (left, right))) and all(map(_is_plain_object, (left, right)))


def _is_plain_object(value: Value) -> bool:
    """Whether it has no idea of its own of what it is equal to."""
    own = isinstance(value, Instance) and value.cls.find("__eq__") is ABSENT
    return own or value is None or isinstance(value, (*_PLAIN, tuple, ListValue, DictValue))


_MOST_COMPARED: Final = 40_000
_DEEPEST: Final = 20


def _equal_sets(left: tuple[Value, ...] | None, right: tuple[Value, ...] | None) -> bool | None:
    if left is None or right is None or not all(map(is_key, (*left, *right))):
        return None
    return set(left) == set(right)


def _equal_dicts(
    left: Mapping[Value, Value] | None, right: Mapping[Value, Value] | None, effort: list[int]
) -> bool | None:
    if left is None or right is None or not all(map(is_key, (*left, *right))):
        return None
    if left.keys() != right.keys():
        return False
    return _equal_sequences(tuple(left.values()), tuple(right[key] for key in left), effort)


def _equal_sequences(left: tuple[Value, ...] | None, right: tuple[Value, ...] | None, effort: list[int]) -> bool | None:
    if left is None or right is None:
        return None
    if len(left) != len(right):
        return False
    if effort[0] < 0 or not effort[1]:
        return None
    effort[0] -= len(left) + 1
    effort[1] -= 1
    # A list equals itself, with a nan in it.
    answers = [equal(a, b, effort) if a == a else None for a, b in zip(left, right)]
    effort[1] += 1
    return False if False in answers else (None if None in answers else True)


def _contains(machine: Machine, container: Value, item: Value) -> bool | None:
    if isinstance(container, str):
        return item in container if isinstance(item, str) else None
    if isinstance(container, range) and isinstance(item, int):
        return item in container
    if isinstance(container, ClassValue) and not is_member(item):
        return None  # whether the values of members count depends on the version of Python
    items = container.items if isinstance(container, SetValue) else run_over(machine, container, partly=True)
    if items is None:
        return None
    machine.spend(len(items) // SEEN_AT_ONCE)
    others: Sequence[Value] = items
    if type(item) in _CONSTANTS:
        others = [candidate for candidate in items if type(candidate) not in _CONSTANTS]
        if any(type(candidate) in _CONSTANTS and candidate == item for candidate in items):
            return True
    machine.spend(len(others))
    answers = [equal(item, candidate) for candidate in others]
    return True if True in answers else (None if None in answers else False)


def truth(machine: Machine, value: Value, node: cst.CSTNode) -> bool | None:
    """Whether `value` counts as true; `None` if it cannot be told. A symbolic tensor has no truth: that is told."""
    if isinstance(value, (bool, int, float, complex, str, bytes, tuple, range)) or value is None:
        return bool(value)
    if isinstance(value, DynamicSize):
        return False if is_none_size(value) else None
    if isinstance(value, Tensor):
        if value in machine.numbers:
            return bool(machine.numbers[value])
        if value.kind in (TensorKind.SYMBOLIC, TensorKind.TRACED) and machine.context.keras_major >= 3:
            failure = TensorAsCondition(tensor=value)
            machine.fail(machine.site(node), failure, "bool", CallArguments.of(value))
        return None
    if isinstance(value, (ListValue, DictValue, ViewValue)):
        size = length(value)
        return None if size is None else bool(size)
    if isinstance(value, Union):
        if any(isinstance(alternative, Tensor) for alternative in value.alternatives):
            # It fails only if it fails for each of them.
            return truth(machine, widen([value]), node) if _all_tensors(value) else None
        answers = {truth(machine, alternative, node) for alternative in value.alternatives}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, (Layer, Instance)):
        return _truth_of_object(machine, value, node)
    if is_given(value) and is_number(value):
        if machine.survey is None:
            return True  # its least value is 1
        machine.survey.note_asked(value)
        return machine.survey.is_true(value)
    return True if isinstance(value, _ALWAYS_TRUE) and not is_foreign(value) else None


_ALWAYS_TRUE: Final = (
    *(Function, BoundMethod, BuiltinMethod, NativeFunction, BuiltinFunction),
    *(ClassValue, ApiReference, IteratorValue, ModuleValue),
)


def _truth_of_object(machine: Machine, value: Value, node: cst.CSTNode) -> bool | None:
    found = special(machine, value, "__bool__", (), node)
    if found is ABSENT:
        return None if find_special(value, "__len__") is not None else True
    return found if isinstance(found, bool) else None


def _all_tensors(union: Union) -> bool:
    return all(isinstance(alternative, Tensor) for alternative in union.alternatives)


def negate_truth(machine: Machine, value: Value, node: cst.CSTNode) -> Value:
    """`not value`."""
    decided = truth(machine, value, node)
    return Unknown("the condition is not known", "bool") if decided is None else not decided
