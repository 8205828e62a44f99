"""The values of expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

import libcst as cst

from keralint.interpreter.attributes import get_attribute
from keralint.interpreter.binding import assign_target
from keralint.interpreter.budget import MAX_COLLECTION, MAX_TEXT
from keralint.interpreter.builtins import builtin
from keralint.interpreter.calls import call_node
from keralint.interpreter.functions import make_lambda
from keralint.interpreter.indexing import get_item
from keralint.interpreter.iteration import iterate
from keralint.interpreter.machine import Evaluate, Frame, Machine
from keralint.interpreter.operators import binary, compare, negate_truth, truth, unary
from keralint.interpreter.symbolic import refuse_iteration
from keralint.interpreter.values import (
    DictValue,
    ListValue,
    Scope,
    SetValue,
    Union,
    Unknown,
    Value,
)
from keralint.semantics.layer import Layer
from keralint.semantics.tensors import Tensor


def literal(machine: Machine, node: cst.Integer | cst.Float | cst.Imaginary | cst.SimpleString) -> Value:
    """A number or a string, as Python's own parser reads it."""
    try:
        return ast.literal_eval(node.value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Unknown("the literal is not valid")


def name(machine: Machine, node: cst.Name) -> Value:
    """The value bound to a name, in the scopes outwards and then among the builtins."""
    found = machine.scope.find(node.value)
    if found is None:
        return builtin(node.value)
    value = found.slots[node.value]
    if isinstance(value, _HOLDING_TENSORS):
        machine.recorder.read(value)
    return value


_HOLDING_TENSORS: Final = (Tensor, Layer, Union, tuple, ListValue)


def attribute(machine: Machine, node: cst.Attribute) -> Value:
    return get_attribute(machine, machine.evaluate(node.value), node.attr.value, node)


def elements(machine: Machine, nodes: tuple[cst.BaseElement, ...] | list[cst.BaseElement]) -> tuple[Value, ...] | None:
    """The values in a display, with starred ones unpacked; `None` if a starred one is not known."""
    values: list[Value] = []
    for element in nodes:
        value = machine.evaluate(element.value)
        if isinstance(element, cst.StarredElement):
            items = iterate(value)
            if items is None:
                return None
            values.extend(items)
        else:
            values.append(value)
    return tuple(values)


def tuple_display(machine: Machine, node: cst.Tuple) -> Value:
    items = elements(machine, list(node.elements))
    return Unknown("a starred element is not known", "tuple") if items is None else items


def list_display(machine: Machine, node: cst.List) -> Value:
    return ListValue(elements(machine, list(node.elements)))


def set_display(machine: Machine, node: cst.Set) -> Value:
    return SetValue(elements(machine, list(node.elements)))


def dict_display(machine: Machine, node: cst.Dict) -> Value:
    entries: dict[Value, Value] = {}
    known = True
    for element in node.elements:
        value = machine.evaluate(element.value)
        if isinstance(element, cst.DictElement):
            known &= _put(entries, machine.evaluate(element.key), value)
        elif isinstance(value, DictValue) and value.entries is not None:
            entries.update(value.entries)
        else:
            known = False
    return DictValue(entries if known else None)


def _put(entries: dict[Value, Value], key: Value, value: Value) -> bool:
    """Puts an entry into a dict; false if the key is not known well enough."""
    if isinstance(key, Unknown):
        return False
    try:
        entries[key] = value
    except TypeError:
        return False
    return True


def concatenated_string(machine: Machine, node: cst.ConcatenatedString) -> Value:
    return binary(machine, "+", machine.evaluate(node.left), machine.evaluate(node.right), node)


def formatted_string(machine: Machine, node: cst.FormattedString) -> Value:
    """An f-string; its text is known if all that it shows is."""
    parts: list[str] = []
    known = True
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value)
            continue
        if not isinstance(part, cst.FormattedStringExpression):
            known = False
            continue
        value = machine.evaluate(part.expression)
        plain = part.conversion is None and not part.format_spec
        if not isinstance(value, (str, int, float)):
            known = False
        else:
            text = str(value) if plain else _formatted(value, part)
            known &= text is not None
            parts.append(text or "")
    text = "".join(parts)
    return text if known and len(text) < MAX_TEXT else Unknown("the text is not known", "str")


