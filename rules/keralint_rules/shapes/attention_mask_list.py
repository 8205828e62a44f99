"""KL235."""

from __future__ import annotations

from keralint.api import MaskListMismatch, Report, Severity, rule
from keralint_rules.words import code, subject_name, value_text


@rule("KL235", "attention-mask-list", severity=Severity.ERROR)
def attention_mask_list(failure: MaskListMismatch, report: Report) -> None:
    """The mask of an `Attention` is not a list with one mask for each input.

    `Attention` and `AdditiveAttention` take `mask=[query_mask, value_mask]`, either of which may be `None`.

    Example:
        import keras
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 64))
        mask = keras.Input((20,), dtype="bool")
        outputs = layers.Attention()([query, value], mask=mask)
    Use instead:
        import keras
        from keras import layers

        query = keras.Input((10, 64))
        value = keras.Input((20, 64))
        mask = keras.Input((20,), dtype="bool")
        outputs = layers.Attention()([query, value], mask=[None, mask])
    """
    found = value_text(failure.mask) if failure.found is None else f"a list of {failure.found}"
    report(
        f"`mask` of {code(subject_name(report))} must be a list of two or three masks, got {found}",
        report.argument("mask") or report.fact.site,
        help="give `[query_mask, value_mask]`, `None` for what is not masked",
    )
