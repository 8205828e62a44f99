"""KL254."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keralint.api import Applicability, Edit, IndexForm, Report, Severity, UnsupportedIndex, rule
from keralint_rules.words import code

FORMS: Final = {
    IndexForm.SLICE: "a slice",
    IndexForm.NONE: "`None`",
    IndexForm.ELLIPSIS: "`...`",
    IndexForm.TENSOR: "a tensor",
    IndexForm.LIST: "a list",
    IndexForm.SEVERAL_ELLIPSES: "more than one `...`",
    IndexForm.OTHER: "this",
}


@rule("KL254", "unsupported-index", severity=Severity.ERROR, fix=Applicability.SAFE)
def unsupported_index(failure: UnsupportedIndex, report: Report) -> None:
    """A symbolic tensor is indexed in a way that it does not support.

    Keras takes a slice, `None` or `...` as one of several indices only: `x[1:, ...]`, not `x[1:]`. Tensors and lists
    cannot be indices: `keras.ops.take` picks by them.

    Example:
        import keras

        inputs = keras.Input((20, 8), batch_size=4)
        rest = inputs[1:]
    Use instead:
        import keras

        inputs = keras.Input((20, 8), batch_size=4)
        rest = inputs[1:, ...]
    """
    edit = _with_dots(report) if failure.alone and failure.form is not IndexForm.ELLIPSIS else None
    alone = " alone" if failure.alone else ""
    report(
        f"a symbolic tensor {code(failure.tensor.shape)} cannot be indexed by {FORMS[failure.form]}{alone}",
        report.fact.site,
        help="add `, ...` to the index" if failure.alone else _HELP.get(failure.form),
        fix=report.fix("Add `, ...`", edit) if edit is not None else None,
    )


_HELP: Final = {
    IndexForm.TENSOR: "use `keras.ops.take` or `keras.ops.take_along_axis`",
    IndexForm.LIST: "use `keras.ops.take`",
}


def _with_dots(report: Report) -> Edit | None:
    node = report.fact.site.node
    if (
        not isinstance(node, cst.Subscript)
        or len(node.slice) != 1
        or node.slice[0].comma is not cst.MaybeSentinel.DEFAULT
    ):
        return None
    return report.insert_after(node.slice[0], ", ...")
