"""KL340."""

from __future__ import annotations

from keralint.api import DynamicSize, Report, Severity, Tensor, TensorUnpacked, UnpackMismatch, rule
from keralint_rules.words import code, count


@rule("KL340", "unpack-mismatch", severity=Severity.ERROR)
def unpack_mismatch(failure: UnpackMismatch | TensorUnpacked, report: Report) -> None:
    """Values are unpacked into a wrong number of names.

    The shape of a tensor has one size for each axis, the batch included. A symbolic tensor itself cannot be unpacked at
    all: take its parts by index, or with `keras.ops.unstack`.

    Example:
        import keras

        inputs = keras.Input((28, 28, 3))
        height, width, channels = inputs.shape
    Use instead:
        import keras

        inputs = keras.Input((28, 28, 3))
        batch, height, width, channels = inputs.shape
    """
    targets = count(failure.targets, "name")
    if isinstance(failure, TensorUnpacked):
        report(
            f"a symbolic tensor {code(failure.tensor.shape)} is unpacked into {targets}",
            report.fact.site,
            help="take its parts by index, or with `keras.ops.unstack`",
            related=[(report.origin(failure.tensor), f"{code(report.name_of(failure.tensor))} gives one tensor here")],
        )
        return
    if not any(isinstance(item, (Tensor, DynamicSize)) for item in failure.items):
        return  # no tensors, and not the shape of one: that is Python's business
    report(f"{count(failure.found, 'value')} are unpacked into {targets}", report.fact.site)
