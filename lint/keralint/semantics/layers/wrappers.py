"""Definitions of keras.layers: wrappers."""
