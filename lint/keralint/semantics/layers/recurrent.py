"""Definitions of keras.layers: recurrent."""
