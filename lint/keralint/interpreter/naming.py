"""Names for sizes that a program computes in a way that is not followed: those by which it gives them to a layer.

`Conv2D(adjusted(filters), 3)` has as many channels as `adjusted(filters)` says, which is all that a reader can be told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import libcst as cst

from keralint.interpreter.facts import Site
from keralint.interpreter.survey import Survey
from keralint.interpreter.values import DIFFERS, ListValue, Unknown, Value
from keralint.keras_api.database import Symbol
from keralint.semantics.definitions import definition_of
from keralint.semantics.kinds import Choice
from keralint.semantics.layer import CallArguments
from keralint.semantics.ops import OperationDefinition
from keralint.semantics.values import UNKNOWN, Argument, UnknownValue
from keralint.shapes import UNKNOWN_DIM, Symbolic

MAX_NAME: Final = 40
"""Characters of an expression that is used as a name; for a longer one, the argument's name is."""


_AXIS: Final = "axis"
"""What layers call the axis that they work on."""


def with_names(survey: Survey, layer: Symbol, arguments: CallArguments, site: Site) -> CallArguments:
    """The arguments of a layer's constructor, with names for the sizes that are not known, or not there.

    A choice that is not known, and that Keras makes by its settings if nobody does (`data_format`), is left to it; an
    axis that is not known is the last one, as it is if none is given.
    """
    definition = definition_of(layer.canonical)
    if definition is None or layer.signature is None:
        return arguments.settled
    kinds, parameters = definition.every_kind, layer.signature.parameters
    left_open = {one.name for one in parameters if not one.required and one.default is None}
    names = [one.name for one in parameters]
    last = {one.name for one in parameters if one.name == _AXIS and one.default == -1}

    def named(name: str, value: Argument) -> Argument:
        kind = kinds.get(name)
        if isinstance(kind, Choice) and name in left_open and isinstance(value, (UnknownValue, Symbolic)):
            return None
        if name in last and isinstance(value, (UnknownValue, Symbolic)):
            return -1
        is_unknown = value is UNKNOWN or value is UNKNOWN_DIM
        return survey.size(_text(site.node, name, names)) if is_unknown and kind and kind.takes_sizes else value

    positional = tuple([named(*item) for item in zip(names, arguments.positional)])
    keyword = {name: named(name, value) for name, value in arguments.keyword.items()}
    positional += arguments.positional[len(positional) :]
    if arguments.rest:
        missing = [p.name for p in parameters[len(positional) :] if p.required and p.name not in keyword]
        keyword |= {name: named(name, UNKNOWN) for name in missing}
    return replace(arguments, positional=positional, keyword=keyword).settled


SHAPES_OF_INPUTS: Final = frozenset({"shape", "batch_shape", "batch_input_shape", "input_shape", "batch_size"})
"""Arguments of `Input` that are shapes, or sizes."""


def shape_with_names(survey: Survey, value: Value, name: str, site: Site) -> Value:
    """The shape of an input, with names for the sizes that are not known, or for all of it."""
    node = _expression(site.node, name, ["shape"])
    if _may_be(value, "int" if name == "batch_size" else "tuple"):
        text = _shortened(node, name)
        return survey.size(text) if name == "batch_size" else survey.shape(text)
    return _sizes_with_names(survey, value, name, node, _may_be_a_size)


_SHAPES: Final = frozenset({"shape", "newshape"})
"""What the definitions of operations call the shapes that they are given."""


def operation_with_names(
    survey: Survey, operation: OperationDefinition, arguments: CallArguments, site: Site
) -> CallArguments:
    """The arguments of an operation, with names for the numbers in shapes that are not known."""
    names = [one.name for one in operation.parameters]
    shapes = {one.name for one in operation.parameters if one.own in _SHAPES}

    def named(name: str, value: Value) -> Value:
        if name not in shapes:
            return value
        return _sizes_with_names(survey, value, name, _expression(site.node, name, names), _is_a_number)

    positional = tuple([named(*item) for item in zip(names, arguments.positional)])
    keyword = {name: named(name, value) for name, value in arguments.keyword.items()}
    return replace(arguments, positional=positional + arguments.positional[len(positional) :], keyword=keyword)


def _sizes_with_names(
    survey: Survey, value: Value, name: str, node: cst.BaseExpression | None, is_open: Callable[[Value], bool]
) -> Value:
    """Several sizes, with names for those that are open."""
    items = value if isinstance(value, tuple) else value.items if isinstance(value, ListValue) else None
    if items is None or not any(map(is_open, items)):
        return value
    written = node.elements if isinstance(node, (cst.Tuple, cst.List)) and len(node.elements) == len(items) else ()
    texts = [_shortened(one.value, name) for one in written] or [f"{name}[{index}]" for index in range(len(items))]
    return tuple([survey.size(text) if is_open(item) else item for text, item in zip(texts, items)])


def _may_be_a_size(value: Value) -> bool:
    return _may_be(value, "int")


def _is_a_number(value: Value) -> bool:
    return type(value) is Unknown and value.of == "int"


def number_with_name(survey: Survey, value: Unknown, target: cst.BaseExpression) -> Value:
    """A number that is computed in a way that is not followed, by the name that it is bound to.

    What is one of several numbers is followed along the paths instead.
    """
    name = target.attr if isinstance(target, cst.Attribute) else target
    is_computed = value.of == "int" and value.reason != DIFFERS
    return survey.number(name.value) if is_computed and isinstance(name, cst.Name) else value


def _may_be(value: Value, kind: str) -> bool:
    return type(value) is Unknown and value.of in (None, kind)


def _text(node: cst.CSTNode, name: str, names: list[str]) -> str:
    """The expression that an argument is given by, or else the argument's name."""
    return _shortened(_expression(node, name, names), name)


def _expression(node: cst.CSTNode, name: str, names: list[str]) -> cst.BaseExpression | None:
    given = node.args if isinstance(node, cst.Call) else ()
    for index, argument in enumerate(given):
        own = argument.keyword.value if argument.keyword is not None else names[index : index + 1]
        if own in (name, [name]) and not argument.star:
            return argument.value
    return None


def _shortened(node: cst.BaseExpression | None, name: str) -> str:
    text = name if node is None else cst.Module([]).code_for_node(node)
    return text if len(text) <= MAX_NAME and text.isprintable() else name
