"""Under whose rules an operation runs: the library that the function belongs to, and the kind of its result."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from keralint.semantics.context import Context
from keralint.semantics.tensors import TensorKind


class Library(enum.Enum):
    """Whose function it is; it decides dtypes and defaults."""

    KERAS = "keras"
    NUMPY = "numpy"
    TENSORFLOW = "tensorflow"


class Undetermined(Exception):  # noqa: N818  # it ends an evaluation, it is not an error of the program
    """The result depends on something that is not known; the text says on what."""


@dataclass(frozen=True, slots=True)
class Mode:
    """What a definition may look at beside its arguments."""

    namespace: Library
    kind: TensorKind
    context: Context

    @property
    def declared(self) -> bool:
        """Whether Keras computes the result by its `compute_output_spec`, and not by running the function."""
        return self.namespace is Library.KERAS and self.kind is TensorKind.SYMBOLIC

    @property
    def floatx(self) -> str:
        return self.context.floatx

    def known_declared(self) -> bool:
        """The same, for what Keras declares otherwise than it computes it.

        Raises: Undetermined, if it is not known whether the tensors are symbolic.
        """
        if self.kind is TensorKind.UNKNOWN:
            raise Undetermined("whether the tensors are symbolic is not known")
        return self.declared
