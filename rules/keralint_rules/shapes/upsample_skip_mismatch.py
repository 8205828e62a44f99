"""KL225."""

from __future__ import annotations

from keralint.api import BroadcastMismatch, MergeMismatch, Report, Severity, rule
from keralint_rules.shapes.branches import changes, fork, upsampled
from keralint_rules.shapes.merging import clashing, shown_axis, sources
from keralint_rules.words import code, subject_name


@rule(
    "KL225",
    "upsample-skip-mismatch",
    severity=Severity.ERROR,
    overrides=("concat-shape-mismatch", "merge-shape-mismatch", "broadcast-mismatch", "residual-shape-mismatch"),
)
def upsample_skip_mismatch(failure: MergeMismatch | BroadcastMismatch, report: Report) -> None:
    """An upsampled tensor does not have the size of the skip connection that it is merged with.

    The decoder of a U-Net must undo step by step what the encoder did: as many upsamplings as poolings, and
    `padding="same"` in the convolutions, which otherwise take away from the border.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((64, 64, 3))
        skip = layers.Conv2D(8, 3, padding="same")(inputs)
        x = layers.Conv2D(16, 3)(layers.MaxPooling2D()(skip))
        outputs = layers.Concatenate()([skip, layers.UpSampling2D()(x)])
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((64, 64, 3))
        skip = layers.Conv2D(8, 3, padding="same")(inputs)
        x = layers.Conv2D(16, 3, padding="same")(layers.MaxPooling2D()(skip))
        outputs = layers.Concatenate()([skip, layers.UpSampling2D()(x)])
    """
    pair = clashing(failure)
    if pair is None or failure.axis is None or pair[0].rank != pair[1].rank:
        return
    parted = fork(*pair)
    if parted is None or upsampled(parted.left) == upsampled(parted.right):
        return
    left, right = pair
    skip, up, way = (left, right, parted.right) if upsampled(parted.right) else (right, left, parted.left)
    report(
        f"{code(subject_name(report))} gets {code(up.shape)} from the upsampled path and {code(skip.shape)} from the"
        f" skip connection, which differ on axis {shown_axis(failure.axis, pair)}",
        report.fact.site,
        help='upsample by what the encoder divides by, and use `padding="same"` in between',
        related=[
            *sources((skip, up), report),
            *(change.words(report) for change in changes(way, failure.axis)),
        ],
    )
