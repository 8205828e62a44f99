"""keralint: a static analyzer for Keras model code."""

__version__ = "0.1.0"
