"""Failures of Lambda and other layers that run a function of the user's."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputNotATensor(Failure):
    """The function of a Lambda layer returns something that is not a tensor (`None`, a number)."""

    value: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidEquation(Failure):
    """An einsum equation that the layer cannot use.

    `letter` is the one that is wrong: in the output but in no input, in the weight only, or a bias axis that is not
    in the output; `None` if the equation as a whole cannot be read.
    """

    equation: str
    letter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNotDefined(Failure):
    """A base class that computes nothing (`Layer`, `Wrapper`) is called, instead of a class that derives from it."""
