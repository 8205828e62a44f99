"""Reads the applications of the installed Keras: each is built with its options, and its graph is written down."""
