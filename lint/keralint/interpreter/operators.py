"""Operators and truth, on constants, symbolic sizes and tensors."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Final

import libcst as cst

from keralint.interpreter.budget import MAX_COLLECTION, MAX_INTEGER_BITS, MAX_TEXT
from keralint.interpreter.iteration import iterate, length
from keralint.interpreter.lowering import lift, lower
from keralint.interpreter.machine import Machine
from keralint.interpreter.python_failures import DynamicSizeArithmetic, TensorAsCondition
from keralint.interpreter.symbolic import is_none_size
from keralint.interpreter.values import (
    BuiltinFunction,
    ClassValue,
    DictValue,
    DynamicSize,
    Function,
    Instance,
    ListValue,
    Union,
    Unknown,
    Value,
    same,
    widen,
)
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.ops import binary as tensor_binary
from keralint.semantics.ops import unary as tensor_unary
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import ApiInstance, ApiReference
from keralint.shapes import Symbolic

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
_DISTINCT = (Layer, Tensor, Function, ClassValue, Instance, ApiInstance, BuiltinFunction)


def binary(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """`left symbol right`."""
    if isinstance(left, _PLAIN) and isinstance(right, _PLAIN):
        return _on_constants(machine, symbol, left, right, node)
    if isinstance(left, Union) or isinstance(right, Union):
        return _on_unions(machine, symbol, left, right, node)
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
        return _on_symbols(symbol, left, right)
    return _on_sequences(symbol, left, right)


def _on_constants(machine: Machine, symbol: str, left: Any, right: Any, node: cst.CSTNode) -> Value:
    if not _small_enough(symbol, left, right):
        return machine.out_of_budget(node, "a number or text grows too large")
    try:
        return _PYTHON[symbol](left, right)
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return Unknown(f"`{symbol}` fails here")


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
    with machine.at(node) as site:
        context = machine.context
        return machine.attempt(
            site,
            symbol,
            CallArguments.of(left, right),
            lambda: lift(tensor_binary(symbol, lower(left, machine), lower(right, machine), context).outputs),
        )


def _on_symbols(symbol: str, left: Value, right: Value) -> Value:
    both = all(isinstance(value, (int, Symbolic)) for value in (left, right))
    if both and symbol in _EXACT_ON_SYMBOLS:
        return lift(_PYTHON[symbol](left, right))
    return Unknown("the number is not known", "float" if both and symbol == "/" else None)


def _on_sequences(symbol: str, left: Value, right: Value) -> Value:
    """Concatenation and repetition of tuples and lists."""
    if symbol == "+" and type(left) is type(right) and isinstance(left, (tuple, ListValue)):
        a, b = iterate(left), iterate(right)
        known = a is not None and b is not None and len(a) + len(b) <= MAX_COLLECTION
        items = (*a, *b) if known and a is not None and b is not None else None
        return ListValue(items) if isinstance(left, ListValue) else _tuple(items)
    if symbol == "*":
        sequence, count = (left, right) if isinstance(left, (tuple, ListValue)) else (right, left)
        if isinstance(sequence, (tuple, ListValue)):
            items = iterate(sequence)
            known = isinstance(count, int) and items is not None and len(items) * max(count, 0) <= MAX_COLLECTION
            items = items * count if known and items is not None else None
            return ListValue(items) if isinstance(sequence, ListValue) else _tuple(items)
    if symbol == "%" and isinstance(left, str):
        return _percent(left, right)
    return Unknown("the operands are not known")


def _tuple(items: tuple[Value, ...] | None) -> Value:
    return Unknown("its elements are not known", "tuple") if items is None else items


def _percent(template: str, arguments: Value) -> Value:
    items = arguments if isinstance(arguments, tuple) else (arguments,)
    if all(isinstance(item, _PLAIN) for item in items) and not _WIDE_FIELD.search(template):
        try:
            return (template % arguments)[:MAX_TEXT]
        except (TypeError, ValueError, OverflowError):
            pass
    return Unknown("the text is not known", "str")


def unary(machine: Machine, symbol: str, operand: Value, node: cst.CSTNode) -> Value:
    """`-operand`, `+operand`, `~operand`."""
    if isinstance(operand, Tensor):
        with machine.at(node) as site:
            return machine.attempt(
                site,
                symbol,
                CallArguments.of(operand),
                lambda: lift(tensor_unary(symbol, operand, machine.context).outputs),
            )
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
    return Unknown("the operand is not known")


def compare(machine: Machine, symbol: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """`left symbol right` for comparisons, identity and membership; unknown where it cannot be decided."""
    if symbol in ("is", "is not"):
        return _negated(symbol == "is not", _identical(left, right))
    if symbol in ("in", "not in"):
        return _negated(symbol == "not in", _contains(right, left))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _on_tensors(machine, symbol, left, right, node)
    if symbol in ("==", "!="):
        return _negated(symbol == "!=", equal(left, right))
    for operand, other in ((left, right), (right, left)):
        if is_none_size(operand) and isinstance(other, (int, float, Symbolic, DynamicSize)):
            failure = DynamicSizeArithmetic(size=operand, operator=symbol)
            machine.fail(machine.site(node), failure, symbol, CallArguments.of(left, right))
            return Unknown("an error was reported here")
    plain = isinstance(left, _PLAIN) and isinstance(right, _PLAIN)
    if plain or (_is_plain_tuple(left) and _is_plain_tuple(right)):
        try:
            return _ORDER[symbol](left, right)
        except TypeError:
            pass
    return Unknown("the comparison is not known", "bool")


def _is_plain_tuple(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, _PLAIN) for item in value)


def _negated(negate: bool, outcome: bool | None) -> Value:
    return Unknown("the comparison is not known", "bool") if outcome is None else outcome is not negate


def is_foreign(value: Value) -> bool:
    """A name of a library that the database does not describe: what value it has is not known."""
    return isinstance(value, ApiReference) and (value.symbol is None or value.symbol.kind == "constant")


def _identical(left: Value, right: Value) -> bool | None:
    if isinstance(left, (Unknown, Union, Symbolic)) or isinstance(right, (Unknown, Union, Symbolic)):
        return _union_against_none(left, right)
    if is_foreign(left) or is_foreign(right):
        return None
    left, right = (None if isinstance(value, DynamicSize) else value for value in (left, right))
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return True if left is right else (False if type(left) is not type(right) else None)


def _union_against_none(left: Value, right: Value) -> bool | None:
    union, other = (left, right) if isinstance(left, Union) else (right, left)
    if isinstance(union, Union) and other is None:
        answers = {_identical(alternative, None) for alternative in union.alternatives}
        return answers.pop() if len(answers) == 1 else None
    return None


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; `None` if it cannot be told."""
    if isinstance(left, (Unknown, Union)) or isinstance(right, (Unknown, Union)):
        return None
    if is_foreign(left) or is_foreign(right):
        return None
    left, right = (None if isinstance(value, DynamicSize) else value for value in (left, right))
    if isinstance(left, Symbolic) or isinstance(right, Symbolic):
        # A symbol stands for a parameter that may be anything, so that only sameness is certain.
        return True if same(left, right) else None
    if isinstance(left, (tuple, ListValue)) and type(left) is type(right):
        return _equal_sequences(iterate(left), iterate(right))
    if isinstance(left, (*_PLAIN, type(None))) and isinstance(right, (*_PLAIN, type(None))):
        return bool(left == right)
    if isinstance(left, _DISTINCT) or isinstance(right, _DISTINCT):
        return True if left is right else None
    if isinstance(left, ApiReference) and isinstance(right, ApiReference):
        return left.canonical == right.canonical
    return None if type(left) is type(right) or DictValue in (type(left), type(right)) else False


