"""Layers that prepare data (`keras/src/layers/preprocessing`), in files of one role."""

from keralint.semantics.layers.preprocessing import (
    audio,
    categorical,
    colour,
    geometric,
    lookup,
    mixing,
    numerical,
    pipeline,
    text,
)

__all__ = [
    "audio",
    "categorical",
    "colour",
    "geometric",
    "lookup",
    "mixing",
    "numerical",
    "pipeline",
    "text",
]
