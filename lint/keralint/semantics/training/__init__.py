"""What training does: data is fed to models, batch by batch."""

from keralint.semantics.training.data import feed

__all__ = ["feed"]
