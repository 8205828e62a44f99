"""The values of expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import libcst as cst

from keralint.interpreter.arrays import elements_of_new
from keralint.interpreter.attributes import get_attribute
from keralint.interpreter.binding import assign_target
from keralint.interpreter.budget import MAX_COLLECTION, MAX_TEXT, ROUND, SEEN_AT_ONCE
from keralint.interpreter.builtins import builtin
from keralint.interpreter.calls import call_node
from keralint.interpreter.escape import release
from keralint.interpreter.facts import HOLDING_NOTHING
from keralint.interpreter.functions import make_lambda
from keralint.interpreter.generators import yield_expression
from keralint.interpreter.indexing import evaluate_index, get_item
from keralint.interpreter.iteration import run_over, some_element
from keralint.interpreter.machine import Evaluate, Flow, Frame, Machine, Raised
from keralint.interpreter.modules import force
from keralint.interpreter.narrowing import narrow
from keralint.interpreter.object_attributes import attribute_name
from keralint.interpreter.operators import binary, compare, negate_truth, unary
from keralint.interpreter.paths import outcome
from keralint.interpreter.symbolic import refuse_iteration
from keralint.interpreter.texts import formatted, repr_of, text_of
from keralint.interpreter.values import (
    Deferred,
    DictValue,
    IteratorValue,
    ListValue,
    Origin,
    RestValue,
    Scope,
    SetValue,
    Union,
    Unknown,
    Value,
    is_key,
    outgrown,
)
from keralint.semantics.layer import Layer
from keralint.semantics.tensors import Tensor


def literal(machine: Machine, node: cst.Integer | cst.Float | cst.Imaginary | cst.SimpleString) -> Value:
    """A number or a string, as Python's own parser reads it."""
    return _literal(node.value)


@lru_cache(maxsize=4096)
def _literal(text: str) -> Value:
    plain = _PLAIN.fullmatch(text)  # most are, and Python's parser is slow to begin with
    if plain is not None:
        kind = plain.lastgroup
        return int(text) if kind == "int" else float(text) if kind == "float" else plain[plain.lastindex or 0]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Unknown("the literal is not valid")


_PLAIN: Final = re.compile(
    r"""'([^'\\\r]*)'|"([^"\\\r]*)"|\"{3}([^"\\\r]*)\"{3}|(?P<int>[1-9][0-9]{0,9}|0)|(?P<float>[0-9]+(?:\.[0-9]*|e-?[0-9]+))"""
)
"""Literals that mean what they look like; the parser has seen to it that one between single quotes has no line end."""


