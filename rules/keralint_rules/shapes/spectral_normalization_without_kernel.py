"""KL260."""

from __future__ import annotations

from keralint.api import KernelMissing, Report, Severity, rule
from keralint_rules.words import code


@rule("KL260", "spectral-normalization-without-kernel", severity=Severity.ERROR)
def spectral_normalization_without_kernel(failure: KernelMissing, report: Report) -> None:
    """`SpectralNormalization` is put around a layer that has no kernel to normalize.

    It divides the kernel, or the embeddings, of the layer inside by its largest singular value. Layers such as
    `Flatten`, pooling and activations have neither.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((8, 8))
        outputs = layers.SpectralNormalization(layers.Flatten())(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((8, 8))
        outputs = layers.SpectralNormalization(layers.Dense(4))(inputs)
    """
    layer = failure.layer
    report(
        f"`SpectralNormalization` needs a layer with a kernel or embeddings, got {code(layer.title)}",
        report.fact.site,
        related=[(report.creation(layer), f"{code(layer.title)} is created here")],
    )
