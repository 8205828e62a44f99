"""KL240."""

from __future__ import annotations

import re
from typing import Final

import libcst as cst

from keralint.api import Applicability, BuiltinLayer, Edit, Failing, RankMismatch, Report, Severity, rule
from keralint_rules.words import code, expected_axes, source_words

FAMILY: Final = re.compile(
    r"((?:Global)?(?:Max|Average)Pool(?:ing)?|UpSampling|ZeroPadding|Cropping|SpatialDropout)(\d)D"
)
"""Layers that exist for one, two and three axes of space, and differ in that only."""
KINDS: Final = {3: "a sequence", 4: "images", 5: "volumes"}


@rule("KL240", "pooling-rank", severity=Severity.ERROR, fix=Applicability.SAFE, overrides=("layer-input-rank",))
def pooling_rank(failure: RankMismatch, report: Report) -> None:
    """A pooling or the like for images is called on a sequence, or the other way round.

    These layers come for sequences (`1D`), images (`2D`) and volumes (`3D`): take the one for as many axes as there
    are between the batch and the channels.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 3))
        x = layers.Conv2D(8, 3)(inputs)
        outputs = layers.GlobalAveragePooling1D()(x)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((32, 32, 3))
        x = layers.Conv2D(8, 3)(inputs)
        outputs = layers.GlobalAveragePooling2D()(x)
    """
    fact = report.fact
    layer = fact.subject if isinstance(fact, Failing) else None
    if not isinstance(layer, BuiltinLayer) or failure.late or failure.found not in KINDS:
        return
    match = FAMILY.fullmatch(layer.class_name)
    if match is None or len(failure.expected) != 1:
        return
    meant = f"{match[1]}{failure.found - 2}D"
    wanted, edit = failure.expected[0], _rename(layer, meant, report)
    report(
        f"{code(layer.class_name)} takes {KINDS[wanted]} {code(expected_axes(layer, wanted))},"
        f" got {code(failure.tensor.shape)}",
        fact.site,
        help=f"use {code(meant)}",
        related=[(report.origin(failure.tensor), source_words(failure.tensor, report))],
        fix=report.fix(f"Use `{meant}`", edit) if edit is not None else None,
    )


def _rename(layer: BuiltinLayer, meant: str, report: Report) -> Edit | None:
    """Another class in the same module; not where it is imported by name, or has arguments for each axis."""
    call = report.call(report.creation(layer))
    if call is None or not isinstance(call.func, cst.Attribute) or not call.func.attr.value.endswith("D"):
        return None
    if any(isinstance(value, (tuple, list)) for value in layer.given.values()):
        return None
    return report.replace(call.func.attr, meant)
