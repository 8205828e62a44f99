"""Definitions of keras.layers: convolutional."""