def name(machine: Machine, node: cst.Name) -> Value:
    """The value bound to a name, in the scopes outwards and then among the builtins."""
    scope = machine.frames[-1].scope
    found = scope if node.value in scope.slots else scope.find(node.value)  # it is read more often than all else
    if found is None:
        return builtin(node.value)
    value = found.slots[node.value]
    if type(value) in HOLDING_NOTHING:
        return value
    if type(value) is Deferred or (type(value) is Union and Deferred in map(type, value.alternatives)):
        value = force(machine, value)
    if isinstance(value, _HOLDING_TENSORS):
        machine.recorder.read(value)
        items = value.items if isinstance(value, ListValue) else value
        if isinstance(items, tuple):
            machine.spend(len(items) // SEEN_AT_ONCE)
    return value


_HOLDING_TENSORS: Final = (Tensor, Layer, Union, tuple, ListValue)


def attribute(machine: Machine, node: cst.Attribute) -> Value:
    return get_attribute(machine, machine.evaluate(node.value), attribute_name(machine, node), node)


def elements(machine: Machine, nodes: tuple[cst.BaseElement, ...] | list[cst.BaseElement]) -> tuple[Value, ...] | None:
    """The values in a display, with starred ones unpacked; `None` if a starred one is not known."""
    values: list[Value] = []
    for element in nodes:
        value = machine.evaluate(element.value)
        if isinstance(element, cst.StarredElement):
            items = run_over(machine, value)
            if items is None:
                release(machine, values)
                return None
            values.extend(items)
        else:
            values.append(value)
    return tuple(values)


def tuple_display(machine: Machine, node: cst.Tuple) -> Value:
    items = elements(machine, list(node.elements))
    if items is not None and outgrown(items):
        release(machine, items)
        return machine.out_of_budget(node, "tuples in tuples grow too large to be followed element by element")
    return Unknown("a starred element is not known", "tuple") if items is None else items


def list_display(machine: Machine, node: cst.List) -> Value:
    return ListValue(elements(machine, list(node.elements)))


def set_display(machine: Machine, node: cst.Set) -> Value:
    return SetValue(elements(machine, list(node.elements)))


def dict_display(machine: Machine, node: cst.Dict) -> Value:
    entries: dict[Value, Value] = {}
    known, rest = True, False
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            known &= _put(machine, entries, machine.evaluate(element.key), machine.evaluate(element.value))
            continue
        value = machine.evaluate(element.value)
        if isinstance(value, DictValue) and value.entries is not None:
            entries.update(value.entries)
            rest |= isinstance(value, RestValue)
        else:
            release(machine, (value,))
            known = False
    return RestValue(entries) if rest and known else _dict_of(machine, entries, known)


def _dict_of(machine: Machine, entries: dict[Value, Value], known: bool) -> DictValue:
    if not known:
        release(machine, entries.values())
    return DictValue(entries if known else None)


def _put(machine: Machine, entries: dict[Value, Value], key: Value, value: Value) -> bool:
    """Puts an entry into a dict; false if the key is not known well enough."""
    if not is_key(key):
        release(machine, (value,))
        return False
    entries[key] = value
    return True


def concatenated_string(machine: Machine, node: cst.ConcatenatedString) -> Value:
    return binary(machine, "+", machine.evaluate(node.left), machine.evaluate(node.right), node)


def formatted_string(machine: Machine, node: cst.FormattedString) -> Value:
    """An f-string; its text is known if all that it shows is."""
    parts = [_part(machine, part, node.start) for part in node.parts]
    known = [part for part in parts if part is not None]
    text = "".join(known)
    return text if len(known) == len(parts) and len(text) < MAX_TEXT else Unknown("the text is not known", "str")


def _part(machine: Machine, part: cst.BaseFormattedStringContent, start: str) -> str | None:
    """What one part of an f-string that begins with `start` gives; `None` if it is not known."""
    if isinstance(part, cst.FormattedStringText):
        return _text(part.value, start)
    assert isinstance(part, cst.FormattedStringExpression)
    value = machine.evaluate(part.expression)
    spec = "".join(_part(machine, inner, start) or _TOO_LONG for inner in part.format_spec or ())
    if part.equal is not None or len(spec) >= len(_TOO_LONG) or part.conversion == "a":
        return None
    if part.conversion is not None:
        value = (repr_of if part.conversion == "r" else text_of)(machine, value, part)
    return None if part.conversion is not None and value is None else formatted(machine, value, spec, part)


_TOO_LONG: Final = " " * 8
"""Stands for a format that is not known, or could ask for a field too wide to be made."""


def _text(raw: str, start: str) -> str | None:
    """The text between the expressions of an f-string."""
    raw = raw.replace("{{", "{").replace("}}", "}")
    quotes = start.lstrip("fFrRbBuU")
    if "\\" not in raw or "r" in start.lower():
        return raw
    try:
        decoded: str = ast.literal_eval(quotes + raw + quotes)
    except (ValueError, SyntaxError):
        return None
    return decoded


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
    decided = outcome(machine, node.left, left)
    stopping = isinstance(node.operator, cst.Or)
    if decided is not None:
        return left if decided is stopping else machine.evaluate(node.right)

    def both() -> Value:
        narrow(machine, node.left, not stopping)
        return machine.evaluate(node.right)

    stopped = stopping if isinstance(left, Unknown) and left.of == "bool" else left
    if isinstance(left, Union) and all(type(one) is bool for one in left.alternatives):
        stopped = stopping  # of the two, the other one goes on
    return machine.either([lambda: stopped, both])


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
    decided = outcome(machine, node.test, machine.evaluate(node.test))
    if decided is not None:
        machine.recorder.skipped.append(node.orelse if decided else node.body)
        return machine.evaluate(node.body if decided else node.orelse)

    def given(outcome: bool) -> Value:
        narrow(machine, node.test, outcome)
        return machine.evaluate(node.body if outcome else node.orelse)

    return machine.either([partial(given, True), partial(given, False)])


def named_expression(machine: Machine, node: cst.NamedExpr) -> Value:
    value = machine.evaluate(node.value)
    scope = machine.scope
    while scope.is_comprehension and scope.parent is not None:
        scope = scope.parent
    machine.frames.append(Frame(scope, machine.frame.function, depth=machine.frame.depth))
    try:
        assign_target(machine, node.target, value)
    finally:
        machine.frames.pop()
    return value


def subscript(machine: Machine, node: cst.Subscript) -> Value:
    value = machine.evaluate(node.value)
    return get_item(machine, value, evaluate_index(machine, node), node)


def lambda_expression(machine: Machine, node: cst.Lambda) -> Value:
    return make_lambda(machine, node)


def comprehension(machine: Machine, node: cst.ListComp | cst.SetComp) -> Value:
    """A comprehension, executed step by step where what it runs over is known."""
    items = _collected(machine, node, machine.evaluate(node.for_in.iter))
    return SetValue(items) if isinstance(node, cst.SetComp) else ListValue(items)


def _collected(
    machine: Machine, node: cst.ListComp | cst.SetComp | cst.GeneratorExp, iterable: Value
) -> tuple[Value, ...] | None:
    collected: list[Value] = []
    if _comprehend(machine, node.for_in, iterable, lambda: collected.append(machine.evaluate(node.elt))):
        return tuple(collected)
    release(machine, collected)
    return None


def generator_expression(machine: Machine, node: cst.GeneratorExp) -> Value:
    """Nothing of it but the first iterable is evaluated before it is run over, in the scope where it stands."""
    frame, iterable = machine.frame, machine.evaluate(node.for_in.iter)

    def run() -> tuple[Value, ...] | None:
        machine.frames.append(Frame(frame.scope, frame.function, depth=machine.uncertain))
        try:
            return _collected(machine, node, iterable)
        finally:
            machine.frames.pop()

    origin = Origin((iterable,) if isinstance(iterable, IteratorValue) else (), node, frame.scope)
    return IteratorValue(None, run=run, origin=origin)


def dict_comprehension(machine: Machine, node: cst.DictComp) -> Value:
    entries: dict[Value, Value] = {}
    keys_known = True

    def collect() -> None:
        nonlocal keys_known
        keys_known &= _put(machine, entries, machine.evaluate(node.key), machine.evaluate(node.value))

    known = _comprehend(machine, node.for_in, machine.evaluate(node.for_in.iter), collect)
    return _dict_of(machine, entries, known and keys_known)


def _comprehend(machine: Machine, clause: cst.CompFor, iterable: Value, collect: Callable[[], None]) -> bool:
    """Runs `collect` for each round; false if the rounds are not known (then it has run as for any of them)."""
    refuse_iteration(machine, iterable, clause.iter)
    items = run_over(machine, elements_of_new(machine, iterable, clause.iter))
    frame = machine.frame
    machine.frames.append(Frame(Scope(frame.scope, is_comprehension=True), frame.function, depth=frame.depth))
    try:
        if items is not None and len(items) <= MAX_COLLECTION:
            known = True
            for item in items:
                known &= _round(machine, clause, item, collect)
            return known
        machine.repeat_unknown(_flowing(lambda: _round(machine, clause, some_element(iterable), collect)))
        return False
    finally:
        machine.frames.pop()


def _round(machine: Machine, clause: cst.CompFor, item: Value, collect: Callable[[], None]) -> bool:
    """One round; false if what it collects is not known."""
    machine.spend(ROUND)
    assign_target(machine, clause.target, item)
    return _go_on(machine, clause, clause.ifs, collect)


def _go_on(machine: Machine, clause: cst.CompFor, tests: Sequence[cst.CompIf], collect: Callable[[], None]) -> bool:
    """The rest of a round, from its first test on; false if what it collects is not known."""
    if tests:
        decided = outcome(machine, tests[0].test, machine.evaluate(tests[0].test))
        if decided is None:
            machine.fork([_flowing(lambda: _go_on(machine, clause, tests[1:], collect)), lambda: Flow.NORMAL])
            return False
        return not decided or _go_on(machine, clause, tests[1:], collect)
    inner = clause.inner_for_in
    if inner is not None:
        return _comprehend(machine, inner, machine.evaluate(inner.iter), collect)
    collect()
    return True


def _flowing(run: Callable[[], object]) -> Callable[[], Flow]:
    """The same as a branch, which ends by raising or not."""

    def branch() -> Flow:
        try:
            run()
        except Raised:
            return Flow.RAISE
        return Flow.NORMAL

    return branch


def awaited(machine: Machine, node: cst.Await) -> Value:
    machine.evaluate(node.expression)
    return Unknown("a coroutine's value is not followed")


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
    cst.GeneratorExp: generator_expression,
    cst.DictComp: dict_comprehension,
    cst.Ellipsis: lambda machine, node: ...,
    cst.Await: awaited,
    cst.Yield: yield_expression,
}
