"""Definitions of keras.layers: pooling."""
