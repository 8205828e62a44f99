"""What the rules on graphs share: where arguments are written, and the words for tensors and layers."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from keralint.api import ApiReference, Layer, Place, Report, Site, Tensor
from keralint_rules.words import code


def given(report: Report, name: str, index: int | None) -> cst.Arg | None:
    """The argument of the fact's call that is given as `name`, or at this position."""
    call = report.call(report.fact.site)
    if call is None:
        return None
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == name:
            return argument
    plain = positional(call)
    return plain[index] if index is not None and index < len(plain) else None


def positional(call: cst.Call | None) -> Sequence[cst.Arg]:
    """The positional arguments of a call, as far as no `*` stands before them."""
    found: list[cst.Arg] = []
    for argument in call.args if call is not None else ():
        if argument.star:
            break
        if argument.keyword is None:
            found.append(argument)
    return found


def items(value: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The elements of a list or tuple display; the expression itself, if it is none."""
    if isinstance(value, (cst.List, cst.Tuple)):
        return [element.value for element in value.elements]
    return [value]


def inside(outer: cst.CSTNode, inner: cst.CSTNode | None) -> bool:
    """Whether a node is written inside another."""
    stack = [outer] if inner is not None else []
    while stack:
        node = stack.pop()
        if node is inner:
            return True
        stack.extend(node.children)
    return False


def written_item(report: Report, reference: ApiReference) -> cst.BaseExpression | None:
    """The element of the call's list, or the argument itself, by which something of the API is named."""
    call = report.call(report.fact.site)
    name = reference.path.rpartition(".")[2]
    for argument in call.args if call is not None else ():
        for item in items(argument.value):
            last = item.attr.value if isinstance(item, cst.Attribute) else getattr(item, "value", None)
            if last == name:
                return item
    return None


def layer_place(layer: Layer, report: Report) -> Place:
    """Where a layer is created, if that is inside the fact's call; else that call."""
    site = report.creation(layer)
    node = report.fact.site.node
    return site if site is not None and inside(node, site.node) else report.fact.site


def elsewhere(site: Site | None, report: Report) -> Site | None:
    """A site, unless it is written inside the fact's own."""
    return None if site is None or inside(report.fact.site.node, site.node) else site


def tensor_name(tensor: Tensor, report: Report) -> str:
    """How a message speaks of a tensor: by the program's variable, else by what made it."""
    variable = report.variable(tensor)
    return code(variable) if variable is not None else f"the output of {code(report.name_of(tensor))}"
