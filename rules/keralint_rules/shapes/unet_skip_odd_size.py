"""KL224."""

from __future__ import annotations

from keralint.api import BroadcastMismatch, Dim, Layer, MergeMismatch, Report, Severity, Tensor, dim_text, rule
from keralint_rules.shapes.branches import Change, changes, fork, size_at, upsampled
from keralint_rules.shapes.merging import clashing, shown_axis, sources
from keralint_rules.words import code, subject_name


@rule(
    "KL224",
    "unet-skip-odd-size",
    severity=Severity.ERROR,
    overrides=(
        "concat-shape-mismatch",
        "merge-shape-mismatch",
        "broadcast-mismatch",
        "residual-shape-mismatch",
        "upsample-skip-mismatch",
    ),
)
def unet_skip_odd_size(failure: MergeMismatch | BroadcastMismatch, report: Report) -> None:
    """A size that is pooled with a rest does not come back when it is upsampled.

    Pooling by 2 makes 25 to 12, and upsampling by 2 makes that to 24, which does not fit the skip connection of 25.
    The height and width of the input of a U-Net must be divisible by 2 to the power of the number of its poolings;
    else pad or crop one of the two.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((50, 50, 3))
        skip = layers.MaxPooling2D()(layers.Conv2D(8, 3, padding="same")(inputs))
        x = layers.UpSampling2D()(layers.MaxPooling2D()(skip))
        outputs = layers.Concatenate()([skip, x])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((48, 48, 3))
        skip = layers.MaxPooling2D()(layers.Conv2D(8, 3, padding="same")(inputs))
        x = layers.UpSampling2D()(layers.MaxPooling2D()(skip))
        outputs = layers.Concatenate()([skip, x])
    """
    pair = clashing(failure)
    if pair is None or failure.axis is None or pair[0].rank != pair[1].rank:
        return
    found = _rounded(*pair, failure.axis)
    if found is None:
        return
    skip, up, change = found
    old, new = dim_text(change.old), dim_text(change.new)
    kept, got = (dim_text(size_at(tensor, failure.axis)) for tensor in (skip, up))
    name = code(report.name_of(change.after))
    report(
        f"{code(subject_name(report))} gets {got} from the upsampled path and {kept} from the skip connection on axis"
        f" {shown_axis(failure.axis, pair)}: {name} rounded {old} down to {new}",
        report.fact.site,
        help=_help(up, failure.axis),
        related=[change.words(report), *sources((skip, up), report)],
    )


def _rounded(left: Tensor, right: Tensor, axis: int) -> tuple[Tensor, Tensor, Change] | None:
    """The skip connection, the upsampled tensor, and the pooling on the way to it that left a rest."""
    parted = fork(left, right)
    if parted is None:
        return None
    for skip, up, way in ((left, right, parted.right), (right, left, parted.left)):
        if not upsampled(way):
            continue
        for change in changes(way, axis):
            if _left_a_rest(change):
                return skip, up, change
    return None


def _left_a_rest(change: Change) -> bool:
    """Whether the call divides the size by its stride, with a rest."""
    stride = _stride(change.after)
    old, new = change.old, change.new
    return stride is not None and isinstance(old, int) and isinstance(new, int) and new < old and old % stride != 0


def _stride(tensor: Tensor) -> int | None:
    """The stride of the layer that made the tensor, if it is the same for all axes."""
    operation = tensor.call.operation if tensor.call is not None else None
    arguments = getattr(operation, "arguments", {}) if isinstance(operation, Layer) else {}
    strides = arguments.get("strides") or arguments.get("pool_size")
    values = set(strides) if isinstance(strides, (tuple, list)) else {strides}
    stride = values.pop() if len(values) == 1 else None
    return stride if isinstance(stride, int) and stride > 1 else None


def _help(up: Tensor, axis: int) -> str | None:
    """How the size of the model's input would have to be."""
    factor, size = 1, _first_size(up, axis)
    way = _ancestors(up)
    for tensor in way:
        if tensor.call is not None and "Transpose" not in tensor.call.operation.class_name:
            factor *= _stride(tensor) or 1
    if not isinstance(size, int) or factor < 2:
        return None
    return f"make the input a multiple of {factor}, such as {size // factor * factor or factor}, or pad the smaller one"


def _ancestors(tensor: Tensor) -> list[Tensor]:
    """The tensor and what it was computed of, along the longest way back through first inputs."""
    way = [tensor]
    while way[-1].call is not None and way[-1].call.inputs:
        way.append(way[-1].call.inputs[0])
    return way


def _first_size(up: Tensor, axis: int) -> Dim:
    return size_at(_ancestors(up)[-1], axis)