def _formatted(value: str | float, part: cst.FormattedStringExpression) -> str | None:
    spec = "".join(p.value for p in part.format_spec or () if isinstance(p, cst.FormattedStringText))
    convert: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}
    shown = convert[part.conversion](value) if part.conversion else value
    try:
        return format(shown, spec)[:MAX_TEXT] if len(spec) < 8 else None
    except ValueError:
        return None


def unary_operation(machine: Machine, node: cst.UnaryOperation) -> Value:
    operand = machine.evaluate(node.expression)
    symbol = _UNARY[type(node.operator)]
    if symbol == "not":
        return negate_truth(machine, operand, node)
    return unary(machine, symbol, operand, node)


def binary_operation(machine: Machine, node: cst.BinaryOperation) -> Value:
    left, right = machine.evaluate(node.left), machine.evaluate(node.right)
    return binary(machine, BINARY[type(node.operator)], left, right, node)


def boolean_operation(machine: Machine, node: cst.BooleanOperation) -> Value:
    """`a and b`, `a or b`: the second is evaluated only where Python may come to it."""
    left = machine.evaluate(node.left)
    decided = truth(machine, left, node.left)
    stops = decided is isinstance(node.operator, cst.Or) if decided is not None else None
    if stops is True:
        return left
    if stops is False:
        return machine.evaluate(node.right)
    return machine.either([lambda: left, lambda: machine.evaluate(node.right)])


def comparison(machine: Machine, node: cst.Comparison) -> Value:
    """`a < b < c`: the conjunction of its parts."""
    left = machine.evaluate(node.left)
    result: Value = True
    for target in node.comparisons:
        right = machine.evaluate(target.comparator)
        outcome = compare(machine, _COMPARISON[type(target.operator)], left, right, node)
        if outcome is False:
            return False
        result = outcome if result is True else Unknown("the comparison is not known", "bool")
        left = right
    return result


def conditional(machine: Machine, node: cst.IfExp) -> Value:
    decided = truth(machine, machine.evaluate(node.test), node.test)
    if decided is not None:
        machine.recorder.skipped.append(node.orelse if decided else node.body)
        return machine.evaluate(node.body if decided else node.orelse)
    return machine.either([lambda: machine.evaluate(node.body), lambda: machine.evaluate(node.orelse)])


def named_expression(machine: Machine, node: cst.NamedExpr) -> Value:
    value = machine.evaluate(node.value)
    assign_target(machine, node.target, value)
    return value


def subscript(machine: Machine, node: cst.Subscript) -> Value:
    value = machine.evaluate(node.value)
    indices = [_index(machine, element.slice) for element in node.slice]
    is_tuple = len(indices) > 1 or _has_trailing_comma(node)
    return get_item(machine, value, tuple(indices) if is_tuple else indices[0], node)


def _has_trailing_comma(node: cst.Subscript) -> bool:
    return isinstance(node.slice[0].comma, cst.Comma)


def _index(machine: Machine, node: cst.BaseSlice) -> Value:
    if isinstance(node, cst.Slice):
        bounds = [None if part is None else machine.evaluate(part) for part in (node.lower, node.upper, node.step)]
        return slice(*bounds)
    assert isinstance(node, cst.Index)
    return machine.evaluate(node.value)


def lambda_expression(machine: Machine, node: cst.Lambda) -> Value:
    return make_lambda(machine, node)


