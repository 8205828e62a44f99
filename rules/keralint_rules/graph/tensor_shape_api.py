"""KL326."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, AttributeMissing, Fix, Report, Severity, Span, rule
from keralint_rules.words import code


@rule(
    "KL326",
    "tensor-shape-api",
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    overrides=("missing-attribute",),
)
def tensor_shape_api(fact: AttributeMissing, report: Report) -> None:
    """The shape of a Keras tensor is asked for in the way of TensorFlow.

    In Keras 3 `x.shape` is a plain tuple of integers and `None`. It has neither `as_list` nor `ndims`, its elements
    have no `value`, and a symbolic tensor has no `get_shape`.

    Example:
        import keras

        inputs = keras.Input((8, 4))
        sizes = inputs.get_shape().as_list()
    Use instead:
        import keras

        inputs = keras.Input((8, 4))
        sizes = list(inputs.shape)

    Example:
        import keras

        inputs = keras.Input((8, 4))
        sizes = inputs.shape.as_list()
    Use instead:
        import keras

        inputs = keras.Input((8, 4))
        sizes = list(inputs.shape)
    """
    if fact.class_name == "KerasTensor" and fact.name in ("get_shape", "set_shape"):
        report(
            f"a symbolic tensor of Keras 3 has no {code(fact.name)}",
            fact.site,
            help="use `x.shape`, a plain tuple" if fact.name == "get_shape" else "its shape cannot be changed",
            fix=_shape_fix(fact.site.node, report) if fact.name == "get_shape" else None,
        )
    elif fact.class_name == "tuple":
        report(
            f"the shape of a Keras 3 tensor is a plain tuple, and has no {code(fact.name)}",
            fact.site,
            help="use `list(x.shape)`" if fact.name == "as_list" else "use `len(x.shape)` for the number of axes",
            fix=_list_fix(fact.site.node, report) if fact.name == "as_list" else None,
        )
    elif fact.class_name == "NoneType":
        report(
            f"the sizes of a Keras 3 tensor are plain numbers or `None`, and have no {code(fact.name)}",
            fact.site,
            help="leave `.value` away",
        )


def _shape_fix(node: cst.CSTNode, report: Report) -> Fix | None:
    """`x.get_shape()` becomes `x.shape`, `x.get_shape().as_list()` becomes `list(x.shape)`."""
    if not isinstance(node, cst.Attribute):
        return None
    tensor, rest = report.text(node.value), report.rest_of_line(node)
    if rest.startswith("().as_list()"):
        return _replaced(node, len("().as_list()"), f"list({tensor}.shape)", report, safe=True)
    return _replaced(node, 2, f"{tensor}.shape", report, safe=False) if rest.startswith("()") else None


def _list_fix(node: cst.CSTNode, report: Report) -> Fix | None:
    """`x.shape.as_list()` becomes `list(x.shape)`."""
    if not isinstance(node, cst.Attribute) or not report.rest_of_line(node).startswith("()"):
        return None
    return _replaced(node, 2, f"list({report.text(node.value)})", report, safe=True)


def _replaced(node: cst.Attribute, after: int, text: str, report: Report, *, safe: bool) -> Fix | None:
    """Puts `text` in the place of a node and of the characters after it."""
    span = report.span(node)
    if "\n" in text:
        return None
    whole = Span(span.line, span.column, span.end_line, span.end_column + after)
    return report.fix(f"Write `{text}`", report.replace(whole, text), safe=safe)