def _equal_sequences(left: tuple[Value, ...] | None, right: tuple[Value, ...] | None) -> bool | None:
    if left is None or right is None:
        return None
    if len(left) != len(right):
        return False
    answers = [equal(a, b) for a, b in zip(left, right)]
    return False if False in answers else (None if None in answers else True)


def _contains(container: Value, item: Value) -> bool | None:
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    items = iterate(container)
    if items is None or isinstance(container, str):
        return None
    answers = [equal(item, candidate) for candidate in items]
    return True if True in answers else (None if None in answers else False)


def truth(machine: Machine, value: Value, node: cst.CSTNode) -> bool | None:
    """Whether `value` counts as true; `None` if it cannot be told. A symbolic tensor has no truth: that is told."""
    if isinstance(value, (bool, int, float, complex, str, bytes, tuple, range)) or value is None:
        return bool(value)
    if isinstance(value, DynamicSize):
        return False
    if isinstance(value, Tensor):
        if value.kind is TensorKind.SYMBOLIC and machine.context.keras_major >= 3:
            failure = TensorAsCondition(tensor=value)
            machine.fail(machine.site(node), failure, "bool", CallArguments.of(value))
        return None
    if isinstance(value, (ListValue, DictValue)):
        size = length(value)
        return None if size is None else bool(size)
    if isinstance(value, Union):
        if any(isinstance(alternative, Tensor) for alternative in value.alternatives):
            # It fails only if it fails for each of them.
            return truth(machine, widen([value]), node) if _all_tensors(value) else None
        answers = {truth(machine, alternative, node) for alternative in value.alternatives}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, (Layer, Function, ClassValue, ApiReference, BuiltinFunction)) and not is_foreign(value):
        return True
    return None


def _all_tensors(union: Union) -> bool:
    return all(isinstance(alternative, Tensor) for alternative in union.alternatives)


def negate_truth(machine: Machine, value: Value, node: cst.CSTNode) -> Value:
    """`not value`."""
    decided = truth(machine, value, node)
    return Unknown("the condition is not known", "bool") if decided is None else not decided