def comprehension(machine: Machine, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> Value:
    """A comprehension, executed step by step where what it runs over is known."""
    collected: list[Value] = []
    known = _comprehend(machine, node.for_in, lambda: collected.append(machine.evaluate(node.elt)))
    items = tuple(collected) if known else None
    return SetValue(items) if isinstance(node, cst.SetComp) else ListValue(items)


def dict_comprehension(machine: Machine, node: cst.DictComp) -> Value:
    entries: dict[Value, Value] = {}
    keys_known = True

    def collect() -> None:
        nonlocal keys_known
        keys_known &= _put(entries, machine.evaluate(node.key), machine.evaluate(node.value))

    known = _comprehend(machine, node.for_in, collect)
    return DictValue(entries if known and keys_known else None)


def _comprehend(machine: Machine, clause: cst.CompFor, collect: Callable[[], None]) -> bool:
    """Runs `collect` for each round; false if the rounds are not known (then it has run once, on trial)."""
    iterable = machine.evaluate(clause.iter)
    refuse_iteration(machine, iterable, clause.iter)
    frame = machine.frame
    machine.frames.append(Frame(Scope(frame.scope), frame.function, depth=frame.depth))
    try:
        return _rounds(machine, clause, iterate(iterable), collect)
    finally:
        machine.frames.pop()


def _rounds(
    machine: Machine, clause: cst.CompFor, items: tuple[Value, ...] | None, collect: Callable[[], None]
) -> bool:
    known = items is not None and len(items) <= MAX_COLLECTION
    for item in items if known and items is not None else (Unknown("an element of something not known"),):
        machine.step()
        assign_target(machine, clause.target, item)
        wanted: bool | None = True
        for test in clause.ifs:
            decided = truth(machine, machine.evaluate(test.test), test.test)
            wanted = decided if wanted else wanted
            if not wanted:
                break
        if wanted is False:
            continue
        known &= wanted is True
        if clause.inner_for_in is None:
            collect()
        else:
            known &= _comprehend(machine, clause.inner_for_in, collect)
    return known


def awaited(machine: Machine, node: cst.Await | cst.Yield) -> Value:
    function = machine.frame.function
    if isinstance(node, cst.Yield) and function is not None:
        function.flavour = "generator"
    if isinstance(node, cst.Await):
        machine.evaluate(node.expression)
    elif isinstance(node.value, cst.From):
        machine.evaluate(node.value.item)
    elif node.value is not None:
        machine.evaluate(node.value)
    return Unknown("a generator's or coroutine's value is not followed")


BINARY: Final[dict[type[cst.BaseBinaryOp], str]] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
}

_UNARY: Final[dict[type[cst.BaseUnaryOp], str]] = {
    cst.Minus: "-",
    cst.Plus: "+",
    cst.BitInvert: "~",
    cst.Not: "not",
}

_COMPARISON: Final[dict[type[cst.BaseCompOp], str]] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}

EXPRESSIONS: Final[dict[type[cst.CSTNode], Evaluate]] = {
    cst.Integer: literal,
    cst.Float: literal,
    cst.Imaginary: literal,
    cst.SimpleString: literal,
    cst.Name: name,
    cst.Attribute: attribute,
    cst.Call: call_node,
    cst.Tuple: tuple_display,
    cst.List: list_display,
    cst.Set: set_display,
    cst.Dict: dict_display,
    cst.ConcatenatedString: concatenated_string,
    cst.FormattedString: formatted_string,
    cst.UnaryOperation: unary_operation,
    cst.BinaryOperation: binary_operation,
    cst.BooleanOperation: boolean_operation,
    cst.Comparison: comparison,
    cst.IfExp: conditional,
    cst.NamedExpr: named_expression,
    cst.Subscript: subscript,
    cst.Lambda: lambda_expression,
    cst.ListComp: comprehension,
    cst.SetComp: comprehension,
    cst.GeneratorExp: comprehension,
    cst.DictComp: dict_comprehension,
    cst.Ellipsis: lambda machine, node: ...,
    cst.Await: awaited,
    cst.Yield: awaited,
}
