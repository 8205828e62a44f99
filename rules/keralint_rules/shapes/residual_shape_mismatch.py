"""KL223."""

from __future__ import annotations

from keralint.api import BroadcastMismatch, Dim, MergeMismatch, Report, Severity, Tensor, dim_text, rule
from keralint_rules.shapes.branches import Change, changes, key, size_at, way_back
from keralint_rules.shapes.merging import clashing, shown_axis, sources
from keralint_rules.words import code, subject_name


@rule(
    "KL223",
    "residual-shape-mismatch",
    severity=Severity.ERROR,
    overrides=("merge-shape-mismatch", "broadcast-mismatch"),
)
def residual_shape_mismatch(failure: MergeMismatch | BroadcastMismatch, report: Report) -> None:
    """A residual branch changes the shape of its input, and is added to that input.

    A block that changes the number of channels, or the height and width, needs the same change on its shortcut: a
    convolution with a kernel of 1 and as many filters and strides.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 16))
        x = layers.Conv2D(32, 3, padding="same")(inputs)
        outputs = layers.Add()([x, inputs])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 16))
        x = layers.Conv2D(32, 3, padding="same")(inputs)
        outputs = layers.Add()([x, layers.Conv2D(32, 1)(inputs)])
    """
    if isinstance(failure, MergeMismatch) and failure.concat_axis is not None:
        return
    pair = clashing(failure)
    if pair is None or failure.axis is None or pair[0].rank != pair[1].rank:
        return
    found = _branch(*pair, failure.axis)
    if found is None:
        return
    shortcut, branch, change = found
    report(
        f"{code(subject_name(report))} cannot merge {code(branch.shape)} with its own input {code(shortcut.shape)}:"
        f" the branch changes axis {shown_axis(failure.axis, pair)} from {dim_text(size_at(shortcut, failure.axis))}"
        f" to {dim_text(size_at(branch, failure.axis))}",
        report.fact.site,
        help=_help(shortcut, branch),
        related=[change.words(report), *sources((shortcut,), report)],
    )


def _branch(left: Tensor, right: Tensor, axis: int) -> tuple[Tensor, Tensor, Change] | None:
    """The shortcut, the branch that starts with it, and where the branch changes the size."""
    for shortcut, branch in ((left, right), (right, left)):
        start = key(shortcut)
        way = way_back(branch, lambda tensor, start=start: key(tensor) == start)  # type: ignore[misc]
        steps = changes(way, axis) if way is not None else []
        if steps:
            return shortcut, branch, steps[-1]
    return None


def _help(shortcut: Tensor, branch: Tensor) -> str:
    """The projection that gives the shortcut the shape of the branch."""
    rank, width = branch.rank or 0, dim_text(size_at(branch, -1))
    strides = {_stride(size_at(shortcut, axis), size_at(branch, axis)) for axis in range(1, rank - 1)}
    stride = strides.pop() if len(strides) == 1 else None
    if rank not in (3, 4, 5) or strides or stride is None:
        return f"project the shortcut with `Dense({width})`" if rank == 2 else 'use `padding="same"` in the branch'
    layer = f"Conv{rank - 2}D({width}, 1" + (f", strides={stride})" if stride > 1 else ")")
    return f"project the shortcut with {code(layer)}, or let the branch keep the shape"


def _stride(before: Dim, after: Dim) -> int | None:
    """The stride that makes the one size to the other; `None` if there is none."""
    if before == after:
        return 1
    if not isinstance(before, int) or not isinstance(after, int) or not 0 < after < before:
        return None
    stride = -(-before // after)
    return stride if -(-before // stride) == after else None
