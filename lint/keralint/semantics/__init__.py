"""What Keras does: pure functions from bound arguments and input tensors to outputs, weights or a named failure.

Nothing here knows syntax. A layer is anything that follows the protocol of `keralint.semantics.layer.Layer`.
"""
