"""The base of all failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keralint.semantics.layer import Layer, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that Keras refuses: a kind (the class) with its data, and no prose.

    `late` marks what Keras 3 accepts while the model is built, and refuses when data runs through it.
    """

    late: bool = False


class Failed(Exception):  # noqa: N818  # it carries a failure, and is not one of ours
    """Ends the evaluation of a definition with a failure.

    `operation` is what refused, `enclosing` are the wrappers and models inside which it was applied, the outermost
    first; both are noted on the way out.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure
        self.operation: Operation | None = None
        self.enclosing: tuple[Layer, ...] = ()

    def refused_by(self, operation: Operation) -> None:
        """Notes what refused; the innermost counts."""
        if self.operation is None:
            self.operation = operation
