"""The base of all failures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that Keras refuses: a kind (the class) with its data, and no prose.

    `late` marks what Keras 3 accepts while the model is built, and refuses when data runs through it.
    """

    late: bool = False


class Failed(Exception):
    """Ends the evaluation of a definition with a failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure
