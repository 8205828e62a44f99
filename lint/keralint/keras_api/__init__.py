"""The public API of Keras, release by release, as generated data; nothing here is written by hand."""
